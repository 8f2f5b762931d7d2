"""Pyodide, minidl and what the course needs, in one folder: Python for a browser without a network.

    from minidl.teach.anywhere import runtime

    runtime.collect(folder)

A page (or Node) then needs no other address:

    import { loadPyodide } from "./pyodide/pyodide.mjs"; // or <script src="pyodide/pyodide.js">
    const pyodide = await loadPyodide({ indexURL: "pyodide/" });
    await pyodide.loadPackagesFromImports("import minidl.teach"); // or pyodide.loadPackage("minidl")

Pyodide's files come from the folder that MINIDL_PYODIDE names, or else, once, from Pyodide's address into
the user's cache; each must have the sha256 of Pyodide's own lock file. What the course adds in pure Python
comes by pip, in the versions of constraints.txt. minidl is built from this checkout.
"""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
import zipfile
from email.parser import Parser
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
ADDRESS = "https://cdn.jsdelivr.net/pyodide/v{version}/full/"
TESTED = "0.27.7"
LOCK = "pyodide-lock.json"
# What the lock file cannot vouch for. Of another version than the tested one, no hashes are known here.
CORE = {
    LOCK: "9c45b916001a750f4102fc287494f3eab215909c7535c626a20db80fd6333e2c",
    "pyodide.asm.js": "6b4c90de5b7172873f04f21884d0e9d2274e305fe32116558fe3e4fbe3618d51",
    "pyodide.asm.wasm": "a50dd1843f805a0b7c45b61037ee0d7b26dfe85efe0e18ef95a34ad24e401f5f",
    "pyodide.js": "b4cb23a53aba19c221659b9fb40a2f18281d685691dc06647fb0afd0681baf98",
    "pyodide.mjs": "04c052c815abb0bf2981fa38c2dfa58e3120ee5288c956df2b2a15e301782c5f",
    "python_stdlib.zip": "16611534726e5d8ac2bd8f926410b2dcb8d6f49aa24913463533b457a2115c16",
}
LATER_CORE = [LOCK, "pyodide.asm.mjs", "pyodide.asm.wasm", "pyodide.mjs", "python_stdlib.zip"]
KERNEL = "ipython jedi micropip packaging sqlite3 ssl"  # what a notebook's kernel asks for
# Pure Python, from PyPI.
PURE = "anywidget comm ipywidgets mnist1d psygnal tqdm typing-extensions"
PURE += " certifi charset-normalizer idna requests urllib3"  # mnist1d imports requests


def collect(folder: Path, version: str = TESTED) -> None:
    """Make `folder` anew: Pyodide's core, packages, their lock file, and minidl's wheel.

    What `minidl` depends on in the lock file is the whole course: `import minidl` loads it.
    """
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    tested = version == TESTED
    for name in CORE if tested else LATER_CORE:
        _fetch(name, CORE[name] if tested else None, folder, version)
    lock = json.loads((folder / LOCK).read_text(encoding="utf-8"))
    theirs = lock["packages"]
    wheels = [_built(folder), *_pure(folder, lock["info"]["python"])]
    ours = {entry["name"]: entry for entry in map(_entry, wheels)}

    lock["packages"], wanted = {}, ["minidl", *KERNEL.split(), *PURE.split()]
    while wanted:
        name = _plain(wanted.pop())
        entry = ours.get(name) or theirs.get(name)
        if entry is None or name in lock["packages"]:
            continue
        if name not in ours:
            _fetch(entry["file_name"], entry["sha256"], folder, version)
        entry["depends"] = [on for on in map(_plain, entry["depends"]) if on in ours or on in theirs]
        lock["packages"][name] = entry
        wanted += entry["depends"]
    (folder / LOCK).write_text(json.dumps(lock, indent=1), encoding="utf-8")


def _plain(name: str) -> str:
    """As lock files write a package's name."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _fetch(name: str, sha256: str | None, folder: Path, version: str) -> None:
    """One of Pyodide's files, checked."""
    chosen = os.environ.get("MINIDL_PYODIDE")
    if chosen:
        path = Path(chosen).expanduser() / name
        if not path.is_file():
            sys.exit(
                f"MINIDL_PYODIDE is {chosen}, but there is no {name}. Unset it, and the file is fetched."
            )
        if sha256 and hashlib.sha256(path.read_bytes()).hexdigest() != sha256:
            sys.exit(f"{path} is not Pyodide {version}'s: its sha256 differs. Fetch it again.")
    else:
        import pooch

        cache, address = pooch.os_cache("minidl") / f"pyodide-{version}", ADDRESS.format(version=version)
        try:
            path = Path(pooch.retrieve(address + name, sha256, fname=name, path=cache))
        except (OSError, ValueError) as error:  # no network; another sha256
            sys.exit(f"{address}{name}: {error}\nMINIDL_PYODIDE=FOLDER names a folder with Pyodide's files.")
    shutil.copyfile(path, folder / name)


def _built(folder: Path) -> Path:
    """minidl's wheel, from a copy, since building leaves files behind."""
    with tempfile.TemporaryDirectory() as copy:
        # It asks for no package: the lock file does, and not all of them are within pyproject's bounds.
        about = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
        about = re.sub(
            r"(?ms)^dependencies = .*?^\]$|^\[project.optional-dependencies\].*?(?=^\[)", "", about
        )
        Path(copy, "pyproject.toml").write_text(about, encoding="utf-8")
        shutil.copy(ROOT / "LICENSE", copy)
        shutil.copytree(ROOT / "minidl", Path(copy, "minidl"), ignore=shutil.ignore_patterns("__pycache__"))
        pip("wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", folder, copy)
    (wheel,) = folder.glob("minidl-*.whl")
    return wheel


def _pure(folder: Path, python: str) -> list[Path]:
    """Wheels that run everywhere, in the tested versions."""
    before = set(folder.iterdir())
    everywhere = ("--no-deps", "--only-binary", ":all:", "--platform", "any", "--python-version", python)
    pip("download", *everywhere, "-c", ROOT / "constraints.txt", "-d", folder, *PURE.split())
    return sorted(set(folder.iterdir()) - before)


def pip(*arguments) -> None:
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-input")
    done = subprocess.run([*pip, *map(str, arguments)], capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"pip {arguments[0]}: {done.stderr.strip()}")


def _entry(wheel: Path) -> dict:
    """What the lock file says about a wheel."""
    with zipfile.ZipFile(wheel) as files:
        names = files.namelist()
        (about,) = [name for name in names if re.fullmatch(r"[^/]+\.dist-info/METADATA", name)]
        metadata = Parser().parsestr(files.read(about).decode())
    tops = {name.split("/")[0].removesuffix(".py") for name in names if name.endswith(".py")}
    entry = {"name": _plain(metadata["Name"]), "version": metadata["Version"], "file_name": wheel.name}
    needs = metadata.get_all("Requires-Dist") or []
    if entry["name"] == "minidl":
        project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
        needs = project["dependencies"] + project["optional-dependencies"]["course"]
    return entry | {
        "install_dir": "site",
        "sha256": hashlib.sha256(wheel.read_bytes()).hexdigest(),
        "package_type": "package",
        "imports": sorted(top for top in tops if top.isidentifier()),
        "depends": [re.match(r"[\w.-]+", need)[0] for need in needs if "extra ==" not in need],
        "unvendored_tests": False,
    }
