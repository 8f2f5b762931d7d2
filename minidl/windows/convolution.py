"""Fast convolution: the faster of two ways, and the same gradients whichever it is.

**Memory.** A batch is *indexed* as N×C×H×W but *lies in memory* as C, H, W, N: neighbours in memory
are the same pixel of the next image. Element-wise operations, pooling and flattening keep that order,
so only the network's input is ever rearranged (`batch_last`); everything after it is a view.

There are two ways, each a module with the same three functions:

    lowered = way.lower(x, geometry, groups)                        the input, prepared
    y = way.correlate(lowered, weight, geometry)                    the product
    gw = way.weight_gradient(g, lowered, weight.shape, geometry)

`lowering` serves every setting; `shifting` has taller matrices, for many channels and stride 1. The
plain version to compare them with is `plain.conv2d`; `plain.conv2d_matmul` is textbook im2col.
"""

import numpy as np

from . import lowering, shifting
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
    way = faster_way(weight.shape, geometry, len(x))
    lowered = way.lower(x.transpose(1, 2, 3, 0), geometry, groups)
    value = way.correlate(lowered, weight, geometry)
    if bias is not None:
        value += bias[:, None, None, None]

    def backward(g, need):
        g = batch_last(g)
        gx = gw = gb = None
        if need[0]:
            gx = batch_first(input_gradient(g, weight, geometry, groups))
        if need[1]:
            gw = way.weight_gradient(g, lowered, weight.shape, geometry)
        if bias is not None and need[2]:
            gb = np.add.reduce(g.reshape(len(g), -1), axis=1)
        return gx, gw, gb

    return batch_first(value), backward


def conv_transpose2d(x, weight, bias=None, *, geometry: Geometry, groups: int):
    """The transpose of `conv2d`: x (N, C, H, W), weight (C, O/groups, kh, kw) → (N, O, H_out, W_out).

    Each pixel of x stamps a scaled kernel onto y, and overlaps add up:
    y[n, o, i·S + u·D − P, j·S + v·D − P] += Σ_c weight[c, o, u, v] · x[n, c, i, j]

    `geometry` is that of the convolution which leads from y's size to x's: this is its input gradient,
    and the gradient of this is that convolution.
    """
    x = batch_last(x)
    value = input_gradient(x, weight, geometry, groups)
    if bias is not None:
        value += bias[:, None, None, None]

    def backward(g, need):
        gx = gw = gb = None
        g = g.transpose(1, 2, 3, 0)
        way = faster_way(weight.shape, geometry, g.shape[3])
        if need[0] or need[1]:
            lowered = way.lower(g, geometry, groups)
        if need[0]:
            gx = batch_first(way.correlate(lowered, weight, geometry))
        if need[1]:
            gw = way.weight_gradient(x, lowered, weight.shape, geometry)
        if bias is not None and need[2]:
            gb = np.add.reduce(g, axis=(1, 2, 3))
        return gx, gw, gb

    return batch_first(value), backward


def conv1d(x, weight, bias=None, **settings):
    """Cross-correlation of x (N, C, L) with weight (O, C/groups, k): an image of height 1."""
    value, backward = conv2d(x[:, :, None], weight[:, :, None], bias, **settings)
    return value[:, :, 0], lambda g, need: _without_height(backward(g[:, :, None], need))


def conv_transpose1d(x, weight, bias=None, **settings):
    """The transpose of `conv1d`: x (N, C, L), weight (C, O/groups, k) → (N, O, L_out)."""
    value, backward = conv_transpose2d(x[:, :, None], weight[:, :, None], bias, **settings)
    return value[:, :, 0], lambda g, need: _without_height(backward(g[:, :, None], need))


def _without_height(gradients):
    gx, gw, gb = gradients
    return (None if gx is None else gx[:, :, 0]), (None if gw is None else gw[:, :, 0]), gb


def faster_way(shape, geometry, batch):
    """The module to use for weights of this shape."""
    return shifting if shifting.suits(shape, geometry, batch) else lowering


def input_gradient(g, weight, geometry, groups):
    """∂J/∂X from g (O, OH, OW, N): (C, H, W, N).

    With stride 1 it is a convolution again: g, padded to the full, with the kernel rotated by 180°
    and its channels swapped. Otherwise, or where that would cost more (many more outputs than
    inputs), what each output row sends back is added up pixel by pixel.
    """
    O, channels, kh, kw = weight.shape
    if geometry.stride != (1, 1) or 2 * channels * groups < O:
        return lowering.scatter(g, weight, geometry, groups)
    rotated = weight[:, :, ::-1, ::-1].reshape(groups, O // groups, channels, kh, kw)
    rotated = rotated.swapaxes(1, 2).reshape(groups * channels, O // groups, kh, kw)
    axes = zip(geometry.dilation, geometry.kernel_size, geometry.padding, strict=True)
    padding = tuple((d * (k - 1) - before, d * (k - 1) - after) for d, k, (before, after) in axes)
    full = geometry._replace(size=geometry.output, output=geometry.size, padding=padding)
    way = faster_way(rotated.shape, full, g.shape[3])
    return way.correlate(way.lower(g, full, groups), rotated, full)
