"""Number by number: + − · / and powers, comparisons, and functions of one variable."""

import numpy as np

from .. import ops, ops_more
from ..checks import DtypeError
from ..dtypes import Number, as_array, common_dtype, float32
from ..reporting import explain
from ..tensor import Tensor, apply, wrap

OPERANDS = (Tensor, np.ndarray, np.generic, bool, int, float)


def operands(*values, floats: bool = False) -> list[Tensor] | None:
    """Tensors, arrays and Python numbers as tensors of one common dtype (see `dtypes.py`).

    None if a value is something else. `floats`: integers become float32 (as for division).
    """
    if not all([isinstance(v, OPERANDS) for v in values]):
        return None
    values = [_plain(v) for v in values]
    dtype = common_dtype(*values)
    if floats and dtype.kind != "f":
        dtype = float32
    return [v.to(dtype) if isinstance(v, Tensor) else wrap(np.asarray(v).astype(dtype)) for v in values]


def _plain(value):
    """An ndarray as a Tensor; a NumPy scalar such as np.float64(2) as the Python number it stands for."""
    if isinstance(value, np.generic):
        return value.item()
    return wrap(as_array(value)) if isinstance(value, np.ndarray) else value


def _combine(operation, x, y, floats=False):
    """operation(x, y) for Tensors, arrays and numbers; NotImplemented for anything else."""
    if isinstance(x, Tensor) and x._array.dtype.kind == "f":  # the two common cases, without asking twice
        if isinstance(y, Tensor) and y._array.dtype is x._array.dtype:
            return apply(operation, x, y)
        if type(y) in (float, int) and -1e38 < y < 1e38:
            return apply(operation, x, wrap(np.array(y, x._array.dtype)))
    if operation is ops.sub and any(
        isinstance(v, bool) or getattr(v, "dtype", None) == np.bool_ for v in (x, y)
    ):
        raise DtypeError("sub: bools cannot be subtracted. To flip them: ~x; to count with them: x.long().")
    pair = operands(x, y, floats=floats)
    return NotImplemented if pair is None else apply(operation, *pair)


def _named(operation, x, y, floats=False):
    """As `_combine`, for calls by name: raises TypeError where an operator gives way."""
    return _checked(operation.__name__, _combine(operation, x, y, floats), x, y)


def _checked(name, result, *inputs):
    if result is NotImplemented or result is None:
        kinds = " and ".join(type(i).__name__ for i in inputs)
        raise TypeError(f"{name}: expects tensors or numbers, got {kinds}. Wrap lists: minidl.tensor(...).")
    return result


def add(input: Tensor, other: Tensor | Number, *, alpha: Number = 1) -> Tensor:
    """input + alpha · other"""
    return _named(ops.add, *_scaled("add", input, other, alpha))


def sub(input: Tensor, other: Tensor | Number, *, alpha: Number = 1) -> Tensor:
    """input − alpha · other"""
    return _named(ops.sub, *_scaled("sub", input, other, alpha))


def _scaled(who, x, y, alpha):
    if alpha != 1:
        x, y = _checked(who, operands(x, y), x, y)
        if isinstance(alpha, float) and not y.is_floating_point():
            raise TypeError(f"{who}: alpha must be an integer where both are integers, got {alpha}.")
        y = (y * alpha).to(y.dtype)
    return x, y


def mul(input: Tensor, other: Tensor | Number) -> Tensor:
    """input · other, element by element"""
    return _named(ops.mul, input, other)


def div(input: Tensor, other: Tensor | Number, *, rounding_mode: str | None = None) -> Tensor:
    """input / other; integers give float32. `rounding_mode`: "floor" rounds down, "trunc" towards 0"""
    if rounding_mode is None:
        return _named(ops.div, input, other, floats=True)
    if rounding_mode not in ("floor", "trunc"):
        raise ValueError(f"div: rounding_mode is None, 'floor' or 'trunc', got {rounding_mode!r}.")
    input, other = _checked("div", operands(input, other), input, other)
    _check_divisor("div", other)
    return apply(ops_more.div_rounded, input, other, rounding=rounding_mode)


def floor_divide(input: Tensor, other: Tensor | Number) -> Tensor:
    """input // other, rounded down"""
    _checked("floor_divide", operands(input, other), input, other)
    return div(input, other, rounding_mode="floor")


