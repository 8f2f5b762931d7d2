"""The pictures of lesson 09, and the numbers that its text claims, over several seeds."""

import numpy as np
import pytest

import minidl
import minidl.nn.functional as F
from minidl import nn
from minidl.data import digits
from minidl.machine import IN_A_BROWSER
from minidl.teach import (
    AugmentationPicture,
    BatchNormPicture,
    DropoutPicture,
    ShortcutPicture,
    trained_at_depth,
    trained_with_dropout,
)
from minidl.teach.lessons.nb09.augmentation import augmented
from minidl.teach.lessons.nb09.augmentation import picture as original
from minidl.teach.lessons.nb09.batch_norm import _trained, normed
from minidl.teach.lessons.nb09.dropout import MOST, VALUES, _dropped

# --- batch norm -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [2, 5, 32])
@pytest.mark.parametrize("shift", [-4.0, 0.0, 3.5])
def test_a_batch_is_normalised_as_the_layer_does(size, shift):
    x, y, mean, deviation = normed("training", size, shift, 3)
    fresh = nn.BatchNorm1d(1).double()
    assert np.allclose(fresh(minidl.tensor(x[:, None])).detach().numpy()[:, 0], y, atol=1e-9)
    assert (mean, deviation) == pytest.approx((x.mean(), x.std()))
    x, y, mean, deviation = normed("test", size, shift, 3)
    assert np.allclose(y, (x - mean) / np.sqrt(deviation**2 + fresh.eps), atol=1e-4)
    assert (mean, deviation) == (_trained().running_mean.item(), _trained().running_var.item() ** 0.5)
    assert abs(mean - 2) < 0.3 and abs(deviation - 1.5) < 0.3


def test_one_sample_becomes_zero_and_the_layers_refuse_it():
    for draw in range(1, 11):
        assert normed("training", 1, 0.0, draw)[1] == pytest.approx(0)
        assert sorted(normed("training", 2, 0.0, draw)[1]) == pytest.approx([-1, 1], abs=0.01)
    with pytest.raises(ValueError, match="more than one value"):
        nn.BatchNorm1d(3)(minidl.ones(1, 3))


def test_the_picture_of_a_batch():
    picture = BatchNormPicture()
    assert "one sample" in picture.describe() and "mean 0.00 and deviation 0.00" in picture.describe()
    picture.set(mode="test", size=32, shift=3.0)
    x, y, mean, deviation = normed("test", 32, 3.0, 1)
    above, below = picture._figure.axes
    assert np.allclose(above.lines[0].get_xdata(), x) and np.allclose(below.lines[0].get_xdata(), y)
    assert above.lines[1].get_xdata()[0] == pytest.approx(mean)
    assert f"mean {y.mean():.2f}" in below.get_title() and abs(y.mean() - 2) < 0.4
    for batch in range(1, 11):
        for shift in (-5.0, 5.0):
            x = normed("training", 32, shift, batch)[0]
            y = normed("test", 32, shift, batch)[1]
            low, high = above.get_xlim()
            assert low < min(x.min(), y.min()) and max(x.max(), y.max()) < high


# --- dropout --------------------------------------------------------------------------------------------------


def test_the_sum_stays_with_the_factor_and_falls_without():
    for p in (0.2, 0.5, 0.8):
        kept, without = _dropped(p, "training", "1/(1 − p)"), _dropped(p, "training", "none")
        assert kept.sum(axis=1).mean() == pytest.approx(VALUES.sum(), rel=0.2)
        assert np.allclose(without, kept * (1 - p))
        assert set(np.unique((kept / VALUES).round(6))) == {0, round(1 / (1 - p), 6)}
    spread = [_dropped(p, "training", "1/(1 − p)").sum(axis=1).std() for p in (0.2, 0.5, 0.8)]
    assert spread == sorted(spread)


def test_the_picture_of_dropout():
    picture = DropoutPicture()
    picture.set(passes=MOST)
    left, right = picture._figure.axes
    sums = _dropped(0.5, "training", "1/(1 − p)").sum(axis=1)
    assert (
        np.allclose(right.lines[0].get_ydata(), sums)
        and f"{sums.mean():.1f} on average" in picture.describe()
    )
    picture.set(mode="test")
    assert "0 of 20 units are dropped" in picture.describe()


def test_dropout_raises_the_training_loss_and_helps_where_data_are_few():
    for seed in range(2):
        (train, test, errors), (train_p, test_p, errors_p) = (
            trained_with_dropout(p, 1000, seed) for p in (0.0, 0.5)
        )
        assert errors_p < errors - 0.02
        assert train_p > train + 0.3 and test_p < test - 1
    (train, test, _), (train_p, test_p, _) = (trained_with_dropout(p, 4000) for p in (0.0, 0.5))
    assert train_p > train + 0.3 and 0.1 < test - test_p < 0.6


