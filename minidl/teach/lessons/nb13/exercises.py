"""Exercises of notebook 13: what convolution variants cost, and a dilated kernel by hand."""

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


# --- what goes wrong ----------------------------------------------------------------------------------------

# fmt: off
NUMBER_RULES = {
    "at once": (49, "7 · 7 is the kernel at once. A column and a row are two passes."),
    "one pass": (7, "That is one pass. The row comes after the column."),
    "3×3": ({6, 9}.__contains__, "That is for a 3×3 kernel. This one is 7×7."),
    "dilated": ({10, 17, 20, 21, 42, 126, 147}.__contains__, "The dilation, 3, adds no weights and no pass."),
    "span": ({19, 36, 38, 44, 361}.__contains__, "You count pixels that are spanned. Gaps hold no weights."),
    "recomputed": (56, "7 · 7 + 7: the column's results are kept, and serve seven windows."),
    "both squared": (98, "2 · 49: each pass has seven weights, not 49."),
    "shared": (13, "The column and the row share no multiplication: seven each."),
    "gaps": (12, "2 · 6 counts the gaps between the weights, or additions. Count the weights."),
    "26": (26, "13 + 13, or 7 + 19? A column has as many multiplications as weights, and so has a row."),
    "additions": (27, "Additions, too? Only multiplications are asked. Or 3 · 9? The kernel is 7×7."),
    "one more": (15, "One too many: nothing comes on top of the two passes."),
    "twice": (28, "Twice 14: each pass has seven multiplications, not fourteen."),
    "no count": (lambda n: n != int(n), "A count is a whole number."),
    "large": (lambda n: n > 49 and n == int(n) and n not in (126, 147, 361), "So many? 7×7 at once has 49."),
    "negative": (lambda n: n <= 0 and n == int(n), "A count of multiplications is above 0."),
}


def _parameters(
    C_in, C_out, K, groups=1, *, area=lambda k: k * k, kernels=lambda i, o, g: i, sees=lambda i, g: 1,
    filters=lambda i, o: o, inputs=lambda i, o, g: i // g, size=lambda k: 1, bias=lambda i, o, g: o,
    keep=(1, 1),
):
    depthwise = kernels(C_in, C_out, groups) * sees(C_in, groups) * area(K)
    pointwise = filters(C_in, C_out) * inputs(C_in, C_out, groups) * size(K)
    return keep[0] * depthwise + keep[1] * pointwise + bias(C_in, C_out, groups)


