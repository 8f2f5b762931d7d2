"""The fully connected layer, and dropout."""

import math

import numpy as np

from ... import checks, ops
from ...checks import ShapeError
from ...random import generator
from ...tensor import Tensor, apply, wrap
from .checks import check_same_dtype, check_tensor


def linear(input: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    """y = x Wᵀ + b: input (..., in), weight (out, in), bias (out) → (..., out).

    Raises ValueError if the last axis of the input is not `in`, TypeError for different dtypes.
    """
    check_tensor("linear", input, kinds="fiu")
    check_same_dtype("linear", input, weight=weight, bias=bias)
    if bias is None and weight.ndim == 1:
        return linear(input, weight.unsqueeze(0)).squeeze(-1)
    if input.shape[-1:] != weight.shape[1:]:
        raise ShapeError(_does_not_fit(input.shape, weight.shape))
    if bias is None:
        return apply(ops.linear, input, weight)
    if bias.shape not in (weight.shape[:1], (1,), ()):
        checks.shape("linear", "bias", bias, weight.shape[:1], "one number for each output")
    return apply(ops.linear, input, weight, bias)


def _does_not_fit(size, weight_shape):
    if len(weight_shape) != 2:
        return f"linear: weight must be a matrix (out, in), got {weight_shape}."
    outputs, inputs = weight_shape
    message = f"linear: weight {weight_shape} expects {inputs} input features, got input {size}"
    if not size:
        return f"{message}, a single number. Try input.reshape(1, -1)."
    message += f", whose last axis is {size[-1]}."
    flat = math.prod(size[1:])
    if len(size) > 2:
        fitting = "" if flat == inputs else f": Linear({flat}, {outputs})"
        return f"{message} Did you forget nn.Flatten()? It gives {flat} features{fitting}."
    if flat * size[0] == inputs:
        return f"{message} Try input.reshape(1, -1) for one sample of {inputs} features."
    return f"{message} Did you mean Linear({size[-1]}, {outputs})?"


def dropout(input: Tensor, p: float = 0.5, training: bool = True, inplace: bool = False) -> Tensor:
    """Set each element to 0 with probability p and scale the others by 1/(1 − p); only in training.

    The mean stays what it was (Srivastava et al., 2014). `inplace` is accepted; the result is the
    same. Raises ValueError unless 0 ≤ p ≤ 1.
    """
    return _dropout("dropout", input, p, training, inplace)


def dropout1d(input: Tensor, p: float = 0.5, training: bool = True, inplace: bool = False) -> Tensor:
    """`dropout` of whole channels of (N, C, L) or (C, L) (Tompson et al., 2015)."""
    return _drop_channels("dropout1d", input, p, training, inplace, {2: 1, 3: 2})


def dropout2d(input: Tensor, p: float = 0.5, training: bool = True, inplace: bool = False) -> Tensor:
    """`dropout` of whole channels of (N, C, H, W); three axes mean (N, C, L), as in PyTorch."""
    return _drop_channels("dropout2d", input, p, training, inplace, {3: 2, 4: 2})


def _drop_channels(who, input, p, training, inplace, channel_axes):
    """`channel_axes`: number of axes → how many of them stand in front of a channel's numbers"""
    check_tensor(who, input)
    checks.axes(who, input, tuple(channel_axes), f"with {' or '.join(map(str, channel_axes))} axes")
    return _dropout(who, input, p, training, inplace, channel_axes[input.ndim])


def _dropout(who, input, p, training, inplace, front=None):
    """One choice for each place along the first `front` axes, or along all"""
    checks.number(who, "p", p, 0, 1)
    checks.switch(who, "training", training)
    checks.switch(who, "inplace", inplace)
    if not training or p == 0:
        return input
    check_tensor(who, input)
    scale = np.empty_like(input._array)  # in the input's memory order, so that the product keeps it
    choices = input.shape[:front] + (1,) * len(input.shape[front:] if front else ())
    kept = generator().random(choices, dtype=np.float32) >= p
    scale[...] = kept * (0 if p == 1 else 1 / (1 - p))
    return input * wrap(scale)
