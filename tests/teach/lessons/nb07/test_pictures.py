"""The pictures of lesson 07, and the numbers that its text claims, over several seeds."""

from itertools import pairwise

import numpy as np
import pytest

import minidl
import minidl.nn.functional as F
from minidl import nn, optim
from minidl.inspect import gradcheck
from minidl.teach import (
    ACTIVATIONS,
    AlphaPicture,
    FirstStepPicture,
    MaxoutPicture,
    SignalPicture,
    SlopePicture,
    deep_accuracy,
    first_layer,
)
from minidl.teach.lessons.nb07.dead import EVERY, LEAKS, STEPS, learned_alpha, training
from minidl.teach.lessons.nb07.depth import signal
from minidl.teach.lessons.nb07.shapes import power, value_and_slope

SEEDS = range(3)


# --- slopes -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_slopes_are_those_of_differences(name):
    z = minidl.tensor([-3.0, -0.75, 0.3, 2.0], dtype=minidl.float64, requires_grad=True)
    assert gradcheck(ACTIVATIONS[name], z)
    value, slope = value_and_slope(name, [-3.0, 0.3], 0.1)
    assert len(value) == len(slope) == 2


def test_the_largest_slopes_and_where():
    z = np.linspace(-6, 6, 2401)
    for name, largest in (("sigmoid", 0.25), ("tanh", 1), ("ReLU", 1)):
        assert value_and_slope(name, z, 0.1)[1].max() == pytest.approx(largest)
    slope = value_and_slope("GELU", z, 0.1)[1]
    assert z[slope > 1].min() == pytest.approx(0.755, abs=0.01) and slope.max() == pytest.approx(
        1.129, abs=1e-3
    )
    assert z[slope < 0].max() == pytest.approx(-0.755, abs=0.01)


def test_ten_slopes_in_a_row():
    picture = SlopePicture()
    assert "9.5·10⁻⁷" in picture.describe()
    assert [axes.get_title() for axes in picture._figure.axes][1:] == [
        "slope f′(z) = 0.250",
        "gradient left 9.5·10⁻⁷",
    ]
    picture.preset("ReLU, z = −1")
    assert "leave 0 of a gradient of 1" in picture.describe()
    picture.z = 1.0
    assert "leave 1 of" in picture.describe()
    picture.set(activation="leaky ReLU", z=-1.0)
    assert "α = 0.1" in picture.describe() and "1.0·10⁻¹⁰" in picture.describe()
    for activation in ACTIVATIONS:
        for z in (-6.0, 0.0, 6.0):
            picture.set(activation=activation, z=z)
            assert not picture.error and "nan" not in picture.describe()


def test_numbers_with_powers_of_ten():
    assert [power(x) for x in (0, 0.25, 1, 31.6, 9.54e-7, 1e12, -0.5)] == [
        "0", "0.25", "1", "31.6", "9.5·10⁻⁷", "1.0·10¹²", "−0.5",
    ]  # fmt: skip


# --- thirty layers ------------------------------------------------------------------------------------------


def alive(activation, scale, seed, depth=30):
    found = signal(activation, depth, scale, seed)
    return 0.1 <= found.forward[-1] <= 10 and 0.1 <= found.backward[0] <= 10


@pytest.mark.parametrize("seed", SEEDS)
def test_the_scales_that_keep_both_alive(seed):
    for activation, low, high in (("ReLU", 1.35, 1.5), ("leaky ReLU", 1.35, 1.5), ("tanh", 1.05, 1.55)):
        found = [alive(activation, scale, seed) for scale in (low - 0.1, low, high, high + 0.15)]
        assert found == [False, True, True, False], activation
    assert not any(alive("sigmoid", scale, seed) for scale in (0.25, 1.0, 2.0, 3.0, 4.0))
    assert alive("no activation", 1.0, seed)
    assert [alive("ReLU", scale, seed, 5) for scale in (0.8, 1.0, 2.1, 2.4)] == [False, True, True, False]


@pytest.mark.parametrize("seed", SEEDS)
def test_what_arrives(seed):
    assert signal("ReLU", 30, 1.0, seed).forward[-1] == pytest.approx(2**-15, rel=1)
    assert np.log10(signal("ReLU", 30, 3**-0.5, seed).forward[-1]) == pytest.approx(-12, abs=0.6)
    sigmoid = signal("sigmoid", 30, 1.0, seed)
    assert 0.4 < sigmoid.forward[-1] < 0.6 and sigmoid.backward[0] < 1e-18
    assert signal("sigmoid", 30, 4.0, seed).backward[0] < 1e-5
    assert signal("tanh", 30, 4.0, seed).backward[0] > 1e5
    assert 30 <= 100 * signal("ReLU", 30, 1.4, seed).never[-1] <= 50
    assert 100 * signal("ReLU", 5, 1.4, seed).never[-1] <= 25


