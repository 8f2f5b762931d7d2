"""What the repository promises about itself: its packages, its files, its commands."""

import contextlib
import json
import os
import platform
import random
import re
import shutil
import subprocess
import sys
import tomllib
from importlib.metadata import PackageNotFoundError, metadata, version
from pathlib import Path

import numpy as np
import pytest
import yaml
from hypothesis import settings
from packaging.requirements import Requirement
from packaging.specifiers import Specifier, SpecifierSet
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


def test_every_pinned_package_runs_on_the_oldest_python():
    """Also on Debian 12's 3.11.2: pip picks no other version than the pinned one."""
    oldest, looked_at = str(Specifier(PROJECT["requires-python"]).version) + ".0", 0
    for name in pins():
        with contextlib.suppress(PackageNotFoundError):  # of JupyterLite's, which only `make lite` installs
            needs = SpecifierSet(metadata(name)["Requires-Python"] or "")
            assert needs.contains(oldest), f"{name} {version(name)} needs Python {needs}"
            looked_at += 1
    assert looked_at > 100


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
    for command in (
        r"make lab",
        r"make test",
        r"-m venv \.venv",
        r'-m pip install -c constraints\.txt -e "\.\[course(,test)?\]"',
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
