"""First numbers for weights. Each function changes a tensor in place and returns it."""

import math
import warnings

import numpy as np

from .. import random
from ..checks import choice, divides, number
from ..tensor import Tensor


def _set(who, tensor, make, least=0, most=None) -> Tensor:
    """Fill a tensor with what `make(shape)` gives; it has `least` axes or more, `most` or less."""
    _check(who, tensor, least, most)
    tensor.overwrite(make(tensor.shape))
    return tensor


def _check(who, tensor, least=0, most=None):
    if not isinstance(tensor, Tensor):
        raise TypeError(f"{who}: expects a Tensor to fill, got {type(tensor).__name__}. Try layer.weight.")
    if not least <= tensor.ndim <= (most or tensor.ndim):
        wanted = f"{least} axes" if least == most else f"{least} to {most} axes" if most else "2 axes or more"
        raise ValueError(f"{who}: expects a weight with {wanted}, got shape {tensor.shape}.")


def uniform_(tensor: Tensor, a: float = 0.0, b: float = 1.0, generator=None) -> Tensor:
    """Uniform in [a, b)"""
    low = number("uniform_", "a", a)
    high, draw = number("uniform_", "b", b, low), generator or random.generator()
    return _set("uniform_", tensor, lambda shape: draw.uniform(low, high, shape))


def normal_(tensor: Tensor, mean: float = 0.0, std: float = 1.0, generator=None) -> Tensor:
    """Normal with this mean and standard deviation"""
    mean, std = number("normal_", "mean", mean), number("normal_", "std", std, 0)
    draw = generator or random.generator()
    return _set("normal_", tensor, lambda shape: draw.normal(mean, std, shape))


def constant_(tensor: Tensor, val: float) -> Tensor:
    """All val"""
    val = number("constant_", "val", val)
    return _set("constant_", tensor, lambda shape: val)


def zeros_(tensor: Tensor) -> Tensor:
    """All 0"""
    return _set("zeros_", tensor, lambda shape: 0)


def ones_(tensor: Tensor) -> Tensor:
    """All 1"""
    return _set("ones_", tensor, lambda shape: 1)


def eye_(tensor: Tensor) -> Tensor:
    """The identity matrix (out, in): a Linear that passes on as many inputs as it can"""
    return _set("eye_", tensor, lambda shape: np.eye(*shape), 2, 2)


