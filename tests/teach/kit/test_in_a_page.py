"""The pictures in a plain page of Chromium: no kernel, no JupyterLab, only the model's get, set and on."""

import importlib.util
import json
import os

import numpy as np
import pytest

import minidl.teach
from minidl.teach import (
    ConfusionPicture,
    ConvolutionPicture,
    DigitCanvas,
    DrawnFunctionPicture,
    InequalityPicture,
    LearningRulePicture,
    LongestPathPicture,
    PerceptronPicture,
    Picture,
    ReceptiveFieldPicture,
    ShallowNetworkPicture,
    SoftmaxPicture,
)
from tests.teach import javascript

KINDS = (getattr(minidl.teach, name) for name in dir(minidl.teach))
PICTURES = [
    kind for kind in KINDS if isinstance(kind, type) and issubclass(kind, Picture) and kind is not Picture
]


def made(kind):
    if kind is not ConfusionPicture:
        return kind()
    random = np.random.default_rng(0)
    images, labels = random.random((60, 8, 8)), random.integers(0, 4, 60)
    p = {name: random.dirichlet(np.ones(4), 60) for name in ("CNN", "MLP")}
    return ConfusionPicture(images, labels, p)


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
            for n in ("_choices", "_limits", "_state_names", "_networks", "_data", "error")
            if picture.has_trait(n)
        }
        script = picture._esm.replace("export default { render };", "render({ model, el: document.body });")
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
    picture = made(kind)
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
    page = opened(made(kind))
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


def test_the_bars_of_softmax_move_by_pointer_and_by_keys(opened):
    page = opened(SoftmaxPicture())
    stage = page.get_by_role("slider", name="Bars of the logits")
    box = stage.bounding_box()
    scale = box["width"] / 548
    at = lambda x, y: (box["x"] + x * scale, box["y"] + y * scale)
    page.mouse.move(*at(46 + 1.4 * 212 / 3, 110))  # the dog's bar, then to the middle: z = 0
    page.mouse.down()
    page.mouse.move(*at(150, 126))
    told(page, "model.get('logits')", [2, 0, -1])
    page.mouse.move(*at(20, 20))  # held: it follows the pointer beyond its column, and ends at 6
    page.mouse.up()
    told(page, "model.get('logits')", [2, 6, -1])
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowUp")
    told(page, "model.get('logits')", [2, 6, -0.75])
    assert stage.get_attribute("aria-valuetext") == "bird: logit −0.75"
    page.mouse.click(*at(60, 262))  # on the cat's number: the bar is chosen, and stays
    assert stage.get_attribute("aria-valuetext") == "cat: logit 2"
    page.mouse.click(*at(326 + 2.5 * 218 / 3, 200))
    told(page, "model.get('target')", "bird")
    page.get_by_label("logit of cat, as a number").fill("1000")
    assert "float32 gives nan, 0, 0" in page.locator(".mp-caption").inner_text()
    assert page.problems == [] and "NaN" not in page.locator(".mp-picture").inner_html()


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


def test_the_line_of_a_unit_is_dragged_turned_and_moved_by_keys(opened):
    page = opened(PerceptronPicture())
    stage = page.locator(".mp-stage")
    stage.focus()
    page.keyboard.press("ArrowLeft")
    told(page, "model.get('T')", 1.75)
    page.keyboard.press("Home")
    told(page, "model.get('T')", -4)
    page.get_by_role("button", name="AND", exact=True).click()
    box = page.locator(".mp-stage svg").bounding_box()
    scale = box["width"] / 548

    def at(x1, x2):  # from inputs to the page
        px, py = 34 + (x1 + 0.75) / 2.5 * 284, 24 + (1.75 - x2) / 2.5 * 284
        return box["x"] + px * scale, box["y"] + py * scale

    page.mouse.click(*at(0.5, 0.5))
    told(page, "model.get('T')", 1)
    assert "wrong against AND: 2 of 4" in page.locator(".mp-caption").inner_text()
    page.mouse.move(*at(0.7, 0.7))  # the tip of the arrow
    page.mouse.down()
    page.mouse.move(*at(0.3, 0.3))
    page.mouse.up()
    told(page, "[model.get('w1'), model.get('w2'), model.get('T')]", [-1, -1, -1])
    page.get_by_role("button", name="bias b = −T").click()
    page.get_by_label("Bias b = −T", exact=True).press("ArrowRight")
    told(page, "model.get('T')", -1.25)


