"""The picture of a drawn function: its network by construction, its error, its sentence."""

import random
from math import sin

import numpy as np
import pytest
from traitlets import TraitError

from minidl.teach import DrawnFunctionPicture
from minidl.teach.lessons.nb02.drawn_function import heights_of
from tests.teach import javascript

EXPORTED = "(state) => [describe(state), pointsOf(state.heights, state.units), largestOf(state.heights, state.units)]"


def cases():
    draw = random.Random(0)
    curves = [preset["heights"] for preset in DrawnFunctionPicture().presets.values()]
    curves += [[draw.randint(-1200, 1200) for _ in range(65)] for _ in range(5)]
    curves += [heights_of(lambda x, k=k: sin(k * x) / 10**k) for k in range(5)]
    return [{"heights": heights, "units": units} for heights in curves for units in range(1, 65)]


def test_javascript_and_python_agree(tmp_path):
    picture = DrawnFunctionPicture()
    states, expected = [], []
    for case in cases():
        picture.set(**case)
        states.append(picture.state())
        points = [list(point) for point in picture.points()]
        expected.append([picture.describe(), points, list(picture.largest())])
    answers = javascript.run(DrawnFunctionPicture, EXPORTED, states, tmp_path)
    for state, answer, wanted in zip(states, answers, expected):
        assert answer == wanted, state
    said = " ".join(answer[0] for answer in answers)
    assert "the curve itself" in said and "below 0.0005" in said and "level at 0;" in said


def test_the_network_goes_through_its_points_and_on_straight():
    picture = DrawnFunctionPicture()
    for case in cases()[::37]:
        picture.set(**case)
        places, values = np.array(picture.points()).T
        np.testing.assert_allclose(picture.network(places), values, atol=1e-9)
        cells = np.arange(65) / 64
        error = abs(picture.network(cells) - picture.function(cells)).max()
        assert error == pytest.approx(picture.largest_error(), abs=1e-9)
        beyond = picture.network(np.array([-3, -1, 0, 1, 2, 3]))
        np.testing.assert_allclose(beyond[:3], values[0], atol=1e-9)
        np.testing.assert_allclose(np.diff(beyond[3:], 2), 0, atol=1e-6)


def test_a_smooth_curve_falls_with_slope_minus_two_and_a_jump_does_not():
    picture = DrawnFunctionPicture()
    falls = [picture.largest_error(D) / picture.largest_error(2 * D) for D in (4, 8)]
    assert all(3.3 < fall < 4.6 for fall in falls)
    picture.preset("Jump")
    assert picture.largest_error(32) > 0.3
    picture.preset("Straight line")
    assert picture.largest_error(1) == 0


def test_strokes_and_keys_in_the_page(tmp_path):
    flat = [0] * 65
    strokes = "([a, b]) => [stroked(Array(65).fill(0), a, b), lifted(Array(65).fill(0), b[0], b[1])]"
    ((drawn, raised),) = javascript.run(DrawnFunctionPicture, strokes, [[[10, 0], [14, 400]]], tmp_path)
    assert drawn == [*flat[:10], 0, 100, 200, 300, 400, *flat[15:]]
    assert raised[9:20] == [0, 80, 160, 240, 320, 400, 320, 240, 160, 80, 0]


@pytest.mark.parametrize("heights", [[], [0] * 64, [0.5] * 65, [1300] + [0] * 64, "curve", [True] * 65])
def test_heights_that_cannot_be_are_explained(heights):
    with pytest.raises(TraitError, match="heights must be a list of 65 whole numbers from −1200 to 1200"):
        DrawnFunctionPicture(heights=heights)


def test_a_function_of_ones_own():
    picture = DrawnFunctionPicture(heights=heights_of(lambda x: x * x), units=2)
    assert picture.function(0.5) == pytest.approx(0.25)
    assert picture.points() == [(0.0, 0.0), (0.5, 0.25), (1.0, 1.0)]
    assert picture.network(2.0) == pytest.approx(2.5)  # 1 + 1.5 · (2 − 1)