def remainder(input: Tensor, other: Tensor | Number) -> Tensor:
    """input % other, with the sign of other"""
    input, other = _checked("remainder", operands(input, other), input, other)
    _check_divisor("remainder", other)
    return apply(ops_more.remainder, input, other)


def _check_divisor(who, divisor):
    if divisor.dtype == np.bool_:
        raise TypeError(f"{who}: bools cannot be divided with a remainder. Try .long().")
    if divisor.dtype.kind != "f" and not divisor._array.all():
        raise ZeroDivisionError(f"{who}: integers cannot be divided by 0. Floats can (±inf or NaN).")


def pow(input: Tensor | Number, exponent: Tensor | Number) -> Tensor:
    """input to the power of exponent"""
    if type(exponent) in (int, float) and -1e38 < exponent < 1e38:
        if isinstance(input, Tensor) and input.is_floating_point():
            return apply(ops.power, input, exponent=exponent)
    input, exponent = _checked("pow", operands(input, exponent), input, exponent)
    if input.dtype == np.bool_:
        raise TypeError("pow: bools have no powers. Try input.float() ** exponent.")
    if input.dtype.kind == "i" and (exponent._array < 0).any():
        raise ValueError("pow: integers to a negative power are not integers. Try input.float() ** exponent.")
    return apply(ops.pow, input, exponent)


def maximum(input: Tensor, other: Tensor) -> Tensor:
    """The larger of two, element by element; equal ones get half the gradient each."""
    _check_tensors("maximum", "clamp(min=...)", input, other)
    return _named(ops.maximum, input, other)


def minimum(input: Tensor, other: Tensor) -> Tensor:
    """The smaller of two, element by element; equal ones get half the gradient each."""
    _check_tensors("minimum", "clamp(max=...)", input, other)
    return _named(ops.minimum, input, other)


def _check_tensors(who, advice, *inputs):
    for value in inputs:
        if not isinstance(value, Tensor):
            raise TypeError(f"{who}: expects tensors, got {type(value).__name__}. For a number: x.{advice}.")


def where(condition: Tensor, input: Tensor | Number = None, other: Tensor | Number = None) -> Tensor:
    """input where the bool tensor `condition` is true, else other; where(condition) gives the true places"""
    if input is None and other is None and isinstance(condition, Tensor):
        return condition.nonzero(as_tuple=True)
    if not isinstance(condition, Tensor) or condition.dtype != np.bool_:
        raise DtypeError("where: condition must be a bool tensor, such as x > 0.")
    pair = _checked("where", operands(input, other), input, other)
    return apply(ops.where, *pair, condition=condition._array)


def _operator(operation, floats=False):
    return lambda self, other: _combine(operation, self, other, floats)


def gives_way(function):
    """The operator for `self ∘ other` that lets `other` try if it is something else."""
    return lambda self, other: function(self, other) if isinstance(other, OPERANDS) else NotImplemented


def swapped(function):
    """The operator for `other ∘ self`, where Python asks the right-hand side."""
    return lambda self, other: function(other, self) if isinstance(other, OPERANDS) else NotImplemented


# --- comparisons: bool tensors without history ----------------------------------------------------


def _without_history(name, function, kinds="biuf"):
    """A function of two tensors whose result has no gradient; `kinds` of numbers it takes."""

    def compute(input: Tensor, other: Tensor | Number) -> Tensor:
        x, y = _checked(name, operands(input, other), input, other)
        if x.dtype.kind not in kinds:
            raise TypeError(f"{name}: expects integers or bools, got {x.dtype}. Try x > 0 or .bool().")
        try:
            return wrap(np.asarray(function(x._array, y._array)))
        except ValueError as error:
            raise explain(error, compute, (x, y), Tensor) from None

    compute.__name__, compute.__doc__ = name, f"Element by element: np.{function.__name__}"
    return compute


eq = _without_history("eq", np.equal)
ne = _without_history("ne", np.not_equal)
lt = _without_history("lt", np.less)
le = _without_history("le", np.less_equal)
gt = _without_history("gt", np.greater)
ge = _without_history("ge", np.greater_equal)
_and = _without_history("&", np.bitwise_and, "biu")
_or = _without_history("|", np.bitwise_or, "biu")
_xor = _without_history("^", np.bitwise_xor, "biu")


def logical_not(input: Tensor) -> Tensor:
    """True where input is 0 or False"""
    return wrap(np.asarray(np.logical_not(input._array)))


