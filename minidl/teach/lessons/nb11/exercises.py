"""Exercises of notebook 11: convolution arithmetic."""

from math import ceil, floor

import numpy as np

from ...kit.exercise import Exercise


def out_size(N, F, S=1, P=0, D=1):
    room = N + 2 * P - D * (F - 1) - 1  # how far the window can travel
    return room // S + 1


def conv1d(x, w, stride=1):
    y = []
    for start in range(0, len(x) - len(w) + 1, stride):
        total = 0
        for k in range(len(w)):
            total += w[k] * x[start + k]
        y.append(total)
    return y


def parameters_and_macs(C_in, C_out, F, H, W, S=1, P=0):
    parameters = C_out * (C_in * F * F + 1)  # + 1: each filter has one bias
    out_h = (H + 2 * P - F) // S + 1
    out_w = (W + 2 * P - F) // S + 1
    macs = C_out * out_h * out_w * C_in * F * F
    return parameters, macs


def transposed_size(N, F, S=1, P=0, D=1, output_padding=0):
    return (N - 1) * S - 2 * P + D * (F - 1) + output_padding + 1


# --- what goes wrong ------------------------------------------------------------------------------------


def _steps(N, F, S, P, D):
    """(N + 2P − D(F − 1) − 1) / S, not rounded."""
    return (N + 2 * P - D * (F - 1) - 1) / S


OUT_SIZE_RULES = {
    "no floor": (
        lambda N, F, S=1, P=0, D=1: _steps(N, F, S, P, D) + 1,
        "You forgot the floor ⌊ ⌋: a window that does not fit as a whole does not count. `//` rounds down.",
    ),
    "rounded": (
        lambda N, F, S=1, P=0, D=1: floor(_steps(N, F, S, P, D) + 0.5) + 1,
        "You rounded to the nearest. The floor ⌊ ⌋ always rounds down: even 0.9 of a window is no window.",
    ),
    "rounded up": (
        lambda N, F, S=1, P=0, D=1: ceil(_steps(N, F, S, P, D)) + 1,
        "You rounded up. That counts a last window that hangs over the edge; ⌊ ⌋ rounds down.",
    ),
    "no + 1": (
        lambda N, F, S=1, P=0, D=1: floor(_steps(N, F, S, P, D)),
        "You forgot the + 1: you counted the steps, but the window stands somewhere before its first step.",
    ),
    "padding once": (
        lambda N, F, S=1, P=0, D=1: out_size(N + P, F, S, 0, D),
        "You counted the padding once. It lies on both sides, so the input grows by 2P.",
    ),
    "no padding": (
        lambda N, F, S=1, P=0, D=1: out_size(N, F, S, 0, D),
        "You ignored the padding P.",
    ),
    "no stride": (
        lambda N, F, S=1, P=0, D=1: out_size(N, F, 1, P, D),
        "You ignored the stride S.",
    ),
    "no dilation": (
        lambda N, F, S=1, P=0, D=1: out_size(N, F, S, P, 1),
        "You ignored the dilation: with gaps of D, the kernel spans D(F − 1) + 1 cells, not F.",
    ),
    "span D·F": (
        lambda N, F, S=1, P=0, D=1: (N + 2 * P - D * F) // S + 1,
        "You took D·F for the kernel's span. F cells have F − 1 gaps between them: it spans D(F − 1) + 1.",
    ),
    "no − 1": (
        lambda N, F, S=1, P=0, D=1: (N + 2 * P - D * (F - 1)) // S + 1,
        "You forgot the − 1 in the numerator: the kernel spans D(F − 1) + 1 cells, one more than D(F − 1).",
    ),
    "divided first": (
        lambda N, F, S=1, P=0, D=1: (N + 2 * P) // S - (D * (F - 1) + 1) // S + 1,
        "You divided each part by S before you subtracted. Subtract first, then divide and round down once.",
    ),
    "no brackets": (
        lambda N, F, S=1, P=0, D=1: N + 2 * P - D * (F - 1) - 1 // S + 1,
        "The brackets around the numerator are missing: Python divides only the last term by S.",
    ),
    "S + 1 below": (
        lambda N, F, S=1, P=0, D=1: (N + 2 * P - D * (F - 1) - 1) // (S + 1),
        "You divided by S + 1, as one lecture prints it. Divide by S, then add 1 to the result.",
    ),
}


