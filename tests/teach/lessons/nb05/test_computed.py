"""The computed pictures of lesson 05, and its helper: their numbers, found in another way."""

import numpy as np
import pytest
from sklearn import metrics

import minidl
from minidl.inspect import gradcheck
from minidl.teach import kerrich, patients, surfaces, with_slope
from minidl.teach.lessons.nb05.coin import FINE, HEADS, PANELS, forms, units
from minidl.teach.lessons.nb05.patients import ALL, ILL, judged
from minidl.teach.lessons.nb05.surfaces import EDGES, TOLD, projected
from minidl.teach.lessons.nb05.two_losses import grid


@pytest.mark.parametrize("tosses", HEADS)
def test_three_forms_of_one_likelihood(tosses):
    p = np.linspace(0.01, 0.99, 99)
    heads = HEADS[tosses]
    product, log, loss = forms(tosses, p)
    with np.errstate(all="ignore"):
        each = np.where(np.arange(tosses)[:, None] < heads, p, 1 - p)
        np.testing.assert_allclose(product, each.prod(axis=0), rtol=1e-9, atol=1e-300)
    np.testing.assert_allclose(log, np.log(each).sum(axis=0), rtol=1e-9)
    np.testing.assert_allclose(loss, -log / tosses)
    assert log.argmax() == loss.argmin() == abs(p - heads / tosses).argmin()
    assert product.any() == (tosses < 10_000)


def test_the_coin_says_when_the_product_is_gone():
    picture = kerrich()
    assert "likelihood 0.000977," in picture.describe()
    picture.preset("10,000 tosses")
    assert "likelihood 0 (too small for the computer), its logarithm −6931.47" in picture.describe()
    assert -6931.5 / np.log(10) == pytest.approx(-3010, abs=1)


@pytest.mark.parametrize("tosses", HEADS)
def test_each_curve_is_seen_on_its_axis_that_never_changes(tosses):
    """10^-302 was once drawn as a flat line."""
    picture = kerrich()
    picture.set(tosses=str(tosses), p=0.98)
    axes = picture._figure.axes
    assert [list(one.get_ylim()) for one in axes] == [list(limits) for limits in PANELS.values()]
    for one, curve, (unit, name) in zip(axes, forms(tosses, FINE), units(tosses), strict=True):
        line, _, ball = one.lines
        drawn, (low, high) = line.get_ydata(), one.get_ylim()
        np.testing.assert_allclose(drawn * unit, curve)
        assert line.get_visible() == ball.get_visible() == ("too small" not in name) == bool(curve.any())
        assert low < drawn.min() and drawn.max() < high and one.texts[0].get_text() == name
        assert np.ptp(drawn) > 0.4 * (high - low) or not curve.any()
    assert [name for _, name in units(1000)] == ["× $10^{-302}$", "× 1,000", ""]


@pytest.mark.parametrize("turn", [0, 45, 150, 270])
def test_the_pole_beside_the_surfaces_tells_their_height(turn):
    picture = surfaces()
    picture.set(turn=turn, height=0)
    (pole,), (_, _, numbers) = picture._figure.axes[0].lines, picture._figure.axes[0].collections
    assert TOLD == (0, 2, 4, 6) and len(numbers.get_paths()) == len(TOLD)
    x, y = pole.get_data()
    np.testing.assert_allclose(numbers.get_offsets(), np.stack([x - 0.13, y], axis=1))
    corners = np.concatenate([path.vertices for path in picture._figure.axes[0].collections[0].get_paths()])
    np.testing.assert_allclose(x, corners[:, 0].min())
    np.testing.assert_allclose(y, [0, 2 / 5, 4 / 5, 6 / 5], atol=1e-12)
    assert 5 * corners[:, 1].max() == pytest.approx(6.75, abs=0.01)  # the text says 6.7, and 0.375
    quadratic = grid([-4.0, 4.0], [-9.0, 9.0], "quadratic")
    assert quadratic.max() == pytest.approx(0.375, abs=0.001)


@pytest.mark.parametrize(("found", "alarms"), [(0, 0), (5, 10), (3, 0), (5, 95), (2, 40), (5, 0)])
def test_the_four_numbers_are_those_of_scikit_learn(found, alarms):
    y = np.arange(ALL) < ILL
    called = (np.arange(ALL) < found) | ((np.arange(ALL) >= ILL) & (np.arange(ALL) < ILL + alarms))
    p = np.where(called, 0.8, 1 - 0.8)
    wanted = [
        metrics.accuracy_score(y, called),
        metrics.cohen_kappa_score(y, called),
        metrics.matthews_corrcoef(y, called),
        metrics.log_loss(y, p),
    ]
    assert [*judged(found, alarms, 0.8).values()] == pytest.approx(wanted, abs=1e-6)


def test_patients_and_surfaces_draw_every_preset():
    for picture in (patients(), surfaces()):
        for name in picture.presets:
            picture.preset(name)
            assert not picture.error and len(picture.describe()) > 40


def test_seen_from_above_the_map_lies_as_it_does_in_the_other_picture():
    places, _ = projected([(*edge, 0) for edge in EDGES.values()], 0, 90)
    np.testing.assert_allclose(places, [*EDGES.values()], atol=1e-12)
    (_, top), (near, far) = (
        projected([(0, 0, 0), (0, 0, 1)], 30, 0)[0],
        projected([(0, -1, 0), (0, 1, 0)], 0, 0)[1],
    )
    assert top[1] == pytest.approx(1) and near < far


def test_gradcheck_judges_a_slope_that_is_written_by_hand():
    p = minidl.tensor([0.3, 0.6], dtype=minidl.float64, requires_grad=True)
    assert gradcheck(with_slope(lambda p: p.log(), lambda p: 1 / p), p)
    assert not gradcheck(with_slope(lambda p: p.log(), lambda p: -1 / p), p, raise_exception=False)
