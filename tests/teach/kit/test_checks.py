"""Checks take anything a student may write, say something kind and go on."""

import os
import subprocess
import sys
import threading
import time
from dataclasses import replace

import numpy as np
import pytest

import minidl
from minidl.teach import Exercise, check, grade, hint, solution, use
from minidl.teach.kit import answers, checks, lesson, trials
from minidl.teach.kit.checks import judge


def out_size(N, F, S=1, P=0, D=1):
    return (N + 2 * P - D * (F - 1) - 1) // S + 1


def _size(N, F, S=1, P=0, D=1, *, plus=1, divide=lambda a, b: a // b, sides=2):
    return divide(N + sides * P - D * (F - 1) - 1, S) + plus


def conv1d(x, w, stride=1):
    return [sum(w[k] * x[i + k] for k in range(len(w))) for i in range(0, len(x) - len(w) + 1, stride)]


def touched(size):
    return {2 * i for i in range(size)}


OUT_SIZE = Exercise(
    "90.2",
    out_size,
    ("first", "second", "third"),
    cases=[(7, 3), (7, 3, 3), (12, 5, 4), (32, 5, 1, 2), (227, 11, 4), (224, 11, 4, 2), (28, 5, 2, 0, 3)],
    wrong_rules={"half": (lambda N, F, S=1, P=0, D=1: N // 2, "Half the input.")},
    twin=_size,
    faults={
        "no floor": ({"divide": lambda a, b: a / b}, "You forgot the floor."),
        "no + 1": ({"plus": 0}, "You forgot the + 1."),
        "no stride": ({"S": 1}, "You ignored the stride."),
        "padding once": ({"sides": 1}, "You counted the padding once."),
    },
)
CONV1D = Exercise(
    "90.3",
    conv1d,
    ("a", "b", "c"),
    cases=[
        (np.array([1, 2, 3, 4, 5]), np.array([1, 0, -1])),
        (np.array([3.0, 1, 4, 1.5, 5, 9, 2]), np.array([2.0, 1, 3])),
        (np.array([0.5, 1.5, -1.0, 2.0, 0.25]), np.array([4.5]), 2),
    ],
)
NUMBER = Exercise(
    "90.1",
    2,
    ("a", "b", "c"),
    why="the floor",
    wrong_rules={
        "no floor": (7 / 3, "2.33 is before the floor."),
        "close": (2.4, "2.4 is close."),
        "large": (lambda n: n == 333, "You doubled."),
    },
)
TOUCHED = Exercise("90.4", touched, ("a", "b", "c"), cases=[(1,), (3,), (5,)])
ORDER = Exercise("90.5", lambda n: list(range(n)), ("a", "b", "c"), cases=[(1,), (3,), (5,)], any_order=True)

PAIRS = [(1, 2), (2, 2), (3, 2), (4, 5), (6, 5)]
ABOVE = Exercise("90.6", lambda a, b: 1 if a >= b else 0, ("a", "b", "c"), cases=PAIRS)
BELOW = Exercise("90.7", lambda a, b: 1 if a < b else 0, ("a", "b", "c"), cases=PAIRS)
SWAPPED = Exercise("90.8", lambda a, b: (b, a), ("a", "b", "c"), cases=PAIRS)


def more_than(a, b):
    return 1 if a > b else 0


def at_most(a, b):
    return 1 if a <= b else 0


@pytest.fixture(autouse=True)
def room(monkeypatch):
    """A lesson of its own."""
    own = {"90": [OUT_SIZE, CONV1D, NUMBER, TOUCHED, ORDER]}
    monkeypatch.setattr(lesson, "exercises", lambda number: own.get(number, []))
    monkeypatch.setattr(lesson, "_by_id", _by_id(own))
    checks._passed.clear()


def _by_id(own):
    def find(id, what, all_of):
        known = {exercise.id: exercise for exercise in own.get(id.partition(".")[0], [])}
        if id not in known:
            raise KeyError(f"no {what} {id!r}")
        return known[id]

    return find


def says(capsys, answer, id="90.2", **options):
    check(id, answer, **options)
    return capsys.readouterr().out


def stub_returning_dots(N, F, S=1, P=0, D=1):
    return ...  # your code


def stub_of_dots(N, F, S=1, P=0, D=1): ...


def stub_with_docstring(N, F, S=1, P=0, D=1):
    """The output size."""


def half_a_stub(N, F, S=1, P=0, D=1):
    return 5 if S == 1 else ...


def above_the_dots(N, F, S=1, P=0, D=1):
    (N - F + 2 * P) // S + 1
    return ...  # your code


@pytest.mark.parametrize("stub", [half_a_stub, above_the_dots])
def test_a_stub_that_was_begun_is_told_that_its_dots_are_still_there(capsys, stub):
    said = "90.2: the dots are still there. Write your result after `return`, in place of the dots.\n"
    assert says(capsys, stub) == said


@pytest.mark.parametrize("stub", [..., stub_returning_dots, stub_of_dots, stub_with_docstring])
def test_an_untouched_stub_is_not_attempted(capsys, stub):
    assert says(capsys, stub) == "90.2: not attempted yet. Write out_size, then run the cell again.\n"
    solution("90.2")
    assert "try it once first" in capsys.readouterr().out


def test_an_untouched_number_is_not_attempted(capsys):
    said = "90.1: not attempted yet. Write a number in place of ..., then run the cell again.\n"
    assert says(capsys, ..., "90.1") == said


def test_right_and_wrong_are_said(capsys):
    assert says(capsys, OUT_SIZE.solution) == "90.2: out_size: ✓ all 7 cases are right.\n"
    assert says(capsys, lambda N, F, S=1, P=0, D=1: out_size(N, F, S, P, D) * 3 - 7) == (
        "90.2: out_size is not right yet.\n"
        "  out_size(N=7, F=3)\n"
        "  expected 5, got 8\n"
        '0 of 7 cases are right. Stuck? hint("90.2")\n'
    )
    assert says(capsys, lambda N, F, S=1, P=0, D=1: (N + 2 * P - D * (F - 1) - 1) / S + 1) == (
        "90.2: out_size: → You forgot the floor.\n"
        "  out_size(N=7, F=3, S=3)\n"
        "  expected 2, got 2.33333\n"
        '3 of 7 cases are right. Stuck? hint("90.2")\n'
    )


def raising(N, F, S=1, P=0, D=1):
    return N / 0


def leaving(N, F, S=1, P=0, D=1):
    sys.exit("bye")


def recursing(N, F, S=1, P=0, D=1):
    return recursing(N, F)


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (raising, "It stopped with ZeroDivisionError: division by zero (line "),
        (leaving, "It stopped with SystemExit: bye (line "),
        (recursing, "It calls itself again and again, without an end."),
        (lambda N: 1, "It stopped with TypeError: "),
        (lambda *sizes: [].append(5), "It returns nothing: put `return` before the result."),
        (
            lambda *sizes: print(5),
            "It prints the answer, but returns nothing: put `return` before the result.",
        ),
        (lambda *sizes: "5", "You return text in place of numbers"),
        (lambda *sizes: [5], "The right number, but in a list: return the number itself."),
        (lambda *sizes: [5, 6], "That is a list of shape (2,); expected is a whole number (int)."),
        (lambda *sizes: True, "That is a truth value (bool); expected is a whole number (int)."),
        (lambda *sizes: float("nan"), "got nan"),
        (lambda *sizes: np.array([5, 2]), "got [5, 2]"),
        (len, "It stopped with TypeError: "),
        (5, "expected a function, got 5 (a whole number (int)). Give its name, without brackets."),
        (None, "expected a function, got None"),
    ],
)
def test_a_kind_sentence_for_everything_else(capsys, answer, sentence):
    said = says(capsys, answer)
    assert sentence in said
    assert "Traceback" not in said and "✓" not in said


def test_the_line_that_raised_is_shown(capsys):
    assert "`return N / 0`" in says(capsys, raising)


def endless(N, F, S=1, P=0, D=1):
    while True:
        try:
            N += 1
        except Exception:
            pass


def endless_and_catching_everything(N, F, S=1, P=0, D=1):
    while True:
        try:
            N = max(N, F)
        except:  # noqa: E722
            pass


@pytest.mark.parametrize("loop", [endless, endless_and_catching_everything])
def test_an_endless_loop_is_stopped(loop, capsys, monkeypatch):
    monkeypatch.setattr(checks, "SECONDS", 0.3)
    started, threads = time.monotonic(), threading.active_count()
    said = says(capsys, loop)
    assert "still running" in said and "0 of 7" in said
    assert time.monotonic() - started < 10
    assert threading.active_count() == threads


def test_nothing_strikes_after_the_deadline():
    """Functions that end just when their time is up: either way, the rest of the program is left in peace."""
    for seconds in np.linspace(0, 0.01, 60):
        trial = trials.run(lambda: sum(range(100_000)), (), float(seconds))
        assert trial.timed_out or trial.value == 4_999_950_000
    for _ in range(1000):
        time.sleep(0)


def test_gradients_are_on_again_after_a_function_that_left_them_off():
    def leaves(value):
        minidl.no_grad().__enter__()
        return value

    assert trials.run(leaves, (3,)).value == 3 and minidl.is_grad_enabled()


TRACED = """
import sys
from minidl.teach.kit import trials

def step():
    return 3

def traced():
    sys.settrace(lambda *what: None)
    try:
        return step()
    finally:
        sys.settrace(None)

for seconds in (2, 1e-9):  # the second time, a late strike is on its way
    trials.run(step, (), seconds)
    assert traced() == 3
assert trials.run(traced, (), 2).value == 3
"""


def test_a_debugger_goes_on_after_a_check():
    """Python 3.11 loops for ever in a traced call once an exception for another thread was taken back."""
    subprocess.run([sys.executable, "-c", TRACED], check=True, timeout=60)


def test_a_loop_that_ends_is_waited_for():
    def slow(N, F, S=1, P=0, D=1):
        for _ in range(10_000):
            pass
        return OUT_SIZE.solution(N, F, S, P, D)

    assert judge(OUT_SIZE, slow).passed


def test_printing_does_no_harm(capsys):
    def chatty(N, F, S=1, P=0, D=1):
        print("N is", N)
        return OUT_SIZE.solution(N, F, S, P, D)

    said = says(capsys, chatty)
    assert "✓ all 7" in said and "Your function prints" in said and "N is" not in said


def test_the_remark_on_decimals_is_for_code_that_divides():
    report = judge(OUT_SIZE, lambda N, F, S=1, P=0, D=1: (N + 2 * P - D * (F - 1) - 1) // S / 1 + 1)
    assert report.passed and "return whole numbers as int" in report.text
    for form in (float, np.int64, np.float32):
        report = judge(OUT_SIZE, lambda *sizes, form=form: form(out_size(*sizes)))
        assert report.passed and "remark" not in report.text


@pytest.mark.parametrize("form", [list, tuple, np.array, lambda y: minidl.tensor(np.array(y, dtype=float))])
def test_a_sequence_may_come_in_any_form(form):
    assert judge(CONV1D, lambda *case: form(CONV1D.solution(*case))).passed


@pytest.mark.parametrize("answer", [[[1], [1, 2]], ["a", "b"], [..., ...], {}, np.zeros((3, 3)), object()])
def test_a_strange_sequence_is_wrong(answer):
    report = judge(CONV1D, lambda x, w, stride=1: answer)
    assert report.attempted and not report.passed


def test_a_value_that_cannot_even_be_shown_is_wrong(capsys):
    class Broken:
        def __repr__(self):
            raise RuntimeError

    assert "got <Broken>" in says(capsys, lambda *sizes: Broken())


def test_the_cases_cannot_be_spoilt():
    def spoiling(x, w, stride=1):
        y = CONV1D.solution(x, w, stride)
        x[:] = 0
        return y

    report = judge(CONV1D, spoiling)
    assert not report.passed and "changes what it is given" in report.text
    assert judge(CONV1D, CONV1D.solution).passed
    assert judge(replace(CONV1D, may_change=True), spoiling).passed


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (2, "✓ 2 is right."),
        (2.0, "✓ 2 is right."),
        (np.int64(2), "✓ 2 is right."),
        (2.3, "before the floor"),
        (2.33, "before the floor"),
        (17, '17 is not right. Try hint("90.1").'),
        ("2", "expected a number, got '2' (a text (str))."),
        (float("nan"), "expected a number"),
        (OUT_SIZE.solution, "expected a number"),
    ],
)
def test_typed_numbers(capsys, answer, sentence):
    assert sentence in says(capsys, answer, "90.1")


