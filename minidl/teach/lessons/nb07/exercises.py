"""Exercises of notebook 07: slopes, dead units, the size of weights, PReLU's own gradient.

`z`, `x` and `g` are arrays of decimals, one row a sample.
"""

from math import sqrt

import numpy as np

from ...kit.exercise import Exercise


def dead_units(z):
    return int((z <= 0).all(axis=0).sum())


def alpha_gradient(x, g):
    return float(np.sum((x < 0) * x * g))


def weight_std(fan_in, alpha):
    return (2 / ((1 + alpha**2) * fan_in)) ** 0.5


# --- what goes wrong --------------------------------------------------------------------------------------

SLOPE_RULES = {
    "sigmoid's, at 0.8": (0.21391, "That is the sigmoid's slope at z = 0.8. 0.8 is no z: it is tanh(z)."),
    "sigmoid's": (0.16, "a(1 − a) is the sigmoid's slope. For tanh it is 1 − a²."),
    "square": (0.64, "0.64 is a². The slope: what is left."), "σ": (0.689974, "That is the sigmoid of 0.8."),
    "root": (0.6, "There is no root: 1 − a²."), "not squared": (0.2, "You took 1 − a. The a is squared."),
    "tanh again": (0.559055, "You took the tanh of 0.8. 0.8 is the tanh already."),
    "plus": (1.64, "The sign: 1 − a², not 1 + a². tanh is never steeper than 1."),
    "value": (0.8, "0.8 is the value. Its slope is asked for."), "percent": (36, "That is in percent."),
    "place": (1.098612, "1.0986 is z, the place. The slope there is asked for."),
    "at 0": (1, "1 is the slope at z = 0, where tanh is steepest."), "(1 − a)²": (0.04, "Square a alone."),
    "none": (lambda v: v > 1.2, "A slope of tanh is between 0 and 1."),
    "falls": (lambda v: v < 0, "tanh rises everywhere: its slope is positive."),
    "near": (lambda v: 0.3 <= v < 0.42, "Near. Work out 1 − 0.8 · 0.8 to two decimals."),
    "tanh": (0.664037, "That is tanh(0.8). But 0.8 is not z: it is a, the value. 1 − a²."),
    "cube": (0.488, "That is 1 − a³. The a is squared."), "flat": (0, "Flat only far away: here it rises."),
    "cosh": (0.7477, "Is that 1/cosh of 0.8? 0.8 is not z: it is tanh(z) already."),
    "sigmoid's, at z": (0.1875, "That is the slope of the sigmoid at this z. tanh has another."),
    "sigmoid's, negative": (-0.16, "a(a − 1) is the sigmoid's slope, with the sign turned. tanh: 1 − a²."),
    "doubled": (-0.6, "That is 1 − 2a. a · a, not 2 · a."), "more": (0.288, "You multiplied by a once more."),
    "half": (0.5, "That is σ(0). tanh: 1 − a²."), "quarter": (0.25, "The largest slope of σ. tanh: 1 − a²."),
}  # fmt: skip


def _dead(z, *, off=lambda z: z <= 0, over=lambda off: off.all(axis=0), keep=slice(None), count=np.sum):
    return float(count(over(off(z[keep]))))


