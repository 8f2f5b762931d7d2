"""What lesson 02 trains: the numbers that its text claims."""

import numpy as np
import pytest

from minidl.teach import DrawnFunctionPicture, activations, compared, construct, fresh_units, trained_error
from minidl.teach.lessons.nb02.drawn_function import FORMULAS
from minidl.teach.lessons.nb02.trained import fitted, network_at, train


def test_the_network_by_construction_is_the_pictures():
    x = np.linspace(-0.5, 1.5, 81)
    for units in (1, 5, 16):
        picture = DrawnFunctionPicture(units=units)
        np.testing.assert_allclose(
            network_at(construct(FORMULAS["wave"], units), x), picture.network(x), atol=1e-9
        )


def test_training_stays_behind_on_the_wave_and_wins_at_a_jump():
    wave, jump = DrawnFunctionPicture(), DrawnFunctionPicture(curve="Jump")
    times = [trained_error(wave, 16, start) / wave.largest_error(16) for start in range(1, 6)]
    assert min(times) > 12.5 and max(times) < 28.5
    assert trained_error(wave, 32, 1) == pytest.approx(0.16, abs=0.01)
    assert trained_error(jump, 16, 1) == pytest.approx(0.83, abs=0.03) and jump.largest_error(16) == 1.6


def test_a_quarter_of_the_joints_start_in_the_interval():
    inside = [0 < -a / b < 1 for a, b in fresh_units(10_000)]
    assert np.mean(inside) == pytest.approx(0.25, abs=0.02)


@pytest.mark.parametrize(("activation", "most"), [("z", 2), ("z²", 3), ("z³", 4)])
def test_a_polynomial_gains_nothing_from_width(activation, most):
    (few, _), (many, rank) = fitted(activation, 4), fitted(activation, 400)
    assert rank == most
    np.testing.assert_allclose(few, many, atol=1e-6)
    assert fitted("ReLU", 400)[1] > 100


def test_the_comparison_follows_the_pen():
    pen = DrawnFunctionPicture()
    both = compared(pen)
    both.set(curve="the one of loop ②", D="2")
    before = both.describe()
    pen.preset("Jump")
    assert both.describe() != before and "0.800" not in before and not both.error


def test_activations_say_what_they_are():
    picture = activations()
    for name, words in (
        ("z, 400 units", "a straight line"),
        ("z², 400 units", "a parabola, largest error 0.85"),
    ):
        picture.preset(name)
        assert words in picture.describe()


def test_what_is_trained_is_kept():
    heights = tuple(DrawnFunctionPicture().heights)
    assert train(heights, 2, 1) is train(heights, 2, 1)
