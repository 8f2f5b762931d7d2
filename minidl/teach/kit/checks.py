"""Checks with diagnoses, hints and solutions for the exercises in a lesson's room."""

import dis
import inspect
import textwrap
import time
from typing import NamedTuple

import numpy as np

from . import answers
from .exercise import Exercise, private_cases
from .lesson import find
from .question import is_number, shown_as
from .trials import Trial, run

SECONDS = 3.0  # for all cases together


class Report(NamedTuple):
    """What came of judging an answer."""

    attempted: bool
    passed: bool
    text: str  # the sentences for the student
    diagnosis: str = ""  # the name of the wrong rule that the answer follows


def check(exercise: str | Exercise, answer, cases: str | None = None) -> None:
    """Try a student's function or number, and print what is right and what went wrong.

    `cases` is a lecturer's own Python file with CASES = {id: [(arguments), ...]}, used instead.
    It never raises because of the answer, so a notebook runs on.
    """
    exercise = find(exercise)
    report = judge(exercise, answer, private_cases(cases, exercise.id) if cases else None)
    print(report.text)
    if report.attempted:
        kept = answers.recall(exercise.id)
        attempts = kept.get("attempts", 0)
        trouble = answers.remember(exercise.id, attempts=(attempts if isinstance(attempts, int) else 0) + 1)
        if trouble:
            print(trouble)


def hint(exercise: str | Exercise, number: int | None = None) -> None:
    """Print the next of three hints, or the one with this number."""
    exercise = find(exercise)
    kept = answers.recall(exercise.id).get("hints", 0)
    given = kept if isinstance(kept, int) else 0
    number = min(given + 1, len(exercise.hints)) if number is None else number
    if not 1 <= number <= len(exercise.hints):
        raise ValueError(f"hint({exercise.id!r}) has the numbers 1 to {len(exercise.hints)}, not {number}")
    print(f"Hint {number} of {len(exercise.hints)}: {exercise.hints[number - 1]}")
    answers.remember(exercise.id, hints=max(number, given))


def solution(exercise: str | Exercise, force: bool = False) -> None:
    """Print the solution, after one attempt at the check or with force=True."""
    exercise = find(exercise)
    if not force and not answers.recall(exercise.id).get("attempts"):
        print(f"{exercise.id}: try it once first, a wrong answer will do. (Or: force=True.)")
    elif callable(exercise.solution):
        print(textwrap.dedent(inspect.getsource(exercise.solution)).rstrip())
    else:
        print(f"{exercise.id}: {shown_as(exercise.solution)}. {exercise.why}".rstrip())


def judge(exercise: Exercise, answer, cases: list[tuple] | None = None) -> Report:
    """Judge a function on the exercise's cases (or on `cases`), or a number."""
    if answer is ... or _is_empty(answer):
        return _not_attempted(exercise)
    if callable(exercise.solution):
        return _judge_function(exercise, answer, exercise.cases if cases is None else cases)
    return _judge_number(exercise, answer)


def _not_attempted(exercise: Exercise) -> Report:
    what = exercise.name if callable(exercise.solution) else "a number in place of ..."
    return Report(False, False, f"{exercise.id}: not attempted yet. Write {what}, then run the cell again.")


def _judge_number(exercise: Exercise, answer) -> Report:
    if callable(answer) or not is_number(_plain(answer)):
        return Report(
            True, False, f"{exercise.id}: expected a number, got {_short(answer)} ({_type(answer)})."
        )
    answer = _plain(answer)
    if _equal(answer, exercise.solution):
        return Report(True, True, f"{exercise.id}: ✓ {shown_as(answer)} is right. {exercise.why}".rstrip())
    for name, (wrong, diagnosis) in exercise.wrong_rules.items():
        # A student may type 2.3 or 2.33 for 7/3.
        if _equal(answer, wrong) or (isinstance(wrong, float) and abs(answer - wrong) < 0.05):
            return Report(True, False, f"{exercise.id}: not {shown_as(answer)}. {diagnosis}", name)
    return Report(True, False, f'{exercise.id}: {shown_as(answer)} is not right. Try hint("{exercise.id}").')


def _judge_function(exercise: Exercise, answer, cases: list[tuple]) -> Report:
    who = f"{exercise.id}: {exercise.name}"
    if not callable(answer):
        said = (
            f"expected a function, got {_short(answer)} ({_type(answer)}). Give its name, without brackets."
        )
        return Report(True, False, f"{who}: {said}")
    trials, end = [], time.monotonic() + SECONDS
    for case in cases:
        trials.append(_tried(exercise, answer, case, max(0.1, end - time.monotonic())))
        if trials[-1].timed_out:  # the others would only take as long
            break
    if any(trial.value is ... for trial in trials):
        return _not_attempted(exercise)
    expected = [_tried(exercise, exercise.solution, case).value for case in cases[: len(trials)]]
    good = [not t.trouble and _equal(t.value, e) for t, e in zip(trials, expected)]
    lines = []
    diagnosis = ""
    if len(trials) == len(cases) and all(good):
        lines.append(f"{who}: ✓ all {len(cases)} cases are right.")
        if any(_float_for_int(t.value, e) for t, e in zip(trials, expected)):
            lines.append("One remark: return whole numbers as int. `//` gives one where `/` gives a float.")
    else:
        first = good.index(False)
        lines.append(f"{who}: {sum(good)} of {len(cases)} cases are right. The first that is not:")
        lines += _one_case(exercise, cases[first], trials[first], expected[first])
        if len(trials) == len(cases) and not any(trial.trouble for trial in trials):
            diagnosis = _diagnose(exercise, cases, [trial.value for trial in trials])
        if diagnosis:
            lines.append(f"→ {exercise.wrong_rules[diagnosis][1]}")
        else:
            lines.append(f'Stuck? hint("{exercise.id}")')
    if any(trial.printed for trial in trials) and not any(trial.value is None for trial in trials):
        lines.append("(Your function prints; that was hidden here. What it returns is what counts.)")
    return Report(True, all(good) and len(trials) == len(cases), "\n".join(lines), diagnosis)