DEAD_FAULTS = {
    "strict": ({"off": lambda z: z < 0}, "At z = 0 a ReLU is off, too: its slope there is 0. So z <= 0."),
    "on": ({"off": lambda z: z > 0}, "You look for z > 0: these are the units that are on."),
    "exactly 0": ({"off": lambda z: z == 0}, "z goes *into* the ReLU: off means z <= 0, for each number."),
    "samples": ({"over": lambda off: off.all(axis=1)},
        "You count samples. A unit is a column, and axis=0 goes down it."),
    "at least once": ({"over": lambda off: off.any(axis=0)},
        "Off for *some* sample (as the smallest z says): all, not any."),
    "samples, once": ({"over": lambda off: off.any(axis=1)}, "You count samples with some unit off: axis=0."),
    "entries": ({"over": lambda off: off}, "You count the entries that are off. Are *all* of a column?"),
    "half": ({"over": lambda off: off.mean(axis=0) >= 0.5}, "Off for half of the samples is not dead."),
    "mostly": ({"over": lambda off: off.mean(axis=0) > 0.5}, "Off for most samples is not dead: for all."),
    "share": ({"count": np.mean}, "That is the share of the units. The number of dead units is wanted."),
    "alive": ({"count": lambda dead: (~dead).sum()}, "You count the units that live. Count the dead ones."),
    "first sample": ({"keep": slice(0, 1)}, "You look at the first sample only. Dead is: off for all."),
    "last sample": ({"keep": slice(-1, None)}, "You look at the last sample only. Keep the others in mind."),
    "no last": ({"keep": slice(None, -1)}, "You leave out the last sample. Does a loop end too early?"),
    "no first": ({"keep": slice(1, None)}, "You leave out the first sample. Samples count from 0."),
}  # fmt: skip
DEAD_RULES = {
    "on, entries": (lambda z: int((z > 0).sum()), "You count the entries that are on. Is a column all off?"),
    "largest 0": (lambda z: int((z.max(axis=0) == 0).sum()), "Largest z exactly 0? Off means z <= 0."),
    "always 1": (lambda z: 1, "You return 1 each time. (len(np.where(...)) counts axes: use sum().)"),
    "almost all": (lambda z: int(((z <= 0).mean(axis=0) >= 0.9).sum()),
        "Off for 90 %? Dead is: all, without exception."),
    "mean": (lambda z: int((z.mean(axis=0) <= 0).sum()),
        "The mean of a unit is below 0? One z > 0 keeps it alive."),
    "median": (lambda z: int((np.median(z, axis=0) <= 0).sum()), "Not the median: one z > 0 is life."),
    "all units": (lambda z: z.shape[1], "That is the number of all units. Count the dead ones only."),
    "rows": (lambda z: int((z[:, range(len(z))] <= 0).all(axis=0).sum()), "len(z) counts samples, no units."),
    "all of it": (lambda z: int((z <= 0).all()), "You ask about the whole array. Ask each column: axis=0."),
    "which": (lambda z: np.flatnonzero((z <= 0).all(axis=0)).tolist(), "Not which, how many: len(...)."),
    "truth values": (lambda z: [bool(d) for d in (z <= 0).all(axis=0)],
        "An answer for each unit. Add them up."),
}  # fmt: skip


def _alpha(x, g, *, keep=lambda x: x < 0, times=lambda x: x, up=lambda g: g, add=np.sum):
    return add(keep(x) * times(x) * up(g))


ALPHA_FAULTS = {
    "all samples": ({"keep": np.ones_like}, "Only x < 0 counts: the others never met α."),
    "wrong side": ({"keep": lambda x: x > 0}, "You sum where x > 0. α multiplies the *negative* x."),
    "without x": ({"times": np.ones_like}, "y = α·x, so ∂y/∂α = x: the factor x is missing."),
    "size of x": ({"times": np.abs}, "The sign is turned. x is negative: no abs, no minus."),
    "without g": ({"up": np.ones_like}, "The upstream gradient g is a factor, too: the chain rule."),
    "mean": ({"add": np.mean}, "You take the mean. One α serves all x, so their shares add: a sum."),
    "not summed": ({"add": np.asarray}, "There is only one α: add up what all x want of it."),
    "columns": ({"add": lambda t: t.sum(axis=0)}, "You sum each column. Here one α serves all columns."),
    "rows": ({"add": lambda t: t.sum(axis=1)}, "You sum each row. Here one α serves all of them."),
    "first sample": ({"add": lambda t: t[0].sum()}, "You use the first sample only. Add up all rows."),
    "last sample": ({"add": lambda t: t[-1].sum()}, "Only the last sample counts: begin once, add up."),
}  # fmt: skip
ALPHA_RULES = {
    "sign of g": (lambda x, g: float(np.sum((g < 0) * x * g)), "You ask where g < 0. It is x that decides."),
    "sign of both": (lambda x, g: float(np.minimum(x * g, 0).sum()), "x alone decides, not the sign of x·g."),
    "else g": (lambda x, g: float(np.where(x < 0, x * g, g).sum()), "Where x > 0, y has no α: 0, not g."),
    "of x": (lambda x, g: float(np.where(x > 0, g, 0.25 * g).sum()), "That is the gradient of x, not of α."),
    "product": (lambda x, g: float(np.sum(x * (x < 0)) * np.sum(g)),
        "Multiply each x by its own g, then sum."),
}  # fmt: skip


