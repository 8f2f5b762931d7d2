"""Exercises of notebook 11: convolution arithmetic."""

from math import ceil, prod
from operator import floordiv, mod, truediv

import numpy as np

from ...kit.exercise import Exercise

# --- solutions --------------------------------------------------------------------------------------------


def out_size(N, K, S=1, P=0, D=1):
    room = N + 2 * P - D * (K - 1) - 1  # how far the window can travel
    return room // S + 1


def conv1d(x, w, stride=1):
    y = []
    for start in range(0, len(x) - len(w) + 1, stride):
        total = 0
        for k in range(len(w)):
            total += w[k] * x[start + k]
        y.append(total)
    return y


def parameters_and_macs(C_in, C_out, K, H, W, S=1, P=0):
    weights = C_in * K * K  # of one filter
    out_h = (H + 2 * P - K) // S + 1
    out_w = (W + 2 * P - K) // S + 1
    return C_out * (weights + 1), C_out * out_h * out_w * weights


def transposed_size(N, K, S=1, P=0, D=1, output_padding=0):
    return (N - 1) * S - 2 * P + D * (K - 1) + output_padding + 1


# --- the same with a switch for each thing that goes wrong --------------------------------------------------


def _divided_up(a, b):
    return ceil(a / b)


def _rounded(a, b):
    return round(a / b)


def _or_none(a, b):
    return -1 if a % b else a // b


def _gaps(K, D):
    return D * (K - 1)


def _size(N, K, S=1, P=0, D=1, *, sides=2, gaps=_gaps, one=1, divide=floordiv, more=0, plus=1, after=0):
    return divide(N + sides * P - gaps(K, D) - one, S + more) + plus + after * P


SIZE_FAULTS = {
    "no floor": ({"divide": truediv},
        "The floor ⌊ ⌋ is missing: a window that does not fit as a whole does not count. `//` rounds down."),
    "rounded": ({"divide": _rounded}, "You rounded to the nearest. The floor ⌊ ⌋ always rounds down."),
    "rounded up": ({"divide": _divided_up},
        "You rounded up. That counts a last window that hangs over the edge; ⌊ ⌋ rounds down."),
    "last window lost": ({"divide": _divided_up, "plus": 0},
        "You lose the last window where it ends exactly at the edge: `range` stops before its end, `<` too."),
    "refused": ({"divide": _or_none}, "You refuse a remainder, as S2 does. Frameworks round down."),
    "remainder": ({"divide": mod}, "`%` gives the remainder. The whole part is `//`."),
    "no + 1": ({"plus": 0}, "The + 1 is missing: the place before the first step counts, too."),
    "+ 1 inside": ({"plus": 0, "one": 0}, "The + 1 belongs behind the division, or it is divided, too."),
    "no − 1": ({"one": 0}, "The − 1 before the division is missing: the kernel spans D(K − 1) + 1 cells."),
    "padding once": ({"sides": 1}, "You counted the padding once. It is on both sides: + 2P."),
    "no padding": ({"sides": 0}, "You ignored the padding P."),
    "padding subtracted": ({"sides": -2}, "You subtracted the padding. The input grows by it: + 2P."),
    "padding behind": ({"sides": 0, "after": 2},
        "You added the padding to the result. It makes the input larger: add 2P before you divide."),
    "no stride": ({"S": 1}, "You ignored the stride S."),
    "no kernel": ({"K": 1}, "You ignored the kernel size K: a window needs D(K − 1) + 1 cells."),
    "S + 1 below": ({"more": 1, "plus": 0},
        "You divided by S + 1, as one lecture prints it. Divide by S, then add 1 to the result."),
    "S + 1": ({"more": 1}, "You divided by S + 1. Divide by S: the 1 is added only at the end."),
    "no dilation": ({"D": 1}, "You ignored the dilation D: the kernel spans D(K − 1) + 1 cells."),
    "span D·K": ({"gaps": lambda K, D: D * K, "one": 0},
        "You took D·K for the kernel's span. K weights are K − 1 steps of D apart: D(K − 1) + 1."),
    "span D·K + 1": ({"gaps": lambda K, D: D * K},
        "You took D·K + 1 for the kernel's span. It has K − 1 steps of D: it spans D(K − 1) + 1 cells."),
    "span (D + 1)(K − 1)": ({"gaps": lambda K, D: (D + 1) * (K - 1)},
        "You took D + 1 for the distance of two weights. It is D."),
}  # fmt: skip


