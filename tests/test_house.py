"""What the repository promises about itself: its packages, its files, its commands."""

import json
import os
import platform
import random
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import numpy as np
import pytest
import yaml
from hypothesis import settings
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version
from threadpoolctl import threadpool_info

import minidl

ROOT = Path(__file__).resolve().parents[1]
LARGE_PICTURES: set[str] = set()  # pictures that may be above 1 MB, by path

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
ENVIRONMENT = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))


def bounds(lines):
    """{package: its bounds} of lines such as 'numpy>=2.0,<3'."""
    requirements = [Requirement(line) for line in lines]
    return {canonicalize_name(r.name): r.specifier for r in requirements}


def declared():
    """{package: bounds} of everything pyproject.toml asks for."""
    extras = PROJECT["optional-dependencies"]
    return bounds(PROJECT["dependencies"] + extras["course"] + extras["test"])


def pins():
    text = (ROOT / "constraints.txt").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    assert all(re.fullmatch(r"[\w.-]+==[\w.]+", line) for line in lines)
    return {canonicalize_name(name): version for name, version in (x.split("==") for x in lines)}


def project_files():
    """Every file that is or would be in git."""
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout
    paths = {name for name in names.decode().split("\0") if name and (ROOT / name).is_file()}
    assert "pyproject.toml" in paths
    return paths


# --- packages ---


def test_environment_yml_has_the_packages_and_bounds_of_pyproject():
    conda = [line for line in ENVIRONMENT["dependencies"] if isinstance(line, str)]
    (pip,) = [part["pip"] for part in ENVIRONMENT["dependencies"] if isinstance(part, dict)]
    assert pip[-1] == "-e ."  # Binder installs only what is listed, and needs minidl too
    environment = bounds(conda + pip[:-1])
    assert str(environment.pop("python")) == PROJECT["requires-python"]
    environment.pop("pip")
    assert environment == declared()
    assert len(conda) + len(pip) - 1 == len(declared()) + 2  # nothing is listed twice
    assert ENVIRONMENT["channels"] == ["conda-forge"]


def test_core_needs_numpy_and_safetensors_alone():
    assert set(bounds(PROJECT["dependencies"])) == {"numpy", "safetensors"}


def test_every_package_has_a_lower_and_an_upper_bound():
    for name, specifier in declared().items():
        assert sorted(s.operator for s in specifier) == ["<", ">="], name


def test_every_package_is_pinned_within_its_bounds():
    pinned = pins()
    for name, specifier in declared().items():
        assert name in pinned, f"constraints.txt does not pin {name}"
        assert Version(pinned[name]) in specifier, f"{name}=={pinned[name]} is not {specifier}"


# --- files ---


def test_no_file_is_above_one_megabyte():
    large = {name for name in project_files() if (ROOT / name).stat().st_size > 1_000_000}
    assert large <= LARGE_PICTURES


def test_no_module_is_above_400_lines():
    lines = {
        path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8").count("\n")
        for path in (ROOT / "minidl").rglob("*.py")
        if ROOT / "minidl" / "teach" not in path.parents
    }
    assert lines
    assert {name: n for name, n in lines.items() if n > 400} == {}


def test_importing_minidl_loads_numpy_and_nothing_else():
    """Not even numpy.random, which takes as long as all of minidl."""
    code = "import sys, numpy; before = set(sys.modules); import minidl; print(*set(sys.modules) - before)"
    command = [sys.executable, "-c", code]
    loaded = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert {name.split(".")[0] for name in loaded.split()} - sys.stdlib_module_names == {"minidl"}


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="about the C library on Linux")
def test_large_arrays_come_from_memory_that_is_reused():
    """Ten times 8 MB would be 20,000 pages, each cleared by the system, if they came from there anew."""
    code = (
        "import minidl, numpy as np, resource\n"
        "faults = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_minflt\n"
        "np.ones(2**21, np.float32)\n"
        "before = faults()\n"
        "for _ in range(10): np.ones(2**21, np.float32)\n"
        "print(faults() - before)"
    )
    command = [sys.executable, "-c", code]
    faults = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert int(faults) < 100


# --- commands ---


def test_the_readme_shows_the_two_commands_and_the_three_lines_without_make():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    (pip_line,) = re.findall(r"-c constraints\.txt -e \S+$", makefile, re.MULTILINE)
    for command in (
        r"make lab",
        r"make test",
        r"-m venv \.venv",
        r"-m pip install " + re.escape(pip_line),
        r"-m minidl\.teach\.lab",
    ):
        assert re.search(rf"{command}(?!\w)", readme), command


def test_property_tests_are_the_same_every_time():
    assert settings().derandomize
    assert settings().deadline is None


def test_each_test_starts_from_the_same_seed():
    assert random.random() == random.Random(0).random()
    assert np.random.random() == np.random.RandomState(0).random()
    assert minidl.generator().random() == np.random.default_rng(0).random()


def test_blas_has_one_thread():
    pools = threadpool_info()
    assert {pool["num_threads"] for pool in pools if pool["user_api"] == "blas"} == {1}


