"""`make` sets up .venv, and never throws away one that works.

A python3 that pretends makes a .venv in no time. Its Python notes what pip was asked for, and files in the checkout
say what goes wrong: 'offline', 'full', 'killed' (pip), 'incomplete' (what the course imports is not there).
"""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from minidl.teach import lab

ROOT = Path(__file__).resolve().parents[1]
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")

PRETENDED_PYTHON = """#!/bin/sh
if [ "$1" = -c ]; then
    exec "{python}" -c "import sys; {pretend}; exec(sys.argv[1])" "$2"
fi
[ "$3" = --clear ] && rm -rf .venv
mkdir -p .venv/bin && echo "$2" "$3" >> log && cp pretended .venv/bin/python && touch .venv/with-pip
"""

PRETENDED_VENV = """#!/bin/sh
case "$*" in
"-c ") exit 0 ;;
"-c import pip") exec test -e .venv/with-pip ;;
*_base_executable*) echo ./python; exit 0 ;;
*find_spec*) exec test -e .venv/with-pip -a ! -e removed ;;
*distributions*) echo anywidget; exit 0 ;;
*"-m pip"*anywidget*) echo repaired >> log; rm -f incomplete; exit 0 ;;
*anywidget*) [ ! -e incomplete ] || { echo "No module named 'anywidget'" >&2; exit 1; }; exit 0 ;;
*setuptools*) exit 0 ;;
*"-m pip"*) ;;
*) exec "{python}" "$@" ;;
esac
case "$*" in
*--no-index*) echo moved >> log; exit 0 ;;
*) echo pip "$*" | sed 's/-m.*-e//' >> log ;;
esac
[ ! -e offline ] || { echo "ERROR: No matching version (from versions: none)" >&2; exit 1; }
[ ! -e full ] || { echo "ERROR: [Errno 28] No space left on device" >&2; exit 1; }
[ ! -e broken ] || { echo "ERROR: a strange thing" >&2; exit 1; }
[ ! -e killed ] || kill -9 $(ps -o ppid= -p $PPID) $PPID
exit 0
"""


PRETENDED_UV = """#!/bin/sh
[ -e with-uv ] || exit 1
echo uv "$*" | sed 's/pip install.*-e//' >> log
"""


@pytest.fixture
def make(tmp_path):
    """make("lab") runs it in a checkout with a python3 that pretends; returns code, words and what was run."""
    if shutil.which("make") is None or os.name == "nt":
        pytest.skip("needs make")
    checkout = tmp_path / "Übung mit äö"
    checkout.mkdir()
    for name in ("pyproject.toml", "constraints.txt"):
        shutil.copy(ROOT / name, checkout)
    # What a target does when everything is ready is not tested here.
    (checkout / "Makefile").write_text(
        re.sub(r"^\t@(\$\(ONE_THREAD\) )?\$\(PY\).*", "\t@echo opened", MAKEFILE, flags=re.M)
    )

    def run(goal="setup", pretend="pass", arguments=("PYTHON=./python",)):
        here = run.checkout
        (here / "python").write_text(PRETENDED_PYTHON.format(python=sys.executable, pretend=pretend))
        (here / "python").chmod(0o755)
        (here / "pretended").write_text(PRETENDED_VENV.replace("{python}", sys.executable))
        (here / "pretended").chmod(0o755)
        (here / "bin").mkdir(exist_ok=True)
        (here / "bin/uv").write_text(PRETENDED_UV)
        (here / "bin/uv").chmod(0o755)
        (here / "log").write_text("")
        # `make test` hands its own settings to the make below it: not here.
        names = ("MAKEFLAGS", "MFLAGS", "MAKELEVEL", "MAKEOVERRIDES", "PYTHON", "ARGS")
        env = {name: value for name, value in os.environ.items() if name not in names}
        env["PATH"] = f"{here / 'bin'}{os.pathsep}{env['PATH']}"
        result = subprocess.run(["make", goal, *arguments], cwd=here, env=env, capture_output=True, text=True)
        return result.returncode, result.stdout + result.stderr, (here / "log").read_text().split("\n")[:-1]

    def change(name="constraints.txt"):
        """A `git pull` brings other packages, with whatever times."""
        path = run.checkout / name
        path.write_text(path.read_text() + "\n# newer\n")
        os.utime(path, (0, 0))

    run.checkout, run.change = checkout, change
    return run