def test_hints_come_one_by_one_and_the_solution_after_an_attempt(capsys, restart):
    for number in (1, 2):
        hint("90.2")
        assert capsys.readouterr().out == f"Hint {number} of 3: {OUT_SIZE.hints[number - 1]}\n"
    restart()
    for _ in range(2):
        hint("90.2")
        assert capsys.readouterr().out.startswith("Hint 3 of 3")
    hint("90.2", 1)
    assert capsys.readouterr().out.startswith("Hint 1 of 3")
    with pytest.raises(ValueError, match="numbers 1 to 3"):
        hint("90.2", 4)

    solution("90.2")
    assert "try it once first" in capsys.readouterr().out
    solution("90.2", force=True)
    assert capsys.readouterr().out.startswith("def out_size(N, F, S=1, P=0, D=1):\n")
    check("90.2", lambda *sizes: 0)
    restart()
    capsys.readouterr()
    solution("90.2")
    assert capsys.readouterr().out.startswith("def out_size")
    solution("90.1", force=True)
    assert capsys.readouterr().out.startswith("90.1: 2. the floor")


def test_a_lecturers_private_cases(capsys, tmp_path):
    path = tmp_path / "my_cases.py"
    path.write_text('CASES = {"90.2": [(9, 3), (9, 3, 4)]}')
    assert says(capsys, OUT_SIZE.solution, cases=str(path)) == "90.2: out_size: ✓ all 2 cases are right.\n"
    assert "out_size(N=9, F=3, S=4)" in says(capsys, lambda *s: 7, cases=path)
    assert "You ignored the stride" in says(capsys, lambda N, F, S=1: N - F + 1, cases=path)
    with pytest.raises(ValueError, match=r"90\.3"):
        check("90.3", CONV1D.solution, cases=path)
    with pytest.raises(FileNotFoundError, match="there is no file of cases"):
        check("90.2", OUT_SIZE.solution, cases=tmp_path / "none.py")


