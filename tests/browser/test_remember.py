"""Pages of `make html` remember: what was answered and written is there after a reload, tomorrow, and as a file.

What is said to be kept is read back through a second page. Nothing here starts Python.
"""

import json

import nbformat
import pytest
from ipywidgets import Widget
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from minidl.teach import ComputedPicture, dropdown, slider
from minidl.teach.kit.question import Question
from minidl.teach.kit.tickets import ask
from minidl.teach.site import __main__ as site
from minidl.teach.site import grids
from tests.browser.axe import violations_in_both_themes
from tests.browser.pages import CLIPPED, drawn, open_page

VIEW = "application/vnd.jupyter.widget-view+json"
CARD = "# 77 · Remember\n\n**What stays?**\n\n| | |\n|---|---|\n| **Time** | 1 minute |\n| **Before** | lesson 01 |\n"
MANY = 97


def draw(figure, level, kind):
    figure.subplots().plot([0, level, 1], {"flat": "-", "steep": "--"}[kind])


def picture():
    controls = {"level": slider(0, 60, start=7), "kind": dropdown(["flat", "steep"])}
    alt = lambda level, kind: f"A {kind} line over {level}."
    return ComputedPicture(draw, controls, {"high": {"level": 60}}, alt=alt, size=(5, 2))


