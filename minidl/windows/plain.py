"""The plain twins: sliding windows written as their definitions say, to be read and trusted.

They take and return ndarrays and are far too slow to train with. Tests hold the fast versions
(`convolution.py`, `pooling.py`, `unfolding.py`) to these numbers. Every `stride`, `padding` and
`dilation` is one (vertical, horizontal) pair.
"""

import numpy as np

from .geometry import output_size


def conv2d(x, weight, bias=None, stride=(1, 1), padding=(0, 0), dilation=(1, 1), groups=1):
    """Cross-correlation of x (N, C, H, W) with weight (O, C/groups, kh, kw), in seven loops.

    y[n, o, i, j] = b[o] + Σ_c Σ_u Σ_v  weight[o, c, u, v] · x[n, c, i·S + u·D, j·S + v·D]
    """
    x = pad(x, padding)
    N, C, H, W = x.shape
    O, C_group, kh, kw = weight.shape
    OH = output_size(H, kh, stride[0], 0, dilation[0])
    OW = output_size(W, kw, stride[1], 0, dilation[1])
    y = np.zeros((N, O, OH, OW), x.dtype)
    for n in range(N):
        for o in range(O):
            first_channel = o // (O // groups) * C_group
            for i in range(OH):
                for j in range(OW):
                    total = 0 if bias is None else bias[o]
                    for c in range(C_group):
                        for u in range(kh):
                            for v in range(kw):
                                row = i * stride[0] + u * dilation[0]
                                column = j * stride[1] + v * dilation[1]
                                total += weight[o, c, u, v] * x[n, first_channel + c, row, column]
                    y[n, o, i, j] = total
    return y


