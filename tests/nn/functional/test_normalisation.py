"""batch_norm: what is said when it cannot work, and that nothing was changed then."""

import numpy as np
import pytest

import minidl
import minidl.nn.functional as F
from minidl import nn


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
            r"running_mean must have shape \(5,\), one number for each channel of input \(4, 5\), got \(3,\). Did you mean BatchNorm\(5\)",
        ),
        (
            (4, 3),
            {"weight": minidl.ones(4)},
            r"weight must have shape \(3,\), .* of input \(4, 3\), got \(4,\)",
        ),
        ((4, 3), {"bias": minidl.ones(3, 1)}, r"bias must have shape \(3,\), .* got \(3, 1\)"),
        ((3,), {}, r"expects input \(N, C, ...\), got \(3,\)"),
        ((4, 3), {"training": True, "eps": 0.0}, "eps must be above 0, got 0.0"),
        ((4, 3), {"eps": -1.0}, "eps must not be negative, got -1.0"),
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
    y = F.batch_norm(minidl.from_numpy(x), None, None, training=True)
    assert np.isnan(y.data.numpy()[:, 0]).all()
    assert np.isfinite(y.data.numpy()[:, 1]).all()


# --- within samples ---------------------------------------------------------------------------------

x = minidl.randn(2, 6, 4)


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: F.layer_norm(x, 4), TypeError, r"layer_norm: normalized_shape is a tuple of the last sizes of input, such as \(4,\), got 4"),
        (lambda: F.layer_norm(x, ()), TypeError, r"is a tuple of the last sizes .*, got \(\)"),
        (lambda: F.layer_norm(x, (6,)), ValueError, r"normalized_shape \(6,\) must be the last sizes of input, got \(2, 6, 4\). Did you mean LayerNorm\(4\)"),
        (lambda: F.layer_norm(x, (2, 2, 6, 4)), ValueError, "must be the last sizes of input"),
        (lambda: F.layer_norm(x, (6, 4), minidl.ones(4)), ValueError, r"weight must have shape \(6, 4\), the normalized_shape, got \(4,\)"),
        (lambda: F.layer_norm(x, (4,), bias=minidl.ones(6)), ValueError, r"bias must have shape \(4,\), the normalized_shape, got \(6,\)"),
        (lambda: F.layer_norm(x.long(), (4,)), TypeError, "layer_norm: input must hold floats, got int64"),
        (lambda: F.layer_norm(x, (4,), minidl.ones(4).double()), TypeError, "input is float32 but weight is float64"),
        (lambda: F.group_norm(x, 4), ValueError, r"group_norm: num_groups must divide channels, got num_groups=4, channels=6"),
        (lambda: F.group_norm(x, 0), ValueError, "num_groups must divide channels, got num_groups=0"),
        (lambda: F.group_norm(x[0, 0], 1), ValueError, r"group_norm: expects input \(N, C, ...\), got \(4,\)"),
        (lambda: F.group_norm(x, 2.0), TypeError, "group_norm: num_groups must be a whole number, got 2.0"),
        (lambda: F.group_norm(x, 2, minidl.ones(2)), ValueError, r"weight must have shape \(6,\), one number for each channel, got \(2,\)"),
        (lambda: F.group_norm(x, 2, None, minidl.ones(6, 1)), ValueError, r"bias must have shape \(6,\), one number for each channel, got \(6, 1\)"),
        (lambda: F.group_norm(x[:1, :, 0], 6), ValueError, r"needs more than one value to normalise, got input \(1, 6\) in 6 groups"),
        (lambda: F.group_norm(np.ones((2, 6)), 2), TypeError, "group_norm: input must be a Tensor, got ndarray"),
    ],
)  # fmt: skip
def test_errors_within_samples(call, error, words):
    with pytest.raises(error, match=words):
        call()


def test_each_sample_has_mean_0_and_variance_1():
    y = F.layer_norm(minidl.randn(3, 500) * 7 + 3, (500,), eps=0)
    np.testing.assert_allclose(y.data.numpy().mean(axis=1), 0, atol=1e-6)
    np.testing.assert_allclose(y.data.numpy().var(axis=1), 1, rtol=1e-5)


def test_a_single_value_becomes_the_bias_and_has_no_gradient():
    x = minidl.randn(3, 1, requires_grad=True)
    y = F.layer_norm(x, (1,), bias=minidl.full((1,), 2.0))
    y.sum().backward()
    assert y.tolist() == [[2]] * 3 and x.grad.tolist() == [[0]] * 3


def test_one_group_is_layer_norm_and_a_group_for_each_channel_normalises_each():
    x = minidl.randn(2, 6, 4, 3, dtype=minidl.float64)
    np.testing.assert_allclose(F.group_norm(x, 1).data.numpy(), F.layer_norm(x, (6, 4, 3)).data.numpy())
    each = F.layer_norm(x.flatten(2), (12,)).reshape(x.shape)
    np.testing.assert_allclose(F.group_norm(x, 6).data.numpy(), each.data.numpy())


def test_group_norm_keeps_the_memory_order():
    x = minidl.from_numpy(np.ones((6, 5, 4, 2), np.float32).transpose(3, 0, 1, 2)).requires_grad_()
    y = F.group_norm(x, 3, minidl.ones(6), minidl.zeros(6))
    assert y.data.numpy().strides == x.data.numpy().strides
    y.backward(np.ones_like(x.data.numpy()))
    assert x.grad.numpy().strides == x.data.numpy().strides


@pytest.mark.parametrize("n", [300, 100_000])
def test_sums_over_a_long_batch_keep_their_digits(n):
    """Added number by number, 100,000 times 0.1 is off by a thousandth in float32."""
    tenth = float(np.float32(0.1))
    norm, upstream = nn.BatchNorm1d(3), minidl.from_numpy(np.full((n, 3), 0.1, np.float32))
    norm(minidl.from_numpy(np.full((n, 3), 0.1, np.float32)))
    np.testing.assert_allclose(norm.running_mean.numpy(), 0.1 * tenth, rtol=1e-6)
    norm(minidl.randn(n, 3)).backward(upstream)
    np.testing.assert_allclose(norm.bias.grad.numpy(), n * tenth, rtol=1e-6)
    norm.eval()(minidl.randn(n, 3)).backward(upstream)
    np.testing.assert_allclose(norm.bias.grad.numpy(), 2 * n * tenth, rtol=1e-6)
