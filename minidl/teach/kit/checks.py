"""Checks with diagnoses, hints and solutions for the exercises in a lesson's room."""

import dis
import inspect
import os
import textwrap
import time
from decimal import Decimal
from typing import NamedTuple

import numpy as np

from . import answers, diagnosis
from .diagnosis import Judged
from .exercise import Exercise, private_cases
from .lesson import find
from .trials import Trial, plainly, run
from .values import Strange, agree, is_real, laid_out, settled, short, shown_as, what

SECONDS = 3.0  # for all cases together
_passed: dict[str, object] = {}  # {id: the student's function}, in this kernel


class Report(NamedTuple):
    """What came of judging an answer."""

    attempted: bool
    passed: bool
    text: str  # the sentences for the student
    diagnosis: str = ""  # the name of the cause that was told


def check(exercise: str | Exercise, answer, cases: str | None = None) -> None:
    """Try a student's function or number, and print what is right and what went wrong.

    `cases` is a lecturer's own Python file with CASES = {id: [(arguments), ...]}, used instead.
    It never raises because of the answer, so a notebook runs on.
    """
    exercise = _found("check", exercise)
    if exercise is None:
        return
    report = judge(exercise, answer, private_cases(cases, exercise) if cases else None)
    print(report.text)
    if report.attempted:
        _passed.pop(exercise.id, None)
        if report.passed:
            _passed[exercise.id] = answer
        outcome = {"passed": report.passed, "diagnosis": report.diagnosis}
        if trouble := answers.remember(exercise.id, attempt=1, **outcome):
            print(trouble)


def grade(exercise: str | Exercise, answer, cases: str | None = None) -> None:
    """For nbgrader: AssertionError with the words of `check` unless the answer is right. Nothing is kept."""
    exercise = find(exercise)
    report = judge(exercise, answer, private_cases(cases, exercise) if cases else None)
    assert report.passed, report.text
    print(report.text)


def use(exercise: str | Exercise):
    """The student's function if its check has passed in this kernel, else the solution; says which."""
    exercise = find(exercise)
    mine = exercise.id in _passed
    which = "your own" if mine else f"the course's, since {exercise.id} has not passed here yet"
    print(f"{exercise.name}: {which}.")
    return _passed[exercise.id] if mine else exercise.solution


def hint(exercise: str | Exercise, number: int | None = None) -> None:
    """Print the next of three hints, or the one with this number."""
    exercise = _found("hint", exercise)
    if exercise is None:
        return
    given = answers.recall(exercise.id).get("hints", 0)
    number = min(given + 1, len(exercise.hints)) if number is None else number
    if not 1 <= number <= len(exercise.hints):
        raise ValueError(f"hint({exercise.id!r}) has the numbers 1 to {len(exercise.hints)}, not {number}")
    print(f"Hint {number} of {len(exercise.hints)}: {exercise.hints[number - 1]}")
    answers.remember(exercise.id, hints=max(number, given))


def solution(exercise: str | Exercise, force: bool = False) -> None:
    """Print the solution, after one attempt at the check or with force=True.

    The environment variable MINIDL_SOLUTIONS=locked keeps it back.
    """
    exercise = _found("solution", exercise)
    if exercise is None:
        return
    if os.environ.get("MINIDL_SOLUTIONS") == "locked":
        print(f"{exercise.id}: solutions are locked in this room. Ask your lecturer.")
        return
    if not force and not answers.recall(exercise.id).get("attempts"):
        print(f"{exercise.id}: try it once first, a wrong answer will do. (Or: force=True.)")
        return
    answers.remember(exercise.id, solution_seen=True)
    if callable(exercise.solution):
        print(textwrap.dedent(inspect.getsource(exercise.solution)).rstrip())
    else:
        print(f"{exercise.id}: {shown_as(exercise.solution)}. {exercise.why}".rstrip())


def _found(word, exercise):
    """The exercise; None, with a sentence, for a number without quotes."""
    if isinstance(exercise, str | Exercise):
        return find(exercise)
    number, dot, rest = str(exercise).partition(".")
    right = f'"{number:0>2}.{rest}"' if dot and number.isdigit() else '"11.2"'
    print(f"The number of an exercise stands in quotes: {word}({right}{', ...' if word == 'check' else ''})")


