"""Pooling to a given size, and back: windows of different sizes, and maxima at given places.

To get m numbers from n cells, window i covers the cells from ⌊i·n/m⌋ to ⌈(i + 1)·n/m⌉: the windows are
as equal as can be, leave nothing out, and may overlap.
"""

import numpy as np

from .pooling import add_at, winners
from .unfolding import zeros


def windows(n, m):
    """The m windows over n cells, as slices."""
    return [slice(i * n // m, -(-(i + 1) * n // m)) for i in range(m)]


def adaptive_mean(x, *, axis, size):
    """The mean of each of `size` windows along one axis of x; the gradient is spread evenly."""
    shape, slices = x.shape, windows(x.shape[axis], size)
    value = zeros((*shape[:axis], size, *shape[axis + 1 :]), x.dtype)
    x, y = np.moveaxis(x, axis, 0), np.moveaxis(value, axis, 0)
    for i, window in enumerate(slices):
        y[i] = np.add.reduce(x[window], axis=0) / (window.stop - window.start)

    def backward(g, need):
        gx = zeros(shape, g.dtype)
        to, g = np.moveaxis(gx, axis, 0), np.moveaxis(g, axis, 0)
        for i, window in enumerate(slices):
            to[window] += g[i] / (window.stop - window.start)
        return (gx,)

    return value, backward


def adaptive_max_indices(x, output):
    """Where each window of x (N, C, H, W) has its largest number, as row·W + column: (N, C, *output)."""
    rows, columns = _taps(x.shape[2], output[0]), _taps(x.shape[3], output[1])
    cells = (
        (x[:, :, row[:, None], column], row[:, None] * x.shape[3] + column)
        for row in rows
        for column in columns
    )
    first = np.zeros((*x.shape[:2], *output)) + rows[0][:, None] * x.shape[3] + columns[0]
    return winners(cells, first, x.dtype)


def _taps(n, m):
    """For each cell of the largest window: its place in all of them. (Of a smaller one the last, again.)"""
    start = np.array([window.start for window in windows(n, m)], int)
    last = np.array([window.stop for window in windows(n, m)], int) - 1
    return [np.minimum(start + tap, last) for tap in range((last - start).max(initial=0) + 1)]


def pick(x, *, indices):
    """The numbers of x (N, C, H, W) that stand at `indices` (N, C, OH, OW), row·W + column."""
    shape = x.shape
    return _take(x, indices), lambda g, need: (add_at(g, indices, shape),)


def place(x, *, indices, size):
    """Zeros (N, C, *size) with the numbers of x at `indices`: the way back from a pooling's maxima."""
    planes, cells = x.shape[:2], x.shape[2] * x.shape[3]
    y = np.zeros((*planes, size[0] * size[1]), x.dtype)
    np.put_along_axis(y, indices.reshape(*planes, cells), x.reshape(*planes, cells), axis=2)
    return y.reshape(*planes, *size), lambda g, need: (_take(g, indices),)


def _take(x, indices):
    planes = (*x.shape[:2], x.shape[2] * x.shape[3])
    rest = indices.reshape(*planes[:2], indices.shape[2] * indices.shape[3])
    return np.take_along_axis(x.reshape(planes), rest, axis=2).reshape(indices.shape)
