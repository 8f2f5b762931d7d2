"""What holds for every lesson: all rooms are found here by themselves, so that a new one edits no test."""

import re
from importlib import import_module
from pathlib import Path

import pytest

import minidl.teach
from minidl.teach import exit_ticket, predict, reveal
from minidl.teach.kit import lesson
from minidl.teach.kit.bundle import script
from minidl.teach.kit.checks import judge

ROOT = Path(__file__).parents[2]
NUMBERS = lesson.numbers()
EXERCISES = {e.id: e for n in NUMBERS for e in lesson.exercises(n)}
RULES = [(id, name) for id, exercise in EXERCISES.items() for name in exercise.wrong_rules]
PREDICTIONS = {p.id: p for n in NUMBERS for p in lesson.predictions(n)}
SCRIPTS = sorted(Path(minidl.teach.__file__).parent.rglob("*.js"))


# --- its room ---------------------------------------------------------------------------------------------


def test_every_notebook_has_a_room_and_every_room_a_notebook():
    assert [path.name[:2] for path in sorted((ROOT / "notebooks").glob("*.ipynb"))] == NUMBERS


def test_no_name_is_offered_twice():
    rooms = [minidl.teach.kit, *(import_module(f"{lesson.LESSONS}.nb{n}") for n in NUMBERS)]
    names = [name for room in rooms for offered in room.OFFERS.values() for name in offered.split()]
    assert len(set(names)) == len(names)
    for name in names:
        assert getattr(minidl.teach, name), name


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem)
def test_no_name_stands_twice_in_a_bundle(path):
    text = script(str(path), path.name)
    names = re.findall(r"^(?:async )?(?:function|class|const|let) (\w+)", text, re.M)
    assert sorted(names) == sorted(set(names))
    assert not re.search(r"^import |^export (?!default)", text, re.M)


# --- its questions ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("id", PREDICTIONS)
def test_every_prediction_can_be_asked_and_answered(id, capsys):
    prediction = PREDICTIONS[id]
    asked = predict(id)
    assert asked.question == prediction.question
    assert prediction.number or len(asked.options) >= 3
    reveal(id)  # raises if an option has no sentence
    for sentence in [prediction.because, *prediction.wrong.values()]:
        assert len(sentence) > 20 and sentence.endswith((".", "?"))


@pytest.mark.parametrize("number", NUMBERS)
def test_exit_tickets_are_complete(number):
    assert len(lesson.find_ticket(number)) == len(exit_ticket(number).children) >= 3


def test_what_there_is_not():
    with pytest.raises(KeyError, match=r"no prediction '11.z'; lesson 11 has \['11.a', '11.b', '11.c'\]"):
        predict("11.z")
    with pytest.raises(KeyError, match="lesson 99 has none"):
        reveal("99.a")
    with pytest.raises(KeyError, match="lesson 99 has no exit ticket"):
        exit_ticket("99")


# --- its exercises ----------------------------------------------------------------------------------------


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
