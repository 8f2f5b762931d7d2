"""Exercises of notebook 10: weights of a layer, correlation, the turned kernel, normalised matching.

Images, kernels, patches and templates are arrays of decimals.
"""

from math import sqrt

import numpy as np

from ...kit.exercise import Exercise


def correlate(image, kernel):
    (H, W), (K, L) = image.shape, kernel.shape
    result = np.zeros((H - K + 1, W - L + 1))
    for i in range(H - K + 1):
        for j in range(W - L + 1):
            result[i, j] = (image[i : i + K, j : j + L] * kernel).sum()
    return result


def turn(kernel):
    return kernel[::-1, ::-1]


def similarity(patch, template):
    p, t = patch - patch.mean(), template - template.mean()
    size = ((p * p).sum() * (t * t).sum()) ** 0.5
    return float((p * t).sum() / size) if size else 0.0


# --- what goes wrong --------------------------------------------------------------------------------------

WEIGHT_RULES = {
    "shared": (25, "25 is right if all units *share* their weights. Here each unit has 25 of its own."),
    "shared, bias": (26, "That is one shared window and a bias. Here each unit has weights of its own."),
    "full": (9_000_000,
        "That is fully connected: each unit sees all 3,000 pixels. Here it sees 5·5 of them."),
    "full, twice": (18_000_000,
        "That is twice fully connected. Here a unit sees 5·5 pixels, and additions do not count."),
    "units": (3000,
        "One weight a unit, or windows side by side? There is one at *each* pixel, with a weight for each "
        "cell."),
    "side": (15_000, "You counted 5 weights a unit. A window of 5×5 has 25 cells."),
    "sum of sides": (30_000, "You counted 5 + 5 weights a unit. A window of 5×5 has 25 cells."),
    "biases": (78_000, "You counted a bias for each unit. The question is about weights only."),
    "inside": (64_400,
        "You left out units whose window hangs over the border. There is one at *each* pixel."),
    "inside, wrong": (66_000, "There is a unit at *each* pixel, also at the border: 60·50 of them."),
    "inside, fewer": (61_875, "You left out units near the border. There is one at *each* pixel."),
    "outside": (80_600, "You put units on a ring of zeros, too. There is one at each *pixel*: 60·50."),
    "all outside": (86_400, "You put units on the zeros around, too. There is one at each *pixel*: 60·50."),
    "real pixels": (71_736, "You counted real pixels only. Zeros beyond the border have weights, too."),
    "window twice": (1_875_000, "You counted the window's 25 cells twice. A unit has one weight for each."),
    "no middle": (72_000, "That is 24 weights a unit. A window of 5×5 has 25 cells."),
    "one bias": (75_001, "That is one more. Did you count a bias? The question is about weights only."),
    "powers": (15_002, "In Python `^` is no power: write `5 ** 2`."),
    "added": (3025, "You added units and window. Each unit has its own 25: multiply."),
    "sides added": (2750, "You added 60 + 50. An image of 60×50 has 60·50 pixels."),
    "one side": (1500, "That is 60 units. An image of 60×50 pixels has 60·50 units."),
    "other side": (1250, "That is 50 units. An image of 60×50 pixels has 60·50 units."),
    "window all": (120,
        "60·50/25 are windows side by side, 60 + 50 + 5 + 5 sides added. There is one window at *each* "
        "pixel."),
    "lecture": (300_000, "That is with a window of 10×10, the lecture's. Here it is 5×5."),
    "three": (27_000, "That is with a window of 3×3. Here it is 5×5."),
    "square": (90_000, "You took 60 for both sides. The image is 60×50."),
    "square, 50": (62_500, "You took 50 for both sides. The image is 60×50."),
    "colour": (225_000, "That is for three channels. A grey image has one."),
    "doubled": (150_000, "That is twice too many. Did you count additions as well?"),
    "lines of 5": (375_000, "5·5·5? The window is 5×5: 25 cells."),
    "thousands": (75,
        "75 is 5·5·3: here is one channel. Or did you mean thousands? Write them with all zeros."),
    "lecture's": (lambda n: n in (100, 4_000_000, 1_600_000_000),
        "That is a number of the lecture. Here: 60×50, 5×5."),
    "zeros": (lambda n: n in (750, 7500, 750_000, 75_000_000),
        "Zeros are missing, or there are too many. How many has 60·50?"),
    "sign": (-75_000, "The minus is too much."),
    "ten": (lambda n: n in (110, 115, 135, 1310),
        "60 + 50 are sides added up. There are 60·50 pixels, and 25 weights for each."),
    "windows": (lambda n: 0 < n < 25, "Each unit alone has 25 weights, one for each cell of its window."),
}  # fmt: skip


