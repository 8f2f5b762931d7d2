"""The lessons as `make lite` builds them, in Chromium without a network: what they print is what is stored.

How long a lesson takes is counted in the browser's processor time, since others may work on the machine, too.
MINIDL_LITE_TIMES=file writes it down.
"""

import functools
import http.server
import json
import os
import re
import threading
import time
from contextlib import contextmanager
from pathlib import Path

import nbformat
import pytest

from minidl.teach.anywhere import lite
from minidl.teach.lab import for_student
from tests.browser.conftest import chromium
from tests.browser.pages import NOTEBOOKS, ROOT, complaints
from tests.lite.noise import without_noise
from tests.lite.processor import processor_times, seconds_since

__all__ = ["chromium"]

SITE = ROOT / "lite"
CHOSEN = os.environ["MINIDL_LITE"].split()
LESSONS = [path for path in NOTEBOOKS if "all" in CHOSEN or path.name[:2] in CHOSEN]
LARGEST = 95e6  # bytes
SECONDS = {"16": 300}  # that a lesson may take, with the start of Python
OTHERS = 150
PATIENCE = 1000 * 1000  # milliseconds
# JupyterLite asks the server, too, whether it has the folders that Python makes, and by which name it makes them.
ASKED = {f"api/contents/{name}/all.json" for name in ("Untitled%20Folder", "data", ".answers")}

START = """() => {
    window.ended = null;
    jupyterapp.commands.execute('notebook:run-all-cells').then(() => window.ended = 'done', e => window.ended = String(e));
}"""
OUTPUTS = """() => jupyterapp.shell.currentWidget.content.widgets.filter(c => c.model.type === 'code')
    .map(c => ({ cell: c.model.id, count: c.model.executionCount, outputs: c.model.outputs.toJSON() }))"""


# Runs code in the kernel of the notebook in front; returns what it prints.
RUN = """async code => {
    const request = jupyterapp.shell.currentWidget.sessionContext.session.kernel.requestExecute({ code });
    let said = '';
    request.onIOPub = message => { said += message.content.text ?? message.content.evalue ?? ''; };
    await request.done;
    return said;
}"""


@pytest.fixture(scope="module")
def site():
    """The address of the site, served as `python -m http.server` does."""
    assert SITE.is_dir(), "there is no lite/: make lite"

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *said):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=SITE))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()


def printed(outputs):
    """What a cell says: what it prints, in however many pieces, and the sentences of its pictures and questions."""
    said = ""
    for output in outputs:
        if output["output_type"] == "stream":
            said += "".join(output["text"])
        else:
            said += "\n" + "".join(output.get("data", {}).get("text/plain", "")) + "\n"
    return re.sub(r"\n+", "\n", said).strip()


def test_the_site_is_small_enough_and_holds_no_answers():
    size = sum(path.stat().st_size for path in SITE.rglob("*") if path.is_file())
    print(f"lite/ has {size / 1e6:.1f} MB")
    assert size <= LARGEST
    served = {path.name for path in (SITE / "files").iterdir()}
    assert served == {path.name for path in NOTEBOOKS}
    for path in NOTEBOOKS:
        ours = json.loads(for_student(path.read_bytes()))
        assert json.loads((SITE / "files" / path.name).read_bytes()) == ours, f"{path.name}: make lite"


@contextmanager
def opened(chromium, site):
    """A page that reaches nothing but the site; `page.problems` collects what went wrong."""
    context = chromium.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.problems = []

    def hear(line):
        address = line.location["url"].removeprefix(site)
        if line.type == "error" and address not in ASKED:
            page.problems.append(f"{line.text} ({address})")

    page.on("console", hear)
    page.on("pageerror", lambda error: page.problems.append(str(error)))

    def guard(route):
        if route.request.url.startswith((site, "data:", "blob:")):
            return route.continue_()
        page.problems.append(f"asked for {route.request.url}")
        return route.abort()

    context.route("**/*", guard)
    yield page
    context.close()


def open_lesson(page, site, name):
    """Show a lesson, its kernel ready."""
    page.goto(f"{site}lab/index.html?path={name}")
    page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=PATIENCE)
    ready = "() => window.jupyterapp?.shell.currentWidget?.sessionContext?.session?.kernel?.status === 'idle'"
    page.wait_for_function(ready, timeout=PATIENCE)


