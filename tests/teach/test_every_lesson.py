"""What holds for every lesson: all rooms are found here by themselves, so that a new one edits no test."""

import re
from importlib import import_module
from pathlib import Path

import pytest

import minidl.teach
from minidl.teach import exit_ticket, predict, reveal, review
from minidl.teach.kit import lesson
from minidl.teach.kit.bundle import script
from tests.notebooks.sections import lacks

ROOT = Path(__file__).parents[2]
NUMBERS = lesson.numbers()
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


def is_longest(right, others):
    """So that it shows: a letter or two tell nothing."""
    return len(str(right)) > 1.25 * max(len(str(other)) for other in others)


@pytest.mark.parametrize("id", PREDICTIONS)
def test_every_prediction_has_a_reason_and_two_that_are_none(id):
    prediction = PREDICTIONS[id]
    assert len(set(predict(id).because)) == 3
    assert len(prediction.wrong_reasons) == 2
    for sentence in prediction.wrong_reasons.values():
        assert len(sentence) > 20 and sentence.endswith((".", "?"))
    assert prediction.number or not is_longest(prediction.answer, prediction.wrong)


@pytest.mark.parametrize("number", [number for number in NUMBERS if not lacks(number, "warm-up")])
def test_every_lesson_begins_with_a_question_on_an_earlier_one(number):
    asked = review(number)
    assert asked.title == "Warm-up" and len(asked.options) >= 3
    for probe in [lesson.warm_up(number), *lesson.find_ticket(number)]:
        others = [option for option in probe["options"] if option != probe["right"]]
        assert not is_longest(probe["right"], others), probe["question"]
        for feedback in probe["options"].values():
            assert len(feedback) > 15 and feedback.endswith((".", "?")), feedback


@pytest.mark.parametrize("number", [number for number in NUMBERS if not lacks(number, "ticket")])
def test_exit_tickets_are_complete(number):
    assert len(lesson.find_ticket(number)) == len(exit_ticket(number).children) >= 3


def test_what_there_is_not():
    with pytest.raises(KeyError, match=r"no prediction '11.z'; lesson 11 has \['11.a', '11.b', '11.c'\]"):
        predict("11.z")
    with pytest.raises(KeyError, match="lesson 99 has none"):
        reveal("99.a")
    with pytest.raises(KeyError, match="lesson 99 has no exit ticket"):
        exit_ticket("99")
