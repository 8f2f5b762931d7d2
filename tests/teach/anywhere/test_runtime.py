"""Pyodide's files are the official ones or none; the lock file speaks of exactly what lies beside it."""

import hashlib
import json
import zipfile
from itertools import pairwise
from pathlib import Path

import pooch
import pytest

from minidl.teach.anywhere import runtime


def sha256(content):
    return hashlib.sha256(content).hexdigest()


def write_wheel(folder, name, needs=()):
    """A wheel with one module."""
    path = folder / f"{name}-1.0-py3-none-any.whl"
    lines = [f"Name: {name}", "Version: 1.0", *(f"Requires-Dist: {need}" for need in needs)]
    with zipfile.ZipFile(path, "w") as wheel:
        wheel.writestr(f"{name}/__init__.py", "")
        wheel.writestr(f"{name}-1.0.dist-info/METADATA", "\n".join(lines))
    return path


@pytest.fixture
def pyodide(tmp_path, monkeypatch):
    """A small Pyodide: NumPy, what the kernel asks for, and a package that nobody needs."""
    folder, packages = tmp_path / "pyodide", {}
    folder.mkdir()
    for name, depends in {
        "numpy": [],
        "Pillow": ["numpy"],
        "ipython": [],
        "micropip": [],
        "unused": [],
    }.items():
        content = f"the wheel of {name}".encode()
        (folder / f"{name}.whl").write_bytes(content)
        entry = {"name": name, "file_name": f"{name}.whl", "sha256": sha256(content), "depends": depends}
        packages[name.lower()] = entry | {"imports": [name]}
    lock = {"info": {"python": "3.12.7"}, "packages": packages}
    core = {name: f"this is {name}".encode() for name in runtime.CORE}
    core[runtime.LOCK] = json.dumps(lock).encode()
    for name, content in core.items():
        (folder / name).write_bytes(content)
    monkeypatch.setattr(runtime, "CORE", {name: sha256(content) for name, content in core.items()})
    monkeypatch.setenv("MINIDL_PYODIDE", str(folder))
    return folder


@pytest.fixture(autouse=True)
def pip(monkeypatch):
    """pip, asked for wheels, writes small ones: no network in tests."""

    def pretend(command, *arguments):
        folder = Path(next(b for a, b in pairwise(arguments) if a in ("-d", "--wheel-dir")))
        if command == "wheel":
            write_wheel(folder, "minidl", ["numpy>=2"])
        else:
            write_wheel(folder, "anywidget", ["psygnal>=0.8", 'tests; extra == "dev"'])
            write_wheel(folder, "psygnal")

    monkeypatch.setattr(runtime, "pip", pretend)


def test_the_lock_file_speaks_of_what_lies_beside_it(pyodide, tmp_path):
    runtime.collect(tmp_path / "out")
    files = {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()}
    packages = json.loads(files.pop(runtime.LOCK))["packages"]
    assert {entry["file_name"] for entry in packages.values()} | runtime.CORE.keys() - {
        runtime.LOCK
    } == files.keys()
    assert set(packages) == {"numpy", "pillow", "ipython", "micropip", "minidl", "anywidget", "psygnal"}
    for name, entry in packages.items():
        assert entry["sha256"] == sha256(files[entry["file_name"]]), name
        assert {*entry["depends"]} <= packages.keys(), name
    # `import minidl` loads the course, as far as it is there.
    assert packages["minidl"]["imports"] == ["minidl"]
    assert {*packages["minidl"]["depends"]} == {"numpy", "pillow", "anywidget"}
    assert packages["anywidget"]["depends"] == ["psygnal"]


def test_an_earlier_folder_is_replaced(pyodide, tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out/old.whl").write_text("")
    runtime.collect(tmp_path / "out")
    assert not (tmp_path / "out/old.whl").exists()


@pytest.mark.parametrize("name", [*runtime.CORE, "numpy.whl"])
def test_another_file_is_refused(name, pyodide, tmp_path):
    with (pyodide / name).open("ab") as file:
        file.write(b"x")
    with pytest.raises(SystemExit, match=f"{name} is not Pyodide 0.27.7's: its sha256 differs"):
        runtime.collect(tmp_path / "out")


@pytest.mark.parametrize("name", ["pyodide.js", "numpy.whl"])
def test_a_missing_file_is_named(name, pyodide, tmp_path):
    (pyodide / name).unlink()
    with pytest.raises(SystemExit, match=f"there is no {name}"):
        runtime.collect(tmp_path / "out")


def test_without_a_folder_they_are_fetched_once_and_checked(pyodide, tmp_path, monkeypatch):
    monkeypatch.delenv("MINIDL_PYODIDE")
    monkeypatch.setattr(pooch, "os_cache", lambda project: tmp_path / "cache")
    monkeypatch.setattr(runtime, "ADDRESS", "http://pyodide.example/{version}/")
    asked = []

    def fetch(self, url, output, pooch):
        asked.append(url)
        Path(output).write_bytes((pyodide / url.split("/")[-1]).read_bytes())

    monkeypatch.setattr(pooch.HTTPDownloader, "__call__", fetch)
    runtime.collect(tmp_path / "out")
    assert "http://pyodide.example/0.27.7/numpy.whl" in asked and len(asked) == len({*asked})
    before = len(asked)
    runtime.collect(tmp_path / "out")
    assert len(asked) == before

    (tmp_path / "cache/pyodide-0.27.7/numpy.whl").unlink()
    (pyodide / "numpy.whl").write_bytes(b"another")
    with pytest.raises(SystemExit, match=r"(?s)numpy.whl.*MINIDL_PYODIDE=FOLDER"):
        runtime.collect(tmp_path / "out")


def test_without_a_network_a_sentence_says_what_to_do(pyodide, tmp_path, monkeypatch):
    monkeypatch.delenv("MINIDL_PYODIDE")
    monkeypatch.setattr(pooch, "os_cache", lambda project: tmp_path / "cache")

    def fail(*arguments, **options):
        raise ConnectionError("no network")

    monkeypatch.setattr(pooch.HTTPDownloader, "__call__", fail)
    with pytest.raises(SystemExit, match=r"(?s)no network.*MINIDL_PYODIDE=FOLDER"):
        runtime.collect(tmp_path / "out")
