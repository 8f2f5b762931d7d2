"""How much code a lesson may need: what is longer is two ideas, or something that the kit should know."""

import inspect
from pathlib import Path

import pytest

import minidl.teach
from minidl.teach.kit import lesson
from minidl.teach.kit.bundle import _gathered
from minidl.teach.kit.picture import Picture
from tests.lines import code_lines

TEACH = Path(minidl.teach.__file__).parent
FIRST = {"01", "02", "06", "11", "12", "16"}
ALL = 10_320  # teach/ with these lessons, without its pages; the goal is 9,000
SITE = 1_040  # teach/site/: pages that run, remember, and move without Python
ROOM = 600  # a lesson's room without its dragged pictures
PICTURE = 500  # each of these, in all languages
ANYWHERE = 450  # teach/anywhere/: what makes the course run where nothing is installed
LARGER_ROOMS = {"16": 300}  # two lessons in one, and the script that trains the canvas's networks


def pictures(number):
    """{picture: its files in the lesson's room, Python and JavaScript}"""
    room = TEACH / "lessons" / f"nb{number}"
    found = {}
    for name in dir(minidl.teach):
        kind = getattr(minidl.teach, name)
        if isinstance(kind, type) and issubclass(kind, Picture) and kind is not Picture:
            python = Path(inspect.getfile(kind))
            if room in python.parents:
                files = _gathered(python.with_suffix(".js"), {})
                found[name] = {python, *(file for file in files if room in file.parents)}
    return found


@pytest.mark.parametrize("number", lesson.numbers())
def test_a_lesson_is_no_longer_than_this(number):
    room = {path for kind in ("*.py", "*.js") for path in (TEACH / "lessons" / f"nb{number}").rglob(kind)}
    drawn = pictures(number)
    for name, files in drawn.items():
        lines = sum(map(code_lines, files))
        print(f"{name}: {lines} code lines")
        assert lines <= PICTURE, f"{name} has {lines} code lines: {sorted(path.name for path in files)}"
    lines = sum(map(code_lines, room - set().union(*drawn.values())))
    print(f"lesson {number} without its pictures: {lines} code lines")
    assert lines <= ROOM + LARGER_ROOMS.get(number, 0), f"{lines} code lines"


def test_the_classroom_layer_is_no_longer_than_this():
    later = {TEACH / "lessons" / f"nb{number}" for number in set(lesson.numbers()) - FIRST}
    later |= {TEACH / "anywhere", TEACH / "site"}
    files = [path for kind in ("*.py", "*.js") for path in TEACH.rglob(kind) if not later & set(path.parents)]
    lines = sum(map(code_lines, files))
    print(f"teach/ without its later lessons: {lines} code lines")
    assert lines <= ALL


def test_what_makes_it_run_anywhere_is_no_longer_than_this():
    lines = sum(
        code_lines(path) for kind in ("*.py", "*.js", "*.mjs") for path in (TEACH / "anywhere").rglob(kind)
    )
    print(f"teach/anywhere/: {lines} code lines")
    assert lines <= ANYWHERE


def test_the_pages_are_no_longer_than_this():
    lines = sum(code_lines(path) for kind in ("*.py", "*.js") for path in (TEACH / "site").rglob(kind))
    print(f"teach/site/: {lines} code lines")
    assert lines <= SITE
