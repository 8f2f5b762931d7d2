"""Exercises of notebook 14: the gradient of max-pooling, overlaps, adaptive and transposed.

`x`, `g` and `w` are arrays of decimals in one dimension; K is the kernel size, S the stride.
"""

from math import ceil, floor

import numpy as np

from ...kit.exercise import Exercise


def max_pool_backward(x, g, K, S):
    dx = np.zeros(len(x))
    for i in range(len(g)):
        window = x[i * S : i * S + K]
        dx[i * S + window.argmax()] += g[i]
    return dx


def adaptive_mean(x, m):
    n = len(x)
    means = []
    for i in range(m):
        start, end = i * n // m, ceil((i + 1) * n / m)
        means.append(x[start:end].mean())
    return means


def transposed(x, w, S):
    y = np.zeros((len(x) - 1) * S + len(w))
    for i in range(len(x)):
        y[i * S : i * S + len(w)] += x[i] * w
    return y


# --- what goes wrong: the same with switches --------------------------------------------------------------


def _last(window):
    return len(window) - 1 - window[::-1].argmax()


def _above_0(window):
    return window.argmax() if window.max() > 0 else 0


def _backward(
    x, g, K, S, *, best=lambda w: w.argmax(), add=True, what=lambda g, x: g, over=lambda n: range(n),
    begin=lambda i, S: i * S, put=lambda i, S: i * S, length=lambda K: K, per_window=False,
):  # fmt: skip
    dx = np.zeros(len(x))
    mine = []
    for i in over(len(g)):
        window = x[begin(i, S) : begin(i, S) + length(K)]
        winner, value = put(i, S) + best(window), what(g[i], window)
        dx[winner] = dx[winner] + value if add else value
        mine.append(winner)
    return mine if per_window else dx


# fmt: off
BACKWARD_FAULTS = {
    "overwritten": ({"add": False}, "A cell may win in several windows. `=` keeps only the last gradient: add, with `+=`."),
    "last tie": ({"best": _last}, "Of equal numbers the *first* wins. You give the gradient to the last one."),
    "all ties": ({"best": lambda w: np.flatnonzero(w == w.max())}, "Of equal numbers only the first gets the gradient. You give it to each of them."),
    "window's place": ({"put": lambda i, S: 0}, "argmax counts from the start of the *window*. In x its place is i * S + argmax."),
    "i + argmax": ({"put": lambda i, S: i}, "Window i begins at i * S, not at i: the winner's place in x is i * S + argmax."),
    "start i": ({"begin": lambda i, S: i}, "You read the window from i on. Window i begins at i * S."),
    "S ignored": ({"S": 1}, "You ignore S: window i begins at i * S, not at i."),
    "K ignored": ({"K": 2}, "Your windows have 2 cells. They have K."),
    "shorter": ({"length": lambda K: K - 1}, "Your windows lack their last cell. A slice leaves out its end: x[i * S : i * S + K]."),
    "longer": ({"length": lambda K: K + 1}, "Your windows have one cell too many: x[i * S : i * S + K]."),
    "smallest": ({"best": lambda w: w.argmin()}, "You look for the smallest number of the window. The largest one wins."),
    "size": ({"best": lambda w: abs(w).argmax()}, "You compare sizes, abs(x). The largest number wins, with its sign."),
    "above 0": ({"best": _above_0}, "All numbers of a window may be negative: start with its first number, not with 0."),
    "first cell": ({"best": lambda w: 0}, "You give g[i] to the first cell of each window, as if all were equal. Is x still full when you look for the winner?"),
    "ones": ({"what": lambda g, x: 1}, "You send 1 to each winner. Window i sends g[i]."),
    "value": ({"what": lambda g, x: x.max()}, "You put the maximum back: that is unpooling. The gradient g[i] goes there."),
    "times value": ({"what": lambda g, x: g * x.max()}, "You multiply by the value. The slope of a maximum is 1 for the winner: g[i] alone."),
    "divided": ({"what": lambda g, x: g / len(x)}, "You divide by K. That is for the mean; the winner gets all of g[i]."),
    "no last window": ({"over": lambda n: range(n - 1)}, "You leave out the last window. range(len(g)) runs to the last one."),
    "no first window": ({"over": lambda n: range(1, n)}, "You leave out the first window. Python counts from 0."),
    "first window": ({"over": lambda n: range(1)}, "Only the first window is done."),
    "winners": ({"per_window": True}, "You return where the winners are. Put g[i] at these places, in a row as long as x."),
}
# fmt: on

