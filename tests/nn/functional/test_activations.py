"""Activation functions: invariants, and what is said when the axis or the numbers do not fit."""

import math
import re

import numpy as np
import pytest

import minidl
import minidl.nn.functional as F
from minidl import nn
from minidl.nn.functional.normal import normal
from tests.parity import pytorch


def test_softmax_sums_to_one_and_log_softmax_is_its_logarithm():
    z = minidl.randn(5, 7, dtype=minidl.float64)
    p = F.softmax(z, 1)
    np.testing.assert_allclose(p.data.numpy().sum(axis=1), 1, rtol=1e-12)
    np.testing.assert_allclose(F.log_softmax(z, 1).data.numpy(), np.log(p.data.numpy()), rtol=1e-12)
    np.testing.assert_allclose(F.softmax(z + 1000, 1).data.numpy(), p.data.numpy(), rtol=1e-9)


@pytest.mark.parametrize(
    ("shape", "dim"), [((), 0), ((4,), 0), ((3, 4), 1), ((2, 3, 4), 0), ((2, 3, 4, 5), 1)]
)
@pytest.mark.parametrize("function", [F.softmax, F.log_softmax])
def test_without_dim_it_warns_and_takes_pytorchs(function, shape, dim):
    z = minidl.from_numpy(np.random.default_rng(0).standard_normal(shape))
    with pytest.warns(UserWarning, match=f"{function.__name__}: took dim={dim} for input .*better say dim="):
        value = function(z)
    np.testing.assert_array_equal(value.data.numpy(), function(z, dim).data.numpy())


@pytest.mark.parametrize("function", [F.softmax, F.log_softmax])
def test_errors(function):
    name = function.__name__
    with pytest.raises(TypeError, match=rf"{name}: input must hold floats, got int64. Try input.float\(\)"):
        function(minidl.tensor([1, 2]), 0)
    with pytest.raises(TypeError, match=f"{name}: input must be a Tensor, got list"):
        function([1.0, 2.0], 0)
    with pytest.raises(IndexError, match=rf"{name}: dim 2 does not exist in shape \(3, 4\)"):
        function(minidl.zeros(3, 4), 2)
    with pytest.raises(IndexError, match=r"dim"):
        function(minidl.tensor(1.0), 1)


@pytest.mark.parametrize("name", ["relu", "leaky_relu", "elu", "selu", "silu", "hardtanh"])
def test_inplace_is_taken_and_the_input_left_alone(name):
    x, function = minidl.tensor([-1.5, 2.0]), getattr(F, name)
    assert function(x, inplace=True).tolist() == function(x).tolist()
    assert x.tolist() == [-1.5, 2.0]


# --- one number at a time ---

SMOOTH = [F.leaky_relu, F.elu, F.selu, F.gelu, F.silu, F.softplus, F.hardtanh]


@pytest.mark.parametrize("function", SMOOTH)
def test_only_floats(function):
    name = function.__name__
    with pytest.raises(TypeError, match=rf"^{name}: input must hold floats, got int64. Try input.float\(\)"):
        function(minidl.tensor([1, 2]))
    with pytest.raises(TypeError, match=f"^{name}: input must be a Tensor, got float"):
        function(1.0)


@pytest.mark.parametrize("function", [*SMOOTH, lambda x: F.gelu(x, approximate="tanh")])
def test_the_memory_layout_is_kept(function):
    """Convolutions hand over samples innermost and want them back so."""
    x = minidl.randn(4, 3, 2).permute(2, 1, 0).requires_grad_()
    y = function(x)
    y.backward(y.detach())
    assert y.data.numpy().strides == x.grad.numpy().strides == x.data.numpy().strides


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_the_normal_distribution_is_right_to_the_last_digits(dtype):
    """Also far below 0, where (1 + erf(x/√2)) / 2 has none left; there, e^(−x²/2) rounds x²."""
    x = np.linspace(-9, 9, 4001).astype(dtype)
    density, phi = normal(x)
    assert density.dtype == phi.dtype == dtype
    expected = np.array([math.erfc(-float(v) / math.sqrt(2)) / 2 for v in x])
    rounding = np.finfo(dtype).eps * (2 + x.astype(float) ** 2)
    assert (np.abs(phi - expected) <= rounding * expected).all()
    assert np.abs(phi - expected).max() <= 2 * np.finfo(dtype).eps
    np.testing.assert_allclose(
        density,
        np.exp(-(x.astype(float) ** 2) / 2) / math.sqrt(2 * math.pi),
        rtol=5e-15 if dtype == np.float64 else 5e-6,
    )


def test_the_normal_distribution_in_any_shape_and_memory_order():
    x = np.random.default_rng(0).standard_normal((30, 40, 50))
    _, expected = normal(x)
    np.testing.assert_array_equal(normal(x.T)[1], expected.T)
    np.testing.assert_array_equal(normal(x[::-1, :, ::-2])[1], expected[::-1, :, ::-2])
    np.testing.assert_array_equal(normal(x[::2].transpose(1, 0, 2))[1], expected[::2].transpose(1, 0, 2))
    assert normal(np.array(0.0))[1] == pytest.approx(0.5, rel=5e-16)
    assert normal(x[:0])[1].shape == (0, 40, 50)
    np.testing.assert_array_equal(normal(np.array([np.inf, -np.inf, np.nan]))[1], [1, 0, np.nan])


