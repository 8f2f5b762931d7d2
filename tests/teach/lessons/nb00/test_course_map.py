"""The map of the course: true whatever is there, damaged or missing."""

import json
import re

import IPython.display
import pytest

from minidl.teach import course_map, lab
from minidl.teach.kit import answers, lesson
from minidl.teach.lessons.nb00 import course
from minidl.teach.lessons.nb00.course import lessons, what_next
from tests.notebooks.sections import NOTEBOOKS, read

NUMBERS = lesson.numbers()


def write(my, name, card="# 11 · Arithmetic\n\n| **Time** | 45 minutes, and 30 at home |"):
    (my / f"{name}.ipynb").write_text(json.dumps({"cells": [{"source": card.splitlines(True)}]}))


@pytest.fixture
def displayed(monkeypatch):
    """What is displayed, in its order."""
    seen = []
    monkeypatch.setattr(IPython.display, "display", lambda data, raw: seen.append(data))
    return seen


@pytest.fixture
def my(tmp_path):
    """Three lessons, and nothing answered yet."""
    (tmp_path / "my").mkdir()
    write(tmp_path / "my", "00-start-here", "# 00 · Start here\n\n| **Time** | 10 minutes |")
    write(tmp_path / "my", "11-arithmetic")
    write(
        tmp_path / "my", "16-cnn", "# 16 · A CNN\n\n| **Time** | two parts, 46 + 45 minutes, and 9 at home |"
    )
    return tmp_path / "my"


def shown(my, displayed):
    course_map(my)
    (data,) = displayed
    return data["text/plain"], data["text/html"]


def row_of(my, number):
    return next(row for row in lessons(my) if row.number == number)


def answer_all(number, ticket=True):
    for prediction in lesson.predictions(number):
        answers.remember(prediction.id, answer="7")
    for i, probe in enumerate(lesson.found_in(number, "questions", "TICKET"), start=1):
        if ticket:
            answers.remember(f"{number}.ticket{i}", answer=probe["right"])


def test_what_is_there_before_anything_is_answered(my, displayed):
    text, html = shown(my, displayed)
    lines = text.splitlines()
    assert lines[0] == "Next: 00 · Start here (not begun yet)."
    assert lines[1] == (
        "00 · Start here: minutes 10, predicted 0 of 1, checks passed 0 of 1, ticket right none"
    )
    assert "16 · A CNN: minutes 46 + 45, predicted 0 of " in text
    assert f"Not in this folder: {', '.join(n for n in NUMBERS if n not in ('00', '11', '16'))}. " in text
    coming = re.search(r"Still being written: (.*)\.", text)
    assert {*NUMBERS, *(coming[1].split(", ") if coming else ())} == {f"{n:02}" for n in range(20)}
    assert html.count("<tr>") == 4 and html.count('<a href="11-arithmetic.ipynb">11 · Arithmetic</a>') == 1
    assert html.count("○") == 4  # once in the legend


def test_what_was_answered_is_counted(my):
    answers.remember("11.a", answer="2")
    answers.remember("11.a", answer="3")
    answers.remember("11.2", attempt=1, passed=True)
    answers.remember("11.3", attempt=1, passed=False)
    right = lesson.find_ticket("11")[0]["right"]
    answers.remember("11.ticket1", answer=right)
    answers.remember("11.ticket2", answer="something else")
    row = row_of(my, "11")
    assert row.counts["predictions"][0] == row.counts["checks"][0] == row.counts["ticket"][0] == 1
    assert row.begun and row.left == ["2 predictions", "the exit ticket"]
    answers.remember("11.ticket1", answer="something else")  # the last one counts
    assert row_of(my, "11").counts["ticket"][0] == 0


def test_what_comes_next(my, displayed):
    def next_():
        row, why = what_next(lessons(my))
        return row and row.number, why

    assert next_() == ("00", "not begun yet")
    answers.remember("00.a", answer="7")
    assert next_() == ("00", "still to do: 1 check")
    answers.remember("00.1", attempt=1, passed=True)
    assert next_() == ("11", "not begun yet")
    answers.remember("11.2", hints=1)
    assert next_() == ("11", "still to do: 3 predictions and the exit ticket")
    answer_all("11", ticket=False)
    assert next_() == ("11", "still to do: the exit ticket")
    answer_all("11")
    assert next_() == ("16", "not begun yet")
    answer_all("16")
    assert next_() == (None, "")
    text, html = shown(my, displayed)
    assert text.startswith("You have done all that is in this folder.") and html.count("●") == 4


