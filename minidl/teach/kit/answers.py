"""What a student answered, kept in `.answers/NN.json` beside the notebook, so that it survives a restart.

One file a notebook: {id: {field: value}}, as in {"11.1": {"answers": ["2.33", "2"], "attempts": 2}}. No
answer is ever lost: each change is noted in memory first, is merged into what is on disk now, and waits
there while the file cannot be read or written. What is damaged is set aside, never written over.
The environment variable MINIDL_ANSWERS names another folder; "none" keeps everything in memory only.
"""

import atexit
import json
import os
import sys
import threading
import time
import uuid
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from itertools import takewhile
from pathlib import Path
from types import SimpleNamespace

from ...machine import IN_A_BROWSER

fcntl = msvcrt = None  # Linux and macOS have the first, Windows the second, a browser none
if not IN_A_BROWSER:  # where JupyterLite has an empty fcntl
    with suppress(ImportError):
        import fcntl
    with suppress(ImportError):
        import msvcrt

# `answers` and their `reasons`, the first one first; `diagnoses`, the names of the wrong rules met, in order;
# `hints`, the highest that was seen; `times`, first, last and passed, for a class report.
KINDS = dict.fromkeys(("answers", "reasons", "diagnoses"), list) | dict.fromkeys(("attempts", "hints"), int)
KINDS |= {"passed": bool, "solution_seen": bool, "times": dict}
ONE_MORE = {"answer": "answers", "reason": "reasons", "diagnosis": "diagnoses", "attempt": "attempts"}
SECONDS = 5.0  # to wait for another kernel


def _start() -> Path:
    """The folder in which the kernel began, the notebook's, whatever the student has done since."""
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    return Path(getattr(shell, "starting_dir", ".")).absolute()


BESIDE_THE_NOTEBOOK = _start() / ".answers"
# Of each file: what it held when last `seen`, and the changes that are `waiting` to be written.
_in_memory: dict[str, SimpleNamespace] = {}
_one_thread = threading.RLock()  # widgets answer in a thread of their own


def recall(id: str) -> dict:
    """What is kept about `id`: {} if nothing. Says so if the notebook's file is damaged or unreadable."""
    with _one_thread:
        kept = _of(id)
        if trouble := _exchange(kept):
            print(trouble)
        return {name: value for name, value in _changed(kept).get(str(id), {}).items() if name != "times"}


def remember(id: str, **fields) -> str:
    """Keep something about `id`; return what went wrong, or ''.

    `answer`, `reason`, `diagnosis` and `attempt` (1) add one more to their lists or count. Of the counts
    `attempts` and `hints` the larger wins; `passed` and `solution_seen` stay True. Lists given whole lose
    nothing that was kept before. Any other field replaces the value that was kept.
    """
    with _one_thread:
        kept = _of(id)
        fields["now"] = datetime.now(UTC).isoformat("T", "seconds")
        _merge(alone := {}, dict(fields))
        if wrong := [name for name, value in alone.items() if not _fits(name, value)]:
            raise TypeError(f"remember({id!r}): {wrong} got values of another kind than {KINDS}")
        kept.waiting.append((str(id), fields))
        return _exchange(kept)


# --- merging --------------------------------------------------------------------------------------------


def _changed(kept: SimpleNamespace) -> dict:
    """What is kept, with the waiting changes."""
    everything = json.loads(json.dumps(kept.seen))
    for id, fields in kept.waiting:
        _merge(everything.setdefault(id, {}), dict(fields))
    return everything


def _merge(record: dict, fields: dict) -> None:
    now = fields.pop("now")
    times = record.setdefault("times", {})
    times |= {"first": times.get("first", now), "last": now}
    for name, value in fields.items():
        whole = ONE_MORE.get(name, name)
        old = record.get(whole)
        if name == "attempt":
            record[whole] = (old or 0) + value
        elif name in ONE_MORE:
            record[whole] = [*(old or []), *([value] if value != "" else [])]
        elif old is None or KINDS.get(name) not in (list, int, bool):
            record[name] = value
        elif isinstance(old, list):
            known = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(old, value)))
            record[name] = old + value[known:]
        else:
            record[name] = max(old, value)
    if fields.get("passed"):
        times.setdefault("passed", now)


def _sound(found, notebook: str) -> dict:
    """Of what a file held, all that can be ours."""
    sound = {}
    for id, record in found.items() if isinstance(found, dict) else ():
        if id.startswith(f"{notebook}.") and _fits(id, id) and isinstance(record, dict):
            sound[id] = {name: value for name, value in record.items() if _fits(name, value)}
    return sound


