"""The pictures of lesson 14, and the numbers that its text claims, over several seeds and sizes."""

from itertools import product

import numpy as np
import pytest

import minidl
import minidl.nn.functional as F
from minidl.teach import DownAndUpPicture, ShiftPicture, UpPicture
from minidl.teach.kit.lesson import find
from minidl.teach.lessons.nb14.checkerboard import WEIGHTS, enlarged, listed, overlaps, spread, weights
from minidl.teach.lessons.nb14.photograph import DOWN, SIDE, UP, back, moved, small
from minidl.teach.lessons.nb14.shift import (
    BEFORE,
    BLURS,
    POOLINGS,
    SHOWN,
    SIGNALS,
    average,
    both,
    dense,
    whole,
)

# --- the row that moves -------------------------------------------------------------------------------------


@pytest.mark.parametrize("kernel", [1, 2, 3, 4, 5])
def test_the_share_of_changed_maxima(kernel):
    share, _ = average("max", kernel, "no blur", 1)
    assert share == pytest.approx(2 / (kernel + 1), abs=0.01)
    for seed in range(3):
        row = np.random.default_rng(seed).normal(size=20_000)
        found = dense(row, "max", kernel, "no blur")
        assert (found[1:] != found[:-1]).mean() == pytest.approx(2 / (kernel + 1), abs=0.02)


def test_the_share_is_the_same_for_every_stride():
    row = np.random.default_rng(7).normal(size=60_000)
    found = dense(row, "max", 2, "no blur")
    for stride in (1, 2, 3):
        starts = np.arange(10, 59_000, stride)
        assert (found[starts] != found[starts - 1]).mean() == pytest.approx(2 / 3, abs=0.015)


@pytest.mark.parametrize(("pooling", "kernel", "stride"), [*product(POOLINGS, (1, 2, 3, 5), (1, 2, 3, 4))])
def test_outputs_are_those_of_plain_numpy(pooling, kernel, stride):
    way = {"max": np.max, "mean": np.mean, "subsample": lambda w: w[0]}.get(pooling)
    way = way or (lambda w: w[-1] - w[0] if kernel > 1 else w[0])
    size = 1 if pooling == "subsample" else kernel
    for signal, row in SIGNALS.items():
        for shift in (0, 1, 4):
            wanted = []
            for moved_by in (0, shift):
                starts = range(BEFORE - moved_by, BEFORE - moved_by + SHOWN - size + 1, stride)
                wanted.append([way(row[s : s + size]) for s in starts])
            np.testing.assert_allclose(both(signal, pooling, kernel, stride, "no blur", shift), wanted)


def test_a_blur_is_that_of_numpy_and_makes_changes_smaller():
    row = np.random.default_rng(1).normal(size=200)
    for name, blur in BLURS.items():
        wanted = np.convolve(row, np.array(blur) / sum(blur), "same")
        np.testing.assert_allclose(dense(row, "subsample", 1, name)[5:-5], wanted[5:-5])
    for pooling, kernel in product(POOLINGS, (1, 2, 3, 5)):
        sizes = [average(pooling, kernel, blur, 1)[1] for blur in BLURS]
        assert sizes == sorted(sizes, reverse=True) and sizes[2] < 0.8 * sizes[0]


def test_what_the_text_says_about_the_row():
    picture = ShiftPicture()
    assert "4 of 6 change" in picture.describe() and "67 % change" in picture.describe()
    for shift, steps in ((2, 1), (4, 2)):  # multiples of the stride move the outputs
        picture.shift = shift
        assert f"all move by {steps} cell" in picture.describe() and "none changes" in picture.describe()
        before, after = both("random", "max", 2, 2, "no blur", shift)
        np.testing.assert_array_equal(after[steps:], before[:-steps])
    picture.shift = 3
    assert "change, by" in picture.describe()
    picture.set(shift=1, signal="fine stripes", pooling="subsample")
    assert "6 of 6 change, by 80" in picture.describe()
    picture.blur = "blur ¼ ½ ¼"
    assert "0 of 6 change" in picture.describe()
    np.testing.assert_allclose(both("fine stripes", "subsample", 2, 2, "blur ¼ ½ ¼", 1), 50)
    share, size = average("max", 2, "blur ¼ ½ ¼", 1)
    assert share > 0.995 and 9.5 < size < 10.5 and 15.5 < average("max", 2, "no blur", 1)[1] < 16.5
    assert average("max", 2, "no blur", 1)[1] == pytest.approx(average("mean", 2, "no blur", 1)[1], rel=0.02)
    picture.set(signal="edge", pooling="max", blur="no blur")
    assert "1 of 6 change" in picture.describe()


@pytest.mark.parametrize(("pooling", "blur"), [*product(POOLINGS, BLURS)])
def test_whole_steps_move_every_output(pooling, blur):
    for signal, kernel, stride, shift in product(SIGNALS, (1, 2, 3, 5), (1, 2, 3, 4), range(5)):
        if steps := whole(stride, shift):
            before, after = both(signal, pooling, kernel, stride, blur, shift)
            np.testing.assert_allclose(after[steps:], before[: len(before) - steps], atol=1e-9)
        else:
            assert shift == 0 or shift % stride