def _tried(exercise: Exercise, function, case: tuple, seconds: float = SECONDS) -> Trial:
    """What the function returns for one case, or what `play` measures when it uses the function."""
    if exercise.play is None:
        return run(function, case, seconds)
    return run(exercise.play, (function, *case), seconds, blamed=function)


def _one_case(exercise: Exercise, case: tuple, trial: Trial, expected) -> list[str]:
    names = list(inspect.signature(exercise.play or exercise.solution).parameters)
    names = names[1:] if exercise.play else names
    arguments = ", ".join(f"{name}={_short(value)}" for name, value in zip(names, case))
    lines = [f"  {exercise.name}({arguments})", f"  expected {_short(expected)}"]
    if exercise.play:
        lines = [f"  tried with {arguments}", f"  compared: {inspect.getdoc(exercise.play)}", lines[1]]
    if trial.trouble:
        return [*lines, f"  {trial.trouble}"]
    lines[-1] += f", got {_short(trial.value)}"
    if trial.value is None:
        printed = "It prints the answer: put" if trial.printed else "It returns nothing: put"
        lines.append(f"  {printed} `return` before the result.")
    elif not _comparable(trial.value, expected):
        mend = " int(...) makes 1 or 0 of it." if isinstance(_plain(trial.value), bool) else ""
        lines.append(f"  That is {_type(trial.value)}; expected is {_type(expected)}.{mend}")
    return lines


def _diagnose(exercise: Exercise, cases: list[tuple], values: list) -> str:
    """The name of the wrong rule that gives these values in every case, or ''."""
    for name, (rule, _) in exercise.wrong_rules.items():
        followed = (_equal(value, _tried(exercise, rule, case).value) for case, value in zip(cases, values))
        if all(followed):
            return name
    return ""


# --- comparing and showing ------------------------------------------------------------------------------


def _plain(value):
    """NumPy's and minidl's single numbers as Python's; everything else as it is."""
    if getattr(value, "ndim", None) == 0 and hasattr(value, "item"):
        return value.item()
    return value


def _equal(got, expected) -> bool:
    """Same number, same set, or same sequence; decimals to 1e-6, and nan is nan: a wrong rule may give it."""
    if not _comparable(got, expected):
        return False
    if isinstance(expected, set):
        return {_plain(item) for item in got} == expected
    try:
        got, expected = np.asarray(got, dtype=float), np.asarray(expected, dtype=float)
    except (TypeError, ValueError, OverflowError):
        return False
    return got.shape == expected.shape and bool(np.allclose(got, expected, 1e-6, 1e-6, equal_nan=True))


def _comparable(got, expected) -> bool:
    """Whether the types are such that the values may agree: number to number, sequence to sequence."""
    got, expected = _plain(got), _plain(expected)
    if isinstance(expected, set):
        return isinstance(got, set | frozenset)
    if is_number(expected):
        return is_number(got)
    return isinstance(got, list | tuple | np.ndarray) or type(got).__name__ == "Tensor"


def _float_for_int(got, expected) -> bool:
    if isinstance(expected, tuple) and isinstance(got, tuple):
        return any(_float_for_int(g, e) for g, e in zip(got, expected))
    return isinstance(_plain(got), float) and isinstance(expected, int)


def _type(value) -> str:
    """A student's word for it, with Python's in brackets where they differ."""
    names = {"int": "a whole number", "float": "a decimal number", "bool": "a truth value", "str": "a text"}
    names["NoneType"] = "nothing"
    name = type(_plain(value)).__name__
    return f"{names[name]} ({name})" if name in names else f"a {name}"


def _short(value, limit: int = 120) -> str:
    """A value in one line; arrays as lists, long ones cut."""
    value = _plain(value)
    if isinstance(value, np.ndarray):
        value = value.tolist()
    if isinstance(value, list) and value and all(_is_numbers(_plain(item)) for item in value):
        text = "[" + ", ".join(_short(item) for item in value) + "]"
    elif isinstance(value, tuple):
        text = "(" + ", ".join(_short(item) for item in value) + ")"
    elif isinstance(value, set) and value and all(is_number(item) for item in value):
        text = "{" + ", ".join(map(_short, sorted(value))) + "}"
    elif isinstance(value, float):
        text = f"{value:.6g}"
    else:
        try:
            text = repr(value)
        except Exception:  # a student's class may be half-written
            text = f"<{type(value).__name__}>"
    return text if len(text) <= limit else text[:limit] + " …"


def _is_numbers(value) -> bool:
    """A number, or a list of them (of any depth)."""
    return is_number(value) or (isinstance(value, list) and all(map(_is_numbers, value)))


def _is_empty(answer) -> bool:
    """def f(...): ...  without a return, with or without a docstring."""
    code = getattr(answer, "__code__", None)
    if code is None or code.co_names:
        return False
    steps = {step.opname for step in dis.get_instructions(code)} - {"RESUME", "NOP"}
    return steps <= {"LOAD_CONST", "RETURN_CONST", "RETURN_VALUE"} and set(code.co_consts) <= {
        None,
        ...,
        answer.__doc__,
    }
