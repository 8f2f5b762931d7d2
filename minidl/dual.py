"""Forward-mode differentiation with dual numbers: the derivative travels along with the value.

A dual number is a + b·ε with ε² = 0. Computing with it as usual gives, beside each value, its
derivative: (a + b·ε)(c + d·ε) = ac + (ad + bc)·ε is the product rule. Set ε's factor of the input to
1, and ε's factor of the result is the derivative, exact, in one pass, with nothing remembered. One
pass per *input* though, where reverse mode (`Tensor.backward`) needs one per *output*: that is why
networks, with millions of inputs and one loss, are trained in reverse.

Values and tangents are numbers or arrays. Nothing here uses Tensor: the two modes check each other.

>>> x = Dual(3.0, 1.0)
>>> x * x + 2 * x
Dual(15.0, 8.0)
"""

from collections.abc import Callable

import numpy as np


class Dual:
    """value + tangent·ε, number by number; the tangent has the value's shape."""

    __array_ufunc__ = None  # ndarray ∘ Dual is a Dual: NumPy hands the operation to us

    def __init__(self, value, tangent=0.0):
        self.value = np.asarray(value, dtype=np.float64)
        tangent = np.asarray(tangent, dtype=np.float64)
        try:
            self.tangent = np.broadcast_to(tangent, self.value.shape)
        except ValueError:
            raise ValueError(
                f"Dual: the tangent needs the value's shape {self.value.shape}, got {tangent.shape}."
            ) from None

    def __repr__(self):
        return f"Dual({self.value}, {self.tangent})"

    @property
    def shape(self) -> tuple[int, ...]:
        return self.value.shape

    @property
    def T(self) -> "Dual":
        return Dual(self.value.T, self.tangent.T)

    def __add__(self, other):
        other = as_dual(other)
        return Dual(self.value + other.value, self.tangent + other.tangent)

    def __neg__(self):
        return Dual(-self.value, -self.tangent)

    def __sub__(self, other):
        return self + -as_dual(other)

    def __mul__(self, other):
        other = as_dual(other)
        return Dual(self.value * other.value, self.tangent * other.value + self.value * other.tangent)

    def __truediv__(self, other):
        return self * as_dual(other) ** -1

    def __pow__(self, power: float):
        """xⁿ for a constant n: ∂/∂x = n·xⁿ⁻¹"""
        if isinstance(power, Dual):
            return exp(power * log(self))
        if power == 0:
            return Dual(np.ones(self.shape))
        return _chain(self, self.value**power, power * self.value ** (power - 1))

    def __matmul__(self, other):
        other = as_dual(other)
        return Dual(self.value @ other.value, self.tangent @ other.value + self.value @ other.tangent)

    def __radd__(self, other):
        return self + other

    def __rsub__(self, other):
        return as_dual(other) - self

    def __rmul__(self, other):
        return self * other

    def __rtruediv__(self, other):
        return as_dual(other) / self

    def __rpow__(self, base):
        return exp(self * np.log(base))

    def __rmatmul__(self, other):
        return as_dual(other) @ self

    def __getitem__(self, index):
        return Dual(self.value[index], self.tangent[index])


def as_dual(x) -> Dual:
    """A constant has tangent 0."""
    return x if isinstance(x, Dual) else Dual(x)


def _chain(x, value, slope):
    """The chain rule: f(x + t·ε) = f(x) + f′(x)·t·ε"""
    return Dual(value, slope * x.tangent)


def exp(x) -> Dual:
    x = as_dual(x)
    value = np.exp(x.value)
    return _chain(x, value, value)


def log(x) -> Dual:
    x = as_dual(x)
    return _chain(x, np.log(x.value), 1 / x.value)


def sqrt(x) -> Dual:
    return as_dual(x) ** 0.5


def sin(x) -> Dual:
    x = as_dual(x)
    return _chain(x, np.sin(x.value), np.cos(x.value))


def cos(x) -> Dual:
    x = as_dual(x)
    return _chain(x, np.cos(x.value), -np.sin(x.value))


def tanh(x) -> Dual:
    x = as_dual(x)
    value = np.tanh(x.value)
    return _chain(x, value, 1 - value * value)


def sigmoid(x) -> Dual:
    return (tanh(as_dual(x) / 2) + 1) / 2


def relu(x) -> Dual:
    x = as_dual(x)
    return _chain(x, np.maximum(x.value, 0), x.value > 0)


def sum(x) -> Dual:
    x = as_dual(x)
    return Dual(x.value.sum(), x.tangent.sum())


def mean(x) -> Dual:
    x = as_dual(x)
    return sum(x) / x.value.size


def derivative(f: Callable[[Dual], Dual], x: float) -> float:
    """f′(x) of a function of one number, with f written in the functions of this module.

    >>> derivative(lambda x: cos(sin(x**2) + 3 * x**2), 1.0)
    4.560792
    """
    return float(as_dual(f(Dual(x, 1.0))).tangent)


def directional_derivative(f: Callable[..., Dual], *inputs, directions) -> np.ndarray:
    """How f(*inputs) changes per unit when each input moves along its direction: J·d, in one pass."""
    if len(directions) != len(inputs):
        raise ValueError(
            f"directional_derivative: needs one direction for each of {len(inputs)} inputs, got "
            f"{len(directions)}."
        )
    return np.array(as_dual(f(*map(Dual, inputs, directions))).tangent)
