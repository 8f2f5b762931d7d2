"""A notebook by its sections: the setup, each loop, the slip, the ticket, home; and the minutes that they take."""

import re
from dataclasses import dataclass, field
from pathlib import Path

import nbformat

# Lesson 00 shows in ten minutes how a lesson works: what it need not have.
LESS = {"00": {"warm-up", "slip", "ticket"}}
NOTEBOOKS = sorted((Path(__file__).parents[2] / "notebooks").glob("*.ipynb"))
WIDGET = "application/vnd.jupyter.widget-view+json"
QUESTION = re.compile(r"^\s*(predict|review|exit_ticket)\(", re.M)
NO_PICTURE = re.compile(QUESTION.pattern + r"|^\s*import minidl$", re.M)


def read(path):
    return nbformat.read(path, as_version=4)


def is_test(cell):
    """Only for the test: absent from the student's copy, the page and the projector."""
    return "test" in cell.metadata.get("tags", [])


def is_hidden(cell):
    """Plumbing: there, but folded."""
    return bool(cell.metadata.get("jupyter", {}).get("source_hidden"))


def is_picture(cell):
    """A cell that shows a picture, not a question; the dot under the setup of 00 is none."""
    shown = [output.get("data", {}) for output in cell.get("outputs", [])]
    return any("image/png" in data or WIDGET in data for data in shown) and not NO_PICTURE.search(cell.source)


def lacks(path_or_number, part) -> bool:
    """Whether the lesson need not have a warm-up, a slip or a ticket."""
    return part in LESS.get(str(getattr(path_or_number, "stem", path_or_number))[:2], ())


@dataclass
class Section:
    """The cells under one heading; `part` is where their minutes count: core, part 1, part 2 or home."""

    title: str
    part: str
    cells: list = field(default_factory=list)

    @property
    def code(self):
        return [cell for cell in self.cells if cell.cell_type == "code"]


def sections(notebook) -> list[Section]:
    """Title card and setup first; then what each heading of the second level begins."""
    found = [Section("start", "core")]
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            part = re.search(r"^# .*\b[Pp]art (\d)", cell.source, re.M)
            heading = re.search(r"^## (.+)$", cell.source, re.M)
            if part or heading:
                now = f"part {part[1]}" if part else found[-1].part
                title = heading[1].strip() if heading else f"part {part[1]}"
                found.append(Section(title, "home" if title.startswith("At home") else now))
        found[-1].cells.append(cell)
    return found


# --- minutes ----------------------------------------------------------------------------------------------

WORDS_A_MINUTE = 120  # read by somebody whose English is a second language
LINES_A_MINUTE = 6
PICTURE, PREDICTION, NUMBER, FUNCTION, TICKET = 3, 2, 3, 7, 3
# In 00 the code is run and not read, the picture has one slider, the function one line.
QUICK_PICTURE, QUICK_FUNCTION = 2, 2


def words(text):
    """How many words there are to read, without marks, tags and the bars of tables."""
    text = re.sub(r"```.*?```", "", text, flags=re.S)
    text = re.sub(r"<[^>]+>|[|*#$`\\{}_>-]+", " ", text)
    return len(re.findall(r"[A-Za-zÀ-ÿ0-9][\w.,'’^/·×+−=()-]*", text))


def printed(cell):
    """The words that a cell prints; of a reveal, what it says to somebody who had predicted right."""
    total = 0
    for output in cell.outputs:
        data = output.get("data", {})
        if output.get("name") == "stdout":
            total += words(output.text)
        elif "text/html" in data:
            happened = re.search(r"What happened:.*?</li>", data["text/html"], re.S)
            total += words(happened[0] if happened else data["text/html"])
    return total


def minutes(notebook) -> dict[str, float]:
    """{part: minutes}, estimated from what is on the page."""
    total = {}
    for section in sections(notebook):
        quick = section.part == "core" and notebook.cells[0].source.startswith("# 00 ")
        for cell in section.cells:
            if is_test(cell):
                continue
            spent = (
                words(cell.source) / WORDS_A_MINUTE if cell.cell_type == "markdown" else _of_code(cell, quick)
            )
            total[section.part] = total.get(section.part, 0) + spent
    return total


def _of_code(cell, quick):
    source = cell.source
    lines = 0 if is_hidden(cell) or quick else len([line for line in source.splitlines() if line.strip()])
    spent = lines / LINES_A_MINUTE + printed(cell) / WORDS_A_MINUTE
    spent += (QUICK_PICTURE if quick else PICTURE) * is_picture(cell)
    spent += PREDICTION * len(re.findall(r"^\s*(?:predict|review)\(", source, re.M))
    spent += TICKET * ("exit_ticket(" in source)
    if re.search(r"^\s*check\(", source, re.M):
        function = QUICK_FUNCTION if quick else FUNCTION
        spent += function if re.search(r"^def ", source, re.M) else NUMBER
    return spent
