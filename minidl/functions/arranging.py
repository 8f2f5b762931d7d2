"""Numbers repeated, rolled, cut and joined: more words about shape, made of those in `shape.py`."""

import numpy as np

from .. import checks
from ..indexing import as_sizes
from ..tensor import Tensor, wrap
from .choosing import index_select
from .shape import cat, expand, reshape, same_dtype, unsqueeze


def view_as(input: Tensor, other: Tensor) -> Tensor:
    """The same numbers under the shape of other"""
    return reshape(input, other.shape)


def expand_as(input: Tensor, other: Tensor) -> Tensor:
    """Axes of length 1 stretched to the shape of other"""
    return expand(input, other.shape)


def broadcast_to(input: Tensor, size: tuple[int, ...]) -> Tensor:
    """Axes of length 1 stretched to this shape"""
    return expand(input, size)


def ravel(input: Tensor) -> Tensor:
    """All numbers in one row"""
    return reshape(input, -1)


def repeat(input: Tensor, *repeats: int) -> Tensor:
    """Copies side by side, so many along each axis; more numbers than axes make new ones in front"""
    repeats = as_sizes("repeat", repeats)
    shape = (1,) * (len(repeats) - input.ndim) + input.shape
    if len(shape) > len(repeats):
        raise ValueError(f"repeat: expects a number for each axis of {input.shape}, got {repeats}. Try tile.")
    pairs = reshape(input, [n for size in shape for n in (1, size)])
    stretched = expand(pairs, [n for pair in zip(repeats, shape) for n in pair])
    return reshape(stretched, [n * size for n, size in zip(repeats, shape)])


def tile(input: Tensor, *dims: int) -> Tensor:
    """As `repeat`; missing numbers count as 1"""
    dims = as_sizes("tile", dims)
    return repeat(input, (1,) * (input.ndim - len(dims)) + dims)


def repeat_interleave(input: Tensor, repeats: int | Tensor, dim: int | None = None) -> Tensor:
    """Each element so many times in a row: all numbers in one row, or the slices along dim"""
    who, row = "repeat_interleave", ravel(input) if dim is None or not input.ndim else input
    count = row.shape[checks.axis(who, row, dim or 0)]
    times = (
        repeats._array if isinstance(repeats, Tensor) else checks.number(who, "repeats", repeats, whole=True)
    )
    if np.size(times) not in (1, count) or np.min(times, initial=0) < 0:
        raise ValueError(f"{who}: expects one number from 0 or {count}, got {repeats}. Try .repeat(...).")
    return index_select(row, dim or 0, wrap(np.repeat(np.arange(count), times)))


def roll(input: Tensor, shifts: int | tuple[int, ...], dims: int | tuple[int, ...] | None = None) -> Tensor:
    """Elements moved on by so many places along dims (or in reading order); the last come first"""
    if dims is None:
        return reshape(roll(ravel(input), shifts, 0), input.shape)
    shifts, dims = (v if isinstance(v, (tuple, list)) else (v,) for v in (shifts, dims))
    if len(shifts) != len(dims):
        raise ValueError(f"roll: expects a shift for each of dims {dims}, got {shifts}. Try (1, 2), (0, 1).")
    for shift, dim in zip(shifts, dims):
        axis, shift = checks.axis("roll", input, dim), checks.number("roll", "shifts", shift, whole=True)
        places = np.roll(np.arange(input.shape[axis] if input.ndim else 1), shift)
        input = index_select(input, axis, wrap(places)) if input.ndim else input
    return input


def narrow(input: Tensor, dim: int, start: int, length: int) -> Tensor:
    """The `length` slices from `start` on along an axis: x[start : start + length], a view"""
    axis, length = checks.axis("narrow", input, dim), checks.number("narrow", "length", length, 0, whole=True)
    most = input.shape[axis] - length if input.ndim else -1
    start = checks.number("narrow", "start", start, 0, most, whole=True)
    return input[(*[slice(None)] * axis, slice(start, start + length))]


def unbind(input: Tensor, dim: int = 0) -> tuple[Tensor, ...]:
    """The slices along an axis, each without it"""
    axis = checks.axis("unbind", input, dim)
    if input.ndim == 0:
        raise ValueError("unbind: a single number has no axis to take apart. Try x.item().")
    return tuple([input[(*[slice(None)] * axis, i)] for i in range(input.shape[axis])])


def vstack(tensors) -> Tensor:
    """Rows (or matrices) on top of each other"""
    return cat([t if t.ndim > 1 else reshape(t, (1, -1)) for t in same_dtype("vstack", tensors)])


def hstack(tensors) -> Tensor:
    """Side by side: vectors behind each other, matrices along their columns"""
    tensors = [t if t.ndim else unsqueeze(t, 0) for t in same_dtype("hstack", tensors)]
    return cat(tensors, 0 if tensors[0].ndim == 1 else 1)


WORDS = [broadcast_to, ravel, tile, repeat_interleave, roll, narrow, unbind]
METHODS = [view_as, expand_as, repeat]
FUNCTIONS = [vstack, hstack]
