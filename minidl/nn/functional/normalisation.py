"""Normalisation over a batch. The arrays' side (`*_array`) stands beside the function."""

import math

import numpy as np

from ...tensor import Tensor, apply


def batch_norm(
    input: Tensor,
    running_mean: Tensor | None,
    running_var: Tensor | None,
    weight: Tensor | None = None,
    bias: Tensor | None = None,
    training: bool = False,
    momentum: float = 0.1,
    eps: float = 1e-5,
) -> Tensor:
    """y = γ (x − μ) / √(σ² + ε) + β for each channel of input (N, C, ...) (Ioffe and Szegedy, 2015).

    In training μ and σ² are the batch's, and the running ones (if given) move towards them:
    running ← (1 − momentum)·running + momentum·batch, with the unbiased variance. Otherwise the
    running ones are used. Raises ValueError in training with a single value per channel.
    """
    channels = input.shape[1] if input.ndim > 1 else 0
    for name, tensor in (("running_mean", running_mean), ("running_var", running_var), ("weight", weight), ("bias", bias)):
        if tensor is not None and tuple(tensor.shape) != (channels,):
            raise ValueError(
                f"batch_norm: {name} has shape {tuple(tensor.shape)}, but input {tuple(input.shape)} has "
                f"{channels} channels. Did you mean BatchNorm({channels})?"
            )
    dtype = input.dtype
    weight = Tensor(np.ones(channels, dtype)) if weight is None else weight
    bias = Tensor(np.zeros(channels, dtype)) if bias is None else bias
    if not training:
        if running_mean is None or running_var is None:
            raise ValueError("batch_norm: without training=True it needs running_mean and running_var.")
        return apply(normalise_array, input, weight, bias, mean=running_mean.data, variance=running_var.data, eps=eps)

    count = input.numel() // max(channels, 1)
    if count <= 1:
        raise ValueError(
            f"batch_norm: training needs more than one value per channel, got input {tuple(input.shape)}. "
            f"Use a larger batch, or model.eval()."
        )
    axes = (0, *range(2, input.ndim))
    mean = np.add.reduce(input.data, axis=axes) / dtype.type(count)
    deviation = input.data - _per_channel(mean, input.ndim)
    variance = np.add.reduce(deviation * deviation, axis=axes) / dtype.type(count)
    for running, batch in ((running_mean, mean), (running_var, variance * (count / (count - 1)))):
        if running is not None:
            running.data += momentum * (batch - running.data)
            running._version[0] += 1
    return apply(batch_norm_array, input, weight, bias, deviation=deviation, variance=variance, eps=eps)


def _per_channel(array, ndim):
    """(C,) → (1, C, 1, ...), to broadcast over a batch."""
    return array.reshape(1, -1, *(1,) * (ndim - 2))


def normalise_array(x, weight, bias, *, mean, variance, eps):
    """With fixed μ and σ²: a scale and a shift for each channel"""
    inverse = _per_channel(1 / np.sqrt(variance + x.dtype.type(eps)), x.ndim)
    normal = (x - _per_channel(mean, x.ndim)) * inverse
    scale = _per_channel(weight, x.ndim)

    def backward(g, need):
        axes = (0, *range(2, x.ndim))
        return g * (scale * inverse), (g * normal).sum(axes), g.sum(axes)

    return normal * scale + _per_channel(bias, x.ndim), backward


def batch_norm_array(x, weight, bias, *, deviation, variance, eps):
    """With the batch's μ and σ², which depend on x themselves.

    With x̂ = (x − μ)/√(σ² + ε) over m values: ∂J/∂x = γ/√(σ² + ε) · (g − mean(g) − x̂·mean(g·x̂))
    """
    inverse = _per_channel(1 / np.sqrt(variance + x.dtype.type(eps)), x.ndim)
    normal = deviation * inverse
    scale = _per_channel(weight, x.ndim)

    def backward(g, need):
        axes = (0, *range(2, x.ndim))
        gb, gw = g.sum(axes), (g * normal).sum(axes)
        gx = None
        if need[0]:
            m = x.dtype.type(math.prod(x.shape) // x.shape[1])
            gx = g - _per_channel(gb / m, x.ndim) - normal * _per_channel(gw / m, x.ndim)
            gx *= scale * inverse
        return gx, gw, gb

    return normal * scale + _per_channel(bias, x.ndim), backward