def test_what_the_picture_sends_back_is_backpropagation():
    """By hand, with NumPy."""
    from minidl.teach.lessons.nb07.depth import WIDTH, _drawn

    x, weights, gradient = _drawn(0)
    hs = [x]
    for weight in weights[:4]:
        hs.append(np.tanh(hs[-1] @ (1.5 / WIDTH**0.5 * weight).T))
    sizes = [np.sqrt(np.mean(gradient**2))]
    for weight, h in zip(weights[3::-1], hs[:0:-1]):
        gradient = (gradient * (1 - h**2)) @ (1.5 / WIDTH**0.5 * weight)
        sizes.insert(0, np.sqrt(np.mean(gradient**2)))
    np.testing.assert_allclose(signal("tanh", 4, 1.5).backward, np.array(sizes) / sizes[-1])


def test_the_picture_keeps_what_was_tried_and_nothing_else():
    picture = SignalPicture()
    trace = [line for line in picture._figure.axes[3].lines if len(line.get_xdata()) == 1]
    assert [list(line.get_xdata()) for line in trace] == [[1.0], [1.0]]
    picture.scale = 1.4
    assert list(trace[0].get_xdata()) == [1.0, 1.4]
    for depth in (1, 40):
        for scale, activation in zip((0.25, 4.0) * 4, ACTIVATIONS):
            picture.set(activation=activation, depth=depth, scale=scale)
            assert not picture.error and "nan" not in picture.describe()
    picture.preset("show the marks")
    assert "He 1.41" in picture.describe()


# --- units that die -----------------------------------------------------------------------------------------


def dead(activation, rate, seed=0):
    return [int((now["z"] <= 0).all(axis=0).sum()) for now in training(activation, rate, seed)]


@pytest.mark.parametrize("seed", SEEDS)
def test_a_long_step_kills_units_for_good(seed):
    counts = dead("ReLU", 1.5, seed)
    assert counts[-1] >= 19 and counts[0] <= 8
    off = [(now["z"] <= 0).all(axis=0) for now in training("ReLU", 1.5, seed)]
    assert not any((before & ~after).any() for before, after in pairwise(off)), "one comes back"
    assert counts[5] >= 16, "most die in the first 50 steps"
    assert 0.4 < training("ReLU", 1.5, seed)[-1]["loss"] < 0.7
    assert dead("ReLU", 0.0, seed)[-1] <= 9 and training("ReLU", 0.0, seed)[-1]["loss"] < 0.01
    assert 6 <= dead("ReLU", 0.5, seed)[-1] <= 12 and training("ReLU", 0.5, seed)[-1]["loss"] < 0.011
    for activation in ("leaky ReLU", "ELU"):
        assert training(activation, 1.5, seed)[-1]["loss"] < 0.1


def test_the_gradient_of_a_dead_unit_is_exactly_0():
    z = minidl.tensor(first_layer("ReLU", 1.5), requires_grad=True)
    (F.relu(z) * minidl.randn(*z.shape)).sum().backward()
    assert not z.grad.numpy()[:, (z.detach().numpy() <= 0).all(axis=0)].any()


def test_the_picture_says_what_was_trained():
    picture = FirstStepPicture()
    picture.preset("ReLU, step 300")
    assert "20 of 20 units" in picture.describe()
    marks = picture._figure.axes[1].lines[0]
    assert len(marks.get_xdata()) == 20
    picture.preset("leaky ReLU, step 300")
    assert not len(marks.get_xdata()), "they have a slope, and learn"
    picture.set(activation="PReLU")
    assert "α is" in picture.describe()
    assert STEPS % EVERY == 0 and not picture.error


@pytest.mark.parametrize(("data", "alpha"), [("|x|", -1), ("ReLU", 0), ("x", 1)])
def test_alpha_finds_the_leak(data, alpha):
    found = learned_alpha(data)
    assert found[0] == 0.25 and found[-1] == pytest.approx(alpha, abs=0.005)
    picture = AlphaPicture()
    picture.set(data=data, steps=40)
    assert f"{alpha:.2f}".replace("-", "−") in picture.describe()
    assert set(LEAKS) == {"|x|", "ReLU", "x"}


def test_the_children_of_maxout():
    picture = MaxoutPicture()
    for preset, words in (("|x|", "from slope −1 to 1"), ("ReLU", "from slope 0 to 1")):
        picture.preset(preset)
        assert words in picture.describe() and "x = 0.00" in picture.describe()
    picture.set(w1=1.0, w2=1.0, b1=2.0)
    assert "one straight line" in picture.describe() and not picture.error


# --- sigmoid against tanh -----------------------------------------------------------------------------------


def test_tanh_learns_where_sigmoids_do_not():
    assert deep_accuracy(nn.Tanh(), 0) > 0.85 > 0.2 > deep_accuracy(nn.Sigmoid(), 0)
    adam = deep_accuracy(nn.Sigmoid(), 0, lambda p: optim.Adam(p, lr=0.01))
    assert 0.2 < adam < deep_accuracy(nn.Tanh(), 0)
