"""Pictures fit their output area in JupyterLab as `make lab` opens it, and the page of `make html`.

One notebook with every picture there is, each as it comes, opened once and looked at through several windows.
"""

import json
import os
import subprocess
import sys
import urllib.request

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from tests.browser.pages import ROOT, SMALL, drawn, open_page, settled
from tests.browser.test_lab import BUSY, RUN_ALL, TOKEN, lab
from tests.teach.a_page import PICTURES

__all__ = ["lab"]

NAMES = [kind.__name__ for kind in PICTURES]
COMPUTED = """import matplotlib.pyplot as plt
from minidl.teach import ComputedPicture, dropdown, show, slider
from minidl.teach.kit.figures import panels
def draw(figure, level, kind):
    for axes in panels(figure, 2):
        axes.plot([0, level, 1])
controls = {"level": slider(0, 4), "kind": dropdown(["flat", "steep"])}
ComputedPicture(draw, controls, {"high": {"level": 4}}, alt=lambda level, kind: f"Level {level}.", narrow=(4.2, 6))"""
FIGURE = """with plt.style.context("minidl.teach.kit.course"):
    figure, axes = plt.subplots()
axes.plot([1, 2])
show(figure, "A line.")"""
WINDOWS = {  # (width, height, file browser open, what the output must measure at least and at most)
    "1024x768": (1024, 768, True, (540, 600)),
    "1280x800": (1280, 800, True, (790, 860)),
    "zoom 200 %": (640, 400, False, (480, 600)),
    "1920x1080": (1920, 1080, False, (1600, 1900)),
    "320 px of output": (436, 700, False, (290, 340)),
}
PAGES = {"page of 320": 320, "page of 768": 768, "page of 1280": 1280}


def written():
    """The notebook, and the name of the picture in each cell."""
    made = "from tests.teach.a_page import made\nimport minidl.teach\nmade(minidl.teach.{})"
    cells = {name: made.format(name) for name in NAMES} | {"ComputedPicture": COMPUTED, "figure": FIGURE}
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    code = [new_code_cell(source) for source in cells.values()]
    return new_notebook(cells=code, metadata={"kernelspec": kernel}), list(cells)


KINDS = written()[1]

# What is wrong with a picture in its room: the output area, or the page.
WRONG = """async (root) => {
    const wrong = [];
    const rest = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 20)));
    const scroller = root.closest('.jp-WindowedPanel-outer') ?? document.scrollingElement;
    const output = root.closest('.jp-OutputArea-output') ?? root.parentElement;
    const room = output.getBoundingClientRect();
    const name = (e) => e.getAttribute('aria-label') || e.textContent.trim().slice(0, 30) || e.className?.baseVal || e.className;
    const seen = (e) => e.checkVisibility({ visibilityProperty: true }) && !e.closest('.mp-hidden, defs, clipPath') && e.getBoundingClientRect().width > 1;
    for (const e of root.querySelectorAll('*')) {
        if (!seen(e)) continue;
        const box = e.getBoundingClientRect();
        if (e.ownerSVGElement && e.tagName !== 'text') continue;
        const frame = e.ownerSVGElement?.getBoundingClientRect() ?? { left: room.left - 1, right: room.right + 1, top: -1e9, bottom: 1e9 };
        if (box.left < frame.left - 1.5 || box.right > frame.right + 1.5 || box.top < frame.top - 2.5 || box.bottom > frame.bottom + 2.5)
            wrong.push(`clipped by ${Math.round(Math.max(frame.left - box.left, box.right - frame.right, frame.top - box.top, box.bottom - frame.bottom))} px: ${name(e)}`);
    }
    const port = scroller === document.scrollingElement ? { top: 0, bottom: innerHeight } : scroller.getBoundingClientRect();
    const sheets = [...root.querySelectorAll('.mp-leaf, .mp-stage')].filter(seen);
    const controls = [...root.querySelectorAll('input, select, .mp-side button, .mp-presets .mp-bar button')].filter((e) => seen(e) && !e.disabled);
    for (const e of controls.filter((e) => !e.closest('.mp-text'))) {
        const share = (sheet) => {
            const s = sheet.getBoundingClientRect();
            return (Math.min(s.bottom, port.bottom) - Math.max(s.top, port.top)) / Math.min(s.height, port.bottom - port.top);
        };
        let problem = '';
        e.focus();
        for (const block of ['nearest', 'start', 'center', 'end']) { // one place to scroll to must do
            e.scrollIntoView({ block });
            await rest();
            const box = e.getBoundingClientRect();
            const over = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
            const free = over && (e === over || e.contains(over) || over.closest('label, span')?.contains(e));
            problem = !free ? `covered: ${name(e)} by ${over && (over.className?.baseVal ?? over.className)}` :
                sheets.length && Math.max(...sheets.map(share)) < 0.75 ? `no sheet beside ${name(e)}` : '';
            if (!problem) break;
        }
        if (problem) wrong.push(problem);
    }
    document.activeElement?.blur?.();
    return [...new Set(wrong)].slice(0, 12);
}"""


