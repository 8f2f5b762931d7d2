"""The pictures in a plain page of Chromium: no kernel, no JupyterLab, only the model's get, set and on."""

import importlib.util
import json
import os
from pathlib import Path

import pytest

from minidl.teach.widgets import ConvolutionPicture, DigitCanvas, ReceptiveFieldPicture

spec = importlib.util.spec_from_file_location("javascript", Path(__file__).with_name("javascript.py"))
javascript = importlib.util.module_from_spec(spec)
spec.loader.exec_module(javascript)

PICTURES = [ConvolutionPicture, ReceptiveFieldPicture, DigitCanvas]
MODEL = """
const listeners = {};
const model = {
  get: (name) => state[name],
  set: (name, value) => { state[name] = value; (listeners["change:" + name] || []).forEach((f) => f()); },
  on: (name, f) => (listeners[name] ||= []).push(f),
};
window.model = model;
"""


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
    def opened(picture):
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        page.problems = []
        page.on("pageerror", lambda problem: page.problems.append(str(problem)))
        state = picture.state() | {
            n: getattr(picture, n)
            for n in ("_choices", "_limits", "_state_names", "_networks", "error")
            if picture.has_trait(n)
        }
        script = picture._esm.replace("export default { render };", "render({ model, el: document.body });")
        script = script[: script.index("\nexport {")]
        page.set_content(f"<style>{picture._css}</style>")
        page.add_script_tag(content=f"const state = {json.dumps(state)};{MODEL}{script}", type="module")
        page.wait_for_selector(".mp-stage svg")
        return page

    return opened


def told(page, expression, value):
    """Wait until Python would have been told: that happens just after the picture has moved."""
    page.wait_for_function(
        f"JSON.stringify({expression}) === {json.dumps(json.dumps(value, separators=(',', ':')))}"
    )


@pytest.mark.parametrize("kind", PICTURES)
def test_every_preset_draws_and_says_the_same_as_python(opened, kind):
    picture = kind()
    page = opened(picture)
    height = page.locator(".mp-picture").bounding_box()["height"]
    for name in picture.presets:
        page.get_by_role("button", name=name, exact=True).first.click()
        picture.preset(name)
        assert page.locator(".mp-caption").inner_text() == picture.describe()
        assert page.locator(".mp-stage svg").first.get_attribute("aria-label") == picture.describe()
        assert page.locator(".mp-picture").bounding_box()["height"] == height  # the page never jumps
        drawn = page.locator(".mp-picture").inner_html()
        assert "NaN" not in drawn and "undefined" not in drawn
    assert page.problems == [] and page.locator(".mp-error").is_hidden()


@pytest.mark.parametrize("kind", PICTURES)
def test_every_control_has_a_name_and_takes_its_own_keys(opened, kind):
    page = opened(kind())
    controls = "button, input, select, [role=slider]"
    nameless = page.evaluate(
        f"""[...document.querySelectorAll("{controls}")].filter((e) =>
            !(e.getAttribute("aria-label") || e.textContent.trim()) && !e.hidden).map((e) => e.outerHTML)"""
    )
    assert nameless == []
    greedy = page.evaluate(
        f"""[...document.querySelectorAll("{controls}")].filter((e) => !e.dataset.lmSuppressShortcuts).length"""
    )
    assert greedy == 0
    small = page.evaluate(
        f"""[...document.querySelectorAll("{controls}")].map((e) => [e.outerHTML, e.getBoundingClientRect()])
            .filter(([_, b]) => b.width && (b.width < 24 || b.height < 24)).map(([html]) => html)"""
    )
    assert small == []
    tiny = page.evaluate(
        """[...document.querySelectorAll(".mp-picture *")].filter((e) => e.childElementCount === 0 && e.textContent.trim()
            && parseFloat(getComputedStyle(e).fontSize) < 12 && !e.closest(".mp-hidden")).map((e) => e.outerHTML)"""
    )
    assert tiny == []


def test_keys_move_the_window_and_change_settings(opened):
    page = opened(ConvolutionPicture())
    page.locator(".mp-stage").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    told(page, "model.get('position')", 6)
    page.get_by_label("Stride", exact=True).focus()
    page.keyboard.press("ArrowRight")
    assert "output of 3×3" in page.locator(".mp-caption").inner_text()
    page.get_by_label("Kernel, row 0, column 0").fill("7")
    told(page, "model.get('kernel')[0][0]", 7)


def test_a_wrong_number_is_marked_and_goes_back(opened):
    page = opened(ConvolutionPicture())
    box = page.get_by_label("Padding, as a number", exact=True)
    box.fill("99")
    assert box.get_attribute("aria-invalid") == "true" and page.evaluate("model.get('padding')") == 0
    box.blur()
    assert box.input_value() == "0" and box.get_attribute("aria-invalid") == "false"


@pytest.mark.parametrize("mode", ["1d", "2d", "transposed"])
def test_impossible_settings_offer_the_way_out(opened, mode):
    picture = ConvolutionPicture(
        mode=mode,
        padding=4 * (mode == "transposed"),
        height=3,
        width=3,
        kernel_width=3 + 4 * (mode != "transposed"),
    )
    page = opened(picture)
    assert "impossible" in page.locator(".mp-caption").inner_text()
    assert (
        page.locator(".mp-stage svg *").count() > 12 and "NaN" not in page.locator(".mp-picture").inner_html()
    )
    page.locator(".mp-fix").click()
    assert "impossible" not in page.locator(".mp-caption").inner_text()