def _same(x, w, stride=1):
    before = (len(w) - 1) // 2
    return conv1d(np.pad(x, (before, len(w) - 1 - before)), w, stride)


CONV1D_RULES = {
    "flipped": (
        lambda x, w, stride=1: conv1d(x, w[::-1], stride),
        "You flipped the kernel: that is the convolution of mathematics. Libraries do not flip: "
        "the first weight meets the first cell of the window.",
    ),
    "no stride": (
        lambda x, w, stride=1: conv1d(x, w, 1),
        "You ignored the stride: the window moves by `stride` cells, not by 1.",
    ),
    "full": (
        lambda x, w, stride=1: conv1d(np.pad(x, len(w) - 1), w, stride),
        "Your output is too long: you let the window hang over both ends (\"full\"). "
        "Here it stays inside: (len(x) − len(w)) // stride + 1 numbers.",
    ),
    "full and flipped": (
        lambda x, w, stride=1: np.convolve(x, w)[::stride],
        "That is np.convolve: it flips the kernel and lets it hang over both ends. Here it does neither.",
    ),
    "same": (
        _same,
        "You padded with zeros, so that the output is as long as the input (\"same\"). "
        "Here is no padding: (len(x) − len(w)) // stride + 1 numbers.",
    ),
    "last window lost": (
        lambda x, w, stride=1: conv1d(x[:-1], w, stride),
        "The last window is missing: `range(a, b)` stops before b, so b must be len(x) − len(w) + 1.",
    ),
    "index not scaled": (
        lambda x, w, stride=1: conv1d(x, w, 1)[: (len(x) - len(w)) // stride + 1],
        "You have the right number of outputs, but window i starts at cell i. It starts at cell i · stride.",
    ),
    "not added": (
        lambda x, w, stride=1: [
            w[-1] * x[start + len(w) - 1] for start in range(0, len(x) - len(w) + 1, stride)
        ],
        "Only the last product is left: add up the products of the window, `total += ...`.",
    ),
}  # fmt: skip


def _counts(C_in, C_out, F, H, W, S=1, P=0):
    """(weights of one filter, number of output places)"""
    return C_in * F * F, out_size(H, F, S, P) * out_size(W, F, S, P)


def _parameters_and_macs_rule(parameters, macs):
    """A wrong rule from two functions of (C_in, C_out, weights of one filter, output places)."""

    def rule(C_in, C_out, F, H, W, S=1, P=0):
        weights, places = _counts(C_in, C_out, F, H, W, S, P)
        return parameters(C_in, C_out, weights, places), macs(C_in, C_out, weights, places)

    return rule


def _right_parameters(C_in, C_out, weights, places):
    return C_out * (weights + 1)


def _right_macs(C_in, C_out, weights, places):
    return C_out * places * weights


COST_RULES = {
    "no biases": (
        _parameters_and_macs_rule(lambda i, o, weights, places: o * weights, _right_macs),
        "You forgot the biases: each of the C_out filters has one.",
    ),
    "one bias": (
        _parameters_and_macs_rule(lambda i, o, weights, places: o * weights + 1, _right_macs),
        "You counted one bias for the layer. Each of the C_out filters has its own.",
    ),
    "bias for each kernel": (
        _parameters_and_macs_rule(lambda i, o, weights, places: o * (weights + i), _right_macs),
        "You counted a bias for each input channel. A filter adds up all channels and then one bias.",
    ),
    "no input channels": (
        _parameters_and_macs_rule(
            lambda i, o, weights, places: o * (weights // i + 1),
            lambda i, o, weights, places: o * places * weights // i,
        ),
        "You forgot C_in: a filter reaches through all input channels, so it has C_in · F · F weights.",
    ),
    "no output channels": (
        _parameters_and_macs_rule(_right_parameters, lambda i, o, weights, places: places * weights),
        "Your MACs are those of one output channel. There are C_out of them.",
    ),
    "MACs of one input channel": (
        _parameters_and_macs_rule(_right_parameters, lambda i, o, weights, places: o * places * weights // i),
        "Your MACs leave out C_in: each output number adds up C_in · F · F products.",
    ),
    "MACs at input size": (
        lambda C_in, C_out, F, H, W, S=1, P=0: (
            C_out * (C_in * F * F + 1),
            C_out * H * W * C_in * F * F,
        ),
        "You counted a window for each cell of the input. Count those of the output: that many windows fit.",
    ),
    "MACs with biases": (
        _parameters_and_macs_rule(
            _right_parameters, lambda i, o, weights, places: o * places * (weights + 1)
        ),
        "You counted the bias as a MAC. It is only added: nothing is multiplied.",
    ),
    "parameters for each place": (
        _parameters_and_macs_rule(lambda i, o, weights, places: o * places * (weights + 1), _right_macs),
        "You counted the parameters anew for each place. All places share one filter; only the MACs grow.",
    ),
    "swapped": (
        lambda *case: parameters_and_macs(*case)[::-1],
        "Both numbers are right, in the other order: first the parameters, then the MACs.",
    ),
}

TRANSPOSED_RULES = {
    "ordinary formula": (
        lambda N, F, S=1, P=0, D=1, output_padding=0: out_size(N, F, S, P, D),
        "That is the formula of the ordinary convolution. The transposed one undoes it: solve it for N.",
    ),
    "no output_padding": (
        lambda N, F, S=1, P=0, D=1, output_padding=0: transposed_size(N, F, S, P, D),
        "You forgot output_padding: it chooses among the sizes that the floor made equal.",
    ),
    "no + 1": (
        lambda N, F, S=1, P=0, D=1, output_padding=0: transposed_size(N, F, S, P, D, output_padding) - 1,
        "You forgot the + 1: the kernel spans D(F − 1) + 1 cells.",
    ),
    "N·S": (
        lambda N, F, S=1, P=0, D=1, output_padding=0: transposed_size(N + 1, F, S, P, D, output_padding),
        "You took N · S. Between N windows there are only N − 1 steps.",
    ),
    "padding once": (
        lambda N, F, S=1, P=0, D=1, output_padding=0: transposed_size(N, F, S, P, D, output_padding) + P,
        "You took the padding away on one side only. It lies on both: − 2P.",
    ),
    "padding added": (
        lambda N, F, S=1, P=0, D=1, output_padding=0: transposed_size(N, F, S, -P, D, output_padding),
        "You added the padding. Here it is cut off: − 2P.",
    ),
    "no dilation": (
        lambda N, F, S=1, P=0, D=1, output_padding=0: transposed_size(N, F, S, P, 1, output_padding),
        "You ignored the dilation: the kernel spans D(F − 1) + 1 cells.",
    ),
    "span D·F": (
        lambda N, F, S=1, P=0, D=1, output_padding=0: transposed_size(N, F, S, P, D, output_padding) + D - 1,
        "You took D·F for the kernel's span. It spans D(F − 1) + 1 cells.",
    ),
    "output_padding twice": (
        lambda N, F, S=1, P=0, D=1, output_padding=0: transposed_size(N, F, S, P, D, 2 * output_padding),
        "You counted output_padding twice. It is added on one side only.",
    ),
}

EXERCISES = [
    Exercise(
        id="11.1",
        solution=2,
        why="⌊(7 − 3) / 3⌋ + 1 = ⌊1.33⌋ + 1 = 2. The window stands at cells 0 and 3; at 6 it hangs over.",
        hints=(
            "Draw seven cells and put the window of three on the first ones. Then move it by three.",
            "The windows start at cells 0, 3, 6, ... Which of them lie wholly inside cells 0 to 6?",
            "⌊(N − F) / S⌋ + 1 with N = 7, F = 3, S = 3.",
        ),
        wrong_rules={
            "no floor": (
                7 / 3,
                "2.33 is what the formula gives before the floor. A third of a window is no window.",
            ),
            "rounded up": (
                3,
                "A third window would start at cell 6 and hang over the edge, so it does not count.",
            ),
            "no + 1": (1, "You counted the steps. The window stands somewhere before its first step: add 1."),
            "impossible": (0, "Frameworks do not refuse: they use the windows that fit, and leave the rest."),
            "stride ignored": (5, "5 is right for stride 1. With stride 3 the window jumps by three cells."),
        },
    ),
    Exercise(
        id="11.2",
        solution=out_size,
        cases=[
            (7, 3),
            (7, 3, 3),  # 2.33 → 2: the floor
            (12, 5, 4),  # 2.75 → 2: rounding would give 3
            (32, 5, 1, 2),
            (227, 11, 4),
            (224, 11, 4, 2),
            (28, 5, 2, 0, 3),
            (13, 4, 3, 1, 2),
        ],
        wrong_rules=OUT_SIZE_RULES,
        hints=(
            "How many cells does the kernel span? F cells, and F − 1 gaps of D.",
            "The window can travel N + 2P − (its span) cells. How many whole steps of S are in that?",
            "⌊(N + 2P − D(F − 1) − 1) / S⌋ + 1. In Python, `//` divides and rounds down.",
        ),
    ),
    Exercise(
        id="11.3",
        solution=conv1d,
        cases=[
            (np.array([1, 2, 3, 4, 5]), np.array([1, 0, -1])),
            (np.array([3, 1, 4, 1, 5, 9, 2]), np.array([2, 1, 3])),
            (np.array([3, 1, 4, 1, 5, 9, 2]), np.array([2, 1, 3]), 2),
            (np.array([2, 7, 1, 8, 2, 8, 1, 8]), np.array([1, -2]), 3),
            (np.array([4, 0, 5, 6]), np.array([1, 2, 3, 4])),
            (np.array([0.5, 1.5, -1.0, 2.0, 0.25]), np.array([4.0]), 2),
        ],
        wrong_rules=CONV1D_RULES,
        hints=(
            "Two loops: the outer one over the places where the window starts, the inner one over w.",
            "The window starts at 0, stride, 2·stride, ..., at most at len(x) − len(w).",
            "for start in range(0, len(x) - len(w) + 1, stride): add up w[k] * x[start + k] over all k.",
        ),
    ),
    Exercise(
        id="11.4",
        solution=parameters_and_macs,
        cases=[
            (3, 10, 5, 32, 32, 1, 2),  # S3's example: 760 and 768,000
            (3, 6, 5, 32, 32),
            (1, 20, 5, 28, 28),
            (3, 96, 11, 227, 227, 4),
            (4, 2, 3, 11, 7, 2, 1),
        ],
        wrong_rules=COST_RULES,
        hints=(
            "One filter first: how many weights has it, if it reaches through all C_in channels?",
            "Parameters: C_out filters, each with its weights and one bias. They do not depend on H and W.",
            "MACs: (output places) · C_out · (weights of one filter). Each output number is one dot product.",
        ),
    ),
    Exercise(
        id="11.5",
        solution=transposed_size,
        cases=[
            (3, 3, 2),
            (3, 3, 2, 0, 1, 1),  # inputs 7 and 8 both became 3
            (4, 4, 2, 1),
            (5, 3, 1, 1),
            (6, 3, 3, 2, 2, 2),
            (2, 5, 3, 1, 3),
        ],
        wrong_rules=TRANSPOSED_RULES,
        hints=(
            "Turn the picture round: each of the N inputs now writes a window. How far apart do they start?",
            "The first window starts at 0, the last at (N − 1)S, and each spans D(F − 1) + 1 cells.",
            "(N − 1)S − 2P + D(F − 1) + output_padding + 1.",
        ),
    ),
]