def test_a_lecturers_own_exercise(capsys):
    own = Exercise(
        "99.1", lambda x: x**2, ("a", "b", "c"), [(1,), (-3,)], {"doubled": (lambda x: 2 * x, "x²!")}
    )
    check(own, lambda x: 2 * x)
    assert "→ x²!" in capsys.readouterr().out
    hint(own)
    assert capsys.readouterr().out == "Hint 1 of 3: a\n"


@pytest.mark.parametrize("id", ["90.99", "77.1", "nonsense"])
def test_an_unknown_exercise_is_named(id):
    with pytest.raises(KeyError, match=id):
        check(id, ...)


# --- what is accepted, and how it is told ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "form", [list, tuple, np.array, np.float32, lambda y: minidl.tensor(np.array(y) * 1.0)]
)
def test_a_result_may_carry_a_gradient_and_come_in_any_form(form):
    assert judge(CONV1D, lambda *case: form(conv1d(*case))).passed
    w = minidl.tensor(0.0, requires_grad=True)
    assert judge(OUT_SIZE, lambda *sizes: w + float(out_size(*sizes))).passed


def rounded(N, F, S=1, P=0, D=1):
    return round((N + 2 * P - D * (F - 1) - 1) ^ 1)


def power_by_hat(N, F, S=1, P=0, D=1):
    return (N + 2 * P - D * (F - 1) - 1) // S + 1 ^ 1