@pytest.fixture(scope="module")
def notebook(lab, chromium):
    content = nbformat.from_dict(written()[0])
    body = json.dumps({"type": "notebook", "format": "json", "content": content}).encode()
    put = urllib.request.Request(f"{lab}/api/contents/widths.ipynb?token={TOKEN}", body, method="PUT")
    urllib.request.urlopen(put).close()
    with open_page(chromium, f"{lab}/lab/tree/widths.ipynb?token={TOKEN}&reset") as page:
        page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=90_000)
        page.wait_for_function(f"!({BUSY})()", timeout=90_000)
        page.evaluate(RUN_ALL)
        page.wait_for_function(f"!({BUSY})()", timeout=60_000)
        settled(page, 300)  # the last widgets are being drawn
        page.window = None
        yield page


@pytest.fixture(scope="module", params=WINDOWS)
def window(request, notebook):
    """The notebook in one window: the file browser open, as in `make lab`, or closed."""
    width, height, browser, expected = WINDOWS[request.param]
    notebook.set_viewport_size({"width": width, "height": height})
    open_now = notebook.evaluate("document.querySelector('.jp-FileBrowser')?.checkVisibility() ?? false")
    if open_now != browser:
        notebook.evaluate("jupyterapp.commands.execute('application:toggle-left-area')")
    settled(notebook, 300)
    output = notebook.locator(".jp-OutputArea-output:has(.mp-picture)").first.bounding_box()["width"]
    assert expected[0] <= output <= expected[1], f"the output area is {output} px wide"
    return notebook


@pytest.mark.parametrize("kind", KINDS)
def test_a_picture_fits_its_output_area(window, kind):
    root = window.locator(".jp-CodeCell").nth(KINDS.index(kind)).locator(".mp-picture").first
    assert root.evaluate(WRONG) == []
    assert root.evaluate(SMALL) == []


@pytest.fixture(scope="module")
def built(chromium, tmp_path_factory):
    folder = tmp_path_factory.mktemp("widths")
    nbformat.write(written()[0], folder / "widths.ipynb")
    command = [sys.executable, "-m", "minidl.teach.site", folder / "widths.ipynb", "--to", folder / "site"]
    env = os.environ | {"PYTHONPATH": str(ROOT)}
    subprocess.run(command, cwd=ROOT, env=env, check=True, timeout=300)
    with open_page(chromium, (folder / "site" / "widths.html").as_uri(), only_files=True) as page:
        drawn(page)
        yield page


@pytest.fixture(scope="module", params=PAGES)
def static(request, built):
    built.set_viewport_size({"width": PAGES[request.param], "height": 700})
    settled(built, 150)
    return built


@pytest.mark.parametrize("kind", KINDS)
def test_a_picture_fits_its_page(static, kind):
    root = (
        static.locator(".cell:has(.widget, .output_area)").nth(KINDS.index(kind)).locator(".mp-picture").first
    )
    assert root.evaluate(WRONG) == []
    assert root.evaluate(SMALL) == []
