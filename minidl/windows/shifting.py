"""Convolution as taller matrices: first multiply, then shift and add.

`lowering` puts the kernel's columns side by side on the *input*, so its matrix W has O rows. Here they
stand one below the other on the *output*: kernel column v gives a partial image z_v of its own, and
y is the sum of the kw partial images, each shifted to its place:

    z_v[i, j] = Σ_c Σ_u  weight[o, c, u, v] · x[c, i·S + u·D − P, j]        one product for all v
    y[i, j]   = Σ_v z_v[i, j + v·D − P]

It takes as many multiplications, but the matrix has kw·O rows, and BLAS is faster with taller
matrices; the input is not copied kw times, and z of one output row is summed while it is in the processor's
cache. The output columns must be neighbours (stride 1 along the width), or most of z is wasted.
"""

import numpy as np

from ..machine import product
from . import lowering

# Below these sizes the matrices leave too little to multiply between the sums.
ROWS = 64  # kh·C/groups
COLUMNS = 512  # W·N


def suits(shape, geometry, batch):
    """Whether it can and should serve weights of this shape, (O, C/groups, kh, kw)."""
    if geometry.stride[1] > 1 or shape[3] == 1:
        return False
    return shape[1] * shape[2] >= ROWS and geometry.size[1] * batch >= COLUMNS


def lower(x, geometry, groups):
    """x (C, H, W, N) → rows (groups, phase, row, 1, C/groups, W, N), as `lowering` would for kw = 1."""
    full_width = geometry.size[1]
    kernel_size, padding = (geometry.kernel_size[0], 1), (geometry.padding[0], (0, 0))
    output = (geometry.output[0], full_width)
    tall = geometry._replace(kernel_size=kernel_size, padding=padding, output=output)
    return lowering.lower(x, tall, groups)


def correlate(rows, weight, geometry):
    """Y = Σ_v shift(W_v @ patches): (O, OH, OW, N)"""
    groups, W, N = rows.shape[0], *rows.shape[5:]
    O, channels, kh, kw = weight.shape
    kernel = weight.reshape(groups, O // groups, channels, kh, kw).transpose(0, 4, 1, 3, 2)
    kernel = kernel.reshape(groups, kw * O // groups, kh * channels)
    y = np.empty((O, *geometry.output, N), rows.dtype)
    by_group = y.reshape(groups, O // groups, *y.shape[1:])
    for i, patch in _patches(rows, geometry):
        z = product(kernel, patch).reshape(groups, kw, O // groups, W, N)
        total = np.zeros((groups, O // groups, geometry.output[1], N), rows.dtype)
        for tap, there, here in _shifts(geometry):
            total[:, :, there] += z[:, tap, :, here]
        by_group[:, :, i] = total
    return y


def weight_gradient(g, rows, shape, geometry):
    """∂J/∂Wᵀ = patches @ ∂J/∂Zᵀ, summed over the output rows: (O, C/groups, kh, kw)"""
    groups, W, N = rows.shape[0], *rows.shape[5:]
    O, channels, kh, kw = shape
    g = g.reshape(groups, O // groups, *g.shape[1:])
    gz = np.zeros((groups, kw, O // groups, W, N), g.dtype)
    total = 0
    for i, patch in _patches(rows, geometry):
        for tap, there, here in _shifts(geometry):
            gz[:, tap, :, here] = g[:, :, i, there]
        total = total + product(patch, gz.reshape(groups, -1, W * N).swapaxes(1, 2))
    total = total.reshape(groups, kh, channels, kw, O // groups)
    return np.ascontiguousarray(total.transpose(0, 4, 2, 1, 3)).reshape(shape)


def _patches(rows, geometry):
    """For each output row i the kh rows that it sees, (groups, kh·C/groups, W·N): views."""
    for i in range(geometry.output[0]):
        row, phase = divmod(i * geometry.stride[0], geometry.dilation[0])
        patch = rows[:, phase, row : row + geometry.kernel_size[0]]
        yield i, patch.reshape(len(rows), -1, patch.shape[-2] * patch.shape[-1])


def _shifts(geometry):
    """For each tap along the width: which output columns are computed from which input columns."""
    columns, W = geometry.output[1], geometry.size[1]
    for tap in range(geometry.kernel_size[1]):
        offset = tap * geometry.dilation[1] - geometry.padding[1][0]
        first, last = max(0, -offset), min(columns, W - offset)
        if first < last:
            yield tap, slice(first, last), slice(first + offset, last + offset)
