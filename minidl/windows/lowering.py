"""Convolution as one matrix product on overlapping views: the way that serves every setting.

All arrays here lie in memory as they are written: images as C×H×W×N (see `convolution.py`).

**Lowering.** Textbook im2col copies each pixel kh·kw times. Here it is copied kw times only, along
the width:                                                        (3-wide kernel, one channel, N = 1)

    row h of x       p q r s t          lowered[h] =   p q r     tap 0 for each output column
                                                       q r s     tap 1
                                                       r s t     tap 2

The im2col matrix of output row i is lowered[i], lowered[i+1], … lowered[i+kh−1], one below the
other. They are neighbours in memory, so that matrix is a *view*: shift it down by S rows and you
have the next output row's. All rows together are one stacked matrix product, W @ patches.

**Dilation** D takes every D-th row. So padded rows are stored by their residue mod D (`phase`):
rows 0, D, 2D, … first, then 1, D+1, …; rows that meet under the kernel are neighbours again.
"""

from math import gcd

import numpy as np

from ..machine import product


def lower(x, geometry, groups):
    """x (C, H, W, N) → lowered (groups, phase, row, kw, C/groups, OW, N), zeros where padding is."""
    lowered = np.empty(_lowered_shape(x.shape, geometry, groups), x.dtype)
    x = _by_group(np.ascontiguousarray(x) if geometry.kernel_size[1] > 1 else x, groups)
    for phase, tap, (row, end_row), (column, end_column), here in _taps(geometry, lowered.shape):
        target = lowered[:, phase, :, tap]
        target[:, row:end_row, :, column:end_column] = x[here].swapaxes(1, 2)
        target[:, :row] = target[:, end_row:] = 0
        target[:, row:end_row, :, :column] = target[:, row:end_row, :, end_column:] = 0
    return lowered


def unlower(lowered, shape, geometry, groups):
    """The transpose of `lower`: add each lowered number back to the pixel it was copied from."""
    x = np.zeros(shape, lowered.dtype)
    grouped = _by_group(x, groups)
    for phase, tap, (row, end_row), (column, end_column), here in _taps(geometry, lowered.shape):
        grouped[here] += lowered[:, phase, row:end_row, tap, :, column:end_column].swapaxes(1, 2)
    return x