def return_in_the_loop(x, w, stride=1):
    y = []
    for i in range(0, len(x) - len(w) + 1, stride):
        y.append(sum(w[k] * x[i + k] for k in range(len(w))))
        return y


def whole_numbers(x, w, stride=1):
    y = np.zeros(len(conv1d(x, w, stride)), dtype=int)
    for i, value in enumerate(conv1d(x, w, stride)):
        y[i] = value
    return y


def no_else(N, F, S=1, P=0, D=1):
    if S == 1:
        return out_size(N, F, S, P, D)


def times(N, F, S=1, P=0, D=1):
    return (N + 2 * P - D(F - 1) - 1) // S + 1


def uses_an_empty_one(N, F, S=1, P=0, D=1):
    return conv1d(N) + 1


uses_an_empty_one = type(times)(
    uses_an_empty_one.__code__, {"conv1d": lambda N: ...}, "uses", uses_an_empty_one.__defaults__
)


@pytest.mark.parametrize(
    ("exercise", "answer", "words"),
    [
        (CONV1D, lambda *case: [str(v) for v in conv1d(*case)], "You return text in place of numbers"),
        (CONV1D, lambda *case: np.array(conv1d(*case)).astype(str), "You return text in place of numbers"),
        (CONV1D, lambda *case: np.array(conv1d(*case)) + 5j, "complex"),
        (CONV1D, lambda *case: np.array(conv1d(*case))[:, None], "Right numbers, shape (3, 1) where (3,) is wanted."),
        (CONV1D, lambda *case: conv1d(*case)[::-1], "The right values, in the opposite order."),
        (CONV1D, lambda *case: (v for v in conv1d(*case)), "put list(...) around"),
        (CONV1D, lambda *case: [-v for v in conv1d(*case)], "Every sign is turned over"),
        (CONV1D, whole_numbers, "dtype=int"),
        (CONV1D, return_in_the_loop, "`return` is inside the loop"),
        (CONV1D, lambda x, w, stride=1: x @ w, "The shapes do not fit"),
        (TOUCHED, lambda size: sorted(touched(size)), "The right members, but that is a list: say set(...)."),
        (TOUCHED, lambda size: touched(size + 1), "not right yet"),
        (OUT_SIZE, lambda *sizes: out_size(*sizes) + 1, "Each result is 1 too large"),
        (OUT_SIZE, lambda N, F, S=1, P=0, D=1: _size(N, F, 1, P, D, plus=0), "Two things at once. You forgot the + 1."),
        (OUT_SIZE, lambda *sizes: np.array(1.0).item, "brackets are missing after `item`"),
        (OUT_SIZE, no_else, "returns nothing in this case"),
        (OUT_SIZE, times, "Python reads `D(...)` as a call: write `*` between"),
        (OUT_SIZE, uses_an_empty_one, "It uses conv1d, and exercise 90.3 is still empty"),
        (OUT_SIZE, lambda N: N, "It is called as out_size(N, F, S=1, P=0, D=1)"),
        (OUT_SIZE, lambda *sizes: floor(sizes[0]), "write `np.floor`"),  # noqa: F821
        (OUT_SIZE, lambda *sizes: None if sizes[0] == 7 else 1, "returns nothing"),
        (OUT_SIZE, lambda *sizes: ([1, 2], out_size(*sizes)), "There are sequences within your tuple"),
        (OUT_SIZE, lambda *sizes: ["a", "b"], "That is a list; expected is a whole number (int)."),
        (OUT_SIZE, lambda *sizes: (size for size in sizes), "expected is a whole number (int).\n"),
        (OUT_SIZE, lambda *sizes: max([]), "the max or min of nothing"),
        (OUT_SIZE, lambda *sizes: {}["N"], "This key is not in the dictionary"),
        (OUT_SIZE, lambda *sizes: 1 + print(), "Something in this line is None"),
        (OUT_SIZE, lambda N, F, S=1, P=0, D=1: N * F * D, "You do not use `S`, `P`."),
        (ABOVE, more_than, "The equal case is left out in `a > b`"),
        (BELOW, at_most, "The equal case is taken along in `a <= b`"),
        (SWAPPED, lambda a, b: (a, b) if a < 2 else (a, b + 1), "not right yet"),
    ],
)  # fmt: skip
def test_what_is_wrong_anywhere_is_told_first(exercise, answer, words):
    report = judge(exercise, answer)
    if words not in report.text.splitlines()[0] + "\n":
        report = judge(exercise, answer)  # on a busy machine one of many trials may take over half a second
    assert not report.passed and words in report.text.splitlines()[0] + "\n", report.text


