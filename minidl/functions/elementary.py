"""Number by number, what comes after the first afternoon: rounding, angles, logarithms, questions."""

import numpy as np

from .. import ops_more
from ..checks import number
from ..dtypes import Number
from ..tensor import Tensor, apply, wrap
from .arithmetic import _check_divisor, _check_not_bools, _checked, _float, _without_history, operands


def _of_floats(operation):
    """The function of one tensor that applies an operation; integers become float32."""

    def compute(input: Tensor) -> Tensor:
        return apply(operation, _float(input))

    compute.__name__, compute.__doc__ = operation.__name__, operation.__doc__
    return compute


tan, asin, acos, atan = map(_of_floats, (ops_more.tan, ops_more.asin, ops_more.acos, ops_more.atan))
sinh, cosh, expm1 = map(_of_floats, (ops_more.sinh, ops_more.cosh, ops_more.expm1))
log2, log10, log1p = map(_of_floats, (ops_more.log2, ops_more.log10, ops_more.log1p))
rsqrt, erf = map(_of_floats, (ops_more.rsqrt, ops_more.erf))


def square(input: Tensor) -> Tensor:
    """input · input"""
    return input * input


def reciprocal(input: Tensor) -> Tensor:
    """1 / input"""
    return 1 / input


# --- staircases -------------------------------------------------------------------------------------


def _rounding(name, steps):
    def compute(input: Tensor) -> Tensor:
        _check_not_bools(name, input)
        return apply(ops_more.staircase, input, steps=steps) if input.dtype.kind == "f" else input

    compute.__name__, compute.__doc__ = name, f"np.{name}, number by number; no gradient comes back"
    return compute


floor, ceil, trunc = _rounding("floor", np.floor), _rounding("ceil", np.ceil), _rounding("trunc", np.trunc)


def round(input: Tensor, *, decimals: int = 0) -> Tensor:
    """To the nearest whole number, or to so many decimals; halves go to the even one"""
    number("round", "decimals", decimals, whole=True)
    return _rounding("round", lambda x: np.round(x, decimals))(input)


def sign(input: Tensor) -> Tensor:
    """1, 0 or −1"""
    return apply(ops_more.staircase, input, steps=lambda x: ((x > 0) * 1 - (x < 0)).astype(x.dtype))


def frac(input: Tensor) -> Tensor:
    """What stands behind the point: input − trunc(input)"""
    return input - trunc(input)


def fmod(input: Tensor, other: Tensor | Number) -> Tensor:
    """The remainder with the sign of input (`remainder`: of other)"""
    input, other = _checked("fmod", operands(input, other), input, other)
    _check_divisor("fmod", other)
    return apply(ops_more.fmod, input, other)


def atan2(input: Tensor, other: Tensor) -> Tensor:
    """The angle of the point (other, input) from the first axis, −π to π"""
    return apply(ops_more.atan2, *map(_float, _checked("atan2", operands(input, other), input, other)))


# --- questions: bools without history ---------------------------------------------------------------

logical_and = _without_history("logical_and", np.logical_and)
logical_or = _without_history("logical_or", np.logical_or)
logical_xor = _without_history("logical_xor", np.logical_xor)


def isinf(input: Tensor) -> Tensor:
    """True where input is ∞ or −∞"""
    return wrap(np.isinf(input._array))


def isfinite(input: Tensor) -> Tensor:
    """True where input is neither infinite nor NaN"""
    return wrap(np.isfinite(input._array))


def isclose(
    input: Tensor, other: Tensor, rtol: float = 1e-5, atol: float = 1e-8, equal_nan: bool = False,
) -> Tensor:  # fmt: skip
    """True where |input − other| ≤ atol + rtol·|other|"""
    x, y = _checked("isclose", operands(input, other), input, other)
    return wrap(np.isclose(x._array, y._array, rtol, atol, equal_nan))


def equal(input: Tensor, other: Tensor) -> bool:
    """Whether both have the same shape and numbers"""
    _checked("equal", operands(input, other), input, other)
    return input.shape == other.shape and bool((input._array == other._array).all())


WORDS = [tan, asin, acos, atan, sinh, cosh, expm1, log2, log10, log1p, rsqrt, erf, square, reciprocal]
WORDS += [floor, ceil, trunc, round, sign, frac, fmod, atan2]
WORDS += [logical_and, logical_or, logical_xor, isinf, isfinite, isclose, equal]
