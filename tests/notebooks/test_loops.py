"""Any loop alone: the setup cell, then the cells of one section, in a kernel of its own, as a student may.

Cells for the test are left out, as in the student's copy, and each quick cell is run twice. What is printed must
be what is stored: a cell tells of what it ran, not of a number that some earlier section left behind.
"""

import os
import time

import nbformat
import pytest
from nbclient import NotebookClient

from tests.notebooks.sections import NOTEBOOKS, is_test, read, sections

QUICK = 2.0  # seconds
CASES = [
    pytest.param(path, place, id=f"{path.stem[:2]}-{section.title[:24]}")
    for path in NOTEBOOKS
    for place, section in enumerate(sections(read(path)))
    if place and any(not is_test(cell) for cell in section.code)
]


def told(outputs):
    """What a cell says in words: printed lines, and the sentences of its pictures and questions."""
    lines = []
    for output in outputs:
        if output.output_type == "stream":
            assert output.name == "stdout", output.text
            lines.append(output.text)
        else:
            lines.append(output.get("data", {}).get("text/plain", ""))
    return "".join(lines).strip()


@pytest.mark.parametrize(("path", "place"), CASES)
def test_a_section_runs_alone(path, place, monkeypatch):
    monkeypatch.setenv("MINIDL_ANSWERS", "none")
    notebook = read(path)
    parts = sections(notebook)
    setup = next(cell for cell in parts[0].cells if cell.cell_type == "code")
    cells = [setup, *(cell for cell in parts[place].code if not is_test(cell))]
    stored = [told(cell.outputs) for cell in cells]
    alone = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell.source) for cell in cells])
    client = NotebookClient(
        alone, timeout=300, kernel_name="python3", resources={"metadata": {"path": str(path.parent)}}
    )
    with client.setup_kernel(env=dict(os.environ)):
        for number, cell in enumerate(alone.cells):
            began = time.monotonic()
            client.execute_cell(cell, number)
            assert told(cell.outputs) == stored[number], cells[number].id
            if time.monotonic() - began < QUICK:
                client.execute_cell(cell, number)
                assert told(cell.outputs) == stored[number], f"{cells[number].id}, run again"
