"""Pooling: whole-array steps on strided views, nothing copied or scattered.

The first cells of all windows are one view of the input (`x[..., 0::2, 0::2]` for stride 2), the
second cells another. The maximum of a window is the maximum of its rows' maxima, so a 3×3 window
costs 2 + 2 comparisons of such views instead of 8. Backward, cell after cell takes what is left of
the gradient where it holds the maximum. Some channels at a time, so that all these steps find them
in the processor's cache.
"""

from itertools import product

import numpy as np

from .geometry import Geometry
from .unfolding import crop, pad

HEIGHT, WIDTH = 0, 1
CACHE = 1 << 19  # bytes


def max_pool2d(x, *, geometry: Geometry):
    """The largest number under each window of x (N, C, H, W); equal ones: the first one wins.

    Its gradient goes to the winner alone, the first in reading order, as in PyTorch. Infinities and
    NaN take the slow way: there a winner may equal the padding, or not even itself.
    """
    padded = pad(x, geometry, lowest(x.dtype))
    value = np.empty_like(padded[_cell(geometry, 0, 0)])
    for some in _channels(padded):
        value[some] = _reduce(np.maximum, padded[some], geometry)

    def backward(g, need):
        gx = np.empty_like(padded)
        inside = crop(gx, geometry)
        for some in _channels(padded):
            if np.isfinite(value[some]).all() and np.isfinite(g[some]).all():
                _hand_out(g[some], padded[some], value[some], gx[some], geometry)
            else:
                inside[some] = _scatter_to_winners(g[some], x[some], geometry)
        return (inside,)

    return value, backward


def _channels(x):
    """Indices of x (N, C, H, W) that pick as many channels as fit into the processor's cache."""
    channels = x.shape[1]
    step = max(1, CACHE * channels // max(1, x.nbytes))
    return [(slice(None), slice(i, i + step)) for i in range(0, channels, step)]


def _hand_out(g, x, value, gx, geometry):
    """Set gx: each window's gradient to the first of its cells that holds the maximum."""
    (kh, kw), (stride_h, stride_w) = geometry.kernel_size, geometry.stride
    # The first S×S cells of all windows lie side by side: there is nothing yet to add to.
    tiled = geometry.dilation == (1, 1) and kh >= stride_h and kw >= stride_w
    if tiled:
        OH, OW = geometry.output
        gx[..., OH * stride_h :, :] = gx[..., OW * stride_w :] = 0
    else:
        gx[...] = 0
    left = g.copy(order="K")
    for u, v in product(range(kh), range(kw)):
        cell = _cell(geometry, u, v)
        if (u, v) == (kh - 1, kw - 1):
            won = left
        else:
            won = (x[cell] == value).astype(g.dtype)
            won *= left
            left -= won
        if tiled and u < stride_h and v < stride_w:
            gx[cell] = won
        else:
            gx[cell] += won


def lowest(dtype):
    """What never wins against a number of this dtype: −∞, or the least integer."""
    return -np.inf if dtype.kind in "fc" else np.iinfo(dtype).min


def avg_pool2d(x, *, geometry: Geometry, count):
    """The sum under each window of x (N, C, H, W), divided by `count` (a number or (OH, OW))."""
    padded = pad(x, geometry)
    count = np.asarray(count, x.dtype)

    def backward(g, need):
        rows = np.empty_like(padded[_cells(HEIGHT, geometry)[0]])
        rows = _spread(g / count, rows, WIDTH, geometry)
        return (crop(_spread(rows, np.empty_like(padded), HEIGHT, geometry), geometry),)

    return _reduce(np.add, padded, geometry) / count, backward


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
    """Where each maximum stood, as row·W + column of x (N, C, H, W): (N, C, OH, OW)."""
    padded = pad(x, geometry, lowest(x.dtype))
    first_row, rows = _places(HEIGHT, geometry)
    first_column, columns = _places(WIDTH, geometry)
    cells = (
        (padded[_cell(geometry, u, v)], row[:, None] * geometry.size[1] + column)
        for u, row in enumerate(rows)
        for v, column in enumerate(columns)
    )
    return winners(cells, first_row[:, None] * geometry.size[1] + first_column, x.dtype)


def winners(cells, where, dtype):
    """The place of the largest number of each window, `where` if none is above the lowest.

    `cells` are pairs: one cell of all windows, its places. In reading order, as PyTorch does it:
    a larger number wins, and so does any NaN.
    """
    best, where = lowest(dtype), where.astype(np.int64)
    for cell, place in cells:
        wins = (cell > best) | (cell != cell)
        best = np.where(wins, cell, best)
        where = np.where(wins, place, where)
    return where


def _places(axis, geometry):
    """For each window its first cell inside the input, and for each kernel cell its place."""
    start = np.arange(geometry.output[axis]) * geometry.stride[axis] - geometry.padding[axis][0]
    dilation = geometry.dilation[axis]
    first = start + np.maximum(0, -(start // dilation)) * dilation
    return first, [start + tap * dilation for tap in range(geometry.kernel_size[axis])]


def _scatter_to_winners(g, x, geometry):
    """The gradient of `max_pool2d` as its definition says: each number added where its winner is."""
    H, W = geometry.size
    # A dilated window may see nothing but padding: then nobody gets its gradient.
    inside = np.logical_and.outer(_places(HEIGHT, geometry)[0] < H, _places(WIDTH, geometry)[0] < W)
    return add_at(g * inside, max_indices(x, geometry) * inside, x.shape)


def add_at(g, indices, shape):
    """Zeros (N, C, H, W) with each number of g (N, C, OH, OW) added at its index, row·W + column."""
    planes, cells = shape[0] * shape[1], shape[2] * shape[3]
    gx = np.zeros((planes, cells), g.dtype)
    rest = indices.shape[2] * indices.shape[3]
    np.add.at(gx, (np.arange(planes)[:, None], indices.reshape(planes, rest)), g.reshape(planes, rest))
    return gx.reshape(shape)


def _cell(geometry, u, v):
    """The index that picks cell (u, v) of every window."""
    return ..., geometry.slices(HEIGHT, u), geometry.slices(WIDTH, v)


def _cells(axis, geometry):
    """For each kernel cell along the axis: the index of that cell in every window."""
    taps = (geometry.slices(axis, tap) for tap in range(geometry.kernel_size[axis]))
    return [(..., s, slice(None)) if axis == HEIGHT else (..., s) for s in taps]


def _reduce(combine, x, geometry):
    """Every window in one number. Height first: there the views have long rows, which are fast."""
    for axis in (HEIGHT, WIDTH):
        first, *others = _cells(axis, geometry)
        value = x[first]
        for cell in others:
            value = combine(value, x[cell])
        x = value
    return x


def _spread(g, gx, axis, geometry):
    """Set gx: each cell gets the gradients of all windows along the axis that it lies in."""
    gx[...] = 0
    for cell in _cells(axis, geometry):
        gx[cell] += g
    return gx
