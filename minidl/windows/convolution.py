"""Fast convolution: one matrix product on overlapping views.

**Memory.** A batch is *indexed* as N×C×H×W but *lies in memory* as C, H, W, N: neighbours in memory
are the same pixel of the next image. Element-wise operations, pooling and flattening keep that order,
so only the network's input is ever rearranged (`batch_last`); everything after it is a view.

**Lowering.** Textbook im2col copies each pixel kh·kw times. Here it is copied kw times only, along
the width:                                                        (3-wide kernel, one channel, N = 1)

    row h of x       a b c d e          lowered[h] =   a b c     tap 0 for each output column
                                                       b c d     tap 1
                                                       c d e     tap 2

The im2col matrix of output row i is lowered[i], lowered[i+1], … lowered[i+kh−1], one below the
other. They are neighbours in memory, so that matrix is a *view*: shift it down by S rows and you
have the next output row's. All rows together are one stacked matrix product, W @ patches.

**Dilation** D takes every D-th row. So padded rows are stored by their residue mod D (`phase`):
rows 0, D, 2D, … first, then 1, D+1, …; rows that meet under the kernel are neighbours again.

The plain version to compare with is `plain.conv2d`; `plain.conv2d_matmul` is textbook im2col.
"""

from math import gcd

import numpy as np

from .geometry import Geometry


def batch_last(x):
    """N×C×H×W in any memory order → C×H×W×N, contiguous (no copy if it lies so already)."""
    return np.ascontiguousarray(x.transpose(1, 2, 3, 0))


def batch_first(x):
    """C×H×W×N → N×C×H×W, a view."""
    return x.transpose(3, 0, 1, 2)


def conv2d(x, weight, bias=None, *, geometry: Geometry, groups: int):
    """Cross-correlation of x (N, C, H, W) with weight (O, C/groups, kh, kw): (N, O, OH, OW).

    y[n, o, i, j] = b[o] + Σ_c Σ_u Σ_v  weight[o, c, u, v] · x[n, c, i·S + u·D − P, j·S + v·D − P]
    """
    lowered = lower(batch_last(x), geometry, groups)
    value = correlate(lowered, weight, geometry)
    if bias is not None:
        value += bias[:, None, None, None]

    def backward(g, need):
        g = batch_last(g)
        gx = gw = gb = None
        if need[0]:
            gx = batch_first(input_gradient(g, weight, geometry, groups))
        if need[1]:
            gw = weight_gradient(g, lowered, weight.shape, geometry)
        if bias is not None and need[2]:
            gb = np.add.reduce(g.reshape(len(g), -1), axis=1)
        return gx, gw, gb

    return batch_first(value), backward


def conv1d(x, weight, bias=None, *, geometry: Geometry, groups: int):
    """Cross-correlation of x (N, C, L) with weight (O, C/groups, k): an image of height 1."""
    value, backward_2d = conv2d(x[:, :, None], weight[:, :, None], bias, geometry=geometry, groups=groups)

    def backward(g, need):
        gx, gw, gb = backward_2d(g[:, :, None], need)
        return (gx[:, :, 0] if need[0] else None), (gw[:, :, 0] if need[1] else None), gb

    return value[:, :, 0], backward


# --- lowering ---------------------------------------------------------------------------------


def lower(x, geometry, groups):
    """x (C, H, W, N) → lowered (groups, phase, row, kw, C/groups, OW, N), zeros where padding is."""
    lowered = np.zeros(_lowered_shape(x.shape, geometry, groups), x.dtype)
    x = _by_group(x, groups)
    for there, here in _taps(geometry, lowered.shape):
        lowered[there] = x[here].swapaxes(1, 2)
    return lowered