# --- shortcuts ------------------------------------------------------------------------------------------------


def test_plain_depth_does_not_train_and_shortcuts_do():
    # Another BLAS rounds otherwise; 100 steps through 30 layers make 1.29 of 1.60 and 0.07 of 0.33 (seed 0).
    with_norm, with_he = (1.25, 0.05) if IN_A_BROWSER else (1.3, 0.1)
    for seed in range(3):
        plain, short, normal = (
            [trained_at_depth(depth, kind, seed)[0][-1] for depth in (3, 10, 20, 30)]
            for kind in ("plain", "shortcuts", "batch norm")
        )
        assert plain[0] < 0.4 and plain == sorted(plain) and plain[1] > 1.3 and min(plain[2:]) > 1.7
        assert plain[3] == pytest.approx(2.27, abs=0.01) and max(short) < 0.2
        assert abs(normal[0] - plain[0]) < 0.2 and max(normal[1:3]) < 0.45
        assert with_norm < normal[3] < plain[3] - 0.3
        assert with_he < trained_at_depth(30, "He", seed)[0][-1] < 1.5
    sizes = trained_at_depth(30)[1]
    assert 1e-15 < sizes[0] < 1e-13 and trained_at_depth(30, "shortcuts")[1].min() > 1e-3


def test_thirty_plain_layers_learn_the_counts():
    labels = digits()[0][:200][1].numpy().astype(np.intp)
    counts = np.bincount(labels, minlength=10)
    assert (counts[4], counts[6]) == (31, 13)
    for seed in range(2):
        losses, _, says = trained_at_depth(30, "plain", seed)
        assert says.std(axis=0).max() < 1e-4 and np.allclose(says[0], counts / 200, atol=0.003)
        assert losses[-1] == pytest.approx(-(counts / 200 * np.log(counts / 200)).sum(), abs=1e-3)


def test_the_picture_of_shortcuts():
    picture = ShortcutPicture()
    picture.depth = "30"
    assert "2.27 plain, 0.00 with shortcuts" in picture.describe()
    assert "about 10⁻¹⁴ plain" in picture.describe()
    left, right = picture._figure.axes
    assert np.allclose(left.lines[0].get_ydata(), trained_at_depth(30)[0])
    assert len(right.lines[0].get_xdata()) == 30
    picture.plain = "batch norm"
    assert "plain with batch norm" in picture.describe()
    assert np.allclose(left.lines[0].get_ydata(), trained_at_depth(30, "batch norm")[0])


# --- augmentation ---------------------------------------------------------------------------------------------


def test_pictures_change_within_their_bounds_only():
    same = augmented("flower", 0, 0, "no", 0.0, 0.0, 0)
    assert np.allclose(same, original(), atol=1e-6) and same.shape == (8, 3, 64, 64)
    for setting in [
        ("flower", 90, 0, "no", 0.0, 0.0),
        ("flower", 0, 8, "no", 0.0, 0.0),
        ("flower", 0, 0, "no", 0.4, 0.0),
        ("flower", 0, 0, "no", 0.0, 0.2),
    ]:
        changed = augmented(*setting, 0)
        assert changed.min() >= 0 and changed.max() <= 1
        assert len({image.tobytes() for image in changed}) == 8
        assert not np.allclose(changed, augmented(*setting, 1))
    mirrored = augmented("flower", 0, 0, "yes", 0.0, 0.0, 0)
    assert {np.allclose(m, original(), atol=1e-6) for m in mirrored} == {True, False}
    assert all(
        np.allclose(m, original(), atol=1e-6) or np.allclose(m[..., ::-1], original(), atol=1e-6)
        for m in mirrored
    )
    picture = AugmentationPicture()
    picture.preset("a 6, turned")
    assert picture.describe() == "The digit 6, eight times: turned by up to 180 degrees."
    picture.preset("all a little")
    assert "mirrored or not, colours changed by up to 40 %" in picture.describe()


# --- what the text says ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(3))
def test_a_unit_learns_from_normalised_inputs_and_not_from_raw_ones(seed):
    draw = np.random.default_rng(seed)
    x = draw.standard_normal((200, 2)) * [1, 1000] + [0, 5000]
    y = (x[:, 0] > 0) * 1.0
    right = []
    for data in (x, (x - x.mean(0)) / x.std(0)):
        minidl.manual_seed(seed)
        unit, target = nn.Linear(2, 1).double(), minidl.tensor(y[:, None])
        optimizer = minidl.optim.SGD(unit.parameters(), lr=0.5)
        for _ in range(100):
            optimizer.zero_grad()
            F.binary_cross_entropy_with_logits(unit(minidl.tensor(data)), target).backward()
            optimizer.step()
        right.append(((unit(minidl.tensor(data)) > 0).numpy()[:, 0] == y).mean())
    assert right[0] < 0.75 and right[1] > 0.95