def test_causes_that_fit_equally_well_are_not_told():
    rules = {
        "a": (lambda N, F, S=1, P=0, D=1: N, "It is A."),
        "b": (lambda N, F, S=1, P=0, D=1: N + 0 * F, "It is B."),
        "c": (lambda N, F, S=1, P=0, D=1: N * 1, "It is C."),
    }
    report = judge(replace(OUT_SIZE, wrong_rules=rules), lambda N, *rest: N)
    assert "→" not in report.text and not report.diagnosis
    del rules["c"]
    assert (
        "One of two. It is A. Or: It is B."
        in judge(replace(OUT_SIZE, wrong_rules=rules), lambda N, *rest: N).text
    )


def test_a_way_that_a_right_case_speaks_against_is_no_cause():
    """Ignores the stride in the first wrong case by chance, but not where S is 2."""

    def strange(N, F, S=1, P=0, D=1):
        return out_size(N, F, 1, P, D) if S == 3 else out_size(N, F, S, P, D)

    report = judge(OUT_SIZE, strange)
    assert report.diagnosis == "condition too much"
    assert "Always `out_size(N, F, S, P, D)`, without the `if`." in report.text


def test_a_matrix_and_a_vector_are_judged_part_by_part():
    def both(n):
        return np.eye(n) * 1.5, np.arange(n) + 0.5

    exercise = Exercise("91.2", both, ("a", "b", "c"), cases=[(2,), (3,), (4,)])
    assert judge(exercise, lambda n: (np.eye(n) * 1.5, np.arange(n) + 0.5)).passed
    for answer, words in [
        (lambda n: ((np.eye(n) * 1.5).astype(int), np.arange(n)), "whole numbers"),
        (
            lambda n: (np.eye(n) * 1.5, [str(i + 0.5) for i in range(n)]),
            "look at number 2 first. You return text",
        ),
        (lambda n: np.eye(n) * 1.5, "expected are 2 things"),
        (lambda n: (np.eye(n) * 1.5, (np.arange(n) + 0.5)[:, None]), "number 2 first. Right numbers, shape"),
    ]:
        report = judge(exercise, answer)
        assert not report.passed and words in report.text, report.text


