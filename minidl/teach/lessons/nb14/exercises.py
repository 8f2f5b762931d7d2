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
        start, end = i * n // m, -(-(i + 1) * n // m)  # minus twice: rounded up
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


def _backward(
    x, g, K, S, *, best=np.argmax, add=True, what=lambda g, x: g, over=range, begin=lambda i, S: i * S,
    put=lambda i, S: i * S, length=lambda K: K, per_window=False,
):  # fmt: skip
    dx, mine = np.zeros(len(x)), []
    for i in over(len(g)):
        window = x[begin(i, S) : begin(i, S) + length(K)]
        winner, value = put(i, S) + best(window), what(g[i], window)
        dx[winner] = dx[winner] + value if add else value
        mine.append(winner)
    return mine if per_window else dx


# fmt: off
ONE_LEFT = "All numbers are one place too far left."
BACKWARD_FAULTS = {
    "overwritten": ({"add": False}, "A cell may win several times. `=` keeps only its last gradient: `+=`."),
    "last tie": ({"best": _last}, "Of equal numbers the *first* wins. With you the last one does."),
    "all ties": ({"best": lambda w: np.flatnonzero(w == w.max())}, "Of equal numbers only the first wins."),
    "no offset": ({"put": lambda i, S: 0}, "argmax counts from the start of the *window*: add i * S."),
    "i + argmax": ({"put": lambda i, S: i}, "Window i begins at i * S, not at i: i * S + argmax."),
    "start i": ({"begin": lambda i, S: i}, "You read the window from i on. Window i begins at i * S."),
    "S ignored": ({"S": 1}, "You ignore S: window i begins at i * S, not at i."),
    "K ignored": ({"K": 2}, "Your windows have 2 cells. They have K."),
    "shorter": ({"length": lambda K: K - 1}, "Your windows lack their last cell: x[i * S : i * S + K]."),
    "longer": ({"length": lambda K: K + 1}, "Your windows have a cell too many: x[i * S : i * S + K]."),
    "smallest": ({"best": np.argmin}, "You look for the smallest number of a window. The largest one wins."),
    "size": ({"best": lambda w: abs(w).argmax()}, "You compare abs(x). The largest wins, with its sign."),
    "above 0": ({"best": lambda w: w.argmax() if w.max() > 0 else 0},
        "All numbers of a window may be negative: start with its first number, not with 0."),
    "first cell": ({"best": lambda w: 0},
        "The first cell of each window gets g[i], as if all were equal. Has x lost its numbers by then?"),
    "ones": ({"what": lambda g, x: 1}, "You send 1 to each winner. Window i sends g[i]."),
    "value": ({"what": lambda g, x: x.max()}, "You put the maximum back: that is unpooling. Put g[i] there."),
    "times value": ({"what": lambda g, x: g * x.max()}, "You multiply by the value. The slope is 1: g[i]."),
    "divided": ({"what": lambda g, x: g / len(x)}, "You divide by K. The winner gets all of g[i]."),
    "no last window": ({"over": lambda n: range(n - 1)}, "You leave out the last window: range(len(g))."),
    "no first window": ({"over": lambda n: range(1, n)}, "You leave out window 0: Python counts from 0."),
    "one window": ({"over": lambda n: range(1)}, "Only the first window is done."),
    "last alone": ({"over": lambda n: range(n - 1, n)}, "Only the last window counts. Is dx made anew?"),
    "winners": ({"per_window": True}, "You return *where* the winners are. Put g[i] there, into zeros.")}


def _of_windows(share):
    """Each cell of window i gets its part of g[i]."""

    def backward(x, g, K, S):
        dx = np.zeros(len(x))
        for i in range(len(g)):
            dx[i * S : i * S + K] += g[i] * share(x[i * S : i * S + K])
        return dx

    return backward


