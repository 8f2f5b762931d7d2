"""Scripts and styles of widgets: one text each, since a static page and anywidget import no second file."""

import re
from pathlib import Path

KIT = Path(__file__).parent
IMPORT = re.compile(r'^import \{[^}]*\} from "(\./[^"]+|\.\./[^"]+)";\n', re.M)
EXPORT = re.compile(r"^export (?!default)", re.M)


def script(beside: str, name: str) -> str:
    """A module beside a Python file, behind all that it imports, each once.

    Every file runs in Node by itself; here their `import` lines and the word `export` go, so no name may
    stand in two files of a bundle (a test holds it).
    """
    return "\n".join(_gathered(Path(beside).parent / name, {}).values())


def _gathered(entry: Path, done: dict) -> dict:
    entry = entry.resolve()
    if entry not in done:
        text = entry.read_text(encoding="utf-8")
        done[entry] = ""  # so that a circle ends
        for name in IMPORT.findall(text):
            _gathered(entry.parent / name, done)
        del done[entry]
        done[entry] = EXPORT.sub("", IMPORT.sub("", text))
    return done


def style(beside: str = __file__, *names: str) -> str:
    """The look of all pictures, and style sheets beside a Python file behind it."""
    files = [KIT / "pictures.css", *(Path(beside).parent / name for name in names)]
    return "\n".join(file.read_text(encoding="utf-8") for file in files)