def _by_group(x, groups):
    """(C, H, W, N) → (groups, C/groups, H, W, N), a view."""
    return x.reshape(groups, len(x) // groups, *x.shape[1:])


def _lowered_shape(shape, geometry, groups):
    C, H, _, N = shape
    phases = geometry.dilation[0]
    rows = -(-(H + sum(geometry.padding[0])) // phases)
    return groups, phases, rows, geometry.kernel_size[1], C // groups, geometry.output[1], N


def _taps(geometry, lowered_shape):
    """For each phase and tap: which rows and columns of `lowered` it fills, from where in x by group."""
    (H, W), (top, _), (left, _) = geometry.size, *geometry.padding
    phases, rows = lowered_shape[1:3]
    stride, dilation, columns = geometry.stride[1], geometry.dilation[1], geometry.output[1]
    for phase in range(phases):
        row = min(rows, max(0, -((phase - top) // phases)))  # the first one inside the image
        start = phase + row * phases - top
        end_row = min(rows, row + len(range(start, H, phases)))
        from_rows = slice(start, max(start, start + (end_row - row) * phases), phases)
        for tap in range(geometry.kernel_size[1]):
            offset = tap * dilation - left  # output column j reads x[j·stride + offset]
            column = min(columns, max(0, -(offset // stride)))
            end_column = max(column, min(columns, (W - 1 - offset) // stride + 1))
            begin = column * stride + offset
            from_columns = slice(begin, begin + (end_column - column) * stride, stride)
            here = (slice(None), slice(None), from_rows, from_columns)
            yield phase, tap, (row, end_row), (column, end_column), here


def _patches(lowered, geometry):
    """For each phase: (which output rows, their im2col matrices (groups, rows, kh·kw·C/groups, OW·N)).

    The matrices overlap in memory: they are views, to be read only.
    """
    groups, _, _, kw, channels, columns, batch = lowered.shape
    dilation, stride, output_rows = geometry.dilation[0], geometry.stride[0], geometry.output[0]
    step = dilation // gcd(stride, dilation)  # output rows `step` apart have the same phase
    by_group, by_phase, by_row = lowered.strides[:3]
    for first in range(min(step, output_rows)):
        which = slice(first, None, step)
        phase, row = first * stride % dilation, first * stride // dilation
        count = len(range(first, output_rows, step))
        shape = (groups, count, geometry.kernel_size[0] * kw * channels, columns * batch)
        by_line = columns * batch * lowered.itemsize
        strides = (by_group, step * stride // dilation * by_row, by_line, lowered.itemsize)
        offset = phase * by_phase + row * by_row
        matrices = np.ndarray(shape, lowered.dtype, lowered, offset, strides)
        yield which, matrices


def _rows(y, groups, which=slice(None)):
    """y (O, OH, OW, N) → (groups, rows, O/groups, OW·N): output rows as a stack of matrices, a view."""
    O, OH, OW, N = y.shape
    return y.reshape(groups, O // groups, OH, OW * N).swapaxes(1, 2)[:, which]


def _kernel_matrix(weight, groups):
    """weight (O, C/groups, kh, kw) → (groups, O/groups, kh·kw·C/groups), ordered as the patches."""
    weight = np.ascontiguousarray(weight.transpose(0, 2, 3, 1))  # BLAS takes no reversed view
    return weight.reshape(groups, len(weight) // groups, -1)


# --- the three products -------------------------------------------------------------------------


def correlate(lowered, weight, geometry):
    """Y = W @ patches: (O, OH, OW, N)"""
    groups, columns, batch = lowered.shape[0], *lowered.shape[5:]
    y = np.empty((len(weight), geometry.output[0], columns, batch), lowered.dtype)
    kernel = _kernel_matrix(weight, groups)[:, None]
    for which, patches in _patches(lowered, geometry):
        _multiply(kernel, patches, _rows(y, groups, which))
    return y


def _multiply(a, b, out):
    """out = a @ b, in two to four pieces if these are then small enough.

    Up to a million multiplications BLAS works on the matrices where they lie; larger ones it copies
    first. With few rows in `a`, that copy of b takes as long as the product.
    """
    columns = b.shape[-1]
    pieces = -(-a.shape[-2] * a.shape[-1] * columns // 1_000_000)
    width = -(-columns // pieces) if 2 <= pieces <= min(4, columns // 128) else columns
    for start in range(0, columns, width or 1):
        piece = slice(start, start + width)
        product(a, b[..., piece], out=out[..., piece])


def weight_gradient(g, lowered, shape, geometry):
    """∂J/∂Wᵀ = patches @ Gᵀ, summed over the output rows: (O, C/groups, kh, kw)

    (The other way round, G @ patchesᵀ, BLAS is a fifth to a third slower.)
    """
    O, channels, kh, kw = shape
    groups = lowered.shape[0]
    total = 0
    for which, patches in _patches(lowered, geometry):
        products = product(patches, _rows(g, groups, which).swapaxes(2, 3))
        total = total + np.add.reduce(products, axis=1)
    total = total.reshape(groups, kh, kw, channels, O // groups)
    return np.ascontiguousarray(total.transpose(0, 4, 3, 1, 2)).reshape(shape)


def scatter(g, weight, geometry, groups):
    """∂J/∂X row by row: each output row's Wᵀ @ G is added back to the pixels it came from."""
    O, channels, kh, kw = weight.shape
    shape = (channels * groups, *geometry.size, g.shape[3])
    spread = np.zeros(_lowered_shape(shape, geometry, groups), g.dtype)
    kernel = np.ascontiguousarray(_kernel_matrix(weight, groups).swapaxes(1, 2))
    rows = _rows(g, groups)
    patch = np.empty((groups, kernel.shape[1], rows.shape[3]), g.dtype)
    for i in range(geometry.output[0]):
        row, phase = divmod(i * geometry.stride[0], geometry.dilation[0])
        product(kernel, rows[:, i], out=patch)
        spread[:, phase, row : row + kh] += patch.reshape(groups, kh, *spread.shape[3:])
    return unlower(spread, shape, geometry, groups)
