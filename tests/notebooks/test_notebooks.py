"""House rules for notebooks that a strict re-run (nbval) cannot see."""

import re

import nbformat
import pytest

from tests.notebooks.sections import NOTEBOOKS, is_picture, is_test, lacks, sections

MAX_CELLS = 60
WIDGET = "application/vnd.jupyter.widget-view+json"
PICTURE = re.compile(r"\b(\w+Picture|DigitCanvas|TrainingPanel)\(")


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
        talks = re.match(
            r"(print|image_grid|show|draw_\w+"
            r"|predict|reveal|review|fact|check|hint|solution|exit_ticket)\(",
            last,
        )
        if talks or "LiveCurve(" in cell.source and "def " not in cell.source:
            assert cell.outputs, f"{cell.id}: no stored output"


def test_no_stored_errors_or_warnings_and_a_text_for_each_widget(notebook, code_cells):
    for cell in code_cells:
        for output in cell.outputs:
            assert output.output_type != "error", cell.id
            assert output.get("name") != "stderr", f"{cell.id}: {output.text}"
            # Before it runs, JupyterLab shows the text in the widget's place; so does GitHub, always.
            if WIDGET in output.get("data", {}):
                text = output.data["text/plain"]
                assert len(text) > 30 and not re.search(r"children=|object at|^\w+\(", text), cell.id
    widgets = notebook.metadata.get("widgets", {})
    assert all("state" in state for state in widgets.values())


def test_every_picture_has_a_sentence(code_cells):
    """Strict nbval does not compare pictures; a caption or a digest beside each one is compared."""
    for cell in code_cells:
        pictures = [o for o in cell.outputs if "image/png" in o.get("data", {})]
        captions = [line for o in cell.outputs if "text" in o for line in o.text.splitlines()]
        captions = [line for line in captions if line.startswith("Figure: ") and len(line) > 30]
        told = [
            o for o in pictures if o.data["text/plain"].startswith(("Live curve: ", "Computed picture: "))
        ]
        assert len(pictures) == len(captions) + len(told), cell.id


def test_size(path, notebook, code_cells):
    assert len(notebook.cells) <= MAX_CELLS
    for cell in code_cells:
        lines = [line for line in cell.source.splitlines() if not line.startswith("from minidl.")]
        assert len(cell.source.splitlines()) <= 12, f"{cell.id} is too long to project"
        assert max(map(len, lines), default=0) <= 110, f"{cell.id} is too wide to project"
    assert path.stat().st_size < 3_000_000


def test_ids_are_readable_and_unique(notebook):
    ids = [cell.id for cell in notebook.cells]
    assert len(set(ids)) == len(ids)
    assert not [i for i in ids if re.fullmatch(r"[0-9a-f]{8,}", i)], "name the cell, do not number it"


def test_order_of_cells(path, notebook):
    first, second = notebook.cells[:2]
    assert first.cell_type == "markdown" and first.source.startswith("# ")
    for word in ("After this notebook you can", "Time", "Before", "Lectures"):
        assert word in first.source, f"the title card lacks {word!r}"
    assert second.cell_type == "code" and "import minidl" in second.source
    titles = [section.title for section in sections(notebook)[1:]]
    wanted = ["Summary", "At home"] if lacks(path, "ticket") else ["Exit ticket", "Summary", "At home"]
    ends = [titles.index(name) for name in wanted]
    assert ends == sorted(ends) and ends[-1] == len(titles) - 1, titles
    slips = [title for title in titles[: ends[0]] if title.startswith("The slide says")]
    assert slips or lacks(path, "slip"), titles
    assert lacks(path, "warm-up") or (
        notebook.cells[2].cell_type == "code"
        and notebook.cells[2].source.startswith("review(")
        or (notebook.cells[3].source.startswith("review("))
    ), "the warm-up comes first"
    assert not [c.id for c in notebook.cells if re.search(r"^from \S+ import \*", c.source, re.M)]


def test_title_card(notebook):
    card = notebook.cells[0].source
    assert re.search(r"^\*\*.*\?.*\*\*$", card, re.M), "the question of the notebook, in bold"
    objectives = re.findall(r"^\d+\. ", card, re.M)
    assert 1 <= len(objectives) <= 5
    assert re.search(r"^\| \*\*Time\*\* \|.*\d+ minutes", card, re.M)


