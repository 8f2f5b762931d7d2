"""What holds for every exercise: its solution, its wrong rules, mutants of its solution, and answers as students
give them. `lessons/nbNN/answers.py` beside this file holds RIGHT = {id: [answers]}, WRONG = {id: [(answer, words that
the report must contain, or None)]} and EQUIVALENT = {id: {mutant: why it changes nothing}}.
"""

import ast
import builtins
import inspect
import re
from functools import cache, partial
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import nbformat
import numpy as np
import pytest

from minidl.teach.kit import checks, lesson
from minidl.teach.kit.checks import judge
from minidl.teach.kit.diagnosis import known_ways
from minidl.teach.kit.trials import run
from minidl.teach.kit.values import agree
from tests.teach import mutants
from tests.together import grouped, together

EXERCISES = {e.id: e for number in lesson.numbers() for e in lesson.exercises(number)}
NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"
FUNCTIONS = [id for id, exercise in EXERCISES.items() if callable(exercise.solution)]


def _answers():
    """{name: {id: what answers.py holds}} of all lessons."""
    found = {"RIGHT": {}, "WRONG": {}, "EQUIVALENT": {}}
    for path in sorted(Path(__file__).parent.glob("lessons/nb*/answers.py")):
        spec = spec_from_file_location(f"answers_{path.parent.name}", path)
        module = module_from_spec(spec)
        spec.loader.exec_module(module)
        for name, all_of in found.items():
            all_of.update(getattr(module, name, {}))
    return found


ANSWERS = _answers()
RIGHT = [(id, i) for id, answers in ANSWERS["RIGHT"].items() for i in range(len(answers))]
WRONG = [(id, i) for id, answers in ANSWERS["WRONG"].items() for i in range(len(answers))]


@cache
def report_of(kind, id, number):
    answer = ANSWERS[kind][id][number]
    return judge(EXERCISES[id], answer[0] if kind == "WRONG" else answer)


@pytest.fixture(autouse=True)
def short_time(monkeypatch):
    monkeypatch.setattr(checks, "SECONDS", 1.0)


# --- what hints and solutions use is there ------------------------------------------------------------------


@cache
def brought_in(number) -> set[str]:
    """The names that a lesson's cells import or make, before or in the cells of its checks."""
    (path,) = NOTEBOOKS.glob(f"{number}-*.ipynb")
    found = set()
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "code":
            for node in ast.walk(ast.parse(cell.source)):
                if isinstance(node, ast.Import | ast.ImportFrom):
                    found |= {alias.asname or alias.name.partition(".")[0] for alias in node.names}
                elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                    found.add(node.id)
                elif isinstance(node, ast.FunctionDef | ast.ClassDef):
                    found.add(node.name)
    return found


@pytest.mark.parametrize("id", EXERCISES)
def test_what_hints_and_the_solution_use_is_brought_in_by_the_lesson(id):
    exercise, names = EXERCISES[id], brought_in(id[:2]) | set(dir(builtins))
    if callable(exercise.solution):
        code = exercise.solution.__code__
        own = {*code.co_varnames, *code.co_names} & {*exercise.solution.__globals__}
        assert own <= names, f"the solution of {id} uses {own - names}"
    for hint in exercise.hints:
        used = set(re.findall(r"\b(np|F|nn|minidl|optim)\.\w", hint)) | set(
            re.findall(r"(?<![.\w])(sqrt)\(", hint)
        )
        assert used <= names, f"a hint of {id} uses {used - names}: {hint}"


# --- the exercise itself ------------------------------------------------------------------------------------


def known(exercise) -> dict[str, str]:
    """{name: diagnosis}: wrong rules and faults."""
    return {name: said for name, (_, said) in (exercise.wrong_rules | exercise.faults).items()}


@pytest.mark.parametrize("id", EXERCISES)
def test_the_solution_passes_and_nothing_is_missing(id):
    exercise = EXERCISES[id]
    report = judge(exercise, exercise.solution)
    assert report.passed and report.attempted and not report.diagnosis, report.text
    assert len(set(exercise.hints)) == 3
    assert not any("−" in hint and "`" in hint for hint in exercise.hints), "code in hints has ASCII minus"
    assert len(known(exercise)) >= 4
    assert len(set(known(exercise).values())) == len(known(exercise))
    assert not set(exercise.wrong_rules) & set(exercise.faults)
    if callable(exercise.solution):
        assert len(exercise.cases) >= 5
    else:
        assert exercise.why