def _std(fan_in, alpha, *, two=2, square=lambda a: a**2, one=1, root=sqrt,
         fan=lambda n: n, place=lambda t, u: t / u):  # fmt: skip
    return root(place(two, (one + square(alpha)) * fan(fan_in)))


STD_FAULTS = {
    "Xavier": ({"two": 1}, "A factor 2 is missing there: half of the units are on the other side of 0."),
    "ReLU": ({"square": lambda a: 0}, "You forgot α: that is ReLU's rule. A leak passes something, too."),
    "leak not squared": ({"square": lambda a: a}, "Sizes are root mean *squares*: the leak counts as α²."),
    "no one": ({"one": 0}, "The positive half passes unchanged: 1 + α²."),
    "leak subtracted": ({"square": lambda a: -(a**2)}, "You subtract α². Both halves add to the square."),
    "variance": ({"root": float}, "That is the variance. The standard deviation is its root."),
    "no fan": ({"fan": lambda n: 1}, "That is the gain. The more inputs, the smaller each weight: 1/fan_in."),
    "fan squared": ({"fan": lambda n: n**2}, "fan_in is under the root once: the squares of a sum add up."),
    "upside down": ({"place": lambda t, u: u / t}, "That is upside down: more inputs, smaller weights."),
    "bound": ({"two": 6}, "That is the bound of a uniform distribution: √3 times the standard deviation."),
}  # fmt: skip
STD_RULES = {
    "negative": (lambda n, a: -sqrt(2 / ((1 + a**2) * n)), "A deviation is positive: no minus."),
    "brackets": (lambda n, a: sqrt(2 / (1 + a**2) * n), "You multiply by fan_in: brackets are missing."),
    "brackets, sum": (lambda n, a: sqrt(2 / (1 + a**2 * n)), "fan_in is for all, the 1 included: brackets."),
    "added fan": (lambda fan_in, alpha: sqrt(2 / (1 + alpha**2 + fan_in)), "fan_in is a factor: multiply."),
    "sum squared": (lambda n, a: sqrt(2 / ((1 + a) ** 2 * n)), "You have (1 + α)². Square α alone: 1 + α²."),
    "mean of sizes": (lambda n, a: 2 / ((1 + a) * sqrt(n)), "You average the sizes. Average the squares."),
    "α added": (lambda n, a: sqrt(2 / n) + a, "You add α. A leak makes the weights *smaller*."),
    "one minus": (lambda fan_in, alpha: sqrt(2 / fan_in) * (1 - alpha), "1 − α is no gain: 1 + α²."),
    "gain multiplied": (lambda n, a: sqrt((1 + a**2) / (2 * n)), "Weights make up for the loss: 2/(1 + α²)."),
}  # fmt: skip

