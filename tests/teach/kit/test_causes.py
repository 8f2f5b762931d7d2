"""Causes that any exercise can have: the first line, what is always the same, what grows from call to call."""

import math

import numpy as np
import pytest

import minidl
from minidl import nn
from minidl.teach import Exercise
from minidl.teach.kit.checks import judge

grown = []
width = 7  # a name of the notebook, as a student may have one


def line(a, b=1):
    return [2 * a + b]


def _line(a, b=1, *, times=2):
    return [times * a + b]


LINE = Exercise(
    "90.1",
    line,
    ("a", "b", "c"),
    cases=[(1,), (2, 5), (3, 4), (6, 2), (7,)],
    twin=_line,
    faults={"no a": ({"times": 0}, "You leave out a."), "no b": ({"b": 0}, "You leave out b.")},
)
HEAD = "It is called as line(a, b=1): leave that first line as it was."


def another_order(b, a=1):
    return [2 * a + b]


def another_default(a, b=2):
    return [2 * a + b]


def always_the_same(a, b=1):
    return [0 * a * b]


def grows(a, b=1):
    grown.append(2 * a + b)
    return grown


def grows_in_its_first_line(a, b=1, row=[]):  # noqa: B006
    row.append(2 * a + b)
    return row


def into_an_empty_list(a, b=1):
    row = []
    row[0] = 2 * a + b
    return row


def decimals_in_a_range(a, b=1):
    return [sum(2 for _ in range(a / 1)) + b]


def refuses(a, b=1):
    if b > 1:
        raise ValueError("no")
    return [2 * a + b]


def changed_in_its_place(a, b=1):
    row = [2 * a]
    return row.append(b)


def a_name_of_the_notebook(a, b=1):
    return [2 * width + b]


def returns_in_the_loop(a, b=1):
    for k in range(a):
        if k + 1 == a == 1:
            return [2 * a + b]


def prints_in_the_loop(a, b=1):
    for k in range(1):
        print(2 * a + b)


def its_own_name(a, b=1):
    line = line(a, b)  # noqa: F823
    return line


def without_brackets(a, b=1):
    return np.array([[2 * a + b]]).transpose @ np.ones(1)


def one_number_wanted(a, b=1):
    return math.exp(np.array([a, b]))


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (changed_in_its_place, "What comes after `return` is None"),
        (its_own_name, "give your own value another name"),
        (without_brackets, "Brackets are missing after `transpose`"),
        (one_number_wanted, "as np.exp"),
        (a_name_of_the_notebook, "You use `width`, but the function is given `a`."),
        (returns_in_the_loop, "a `return` is missing below the loop"),
        (prints_in_the_loop, "It prints in each round"),
        (another_order, HEAD),
        (another_default, HEAD),
        (grows, "another result the second time"),
        (grows_in_its_first_line, "another result the second time"),
        (into_an_empty_list, "append(...) makes a new place"),
        (decimals_in_a_range, "divide with `//`"),
        (refuses, "Your own `raise` stops it here"),
    ],
)
def test_the_cause_is_told(answer, words):
    report = judge(LINE, answer)
    assert not report.passed and words in report.text, report.text


def glued(a, b=1):
    return [2 * ab]  # noqa: F821


def a_point_for_times(a, b=1):
    return [a.b * 2]


def quarter(x):
    return x / 4


QUARTER = Exercise("90.5", quarter, ("a", "b", "c"), cases=[(1,), (5,), (8,), (2.5,)])


def two_things(x):
    return x, 4


def one_more(x):
    return x / 4 + 1


@pytest.mark.parametrize(
    ("exercise", "answer", "words"),
    [
        (LINE, glued, "Python reads `ab` as one name: write `a * b`."),
        (LINE, a_point_for_times, "For times write `*`, not a point: `a * b`."),
        (QUARTER, two_things, "You return 2 things; expected is one number. Is a comma too much?"),
        (QUARTER, one_more, "Each result is 1 too large.\n"),
    ],
)
def test_slips_of_the_first_lesson(exercise, answer, words):
    report = judge(exercise, answer)
    assert not report.passed and words in report.text, report.text


def test_what_is_always_the_same_shows_no_two_causes():
    report = judge(LINE, always_the_same)
    assert not report.passed and "leave out" not in report.text, report.text


def size(n, s, p):
    return (n - 1) * s - p + 1


def _size(n, s, p, *, steps=1, plus=1, pads=1):
    return (n - steps) * s - pads * p + plus


