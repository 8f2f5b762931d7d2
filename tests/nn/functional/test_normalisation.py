"""batch_norm: what is said when it cannot work, and that nothing was changed then."""

import numpy as np
import pytest

import minidl
import minidl.nn.functional as F


def stats(channels=3, dtype=minidl.float32):
    return minidl.zeros(channels, dtype=dtype), minidl.ones(channels, dtype=dtype)


@pytest.mark.parametrize(
    ("shape", "settings", "words"),
    [
        (
            (1, 3),
            {"training": True},
            r"more than one value per channel, got input \(1, 3\). Use a larger batch, or model.eval\(\)",
        ),
        ((1, 3, 1, 1), {"training": True}, "more than one value per channel"),
        (
            (4, 5),
            {"training": True},
            r"running_mean has shape \(3,\), but input \(4, 5\) has 5 channels. Did you mean BatchNorm\(5\)",
        ),
        ((4, 3), {"weight": minidl.ones(4)}, r"weight has shape \(4,\), but input \(4, 3\) has 3 channels"),
        ((4, 3), {"bias": minidl.ones(3, 1)}, r"bias has shape \(3, 1\)"),
        ((3,), {}, r"expects input \(N, C, ...\), got \(3,\)"),
        ((4, 3), {"training": True, "eps": 0.0}, "eps must be positive, got 0.0"),
        ((4, 3), {"eps": -1.0}, "eps must be positive, got -1.0"),
    ],
)
def test_what_does_not_fit(shape, settings, words):
    mean, variance = stats()
    with pytest.raises(ValueError, match=f"^batch_norm: .*{words}"):
        F.batch_norm(minidl.randn(*shape), mean, variance, **settings)
    assert mean.tolist() == [0, 0, 0] and variance.tolist() == [1, 1, 1]


def test_statistics_come_in_pairs():
    x, (mean, variance) = minidl.randn(4, 3), stats()
    for arguments, training in (((None, None), False), ((mean, None), True), ((None, variance), False)):
        with pytest.raises(ValueError, match=r"running_mean and running_var are given both or"):
            F.batch_norm(x, *arguments, training=training)


def test_types():
    mean, variance = stats()
    with pytest.raises(TypeError, match=r"batch_norm: input is float64 but running_mean is float32"):
        F.batch_norm(minidl.randn(4, 3, dtype=minidl.float64), mean, variance)
    with pytest.raises(TypeError, match=r"batch_norm: input must hold floats, got int64"):
        F.batch_norm(minidl.zeros(4, 3, dtype=minidl.int64), mean, variance)
    with pytest.raises(TypeError, match=r"batch_norm: weight must be a Tensor, got ndarray"):
        F.batch_norm(minidl.zeros(4, 3), mean, variance, np.ones(3))


def test_an_empty_batch_leaves_the_statistics_alone():
    mean, variance = stats()
    y = F.batch_norm(minidl.zeros(0, 3, 4), mean, variance, training=True)
    assert y.shape == (0, 3, 4)
    assert mean.tolist() == [0, 0, 0] and variance.tolist() == [1, 1, 1]


def test_infinities_give_nan_in_their_channel_only_and_no_warning():
    x = np.ones((4, 2))
    x[0, 0], x[1, 1] = np.inf, 3
    y = F.batch_norm(minidl.Tensor(x), None, None, training=True)
    assert np.isnan(y.data[:, 0]).all()
    assert np.isfinite(y.data[:, 1]).all()
