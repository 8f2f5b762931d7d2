"""What stands in brackets: sizes, and `x[...]` as PyTorch reads it turned into what NumPy reads alike."""

import numpy as np


def as_sizes(sizes: tuple) -> tuple[int, ...]:
    """Sizes given as f(2, 3) or as f((2, 3)): (2, 3) in both cases."""
    return tuple(sizes[0]) if len(sizes) == 1 and isinstance(sizes[0], (tuple, list)) else sizes


def to_numpy_index(index, shape) -> tuple:
    """Tensors, lists and bools in `index` as ndarrays; always a tuple. Checks what PyTorch refuses."""
    index = index if isinstance(index, tuple) else (index,)
    return tuple(_entry(i, shape) for i in index)


def _entry(entry, shape):
    if hasattr(entry, "grad_fn"):  # a Tensor
        entry = entry.data
        if entry.ndim == 0 and entry.dtype.kind in "iu":
            return int(entry)
    if isinstance(entry, (list, range)):
        entry = np.asarray(entry, dtype=None if len(entry) else np.int64)
    if isinstance(entry, np.ndarray):
        if entry.dtype.kind not in "iub":
            raise IndexError(
                f"Indices must be integers or bools, got {entry.dtype}. Try .long() (shape {tuple(shape)})."
            )
        return entry
    if isinstance(entry, slice) and entry.step is not None and entry.step < 1:
        raise ValueError(f"A slice's step must be positive, got {entry.step}. To reverse, use .flip(dim).")
    if entry is None or entry is Ellipsis or isinstance(entry, (slice, bool)) or hasattr(entry, "__index__"):
        return entry
    raise IndexError(f"Cannot index with {type(entry).__name__}. Use integers, slices, lists or tensors.")


def split_index(index: tuple) -> tuple[tuple, tuple]:
    """Split a mix of numbers and arrays in two steps: x[index] = x[numbers][rest], as in PyTorch.

    `x[0, :, [1, 2]]` means `x[0][:, [1, 2]]`. NumPy reads the 0 as an array, too, and would put
    the axis of [1, 2] first.
    """
    first, second = [], []
    for entry in index:
        if isinstance(entry, np.ndarray):
            first += [slice(None)] * (entry.ndim if entry.dtype == np.bool_ else 1)
            second.append(entry)
        elif isinstance(entry, slice):
            first.append(slice(None))
            second.append(entry)
        elif entry is Ellipsis:
            first.append(entry)
            second.append(entry)
        elif entry is None:
            second.append(entry)
        else:
            first.append(entry)
    return tuple(first), tuple(second)
