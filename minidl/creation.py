"""Tensors from numbers."""

import math

import numpy as np

from .checks import number
from .dtypes import (
    Number,
    as_array,
    as_dtype,
    float32,
    float64,
    int64,
    number_dtype,
    promote,
    sizes_or_numbers,
)
from .indexing import as_sizes
from .tensor import Tensor, wrap


def tensor(data, *, dtype=None, device=None, requires_grad: bool = False) -> Tensor:
    """A new tensor from numbers, nested lists, an ndarray or a Tensor (always a copy).

    Python floats become float32, ints int64, bools bool; an ndarray keeps its dtype.

    >>> tensor([[1.0, 2.0], [3.0, 4.0]]).shape
    (2, 2)
    """
    wanted = as_dtype(dtype, device, "tensor")
    if isinstance(data, Tensor):
        data = data._array
    if hasattr(data, "dtype"):
        return wrap(np.array(as_array(data, dtype and wanted)), requires_grad)
    array = _from_numbers(data, dtype)
    if dtype is not None:
        _check_holds(wanted, array)
        array = array.astype(wanted)
    return wrap(as_array(array), requires_grad)


def _check_holds(dtype, array):
    """Raise OverflowError if an integer dtype cannot hold all numbers. (Unsigned ones wrap negatives.)"""
    if dtype.kind in "iu" and array.size:
        high = np.iinfo(dtype).max
        low = -high if dtype.kind == "u" else np.iinfo(dtype).min
        if not (low <= array.min() and array.max() <= high):
            raise OverflowError(
                f"tensor: {dtype} holds whole numbers up to {high}, got {array.min()} to {array.max()}. "
                f"Try dtype=minidl.int64 or float32."
            )


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
        raise ValueError("tensor: the nested lists have different lengths; all must have one.") from None


def from_numpy(ndarray: np.ndarray) -> Tensor:
    """A tensor on the array's own memory: changes are seen on both sides."""
    if not isinstance(ndarray, np.ndarray):
        raise TypeError(
            f"from_numpy: expects an ndarray, got {type(ndarray).__name__}. "
            f"For numbers and lists: minidl.tensor(...)."
        )
    result = wrap(as_array(ndarray, who="from_numpy: a Tensor"))
    result._version.append(True)  # it lies as PyTorch's would, see versions.py
    return result


def family(name, fill, doc):
    """Three words that take what fill(shape, dtype, generator) gives: zeros, zeros_like and x.new_zeros."""

    def make(*sizes, size=None, generator=None, dtype=None, device=None, requires_grad=False) -> Tensor:
        shape = as_sizes(name, sizes if size is None else (size,))
        return wrap(fill(shape, as_dtype(dtype, device, name), generator), requires_grad)

    def like(input: Tensor, *, dtype=None, device=None, requires_grad: bool = False) -> Tensor:
        result = np.empty_like(input._array, as_dtype(dtype or input.dtype, device, name))
        result[...] = fill(result.shape, result.dtype, None)
        return wrap(result, requires_grad)

    make.__name__, make.__doc__ = name, f"{doc}: {name}(2, 3), {name}((2, 3)) or {name}(size=(2, 3))"
    like.__name__, like.__doc__ = f"{name}_like", f"{doc}, of the same shape and dtype"
    return make, like, _new(make)


def _new(make):
    """x.new_zeros(2, 3) is zeros(2, 3, dtype=x.dtype), and so on."""

    def method(self, *data, dtype=None, **settings) -> Tensor:
        return make(*data, dtype=dtype or self.dtype, **settings)

    method.__name__, method.__doc__ = f"new_{make.__name__}", f"As `{make.__name__}`, in this tensor's dtype"
    return method


zeros, zeros_like, new_zeros = family("zeros", lambda shape, dtype, _: np.zeros(shape, dtype), "All 0")
ones, ones_like, new_ones = family("ones", lambda shape, dtype, _: np.ones(shape, dtype), "All 1")
empty, empty_like, new_empty = family("empty", lambda shape, dtype, _: np.empty(shape, dtype), "Unset")


def full(size, fill_value: Number, *, dtype=None, device=None, requires_grad: bool = False) -> Tensor:
    """All fill_value"""
    value = _one_number("full", fill_value, dtype, device)
    if not isinstance(size, (tuple, list)):
        raise TypeError(f"full: size must be a tuple, got {size!r}. Try full((2, 3), {fill_value}).")
    return wrap(np.full(as_sizes("full", (size,)), value, value.dtype), requires_grad)


