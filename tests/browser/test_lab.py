"""Every notebook in real JupyterLab: it runs, its pictures move under the keys, all controls have names."""

import os
import re

import pytest

from tests.browser.axe import violations
from tests.browser.pages import (
    BUSY,
    CLIPPED,
    FAINT,
    NOTEBOOKS,
    OUTPUTS,
    RUN_ALL,
    SMALL,
    TOKEN,
    a_key_changes,
    close_notebook,
    complaints,
    jupyterlab,
    open_notebook,
    open_page,
    pictures,
    run_all,
    settled,
    write_small_notebook,
)

__all__ = ["BUSY", "RUN_ALL", "TOKEN"]

# Besides a widget of its own, the small notebook has a picture, questions and a training.
EXTRA = """from IPython.display import display
from minidl import nn
from minidl.data import digits
from minidl.teach import ConvolutionPicture, TrainingPanel, exit_ticket, predict
picture = ConvolutionPicture()
make = lambda: nn.Sequential(nn.Conv2d(1, 4, 3), nn.ReLU(), nn.Flatten(), nn.Linear(144, 10))
panel = TrainingPanel(make, *digits(), epochs=50, per_second=30)
display(picture, panel, predict("77.a", "2 + 2?", options=["3", "4"]))
exit_ticket("77", [{"question": "3 + 3?", "right": "6", "options": {"5": "One more.", "6": "Twice `3`."}}])"""
SMALL_ONE = pytest.mark.parametrize("page", ["small.ipynb"], indirect=True)


@pytest.fixture(scope="module")
def lab(chromium, tmp_path_factory):
    """The address of JupyterLab with the student's copies, and a small notebook beside them."""
    home = tmp_path_factory.mktemp("lab")
    (home / "my").mkdir()
    write_small_notebook(home / "my/small.ipynb", extra=EXTRA)
    with jupyterlab(home) as address:
        yield address


@pytest.fixture(scope="module")
def window(lab, chromium):
    """JupyterLab, loaded once for all notebooks: it takes longer than a notebook does."""
    with open_page(chromium, f"{lab}/lab?token={TOKEN}&reset") as page:
        page.wait_for_function("window.jupyterapp")
        yield page


ALL = [path.name for path in NOTEBOOKS if os.environ.get("MINIDL_PAGES") == "all"]


@pytest.fixture(scope="module", params=[*ALL, "small.ipynb"])
def page(request, window):
    """The notebook, opened and run from top to bottom: once for all the tests below."""
    close_notebook(window)
    change_theme(window, "JupyterLab Light")  # now, when there is nothing else to be drawn anew
    open_notebook(window, request.param)
    run_all(window)
    return window


def test_runs_without_error_warning_or_console_error(page):
    cells = page.evaluate(OUTPUTS)
    assert cells
    for cell in cells:
        for output in cell["outputs"]:
            assert output["output_type"] != "error", (cell["cell"], output["evalue"])
            assert output.get("name") != "stderr", (cell["cell"], output["text"])
    assert [cell["cell"] for cell in cells if not cell["count"]] == [], "not run, or not yet done"
    assert page.get_by_text("Error displaying widget").count() == 0
    assert complaints(page) == []
    assert page.problems == []


def test_every_control_has_an_accessible_name(page):
    """aria_snapshot is the accessibility tree in words: `- slider "Stride": 2`."""
    control = r"^\s*- (button|slider|spinbutton|radio|checkbox|combobox|textbox)\b(?! \")"
    for output in page.locator(".jp-OutputArea-output").all():
        tree = output.aria_snapshot()
        nameless = [line for line in tree.splitlines() if re.match(control, line)]
        assert nameless == [], tree


def test_every_control_of_a_picture_can_be_reached_by_keyboard(page):
    unreachable = """root => [...root.querySelectorAll('input, select, textarea, button, [role=slider], [role=button]')]
        .filter(e => !e.disabled && e.checkVisibility() && e.tabIndex < 0).map(e => e.outerHTML)"""
    for picture in pictures(page):
        assert picture.evaluate(unreachable) == []


@SMALL_ONE
def test_a_prediction_is_locked_and_a_ticket_answers_by_keyboard_alone(page):
    prediction, ticket = page.locator(".minidl-question").all()
    prediction.get_by_role("button").press("Enter")
    assert "Choose an answer first." in prediction.inner_text()
    prediction.get_by_label("3").press("Space")
    prediction.get_by_label("3").press("Enter")  # as in any form
    assert "Your prediction: 3. Locked" in prediction.inner_text()
    assert prediction.get_by_label("4").is_disabled()

    ticket.get_by_label("5").press("Space")
    ticket.get_by_role("button").press("Enter")
    assert "✗ Not quite. 5: One more." in ticket.inner_text()
    ticket.get_by_label("5").press("ArrowDown")
    ticket.get_by_role("button").press("Enter")
    assert "✓ Right. 6: Twice 3." in ticket.inner_text()
    assert ticket.locator("code").inner_text() == "3"
    assert page.problems == []


