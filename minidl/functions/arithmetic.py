"""Number by number: + − · / and powers, comparisons, and functions of one variable."""

import numpy as np

from .. import ops
from ..dtypes import common_dtype, float32
from ..tensor import Tensor, apply

Number = bool | int | float


def operands(*values, floats: bool = False) -> list[Tensor] | None:
    """Tensors, arrays and Python numbers as tensors of one common dtype (see `dtypes.py`).

    None if a value is something else. `floats`: integers become float32 (as for division).
    """
    values = [Tensor(v) if isinstance(v, (np.ndarray, np.generic)) else v for v in values]
    if not all([isinstance(v, (Tensor, bool, int, float)) for v in values]):
        return None
    dtype = common_dtype(*values)
    if floats and dtype.kind != "f":
        dtype = float32
    return [
        (v if v.data.dtype == dtype else v.to(dtype)) if isinstance(v, Tensor) else Tensor(np.array(v, dtype))
        for v in values
    ]


def _combine(operation, x, y, floats=False):
    """operation(x, y) for Tensors, arrays and numbers; NotImplemented for anything else."""
    if type(y) in (float, int) and x.data.dtype.kind == "f":  # the common case, without asking twice
        return apply(operation, x, Tensor(np.array(y, x.data.dtype)))
    if not (isinstance(x, Tensor) and isinstance(y, Tensor) and x.data.dtype is y.data.dtype) or floats:
        pair = operands(x, y, floats=floats)
        if pair is None:
            return NotImplemented
        x, y = pair
    return apply(operation, x, y)


def _named(operation, x, y, floats=False):
    """As `_combine`, for calls by name: raises TypeError where an operator gives way."""
    result = _combine(operation, x, y, floats)
    if result is NotImplemented:
        raise TypeError(
            f"{operation.__name__}: expects tensors or numbers, got {type(x).__name__} and {type(y).__name__}. "
            f"Wrap lists with minidl.tensor(...)."
        )
    return result


def add(input: Tensor, other: Tensor | Number) -> Tensor:
    """input + other"""
    return _named(ops.add, input, other)


def sub(input: Tensor, other: Tensor | Number) -> Tensor:
    """input − other"""
    return _named(ops.sub, input, other)


def mul(input: Tensor, other: Tensor | Number) -> Tensor:
    """input · other, element by element"""
    return _named(ops.mul, input, other)


def div(input: Tensor, other: Tensor | Number) -> Tensor:
    """input / other; integers give float32"""
    return _named(ops.div, input, other, floats=True)


def pow(input: Tensor | Number, exponent: Tensor | Number) -> Tensor:
    """input to the power of exponent"""
    if isinstance(exponent, int) and exponent < 0 and isinstance(input, Tensor) and not input.is_floating_point():
        raise ValueError("pow: integers to a negative power are not integers. Try input.float() ** exponent.")
    return _named(ops.pow, input, exponent)


def maximum(input: Tensor, other: Tensor) -> Tensor:
    """The larger of two, element by element; equal ones get half the gradient each."""
    return _named(ops.maximum, input, other)


def minimum(input: Tensor, other: Tensor) -> Tensor:
    """The smaller of two, element by element; equal ones get half the gradient each."""
    return _named(ops.minimum, input, other)


def where(condition: Tensor, input: Tensor | Number, other: Tensor | Number) -> Tensor:
    """input where the bool tensor `condition` is true, else other"""
    if not isinstance(condition, Tensor) or condition.dtype != np.bool_:
        raise TypeError("where: condition must be a bool tensor, such as x > 0.")
    pair = operands(input, other)
    if pair is None:
        raise TypeError(f"where: expects tensors or numbers, got {type(input).__name__}, {type(other).__name__}.")
    return apply(ops.where, *pair, condition=condition.data)


def _swapped(operation, floats=False):
    """The operator for `other ∘ self`, where Python asks the right-hand side."""

    def operator(self, other):
        pair = operands(other, self, floats=floats)
        return NotImplemented if pair is None else apply(operation, *pair)

    return operator


def _operator(operation, floats=False):
    return lambda self, other: _combine(operation, self, other, floats)


def _in_place(operation, floats=False):
    def operator(self, other):
        pair = operands(self, other, floats=floats)
        return NotImplemented if pair is None else self._change(operation, pair[1])

    return operator


# --- comparisons: bool tensors without history ----------------------------------------------------