def full_like(input: Tensor, fill_value, *, dtype=None, device=None, requires_grad: bool = False) -> Tensor:
    """All fill_value, of the same shape and dtype"""
    value = _one_number("full_like", fill_value, dtype or input.dtype, device)
    return wrap(np.full_like(input._array, value, value.dtype), requires_grad)


def _one_number(who, value, dtype, device=None):
    """A 0-d array; an infinity only if one was given."""
    if not isinstance(value, bool) and (not isinstance(value, float) or value == value):  # NaN is one, here
        value = number(who, "fill_value", value)
    array = tensor(value, dtype=dtype, device=device)._array
    if np.isinf(array) and not np.isinf(value):
        raise OverflowError(f"{who}: {value} is too large for {array.dtype}. Try dtype=minidl.float64.")
    return array


def arange(start, end=None, step=1, *, dtype=None, device=None, requires_grad: bool = False) -> Tensor:
    """start, start + step, ... below end; arange(n) counts from 0"""
    start, end = (0, start) if end is None else (start, end)
    start, end, step = (number("arange", "start, end and step", n) for n in (start, end, step))
    if dtype is None:
        dtype = int64 if all(isinstance(n, int) for n in (start, end, step)) else float32
    dtype = as_dtype(dtype, device)
    if dtype == int64:
        start, end, step = int(start), int(end), int(step)
    if step == 0 or (end - start) / step < 0:
        raise ValueError(f"arange: steps of {step} do not lead from {start} to {end}. Try {-step or 1}.")
    steps = np.arange(math.ceil((end - start) / step))
    if dtype.kind != "f":
        start, step = int(start), int(step)
    return wrap((start + steps * step).astype(dtype), requires_grad)


def linspace(start, end, steps: int, *, dtype=None, device=None, requires_grad: bool = False) -> Tensor:
    """`steps` numbers at equal distances, both ends included"""
    dtype = as_dtype(dtype, device)
    kind = float if dtype.kind == "f" else int
    start, end = (kind(number("linspace", "start and end", n)) for n in (start, end))
    steps = number("linspace", "steps", steps, 0, whole=True)
    step, i = (end - start) / max(steps - 1, 1), np.arange(steps)
    # From both ends towards the middle: so both ends are exact, and the numbers are symmetric.
    numbers = np.where(i < steps // 2, start + step * i, end - step * (steps - 1 - i))
    return wrap((numbers if steps > 1 else numbers * 0 + start).astype(dtype), requires_grad)


def logspace(start, end, steps, base=10.0, *, dtype=None, device=None, requires_grad=False) -> Tensor:
    """base^start to base^end: `steps` numbers, each a constant multiple of that before"""
    powers = number("logspace", "base", base) ** linspace(start, end, steps, dtype=float64)._array
    return wrap(powers.astype(as_dtype(dtype, device)), requires_grad)


def eye(n: int, m: int | None = None, *, dtype=None, device=None, requires_grad: bool = False) -> Tensor:
    """The identity matrix, or its first m columns"""
    n, m = (size if size is None else number("eye", "n and m", size, 0, whole=True) for size in (n, m))
    return wrap(np.eye(n, m, dtype=as_dtype(dtype, device)), requires_grad)


def as_tensor(data, dtype=None, device=None) -> Tensor:
    """`data` itself if it is a Tensor, on the same memory if it is an ndarray; else a new tensor"""
    if isinstance(data, np.ndarray):
        data = from_numpy(data)
    if isinstance(data, Tensor):
        return data.to(as_dtype(dtype or data.dtype, device, "as_tensor"))
    return tensor(data, dtype=dtype, device=device)


def is_tensor(obj) -> bool:
    """Whether it is a Tensor"""
    return isinstance(obj, Tensor)


def new(self: Tensor, *data) -> Tensor:
    """As `Tensor(...)`, in this tensor's dtype: zeros of these sizes, or these numbers"""
    return wrap(sizes_or_numbers(data).astype(self.dtype))


METHODS = [new, new_zeros, new_ones, new_empty, _new(full), _new(tensor)]
FUNCTIONS = [tensor, from_numpy, as_tensor, zeros, ones, empty, full, arange, linspace, eye, is_tensor]
FUNCTIONS += [logspace, zeros_like, ones_like, full_like, empty_like]
