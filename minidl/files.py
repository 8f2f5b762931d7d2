"""Writing a file whole or not at all: an interrupted write leaves the old one."""

import os
import time
from pathlib import Path

STALE = 3600  # seconds: what a writer that was killed left behind is then nobody's


def write_whole(path: str | os.PathLike, content: bytes) -> None:
    """Write `content` to the file at `path`, which keeps its permissions; a link keeps being one."""
    path = Path(os.path.realpath(path))
    for leftover in path.parent.glob(f"{_literally(path.name)}.{'[0-9a-f]' * 8}.part"):
        if time.time() - leftover.stat().st_mtime > STALE:
            leftover.unlink(missing_ok=True)
    temporary = path.with_name(f"{path.name}.{os.urandom(4).hex()}.part")
    try:
        with open(temporary, "xb") as file:
            file.write(content)
        if path.exists():
            os.chmod(temporary, path.stat().st_mode)
        os.replace(temporary, path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _literally(name):
    return "".join(f"[{letter}]" if letter in "*?[" else letter for letter in name)