def dirac_(tensor: Tensor, groups: int = 1) -> Tensor:
    """1 in the kernels' centres, from input channel i to output channel i of each group, else 0.

    A convolution (out, in / groups, ...) that passes on as many channels as it can.
    """
    _check("dirac_", tensor, 3, 5)
    groups = number("dirac_", "groups", groups, whole=True)
    divides("dirac_", groups=groups, output_channels=tensor.shape[0])
    weight = np.zeros(tensor.shape)
    outputs = tensor.shape[0] // groups
    centre = tuple([size // 2 for size in tensor.shape[2:]])
    for channel in range(min(outputs, tensor.shape[1])):
        weight[(slice(channel, None, outputs), channel, *centre)] = 1
    return _set("dirac_", tensor, lambda shape: weight)


def orthogonal_(tensor: Tensor, gain: float = 1, generator=None) -> Tensor:
    """gain · Q with orthonormal rows or columns, whichever are fewer (Saxe et al., 2014).

    All axes but the first count as one. Q is drawn evenly from all such matrices: the Q of a QR
    decomposition of normal numbers, with the signs of R's diagonal (Mezzadri, 2007).
    """
    _check("orthogonal_", tensor, 2)
    gain = number("orthogonal_", "gain", gain)
    if not tensor.numel():
        return tensor
    rows, columns = tensor.shape[0], tensor.numel() // tensor.shape[0]
    normal = (generator or random.generator()).standard_normal((max(rows, columns), min(rows, columns)))
    q, r = np.linalg.qr(normal)
    q *= np.sign(np.diagonal(r))
    return _set("orthogonal_", tensor, lambda shape: gain * (q.T if rows < columns else q).reshape(shape))


def trunc_normal_(
    tensor: Tensor, mean: float = 0.0, std: float = 1.0, a: float = -2.0, b: float = 2.0, generator=None,
) -> Tensor:  # fmt: skip
    """Normal, but what is outside [a, b] is drawn again.

    Candidates are uniform in [a, b] and kept with a probability proportional to the normal density.
    """
    who = "trunc_normal_"
    _check(who, tensor)
    mean, std, a = number(who, "mean", mean), number(who, "std", std, above=0), number(who, "a", a)
    b = number(who, "b", b, above=a)
    draw = generator or random.generator()
    low, high = ((bound - mean) / std for bound in (a, b))
    low, high = max(low, min(-9, high - 1)), min(high, max(9, low + 1))  # beyond 9 there is nothing to draw
    peak = min(max(low, 0), high)  # where the density is largest
    values = np.empty(tensor.numel())
    missing = np.arange(values.size)
    while missing.size:
        x = draw.uniform(low, high, missing.size)
        kept = draw.random(missing.size) < np.exp((peak * peak - x * x) / 2)
        values[missing[kept]] = x[kept]
        missing = missing[~kept]
    return _set(who, tensor, lambda shape: np.clip(mean + std * values, a, b).reshape(shape))


def sparse_(tensor: Tensor, sparsity: float, std: float = 0.01, generator=None) -> Tensor:
    """Normal, but for the share `sparsity` of each column, which is 0 (Martens, 2010)"""
    _check("sparse_", tensor, 2, 2)
    zeros = math.ceil(number("sparse_", "sparsity", sparsity, 0, 1) * len(tensor))
    order = (generator or random.generator()).random(tensor.shape).argsort(0)
    normal_(tensor, 0.0, number("sparse_", "std", std, 0), generator)
    return _set("sparse_", tensor, lambda shape: tensor._array * (order >= zeros))


def fans(tensor: Tensor, who: str = "fans") -> tuple[int, int]:
    """(fan_in, fan_out) of a weight (out, in, ...): how many inputs a unit sums, and outputs it feeds."""
    _check(who, tensor, 2)
    field = math.prod(tensor.shape[2:])
    return tensor.shape[1] * field, tensor.shape[0] * field


_calculate_fan_in_and_fan_out = fans  # PyTorch's name
_GAINS = dict.fromkeys(("linear", "conv1d", "conv2d", "conv3d", "sigmoid"), 1.0)
_GAINS |= dict.fromkeys(("conv_transpose1d", "conv_transpose2d", "conv_transpose3d"), 1.0)
_GAINS |= {"tanh": 5 / 3, "relu": math.sqrt(2), "selu": 3 / 4}


def calculate_gain(nonlinearity: str, param: float | None = None) -> float:
    """How much a layer must amplify to make up for the non-linearity behind it."""
    if nonlinearity == "leaky_relu":
        slope = 0.01 if param is None else number("calculate_gain", "param", param)
        return math.sqrt(2 / (1 + slope**2))
    choice("calculate_gain", "nonlinearity", nonlinearity, (*_GAINS, "leaky_relu"))
    return _GAINS[nonlinearity]


def kaiming_uniform_(
    tensor: Tensor, a: float = 0.0, mode: str = "fan_in", nonlinearity: str = "leaky_relu", generator=None,
) -> Tensor:  # fmt: skip
    """Uniform with standard deviation gain/√fan (He et al., 2015)"""
    bound = math.sqrt(3) * _kaiming_std("kaiming_uniform_", tensor, a, mode, nonlinearity)
    return uniform_(tensor, -bound, bound, generator)


def kaiming_normal_(
    tensor: Tensor, a: float = 0.0, mode: str = "fan_in", nonlinearity: str = "leaky_relu", generator=None,
) -> Tensor:  # fmt: skip
    """Normal with standard deviation gain/√fan (He et al., 2015)"""
    return normal_(tensor, 0.0, _kaiming_std("kaiming_normal_", tensor, a, mode, nonlinearity), generator)


def _kaiming_std(who, tensor, a, mode, nonlinearity):
    choice(who, "mode", mode, ("fan_in", "fan_out"))
    fan = fans(tensor, who)[mode == "fan_out"]
    _warn_if_empty(who, tensor)
    return calculate_gain(nonlinearity, a) / math.sqrt(fan or 1)


def _warn_if_empty(who, tensor):
    if tensor.numel() == 0:
        warnings.warn(f"{who}: a weight of shape {tensor.shape} has nothing to fill.", stacklevel=4)


def xavier_uniform_(tensor: Tensor, gain: float = 1.0, generator=None) -> Tensor:
    """Uniform with variance gain²·2 / (fan_in + fan_out) (Glorot and Bengio, 2010)"""
    bound = number("xavier_uniform_", "gain", gain) * math.sqrt(6 / sum(fans(tensor, "xavier_uniform_")))
    return uniform_(tensor, -bound, bound, generator)


def xavier_normal_(tensor: Tensor, gain: float = 1.0, generator=None) -> Tensor:
    """Normal with variance gain²·2 / (fan_in + fan_out) (Glorot and Bengio, 2010)"""
    std = number("xavier_normal_", "gain", gain) * math.sqrt(2 / sum(fans(tensor, "xavier_normal_")))
    return normal_(tensor, 0.0, std, generator)


def default_(weight: Tensor, bias: Tensor | None) -> None:
    """PyTorch's default for Linear and Conv: weights and biases uniform within ±1/√fan_in"""
    fan_in, _ = fans(weight)
    _warn_if_empty("kaiming_uniform_", weight)
    bound = 1 / math.sqrt(fan_in) if fan_in else 0
    for tensor in (weight, bias):
        if tensor is not None:
            uniform_(tensor, -bound, bound)
