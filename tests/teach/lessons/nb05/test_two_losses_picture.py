"""The picture of two losses: its numbers against minidl, its sentence against JavaScript, its ball in the page."""

import math
import random

import numpy as np
import pytest

import minidl
from minidl.inspect import gradcheck
from minidl.teach import TwoLossesPicture
from minidl.teach.lessons.nb05.two_losses import NAMES, STEPS, grid, losses
from tests.teach import javascript
from tests.teach.a_page import browser, opened, told

__all__ = ["browser", "opened"]


def states(count=60):
    draw = random.Random(0)
    for _ in range(count):
        steps = draw.choice([0, 1, 7, 100])
        yield {"w1": draw.randint(-16, 16) / 4, "w2": draw.randint(-36, 36) / 4, "steps": steps}


@pytest.mark.parametrize("kind", NAMES)
def test_loss_and_slopes_are_those_of_minidl(kind):
    picture = TwoLossesPicture()
    for state in states():
        w1, w2 = (
            minidl.tensor(float(state[name]), dtype=minidl.float64, requires_grad=True)
            for name in ("w1", "w2")
        )
        loss = losses(w1, w2, kind)
        loss.backward()
        wanted = [loss.item(), w1.grad.item(), w2.grad.item()]
        np.testing.assert_allclose(picture.at(kind, state["w1"], state["w2"]), wanted, atol=1e-12)
    assert gradcheck(lambda w1, w2: losses(w1, w2, kind), (w1, w2))


def test_a_map_holds_the_losses():
    values = grid([1.0, 2.0, 3.0], [-8.0, 5.0], "entropy")
    picture = TwoLossesPicture()
    wanted = [[picture.at("entropy", w1, w2)[0] for w1 in (1, 2, 3)] for w2 in (-8, 5)]
    np.testing.assert_allclose(values, wanted, atol=1e-12)


def test_what_the_lesson_says():
    start = TwoLossesPicture(steps=STEPS)
    ends = {kind: start.way(kind)[-1] for kind in NAMES}
    assert math.dist(ends["quadratic"], (3, -8)) == pytest.approx(0.02, abs=0.005)
    assert start.at("entropy", *ends["entropy"])[0] < 0.42 < 5.9 < start.at("entropy", 3, -8)[0]
    flat, steep = (math.hypot(*start.at(kind, 3, -8)[1:]) for kind in NAMES)
    assert round(steep / flat, -2) == 2900 and round(flat, 4) == 0.0003 and round(steep, 2) == 0.75
    assert start.at("entropy", 3, -8)[0] / start.at("quadratic", 3, -8)[0] == pytest.approx(16, abs=0.1)
    assert 16 * flat == pytest.approx(0.004, abs=0.0002)
    for kind in NAMES:
        assert TwoLossesPicture(w1=0, w2=0, steps=STEPS).way(kind)[-1] == (0, 0)
        rolled = TwoLossesPicture(w1=0.25, w2=0, steps=STEPS).way(kind)[-1]
        assert start.at(kind, *rolled)[0] < start.at(kind, 0, 0)[0] / 1.7
        assert start.at(kind, 1, 2)[0] == pytest.approx(start.at(kind, -1, -2)[0])  # the two valleys
    at = lambda w2, steps: start.at("quadratic", *TwoLossesPicture(w2=w2, steps=steps).way("quadratic")[-1])[
        0
    ]
    assert at(-4, 200) > 0.34 and at(-4, 400) < 0.26  # creeps, then gets faster
    assert at(8, 400) > 0.12
    assert at(-4, 400) > 0.2  # "and is not down yet"
    lowest = grid(np.linspace(-4, 4, 81), np.linspace(-9, 9, 91), "quadratic").min()
    assert lowest == pytest.approx(0.06, abs=0.005)  # in the two valleys, within the map


def test_javascript_and_python_agree(tmp_path):
    picture, cases, words, ends = TwoLossesPicture(), [], [], []
    for state in states():
        picture.set(**state)
        cases.append(picture.state())
        words.append(picture.describe())
        ends.append([value for kind in NAMES for value in picture.way(kind)[-1]])
    function = "(state) => [describe(state), Object.keys(NAMES).flatMap((kind) => wayOf(state, kind).at(-1))]"
    answers = javascript.run(TwoLossesPicture, function, cases, tmp_path)
    for said, wanted, (js_said, got) in zip(words, ends, answers, strict=True):
        assert js_said == said
        np.testing.assert_allclose(got, wanted, atol=1e-7)


def test_contour_lines_lie_where_the_level_is(tmp_path):
    """Of a plane x + 2y every piece of a contour line holds the level, at both ends."""
    function = """(level) => contours([[0, 1, 2], [2, 3, 4], [4, 5, 6]], [level]).flat().map(([x, y]) => x + 2 * y)"""
    for level, ends in zip(
        (0.5, 2.5, 7), javascript.run(TwoLossesPicture, function, [0.5, 2.5, 7], tmp_path)
    ):
        np.testing.assert_allclose(ends, level)
        assert (len(ends) > 0) == (level < 6)


# --- in the page ----------------------------------------------------------------------------------------


def test_the_start_is_dragged_and_the_balls_roll(opened):
    page = opened(TwoLossesPicture())
    stage = page.get_by_role("slider", name="Start of both balls, on the map of the cross-entropy")
    stage.focus()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowLeft")
    told(page, "[model.get('w1'), model.get('w2'), model.get('steps')]", [2.75, -7.75, 0])
    page.get_by_role("button", name="Let go").click()
    page.wait_for_function("model.get('steps') > 20")
    page.get_by_role("button", name="Stop").click()
    page.wait_for_timeout(100)  # what was changed last is set with the next frame
    steps = page.evaluate("model.get('steps')")
    page.wait_for_timeout(300)
    assert page.evaluate("model.get('steps')") == steps < STEPS
    box = stage.locator("svg").bounding_box()
    page.mouse.click(box["x"] + box["width"] * (36 + 129) / 302, box["y"] + box["height"] * (28 + 127) / 320)
    told(page, "[model.get('w1'), model.get('w2'), model.get('steps')]", [0, 0, 0])
    picture = TwoLossesPicture(w1=0, w2=0)
    assert page.locator(".mp-caption").inner_text() == picture.describe()
    assert "slope" not in page.locator(".mp-text").inner_text()  # it is asked
    page.get_by_role("slider", name="Steps").press("ArrowRight")
    assert "slope 0" in page.locator(".mp-text").inner_text()
    assert page.problems == [] and "NaN" not in page.locator(".mp-picture").inner_html()


def test_with_reduced_motion_the_balls_are_at_the_end_at_once(opened):
    page = opened(TwoLossesPicture(), reduced_motion="reduce")
    page.get_by_role("button", name="Let go").click()
    told(page, "model.get('steps')", STEPS)