SIZE = Exercise(
    "90.4",
    size,
    ("a", "b", "c"),
    cases=[(3, 2, 0), (4, 1, 2), (6, 3, 1), (2, 5, 4), (9, 4, 3)],
    twin=_size,
    faults={
        "steps": ({"steps": 0}, "There are n - 1 steps."),
        "no + 1": ({"plus": 0}, "The + 1 is missing."),
        "no p": ({"pads": 0}, "You forgot p."),
    },
)


def brackets_left_out(n, s, p):
    return n * s - 1 - p + 1


def two_slips(n, s, p):
    return n * s - p


def two_others(n, s, p):
    return n * s - p + n // (n + 1)


@pytest.mark.parametrize(
    ("answer", "diagnosis"),
    [(brackets_left_out, "brackets"), (two_slips, "steps + no + 1"), (two_others, "")],
)
def test_two_are_told_where_no_one_place_does_and_the_code_does_not_deny_them(answer, diagnosis):
    report = judge(SIZE, answer)
    assert report.diagnosis == diagnosis, report.text


def halves(n):
    return n // 2


def _halves(n, *, divide=lambda a, b: a // b):
    return divide(n, 2)


HALVES = Exercise(
    "90.2",
    halves,
    ("a", "b", "c"),
    cases=[(5,), (7,), (8,), (11,)],
    twin=_halves,
    faults={"no floor": ({"divide": lambda a, b: a / b}, "The floor is missing.")},
)


def test_whole_numbers_are_not_cut_where_whole_numbers_are_wanted():
    report = judge(HALVES, lambda n: round(n / 2))
    assert not report.passed and "decimals" not in report.text, report.text


def test_a_hat_is_read_as_the_power_that_was_meant():
    exercise = Exercise(
        "90.3", lambda k, n: n * k**2 + 1, ("a", "b", "c"), cases=[(2, 3), (3, 5), (4, 2), (5, 7)]
    )

    def answer(k, n):
        return n * k^2 + 1  # fmt: skip

    assert judge(exercise, answer).diagnosis == "power"


def thirds(x):
    return np.asarray(x) / 3


THIRDS = Exercise("90.4", thirds, ("a", "b", "c"), cases=[([1, 2],), ([4, 5, 7],), ([2, 8],), ([5.0, 1.0],)])


def rounded(x):
    return [round(v / 3, 2) for v in x]


def one_round_short(x):
    result = np.zeros(len(x))
    for i in range(len(x) - 1):
        result[i] = x[i] / 3
    return result


def from_the_second(x):
    result = np.zeros(len(x))
    for i in range(1, len(x)):
        result[i] = x[i] / 3
    return result


@pytest.mark.parametrize(
    ("answer", "name"),
    [(rounded, "rounded"), (one_round_short, "last left"), (from_the_second, "first left")],
)
def test_rounding_and_a_loop_that_ends_early_are_told(answer, name):
    assert judge(THIRDS, answer).diagnosis == name


def test_rounding_is_no_cause_of_its_own_where_whole_numbers_are_wanted():
    def answer(n):
        return round(n / 2)

    assert "You round" not in judge(HALVES, answer).text


def summed(x):
    return sum(v * v for v in x)


SUMMED = Exercise("90.5", summed, ("a", "b", "c"), cases=[([1.5, 2.0],), ([4.0, 5.5, -7.0],), ([2.5],)])


def leaves_the_last_out(x):
    total = 0
    for i in range(len(x) - 1):
        total += x[i] ** 2
    return total


def changes_a_little(x):
    result = sum(v * v for v in x)
    x[0] += 1e-12
    return result


def no_value_yet(x):
    total = total + x[0] ** 2  # noqa: F821
    return total


def no_value_before_the_loop(x):
    for v in x:
        total += v * v  # noqa: F821
    return total


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (leaves_the_last_out, "`range(len(x) - 1)` leaves the last one out"),
        (changes_a_little, "Your function changes what it is given"),
        (no_value_yet, "give it one before this line."),
        (no_value_before_the_loop, "give it one before the loop."),
    ],
)
def test_what_a_loop_leaves_out_what_changes_a_little_and_what_has_no_value(answer, words):
    report = judge(SUMMED, answer)
    assert not report.passed and words in report.text and "brackets" not in report.text, report.text


def slope(g, x, y):
    return g * y


SLOPE = Exercise(
    "90.6", slope, ("a", "b", "c"), cases=[(g, x, math.exp(x)) for g, x in [(1.5, 2), (-2, 0.5), (3, -1)]]
)


@pytest.mark.parametrize(
    ("answer", "words"),
    [(lambda g, x, y: g * 10**x, ""), (lambda g, x, y: g * g, "You do not use `y`.")],
)
def test_an_argument_is_unused_only_if_no_other_takes_its_place(answer, words):
    assert judge(SLOPE, lambda g, x, y: g * math.exp(x)).passed
    report = judge(SLOPE, answer)
    assert not report.passed and words in report.text and (words or not report.diagnosis), report.text


