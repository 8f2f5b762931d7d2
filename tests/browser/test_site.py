"""`make html`: the pages open from a file, with no network, and their pictures move with no Python."""

import os
import subprocess
import sys

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


def build(notebook, folder):
    """`make html`, in a process of its own: what it runs may use asyncio, which playwright occupies here."""
    env = {name: value for name, value in os.environ.items() if name != "MINIDL_DATA"}
    env["PYTHONPATH"] = os.pathsep.join(filter(None, [str(ROOT), env.get("PYTHONPATH")]))
    command = [sys.executable, "-m", "minidl.teach.site", str(notebook), "--to", str(folder)]
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=300)


@pytest.fixture(scope="module", params=[*NOTEBOOKS, None], ids=lambda path: path.stem if path else "small")
def page(request, chromium, tmp_path_factory):
    """The page of a notebook, opened by its file: once for all the tests below."""
    folder = tmp_path_factory.mktemp("site")
    notebook = request.param or folder / "small.ipynb"
    if request.param is None:
        write_small_notebook(notebook)
    result = build(notebook, folder / "with space")
    assert result.returncode == 0, result.stdout + result.stderr
    with open_page(chromium, (folder / "with space" / "index.html").as_uri(), only_files=True) as page:
        page.get_by_role("listitem").get_by_role("link").click()
        page.wait_for_load_state()
        page.wait_for_timeout(500)  # the widgets' scripts have loaded
        page.small = request.param is None
        yield page


def test_opens_without_network_and_without_complaint(page):
    assert page.problems == []
    assert "pictures here move by themselves" in page.locator("body > p").inner_text()
    assert complaints(page) == []
    assert not page.evaluate("[...document.images].filter(i => !i.complete || !i.naturalWidth).length")


def test_each_widget_stands_in_place_of_its_text(page):
    assert page.evaluate("[...document.querySelectorAll('.widget > pre')].map(e => e.textContent)") == []
    if page.small:
        assert len(pictures(page)) == 2
        assert page.locator(".minidl-sentence").all_inner_texts() == [
            "A square with side 4.",  # what Python set last
            "A square with side 2.",
        ]


def test_a_key_press_changes_each_picture(page):
    for picture in pictures(page):
        assert a_key_changes(picture, python=False), picture.aria_snapshot()
    if page.small:
        assert page.locator(".minidl-sentence").first.inner_text() == "A square with side 5."
    assert page.problems == []


def test_formulas_are_drawn(page):
    formulas = page.locator("math").all()
    assert len(formulas) >= 2 or not page.small
    for formula in formulas:
        if formula.is_visible():  # not in a closed fold
            box = formula.bounding_box()
            assert box["width"] > 4 and box["height"] > 8
    left = """() => { const c = document.querySelector('main').cloneNode(true);
        c.querySelectorAll('pre, code, script, .widget').forEach(e => e.remove());
        return c.textContent.match(/\\$[^$\\n]+\\$|\\\\(frac|text|begin)/g) || []; }"""
    assert page.evaluate(left) == []


def test_text_can_be_read_and_nothing_is_clipped(page):
    assert page.locator("html").evaluate(CLIPPED) == ""
    for picture in pictures(page):
        assert picture.evaluate(SMALL) == []
        assert picture.evaluate(CLIPPED) == ""


@pytest.mark.parametrize("theme", ["dark", "light"])  # the last one stays
def test_text_stands_out_from_its_background(page, theme):
    page.emulate_media(color_scheme=theme)
    page.wait_for_timeout(200)
    assert page.locator("body").evaluate(FAINT) == []


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("1 / 0", "ZeroDivisionError"),
        (
            "from IPython.display import Markdown\nMarkdown(r'$\\nosuchthing{x}$')",
            r"'\\nosuchthing' is not known in the formula \nosuchthing{x}",
        ),
    ],
    ids=["error", "formula"],
)
def test_what_cannot_become_a_page_stops_the_build_and_is_named(cell, words, tmp_path):
    write_small_notebook(tmp_path / "small.ipynb", extra=cell)
    result = build(tmp_path / "small.ipynb", tmp_path / "site")
    assert result.returncode == 1
    assert "small.ipynb: " in result.stderr and words in result.stderr
    assert not (tmp_path / "site" / "small.html").exists()