def test_an_order_that_the_task_leaves_open():
    assert judge(ORDER, lambda n: list(range(n))[::-1]).passed
    assert judge(ORDER, lambda n: np.arange(n)[::-1]).passed
    assert not judge(ORDER, lambda n: [0] * n).passed


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ((2, 33), "Type one number alone. A decimal has a point: 2.33."),
        ((9, 9), "Type one number alone. A decimal"),
        (minidl.nn.Linear(2, 1), "(a Linear). Type one number alone."),
        ([5, 7], "Type one number alone."),
        (None, "Leave out print(...)"),
        ((2, -1), "got (2, -1) (a tuple)."),
        (1.9999999, "is not right"),
        (333, "You doubled."),
        (True, "a truth value"),
        ("2", "Leave out the quotes."),
        ("two", "Type the number alone, without quotes."),
        (out_size, "write its arguments in brackets"),
        (10**1000, "digits"),
        (2.39, "not right. Try hint"),
        (2.4, "2.4 is close."),
        (minidl.tensor(2.0, requires_grad=True), "✓"),
        (200, "200 is not right"),
    ],
)
def test_how_a_number_is_typed(answer, words):
    assert words in judge(NUMBER, answer).text


def test_a_number_near_two_rules_names_none():
    wrong = {"a": (0.333333, "It is A."), "b": (0.3296, "It is B.")}
    exercise = replace(NUMBER, solution=0.25, wrong_rules=wrong)
    assert "It is" not in judge(exercise, 0.33).text
    assert "percent" in judge(exercise, 25).text


