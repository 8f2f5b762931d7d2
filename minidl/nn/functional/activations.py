"""Activation functions, and softmax. The arrays' side (`*_array`) stands beside each function.

`inplace`, where PyTorch has it, is accepted; the result is the same.
"""

import math
import warnings

import numpy as np

from ... import checks
from ...checks import ShapeError
from ...functions import arithmetic, choosing
from ...functions.arithmetic import sigmoid as sigmoid
from ...functions.arithmetic import tanh as tanh
from ...ops import _masked, _size
from ...ops import sigmoid as sigmoid_array
from ...tensor import Tensor, apply
from .checks import check_same_dtype, check_tensor
from .normal import normal


def _check(who, input, inplace=False):
    check_tensor(who, input)
    checks.switch(who, "inplace", inplace)


def relu(input: Tensor, inplace: bool = False) -> Tensor:
    """max(0, x); its derivative at 0 is 0."""
    if inplace is not False:
        checks.switch("relu", "inplace", inplace)
    return arithmetic.relu(input)


def leaky_relu(input: Tensor, negative_slope: float = 0.01, inplace: bool = False) -> Tensor:
    """x where x > 0, else negative_slope · x; the derivative at 0 is the slope."""
    _check("leaky_relu", input, inplace)
    return apply(leaky_relu_array, input, slope=checks.number("leaky_relu", "negative_slope", negative_slope))


def leaky_relu_array(x, *, slope):
    """max(x, 0) + slope · min(x, 0)"""
    positive = x > 0

    def backward(g, need):
        return (_masked(g, positive) + _masked(g * slope, ~positive),)

    return np.maximum(x, 0) + slope * np.minimum(x, 0), backward


def prelu(input: Tensor, weight: Tensor) -> Tensor:
    """x where x > 0, else weight · x, with one weight for all or one per channel of input (N, C, ...).

    Raises ValueError for any other number of weights (He et al., 2015).
    """
    check_tensor("prelu", input)
    check_same_dtype("prelu", input, weight=weight)
    channels = input.shape[1] if input.ndim > 1 else 1
    if weight.ndim > 1 or weight.numel() not in (1, channels):
        raise ShapeError(
            f"prelu: weight needs 1 number, or one for each of the {channels} channels of input "
            f"{input.shape}, got shape {weight.shape}."
        )
    if weight.ndim and input.ndim != 1:
        weight = weight.reshape([-1 if axis == 1 else 1 for axis in range(input.ndim)])
    return apply(prelu_array, input, weight)


def prelu_array(x, weight):
    """max(x, 0) + weight · min(x, 0): where x ≤ 0, ∂/∂x = weight and ∂/∂weight = x"""
    positive = x > 0

    def backward(g, need):
        gx = _masked(g, positive) + _masked(g * weight, ~positive) if need[0] else None
        return gx, _masked(g * x, ~positive) if need[1] else None

    return np.maximum(x, 0) + weight * np.minimum(x, 0), backward


def elu(input: Tensor, alpha: float = 1.0, inplace: bool = False) -> Tensor:
    """x where x > 0, else alpha (eˣ − 1); the derivative at 0 is alpha (Clevert et al., 2016)."""
    _check("elu", input, inplace)
    return apply(elu_array, input, alpha=checks.number("elu", "alpha", alpha), scale=1.0)


def selu(input: Tensor, inplace: bool = False) -> Tensor:
    """scale · elu(x, alpha), which keeps mean 0 and variance 1 (Klambauer et al., 2017).

    scale = 1.0507009873554805, alpha = 1.6732632423543772.
    """
    _check("selu", input, inplace)
    return apply(elu_array, input, alpha=1.6732632423543772, scale=1.0507009873554805)


def elu_array(x, *, alpha, scale):
    """scale · (max(x, 0) + alpha (e^min(x, 0) − 1)): ∂/∂x = scale where x > 0, else scale · alpha · eˣ"""
    below = np.minimum(x, 0)  # the exponent is never positive, so nothing overflows

    def backward(g, need):
        g, negative = g * scale, x <= 0
        return (_masked(g, ~negative) + _masked(g * (alpha * np.exp(below)), negative),)

    return scale * (np.maximum(x, 0) + alpha * np.expm1(below)), backward


