"""Pooling, one axis after the other: the maximum of a window is the maximum of its rows' maxima.

A 3×3 window costs 2 + 2 comparisons instead of 8. All steps are whole-array operations on strided
views (`x[..., 0::2]` holds the first cell of every window), so nothing is copied or scattered.
"""

import numpy as np

from .geometry import Geometry
from .unfolding import crop, pad

HEIGHT, WIDTH = 0, 1


def max_pool2d(x, *, geometry: Geometry):
    """The largest number under each window of x (N, C, H, W); equal ones: the first one wins.

    Its gradient goes to the winner alone. Width first, then height: of equal numbers the winner
    is then the first in reading order, as in PyTorch. Infinities and NaN take the slow way: there
    a winner may equal the padding, or not even itself.
    """
    padded = pad(x, geometry, lowest(x.dtype))
    rows, backward_width = _max_along(padded, WIDTH, geometry)
    value, backward_height = _max_along(rows, HEIGHT, geometry)

    def backward(g, need):
        if not np.isfinite(value).all():
            return (_scatter_to_winners(g, x, geometry),)
        return (crop(backward_width(backward_height(g)), geometry),)

    return value, backward


def lowest(dtype):
    """What never wins against a number of this dtype: −∞, or the least integer."""
    return -np.inf if dtype.kind == "f" else np.iinfo(dtype).min


def avg_pool2d(x, *, geometry: Geometry, count):
    """The sum under each window of x (N, C, H, W), divided by `count` (a number or (OH, OW))."""
    padded = pad(x, geometry)
    count = np.asarray(count, x.dtype)
    rows, backward_width = _sum_along(padded, WIDTH, geometry)
    value, backward_height = _sum_along(rows, HEIGHT, geometry)

    def backward(g, need):
        return (crop(backward_width(backward_height(g / count)), geometry),)

    return value / count, backward


def cells_under_window(geometry: Geometry, count_include_pad: bool):
    """How many cells each window averages: (OH, OW). Never those beyond the padding."""
    counts = []
    for axis, size in enumerate(geometry.size):
        before, after = geometry.padding[axis]
        start = np.arange(geometry.output[axis]) * geometry.stride[axis] - before
        end = np.minimum(start + geometry.kernel_size[axis], size + after)
        if not count_include_pad:
            start, end = np.maximum(start, 0), np.minimum(end, size)
        counts.append(end - start)
    return np.outer(*counts)


def max_indices(x, geometry: Geometry):
    """Where each maximum stood, as row·W + column of x (N, C, H, W): (N, C, OH, OW).

    Cell by cell in reading order, as PyTorch does it: a larger number wins, and so does any NaN.
    """
    padded = pad(x, geometry, lowest(x.dtype))
    first_row, rows = _places(HEIGHT, geometry)
    first_column, columns = _places(WIDTH, geometry)
    best = lowest(x.dtype)
    where = (first_row[:, None] * geometry.size[1] + first_column).astype(np.int64)
    for u, row in enumerate(rows):
        for v, column in enumerate(columns):
            cell = padded[..., geometry.slices(HEIGHT, u), geometry.slices(WIDTH, v)]
            wins = (cell > best) | (cell != cell)
            best = np.where(wins, cell, best)
            where = np.where(wins, row[:, None] * geometry.size[1] + column, where)
    return where


def _places(axis, geometry):
    """For each window its first cell inside the input, and for each kernel cell its place."""
    start = np.arange(geometry.output[axis]) * geometry.stride[axis] - geometry.padding[axis][0]
    dilation = geometry.dilation[axis]
    first = start + np.maximum(0, -(start // dilation)) * dilation
    return first, [start + tap * dilation for tap in range(geometry.kernel_size[axis])]


def _scatter_to_winners(g, x, geometry):
    """The gradient of `max_pool2d` as its definition says: each number added where its winner is."""
    (H, W), planes = geometry.size, x.shape[0] * x.shape[1]
    # A dilated window may see nothing but padding: then nobody gets its gradient.
    inside = np.logical_and.outer(_places(HEIGHT, geometry)[0] < H, _places(WIDTH, geometry)[0] < W)
    winners = (max_indices(x, geometry) * inside).reshape(planes, -1)
    gx = np.zeros((planes, H * W), g.dtype)
    np.add.at(gx, (np.arange(planes)[:, None], winners), (g * inside).reshape(planes, -1))
    return gx.reshape(x.shape)


def _views(axis, geometry):
    """For each kernel cell along the axis: the index of that cell in every window."""
    taps = (geometry.slices(axis, tap) for tap in range(geometry.kernel_size[axis]))
    return [(..., s, slice(None)) if axis == HEIGHT else (..., s) for s in taps]


def _max_along(x, axis, geometry):
    views = _views(axis, geometry)
    value = x[views[0]]
    for view in views[1:]:
        value = np.maximum(value, x[view])

    def backward(g):
        gx = np.zeros_like(x)
        for view in views[:-1]:
            won = g * (x[view] == value)
            gx[view] += won
            g = g - won  # what is left for the cells behind: the first winner takes it all
        gx[views[-1]] += g
        return gx

    return value, backward


def _sum_along(x, axis, geometry):
    views = _views(axis, geometry)
    value = x[views[0]]
    for view in views[1:]:
        value = value + x[view]

    def backward(g):
        gx = np.zeros_like(x)
        for view in views:
            gx[view] += g
        return gx

    return value, backward