@pytest.mark.timeout(3000)
@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_a_lesson_runs_and_prints_what_is_stored(path, site, chromium):
    with opened(chromium, site) as page:
        began, before = time.monotonic(), processor_times()
        open_lesson(page, site, path.name)
        page.evaluate(RUN, "import os; os.environ['MINIDL_ANSWERS'] = 'none'")  # as where they were stored
        page.evaluate(START)
        page.wait_for_function("() => window.ended", timeout=PATIENCE)
        seconds, used = time.monotonic() - began, seconds_since(before)
        cells = page.evaluate(OUTPUTS)
        page.wait_for_timeout(1000)  # the last widgets are being drawn
        said, problems = complaints(page), page.problems
    if times := os.environ.get("MINIDL_LITE_TIMES"):
        with Path(times).open("a") as file:
            file.write(f"{path.stem}: {used:.0f} s of processor time, {seconds:.0f} s by the clock\n")

    stored = {cell.id: cell for cell in nbformat.read(path, as_version=4).cells}
    for cell in cells:
        for output in cell["outputs"]:
            assert output["output_type"] != "error", (cell["cell"], output["evalue"], output["traceback"])
            assert output.get("name") != "stderr", (cell["cell"], output["text"])
    assert [cell["cell"] for cell in cells if not cell["count"]] == [], "not run, or not yet done"
    ours = {cell["cell"]: printed(cell["outputs"]) for cell in cells}
    wanted = {id: printed(stored[id].outputs) for id in ours}
    assert without_noise(ours, wanted) == wanted
    assert said == []
    assert problems == []
    assert used <= SECONDS.get(path.name[:2], OTHERS)


ENDLESS = """from minidl.teach import check
def step(*numbers):
    while True: pass
check("01.1", step)"""
PANEL = """from IPython.display import display
from minidl.data import digits
from minidl.teach import TrainingPanel
from minidl import nn
make = lambda: nn.Sequential(nn.Flatten(), nn.Linear(64, 10))
panel = TrainingPanel(make, *digits(), epochs=50, per_second=30)
display(panel)"""


@pytest.mark.timeout(3000)
def test_a_deadline_a_training_and_what_is_kept(site, chromium):
    with opened(chromium, site) as page:
        page.goto(site)
        page.wait_for_url("**/lab/index.html?path=00-start-here.ipynb")
        open_lesson(page, site, "01-perceptron-and-xor.ipynb")
        said = page.evaluate(RUN, ENDLESS)
        assert "still running" in said and "Does each loop end?" in said
        assert (
            page.evaluate(
                RUN, "from minidl.teach.kit import answers; print(answers.remember('01.x', answer='4'))"
            ).strip()
            == ""
        )

        page.evaluate(
            """code => {
            const model = jupyterapp.shell.currentWidget.content.widgets.find(c => c.model.type === 'code').model;
            model.sharedModel.setSource(code);
        }""",
            PANEL,
        )
        page.evaluate("""() => {
            const { content } = jupyterapp.shell.currentWidget;
            content.activeCellIndex = content.widgets.findIndex(c => c.model.type === 'code');
            return jupyterapp.commands.execute('notebook:run-cell');
        }""")
        panel = page.locator(".mp-training").first
        sentence = panel.locator(".mp-caption")
        panel.get_by_role("button", name="Start").press("Enter")
        sentence.get_by_text("training at batch").wait_for(timeout=PATIENCE)
        batch = lambda: int(re.search(r"at batch (\d+)", sentence.inner_text())[1])
        before = batch()
        page.wait_for_timeout(2000)
        assert batch() > before
        panel.get_by_role("button", name="Pause").press("Enter")
        sentence.get_by_text("paused at batch").wait_for(timeout=PATIENCE)
        assert page.problems == []

        open_lesson(page, site, "01-perceptron-and-xor.ipynb")
        assert "'4'" in page.evaluate(
            RUN, "from minidl.teach.kit import answers; print(answers.recall('01.x'))"
        )


def test_jupyterlab_does_not_load_the_kernel_of_jupyterlite():
    """It would say in the console of each page that there is no JupyterLite."""
    assert lite.ASIDE.exists() and not lite.INSTALLED.exists()
