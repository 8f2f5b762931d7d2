"""`make lab`: give the student a copy of every notebook, then open JupyterLab on it.

The copies are in `my/`, beside `notebooks/` (or where `--mine FOLDER` or MINIDL_MY says; in `minidl-course/`
if pip has installed the course without a checkout), and belong to the student. They have no outputs, which
would tell the answers, and no cells that exist for tests. A copy that the student has edited or run is never
overwritten: when its original changes, the new version arrives beside it.
"""

import hashlib
import json
import os
import sys
import tempfile
from argparse import ArgumentParser
from importlib.metadata import PackageNotFoundError, files
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from urllib.parse import quote

ROOT = Path(__file__).resolve().parents[2]
NEEDS = (
    "anywidget ipykernel ipywidgets jupyterlab matplotlib mnist1d numpy PIL pooch safetensors sklearn tqdm"
)
RUN_FIRST = "# Run this cell first, each time you open the notebook: Shift+Enter.\n"
RECORD = ".originals.json"  # for each notebook, the hash of the version that was last handed out


def hand_out(originals: Path, mine: Path) -> list[str]:
    """Copy what `mine` does not have yet; return sentences about what the student should know."""
    mine.mkdir(parents=True, exist_ok=True)
    copied, failed = 0, {}
    known, damaged = read_record(mine / RECORD)
    told = [f"{RECORD} was damaged and begun anew; your notebooks are untouched."] if damaged else []

    for original in sorted(path for path in originals.glob("*.ipynb") if path.is_file()):
        copy, last = mine / original.name, known.get(original.name)
        try:
            content = for_student(original.read_bytes())
            version = sources(content)
            if not copy.exists():
                write(copy, content)
                copied += 1
            elif untouched(copy, last):
                write(copy, content)
            elif last != version and not has(mine, version):
                beside = unused_name(mine, original, last)
                write(beside, content)
                told.append(f"{original.name} has a new version: it is now beside yours as '{beside.name}'.")
            known[original.name] = version
        except (OSError, ValueError, KeyError, RecursionError) as error:
            failed[original.name] = getattr(error, "strerror", "") or "the original is damaged"
    if copied:
        told.append(f"{copied} notebook(s) copied into {mine.name}/: they are yours to change.")

    # Last: after an interruption the next call finds the copies, and only the record is behind.
    try:
        write(mine / RECORD, json.dumps(known, indent=1).encode())
    except OSError as error:
        failed[RECORD] = error.strerror
    if failed:
        told.append(f"Not written into {mine.name}/ ({[*failed.values()][-1]}): {', '.join(failed)}.")
    return told


def read_record(path: Path) -> tuple[dict[str, str], bool]:
    """What was handed out before, and whether the record was damaged."""
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
        return (record, False) if isinstance(record, dict) else ({}, True)
    except FileNotFoundError:
        return {}, False
    except (ValueError, RecursionError, OSError):
        return {}, True


def for_student(content: bytes) -> bytes:
    """The notebook without outputs and without the cells that only tests need."""
    notebook = json.loads(content)
    cells = [cell for cell in notebook["cells"] if "test" not in cell["metadata"].get("tags", [])]
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    for n, cell in enumerate(code):
        source = ("" if n else RUN_FIRST) + "".join(cell["source"])
        cell |= {"execution_count": None, "outputs": [], "source": source}
    notebook["cells"] = cells
    notebook["metadata"].pop("widgets", None)
    return (json.dumps(notebook, indent=1, ensure_ascii=False) + "\n").encode()


def sources(content: bytes) -> str:
    """A hash of what is written in the cells, whatever they have put out; '' if it is no notebook."""
    try:
        cells = [[cell["cell_type"], "".join(cell["source"])] for cell in json.loads(content)["cells"]]
    except (ValueError, KeyError, TypeError, RecursionError):
        return ""
    return hashlib.sha256(json.dumps(cells).encode()).hexdigest()


def untouched(copy: Path, known: str | None) -> bool:
    """Whether the student has neither edited nor run it: then nothing is lost if it is replaced."""
    if known is None or not copy.is_file():
        return False
    content = copy.read_bytes()
    if hashlib.sha256(content).hexdigest() == known:  # as it was recorded while copies had outputs
        return True
    return sources(content) == known and not any(c.get("outputs") for c in json.loads(content)["cells"])


def has(mine: Path, version: str) -> bool:
    """Whether the student has this version already, under whatever name."""
    return any(sources(path.read_bytes()) == version for path in mine.glob("*.ipynb") if path.is_file())


def unused_name(mine: Path, original: Path, known: str | None) -> Path:
    """`x (new version).ipynb`, then `x (new version 2).ipynb`, ...: the first that is free or untouched."""
    for number in count(1):
        note = "new version" if number == 1 else f"new version {number}"
        path = mine / f"{original.stem} ({note}){original.suffix}"
        if not path.exists() or untouched(path, known):
            return path


