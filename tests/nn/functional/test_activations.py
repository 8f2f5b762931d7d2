"""Softmax and the like: invariants, and what is said when the axis or the numbers do not fit."""

import numpy as np
import pytest

import minidl
import minidl.nn.functional as F


def test_softmax_sums_to_one_and_log_softmax_is_its_logarithm():
    z = minidl.randn(5, 7, dtype=minidl.float64)
    p = F.softmax(z, 1)
    np.testing.assert_allclose(p.data.sum(axis=1), 1, rtol=1e-12)
    np.testing.assert_allclose(F.log_softmax(z, 1).data, np.log(p.data), rtol=1e-12)
    np.testing.assert_allclose(F.softmax(z + 1000, 1).data, p.data, rtol=1e-9)


@pytest.mark.parametrize(
    ("shape", "dim"), [((), 0), ((4,), 0), ((3, 4), 1), ((2, 3, 4), 0), ((2, 3, 4, 5), 1)]
)
@pytest.mark.parametrize("function", [F.softmax, F.log_softmax])
def test_without_dim_it_warns_and_takes_pytorchs(function, shape, dim):
    z = minidl.Tensor(np.random.default_rng(0).standard_normal(shape))
    with pytest.warns(UserWarning, match=f"{function.__name__}: took dim={dim} for input .*better say dim="):
        value = function(z)
    np.testing.assert_array_equal(value.data, function(z, dim).data)


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


def test_relu_takes_inplace_and_leaves_its_input_alone():
    x = minidl.tensor([-1.0, 2.0])
    assert F.relu(x, inplace=True).tolist() == [0.0, 2.0]
    assert x.tolist() == [-1.0, 2.0]
