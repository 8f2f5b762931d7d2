"""The next day: a lesson that was run, answered and saved is opened again, and nothing of it has been run yet."""

import json

import pytest

from tests.browser.pages import (
    BUSY,
    a_key_changes,
    close_notebook,
    complaints,
    jupyterlab,
    open_notebook,
    opened,
    pictures,
    run_all,
    settled,
    write_small_notebook,
)

# A picture that Python computes, and a prediction.
COMPUTED = """from minidl.teach import ComputedPicture, predict, slider
from IPython.display import display
def draw(figure, level): figure.subplots().plot([0, level, 1])
display(ComputedPicture(draw, {"level": slider(0, 4)}, alt=lambda level: f"Level {level}."))
predict("77.a", "2 + 2?", options=["3", "4"])"""
LESSON = "11-convolution-arithmetic.ipynb"
RESTARTED = "restarted.ipynb"  # the small one once more: its kernel is restarted before it is saved
NAMES = [LESSON, "small.ipynb"]
of_a_lesson = pytest.mark.parametrize("page", [LESSON], indirect=True)


@pytest.fixture(scope="module")
def yesterday(chromium, tmp_path_factory):
    """Each lesson is run, its first question and its first prediction are answered, and it is saved."""
    home, seen = tmp_path_factory.mktemp("tomorrow"), {}
    (home / "my").mkdir()
    write_small_notebook(home / "my/small.ipynb", extra=COMPUTED)
    write_small_notebook(home / "my" / RESTARTED, extra=COMPUTED)
    with jupyterlab(home) as lab:
        with opened(chromium, lab, RESTARTED) as page:
            run_all(page)
            seen[RESTARTED, "pictures"] = len(pictures(page))
            restart_and_run_the_first_cell(page)
            save(page)
            for name in NAMES:
                close_notebook(page)
                open_notebook(page, name)
                run_all(page)
                for question in page.locator(".minidl-question").all()[:2]:
                    question.get_by_role("radio").first.press("Space")
                    question.get_by_role("button").last.press("Enter")
                settled(page, 300)
                seen[name] = [text(question) for question in page.locator(".minidl-question").all()]
                assert any("Your prediction" in words for words in seen[name])
                seen[name, "pictures"] = len(pictures(page))
                save(page)
    return home, seen


@pytest.fixture(scope="module")
def today(yesterday, chromium):
    """Another server on the same folder; and before it one more, in which the restarted one is opened and saved."""
    home, seen = yesterday
    with jupyterlab(home) as lab:
        seen[RESTARTED, 0] = look_and_save(chromium, lab)
    with jupyterlab(home) as lab:
        yield lab


@pytest.fixture(scope="module", params=NAMES)
def page(request, today, chromium):
    with opened(chromium, today, request.param) as page:
        page.wait_for_selector(".minidl-question")
        settled(page, 500)
        page.name = request.param
        yield page


def text(question):
    return question.inner_text().strip()


def test_the_file_is_still_small(yesterday):
    for name in NAMES:
        assert (yesterday[0] / "my" / name).stat().st_size < 2_000_000


def test_questions_show_their_answers_and_pictures_are_there(page, yesterday):
    _, seen = yesterday
    assert page.get_by_text("Error displaying widget").count() == 0
    assert [text(question) for question in page.locator(".minidl-question").all()] == seen[page.name]
    assert len(pictures(page)) == seen[page.name, "pictures"]
    for picture in pictures(page):
        assert picture.locator("svg, img, canvas").first.bounding_box()["height"] > 50


def test_dragged_pictures_move_before_anything_is_run(page):
    dragged = [p for p in pictures(page) if "minidl-computed" not in p.get_attribute("class")]
    assert dragged
    for picture in dragged:
        assert a_key_changes(picture, python=False)
    assert complaints(page) == [] and page.problems == []


@of_a_lesson
def test_an_answer_that_python_does_not_hear_is_said_to_be_lost_and_what_to_run_first(page):
    question = page.locator(".minidl-question", has_text="Your prediction").first
    if question.get_by_role("button", name="Think again").count():
        question.get_by_role("button", name="Think again").press("Enter")
    question.get_by_role("radio").last.press("Space")
    question.get_by_role("button").last.press("Enter")
    question.get_by_text("Not kept").wait_for(timeout=15_000)
    assert "run the first code cell" in text(question)


@of_a_lesson
def test_a_cell_in_the_middle_says_what_to_run_first(page):
    seen = page.evaluate(
        """async () => {
            const notebook = jupyterapp.shell.currentWidget.content;
            const cells = notebook.widgets.map((cell, i) => [cell.model, i]).filter(([model]) => model.type === 'code');
            const [model, place] = cells.find(([model]) => model.sharedModel.source.startsWith('reveal('));
            notebook.deselectAll();
            notebook.activeCellIndex = place;
            await jupyterapp.commands.execute('notebook:run-cell');
            return [cells[0][0].sharedModel.source, model.outputs.toJSON()];
        }"""
    )
    first, outputs = seen
    assert first.startswith("# Run this cell first")
    (line,) = outputs[0]["traceback"]
    assert line == "reveal is not there yet. Run the first code cell of this notebook (Shift+Enter) first."


def save(page):
    page.evaluate("jupyterapp.commands.execute('docmanager:save')")
    page.wait_for_function("!jupyterapp.shell.currentWidget.context.model.dirty")


def restart_and_run_the_first_cell(page):
    page.evaluate("jupyterapp.shell.currentWidget.sessionContext.restartKernel()")
    page.wait_for_function(f"!({BUSY})()")
    page.evaluate(
        """() => {
            const notebook = jupyterapp.shell.currentWidget.content;
            notebook.deselectAll();
            notebook.activeCellIndex = notebook.widgets.findIndex(({ model }) => model.type === 'code');
            return jupyterapp.commands.execute('notebook:run-cell');
        }"""
    )


def look_and_save(chromium, lab):
    """What the restarted notebook shows: how many errors and pictures, and the console's words. Nothing is run."""
    with opened(chromium, lab, RESTARTED) as page:
        page.wait_for_selector(".minidl-question")
        settled(page, 500)
        seen = page.get_by_text("Error displaying widget").count(), len(pictures(page)), page.problems
        page.evaluate("jupyterapp.shell.currentWidget.context.model.dirty = true")
        save(page)
    return seen


def test_what_an_earlier_kernel_has_drawn_is_there_after_a_restart_and_two_new_servers(
    yesterday, today, chromium
):
    """Nothing was run again but the first cell; on the next two days nothing at all is run, and it is saved."""
    home, seen = yesterday
    assert seen[RESTARTED, "pictures"] == 3
    assert seen[RESTARTED, 0] == (0, 3, [])
    assert look_and_save(chromium, today) == (0, 3, [])
    saved = json.loads((home / "my" / RESTARTED).read_text())["metadata"]["widgets"].popitem()[1]["state"]
    kinds = [model["model_name"] for model in saved.values()]
    assert kinds.count("AnyModel") == 4 and kinds.count("VBoxModel") == 1  # none of them twice


def test_it_runs_again(page):
    page.problems.clear()
    run_all(page)
    assert complaints(page) == [] and page.problems == []
    cells = page.evaluate("() => jupyterapp.shell.currentWidget.content.model.sharedModel.toJSON().cells")
    assert not [c["id"] for c in cells for o in c.get("outputs", []) if o["output_type"] == "error"], (
        json.dumps(cells)[:300]
    )