def _fits(name: str, value) -> bool:
    """Whether a field has the values of its kind, none of them nested, and all such as a page can be sent."""
    kind = KINDS.get(name, type(value))
    parts = list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else [value]
    if not all(isinstance(part, str | int | float | None) for part in parts):
        return False
    try:
        json.dumps([name, *parts], ensure_ascii=False, allow_nan=False).encode()
    except ValueError:  # half a letter, or not a number
        return False
    return type(value) is kind and not (kind is int and value < 0)


# --- reading and writing --------------------------------------------------------------------------------


def _of(id: str) -> SimpleNamespace:
    """'11.2' → what is known of the file 11.json: the id has the notebook's number in it."""
    number, dot, rest = str(id).partition(".")
    if not (number.isalnum() and dot and rest.isprintable() and rest):
        raise ValueError(f"an id is the notebook's number, a dot and a name, as in '11.2', not {id!r}")
    folder = os.environ.get("MINIDL_ANSWERS") or BESIDE_THE_NOTEBOOK
    path = None if folder == "none" else BESIDE_THE_NOTEBOOK.parent / folder / f"{number}.json"
    return _in_memory.setdefault(str(path or number), SimpleNamespace(path=path, seen={}, waiting=[]))


def _exchange(kept: SimpleNamespace) -> str:
    """Read what is on disk now and write what waits; a sentence if that cannot be done."""
    if kept.path is None:
        kept.seen, kept.waiting = _changed(kept), []
        return ""
    try:
        path = Path(os.path.realpath(kept.path))  # a link stays a link
        if not kept.waiting and not path.exists():
            kept.seen = {}
            return ""
        path.parent.mkdir(parents=True, exist_ok=True)
        with _alone(path) as alone:
            kept.seen, trouble = _read(path, kept.path.stem)
            if kept.waiting:
                changed = _changed(kept)
                _write(path, changed, alone)
                kept.seen, kept.waiting = changed, []
            return trouble
    except OSError as error:
        unkept = f"Your answers cannot be kept in {kept.path} now, but the next answer tries again."
        unread = f"{kept.path} cannot be read now: earlier answers may be missing here."
        return f"{unkept if kept.waiting else unread} ({error.strerror or error})"


atexit.register(lambda: [_exchange(kept) for kept in _in_memory.values() if kept.waiting])


def _read(path: Path, notebook: str) -> tuple[dict, str]:
    """What is kept about one notebook; what is not sound is set aside first, and a sentence says so."""
    content = path.read_bytes() if path.exists() else b"{}"
    found = None
    with suppress(ValueError, RecursionError):  # a half-written file, or not ours
        found = json.loads(content)
    sound = _sound(found, notebook)
    if sound == found:
        return sound, ""
    number = 1
    while (aside := path.with_suffix(f".damaged{number}.json")).exists():
        number += 1
    aside.write_bytes(content)
    _write(path, sound, False)
    rest = "what could be read is still here." if sound else "your answers begin anew."
    return sound, f"{path.name} was damaged, so it was set aside as {aside.name}; {rest}"


def _write(path: Path, kept: dict, alone: bool) -> None:
    """All or nothing: an interrupted write must not damage what was there."""
    if alone:  # then a file of a writer that was killed is nobody's
        for leftover in path.parent.glob(f".{path.name}.*.tmp"):
            leftover.unlink(missing_ok=True)
    temporary = path.with_name(f".{path.name}.{uuid.uuid4().hex}.tmp")
    try:
        with temporary.open("x", encoding="utf-8") as file:
            file.write(json.dumps(kept, indent=1))
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            os.chmod(temporary, path.stat().st_mode)
        os.replace(temporary, path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


@contextmanager
def _alone(path: Path):
    """One kernel at a time, where files can be locked: a killed kernel lets go by itself. Gives whether."""
    place, mode = (path.parent, os.O_RDONLY) if fcntl else (path.with_name(".lock"), os.O_RDWR | os.O_CREAT)
    file = os.open(place, mode) if fcntl or msvcrt else None
    try:
        yield file is not None and _locks(file)
    finally:
        if file is not None:
            os.close(file)


def _locks(file: int) -> bool:
    how, end = fcntl.LOCK_EX | fcntl.LOCK_NB if fcntl else msvcrt.LK_NBLCK, time.monotonic() + SECONDS
    while True:
        try:
            fcntl.flock(file, how) if fcntl else msvcrt.locking(file, how, 1)
            return True
        except (BlockingIOError, PermissionError):
            if time.monotonic() > end:
                raise TimeoutError("another kernel is writing it") from None
            time.sleep(0.003)
        except OSError:  # a network's disk may lock nothing
            return False