def test_layers_are_added_moved_and_removed_by_keyboard(opened):
    page = opened(ReceptiveFieldPicture(input_size=40))
    add = page.get_by_role("button", name="+ Add a layer")
    for _ in range(3):
        add.press("Enter")
    assert add.is_disabled()
    page.get_by_label("Layer 6: kernel size").fill("5")
    page.get_by_label("Layer 6: move towards the input").press("Enter")
    assert (
        page.evaluate("document.activeElement.getAttribute('aria-label')")
        == "Layer 5: move towards the input"
    )
    told(page, "model.get('layers').map((l) => l.kernel_size)", [3, 3, 3, 3, 5, 3])
    page.get_by_label("Layer 5: remove").press("Enter")
    told(page, "model.get('layers').length", 5)
    page.get_by_label("Layer 1: kind").select_option("pool")
    told(page, "model.get('layers')[0].kind", "pool")


def test_an_error_is_shown_and_the_picture_stays(opened):
    page = opened(ConvolutionPicture())
    page.evaluate("model.set('error', 'Your function failed.')")
    page.wait_for_selector(".mp-error:has-text('Your function failed.')")
    page.evaluate("model.set('error', '')")
    page.wait_for_selector(".mp-error", state="hidden")
    page.evaluate("model.set('kernel', null)")  # what Python would never send
    page.wait_for_selector(".mp-error:has-text('could not be drawn')")
    assert page.locator(".mp-stage svg text").count() > 20
    page.get_by_role("button", name="Reset").click()
    assert page.locator(".mp-error").is_hidden()


def ink(page):
    return page.evaluate("model.get('image').filter((value) => value > 0).length")


def test_a_digit_is_drawn_by_pointer(opened):
    page = opened(DigitCanvas())
    assert "Nothing is drawn" in page.locator(".mp-caption").inner_text()
    box = page.locator(".mp-stage").first.bounding_box()

    def at(row, column):
        return box["x"] + box["width"] * column / 28, box["y"] + box["height"] * row / 28

    page.mouse.move(*at(5, 14))
    page.mouse.down()
    page.mouse.move(*at(14, 14))
    page.mouse.move(*at(23, 14))
    page.mouse.up()
    page.mouse.move(*at(23, 3))  # the pointer is up: no ink
    page.wait_for_function("model.get('image').some((value) => value)")
    canvas = DigitCanvas()
    canvas.image = page.evaluate("model.get('image')")
    assert not canvas.drawn()[:, :10].any() and canvas.drawn()[5:23, 14].all()  # no hole in the stroke
    assert page.locator(".mp-caption").inner_text() == canvas.describe()
    assert "the ReLU network reads it as 1 " in canvas.describe()
    page.get_by_role("button", name="Eraser").click()
    page.mouse.move(*at(5, 14))
    page.mouse.down()
    page.mouse.move(*at(23, 14))
    page.mouse.up()
    told(page, "model.get('image').some((value) => value)", False)
    assert "Nothing is drawn" in page.locator(".mp-caption").inner_text() and page.problems == []


def test_a_digit_is_drawn_by_keys(opened):
    page = opened(DigitCanvas())
    page.locator(".mp-stage").first.focus()
    assert page.locator(".mp-canvas-cursor").is_visible()
    page.keyboard.press("ArrowUp")
    assert ink(page) == 0  # moving leaves no ink
    page.keyboard.press("Space")
    page.wait_for_function("model.get('image').some((value) => value)")
    dot = ink(page)
    for _ in range(6):
        page.keyboard.press("Shift+ArrowDown")
    page.wait_for_function(f"model.get('image').filter((value) => value > 0).length >= {dot + 18}")
    canvas = DigitCanvas()
    canvas.stroke([(13.5, 14.5), (19.5, 14.5)])
    assert page.evaluate("model.get('image')") == canvas.image
    page.keyboard.press("e")
    page.keyboard.press("Space")
    page.wait_for_function(f"model.get('image')[{19 * 28 + 14}] === 0")
    page.keyboard.press("Delete")
    told(page, "model.get('image').some((value) => value)", False)
    for _ in range(40):  # the cursor stays on the canvas
        page.keyboard.press("ArrowLeft")
    page.keyboard.press("e")
    page.keyboard.press("Space")
    page.wait_for_function(f"model.get('image')[{13 * 28}] === 0 && model.get('image')[{19 * 28}] > 200")
    assert page.problems == []


def test_ink_everywhere_and_the_linear_network(opened):
    page = opened(DigitCanvas())
    page.get_by_role("button", name="ink everywhere").click()
    assert "it has never learnt “no digit”" in page.locator(".mp-caption").inner_text()
    page.get_by_label("Activation maps of").select_option("linear")
    assert "those of the linear network" in page.locator(".mp-caption").inner_text()
    assert page.locator(".mp-answer .mp-map-minus").count() > 0  # signed maps
    assert page.get_by_role("button", name="ink everywhere").get_attribute("aria-pressed") == "true"
    page.get_by_role("button", name="Clear").click()
    assert "Nothing is drawn" in page.locator(".mp-caption").inner_text()
    assert page.locator(".mp-answer").inner_text().count("%") == 0
