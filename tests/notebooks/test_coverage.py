"""What the lectures hold is met where coverage.py says: the cell is there, and its words, and its numbers are computed."""

import html
import re

import pytest
from nbformat.v4 import new_code_cell, new_output

from tests.notebooks.coverage import ROWS, live, told
from tests.notebooks.sections import NOTEBOOKS, QUESTION, read


def flat(text):
    return " ".join(text.split())


def outputs(cell):
    """(what its code puts out, what it shows besides: reveals, tickets, captions of figures), as text."""
    computed, shown = "", ""
    for output in cell.get("outputs", []):
        data = output.get("data", {})
        if "text/html" in data:
            shown += html.unescape(re.sub(r"<[^>]+>", "", data["text/html"])) + "\n"
        else:  # what a cell prints may be stored in parts, with an end in the middle of a line
            computed += output.get("text") or "\n" + data.get("text/plain", "") + "\n"
    captions = re.findall(r"^Figure: .*$", computed, re.M)  # they are written, not computed
    computed = re.sub(r"^Figure: .*$", "", computed, flags=re.M)
    if QUESTION.search(cell.source):
        computed, shown = "", computed + shown
    return flat(computed), flat("\n".join([shown, *captions]))


def has(text, words):
    """Whether the words are there, and no number of theirs goes on: 76 is not in 760 or 76.5."""
    before, after = words[0].isdigit() * r"(?<!\d)", words[-1].isdigit() * r"(?![.,]?\d)"
    return bool(re.search(before + re.escape(words) + after, text))


def trouble(place, cells) -> list[str]:
    """What of `place` is not there; `cells` is {id: cell}."""
    if place.cell not in cells:
        return [f"there is no cell {place.cell!r}"]
    cell = cells[place.cell]
    source, (computed, shown) = flat(cell.source), outputs(cell)
    found = []
    for words in map(flat, place.words):
        if not place.live and not has(f"{source}\n{computed}\n{shown}", words):
            found.append(f"{place.cell} does not have {words!r}")
        elif place.live and not has(computed, words):
            found.append(f"{place.cell} does not put out {words!r}")
        elif place.live and has(source, words):
            found.append(f"{place.cell} puts out {words!r} as it is written in its code: it is not computed")
    return found


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_what_the_lectures_hold_is_met(path):
    assert path.stem[:2] in ROWS, f"tests/notebooks/coverage.py has no rows for {path.stem}"
    cells = {cell.id: cell for cell in read(path).cells}
    found = [
        f"{item}: {what}"
        for item, _, *places in ROWS[path.stem[:2]]
        for place in places
        for what in trouble(place, cells)
    ]
    assert not found, "\n".join(["not where tests/notebooks/coverage.py says", *found])


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_the_title_card_names_the_lectures_of_its_rows(path):
    line = re.search(r"^\| \*\*Lectures\*\* \| (.*) \|$", read(path).cells[0].source, re.M)[1]
    named = {int(number) for number in re.findall(r"S(\d)", line)}
    for first, last in re.findall(r"S(\d)–S(\d)", line):
        named |= {*range(int(first), int(last))}
    assert named == {int(name[1]) for _, lectures, *_ in ROWS[path.stem[:2]] for name in lectures.split()}


def test_every_row_has_a_place_and_each_place_has_words():
    assert [*ROWS] == sorted({path.stem[:2] for path in NOTEBOOKS})
    for number, rows in ROWS.items():
        assert len({item for item, *_ in rows}) == len(rows), number
        for item, lectures, *places in rows:
            assert re.fullmatch(r"(S[0-4]( S[0-4])*)?", lectures), item
            assert places and all(place.words and all(map(str.strip, place.words)) for place in places), item


def test_what_is_missing_is_told():
    def cell(source, *texts):
        return new_code_cell(source, outputs=[new_output("stream", text=text) for text in texts])

    cells = {
        "computed": cell("print(3 * 253 + 1, 'parameters')  # of ten filters", "760 parameters\n"),
        "written": cell("print('760 parameters')", "760 parameters\n"),
        "asked": cell('predict("11.b")', "760 parameters\n"),
    }
    revealed = new_output(
        "display_data", {"text/html": "<b>760</b> parameters &lt; 780", "text/plain": "Reveal"}
    )
    cells["revealed"] = new_code_cell('reveal("11.b")', outputs=[revealed])
    assert not trouble(live("computed", "760  parameters"), cells)
    assert not trouble(told("computed", "of ten filters", "760 parameters"), cells)
    assert not trouble(told("revealed", "760 parameters < 780"), cells)
    assert trouble(told("absent", "760"), cells) == ["there is no cell 'absent'"]
    assert trouble(live("computed", "76"), cells) == ["computed does not put out '76'"]
    assert trouble(told("computed", "780"), cells) == ["computed does not have '780'"]
    assert trouble(live("computed", "of ten filters"), cells) == [
        "computed does not put out 'of ten filters'"
    ]
    assert "it is not computed" in trouble(live("written", "760 parameters"), cells)[0]
    for place in ("asked", "revealed"):
        assert trouble(live(place, "760 parameters"), cells) == [f"{place} does not put out '760 parameters'"]