def _window_of(x, i, K, S):
    return x[i * S : i * S + K]


def _mean_backward(x, g, K, S, share=lambda g, K: g / K):
    dx = np.zeros(len(x))
    for i in range(len(g)):
        dx[i * S : i * S + K] += share(g[i], K)
    return dx


def _shared(x, g, K, S):
    dx = np.zeros(len(x))
    for i in range(len(g)):
        best = _window_of(x, i, K, S) == _window_of(x, i, K, S).max()
        dx[i * S : i * S + K] += g[i] * best / best.sum()
    return dx


def _first_in_x(x, g, K, S):
    dx = np.zeros(len(x))
    for i in range(len(g)):
        dx[list(x).index(_window_of(x, i, K, S).max())] += g[i]
    return dx


def _of_all(x, g, K, S):
    dx = np.zeros(len(x))
    dx[x.argmax()] = g.sum()
    return dx


# fmt: off
BACKWARD_RULES = {
    "mean": (_mean_backward, "That is the gradient of *mean* pooling. Of a maximum only the winner gets something: all of g[i]."),
    "to all": (lambda x, g, K, S: _mean_backward(x, g, K, S, lambda g, K: g), "You give g[i] to every cell of the window. Only the largest one made the output."),
    "shared ties": (_shared, "You share g[i] among equal numbers. Here, as in minidl and PyTorch, the first wins."),
    "largest of all": (_of_all, "You look for the largest number of all x. Each window has its own winner."),
    "first in x": (_first_in_x, "The same number may come earlier in x, in another window. Look for its place in the window, and add i * S."),
    "winners as 1": (lambda x, g, K, S: _backward(x, g, K, S, what=lambda g, x: 1, add=False), "You mark the winners with 1. They get g[i], and the sum of all that they win."),
    "K for S": (lambda x, g, K, S: _backward(x, g, K, K), "Your windows begin at i * K. They begin at i * S."),
    "forward": (lambda x, g, K, S: np.array([_window_of(x, i, K, S).max() for i in range(len(g))]),
        "That is the forward pass, the maxima. Wanted is the gradient of x: as long as x."),
}

BACKWARD_CASES = [
    (np.array([3.0, 1, 2, 5, 4, 0.5]), np.array([1.5, -2, 0.5]), 2, 2),
    (np.array([2.0, 7, 1, 3, 5]), np.array([1.0, 0.5, -2]), 3, 1),
    (np.array([4.0, 4, 1, 2, 6, 6, 6]), np.array([1.5, -1, 2]), 3, 2),
    (np.array([-3, -1, -2, -5, -4, -0.5]), np.array([2, -1.5]), 3, 3),
    (np.array([1.0, 2, 9, 5, 3, 8, 4, 6]), np.array([0.25, -3, 1]), 2, 3),
    (np.array([-6, 0.5, 1, 2, 0, 2.5, 9]), np.array([-1, 2.5]), 3, 3),
    (np.array([0.5, -8, 2, 1]), np.array([3.0]), 4, 1),
    (np.array([3, -1, 0, 3, 3, 1.5, 0, 2]), np.array([0.5, -1, 2, 4]), 2, 2),
    (np.array([-2, -2, -1.5, 3, 0, 1, 1, -1]), np.array([1, -0.5, 2, 0.75, 3]), 4, 1),
]


def _adaptive(x, m, *, first=lambda t: floor(t), last=lambda t: ceil(t), of=lambda w, n, m: w.mean(), over=range):
    n, means = len(x), []
    for i in over(m):
        window = x[first(i * n / m) : last((i + 1) * n / m)]
        means.append(of(window, n, m))
    return means