def test_notebooks_are_compared_strictly_and_never_see_optional_data(tmp_path):
    """A small project with our conftest.py, run with the options of `make test`."""
    (tmp_path / "tests").mkdir()
    shutil.copy(ROOT / "tests" / "conftest.py", tmp_path / "tests")
    (tmp_path / "tests" / "test_data.py").write_text(
        "import os\n\ndef test_data():\n    assert os.environ['MINIDL_DATA'] == 'here'\n"
    )
    (tmp_path / "notebooks").mkdir()
    for name, source, output in (
        ("same", "import os; print(os.environ.get('MINIDL_DATA'))", "None\n"),
        ("other", "print(1 + 1)", "3\n"),
    ):
        stream = {"output_type": "stream", "name": "stdout", "text": output}
        cell = {"cell_type": "code", "id": name, "metadata": {}, "source": source}
        cell |= {"execution_count": 1, "outputs": [stream]}
        notebook = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [cell]}
        (tmp_path / "notebooks" / f"{name}.ipynb").write_text(json.dumps(notebook))

    (recipe,) = re.findall(r"-m pytest (.*) \$\(ARGS\)", (ROOT / "Makefile").read_text())
    command = [sys.executable, "-m", "pytest", "--rootdir=.", *recipe.split(), "-n0"]
    result = subprocess.run(
        [*command, "notebooks", "tests"],
        cwd=tmp_path,
        env=os.environ | {"MINIDL_DATA": "here", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )
    assert "FAILED notebooks/other.ipynb::Cell 0" in result.stdout
    assert "1 failed, 2 passed" in result.stdout.splitlines()[-1]
    assert result.returncode == 1


# --- make sets up .venv ---

# Stands for python3: says it is another version or lacks a module, and makes a .venv in no time,
# whose Python notes how often pip ran and may fail at it.
PRETENDED_PYTHON = """#!/bin/sh
if [ "$1" = -c ]; then
    exec "{python}" -c "import sys; {pretend}; exec(sys.argv[1])" "$2"
fi
rm -rf .venv && mkdir -p .venv/bin && echo venv >> log
printf '#!/bin/sh\\necho pip >> log\\nexec test ! -e broken\\n' > .venv/bin/python
chmod +x .venv/bin/python
"""


@pytest.fixture
def make(tmp_path):
    """make(pretend) runs `make setup` in a folder 'a checkout', with a python3 that pretends.

    It returns make's exit code, its words, and what was run: of 'venv' and 'pip'.
    """
    if shutil.which("make") is None or os.name == "nt":
        pytest.skip("needs make")
    checkout = tmp_path / "a checkout"
    checkout.mkdir()
    for name in ("Makefile", "pyproject.toml", "constraints.txt"):
        shutil.copy(ROOT / name, checkout)

    def run(pretend="pass", arguments=("PYTHON=./python",)):
        (checkout / "python").write_text(PRETENDED_PYTHON.format(python=sys.executable, pretend=pretend))
        (checkout / "python").chmod(0o755)
        (checkout / "log").write_text("")
        # `make test` hands its own settings to the make below it: not here.
        names = ("MAKEFLAGS", "MFLAGS", "MAKELEVEL", "MAKEOVERRIDES", "PYTHON", "ARGS")
        env = {name: value for name, value in os.environ.items() if name not in names}
        command = ["make", "setup", *arguments]
        result = subprocess.run(command, cwd=checkout, env=env, capture_output=True, text=True)
        return result.returncode, result.stdout + result.stderr, (checkout / "log").read_text()

    run.checkout = checkout
    return run


def test_make_sets_up_once(make):
    code, words, ran = make()
    assert (code, ran) == (0, "venv\npip\n")
    assert "a minute or two" in words
    assert make()[::2] == (0, "")


def test_make_mends_a_half_made_venv(make):
    (make.checkout / "broken").touch()
    assert make()[0] != 0
    (make.checkout / "broken").unlink()
    assert make()[::2] == (0, "venv\npip\n")
    assert make()[::2] == (0, "")


@pytest.mark.parametrize("name", ["pyproject.toml", "constraints.txt"])
def test_make_updates_when_the_packages_change(make, name):
    make()
    later = (make.checkout / ".venv/.ready").stat().st_mtime + 5
    os.utime(make.checkout / name, (later, later))
    (make.checkout / "broken").touch()
    code, _, ran = make()
    assert code != 0 and ran == "pip\n"
    # The update was interrupted, so nothing of the old .venv is trusted.
    (make.checkout / "broken").unlink()
    assert make()[::2] == (0, "venv\npip\n")


def test_make_renews_a_venv_that_was_moved_or_lost_its_python(make):
    make()
    (make.checkout / ".venv/.ready").write_text("/elsewhere\n")
    assert make()[::2] == (0, "venv\npip\n")
    (make.checkout / ".venv/bin/python").unlink()
    assert make()[::2] == (0, "venv\npip\n")


@pytest.mark.parametrize(
    ("pretend", "arguments", "advice"),
    [
        ("sys.version_info = (3, 9, 2)", ["PYTHON=./python"], "make setup PYTHON=python3.11"),
        ("sys.version_info = (2, 7, 18)", ["PYTHON=./python"], "this is 2.7"),
        ("pass", ["PYTHON=no-such-python"], "make setup PYTHON=python3.11"),
        (
            "sys.modules['ensurepip'] = None",
            ["PYTHON=./python"],
            "package python3-venv (or python3.",
        ),
    ],
)
def test_make_says_what_to_do_about_an_unfit_python(make, pretend, arguments, advice):
    code, words, ran = make(pretend, arguments)
    assert code != 0 and ran == ""
    assert advice in words
    assert not (make.checkout / ".venv").exists()
