"""The picture of a curve: its network by construction, its error, its sentence."""

import random
from math import sin

import numpy as np
import pytest
from traitlets import TraitError

from minidl.teach import DrawnFunctionPicture, my_curve
from minidl.teach.lessons.nb02 import drawn_function
from minidl.teach.lessons.nb02.drawn_function import FORMULAS, heights_of
from tests.teach import javascript

EXPORTED = """(state) => [describe(state), pointsOf(state, state.units), largestOf(state, state.units),
    phiOf(state, state.units)]"""


def cases():
    draw = random.Random(0)
    curves = [{"curve": name} for name in FORMULAS]
    drawn = [preset["heights"] for preset in DrawnFunctionPicture().presets.values() if "heights" in preset]
    drawn += [[draw.randint(-1200, 1200) for _ in range(65)] for _ in range(5)]
    drawn += [heights_of(lambda x, k=k: sin(k * x) / 10**k) for k in range(5)]
    curves += [{"heights": heights} for heights in drawn]
    nearly = {"heights": [0] * 63 + [1, 0], "units": 63}
    return [nearly, *(curve | {"units": units} for curve in curves for units in range(1, 65))]


def test_javascript_and_python_agree(tmp_path):
    picture = DrawnFunctionPicture()
    states, sentences, numbers = [], [], []
    for case in cases():
        picture.set(**case)
        states.append(picture.state())
        sentences.append(picture.describe())
        numbers.append(np.hstack([np.ravel(picture.points()), picture.largest(), picture.phi()]))
    answers = javascript.run(DrawnFunctionPicture, EXPORTED, states, tmp_path)
    for state, answer, sentence, wanted in zip(states, answers, sentences, numbers):
        said, points, largest, phi = answer
        assert said == sentence, state
        got = np.hstack([np.ravel(points), largest, phi])
        np.testing.assert_allclose(got, wanted, atol=1e-9, rtol=1e-9, err_msg=str(state))
    said = " ".join(sentences)
    for words in ("themselves", "below 0.0001", "no more than that", "no gap", "1 unit gives"):
        assert words in said, words


def test_the_network_goes_through_its_points_and_on_straight():
    picture = DrawnFunctionPicture()
    for case in cases()[::37]:
        picture.set(**case)
        places, values = np.array(picture.points()).T
        np.testing.assert_allclose(picture.network(places), values, atol=1e-9)
        x, y = np.array(picture.samples()).T
        assert abs(picture.network(x) - y).max() == pytest.approx(picture.largest_error(), abs=1e-9)
        beyond = picture.network(np.array([-3, -1, 0, 1, 2, 3]))
        np.testing.assert_allclose(beyond[:3], values[0], atol=1e-9)
        np.testing.assert_allclose(np.diff(beyond[3:], 2), 0, atol=1e-6)


def test_a_smooth_curve_falls_with_slope_minus_two_down_to_64_units_and_never_to_0():
    picture = DrawnFunctionPicture()
    falls = [picture.largest_error(D) / picture.largest_error(2 * D) for D in (8, 16, 32)]
    assert all(3.8 < fall < 4.1 for fall in falls)
    assert 0.0009 < picture.largest_error(64) < 0.0011
    assert all(picture.largest_error(D) <= 4.05 / D**2 + 1e-9 for D in range(1, 65))


def test_at_a_jump_the_error_is_never_below_half_of_it():
    picture = DrawnFunctionPicture(curve="Jump")
    errors = [picture.largest_error(D) for D in range(1, 65)]
    assert min(errors) == pytest.approx(0.8) and max(errors) == pytest.approx(1.6)


def test_a_drawing_is_caught_by_64_units_and_says_so():
    picture = DrawnFunctionPicture(heights=heights_of(lambda x: 0.9 * sin(6 * x) ** 3), units=64)
    assert picture.largest_error() == pytest.approx(0, abs=1e-12)
    assert "Your drawing has no more than that." in picture.describe()


def test_whoever_sets_heights_has_drawn():
    picture = DrawnFunctionPicture()
    assert picture.curve == "wave"
    picture.heights = [0] * 65
    assert picture.curve == "drawn"
    picture.preset("Corner")
    assert picture.curve == "Corner" and picture.heights == heights_of(FORMULAS["Corner"])
    picture.preset("Jagged")
    assert picture.curve == "drawn"
    picture.reset()
    assert picture.curve == "wave"


def test_strokes_and_keys_in_the_page(tmp_path):
    strokes = """([a, b, heights, seen, reach]) =>
        [stroked(heights, a, b, seen, reach), lifted(Array(65).fill(0), b[0], b[1])]"""
    flat, wave = [0] * 65, heights_of(FORMULAS["wave"])
    told = [
        [[10, 0], [14, 400], flat, [10, 10], 4],
        [[1, 500], [3, 300], wave, [1, 1], 4],  # the end follows the pen
        [[60, 0], [62, 100], wave, [40, 60], 4],
        [[20, 100], [22, 300], flat, [20, 20], 64],  # a blank sheet: the whole rest follows
        [[22, 300], [21, 200], flat, [20, 22], 64],  # back again: what is drawn stays
    ]
    middle, start, end, blank, back = javascript.run(DrawnFunctionPicture, strokes, told, tmp_path)
    assert middle[0] == [*flat[:10], 0, 100, 200, 300, 400, *flat[15:]]
    assert middle[1][9:20] == [0, 80, 160, 240, 320, 400, 320, 240, 160, 80, 0]
    assert start[0][:4] == [500, 500, 400, 300] and start[0][4:] == wave[4:]
    assert end[0][60:] == [0, 50, 100, 100, 100] and end[0][:60] == wave[:60]
    assert blank[0] == [100] * 21 + [200] + [300] * 43
    assert back[0] == [*flat[:21], 200] + [300] * 43


@pytest.mark.parametrize("heights", [[], [0] * 64, [0.5] * 65, [1300] + [0] * 64, "curve", [True] * 65])
def test_heights_that_cannot_be_are_explained(heights):
    with pytest.raises(TraitError, match="heights must be a list of 65 whole numbers from −1200 to 1200"):
        DrawnFunctionPicture(heights=heights)


def test_a_function_of_ones_own():
    picture = DrawnFunctionPicture(heights=heights_of(lambda x: x * x), units=2)
    assert picture.function(0.5) == pytest.approx(0.25)
    assert picture.points() == [(0.0, 0.0), (0.5, 0.25), (1.0, 1.0)]
    assert picture.network(2.0) == pytest.approx(2.5)  # 1 + 1.5 · (2 − 1)


def test_a_cell_that_runs_again_keeps_the_drawing(monkeypatch):
    monkeypatch.setattr(drawn_function, "_mine", [])
    my_curve().heights = [5] * 65
    assert my_curve().heights == [5] * 65
