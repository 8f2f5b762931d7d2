"""The lecturers' page: its small lesson runs, and its exercise keeps what it promises."""

import re
import sys
from pathlib import Path
from types import ModuleType

import pytest

import minidl.teach
from minidl.teach.kit import lesson
from minidl.teach.kit.checks import judge

README = Path(minidl.teach.__file__).with_name("README.md").read_text(encoding="utf-8")
QUESTIONS, *NOTEBOOK, EXERCISES = re.findall(r"```python\n(.*?)```", README, re.DOTALL)


@pytest.fixture
def room(monkeypatch):
    """Lesson 21 as the page writes it, where a lesson's room would be."""
    name = f"{lesson.LESSONS}.nb21"
    for file, source in (("", ""), (".questions", QUESTIONS), (".exercises", EXERCISES)):
        module = ModuleType(name + file)
        module.__package__, module.__path__ = name, []
        monkeypatch.setitem(sys.modules, name + file, module)
        # as a file, so that its source can be shown
        exec(compile(source, f"lessons/nb21/{file[1:]}.py", "exec"), module.__dict__)
    return sys.modules[name + ".exercises"].EXERCISES


def test_the_small_lesson_runs(capsys, displayed, room):
    space = {}
    for cell in NOTEBOOK:
        exec(cell, space)
        assert len(cell.splitlines()) <= 12, "a cell of the page is too long to project"
    said = capsys.readouterr().out
    assert "Bars of 1, 2 and 18; their mean is 7.00.\nBars of 1, 2 and 9; their mean is 4.00.\n" in said
    assert "✓ mean of 1, 2, 9: 4 (derived)" in said
    assert "21.2: not attempted yet" in said


def test_its_exercise_names_what_goes_wrong(room):
    (own,) = room
    assert judge(own, own.solution).passed
    for name, (rule, words) in own.wrong_rules.items():
        report = judge(own, rule)
        assert report.diagnosis == name and words in report.text
    for name, (switches, words) in own.faults.items():
        report = judge(own, lambda numbers, switches=switches: own.twin(numbers, **switches))
        assert report.diagnosis == name and words in report.text


def test_the_table_names_what_there_is():
    table = README.split("\n\n")[2]
    names = re.findall(r"`(\w+)\(", table)
    assert len(names) > 10
    for name in names:
        assert name in dir(minidl.teach), name
