"""First numbers for weights. Each function changes a tensor in place and returns it."""

import math

import numpy as np

from ..random import generator
from ..tensor import Tensor


def _set(tensor: Tensor, array) -> Tensor:
    tensor.data[...] = array
    tensor._version[0] += 1
    return tensor


def uniform_(tensor: Tensor, a: float = 0.0, b: float = 1.0) -> Tensor:
    """Uniform in [a, b)"""
    return _set(tensor, generator().uniform(a, b, tensor.shape))


def normal_(tensor: Tensor, mean: float = 0.0, std: float = 1.0) -> Tensor:
    """Normal with this mean and standard deviation"""
    return _set(tensor, generator().normal(mean, std, tensor.shape))


def constant_(tensor: Tensor, val: float) -> Tensor:
    """All val"""
    return _set(tensor, val)


def zeros_(tensor: Tensor) -> Tensor:
    """All 0"""
    return _set(tensor, 0)


def ones_(tensor: Tensor) -> Tensor:
    """All 1"""
    return _set(tensor, 1)


def fans(tensor: Tensor) -> tuple[int, int]:
    """(fan_in, fan_out) of a weight (out, in, ...): how many inputs a unit sums, and outputs it feeds."""
    if tensor.ndim < 2:
        raise ValueError(f"fans: a weight (out, in, ...) has at least 2 axes, got shape {tuple(tensor.shape)}.")
    field = int(np.prod(tensor.shape[2:]))
    return tensor.shape[1] * field, tensor.shape[0] * field


def calculate_gain(nonlinearity: str, param: float | None = None) -> float:
    """How much a layer must amplify to make up for the non-linearity behind it."""
    if nonlinearity == "leaky_relu":
        return math.sqrt(2 / (1 + (0.01 if param is None else param) ** 2))
    gains = {"linear": 1.0, "conv1d": 1.0, "conv2d": 1.0, "sigmoid": 1.0, "tanh": 5 / 3}
    gains |= {"relu": math.sqrt(2), "selu": 3 / 4}
    if nonlinearity not in gains:
        raise ValueError(f"calculate_gain: unknown nonlinearity {nonlinearity!r}. Known: {', '.join(gains)}, leaky_relu.")
    return gains[nonlinearity]


def kaiming_uniform_(
    tensor: Tensor, a: float = 0.0, mode: str = "fan_in", nonlinearity: str = "leaky_relu"
) -> Tensor:
    """Uniform with standard deviation gain/√fan (He et al., 2015)"""
    bound = math.sqrt(3) * calculate_gain(nonlinearity, a) / math.sqrt(_fan(tensor, mode))
    return uniform_(tensor, -bound, bound)


def kaiming_normal_(
    tensor: Tensor, a: float = 0.0, mode: str = "fan_in", nonlinearity: str = "leaky_relu"
) -> Tensor:
    """Normal with standard deviation gain/√fan (He et al., 2015)"""
    return normal_(tensor, 0.0, calculate_gain(nonlinearity, a) / math.sqrt(_fan(tensor, mode)))


def xavier_uniform_(tensor: Tensor, gain: float = 1.0) -> Tensor:
    """Uniform with variance gain²·2 / (fan_in + fan_out) (Glorot and Bengio, 2010)"""
    bound = gain * math.sqrt(6 / sum(fans(tensor)))
    return uniform_(tensor, -bound, bound)


def xavier_normal_(tensor: Tensor, gain: float = 1.0) -> Tensor:
    """Normal with variance gain²·2 / (fan_in + fan_out) (Glorot and Bengio, 2010)"""
    return normal_(tensor, 0.0, gain * math.sqrt(2 / sum(fans(tensor))))


def _fan(tensor, mode):
    if mode not in ("fan_in", "fan_out"):
        raise ValueError(f"kaiming: mode is 'fan_in' or 'fan_out', got {mode!r}.")
    return fans(tensor)[mode == "fan_out"]


def default_(weight: Tensor, bias: Tensor | None) -> None:
    """PyTorch's default for Linear and Conv: weights and biases uniform within ±1/√fan_in"""
    kaiming_uniform_(weight, a=math.sqrt(5))
    if bias is not None:
        fan_in, _ = fans(weight)
        bound = 1 / math.sqrt(fan_in) if fan_in else 0
        uniform_(bias, -bound, bound)