def test_setup_has_few_imports(code_cells):
    imports = re.findall(r"^(?:import|from) (\w+)", code_cells[0].source, re.M)
    assert len([name for name in imports if name != "minidl"]) <= 3, "at most three besides minidl's own"


def test_every_dragged_picture_is_followed_by_its_sentences(code_cells):
    """A widget's stored output shows its first state at best: two more are made, and said in words.

    That cell is for the test alone. It makes pictures of its own: the one that the student moved stays.
    """
    for cell, following in zip(code_cells, [*code_cells[1:], None]):
        if PICTURE.search(cell.source) and is_picture(cell) and not is_test(cell):
            name = re.search(r"^(\w+) = .*" + PICTURE.pattern, cell.source, re.M)
            assert following is not None and is_test(following), f"{cell.id}: no cell tagged `test` follows"
            assert ".describe()" in following.source, following.id
            said = [line for o in following.outputs for line in o.get("text", "").splitlines()]
            assert len({line for line in said if len(line) > 30}) >= 2, f"{following.id}: two sentences"
            if name:
                moved = rf"\b{name[1]}\.(set|preset|reset)\(|\b{name[1]}\.\w+ = "
                assert not re.search(moved, following.source), f"{following.id} moves the student's picture"


def test_no_cell_depends_on_optional_data(code_cells):
    """MNIST is there on some machines only: the notebooks use digits() and mnist1d()."""
    optional = re.compile(r"MINIDL_DATA|\b(fashion_)?mnist\(")
    assert [cell.id for cell in code_cells if optional.search(cell.source)] == []


def test_facts_and_exit_ticket(path, code_cells):
    number = path.stem[:2]
    facts = [cell for cell in code_cells if re.search(r"^\s*fact\(", cell.source, re.M)]
    for cell in facts:
        lines = [line for o in cell.outputs for line in o.get("text", "").splitlines()]
        assert len([line for line in lines if line.startswith("✓ ")]) >= cell.source.count("fact("), cell.id
    tickets = [cell for cell in code_cells if f'exit_ticket("{number}"' in cell.source]
    assert facts and len(tickets) == (not lacks(path, "ticket"))


def test_questions_and_exercises_belong_to_this_notebook(path, code_cells):
    for cell in code_cells:
        ids = re.findall(r'\b(?:predict|reveal|check|hint|solution|exit_ticket)\("(\d\d)', cell.source)
        assert set(ids) <= {path.stem[:2]}, cell.id


def test_metadata_is_minimal(notebook):
    assert set(notebook.metadata) <= {"kernelspec", "language_info", "widgets"}
    assert set(notebook.metadata.kernelspec) <= {"name", "display_name", "language"}
    assert set(notebook.metadata.language_info) <= {"name"}
    assert all(set(cell.metadata) <= {"tags", "jupyter"} for cell in notebook.cells)
    assert {tag for cell in notebook.cells for tag in cell.metadata.get("tags", [])} <= {"test"}
    for cell in notebook.cells:
        assert cell.metadata.get("jupyter", {"source_hidden": True}) == {"source_hidden": True}, cell.id


# Words that send a reader back to the beginning of the sentence, or promise that it is easy.
RIDDLES = re.compile(
    r"\b(obviously|of course|trivial\w*|stands? for|stood in for|lies? on each other|lie on each other|is said of"
    r"|are said of|said of|mends?|mended|asked (is|are)|as long again|turn late|cashe?s? it in)\b",
    re.I,
)


def test_plain_words(notebook):
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            assert not (found := RIDDLES.search(cell.source)), f"{cell.id}: {found[0]!r}"


def test_code_can_be_pasted(code_cells):
    """No long minus, no curly quotes where a student copies from (texts between quotes may have them)."""
    for cell in code_cells:
        code = re.sub(r"(\"|')(?:\\.|(?!\1).)*\1|#.*", "", cell.source)
        assert not (found := re.search(r"[\u2212\u2018\u2019\u201c\u201d×·]", code)), (
            f"{cell.id}: {found[0]!r}"
        )