def _comparison(name, compare):
    def function(input: Tensor, other: Tensor | Number) -> Tensor:
        pair = operands(input, other)
        if pair is None:
            return NotImplemented
        try:
            return Tensor(np.asarray(compare(pair[0].data, pair[1].data)))
        except ValueError:
            shapes = f"{tuple(pair[0].shape)} and {tuple(pair[1].shape)}"
            raise ValueError(
                f"{name}: shapes {shapes} do not go together: aligned from the right, each pair of sizes "
                f"must be equal or contain a 1."
            ) from None

    function.__name__, function.__doc__ = name, f"Element by element: np.{compare.__name__}"
    return function


eq = _comparison("eq", np.equal)
ne = _comparison("ne", np.not_equal)
lt = _comparison("lt", np.less)
le = _comparison("le", np.less_equal)
gt = _comparison("gt", np.greater)
ge = _comparison("ge", np.greater_equal)


def logical_not(input: Tensor) -> Tensor:
    """True where input is 0 or False"""
    return Tensor(np.asarray(np.logical_not(input.data)))


def _bitwise(function):
    def operator(self, other):
        pair = operands(self, other)
        return NotImplemented if pair is None else Tensor(np.asarray(function(pair[0].data, pair[1].data)))

    return operator


def allclose(input: Tensor, other: Tensor, rtol: float = 1e-5, atol: float = 1e-8, equal_nan: bool = False) -> bool:
    """Whether |input − other| ≤ atol + rtol·|other| everywhere"""
    return bool(np.allclose(input.data, other.data, rtol, atol, equal_nan))


def isnan(input: Tensor) -> Tensor:
    """True where input is not a number"""
    return Tensor(np.asarray(np.isnan(input.data)))


# --- one variable -----------------------------------------------------------------------------------


def _float(input: Tensor) -> Tensor:
    """Integers become float32, as everywhere that a root or a logarithm follows."""
    return input if not isinstance(input, Tensor) or input.is_floating_point() else input.float()


def neg(input: Tensor) -> Tensor:
    """−input"""
    return apply(ops.neg, input)


def exp(input: Tensor) -> Tensor:
    """e to the power of input"""
    return apply(ops.exp, _float(input))


def log(input: Tensor) -> Tensor:
    """The natural logarithm; −∞ at 0, NaN below"""
    return apply(ops.log, _float(input))


def sqrt(input: Tensor) -> Tensor:
    """The square root; NaN below 0"""
    return apply(ops.sqrt, _float(input))


def sin(input: Tensor) -> Tensor:
    """The sine of an angle in radians"""
    return apply(ops.sin, _float(input))


def cos(input: Tensor) -> Tensor:
    """The cosine of an angle in radians"""
    return apply(ops.cos, _float(input))


def abs(input: Tensor) -> Tensor:
    """The absolute value; its derivative at 0 is 0"""
    return apply(ops.abs, input)


def tanh(input: Tensor) -> Tensor:
    """The hyperbolic tangent, between −1 and 1"""
    return apply(ops.tanh, _float(input))


def sigmoid(input: Tensor) -> Tensor:
    """1 / (1 + e^(−input)), between 0 and 1"""
    return apply(ops.sigmoid, _float(input))


def relu(input: Tensor) -> Tensor:
    """max(0, input); its derivative at 0 is 0"""
    return apply(ops.relu, input)


def clamp(input: Tensor, min: float | None = None, max: float | None = None) -> Tensor:
    """input limited to [min, max]; the gradient passes at the bounds, too"""
    if min is None and max is None:
        raise ValueError("clamp: give min, max or both.")
    return apply(ops.clamp, input, low=min, high=max)


METHODS = [add, sub, mul, div, pow, eq, ne, lt, le, gt, ge, logical_not, allclose, isnan]
METHODS += [maximum, minimum, neg, exp, log, sqrt, sin, cos, abs, tanh, sigmoid, relu, clamp]

OPERATORS = {
    "__add__": _operator(ops.add),
    "__radd__": _swapped(ops.add),
    "__iadd__": _in_place(ops.add),
    "__sub__": _operator(ops.sub),
    "__rsub__": _swapped(ops.sub),
    "__isub__": _in_place(ops.sub),
    "__mul__": _operator(ops.mul),
    "__rmul__": _swapped(ops.mul),
    "__imul__": _in_place(ops.mul),
    "__truediv__": _operator(ops.div, floats=True),
    "__rtruediv__": _swapped(ops.div, floats=True),
    "__itruediv__": _in_place(ops.div, floats=True),
    "__pow__": pow,
    "__rpow__": _swapped(ops.pow),
    "__neg__": neg,
    "__abs__": abs,
    "__eq__": eq,
    "__ne__": ne,
    "__lt__": lt,
    "__le__": le,
    "__gt__": gt,
    "__ge__": ge,
    "__invert__": logical_not,
    "__and__": _bitwise(np.bitwise_and),
    "__or__": _bitwise(np.bitwise_or),
}
