"""House rules for notebooks that a strict re-run (nbval) cannot see."""

import re
from pathlib import Path

import nbformat
import pytest

NOTEBOOKS = sorted((Path(__file__).parents[2] / "notebooks").glob("*.ipynb"))
MAX_CELLS = {"16": 80}  # two parts of 45 minutes


@pytest.fixture(params=NOTEBOOKS, ids=lambda path: path.stem)
def path(request):
    return request.param


@pytest.fixture
def notebook(path):
    return nbformat.read(path, as_version=4)


@pytest.fixture
def code_cells(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def test_there_are_notebooks():
    assert NOTEBOOKS


def test_name_and_format(path, notebook):
    assert re.fullmatch(r"\d\d-[a-z0-9-]+", path.stem)
    nbformat.validate(notebook)


def test_every_code_cell_was_run_from_top_to_bottom(code_cells):
    """A cell that was never run is not compared by nbval, so it could not fail."""
    assert [cell.execution_count for cell in code_cells] == list(range(1, len(code_cells) + 1))


def test_output_is_stored_where_it_is_due(code_cells):
    for cell in code_cells:
        last = cell.source.strip().splitlines()[-1]
        talks = re.match(r"(print|image_grid|show|score_table|confusion_matrices|draw_\w+)\(", last)
        if talks or "LiveCurve(" in cell.source and "def " not in cell.source:
            assert cell.outputs, f"{cell.id}: no stored output"


def test_no_stored_errors_warnings_or_dead_widgets(notebook, code_cells):
    for cell in code_cells:
        for output in cell.outputs:
            assert output.output_type != "error", cell.id
            assert output.get("name") != "stderr", f"{cell.id}: {output.text}"
            shows_widget = "application/vnd.jupyter.widget-view+json" in output.get("data", {})
            assert not shows_widget or "widgets" in notebook.metadata, cell.id
    widgets = notebook.metadata.get("widgets", {})
    assert all("state" in state for state in widgets.values())


def test_every_picture_has_a_sentence(code_cells):
    """Strict nbval does not compare pictures; a caption or a digest beside each one is compared."""
    for cell in code_cells:
        pictures = [o for o in cell.outputs if "image/png" in o.get("data", {})]
        captions = [line for o in cell.outputs if "text" in o for line in o.text.splitlines()]
        captions = [line for line in captions if line.startswith("Figure: ") and len(line) > 30]
        live = [o for o in pictures if o.data["text/plain"].startswith("Live curve: ")]
        assert len(pictures) == len(captions) + len(live), cell.id


def test_size(path, notebook, code_cells):
    assert len(notebook.cells) <= MAX_CELLS.get(path.stem[:2], 60)
    for cell in code_cells:
        assert len(cell.source.splitlines()) <= 12, f"{cell.id} is too long to project"
    assert path.stat().st_size < 3_000_000


def test_ids_are_readable_and_unique(notebook):
    ids = [cell.id for cell in notebook.cells]
    assert len(set(ids)) == len(ids)
    assert not [i for i in ids if re.fullmatch(r"[0-9a-f]{8,}", i)], "name the cell, do not number it"


def test_order_of_cells(notebook):
    first, second = notebook.cells[:2]
    assert first.cell_type == "markdown" and first.source.startswith("# ")
    for word in ("After this notebook you can", "Time", "Before", "Lectures"):
        assert word in first.source, f"the title card lacks {word!r}"
    assert second.cell_type == "code" and "import minidl" in second.source
    assert notebook.cells[-1].source.startswith("## Summary")
    assert not [c.id for c in notebook.cells if re.search(r"^from \S+ import \*", c.source, re.M)]


def test_metadata_is_minimal(notebook):
    assert set(notebook.metadata) <= {"kernelspec", "language_info", "widgets"}
    assert set(notebook.metadata.kernelspec) <= {"name", "display_name", "language"}
    assert set(notebook.metadata.language_info) <= {"name"}
    assert all(set(cell.metadata) <= {"tags"} for cell in notebook.cells)
