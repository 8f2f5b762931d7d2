"""What stands in for NumPy's BLAS in a browser gives what NumPy gives."""

import sys

import numpy as np
import pytest

from minidl import machine
from tests.parity import numbers

LAYOUTS = {
    "rows": np.ascontiguousarray,
    "columns": lambda x: np.ascontiguousarray(x.swapaxes(-1, -2)).swapaxes(-1, -2),
    "neither": lambda x: np.repeat(x, 2, axis=-1)[..., ::2],
}
STACKS = [((), ()), ((3,), ()), ((), (3,)), ((2, 1), (3,))]


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("stacks", STACKS, ids=str)
@pytest.mark.parametrize("left", LAYOUTS)
@pytest.mark.parametrize("right", LAYOUTS)
def test_a_product_by_blas_is_the_product(dtype, stacks, left, right, monkeypatch):
    x = LAYOUTS[left](numbers(*stacks[0], 60, 30, dtype=dtype))
    y = LAYOUTS[right](numbers(*stacks[1], 30, 70, dtype=dtype))
    expected = np.matmul(x, y)
    monkeypatch.setattr(np, "matmul", None)  # it is not asked
    found, out = machine.by_blas(x, y), np.empty_like(expected)
    assert found.dtype == dtype and np.allclose(found, expected, rtol=1e-4)
    assert machine.by_blas(x, y, out=out) is out and np.array_equal(out, found)


@pytest.mark.parametrize(
    ("x", "y"),
    [
        (numbers(5, 6), numbers(6, 7)),  # small
        (numbers(200), numbers(200, 300)),
        (numbers(300, 200), numbers(200)),
        (numbers(60, 50), numbers(50, 70, dtype="float32")),
        (np.arange(3000).reshape(60, 50), np.arange(3500).reshape(50, 70)),
        (numbers(60, 0), numbers(0, 40)),
    ],
    ids=["small", "vector left", "vector right", "two types", "integers", "empty"],
)
def test_all_else_is_left_to_numpy(x, y):
    assert np.array_equal(machine.by_blas(x, y), np.matmul(x, y))


def test_numpy_says_what_does_not_fit():
    with pytest.raises(ValueError, match="mismatch"):
        machine.by_blas(numbers(60, 50), numbers(51, 70))


def test_without_scipy_it_is_numpys(monkeypatch):
    monkeypatch.setitem(sys.modules, "scipy.linalg", None)
    machine._gemm.cache_clear()
    x, y = numbers(60, 50), numbers(50, 70)
    assert np.array_equal(machine.by_blas(x, y), np.matmul(x, y))
    machine._gemm.cache_clear()
