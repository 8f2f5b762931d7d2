"""Tensors from numbers."""

import math

import numpy as np

from .dtypes import Number, as_array, as_dtype, float32, int64, number_dtype, promote
from .indexing import as_sizes
from .tensor import Tensor, wrap


def tensor(data, *, dtype=None, device=None, requires_grad: bool = False) -> Tensor:
    """A new tensor from numbers, nested lists, an ndarray or a Tensor (always a copy).

    Python floats become float32, ints int64, bools bool; an ndarray keeps its dtype.

    >>> tensor([[1.0, 2.0], [3.0, 4.0]]).shape
    (2, 2)
    """
    wanted = as_dtype(dtype, device)
    if isinstance(data, Tensor):
        data = data._array
    if hasattr(data, "dtype"):
        return wrap(np.array(as_array(data, dtype and wanted)), requires_grad)
    array = _from_numbers(data, dtype)
    return wrap(as_array(array if dtype is None else array.astype(wanted)), requires_grad)


def _from_numbers(data, dtype=None):
    """Numbers and nested lists of them as an ndarray; arrays and tensors inside keep their dtype."""
    dtypes = set()

    def plain(item):
        if type(item) in (float, int, bool):
            dtypes.add(number_dtype(item))
            return item
        if isinstance(item, (list, tuple, range)):
            return [plain(i) for i in item]
        if not hasattr(item, "dtype"):
            raise TypeError(f"tensor: expects numbers, nested lists or an array, got {type(item).__name__}.")
        dtypes.add(item.dtype)
        return item.tolist()

    numbers = plain(data)
    try:
        return np.array(numbers, promote(dtypes or {float32}) if dtype is None else None)
    except ValueError:
        raise ValueError(
            "tensor: the nested lists have different lengths; every row must have the same."
        ) from None


def from_numpy(ndarray: np.ndarray) -> Tensor:
    """A tensor on the array's own memory: changes are seen on both sides."""
    if not isinstance(ndarray, np.ndarray):
        raise TypeError(
            f"from_numpy: expects an ndarray, got {type(ndarray).__name__}. "
            f"For numbers and lists: minidl.tensor(...)."
        )
    return wrap(as_array(ndarray))


def zeros(*size: int, dtype=None, device=None, requires_grad: bool = False) -> Tensor:
    """All 0"""
    return wrap(np.zeros(as_sizes(size), as_dtype(dtype, device)), requires_grad)


def ones(*size: int, dtype=None, device=None, requires_grad: bool = False) -> Tensor:
    """All 1"""
    return wrap(np.ones(as_sizes(size), as_dtype(dtype, device)), requires_grad)


def full(
    size: tuple[int, ...], fill_value: Number, *, dtype=None, device=None, requires_grad: bool = False
) -> Tensor:
    """All fill_value"""
    value = tensor(fill_value, dtype=dtype, device=device)._array
    return wrap(np.full(size, value, value.dtype), requires_grad)


def zeros_like(input: Tensor, *, dtype=None, device=None, requires_grad: bool = False) -> Tensor:
    """All 0, of the same shape and dtype"""
    return full_like(input, 0, dtype=dtype, device=device, requires_grad=requires_grad)


def ones_like(input: Tensor, *, dtype=None, device=None, requires_grad: bool = False) -> Tensor:
    """All 1, of the same shape and dtype"""
    return full_like(input, 1, dtype=dtype, device=device, requires_grad=requires_grad)


def full_like(
    input: Tensor, fill_value: Number, *, dtype=None, device=None, requires_grad: bool = False
) -> Tensor:
    """All fill_value, of the same shape and dtype"""
    dtype = as_dtype(dtype or input.dtype, device)
    value = tensor(fill_value, dtype=dtype, device=device)._array
    return wrap(np.full_like(input._array, value, dtype), requires_grad)


def arange(
    start: Number,
    end: Number | None = None,
    step: Number = 1,
    *,
    dtype=None,
    device=None,
    requires_grad: bool = False,
) -> Tensor:
    """start, start + step, ... below end; arange(n) counts from 0"""
    start, end = (0, start) if end is None else (start, end)
    start, end, step = (n.item() if hasattr(n, "item") else n for n in (start, end, step))
    if dtype is None:
        dtype = int64 if all(isinstance(n, int) for n in (start, end, step)) else float32
    dtype = as_dtype(dtype, device)
    if dtype == int64:
        start, end, step = int(start), int(end), int(step)
    if step == 0 or (end - start) / step < 0:
        raise ValueError(f"arange: steps of {step} do not lead from {start} to {end}.")
    steps = np.arange(math.ceil((end - start) / step))
    if dtype.kind != "f":
        start, step = int(start), int(step)
    return wrap((start + steps * step).astype(dtype), requires_grad)


def linspace(
    start: float, end: float, steps: int, *, dtype=None, device=None, requires_grad: bool = False
) -> Tensor:
    """`steps` numbers at equal distances, both ends included"""
    dtype = as_dtype(dtype, device)
    kind = float if dtype.kind == "f" else int
    start, end = kind(start), kind(end)
    if steps < 0:
        raise ValueError(f"linspace: steps must not be negative, got {steps}.")
    step, i = (end - start) / max(steps - 1, 1), np.arange(steps)
    # From both ends towards the middle: so both ends are exact, and the numbers are symmetric.
    numbers = np.where(i < steps // 2, start + step * i, end - step * (steps - 1 - i))
    return wrap((numbers if steps > 1 else numbers * 0 + start).astype(dtype), requires_grad)


def eye(n: int, m: int | None = None, *, dtype=None, device=None, requires_grad: bool = False) -> Tensor:
    """The identity matrix, or its first m columns"""
    return wrap(np.eye(n, m, dtype=as_dtype(dtype, device)), requires_grad)