@pytest.mark.parametrize("id", [id for id in FUNCTIONS if EXERCISES[id].twin])
def test_the_twin_without_a_fault_is_the_solution(id):
    exercise = EXERCISES[id]
    assert judge(exercise, exercise.twin).passed
    switches = inspect.signature(exercise.twin).parameters
    for name, (keys, _) in exercise.faults.items():
        assert keys and set(keys) <= set(switches), name


@pytest.mark.parametrize("id", EXERCISES)
def test_each_known_wrong_way_gets_its_own_diagnosis(id):
    exercise = EXERCISES[id]
    for name, said in known(exercise).items():
        report = judge(exercise, _rule(exercise, name))
        assert not report.passed and report.diagnosis == name, (name, report.text)
        assert said in report.text
        assert not any(other in report.text for other in known(exercise).values() if other not in said), name


def _rule(exercise, name):
    if name in exercise.wrong_rules:
        rule = exercise.wrong_rules[name][0]
        if callable(rule) and not callable(exercise.solution):  # which numbers it is about
            exact = [number for number, _ in exercise.wrong_rules.values() if not callable(number)]
            steps = (-100, 1000, 11001), (0, 1, 1001), (1000, 50_000, 49_001)
            numbers = (n for some in steps for n in np.linspace(*some).round(3).tolist())
            return next(n for n in numbers if n not in exact and rule(n))
        return rule
    alone, _ = known_ways(exercise)
    return next(way.function for way in alone if name in way.parts)


# --- mutants --------------------------------------------------------------------------------------------------


def gives(exercise, function, case, seconds=0.2):
    function = function if exercise.play is None else partial(exercise.play, function)
    return run(function, case, seconds)


@pytest.mark.parametrize("id", FUNCTIONS)
def test_each_small_change_of_the_solution_is_refused_or_changes_nothing(id):
    exercise = EXERCISES[id]
    more = [] if exercise.play else mutants.like(exercise.cases, 60)
    judged = [(case, gives(exercise, exercise.solution, case)) for case in exercise.cases]
    more = [(case, trial) for case in more if not (trial := gives(exercise, exercise.solution, case)).trouble]
    count = 0

    def same(mutant, case, right, seconds=0.2):
        trial = gives(exercise, mutant, case, seconds)
        return not trial.trouble and not trial.changed and agree(trial.value, right.value)

    for change, mutant in mutants.mutants(exercise.solution):
        mutant.__globals__["_whole"] = mutants._whole
        count += 1
        if change in ANSWERS["EQUIVALENT"].get(id, {}) or not all(same(mutant, *pair) for pair in judged):
            continue
        suspects = [pair for pair in more if not same(mutant, *pair)]
        told_apart = [case for case, right in suspects if not same(mutant, case, right, 5)]  # not only late
        assert not told_apart, f"{change} passes; a case such as {told_apart[0]} refuses it"
    assert count >= 5


# --- answers as students give them ----------------------------------------------------------------------------


@together(given=grouped(RIGHT, lambda given: given[0]))
def test_right_answers_pass(given):
    id, number = given
    report = report_of("RIGHT", id, number)
    assert report.passed, report.text
    assert "remark" not in report.text or "/" in _source(ANSWERS["RIGHT"][id][number])


@together(given=grouped(WRONG, lambda given: given[0]))
def test_wrong_answers_are_refused_and_no_false_cause_is_told(given):
    id, number = given
    exercise, (_, words), report = EXERCISES[id], ANSWERS["WRONG"][id][number], report_of("WRONG", id, number)
    assert report.attempted and not report.passed, report.text
    if words is not None:
        assert words in report.text, report.text
        told = [said for said in known(exercise).values() if said in report.text]
        allowed = len(re.split(" [+] | or ", report.diagnosis))
        assert len(told) <= allowed and (
            not told or any(words in said for said in told) or words in report.text
        )


def _source(answer) -> str:
    try:
        return inspect.getsource(answer)
    except (OSError, TypeError):
        return ""


def test_four_of_five_wrong_answers_are_named():
    if not WRONG:
        pytest.skip("no lesson has its answers yet")
    named = {}
    for id, number in WRONG:
        named.setdefault(id, []).append(bool(report_of("WRONG", id, number).diagnosis))
    share = np.mean([one for all_of in named.values() for one in all_of])
    assert share >= 0.8, {id: f"{sum(ones)} of {len(ones)}" for id, ones in named.items()}
