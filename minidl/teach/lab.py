"""`make lab`: give the student a copy of every notebook, then open JupyterLab on it.

The copies lie in `my/`, beside `notebooks/`, and belong to the student: nothing there is ever
overwritten. When an original has changed since it was copied, its new version arrives beside
the student's.
"""

import hashlib
import json
import os
import sys
from pathlib import Path
from urllib.parse import quote

ROOT = Path(__file__).resolve().parents[2]
CORE = ("01", "02", "06", "11", "12", "16")
RECORD = ".originals.json"  # for each notebook, the hash of the original that was last handed out


def hand_out(originals: Path, mine: Path) -> list[str]:
    """Copy what `mine` does not have yet; return sentences about what the student should know."""
    mine.mkdir(exist_ok=True)
    told = []
    try:
        known = read_record(mine / RECORD)
    except ValueError:
        known = {}
        told.append(f"{mine.name}/{RECORD} was damaged and begun anew; your notebooks are untouched.")

    copied = 0
    for original in sorted(originals.glob("*.ipynb")):
        content = original.read_bytes()
        digest = hashlib.sha256(content).hexdigest()
        copy = mine / original.name
        if not copy.exists():
            write(copy, content)
            copied += 1
        elif known.get(original.name) != digest and not has(mine, content):
            beside = unused_name(mine, original)
            write(beside, content)
            told.append(f"{original.name} has a new version: it is now beside yours as '{beside.name}'.")
        known[original.name] = digest
    if copied:
        told.append(f"{copied} notebook(s) copied into {mine.name}/: they are yours to change.")

    # Last: after an interruption the next call finds the copies, and only the record is behind.
    write(mine / RECORD, json.dumps(known, indent=1).encode())
    return told


def read_record(path: Path) -> dict[str, str]:
    """What was handed out before: nothing without a record, ValueError if it is damaged."""
    if not path.exists():
        return {}
    record = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(record, dict):
        raise ValueError(f"{path} holds no dictionary")
    return record


def has(mine: Path, content: bytes) -> bool:
    """Whether the student has exactly this version already, under whatever name."""
    return any(path.read_bytes() == content for path in mine.glob("*.ipynb"))


def unused_name(mine: Path, original: Path) -> Path:
    """`x (new version).ipynb`, then `x (new version 2).ipynb`, ...: the first that is free."""
    number = 1
    while True:
        note = "new version" if number == 1 else f"new version {number}"
        path = mine / f"{original.stem} ({note}){original.suffix}"
        if not path.exists():
            return path
        number += 1


def write(path: Path, content: bytes) -> None:
    """All or nothing: an interrupted copy must not pass for the student's notebook."""
    temporary = path.with_name(f".{path.name}.tmp")
    temporary.write_bytes(content)
    os.replace(temporary, path)


def first_to_open(mine: Path) -> str:
    """JupyterLab's address of the first core notebook there is, else the first, else the folder."""
    names = [path.name for path in sorted(mine.glob("*.ipynb"), key=lambda path: path.stem)]
    core = [name for name in names if name.split("-")[0] in CORE]
    return "/lab/tree/" + quote((core or names or [""])[0])


def keep_quiet() -> None:
    """Switch off JupyterLab's question about news and its look for updates: both need a network.

    It is written into this environment only; where that is not allowed, the question stays.
    """
    settings = Path(sys.prefix) / "share" / "jupyter" / "lab" / "settings" / "overrides.json"
    if settings.exists():
        return
    quiet = {"fetchNews": "false", "checkForUpdates": False}
    try:
        settings.parent.mkdir(parents=True, exist_ok=True)
        write(settings, json.dumps({"@jupyterlab/apputils-extension:notification": quiet}).encode())
    except OSError:
        pass


def one_thread() -> None:
    """Let the kernels compute with one BLAS thread, unless the caller has said otherwise.

    Networks of this size gain nothing from more, and with thirty students on one server, or a test run
    beside a lesson, waiting threads made a training up to eight times slower.
    """
    for library in ("OPENBLAS", "OMP", "MKL"):
        os.environ.setdefault(f"{library}_NUM_THREADS", "1")


def main(arguments: list[str]) -> None:
    originals, mine = ROOT / "notebooks", ROOT / "my"
    if not originals.is_dir():
        sys.exit(f"There is no folder {originals}: `make lab` works in a checkout of the course.")
    for sentence in hand_out(originals, mine):
        print(sentence, flush=True)
    keep_quiet()
    one_thread()

    from jupyterlab.labapp import main as jupyterlab

    # The caller's arguments come last, so that they win.
    ours = [f"--ServerApp.root_dir={mine}", f"--LabApp.default_url={first_to_open(mine)}"]
    sys.exit(jupyterlab([*ours, *arguments]))


if __name__ == "__main__":
    main(sys.argv[1:])
