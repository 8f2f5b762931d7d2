"""The map of the course: what is there, what is done, and what to do next."""

import json
import re
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from urllib.parse import quote

from ...kit import answers, lesson
from ...kit.picture import listed

LAST = 19  # the course has the lessons 00 to 19
NOWHERE = "No answers are kept here (MINIDL_ANSWERS is none), so the map of the course has nothing to show."
HEADS = ("Lesson", "Minutes", "Predicted", "Checks passed", "Ticket right")
LEFT = 'style="text-align: left'


@dataclass
class Row:
    """One lesson: its notebook, and how much of it is done."""

    number: str
    file: str = ""  # "" if it is not in this folder
    title: str = ""
    minutes: str = ""
    counts: dict = field(default_factory=dict)  # {"predictions": (1, 3), ...}: done, and of how many
    begun: bool = False
    last: str = ""  # when something was answered last
    trouble: str = ""

    @property
    def left(self) -> list[str]:
        """What is left: predictions and the ticket; in a lesson without a ticket, its checks."""
        (predicted, predictions), (passed, checks), (right, ticket) = self.counts.values()
        words = [_many(predictions - predicted, "prediction")] if predicted < predictions else []
        words += [_many(checks - passed, "check")] if not ticket and passed < checks else []
        return words + (["the exit ticket"] if right < ticket else [])


def _many(count: int, word: str) -> str:
    return f"{count} {word}{'s' * (count > 1)}"


def course_map(folder: Path | str | None = None) -> None:
    """Show the map of the course, from the notebooks in a folder (here, if none is given) and the answers."""
    from IPython.display import display

    if answers._of("00.a").path is None:
        print(NOWHERE)
        return
    rows = lessons(Path(folder) if folder else answers.BESIDE_THE_NOTEBOOK.parent)
    display({"text/html": _html(rows), "text/plain": _text(rows)}, raw=True)


# --- what is there, and what is done ------------------------------------------------------------------------


def lessons(folder: Path) -> list[Row]:
    """A row for each lesson that has a room."""
    return [_row(number, folder) for number in lesson.numbers()]


def _row(number: str, folder: Path) -> Row:
    row = Row(number)
    found = sorted(folder.glob(f"{number}-*.ipynb"), key=lambda path: (path.stem, path.name))
    if found:  # "x" comes before "x (new version)"
        row.file, card = found[0].name, _card(found[0])
        title, time = (re.search(rule, card, re.M) for rule in (r"^# (.+)", r"^\| \*\*Time\*\* \| (.+?) \|"))
        row.title = title[1].strip() if title else ""
        row.minutes = " ".join(re.findall(r"[\d+]+", time[1].split(" minutes")[0])) if time else ""
        row.trouble = "" if card else f"{row.file} is damaged. Rename it: make lab brings a new one."
    kept, damaged = _kept(number)
    row.trouble = row.trouble or damaged
    row.begun = bool(kept)
    row.last = max((str(record.get("times", {}).get("last", "")) for record in kept.values()), default="")
    row.counts = _counts(number, kept)
    return row


def _card(path: Path) -> str:
    """The first cell of a notebook; "" if it is damaged."""
    try:
        return "".join(json.loads(path.read_text(encoding="utf-8"))["cells"][0]["source"])
    except (OSError, ValueError, KeyError, IndexError, TypeError, RecursionError):
        return ""


def _kept(number: str) -> tuple[dict, str]:
    """What is kept of the answers, as far as it is sound, and what is wrong; nothing is written."""
    path = answers._of(f"{number}.a").path
    try:
        found = json.loads(path.read_bytes())
    except FileNotFoundError:
        return {}, ""
    except (ValueError, RecursionError):
        return {}, f"{path.name} is damaged: its answers are not counted here."
    except OSError as problem:
        return {}, f"{path.name} cannot be read now ({problem.strerror})."
    sound = answers._sound(found, number)
    return sound, "" if sound == found else f"{path.name} is damaged: some answers are not counted here."


def _counts(number: str, kept: dict) -> dict:
    of = lambda id: kept.get(id, {})
    predicted = [bool(of(prediction.id).get("answers")) for prediction in lesson.predictions(number)]
    passed = [bool(of(exercise.id).get("passed")) for exercise in lesson.exercises(number)]
    ticket = enumerate(lesson.found_in(number, "questions", "TICKET"), start=1)
    right = [of(f"{number}.ticket{i}").get("answers", [])[-1:] == [probe["right"]] for i, probe in ticket]
    count = {"predictions": predicted, "checks": passed, "ticket": right}
    return {name: (sum(done), len(done)) for name, done in count.items()}


def what_next(rows: list[Row]) -> tuple[Row | None, str]:
    """The lesson to go to, and why: the one last worked on that is not done, else the first not begun."""
    there = [row for row in rows if row.file]
    begun = [row for row in there if row.begun and row.left]
    if begun:
        row = max(begun, key=lambda row: row.last)
        return row, f"still to do: {listed(row.left)}"
    new = [row for row in there if not row.begun]
    return (new[0], "not begun yet") if new else (None, "")


def _nothing_left(rows: list[Row]) -> str:
    return f"{'You have done all that' if any(row.file for row in rows) else 'No lesson'} is in this folder."


# --- how it is shown ----------------------------------------------------------------------------------------


def _cells(row: Row) -> list[str]:
    return [
        row.minutes or "?",
        *(f"{some} of {many}" if many else "none" for some, many in row.counts.values()),
    ]


def _sentences(rows: list[Row]) -> list[str]:
    """What is said under the table."""
    numbers = {row.number for row in rows}
    coming = [number for number in (f"{n:02}" for n in range(LAST + 1)) if number not in numbers]
    absent = [row.number for row in rows if not row.file]
    said = [f"Not in this folder: {', '.join(absent)}. To get them, type: make lab"] if absent else []
    said += [f"Still being written: {', '.join(coming)}."] if coming else []
    return said + [f"Lesson {row.number}: {row.trouble}" for row in rows if row.trouble]


def _name(row: Row) -> str:
    return row.title or row.file.removesuffix(".ipynb")


def _html(rows: list[Row]) -> str:
    next_, why = what_next(rows)
    link = lambda row: f'<a href="{quote(row.file)}">{escape(_name(row))}</a>'
    head = "".join(f'<th scope="col" {LEFT}">{word}</th>' for word in HEADS)
    body = ""
    for row in (row for row in rows if row.file):
        mark = "● " if row.begun and not row.left else "◐ " if row.begun else "○ "
        arrow = "<b>→</b> " if row is next_ else ""
        cells = "".join(f'<td {LEFT}">{escape(cell)}</td>' for cell in _cells(row))
        body += f'<tr><th scope="row" {LEFT}; font-weight: 400">{mark}{arrow}{link(row)}</th>{cells}</tr>'
    last = f"<b>Next:</b> {link(next_)} ({why})." if next_ else f"<b>{_nothing_left(rows)}</b>"
    under = "".join(f"<p>{escape(line)}</p>" for line in ["○ not begun, ◐ begun, ● done", *_sentences(rows)])
    return f"<p>{last}</p><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{under}"


def _text(rows: list[Row]) -> str:
    next_, why = what_next(rows)
    lines = [f"Next: {_name(next_)} ({why})." if next_ else _nothing_left(rows)]
    for row in (row for row in rows if row.file):
        told = ", ".join(f"{head.lower()} {cell}" for head, cell in zip(HEADS[1:], _cells(row)))
        lines.append(f"{_name(row)}: {told}")
    return "\n".join(lines + _sentences(rows))
