"""Every notebook in real JupyterLab: it runs, its pictures move under the keys, all controls have names."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager

import pytest

from tests.browser.pages import (
    CLIPPED,
    FAINT,
    NOTEBOOKS,
    ROOT,
    SMALL,
    a_key_changes,
    complaints,
    open_page,
    pictures,
    write_small_notebook,
)

TOKEN = "of-the-tests"
RUN_SECONDS = 240  # notebook 16 trains for about a minute
SETTINGS = {
    "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
    "docmanager-extension/plugin": {"autosave": False},
    "notebook-extension/tracker": {"windowingMode": "none"},  # the page holds all cells, seen or not
}

WRONG_CALLBACK = """from minidl.teach import ConvolutionPicture
picture = ConvolutionPicture()
picture.observe(lambda change: 1 / 0, "height")
picture"""

QUESTIONS = """from minidl.teach import exit_ticket, predict
from IPython.display import display
display(predict("77.a", "2 + 2?", options=["3", "4"]))
exit_ticket("77", [{"question": "3 + 3?", "right": "6", "options": {"5": "One more.", "6": "Twice `3`."}}])"""

PANEL = """from minidl import nn
from minidl.data import digits
from minidl.teach import TrainingPanel
make = lambda: nn.Sequential(nn.Conv2d(1, 4, 3), nn.ReLU(), nn.Flatten(), nn.Linear(144, 10))
panel = TrainingPanel(make, *digits(), epochs=50, per_second=30)
panel"""


@pytest.fixture(scope="module")
def lab(chromium, tmp_path_factory):
    """The address of a private JupyterLab on a copy of the notebooks."""
    home = tmp_path_factory.mktemp("lab")
    shutil.copytree(ROOT / "notebooks", home / "notebooks", ignore=shutil.ignore_patterns(".*"))
    write_small_notebook(home / "notebooks" / "small.ipynb")
    write_small_notebook(home / "notebooks" / "wrong.ipynb", extra=WRONG_CALLBACK)
    write_small_notebook(home / "notebooks" / "questions.ipynb", extra=QUESTIONS)
    write_small_notebook(home / "notebooks" / "panel.ipynb", extra=PANEL)
    for name, setting in SETTINGS.items():
        folder, file = (home / "settings" / "@jupyterlab" / name).parent, name.split("/")[1]
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{file}.jupyterlab-settings").write_text(json.dumps(setting))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]

    env = {name: value for name, value in os.environ.items() if name != "MINIDL_DATA"}
    env["PYTHONPATH"] = os.pathsep.join(filter(None, [str(ROOT), env.get("PYTHONPATH")]))
    env["IPYTHONDIR"] = str(home / "ipython")
    for kind in ("config", "data", "runtime"):
        env[f"JUPYTER_{kind.upper()}_DIR"] = str(home / kind)
    for kind in ("settings", "workspaces"):
        env[f"JUPYTERLAB_{kind.upper()}_DIR"] = str(home / kind)
    command = [
        *(sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root"),
        *("--ServerApp.ip=127.0.0.1", f"--ServerApp.port={port}", "--ServerApp.port_retries=0"),
        *(f"--IdentityProvider.token={TOKEN}", f"--ServerApp.root_dir={home / 'notebooks'}"),
        *("--LabApp.expose_app_in_browser=True", "--LabApp.news_url=None"),
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    ]
    with open(home / "log", "w") as log:
        server = subprocess.Popen(command, env=env, stdout=log, stderr=log)
    address = f"http://127.0.0.1:{port}"
    try:
        wait_until_it_answers(server, f"{address}/api?token={TOKEN}", home / "log")
        yield address
    finally:
        server.terminate()
        server.wait(30)


def wait_until_it_answers(server, address, log):
    for _ in range(300):
        assert server.poll() is None, log.read_text()
        try:
            return urllib.request.urlopen(address).close()
        except OSError:
            time.sleep(0.2)
    pytest.fail("JupyterLab did not start within a minute:\n" + log.read_text())


# The notebook is `jupyterapp.shell.currentWidget`; what a cell puts out is read from its model.
OUTPUTS = """() => jupyterapp.shell.currentWidget.content.widgets.filter(c => c.model.type === 'code')
    .map(c => ({ cell: c.model.id, count: c.model.executionCount, outputs: c.model.outputs.toJSON() }))"""
RUN_ALL = f"""() => Promise.race([
    jupyterapp.commands.execute('notebook:run-all-cells'),
    new Promise((_, reject) => setTimeout(() => reject('it ran for {RUN_SECONDS} s'), {RUN_SECONDS * 1000})),
])"""
BUSY = "() => jupyterapp.shell.currentWidget.sessionContext.session?.kernel?.status !== 'idle'"


@contextmanager
def opened_and_run(chromium, lab, name):
    with open_page(chromium, f"{lab}/doc/tree/{name}?token={TOKEN}&reset") as page:
        page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=90_000)
        page.wait_for_function(f"!({BUSY})()", timeout=90_000)
        page.evaluate("() => jupyterapp.commands.execute('notebook:clear-all-cell-outputs')")
        page.evaluate(RUN_ALL)
        page.wait_for_function(f"!({BUSY})()", timeout=20_000)
        page.wait_for_timeout(1000)  # the last widgets are being drawn
        yield page


@pytest.fixture(scope="module", params=[*(path.name for path in NOTEBOOKS), "small.ipynb"])
def page(request, lab, chromium):
    """The notebook, opened and run from top to bottom: once for all the tests below."""
    with opened_and_run(chromium, lab, request.param) as page:
        yield page


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


@pytest.mark.parametrize("theme", ["JupyterLab Dark", "JupyterLab Light"])  # the last one stays
def test_text_stands_out_from_its_background(page, theme):
    page.evaluate(f"() => jupyterapp.commands.execute('apputils:change-theme', {{ theme: '{theme}' }})")
    page.wait_for_function(f"document.body.dataset.jpThemeName === '{theme}'")
    page.wait_for_timeout(500)  # the style sheet is loaded and the colours have changed
    for picture in [*pictures(page), *page.locator(".minidl-question:visible").all()]:
        assert picture.evaluate(FAINT) == []


def test_a_wrong_callback_shows_its_error(lab, chromium):
    """Jupyter would swallow it."""
    with opened_and_run(chromium, lab, "wrong.ipynb") as page:
        assert complaints(page) == []
        pictures(page)[-1].locator("input[type=range]:enabled").first.press("ArrowUp")
        page.get_by_text("ZeroDivisionError").first.wait_for(timeout=10_000)
        assert "ZeroDivisionError" in complaints(page)[0]


def test_a_prediction_is_locked_and_a_ticket_answers_by_keyboard_alone(lab, chromium):
    with opened_and_run(chromium, lab, "questions.ipynb") as page:
        prediction, ticket = page.locator(".minidl-question").all()
        button = prediction.get_by_role("button")
        button.press("Enter")
        assert "Choose an answer first." in prediction.inner_text()
        prediction.get_by_label("3").press("Space")
        prediction.get_by_label("3").press("Enter")  # as in any form
        assert "Your prediction: 3. Locked" in prediction.inner_text()
        assert prediction.get_by_label("4").is_disabled()
        assert button.inner_text() == "Think again"
        button.press("Enter")
        prediction.get_by_label("3").press("ArrowDown")
        button.press("Enter")
        assert "Your predictions: 3, then 4. Locked" in prediction.inner_text()

        ticket.get_by_label("5").press("Space")
        ticket.get_by_role("button").press("Enter")
        assert "✗ Not quite. 5: One more." in ticket.inner_text()
        ticket.get_by_label("5").press("ArrowDown")
        ticket.get_by_role("button").press("Enter")
        assert "✓ Right. 6: Twice 3." in ticket.inner_text()
        assert ticket.locator("code").inner_text() == "3"
        assert page.problems == []


def test_a_training_starts_obeys_pauses_and_goes_on_by_keyboard_alone(lab, chromium):
    with opened_and_run(chromium, lab, "panel.ipynb") as page:
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
