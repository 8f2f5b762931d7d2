"""Python for the pages: Pyodide's files, as scripts."""

import base64
import json
import shutil
import tempfile
from pathlib import Path

from ..anywhere import runtime

HERE = Path(__file__).parent
UNUSED = {
    "jedi",
    "parso",
    "micropip",
    "ssl",
    "openssl",
}  # by a page, which completes no names and asks no address


def add(folder: Path) -> None:
    """Make `python/` in the pages' folder anew: each file NAME as NAME.js."""
    shutil.rmtree(folder / "python", ignore_errors=True)
    (folder / "python").mkdir(parents=True)
    with tempfile.TemporaryDirectory() as place:
        found = Path(place, "pyodide")
        runtime.collect(found)
        names = needed(found / runtime.LOCK)
        for name in names:
            write(folder, f"python/{name}", packed((found / name).read_bytes()))
    write(folder, "python/list", json.dumps(names))
    write(folder, "python/worker", (HERE / "worker.js").read_text(encoding="utf-8"))


def needed(lock: Path) -> list[str]:
    """The files that a page loads; the lock file forgets all others."""
    content = json.loads(lock.read_text(encoding="utf-8"))
    packages = {name: one for name, one in content["packages"].items() if name not in UNUSED}
    for one in packages.values():
        one["depends"] = [name for name in one["depends"] if name not in UNUSED]
    lock.write_text(json.dumps(content | {"packages": packages}), encoding="utf-8")
    core = ["pyodide.asm.js", "pyodide.js", "pyodide.asm.wasm", "python_stdlib.zip", runtime.LOCK]
    return core + [one["file_name"] for one in packages.values()]


def packed(content: bytes) -> str:
    return base64.b64encode(content).decode()


def write(folder: Path, name: str, text: str) -> None:
    """A file beside the pages, as a script: a page that is opened by double click can load nothing else."""
    (folder / f"{name}.js").write_text(f'minidlFile("{name}", {json.dumps(text)});', encoding="ascii")