# --- checkerboards ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("kernel", "stride"), [*product(range(1, 9), range(1, 5))])
def test_overlaps(kernel, stride):
    low, high = kernel // stride, -(-kernel // stride)
    counts = overlaps(kernel, stride)
    assert counts.shape == (8, 8)
    assert {*counts.ravel().tolist()} == {low * low, low * high, high * high}
    assert (counts.min() == counts.max()) == (kernel % stride == 0)
    up, cure = enlarged("constant", kernel, stride, "equal")
    assert (np.ptp(up) < 1e-12) == (kernel % stride == 0)
    for kind in WEIGHTS:  # the cure never draws a pattern of its own
        np.testing.assert_allclose(enlarged("constant", kernel, stride, kind)[1], 0.5)
        np.testing.assert_allclose(weights(kind, kernel).sum(), 1)
    np.testing.assert_allclose(up.min() / up.max(), counts.min() / counts.max(), atol=1e-12)
    assert min(up.shape) >= 8 and cure.shape == (16 * stride - kernel + 1,) * 2


def test_weights_can_spoil_even_counts_and_make_up_for_uneven_ones():
    assert listed(overlaps(4, 2)) == "4" and spread(enlarged("constant", 4, 2, "random")[0]) == "0.43 to 0.60"
    assert (
        listed(overlaps(3, 2)) == "1, 2 or 4" and spread(enlarged("constant", 3, 2, "triangle")[0]) == "0.50"
    )
    for seed in range(10):
        w = minidl.tensor(np.random.default_rng(seed).uniform(size=(1, 1, 4, 4)))
        up = F.conv_transpose2d(minidl.ones(1, 1, 9, 9, dtype=minidl.float64), w, stride=2).numpy()
        assert np.ptp(up[0, 0, 3:-3, 3:-3]) > 0.1


def test_the_number_of_overlaps_that_14_2_asks_for():
    ones = minidl.ones(1, 1, 20, 20)
    up = F.conv_transpose2d(ones, minidl.ones(1, 1, 11, 11), stride=4)[0, 0].numpy()[10:-10, 10:-10]
    assert {*up.ravel().tolist()} == {4.0, 6.0, 9.0} and find("14.2").solution == 9


def test_checkerboard_sentences():
    picture = UpPicture()
    assert ": 1, 2 or 4." in picture.describe() and "0.22 to 0.89" in picture.describe()
    for kernel, stride, name in product((1, 8), (1, 4), ("constant", "photograph")):
        picture.set(kernel=kernel, stride=stride, picture=name)
        assert not picture.error and "nan" not in picture.describe()


# --- the photograph -----------------------------------------------------------------------------------------


def test_down_and_up():
    picture = DownAndUpPicture()
    for down, up, factor, shift in product(DOWN, UP, ("2", "4", "8"), (0, 8)):
        picture.set(down=down, up=up, factor=factor, shift=shift)
        assert not picture.error
        assert small(down, int(factor), shift).shape == (SIDE // int(factor),) * 2
        assert back(down, int(factor), shift, up).shape == (SIDE, SIDE)
        if shift == 0:
            assert ": 0 % of the pixels differ" in picture.describe()
    np.testing.assert_array_equal(moved(3)[:, 3:], moved(0)[:, :-3])


@pytest.mark.parametrize("factor", [2, 4, 8])
def test_a_blur_calms_the_photograph(factor):
    change = {d: np.abs(small(d, factor, 1) - small(d, factor, 0)).mean() for d in DOWN}
    assert change["blur, subsample"] < 0.35 * change["subsample"]
    wrong = {up: np.abs(back("mean", factor, 1, up) - moved(1)).mean() for up in UP}
    assert wrong["duplicate"] < wrong["bilinear"] < wrong["max-unpool"]


@pytest.mark.parametrize("factor", [2, 4, 8])
def test_in_smooth_pictures_bilinear_is_less_wrong(factor):
    places = np.arange(112) / 112
    for seed in range(5):
        a, b, c, d = np.random.default_rng(seed).uniform(0.5, 3, 4)
        smooth = np.sin(2 * np.pi * (a * places[:, None] + b * places) + c) * np.cos(d * places)
        less = F.avg_pool2d(minidl.tensor(smooth)[None, None], factor)
        wrong = [
            np.abs(F.interpolate(less, scale_factor=factor, mode=mode).numpy()[0, 0] - smooth).mean()
            for mode in ("nearest", "bilinear")
        ]
        assert wrong[1] < 0.9 * wrong[0]


# --- the exercises ------------------------------------------------------------------------------------------


def test_the_solutions_are_minidl_s():
    backward, adaptive, transposed = (find(id).solution for id in ("14.1", "14.3", "14.4"))
    for seed in range(40):
        draw = np.random.default_rng(seed)
        K, S, n = draw.integers(1, 5), draw.integers(1, 5), draw.integers(5, 14)
        values = draw.integers(-3, 4, n) + 0.5 * (seed % 2)
        x = minidl.tensor(values.astype(float), requires_grad=True)
        y = F.max_pool1d(x[None], int(K), int(S))
        g = draw.normal(size=y.shape[1])
        y.backward(minidl.tensor(g)[None])
        np.testing.assert_allclose(backward(values.astype(float), g, K, S), x.grad.numpy())
        m = int(draw.integers(1, 8))
        wanted = F.adaptive_avg_pool1d(minidl.tensor(values.astype(float))[None], m)[0].numpy()
        np.testing.assert_allclose(adaptive(values.astype(float), m), wanted)
        w = draw.normal(size=K)
        pair = minidl.tensor(values.astype(float))[None, None], minidl.tensor(w)[None, None]
        wanted = F.conv_transpose1d(*pair, stride=int(S))[0, 0].numpy()
        np.testing.assert_allclose(transposed(values.astype(float), w, S), wanted, atol=1e-12)
