"""The map of the course: what is there, what is done, and what to do next."""

import json
import re
from contextlib import suppress
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from urllib.parse import quote

from ...kit import answers, lesson

LAST = 19  # the course has the lessons 00 to 19
NOWHERE = (
    "The map shows for each lesson what you predicted, which checks passed, and what to do next. "
    "Here no answers are kept (MINIDL_ANSWERS is none), so it stays empty. `make lab` keeps them."
)
HEADS = ("Lesson", "Minutes", "Predicted", "Checks passed", "Exit ticket")


@dataclass
class Row:
    """One lesson: its notebook, and of predictions, checks and ticket questions [how many are done, of how many]."""

    number: str
    file: str = ""  # "" if it is not in this folder
    title: str = ""
    minutes: str = ""
    counts: dict = field(default_factory=dict)  # {"predictions": (1, 3), ...}
    last: str = ""  # when something was answered last; "" if never
    trouble: str = ""

    @property
    def begun(self) -> bool:
        return bool(self.last)

    @property
    def left(self) -> list[str]:
        """What is left of the core path: predictions and the ticket; in a lesson without a ticket, the checks."""
        (p, predictions), (c, checks), (t, ticket) = self.counts.values()
        words = [_many(predictions - p, "prediction")] if p < predictions else []
        words += [_many(checks - c, "check")] if not ticket and c < checks else []
        return words + (["the exit ticket"] if t < ticket else [])


def _many(count: int, word: str) -> str:
    return f"{count} {word}{'s' * (count > 1)}"


def course_map(folder: Path | str | None = None) -> None:
    """Show the map of the course, made from the notebooks of a folder (the notebook's own) and the answers kept."""
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
    if found:  # before "(new version)"
        row.file = found[0].name
        card = _card(found[0])
        title, time = (re.search(rule, card, re.M) for rule in (r"^# (.+)", r"^\| \*\*Time\*\* \| (.+?) \|"))
        row.title = title[1].strip() if title else ""
        row.minutes = time[1].split(" minutes")[0] if time else ""
        row.trouble = (
            "" if card else f"{found[0].name} cannot be read. Rename it: `make lab` brings a new one."
        )
    kept, damaged = _kept(number)
    row.trouble = row.trouble or damaged
    row.last = max((record.get("times", {}).get("last") or "" for record in kept.values()), default="")
    row.counts = _counts(number, kept)
    return row


def _card(path: Path) -> str:
    """The first cell of a notebook; "" if it is damaged."""
    try:
        return "".join(json.loads(path.read_text(encoding="utf-8"))["cells"][0]["source"])
    except (OSError, ValueError, KeyError, IndexError, TypeError, RecursionError):
        return ""


def _kept(number: str) -> tuple[dict, str]:
    """What is kept of the answers, as far as it is sound; nothing is written, whatever is found."""
    path = answers._of(f"{number}.a").path
    with suppress(FileNotFoundError):
        try:
            found = json.loads(path.read_bytes())
            sound = answers._sound(found, number)
            return (
                sound,
                "" if sound == found else f"{path.name} is damaged: some answers are not counted here.",
            )
        except (ValueError, RecursionError):
            return {}, f"{path.name} is damaged: its answers are not counted here."
        except OSError as problem:
            return {}, f"{path.name} cannot be read now ({problem.strerror})."
    return {}, ""


def _counts(number: str, kept: dict) -> dict:
    ids = [prediction.id for prediction in lesson.predictions(number)]
    ticket = lesson.found_in(number, "questions", "TICKET")
    right = [kept.get(f"{number}.ticket{i}", {}).get("answers", [])[-1:] for i in range(1, len(ticket) + 1)]
    checks = [kept.get(exercise.id, {}).get("passed", False) for exercise in lesson.exercises(number)]
    return {
        "predictions": (sum(bool(kept.get(id, {}).get("answers")) for id in ids), len(ids)),
        "checks": (sum(checks), len(checks)),
        "ticket": (sum(bool(last) for last in right), len(ticket)),
    }


def what_next(rows: list[Row]) -> tuple[Row | None, str]:
    """The lesson to go to, and why: the one that was begun last and is not done, else the first not begun."""
    there = [row for row in rows if row.file]
    begun = sorted((row for row in there if row.begun and row.left), key=lambda row: row.last)
    if begun:
        return begun[
            -1
        ], f"{' and '.join(filter(None, [', '.join(begun[-1].left[:-1]), begun[-1].left[-1]]))} left"
    new = [row for row in there if not row.begun]
    return (new[0], "not begun yet") if new else (None, "")


# --- how it is shown ----------------------------------------------------------------------------------------


def _cells(row: Row) -> list[str]:
    done = [f"{some} of {all_}" if all_ else "none" for some, all_ in row.counts.values()]
    return [row.minutes or "?", *done]


def _sentences(rows: list[Row]) -> list[str]:
    """What is said under the table."""
    numbers = {row.number for row in rows}
    coming = [f"{n:02}" for n in range(LAST + 1) if f"{n:02}" not in numbers]
    absent = [row.number for row in rows if not row.file]
    said = [f"Not in this folder: {', '.join(absent)}. `make lab` brings them back."] if absent else []
    said += [f"Still being written: {', '.join(coming)}."] if coming else []
    return said + [f"Lesson {row.number}: {row.trouble}" for row in rows if row.trouble]


def _name(row: Row) -> str:
    return row.title or row.file.removesuffix(".ipynb")


def _html(rows: list[Row]) -> str:
    next_, why = what_next(rows)
    link = lambda row: f'<a href="{quote(row.file)}">{escape(_name(row))}</a>'
    head = "".join(f'<th scope="col" style="text-align: left">{word}</th>' for word in HEADS)
    body = ""
    for row in (row for row in rows if row.file):
        mark = "● " if row.begun and not row.left else "◐ " if row.begun else "○ "
        cells = "".join(f'<td style="text-align: left">{escape(cell)}</td>' for cell in _cells(row))
        arrow = "<b>→</b> " if row is next_ else ""
        body += f'<tr><th scope="row" style="text-align: left; font-weight: 400">{mark}{arrow}{link(row)}</th>{cells}</tr>'
    last = f"<b>Next:</b> {link(next_)} ({why})." if next_ else "<b>You have done all that is here.</b>"
    lines = ["○ not begun, ◐ begun, ● done", *_sentences(rows)]
    paragraphs = "".join(f"<p>{escape(line)}</p>" for line in lines)
    return f"<p>{last}</p><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{paragraphs}"


def _text(rows: list[Row]) -> str:
    next_, why = what_next(rows)
    lines = [f"Next: {_name(next_)} ({why})." if next_ else "You have done all that is here."]
    for row in (row for row in rows if row.file):
        minutes, predicted, passed, ticket = _cells(row)
        lines.append(
            f"{_name(row)}: {minutes} minutes, predicted {predicted}, checks {passed}, ticket {ticket}"
        )
    return "\n".join(lines + _sentences(rows))
