"""Answers to the exercise of notebook 00, as students write them."""

import operator

import numpy as np

import minidl
from minidl.teach.lessons.nb00.exercises import error


def height_first(w, x, y):
    height = w * x
    return height - y


def other_names(slope, place, target):
    return slope * place - target


def backwards(w, x, y):
    return -(y - w * x)


def added_negative(w, x, y):
    return -y + x * w


def in_place(w, x, y):
    w *= x
    w -= y
    return w


def by_branches(w, x, y):
    if w * x > y:
        return w * x - y
    else:
        return -(y - w * x)


def as_float(w, x, y):
    return float(w * x - y)


def by_numpy(w, x, y):
    return np.array(w) * x - y


def by_tensor(w, x, y):
    return (minidl.tensor(w, dtype=minidl.float64) * x - y).item()


def documented(w, x, y):
    """How far the line is above the point."""
    z = x * w
    error = z - y
    return error


# --- wrong ------------------------------------------------------------------------------------------------


def printed(w, x, y):
    print(w * x - y)


def nothing(w, x, y):
    result = w * x - y  # noqa: F841


def only_above(w, x, y):
    if w * x > y:
        return w * x - y


def abs_by_branches(w, x, y):
    if w * x > y:
        return w * x - y
    return y - w * x


def own_name(w, x, y):
    return error


def glued(w, x, y):
    return wx - y  # noqa: F821


def brackets_as_times(w, x, y):
    return w(x) - y


def caret(w, x, y):
    return w ^ x - y


def caret_first(w, x, y):
    return (w ^ x) - y


def method(w, x, y):
    return w.x - y


def dot(w, x, y):
    return w.dot(x) - y


def unpacked(w, x, y):
    return sum(w * x - y)


def looped(w, x, y):
    total = 0
    for xi, yi in zip(x, y):
        total += w * xi - yi
    return total


def two_arguments(x, y):
    return 2 * x - y


def text_number(w, x, y):
    return f"{w * x - y}"


def both(w, x, y):
    return w * x, y


def returns_print(w, x, y):
    return print(w * x - y)


def example_only(w, x, y):
    w, x, y = 2, 4, 5
    return w * x - y


def int_of_all(w, x, y):
    return int(w * x - y)


def floor_height(w, x, y):
    return w * x // 1 - y


def squared_sum(w, x, y):
    return (y - w * x) ** 2


def absolute_turned(w, x, y):
    return abs(y - w * x)


def returned_early(w, x, y):
    height = w * x
    return height
    return height - y


def overwritten(w, x, y):
    y = w * x
    return y - y


def spelled(w, x, y):
    retrun = w * x - y  # noqa: F841


def compared(w, x, y):
    return w * x == y


def minus_sum(w, x, y):
    return w * (x + y)


def power_last(w, x, y):
    return (w * x - y) ^ 2


RIGHT = {
    "00.1": [
        height_first,
        other_names,
        backwards,
        added_negative,
        in_place,
        by_branches,
        as_float,
        by_numpy,
        by_tensor,
        documented,
        lambda w, x, y: operator.sub(operator.mul(w, x), y),
        lambda w, x, y: np.subtract(np.multiply(w, x), y),
        lambda w, x, y: (w * x) - (y),
        lambda w, x, y: sum([w * x, -y]),
        lambda w, x, y: minidl.tensor(w * x - y, dtype=minidl.float64),
    ]
}
WRONG = {
    "00.1": [
        (lambda w, x, y: y - w * x, "sign is turned"),
        (lambda w, x, y: w + x - y, "You add w and x"),
        (lambda w, x, y: w - x - y, "w * x, not w - x"),
        (lambda w, x, y: w / x - y, "You divide w by x"),
        (lambda w, x, y: w**x - y, "to the power x"),
        (lambda w, x, y: w - y, "x is missing"),
        (lambda w, x, y: x - y, "w is missing"),
        (lambda w, x, y: w * x + y, "You add y"),
        (lambda w, x, y: w * x, "Now subtract y"),
        (lambda w, x, y: w * x / y, "You divide by y"),
        (lambda w, x, y: abs(w * x - y), "The sign is lost"),
        (lambda w, x, y: (w * x - y) ** 2, "You square the error"),
        (lambda w, x, y: 0.5 * (w * x - y) ** 2, "half of the square"),
        (lambda w, x, y: max(w * x - y, 0), "negative errors 0"),
        (lambda w, x, y: w * x > y, "True or False"),
        (lambda w, x, y: np.sign(w * x - y), "which side"),
        (lambda w, x, y: w * (x - y), "You subtract first"),
        (lambda w, x, y: w * y - x, "changed places"),
        (lambda w, x, y: x * y - w, "changed places"),
        (lambda w, x, y: w * x * y, "multiply all three"),
        (lambda w, x, y: y, "height of the point"),
        (lambda w, x, y: (w * x - y) / y, "divide by y at last"),
        (lambda w, x, y: (w * x - y) / x, "You divide by x"),
        (lambda w, x, y: (w * x - y) * x, "as a gradient"),
        (lambda w, x, y: 2 * (w * x - y) * x, "That is a gradient"),
        (lambda w, x, y: w - y / x, "You divide by x"),
        (lambda w, x, y: [w * x - y], "square brackets"),
        (lambda w, x, y: str(w * x - y), "text"),
        (lambda w, x, y: -(w * x) - y, None),
        (lambda w, x, y: y - (w + x), None),
        (lambda w, x, y: abs(w + x - y), None),
        (lambda w, x, y: w * x - y + 1, "Each result is 1 too large.\n"),
        (lambda w, x, y: round(w * x - y), None),
        (lambda w, x, y: 3, None),
        (lambda w, x, y: 0, None),
        (lambda w, x, y: w, None),
        (lambda w, x, y: 2 * x - y, None),
        (lambda w, x, y: (w * x, y), "Subtract them"),
        (lambda w, x, y: {w * x - y}, None),
        (lambda w, x, y: "w * x - y", None),
        (lambda w, x, y: minidl.tensor(w, dtype=minidl.float64, requires_grad=True) * x + y, None),
        (printed, "print"),
        (nothing, "return"),
        (only_above, "return"),
        (abs_by_branches, "The sign is lost"),
        (own_name, None),
        (glued, "Python reads `wx` as one name: write `w * x`."),
        (brackets_as_times, None),
        (caret, "no power is wanted"),
        (caret_first, "neither times nor a power"),
        (method, "For times write `*`, not a point: `w * x`."),
        (lambda w, x, y: (w, x - y), "You return 2 things; expected is one number."),
        (lambda w, x, y: (w, x, y), "You return 3 things"),
        (lambda w, x, y: w.y - x, "`w * y`"),
        (dot, None),
        (unpacked, None),
        (looped, None),
        (two_arguments, None),
        (text_number, "text"),
        (both, "Subtract them"),
        (returns_print, "print"),
        (example_only, None),
        (int_of_all, None),
        (floor_height, None),
        (squared_sum, "You square the error"),
        (absolute_turned, "The sign is lost"),
        (returned_early, "Now subtract y"),
        (overwritten, None),
        (spelled, "return"),
        (compared, "are equal"),
        (minus_sum, "without brackets"),
        (power_last, None),
        (5, None),
        (error(2, 4, 5), None),
        ("w * x - y", None),
        (None, None),
    ]
}
EQUIVALENT = {}
