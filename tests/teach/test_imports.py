"""What is loaded when: a lesson's pictures, matplotlib and ipywidgets only when they are asked for."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import minidl.teach

TEACH = Path(minidl.teach.__file__).parent
HEAVY = {"matplotlib", "matplotlib.pyplot", "ipywidgets", "anywidget", "sklearn", "IPython"}


def loaded_by(line):
    done = subprocess.run(
        [sys.executable, "-c", f"import sys\n{line}\nprint(*sys.modules)"], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return set(done.stdout.split())


@pytest.mark.parametrize(
    "line", ["import minidl.teach", "from minidl.teach import check, fact, grade, hint, solution"]
)
def test_no_picture_is_loaded_before_it_is_asked_for(line):
    loaded = loaded_by(line)
    assert loaded & HEAVY == set()
    assert {
        name for name in loaded if name.startswith("minidl.teach.lessons.nb") and name.count(".") > 3
    } == set()


def test_a_check_loads_the_exercises_of_its_lesson_alone():
    loaded = loaded_by('from minidl.teach import check\ncheck("11.2", ...)')
    assert {
        name for name in loaded if name.startswith("minidl.teach.lessons.nb") and name.count(".") > 3
    } == {"minidl.teach.lessons.nb11.exercises"}
    assert "matplotlib.pyplot" not in loaded


@pytest.mark.parametrize("path", sorted(TEACH.rglob("*.py")), ids=lambda path: str(path.relative_to(TEACH)))
def test_imports_point_one_way(path):
    """kit <- lessons: the kit knows no lesson, and a lesson leaves its room for the kit and other lessons' OFFERS only."""
    inside = path.relative_to(TEACH).parts[0]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            wanted = ("." * node.level) + (node.module or "")
            if inside == "kit":
                assert "lessons" not in wanted, f"{path.name}: {wanted}"
            if inside == "lessons":
                assert "site" not in wanted.split(".") and "lab" not in wanted.split("."), wanted


def test_nothing_of_the_framework_imports_the_classroom():
    for path in TEACH.parent.rglob("*.py"):
        if TEACH not in path.parents:
            assert "teach" not in {
                part
                for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
                if isinstance(node, ast.Import | ast.ImportFrom)
                for name in [getattr(node, "module", None) or "", *(alias.name for alias in node.names)]
                for part in name.split(".")
            }, path.name
