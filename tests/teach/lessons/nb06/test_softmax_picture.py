"""The picture of softmax: its numbers against minidl, its sentences and steps against JavaScript."""

import itertools
import math
import random

import numpy as np
import pytest
from traitlets import TraitError

import minidl
import minidl.nn.functional as F
from minidl.teach import SoftmaxPicture
from minidl.teach.lessons.nb06.softmax import NAMES, fixed, share
from tests.teach import javascript
from tests.teach.a_page import browser, opened, told

__all__ = ["browser", "opened"]

TEMPERATURES = (0.25, 0.5, 1, 2, 4)


def states():
    """Small logits on a grid, some far ones, and the edges where float32 and float64 break."""
    some = [-6, -1.25, 0, 0.5, 3]
    for logits, tau in itertools.product(itertools.product(some, repeat=3), TEMPERATURES):
        yield {"logits": list(logits), "temperature": tau, "target": "dog"}
    draw = random.Random(0)
    for size in (3, 4):
        for reach in (6, 6, 40, 100, 1000):
            for _ in range(60):
                logits = [draw.randint(-100 * reach, 100 * reach) / 100 for _ in range(size)]
                yield {
                    "logits": logits,
                    "temperature": draw.choice(TEMPERATURES),
                    "target": draw.choice(NAMES),
                }
    for edge in (1000, 999, 710, 709.75, 709.5, 89, 88.75, 88.5, 88, -87, -88, -103, -104, -709, -745, -746):
        for tau in TEMPERATURES:
            yield {"logits": [edge, edge, edge], "temperature": tau, "target": "cat"}
            yield {"logits": [edge, edge - 0.25, -1000, 0], "temperature": tau, "target": "fish"}


def test_javascript_and_python_agree(tmp_path):
    picture = SoftmaxPicture()
    cases, words, numbers, after = [], [], [], []
    for state in states():
        picture.set(**state)
        cases.append(picture.state())
        words.append(picture.describe())
        jacobian = np.ravel(picture.jacobian()).tolist()
        numbers.append([*picture.probabilities(), picture.loss(), *picture.push(), *jacobian])
        picture.train()
        after.append(picture.logits)
    function = """(state) => {
        const g = numbersOf(state);
        const steps = [1, 2, 3, 4, 5, 6].map((step) => derivation({ ...state, step }));
        return [describe(state), [...g.p, g.loss, ...g.push, ...g.jacobian.flat()], trained(state), [overflow(state), steps]];
    }"""
    answers = javascript.run(SoftmaxPicture, function, cases, tmp_path)
    for case, said, wanted, moved, (js_said, got, js_moved, told_) in zip(
        cases, words, numbers, after, answers, strict=True
    ):
        assert js_said == said, case
        # below 1e-300 floats lose digits, in any language
        np.testing.assert_allclose(got, wanted, rtol=1e-12, atol=1e-300, err_msg=str(case))
        np.testing.assert_allclose(js_moved, moved, atol=0.0101)  # a tie may fall on either side
        assert not any(word in str(told_) for word in ("NaN", "undefined", "Infinity"))
    assert len(cases) > 1000


def steps_of(tmp_path, **state):
    """What the picture says in each of the six steps."""
    case = SoftmaxPicture(**state).state()
    function = "(state) => [1, 2, 3, 4, 5, 6].map((step) => derivation({ ...state, step }))"
    return javascript.run(SoftmaxPicture, function, [case], tmp_path)[0]


def test_the_derivation_says_what_is_so(tmp_path):
    steps = steps_of(tmp_path, logits=[-2, 4, 0])
    assert steps[0][1:] == ["cat: e^−2 = 0.135", "dog: e^4 = 54.598", "bird: e^0 = 1.000"]
    assert steps[2][1] == "= p_cat · (1 − p_cat) = 0.002 · 0.998 = 0.002"
    assert steps[3][2] == "bird: −0.002 · 0.018 ≈ 0"
    assert steps[4][0].endswith("−1/p_cat = −411.818")
    assert steps[5][0].endswith("= −(1 − p_cat) = −0.998")
    hot = steps_of(tmp_path, temperature=4)
    assert hot[5][-1].startswith("All in one: ∂J/∂z = (p − y)/τ, never beyond ±0.25.")
    far = steps_of(tmp_path, logits=[-1000, 1000, 0])
    assert "−1/p_cat = −e^2000" in far[4][0] and "the computer says inf" in far[4][1]