def judge(exercise: Exercise, answer, cases: list[tuple] | None = None) -> Report:
    """Judge a function on the exercise's cases (or on `cases`), or a number. Never raises."""
    try:
        if answer is ... or _is_empty(answer):
            return _not_attempted(exercise)
        if callable(exercise.solution):
            return _judge_function(exercise, answer, exercise.cases if cases is None else cases)
        return _judge_number(exercise, answer)
    except KeyboardInterrupt:
        raise
    except BaseException:  # a strange answer must not stop the notebook
        said = f"{exercise.id}: this answer cannot be judged. Try a simpler one."
        return Report(True, False, said, "strange")


def _not_attempted(exercise: Exercise, begun: bool = False) -> Report:
    if begun:  # there is code, and `return ...` is still under it
        said = "the dots are still there. Write your result after `return`, in place of the dots."
        return Report(False, False, f"{exercise.id}: {said}", "dots")
    wanted = exercise.name if callable(exercise.solution) else "a number in place of ..."
    return Report(False, False, f"{exercise.id}: not attempted yet. Write {wanted}, then run the cell again.")


# --- a typed number ---------------------------------------------------------------------------------------


def _judge_number(exercise: Exercise, answer) -> Report:
    trial = run(lambda: answer, (), SECONDS)  # only to look at it may run a student's code
    got, right = trial.value, exercise.solution
    if trial.trouble or not is_real(got) or not abs(got) < float("inf"):
        tried = trial.trouble or f"expected a number, got {short(got)} ({what(got)}). {_how_to_type(got)}"
        return Report(True, False, f"{exercise.id}: {tried.rstrip()}", "no number")
    if type(got) is float and len(repr(got)) > 12 and got == float(np.float32(got)):
        got = float(str(np.float32(got)))  # 8.840000152587891 is what float32 makes of 8.84
    exactly = 1e-8 if type(right) is int else 1e-6  # 1.9999999 is typed by who thinks that 2 is too much
    if agree(got, right, exactly) or (_places(got) > 1 and _typed_for(got, right)):
        return Report(True, True, f"{exercise.id}: ✓ {shown_as(got)} is right. {exercise.why}".rstrip())
    rules = {name: rule for name, (rule, _) in exercise.wrong_rules.items()}
    numbers = {name: rule for name, rule in rules.items() if not callable(rule)}
    near = [name for name, rule in numbers.items() if agree(got, rule)]
    near = near or [name for name, rule in numbers.items() if _typed_for(got, rule, 2)]
    near = near or [name for name, rule in rules.items() if callable(rule) and rule(got)]
    name, said = "", f'Try hint("{exercise.id}").'
    if len(near) == 1:
        name, said = near[0], exercise.wrong_rules[near[0]][1]
    elif not near and 0 < abs(right) <= 1 and agree(got, 100 * right):
        name, said = "percent", "That is in percent: type the share, between 0 and 1."
    shown = short(got, 40) if type(got) is int else shown_as(got)
    said = f"{shown} is not right. {said}" if not name else f"not {shown}. {said}"
    return Report(True, False, f"{exercise.id}: {said}", name)


def _places(number) -> int:
    """How many decimal places a number was typed with."""
    return max(0, -Decimal(repr(number)).as_tuple().exponent) if type(number) is float else 0


def _typed_for(got, number, digits=1) -> bool:
    """Whether 2.3 or 2.33 was typed for 7/3: rounded to the places that were typed; cut, from two on."""
    places = _places(got)
    if not (type(number) is float and 0 < places <= 6) or (number == int(number)) or number * got < 0:
        return False
    if len(Decimal(repr(got)).as_tuple().digits) < digits:  # 0.4 is near many a number
        return False
    cut = places > 1 and int(abs(number) * 10**places) == round(abs(got) * 10**places)
    return cut or abs(got - number) <= 0.5 * 10.0**-places


def _how_to_type(got) -> str:
    if isinstance(got, tuple) and len(got) == 2 and all(type(part) is int for part in got) and got[1] >= 0:
        return f"Type one number alone. A decimal has a point: {got[0]}.{got[1]}."
    if isinstance(got, str):
        number = got.strip().replace(".", "", 1).lstrip("-").isdigit()
        return "Leave out the quotes." if number else "Type the number alone, without quotes."
    if isinstance(got, Strange) and got.what == "a function":
        return f"To use what it returns, write its arguments in brackets: {got.text}(...)."
    if got is None:
        return "Leave out print(...): it gives nothing back."
    return "Type one number alone." if isinstance(got, list | tuple | set | np.ndarray) else ""


# --- a function -------------------------------------------------------------------------------------------


