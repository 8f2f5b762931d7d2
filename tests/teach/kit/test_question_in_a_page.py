"""The question as a student meets it: question.js in a plain page of Chromium, with and without Python."""

import json

import pytest

from minidl.teach import Question
from minidl.teach.kit.question import marked_up
from tests.teach.a_page import browser, drawn, empty_pages  # noqa: F401

MODEL = """
const listeners = {};
let last = {};
const model = {
  get: (name) => state[name],
  set: (name, value) => { state[name] = value; last[name] = value; (listeners["change:" + name] || []).forEach((f) => f()); },
  save_changes: () => { for (const [name, value] of Object.entries(last)) window.python?.(name, value); last = {}; },
  on: (names, f) => names.split(" ").forEach((name) => (listeners[name] ||= []).push(f)),
  off: () => {},
};
window.model = model;
window.kept = () => model.set("kept", state.answers.length + state.reasons.length);
window.events = [];
document.addEventListener("minidl-answered", (event) => window.events.push(event.detail.id));
"""
OPTIONS = ["2", "2.33", "3"]
BECAUSE = ["windows overlap", "*every* layer counts", "`K` is 3"]
FEEDBACK = {"2": "Two windows **fit**.", "2.33": "`7/3` is no size.", "3": "One hangs over."}
ALIVE = "window.python = () => setTimeout(kept, 20);"


@pytest.fixture
def opened(browser):  # noqa: F811
    pages = []

    def opened(python=ALIVE, width=800, head="", **traits):
        question = Question(
            **{"question_id": "11.a", "title": "Predict 11.a", "question": "How many?"} | traits
        )
        state = {name: getattr(question, name) for name in question.trait_names(sync=True) if name[0] != "_"}
        state = {
            name: value for name, value in state.items() if name not in ("layout", "tabbable", "tooltip")
        }
        page = empty(width, 800)
        pages.append(page)
        page.set_content(
            f'<html lang="en"><head><title>q</title>{head}<style>{question._css}</style></head><body></body>'
        )
        page.add_script_tag(
            content=f"const state = {json.dumps(state)};{MODEL}{python}{drawn(question)}", type="module"
        )
        page.wait_for_selector("form")
        return page

    with empty_pages(browser) as empty:
        yield opened
        for page in pages:
            assert page.problems == []


def state(page, name):
    return page.evaluate(f"model.get('{name}')")


def button(page):
    return page.locator("form button")


def status(page):
    return page.locator(".minidl-q-status").text_content()


def alert(page):
    return page.locator(".minidl-q-error").text_content()


def disabled(fieldset):
    return fieldset.evaluate("element => element.disabled")


def choose(page, name, group=0):
    page.locator("fieldset").nth(group).get_by_role("radio", name=name, exact=True).check()


# --- locking ---


def test_the_first_click_locks_the_answer_and_the_second_its_reason(opened):
    page = opened(options=OPTIONS, because=BECAUSE)
    answers, reasons = page.locator("fieldset").all()
    assert button(page).text_content() == "Lock in my answer"
    assert reasons.is_hidden()
    button(page).click()
    assert status(page) == "Choose an answer first."
    assert state(page, "answers") == []

    choose(page, "2.33")
    assert state(page, "value") == "2.33"
    button(page).click()
    assert state(page, "answers") == ["2.33"]
    assert disabled(answers) and reasons.is_visible() and not disabled(reasons)
    assert page.evaluate("document.activeElement.type") == "radio"
    assert status(page) == "Your prediction: 2.33. Now choose your reason."
    assert page.evaluate("events") == []
    button(page).click()
    assert status(page) == "Choose an answer first."

    choose(page, "every layer counts", 1)
    page.evaluate("kept()")  # a word from Python must not touch what is being chosen
    assert page.get_by_role("radio", name="every layer counts").is_checked()
    button(page).click()
    assert state(page, "reasons") == ["*every* layer counts"]
    assert disabled(answers) and disabled(reasons)
    assert (
        status(page)
        == "Your prediction: 2.33, because “every layer counts”. Locked: it stays, right or wrong."
    )
    assert page.evaluate("events") == ["11.a"]
    assert button(page).is_hidden()
    assert page.evaluate("document.activeElement.className") == "minidl-q-status"
    for name in ("2.33", "every layer counts"):
        assert page.get_by_role("radio", name=name, exact=True).is_checked()


def test_thinking_again_comes_after_the_reveal_and_adds_to_what_was_said(opened):
    page = opened(options=OPTIONS, because=BECAUSE, answers=["3"], reasons=["windows overlap"], kept=2)
    assert page.get_by_role("radio", name="3", exact=True).is_checked()
    assert page.get_by_role("radio", name="windows overlap").is_checked()
    assert disabled(page.locator("fieldset").first)
    assert button(page).is_hidden()
    page.evaluate("model.set('revealed', true)")
    assert button(page).text_content() == "Think again"
    button(page).click()
    assert not disabled(page.locator("fieldset").first) and page.locator("fieldset").nth(1).is_hidden()
    choose(page, "2")
    button(page).click()
    assert not page.get_by_role("radio", name="windows overlap").is_checked()
    choose(page, "K is 3", 1)
    button(page).click()
    assert state(page, "answers") == ["3", "2"]
    assert state(page, "reasons") == ["windows overlap", "`K` is 3"]
    assert status(page).startswith(
        "Your predictions: 3, because “windows overlap”, then 2, because “K is 3”."
    )
    assert disabled(page.locator("fieldset").first)
    assert page.evaluate("events") == ["11.a"]