def test_inequalities_are_added_by_row_and_by_button(opened):
    page = opened(InequalityPicture())
    for point in ("(0,0)", "(0,1)", "(1,0)"):
        page.get_by_role("button", name=f"Add {point}").press("Enter")
    box = page.locator(".mp-stage svg").bounding_box()
    page.mouse.click(box["x"] + 100, box["y"] + box["height"] * 165 / 262)  # the fourth row
    told(page, "model.get('add_11')", True)
    assert "no single unit is XOR" in page.locator(".mp-caption").inner_text()
    page.get_by_label("Gate").select_option("AND")
    assert "do all four" in page.locator(".mp-caption").inner_text()


def test_the_rule_is_stepped_and_a_path_is_marked(opened):
    page = opened(LearningRulePicture())
    page.get_by_role("button", name="next correction").click()
    page.get_by_role("button", name="next correction").press("Enter")
    told(page, "model.get('step')", 4)
    page.get_by_label("Step", exact=True).press("End")
    assert "learned" in page.locator(".mp-caption").inner_text()
    page = opened(LongestPathPicture(graph="with a shortcut"))
    for node in "xaby":
        page.get_by_role("button", name=f"Node {node}").press("Enter")
    assert "the depth is 3" in page.locator(".mp-caption").inner_text()
    box = page.locator(".mp-stage svg").bounding_box()
    page.mouse.click(box["x"] + box["width"] * 60 / 836, box["y"] + box["height"] * 125 / 250)  # x again
    told(page, "model.get('marked')", ["a", "b", "y"])


def test_joints_are_dragged_by_pointer_and_by_keys(opened):
    page = opened(ShallowNetworkPicture())
    stage = page.locator(".mp-stage")
    stage.focus()
    page.keyboard.press("ArrowRight")  # unit 1: 1 + x, its joint from −1 to −0.75
    told(page, "model.get('theta_10')", 0.75)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowLeft")  # unit 2: 2x, its joint from 0 to −0.125
    told(page, "model.get('theta_20')", 0.25)
    joint = page.locator(".mp-stage svg .mp-f2").last.bounding_box()  # unit 3: 1 − x
    x, y = joint["x"] + joint["width"] / 2, joint["y"] + joint["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    one = 60 * page.locator(".mp-stage svg").bounding_box()["width"] / 836  # how wide 1 is in the sum
    page.mouse.move(x - one, y, steps=4)
    page.mouse.up()
    told(page, "model.get('theta_30')", 0)
    assert "unit 3 has its joint at 0;" in page.locator(".mp-caption").inner_text()
    assert page.problems == []


def test_a_curve_is_drawn_by_pointer_and_by_keys(opened):
    page = opened(DrawnFunctionPicture(heights=[0] * 65))
    stage = page.locator(".mp-stage")
    stage.focus()
    page.keyboard.press("Home")
    page.keyboard.press("ArrowUp")
    told(page, "model.get('heights').slice(0, 6)", [50, 40, 30, 20, 10, 0])
    box = page.locator(".mp-drawing").bounding_box()
    top = box["y"] - 60
    page.mouse.move(box["x"] + box["width"] / 2, top)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] + 30, top, steps=2)  # past the end: nothing breaks
    page.mouse.up()
    page.wait_for_function("model.get('heights')[64] > 100")
    drawn = page.evaluate("model.get('heights')")
    assert len(drawn) == 65 and len(set(drawn[34:])) == 1 and drawn[20] == 0
    assert page.problems == []