# fmt: off
def _row(x, w, stride=1, *, flip=False, pad="none", lost=0, spread=True, fresh=True, adds=True,
         kind=float, each=float, only=None, plus=1, weighs=True, first=0, unused=0, inside=False):
    # fmt: on
    K = len(w)
    zeros = {"none": (0, 0), "full": (K - 1, K - 1), "same": (K // 2, (K - 1) // 2), "right": (0, K - 1)}[pad]
    x, w, y, total = np.pad(np.asarray(x, float), zeros), w[::-1] if flip else w, [], 0
    for i in range((len(x) - K - lost) // stride + plus):
        total, row = 0 if fresh else total, []
        for k in range(first, K - unused):
            product = (w[k] if weighs else 1) * x[i * (stride if spread else 1) + k]
            total = each(total + product) if adds else product
            row.append(total)
        y += row if inside else [kind(total)]
    return y[:only]


ROW_FAULTS = {
    "flipped": ({"flip": True},
        "You flipped the kernel, as np.convolve does. PyTorch does not: first weight, first cell."),
    "no stride": ({"stride": 1}, "You ignored the stride: the window moves by `stride` cells."),
    "full": ({"pad": "full"},
        "Your output is too long: the window hangs over both ends. Here it stays inside."),
    "same": ({"pad": "same"}, "You padded, so the output is as long as the input. Here is no padding."),
    "padded at the end": ({"pad": "right"},
        "Your last windows hang over the end. The last one starts at len(x) - len(w)."),
    "last window lost": ({"lost": 1}, "The last window is missing: range(a, b) stops before b."),
    "no + 1": ({"plus": 0}, "One window too few: you counted the steps. Add 1 for the first place."),
    "no weights": ({"weighs": False}, "You add up the cells of a window without the weights w."),
    "last weight lost": ({"unused": 1}, "The last weight is left out: range(len(w)) is all of them."),
    "first weight lost": ({"first": 1}, "The first weight is left out. Python counts from 0."),
    "appended inside": ({"inside": True},
        "You append inside the inner loop, once for each weight. Append once for each window, behind it."),
    "products": ({"inside": True, "adds": False},
        "These are the single products. Add up those of one window: one number for each window."),
    "index not scaled": ({"spread": False}, "Window i starts at cell i · stride, not at cell i."),
    "sum goes on": ({"fresh": False},
        "Your sum goes on from window to window: set it back to 0 inside the outer loop."),
    "not added": ({"adds": False}, "Only the last product is left: `total += ...` adds them up."),
    "whole numbers": ({"kind": int},
        "The decimals are cut off: dtype=int, zeros_like of it, or int(...). Use np.zeros(n)."),
    "whole numbers on the way": ({"each": int},
        "Each sum loses its decimals: your array holds whole numbers. np.zeros(n)!"),
    "first window only": ({"only": 1}, "Only the first window is there: is `return` inside the loop?"),
}  # fmt: skip


def _stride_as_dilation(x, w, stride=1):
    places = range(len(x) - stride * (len(w) - 1))
    return [sum(w[k] * x[i + k * stride] for k in range(len(w))) for i in places]


# fmt: off
def _cost(C_in, C_out, K, H, W, S=1, P=0, *, deep=True, through=True, power=2, bias="filter", sides=2,
          filters=True, divide=floordiv, plus=1, maps=True, biased=0, times=1, square="HW", places=False,
          everywhere=False, brackets=True, dots=True, dense=False, swap=False):
    # fmt: on
    flat = K**power
    sizes = [{"H": H, "W": W}[side] + sides * P for side in square]
    ways = [divide(size - K, S) if brackets else size - K // S for size in sizes]
    out = H * W if everywhere else prod(way + plus for way in ways)
    weights = (H * W if dense else flat) * (C_in if deep else 1) * C_out
    biases = {"filter": C_out, "layer": 1, "input": C_in, "sheet": C_in * C_out, "none": 0}
    macs = (C_out if maps else 1) * out * ((flat * (C_in if through else 1) if dots else 1) + biased)
    parameters = (weights + biases.get(bias, C_out * out)) * (out if places else 1)
    both = parameters if filters else parameters // C_out, times * macs
    return both[::-1] if swap else both


COST_FAULTS = {
    "no biases": ({"bias": "none"}, "The biases are missing: each of the C_out filters has one."),
    "one bias": ({"bias": "layer"},
        "You counted one bias for the layer. Each of the C_out filters has its own."),
    "bias for each input channel": ({"bias": "input"},
        "You counted C_in biases. Each of the C_out filters has one."),
    "bias for each sheet": ({"bias": "sheet"},
        "You counted a bias for each input channel. A filter adds up all channels, and then one bias."),
    "flat filters": ({"deep": False}, "Your parameters leave out C_in: a filter has C_in · K · K weights."),
    "flat MACs": ({"through": False}, "Your MACs leave out C_in: each output adds up C_in · K · K products."),
    "K not squared": ({"power": 1}, "A filter covers K rows and K columns: K · K cells, not K."),
    "one filter": ({"filters": False}, "Your parameters are those of one filter. There are C_out."),
    "one output channel": ({"maps": False}, "Your MACs are those of one output channel. There are C_out."),
    "stride ignored": ({"S": 1}, "You ignored the stride S: the output is smaller, with fewer MACs."),
    "padding ignored": ({"sides": 0}, "You ignored the padding P: it makes the output larger."),
    "padding once": ({"sides": 1}, "You counted the padding once. It is on both sides: H + 2P, W + 2P."),
    "no floor": ({"divide": truediv},
        "The floor is missing: there is no 2.33rd row of outputs. `//` divides and rounds down."),
    "rounded up": ({"divide": _divided_up}, "You rounded up: that counts a window that hangs over the edge."),
    "no + 1": ({"plus": 0}, "The + 1 of the output size is missing: (H + 2P - K) // S + 1."),
    "MACs with biases": ({"biased": 1}, "You counted the bias as a MAC. It is only added."),
    "doubled": ({"times": 2}, "Your MACs are doubled: a multiplication and an addition are one MAC."),
    "square": ({"square": "HH"}, "You took H for both sides. The width has its own size."),
    "square W": ({"square": "WW"}, "You took W for both sides. The height has its own size."),
    "one side": ({"square": "H"}, "You counted the outputs of one column: there are out_h · out_w."),
    "one row": ({"square": "W"}, "You counted the outputs of one row: there are out_h · out_w."),
    "rounded": ({"divide": _rounded}, "You rounded to the nearest. A part of a window counts for nothing."),
    "no brackets": ({"brackets": False}, "Brackets are missing in the size: Python divides only K by S."),
    "MACs at input size": ({"everywhere": True},
        "You counted a window for each cell of the input. Count those of the output: that many fit."),
    "outputs": ({"dots": False}, "You counted the outputs. Each takes C_in · K · K multiplications."),
    "dense": ({"dense": True}, "You counted a weight for each cell of the image. A filter has C_in · K · K."),
    "bias for each output": ({"bias": "place"},
        "You counted a bias for each output number. All outputs of a filter share one bias."),
    "swapped": ({"swap": True}, "The order is turned round: first the parameters, then the MACs."),
    "parameters for each place": ({"places": True},
        "You counted the parameters anew for each place. All places share one filter; only the MACs grow."),
}  # fmt: skip


# fmt: off
def _stamps(N, K, S=1, P=0, D=1, output_padding=0, *, steps=1, sides=2, gaps=_gaps, plus=1,
            times=lambda S: 1, last=lambda N, K, S, steps: (N - steps) * S):
    # fmt: on
    return last(N, K, S, steps) - sides * P + gaps(K, D) + output_padding * times(S) + plus


STAMP_FAULTS = {
    "N·S": ({"steps": 0}, "You took N · S. Between N stamps there are N − 1 steps."),
    "no brackets": ({"last": lambda N, K, S, steps: N - S},
        "Brackets are missing: Python reads N - 1 * S as N - S. The last stamp starts at (N - 1) * S."),
    "side by side": ({"last": lambda N, K, S, steps: (N - 1) * K},
        "You set the stamps side by side, K cells apart. They start S cells apart, and overlaps add up."),
    "no stride": ({"S": 1}, "You ignored the stride: the stamps start S cells apart."),
    "padding once": ({"sides": 1}, "You cut the padding on one side only. It is cut on both: − 2P."),
    "padding added": ({"sides": -2}, "You added the padding. Here it is cut off: − 2P."),
    "padding added once": ({"sides": -1}, "You added P. The padding is cut off at both ends: − 2P."),
    "no padding": ({"sides": 0}, "You ignored the padding: it cuts P cells off at each end."),
    "no dilation": ({"D": 1}, "You ignored the dilation: each stamp spans D(K − 1) + 1 cells."),
    "span D·K": ({"gaps": lambda K, D: D * K, "plus": 0},
        "You took D·K for the span of a stamp. It spans D(K − 1) + 1 cells."),
    "span D·K + 1": ({"gaps": lambda K, D: D * K},
        "You took D·K + 1 for the span of a stamp. It has K − 1 steps of D: it spans D(K − 1) + 1 cells."),
    "span (D + 1)(K − 1)": ({"gaps": lambda K, D: (D + 1) * (K - 1)},
        "You took D + 1 for the distance of two weights. That distance is D."),
    "one cell": ({"gaps": lambda K, D: 0}, "You counted one cell for the last stamp: it spans D(K − 1) + 1."),
    "no + 1": ({"plus": 0}, "The + 1 is missing: the last stamp spans D(K − 1) + 1 cells."),
    "no output_padding": ({"output_padding": 0}, "You forgot output_padding: it adds cells at one end."),
    "output_padding subtracted": ({"times": lambda S: -1}, "You subtracted output_padding. It adds cells."),
    "output_padding twice": ({"times": lambda S: 2},
        "You counted output_padding twice. It is added at one end only."),
    "output_padding times S": ({"times": lambda S: S},
        "You multiplied output_padding by the stride. It counts output cells: add it as it is."),
}  # fmt: skip

SIZE_RULES = {
    "divided first": (lambda N, K, S=1, P=0, D=1: (N + 2 * P) // S - (D * (K - 1) + 1) // S + 1,
        "You divided each part by S before you subtracted. Subtract first, then divide and round down once."),
    "no brackets": (lambda N, K, S=1, P=0, D=1: N + 2 * P - D * (K - 1) - 1 // S + 1,
        "The brackets around the numerator are missing: Python divides only the last term by S."),
    "K below": (lambda N, K, S=1, P=0, D=1: N + 2 * P - K // S + 1,
        "Brackets are missing: Python divides only K by S. Subtract first, then divide."),
    "N // S": (lambda N, K, S=1, P=0, D=1: (N + 2 * P) // S,
        "You left the kernel out. Subtract its span, D(K − 1) + 1, then divide by S, then add 1."),
    "both sides": (lambda N, K, S=1, P=0, D=1: out_size(N, K, S, P, D) ** 2,
        "You squared the size: that is the number of all outputs of a square image. Asked is one side."),
    "printed formula": (lambda N, K, S=1, P=0, D=1: (N - K) / S + 1,
        "That is the formula as lecture S2 prints it: the floor is missing, and P and D are."),
    "rounded at the end": (lambda N, K, S=1, P=0, D=1: round(_size(N, K, S, P, D, divide=truediv)),
        "You rounded the whole to the nearest. ⌊ ⌋ rounds down: 2.75 is 2 windows."),
    "steps of N − K": (lambda N, K, S=1, P=0, D=1: (N - K) // S,
        "You counted the steps without padding and dilation. The first place counts, too: + 1."),
    "only N − K": (lambda N, K, S=1, P=0, D=1: N - K,
        "N − K is how far the window can travel. Divide that by the stride, and count the first place, too."),
    "only N − K + 1": (lambda N, K, S=1, P=0, D=1: N - K + 1,
        "N − K + 1 is right for stride 1 without padding and dilation. Where are S, P and D?"),
}  # fmt: skip

ROW_RULES = {
    "stride as dilation": (_stride_as_dilation,
        "You put `stride` between the weights: that is dilation. The windows are `stride` apart."),
    "like x": (lambda x, w, stride=1: np.array(conv1d(x, w, stride)).astype(x.dtype),
        "Your output has the type of x: where x is whole, decimals are cut off. Use np.zeros(n), or a list."),
    "mean": (lambda x, w, stride=1: [v / len(w) for v in conv1d(x, w, stride)],
        "You took the mean of the products. A convolution takes their sum."),
    "products in rows": (
        lambda x, w, stride=1: np.reshape(_row(x, w, stride, inside=True, adds=False), (-1, len(w))),
        "These are the products of each window. Add up each row: one number for each window."),
    "stride twice": (lambda x, w, stride=1: conv1d(x, w)[: (len(x) - len(w)) // stride + 1 : stride],
        "You used the stride twice: (len(x) - len(w)) // stride + 1 counts windows already. Step by 1."),
    "as long as x": (lambda x, w, stride=1: np.append(y := conv1d(x, w, stride), np.zeros(len(x) - len(y))),
        "Your output is as long as x. It has (len(x) - len(w)) // stride + 1 numbers."),
}  # fmt: skip

STAMP_RULES = {
    "ordinary formula": (lambda N, K, S=1, P=0, D=1, output_padding=0: out_size(N, K, S, P, D),
        "That is the formula of the ordinary convolution. Here each input cell writes a stamp: count how far "
        "the last one reaches."),
    "N·S alone": (lambda N, K, S=1, *more: N * S,
        "N · S leaves out that the last stamp reaches further than its own S cells, or less far."),
    "stamps in a row": (lambda N, K, S=1, P=0, D=1, more=0: N * (D * (K - 1) + 1) - 2 * P + more,
        "That sets the stamps side by side. They start S cells apart, and overlaps add up."),
    "N·K alone": (lambda N, K, *more: N * K,
        "N · K sets the stamps side by side. They start S cells apart, and overlaps add up."),
    "start": (lambda N, K, S=1, *more: (N - 1) * S + 1,
        "(N − 1) · S is where the last stamp starts. From there it spans D(K − 1) + 1 cells."),
    "no P, no D": (lambda N, K, S=1, *more: (N - 1) * S + K,
        "(N − 1) · S + K is right without P, D and output_padding. Where are they?"),
}  # fmt: skip

NUMBERS = {
    "no floor": (6.25, "6.25 is before the floor. An output is one whole window."),
    "rounded up": (7, "A seventh window would start at cell 24 and end at 34. The row ends at 31."),
    "no + 1": (5, "Five steps fit. The place before the first counts, too: add 1."),
    "only the quotient": (5.25, "That is (32 − 11)/4: round it down, then add 1 for the first place."),
    "stride ignored": (22, "22 is right for stride 1. With stride 4 the window jumps 4 cells at a time."),
    "only the way": (21, "32 − 11 is how far the window can go. Divide by 4, round down, add 1."),
    "both sides": (36, "36 numbers come out in all. Asked is one side of the output."),
    "N / S": (8, "32/4 counts a window for each 4 cells. The last of them would hang over the edge."),
    "N / S + 1": (9, "32/4 + 1 leaves the kernel out. The window can go only 32 − 11 cells."),
    "N / K": (32 / 11, "32/11 sets windows side by side, 11 cells apart. With stride 4 they overlap."),
    "no brackets": (30.25, "Brackets are missing: 32 - 11/4 divides only the 11. First subtract."),
    "no brackets, //": (31, "32 - 11 // 4 divides only the 11: put brackets around 32 - 11."),
    "+ 1 inside": (5.5, "You divided the 1, too. Divide 32 − 11 by 4, round down, then add 1."),
    "like the input": (32, "32 is the input. Without padding a window of 11 cannot start at each cell."),
    "S + 1 below, //": (4, "21 // 5 divides by 4 + 1. Divide by 4, then add 1."),
    "too few": (lambda n: n < 2, "At least two windows fit, at cells 0 and 4."),
    "too many": (lambda n: n > 22, "Even with stride 1 the window has only 32 − 11 + 1 = 22 places."),
    "S + 1 below": (4.2, "You divided by 4 + 1. Divide by 4, then add 1."),
}  # fmt: skip

EXERCISES = [
    Exercise(
        id="11.1", solution=6,
        why="⌊(32 − 11) / 4⌋ + 1 = ⌊5.25⌋ + 1 = 6. The windows start at cells 0, 4, 8, 12, 16 and 20; one "
        "from 24 on would need cell 34.",
        hints=(
            "One side is a row: 32 cells, a window of 11. Where does the first window start, where the last?",
            "The windows start at cells 0, 4, 8, ... Which of them are wholly inside cells 0 to 31?",
            "(N - K) // S + 1 with N = 32, K = 11, S = 4."
        ),
        wrong_rules=NUMBERS,
    ),
    Exercise(
        id="11.2", solution=out_size,
        cases=[
            (7, 3),
            (12, 5, 4),  # 2.75 → 2: rounding would give 3
            (7, 3, 3),  # 2.33 → 2
            (6, 4),
            (5, 5),  # one place only
            (32, 5, 1, 2),
            (9, 1, 2),
            (28, 7, 2, 3),
            (28, 5, 1, 0, 3),
            (13, 4, 3, 1, 2),
            (227, 11, 4),
            (224, 11, 4, 2),
        ],
        twin=_size, faults=SIZE_FAULTS, wrong_rules=SIZE_RULES,
        hints=(
            "How many cells does the kernel span? From the first to the last weight K - 1 steps of D cells.",
            "The window can travel N + 2P − (its span) cells. How many whole steps of S are in that?",
            "return (N + 2 * P - D * (K - 1) - 1) // S + 1"
        ),
    ),
    Exercise(
        id="11.3", solution=conv1d,
        cases=[
            (np.array([1, 2, 3, 4, 6]), np.array([1, 0, -2])),
            (np.array([3, 1, 4, 1, 5, 9, 2]), np.array([2, 1, 3]), 2),
            (np.array([3, 1, 4, 1, 5]), np.array([0.5, -0.25])),
            (np.array([0.75, 1.5, -1.0, 2.0, 0.25, 0.5]), np.array([0.5, 0.75]), 3),
            (np.array([2, 7, 1, 8, 2, 8, 1]), np.array([1, -2, 4]), 3),
            (np.array([4, 0, 5, 6]), np.array([1, 2, 3, 4])),
            (np.array([0.5, 1.5, -1.0, 2.0, 0.25]), np.array([4.5]), 2),
        ],
        twin=_row, faults=ROW_FAULTS, wrong_rules=ROW_RULES,
        hints=("Two loops: the outer one over the places where the window starts, the inner one over w.",
            "The window starts at 0, stride, 2·stride, ..., at most at len(x) - len(w).",
            "for start in range(0, len(x) - len(w) + 1, stride): add up w[k] * x[start + k] over all k."),
    ),
    Exercise(
        id="11.4", solution=parameters_and_macs,
        cases=[
            (3, 10, 5, 32, 32, 1, 2),  # the example of S2: 760 and 768,000
            (1, 8, 7, 28, 28, 2),  # 11.5 → 11
            (4, 2, 3, 11, 8, 2, 1),
            (1, 20, 5, 28, 20),
            (3, 8, 11, 43, 35, 4),
            (2, 3, 2, 9, 12, 3, 1),
        ],
        twin=_cost, faults=COST_FAULTS,
        hints=("One filter first: how many weights has it, if it reaches through all C_in channels?",
            "Parameters: C_out filters, each with its weights and one bias. They do not depend on H and W.",
            "MACs: (output places) · C_out · (weights of one filter). Each output number is one dot product."
        ),
    ),
    Exercise(
        id="11.5", solution=transposed_size,
        cases=[
            (3, 3, 2),
            (4, 3),
            (3, 3, 2, 0, 1, 1),  # inputs 7 and 8 both became 3
            (4, 4, 2, 1),
            (5, 3, 1, 1),
            (6, 3, 3, 2, 2, 2),
            (2, 5, 3, 1, 3),
        ],
        twin=_stamps, faults=STAMP_FAULTS, wrong_rules=STAMP_RULES,
        hints=(
            "Turn the picture round: each of the N inputs now writes a stamp. How far apart do they start?",
            "The first stamp starts at 0, the last at (N - 1) * S, and each spans D(K − 1) + 1 cells.",
            "return (N - 1) * S - 2 * P + D * (K - 1) + output_padding + 1"
        ),
    ),
]  # fmt: skip
