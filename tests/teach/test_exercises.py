"""Every exercise: its solution passes, and each wrong rule gets its own diagnosis and no other."""

import importlib
import pkgutil

import pytest

from minidl import nn
from minidl.inspect import receptive_field as field_of_model
from minidl.teach import exercises
from minidl.teach.checks import judge
from minidl.windows.geometry import output_size

FILES = [name for _, name, _ in pkgutil.iter_modules(exercises.__path__)]
EXERCISES = {
    e.id: e for name in FILES for e in importlib.import_module(f"{exercises.__name__}.{name}").EXERCISES
}
RULES = [(id, name) for id, exercise in EXERCISES.items() for name in exercise.wrong_rules]


def test_the_exercises_of_the_two_notebooks_are_found():
    assert {f"{n}.{i}" for n in (11, 12) for i in range(1, 6)} <= set(EXERCISES)
    for id, exercise in EXERCISES.items():
        assert exercises.find(id) == exercise


@pytest.mark.parametrize("id", EXERCISES)
def test_the_solution_passes_and_nothing_is_missing(id):
    exercise = EXERCISES[id]
    report = judge(exercise, exercise.solution)
    assert report.passed and report.attempted and not report.diagnosis, report.text
    assert len(set(exercise.hints)) == 3
    assert len(exercise.wrong_rules) >= 4
    diagnoses = [diagnosis for _, diagnosis in exercise.wrong_rules.values()]
    assert len(set(diagnoses)) == len(diagnoses)
    if callable(exercise.solution):
        assert len(exercise.cases) >= 5
    else:
        assert exercise.why


@pytest.mark.parametrize(("id", "name"), RULES)
def test_a_wrong_rule_gets_its_own_diagnosis(id, name):
    exercise = EXERCISES[id]
    rule, diagnosis = exercise.wrong_rules[name]
    report = judge(exercise, rule)
    assert not report.passed
    assert report.diagnosis == name
    assert diagnosis in report.text
    others = {d for other, (_, d) in exercise.wrong_rules.items() if other != name}
    assert not any(other in report.text for other in others)


@pytest.mark.parametrize(("id", "name"), RULES)
def test_no_two_wrong_rules_agree_on_all_cases(id, name):
    """Else the diagnosis would depend on which stands first."""
    exercise = EXERCISES[id]
    rule, _ = exercise.wrong_rules[name]
    rest = {other: wrong for other, wrong in exercise.wrong_rules.items() if other != name}
    report = judge(type(exercise)(**{**vars(exercise), "wrong_rules": rest}), rule)
    assert not report.diagnosis


def test_the_solutions_agree_with_the_framework():
    """Each solution against the code it teaches, so that no exercise teaches something else."""
    solution = {id: exercise.solution for id, exercise in EXERCISES.items()}
    for case in EXERCISES["11.2"].cases:
        assert solution["11.2"](*case) == output_size(*case)
    conv = nn.Conv2d(3, 10, 5, padding=2)
    assert solution["11.4"](3, 10, 5, 32, 32, 1, 2)[0] == sum(p.numel() for p in conv.parameters())
    for layers in ([(5, 1, 2), (2, 2, 0), (5, 1, 2), (2, 2, 0)], [(3, 2, 1), (3, 1, 1), (3, 2, 0)]):
        model = nn.Sequential(*(nn.Conv2d(1, 1, k, stride=s, padding=p) for k, s, p in layers))
        (field, _) = field_of_model(model, (1, 40, 40))
        assert solution["12.3"](layers) == (field.jump, field.start)
        assert solution["12.2"]([(k, s, 1) for k, s, _ in layers]) == field.size
        touched = solution["12.5"]([(k, s, 1) for k, s, _ in layers])
        assert max(touched) - min(touched) + 1 == field.size