def test_the_words_on_overflow(tmp_path):
    cases = [
        {"logits": z, "temperature": 1}
        for z in ([2, 1, -1], [100, 0, 0], [1000] * 3, [88.5] * 3, [-1000] * 3)
    ]
    said = javascript.run(SoftmaxPicture, "overflow", cases, tmp_path)
    words = [
        "float32 is fine; float64 is fine",
        "float32 makes e^100 inf",
        "float64 makes e^1000 inf",
        "makes the sum inf",
        "0/0 is nan",
    ]
    for sentence, part in zip(said, words, strict=True):
        assert part in sentence


def test_the_numbers_are_those_of_minidl():
    picture = SoftmaxPicture()
    for state in itertools.islice(states(), 0, None, 37):
        picture.set(**state)
        z = minidl.tensor([picture.logits], dtype=minidl.float64, requires_grad=True)
        k = picture.target_index()
        p = F.softmax(z / picture.temperature, dim=1)
        loss = F.cross_entropy(z / picture.temperature, minidl.tensor([k]))
        loss.backward()
        np.testing.assert_allclose(picture.probabilities(), p[0].detach().numpy(), atol=1e-14)
        assert math.isclose(picture.loss(), loss.item(), rel_tol=1e-12, abs_tol=1e-14)
        np.testing.assert_allclose(picture.push(), -z.grad[0].numpy(), atol=1e-14)
        rows = []
        for i in range(len(picture.logits)):
            z.grad = None
            F.softmax(z / picture.temperature, dim=1)[0, i].backward()
            rows.append(z.grad[0].numpy().copy())
        np.testing.assert_allclose(picture.jacobian(), rows, atol=1e-14)


def test_training_closes_the_gaps():
    picture = SoftmaxPicture(logits=[-2, 4, 0])
    losses = [picture.loss()]
    for _ in range(12):
        picture.train()
        losses.append(picture.loss())
    assert losses == sorted(losses, reverse=True) and losses[-1] < 0.15
    assert picture.probabilities()[0] > 0.85


def test_a_shift_changes_no_probability_and_breaks_the_naive_way():
    picture = SoftmaxPicture()
    start = picture.probabilities()
    assert "nan" not in picture.describe()
    picture.preset("1000, 999, 997")
    assert picture.probabilities() == pytest.approx(start, rel=1e-12)
    assert picture.describe().endswith("float32 gives nan, nan, nan.")
    picture.set(logits=[100, 0, 0])
    assert picture.describe().endswith("float32 gives nan, 0, 0.")


def test_a_class_that_is_not_there_means_the_last():
    picture = SoftmaxPicture(logits=[0, 0, 0], target="fish")
    assert "the target is bird" in picture.describe()
    picture.logits = [0, 0, 0, 0]
    assert "the target is fish" in picture.describe()


def test_rounding():
    assert [fixed(x) for x in (0.0005, -0.0005, 0.1875, 0, -0.0004, 2.0)] == [
        "0.001", "−0.001", "0.188", "≈0", "≈0", "2.000",
    ]  # fmt: skip
    assert [share(x) for x in (0.0, 1.0, 0.9997, 1e-9, 0.25)] == ["≈0", "≈1", "≈1", "≈0", "0.250"]


def test_own_logits_and_wrong_ones():
    assert SoftmaxPicture(logits=[3.2, 5.1, -1.7]).logits == [3.2, 5.1, -1.7]
    with pytest.raises(
        TraitError, match=r"logits must be a list of 3 to 4 multiples of 0.01 from −1000 to 1000"
    ):
        SoftmaxPicture(logits=[1, 2])


# --- in the page ----------------------------------------------------------------------------------------


