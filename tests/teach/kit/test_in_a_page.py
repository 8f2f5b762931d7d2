"""The pictures in a plain page of Chromium; what a single lesson's picture does is tested beside that lesson."""

import pytest

from minidl.teach import ComputedPicture, SoftmaxPicture, slider
from minidl.teach.kit import bundle
from minidl.teach.kit.bundle import script, style
from minidl.teach.kit.picture import Number, Picture, Whole
from tests.browser.pages import SMALL
from tests.teach.a_page import PICTURES, browser, made, opened, told

__all__ = ["browser", "opened"]

DEMO = """
function build({ sheets, controls, change, limits, state: now }) {
  const plane = sheet(sheets, [300, 200], { role: "slider", tabindex: 0, "aria-label": "Line", "aria-valuenow": 0, ...OWN_KEYS });
  const all = ["weight", "count"].map((name) => [name, numberControl(controls, { name, text: name }, limits[name], change)]);
  plane.drag((x, y) => change({ weight: clamp(onStep((100 - y) / 20, 0.25), -3, 3) }), (dx, dy) => change({ weight: clamp(now().weight - 0.25 * dy, -3, 3) }));
  return (state, sentence) => {
    for (const [name, control] of all) control.show(state[name]);
    plane.draw(sentence, stroke(0, 100, 300, 100 - 20 * state.weight, "mp-flow") + label(10, 20, "flow", "mp-key"));
  };
}
const describe = ({ weight, count }) => `Weight ${signed(weight)}, count ${count}.`;
export default picture({ name: "Demo", describe, build });
"""


class Demo(Picture):
    """The smallest picture that has everything."""

    _esm = script(bundle.__file__, "axes.js") + DEMO
    _css = style()
    weight = Number(1.0, -3, 3)
    count = Whole(2, 0, 9)

    def describe(self):
        return f"Weight {self.weight}, count {self.count}."

    @classmethod
    def default_presets(cls):
        return {"as it starts": {}, "flat": {"weight": 0.0}, "steep": {"weight": 3.0}}


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
        assert page.locator(".mp-presets [aria-pressed=true]").count() == 1
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


@pytest.mark.parametrize("width", [320, 577, 1400])
@pytest.mark.parametrize("kind", [Demo, *PICTURES])
def test_a_picture_fits_and_can_be_read(opened, kind, width):
    page = opened(made(kind), width=width + 16)  # 8 on either side
    assert page.evaluate("document.documentElement.scrollWidth") <= width + 16
    assert page.locator(".mp-picture").evaluate(SMALL) == []


def pressed(page):
    return page.locator(".mp-presets [aria-pressed=true]").all_inner_texts()


def test_one_preset_is_lit(opened):
    page = opened(Demo())
    assert pressed(page) == ["as it starts"]  # Reset would be the same
    page.get_by_role("button", name="Reset").click()
    assert pressed(page) == ["Reset"]
    page.get_by_role("button", name="steep").click()
    assert pressed(page) == ["steep"]
    page.get_by_label("count", exact=True).press("ArrowRight")
    assert pressed(page) == []


def test_a_button_under_the_pointer_does_not_look_pressed(opened):
    page = opened(Demo())
    button = page.get_by_role("button", name="flat")
    colour = lambda: button.evaluate("e => getComputedStyle(e).backgroundColor")
    plain = colour()
    button.hover()
    hovered = colour()
    button.click()
    assert len({plain, hovered, colour()}) == 3


@pytest.mark.parametrize(
    ("typed", "words", "shown", "value"),
    [
        ("2.5", "", "2.5", 2.5),
        ("−2", "", "−2", -2),
        ("-2", "", "−2", -2),
        ("999", "999 is more than 3: 3 is the largest.", "3", 3),
        ("-7", "−7 is less than −3: −3 is the smallest.", "−3", -3),
        ("1.3", "1.3 is between the steps of 0.25: 1.25 is the nearest.", "1.25", 1.25),
        ("2,5", "Write 2.5 with a point, not with a comma.", "1", 1),
        ("7/3", "7/3 is a fraction: write a decimal number, such as 0.25.", "1", 1),
        ("two", '"two" is not a number. Write digits, such as 12, -3 or 2.5.', "1", 1),
        ("", "Type a number first.", "1", 1),
    ],
)
def test_what_becomes_of_a_typed_number_is_said(opened, typed, words, shown, value):
    page = opened(Demo())
    box = page.get_by_label("weight, as a number")
    box.fill(typed)
    said = page.locator(f"id={box.get_attribute('aria-describedby')}")
    assert said.inner_text() == words
    assert box.get_attribute("aria-invalid") == str(words != "").lower()
    box.press("Enter")
    assert (box.input_value(), said.inner_text()) == (shown, words)
    told(page, "model.get('weight')", value)
    inside = "e => { const b = e.getBoundingClientRect(); return b.left >= 0 && b.right <= innerWidth }"
    assert not words or said.evaluate(inside)
    box.press("ArrowUp")
    assert said.inner_text() == ""


