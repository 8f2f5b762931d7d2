"""The picture of backpropagation: its numbers against minidl, its sentences against JavaScript, its questions."""

import itertools
import math
import random

import numpy as np
import pytest
from traitlets import TraitError

import minidl
from minidl.teach import BackpropPicture
from minidl.teach.lessons.nb04.backprop import read, written
from minidl.teach.lessons.nb04.expressions import FUNCTIONS, Nonsense
from tests.teach import javascript
from tests.teach.a_page import browser, opened, told

__all__ = ["browser", "opened"]

S0 = "t = x^2; u1 = sin(t); u2 = 3*t; u = u1 + u2; J = cos(u)"
FORMULAS = [
    "u = b*c; v = a + u; J = 3*v", S0, "cos(sin(x^2) + 3*x^2)", "b = a + a; c = b + b", "a*a*a", "J = x**3 - -x/4",
    "a = w1*x1 + w2*x2 + b; p = 1/(1 + exp(-a)); J = log(p)", "tanh(x)*relu(x - 1)", "sqrt(x) + exp(x/3)", "2^3*x",
    "(a + b)*(b + 1)", "x*y - y*x", "s = x; J = s*s", "v1 = x*x; (v1 + 1)*2", "sigmoid(-x)/y", "k = -2.5; J = k*x^2",
    "x^-1", "−x·3", "a=b+1;\n a*a", "J = log(x - 2)", "x/0", "relu(a)*relu(b)", "x^0.5", "1e", "z^1",
]  # fmt: skip
NONSENSE = {
    "": "▸: type a formula, such as J = 3*v.",
    "3x": '3▸x: before "x" a sign is missing, such as *.',
    "J = 3*": "J = 3*▸: something is missing here.",
    "sin x": "sin ▸x: write sin with brackets, as in sin(x).",
    "f(x)": '▸f(x): "f" is no function here. There are ' + ", ".join(FUNCTIONS) + ".",
    "(x + 1": "(x + 1▸: a ) is missing here.",
    "x + 1)": "x + 1▸): this ) has no (.",
    "x^y": "x▸^y: the exponent must be a number, such as x^2.",
    "2,5*x": "2▸,5*x: write decimals with a point.",
    "x ? y": 'x ▸? y: "?" has no meaning here.',
    "u = x*x; u = 3*u": 'u = x*x; ▸u = 3*u: "u" has a value already: choose another name.',
    "x = x*x": '▸x = x*x: "x" has a value already: choose another name.',
    "sin = 3": '▸sin = 3: "sin" is a function: choose another name.',
    "J = x": "J = x▸: the last formula needs an input, such as x, and one operation at least.",
    "2*3": "2*3▸: type a formula, such as J = 3*v.",
    "k = 2*3": "k = 2*3▸: the last formula needs an input, such as x, and one operation at least.",
    "a = b = c": "a = b ▸= c: one = is too many.",
    "__import__('os')": "__import__(▸'os'): \"'\" has no meaning here.",
    "a+b+c+d+e+f+g": "a+b+c+d+e+f+g▸: more than 16 boxes or 6 inputs do not fit. Write less.",
}


def states():
    draw = random.Random(0)
    for formula, rule in itertools.product(FORMULAS, ("+=", "=")):
        for _ in range(4):
            values = [draw.randint(-12, 12) / 4 for _ in range(draw.randint(1, 6))]
            for step in (0, draw.randint(1, 14), 60):
                yield {"expression": formula, "values": values, "rule": rule, "step": step}
    for formula in NONSENSE:
        yield {"expression": formula}


def test_javascript_and_python_agree(tmp_path):
    cases, words, numbers = [], [], []
    for state in states():
        picture = BackpropPicture(**state)
        cases.append(picture.state())
        words.append(picture.describe())
        try:
            boxes, values, arrows = picture._computed()
            names = [
                [name, written(boxes, i) if boxes[i].operation else ""]
                for i, (name, _, _) in enumerate(boxes)
            ]
            numbers.append([names, values, [[child, parent, *g] for child, parent, _, g in arrows]])
        except Nonsense as problem:
            numbers.append(str(problem))
    function = """(state) => {
        const { boxes, problem } = readFormula(state.expression);
        if (problem) return [describe(state), problem];
        const values = forwards(boxes, [...state.values, 1, 1, 1, 1, 1, 1]);
        const arrows = backwards(boxes, values, state.rule === "=");
        const far = (x) => (Number.isFinite(x) ? x : String(x));
        const rows = arrows.map(({ child, parent, gradients }) => [child, parent, ...gradients.map(far)]);
        return [describe(state), [boxes.map(({ name, operation }, i) => [name, operation && written(boxes, i)]), values.map(far), rows]];
    }"""
    answers = javascript.run(BackpropPicture, function, cases, tmp_path)
    plain = {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf}
    for case, said, wanted, (js_said, got) in zip(cases, words, numbers, answers, strict=True):
        assert js_said == said, case
        if isinstance(wanted, str):
            assert got == wanted
            continue
        assert got[0] == wanted[0]
        as_numbers = lambda row: [plain.get(x, x) for x in row]
        np.testing.assert_allclose(as_numbers(got[1]), wanted[1], rtol=1e-12, atol=1e-14, err_msg=str(case))
        for js_row, row in zip(got[2], wanted[2], strict=True):
            np.testing.assert_allclose(as_numbers(js_row), row, rtol=1e-12, atol=1e-14, err_msg=str(case))
    assert len(cases) > 400