def test_without_mechanisms_one_click_is_enough(opened):
    page = opened(options=OPTIONS)
    choose(page, "2")
    button(page).click()
    assert disabled(page.locator("fieldset").first) and page.locator("fieldset").nth(1).is_hidden()
    assert status(page) == "Your prediction: 2. Locked: it stays, right or wrong."
    assert page.evaluate("events") == ["11.a"]


def test_an_old_answer_without_a_reason_still_gets_one(opened):
    page = opened(options=OPTIONS, because=BECAUSE, answers=["3", "2"], reasons=[""], kept=3)
    assert status(page) == "Your predictions: 3, then 2. Now choose your reason."
    choose(page, "windows overlap", 1)
    button(page).click()
    assert state(page, "reasons") == ["", "windows overlap"]
    assert "3, then 2, because “windows overlap”." in status(page)


def test_a_ticket_meets_each_answer_with_its_sentence(opened):
    page = opened(options=OPTIONS, feedback=FEEDBACK, right="2")
    form = page.locator("form")
    assert form.get_attribute("class").split() == ["minidl-question", "minidl-q-check"]
    for answer, mark, kind in [
        ("2.33", "✗ Not quite.", "wrong"),
        ("2", "✓ Right.", "right"),
        ("3", "✗ Not quite.", "wrong"),
    ]:
        choose(page, answer)
        assert button(page).text_content() == "Check"
        button(page).click()
        said = FEEDBACK[answer].replace("*", "").replace("`", "")
        assert status(page) == f"{mark} {answer}: {said}"
        assert f"minidl-q-{kind}" in form.get_attribute("class").split()
        assert not disabled(page.locator("fieldset").first)
    assert state(page, "answers") == ["2.33", "2", "3"]
    assert page.evaluate("events") == []  # only a prediction opens what follows


# --- numbers ---


@pytest.mark.parametrize(
    ("typed", "value"),
    [("2.5", 2.5), ("-3", -3), ("−3", -3), (".5", 0.5), ("1e-3", 0.001), (" 54 ", 54), ("-0", 0)],
)
def test_numbers_are_read_as_they_are_meant(opened, typed, value):
    page = opened()
    page.get_by_label("Your answer, a number").fill(typed)
    button(page).click()
    assert state(page, "answers") == [value]
    assert page.locator("input").is_disabled()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("2,5", "Write 2.5 with a point"),
        ("−2,5", "Write -2.5 with a point"),
        ("1,000", "A comma can mean two things: write 1000, or 1.000 with a point."),
        ("7/3", "fraction"),
        ("2 5", "more than one number"),
        ("5 px", "without a unit"),
        ("50%", "without a unit"),
        ("", "Type a number first."),
        ("abc", "not a number"),
        ("1e999", "too large"),
        ("Infinity", "not a number"),
        ("0x10", "not a number"),
        ("<img src=x onerror=alert(1)>", "not a number"),
    ],
)
def test_what_is_no_number_is_refused_in_words_and_never_locked(opened, typed, said):
    page = opened()
    box = page.get_by_label("Your answer, a number")
    box.fill(typed)
    button(page).click()
    assert said in status(page)
    assert state(page, "answers") == [] and box.is_enabled()
    assert box.input_value() == typed  # it stays, to be mended
    assert page.evaluate("document.activeElement.type") == "text"
    box.fill("7")
    box.press("Enter")
    assert state(page, "answers") == [7]


def test_a_refused_text_is_not_replaced_by_the_first_answer(opened):
    page = opened(answers=[25], revealed=True, kept=1)
    button(page).click()
    box = page.get_by_label("Your answer, a number")
    box.fill("2,5")
    button(page).click()
    assert "with a point" in status(page) and state(page, "answers") == [25]
    assert box.input_value() == "2,5"


def test_the_wheel_changes_nothing(opened):
    page = opened()
    box = page.get_by_label("Your answer, a number")
    box.fill("7")
    box.hover()
    page.mouse.wheel(0, 300)
    page.mouse.wheel(0, -300)
    assert box.input_value() == "7"
    box.press("ArrowUp")
    assert box.input_value() == "7"


# --- Python is gone, or cannot write ---


def test_an_answer_that_python_does_not_take_is_said_to_be_lost(opened):
    page = opened(python="", options=OPTIONS, because=BECAUSE)
    choose(page, "2")
    button(page).click()
    assert alert(page) == ""
    choose(page, "windows overlap", 1)
    button(page).click()
    page.wait_for_function("document.querySelector('.minidl-q-error').textContent", timeout=5000)
    assert "Not kept" in alert(page) and "first code cell" in alert(page)
    assert "Locked" not in status(page)
    page.evaluate("kept()")  # it was only busy
    assert alert(page) == "" and "Locked" in status(page)


