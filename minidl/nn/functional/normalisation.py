"""Normalisation, over a batch or within each sample. The arrays' side (`*_array`) stands beside it."""

import math

import numpy as np

from ... import checks
from ...checks import ShapeError
from ...ops import _total
from ...tensor import Tensor, apply, wrap
from .checks import check_same_dtype, check_tensor
from .resampling import pad


def batch_norm(
    input: Tensor, running_mean: Tensor | None, running_var: Tensor | None, weight: Tensor | None = None,
    bias: Tensor | None = None, training: bool = False, momentum: float = 0.1, eps: float = 1e-5,
) -> Tensor:  # fmt: skip
    """y = γ (x − μ) / √(σ² + ε) + β for each channel of input (N, C, ...) (Ioffe and Szegedy, 2015).

    In training μ and σ² are the batch's, and the running ones (if given) move towards them:
    running ← (1 − momentum)·running + momentum·batch, with the unbiased variance. Otherwise the
    running ones are used. Raises ValueError in training with a single value per channel.
    """
    if isinstance(input, Tensor) and input.shape == (0,):
        return input.clone()  # as PyTorch does: an empty vector stays one
    _check("batch_norm", input, training, eps, running_mean, running_var, weight, bias)
    channels, dtype = input.shape[1], input.dtype
    weight = wrap(np.ones(channels, dtype)) if weight is None else weight
    bias = wrap(np.zeros(channels, dtype)) if bias is None else bias
    if not training:
        settings = {"mean": running_mean._array, "variance": running_var._array, "eps": eps}
        return apply(normalise_array, input, weight, bias, **settings)

    count = _values_per_channel(input.shape)
    mean, deviation, variance = _statistics(input._array)
    if running_mean is not None and count:  # an empty batch has no statistics
        _move(running_mean, mean, momentum)
        _move(running_var, variance * (count / (count - 1)), momentum)
    settings = {"deviation": deviation, "variance": variance, "eps": eps}
    return apply(batch_norm_array, input, weight, bias, **settings)


def _check(who, input, training, eps, running_mean, running_var, weight, bias):
    vectors = {"running_mean": running_mean, "running_var": running_var}
    vectors |= {"weight": weight, "bias": bias}
    check_tensor(who, input)
    checks.switch(who, "training", training)
    check_same_dtype(who, input, **vectors)
    checks.axes(who, input, range(2, 65), "(N, C, ...)")
    channels = input.shape[1]
    layer = who.title().replace("_", "")
    why, hint = f"one number for each channel of input {input.shape}", f"Did you mean {layer}({channels})?"
    for name, vector in vectors.items():
        checks.shape(who, name, vector, (channels,), why, hint)
    if (running_mean is None) != (running_var is None) or not training and running_mean is None:
        raise ValueError(f"{who}: running_mean and running_var are given both or, if training=True, neither.")
    if training and _values_per_channel(input.shape) == 1:
        raise ValueError(
            f"{who}: training needs more than one value per channel, got input {input.shape}. "
            f"Use a larger batch, or model.eval()."
        )
    low, above = (None, 0) if training else (0, None)
    checks.number(who, "eps", eps, low, above=above, hint="Usual is 1e-5.")


def _values_per_channel(shape):
    """m = N · L, or N · H · W"""
    return shape[0] * math.prod(shape[2:])


def _statistics(x):
    """Over all but the channels: μ (C,), x − μ, and σ² = mean((x − μ)²) (C,)"""
    count = x.dtype.type(max(_values_per_channel(x.shape), 1))
    mean = _over_channels(x) / count
    deviation = x - _per_channel(mean, x.ndim)
    return mean, deviation, _over_channels(deviation * deviation) / count


def _over_channels(x):
    """Σ over all but the channels: (N, C, ...) → (C,)"""
    axes = (0, *range(2, x.ndim))
    if math.prod(x.shape[2:]) < 16:  # NumPy adds such columns number by number
        return _total(x, axes, False, short=64)
    return np.add.reduce(x, axis=axes)


def _move(running, batch, momentum):
    """running ← (1 − momentum)·running + momentum·batch, in place"""
    running.overwrite((1 - momentum) * running._array + momentum * batch)


def _per_channel(array, ndim):
    """(C,) → (1, C, 1, ...), to broadcast over a batch."""
    return array.reshape(1, -1, *(1,) * (ndim - 2))


