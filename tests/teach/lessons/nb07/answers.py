"""Answers to the exercises of notebook 07, as students write them."""

import math

import numpy as np

import minidl
import minidl.nn.functional as F
from minidl.teach.lessons.nb07.exercises import alpha_gradient, dead_units

# --- 07.2 -------------------------------------------------------------------------------------------------


def dead_loop(z):
    count = 0
    for j in range(z.shape[1]):
        if all(value <= 0 for value in z[:, j]):
            count += 1
    return count


def dead_columns(z):
    return len([column for column in z.T if max(column) <= 0])


def dead_by_relu(z):
    return int((np.maximum(z, 0).sum(axis=0) == 0).sum())


def dead_by_minidl(z):
    return (F.relu(minidl.tensor(z)).amax(0) == 0).sum()


def dead_not_any(z):
    return np.sum(~np.any(z > 0, axis=0))


def dead_by_zip(z):
    return sum(not any(value > 0 for value in column) for column in zip(*z))


def dead_counted(z):
    return np.count_nonzero(z.max(axis=0) <= 0)


def dead_return_in_loop(z):
    count = 0
    for j in range(z.shape[1]):
        if (z[:, j] <= 0).all():
            count += 1
        return count


def dead_printed(z):
    print(dead_units(z))


def dead_rows(z):
    count = 0
    for row in z:
        if (row <= 0).all():
            count += 1
    return count


def dead_one_branch(z):
    if (z <= 0).all(axis=0).any():
        return dead_units(z)


def dead_changed(z):
    z[z > 0] = 1
    return int((z <= 0).all(axis=0).sum())


def dead_if(z):
    count = 0
    for j in range(z.shape[1]):
        if z[:, j] <= 0:
            count += 1
    return count


def dead_but_last(z):
    return sum(all(z[i, j] <= 0 for i in range(len(z))) for j in range(z.shape[1] - 1))


def dead_flag(z):
    count, dead = 0, True
    for column in z.T:
        for value in column:
            if value > 0:
                dead = False
        if dead:
            count += 1
    return count


def dead_range_of_rows(z):
    count = 0
    for j in range(len(z)):
        if (z[:, j] <= 0).all():
            count += 1
    return count


DEAD_WRONG = [
    (lambda z: int(((z <= 0).mean(axis=0) >= 0.9).sum()), "without exception"),
    (lambda z: int(((z <= 0).mean(axis=0) > 0.97).sum()), None),
    (lambda z: int((z <= 0.1).all(axis=0).sum()), None),
    (lambda z: int((z <= 1e-4).all(axis=0).sum()), None),
    (lambda z: int((z > 0).sum()), "entries that are on"),
    (lambda z: int((z.max(axis=0) == 0).sum()), "exactly 0"),
    (lambda z: len(np.where((z <= 0).all(axis=0))), "counts axes"),
    (lambda z: int((z < 0).all(axis=0).sum()), "At z = 0"),
    (lambda z: int((z <= 0).all(axis=1).sum()), "axis=0 goes down"),
    (dead_rows, "axis=0 goes down"),
    (lambda z: int((z <= 0).any(axis=0).sum()), "all, not any"),
    (lambda z: int((z <= 0).any(axis=1).sum()), "samples with some unit off"),
    (lambda z: int((z <= 0).sum()), "count the entries"),
    (lambda z: int((z > 0).all(axis=0).sum()), "units that are on"),
    (lambda z: int((z == 0).all(axis=0).sum()), "goes *into* the ReLU"),
    (lambda z: (z <= 0).all(axis=0).mean(), "share of the units"),
    (lambda z: int((z > 0).any(axis=0).sum()), "units that live"),
    (lambda z: int((z[0] <= 0).sum()), "first sample only"),
    (lambda z: int((z[-1] <= 0).sum()), "last sample only"),
    (lambda z: int((z.mean(axis=0) <= 0).sum()), "of a unit is below 0"),
    (lambda z: int((z.sum(axis=0) <= 0).sum()), "of a unit is below 0"),
    (lambda z: int((z.min(axis=0) <= 0).sum()), "smallest z says"),
    (lambda z: int((z <= 0).all()), "whole array"),
    (lambda z: np.flatnonzero((z <= 0).all(axis=0)), None),
    (lambda z: (z <= 0).all(axis=0), "Add them up"),
    (lambda z: int((z.max(axis=0) < 0).sum()), "At z = 0"),
    (lambda z: int((z.max(axis=1) <= 0).sum()), "axis=0 goes down"),
    (lambda z: int(((z <= 0).mean(axis=0) > 0.5).sum()), "most samples"),
    (lambda z: int((z <= 0).sum(axis=0).max()), None),
    (lambda z: int((z[:-1] <= 0).all(axis=0).sum()), "last sample"),
    (lambda z: int((z[1:] <= 0).all(axis=0).sum()), "first sample"),
    (lambda z: z.shape[1] - dead_units(z), "units that live"),
    (lambda z: 100 * (z <= 0).all(axis=0).mean(), None),
    (lambda z: str(dead_units(z)), "text"),
    (lambda z: [dead_units(z)], "number itself"),
    (lambda z: dead_units(z) + 1, "1 too large"),
    (dead_return_in_loop, "inside the loop"),
    (dead_printed, "return"),
    (dead_one_branch, "each branch"),
    (dead_if, "one True or False"),
    (lambda z: (z <= 0).all(axis=0).sum, "brackets"),
    (lambda z: int((np.maximum(z, 0).std(axis=0) == 0).sum()), None),
    (lambda z: z.shape[1], "all units"),
    (lambda z: len((z <= 0).all(axis=0)), "all units"),
    (lambda z: int(((z <= 0).sum(axis=0) >= len(z) / 2).sum()), "half of the samples"),
    (lambda z: int((np.median(z, axis=0) <= 0).sum()), "median"),
    (dead_but_last, None),
    (dead_flag, None),
    (dead_range_of_rows, "counts samples"),
]