def conv2d_matmul(x, weight, bias=None, stride=(1, 1), padding=(0, 0), dilation=(1, 1), groups=1):
    """The same as one matrix product: unfold the windows into columns (im2col), then W @ columns."""
    N, C, H, W = x.shape
    O, C_group, kh, kw = weight.shape
    columns = unfold(x, (kh, kw), dilation, padding, stride)  # (N, C·kh·kw, L)
    columns = columns.reshape(N, groups, C_group * kh * kw, -1)
    y = weight.reshape(groups, O // groups, -1) @ columns  # (N, groups, O/groups, L)
    OH = output_size(H, kh, stride[0], padding[0], dilation[0])
    y = y.reshape(N, O, OH, -1)
    return y if bias is None else y + bias[:, None, None]


def conv1d(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    """Cross-correlation of x (N, C, L) with weight (O, C/groups, k): an image of height 1."""
    y = conv2d(x[:, :, None], weight[:, :, None], bias, (1, stride), (0, padding), (1, dilation), groups)
    return y[:, :, 0]


def conv_transpose2d(
    x, weight, bias=None, stride=(1, 1), padding=(0, 0), output_padding=(0, 0), groups=1, dilation=(1, 1)
):
    """Each pixel of x (N, C, H, W) stamps a kernel of weight (C, O/groups, kh, kw), scaled, onto y.

    y[n, o, i·S + u·D − P, j·S + v·D − P] += weight[c, o, u, v] · x[n, c, i, j]
    """
    N, C, H, W = x.shape
    _, O_group, kh, kw = weight.shape
    span_h, span_w = dilation[0] * (kh - 1) + 1, dilation[1] * (kw - 1) + 1
    shape = (H - 1) * stride[0] + span_h + output_padding[0], (W - 1) * stride[1] + span_w + output_padding[1]
    y = np.zeros((N, O_group * groups, *shape), x.dtype)
    for n in range(N):
        for c in range(C):
            first = c // (C // groups) * O_group  # of the output channels in this group
            for i in range(H):
                for j in range(W):
                    top, left = i * stride[0], j * stride[1]
                    rows = slice(top, top + span_h, dilation[0])
                    cols = slice(left, left + span_w, dilation[1])
                    y[n, first : first + O_group, rows, cols] += weight[c] * x[n, c, i, j]
    y = y[:, :, padding[0] : shape[0] - padding[0], padding[1] : shape[1] - padding[1]]
    return y if bias is None else y + bias[:, None, None]


def pad(x, padding, value=0):
    """Surround the last two axes with `padding` (rows, columns) cells of `value`."""
    (vertical, horizontal), (H, W) = padding, x.shape[-2:]
    shape = (*x.shape[:-2], H + 2 * vertical, W + 2 * horizontal)
    padded = np.full(shape, value, x.dtype)
    padded[..., vertical : vertical + H, horizontal : horizontal + W] = x
    return padded


def unfold(x, kernel_size, dilation=(1, 1), padding=(0, 0), stride=(1, 1)):
    """Every window of x (N, C, H, W) as one column: (N, C·kh·kw, L), L = OH·OW windows."""
    x = pad(x, padding)
    N, C, H, W = x.shape
    kh, kw = kernel_size
    OH = output_size(H, kh, stride[0], 0, dilation[0])
    OW = output_size(W, kw, stride[1], 0, dilation[1])
    columns = np.zeros((N, C * kh * kw, OH * OW), x.dtype)
    for i in range(OH):
        for j in range(OW):
            top, left = i * stride[0], j * stride[1]
            rows = slice(top, top + dilation[0] * (kh - 1) + 1, dilation[0])
            cols = slice(left, left + dilation[1] * (kw - 1) + 1, dilation[1])
            columns[:, :, i * OW + j] = x[:, :, rows, cols].reshape(N, C * kh * kw)
    return columns


def fold(columns, output_size_, kernel_size, dilation=(1, 1), padding=(0, 0), stride=(1, 1)):
    """Put columns (N, C·kh·kw, L) back where `unfold` took them; overlaps add up. (N, C, H, W)"""
    (H, W), (kh, kw), (ph, pw) = output_size_, kernel_size, padding
    N, C = len(columns), columns.shape[1] // (kh * kw)
    OW = output_size(W, kw, stride[1], pw, dilation[1])
    x = np.zeros((N, C, H + 2 * ph, W + 2 * pw), columns.dtype)
    for position in range(columns.shape[2]):
        top, left = position // OW * stride[0], position % OW * stride[1]
        rows = slice(top, top + dilation[0] * (kh - 1) + 1, dilation[0])
        cols = slice(left, left + dilation[1] * (kw - 1) + 1, dilation[1])
        x[:, :, rows, cols] += columns[:, :, position].reshape(N, C, kh, kw)
    return x[:, :, ph : ph + H, pw : pw + W]


def max_pool2d(x, kernel_size, stride, padding=(0, 0), dilation=(1, 1)):
    """The largest number under each window of x (N, C, H, W); padding is −∞, so it never wins."""
    return _pool(x, kernel_size, stride, padding, dilation, -np.inf, np.max)


def avg_pool2d(x, kernel_size, stride, padding=(0, 0)):
    """The mean under each window of x (N, C, H, W); padding counts as zeros."""
    return _pool(x, kernel_size, stride, padding, (1, 1), 0, np.mean)


def _pool(x, kernel_size, stride, padding, dilation, padding_value, summary):
    x = pad(x, padding, padding_value)
    N, C, H, W = x.shape
    OH = output_size(H, kernel_size[0], stride[0], 0, dilation[0])
    OW = output_size(W, kernel_size[1], stride[1], 0, dilation[1])
    y = np.zeros((N, C, OH, OW), x.dtype)
    for n in range(N):
        for c in range(C):
            for i in range(OH):
                for j in range(OW):
                    rows = [i * stride[0] + u * dilation[0] for u in range(kernel_size[0])]
                    cols = [j * stride[1] + v * dilation[1] for v in range(kernel_size[1])]
                    y[n, c, i, j] = summary(x[n, c][np.ix_(rows, cols)])
    return y