BACKWARD_RULES = {
    "mean": (_of_windows(lambda w: 1 / len(w)), "That is *mean* pooling. Here the winner gets all of g[i]."),
    "to all": (_of_windows(np.ones_like), "Each cell of the window gets g[i]. Only the largest one should."),
    "shared ties": (_of_windows(lambda w: (w == w.max()) / (w == w.max()).sum()),
        "You share g[i] among equal numbers. Here, as in minidl and PyTorch, the first wins."),
    "largest of all": (lambda x, g, K, S: np.where(np.arange(len(x)) == x.argmax(), g.sum(), 0),
        "You look for the largest number of all x. Each window has its own winner."),
    "first in x": (lambda x, g, K, S: sum(
            v * np.eye(len(x))[list(x).index(max(x[i * S : i * S + K]))] for i, v in enumerate(g)),
        "The same number may come earlier in x. Look within the window; add i * S."),
    "equal in x": (lambda x, g, K, S: sum(g[i] * (x == x[i * S : i * S + K].max()) for i in range(len(g))),
        "All cells of x that equal the maximum get g[i], also outside of the window."),
    "from x": (lambda x, g, K, S: x + max_pool_backward(x, g, K, S), "dx begins as x. Begin with zeros."),
    "one left": (lambda x, g, K, S: np.roll(max_pool_backward(x, g, K, S), -1), ONE_LEFT),
    "to K": (lambda x, g, K, S: np.append(max_pool_backward(x[:K], g, K, S), 0 * x[K:]),
        "x[i * S : K] ends too early. Window i ends before i * S + K."),
    "winners as 1": (lambda x, g, K, S: _backward(x, g, K, S, what=lambda g, x: 1, add=False),
        "You mark the winners with 1. They get the sum of all g[i] that they win."),
    "K for S": (lambda x, g, K, S: _backward(x, g, K, K), "Your windows begin at i * K, not at i * S."),
    "forward": (lambda x, g, K, S: np.array([x[i * S : i * S + K].max() for i in range(len(g))]),
        "That is the forward pass, the maxima. Wanted is the gradient of x: as long as x.")}


def _adaptive(x, m, *, first=floor, last=ceil, of=lambda w, n, m: w.mean(), over=range):
    n = len(x)
    return [of(x[first(i * n / m) : last((i + 1) * n / m)], n, m) for i in over(m)]


ADAPTIVE_FAULTS = {
    "end down": ({"last": floor}, "You round the end down: a cell partly in the window gets lost. Up."),
    "start up": ({"first": ceil}, "You round the start up: a cell partly in the window gets lost. Down."),
    "end one on": ({"last": lambda t: ceil(t) + 1}, "A cell too many: x[start:end] ends before `end`."),
    "end short": ({"last": lambda t: ceil(t) - 1}, "A cell too few: x[start:end] leaves out `end` itself."),
    "floor + 1": ({"last": lambda t: floor(t) + 1}, "floor + 1 is not ceil: it moves whole numbers, too."),
    "rounded": ({"first": round, "last": round}, "No rounding to the nearest: start down, end up."),
    "sum": ({"of": lambda w, n, m: w.sum()}, "These are sums. Divide each by the cells of its window."),
    "by m": ({"of": lambda w, n, m: w.sum() / m}, "You divide by m. Divide by the cells of the window."),
    "by n/m": ({"of": lambda w, n, m: w.sum() * m / n}, "You divide by n/m. Divide by end - start."),
    "by n": ({"of": lambda w, n, m: w.sum() / n}, "You divide by n, all cells. Divide by end - start."),
    "max": ({"of": lambda w, n, m: w.max()}, "That is adaptive *max* pooling. Wanted are means."),
    "median": ({"of": lambda w, n, m: np.quantile(w, 0.5)}, "These are medians. Wanted are means."),
    "one cell": ({"of": lambda w, n, m: w[0]}, "You take the first cell of each window, not its mean."),
    "no last": ({"over": lambda m: range(m - 1)}, "There are m windows: range(m) runs to the last one."),
    "first left": ({"over": lambda m: range(1, m)}, "You leave out window 0. Python counts from 0.")}


def _equal(size):
    return lambda x, m: [x[i * size(x, m) : (i + 1) * size(x, m)].mean() for i in range(m)]


