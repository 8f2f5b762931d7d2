"""Exercises of notebook 13: what convolution variants cost, and two of them by hand."""

import numpy as np

from ...kit.exercise import Exercise


def separable_parameters(C_in, C_out, K, groups=1):
    depthwise = C_in * K * K
    pointwise = C_out * (C_in // groups)
    return depthwise + pointwise + C_out


def dilated(kernel, D):
    H, W = kernel.shape
    wide = np.zeros((D * (H - 1) + 1, D * (W - 1) + 1))
    wide[::D, ::D] = kernel
    return wide


def two_passes(x, column, row):
    K, L = len(column), len(row)
    H, W = x.shape
    tall = sum(column[u] * x[u : u + H - K + 1] for u in range(K))
    return sum(row[v] * tall[:, v : v + W - L + 1] for v in range(L))


# --- what goes wrong: the same with switches --------------------------------------------------------------

# fmt: off
NUMBER_RULES = {
    "at once": (49, "7 · 7 is the kernel at once. A column and a row are two passes."),
    "one pass": (7, "That is one pass. The row comes after the column."),
    "at once and dilated": (147, "7 · 7 · 3: dilation moves weights apart, and adds none. And there are two passes."),
    "dilated": (42, "You multiply by the dilation. It moves weights apart, and adds none."),
    "span": (19, "19 is the span of one pass, 3 · 6 + 1. The gaps hold no weights."),
    "spans": (38, "2 · 19: you count the span of each pass. The gaps hold no weights."),
    "span squared": (361, "19 · 19 is the area that it spans. The gaps hold no weights."),
    "recomputed": (56, "7 · 7 + 7: the column's results are kept. Each is computed once, used by seven windows."),
    "both squared": (98, "2 · 49: each pass has seven weights, not 49."),
    "shared": (13, "The column and the row share no multiplication: 7 + 7."),
    "the three": (6, "6 is a 3×3 kernel. This one is 7×7."),
    "gaps": (12, "2 · 6 counts the gaps between the weights. Count the weights."),
    "three passes": (21, "7 · 3: the dilation is no number of passes. There are two, column and row."),
    "added": (10, "7 + 3: dilation adds no weight. There are two passes."),
    "twice added": (20, "2 · (7 + 3): dilation adds no weight."),
    "additions": (12.5, "A count is a whole number: seven weights in the column, seven in the row."),
    "large": (lambda n: n > 400, "So many? A 7×7 kernel at once has 49."),
}


def _parameters(
    C_in, C_out, K, groups=1, *, area=lambda k: k * k, kernels=lambda i, o, g: i, sees=lambda i, g: 1,
    filters=lambda i, o: o, inputs=lambda i, o, g: i // g, size=lambda k: 1, bias=lambda i, o, g: o, keep=(1, 1),
):
    depthwise = kernels(C_in, C_out, groups) * sees(C_in, groups) * area(K)
    pointwise = filters(C_in, C_out) * inputs(C_in, C_out, groups) * size(K)
    return keep[0] * depthwise + keep[1] * pointwise + bias(C_in, C_out, groups)


PARAMETER_FAULTS = {
    "K": ({"area": lambda k: k}, "You count K weights in a depthwise kernel. It has K · K."),
    "2K": ({"area": lambda k: 2 * k}, "2 * K is not K squared: write K * K or K ** 2."),
    "kernel of C_out": ({"kernels": lambda i, o, g: o},
        "Depthwise: one kernel for each channel *in*, not for each channel out."),
    "one kernel": ({"kernels": lambda i, o, g: 1}, "One K×K kernel is not enough: one for each channel in."),
    "sees all": ({"sees": lambda i, g: i},
        "Your depthwise kernels see all channels. Each sees its own channel only: C_in * K * K."),
    "sees its group": ({"sees": lambda i, g: i // g},
        "`groups` belongs to the 1×1 layer. A depthwise kernel sees one channel, whatever `groups` is."),
    "kernels per group": ({"kernels": lambda i, o, g: i // g},
        "You divide the depthwise layer by `groups`. It belongs to the 1×1 layer only."),
    "no groups": ({"inputs": lambda i, o, g: i},
        "You ignore `groups`: a 1×1 filter sees C_in / groups channels, not all."),
    "groups multiplied": ({"inputs": lambda i, o, g: i * g}, "You multiply by groups. Groups save: divide."),
    "groups twice": ({"inputs": lambda i, o, g: i / g**2},
        "You divide by groups twice. There are still C_out filters; only what each sees is smaller."),
    "one channel": ({"inputs": lambda i, o, g: 1},
        "Your 1×1 filters see one channel. Each sees C_in / groups channels."),
    "sees the group count": ({"inputs": lambda i, o, g: g}, "A filter sees C_in / groups channels, not groups."),
    "filters of C_in": ({"filters": lambda i, o: i}, "The 1×1 layer has C_out filters, not C_in."),
    "sees C_out": ({"inputs": lambda i, o, g: o // g}, "A 1×1 filter sees channels *in*: C_in / groups."),
    "K×K again": ({"size": lambda k: k * k}, "Your second layer is K×K. It is 1×1: one weight for a channel."),
    "no bias": ({"bias": lambda i, o, g: 0}, "The bias is missing: one for each filter of the 1×1 layer."),
    "one bias": ({"bias": lambda i, o, g: 1}, "You count one bias. Each of the C_out filters has its own."),
    "bias of both": ({"bias": lambda i, o, g: i + o},
        "You count biases for the depthwise layer, too. The text gives it none."),
    "bias of C_in": ({"bias": lambda i, o, g: i}, "The bias belongs to the filters of the 1×1 layer: C_out."),
    "two biases": ({"bias": lambda i, o, g: 2 * o}, "One bias for each 1×1 filter, not two."),
    "bias per group": ({"bias": lambda i, o, g: o // g}, "Groups share no bias: one for each of the C_out filters."),
    "a bias in each": ({"bias": lambda i, o, g: o * g}, "The bias does not depend on groups: C_out in all."),
    "bias per input": ({"bias": lambda i, o, g: o * (i // g)},
        "A filter has one bias, however many channels it sees."),
    "1×1 only": ({"keep": (0, 1)}, "The depthwise layer is missing: C_in * K * K."),
    "depthwise only": ({"keep": (1, 0)}, "The 1×1 layer's weights are missing: C_out * (C_in // groups)."),
    "subtracted": ({"keep": (1, -1)}, "Parameters are added: nothing is subtracted."),
}
PARAMETER_RULES = {
    "standard": (lambda i, o, k, g=1: o * i * k * k + o,
        "That is one ordinary convolution. Here the K×K kernels see one channel each, and a 1×1 layer follows."),
    "grouped": (lambda i, o, k, g=1: o * (i // g) * k * k + o,
        "That is one grouped convolution. Here are two layers: depthwise K×K, then 1×1."),
    "standard, no bias": (lambda i, o, k, g=1: o * i * k * k,
        "That is one ordinary convolution, without its bias. Here are two layers: depthwise K×K, then 1×1."),
    "product": (lambda i, o, k, g=1: i * k * k * o * (i // g) + o,
        "You multiply the two layers. Their parameters are added."),
    "product, no bias": (lambda i, o, k, g=1: i * k * k * o * (i // g),
        "You multiply the two layers, and leave out the bias. Parameters are added."),
    "all divided": (lambda i, o, k, g=1: (i * k * k + o * i) // g + o,
        "You divide both layers by groups. It belongs to the 1×1 layer only."),
    "all and bias divided": (lambda i, o, k, g=1: (i * k * k + o * i + o) // g,
        "You divide everything by groups. It belongs to the weights of the 1×1 layer only."),
    "pair": (lambda i, o, k, g=1: (i * k * k, o * (i // g) + o), "Add the two layers up: one number is wanted."),
    "factored": (lambda i, o, k, g=1: i * (k * k + o) + o if g == 1 else i * (k * k + o // g + 1) + o,
        "There is a 1 too much beside K * K."),
}


def _dilated(kernel, D, *, gap=lambda d: d, size=lambda n, d: d * (n - 1) + 1, first=lambda d: 0, down=True,
             across=True, fill=False):
    kernel = np.asarray(kernel)
    steps = [gap(D) if on else 1 for on in (down, across)]
    sides = [size(n, step) for n, step in zip(kernel.shape, steps)]
    if fill:
        return kernel.repeat(steps[0], 0).repeat(steps[1], 1)
    wide, start = np.zeros(sides), first(D)
    wide[start :: steps[0], start :: steps[1]][: kernel.shape[0], : kernel.shape[1]] = kernel
    return wide


DILATED_FAULTS = {
    "D zeros": ({"gap": lambda d: d + 1},
        "You put D zeros between two weights. Their distance is D, so D - 1 zeros lie between."),
    "one less": ({"gap": lambda d: max(d - 1, 1)}, "Your weights are D - 1 apart. Their distance is D."),
    "always 2": ({"gap": lambda d: 2}, "You use the distance 2 always. It is D."),
    "zeros behind": ({"size": lambda n, d: d * n},
        "You leave zeros after the last weight. Zeros lie only *between*: D * (K - 1) + 1."),
    "rows only": ({"across": False}, "Only your rows move apart. The columns must, too."),
    "columns only": ({"down": False}, "Only your columns move apart. The rows must, too."),
    "weights repeated": ({"fill": True}, "You repeat each weight. There are zeros between the weights."),
}
DILATED_RULES = {
    "framed": (lambda k, D: np.pad(k, D), "You put zeros around the kernel: that is padding. They belong between."),
    "framed, one less": (lambda k, D: np.pad(k, D - 1), "Your zeros lie around the kernel. They belong between."),
    "times D": (lambda k, D: k * D, "You multiply the weights by D. They stay; zeros come between."),
    "same": (lambda k, D: k, "You return the kernel as it was. Where is D?"),
    "squares": (lambda k, D: np.kron(k, np.eye(D)), "Your weights come D times. Each comes once."),
}
# fmt: on


def _passes(
    x, column, row, *, first=lambda c, r: c, second=lambda c, r: r, flip1=False, flip2=False, sign=1, cut=0,
    keep1=slice(None), keep2=slice(None), mean=False,
):  # fmt: skip
    x, column, row = (np.asarray(a, float) for a in (x, column, row))
    down, across = first(column, row), second(column, row)
    down, across = down[:: -1 if flip1 else 1], across[:: -1 if flip2 else 1]
    K, L = len(down), len(across)
    H, W = x.shape
    tall = sum(down[u] * x[u : u + H - K + 1] for u in range(K)[keep1])
    y = sign * sum(across[v] * tall[:, v : v + W - L + 1] for v in range(L)[keep2])
    y = y / (K * L) if mean else y
    return y[: len(y) - cut, : y.shape[1] - cut]


# fmt: off
PASS_FAULTS = {
    "exchanged": ({"first": lambda c, r: r, "second": lambda c, r: c},
        "`column` goes down, `row` goes across: you have exchanged them."),
    "column twice": ({"second": lambda c, r: c}, "You use the column in both passes. The second takes the row."),
    "row twice": ({"first": lambda c, r: r}, "You use the row in both passes. The first takes the column."),
    "column flipped": ({"flip1": True}, "Your column is flipped (np.convolve flips). Here nothing is flipped."),
    "row flipped": ({"flip2": True}, "Your row is flipped (np.convolve flips). Here nothing is flipped."),
    "one short": ({"cut": 1}, "Your output lacks its last row and column: it has H - K + 1 rows."),
    "first of column": ({"keep1": slice(1)}, "You use only the first weight of the column. Add all of them up."),
    "last of column": ({"keep1": slice(-1, None)}, "Only the last weight of the column is left: `+=`, not `=`."),
    "first of row": ({"keep2": slice(1)}, "You use only the first weight of the row. Add all of them up."),
    "last of row": ({"keep2": slice(-1, None)}, "Only the last weight of the row is left: `+=`, not `=`."),
    "column's last left out": ({"keep1": slice(-1)}, "The column's last weight is left out: does a loop end early?"),
    "row's last left out": ({"keep2": slice(-1)}, "The row's last weight is left out: does a loop end early?"),
    "mean": ({"mean": True}, "You divide by the number of weights. A pass adds up, nothing more."),
}


def _valid(x, w, axis):
    w = np.asarray(w, float)
    return np.apply_along_axis(lambda line: np.correlate(line, w, "valid"), axis, np.asarray(x, float))


def _same(x, w, axis):
    w = np.asarray(w, float)
    x = np.moveaxis(np.pad(np.asarray(x, float), [(len(w) // 2,) * 2 if a == axis else (0, 0) for a in (0, 1)]), axis, 0)
    n = len(x) - len(w) + 1
    return np.moveaxis(sum(w[u] * x[u : u + n] for u in range(len(w))), 0, axis)


PASS_RULES = {
    "column only": (lambda x, c, r: _valid(x, c, 0), "That is the first pass. The row comes after it."),
    "row only": (lambda x, c, r: _valid(x, r, 1), "That is the row's pass alone. The column's is missing."),
    "padded": (lambda x, c, r: _same(_same(x, c, 0), r, 1), "Your output is as large as x: you pad. No padding here."),
    "outer": (lambda x, c, r: np.outer(c, r), "That is the kernel. Let it run over x."),
    "not on the first": (lambda x, c, r: (_valid(x, c, 0).sum(), _valid(x, r, 1).sum())[:1],
        "Return the picture, not its sum."),
}
# fmt: on


def _picture(H, W, seed):
    return np.random.default_rng(seed).integers(-4, 9, (H, W)) / 2


EXERCISES = [
    Exercise(
        id="13.1",
        solution=14,
        why="Seven for the column and seven for the row. Dilation only moves the weights apart.",
        hints=(
            "How many weights has the column, and how many the row?",
            "Does dilation add weights? See the prediction: 3 + 3 for a 3×3 kernel.",
            "7 + 7",
        ),
        wrong_rules=NUMBER_RULES,
    ),
    Exercise(
        id="13.2",
        solution=separable_parameters,
        cases=[
            (3, 256, 5), (8, 16, 5), (12, 8, 7, 4), (6, 9, 3, 3), (4, 10, 1, 2), (1, 8, 7), (30, 45, 2, 5),
            (10, 4, 3, 2),
        ],
        hints=(
            "Two layers, one after the other: count each, then add.",
            "The depthwise layer has C_in kernels of K * K. A 1×1 filter sees C_in // groups channels.",
            "C_in * K * K + C_out * (C_in // groups) + C_out",
        ),
        twin=_parameters,
        faults=PARAMETER_FAULTS,
        wrong_rules=PARAMETER_RULES,
    ),
    Exercise(
        id="13.3",
        solution=dilated,
        cases=[
            (np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]), 2),
            (np.array([[1.5, -2.0], [0.25, 4.0], [3.0, -1.0]]), 3),
            (np.array([[-1.0, 0.5, 2.0], [3.0, -4.0, 1.0], [0.75, 6.0, -2.5]]), 1),
            (np.array([[2.5]]), 4),
            (np.array([[1.0, -1.0, 2.0, 0.5]]), 4),
        ],
        hints=(
            "Start with zeros of the right shape. Then put the weights at every D-th place.",
            "A side of K weights becomes D * (K - 1) + 1 long. wide[::D, ::D] is every D-th row and column.",
            "wide = np.zeros((D * (H - 1) + 1, D * (W - 1) + 1)), then wide[::D, ::D] = kernel",
        ),
        twin=_dilated,
        faults=DILATED_FAULTS,
        wrong_rules=DILATED_RULES,
    ),
    Exercise(
        id="13.4",
        solution=two_passes,
        cases=[
            (_picture(5, 6, 0), [1.0, 2.0, 4.0], [-1.0, 0.0, 2.5]),
            (_picture(4, 7, 1), [1.0, -0.5], [3.0, 1.0, -2.0, 0.5]),
            (_picture(6, 4, 2), [2.0, 1.0, 0.0, -1.5], [0.5, -1.0]),
            (_picture(3, 3, 3), [-2.0], [1.0, 4.0]),
            (_picture(5, 5, 4), [1.5, -1.0, 3.0, 2.0], [2.0]),
        ],
        hints=(
            "First only the column: each output is a sum of len(column) pixels that lie one below the other.",
            "column[u] * x[u : u + H - K + 1] is the share of weight u, for all pixels at once. Add up over u.",
            "sum(column[u] * x[u : u + H - K + 1] for u in range(K)), then the same with the row and [:, ...]",
        ),
        twin=_passes,
        faults=PASS_FAULTS,
        wrong_rules=PASS_RULES,
    ),
]  # fmt: skip