def test_a_played_exercise_shows_no_code_of_ours():
    class _Watched:
        def step(self):
            return 1

    def play(step, seed):
        "what it returned"
        got = step(_Watched())
        return -1.0 if got is None else float(got)

    exercise = Exercise("90.9", lambda w: w.step(), ("a", "b", "c"), cases=[(0,), (1,)], play=play)
    assert judge(exercise, lambda w: w.step()).passed
    said = judge(exercise, lambda w: [].append(w)).text
    assert "returns nothing" in said.splitlines()[0] and "-1" not in said
    said = judge(exercise, lambda w: w.step(3)).text
    assert "step() takes no arguments here, and 1 came" in said and "_Watched" not in said
    assert "_Watched" not in judge(exercise, lambda w: w.gap).text


# --- nothing in an answer raises, hangs or fills the memory ---------------------------------------------------


class Own(BaseException):
    def __str__(self):
        raise Own


class Evil:
    def __getattr__(self, name):
        raise Own

    def __repr__(self):
        while True:
            pass

    __eq__ = __hash__ = __len__ = __iter__ = None


class Endless(list):
    def __iter__(self):
        while True:
            yield 1


def itself():
    endless = []
    endless.append(endless)
    return endless


def raise_(error):
    raise error


def sleeping_on():
    while True:
        try:
            time.sleep(0.05)
        except:  # noqa: E722
            pass


def finally_on():
    while True:
        try:
            time.sleep(0.05)
        finally:
            continue  # noqa: B012


def print_on():
    while True:
        print("loss", "x" * 200)


