"""Toy sets: shapes, classes, seeds, and that each is what it is used for: not linearly separable."""

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier

import minidl
from minidl.data import circles, moons, random_split, spirals, xor

ALL = [xor, moons, circles, spirals]


def arrays(dataset):
    return [t.data.numpy() for t in dataset.tensors]


@pytest.mark.parametrize("toy", ALL)
@pytest.mark.parametrize("samples", [1, 7, 200])
def test_points_and_classes(toy, samples):
    points, labels = arrays(toy(samples))
    assert points.shape == (samples, 2) and points.dtype == np.float32
    assert labels.shape == (samples,) and labels.dtype == np.int64
    counts = np.bincount(labels.astype(np.intp))  # in a browser NumPy counts with 32 bits
    assert counts.max() - counts.min() <= 1
    assert np.abs(points).max() < 4


@pytest.mark.parametrize("toy", ALL)
def test_a_line_does_not_separate_them_but_neighbours_do(toy):
    minidl.manual_seed(0)
    points, labels = arrays(toy(600))
    assert LogisticRegression().fit(points, labels).score(points, labels) < 0.9
    half = np.arange(600) // 12 % 2 == 0  # whole rounds of all classes and corners
    neighbours = KNeighborsClassifier(5).fit(points[half], labels[half])
    assert neighbours.score(points[~half], labels[~half]) > 0.97


def test_without_noise_they_lie_on_their_curves():
    points, labels = arrays(xor(8, noise=0))
    corners = {(*point, label) for point, label in zip(points.tolist(), labels.tolist(), strict=True)}
    assert corners == {(0, 0, 0), (0, 1, 1), (1, 0, 1), (1, 1, 0)}
    points, labels = arrays(circles(100, noise=0, factor=0.25))
    radius = np.hypot(*points.T)
    np.testing.assert_allclose(radius[labels == 0], 1, rtol=1e-6)
    np.testing.assert_allclose(radius[labels == 1], 0.25, rtol=1e-6)
    assert len(np.unique(points.round(5), axis=0)) == 100  # no point twice where the circle closes
    points, labels = arrays(moons(100, noise=0))
    np.testing.assert_allclose(np.hypot(*points[labels == 0].T), 1, rtol=1e-6)
    np.testing.assert_allclose(np.hypot(*(points[labels == 1] - [1, 0.5]).T), 1, rtol=1e-6)
    points, labels = arrays(spirals(90, noise=0))
    assert np.hypot(*points.T).max() == pytest.approx(1) and set(labels) == {0, 1, 2}


@pytest.mark.parametrize("toy", ALL)
def test_the_noise_is_seeded(toy):
    minidl.manual_seed(1)
    first, second = arrays(toy(20))[0], arrays(toy(20))[0]
    minidl.manual_seed(1)
    assert (arrays(toy(20))[0] == first).all() and (first != second).any()
    own = [arrays(toy(20, generator=np.random.default_rng(5)))[0] for _ in range(2)]
    assert (own[0] == own[1]).all()


def test_they_can_be_split():
    train, test = random_split(moons(50), [40, 10])
    assert (len(train), len(test)) == (40, 10)


@pytest.mark.parametrize(
    "call, message",
    [
        (lambda: xor(noise=-1), "xor: noise must not be negative, got -1. It is a standard deviation"),
        (
            lambda: circles(factor=1.5),
            "circles: factor must be at least 0 and below 1, got 1.5. It is the inner radius",
        ),
        (lambda: spirals(classes=0), "spirals: classes must be at least 1, got 0"),
        (lambda: moons(noise=float("nan")), "moons: noise must .*It is a standard deviation"),
    ],
)
def test_impossible_settings_are_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_a_seed_is_no_generator():
    with pytest.raises(TypeError, match="moons: generator must be one"):
        moons(generator=3)