# --- 07.4 -------------------------------------------------------------------------------------------------


def std_by_minidl(fan_in, alpha):
    return minidl.nn.init.calculate_gain("leaky_relu", alpha) / math.sqrt(fan_in)


def std_in_steps(fan_in, alpha):
    kept = (1 + alpha * alpha) / 2
    return (1 / (kept * fan_in)) ** 0.5


def std_rounded(fan_in, alpha):
    return round(math.sqrt(2 / ((1 + alpha**2) * fan_in)), 2)


def std_no_power(fan_in, alpha):
    return math.sqrt(2 / ((1 + alpha ^ 2) * fan_in))


STD_WRONG = [
    (lambda fan_in, alpha: math.sqrt(2 / fan_in), "You forgot α"),
    (lambda fan_in, alpha: math.sqrt(1 / fan_in), None),
    (lambda fan_in, alpha: math.sqrt(1 / ((1 + alpha**2) * fan_in)), "factor 2 is missing"),
    (lambda fan_in, alpha: 2 / ((1 + alpha**2) * fan_in), "variance"),
    (lambda fan_in, alpha: math.sqrt(2 / ((1 + alpha) * fan_in)), "α²"),
    (lambda fan_in, alpha: math.sqrt(2 / (1 + alpha**2)), "gain"),
    (lambda fan_in, alpha: math.sqrt(2 / (1 + alpha**2)) / fan_in, None),
    (lambda fan_in, alpha: math.sqrt(2 / (1 + alpha**2) * fan_in), "brackets"),
    (lambda fan_in, alpha: math.sqrt(2 / (1 + alpha**2 * fan_in)), "the 1 included"),
    (lambda fan_in, alpha: math.sqrt((1 + alpha**2) * fan_in / 2), "upside down"),
    (lambda fan_in, alpha: math.sqrt(6 / ((1 + alpha**2) * fan_in)), "uniform"),
    (lambda fan_in, alpha: math.sqrt(2 / fan_in) * (1 - alpha), "1 − α"),
    (lambda fan_in, alpha: math.sqrt((1 + alpha**2) / (2 * fan_in)), "make up for"),
    (lambda fan_in, alpha: math.sqrt(2 / (alpha**2 * fan_in)) if alpha else 0.0, None),
    (lambda fan_in, alpha: math.sqrt(2 / (1 + alpha**2 + fan_in)), "is a factor"),
    (std_rounded, "round"),
    (std_no_power, "**"),
    (lambda fan_in, alpha: 2 // ((1 + alpha**2) * fan_in), None),
    (lambda fan_in, alpha: print(math.sqrt(2 / ((1 + alpha**2) * fan_in))), "return"),
    (lambda fan_in, alpha: math.sqrt(2 / ((1 - alpha**2) * fan_in)) if alpha < 1 else 1.0, "subtract α²"),
    (lambda fan_in, alpha: math.sqrt(2 / ((1 + alpha) ** 2 * fan_in)), "You have (1 + α)²"),
    (lambda fan_in, alpha: 2 / (1 + alpha) / math.sqrt(fan_in), "average the sizes"),
    (lambda fan_in, alpha: math.sqrt(2 / fan_in) + alpha, "add α"),
    (lambda fan_in, alpha: math.sqrt(2 / ((1 + 0.01**2) * fan_in)), None),
]

# --- 07.3 -------------------------------------------------------------------------------------------------


def alpha_autograd(x, g):
    alpha = minidl.tensor([0.25], dtype=minidl.float64, requires_grad=True)
    (F.prelu(minidl.tensor(x), alpha) * minidl.tensor(g)).sum().backward()
    return alpha.grad.item()


def alpha_loop(x, g):
    total = 0
    for row, up in zip(x, g):
        for x_i, g_i in zip(row, up):
            if x_i < 0:
                total += x_i * g_i
    return total


def alpha_last(x, g):
    for row, up in zip(x, g):
        total = 0
        for x_i, g_i in zip(row, up):
            if x_i < 0:
                total += x_i * g_i
    return total


def alpha_in_place(x, g):
    x[x > 0] = 0
    return float((x * g).sum())


def alpha_if(x, g):
    if x < 0:
        return x * g
    return 0


def alpha_printed(x, g):
    print(alpha_gradient(x, g))


ALPHA_WRONG = [
    (lambda x, g: np.sum(x * g), "Only x < 0 counts"),
    (lambda x, g: np.sum((x > 0) * x * g), "where x > 0"),
    (lambda x, g: np.sum((x < 0) * g), "factor x is missing"),
    (lambda x, g: np.sum((x < 0) * x), "upstream"),
    (lambda x, g: np.mean((x < 0) * x * g), "a sum"),
    (lambda x, g: (x < 0) * x * g, "only one α"),
    (lambda x, g: np.sum((x < 0) * x * g, axis=0), "each column"),
    (lambda x, g: np.sum((x < 0) * x * g, axis=1), "each row"),
    (lambda x, g: np.sum((x < 0) * abs(x) * g), "no abs"),
    (lambda x, g: -np.sum((x < 0) * x * g), "no minus"),
    (lambda x, g: np.sum((x < 0) * x) * np.sum(g), "its own g"),
    (lambda x, g: np.sum((g < 0) * x * g), "where g < 0"),
    (lambda x, g: np.sum((x[0] < 0) * x[0] * g[0]), "first sample"),
    (lambda x, g: np.sum(g), None),
    (lambda x, g: np.sum((x < 0)), None),
    (lambda x, g: alpha_gradient(x, g) / len(x), None),
    (lambda x, g: [alpha_gradient(x, g)], "number itself"),
    (lambda x, g: 0.25 * alpha_gradient(x, g), None),
    (alpha_last, "last sample"),
    (alpha_in_place, "changes"),
    (alpha_if, "one True or False"),
    (alpha_printed, "return"),
    (lambda x, g: x[x < 0] * g, None),
    (lambda x, g: np.mean((x * g)[x < 0]) if (x < 0).any() else 0, None),
    (lambda x, g: sum(a * b for a, b in zip(x[x < 0], g[x < 0])) / x.shape[0], None),
    (lambda x, g: np.sum(np.where(x < 0, x * g, g)), "not g"),
    (lambda x, g: np.sum(np.where(x > 0, 1, 0.25) * g), "gradient of x"),
    (lambda x, g: np.sum((x < 0) * x * x * g), None),
    (lambda x, g: np.minimum(x * g, 0).sum(), "x alone decides"),
]

# --- all ----------------------------------------------------------------------------------------------------

RIGHT = {
    "07.1": [0.36, 1 - 0.8**2, np.float64(0.36), minidl.tensor(0.36), 9 / 25],
    "07.2": [
        dead_loop, dead_columns, dead_by_relu, dead_by_minidl, dead_not_any, dead_by_zip, dead_counted,
        lambda z: int((z <= 0).all(axis=0).sum()), lambda z: sum((z <= 0).all(0)), lambda z: float(dead_units(z)),
    ],
    "07.4": [
        std_by_minidl, std_in_steps, lambda fan_in, alpha: math.sqrt(2 / ((1 + alpha**2) * fan_in)),
        lambda fan_in, alpha: np.sqrt(2 / (1 + alpha**2) / fan_in),
        lambda fan_in, alpha: (2 / (fan_in + fan_in * alpha**2)) ** 0.5,
        lambda fan_in, alpha: minidl.tensor(2 / ((1 + alpha**2) * fan_in), dtype=minidl.float64).sqrt(),
    ],
    "07.3": [
        alpha_autograd, alpha_loop, lambda x, g: x[x < 0] @ g[x < 0], lambda x, g: (np.minimum(x, 0) * g).sum(),
        lambda x, g: np.where(x < 0, x * g, 0).sum(), lambda x, g: sum(a * b for a, b in zip(x.ravel(), g.ravel()) if a < 0),
    ],
}  # fmt: skip
WRONG = {
    "07.1": [
        (0.16, "sigmoid's slope"), (0.64, "what is left"), (0.2, "squared"), (0.559, "tanh already"), (0.56, "tanh already"),
        (0.6, "no root"), (1.64, "The sign"), (-0.36, "positive"), (0.8, "0.8 is the value"), (1.0986, "the place"), (1.1, "the place"),
        (1, "steepest"), (36, "percent"), (2, "between 0 and 1"), ("0.36", None), ((0, 36), "point"), (0.4, "two decimals"), (0.9, None), (0.99, None), (0.664, "tanh(0.8)"), (1.25, "between 0 and 1"), (0.5, "σ(0)"), (0.41, "two decimals"), (0.488, "a³"),
        (1 / math.cosh(0.8), "not z"), (0.1875, "of the sigmoid"), (-0.16, "sign turned"), (-0.6, "not 2"), (0.288, "once more"),
        (0.96, None), (0.81, None), (0.25, "slope of σ"), (0, "far away"),
    ],
    "07.2": DEAD_WRONG,
    "07.4": STD_WRONG,
    "07.3": ALPHA_WRONG,
}  # fmt: skip
EQUIVALENT = {}