def gelu(input: Tensor, *, approximate: str = "none") -> Tensor:
    """x Φ(x), where Φ is the normal distribution function (Hendrycks and Gimpel, 2016).

    Φ(x) = (1 + erf(x/√2)) / 2, or with approximate="tanh" (1 + tanh(√(2/π) (x + 0.044715 x³))) / 2.
    """
    check_tensor("gelu", input)
    checks.choice("gelu", "approximate", approximate, ("none", "tanh"))
    return apply(gelu_array if approximate == "none" else gelu_tanh_array, input)


def gelu_array(x):
    """x Φ(x): ∂/∂x = Φ(x) + x φ(x), with the density φ(x) = e^(−x²/2) / √(2π)"""
    density, phi = normal(x)
    return x * phi, lambda g, need: (g * (phi + x * density),)


def gelu_tanh_array(x):
    """x (1 + t) / 2 with t = tanh(u): ∂/∂x = (1 + t + x (1 − t²) ∂u/∂x) / 2"""
    slope = math.sqrt(2 / math.pi)
    t = np.tanh(slope * (x + 0.044715 * (x * x * x)))

    def backward(g, need):
        return (g * ((1 + t + x * (1 - t * t) * (slope * (1 + 3 * 0.044715 * (x * x)))) / 2),)

    return x * ((1 + t) / 2), backward


def silu(input: Tensor, inplace: bool = False) -> Tensor:
    """x σ(x) with σ(x) = 1 / (1 + e⁻ˣ), also called swish."""
    _check("silu", input, inplace)
    return apply(silu_array, input)


def silu_array(x):
    """x σ(x): ∂/∂x = σ (1 + x (1 − σ))"""
    s, _ = sigmoid_array(x)
    return x * s, lambda g, need: (g * (s * (1 + x * (1 - s))),)


def softplus(input: Tensor, beta: float = 1, threshold: float = 20) -> Tensor:
    """log(1 + e^(beta · x)) / beta, a smooth relu; x itself where beta · x > threshold."""
    check_tensor("softplus", input)
    settings = {"beta": checks.number("softplus", "beta", beta)}
    settings["threshold"] = checks.number("softplus", "threshold", threshold)
    return apply(softplus_array, input, **settings)


def softplus_array(x, *, beta, threshold):
    """(max(z, 0) + log(1 + e^(−|z|))) / beta with z = beta · x: ∂/∂x = σ(z), or 1 above the threshold"""
    z = x * beta
    smooth = (np.maximum(z, 0) + np.log1p(np.exp(-_size(z)))) / beta

    def backward(g, need):
        linear = z > threshold
        return (_masked(g, linear) + _masked(g * sigmoid_array(z)[0], ~linear),)

    return np.where(z > threshold, x, smooth), backward


def hardtanh(input: Tensor, min_val: float = -1.0, max_val: float = 1.0, inplace: bool = False) -> Tensor:
    """x limited to [min_val, max_val]; unlike in `clamp` the derivative at the bounds is 0."""
    _check("hardtanh", input, inplace)
    low = checks.number("hardtanh", "min_val", min_val)
    return apply(hardtanh_array, input, low=low, high=checks.number("hardtanh", "max_val", max_val, low))


def hardtanh_array(x, *, low, high):
    """min(max(x, low), high): the gradient passes strictly inside."""
    outside = (x <= low) | (x >= high)
    return np.minimum(np.maximum(x, low), high), lambda g, need: (_masked(g, ~outside),)


def relu6(input, inplace=False) -> Tensor:
    """x limited to [0, 6]; the derivative at both is 0."""
    _check("relu6", input, inplace)
    return apply(hardtanh_array, input, low=0, high=6)


def hardsigmoid(input, inplace=False) -> Tensor:
    """x/6 + 1/2 limited to [0, 1], a sigmoid of straight lines."""
    _check("hardsigmoid", input, inplace)
    return relu6(input + 3) / 6


def hardswish(input, inplace=False) -> Tensor:
    """x · hardsigmoid(x), a silu without an exponential (Howard et al., 2019)."""
    _check("hardswish", input, inplace)
    return input * (relu6(input + 3) / 6)


def mish(input, inplace=False) -> Tensor:
    """x tanh(log(1 + eˣ)) (Misra, 2019)."""
    _check("mish", input, inplace)
    return input * softplus(input).tanh()