@pytest.mark.parametrize("typed", ["2,5", "2.5 cm", "2e", "2/", "29"])
def test_while_a_number_cannot_be_the_picture_is_where_it_was(opened, typed):
    page = opened(Demo())
    box = page.get_by_label("weight, as a number")
    box.select_text()
    box.press_sequentially(typed)
    told(page, "model.get('weight')", 1)
    assert page.locator(".mp-caption").inner_text() == "Weight 1, count 2."
    assert box.input_value() == typed
    box.press("Enter")
    assert box.input_value() == ("3" if typed == "29" else "1")


@pytest.mark.parametrize("does", ["slides", "presses"])
def test_a_message_is_gone_with_the_next_thing_that_is_done(opened, does):
    page = opened(Demo())
    box = page.get_by_label("weight, as a number")
    box.select_text()
    box.press_sequentially("2,5")
    box.blur()
    said = page.locator(f"id={box.get_attribute('aria-describedby')}")
    assert (said.inner_text(), box.input_value()) == ("Write 2.5 with a point, not with a comma.", "1")
    if does == "slides":
        page.get_by_label("count", exact=True).press("ArrowRight")
    else:
        page.get_by_role("button", name="as it starts").click()
    assert said.inner_text() == "" and page.evaluate("model.get('weight')") == 1


def test_one_message_is_there_the_newest(opened):
    page = opened(Demo())
    for name, typed in (("weight", "999"), ("count", "−2")):
        page.get_by_label(f"{name}, as a number").fill(typed)
        page.get_by_label(f"{name}, as a number").press("Enter")
    said = [words for words in page.locator(".mp-said").all_inner_texts() if words]
    assert said == ["−2 is less than 0: 0 is the smallest."]


def test_arrows_step_a_number_and_the_wheel_does_not(opened):
    page = opened(Demo())
    box = page.get_by_label("weight, as a number")
    for key, value in (("ArrowUp", 1.25), ("ArrowDown", 1), ("ArrowDown", 0.75)):
        box.press(key)
        told(page, "model.get('weight')", value)
    box.hover()
    page.mouse.wheel(0, 300)
    page.wait_for_timeout(100)
    assert page.evaluate("model.get('weight')") == 0.75 and box.input_value() == "0.75"


def test_a_message_from_python_does_not_throw_an_unsent_drag_away(opened):
    """Both in one task: the drag is drawn, and not told yet, when the message comes."""
    page = opened(Demo())
    page.evaluate(
        """() => {
            const range = document.querySelector('[data-trait=weight] input[type=range]');
            range.value = 2.5;
            range.dispatchEvent(new Event('input', { bubbles: true }));
            model.set('count', 7);
        }"""
    )
    told(page, "[model.get('weight'), model.get('count')]", [2.5, 7])
    assert page.locator(".mp-caption").inner_text() == "Weight 2.5, count 7."
    page.evaluate("model.set('weight', -1)")
    page.get_by_text("Weight −1, count 7.").first.wait_for()


def test_a_sheet_is_dragged_by_pointer_and_keys(opened):
    page = opened(Demo())
    box = page.locator(".mp-stage svg").bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] * 0.3)
    page.mouse.up()
    told(page, "model.get('weight')", 2)
    page.get_by_role("slider", name="Line").press("ArrowDown")
    told(page, "model.get('weight')", 1.75)


def test_in_a_low_window_the_buttons_are_beside_the_sheets(opened):
    page = opened(Demo(), width=1000, height=400)
    page.wait_for_selector(".mp-side > .mp-presets")
    page.set_viewport_size({"width": 400, "height": 700})
    page.wait_for_selector(".mp-picture > .mp-presets")


@pytest.mark.parametrize("allowed", [True, False])
def test_the_big_picture_fills_the_screen_and_escape_leaves(opened, allowed):
    page = opened(Demo(), width=1920, height=1080)
    if not allowed:
        page.evaluate("() => { Element.prototype.requestFullscreen = () => Promise.reject('no'); }")
    page.get_by_role("button", name="Big picture").click()
    page.wait_for_selector(".mp-big")
    box = page.locator(".mp-picture").bounding_box()
    assert (box["width"], box["height"]) == (1920, 1080)
    too_small = SMALL.replace("11.95", "20")
    assert page.locator(".mp-picture").evaluate(too_small) == []
    page.get_by_role("button", name="steep").click()
    told(page, "model.get('weight')", 3)
    page.keyboard.press("Escape")
    page.wait_for_selector(".mp-big", state="detached")
    assert page.locator(".mp-picture").bounding_box()["height"] < 800 and page.problems == []


def test_a_sheet_stays_in_sight_only_while_a_control_is_used(opened):
    page = opened(Demo(), width=320)
    where = lambda: page.locator(".mp-sheets").evaluate("e => getComputedStyle(e).position")
    assert where() == "static"  # at rest it covers nothing
    page.get_by_label("count", exact=True).focus()
    assert where() == "sticky"
    page.get_by_role("button", name="flat").focus()
    assert where() == "static"