def _judge_function(exercise: Exercise, answer, cases: list[tuple]) -> Report:
    who = f"{exercise.id}: {exercise.name}"
    if not callable(answer):
        got = run(lambda: answer, (), SECONDS).value
        said = f"expected a function, got {short(got)} ({what(got)}). Give its name, without brackets."
        return Report(True, False, f"{who}: {said}", "no function")
    trials, returned, end = [], [], time.monotonic() + SECONDS
    for case in cases:
        listened, heard = _listened(exercise, answer)
        trial = exercise.tried(listened, case, max(0.1, end - time.monotonic()), answer)
        trials.append(trial._replace(value=exercise.seen(trial.value)))
        returned.append(heard)
        if trial.timed_out:  # the others would only take as long
            break
    if any(trial.value is ... for trial in trials) or _is_placeholder(answer, trials):
        return _not_attempted(exercise, begun=not _is_placeholder(answer, trials))
    solved = exercise.played(exercise.solution)
    expected = [exercise.seen(plainly(solved, case)) for case in cases[: len(trials)]]
    judged = Judged(exercise, answer, cases, trials, expected, returned)
    spoilt = [trial.changed and not exercise.may_change for trial in trials]
    good = [right and not bad for right, bad in zip(judged.right, spoilt)]
    passed, lines, cause = len(trials) == len(cases) and all(good), [], {}
    if passed:
        lines.append(f"{who}: ✓ all {len(cases)} cases are right.")
        if any(map(_float_for_int, [t.value for t in trials], expected)) and _divides(answer):
            lines.append("One remark: return whole numbers as int. `//` gives one where `/` gives a float.")
    else:
        cause, first = judged.cause(), good.index(False)
        said = " And: ".join(cause.values())
        said = f"{'Two' if len(cause) == 2 else 'Three'} things at once. {said}" if len(cause) > 1 else said
        lines.append(f"{who}: → {said}" if said else f"{who} is not right yet.")
        lines += _one_case(exercise, cases[first], trials[first], expected[first], returned[first])
        lines = list(dict.fromkeys(line for line in lines if line.strip() != said))  # an error is said once
        lines.append(f'{sum(good)} of {len(cases)} cases are right. Stuck? hint("{exercise.id}")')
    if any(trial.printed for trial in trials) and not any(trial.value is None for trial in trials):
        lines.append("(Your function prints; that was hidden here. What it returns is what counts.)")
    return Report(True, passed, "\n".join(lines), " + ".join(cause))


def _listened(exercise, function):
    """The function, and what it returns when `play` uses it."""
    heard = []

    def listened(*arguments, **named):
        heard.append(function(*arguments, **named))
        return heard[-1]

    return (listened if exercise.play else function), heard


def _one_case(exercise: Exercise, case: tuple, trial: Trial, expected, returned: list) -> list[str]:
    names = [*inspect.signature(exercise.play or exercise.solution).parameters][bool(exercise.play) :]
    arguments = ", ".join(f"{name}={short(settled(value))}" for name, value in zip(names, case))
    lines = [f"  {exercise.name}({arguments})", f"  expected {short(expected)}"]
    if exercise.play:
        lines = [f"  tried with {arguments}", f"  compared: {inspect.getdoc(exercise.play)}", lines[1]]
    if trial.trouble:
        return [*lines, f"  {diagnosis.without_our_names(trial.trouble)}"]
    if any(value is None for value in returned):  # what was measured then are codes of our own
        return lines[:1]
    lines[-1] += f", got {short(trial.value)}"
    return lines


def _float_for_int(got, expected) -> bool:
    try:
        pairs = zip(laid_out(got)[1], laid_out(expected)[1])
    except ValueError:  # rows of different lengths, or a matrix and a vector
        return any(map(_float_for_int, got, expected))
    return any(type(g) is float and type(e) is int for g, e in pairs)


def _divides(answer) -> bool:
    """Whether there is a `/` in the student's own code."""
    steps = dis.get_instructions(answer) if inspect.isfunction(answer) else []
    return any(step.argrepr in ("/", "/=") for step in steps)


def _is_empty(answer) -> bool:
    """def f(...): ...  without a return, with or without a docstring."""
    if not inspect.isfunction(answer) or answer.__code__.co_names:
        return False
    code = answer.__code__
    steps = {step.opname for step in dis.get_instructions(code)} - {"RESUME", "NOP"}
    plain = steps <= {"LOAD_CONST", "RETURN_CONST", "RETURN_VALUE"}
    return plain and {*code.co_consts} <= {None, ..., answer.__doc__}


def _is_placeholder(answer, trials) -> bool:
    """nbgrader puts `raise NotImplementedError()` into an untouched stub."""
    raises = inspect.isfunction(answer) and answer.__code__.co_names == ("NotImplementedError",)
    return raises and trials[0].error == "NotImplementedError"