def test_the_bars_move_by_pointer_and_by_keys(opened):
    page = opened(SoftmaxPicture())
    stage = page.get_by_role("slider", name="Bars of the logits")
    box = stage.bounding_box()
    scale = box["width"] / 232
    at = lambda x, y: (box["x"] + x * scale, box["y"] + y * scale)
    page.mouse.move(*at(30 + 1.4 * 66, 90))  # the dog's bar, then to the middle: z = 0
    page.mouse.down()
    page.mouse.move(*at(150, 111))
    told(page, "model.get('logits')", [2, 0, -1])
    page.mouse.move(*at(20, 5))  # held: it follows the pointer beyond its column, and ends at 6
    page.mouse.up()
    told(page, "model.get('logits')", [2, 6, -1])
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowUp")
    told(page, "model.get('logits')", [2, 6, -0.9])
    assert stage.get_attribute("aria-valuetext") == "bird: logit −0.9"
    page.mouse.click(*at(60, 250))  # on the cat's number: the bar is chosen, and stays
    assert stage.get_attribute("aria-valuetext") == "cat: logit 2"
    right = page.locator(".mp-leaf").nth(2).bounding_box()
    page.mouse.click(right["x"] + right["width"] * 0.9, right["y"] + right["height"] * 0.5)
    told(page, "model.get('target')", "bird")
    page.get_by_label("z cat, as a number").fill("1000")
    assert "float32 gives nan, 0, 0" in page.locator(".mp-caption").inner_text()
    assert page.problems == [] and "NaN" not in page.locator(".mp-picture").inner_html()


def test_a_training_step_and_a_shift_of_all(opened):
    page = opened(SoftmaxPicture(logits=[3.2, 5.1, -1.7]))
    picture = SoftmaxPicture(logits=[3.2, 5.1, -1.7])
    shares = picture.probabilities()
    page.get_by_role("button", name="One training step").click()
    picture.train()
    told(page, "model.get('logits')", picture.logits)
    page.get_by_role("button", name="Reset").click()
    page.get_by_label("+ c on all").fill("95.2")
    page.wait_for_function("model.get('logits')[1] > 90")
    assert "float32 makes e^" in page.locator(".mp-naive").inner_text()
    picture.logits = page.evaluate("model.get('logits')")
    assert picture.probabilities() == pytest.approx(shares, abs=1e-12)
    assert page.locator(".mp-caption").inner_text() == picture.describe()


def arrows(page, sheet):
    """How long the arrows of a sheet are, in its own units."""
    return (
        page.locator(".mp-leaf")
        .nth(sheet)
        .locator(".mp-push")
        .evaluate_all("lines => lines.map(line => line.y2.baseVal.value - line.y1.baseVal.value)")
    )


@pytest.mark.parametrize("temperature", [0.25, 1, 4])
def test_the_arrow_on_the_logit_is_the_push_and_that_on_the_probability_the_gap(opened, temperature):
    picture = SoftmaxPicture(logits=[-2, 4, 0], temperature=temperature)
    page = opened(picture)
    push, (cat, dog, *_) = picture.push(), arrows(page, 0)
    lengths = [min(abs(z), 1) * 170 for z in push]  # 170: one; what is longer is cut, and has two heads
    assert [-cat, dog] == pytest.approx([length - min(9, length) for length in lengths[:2]])
    cut = page.locator(".mp-leaf").nth(0).locator("path[d*='zm']").count()
    assert cut == sum(abs(z) > 1 for z in push) == (2 if temperature == 0.25 else 0)
    gap = arrows(page, 2)[0]
    assert -gap == pytest.approx(abs(push[0]) * temperature * 170 - 9)


def test_the_derivation_is_shown_where_it_is_asked_for(opened):
    assert opened(SoftmaxPicture()).locator(".mp-derivation").is_hidden()
    page = opened(SoftmaxPicture(step=3))
    assert page.locator(".mp-derivation .mp-frame").count() == 1
    page.get_by_role("button", name="4 i ≠ j").click()
    told(page, "model.get('step')", 4)
    assert page.locator(".mp-derivation .mp-frame").count() == 2