def normalise_array(x, weight, bias, *, mean, variance, eps):
    """With fixed μ and σ²: a scale and a shift for each channel"""
    inverse = _per_channel(1 / np.sqrt(variance + x.dtype.type(eps)), x.ndim)
    normal = (x - _per_channel(mean, x.ndim)) * inverse
    scale = _per_channel(weight, x.ndim)

    def backward(g, need):
        return g * (scale * inverse), _over_channels(g * normal), _over_channels(g)

    return normal * scale + _per_channel(bias, x.ndim), backward


def batch_norm_array(x, weight, bias, *, deviation, variance, eps):
    """With the batch's μ and σ², which depend on x themselves.

    With x̂ = (x − μ)/√(σ² + ε) over m values: ∂J/∂x = γ/√(σ² + ε) · (g − mean(g) − x̂·mean(g·x̂))
    """
    if x.dtype.kind == "c":  # a step of autograd/second.py: they go along
        _, deviation, variance = _statistics(x)
    inverse = _per_channel(1 / np.sqrt(variance + x.dtype.type(eps)), x.ndim)
    normal = deviation * inverse
    scale = _per_channel(weight, x.ndim)

    def backward(g, need):
        gb, gw = _over_channels(g), _over_channels(g * normal)
        gx = None
        if need[0]:
            m = x.dtype.type(max(_values_per_channel(x.shape), 1))
            gx = g - _per_channel(gb / m, x.ndim) - normal * _per_channel(gw / m, x.ndim)
            gx *= scale * inverse
        return gx, gw, gb

    return normal * scale + _per_channel(bias, x.ndim), backward


def layer_norm(
    input: Tensor, normalized_shape: tuple[int, ...], weight: Tensor | None = None,
    bias: Tensor | None = None, eps: float = 1e-5,
) -> Tensor:  # fmt: skip
    """y = γ (x − μ) / √(σ² + ε) + β, with μ and σ² of each sample by itself (Ba et al., 2016).

    They are taken over the last axes, which have `normalized_shape`; γ (weight) and β (bias) have
    that shape, too. Raises TypeError or ValueError if the input does not end with it.
    """
    who = "layer_norm"
    shape = _last_sizes(who, "LayerNorm", input, normalized_shape, weight, bias)
    return _within_samples(input, weight, bias, tuple(range(-len(shape), 0)), checks.number(who, "eps", eps))


def rms_norm(input, normalized_shape, weight=None, eps=None) -> Tensor:
    """y = γ x / √(mean(x²) + ε), with the mean over the last axes, `normalized_shape` (Zhang et al., 2019).

    ε is the dtype's step at 1 if not given; γ (weight) has the shape of these axes.
    """
    shape = _last_sizes("rms_norm", "RMSNorm", input, normalized_shape, weight)
    eps = float(np.finfo(input.dtype).eps) if eps is None else checks.number("rms_norm", "eps", eps)
    size = (input.square().mean(tuple(range(-len(shape), 0)), keepdim=True) + eps).rsqrt()
    return input * size if weight is None else input * size * weight


def normalize(input, p=2.0, dim=1, eps=1e-12, out=None) -> Tensor:
    """x / max(‖x‖, eps): vectors of length 1 along `dim`, by the norm (Σ |x|ᵖ)^(1/p)."""
    check_tensor("normalize", input)
    if out is not None:
        raise NotImplementedError("normalize: out is not there. Write x = F.normalize(x).")
    return input / input.norm(p, dim, keepdim=True).clamp(min=checks.number("normalize", "eps", eps))


def _last_sizes(who, layer, input, normalized_shape, weight, bias=None):
    """The shape of the last axes, after all was checked."""
    check_tensor(who, input)
    check_same_dtype(who, input, weight=weight, bias=bias)
    if not isinstance(normalized_shape, (tuple, list)) or not normalized_shape:
        raise TypeError(
            f"{who}: normalized_shape is a tuple of the last sizes of input, such as "
            f"{input.shape[-1:]}, got {normalized_shape!r}."
        )
    shape = tuple(normalized_shape)
    if input.shape[-len(shape) :] != shape:
        raise ShapeError(
            f"{who}: normalized_shape {shape} must be the last sizes of input, got {input.shape}. "
            f"Did you mean {layer}({input.shape[-1] if input.ndim else 1})?"
        )
    checks.shape(who, "weight", weight, shape, "the normalized_shape")
    checks.shape(who, "bias", bias, shape, "the normalized_shape")
    return shape