def _long(size):
    return lambda x, m: [x[i * len(x) // m :][: size(len(x), m)].mean() for i in range(m)]


def _mean(cells):
    return np.divide(cells.sum(), cells.size)  # of none: nan, without a warning


ADAPTIVE_RULES = {
    "equal": (_equal(lambda x, m: max(len(x) // m, 1)), "Your windows all have n // m cells, side by side."),
    "one length": (_long(lambda n, m: ceil(n / m)), "All your windows are ceil(n / m) long."),
    "short": (_long(lambda n, m: max(n // m, 1)), "All your windows are n // m long. See the end."),
    "split": (lambda x, m: [part.mean() for part in np.array_split(x, m)],
        "np.array_split never lets windows overlap: the two formulas do."),
    "end": (lambda x, m: [x[i * len(x) // m : (i + 1) * ceil(len(x) / m)].mean() for i in range(m)],
        "Your end is (i + 1) * ceil(n / m). Round at last: ceil((i + 1) * n / m)."),
    "n for m": (lambda x, m: [_mean(x[i * m // len(x) : ceil((i + 1) * m / len(x))]) for i in range(m)],
        "n and m have changed places: window i begins at i * n // m."),
    "as it is": (lambda x, m: x if m > len(x) else adaptive_mean(x, m), "The formulas hold for m > n, too."),
    "one mean": (lambda x, m: float(x.mean()), "That is one mean of all cells. Wanted are m means."),
    "all cells": (lambda x, m: [x.mean()] * m, "Each of your means is over all x. A window has fewer cells.")}


def _transposed(
    x, w, S, *, add=True, times=np.multiply, place=lambda i, k, S, K: i * S + k, kernel=lambda w: w,
    over=range, size=lambda n, K, S: (n - 1) * S + K, beyond=None,
):
    """Weight by weight. What is beyond the end is left out, or raises `beyond`."""
    y = np.zeros(size(len(x), len(w), S))
    for i in over(len(x)):
        for k, number in enumerate(times(x[i], kernel(w))):
            j = place(i, k, S, len(w))
            if j < len(y):
                y[j] = add * y[j] + number
            elif beyond is IndexError or (beyond and len(w) > 1):  # NumPy adds one number to an empty slice
                raise beyond
    return y


TRANSPOSED_FAULTS = {
    "overwritten": ({"add": False}, "Where copies overlap, their numbers add: `+=`, not `=`."),
    "begin i": ({"place": lambda i, k, S, K: i + k}, "Your copies begin at i. They begin at i * S."),
    "no last w": ({"kernel": lambda w: np.append(w[:-1], 0)}, "You lose the last weight: range(len(w))."),
    "flipped": ({"kernel": lambda w: w[::-1]}, "You turn w round. Each input writes w as it is."),
    "S ignored": ({"S": 1}, "You ignore S: input i writes from i * S on. (np.convolve does the same.)"),
    "no w": ({"times": lambda x, w: x + 0 * w}, "You write x[i] alone. Multiply it by each weight of w."),
    "no x": ({"times": lambda x, w: w}, "You write w alone. It is multiplied by x[i]."),
    "summed": ({"times": lambda x, w: x * w.sum() + 0 * w}, "You add up w first. Weight k goes to place k."),
    "divided": ({"times": lambda x, w: x * w / len(w)}, "You divide by K. Nothing is averaged here."),
    "no last": ({"over": lambda n: range(n - 1)}, "The last input writes nothing: range(len(x)) runs to it."),
    "no first": ({"over": lambda n: range(1, n)}, "The first input writes nothing. Python counts from 0."),
    "N S + K": ({"size": lambda n, K, S: n * S + K}, "Too long. The last copy begins at (N - 1) * S."),
    "N S + K - 1": ({"size": lambda n, K, S: n * S + K - 1}, "Too long: no gap follows the last input.")}
BEYOND = {None: " The rest is lost.", ValueError: " A slice stops there.", IndexError: " An index is beyond."}
BOTH, ENDS, ALL = (None, ValueError), (None, IndexError), (*BEYOND,)  # too short, all indices fail alike
TRANSPOSED_FAULTS |= {
    f"{name} {error and error.__name__}": ({key: change, "beyond": error}, said + BEYOND[error])
    for name, key, change, said, errors in (
        ("N", "size", lambda n, K, S: n, "y has N places, not (N - 1) * S + K.", BOTH),
        ("less", "size", lambda n, K, S: (n - 1) * S + K - 1, "y lacks a place: (N - 1) * S + K.", BOTH),
        ("N S", "size", lambda n, K, S: n * S, "y has N * S places, not (N - 1) * S + K.", ALL),
        ("N - S", "size", lambda n, K, S: n - S + K, "y has N - 1 * S + K places: (N - 1) * S + K.", ALL),
        ("i K", "place", lambda i, k, S, K: i * K + k, "Your copies step by K: i * S.", ALL),
        ("S k", "place", lambda i, k, S, K: (i + k) * S, "Only i is multiplied by S: i * S + k.", ENDS),
        ("k S", "place", lambda i, k, S, K: i + k * S, "That is dilation. S belongs to i: i * S + k.", ENDS),
    )
    for error in errors}
TRANSPOSED_RULES = {
    "one left": (lambda x, w, S: np.roll(transposed(x, w, S), -1), ONE_LEFT),
    "averaged": (lambda x, w, S: transposed(x, w, S) / np.maximum(1, transposed(0 * x + 1, 0 * w + 1, S)),
        "You divide by the number of overlaps. The copies add, and no more."),
    "convolution": (lambda x, w, S: [x[i : i + len(w)] @ w for i in range(0, len(x) - len(w) + 1, S)],
        "That is the ordinary convolution, which *reads* windows. Here each input writes K numbers."),
    "K for S": (lambda x, w, S: transposed(x, w, len(w)), "Your copies begin at i * K, not at i * S."),
    "S zeros": (lambda x, w, S: transposed(x, w, S + 1), "Between two inputs there are S - 1 zeros, not S."),
    "duplicated": (lambda x, w, S: np.repeat(x, S), "You duplicate. Each input writes its own copy of w."),
    "same": (lambda x, w, S: np.convolve(transposed(x, np.ones(1), S), w, "same"), "'same' cuts ends off."),
    "swapped": (lambda x, w, S: transposed(w, x, S), "x and w have changed places."),
    "duplicated, convolved": (lambda x, w, S: np.convolve(np.repeat(x, S), w),
        "You duplicate, then convolve: the other way up. Here each input writes one copy of w.")}

EXERCISES = [
    Exercise(
        id="14.1", solution=max_pool_backward, twin=_backward,
        faults=BACKWARD_FAULTS, wrong_rules=BACKWARD_RULES,
        cases=[
            (np.array([3.0, 1, 2, 5, 4, 0.5]), np.array([1.5, -2, 0.5]), 2, 2),
            (np.array([2.0, 7, 1, 3, 5]), np.array([1.0, 0.5, -2]), 3, 1),
            (np.array([4.0, 4, 1, 2, 6, 6, 6]), np.array([1.5, -1, 2]), 3, 2),
            (np.array([-3, -1, -2, -5, -4, -0.5]), np.array([2, -1.5]), 3, 3),
            (np.array([1.0, 2, 9, 5, 3, 8, 4, 6]), np.array([0.25, -3, 1]), 2, 3),
            (np.array([-6, 0.5, 1, 2, 0, 2.5, 9]), np.array([-1, 2.5]), 3, 3),
            (np.array([0.5, -8, 2, 1]), np.array([3.0]), 4, 1),
            (np.array([3, -1, 0, 3, 3, 1.5, 0, 2]), np.array([0.5, -1, 2, 4]), 2, 2),
            (np.array([-2, -2, -1.5, 3, 0, 1, 1, -1]), np.array([1, -0.5, 2, 0.75, 3]), 4, 1)],
        hints=("Which cell of window i made output i? It alone gets g[i].",
            "Start from np.zeros(len(x)). Window i is x[i * S : i * S + K]; its argmax() counts from i * S.",
            "for i in range(len(g)): dx[i * S + x[i * S : i * S + K].argmax()] += g[i]")),
    Exercise(
        id="14.2", solution=9,
        why="Along each axis 11/4 rounds up to 3: 3 · 3 = 9. The others have 2 · 3 = 6 or 2 · 2 = 4.",
        hints=("Take one axis first. Every 4th pixel a new copy begins, and each copy is 11 pixels long.",
            "Along one axis 2 or 3 copies overlap: 11/4, rounded down or up.",
            "Both axes together: the larger number, squared."),
        wrong_rules={
            "one axis": (3, "3 is right along one axis. In two dimensions each of 3 rows has 3."),
            "fewest": (4, "4 is the stride, or 2 · 2, the smallest number. The largest is wanted."),
            "mixed": (6, "6 = 3 + 3, or 2 · 3? Both axes can have 3: it is 3 in each of 3 rows."),
            "fewest, one axis": (2, "2 is the smallest number along *one* axis. Wanted: the largest."),
            "quotient": (2.75, "11/4 is the average along one axis. A pixel has a whole number: 2 or 3."),
            "quotient squared": (7.5625, "(11/4)² is the average. A pixel has a whole number of inputs."),
            "rounded average": (8, "8 is the average, rounded. Round along each axis first, then multiply."),
            "all weights": (121, "121 outputs is what one *input* writes. Count the other way."),
            "kernel": (11, "11 is how long a copy is along one axis. How many of them meet in one pixel?"),
            "stride": (16, "16 = S · S. A larger stride means *fewer* overlaps."),
            "added": (5, "Did you add 2 and 3? Along each axis it is one of them, and the axes multiply."),
            "overlap": (7, "7: 11 − 4, or (11/4)², cut? Count the copies that meet, axis by axis."),
            "side by side": (1, "1 is right for K = S: copies side by side. (And 3^2 is no power: 3 ** 2.)"),
            "jumps": (1.75, "(11 − 4)/4 counts jumps of S within a copy. And the copy itself? And two axes?"),
            "product": (44, "44 = K · S: a larger stride makes *fewer* copies meet."),
            "three axes": (27, "27 = 3³: an image has two axes, not three."),
            "decimal": (lambda n: n > 0 and n % 1, "Inputs are counted: it is a whole number."),
            "too many": (lambda n: n > 9 and not n % 1,
                "Too many. Count the copies that meet along one axis; then both axes multiply."),
            "not positive": (lambda n: n <= 0, "At least one input writes on each pixel, as K > S.")}),
    Exercise(
        id="14.3", solution=adaptive_mean, twin=_adaptive, faults=ADAPTIVE_FAULTS, wrong_rules=ADAPTIVE_RULES,
        cases=[
            (np.array([1.0, 2, 4, 8, -16]), 3), (np.array([3.0, -1, 2, 5, 0.5, 7, 4]), 4),
            (np.array([1.0, 5, 2, -8, 4, 0.5]), 3), (np.array([2.0, -3]), 5),
            (np.array([0.5, 2, 9, -4, 1, 6, 3, 8]), 5), (np.array([-1.5, 4, 2]), 1),
            (np.array([4.0, 1.5, -7, 3, 2, 8, 0, 5, 6, -2, 10]), 3)],
        hints=("How many cells has window i? Not all have the same number.",
            "i * n // m rounds down. Up rounds math.ceil(...), or -(-(i + 1) * n // m).",
            "[x[i * n // m : -(-(i + 1) * n // m)].mean() for i in range(m)], with n = len(x)")),
    Exercise(
        id="14.4", solution=transposed, twin=_transposed,
        faults=TRANSPOSED_FAULTS, wrong_rules=TRANSPOSED_RULES,
        cases=[
            (np.array([1.0, 2, -1]), np.array([1.0, 3, 0.5]), 2),
            (np.array([2.0, -0.5]), np.array([1.0, -2, 4, 0.25]), 3),
            (np.array([1.0, 0.5, 3, -2]), np.array([2.0, -1]), 3),
            (np.array([-1.5, 2, 4]), np.array([0.5, 1, -3, 2, 1.5]), 1),
            (np.array([3.0]), np.array([1.0, -2]), 4), (np.array([5.0, -1, 2]), np.array([-1.5]), 2),
            (np.array([0.5, -4, 1, 2, 6]), np.array([1.0, 2, -0.5, 4, 3]), 2)],
        hints=("Start from zeros: (N - 1) * S + K of them. Input i writes a copy of w, times x[i].",
            "The copy of input i covers y[i * S : i * S + K].",
            "for i in range(len(x)): y[i * S : i * S + len(w)] += x[i] * w")),
]
# fmt: on