@SMALL_ONE
def test_a_training_starts_obeys_pauses_and_goes_on_by_keyboard_alone(page):
    panel = page.locator(".mp-training")
    sentence = panel.locator(".mp-caption")

    def batch():
        return int(re.search(r"at batch (\d+)", sentence.inner_text())[1])

    def wait_for(words):
        sentence.get_by_text(words).wait_for(timeout=20_000)

    assert "nothing is trained yet" in sentence.inner_text()
    panel.get_by_role("button", name="Start").press("Enter")
    wait_for("training at batch")
    panel.get_by_role("slider").press("ArrowRight")  # while it runs
    wait_for("The learning rate is 0.01.")
    before, drawn = batch(), panel.locator("svg").first.inner_html()
    page.wait_for_timeout(1500)
    assert batch() > before and panel.locator("svg").first.inner_html() != drawn

    panel.get_by_role("button", name="Pause").press("Enter")
    wait_for("paused at batch")
    paused = batch()
    page.wait_for_timeout(1000)
    assert batch() == paused
    panel.get_by_role("button", name="Resume").press("Enter")
    wait_for("training at batch")
    page.wait_for_timeout(1000)
    assert batch() > paused
    panel.get_by_role("button", name="Reset").press("Enter")
    wait_for("nothing is trained yet")
    assert complaints(page) == [] and page.problems == []


def test_a_key_press_changes_each_picture(page, request):
    found = pictures(page)
    assert found or "small" not in request.node.name
    for picture in found:
        assert a_key_changes(picture), picture.aria_snapshot()
    assert page.problems == []


def test_text_can_be_read_and_nothing_is_clipped(page):
    for picture in pictures(page):
        assert picture.evaluate(SMALL) == []
        assert picture.evaluate(CLIPPED) == ""


def test_nothing_scrolls_sideways(page):
    """At 1280 pixels, beside the file browser: long lines of code are wrapped."""
    assert page.locator(".jp-FileBrowser").is_visible() and page.viewport_size["width"] == 1280
    found = page.evaluate(
        """() => [...document.querySelectorAll('.jp-Notebook *')].filter((e) =>
            e.scrollWidth > e.clientWidth + 1 && e.clientWidth && /auto|scroll/.test(getComputedStyle(e).overflowX)
        ).map((e) => `${e.className} ${e.scrollWidth} > ${e.clientWidth}: ${e.textContent.trim().slice(0, 60)}`)"""
    )
    assert found == []


def change_theme(page, theme):
    page.evaluate(f"() => jupyterapp.commands.execute('apputils:change-theme', {{ theme: '{theme}' }})")
    page.wait_for_function(f"document.body.dataset.jpThemeName === '{theme}'")
    settled(page, 200)  # the colours have changed, and figures are painted anew


@pytest.mark.parametrize("theme", ["JupyterLab Light", "JupyterLab Dark"])
def test_text_stands_out_from_its_background(page, theme, request):
    if page.evaluate("document.body.dataset.jpThemeName") != theme:
        change_theme(page, theme)
    for picture in [*pictures(page), *page.locator(".minidl-question:visible").all()]:
        assert picture.evaluate(FAINT) == []
    # WCAG 2.2 AA, on what the cells show. Only colours differ between the themes; so the other rules are asked once.
    # The small notebook has a figure of plain matplotlib, which has no text.
    rules = ["color-contrast"] if theme.endswith("Dark") or "small" in request.node.name else None
    assert violations(page, ".jp-OutputArea-output", rules) == []


@SMALL_ONE
def test_a_wrong_callback_shows_its_error(page):
    """Jupyter would swallow it."""
    assert complaints(page) == []
    code = "picture.observe(lambda change: 1 / 0, 'stride')"
    page.evaluate(
        f"jupyterapp.shell.currentWidget.sessionContext.session.kernel.requestExecute({{ code: `{code}` }}).done"
    )
    page.get_by_role("slider", name=re.compile("^stride", re.I)).first.press("ArrowUp")
    page.get_by_text("ZeroDivisionError").first.wait_for(timeout=10_000)
    assert "ZeroDivisionError" in complaints(page)[0]
