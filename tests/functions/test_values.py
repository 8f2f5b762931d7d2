"""NumPy's functions and operators where a Tensor meets them."""

import numpy as np
import pytest

import minidl
from minidl import Tensor
from tests.parity import numbers

A = np.array([[1.0, 2.0], [3.0, 4.0]])
OPERATORS = [
    "a + t",
    "a - t",
    "a * t",
    "a / t",
    "a ** t",
    "a @ t",
    "a // t",
    "a % t",
    "a > t",
    "a == t",
    "a <= t",
]
OPERATORS += [
    "np.float64(2) * t",
    "np.float32(2) - t",
    "2 / t",
    "t - a",
    "t @ a",
    "np.float64(2) ** t",
    "np.int64(2) + t",
]
FUNCTIONS = ["exp", "log", "sqrt", "sin", "cos", "tanh", "abs", "negative", "isnan"]


@pytest.mark.parametrize("code", OPERATORS)
def test_an_array_and_a_tensor_make_a_tensor(code):
    t = minidl.from_numpy(numbers(2, 2) + 3).requires_grad_()
    found = eval(code, {"a": A, "t": t, "np": np})
    expected = eval(code, {"a": A, "t": t.detach().numpy(), "np": np})
    assert isinstance(found, Tensor) and found.dtype == expected.dtype
    assert found.requires_grad == (expected.dtype == np.float64)
    np.testing.assert_allclose(found.detach().numpy(), expected, rtol=1e-12)


def test_numpys_scalars_widen_nothing():
    for code in ("np.float64(2) * t", "t * np.float64(2)", "np.multiply(np.float64(2), t)", "np.add(t, 1.5)"):
        assert eval(code, {"t": minidl.ones(2), "np": np}).dtype == minidl.float32


@pytest.mark.parametrize("name", FUNCTIONS)
def test_numpys_functions_are_minidls(name):
    t = minidl.from_numpy(A.copy()).requires_grad_()
    found = getattr(np, name)(t)
    assert isinstance(found, Tensor) and found.requires_grad == (name != "isnan")
    np.testing.assert_allclose(found.detach().numpy(), getattr(np, name)(A))
    for two in (np.maximum, np.add, np.matmul):
        np.testing.assert_allclose(two(t, A).detach().numpy(), two(A, A))


def test_an_array_takes_in_a_tensor():
    a = A.copy()
    same = a
    a += minidl.ones(2)
    a *= minidl.tensor([2.0, 1.0])
    assert a is same and type(a) is np.ndarray and a.tolist() == [[4, 3], [8, 5]]
    with pytest.raises(
        RuntimeError, match=r"numpy: this tensor requires a gradient. Use tensor.detach\(\).numpy\(\)"
    ):
        a += minidl.ones(2, requires_grad=True)


@pytest.mark.parametrize(
    "call",
    [
        lambda t: np.ldexp(t, 2),
        lambda t: np.add.reduce(t),
        lambda t: np.modf(t),
        lambda t: np.exp(t, where=[True, False]),
        lambda t: np.logaddexp(1.0, t),
    ],
)
def test_what_minidl_has_not_is_said_in_a_sentence(call):
    with pytest.raises(
        TypeError, match=r"np\..*: minidl has no such operation.* Try np\..*\(x.detach\(\).numpy\(\)\)"
    ):
        call(minidl.ones(2))
