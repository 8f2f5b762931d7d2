"""Convolution of channels that stand alone (depthwise), as products with band matrices.

With one channel per group a kernel is no matrix, and its product with the patches is many small sums.
But a *block* of output columns is a matrix times the input columns below it. Each row of the matrix
holds the kernel, one stride further to the right than the row above:

    y₀         u v w · ·     x₀
    y₁    =    · u v w ·  @  x₁          three output columns of a 3-wide kernel, stride 1
    y₂         · · u v w     x₂
                             x₃
                             x₄

Most of that matrix is 0, yet the product is so much faster that it pays. It is a convolution again:
its kernel is as wide as the input of a block, its stride is a block, and its output channels are the
columns of the block. So all the work is done by `lowering`.
"""

import numpy as np

from . import lowering

WIDTH = 16  # output columns in a block, at most


def suits(shape, groups):
    """Whether weights of this shape, (O, C/groups, kh, kw), leave too little for a matrix product."""
    return groups > 1 and shape[0] <= 2 * groups


def lower(x, geometry, groups):
    return lowering.lower(x, _in_blocks(geometry), groups)


def correlate(lowered, weight, geometry):
    blocks = _in_blocks(geometry)
    O, channels, kh, _ = weight.shape
    band = np.zeros((O, channels, kh, _width(geometry), blocks.kernel_size[1]), weight.dtype)
    for tap in range(geometry.kernel_size[1]):
        _diagonal(band, tap, geometry)[...] = weight[..., tap, None]
    band = np.moveaxis(band, 3, 1).reshape(-1, channels, *blocks.kernel_size)
    y = lowering.correlate(lowered, band, blocks)
    y = y.reshape(O, -1, *y.shape[1:]).transpose(0, 2, 3, 1, 4)  # (O, OH, blocks, width, N)
    y = y.reshape(O, geometry.output[0], -1, y.shape[-1])
    return np.ascontiguousarray(y[:, :, : geometry.output[1]])


def weight_gradient(g, lowered, shape, geometry):
    """The band's gradient, summed along each of its diagonals."""
    blocks, width = _in_blocks(geometry), _width(geometry)
    O, OH, OW, N = g.shape
    missing = blocks.output[1] * width - OW
    if missing:
        g = np.concatenate([g, np.zeros((O, OH, missing, N), g.dtype)], axis=2)
    g = np.moveaxis(g.reshape(O, OH, -1, width, N), 3, 1).reshape(O * width, OH, -1, N)
    band = lowering.weight_gradient(g, lowered, (O * width, shape[1], *blocks.kernel_size), blocks)
    band = np.moveaxis(band.reshape(O, width, shape[1], *blocks.kernel_size), 1, 3)
    taps = range(geometry.kernel_size[1])
    return np.stack([_diagonal(band, tap, geometry).sum(axis=-1) for tap in taps], axis=-1)


def _width(geometry):
    """Output columns in a block: WIDTH, or fewer if that leaves less of the last block unused."""
    columns = geometry.output[1]
    return -(-columns // -(-columns // WIDTH))


def _in_blocks(geometry):
    """The geometry of the convolution that computes a whole block at each place."""
    (kh, kw), (stride_h, stride), (dilation_h, dilation) = geometry[1], geometry[2], geometry[4]
    width = _width(geometry)
    return geometry._replace(
        kernel_size=(kh, (width - 1) * stride + dilation * (kw - 1) + 1),
        stride=(stride_h, width * stride),
        dilation=(dilation_h, 1),
        output=(geometry.output[0], -(-geometry.output[1] // width)),
    )


def _diagonal(band, tap, geometry):
    """Where `tap` of the kernel stands in band (..., output column, input column): a view."""
    *_, row, column = band.strides
    first = tap * geometry.dilation[1]
    return np.lib.stride_tricks.as_strided(
        band[..., first:],
        band.shape[:-1],
        (*band.strides[:-2], row + geometry.stride[1] * column),
    )
