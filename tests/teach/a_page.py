"""A picture in a plain page of Chromium: no kernel, no JupyterLab, only the model's get, set and on.

from tests.teach.a_page import browser, opened, told

def test_...(opened):
    page = opened(MyPicture(), width=320)
"""

import base64
import importlib.util
import json
import os

import numpy as np
import pytest

import minidl.teach
from minidl.teach import Picture
from tests.teach import javascript

KINDS = (getattr(minidl.teach, name) for name in dir(minidl.teach))
PICTURES = [
    kind for kind in KINDS if isinstance(kind, type) and issubclass(kind, Picture) and kind is not Picture
]


def made(kind):
    """A picture of this kind, as it comes."""
    if kind.__name__ != "ConfusionPicture":
        return kind()
    random = np.random.default_rng(0)
    images, labels = random.random((60, 8, 8)), random.integers(0, 4, 60)
    p = {name: random.dirichlet(np.ones(4), 60) for name in ("CNN", "MLP")}
    return kind(images, labels, p)


MODEL = """
const listeners = {};
for (const name in state)
  if (state[name]?.bytes !== undefined)
    state[name] = new DataView(Uint8Array.from(atob(state[name].bytes), (c) => c.charCodeAt(0)).buffer);
const model = {
  get: (name) => state[name],
  set: (name, value) => { state[name] = value; (listeners["change:" + name] || []).forEach((f) => f()); },
  on: (names, f) => names.split(" ").forEach((name) => (listeners[name] ||= []).push(f)),
  off: () => {},
  save_changes: () => window.saved?.(),
};
window.model = model;
"""


def state_of(picture):
    """All that the page knows of a picture; what no JSON can hold is left out, as the widget's own parts."""
    state = {}
    for name in picture.traits(sync=True):
        value = getattr(picture, name)
        if isinstance(value, bytes | memoryview):
            value = {"bytes": base64.b64encode(value).decode()}
        if name not in ("_esm", "_css", "layout", "comm"):
            state[name] = value
    return json.dumps(state, default=lambda value: None)


def drawn(widget):
    """The script of a widget, which draws itself into the page at once."""
    script = widget._esm.replace("export default ", "const shownHere = ")
    return f"{script}\nshownHere.render({{ model, el: document.body }});"


@pytest.fixture(scope="module")
def browser():
    if javascript.CHROMIUM is None or importlib.util.find_spec("playwright") is None:
        if os.environ.get("MINIDL_REQUIRE_BROWSER"):
            pytest.fail("Chromium and playwright are needed.")
        pytest.skip("Chromium or playwright is not there")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as kinds:
        browser = kinds.chromium.launch(
            executable_path=javascript.CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        yield browser
        browser.close()


@pytest.fixture
def opened(browser):
    """opened(picture, width, height): the page; `page.problems` collects what went wrong."""
    pages = []

    def opened(picture, width=1280, height=800, **options):
        page = browser.new_page(viewport={"width": width, "height": height}, **options)
        pages.append(page)
        page.problems = []
        page.on("pageerror", lambda problem: page.problems.append(str(problem)))
        script = drawn(picture)
        page.set_content(f"<style>{picture._css}</style>")
        page.add_script_tag(content=f"const state = {state_of(picture)};{MODEL}{script}", type="module")
        page.wait_for_selector(".mp-stage svg, canvas[aria-label]")
        return page

    yield opened
    for page in pages:
        page.close()


def told(page, expression, value):
    """Wait until Python would have been told: that happens just after the picture has moved."""
    page.wait_for_function(
        f"JSON.stringify({expression}) === {json.dumps(json.dumps(value, separators=(',', ':')))}"
    )