@pytest.mark.parametrize(("formula", "words"), NONSENSE.items())
def test_nonsense_gets_a_sentence_that_points_at_the_place(formula, words):
    with pytest.raises(Nonsense) as problem:
        read(formula)
    assert str(problem.value) == words
    assert BackpropPicture(expression=formula).describe() == words


def test_the_gradients_are_those_of_minidl():
    picture = BackpropPicture(expression=S0, step=60)
    for x, value, slope in [(0.5, 0.542485, -3.334146), (1, -0.764921, 4.560792), (2, 0.245100, 9.099149)]:
        picture.values = [x]
        t = minidl.tensor(x, dtype=minidl.float64, requires_grad=True)
        J = minidl.cos(minidl.sin(t**2) + 3 * t**2)
        J.backward()
        assert (
            picture.gradients()["x"]
            == pytest.approx(t.grad.item(), abs=1e-12)
            == pytest.approx(slope, abs=1e-6)
        )
        assert J.item() == pytest.approx(value, abs=1e-6)
        assert f"J = {round(value, 4)}" in picture.describe().replace("−", "-")
    assert read("cos(sin(x^2) + 3*x^2)")[1].inputs == (0, 2.0)  # x² is one box, used twice


def test_replacing_loses_a_term_where_a_box_is_used_twice():
    picture = BackpropPicture(expression=S0, values=[1], rule="=", step=60)
    assert "Terms are lost: ∂J/∂x is 4.5608, ∂J/∂t is 2.2804." in picture.describe()
    right = picture.gradients()
    picture.rule = "+="
    assert picture.gradients()["t"] != right["t"] and picture.gradients()["u1"] == right["u1"]
    assert picture.describe().endswith("All are right.")
    tree = BackpropPicture(rule="=", step=60)
    assert tree.describe().endswith("All are right.") and tree.gradients() == {"b": 9, "c": 6, "a": 3, "u": 3, "v": 3, "J": 1} | {
        "b": 6, "c": 9,
    }  # fmt: skip


def test_the_steps_of_the_lecture(tmp_path):
    picture = BackpropPicture()
    said = []
    for step in range(10):
        picture.step = step
        said.append(picture.describe())
    assert said[3].endswith("b = 3, c = 2, a = 5, u = 6, v = 11, J = 33.")
    assert (
        said[4].endswith("Backwards with +=: ∂J/∂J = 1.")
        and "∂J/∂b = 6, ∂J/∂c = 9. All are right." in said[-1]
    )


def test_what_is_no_state():
    for wrong in ({"expression": "x" * 161}, {"values": []}, {"values": [0.1]}, {"step": -1}, {"rule": "-="}):
        with pytest.raises(TraitError):
            BackpropPicture(**wrong)


# --- in a page --------------------------------------------------------------------------------------------


def test_the_student_says_the_next_gradient(opened):
    page = opened(BackpropPicture(expression=S0, values=[1], step=9))
    answer, verdict = page.locator(".bp-question input"), page.locator(".bp-verdict")
    assert "From u2 to t, with +=. ∂J/∂t becomes" in page.locator(".bp-question").inner_text()

    def say(text):
        answer.fill(text)
        answer.press("Enter")
        return verdict.inner_text()

    g = 0.6441  # −sin(u) at u = sin 1 + 3
    assert "Write 2.5 with a point" in say("2,5")
    assert "factor on the arrow alone" in say("3")
    assert "comes from above" in say(str(g))
    assert "sign" in say("-1.93")
    assert "You added" in say(str(g + 3))
    assert "That is the value" in say("1")
    assert "Not yet" in say("77")
    assert say("1.93").startswith("Right: 0.6441 · 3 = 1.9324. (1 of 7 right.)")
    told(page, "model.get('step')", 10)
    assert "new term alone" in say("0.348")
    assert say("2.28").startswith("Right: 1.9324 + 0.348 = 2.2804. (2 of 9 right.)")
    page.get_by_role("button", name="= replaces").click()
    assert page.locator(".bp-lost").count() == 1 and page.problems == []


def test_a_formula_is_typed(opened):
    page = opened(BackpropPicture())
    box = page.get_by_label("formula", exact=True)
    box.fill("J = 3x")
    assert page.locator(".bp-said").inner_text() == NONSENSE["3x"].replace("3▸x", "J = 3▸x")
    assert page.evaluate("model.get('expression')") == "u = b*c; v = a + u; J = 3*v"
    box.fill("J = 3*x*x")
    told(page, "model.get('expression')", "J = 3*x*x")
    assert page.get_by_label("x", exact=True).is_visible() and page.locator(".bp-box").count() == 3 + 1
    stage = page.get_by_role("slider", name="Steps")
    for key, step in [("ArrowRight", 1), ("End", 6), ("ArrowLeft", 5), ("Home", 0)]:
        stage.press(key)
        told(page, "model.get('step')", step)
    page.get_by_label("x, as a number").fill("2.5")
    told(page, "model.get('values')[0]", 2.5)
    assert page.problems == []