COURSE, ALL = "pip  .[course]", "pip  .[course,test]"
ANEW = "venv --clear"


def test_it_sets_up_once_and_says_how_long_and_how_much(make):
    code, words, ran = make("lab")
    assert (code, ran) == (0, [ANEW, COURSE])
    assert "a few minutes and about 1 GB" in words and "opened" in words
    assert make("lab") == (0, "opened\n", [])
    assert (make.checkout / ".venv/.ready").read_text().startswith(str(make.checkout.resolve()) + "\n")


def test_only_tests_get_the_tools_for_tests(make):
    make("lab")
    assert make("lint")[::2] == (0, [ALL])
    assert make("lint")[::2] == (0, []) and make("lab")[::2] == (0, [])
    make.change()
    assert make("lab")[::2] == (0, [COURSE])
    assert make("test")[::2] == (0, [ALL])


def test_uv_is_used_where_it_is_there_and_pip_where_it_fails(make):
    (make.checkout / "with-uv").touch()
    assert make("lab")[::2] == (
        0,
        [
            ANEW,
            "uv pip install -q --python .venv/bin/python -c constraints.txt setuptools>=77",
            "uv  .[course]",
        ],
    )
    (make.checkout / "with-uv").unlink()
    make.change()
    assert make("lab")[::2] == (0, [COURSE])


@pytest.mark.parametrize("name", ["pyproject.toml", "constraints.txt"])
def test_it_updates_when_the_packages_change_whatever_the_times_say(make, name):
    make()
    os.utime(make.checkout / name, (2e9, 2e9))
    assert make()[::2] == (0, [])
    make.change(name)
    assert make()[::2] == (0, [COURSE])
    assert make()[::2] == (0, [])


@pytest.mark.parametrize(
    ("trouble", "word"),
    [("offline", "No network"), ("full", "The disk is full"), ("broken", "strange thing")],
)
def test_a_failed_update_goes_on_with_what_is_there_each_time(make, trouble, word):
    make("lab")
    kept = make.checkout / ".venv/kept"
    kept.touch()
    make.change()
    (make.checkout / trouble).touch()
    for _ in range(3):
        code, words, ran = make("lab")
        assert (code, ran) == (0, [COURSE])
        assert word in words and "going on with the packages you have" in words and "opened" in words
    (make.checkout / trouble).unlink()
    assert make("lab")[::2] == (0, [COURSE])
    assert make("lab")[::2] == (0, [])
    assert kept.exists()


def test_a_killed_update_is_repeated(make):
    make("lab")
    make.change()
    (make.checkout / "killed").touch()
    assert make("lab")[0] != 0
    (make.checkout / "killed").unlink()
    (make.checkout / "offline").touch()
    assert "opened" in make("lab")[1]
    (make.checkout / "offline").unlink()
    assert make("lab")[::2] == (0, [COURSE])
    assert make("lab")[::2] == (0, [])


def test_a_killed_update_is_repeated_even_if_the_change_is_taken_back(make):
    make("lab")
    before = (make.checkout / "constraints.txt").read_bytes()
    make.change()
    (make.checkout / "killed").touch()
    make("lab")
    (make.checkout / "killed").unlink()
    (make.checkout / "constraints.txt").write_bytes(before)
    assert make("lab")[::2] == (0, [COURSE])


def test_half_an_update_is_repaired(make):
    make("lab")
    make.change()
    (make.checkout / "incomplete").touch()
    code, words, ran = make("lab")
    assert (code, ran) == (0, [COURSE, "repaired"]) and "opened" in words
    assert not (make.checkout / "incomplete").exists()


def test_a_package_that_was_removed_is_installed_again(make):
    make("lab")
    (make.checkout / "removed").touch()
    assert make("lab")[::2] == (0, [COURSE])


def test_half_an_update_without_a_network_says_what_is_missing_and_keeps_the_rest(make):
    make("lab")
    make.change()
    for name in ("offline", "incomplete", ".venv/.unfinished"):
        (make.checkout / name).touch()
    code, words, ran = make("lab")
    assert code != 0 and ran == [COURSE] and "opened" not in words
    assert (
        "No network" in words and "No module named 'anywidget'" in words and "type again: make lab" in words
    )
    assert (make.checkout / ".venv/bin/python").exists()


