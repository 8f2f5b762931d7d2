"""The lessons as `make lite` builds them, in Chromium without a network: what they print is what is stored.

MINIDL_LITE_TIMES=file writes down how long each ran; MINIDL_LITE_SLOW=3 gives three times as long, where others
work on the machine, too.
"""

import functools
import http.server
import json
import os
import re
import threading
import time
from pathlib import Path

import nbformat
import pytest

from minidl.teach.lab import for_student
from tests.browser.conftest import chromium
from tests.browser.pages import NOTEBOOKS, ROOT, complaints

__all__ = ["chromium"]

SITE = ROOT / "lite"
CHOSEN = os.environ["MINIDL_LITE"].split()
LESSONS = [path for path in NOTEBOOKS if "all" in CHOSEN or path.name[:2] in CHOSEN]
LARGEST = 95e6  # bytes
SECONDS = {"16": 300}  # that a lesson may run, with the start of Python
OTHERS = 150
SLOW = float(os.environ.get("MINIDL_LITE_SLOW", "1"))

START = """() => {
    window.ended = null;
    jupyterapp.commands.execute('notebook:run-all-cells').then(() => window.ended = 'done', e => window.ended = String(e));
}"""
OUTPUTS = """() => jupyterapp.shell.currentWidget.content.widgets.filter(c => c.model.type === 'code')
    .map(c => ({ cell: c.model.id, count: c.model.executionCount, outputs: c.model.outputs.toJSON() }))"""


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
    """What a cell says: what it prints, and the sentences of its pictures and questions."""
    said = []
    for output in outputs:
        text = output.get("text") or output.get("data", {}).get("text/plain", "")
        said.append("".join(text))
    return re.sub(r"\n+", "\n", "\n".join(said)).strip()


def test_the_site_is_small_enough_and_holds_no_answers():
    size = sum(path.stat().st_size for path in SITE.rglob("*") if path.is_file())
    print(f"lite/ has {size / 1e6:.1f} MB")
    assert size <= LARGEST
    served = {path.name for path in (SITE / "files").iterdir()}
    assert served == {path.name for path in NOTEBOOKS}
    for path in NOTEBOOKS:
        ours = json.loads(for_student(path.read_bytes()))
        assert json.loads((SITE / "files" / path.name).read_bytes()) == ours, f"{path.name}: make lite"


@pytest.mark.timeout(1200)
@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_a_lesson_runs_and_prints_what_is_stored(path, site, chromium):
    context = chromium.new_context(viewport={"width": 1280, "height": 800})
    page, outside, problems = context.new_page(), [], []
    page.on("console", lambda line: problems.append(line.text) if line.type == "error" else None)
    page.on("pageerror", lambda error: problems.append(str(error)))

    def guard(route):
        if route.request.url.startswith((site, "data:", "blob:")):
            return route.continue_()
        outside.append(route.request.url)
        return route.abort()

    context.route("**/*", guard)
    try:
        page.goto(f"{site}lab/index.html?path={path.name}")
        page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=120_000 * SLOW)
        limit, began = SECONDS.get(path.name[:2], OTHERS) * SLOW, time.monotonic()
        page.wait_for_function("() => window.jupyterapp?.shell.currentWidget?.sessionContext?.isReady")
        page.evaluate(START)
        page.wait_for_function("() => window.ended", timeout=limit * 1000)
        seconds = time.monotonic() - began
        cells = page.evaluate(OUTPUTS)
        page.wait_for_timeout(1000)  # the last widgets are being drawn
        said = complaints(page)
    finally:
        context.close()
    if times := os.environ.get("MINIDL_LITE_TIMES"):
        with Path(times).open("a") as file:
            file.write(f"{path.stem} {seconds:.0f} s\n")

    stored = {cell.id: cell for cell in nbformat.read(path, as_version=4).cells}
    assert [cell["cell"] for cell in cells if not cell["count"]] == [], "not run, or not yet done"
    for cell in cells:
        for output in cell["outputs"]:
            assert output["output_type"] != "error", (cell["cell"], output["evalue"], output["traceback"])
            assert output.get("name") != "stderr", (cell["cell"], output["text"])
    ours = {cell["cell"]: printed(cell["outputs"]) for cell in cells}
    theirs = {id: printed(stored[id].outputs) for id in ours}
    assert ours == theirs
    assert said == []
    assert outside == [], "it asked other addresses"
    assert problems == []