def _slide(image, kernel, *, laid=lambda k: k, lost=(0, 0), pad=lambda n: (0, 0), weigh=lambda p, k: p * k,
           take=np.sum, goes_on=0, kind=float, seen=lambda r: r, step=1):  # fmt: skip
    kernel = laid(kernel)
    padded, total, (K, L) = np.pad(image, [pad(n) for n in kernel.shape]), 0, kernel.shape
    H, W = ((padded.shape[a] - n - lost[a]) // step + 1 for a, n in enumerate((K, L)))
    result = np.zeros((max(H, 0), max(W, 0)))
    for i in range(H):
        for j in range(W):
            patch = padded[i * step : i * step + K, j * step : j * step + L]
            total = goes_on * total + take(weigh(patch, kernel))
            result[i, j] = kind(total)
    return seen(result)


SLIDE_FAULTS = {
    "turned": ({"laid": lambda k: k[::-1, ::-1]},
        "You turned the kernel by 180°: that is convolution, as np.convolve and SciPy do it. Lay it as it "
        "is."),
    "rows turned": ({"laid": lambda k: k[::-1]}, "You reversed the rows of the kernel. Lay it as it is."),
    "columns turned": ({"laid": lambda k: k[:, ::-1]}, "You reversed the kernel's columns. Lay it as it is."),
    "transposed": ({"laid": lambda k: k.T}, "You laid the transposed kernel. Rows belong to rows."),
    "both lost": ({"lost": (1, 1)}, "The last row and column are missing: H - K + 1 windows fit, not H - K."),
    "row lost": ({"lost": (1, 0)}, "The last row is missing: H - K + 1 windows fit, one below the other."),
    "column lost": ({"lost": (0, 1)}, "The last column is missing: W - L + 1 windows fit side by side."),
    "full": ({"pad": lambda n: (n - 1, n - 1)},
        "Your result is too large: here the kernel stays inside the image."),
    "same": ({"pad": lambda n: ((n - 1) // 2, n // 2)},
        "You padded, so the result is as large as the image. Here is no padding."),
    "padded, end": ({"pad": lambda n: (0, n - 1)},
        "Your last windows hang over the edge. Stop at H - K + 1."),
    "pixels only": ({"weigh": lambda p, k: p}, "You add up the pixels, without the weights of the kernel."),
    "added": ({"weigh": lambda p, k: p + k},
        "You add pixel and weight. Multiply them, then add up the products."),
    "mean": ({"take": np.mean}, "You took the mean. A kernel gives a weighted *sum*: nothing is divided."),
    "average": ({"take": lambda t: t.sum(), "weigh": lambda p, k: p * k / (k.sum() or 1)},
        "You divide by the sum of the weights. A kernel gives a weighted *sum*: nothing is divided."),
    "largest": ({"take": np.max}, "You took the largest product. Add them all up."),
    "differences": ({"weigh": lambda p, k: (p - k) ** 2},
        "You add up squared differences. Multiply pixel and weight, then add up the products."),
    "kernel cut": ({"weigh": lambda p, k: (p * k)[:-1, :-1]},
        "The kernel's last row and column do not count: range(K) already stops before K."),
    "last product": ({"take": lambda t: t[-1, -1]},
        "Only the last product is left: `+=` adds them up, `=` does not."),
    "first row": ({"take": lambda t: t[0].sum()},
        "You add up the first row of each window only. All rows count."),
    "diagonal": ({"take": np.trace}, "You take the diagonal only. A sum over rows *and* columns is wanted."),
    "last row": ({"take": lambda t: t[-1].sum()},
        "Only the last row of each window counts: set the sum to 0 before both inner loops."),
    "goes on": ({"goes_on": 1}, "Your sum goes on from window to window: set it back to 0 for each."),
    "absolute": ({"take": lambda t: abs(t.sum())}, "You dropped the sign. Negative sums stay negative."),
    "cut at 0": ({"take": lambda t: max(t.sum(), 0)}, "You set negative sums to 0. Here is no ReLU."),
    "whole": ({"kind": lambda s: float(int(s))},
        "The decimals are cut off. Use np.zeros(...) for the result, and no int."),
    "tiles": ({"step": 2}, "Your window moves by 2. It moves by 1."),
    "turned result": ({"seen": lambda r: r.T}, "Rows and columns of your result are exchanged."),
    "last ones 0": ({"seen": lambda r: np.pad(r[:-1, :-1], ((0, 1), (0, 1)))},
        "The last row and column of your result are still 0: range(n) stops before n."),
    "first ones 0": ({"seen": lambda r: np.pad(r[1:, 1:], ((1, 0), (1, 0)))},
        "The first row and column of your result are still 0: the loops start at 0."),
    "flat": ({"seen": lambda r: r.ravel()}, "Your result is one long row. Start a new row for each i."),
    "first row only": ({"seen": lambda r: r[:1]},
        "Only the first row is there. Is `return` (or the append) one level too deep?"),
    "first row, then 0": ({"seen": lambda r: np.pad(r[:1], ((0, len(r) - 1), (0, 0)))},
        "Only the first row is filled. Is `return` one level too deep?"),
    "one row": ({"seen": lambda r: np.repeat(r[-1:], len(r), axis=0)},
        "All your rows are the last one: `[[0] * n] * m` is one row, m times. Use np.zeros((m, n))."),
    "first number": ({"seen": lambda r: r[0, 0]},
        "Only the first number is there. `return` belongs behind both loops."),
    "last number": ({"seen": lambda r: r[-1, -1]}, "Only the last number is left. Keep one for each place."),
    "total": ({"seen": np.sum}, "You add up all windows. One number for each place is wanted."),
}  # fmt: skip


def _by_len(image, kernel):
    n, around = len(kernel), range(len(image) - len(kernel) + 1)
    part = lambda i, j: sum(image[i + m, j + l] * kernel[m, l] for m in range(n) for l in range(n))
    return [[part(i, j) for j in around] for i in around]


def _wrapped(image, kernel):
    (H, W), (K, L) = image.shape, kernel.shape
    return sum(k * np.roll(image, at, (0, 1)) for at, k in np.ndenumerate(kernel))[: H - K + 1, : W - L + 1]


SLIDE_RULES = {
    "len": (_by_len,
        "len(...) counts rows. How many columns are there? image.shape and kernel.shape have both."),
    "minus": (_wrapped,
        "With `i - m` the kernel is turned, and an index below 0 counts from the far end. Use i + m and "
        "j + n."),
    "matrix product": (lambda image, kernel: _slide(image, kernel, weigh=lambda p, k: p @ k.T),
        "`@` is the matrix product. Multiply number by number: `*`."),
    "rows for columns": (lambda image, kernel: _slide(image, kernel[:, : len(kernel)]),
        "You took the kernel's rows for its columns, too. It need not be square: kernel.shape has both."),
}  # fmt: skip

TURN_FAULTS = {
    "rows": ({"rows": -1, "columns": 1}, "You reversed the order of the rows only. The columns, too."),
    "columns": ({"rows": 1, "columns": -1}, "You reversed the columns only. The rows, too."),
    "unchanged": ({"rows": 1, "columns": 1}, "The kernel came back as it was."),
    "minus": ({"sign": -1, "rows": 1, "columns": 1},
        "You changed the signs. For Sobel's kernel that is the same, for others it is not."),
    "minus, turned": ({"sign": -1}, "The kernel is turned, but the signs changed, too. They stay."),
    "transposed": ({"rows": 1, "columns": 1, "after": np.transpose},
        "That is the transposed kernel: rows became columns. Turn by 180°."),
    "other diagonal": ({"after": np.transpose},
        "You also exchanged rows and columns. Two reversals are enough."),
    "quarter": ({"rows": 1, "columns": 1, "after": np.rot90},
        "np.rot90 turns by 90°. Turn twice: np.rot90(kernel, 2)."),
    "quarter back": ({"rows": 1, "columns": 1, "after": lambda k: np.rot90(k, -1)},
        "That is a turn by 90°. Turn by 180°."),
    "flat": ({"after": np.ravel}, "The numbers are right, in one row. Keep the shape of the kernel."),
    "minus zero": ({"rows": 1, "columns": 1, "after": lambda k: np.roll(k[::-1, ::-1], (1, 1), (0, 1))},
        "-0 is 0, the first place: -i and -j are one too far. Use -1 - i and -1 - j."),
    "first row": ({"after": lambda k: np.pad(k[:1], ((0, len(k) - 1), (0, 0)))},
        "Only the first row is filled. Is `return` inside the loop?"),
    "sorted": ({"rows": 1, "columns": 1, "after": lambda k: np.sort(k)[:, ::-1]},
        "You sorted each row. The order is reversed, whatever the numbers are."),
}  # fmt: skip


def _turn(kernel, *, rows=-1, columns=-1, sign=1, after=lambda k: k):
    return after(sign * kernel[::rows, ::columns])


def _alike(p, t, *, off=lambda p, t: (p - p.mean(), t - t.mean()),
           over=lambda p, t: sqrt((p * p).sum() * (t * t).sum()), none=0.0, kind=float,
           times=lambda p, t: (p * t).sum()):  # fmt: skip
    p, t = off(p, t)
    size = over(p, t)
    return kind(times(p, t) / size) if size else none


def _off_rows(p):
    return p - p.mean(axis=1, keepdims=True)


def _spread(p):
    return sqrt(((p - p.mean()) ** 2).sum() / (p * p).sum())


def _sizes(p, t):
    return (p * p).sum(), (t * t).sum()


def _over(a, b):
    return a / b if b else 0


ALIKE_FAULTS = {
    "no means": ({"off": lambda p, t: (p, t)},
        "You did not subtract the means: a brighter patch would seem more alike."),
    "one mean": ({"off": lambda p, t: (p, t - t.mean())},
        "You did not subtract the patch's mean. It counts for the size, too."),
    "other mean": ({"off": lambda p, t: (p - p.mean(), t)},
        "You did not subtract the template's mean. It counts for the size, too."),
    "mean of rows": ({"off": lambda p, t: (p - p.mean(axis=0), t - t.mean(axis=0))},
        "You subtract a mean for each column. One mean for the whole patch."),
    "mean of columns": ({"off": lambda p, t: (_off_rows(p), _off_rows(t))},
        "You subtract a mean for each row. One mean for the whole patch."),
    "patch's mean": ({"off": lambda p, t: (p - p.mean(), t - p.mean())},
        "You subtract the patch's mean from both. Each has its own mean."),
    "template's mean": ({"off": lambda p, t: (p - t.mean(), t - t.mean())},
        "You subtract the template's mean from both. Each has its own mean."),
    "sums off": ({"off": lambda p, t: (p - p.sum(), t - t.sum())},
        "You subtract the sum. Subtract the *mean*."),
    "medians": ({"off": lambda p, t: (p - np.median(p), t - np.median(t))},
        "You subtract the median, the number in the middle. Subtract the *mean*."),
    "no size": ({"over": lambda p, t: float(_sizes(p, t)[0] * _sizes(p, t)[1] > 0)},
        "You did not divide by the sizes: more contrast would count as more alike."),
    "no root": ({"over": lambda p, t: np.prod(_sizes(p, t))},
        "The root is missing: a size is the root of a sum of squares."),
    "patch's root": ({"over": lambda p, t: sqrt(_sizes(p, t)[0]) * _sizes(p, t)[1]},
        "Your root covers the patch's squares only. It covers the product of both sums."),
    "template's root": ({"over": lambda p, t: _sizes(p, t)[0] * sqrt(_sizes(p, t)[1])},
        "Your root covers the template's squares only. It covers the product of both sums."),
    "no brackets": ({"over": lambda p, t: _over(*map(sqrt, _sizes(p, t)))},
        "In `a / b * c` Python divides by b only. Write `a / (b * c)`."),
    "mean of products": ({"times": lambda p, t: (p * t).mean()},
        "You take the mean of the products, but sums of squares. Take sums everywhere."),
    "sum of sizes": ({"over": lambda p, t: sqrt(_sizes(p, t)[0] + _sizes(p, t)[1])},
        "You added the sums of squares. Multiply them, then take the root."),
    "roots added": ({"over": lambda p, t: sum(map(sqrt, _sizes(p, t)))},
        "You added the two sizes. Multiply them."),
    "patch only": ({"over": lambda p, t: _sizes(p, t)[0]},
        "You divide by the patch's squares. Both sizes count."),
    "template only": ({"over": lambda p, t: _sizes(p, t)[1]},
        "You divide by the template's squares. Both sizes count."),
    "one size": ({"over": lambda p, t: sqrt(_sizes(p, t)[0])},
        "You divide by the patch's size only. The template's is missing."),
    "other size": ({"over": lambda p, t: sqrt(_sizes(p, t)[1])},
        "You divide by the template's size only. The patch's is missing."),
    "deviations": ({"over": lambda p, t: p.std() * t.std()},
        "std divides by n inside. So divide the sum of products by n as well, or use sums everywhere."),
    "covariance": ({"over": lambda p, t: p.size * float(p.any() and t.any())},
        "That is the mean of the products. Divide by the two sizes."),
    "absolute": ({"kind": abs}, "You dropped the sign. A negative of the template is at −1."),
    "percent": ({"kind": lambda r: 100 * float(r)}, "That is in percent. Return the number itself."),
    "one place": ({"kind": lambda r: round(float(r), 1)},
        "You round to one place. Return the number as it is."),
    "two places": ({"kind": lambda r: round(float(r), 2)},
        "You round to two places. Return the number as it is."),
    "squared": ({"kind": lambda r: float(r) ** 2}, "You squared the result. The sign is lost with it."),
    "unlike": ({"kind": lambda r: 1 - float(r)}, "That is 1 minus the similarity: a distance."),
    "constant is 1": ({"none": 1.0}, "A constant patch resembles nothing: return 0 there."),
    "variances": ({"over": lambda p, t: p.var() * t.var()},
        "You divide by variances: squares, and means besides. The root of the product of both *sums* is "
        "wanted."),
    "sizes of numbers": ({"over": lambda p, t: abs(p).sum() * abs(t).sum()},
        "You divide by sums of absolute values. A size is the root of a sum of *squares*."),
    "largest": ({"over": lambda p, t: abs(p).max() * abs(t).max()},
        "You divide by the largest numbers. A size is the root of a sum of squares."),
    "products squared": ({"over": lambda p, t: sqrt((p * p * t * t).sum())},
        "You square the products. Sum the squares of each by itself, then multiply the two sums."),
    "cut at 0": ({"kind": lambda r: max(0.0, float(r))}, "You set negative similarities to 0. They stay."),
    "nothing there": ({"none": None}, "For a constant patch the function returns nothing. Return 0 there."),
    "nan": ({"none": float("nan")},
        "For a constant patch you return nan: 0 divided by 0. Test the size first, and return 0."),
}  # fmt: skip
ALIKE_RULES = {
    "raw sizes": (lambda patch, template: _alike(patch, template)
            and _alike(patch, template) * _spread(patch) * _spread(template),
        "The sizes still contain the means. Take the squares after the means are subtracted."),
    "raw products": (
        lambda patch, template: _alike(patch, template, times=lambda *_: (patch * template).sum()),
        "You multiply patch and template as they are. First subtract the means, then multiply."),
    "patch untested": (lambda patch, template: _alike(patch, template) if np.ptp(patch) else np.nan,
        "For a constant patch you return nan, 0 divided by 0. You test the template only."),
    "template untested": (lambda patch, template: _alike(patch, template) if np.ptp(template) else np.nan,
        "For a constant template you return nan, 0 divided by 0. You test the patch only."),
    "matrix product": (lambda patch, template: _alike(patch, template, times=lambda p, t: (p @ t.T).sum()),
        "`@` multiplies rows by columns. Here each number meets its partner: `*`."),
    "some zero": (lambda patch, template: _alike(patch, template) * bool((patch - patch.mean()).all())
            * bool((template - template.mean()).all()),
        "You return 0 as soon as *one* number equals the mean. Constant means that all do."),
    "np.cov": (lambda patch, template: np.cov(patch.ravel(), template.ravel())[0, 1],
        "That is the covariance. What is left to do: divide by both sizes."),
    "rows": (lambda patch, template: np.corrcoef(patch, template)[0, 1],
        "np.corrcoef takes each *row* for a quantity of its own. Give it patch.ravel() and "
        "template.ravel()."),
    "distance": (lambda patch, template: ((patch - template) ** 2).sum(),
        "That is a squared distance: it changes with brightness and contrast."),
    "turned": (lambda patch, template: _alike(patch[::-1, ::-1], template),
        "You turned one of the two by 180°. Compare them as they are."),
    "n - 1": (lambda patch, template: _alike(patch, template) * (patch.size - 1) / patch.size,
        "One of your means or deviations divides by n, the other by n - 1 (np.cov, ddof=1). Use the same "
        "for all."),
    "wrong n": (lambda patch, template: _alike(patch, template) * patch.size / len(patch),
        "len(patch) counts its rows. patch.size counts all its numbers."),
}  # fmt: skip


def _grids(*shapes, start=0):
    """Decimals of both signs, of two digits, none like its neighbours."""
    draw = np.random.default_rng(start)
    return tuple(draw.integers(-19, 20, shape) / 4 for shape in shapes)


EXERCISES = [
    Exercise(
        id="10.1", solution=75_000, wrong_rules=WEIGHT_RULES,
        why="60·50 = 3,000 units, each with 5·5 = 25 weights of its own.",
        hints=("How many units are there? How many cells does each of them see?",
            "60·50 units, and 5·5 weights for each.", "60 * 50 * 5 * 5"),
    ),
    Exercise(
        id="10.2", solution=correlate, twin=_slide, faults=SLIDE_FAULTS, wrong_rules=SLIDE_RULES,
        cases=[
            (np.array([[1.0, 2, 0, 3], [4, -1, 2, 5], [0, 3, 1, 2]]), np.array([[1.0, 0.5, -2], [3, 0, -1]])),
            _grids((5, 4), (2, 2), start=1), _grids((3, 3), (3, 3), start=2), _grids((4, 6), (3, 2), start=3),
            _grids((1, 6), (1, 3), start=4), _grids((2, 3), (1, 1), start=5), _grids((6, 5), (3, 3), start=6),
        ],
        hints=("How many places are there for the kernel, down and across? Two loops go through them.",
            "At (i, j) the patch is image[i : i + K, j : j + L], with K, L = kernel.shape. Multiply and add "
            "up.",
            "result[i, j] = (image[i : i + K, j : j + L] * kernel).sum()"),
    ),
    Exercise(
        id="10.3", solution=turn, twin=_turn, faults=TURN_FAULTS,
        cases=[
            (np.array([[1.0, 2, 3], [4, 5, 6]]),),
            *(_grids((h, w), start=h * w) for h, w in ((3, 3), (2, 2), (1, 4), (3, 1), (5, 3))),
        ],
        hints=("Where does the first number go? And the last?",
            "Reverse the order of the rows, and the order in each row.", "kernel[::-1, ::-1]"),
    ),
    Exercise(
        id="10.4", solution=similarity, twin=_alike, faults=ALIKE_FAULTS, wrong_rules=ALIKE_RULES,
        cases=[
            *(_grids((h, w), (h, w), start=h + w) for h, w in ((2, 3), (3, 3), (2, 4))),
            (np.array([[5.0, 7, 5], [3, 9, 1]]), np.array([[1.0, 2, 1], [0, 3, -1]])),
            (np.array([[-1.0, -2], [-4, 0.5]]), np.array([[2.0, 4], [8, -1]])),
            (np.full((2, 2), 3.0), np.array([[1.0, 2], [0, 4]])),
            (np.array([[1.0, 2, 0.5]]), np.full((1, 3), 2.0)),
        ],
        hints=("First make both free of brightness, then multiply, then make the result free of contrast.",
            "Subtract the mean from each. Divide the sum of products by the root of (sum of squares · sum "
            "of squares).",
            "(p * t).sum() / ((p * p).sum() * (t * t).sum()) ** 0.5"),
    ),
]  # fmt: skip
