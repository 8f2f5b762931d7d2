"""The warm-up asks what was once wrong, else the lesson's own question."""

import pytest

from minidl.teach import review
from minidl.teach.kit import answers, lesson

WARM_UP = {"question": "Warm?", "right": "yes", "options": {"no": "It is.", "yes": "Right."}}


def ticket(name):
    return [
        {"question": f"{name} {i}?", "right": "a", "options": {"a": "Yes.", "b": "No, a."}} for i in (1, 2)
    ]


@pytest.fixture(autouse=True)
def lessons(monkeypatch):
    rooms = {n: {"TICKET": ticket(n), "WARM_UP": WARM_UP} for n in ("01", "06", "11")}
    rooms |= {"02": {}, "16": {"TICKET": ticket("16")}}
    monkeypatch.setattr(lesson, "numbers", lambda: sorted(rooms))
    monkeypatch.setattr(lesson, "found_in", lambda number, file, name: rooms.get(number, {}).get(name, []))


def test_with_no_answers_it_is_the_warm_up_and_nothing_is_written(folder):
    for _ in range(2):
        asked = review("11")
        assert (asked.question, asked.title, asked.feedback) == ("Warm?", "Warm-up", WARM_UP["options"])
    assert not folder.exists()
    assert review("01").question == "Warm?"  # the first lesson has none before it


def test_right_answers_and_later_lessons_are_not_reviewed():
    answers.remember("01.ticket1", answers=["a"])
    answers.remember("16.ticket1", answers=["b"])
    answers.remember("11.ticket1", answers=["b"])
    assert review("11").question == "Warm?"


def test_what_was_once_wrong_comes_first_and_stays(restart):
    answers.remember("06.ticket2", answers=["b", "a"])
    asked = review("11")
    assert (asked.question, asked.title) == ("06 2?", "Once more, from lesson 06")
    asked.set_state({"answers": ["b"]})
    answers.remember("01.ticket1", answers=["b"])
    restart()
    again = review("11")
    assert (again.question, again.answers) == ("06 2?", ["b"])
    assert review("16").question == "01 1?"  # lesson 11 has asked the other


def test_a_warm_up_that_was_answered_stays():
    review("11").set_state({"answers": ["no"]})
    answers.remember("06.ticket2", answers=["b"])
    assert review("11").question == "Warm?"


@pytest.mark.parametrize("given", [[None], [7], ["an option of last year"]])
def test_strange_answers_count_as_wrong(given):
    answers.remember("06.ticket1", answers=given)
    assert review("11").question == "06 1?"


def test_a_lesson_without_a_warm_up_says_so():
    with pytest.raises(KeyError, match="lesson 02 has no warm-up question"):
        review("02")
