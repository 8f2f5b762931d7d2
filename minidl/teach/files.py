"""Scripts and styles of widgets: each must stand alone, also on a static page, so nothing is imported."""

from pathlib import Path


def joined(folder: Path, *names: str) -> str:
    """Files of a folder as one text, one behind the other."""
    return "\n".join((folder / name).read_text(encoding="utf-8") for name in names)
