"""The race and the curves: their numbers against plain NumPy, minidl and the claims of the lesson."""

import numpy as np
import pytest

import minidl
from minidl import optim
from minidl.teach import descent, race, training_curves
from minidl.teach.kit.lesson import find
from minidl.teach.lessons.nb08 import landscapes
from minidl.teach.lessons.nb08.race import GOAL, RACERS, SCALED, runs
from minidl.teach.lessons.nb08.trainings import curves

ALL = tuple(RACERS)[:-1]


def first(run):
    """The step from which on it stays below the goal."""
    above = np.flatnonzero(run.heights >= GOAL)
    step = int(above[-1]) + 1 if len(above) else 0
    return step if step < len(run.heights) else None


def test_sgd_and_momentum_walk_as_plain_numpy_does():
    found = runs("ravine", ("SGD", "momentum"), 0.05, 0.3, 0.8, -4.0, 1.0, 16)
    a, b, v = np.array([-4.0, 1.0]), np.array([-4.0, 1.0]), np.zeros(2)
    for step in range(101):
        np.testing.assert_allclose(found["SGD"].points[step], a, atol=1e-12)
        np.testing.assert_allclose(found["momentum"].points[step], b, atol=1e-12)
        a = a - 0.05 * a * (1, 20)
        v = 0.8 * v + b * (1, 20)
        b = b - 0.05 * v


def test_a_run_of_all_is_the_run_of_each():
    together = runs("network", ALL, 0.05, 0.3, 0.8, 2.0, 2.0, 4)
    for name in ALL:
        alone = runs("network", (name,), 0.05, 0.3, 0.8, 2.0, 2.0, 4)[name]
        np.testing.assert_allclose(together[name].points, alone.points, atol=1e-9)