def test_an_answer_that_python_takes_is_not_said_to_be_lost(opened):
    page = opened(options=OPTIONS)
    choose(page, "2")
    button(page).click()
    page.wait_for_timeout(3300)
    assert alert(page) == "" and "Locked" in status(page)


def test_a_saved_widget_without_a_kernel_shows_what_was_kept_and_what_was_not(opened):
    page = opened(python="", options=OPTIONS, answers=["2"], kept=1)
    assert alert(page) == "" and "Your prediction: 2." in status(page)
    page = opened(python="", options=OPTIONS, answers=["2"], kept=0)
    assert "Not kept" in alert(page) and "Your prediction: 2." in status(page)


def test_what_python_could_not_write_is_said_beside_the_lock(opened):
    python = "window.python = () => setTimeout(() => model.set('error', 'Your answers cannot be kept: disk full'), 10);"
    page = opened(python=python, options=OPTIONS)
    choose(page, "2")
    button(page).click()
    page.wait_for_function("document.querySelector('.minidl-q-error').textContent")
    assert alert(page) == "Your answers cannot be kept: disk full"
    assert "Locked" not in status(page)


@pytest.mark.parametrize("mark", ["", ' type="application/vnd.jupyter.widget-state+json"'])
def test_a_page_without_kernel_says_that_it_keeps_nothing(opened, mark):
    head = f"<script{mark or ' id=widget-state type=application/json'}>{{}}</script>"
    page = opened(python="", head=head, options=OPTIONS)
    assert status(page) == alert(page) == ""
    choose(page, "2")
    button(page).click()
    assert status(page).startswith("Your prediction: 2. This page keeps no answers")
    assert alert(page) == ""  # it is no error
    assert button(page).text_content() == "Think again"  # there is no Python to tell of a reveal


# --- what it looks like, and who can use it ---

EVIL = "<img src=x onerror=window.hit=1> `<b>x</b>` *<i>* **<script>window.hit=1</script>** 27*C*C a**2"


def test_markdown_is_rendered_and_nothing_in_a_text_can_run(opened):
    page = opened(options=[EVIL, "2"], because=[EVIL, "b", "c"], question=EVIL, title=EVIL)
    assert (
        page.locator("img, form script, form b, form i").count() == page.locator("form b, form i").count() > 0
    )
    page.locator("input").first.check()
    button(page).click()
    page.locator("fieldset").nth(1).locator("input").first.check()
    button(page).click()
    assert "<script>" in status(page) and "27*C*C a**2" in status(page)
    assert page.evaluate("window.hit") is None
    assert page.locator("legend code").first.inner_html() == "&lt;b&gt;x&lt;/b&gt;"


MARKS = ["a `b*c*d` e", "*one* **two** `three`", "2*3*4", "27*C^2 and *x*", "**a *b* c**", "* not *", "`a` *`b`*",
         "*a*, (*b*) é*c*", "a ** b", "**", "`", "x_1 * y * z", "*a", "<*a*>", "'*a*' & \"**b**\""]  # fmt: skip


@pytest.mark.parametrize("text", MARKS)
def test_both_languages_mark_alike(opened, text):
    page = opened(options=[text, "other"])
    drawn = page.locator("label span").first.inner_html().replace("&amp;", "&")
    wanted = marked_up(text).replace("&quot;", '"').replace("&#x27;", "'").replace("&amp;", "&")
    assert drawn == wanted


@pytest.mark.parametrize("traits", [{"options": OPTIONS, "because": BECAUSE}, {}])
def test_by_keyboard_alone(opened, traits):
    page = opened(**traits)
    page.keyboard.press("Tab")
    page.keyboard.press("Space") if traits else page.keyboard.type("7")
    page.keyboard.press("Enter")
    if traits:
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        assert state(page, "reasons") == [BECAUSE[1]]
    assert state(page, "answers") == ["2" if traits else 7]


def test_names_and_groups(opened):
    page = opened(options=OPTIONS, because=BECAUSE)
    assert page.get_by_role("group", name="Predict 11.a How many?").get_by_role("radio").count() == 3
    choose(page, "2")
    button(page).click()
    assert page.get_by_role("group", name="because").get_by_role("radio").count() == 3
    assert page.locator("[data-question-id='11.a']").count() == 1


@pytest.mark.parametrize("width", [280, 320, 800, 1920])
@pytest.mark.parametrize(
    "traits", [{"options": [*OPTIONS, "a long option " * 8, "x" * 60], "because": BECAUSE}, {}]
)
def test_it_fits_and_grows(opened, width, traits):
    page = opened(width=width, answers=["2"] if traits else [2], revealed=True, kept=1, **traits)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    sizes = page.evaluate(
        "[...document.querySelectorAll('form, form *')].map((e) => parseFloat(getComputedStyle(e).fontSize))"
    )
    assert min(sizes) >= 12 and (width < 1920 or max(sizes) >= 20)
    for target in page.locator("form :is(input, button, label):visible").all():
        box = target.bounding_box()
        assert min(box["width"], box["height"]) >= 24
