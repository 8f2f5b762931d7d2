"""The first cell of notebook 00, in Pythons in which something is wrong: a sentence, a way out, never a traceback."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from minidl.teach.lessons.nb00.dot import NO_DOT, BlueDot

ROOT = Path(__file__).parents[4]
(NOTEBOOK,) = (ROOT / "notebooks").glob("00-*.ipynb")
FIRST = next(c.source for c in nbformat.read(NOTEBOOK, as_version=4).cells if c.cell_type == "code")
MENU = "Kernel > Change Kernel > Python 3"
NEEDS = """Requires-Dist: numpy<3,>=2.0
Requires-Dist: anywidget<1,>=0.9.13; extra == "course"
Requires-Dist: jupyterlab<5,>=4.3; extra == "course"
Requires-Dist: pytest>=8; extra == "test"
"""


def run(code, folder, python=(sys.executable, "-I", "-S"), **more):
    """What the first cell prints after `code`, in a Python that has only its standard library."""
    env = {name: value for name, value in os.environ.items() if name not in ("MINIDL_ANSWERS", "PYTHONPATH")}
    folder.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(
        [*python, "-c", f"{code}\n{FIRST}"], cwd=folder, env=env | more, capture_output=True, encoding="utf-8"
    )
    assert done.returncode == 0 and "Traceback" not in done.stdout + done.stderr, done.stderr
    return done.stdout


@pytest.fixture
def stub(tmp_path):
    """Make a folder of installed packages, as pip would list them: `stub(numpy="1.26.4")`."""

    def make(needs=NEEDS, **versions):
        packages = tmp_path / "packages"
        for name, version in {"minidl": "0.1.0", **versions}.items():
            info = packages / f"{name}-{version}.dist-info"
            info.mkdir(parents=True)
            text = f"Metadata-Version: 2.4\nName: {name}\nVersion: {version}\n"
            (info / "METADATA").write_text(text + (needs if name == "minidl" else ""))
        return f"import sys; sys.path[:0] = [{str(packages)!r}, {str(ROOT)!r}]"

    return make


def test_no_course_at_all(tmp_path):
    said = run("", tmp_path / "anywhere")
    assert said.startswith("✗ The course's package, minidl, was not found whole.") and "make lab\n" in said
    assert "Without make" in said and said.rstrip().endswith("until it says ✓ they stop with NameError.")


def test_no_course_in_this_python_but_around_the_notebook(tmp_path):
    (tmp_path / "minidl").symlink_to(ROOT / "minidl")
    said = run("", tmp_path / "my")
    assert said.startswith("✗ The course's package, minidl, is not in this Python (/")
    assert MENU in said and said.rstrip().endswith("type: make lab")


def test_another_package_of_that_name(tmp_path):
    (tmp_path / "others/minidl").mkdir(parents=True)
    (tmp_path / "others/minidl/__init__.py").touch()
    for name in ("others", "files"):
        (tmp_path / "files").mkdir(exist_ok=True)
        (tmp_path / "files/minidl.py").touch()
        said = run(f"import sys; sys.path.insert(0, {str(tmp_path / name)!r})", tmp_path / "my")
        assert said.startswith("✗ The course's package, minidl, was not found whole.") and "make lab" in said
        assert "A minidl of your own beside this notebook? Rename it first." in said


def test_an_old_python(tmp_path, stub):
    said = run(stub() + "; sys.version_info = (3, 9, 18)", tmp_path / "my")
    assert re.match(r"✗ This is Python 3\.9 \(/.+\)\. The course needs 3\.11 or newer\.\n", said)
    assert MENU in said and "make lab" in said


@pytest.mark.parametrize("version", ["3.8", "3.9", "3.10"])
def test_a_real_old_python(tmp_path, version):
    python = shutil.which(f"python{version}")
    if not python or subprocess.run([python, "-c", ""], capture_output=True).returncode:
        pytest.skip(f"there is no Python {version}")
    for code in ("", f"import sys; sys.path.insert(0, {str(ROOT)!r})"):
        said = run(code, tmp_path / "my", (python, "-I", "-S"))
        assert said.startswith("✗ ") and "make lab" in said
    assert f"This is Python {version}" in said


@pytest.mark.parametrize(
    ("versions", "words"),
    [
        ({}, "Not installed: numpy, anywidget."),
        ({"numpy": "2.4.6"}, "Not installed: anywidget."),
        ({"anywidget": "0.11.0", "numpy": "1.26.4"}, "numpy 1.26.4 is too old (at least 2.0)."),
        ({"anywidget": "0.9.12", "numpy": "2.0.0rc1"}, "anywidget 0.9.12 is too old (at least 0.9.13)."),
        (
            {"anywidget": "1.0", "numpy": "3.0.1"},
            "numpy 3.0.1 is too new (below 3), anywidget 1.0 is too new",
        ),
        ({"numpy": "1.26.4"}, "Not installed: anywidget. numpy 1.26.4 is too old (at least 2.0)."),
        ({"numpy": "2.0.0", "anywidget": "0.10"}, "Not installed: numpy."),  # listed, but its files are gone
    ],
)
def test_packages_that_are_missing_or_do_not_fit(tmp_path, stub, versions, words):
    said = run(stub(**versions), tmp_path / "my")
    assert said.startswith(f"✗ {words}") and MENU in said and said.rstrip().endswith("type: make lab")


def test_a_damaged_package(tmp_path, stub):
    code = stub(numpy="2.4.6", anywidget="0.11.0")
    numpy = tmp_path / "packages/numpy.py"
    numpy.write_text("raise ImportError('libopenblas is not there\\nand much more')")
    said = run(code, tmp_path / "my")
    assert said.startswith("✗ A package is damaged. ImportError: libopenblas is not there\n")
    assert said.rstrip().endswith("type: make clean, then: make lab (your notebooks stay)")


def test_the_course_on_the_path_but_not_installed(tmp_path):
    said = run(f"import sys; sys.path.insert(0, {str(ROOT)!r})", tmp_path / "my")
    assert said.startswith(
        ("✗ Not installed: numpy.", "✗ Not installed: numpy, ")
    )  # as the Python has others


def test_on_windows_there_is_no_make(tmp_path, stub):
    said = run(stub() + "; sys.platform = 'win32'", tmp_path / "my")
    assert "make lab" not in said and 'what README.md says under "Without make"' in said
    assert "**Without make** (Windows)" in (ROOT / "README.md").read_text(encoding="utf-8")


# --- where the course can run -------------------------------------------------------------------------------


WELL = "✓ Python and its packages are as the course needs them.\n"


def here(folder, **more):
    return run("", folder, (sys.executable,), PYTHONPATH=str(ROOT), **more)


def test_all_is_well(tmp_path):
    folder = tmp_path / "my"
    shutil.copytree(ROOT / "notebooks", folder, ignore=shutil.ignore_patterns("pictures", ".*"))
    said = here(folder)
    assert said.startswith(f"{WELL}✓ Your answers are kept in the folder {folder}/.answers.\n")
    assert "!" not in said and "✗" not in said


def test_answers_that_cannot_be_kept_and_a_notebook_alone(tmp_path):
    (tmp_path / "file").touch()
    said = here(tmp_path / "my", MINIDL_ANSWERS=str(tmp_path / "file/answers"))
    assert said.startswith(
        f"{WELL}! Your answers cannot be kept in {tmp_path}/file/answers (Not a directory)."
    )
    assert "type: MINIDL_MY=~/minidl make lab\n" in said
    assert f"! This notebook is alone in {tmp_path}/my: the other lessons are not here.\n" in said
    said = here(tmp_path / "my", MINIDL_ANSWERS="none")
    assert "! Your answers are forgotten when the kernel stops: MINIDL_ANSWERS is none.\n" in said


def test_a_file_of_a_student_that_hides_a_package(tmp_path):
    """numpy.py beside the notebook: a kernel looks there first."""
    (tmp_path / "numpy.py").write_text("print = 3")
    said = here(tmp_path)
    assert said.startswith("✗ ") and "numpy" in said and f"{tmp_path}/numpy.py" in said


def test_a_module_of_a_student_that_is_named_as_the_course(tmp_path):
    (tmp_path / "minidl").symlink_to(ROOT / "minidl")
    (tmp_path / "my").mkdir()
    (tmp_path / "my/minidl.py").write_text("print = 3")
    said = here(tmp_path / "my")
    assert (
        said.startswith(f"✗ Your file {tmp_path}/my/minidl.py has the name of a package") and "Rename" in said
    )


def test_half_a_copy_of_the_course_beside_the_notebook(tmp_path):
    copy = tmp_path / "minidl/teach/lessons/nb00"
    copy.mkdir(parents=True)
    (tmp_path / "minidl/__init__.py").touch()
    said = here(tmp_path)
    assert (
        said.startswith("✗ The course's package, minidl, was not found whole.") and "Rename it first" in said
    )
    shutil.copy(ROOT / "minidl/teach/lessons/nb00/environment.py", copy)
    said = here(tmp_path)
    assert said.startswith(f"✗ Your folder {tmp_path}/minidl has the name of a package") and "Rename" in said


def test_where_no_widgets_are_shown_the_words_are():
    data, _ = BlueDot()._repr_mimebundle_()
    assert data["text/plain"] == NO_DOT and "make lab" in NO_DOT
    assert "application/vnd.jupyter.widget-view+json" in data


def test_the_cells_after_it_are_calm():
    code = """from IPython.core.interactiveshell import InteractiveShell
import sys
sys.version_info = (3, 9, 18)
shell = InteractiveShell.instance()
for cell in CELLS:
    shell.run_cell(cell)"""
    code = code.replace("CELLS", repr([FIRST, 'predict("00.a")', "LinePicture()"]))
    env = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, encoding="utf-8")
    line = "This cell cannot run yet. First do what the first cell says, then run that cell again.\n"
    assert done.stdout.startswith("✗ This is Python 3.9") and done.stdout.endswith(2 * line)
    assert "Traceback" not in done.stdout + done.stderr