def celu(input, alpha=1.0, inplace=False) -> Tensor:
    """x where x > 0, else alpha (e^(x/alpha) − 1): an elu whose derivative at 0 is 1 (Barron, 2017)."""
    _check("celu", input, inplace)
    if checks.number("celu", "alpha", alpha) == 0:
        raise ValueError("celu: alpha must not be 0. Try 1.")
    return apply(elu_array, input / alpha, alpha=1.0, scale=alpha)


def threshold(input, threshold, value, inplace=False) -> Tensor:
    """x where x > threshold, else value."""
    _check("threshold", input, inplace)
    limit = checks.number("threshold", "threshold", threshold)
    return arithmetic.where(input <= limit, checks.number("threshold", "value", value), input)


def softsign(input) -> Tensor:
    """x / (1 + |x|)"""
    _check("softsign", input)
    return input / (1 + input.abs())


def tanhshrink(input) -> Tensor:
    """x − tanh x"""
    _check("tanhshrink", input)
    return input - input.tanh()


def softshrink(input, lambd=0.5) -> Tensor:
    """x moved towards 0 by lambd; 0 where it would get beyond."""
    _check("softshrink", input)
    limit = checks.number("softshrink", "lambd", lambd, 0)
    return input - input.clamp(-limit, limit)


def hardshrink(input, lambd=0.5) -> Tensor:
    """x where |x| > lambd, else 0."""
    _check("hardshrink", input)
    return arithmetic.where(input.abs() <= checks.number("hardshrink", "lambd", lambd), 0.0, input)


def logsigmoid(input) -> Tensor:
    """log σ(x) = −log(1 + e⁻ˣ), without overflow."""
    _check("logsigmoid", input)
    return -softplus(-input, threshold=math.inf)


def glu(input, dim=-1) -> Tensor:
    """a σ(b), where a and b are the halves of x along `dim` (Dauphin et al., 2017)."""
    _check("glu", input)
    size = input.shape[checks.axis("glu", input, dim)] if input.ndim else 1
    checks.divides("glu", two=2, **{f"size of dim {dim}": size})
    a, b = input.chunk(2, dim)
    return a * b.sigmoid()


def maxout(input: Tensor, k: int) -> Tensor:
    """The maximum of each k neighbouring channels: (N, C·k, ...) → (N, C, ...) (Goodfellow et al., 2013).

    Equal ones share the gradient evenly. Raises ValueError unless k divides the channels.
    """
    check_tensor("maxout", input)
    k = checks.number("maxout", "k", k, whole=True)
    if input.ndim < 2 or k < 1 or input.shape[1] % k:
        raise ValueError(
            f"maxout: expects (N, C·k, ...) with a multiple of k={k} channels, got {input.shape}."
        )
    samples, channels, *rest = input.shape
    return input.reshape((samples, channels // k, k, *rest)).amax(2)


def softmax(input: Tensor, dim: int | None = None, _stacklevel: int = 3, dtype=None) -> Tensor:
    """p_i = e^{z_i} / Σ_k e^{z_k} along `dim`: positive numbers that sum to 1.

    ∂J/∂z_i = p_i (∂J/∂p_i − Σ_k p_k ∂J/∂p_k). `dtype`, if given, is what the input is converted to.
    """
    return choosing.softmax(input, _classes("softmax", input, dim, dtype), dtype)


def softmin(input, dim=None, _stacklevel=3, dtype=None) -> Tensor:
    """The softmax of −x along `dim`: the smallest number gets the most."""
    _check("softmin", input)
    return softmax(-input, dim, _stacklevel, dtype)


def log_softmax(input: Tensor, dim: int | None = None, _stacklevel: int = 3, dtype=None) -> Tensor:
    """log p_i = z_i − log Σ_k e^{z_k} along `dim`, without overflow.

    ∂J/∂z_i = ∂J/∂(log p_i) − p_i Σ_k ∂J/∂(log p_k). `dtype`, if given, is what the input is
    converted to.
    """
    return choosing.log_softmax(input, _classes("log_softmax", input, dim, dtype), dtype)


def _classes(who, input, dim, dtype):
    """The axis of the classes, if nobody says"""
    check_tensor(who, input, kinds="f" if dtype is None else "fiub")
    if dim is None:
        dim = 0 if input.ndim in (0, 1, 3) else 1
        warnings.warn(f"{who}: took dim={dim} for input {input.shape}; better say dim=.", stacklevel=3)
    return dim