HOSTILE = {
    "gradient": lambda: minidl.tensor([1.0], requires_grad=True) * 2,
    "too large": lambda: 10**400,
    "too large in a list": lambda: [10**400, 1.5],
    "itself": itself,
    "own exception": lambda: raise_(Own()),
    "long exception": lambda: raise_(ValueError("x" * 50_000_000)),
    "many lines": lambda: raise_(ValueError("x\n" * 100_000)),
    "evil": Evil,
    "evil in a list": lambda: [Evil()],
    "endless list": lambda: Endless([1]),
    "large array": lambda: np.zeros(20_000_000),
    "large list": lambda: list(range(10**6)),
    "large text": lambda: "x" * 10**8,
    "stdout closed": lambda: sys.stdout.close(),
    "sleeping": sleeping_on,
    "finally": finally_on,
    "printing": print_on,
    "memory": lambda: [bytes(10**8) for _ in range(10**4)],
    "fork": lambda: os.fork(),
    "interrupted": lambda: raise_(GeneratorExit()),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_nothing_in_an_answer_stops_the_notebook(name, capsys, monkeypatch):
    monkeypatch.setattr(checks, "SECONDS", 0.4)
    process, started = os.getpid(), time.monotonic()
    for exercise in (OUT_SIZE, TOUCHED):
        report = judge(exercise, lambda *sizes: HOSTILE[name]())
        assert report.attempted and not report.passed and len(report.text) < 2000
    assert time.monotonic() - started < 8 and os.getpid() == process
    if name not in ("sleeping", "finally", "printing", "fork", "stdout closed", "memory"):
        try:
            value = HOSTILE[name]()
        except BaseException:
            return
        assert not judge(NUMBER, value).passed or name == "gradient"
    assert judge(OUT_SIZE, out_size).passed
    assert says(capsys, out_size).startswith("90.2: out_size: ✓")


def test_a_deadline_without_threads(monkeypatch):
    """As in a browser, where no thread can be started: a right answer is right."""

    def refuse(self):
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", refuse)
    assert judge(OUT_SIZE, out_size).passed
    if hasattr(sys, "monitoring"):
        assert trials.run(endless, (7, 3), 0.2).timed_out


def test_the_deadline_without_threads_looks_at_the_clock(monkeypatch):
    class Events:
        JUMP, PY_START = 1, 2

    class Monitoring:
        events, looks, on = Events, [], False
        get_tool = staticmethod(lambda tool: None)
        use_tool_id = staticmethod(lambda tool, name: None)
        free_tool_id = staticmethod(lambda tool: Monitoring.looks.clear())
        register_callback = staticmethod(lambda tool, event, look: Monitoring.looks.append(look))

        @staticmethod
        def set_events(tool, events):
            Monitoring.on = bool(events)

    def loop():
        while True:
            for look in Monitoring.looks:
                look("code", 0, 0)

    monkeypatch.setattr(sys, "monitoring", Monitoring, raising=False)
    with pytest.raises(trials.TooLong):
        trials._monitored(0.05, loop)
    assert not Monitoring.looks and not Monitoring.on


def test_three_seconds_are_given_and_one_timeout_ends_it(monkeypatch):
    assert checks.SECONDS == 3.0
    monkeypatch.setattr(checks, "SECONDS", 0.2)
    calls = []

    def slow(N, F, S=1, P=0, D=1):
        calls.append(N)
        while True:
            pass

    assert not judge(OUT_SIZE, slow).passed
    assert len(calls) == 1


# --- the lecturer's words -------------------------------------------------------------------------------------


def test_grading_raises_with_the_words_of_check(capsys):
    grade("90.2", out_size)
    assert "✓" in capsys.readouterr().out
    with pytest.raises(AssertionError, match="You forgot the \\+ 1"):
        grade("90.2", lambda *sizes: out_size(*sizes) - 1)
    with pytest.raises(AssertionError, match="not attempted"):
        grade("90.2", ...)
    assert not answers.recall("90.2")


def test_the_students_own_function_is_used_once_it_has_passed(capsys):
    assert use("90.2") is out_size
    assert "out_size: the course's, since 90.2 has not passed here yet." in capsys.readouterr().out
    mine = lambda N, F, S=1, P=0, D=1: out_size(N, F, S, P, D)
    check("90.2", mine)
    assert use("90.2") is mine and "out_size: your own." in capsys.readouterr().out
    check("90.2", lambda *sizes: 0)
    assert use("90.2") is out_size


def test_solutions_can_be_locked(capsys, monkeypatch):
    monkeypatch.setenv("MINIDL_SOLUTIONS", "locked")
    solution("90.2", force=True)
    assert capsys.readouterr().out == "90.2: solutions are locked in this room. Ask your lecturer.\n"


def test_a_number_without_quotes_gets_a_sentence(capsys):
    hint(1.4)
    assert 'hint("01.4")' in capsys.readouterr().out
    check(11.2, 5)
    assert 'check("11.2", ...)' in capsys.readouterr().out


def test_nbgraders_stub_is_not_attempted(capsys):
    def stub(N, F, S=1, P=0, D=1):
        raise NotImplementedError()

    assert "not attempted yet" in says(capsys, stub)


def test_what_is_kept_of_a_try():
    check("90.2", lambda N, F, S=1, P=0, D=1: _size(N, F, S, P, D, plus=0))
    check("90.2", out_size)
    solution("90.2")
    kept = answers.recall("90.2")
    assert (
        kept["attempts"] == 2 and kept["passed"] and kept["diagnoses"] == ["no + 1"] and kept["solution_seen"]
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("CASES = {", "stops with SyntaxError"),
        ("import sys; sys.exit()", "stops with SystemExit"),
        ("CASES = [1]", "must hold CASES"),
        ('CASES = {"90.2": [7]}', "a case is a tuple"),
        ('CASES = {"90.2": [(7,)]}', "cannot take it"),
        ('CASES = {"90.2": [(7, 3, 0)]}', "the solution itself fails on it"),
    ],
)
def test_what_is_wrong_with_private_cases_is_told_to_the_lecturer(tmp_path, text, words):
    path = tmp_path / "cases.py"
    path.write_text(text)
    with pytest.raises(ValueError, match=words):
        check("90.2", out_size, cases=path)