def test_the_samples_of_an_epoch_are_all_samples_and_their_mean_is_the_loss():
    for size in (1, 4, 16):
        assert sorted(np.concatenate(landscapes.batches(16 // size, size))) == list(range(16))
    x, y = (minidl.tensor(np.array([number])) for number in (1.3, -0.7))
    for place in landscapes.LANDSCAPES.values():
        single = [place.loss(x, y, np.array([i])).item() for i in range(16)]
        assert np.mean(single) == pytest.approx(place.loss(x, y, np.arange(16)).item())


def test_the_network_is_trained():
    w = minidl.tensor(np.array(landscapes.FREE), requires_grad=True)
    landscapes.network(w[0], w[1], np.arange(16)).backward()
    assert landscapes.network(w[0], w[1], np.arange(16)).item() < 1e-4
    assert np.abs(w.grad.numpy()).max() < 0.01


def test_what_the_lesson_says_about_the_ravine():
    steps = {}
    for rate in (0.05, 0.09, 0.1, 0.11):
        steps[rate] = runs("ravine", ("SGD",), rate, 0.3, 0.8, -4.0, 1.0, 16)["SGD"]
    assert [first(steps[rate]) for rate in (0.05, 0.09, 0.1)] == [88, 48, None]
    assert steps[0.11].lost and len(steps[0.11].points) == 39
    np.testing.assert_allclose(np.abs(steps[0.1].points[:, 1]), 1, atol=1e-9)
    found = runs("ravine", ("momentum", "Adam"), 0.05, 0.3, 0.8, -4.0, 1.0, 16)
    assert (first(found["momentum"]), first(found["Adam"])) == (43, 91)
    np.testing.assert_allclose(found["Adam"].points[1] - (-4, 1), [0.3, -0.3], atol=1e-6)


def test_nobody_leaves_the_ridge_until_there_is_noise():
    for batch, leaves in ((16, False), (1, True)):
        found = runs("saddle", ALL, 0.05, 0.3, 0.8, -4.0, 0.0, batch)
        assert {name: bool(np.any(run.points[:, 1])) for name, run in found.items()} == dict.fromkeys(
            ALL, leaves
        )


def test_momentum_beats_adam_as_the_lesson_says():
    for x, y, steps in ((-4.0, 1.0, 84), (-4.0, -2.0, 92), (3.0, 2.5, 94), (4.5, 0.5, 76)):
        at = [first(runs("ravine", ("Adam",), 0.05, s, 0.8, x, y, 16)["Adam"]) for s in SCALED]
        assert min(step for step in at if step) == steps
        mine = {
            mu: first(runs("ravine", ("momentum",), 0.05, 0.3, mu, x, y, 16)["momentum"])
            for mu in (0, 0.6, 0.9)
        }
        assert mine[0.6] <= 27 and 82 <= mine[0] <= 90 and 88 <= mine[0.9] <= 100


def test_on_the_plain_of_the_network_only_rmsprop_arrives():
    found = runs("network", ALL, 0.05, 0.3, 0.8, -4.0, 1.0, 16)
    assert [name for name in ALL if found[name].heights[-1] < 1] == ["RMSprop"]
    np.testing.assert_allclose(found["RMSprop"].points[1], (-1, 4), atol=1e-3)  # ten times η
    for name in ("SGD", "momentum"):
        assert found[name].heights[5] > 12 and abs(found[name].heights[-1] - 7.4) < 0.1
    assert np.abs(found["Adam"].points[50:]).max() > 6  # it runs past


def test_only_adadelta_stays_near_the_ridge_in_noise():
    found = runs("saddle", ALL, 0.05, 0.3, 0.8, -4.0, 0.0, 1)
    assert [name for name in ALL if np.abs(found[name].points[:, 1]).max() < 0.5] == ["Adadelta"]


def test_the_solutions_are_minidl_s_rules():
    update, adam = find("08.2").solution, find("08.3").solution
    draw = np.random.default_rng(0)
    for kind in (lambda p: optim.SGD(p, lr=0.1, momentum=0.9), lambda p: optim.Adam(p, lr=0.1)):
        p = minidl.tensor(draw.normal(size=5), requires_grad=True)
        w, v, m, optimizer = p.detach().numpy().copy(), 0, 0, kind([p])
        for t in range(1, 20):
            g = draw.normal(size=5)
            p.grad = minidl.tensor(g)
            optimizer.step()
            if isinstance(optimizer, optim.Adam):
                w, m, v = adam(w, g, m, v, t, 0.1, 0.9, 0.999, 1e-8)
            else:
                w, v = update(w, g, v, 0.1, 0.9)
            np.testing.assert_allclose(p.detach().numpy(), w, rtol=1e-13, atol=1e-15)


# --- the student's racer -------------------------------------------------------------------------------------


def ok(w, g, v, lr, mu):
    v = mu * v + g
    return w - lr * v, v


def test_the_student_s_momentum_runs_beside_minidl_s():
    said = race(ok, racers="momentum, Adam", step=100).describe()
    assert "momentum: below 0.001 from step 43" in said and "yours: below 0.001 from step 43" in said
    assert "yours" not in race(ok, racers="all", step=100).describe()
    assert "yours" not in race(find("08.2").solution).describe()  # it has not passed


def forever(w, g, v, lr, mu):
    while True:
        pass


def in_place(w, g, v, lr, mu):
    w -= lr * g
    return w, v


@pytest.mark.parametrize(
    ("racer", "words"),
    [
        (in_place, "changes w or g in place"),
        (forever, "still running"),
        (lambda w, g, v, lr, mu: w - lr * g, "two things"),
        (lambda w, g, v, lr, mu: None, "returns nothing"),
        (lambda w, g, v, lr, mu: (w * np.nan, v), "no number any more"),
        (lambda w, g, v, lr, mu: (w[0], v), "shape"),
        (lambda w, g, v, lr, mu: (w / lr - 1 / 0, v), "ZeroDivisionError"),
    ],
)
def test_a_broken_racer_is_told_so_and_the_others_run(racer, words):
    picture = race(racer, step=60)
    assert words in picture.describe() and "SGD: loss" in picture.describe() and not picture.error
    picture.step = 50
    assert words in picture.describe()


def test_divergence_is_flagged():
    picture = descent()
    picture.step = 100
    assert picture.describe().endswith("SGD: ✗ diverged, step 38.") and "nan" not in picture.describe()
    assert "yours: ✗ diverged" in race(lambda w, g, v, lr, mu: (w + g, v), step=100).describe()


# --- the curves ----------------------------------------------------------------------------------------------


def test_the_deep_network_does_not_fit_with_sgd_and_fits_with_adam_from_five_starts():
    for seed in range(5):
        assert curves(6, "SGD", seed)[-1, 0, 0] > 2.2
        found = curves(6, "Adam", seed)
        assert found[-1, 0, 0] < 0.2
        best = found[:, 0, 1].argmin()
        assert found[-1, 0, 1] > found[best, 0, 1] + 0.1  # then it overfits
        assert found[-1, 1, 1] > found[best, 1, 1]  # and is right more often
    assert "training loss 2.3" in training_curves(layers="6 layers").describe()


def test_one_step_is_no_steps():
    picture = race()
    picture.step = 1
    assert "; after 1 step: " in picture.describe()
    picture.step = 2
    assert "; after 2 steps: " in picture.describe()