def moved(w, v):
    return w - v, 2 * v


MOVED = Exercise(
    "90.7",
    moved,
    ("a", "b", "c"),
    cases=[(np.arange(n) + 0.5, np.arange(n) ** 2 + 0.25) for n in (2, 3, 4)],
)


class Foreign:
    """An array of another library."""

    def __init__(self, array):
        self.array = array

    def __array__(self, dtype=None, copy=None):
        return np.asarray(self.array, dtype)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (lambda w, v: (w - v, 2 * v, 3), "That is a tuple of 3 things; expected are 2 things: return a, b."),
        (lambda w, v: w - v, "That is an array; expected are 2 things: return a, b."),
        (lambda w, v: (object(), object()), "There is an object in your result; expected are numbers."),
    ],
)
def test_of_two_things_the_number_and_the_kind_are_told(answer, words):
    report = judge(MOVED, answer)
    assert not report.passed and words in report.text, report.text


def test_arrays_of_other_libraries_are_arrays():
    torch = pytest.importorskip("torch")
    for kind in (Foreign, torch.tensor, lambda a: torch.tensor(a, requires_grad=True)):
        assert judge(MOVED, lambda w, v, kind=kind: (kind(w - v), kind(2 * v))).passed


@pytest.mark.parametrize(
    ("typed", "told"), [(0.5, False), (0.6, False), (0.55, True), (0.56, True), (0.559, True), (2.3, True)]
)
def test_one_digit_is_too_few_for_a_cause(typed, told):
    rules = {"tanh": (0.559055, "That is the tanh."), "third": (7 / 3, "That is a third.")}
    exercise = Exercise("90.8", 0.36, ("a", "b", "c"), wrong_rules=rules, why="so")
    assert bool(judge(exercise, typed).diagnosis) == told


def doubled(x):
    return [[2 * v for v in row] for row in x]


ROWS = Exercise(
    "90.9", doubled, ("a", "b", "c"), cases=[([[1, 2, 3], [4, 5, 6]],), ([[7, 8]],), ([[3], [9]],)]
)


def indices_exchanged(x):
    return [[2 * x[j][i] for j in range(len(x[0]))] for i in range(len(x))]


def indices_exchanged_in_an_array(x):
    x = np.array(x)
    return np.array([[2 * x[j, i] for j in range(x.shape[1])] for i in range(x.shape[0])])


def indices_exchanged_and_more(x):
    return [[3 * x[j][i] for j in range(len(x[0]))] for i in range(len(x))]


def a_round_too_much(x):
    return [[3 * v for v in x[i]] for i in range(len(x) + 1)]


def no_loop(x):
    n = len(x)
    return [2 * x[n]]


def shapes_in_a_sum(x):
    return 2 * np.array(x) + np.ones((5, 7))


def a_hat(x):
    return (minidl.tensor(x) * 1.0) ^ 7


def a_hat_in_an_array(x):
    return (np.array(x) * 1.0) ^ 7


def layer(x):
    return nn.Conv2d(1, 1, 3)


def stack_of_layers(x):
    return nn.Sequential(nn.ReLU())


def many_values(x):
    return [0] * 30_000


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (indices_exchanged, "In `x[j][i]` the two indices are exchanged."),
        (indices_exchanged_in_an_array, "In `x[j, i]` the two indices are exchanged."),
        (indices_exchanged_and_more, "Is each index in its place, and how far does each one go?"),
        (a_round_too_much, "How many rounds are right?"),
        (no_loop, "the last is the length - 1."),
        (
            shapes_in_a_sum,
            "The shapes do not fit: (2,3) and (5,7). Look at the shape of each array in this line.",
        ),
        (a_hat, "`^` is not a power in Python: write `**`."),
        (a_hat_in_an_array, "`^` is not a power in Python: write `**`."),
        (lambda x: object(), "That is an object; expected is a list.\n"),
        (layer, "That is a Conv2d; expected is a list.\n"),
        (stack_of_layers, "That is a Sequential; expected is a list.\n"),
        (many_values, "That is a list of very many values; expected is a list.\n"),
        (lambda x: map(len, x), "That is a map; expected is a list. Can you put list(...) around it?"),
        (lambda x: dict(enumerate(x)).values(), "Can you put list(...) around it?"),
        (lambda x: len, "brackets are missing after `len`"),
    ],
)
def test_what_is_said_is_true_and_helps(answer, words):
    report = judge(ROWS, answer)
    assert not report.passed and words in report.text, report.text