EXERCISES = [
    Exercise(
        id="07.1", solution=0.36, wrong_rules=SLOPE_RULES,
        why="tanh′ = 1 − tanh² = 1 − 0.64. The value is enough: nobody needs z.",
        hints=("Which formula of the table needs the value only?",
            "tanh′(z) = 1 − tanh(z)². Here tanh(z) is given.", "1 - 0.8 ** 2"),
    ),
    Exercise(
        id="07.2", solution=dead_units, twin=_dead, faults=DEAD_FAULTS, wrong_rules=DEAD_RULES,
        cases=[
            (np.array([[-1.0, 2.0, -0.5, 0.0], [-2.0, -1.0, -3.0, 0.0], [-0.5, -2.0, -4.0, -1.0]]),),
            (np.array([[1.0, -1.0], [2.0, 3.0]]),), (np.array([[0.25], [-5.0], [-7.0], [-1.0]]),),
            (np.array([[-1.0, 0.0], [-2.0, 0.5], [-3.0, -6.0]]),), (np.array([[-1.0, -2.0, -3, -1, -0.5]]),),
            (np.array([[0.5, -1.0, -1.0], [-4.0, -1.0, -0.25], [-4.0, -1.0, 0.0]]),),
            (np.array([[2.0, -1.0], [2.0, -3.0]]),), (np.array([[-1, -.5, 1e-12]] * 199 + [[0.25, -3, -1]]),),
            (np.array([[-1, -1, -0.5, -1, 2, 1], [-2, 0.5, 0.25, 2, 0.5, 2], [-0.5, -2, -3, -0.25, -4, 0.5],
                [-3, -0.25, 1, 3, 1, 3]]),),
            (np.array([[-3, 1, -0.5, -2, 4, -1, -1], [-1, -1, -1, -1, -1, -1, 0.25]]),),
            (np.array([[-1, -1, 0, -2, -0.25, -5, -1, 3], [-2, 0, 0, -2, -1, 1, -1, -9.0]]),),
            (np.array([[-1, -2, -1, 0.01]] * 4 + [[-3, 0.5, -1, -2]] + [[-2, -1, -0.5, -1]] * 5),),
        ],
        hints=("One unit is one column of z. When is it dead?",
            "z <= 0 gives True and False. all(axis=0) asks each column whether all are True.",
            "int((z <= 0).all(axis=0).sum())"),
    ),
    Exercise(
        id="07.3", solution=alpha_gradient, twin=_alpha, faults=ALPHA_FAULTS, wrong_rules=ALPHA_RULES,
        cases=[
            (np.array([[-2.0, 3.0], [-1.0, 0.5]]), np.array([[1.0, 0.5], [3.0, -2.0]])),
            (np.array([[1.5, -0.5, 2]]), np.array([[-1, 4, 0.5]])), (np.array([[-1.25]]), np.array([[2.5]])),
            (np.array([[2.0, 1.0], [4.0, 0.5]]), np.array([[1.0, -2.0], [0.25, 3.0]])),
            (np.array([[-3, -0.25], [2, -1.5], [0.75, -4]]), np.array([[0.5, 2], [-1, -0.75], [3, 0.25]])),
            (np.array([[-0.0625, 0.03125]]), np.array([[8.0, 16.0]])),
        ],
        hints=("y is x where x > 0, and alpha times x where x < 0. Differentiate in alpha.",
            "∂y/∂α is x where x < 0, else 0. Times g, and added up: one α serves all.",
            "float(np.sum((x < 0) * x * g))"),
    ),
    Exercise(
        id="07.4", solution=weight_std, twin=_std, faults=STD_FAULTS, wrong_rules=STD_RULES,
        cases=[(64, 0.1), (100, 0.0), (50, 0.5), (8, 0.75), (3, 2.0), (200, 0.25), (32, -0.5)],
        hints=("By which factor does leaky ReLU change the mean square of z, if half of the z are negative?",
            "One half passes unchanged, the other times alpha: (1 + alpha²)/2. The weights give that back.",
            "(2 / ((1 + alpha**2) * fan_in)) ** 0.5"),
    ),
]  # fmt: skip
