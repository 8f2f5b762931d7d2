"""Values as Python's own: what checks, facts and curves compare and show, whatever a student hands in."""

import math
import reprlib
from decimal import Decimal
from itertools import islice
from numbers import Real
from typing import NamedTuple

import numpy as np

from ...tensor import Tensor

MANY = 20_000  # no exercise asks for more numbers
DEEP = 5  # lists within lists


class Strange(NamedTuple):
    """What stands for a value that is neither a number, a text nor a sequence of them."""

    what: str  # "a generator"
    text: str
    row: bool = False  # list(...) would give its values


def plain(value):
    """A tensor as an array without its gradient, single numbers of NumPy as Python's, all else as it is."""
    if isinstance(value, Tensor):
        value = value.detach().numpy()
    elif hasattr(type(value), "__array__") and not isinstance(value, np.ndarray | np.generic):  # PyTorch's
        value = np.asarray(value.detach() if hasattr(value, "detach") else value)
    if isinstance(value, np.generic) or (isinstance(value, np.ndarray) and value.ndim == 0):
        value = value.item()
        return float(value) if isinstance(value, np.floating) else value  # long double
    return np.asarray(value) if isinstance(value, np.ndarray) else value


def settled(value, depth: int = 0):
    """A copy made of Python's own types and plain arrays: comparing and showing it is harmless.

    To make it may run the student's code (an `__iter__`, a `__repr__`), so it is made within the deadline.
    """
    value = plain(value)
    kind = type(value)
    if value is None or value is ... or kind in (bool, int, float, complex):
        return value
    if isinstance(value, np.ndarray):
        if value.size > MANY:
            return Strange("an array", f"an array of shape {value.shape}")
        return value.copy() if value.dtype.kind in "biufc" else settled(value.tolist(), depth)
    if isinstance(value, str | bytes):
        return "".join(islice(value, 1000)) if isinstance(value, str) else Strange("bytes", repr(value[:40]))
    if isinstance(value, int):
        return int(value)
    if isinstance(value, Real | Decimal):
        return float(value)
    if isinstance(value, list | tuple | range | set | frozenset):
        items = list(islice(value, MANY + 1))
        if len(items) > MANY or depth == DEEP:
            long = "of very many values" if len(items) > MANY else "within lists within lists"
            return Strange(a(kind), f"{a(kind)} {long}")
        items = [settled(item, depth + 1) for item in items]
        if isinstance(value, set | frozenset):
            return set(items) if all(map(_hashable, items)) else Strange("a set", "a set of lists")
        return tuple(items) if isinstance(value, tuple) else items
    if callable(value) and hasattr(value, "__name__"):  # a layer is called, too, but is none
        return Strange("a class" if isinstance(value, type) else "a function", str(value.__name__)[:40])
    try:
        text = reprlib.repr(value)[:120]
    except Exception:  # a student's class may be half-written
        text = "0x"
    row = hasattr(kind, "__next__") or kind.__name__.startswith("dict_")
    return Strange(a(kind), f"<{kind.__name__}>"[:60] if "0x" in text else text, row)


def _hashable(item) -> bool:
    return isinstance(item, bool | int | float | str) or (
        isinstance(item, tuple) and all(map(_hashable, item))
    )


def is_real(value) -> bool:
    """An int or a float, nan and infinity among them; True and False are none."""
    return type(value) in (int, float)


def is_number(value) -> bool:
    """An int or float that is finite, also as a float; True and False are none."""
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= 1.79e308


def same_number(guess, wanted) -> bool:
    """Whole numbers exactly, others to 1.5 %, so that 2.3 counts as 7/3."""
    return guess == wanted if float(wanted).is_integer() else abs(guess - wanted) <= 0.015 * abs(wanted)


def shown_as(answer) -> str:
    """Numbers without a needless .0"""
    return f"{answer:.10g}" if isinstance(answer, float) else str(answer)


def laid_out(value) -> tuple[tuple, list]:
    """The shape and the single values in a row; ValueError where rows have different lengths."""
    value = plain(value)
    if isinstance(value, np.ndarray):
        return value.shape, value.ravel().tolist()
    if not isinstance(value, list | tuple | range) or isinstance(value, Strange):
        return (), [value]
    parts = [laid_out(item) for item in value]
    if len({shape for shape, _ in parts}) > 1:
        raise ValueError("rows of different lengths")
    return (len(parts), *(parts[0][0] if parts else ())), [one for _, row in parts for one in row]


def agree(got, expected, tolerance: float = 1e-6) -> bool:
    """Same shape and same values: whole numbers and texts exactly, decimals to `tolerance`; nan is nan."""
    try:
        (shape, got), (wanted, expected) = laid_out(got), laid_out(expected)
    except RecursionError:
        return False
    except ValueError:  # rows of different lengths: row by row
        rows = all(isinstance(value, list | tuple) for value in (got, expected)) and len(got) == len(expected)
        return rows and all(agree(g, e, tolerance) for g, e in zip(got, expected))
    return shape == wanted and all(_same(g, e, tolerance) for g, e in zip(got, expected))


def _same(got, expected, tolerance):
    if not (is_real(got) and is_real(expected)):
        return type(got) is type(expected) and got == expected
    if got == expected or (got != got and expected != expected):
        return True
    if type(got) is int and type(expected) is int:
        return False
    try:
        room = tolerance * (1 if type(expected) is int else 1 + abs(expected))
        return math.isfinite(expected) and abs(got - expected) <= room
    except OverflowError:  # a whole number beyond all decimals
        return False


def short(value, limit: int = 120) -> str:
    """A settled value in one line; arrays as lists, long ones cut."""
    text = _written(value, limit)
    return text if len(text) <= limit else text[:limit] + " …"


def _written(value, limit):
    if isinstance(value, Strange):
        return value.text
    if isinstance(value, np.ndarray):
        value = value[: limit // 2].tolist()
    if isinstance(value, list | tuple | set):
        items = sorted(value, key=repr) if isinstance(value, set) else value
        items = sorted(items) if isinstance(value, set) and all(map(is_real, items)) else items
        inside = ", ".join(_written(item, limit) for item in items[: limit // 2])
        one = "," if isinstance(value, tuple) and len(value) == 1 else ""
        return {list: f"[{inside}]", tuple: f"({inside}{one})", set: f"{{{inside}}}"}[type(value)]
    if type(value) is int and value.bit_length() > 400:
        return f"a whole number of about {int(value.bit_length() * 0.30103):,} digits"
    return f"{value:.6g}" if type(value) is float else repr(value)


def a(kind: type) -> str:
    """A type in a student's words."""
    words = {bool: "a truth value (bool)", int: "a whole number (int)", float: "a decimal number (float)"}
    words |= {str: "a text (str)", type(None): "nothing", complex: "a complex number", np.ndarray: "an array"}
    name = kind.__name__[:40]
    return words.get(kind, f"{'an' if name[:1].lower() in 'aeio' else 'a'} {name}")


def what(value) -> str:
    """What a settled value is, in a student's words."""
    return value.what if isinstance(value, Strange) else a(type(value))