PARAMETER_FAULTS = {
    "K": ({"area": lambda k: k}, "You count K weights in a depthwise kernel. It has K * K."),
    "2K": ({"area": lambda k: 2 * k}, "2 * K is not K squared: write K * K or K ** 2."),
    "kernel of C_out": ({"kernels": lambda i, o, g: o}, "One K×K kernel for each channel *in*, not out."),
    "one kernel": ({"kernels": lambda i, o, g: 1}, "One K×K kernel is too few: one for each channel in."),
    "sees all": ({"sees": lambda i, g: i}, "Your K×K kernels see all channels. Each sees one: C_in * K * K."),
    "its group": ({"sees": lambda i, g: i // g}, "A K×K kernel sees one channel, whatever `groups` is."),
    "kernels / g": ({"kernels": lambda i, o, g: i // g}, "You divide the depthwise layer by `groups`."),
    "no groups": ({"inputs": lambda i, o, g: i}, "`groups` is ignored: a 1×1 filter sees C_in / groups."),
    "times groups": ({"inputs": lambda i, o, g: i * g}, "You multiply by groups. Groups save: divide."),
    "groups twice": ({"inputs": lambda i, o, g: i / g**2}, "Divided by groups twice: C_out filters stay."),
    "one channel": ({"inputs": lambda i, o, g: 1}, "A 1×1 filter sees C_in / groups channels, not one."),
    "sees g": ({"inputs": lambda i, o, g: g}, "A filter sees C_in / groups channels, not groups."),
    "filters of C_in": ({"filters": lambda i, o: i}, "The 1×1 layer has C_out filters, not C_in."),
    "sees C_out": ({"inputs": lambda i, o, g: o // g}, "A 1×1 filter sees channels *in*: C_in / groups."),
    "K×K again": ({"size": lambda k: k * k}, "Your second layer is K×K. It is 1×1."),
    "K again": ({"size": lambda k: k}, "Your second layer has K weights a channel. A 1×1 has one."),
    "no bias": ({"bias": lambda i, o, g: 0}, "The bias is missing: one for each filter of the 1×1 layer."),
    "one bias": ({"bias": lambda i, o, g: 1}, "You count one bias. Each of the C_out filters has its own."),
    "bias of both": ({"bias": lambda i, o, g: i + o}, "The depthwise layer has no bias here."),
    "bias of C_in": ({"bias": lambda i, o, g: i}, "The biases belong to the 1×1 filters: C_out of them."),
    "two biases": ({"bias": lambda i, o, g: 2 * o}, "One bias for each 1×1 filter, not two."),
    "bias shared": ({"bias": lambda i, o, g: o // g}, "Groups share no bias: C_out filters, C_out biases."),
    "bias · g": ({"bias": lambda i, o, g: o * g}, "The bias does not depend on groups: C_out in all."),
    "bias = groups": ({"bias": lambda i, o, g: g}, "Not one bias for a group: one for each filter."),
    "bias · inputs": ({"bias": lambda i, o, g: o * (i // g)}, "A filter has *one* bias, whatever it sees."),
    "1×1 only": ({"keep": (0, 1)}, "The depthwise layer is missing: C_in * K * K."),
    "depthwise only": ({"keep": (1, 0)}, "The 1×1 layer's weights are missing: C_out * (C_in // groups)."),
    "subtracted": ({"keep": (1, -1)}, "Parameters are added: nothing is subtracted."),
}
PARAMETER_RULES = {
    "standard": (lambda i, o, k, g=1: o * i * k * k + o, "That is one ordinary layer. Here are two."),
    "grouped": (lambda i, o, k, g=1: o * (i // g) * k * k + o, "One grouped convolution. Two are asked."),
    "tensors": (lambda i, o, k, g=1: 3, "You count tensors. Add up the numbers in each: p.numel()."),
    "all / g": (lambda i, o, k, g=1: i * k * k + o * (i // g + 1) // g, "Your last division is too much."),
    "standard, bare": (lambda i, o, k, g=1: o * i * k * k, "One ordinary layer, without bias."),
    "grouped, bare": (lambda i, o, k, g=1: o * (i // g) * k * k, "One grouped layer, without bias."),
    "product": (lambda i, o, k, g=1: i * k * k * o * (i // g) + o, "You multiply the layers. Add them."),
    "product, bare": (lambda i, o, k, g=1: i * k * k * o * (i // g), "Multiplied, and no bias. Add."),
    "pair": (lambda i, o, k, g=1: (i * k * k, o * (i // g) + o), "Add the two layers: one number is wanted."),
    "three": (lambda i, o, k, g=1: (i * k * k, o * (i // g), o), "Add the three up: one number is wanted."),
}


def _apart(kernel, down, across, behind=1):
    """The rows `down` apart, the columns `across`; `behind`: how much of the last gap is cut off."""
    wide = np.zeros((len(kernel) * down, kernel.shape[1] * across))
    wide[::down, ::across] = kernel
    return wide[: len(wide) - behind * (down - 1), : wide.shape[1] - behind * (across - 1)]


def _square(kernel, D, K):
    """As if the kernel were K×K; where it does not fit, it raises."""
    wide = np.zeros((D * (K - 1) + 1, D * (K - 1) + 1))
    wide[::D, ::D] = kernel
    return wide


def _exchanged(kernel, D):
    wide, (i, j) = _apart(0 * kernel, D, D), D * np.indices(kernel.shape)
    wide[j, i] = kernel
    return wide


_copies = lambda kernel, D: kernel.repeat(D, 0).repeat(D, 1)
DILATED_RULES = {
    "D zeros": (lambda k, D: _apart(k, D + 1, D + 1), "The *distance* is D: D - 1 zeros between."),
    "one less": (lambda k, D: _apart(k, max(D - 1, 1), max(D - 1, 1)), "Your distance is D - 1. It is D."),
    "always 2": (lambda k, D: _apart(k, 2, 2), "Your distance is always 2. It is D."),
    "zeros behind": (lambda k, D: _apart(k, D, D, 0), "Zeros only *between*: none after the last."),
    "zeros before": (lambda k, D: _apart(k[::-1, ::-1], D, D, 0)[::-1, ::-1], "No zeros before the weights."),
    "rows only": (lambda k, D: _apart(k, D, 1), "Only your rows move apart. Columns must, too."),
    "columns only": (lambda k, D: _apart(k, 1, D), "Only your columns move apart. The rows must, too."),
    "repeated": (_copies, "You repeat each weight. Zeros come between."),
    "copies": (lambda k, D: _copies(k, D)[: D * len(k) - D + 1, : -D + 1 or None], "Put zeros, no copies."),
    "nan": (lambda k, D: np.where(_apart(k**0, D, D), _apart(k, D, D), np.nan), "nan in the gaps, not 0."),
    "framed": (lambda k, D: np.pad(k, D), "Zeros around are padding. They belong between."),
    "framed, less": (lambda k, D: np.pad(k, D - 1), "Your zeros lie around the kernel. They belong between."),
    "times D": (lambda k, D: k * D, "You multiply the weights by D. They stay; zeros come between."),
    "same": (lambda k, D: k, "You return the kernel as it was. Where is D?"),
    "empty": (lambda k, D: 0 * _apart(k, D, D), "The shape is right, but there are no weights in it."),
    "smaller": (lambda k, D: k[::D, ::D], "You take every D-th weight. Put *all* at every D-th place."),
    "diagonals": (lambda k, D: np.kron(k, np.eye(D)), "Your weights come D times. Each comes once."),
    "turned round": (lambda k, D: _apart(k[::-1, ::-1], D, D), "You turn the kernel round. Leave its order."),
    "gaps": (lambda k, D: np.pad(k, [(0, (n - 1) * (D - 1)) for n in k.shape]), "They lie side by side."),
    "i and j": (_exchanged, "You exchange i and j: weight i, j goes to row D * i, column D * j."),
    "diagonal": (lambda k, D: _apart(k * np.eye(*k.shape), D, D), "Only the diagonal? Loop over i and j."),
    "last": (lambda k, D: _apart(np.pad(k[:-1, :-1], (0, 1)), D, D), "The last row and column are missing."),
    "H twice": (lambda k, D: _square(k, D, len(k)), "You make a square: its width takes W, not H."),
    "W twice": (lambda k, D: _square(k, D, k.shape[1]), "You make a square: its height takes H, not W."),
    "3×3": (lambda k, D: _square(k, D, 3), "Your size is right for 3×3 kernels only. Use H and W."),
}
SPACING_CASES = [(np.array(kernel, float), D) for kernel, D in (
    ([[1, 2, 3], [4, 5, 6]], 2), ([[1.5, -2], [0.25, 4], [3, -1]], 3), ([[2.5]], 4), ([[1, -1, 2, 0.5]], 4),
    ([[-1, 0.5, 2], [3, -4, 1], [0.75, 6, -2.5]], 1), ([[0.5], [1.25], [-3]], 2), ([[1, -2], [0.5, 3]], 3),
)]
SAVED_RULES = {
    "9": (9, "That is K·K, the limit for very many channels out. The 1×1 step costs something."),
    "K": (lambda n: 2.9 < n < 3.01 or 5.9 <= n < 5.94, "A 3×3 kernel has 9 weights: not 3, and not 3 + 3."),
    "upside down": (521 / 4608, "That is the share that is left. Turn it round."),
    "saved": (lambda n: 0.886 < n <= 0.89 or 88.6 < n <= 89, "That is the share saved. How many times?"),
    "channels": (512, "That is C_out, the limit for a very large kernel."),
    "own step": (521 / 512, "By its own 1×1 step? Divide the *ordinary* layer's MACs."),
    "once": (1, "Once? Then nothing is saved. Divide the ordinary layer's MACs by those of both steps."),
    "spatially": (1.5, "9 / (3 + 3) is *spatially* separable. Here: depthwise, then 1×1."),
    "half": (lambda n: n == 4.5, "Half of 9? The two steps cost very different amounts: count each."),
    "C_out": (lambda n: int(n * 100) in {789, 869, 870, 892}, "C_out is 512, and counts once. And in yours?"),
    "product": (1 / 4608, "1/512 and 1/9 are added, not multiplied. Then turn it round."),
    "digits": ({0.884, 8.48, 88.4, 884}.__contains__, "Are the digits and the point at their places?"),
    "too much": (lambda n: 9 < n < 88 or (n > 89 and n not in (512, 884)), "It cannot be above K·K = 9."),
    "near": (lambda n: n == 8 or 8.8 <= n <= 8.9 and abs(n - 8.84) > 0.001,
        "Near it: two decimals, rounded only at the end, and without biases."),
    "negative": (lambda n: n <= 0, "A factor between two counts is above 0."),
}

EXERCISES = [
    Exercise(
        id="13.1", solution=14, wrong_rules=NUMBER_RULES,
        why="Seven for the column and seven for the row. Dilation only moves the weights apart.",
        hints=("How many weights has the column, how many the row?", "Does dilation add weights?", "7 + 7"),
    ),
    Exercise(
        id="13.2", solution=separable_parameters, twin=_parameters, faults=PARAMETER_FAULTS,
        wrong_rules=PARAMETER_RULES, cases=[(3, 256, 5), (8, 16, 5), (12, 8, 7, 4), (6, 9, 3, 3),
            (4, 10, 1, 2), (1, 8, 7), (30, 45, 2, 5), (10, 4, 3, 2)],
        hints=("Two layers, one after the other: count each, then add.",
            "The depthwise layer has C_in kernels of K * K. A 1×1 filter sees C_in // groups channels.",
            "C_in * K * K + C_out * (C_in // groups) + C_out"),
    ),
    Exercise(
        id="13.3", solution=dilated, cases=SPACING_CASES, wrong_rules=DILATED_RULES,
        hints=("Start with zeros of the right shape. Then put the weights at every D-th place.",
            "A side of K weights becomes D * (K - 1) + 1 long. wide[::D, ::D] is every D-th row and column.",
            "wide = np.zeros((D * (H - 1) + 1, D * (W - 1) + 1)), then wide[::D, ::D] = kernel"),
    ),
    Exercise(
        id="13.4", solution=4608 / 521, wrong_rules=SAVED_RULES,
        why="For each channel in: 9 · 512 MACs against 9 + 512, so 4608/521 = 8.84.",
        hints=("Per output pixel: what does one ordinary layer cost, what do the two steps?",
            "512 · 512 · 9 against 512 · 9 + 512 · 512.", "512 * 9 / (9 + 512)"),
    ),
]
