"""linear: what is said when shapes do not fit. dropout: its statistics, which no other library shares."""

import numpy as np
import pytest

import minidl
import minidl.nn.functional as F


def zeros(*shape, dtype=minidl.float32):
    return minidl.zeros(*shape, dtype=dtype)


@pytest.mark.parametrize(
    ("input", "weight", "words"),
    [
        (
            zeros(8, 100),
            zeros(10, 50),
            r"weight \(10, 50\) expects 50 input features, got input \(8, 100\), whose last axis is 100. "
            r"Did you mean Linear\(100, 10\)\?",
        ),
        (
            zeros(64, 1, 28, 28),
            zeros(10, 784),
            r"last axis is 28. Did you forget nn.Flatten\(\)\? It gives 784 features\.",
        ),
        (
            zeros(64, 50, 4, 4),
            zeros(10, 784),
            r"Did you forget nn.Flatten\(\)\? It gives 800 features: Linear\(800, 10\)\.",
        ),
        (
            zeros(28, 28),
            zeros(10, 784),
            r"Try input.reshape\(1, -1\) for one sample of 784 features",
        ),
        (zeros(), zeros(10, 784), r"got input \(\), a single number"),
        (zeros(8, 100), zeros(2, 2, 2), r"weight must be a matrix \(out, in\), got \(2, 2, 2\)"),
    ],
)
def test_shapes_that_do_not_fit(input, weight, words):
    with pytest.raises(ValueError, match=f"^linear: .*{words}"):
        F.linear(input, weight)


def test_a_bias_of_another_shape():
    with pytest.raises(
        ValueError, match=r"bias must have shape \(3,\), one number for each output, got \(4,\)"
    ):
        F.linear(zeros(8, 2), zeros(3, 2), zeros(4))


def test_another_dtype():
    with pytest.raises(
        TypeError,
        match=r"linear: input is float64 but weight is float32. Convert one: input.to\(minidl.float32\), or "
        r"the whole model: model.to\(minidl.float64\)",
    ):
        F.linear(zeros(8, 2, dtype=minidl.float64), zeros(3, 2))
    with pytest.raises(TypeError, match=r"input is float32 but bias is float64"):
        F.linear(zeros(8, 2), zeros(3, 2), zeros(3, dtype=minidl.float64))


@pytest.mark.parametrize(
    ("input", "words"),
    [
        (
            np.zeros((8, 2), np.float32),
            r"input must be a Tensor, got ndarray. Wrap it with minidl.from_numpy\(",
        ),
        ([[1.0, 2.0]], r"input must be a Tensor, got list. Wrap it with minidl.tensor\("),
        (None, "input must be a Tensor, got NoneType"),
    ],
)
def test_something_else_than_a_tensor(input, words):
    with pytest.raises(TypeError, match=f"^linear: {words}"):
        F.linear(input, zeros(3, 2))


def test_a_weight_that_is_no_tensor():
    with pytest.raises(TypeError, match=r"linear: weight must be a Tensor, got ndarray"):
        F.linear(zeros(8, 2), np.zeros((3, 2)))


# --- dropout ---


@pytest.mark.parametrize("p", [0.1, 0.5, 0.8])
@pytest.mark.parametrize("dtype", [minidl.float32, minidl.float64])
def test_dropout_drops_a_share_of_p_and_keeps_the_mean(p, dtype):
    x = minidl.ones(300, 300, dtype=dtype, requires_grad=True)
    y = F.dropout(x, p)
    kept = y.data.numpy() != 0
    assert y.dtype == dtype and y.shape == x.shape
    assert abs(kept.mean() - (1 - p)) < 4 * np.sqrt(p * (1 - p) / 90_000)
    np.testing.assert_allclose(y.data.numpy()[kept], 1 / (1 - p), rtol=1e-6)
    np.testing.assert_allclose(kept.mean(axis=0).std(), np.sqrt(p * (1 - p) / 300), rtol=0.15)  # independent
    y.sum().backward()
    np.testing.assert_array_equal(x.grad.numpy(), y.data.numpy())  # the same mask and scale


def test_dropout_at_the_ends_and_in_evaluation():
    x = minidl.randn(50)
    assert (F.dropout(x, 0.0).data.numpy() == x.data.numpy()).all()
    assert (F.dropout(x, 0.9, training=False).data.numpy() == x.data.numpy()).all()
    assert (F.dropout(x, 1.0).data.numpy() == 0).all()


def test_dropout_can_be_repeated_and_differs_each_time():
    x = minidl.ones(100)
    minidl.manual_seed(1)
    first, second = F.dropout(x), F.dropout(x)
    minidl.manual_seed(1)
    assert (F.dropout(x).data.numpy() == first.data.numpy()).all()
    assert (first.data.numpy() != second.data.numpy()).any()


def test_dropout_keeps_the_memory_order():
    x = minidl.from_numpy(np.asfortranarray(np.ones((20, 30), np.float32)))
    assert F.dropout(x).data.numpy().flags.f_contiguous


def test_dropout_takes_inplace_and_leaves_its_input_alone():
    x = minidl.ones(100)
    y = F.dropout(x, 0.5, True, True)
    assert (x.data.numpy() == 1).all()
    assert (y.data.numpy() == 0).any()


@pytest.mark.parametrize("p", [-0.1, 1.1, float("nan")])
def test_dropout_wants_a_probability(p):
    with pytest.raises(ValueError, match=f"dropout: p must be between 0 and 1, got {p}"):
        F.dropout(minidl.ones(3), p)


def test_dropout_wants_floats():
    with pytest.raises(TypeError, match=r"dropout: input must hold floats, got int64. Try input.float()"):
        F.dropout(minidl.tensor([1, 2, 3]))


@pytest.mark.parametrize(
    ("function", "shape", "channels"),
    [
        (F.dropout1d, (30, 40, 5), 2),
        (F.dropout1d, (1200, 5), 1),
        (F.dropout2d, (30, 40, 3, 2), 2),
        (F.dropout2d, (30, 40, 5), 2),
    ],
)
@pytest.mark.parametrize("p", [0.2, 0.5])
def test_whole_channels_are_dropped(function, shape, channels, p):
    x = minidl.ones(*shape, dtype=minidl.float64, requires_grad=True)
    y = function(x, p)
    first = y.data.numpy().reshape(1200, -1)[:, :1]
    assert (y.data.numpy().reshape(1200, -1) == first).all()
    np.testing.assert_allclose(np.unique(y.data.numpy()), [0, 1 / (1 - p)])
    assert abs((first == 0).mean() - p) < 5 * np.sqrt(p * (1 - p) / 1200)
    y.sum().backward()
    np.testing.assert_array_equal(x.grad.numpy(), y.data.numpy())


@pytest.mark.parametrize(
    ("function", "shape", "words"),
    [
        (F.dropout1d, (3,), r"dropout1d: expects input with 2 or 3 axes, got \(3,\)"),
        (F.dropout1d, (2, 3, 4, 5), "dropout1d: expects input with 2 or 3 axes"),
        (F.dropout2d, (2, 3), r"dropout2d: expects input with 3 or 4 axes, got \(2, 3\)"),
    ],
)
def test_channels_need_their_axes(function, shape, words):
    with pytest.raises(ValueError, match=words):
        function(minidl.zeros(*shape))
    with pytest.raises(ValueError, match=r"p must be between 0 and 1, got 2"):
        function(minidl.zeros(2, 3, 4), 2)
