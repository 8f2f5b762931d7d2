"""A picture in a plain page of Chromium: no kernel, no JupyterLab, only the model's get, set and on.

from tests.teach.a_page import browser, opened, told

def test_...(opened):
    page = opened(MyPicture(), width=320)
"""

import base64
import importlib.util
import json
import os
from contextlib import contextmanager

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
        browser.spare = []
        yield browser
        browser.close()


@contextmanager
def empty_pages(browser):
    """empty(width, height): an empty page; `page.problems` collects what went wrong.

    A new page costs a second of the processor. So one that was used before is taken again: with a new document, a
    new window and the pointer outside. Not if it needs options, such as a colour scheme: they would stay.
    """
    used, alone = [], []

    def empty(width, height, **options):
        size = {"width": width, "height": height}
        again = bool(browser.spare) and not options
        page = browser.spare.pop() if again else browser.new_page(viewport=size, **options)
        (alone if options else used).append(page)
        page.problems = []
        if again:
            page.set_viewport_size(size)
        else:
            page.on("pageerror", lambda problem: page.problems.append(str(problem)))
        return page

    yield empty
    for page in alone:
        page.close()
    for page in used:
        page.mouse.up()
        page.goto("about:blank")
        page.mouse.move(-1, -1)
    browser.spare += used


@pytest.fixture
def opened(browser):
    """opened(picture, width, height): the page; `page.problems` collects what went wrong."""

    def opened(picture, width=1280, height=800, **options):
        page = empty(width, height, **options)
        script = drawn(picture)
        page.set_content(f"<style>{picture._css}</style>")
        page.add_script_tag(content=f"const state = {state_of(picture)};{MODEL}{script}", type="module")
        page.wait_for_selector(".mp-stage svg, canvas[aria-label]")
        return page

    with empty_pages(browser) as empty:
        yield opened


def told(page, expression, value):
    """Wait until Python would have been told: that happens just after the picture has moved."""
    page.wait_for_function(
        f"JSON.stringify({expression}) === {json.dumps(json.dumps(value, separators=(',', ':')))}"
    )