def unlower(lowered, shape, geometry, groups):
    """The transpose of `lower`: add each lowered number back to the pixel it was copied from."""
    x = np.zeros(shape, lowered.dtype)
    grouped = _by_group(x, groups)
    for there, here in _taps(geometry, lowered.shape):
        grouped[here] += lowered[there].swapaxes(1, 2)
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
    """Pairs of indices (into lowered, into x by group) of the same pixels: one per phase and tap."""
    (H, W), (top, _), (left, _) = geometry.size, *geometry.padding
    phases, rows = lowered_shape[1:3]
    stride, dilation, columns = geometry.stride[1], geometry.dilation[1], geometry.output[1]
    for phase in range(phases):
        first_row = max(0, -((phase - top) // phases))  # the first one inside the image
        start = phase + first_row * phases - top
        last_row = min(rows, first_row + len(range(start, H, phases)))
        stop = start + (last_row - first_row) * phases
        for tap in range(geometry.kernel_size[1]):
            offset = tap * dilation - left  # output column j reads x[j·stride + offset]
            first, last = max(0, -(offset // stride)), min(columns, (W - 1 - offset) // stride + 1)
            if first < last and first_row < last_row:
                begin, end = first * stride + offset, (last - 1) * stride + offset + 1
                yield (
                    (slice(None), phase, slice(first_row, last_row), tap, slice(None), slice(first, last)),
                    (slice(None), slice(None), slice(start, stop, phases), slice(begin, end, stride)),
                )


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
        matrices = np.ndarray(
            (groups, count, geometry.kernel_size[0] * kw * channels, columns * batch),
            lowered.dtype,
            lowered,
            offset=phase * by_phase + row * by_row,
            strides=(
                by_group,
                step * stride // dilation * by_row,
                columns * batch * lowered.itemsize,
                lowered.itemsize,
            ),
        )
        yield which, matrices


def _rows(y, groups, which=slice(None)):
    """y (O, OH, OW, N) → (groups, rows, O/groups, OW·N): output rows as a stack of matrices, a view."""
    O, OH, OW, N = y.shape
    return y.reshape(groups, O // groups, OH, OW * N).swapaxes(1, 2)[:, which]


def _kernel_matrix(weight, groups):
    """weight (O, C/groups, kh, kw) → (groups, O/groups, kh·kw·C/groups), ordered as the patches."""
    return weight.transpose(0, 2, 3, 1).reshape(groups, weight.shape[0] // groups, -1)


# --- the three products -------------------------------------------------------------------------


def correlate(lowered, weight, geometry):
    """Y = W @ patches: (O, OH, OW, N)"""
    groups, columns, batch = lowered.shape[0], *lowered.shape[5:]
    y = np.empty((len(weight), geometry.output[0], columns, batch), lowered.dtype)
    kernel = _kernel_matrix(weight, groups)[:, None]
    for which, patches in _patches(lowered, geometry):
        np.matmul(kernel, patches, out=_rows(y, groups, which))
    return y


def weight_gradient(g, lowered, shape, geometry):
    """∂J/∂W = G @ patchesᵀ, summed over the output rows: (O, C/groups, kh, kw)"""
    O, channels, kh, kw = shape
    groups = lowered.shape[0]
    total = 0
    for which, patches in _patches(lowered, geometry):
        total = total + np.matmul(_rows(g, groups, which), patches.swapaxes(2, 3)).sum(axis=1)
    return total.reshape(O, kh, kw, channels).transpose(0, 3, 1, 2)


def input_gradient(g, weight, geometry, groups):
    """∂J/∂X from g (O, OH, OW, N): (C, H, W, N).

    With stride 1 it is a convolution again: g, padded to the full, with the kernel rotated by 180°
    and its channels swapped. Otherwise, or where that would cost more (many more outputs than
    inputs), each output row's Wᵀ @ G is added back to the pixels it came from.
    """
    O, channels, kh, kw = weight.shape
    if geometry.stride == (1, 1) and len(weight) <= 2 * channels * groups:
        rotated = weight[:, :, ::-1, ::-1].reshape(groups, O // groups, channels, kh, kw)
        rotated = rotated.swapaxes(1, 2).reshape(groups * channels, O // groups, kh, kw)
        full = geometry._replace(
            size=geometry.output,
            output=geometry.size,
            padding=tuple(
                (d * (k - 1) - before, d * (k - 1) - after)
                for d, k, (before, after) in zip(
                    geometry.dilation, geometry.kernel_size, geometry.padding, strict=True
                )
            ),
        )
        return correlate(lower(g, full, groups), rotated, full)

    shape = (channels * groups, *geometry.size, g.shape[3])
    spread = np.zeros(_lowered_shape(shape, geometry, groups), g.dtype)
    kernel = np.ascontiguousarray(_kernel_matrix(weight, groups).swapaxes(1, 2))
    rows = _rows(g, groups)
    for i in range(geometry.output[0]):
        row, phase = divmod(i * geometry.stride[0], geometry.dilation[0])
        patch = kernel @ rows[:, i]
        spread[:, phase, row : row + kh] += patch.reshape(groups, kh, *spread.shape[3:])
    return unlower(spread, shape, geometry, groups)