def test_gelu_is_right_to_the_last_digits():
    x = np.linspace(-6, 6, 2001)
    phi = np.array([math.erfc(-v / math.sqrt(2)) / 2 for v in x])
    np.testing.assert_allclose(F.gelu(minidl.from_numpy(x)).data.numpy(), x * phi, rtol=1e-14, atol=1e-15)
    theirs = pytorch().nn.functional.gelu(pytorch().from_numpy(x)).numpy()
    np.testing.assert_allclose(F.gelu(minidl.from_numpy(x)).data.numpy(), theirs, rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize(
    ("function", "slope"),
    [
        (F.relu, 0.0),
        (F.leaky_relu, 0.01),
        (lambda x: F.elu(x, 3.0), 3.0),
        (F.softplus, 0.5),
        (lambda x: F.hardtanh(x, 0.0, 1.0), 0.0),
        (lambda x: F.hardtanh(x, -1.0, 0.0), 0.0),
    ],
)
def test_the_derivative_at_the_kink(function, slope):
    x = minidl.tensor(0.0, dtype=minidl.float64, requires_grad=True)
    function(x).backward()
    assert x.grad.item() == slope


def test_hardtanh_limits_infinities_and_keeps_nan():
    x = minidl.tensor([-np.inf, np.inf, np.nan], requires_grad=True)
    y = F.hardtanh(x)
    y.sum().backward()
    np.testing.assert_array_equal(y.data.numpy(), [-1, 1, np.nan])
    assert x.grad.tolist()[:2] == [0.0, 0.0]


def test_softplus_does_not_overflow_below_a_high_threshold():
    x = minidl.tensor([800.0, -800.0], dtype=minidl.float64, requires_grad=True)
    y = F.softplus(x, threshold=1e4)
    y.sum().backward()
    assert y.tolist() == [800.0, 0.0]
    assert x.grad.tolist() == [1.0, 0.0]


def test_wrong_settings():
    x = minidl.zeros(2, 3)
    with pytest.raises(ValueError, match=r"^gelu: approximate must be 'none' or 'tanh', got True"):
        F.gelu(x, approximate=True)
    with pytest.raises(ValueError, match=r"^hardtanh: max_val must be at least 2, got 1"):
        F.hardtanh(x, 2, 1)


@pytest.mark.parametrize(
    ("shape", "weight", "channels"), [((2, 3), (2,), 3), ((3,), (3,), 1), ((), (2,), 1), ((2, 3), (3, 1), 3)]
)
def test_prelu_explains_what_does_not_fit(shape, weight, channels):
    words = f"^prelu: weight needs 1 number, or one for each of the {channels} channels of input "
    with pytest.raises(ValueError, match=words + re.escape(f"{shape}, got shape {weight}.")):
        F.prelu(minidl.zeros(*shape), minidl.zeros(*weight))


def test_prelu_explains_wrong_types():
    with pytest.raises(TypeError, match=r"^prelu: input is float32 but weight is float64. Convert one"):
        F.prelu(minidl.zeros(3), minidl.zeros(1, dtype=minidl.float64))
    with pytest.raises(TypeError, match=r"^prelu: weight must be a Tensor, got float"):
        F.prelu(minidl.zeros(3), 0.25)


# --- maxout, which PyTorch does not have ---


def test_maxout_takes_the_largest_of_k_neighbouring_channels():
    x = minidl.tensor([[1.0, 5.0, 2.0, 2.0, -1.0, -3.0]], requires_grad=True)
    for layer in (nn.Maxout(2), lambda x: F.maxout(x, 2)):
        x.grad = None
        y = layer(x)
        y.backward(minidl.tensor([[1.0, 2.0, 3.0]]))
        assert y.tolist() == [[5.0, 2.0, -1.0]]
        assert x.grad.tolist() == [[0.0, 1.0, 1.0, 1.0, 3.0, 0.0]]
    assert repr(nn.Maxout(2)) == "Maxout(k=2)"


def test_maxout_of_pictures():
    x = minidl.randn(2, 6, 4, 5)
    expected = x.data.numpy().reshape(2, 2, 3, 4, 5).max(axis=2)
    np.testing.assert_array_equal(F.maxout(x, 3).data.numpy(), expected)
    np.testing.assert_array_equal(F.maxout(x, 1).data.numpy(), x.data.numpy())
    assert F.maxout(minidl.zeros(0, 6), 3).shape == (0, 2)


def test_maxout_explains_what_does_not_fit():
    words = r"^maxout: expects \(N, C·k, ...\) with a multiple of k={} channels, got {}"
    for shape, k in (((2, 6), 4), ((6,), 2), ((2, 6), 0)):
        with pytest.raises(ValueError, match=words.format(k, re.escape(str(shape)))):
            F.maxout(minidl.zeros(*shape), k)
    with pytest.raises(TypeError, match=r"^Maxout: k must be a whole number, got 2.5"):
        nn.Maxout(2.5)
    with pytest.raises(TypeError, match=r"^maxout: input must be a Tensor, got ndarray"):
        F.maxout(np.zeros((2, 2)), 2)


def test_hardsigmoids_gradient():
    """PyTorch's sixth is a float32, also in float64."""
    torch, values = pytorch(), np.linspace(-4, 4, 17)
    ours, theirs = minidl.tensor(values, requires_grad=True), torch.tensor(values, requires_grad=True)
    F.hardsigmoid(ours).sum().backward()
    torch.nn.functional.hardsigmoid(theirs).sum().backward()
    np.testing.assert_allclose(ours.grad.numpy(), theirs.grad.numpy(), rtol=1e-7)
