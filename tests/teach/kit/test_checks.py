"""Checks take anything a student may write, say something kind and go on."""

import sys
import threading
import time

import numpy as np
import pytest

import minidl
from minidl.teach import Exercise, check, hint, solution
from minidl.teach.kit import checks, trials
from minidl.teach.kit.checks import judge
from minidl.teach.kit.lesson import find

OUT_SIZE, CONV1D = find("11.2"), find("11.3")


def says(capsys, answer, id="11.2", **options):
    check(id, answer, **options)
    return capsys.readouterr().out


def stub_returning_dots(N, F, S=1, P=0, D=1):
    return ...  # your code


def stub_of_dots(N, F, S=1, P=0, D=1): ...


def stub_with_docstring(N, F, S=1, P=0, D=1):
    """The output size."""


def half_a_stub(N, F, S=1, P=0, D=1):
    return 5 if S == 1 else ...


@pytest.mark.parametrize("stub", [..., stub_returning_dots, stub_of_dots, stub_with_docstring, half_a_stub])
def test_an_untouched_stub_is_not_attempted(capsys, stub):
    assert says(capsys, stub) == "11.2: not attempted yet. Write out_size, then run the cell again.\n"
    solution("11.2")
    assert "try it once first" in capsys.readouterr().out


def test_an_untouched_number_is_not_attempted(capsys):
    said = "11.1: not attempted yet. Write a number in place of ..., then run the cell again.\n"
    assert says(capsys, ..., "11.1") == said


def test_right_and_wrong_are_said(capsys):
    assert says(capsys, OUT_SIZE.solution) == "11.2: out_size: ✓ all 8 cases are right.\n"
    assert says(capsys, lambda N, F, S=1, P=0, D=1: (N - F) / S + 1) == (
        "11.2: out_size: 2 of 8 cases are right. The first that is not:\n"
        "  out_size(N=7, F=3, S=3)\n"
        "  expected 2, got 2.33333\n"
        'Stuck? hint("11.2")\n'
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
        (lambda *sizes: print(5), "It prints the answer: put `return` before the result."),
        (lambda *sizes: "5", "That is a text (str); expected is a whole number (int)."),
        (lambda *sizes: [5], "That is a list; expected is a whole number (int)."),
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
    assert "still running" in said and "0 of 8" in said
    assert time.monotonic() - started < 10
    assert threading.active_count() == threads


def test_nothing_strikes_after_the_deadline():
    """Functions that end just when their time is up: either way, the rest of the program is left in peace."""
    for seconds in np.linspace(0, 0.01, 60):
        trial = trials.run(lambda: sum(range(100_000)), (), float(seconds))
        assert trial.timed_out or trial.value == 4_999_950_000
    for _ in range(1000):
        time.sleep(0)


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
    assert "✓ all 8" in said and "Your function prints" in said and "N is" not in said


def test_decimals_for_whole_numbers_are_right_with_a_remark():
    report = judge(OUT_SIZE, lambda *sizes: float(OUT_SIZE.solution(*sizes)))
    assert report.passed and "return whole numbers as int" in report.text
    report = judge(OUT_SIZE, lambda *sizes: np.int64(OUT_SIZE.solution(*sizes)))
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

    assert judge(CONV1D, spoiling).passed
    assert judge(CONV1D, CONV1D.solution).passed


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (2, "✓ 2 is right."),
        (2.0, "✓ 2 is right."),
        (np.int64(2), "✓ 2 is right."),
        (2.3, "before the floor"),
        (2.33, "before the floor"),
        (17, '17 is not right. Try hint("11.1").'),
        ("2", "expected a number, got '2' (a text (str))."),
        (float("nan"), "expected a number"),
        (OUT_SIZE.solution, "expected a number"),
    ],
)
def test_typed_numbers(capsys, answer, sentence):
    assert sentence in says(capsys, answer, "11.1")


def test_hints_come_one_by_one_and_the_solution_after_an_attempt(capsys, restart):
    for number in (1, 2):
        hint("11.2")
        assert capsys.readouterr().out == f"Hint {number} of 3: {OUT_SIZE.hints[number - 1]}\n"
    restart()
    for _ in range(2):
        hint("11.2")
        assert capsys.readouterr().out.startswith("Hint 3 of 3")
    hint("11.2", 1)
    assert capsys.readouterr().out.startswith("Hint 1 of 3")
    with pytest.raises(ValueError, match="numbers 1 to 3"):
        hint("11.2", 4)

    solution("11.2")
    assert "try it once first" in capsys.readouterr().out
    solution("11.2", force=True)
    assert capsys.readouterr().out.startswith("def out_size(N, F, S=1, P=0, D=1):\n")
    check("11.2", lambda *sizes: 0)
    restart()
    capsys.readouterr()
    solution("11.2")
    assert capsys.readouterr().out.startswith("def out_size")
    solution("11.1", force=True)
    assert capsys.readouterr().out.startswith("11.1: 2. ⌊(7 − 3) / 3⌋")


def test_a_lecturers_private_cases(capsys, tmp_path):
    path = tmp_path / "my_cases.py"
    path.write_text('CASES = {"11.2": [(9, 3), (9, 3, 4)]}')
    assert says(capsys, OUT_SIZE.solution, cases=str(path)) == "11.2: out_size: ✓ all 2 cases are right.\n"
    assert "out_size(N=9, F=3, S=4)" in says(capsys, lambda *s: 7, cases=path)
    assert "You ignored the stride" in says(capsys, lambda N, F, S=1: N - F + 1, cases=path)
    with pytest.raises(ValueError, match=r"11\.3"):
        check("11.3", CONV1D.solution, cases=path)
    with pytest.raises(FileNotFoundError, match="there is no file of cases"):
        check("11.2", OUT_SIZE.solution, cases=tmp_path / "none.py")


def test_a_lecturers_own_exercise(capsys):
    own = Exercise(
        "99.1", lambda x: x**2, ("a", "b", "c"), [(1,), (-3,)], {"doubled": (lambda x: 2 * x, "x²!")}
    )
    check(own, lambda x: 2 * x)
    assert "→ x²!" in capsys.readouterr().out
    hint(own)
    assert capsys.readouterr().out == "Hint 1 of 3: a\n"


@pytest.mark.parametrize("id", ["11.99", "77.1", "nonsense"])
def test_an_unknown_exercise_is_named(id):
    with pytest.raises(KeyError, match=id):
        check(id, ...)


def test_a_truth_value_is_told_from_a_number(capsys):
    said = says(capsys, lambda x, w, T: sum(a * b for a, b in zip(x, w)) >= T, id="01.1")
    assert (
        "That is a truth value (bool); expected is a whole number (int). int(...) makes 1 or 0 of it." in said
    )


def test_an_overflow_gets_a_diagnosis_and_no_warning(capsys, recwarn):
    def softmax(z):
        return np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)

    assert "You did not subtract the maximum" in says(capsys, softmax, id="06.2")
    assert capsys.readouterr().err == "" and not recwarn.list