def cell(source, widget=None, **options):
    data = {VIEW: {"model_id": widget.model_id}, "text/plain": "x"} if widget else None
    made = new_code_cell(source, outputs=[new_output("display_data", data)] if data else [])
    made.id = options.get("id", made.id)
    return made


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A site with one lesson: 97 predictions with reasons, three ticket questions, an exercise, a picture."""
    folder = tmp_path_factory.mktemp("remembering site")
    texts = {"question": "Which?", "options": ["yes", "no"], "because": ["so", "or so"]}
    predictions = [Question(question_id=f"77.{i}", title=f"Predict 77.{i}", **texts) for i in range(MANY)]
    probe = {"question": "Is it?", "right": "yes", "options": {"yes": "It is.", "no": "It is."}}
    tickets = [ask(f"77.ticket{i}", f"Question {i}", probe) for i in range(1, 4)]
    computed = picture()
    cells = [new_markdown_cell(CARD), cell("import minidl", id="setup")]
    cells += [cell(f'predict("77.{i}")', one) for i, one in enumerate(predictions)]
    cells += [
        cell("show", computed),
        cell("between", id="between"),
        cell(f'reveal("77.{MANY - 1}")', id="reveal"),
    ]
    cells += [cell("exit_ticket", one) for one in tickets]
    cells += [cell('def f(x):\n    return ...  # your code\n\ncheck("77.1", f)', id="exercise")]
    notebook = new_notebook(cells=cells)
    state = Widget.get_manager_state(widgets=[*predictions, *tickets, computed])
    state["state"][computed.model_id]["grid"] = grids.stored(computed)
    notebook.metadata["widgets"] = {site.STATE: state}
    notebook = nbformat.from_dict(notebook)
    site.put_beside(notebook, "77-remember", folder)
    (folder / "77-remember.html").write_text(site.page(notebook, "77-remember"), encoding="utf-8")
    (folder / "page.css").write_text((site.HERE / "page.css").read_text(encoding="utf-8"), encoding="utf-8")
    (folder / "index.html").write_text(site.index(folder), encoding="utf-8")
    return folder


@pytest.fixture
def browser(chromium):
    """A browser of its own, which forgets everything after the test: browser(page, script) opens a page there."""
    context = chromium.new_context(viewport={"width": 1280, "height": 800}, accept_downloads=True)
    context.problems = []

    def heard(line):
        if line.type == "error" and not line.text.startswith("Connecting to"):  # axe reads style sheets
            context.problems.append(line.text)

    def opened(address, before=""):
        page = context.new_page()
        page.on("pageerror", lambda error: context.problems.append(str(error)))
        page.on("console", heard)
        if before:
            page.add_init_script(before)
        page.goto(address)
        return page

    yield opened
    assert context.problems == []
    context.close()


ANSWER_ALL = """() => {
    for (const room of document.querySelectorAll('.minidl-question-room'))
        for (let step = 0; step < 2; step++) {
            const open = [...room.querySelectorAll('fieldset')].find(set => !set.disabled && !set.hidden);
            const radio = open?.querySelectorAll('input')[1];
            if (!radio) continue;
            radio.click();
            room.querySelector('form').requestSubmit();
        }
}"""
SAID = "() => [...document.querySelectorAll('.minidl-q-status')].map(e => e.textContent)"
KEPT = "() => JSON.parse(localStorage.getItem('minidl answers 77') ?? '{}')"


def test_a_hundred_answers_of_a_hundred_come_back(browser, folder):
    address = (folder / "77-remember.html").as_uri()
    page = browser(address)
    drawn(page)
    assert "0 of 97 predictions, 0 of 3 ticket questions" in page.locator("#kept").inner_text()
    page.evaluate(ANSWER_ALL)
    words = "97 of 97 predictions, 3 of 3 ticket questions, 0 of 1 checks passed"
    assert words in page.locator("#kept").inner_text()
    before = page.evaluate(SAID)
    assert len(before) == 100 and not any("keeps no answers" in said for said in before)
    second = browser(address)  # while the first is open
    drawn(second)
    for one in (page, second):
        kept = one.evaluate(KEPT)
        assert len(kept) == 100
        assert all(kept[f"77.{i}"]["answers"] == ["no"] for i in range(MANY))
        assert all(kept[f"77.{i}"]["reasons"] == ["or so"] for i in range(MANY))
        assert kept["77.ticket1"]["times"]["first"].endswith("+00:00")
    page.reload()
    drawn(page)
    for one in (page, second):
        assert one.evaluate(SAID) == before
        assert words in one.locator("#kept").inner_text()
        assert one.locator("[id='cell-id=between']").is_visible(), "what an answer has opened stays open"


def test_code_stays_and_goes_back(browser, folder):
    page = browser((folder / "77-remember.html").as_uri())
    editor = page.get_by_label("Code of the cell exercise")
    text = "def f(x):\n    return x + 1\n"
    editor.fill(text)
    page.reload()
    assert editor.input_value() == text
    page.locator("[id='cell-id=exercise']").get_by_role("button", name="My changes away").click()
    page.reload()
    assert "..." in editor.input_value()
    editor.press("End")
    editor.press("Tab")
    assert editor.input_value().startswith("def f(x):") and "    " in editor.input_value()
    editor.press("Escape")
    editor.press("Tab")
    assert page.evaluate("document.activeElement.localName") != "textarea"


def test_where_nothing_can_be_kept_the_page_says_so(browser, folder):
    full = "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); };"
    page = browser((folder / "77-remember.html").as_uri(), before=full)
    drawn(page)
    page.evaluate(ANSWER_ALL)
    assert "Not kept" in page.locator("#kept").inner_text()
    assert "Not kept" in page.locator(".minidl-q-error").first.inner_text()
    forgetful = "Storage.prototype.setItem = () => {};"
    page = browser((folder / "77-remember.html").as_uri(), before=forgetful)
    drawn(page)
    page.evaluate(ANSWER_ALL)
    assert "Not kept" in page.locator("#kept").inner_text()
    assert page.evaluate(KEPT) == {}


def test_answers_as_a_file_and_back_and_anew(browser, folder, tmp_path):
    address = (folder / "77-remember.html").as_uri()
    page = browser(address)
    drawn(page)
    page.evaluate(ANSWER_ALL)
    page.get_by_label("Code of the cell exercise").fill("mine = 1")
    with page.expect_download() as download:
        page.get_by_role("button", name="Save as a file").click()
    download.value.save_as(tmp_path / "kept.json")
    content = json.loads((tmp_path / "kept.json").read_text(encoding="utf-8"))
    assert content["kept"]["answers 77"] == page.evaluate(KEPT)
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Start anew").click()
    page.wait_for_load_state()
    drawn(page)
    assert page.evaluate(KEPT) == {} and "0 of 97" in page.locator("#kept").inner_text()
    assert "..." in page.get_by_label("Code of the cell exercise").input_value()
    for wrong in ("no JSON", "[]", '{"minidl": 1, "kept": {"answers 77": 3}}'):
        (tmp_path / "wrong.json").write_text(wrong)
        page.locator("#take-in").set_input_files(tmp_path / "wrong.json")
        page.get_by_text("This is no file of answers").wait_for()
    hostile = {
        "answers 77": {"77.0": {"answers": "x", "reasons": [{}], "times": 3}, "77.1": 4},
        "theme": {"a": "b"},
    }
    (tmp_path / "wrong.json").write_text(json.dumps({"minidl": 1, "kept": hostile}))
    page.locator("#take-in").set_input_files(tmp_path / "wrong.json")
    page.wait_for_load_state()
    drawn(page)
    assert page.evaluate("Object.keys(localStorage).filter(key => key.includes('theme'))") == []
    page.locator("#take-in").set_input_files(tmp_path / "kept.json")
    page.get_by_text("97 of 97 predictions").wait_for()
    assert page.evaluate(KEPT)["77.5"]["answers"] == ["no"]
    assert page.get_by_label("Code of the cell exercise").input_value() == "mine = 1"


def test_records_of_two_pages_are_one_and_nothing_is_lost(browser, folder):
    page = browser((folder / "77-remember.html").as_uri())
    play = """([a, b]) => merged(a, b)"""
    old = {
        "answers": ["1"],
        "attempts": 3,
        "passed": True,
        "times": {"first": "2", "last": "3", "passed": "3"},
    }
    new = {"answers": ["1", "2"], "attempts": 2, "passed": False, "times": {"first": "1", "last": "4"}}
    both = {
        "answers": ["1", "2"],
        "attempts": 3,
        "passed": True,
        "times": {"first": "1", "last": "4", "passed": "3"},
    }
    assert page.evaluate(play, [old, new]) == both
    assert page.evaluate(play, [{"answers": ["1"]}, {"answers": ["2"]}]) == {"answers": ["1", "2"]}


def test_the_index_is_a_map_of_what_is_done(browser, folder):
    index = browser((folder / "index.html").as_uri())
    item = index.locator("#lesson-77-remember")
    assert "not begun here" in item.inner_text() and "needs 01" in item.inner_text()
    page = browser((folder / "77-remember.html").as_uri())
    drawn(page)
    page.evaluate(ANSWER_ALL)
    index.reload()
    assert "97 of 97 predictions, 3 of 3 ticket questions, 0 of 1 checks passed" in item.inner_text()
    assert index.locator("progress").evaluate("bar => [bar.value, bar.max]") == [100, 101]
    for width in (320, 1280):
        assert violations_in_both_themes(index, width) == []
        assert index.locator("html").evaluate(CLIPPED) == ""


# --- stored settings of computed pictures ---


def test_a_grid_has_at_most_thirty_settings_and_the_start_is_one():
    for count in range(1, 10):
        controls = [{"name": f"c{i}", **slider(0, 60, start=7)} for i in range(count - 1)]
        controls.append({"name": "kind", **dropdown(["a", "b", "c"])})
        made = grids.settings(controls)
        assert len(made) <= grids.MOST and {one["name"]: one["start"] for one in controls} in made
        assert len({json.dumps(one) for one in made}) == len(made) >= (3 if count == 1 else 17)
        for control in controls:
            assert {one[control["name"]] for one in made} <= set(grids.positions(control))
            assert len({one[control["name"]] for one in made}) >= 3


def test_a_slider_moves_without_python_and_the_page_says_where(browser, folder):
    page = browser((folder / "77-remember.html").as_uri())
    page.get_by_role("button", name="Show anyway").first.click()
    drawn(page)
    box = page.locator(".minidl-computed")
    said = box.locator(".mp-note").inner_text()
    assert said == "Without Python these are stored: level at 15 positions from 0 to 60; kind flat, steep."
    level, caption = box.get_by_label("level"), box.locator(".mp-caption")
    assert caption.inner_text() == "A flat line over 7." and level.get_attribute("aria-valuetext") == "7"
    seen = set()
    for key in ["Home", *["ArrowRight"] * 14]:
        level.press(key)
        text = f"A flat line over {level.get_attribute('aria-valuetext')}."
        page.get_by_text(text).last.wait_for()
        seen.add(box.locator("canvas").evaluate("canvas => canvas.toDataURL()"))
    assert caption.inner_text() == "A flat line over 60."
    assert len(seen) == 15
    box.get_by_label("kind").select_option("steep")
    page.get_by_text("A steep line over 60.").last.wait_for()
    page.set_viewport_size({"width": 340, "height": 700})
    page.wait_for_timeout(300)
    assert box.locator("canvas").evaluate("canvas => canvas.width") < 650


def test_without_its_file_a_picture_says_what_is_missing(chromium, folder, tmp_path):
    for name in ("77-remember.html", "page.css"):
        (tmp_path / name).write_bytes((folder / name).read_bytes())
    with open_page(chromium, (tmp_path / "77-remember.html").as_uri()) as page:
        page.get_by_role("button", name="Show anyway").first.click()
        drawn(page)
        page.locator(".minidl-computed").get_by_label("level").press("ArrowRight")
        page.get_by_text("The stored pictures are not there").wait_for()


def test_a_stored_picture_is_what_python_draws(folder):
    (path,) = (folder / "grids").glob("*.js")
    drawings = json.loads(json.loads(path.read_text().split(", ", 1)[1].removesuffix(");")))
    assert len(drawings) == grids.MOST
    again = picture()
    for at in (0, 17, 29):
        values = grids.settings(again.controls)[at]
        alt, wide, *_ = drawings[at]
        assert alt == again._alt(**values)
        assert wide == grids.packed(*again._drawing(values, [5, 500]))


# --- Python that is not there ---


def test_without_python_run_says_where_to_get_it(browser, folder):
    page = browser((folder / "77-remember.html").as_uri())
    # The browser's own word about a missing file is no fault of the page.
    page.context.problems = type("Ignored", (list,), {"append": lambda self, text: None})()
    page.locator("[id='cell-id=setup']").get_by_role("button", name="Run", exact=True).click()
    page.get_by_text("make stick").wait_for()
    assert page.locator("#stop").is_hidden()
