"""Any loop alone: the setup cell, then the cells of one section, as after a restart of the kernel.

Cells for the test are left out, as in the student's copy, and each quick cell is run twice. What is printed must
be what is stored: a cell tells of what it ran, not of a number that some earlier section left behind.
"""

from functools import cache

import pytest

from tests.notebooks.alone import run_alone
from tests.notebooks.sections import NOTEBOOKS, is_test, read, sections


def cells_of(path):
    """The setup cell, and for each section but the first its title and its cells, as a student has them."""
    first, *others = sections(read(path))
    setup = next(cell for cell in first.cells if cell.cell_type == "code")
    found = [(section.title, [cell for cell in section.code if not is_test(cell)]) for section in others]
    return setup, [(title, cells) for title, cells in found if cells]


CASES = [
    pytest.param(path, place, id=f"{path.stem}-{title[:24]}")
    for path in NOTEBOOKS
    for place, (title, _) in enumerate(cells_of(path)[1])
]


@cache
def run(path):
    setup, parts = cells_of(path)
    return run_alone(path.parent, setup.source, [[cell.source for cell in cells] for _, cells in parts])


def told(outputs):
    """What a cell says in words: printed lines, and the sentences of its pictures and questions."""
    lines = []
    for output in outputs:
        assert output["output_type"] != "error", output["traceback"]
        if output["output_type"] == "stream":
            assert output["name"] == "stdout", output["text"]
            lines.append(output["text"])
        else:
            lines.append(output.get("data", {}).get("text/plain", ""))
    return "".join(lines).strip()


@pytest.mark.parametrize(("path", "place"), CASES)
def test_a_section_runs_alone(path, place):
    setup, parts = cells_of(path)
    cells, found = [setup, *parts[place][1]], run(path)[place]
    for cell, runs in zip(cells, found):
        for time, outputs in zip(("", ", run again"), runs):
            assert told(outputs) == told(cell.outputs), cell.id + time
    assert len(found) == len(cells)
