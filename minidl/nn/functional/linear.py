"""The fully connected layer, and dropout."""

import math

import numpy as np

from ... import ops
from ...random import generator
from ...tensor import Tensor, apply, wrap
from .checks import check_same_dtype, check_tensor


def linear(input: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    """y = x Wᵀ + b: input (..., in), weight (out, in), bias (out) → (..., out).

    Raises ValueError if the last axis of the input is not `in`, TypeError for different dtypes.
    """
    check_tensor("linear", input, kinds="fiu")
    check_same_dtype("linear", input, weight=weight, bias=bias)
    shape = weight.shape
    if len(shape) == 1 and bias is None:
        return linear(input, weight.unsqueeze(0)).squeeze(-1)
    if input.shape[-1:] != shape[1:]:
        raise ValueError(_does_not_fit(input.shape, shape))
    if bias is None:
        return apply(ops.linear, input, weight)
    if bias.shape != shape[:1] and bias.shape not in ((1,), ()):
        raise ValueError(
            f"linear: bias must have shape {shape[:1]}, one number for each output, got {bias.shape}."
        )
    return apply(ops.linear, input, weight, bias)


def _does_not_fit(shape, weight_shape):
    if len(weight_shape) != 2:
        return f"linear: weight must be a matrix (out, in), got {weight_shape}."
    outputs, inputs = weight_shape
    message = f"linear: weight {weight_shape} expects {inputs} input features, got input {shape}"
    if not shape:
        return f"{message}, a single number. Try input.reshape(1, -1)."
    message += f", whose last axis is {shape[-1]}."
    flat = math.prod(shape[1:])
    if len(shape) > 2:
        fitting = "" if flat == inputs else f": Linear({flat}, {outputs})"
        return f"{message} Did you forget nn.Flatten()? It gives {flat} features{fitting}."
    if flat * shape[0] == inputs:
        return f"{message} Try input.reshape(1, -1) for one sample of {inputs} features."
    return f"{message} Did you mean Linear({shape[-1]}, {outputs})?"


def dropout(input: Tensor, p: float = 0.5, training: bool = True, inplace: bool = False) -> Tensor:
    """Set each element to 0 with probability p and scale the others by 1/(1 − p); only in training.

    The mean stays what it was (Srivastava et al., 2014). `inplace` is accepted; the result is the
    same. Raises ValueError unless 0 ≤ p ≤ 1.
    """
    return _dropout("dropout", input, p, training, lambda shape: shape)


def dropout1d(input: Tensor, p: float = 0.5, training: bool = True, inplace: bool = False) -> Tensor:
    """`dropout` of whole channels of (N, C, L) or (C, L) (Tompson et al., 2015)."""
    return _drop_channels("dropout1d", input, p, training, {2: 1, 3: 2})


def dropout2d(input: Tensor, p: float = 0.5, training: bool = True, inplace: bool = False) -> Tensor:
    """`dropout` of whole channels of (N, C, H, W); three axes mean (N, C, L), as in PyTorch."""
    return _drop_channels("dropout2d", input, p, training, {3: 2, 4: 2})


def _drop_channels(who, input, p, training, channel_axes):
    """`channel_axes`: number of axes → how many of them stand in front of a channel's numbers"""
    check_tensor(who, input)
    if input.ndim not in channel_axes:
        axes = " or ".join(map(str, channel_axes))
        raise ValueError(f"{who}: expects input with {axes} axes, got {input.shape}.")
    front = channel_axes[input.ndim]
    return _dropout(who, input, p, training, lambda shape: shape[:front] + (1,) * (len(shape) - front))


def _dropout(who, input, p, training, shape_of_choice):
    check_p(who, p)
    if not training or p == 0:
        return input
    check_tensor(who, input)
    scale = np.empty_like(input._array)  # in the input's memory order, so that the product keeps it
    kept = generator().random(shape_of_choice(scale.shape), dtype=np.float32) >= p
    scale[...] = kept * (0 if p == 1 else 1 / (1 - p))
    return input * wrap(scale)


def check_p(who: str, p: float) -> None:
    """Raise ValueError unless p is a probability."""
    if not 0 <= p <= 1:
        raise ValueError(f"{who}: p is a probability between 0 and 1, got {p}.")
