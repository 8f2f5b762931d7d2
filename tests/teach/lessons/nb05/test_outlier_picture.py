"""The picture of an outlier: its lines against other ways to find them, its sentence against JavaScript."""

import random

import numpy as np
import pytest
from traitlets import TraitError

import minidl
import minidl.nn.functional as F
from minidl.teach import OutlierPicture
from minidl.teach.lessons.nb05.outlier import COUNT, NAMES
from tests.teach import javascript
from tests.teach.a_page import browser, opened, told

__all__ = ["browser", "opened"]

LOSSES = {"L2": F.mse_loss, "L1": F.l1_loss, "Huber": F.huber_loss}


def states(count=250):
    draw = random.Random(0)
    quarter = lambda high: draw.randint(0, 4 * high) / 4
    yield {"xs": [3] * COUNT}  # one above the other: no slope
    yield {"xs": [3] * 7 + [4], "ys": [5] * COUNT}
    for _ in range(count):
        xs, ys = [quarter(10) for _ in range(COUNT)], [quarter(12) for _ in range(COUNT)]
        yield {"xs": xs, "ys": ys, "held": draw.randrange(COUNT), "delta": draw.choice([0.25, 0.5, 1, 3, 8])}


def loss_of(name, picture, line):
    x, y = (np.array(values, dtype=float) for values in (picture.xs, picture.ys))
    settings = {"delta": picture.delta} if name == "Huber" else {}
    z = minidl.tensor(line[0] + line[1] * x)
    return LOSSES[name](z, minidl.tensor(y), reduction="sum", **settings).item()


def test_no_line_near_or_far_has_a_smaller_loss_by_minidl():
    random_ = np.random.default_rng(0)
    for state in states(40):
        picture = OutlierPicture(**state)
        for name, (a, b) in picture.lines().items():
            best = loss_of(name, picture, (a, b))
            for size in (1e-3, 0.1, 3):
                for da, db in random_.normal(0, size, (12, 2)):
                    assert loss_of(name, picture, (a + da, b + db / 5)) >= best - 1e-6, (name, state)


def test_the_pulls_are_minus_the_gradients_of_minidl():
    picture = OutlierPicture(delta=0.5)
    for name, line in picture.lines().items():
        z = minidl.tensor([line[0] + line[1] * x for x in picture.xs], dtype=minidl.float64)
        z.requires_grad_()
        settings = {"delta": picture.delta} if name == "Huber" else {}
        loss = LOSSES[name](
            z, minidl.tensor(picture.ys, dtype=minidl.float64), reduction="sum", **settings
        ) / (2 if name == "L2" else 1)
        loss.backward()
        on_the_line = np.abs(picture.errors(line)) < 1e-9  # there any pull from -1 to 1 is right
        pulls = np.where(on_the_line, 0, -z.grad.numpy())
        np.testing.assert_allclose(picture.pulls()[name], pulls, atol=1e-9)


def test_the_pulls_balance():
    for state in states(30):
        picture = OutlierPicture(**state)
        pulls = picture.pulls()
        assert sum(pulls["L2"]) == pytest.approx(0, abs=1e-8)
        assert sum(pulls["Huber"]) == pytest.approx(0, abs=1e-3)


def test_what_the_lesson_says():
    lines = {y: OutlierPicture(ys=[*OutlierPicture().ys[:7], y]).lines() for y in (8, 10, 12)}
    for name in ("L1", "Huber"):
        assert lines[8][name] == pytest.approx(lines[12][name], abs=1e-6) != lines[8]["L2"]
    assert lines[12]["L2"][1] > lines[10]["L2"][1] + 0.1 > lines[8]["L2"][1] + 0.2
    picture = OutlierPicture()
    said = {}
    for name in picture.presets:
        picture.preset(name)
        said[name] = picture.lines()["L1"]
    assert said["Three outliers"] == pytest.approx((1.25, 0.5))
    assert said["Four outliers"][1] > 1.2
    assert picture.pulls()["L1"][7] == 0  # far from the others: on the line
    picture.preset("No outlier")
    picture.set(ys=[*picture.ys[:6], 12, 12])
    assert picture.lines()["L1"][1] > 1.5  # two can be enough, at the end of the line
    picture.set(ys=[*picture.ys[:6], 4.75, 12])
    assert picture.lines()["L1"] == pytest.approx((1.25, 0.5))  # one is not
    rests = [OutlierPicture(ys=[*OutlierPicture().ys[:7], y]).lines()["L1"] for y in (5.5, 5.75, 6, 12)]
    assert rests[0] != pytest.approx(rests[1])
    assert all(line == pytest.approx(rests[1]) for line in rests[2:])


def test_javascript_and_python_agree(tmp_path):
    picture, cases, words, numbers = OutlierPicture(), [], [], []
    for state in states():
        picture.set(**state)
        cases.append(picture.state())
        words.append(picture.describe())
        lines, pulls = picture.lines(), picture.pulls()
        numbers.append([value for name in NAMES for value in (*lines[name], *pulls[name])])
    function = """(state) => {
        const lines = linesOf(state), pulls = pullsOf(state, lines);
        return [describe(state), NAMES.flatMap((name) => [...lines[name], ...pulls[name]])];
    }"""
    answers = javascript.run(OutlierPicture, function, cases, tmp_path)
    for said, wanted, (js_said, got) in zip(words, numbers, answers, strict=True):
        assert js_said == said
        np.testing.assert_allclose(got, wanted, atol=1e-9)


def test_eight_points_and_no_other():
    with pytest.raises(TraitError, match=r"ys must be a list of 8 multiples of 0.25 from 0 to 12"):
        OutlierPicture(ys=[1, 2])


# --- in the page ----------------------------------------------------------------------------------------


def test_the_nearest_point_is_dragged_and_moved_by_keys(opened):
    page = opened(OutlierPicture())
    stage = page.get_by_role("slider", name="Points to drag")
    box = stage.bounding_box()
    scale = box["width"] / 330
    at = lambda x, y: (
        box["x"] + (34 + x / 10.5 * 288) * scale,
        box["y"] + (10 + (12.5 - y) / 13 * 252) * scale,
    )
    page.mouse.move(*at(3.1, 3.6))
    page.mouse.down()
    page.mouse.move(*at(3, 8))
    page.mouse.move(*at(3, 14))  # held beyond the frame: it ends at 12
    page.mouse.up()
    told(page, "[model.get('held'), model.get('xs')[2], model.get('ys')[2]]", [2, 3, 12])
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    told(page, "[model.get('xs')[2], model.get('ys')[2]]", [3.25, 11.75])
    assert stage.get_attribute("aria-valuetext") == "point 2: x = 3.25, y = 11.75"
    page.get_by_label("its y, as a number").fill("5.5")
    told(page, "model.get('ys')[2]", 5.5)
    assert page.problems == [] and "NaN" not in page.locator(".mp-picture").inner_html()
