"""What a student answered, kept in `.answers/NN.json` beside the notebook, so that it survives a restart.

One file a notebook: {id: {what: value}}, as in {"11.1": {"answers": ["2.33", "2"]}}. The environment
variable MINIDL_ANSWERS names another folder; "none" keeps everything in memory only (for tests).
"""

import json
import os
from pathlib import Path

BESIDE_THE_NOTEBOOK = Path.cwd() / ".answers"  # a kernel starts in its notebook's folder
_in_memory: dict[str, dict] = {}  # notebooks whose file cannot be written, or must not be


def recall(id: str) -> dict:
    """What is kept about `id`: {} if nothing. Says so if the notebook's file had to be set aside."""
    kept, trouble = _read(_notebook(id))
    if trouble:
        print(trouble)
    record = kept.get(id, {})
    return record if isinstance(record, dict) else {}


def remember(id: str, **what) -> str:
    """Keep some values about `id` beside those kept before; return what went wrong, or ''."""
    notebook = _notebook(id)
    kept, trouble = _read(notebook)
    record = kept.get(id)
    kept[id] = (record if isinstance(record, dict) else {}) | what
    path = _path(notebook)
    if path is None or notebook in _in_memory:
        _in_memory[notebook] = kept
        return trouble
    try:
        _write(path, kept)
    except OSError as error:
        _in_memory[notebook] = kept
        trouble = (
            f"Your answers cannot be kept in {path} ({error.strerror}): they last until the kernel stops."
        )
    return trouble


def _notebook(id: str) -> str:
    """'11.2' → '11': the id has the notebook's number in it."""
    number, dot, rest = id.partition(".")
    if not (number.isalnum() and dot and rest):
        raise ValueError(f"an id is the notebook's number, a dot and a name, as in '11.2', not {id!r}")
    return number


def _path(notebook: str) -> Path | None:
    folder = os.environ.get("MINIDL_ANSWERS")
    if folder == "none":
        return None
    return Path(folder or BESIDE_THE_NOTEBOOK) / f"{notebook}.json"


def _read(notebook: str) -> tuple[dict, str]:
    """Everything kept about one notebook, and a sentence if something is wrong with it."""
    path = _path(notebook)
    if path is None or notebook in _in_memory:
        return json.loads(json.dumps(_in_memory.get(notebook, {}))), ""
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        if not isinstance(kept, dict):
            raise ValueError("no dictionary")
        return kept, ""
    except FileNotFoundError:
        return {}, ""
    except OSError as error:
        return {}, f"{path} cannot be read ({error.strerror}): your earlier answers are not shown."
    except (ValueError, RecursionError):  # a half-written file, or not ours
        return {}, _set_aside(path)


def _set_aside(path: Path) -> str:
    number = 1
    while (aside := path.with_suffix(f".damaged{number}.json")).exists():
        number += 1
    try:
        os.replace(path, aside)
    except OSError:
        return f"{path} is damaged: your earlier answers are lost."
    return f"{path.name} was damaged, so it was set aside as {aside.name}; your answers begin anew."


def _write(path: Path, kept: dict) -> None:
    """All or nothing: an interrupted write must not damage what was there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    temporary.write_text(json.dumps(kept, indent=1, ensure_ascii=False), encoding="utf-8")
    os.replace(temporary, path)
