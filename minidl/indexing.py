"""What stands in brackets: sizes, and `x[...]` as PyTorch reads it turned into what NumPy reads alike."""

import numpy as np

from .checks import axis, number


def as_sizes(who: str, sizes: tuple, least: int = 0) -> tuple[int, ...]:
    """Sizes given as f(2, 3) or as f((2, 3)): (2, 3) in both cases. None may be smaller than `least`."""
    sizes = tuple(sizes[0]) if len(sizes) == 1 and isinstance(sizes[0], (tuple, list)) else sizes
    if all([type(n) is int and n >= least for n in sizes]):
        return sizes
    hint = f"Sizes are given as {who}(2, 3)."
    return tuple([number(who, "a size", n, least, whole=True, hint=hint) for n in sizes])


def check_axis(who: str, input, dim, extra: int = 0) -> int:
    """`dim` of a tensor with `extra` more axes, counted from 0. A single number counts as a row of one."""
    if not _is_tensor(input):
        raise TypeError(
            f"{who}: expects a Tensor, got {type(input).__name__}. Wrap it with minidl.tensor(...)."
        )
    return axis(who, input, dim, extra)


def _is_tensor(value):
    return hasattr(value, "grad_fn")


def to_numpy_index(index, shape) -> tuple:
    """`index` in two steps, for x[place][rest]; place is `...` unless numbers and arrays are mixed.

    PyTorch reads x[0, :, [1, 2]] as x[0][:, [1, 2]]. NumPy reads the 0 as an array, too, and would
    put the axis of [1, 2] first. Raises IndexError or ValueError for what PyTorch refuses.
    """
    if type(index) is int:  # the common case
        return ..., (index, ...)
    if isinstance(index, list) and any(isinstance(i, (list, tuple, slice)) for i in index):
        raise IndexError(
            "A list of lists as an index is read in two ways (PyTorch changes its own). Write "
            "x[first, second] for places along two axes, or x[minidl.tensor(list)]."
        )
    entries = [_entry(i, shape) for i in (index if isinstance(index, tuple) else (index,))]
    kinds = {type(entry) for entry in entries}
    if np.ndarray not in kinds:
        # The last `...` changes nothing but that a single number comes as a 0-d view.
        return ..., tuple(entries) if Ellipsis in entries else (*entries, ...)
    entries = _spell_out(entries, len(shape))
    if int not in kinds:
        return ..., (*entries, ...)
    place = []
    for entry in entries:
        if isinstance(entry, np.ndarray):
            place += [slice(None)] * _axes_of(entry)
        elif entry is not None:
            place.append(slice(None) if isinstance(entry, slice) else entry)
    return (*place, ...), (*[entry for entry in entries if not isinstance(entry, int)], ...)


def _spell_out(entries, ndim):
    """`...` as the slices it stands for: between two arrays, it matters that they may be none."""
    dots = [i for i, entry in enumerate(entries) if entry is Ellipsis]
    if len(dots) > 1:
        raise IndexError(f"An index can have one `...` only, got {len(dots)}.")
    missing = ndim - sum(_axes_of(entry) for entry in entries)
    first = dots[0] if dots else len(entries)
    return [*entries[:first], *[slice(None)] * missing, *entries[first + 1 :]]


def _axes_of(entry):
    """How many axes of the tensor an entry speaks of."""
    if isinstance(entry, np.ndarray) and entry.dtype == np.bool_:
        return entry.ndim
    return 0 if entry is None or entry is Ellipsis else 1


def _entry(entry, shape):
    """One entry of an index as an int, slice, None, Ellipsis or ndarray."""
    if _is_tensor(entry):
        entry = entry._array
    if isinstance(entry, (list, range)):
        entry = np.asarray(entry, dtype=None if len(entry) else np.int64)
    if isinstance(entry, (bool, np.bool_)):
        entry = np.asarray(entry)
    if isinstance(entry, np.ndarray):
        if entry.dtype.kind not in "ib":
            raise IndexError(
                f"Indices must be integers or bools, got {entry.dtype}. "
                f"Try .long() for places, .bool() for a mask (tensor of shape {shape})."
            )
        return int(entry) if entry.ndim == 0 and entry.dtype.kind == "i" else entry
    if isinstance(entry, slice):
        if entry.step is not None and entry.step < 1:
            raise ValueError(f"A slice's step must be positive, got {entry.step}. To reverse: .flip(dim).")
        return entry
    if entry is None or entry is Ellipsis:
        return entry
    if hasattr(entry, "__index__"):
        return int(entry)
    raise IndexError(f"Cannot index with {type(entry).__name__}. Use integers, slices, lists or tensors.")