def group_norm(
    input: Tensor, num_groups: int, weight: Tensor | None = None, bias: Tensor | None = None,
    eps: float = 1e-5,
) -> Tensor:  # fmt: skip
    """y = γ (x − μ) / √(σ² + ε) + β, with μ and σ² of each group of channels (Wu and He, 2018).

    The channels of input (N, C, ...) form `num_groups` groups of neighbours; each sample has its own
    μ and σ². γ (weight) and β (bias) have one number for each channel. Raises ValueError unless
    num_groups divides C, and if only a single value would be normalised.
    """
    who = "group_norm"
    check_tensor(who, input)
    eps = checks.number(who, "eps", eps)
    check_same_dtype(who, input, weight=weight, bias=bias)
    checks.axes(who, input, range(2, 65), "(N, C, ...)")
    samples, channels, *rest = input.shape
    num_groups = checks.number(who, "num_groups", num_groups, whole=True)
    checks.divides(who, num_groups=num_groups, channels=channels)
    checks.shape(who, "weight", weight, (channels,), "one number for each channel")
    checks.shape(who, "bias", bias, (channels,), "one number for each channel")
    if input.numel() == num_groups:
        raise ValueError(
            f"{who}: needs more than one value to normalise, got input {input.shape} in {num_groups} groups."
        )
    groups = (num_groups, channels // num_groups)
    weight, bias = (t if t is None else t.reshape(*groups, *[1] * len(rest)) for t in (weight, bias))
    grouped = input.reshape(samples, *groups, *rest)
    return _within_samples(grouped, weight, bias, tuple(range(2, grouped.ndim)), eps).reshape(input.shape)


def instance_norm(
    input, running_mean=None, running_var=None, weight=None, bias=None, use_input_stats=True, momentum=0.1,
    eps=1e-5,
) -> Tensor:  # fmt: skip
    """`group_norm` of each channel by itself (Ulyanov et al., 2016), or by the running μ and σ².

    These move, where given, towards the mean over the samples, as in `batch_norm`.
    """
    who, settings = "instance_norm", (running_mean, running_var, weight, bias)
    check_tensor(who, input)
    checks.axes(who, input, range(2, 65), "(N, C, ...)")
    _check(who, input[:1], use_input_stats, eps, *settings)
    if not use_input_stats:
        return batch_norm(input, *settings, False, momentum, eps)
    if running_mean is not None:
        x = input._array.reshape(*input.shape[:2], -1)
        _move(running_mean, x.mean((0, 2)), momentum)
        _move(running_var, x.var(2, ddof=1).mean(0), momentum)
    return group_norm(input, input.shape[1], weight, bias, eps)


def local_response_norm(input, size, alpha=1e-4, beta=0.75, k=1.0) -> Tensor:
    """y = x / (k + alpha · mean(x²))^beta: a mean over `size` channels around (Krizhevsky et al., 2012)."""
    who = "local_response_norm"
    check_tensor(who, input)
    checks.axes(who, input, range(3, 65), "(N, C, ...)")
    size = checks.number(who, "size", size, 1, whole=True)
    alpha, beta, k = (checks.number(who, *of) for of in (("alpha", alpha), ("beta", beta), ("k", k)))
    around = pad(input.square(), (*[0, 0] * (input.ndim - 2), size // 2, (size - 1) // 2))
    total = sum([around[:, i : i + input.shape[1]] for i in range(size)])
    return input / (k + alpha * (total / size)) ** beta


def _within_samples(input, weight, bias, axes, eps):
    weight = wrap(np.ones((), input.dtype)) if weight is None else weight
    bias = wrap(np.zeros((), input.dtype)) if bias is None else bias
    return apply(within_samples_array, input, weight, bias, axes=axes, eps=eps)


def within_samples_array(x, weight, bias, *, axes, eps):
    """γ x̂ + β with x̂ = (x − μ)/√(σ² + ε) over the m values along `axes`; γ and β are broadcast.

    With h = γ g: ∂J/∂x = (h − mean(h) − x̂·mean(h·x̂)) / √(σ² + ε)
    """

    def mean(values):
        return np.add.reduce(values, axis=axes, keepdims=True) / x.dtype.type(m)

    m = max(math.prod([x.shape[axis] for axis in axes]), 1)
    normal = x - mean(x)
    inverse = 1 / np.sqrt(mean(normal * normal) + x.dtype.type(eps))
    normal *= inverse

    def backward(g, need):
        gx = None
        if need[0]:
            h = g * weight
            gx = inverse * (h - mean(h) - normal * mean(h * normal))
        return gx, g * normal if need[1] else None, g

    return normal * weight + bias, backward
