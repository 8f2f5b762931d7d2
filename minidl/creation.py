"""Tensors from numbers."""

import numpy as np

from .dtypes import as_dtype, bool_, float32, int64
from .indexing import as_sizes
from .tensor import Tensor


def tensor(data, dtype=None, requires_grad: bool = False) -> Tensor:
    """A new tensor from numbers, nested lists, an ndarray or a Tensor (always a copy).

    Python floats become float32, ints int64, bools bool; an ndarray keeps its dtype.

    >>> tensor([[1.0, 2.0], [3.0, 4.0]]).shape
    (2, 2)
    """
    if isinstance(data, Tensor):
        data = data.data
    array = np.array(data) if hasattr(data, "dtype") else _from_numbers(data)
    return Tensor(array if dtype is None else array.astype(as_dtype(dtype)), requires_grad)


def _from_numbers(data):
    def plain(item):  # tensors inside lists count as their numbers
        if isinstance(item, Tensor):
            return item.tolist()
        return [plain(i) for i in item] if isinstance(item, (list, tuple)) else item

    try:
        array = np.array(plain(data))
    except ValueError:
        raise ValueError("tensor: the nested lists have different lengths; every row must have the same.") from None
    if array.dtype.kind not in "bif":
        raise TypeError(f"tensor: expects numbers, nested lists or an array, got {type(data).__name__}.")
    kinds = {"b": bool_, "i": int64, "f": float32}
    return array.astype(kinds[array.dtype.kind] if array.size else float32)


def from_numpy(array: np.ndarray) -> Tensor:
    """A tensor on the array's own memory: changes are seen on both sides."""
    return Tensor(array)


def zeros(*size: int, dtype=float32, requires_grad: bool = False) -> Tensor:
    """All 0"""
    return Tensor(np.zeros(as_sizes(size), as_dtype(dtype)), requires_grad)


def ones(*size: int, dtype=float32, requires_grad: bool = False) -> Tensor:
    """All 1"""
    return Tensor(np.ones(as_sizes(size), as_dtype(dtype)), requires_grad)


def full(size, fill_value: float, dtype=None, requires_grad: bool = False) -> Tensor:
    """All fill_value"""
    value = _from_numbers(fill_value)
    return Tensor(np.full(size, value, value.dtype if dtype is None else as_dtype(dtype)), requires_grad)


def zeros_like(input: Tensor, dtype=None) -> Tensor:
    """All 0, of the same shape and dtype"""
    return Tensor(np.zeros_like(input.data, dtype and as_dtype(dtype)))


def ones_like(input: Tensor, dtype=None) -> Tensor:
    """All 1, of the same shape and dtype"""
    return Tensor(np.ones_like(input.data, dtype and as_dtype(dtype)))


def full_like(input: Tensor, fill_value: float, dtype=None) -> Tensor:
    """All fill_value, of the same shape and dtype"""
    return Tensor(np.full_like(input.data, fill_value, dtype and as_dtype(dtype)))


def arange(start, end=None, step=1, dtype=None, requires_grad: bool = False) -> Tensor:
    """start, start + step, ... below end; arange(n) counts from 0"""
    start, end = (0, start) if end is None else (start, end)
    whole = all(isinstance(n, int) for n in (start, end, step))
    dtype = (int64 if whole else float32) if dtype is None else as_dtype(dtype)
    return Tensor(np.arange(start, end, step).astype(dtype), requires_grad)


def linspace(start: float, end: float, steps: int, dtype=float32, requires_grad: bool = False) -> Tensor:
    """`steps` numbers at equal distances, both ends included"""
    return Tensor(np.linspace(start, end, steps, dtype=as_dtype(dtype)), requires_grad)


def eye(n: int, m: int | None = None, dtype=float32) -> Tensor:
    """The identity matrix"""
    return Tensor(np.eye(n, m, dtype=as_dtype(dtype)))