def _invert(self):
    if self.is_floating_point():
        raise TypeError(f"~: expects integers or bools, got {self.dtype}. Try logical_not().")
    return wrap(np.asarray(np.invert(self._array)))


def allclose(
    input: Tensor, other: Tensor, rtol: float = 1e-5, atol: float = 1e-8, equal_nan: bool = False,
) -> bool:  # fmt: skip
    """Whether |input − other| ≤ atol + rtol·|other| everywhere"""
    x, y = _checked("allclose", operands(input, other), input, other)
    return bool(np.allclose(x._array, y._array, rtol, atol, equal_nan))


def isnan(input: Tensor) -> Tensor:
    """True where input is not a number"""
    return wrap(np.asarray(input._array != input._array))


# --- one variable -----------------------------------------------------------------------------------


def _float(input: Tensor) -> Tensor:
    """Integers become float32, as everywhere that a root or a logarithm follows."""
    return input if not isinstance(input, Tensor) or input._array.dtype.kind == "f" else input.float()


def _check_not_bools(who, input):
    if isinstance(input, Tensor) and input._array.dtype.kind == "b":
        raise DtypeError(f"{who}: expects numbers, got bools. Try input.float().")


def neg(input: Tensor) -> Tensor:
    """−input"""
    _check_not_bools("neg", input)
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
    _check_not_bools("abs", input)
    return apply(ops.abs, input)


def tanh(input: Tensor) -> Tensor:
    """The hyperbolic tangent, between −1 and 1"""
    return apply(ops.tanh, _float(input))


def sigmoid(input: Tensor) -> Tensor:
    """1 / (1 + e^(−input)), between 0 and 1"""
    return apply(ops.sigmoid, _float(input))


def relu(input: Tensor) -> Tensor:
    """max(0, input); its derivative at 0 is 0"""
    _check_not_bools("relu", input)
    return apply(ops.relu, input)


def clamp(input: Tensor, min: Tensor | Number | None = None, max: Tensor | Number | None = None) -> Tensor:
    """input limited to [min, max]; the gradient passes at the bounds, too"""
    bounds = [bound for bound in (min, max) if bound is not None]
    if not bounds or not isinstance(input, Tensor):
        got = "neither" if isinstance(input, Tensor) else f"a {type(input).__name__} for x"
        raise ValueError(f"clamp: expects a Tensor and min, max or both, got {got}. Try x.clamp(min=0).")
    input, *bounds = _checked("clamp", operands(input, *bounds), input, *bounds)
    limits = (-np.inf, np.inf) if input.is_floating_point() else _integer_limits(input.dtype)
    low, high = (wrap(np.array(limit, input.dtype)) for limit in limits)
    if max is not None:
        high = bounds.pop()
    if min is not None:
        low = bounds.pop()
    return apply(ops.clamp, input, low, high)


def _integer_limits(dtype):
    return (False, True) if dtype == np.bool_ else (np.iinfo(dtype).min, np.iinfo(dtype).max)


WORDS = [add, sub, mul, div, floor_divide, remainder, pow, maximum, minimum, allclose, isnan]
WORDS += [eq, ne, lt, le, gt, ge, logical_not]
WORDS += [neg, exp, log, sqrt, sin, cos, abs, tanh, sigmoid, relu, clamp]
FUNCTIONS = [where]

OPERATORS = {
    "__add__": _operator(ops.add), "__radd__": swapped(add), "__sub__": _operator(ops.sub),
    "__rsub__": swapped(sub), "__mul__": _operator(ops.mul), "__rmul__": swapped(mul),
    "__truediv__": _operator(ops.div, floats=True), "__rtruediv__": swapped(div),
    "__floordiv__": gives_way(floor_divide), "__rfloordiv__": swapped(floor_divide),
    "__mod__": gives_way(remainder), "__rmod__": swapped(remainder), "__pow__": gives_way(pow),
    "__rpow__": swapped(pow), "__neg__": neg, "__abs__": abs, "__eq__": gives_way(eq),
    "__ne__": gives_way(ne), "__lt__": gives_way(lt), "__le__": gives_way(le), "__gt__": gives_way(gt),
    "__ge__": gives_way(ge), "__invert__": _invert, "__and__": gives_way(_and), "__rand__": swapped(_and),
    "__or__": gives_way(_or), "__ror__": swapped(_or), "__xor__": gives_way(_xor),
    "__rxor__": swapped(_xor),
}  # fmt: skip