ADAPTIVE_FAULTS = {
    "end down": ({"last": lambda t: floor(t)}, "You round the end down: cells that are only partly in the window get lost. Round it up."),
    "start up": ({"first": lambda t: ceil(t)}, "You round the start up: cells that are only partly in the window get lost. Round it down."),
    "end one on": ({"last": lambda t: ceil(t) + 1}, "Your windows end one cell too late. A slice x[start:end] leaves out cell `end` already."),
    "end short": ({"last": lambda t: ceil(t) - 1}, "Your windows end one cell too early: a slice leaves out its end already."),
    "floor + 1": ({"last": lambda t: floor(t) + 1}, "floor + 1 is not ceil: of a whole number it makes the next one."),
    "rounded": ({"first": round, "last": round}, "round goes to the nearest. The start is rounded down, the end up."),
    "sum": ({"of": lambda w, n, m: w.sum()}, "You return sums. Divide each by how many cells its window has."),
    "by m": ({"of": lambda w, n, m: w.sum() / m}, "You divide by m, the number of windows. Divide by the cells of the window."),
    "by n/m": ({"of": lambda w, n, m: w.sum() * m / n}, "You divide by n/m. Windows have different numbers of cells: divide by end - start."),
    "by n//m": ({"of": lambda w, n, m: w.sum() / max(n // m, 1)}, "You divide by n // m. Windows have different numbers of cells: divide by end - start."),
    "by n": ({"of": lambda w, n, m: w.sum() / n}, "You divide by n, all cells. Divide by the cells of the window."),
    "max": ({"of": lambda w, n, m: w.max()}, "That is adaptive *max* pooling. Wanted are means."),
    "no last": ({"over": lambda m: range(m - 1)}, "There are m windows: range(m) runs to the last one."),
    "first left": ({"over": lambda m: range(1, m)}, "You leave out window 0. Python counts from 0."),
    "from 1": ({"over": lambda m: range(1, m + 1)}, "You count the windows from 1. They count from 0."),
}
# fmt: on


def _equal(x, m):
    size = max(len(x) // m, 1)
    return [x[i * size : (i + 1) * size].mean() for i in range(m)]


def _equal_up(x, m):
    size = ceil(len(x) / m)
    return [x[i * size : (i + 1) * size].mean() for i in range(m)]


def _rest_last(x, m):
    size = max(len(x) // m, 1)
    return [x[i * size : (i + 1) * size if i < m - 1 else len(x)].mean() for i in range(m)]


def _as_strided(x, m):
    S = max(len(x) // m, 1)
    K = len(x) - (m - 1) * S
    return [x[i * S : i * S + K].mean() for i in range(m)]


def _swapped(x, m):
    return [x[i * m : (i + 1) * m].mean() for i in range(len(x) // m)]


# fmt: off
ADAPTIVE_RULES = {
    "equal": (_equal, "Your windows all have n // m cells. The rest of x is never read: use both formulas."),
    "equal, up": (_equal_up, "Your windows have ceil(n / m) cells, one after the other. Each starts at floor(i * n / m)."),
    "rest last": (_rest_last, "Your last window takes the whole rest. The formulas spread it over all windows."),
    "strided": (_as_strided, "You found a kernel and a stride. The windows of adaptive pooling have different sizes."),
    "m cells": (_swapped, "Your windows have m cells. There are m windows."),
    "split": (lambda x, m: [part.mean() for part in np.array_split(x, m)], "np.array_split never lets windows overlap: the formulas do."),
    "one mean": (lambda x, m: float(x.mean()), "That is one mean of all cells. Wanted are m means."),
    "array means, all": (lambda x, m: [x.mean()] * m, "Each of your means is over all of x. Window i has its own cells."),
}


def _transposed(
    x, w, S, *, add=True, times=lambda x, w: x * w, begin=lambda i, S, K: i * S, size=lambda n, K, S: (n - 1) * S + K,
    kernel=lambda w: w, over=lambda n: range(n),
):
    n, K = len(x), len(w)
    y = np.zeros(size(n, K, S))
    for i in over(n):
        at = begin(i, S, K)
        y[at : at + K] = y[at : at + K] + times(x[i], kernel(w)) if add else times(x[i], kernel(w))
    return y


TRANSPOSED_FAULTS = {
    "overwritten": ({"add": False}, "Where copies overlap, their numbers add: `+=`, not `=`."),
    "flipped": ({"kernel": lambda w: w[::-1]}, "You turn w round. Each input writes w as it is."),
    "S ignored": ({"S": 1}, "You ignore S: input i writes from i * S on. (np.convolve does the same.)"),
    "no w": ({"times": lambda x, w: x + 0 * w}, "You write x[i] alone. It is multiplied by each weight of w."),
    "no x": ({"times": lambda x, w: w}, "You write w alone. It is multiplied by x[i]."),
    "added": ({"times": lambda x, w: x + w}, "You add x[i] and w. Multiply."),
    "divided": ({"times": lambda x, w: x * w / len(w)}, "You divide by K. The copies add, nothing is averaged."),
    "no last": ({"over": lambda n: range(n - 1)}, "The last input writes nothing: range(len(x)) runs to it."),
    "no first": ({"over": lambda n: range(1, n)}, "The first input writes nothing. Python counts from 0."),
    "N S + K": ({"size": lambda n, K, S: n * S + K}, "Too long. The last copy begins at (N - 1) * S, so the size is (N - 1) * S + K."),
    "N S": ({"size": lambda n, K, S: max(n * S, (n - 1) * S + K)}, "The size is (N - 1) * S + K, not N * S."),
    "one more": ({"size": lambda n, K, S: (n - 1) * S + K + 1}, "One too long: (N - 1) * S + K."),
}


def _averaged(x, w, S):
    count = _transposed(np.ones(len(x)), np.ones(len(w)), S)
    return transposed(x, w, S) / np.maximum(count, 1)


def _strided(x, w, S):
    return np.array([x[i : i + len(w)] @ w for i in range(0, len(x) - len(w) + 1, S)])


TRANSPOSED_RULES = {
    "averaged": (_averaged, "You divide by the number of overlaps. A transposed convolution adds: that is where checkerboards come from."),
    "convolution": (_strided, "That is the ordinary convolution, on the way down: it reads windows. Here each input *writes* K numbers."),
    "K for S": (lambda x, w, S: transposed(x, w, len(w)), "Your copies begin at i * K. They begin at i * S."),
    "duplicated": (lambda x, w, S: np.repeat(x, S), "You duplicate. Each input writes its own copy of w."),
    "correlated": (lambda x, w, S: np.correlate(transposed(x, [1.0], S), w, "full"), "That turns w round, as np.correlate does. Here w keeps its order."),
    "same": (lambda x, w, S: np.convolve(transposed(x, [1.0], S), w, "same"), "'same' cuts the ends off. The output has (N - 1) * S + K numbers."),
    "zeros only": (lambda x, w, S: transposed(x, [1.0], S), "You only put zeros between the inputs. Each of them must still write a copy of w."),
}
# fmt: on

EXERCISES = [
    Exercise(
        id="14.1", solution=max_pool_backward, twin=_backward, faults=BACKWARD_FAULTS,
        wrong_rules=BACKWARD_RULES, cases=BACKWARD_CASES,
        hints=("Which cell of window i made output i? It alone gets g[i].",
            "Start from np.zeros(len(x)). Window i is x[i * S : i * S + K]; its argmax() counts from i * S.",
            "for i in range(len(g)): dx[i * S + x[i * S : i * S + K].argmax()] += g[i]"),
    ),
    Exercise(
        id="14.2", solution=9,
        why="Along each axis 11/4 rounds up to 3: 3 · 3 = 9. The others have 2 · 3 = 6 or 2 · 2 = 4.",
        hints=("Take one axis first. Every 4th pixel a new copy begins, and each copy is 11 pixels long.",
            "Along one axis 2 or 3 copies overlap: 11/4, rounded down or up.",
            "Both axes together: the larger number, squared."),
        wrong_rules={
            "one axis": (3, "3 is right along one axis. In two dimensions each of 3 rows has 3."),
            "fewest": (4, "4 = 2 · 2 is the smallest number. Asked is the largest."),
            "mixed": (6, "6 = 2 · 3 is in between. Both axes can have 3."),
            "fewest, one axis": (2, "2 is the smallest number along *one* axis. Asked is the largest, in two."),
            "quotient": (2.75, "11/4 is the average along one axis. A pixel has a whole number: 2 or 3."),
            "quotient squared": (7.5625, "(11/4)² is the average. A pixel has a whole number of inputs."),
            "rounded average": (8, "Round along each axis first, then multiply."),
            "all weights": (121, "121 is the number of outputs that one input writes. Asked is the other direction."),
            "kernel": (11, "11 is how long a copy is along one axis. How many of them meet in one pixel?"),
            "stride": (16, "16 = S · S. A larger stride means *fewer* overlaps."),
            "added": (5, "Did you add 2 and 3? Along each axis it is one of them, and the axes multiply."),
            "twice": (12, "Did you add 3 rows and 3 columns, or take 3 · 4? It is 3 in each of 3 rows."),
            "whole copies": (7, "11 − 4 = 7 is how far two neighbouring copies overlap. How many copies are there?"),
            "last": (1, "1 would be right for K = S: copies side by side. Here they overlap."),
            "per axis, K": (33, "3 · 11: the 11 is gone once you know that 3 copies meet along an axis."),
            "above": (lambda n: n > 121, "More than K · K inputs cannot reach a pixel."),
            "not positive": (lambda n: n <= 0, "At least one input writes on each pixel, as K is larger than S."),
        },
    ),
    Exercise(
        id="14.3", solution=adaptive_mean, twin=_adaptive, faults=ADAPTIVE_FAULTS, wrong_rules=ADAPTIVE_RULES,
        cases=[
            (np.array([1.0, 2, 4, 8, -16]), 3),
            (np.array([3.0, -1, 2, 5, 0.5, 7, 4]), 4),
            (np.array([1.0, 5, 2, -8, 4, 0.5]), 3),
            (np.array([2.0, -3]), 5),
            (np.array([0.5, 2, 9, -4, 1, 6, 3, 8]), 5),
            (np.array([4.0, 1.5, -7, 3, 2, 8, 0, 5, 6, -2, 10]), 3),
            (np.array([-1.5, 4, 2]), 1),
        ],
        hints=("How many cells has window i? Not all have the same number.",
            "i * n // m rounds down. For the end use math.ceil((i + 1) * n / m).",
            "[x[i * n // m : -(-(i + 1) * n // m)].mean() for i in range(m)], with n = len(x)"),
    ),
    Exercise(
        id="14.4", solution=transposed, twin=_transposed, faults=TRANSPOSED_FAULTS, wrong_rules=TRANSPOSED_RULES,
        cases=[
            (np.array([1.0, 2, -1]), np.array([1.0, 3, 0.5]), 2),
            (np.array([2.0, -0.5]), np.array([1.0, -2, 4, 0.25]), 3),
            (np.array([1.0, 0.5, 3, -2]), np.array([2.0, -1]), 3),
            (np.array([-1.5, 2, 4]), np.array([0.5, 1, -3, 2, 1.5]), 1),
            (np.array([3.0]), np.array([1.0, -2]), 4),
            (np.array([0.5, -4, 1, 2, 6]), np.array([1.0, 2, -0.5, 4, 3]), 2),
            (np.array([5.0, -1, 2]), np.array([-1.5]), 2),
        ],
        hints=("Start from zeros: (N - 1) * S + K of them. Input i writes a copy of w, times x[i].",
            "The copy of input i covers y[i * S : i * S + K].",
            "for i in range(len(x)): y[i * S : i * S + len(w)] += x[i] * w"),
    ),
]  # fmt: skip