def test_a_click_is_not_lost_because_a_sheet_comes_into_sight(opened):
    page = opened(SoftmaxPicture(), width=400, height=530)
    button = page.get_by_role("button", name="One training step")
    button.evaluate("e => e.scrollIntoView({ block: 'start' })")
    box = button.bounding_box()
    assert box["y"] < page.locator(".mp-leaf").first.bounding_box()["height"]  # the sheet would cover it
    page.mouse.move(box["x"] + 20, box["y"] + 10)
    page.mouse.down()
    page.wait_for_timeout(50)
    page.mouse.up()
    told(page, "model.get('logits')[0] > 2", True)


def test_an_error_is_shown_and_the_picture_stays(opened):
    page = opened(Demo())
    page.evaluate("model.set('error', 'Your function failed.')")
    page.wait_for_selector(".mp-error:has-text('Your function failed.')")
    page.evaluate("model.set('error', '')")
    page.wait_for_selector(".mp-error", state="hidden")
    page.evaluate(
        "delete model.get; model.get = () => null; model.set('weight', Symbol())"
    )  # what Python never sends
    assert page.locator(".mp-stage svg text").count() == 1


# --- computed pictures ------------------------------------------------------------------------------------


def computed():
    def draw(figure, level):
        figure.subplots().imshow([[0, level]], vmin=0, vmax=4)

    return ComputedPicture(
        draw,
        {"level": slider(0.5, 4, 0.5)},
        {"high": {"level": 4}},
        alt=lambda level: f"Level {level:g}.",
    )


@pytest.mark.parametrize(("width", "scheme"), [(320, "dark"), (577, "light"), (1400, "dark")])
def test_a_computed_picture_fits_grows_and_follows_the_theme(opened, width, scheme):
    page = opened(computed(), width=width + 16, color_scheme=scheme)
    assert page.evaluate("document.documentElement.scrollWidth") <= width + 16
    canvas = page.locator("canvas").bounding_box()
    assert canvas["width"] > 0.95 * min(width, page.locator(".mp-sheets").bounding_box()["width"])
    assert page.locator("canvas").get_attribute("aria-label") == "Level 0.5."
    page.get_by_role("button", name="high").click()
    page.wait_for_selector("canvas[aria-label='Level 4.']")
    assert page.locator(".mp-caption").inner_text() == "Level 4."
    assert page.problems == []


def test_a_slider_of_halves_does_not_jump_and_python_is_asked_for_the_room(opened):
    page = opened(computed(), width=500)
    told(page, "model.get('_room')[0] < 7", True)
    page.get_by_label("level", exact=True).press("ArrowRight")
    told(page, "model.get('level')", 1)
    page.get_by_label("level", exact=True).press("ArrowRight")
    told(page, "model.get('level')", 1.5)
    box = page.get_by_label("level, as a number")
    assert box.input_value() == "1.5"
    box.fill("1.7")
    box.blur()
    told(page, "model.get('level')", 1.5)


@pytest.mark.parametrize("answers", [True, False])
def test_python_is_there_when_it_has_drawn_the_same_pixels_again(opened, answers):
    page = opened(computed(), width=900)
    told(page, "model.get('_room')[0] === 8", True)
    page.clock.install()
    page.get_by_label("level", exact=True).press("ArrowRight")
    told(page, "model.get('level')", 1)
    if answers:
        page.evaluate("model.set('drawn', { level: 1 })")
    page.clock.fast_forward(4000)
    note = page.locator(".minidl-c-note").inner_text()
    assert note == "" if answers else note.startswith("Python draws this picture, and it is busy")


@pytest.mark.parametrize("width", [230, 320, 577, 700, 820, 1000, 1400])
def test_a_slider_is_never_short_and_a_long_name_has_its_own_line(opened, width):
    controls = {"a": slider(0, 4, label="η"), "b": slider(0, 4, label="η of Adam, RMSprop, Adagrad")}
    picture = ComputedPicture(lambda figure, a, b: figure.subplots(), controls, alt=lambda a, b: "Two.")
    page = opened(picture, width=width + 16)
    assert page.evaluate("document.documentElement.scrollWidth") <= width + 16
    assert all(
        box["width"] >= 120 for box in map(lambda one: one.bounding_box(), page.locator(".mp-range").all())
    )
    for row in page.locator(".mp-control").all():
        name, slides, typed = (
            row.locator(f".mp-{part}").bounding_box() for part in ("control-name", "range", "number")
        )
        own_line = name["y"] + name["height"] <= slides["y"] + 1
        assert own_line or name["x"] + name["width"] <= slides["x"]
        assert abs(typed["y"] + typed["height"] / 2 - slides["y"] - slides["height"] / 2) < 4  # beside it
