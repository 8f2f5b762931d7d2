"""Windows as columns and back: `unfold` (im2col) and `fold` (col2im), each the other's backward."""

import numpy as np

from .geometry import Geometry


def pad(x, geometry: Geometry, value=0):
    """Surround the last two axes of x so that every window lies inside."""
    (top, bottom), (left, right) = geometry.overhang(0), geometry.overhang(1)
    if not (top or bottom or left or right):
        return x
    H, W = x.shape[-2:]
    # Memory order C, H, W, N under the logical N×C×H×W, as everywhere in this package.
    padded = np.full((*x.shape[1:-2], H + top + bottom, W + left + right, len(x)), value, x.dtype)
    padded = np.moveaxis(padded, -1, 0)
    padded[..., top : top + H, left : left + W] = x
    return padded


def zeros(shape, dtype):
    """Zeros of this shape whose first axis, the batch, is the last one in memory."""
    return np.moveaxis(np.zeros((*shape[1:], shape[0]), dtype), -1, 0)


def crop(padded, geometry: Geometry):
    """The inverse of `pad`: the cells that lay in the input."""
    top, left = geometry.padding[0][0], geometry.padding[1][0]
    H, W = geometry.size
    return padded[..., top : top + H, left : left + W]


def unfold(x, *, geometry: Geometry):
    """x (N, C, H, W) → columns (N, C·kh·kw, L), one column for each of the L = OH·OW windows."""
    columns = _gather(x, geometry)
    return columns, lambda g, need: (_scatter(g, geometry),)


def fold(columns, *, geometry: Geometry):
    """columns (N, C·kh·kw, L) → x (N, C, H, W): each number back to its place, overlaps added."""
    x = _scatter(columns, geometry)
    return x, lambda g, need: (_gather(g, geometry),)


def _gather(x, geometry):
    (kh, kw), (OH, OW) = geometry.kernel_size, geometry.output
    x = pad(x, geometry)
    columns = np.empty((*x.shape[:2], kh, kw, OH, OW), x.dtype)
    for u in range(kh):
        for v in range(kw):
            columns[:, :, u, v] = x[:, :, geometry.slices(0, u), geometry.slices(1, v)]
    return columns.reshape(len(x), x.shape[1] * kh * kw, OH * OW)


def _scatter(columns, geometry):
    (kh, kw), (OH, OW) = geometry.kernel_size, geometry.output
    columns = columns.reshape(len(columns), columns.shape[1] // (kh * kw), kh, kw, OH, OW)
    H, W = (n + sum(geometry.overhang(a)) for a, n in enumerate(geometry.size))
    x = np.zeros((*columns.shape[:2], H, W), columns.dtype)
    for u in range(kh):
        for v in range(kw):
            x[:, :, geometry.slices(0, u), geometry.slices(1, v)] += columns[:, :, u, v]
    return crop(x, geometry)
