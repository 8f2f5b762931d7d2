"""The checks that functions, layers and optimisers share: who expected what, what came, what to try.

Each takes first who asks (`"conv2d"`, `"Linear"`), and raises where the caller's line can still be seen.
`hint` is a sentence of advice behind the message. It is on the ground floor: nothing of minidl is imported.
"""

import numpy as np


class ShapeError(ValueError, RuntimeError):
    """Shapes that do not go together: a ValueError, as in NumPy, and a RuntimeError, as in PyTorch"""


class DtypeError(TypeError, RuntimeError):
    """Numbers of a kind that cannot be used here: a TypeError, and a RuntimeError, as in PyTorch"""


def choice(who: str, name: str, value, allowed: tuple, hint: str = ""):
    """The value, one of a few words or numbers. Raises ValueError for others, TypeError for data."""
    if type(value) is str and value in allowed:  # the common case
        return value
    refuse_data(who, name, value, hint)
    if value not in allowed:
        *others, last = map(repr, allowed)
        words = f"{', '.join(others)} or {last}" if others else last
        raise ValueError(_message(f"{who}: {name} must be {words}, got {_shown(value)}.", hint))
    return value


def sizes(who: str, least: int = 0, **numbers: int) -> list[int]:
    """The numbers, all whole and not below `least`. Raises as `number` does."""
    return [number(who, name, value, least, whole=True) for name, value in numbers.items()]


def switch(who: str, name: str, value, hint: str = "") -> bool:
    """The value, True or False. Raises TypeError for others: a text such as "no" would count as True."""
    if value is not True and value is not False and not isinstance(value, np.bool_):
        refuse_data(who, name, value, hint)
        raise TypeError(_message(f"{who}: {name} must be True or False, got {_shown(value)}.", hint))
    return value


def number(
    who: str, name: str, value, low: float | None = None, high: float | None = None, *,
    above: float | None = None, below: float | None = None, whole: bool = False, hint: str = "",
):  # fmt: skip
    """The number, low ≤ value ≤ high, above < value < below; a tensor of shape () is one, too.

    Raises TypeError for anything else (bools, texts, lists), ValueError outside of the bounds and for NaN.
    """
    if type(value) is not int and (whole or type(value) is not float):
        value = _python_number(who, name, value, whole, hint)
    low_enough = (high is None or value <= high) and (below is None or value < below)
    if value == value and low_enough and (low is None or value >= low) and (above is None or value > above):
        return value
    raise ValueError(_message(f"{who}: {name} must {_in_words(low, high, above, below)}, got {value}.", hint))


def _python_number(who, name, given, whole, hint):
    value = given.item() if getattr(given, "ndim", None) == 0 else given
    if isinstance(value, int if whole else (int, float)) and not isinstance(value, bool):
        return value
    refuse_data(who, name, value, hint)
    if whole and isinstance(value, float):
        hint = hint or "For a half, write // 2, not / 2."
    kind = "a whole number" if whole else "a number"
    raise TypeError(_message(f"{who}: {name} must be {kind}, got {_shown(given)}.", hint))


def axes(
    who: str, input, allowed: int | tuple[int, ...] | range, layout: str, hint: str = "",
    name: str = "input",
) -> None:  # fmt: skip
    """Raise ValueError unless the input has so many axes; `layout` names them: "(N, C, L)"."""
    if input.ndim not in ((allowed,) if isinstance(allowed, int) else allowed):
        raise ShapeError(_message(f"{who}: expects {name} {layout}, got {tuple(input.shape)}.", hint))


def axis(who: str, input, dim, extra: int = 0) -> int:
    """`dim` counted from 0, for a shape with `extra` more axes; a single number counts as a row of one.

    Raises TypeError unless it is an integer, IndexError if there is no such axis.
    """
    if isinstance(dim, bool) or not hasattr(dim, "__index__"):
        raise TypeError(f"{who}: dim must be an integer, got {dim!r}.")
    ndim = input.ndim + extra or 1
    if not -ndim <= dim < ndim:
        raise IndexError(
            f"{who}: dim {dim} does not exist in shape {input.shape}. Allowed are {-ndim} to {ndim - 1}."
        )
    return int(dim) % ndim


def shape(who: str, name: str, tensor, expected: tuple[int, ...], why: str = "", hint: str = "") -> None:
    """Raise ValueError unless a tensor that goes with the input has this shape; None is no tensor."""
    if tensor is not None and tensor.shape != expected:
        why = f", {why}" if why else ""
        raise ShapeError(
            _message(f"{who}: {name} must have shape {tuple(expected)}{why}, got {tensor.shape}.", hint)
        )


def divides(who: str, hint: str = "", **numbers: int) -> None:
    """Raise ValueError unless the first number is at least 1 and divides the others."""
    first, *others = numbers.values()
    if first < 1 or any([other % first for other in others]):
        name, *names = numbers
        got = ", ".join([f"{name}={value}" for name, value in numbers.items()])
        raise ShapeError(_message(f"{who}: {name} must divide {' and '.join(names)}, got {got}.", hint))


def _shown(value):
    """As Python writes it, if that is short."""
    text = repr(value)
    return text if len(text) <= 60 and "\n" not in text else type(value).__name__


def _message(text, hint):
    return f"{text} {hint}" if hint else text


def refuse_data(who: str, name: str, value, hint: str = "") -> None:
    """Raise TypeError for an array or a tensor (but of shape ()) where a setting is expected."""
    if not getattr(value, "ndim", 0):
        return
    kind = type(value).__name__
    if not hint and who[:1].isupper():
        call = "()(prediction, target)" if who.endswith("Loss") else "(...)(x)"
        hint = f"Make the layer first: {who}{call}."
    article = "an" if kind == "ndarray" else "a"
    raise TypeError(_message(f"{who}: {name} is a setting, got {article} {kind}.", hint))


def _in_words(low, high, above, below):
    """ "not be negative", "be at least 0 and below 1", "be between 0 and 1" """
    if low is not None and high is not None:
        return f"be between {low} and {high}"
    if low == 0 and below is None:
        return "not be negative"
    if (low, high, above, below) == (None,) * 4:
        return "be a number"
    bounds = {"at least": low, "at most": high, "above": above, "below": below}
    return "be " + " and ".join([f"{word} {bound}" for word, bound in bounds.items() if bound is not None])