@pytest.mark.parametrize("trouble", ["offline", "killed"])
def test_a_first_set_up_that_failed_can_be_repeated_and_goes_on(make, trouble):
    (make.checkout / trouble).touch()
    (make.checkout / "incomplete").touch()
    assert make("lab")[0] != 0
    for name in (trouble, "incomplete"):
        (make.checkout / name).unlink()
    assert make("lab")[::2] == (0, [COURSE])
    assert make("lab")[::2] == (0, [])


def test_a_set_up_that_was_stopped_before_pip_was_there(make):
    (make.checkout / "killed").touch()
    make("lab")
    (make.checkout / "killed").unlink()
    (make.checkout / ".venv/with-pip").unlink()
    assert make("lab")[::2] == (0, ["venv .venv", COURSE])


def test_a_venv_that_was_made_by_hand_is_used(make):
    make("lab")
    (make.checkout / ".venv/.ready").unlink()
    (make.checkout / "offline").touch()
    code, words, ran = make("lab")
    assert (code, ran) == (0, [COURSE]) and "going on" in words and "opened" in words


def test_a_venv_that_was_moved_is_adapted_without_a_network(make):
    make("lab")
    script = make.checkout / ".venv/bin/jupyter"
    script.write_text(f"#!{make.checkout.resolve()}/.venv/bin/python\n")
    new = make.checkout.with_name("ein anderer Ort")
    make.checkout.rename(new)
    make.checkout = new
    (new / "offline").touch()
    code, words, ran = make("lab")
    assert (code, ran) == (0, ["moved"]) and "moved" in words and "opened" in words
    assert (new / ".venv/bin/jupyter").read_text() == f"#!{new.resolve()}/.venv/bin/python\n"
    assert make("lab") == (0, "opened\n", [])


def test_a_venv_that_has_lost_its_python_is_made_anew(make):
    make("lab")
    (make.checkout / ".venv/bin/python").unlink()
    (make.checkout / ".venv/bin/python").symlink_to("/no/such/python3")
    assert make("lab")[::2] == (0, [ANEW, COURSE])


@pytest.mark.parametrize(
    ("pretend", "arguments", "advice"),
    [
        ("sys.version_info = (3, 9, 2)", ["PYTHON=./python"], "make setup PYTHON=python3.11"),
        ("sys.version_info = (2, 7, 18)", ["PYTHON=./python"], "this is 2.7"),
        ("pass", ["PYTHON=no-such-python"], "make setup PYTHON=python3.11"),
        ("sys.modules['ensurepip'] = None", ["PYTHON=./python"], "package python3-venv (or python3."),
    ],
)
def test_it_says_what_to_do_about_an_unfit_python(make, pretend, arguments, advice):
    code, words, ran = make("setup", pretend, arguments)
    assert code != 0 and ran == []
    assert advice in words
    assert not (make.checkout / ".venv").exists()


def test_what_is_tried_is_what_the_course_asks_for():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    other = {
        "pillow": "PIL",
        "scikit-learn": "sklearn",
        "pytest-xdist": "xdist",
        "pytest-timeout": "pytest_timeout",
        "pyyaml": "yaml",
    }
    other |= {name: "pytest" for name in ("ruff", "playwright", "axe-playwright-python")}  # may be absent
    lines = project["dependencies"] + project["optional-dependencies"]["course"]
    course = {other.get(name, name) for name in (re.match(r"[\w-]+", line)[0] for line in lines)}
    (present,) = re.findall(r'needs = "(.*)"', MAKEFILE)
    assert set(present.split()) == {*lab.NEEDS.split(), "pip"}
    (imports,) = re.findall(r"define IMPORTS\n(.*?)endef", MAKEFILE, re.S)
    tried, with_tests = imports.split('if "test"')
    assert course <= set(re.findall(r"\w+", tried)) and course <= set(lab.NEEDS.split())
    tests = {re.match(r"[\w-]+", line)[0] for line in project["optional-dependencies"]["test"]}
    assert {other.get(name, name) for name in tests} <= set(re.findall(r"\w+", with_tests))
