"""Answers to the exercises of notebook 13, as students give them."""

import math

import numpy as np

import minidl
from minidl import inspect, nn

# --- 13.2 -------------------------------------------------------------------------------------------------


def in_two_lines(C_in, C_out, K, groups=1):
    weights = C_in * K**2 + C_in // groups * C_out
    return weights + C_out


def by_layers(C_in, C_out, K, groups=1):
    depthwise = nn.Conv2d(C_in, C_in, K, groups=C_in, bias=False)
    pointwise = nn.Conv2d(C_in, C_out, 1, groups=groups)
    return sum(p.numel() for layer in (depthwise, pointwise) for p in layer.parameters())


def by_summary(C_in, C_out, K, groups=1):
    depthwise = nn.Conv2d(C_in, C_in, K, groups=C_in, bias=False)
    net = nn.Sequential(depthwise, nn.Conv2d(C_in, C_out, 1, groups=groups))
    return inspect.summary(net, (C_in, K, K)).parameters


def by_loop(C_in, C_out, K, groups=1):
    total = 0
    for _ in range(C_in):
        total += K * K
    for _ in range(C_out):
        total += C_in // groups + 1
    return total


def by_groups(C_in, C_out, K, groups=1):
    per_group = (C_in // groups) * (C_out // groups)
    return C_in * K * K + groups * per_group + C_out


def by_arrays(C_in, C_out, K, groups=1):
    return np.zeros((C_in, 1, K, K)).size + np.zeros((C_out, C_in // groups, 1, 1)).size + C_out


def with_pow(C_in, C_out, K, groups=1):
    return C_in * pow(K, 2) + C_out * (C_in // groups + 1)


def with_division(C_in, C_out, K, groups=1):
    return C_in * K * K + C_out * C_in / groups + C_out


def rounded(C_in, C_out, K, groups=1):
    return int(C_in * K * K + C_out * C_in / groups + C_out)


def helper(C_in, C_out, K, groups=1):
    def conv(i, o, k, g):
        return o * (i // g) * k * k

    return conv(C_in, C_in, K, C_in) + conv(C_in, C_out, 1, groups) + C_out


def as_array(C_in, C_out, K, groups=1):
    return np.array([C_in * K * K, C_out * (C_in // groups), C_out]).sum()


def as_tensor(C_in, C_out, K, groups=1):
    return minidl.tensor([C_in * K * K, C_out * (C_in // groups), C_out]).sum()


def printed(C_in, C_out, K, groups=1):
    print(C_in * K * K + C_out * (C_in // groups) + C_out)


def one_branch(C_in, C_out, K, groups=1):
    if groups == 1:
        return C_in * K * K + C_out * C_in + C_out


def as_text(C_in, C_out, K, groups=1):
    return str(C_in * K * K + C_out * (C_in // groups) + C_out)


def as_list(C_in, C_out, K, groups=1):
    return [C_in * K * K + C_out * (C_in // groups) + C_out]


def brackets(C_in, C_out, K, groups=1):
    return C_in * K * K + C_out * (C_in // groups + C_out)


def caret(C_in, C_out, K, groups=1):
    return C_in * K ^ 2 + C_out * (C_in // groups) + C_out


def called(C_in, C_out, K, groups=1):
    return C_in * K * K + C_out(C_in // groups) + C_out


def example_only(C_in, C_out, K, groups=1):
    return 75 + 768 + 256


def exchanged(C_out, C_in, K, groups=1):
    return C_in * K * K + C_out * (C_in // groups) + C_out


def misspelt(C_in, C_out, K, groups=1):
    return c_in * K * K + C_out * (C_in // groups) + C_out  # noqa: F821


def generator(C_in, C_out, K, groups=1):
    yield C_in * K * K + C_out * (C_in // groups) + C_out


def ceiled(C_in, C_out, K, groups=1):
    return C_in * K * K + C_out * math.ceil(C_in / (groups + 1)) + C_out


def nothing_after(C_in, C_out, K, groups=1):
    C_in * K * K + C_out * (C_in // groups) + C_out


PARAMETERS_WRONG = [
    (lambda i, o, k, groups=1: o * i * k * k + o, "one ordinary layer"),
    (lambda i, o, k, groups=1: o * i * k * k, "without bias"),
    (lambda i, o, k, groups=1: o * (i // groups) * k * k + o, "grouped convolution"),
    (lambda i, o, k, groups=1: o * (i // groups) * k * k, "without bias"),
    (lambda i, o, k, groups=1: i * k * k + o * (i // groups), "bias is missing"),
    (lambda i, o, k, groups=1: i * k * k + o * i + o, "`groups` is ignored"),
    (lambda i, o, k, groups=1: i * k * k + o * i, None),
    (lambda i, o, k, groups=1: i * k + o * (i // groups) + o, "K * K"),
    (lambda i, o, k, groups=1: i * 2 * k + o * (i // groups) + o, "not K squared"),
    (lambda i, o, k, groups=1: k * k + o * (i // groups) + o, "one for each channel in"),
    (lambda i, o, k, groups=1: o * k * k + o * (i // groups) + o, "channel *in*"),
    (lambda i, o, k, groups=1: i * i * k * k + o * (i // groups) + o, "Each sees one"),
    (lambda i, o, k, groups=1: i * (i // groups) * k * k + o * (i // groups) + o, "whatever `groups` is"),
    (lambda i, o, k, groups=1: i // groups * k * k + o * (i // groups) + o, "divide the depthwise layer"),
    (lambda i, o, k, groups=1: i * k * k + o * (i // groups + 1) // groups, "last division"),
    (lambda i, o, k, groups=1: len(["depthwise", "pointwise", "bias"]), "count tensors"),
    (lambda i, o, k, groups=1: i * k * k + o * i * groups + o, "Groups save"),
    (lambda i, o, k, groups=1: i * k * k + (o // groups) * (i // groups) + o, "twice"),
    (lambda i, o, k, groups=1: i * k * k + o + o, "not one"),
    (lambda i, o, k, groups=1: i * k * k + o * groups + o, "not groups"),
    (lambda i, o, k, groups=1: i * k * k + o * (o // groups) + o, "channels *in*"),
    (lambda i, o, k, groups=1: i * k * k + i * (i // groups) + o, "C_out filters, not C_in"),
    (lambda i, o, k, groups=1: i * k * k + i * (i // groups) + i, None),
    (lambda i, o, k, groups=1: i * k * k + o * (i // groups) * k * k + o, "second layer is K×K"),
    (lambda i, o, k, groups=1: i * k * k + o * (i // groups) * k + o, "A 1×1 has one"),
    (lambda i, o, k, groups=1: i * k * k + o * (i // groups) + 1, "count one bias"),
    (lambda i, o, k, groups=1: i * k * k + o * (i // groups) + i + o, "has no bias here"),
    (lambda i, o, k, groups=1: i * k * k + o * (i // groups) + i, "belong to the 1×1"),
    (lambda i, o, k, groups=1: i * k * k + o * (i // groups) + 2 * o, "not two"),
    (lambda i, o, k, groups=1: i * k * k + o * (i // groups) + o // groups, "share no bias"),
    (lambda i, o, k, groups=1: i * k * k + o * (i // groups) + o * groups, "does not depend on groups"),
    (lambda i, o, k, groups=1: i * k * k + o * (i // groups) + groups, "one for each filter"),
    (lambda i, o, k, groups=1: o * (i // groups) + o, "depthwise layer is missing"),
    (lambda i, o, k, groups=1: i * k * k, None),
    (lambda i, o, k, groups=1: i * k * k + o, "weights are missing"),
    (lambda i, o, k, groups=1: i * k * k * o * (i // groups) + o, "multiply the layers"),
    (lambda i, o, k, groups=1: i * k * k * o * (i // groups), "Multiplied"),
    (lambda i, o, k, groups=1: (i * k * k + o * i) // groups + o, "divide the depthwise layer"),
    (lambda i, o, k, groups=1: (i * k * k + o * i + o) // groups, "divide the depthwise layer"),
    (lambda i, o, k, groups=1: i * k * k + (o * i + o) // groups, "share no bias"),
    (lambda i, o, k, groups=1: (i * k * k, o * (i // groups) + o), "Add the two layers"),
    (lambda i, o, k, groups=1: (i * k * k, o * (i // groups), o), "Add the three"),
    (lambda i, o, k, groups=1: i * k * k - o * (i // groups) + o, None),
    (lambda i, o, k, groups=1: i * k * k + o * (i // groups) - o, None),
    (lambda i, o, k, groups=1: i * k * k + o * (groups // i) + o, None),
    (lambda i, o, k, groups=1: i * k * k + o * (i - groups) + o, None),
    (lambda i, o, k, groups=1: i * k * k + o * (i // groups) + o + 1, None),
    (lambda i, o, k, groups=1: 4 * (i * k * k + o * (i // groups) + o), None),
    (lambda i, o, k, groups=1: i * (k * k + 1) + o * (i // groups + 1), "has no bias here"),
    (lambda i, o, k, groups=1: i * k * k * (o + i // groups) + o, None),
    (printed, "return"),
    (one_branch, "return"),
    (nothing_after, "return"),
    (as_text, "text"),
    (as_list, None),
    (brackets, None),
    (caret, None),
    (called, None),
    (example_only, None),
    (exchanged, None),
    (misspelt, "c_in"),
    (generator, None),
    (ceiled, None),
]  # fmt: skip

# --- 13.3 -------------------------------------------------------------------------------------------------


def empty_then_fill(kernel, D):
    K, L = np.shape(kernel)
    out = np.zeros((D * (K - 1) + 1, D * (L - 1) + 1))
    for i in range(K):
        for j in range(L):
            out[i * D, j * D] = kernel[i, j]
    return out


def by_kron(kernel, D):
    one = np.zeros((D, D))
    one[0, 0] = 1
    big = np.kron(kernel, one)
    return big[: big.shape[0] - D + 1, : big.shape[1] - D + 1]


def by_insert(kernel, D):
    for axis in (0, 1):
        places = np.repeat(np.arange(1, kernel.shape[axis]), D - 1)
        kernel = np.insert(kernel, places, 0, axis=axis)
    return kernel


def as_lists(kernel, D):
    rows, columns = kernel.shape
    out = []
    for i in range(D * (rows - 1) + 1):
        line = []
        for j in range(D * (columns - 1) + 1):
            line.append(kernel[i // D, j // D] if i % D == 0 and j % D == 0 else 0)
        out.append(line)
    return out


def by_transposed(kernel, D):
    x = minidl.tensor(kernel)[None, None]
    return nn.functional.conv_transpose2d(x, minidl.ones(1, 1, 1, 1, dtype=minidl.float64), stride=D)[0, 0]


def by_matrices(kernel, D):
    spread = lambda n: np.eye(D * (n - 1) + 1)[::D]
    return spread(kernel.shape[0]).T @ kernel @ spread(kernel.shape[1])


def with_tensor(kernel, D):
    out = minidl.zeros(D * (len(kernel) - 1) + 1, D * (kernel.shape[1] - 1) + 1)
    out[::D, ::D] = minidl.tensor(kernel)
    return out


def span_first(kernel, D):
    sides = [(n - 1) * D + 1 for n in kernel.shape]
    wide = np.zeros(sides)
    wide[0 : sides[0] : D, 0 : sides[1] : D] = kernel
    return wide


def with_full(kernel, D):
    wide = np.full((kernel.shape[0] * D - D + 1, kernel.shape[1] * D - (D - 1)), 0.0)
    for (i, j), w in np.ndenumerate(kernel):
        wide[D * i][D * j] = w
    return wide


def early_end(kernel, D):
    if D == 1:
        return kernel.copy()
    return span_first(kernel, D)


def with_zeros_like(kernel, D):
    wide = np.zeros((D * (kernel.shape[0] - 1) + 1, D * (kernel.shape[1] - 1) + 1), dtype=kernel.dtype)
    wide[::D, ::D] += kernel
    return wide


def by_padding(kernel, D):
    K, L = kernel.shape
    return np.pad(kernel.reshape(K, 1, L, 1), ((0, 0), (0, D - 1), (0, 0), (0, D - 1))).reshape(K * D, L * D)[
        : K * D - D + 1, : L * D - D + 1
    ]


def whole_numbers(kernel, D):
    wide = np.zeros((D * (kernel.shape[0] - 1) + 1, D * (kernel.shape[1] - 1) + 1), dtype=int)
    wide[::D, ::D] = kernel
    return wide


def square(kernel, D):
    K = len(kernel)
    wide = np.zeros((D * (K - 1) + 1, D * (K - 1) + 1))
    wide[::D, ::D] = kernel
    return wide


def other_square(kernel, D):
    L = kernel.shape[1]
    wide = np.zeros((D * (L - 1) + 1, D * (L - 1) + 1))
    wide[::D, ::D] = kernel
    return wide


def three_by_three(kernel, D):
    wide = np.zeros((2 * D + 1, 2 * D + 1))
    wide[::D, ::D] = kernel
    return wide


def diagonal(kernel, D):
    K, L = kernel.shape
    wide = np.zeros((D * (K - 1) + 1, D * (L - 1) + 1))
    for i in range(min(K, L)):
        wide[i * D, i * D] = kernel[i, i]
    return wide


def both_short(kernel, D):
    K, L = kernel.shape
    wide = np.zeros((D * (K - 1) + 1, D * (L - 1) + 1))
    for i in range(K - 1):
        for j in range(L - 1):
            wide[i * D, j * D] = kernel[i, j]
    return wide


def too_large(kernel, D):
    wide = np.zeros((D * kernel.shape[0], D * kernel.shape[1]))
    wide[::D, ::D] = kernel
    return wide


def d_zeros(kernel, D):
    K, L = kernel.shape
    wide = np.zeros(((D + 1) * (K - 1) + 1, (D + 1) * (L - 1) + 1))
    wide[:: D + 1, :: D + 1] = kernel
    return wide


def too_small(kernel, D):
    K, L = kernel.shape
    wide = np.zeros((D * (K - 1), D * (L - 1)))
    wide[::D, ::D] = kernel
    return wide


def return_in_loop(kernel, D):
    K, L = kernel.shape
    wide = np.zeros((D * (K - 1) + 1, D * (L - 1) + 1))
    for i in range(K):
        for j in range(L):
            wide[i * D, j * D] = kernel[i, j]
        return wide


def one_row_short(kernel, D):
    K, L = kernel.shape
    wide = np.zeros((D * (K - 1) + 1, D * (L - 1) + 1))
    for i in range(K - 1):
        for j in range(L):
            wide[i * D, j * D] = kernel[i, j]
    return wide


def exchanged_indices(kernel, D):
    K, L = kernel.shape
    wide = np.zeros((D * (K - 1) + 1, D * (L - 1) + 1))
    for i in range(K):
        for j in range(L):
            wide[j * D, i * D] = kernel[i, j]
    return wide


def no_return(kernel, D):
    wide = np.zeros((D * (kernel.shape[0] - 1) + 1, D * (kernel.shape[1] - 1) + 1))
    wide[::D, ::D] = kernel


def shown(kernel, D):
    print(span_first(kernel, D))


def not_filled(kernel, D):
    return np.zeros((D * (kernel.shape[0] - 1) + 1, D * (kernel.shape[1] - 1) + 1))


def side_only(kernel, D):
    return D * (kernel.shape[0] - 1) + 1


def shape_only(kernel, D):
    return D * (kernel.shape[0] - 1) + 1, D * (kernel.shape[1] - 1) + 1


def in_place(kernel, D):
    wide = span_first(kernel, D)
    kernel[:] = 0
    return wide


def flat(kernel, D):
    return span_first(kernel, D).ravel()


def turned(kernel, D):
    return span_first(kernel, D).T


def zeros_call(kernel, D):
    wide = np.zeros(D * (kernel.shape[0] - 1) + 1, D * (kernel.shape[1] - 1) + 1)
    wide[::D, ::D] = kernel
    return wide


def no_times(kernel, D):
    K, L = kernel.shape
    return np.zeros((D(K - 1) + 1, D(L - 1) + 1))


def centred(kernel, D):
    wide = np.pad(kernel, D)
    return wide


def only_dilated(kernel, D):
    if D > 1:
        return span_first(kernel, D)


def as_strings(kernel, D):
    return span_first(kernel, D).astype(str)


def with_ones(kernel, D):
    wide = np.ones((D * (kernel.shape[0] - 1) + 1, D * (kernel.shape[1] - 1) + 1))
    wide[::D, ::D] = kernel
    return wide


DILATED_WRONG = [
    (too_large, "none after the last"), (d_zeros, "D - 1 zeros"), (square, "takes W"), (other_square, "takes H"), (three_by_three, "3×3 kernels only"),
    (diagonal, "diagonal"), (both_short, "last row and column"), (too_small, None),
    (whole_numbers, None), (return_in_loop, "return"), (one_row_short, None), (exchanged_indices, "i and j"),
    (no_return, "return"), (shown, "return"), (not_filled, "no weights in it"), (side_only, None),
    (shape_only, None), (in_place, "changes"), (flat, "shape"), (turned, "Rows and columns"),
    (zeros_call, None), (no_times, None), (centred, "padding"), (only_dilated, "return"),
    (as_strings, None), (with_ones, None),
    (lambda kernel, D: kernel, "as it was"), (lambda kernel, D: kernel * D, "multiply the weights"),
    (lambda kernel, D: kernel.repeat(D, 0).repeat(D, 1), "repeat each weight"),
    (lambda kernel, D: np.kron(kernel, np.ones((D, D))), "repeat each weight"),
    (lambda kernel, D: np.kron(kernel, np.eye(D)), "come D times"),
    (lambda kernel, D: np.pad(kernel, D - 1), "around the kernel"),
    (lambda kernel, D: kernel[::D, ::D], "every D-th weight"),
    (lambda kernel, D: span_first(kernel, 2), "always 2"),
    (lambda kernel, D: d_zeros(kernel, D - 2) if D > 1 else kernel, "It is D"),
    (lambda kernel, D: by_kron(kernel, D)[::-1], None),
    (lambda kernel, D: by_kron(kernel[::-1, ::-1], D), "turn the kernel"),
    (lambda kernel, D: np.pad(kernel, [(0, (n - 1) * (D - 1)) for n in kernel.shape]), "side by side"),
    (lambda kernel, D: np.where(by_kron(np.ones(kernel.shape), D), by_kron(kernel, D), np.nan), "nan in the gaps"),
    (lambda kernel, D: -by_kron(kernel, D), "sign"),
    (lambda kernel, D: by_kron(kernel, D) / D, None),
    (lambda kernel, D: np.repeat(kernel, D), None),
    (lambda kernel, D: np.repeat(kernel, D, axis=0), None),
    (lambda kernel, D: np.tile(kernel, (D, D)), None),
    (lambda kernel, D: np.resize(kernel, (D * (len(kernel) - 1) + 1, D * (kernel.shape[1] - 1) + 1)), None),
    (lambda kernel, D: np.insert(kernel, 1, 0, axis=0), None),
    (lambda kernel, D: np.kron(kernel, [[1] + [0] * (D - 1)]), None),
    (lambda kernel, D: span_first(kernel, D)[:3, :3], None),
    (lambda kernel, D: span_first(kernel, D).tolist()[0], None),
    (lambda kernel, D: 2 * span_first(kernel, D), None),
]  # fmt: skip

# --- all -------------------------------------------------------------------------------------------------

RIGHT = {
    "13.1": [14, 7 + 7, 14.0, 2 * 7, np.int64(14), minidl.tensor(14), sum([7, 7])],
    "13.2": [in_two_lines, by_layers, by_summary, by_loop, by_groups, by_arrays, with_pow, with_division, rounded,
             helper, as_array, as_tensor],
    "13.3": [empty_then_fill, by_kron, by_insert, as_lists, by_transposed, by_matrices, with_tensor, span_first,
             with_full, early_end, with_zeros_like, by_padding],
    "13.4": [np.float32(8.84), minidl.tensor(8.84), 8.84, 8.8445, 4608 / 521, 512 * 9 / (9 + 512), 8.845,
             1 / (1 / 512 + 1 / 9),
             512 * 512 * 9 / (512 * 9 + 512 * 512), np.float64(4608 / 521)],
}  # fmt: skip
WRONG = {
    "13.1": [
        (49, "at once"), (7, "one pass"), (147, "adds no weights"), (42, "adds no weights"), (19, "spanned"),
        (38, "spanned"), (361, "spanned"), (56, "are kept"), (98, "seven weights"), (13, "share no"),
        (6, "3×3"), (12, "gaps"), (21, "no pass"), (10, "adds no weights"), (20, "adds no weights"), (12.5, "whole"),
        (126, "adds no weights"), (17, "adds no weights"), (36, "spanned"), (44, "spanned"), (26, "13 + 13"),
        (27, "Additions"), (343, "49"), (40, None), (46, None),
        (1000, "49"), (-14, "above 0"), (0, None), ("14", "quotes"), ((1, 4), None), (None, "print"), ([14], "alone"),
        (len, None), (True, None), (float("nan"), None), (9, "3×3"), (15, "One too many"), (28, "not fourteen"), (1444, "49"),
    ],
    "13.2": PARAMETERS_WRONG,
    "13.3": DILATED_WRONG,
    "13.4": [
        (9, "limit"), (3, None), (2.98, "not 3"), (0.113, "Turn"), (0.11306, "Turn"), (512, "limit"), (88.7, "share"),
        (88.69, "share"), (1.0176, "1×1 step"), (1.02, "1×1 step"), (1.0, "nothing is saved"), (0.8869, "saved"), (0.89, "saved"), (0.884, "point"), (88.4, "point"),
        (8.48, "digits"), (8.69, "512"), (1 / (2 / 512 + 1 / 9), "512"), (8.92, "512"), (7.89, "512"), (5.93, "3 + 3"), (1.5, "spatially"), (4.5, "Half"),
        (1 / 4608, "added"), (8.83, "rounded"), (8.85, "rounded"), (8.86, "rounded"), (8.64, None),
         (2359296, "above K·K"), (266752, "above K·K"), (8.8, "two decimals"),
        (8, "two decimals"), (8.9, "two decimals"), ("8.84", "quotes"), ((8, 84), "point"), (-8.84, "above 0"), (22.8, "above K·K"), (4608, "above K·K"),
        (521, "above K·K"), (0, None),
    ],
}  # fmt: skip
EQUIVALENT = {
    "13.2": {
        "'C_in // groups' -> 'pointwise = C_out * (C_in / groups)'": "groups divides C_in, as the task says"
    }
}