def test_of_two_lessons_that_were_begun_the_later_one_is_next(my, monkeypatch):
    for number, when in (("11", "2026-01-03T10:00:00+00:00"), ("16", "2026-01-02T10:00:00+00:00")):
        path = answers._of(f"{number}.a").path
        path.parent.mkdir(exist_ok=True)
        times = {"first": when, "last": when}
        path.write_text(json.dumps({f"{number}.a": {"answers": ["7"], "times": times}}))
    assert what_next(lessons(my))[0].number == "11"


@pytest.mark.parametrize(
    "damage", [b"", b'{"11.a": ', b"[1, 2]", b"\xff\xfe\x00", b"[" * 100_000, b'{"11.a": 3}', b"null"]
)
def test_damaged_answers_are_said_and_nothing_is_written(my, displayed, damage):
    answers.remember("16.a", answer="7")
    path = answers._of("11.a").path
    path.write_bytes(damage)
    text, _ = shown(my, displayed)
    assert (
        "Lesson 11: 11.json is damaged:" in text and "11 · Arithmetic: minutes 45, predicted 0 of 3" in text
    )
    assert "predicted 1 of " in text
    assert path.read_bytes() == damage and len(list(path.parent.iterdir())) == 2


def test_of_damaged_answers_the_sound_ones_count(my):
    path = answers._of("11.a").path
    path.parent.mkdir(exist_ok=True)
    path.write_text(
        '{"11.a": {"answers": ["2"]}, "11.b": {"answers": 3}, "12.a": {"answers": ["2"]}, "11.2": 7}'
    )
    row = row_of(my, "11")
    assert row.counts["predictions"][0] == 1 and "some answers are not counted" in row.trouble


def test_answers_that_cannot_be_read(my, displayed):
    answers._of("11.a").path.mkdir(parents=True)
    text, _ = shown(my, displayed)
    assert "Lesson 11: 11.json cannot be read now (Is a directory)." in text


@pytest.mark.parametrize(
    "damage", [b"", b"{", b"[]", b'{"cells": []}', b'{"cells": [{}]}', b"\xff", b"[" * 100_000]
)
def test_a_damaged_notebook_says_how_to_get_a_new_one(my, displayed, damage):
    (my / "11-arithmetic.ipynb").write_bytes(damage)
    text, html = shown(my, displayed)
    assert "Lesson 11: 11-arithmetic.ipynb is damaged. Rename it: make lab brings a new one." in text
    assert "11-arithmetic: minutes ?, predicted 0 of 3" in text and ">11-arithmetic</a>" in html


def test_a_new_version_does_not_hide_the_students_own(my, displayed):
    write(my, "11-arithmetic (new version)", "# 11 · New\n\n| **Time** | 44 minutes |")
    assert row_of(my, "11").file == "11-arithmetic.ipynb"
    (my / "11-arithmetic.ipynb").unlink()
    _, html = shown(my, displayed)
    assert '<a href="11-arithmetic%20%28new%20version%29.ipynb">11 · New</a>' in html


def test_a_title_cannot_run(my, displayed):
    write(my, "11-arithmetic", "# 11 <script>alert(1)</script>\n\n| **Time** | <b> minutes |")
    _, html = shown(my, displayed)
    assert "<script" not in html and "&lt;script&gt;" in html


def test_a_folder_without_lessons(tmp_path, displayed):
    text, _ = shown(tmp_path, displayed)
    assert text.startswith("No lesson is in this folder.")


def test_where_nothing_is_kept_it_says_so(my, monkeypatch, capsys, displayed):
    monkeypatch.setenv("MINIDL_ANSWERS", "none")
    course_map(my)
    assert capsys.readouterr().out == f"{course.NOWHERE}\n" and not displayed


def test_make_lab_opens_it_first_today_and_when_it_has_a_new_version(tmp_path):
    lab.hand_out(NOTEBOOKS[0].parent, tmp_path)
    assert lab.first_to_open(tmp_path) == "/lab/tree/00-start-here.ipynb"
    write(tmp_path, "00-start-here (new version)", "# 00 · Start here")
    assert lab.first_to_open(tmp_path) == "/lab/tree/00-start-here.ipynb"


def test_its_numbers_are_those_of_the_notebooks():
    for path in NOTEBOOKS:
        number = path.name[:2]
        source = "\n".join(cell.source for cell in read(path).cells if cell.cell_type == "code")
        asked = set(re.findall(r'\bpredict\("([^"]+)"', source))
        checked = set(re.findall(r'^check\("([^"]+)"', source, re.M))
        assert asked == {prediction.id for prediction in lesson.predictions(number)}, number
        assert checked == {exercise.id for exercise in lesson.exercises(number)}, number
        row = row_of(path.parent, number)
        assert row.file == path.name and row.title.startswith(f"{number} · ") and row.minutes