def write(path: Path, content: bytes) -> None:
    """All or nothing, if anything: an interrupted copy must not pass for the student's notebook."""
    temporary = path.with_name(f".{path.name}.tmp")
    if path.is_file() and path.read_bytes() == content:
        return
    try:
        temporary.write_bytes(content)
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


def folder_of_originals() -> Path | None:
    """`notebooks/` of the checkout, or where pip has put those of the wheel."""
    if (ROOT / "notebooks").is_dir():
        return ROOT / "notebooks"
    try:
        return next(
            (Path(file.locate()).parent for file in files("minidl") or () if file.suffix == ".ipynb"), None
        )
    except PackageNotFoundError:
        return None


def folder_for_copies(mine: str | None = None) -> tuple[Path, str]:
    """`mine`, what MINIDL_MY names, `my/` or `minidl-course/`; or a folder in the home and a sentence why."""
    default = ROOT / "my" if (ROOT / "notebooks").is_dir() else "minidl-course"
    wanted = Path(os.path.expanduser(mine or os.environ.get("MINIDL_MY") or default)).absolute()
    for folder in (wanted, Path(os.path.expanduser("~/minidl"))):
        try:
            folder.mkdir(parents=True, exist_ok=True)
            tempfile.TemporaryFile(dir=folder).close()
        except OSError as error:
            if folder == wanted:
                told = f"{wanted} cannot be written ({error.strerror}): --mine FOLDER names another."
        else:
            return folder, "" if folder == wanted else told + f" Your notebooks are in {folder}."
    return (wanted, told) if wanted.is_dir() else sys.exit(told)


def first_to_open(mine: Path) -> str:
    """JupyterLab's address of the first notebook, or of the folder if there is none."""
    names = sorted((path.stem, path.name) for path in mine.glob("*.ipynb") if path.is_file())
    return "/lab/tree/" + (quote(names[0][1]) if names else "")


def our_settings() -> str:
    """Let JupyterLab find `jupyter/` first: this environment's kernel, no questions that need a network, and
    saved pictures. Return a sentence if its own settings must go elsewhere."""
    ours = str(Path(__file__).with_name("jupyter"))
    for name in ("JUPYTER_PATH", "JUPYTER_CONFIG_PATH"):
        os.environ[name] = os.pathsep.join(filter(None, [ours, os.environ.get(name)]))

    # One BLAS thread for a kernel: networks of this size gain nothing from more, and with thirty students on
    # one server, or a test run beside a lesson, waiting threads made a training up to eight times slower.
    for library in ("OPENBLAS", "OMP", "MKL"):
        os.environ.setdefault(f"{library}_NUM_THREADS", "1")

    from jupyter_core.paths import jupyter_config_dir, jupyter_runtime_dir

    try:
        for folder in map(Path, (jupyter_config_dir(), jupyter_runtime_dir())):
            folder.mkdir(parents=True, exist_ok=True)
            tempfile.TemporaryFile(dir=folder).close()
    except OSError as error:
        place = tempfile.mkdtemp(prefix="minidl-")
        for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "IPYTHONDIR", "MPLCONFIGDIR"):
            os.environ[name] = str(Path(place) / name.lower())
        return f"Your home cannot be written ({error.strerror}): JupyterLab keeps its settings in {place}."
    return ""


def main(arguments: list[str]) -> None:
    if absent := [name for name in NEEDS.split() if find_spec(name) is None]:
        sys.exit(f'Not installed: {", ".join(absent)}. Type: make lab   or: pip install "minidl[course]"')
    parser = ArgumentParser("python -m minidl.teach.lab", allow_abbrev=False, add_help=False)
    parser.add_argument("--mine", metavar="FOLDER", help="where your notebooks and answers are kept")
    options, arguments = parser.parse_known_args(arguments)
    originals = folder_of_originals()
    if originals is None:
        sys.exit("This minidl has no notebooks. Clone the course's repository, and type there: make lab")
    mine, trouble = folder_for_copies(options.mine)
    told = [trouble, *hand_out(originals, mine), our_settings()]
    ours = [f"--ServerApp.root_dir={mine}", f"--LabApp.default_url={first_to_open(mine)}"]
    if getattr(os, "geteuid", lambda: 1)() == 0:
        ours.append("--allow-root")
        told.append("You are root: JupyterLab starts with --allow-root.")
    for sentence in filter(None, told):
        print(sentence, flush=True)

    from jupyterlab.labapp import main as jupyterlab

    # The caller's arguments come last, so that they win.
    sys.exit(jupyterlab([*ours, *arguments]))


if __name__ == "__main__":
    main(sys.argv[1:])
