"""Answers as students type them: right ones in many spellings, and wrong ones with a word of the report."""

import math

import numpy as np

import minidl
import minidl.nn.functional as F


def joints_loop(theta):
    found = []
    for theta_0, theta_1 in theta:
        if theta_1 == 0:
            continue
        found.append(-theta_0 / theta_1)
    return found


def joints_numpy(theta):
    theta = np.array(theta, dtype=float).reshape(-1, 2)
    theta = theta[theta[:, 1] != 0]
    return -theta[:, 0] / theta[:, 1]


def joints_tensor(theta):
    return minidl.tensor([-a / b for a, b in theta if b], dtype=minidl.float64)


def joints_index(theta):
    return tuple(-unit[0] / unit[1] for unit in theta if unit[1])


def joints_gradient(theta):
    return minidl.tensor([-a / b for a, b in theta if b], requires_grad=True) * 1.0


def joints_only_rising(theta):
    return [-a / b for a, b in theta if b > 0]


def joints_return_in_loop(theta):
    found = []
    for a, b in theta:
        if b != 0:
            found.append(-a / b)
        return found


def joints_first_of_all(theta):
    for a, b in theta:
        if b != 0:
            return [-a / b]


def joints_overwritten(theta):
    found = []
    for a, b in theta:
        if b != 0:
            found = [-a / b]
    return found


def joints_printed(theta):
    print([-a / b for a, b in theta if b])


def joints_nothing(theta):
    [-a / b for a, b in theta if b].sort()


def joints_pop(theta):
    found = []
    while theta:
        a, b = theta.pop()
        if b:
            found.append(-a / b)
    return found


JOINTS_RIGHT = [
    joints_loop, joints_numpy, joints_tensor, joints_index, joints_gradient,
    lambda theta: sorted(-a / b for a, b in theta if b),
    lambda theta: [*map(lambda unit: -unit[0] / unit[1], filter(lambda unit: unit[1] != 0, theta))],
    lambda theta: [0 - a / b for a, b in theta if b != 0][::-1],
]  # fmt: skip
JOINTS_WRONG = [
    (lambda theta: [a / b for a, b in theta if b], "sign is lost"),
    (lambda theta: [-b / a for a, b in theta if a], "swapped"),
    (lambda theta: [-b / a for a, b in theta if b], "swapped"),
    (lambda theta: [b / a for a, b in theta if a], None),
    (lambda theta: [-a for a, b in theta if b], "θ₀ alone"),
    (lambda theta: [a for a, b in theta if b], "θ₀ alone"),
    (lambda theta: [-a * b for a, b in theta if b], "multiplied"),
    (lambda theta: [-a / abs(b) for a, b in theta if b], "|θ₁|"),
    (lambda theta: [abs(a / b) for a, b in theta if b], "absolute value"),
    (lambda theta: [-a / b for a, b in theta], "level line"),
    (lambda theta: [a / b for a, b in theta], None),
    (lambda theta: [-a / b if b else 0 for a, b in theta], "leave it out"),
    (lambda theta: [-a / b if b else None for a, b in theta], "None"),
    (lambda theta: [-a / b if b else math.inf for a, b in theta], "level line"),
    (lambda theta: [-a / b if b else math.nan for a, b in theta], "nan"),
    (joints_only_rising, "falling line"),
    (joints_return_in_loop, "inside the loop"),
    (joints_overwritten, "append"),
    (joints_printed, "prints"),
    (joints_nothing, "returns nothing"),
    (joints_pop, "changes what it is given"),
    (lambda theta: [str(-a / b) for a, b in theta if b], "text in place of numbers"),
    (lambda theta: [-a // b for a, b in theta if b], "rounds down"),
    (lambda theta: [int(-a / b) for a, b in theta if b], "cut to whole numbers"),
    (lambda theta: [round(-a / b) for a, b in theta if b], "round"),
    (lambda theta: [-a / b for a, b in theta[1:] if b], "counts from 0"),
    (lambda theta: (-a / b for a, b in theta if b), "list(...)"),
    (lambda theta: [[-a / b] for a, b in theta if b], "shape"),
    (lambda theta: [a / abs(b) for a, b in theta if b], "Two things at once"),
    (lambda theta: -theta[0] / theta[1], "Lists"),
    (lambda theta: [-theta_0 / theta_1 for a, b in theta], "does not know the name"),  # noqa: F821
    (lambda theta_0, theta_1: -theta_0 / theta_1, "It is called as joints(theta)"),
    (lambda theta: [a - b for a, b in theta if b], None),
    (lambda theta: [-a - b for a, b in theta if b], "subtracted"),
    (lambda theta: [-a / b for a, b in theta if a and b], "θ₀ = 0"),
    (lambda theta: [-a / b for a, b in theta[:-1] if b], "last unit"),
    (lambda theta: {-a / b for a, b in theta if b}, "twice"),
    (joints_first_of_all, "ends the loop"),
    (lambda theta: [-np.float64(a) / b for a, b in theta], "level line"),
]  # fmt: skip


def output_loop(x, phi_0, units):
    y = phi_0
    for theta_0, theta_1, phi in units:
        z = theta_0 + theta_1 * x
        if z > 0:
            y += phi * z
    return y


def output_numpy(x, phi_0, units):
    units = np.array(units, dtype=float).reshape(-1, 3)
    return phi_0 + np.maximum(0, units[:, 0] + units[:, 1] * x) @ units[:, 2]


def output_minidl(x, phi_0, units):
    if not units:
        return phi_0
    table = minidl.tensor(units, dtype=minidl.float64)
    return (F.relu(table[:, 0] + table[:, 1] * x) * table[:, 2]).sum() + phi_0


def output_fmax(x, phi_0, units):
    return sum([phi * np.fmax(0, a + b * x) for a, b, phi in units], phi_0)


def output_where(x, phi_0, units):
    y = phi_0
    for unit in units:
        y = y + unit[2] * ((unit[0] + unit[1] * x) if unit[0] + unit[1] * x > 0 else 0)
    return float(y)


def output_overwritten(x, phi_0, units):
    y = phi_0
    for a, b, phi in units:
        y = phi_0 + phi * max(0, a + b * x)
    return y


def output_return_in_loop(x, phi_0, units):
    y = phi_0
    for a, b, phi in units:
        y += phi * max(0, a + b * x)
        return y
    return y


def output_columns(x, phi_0, units):
    units = np.array(units)
    return phi_0 + (np.maximum(0, units[:, 0] + units[:, 1] * x) * units[:, 2]).sum()


def output_no_else(x, phi_0, units):
    if units:
        return phi_0 + sum(phi * max(0, a + b * x) for a, b, phi in units)


def each(unit, order=(0, 1, 2)):
    return (unit[i] for i in order)


def total(x, units, relu=lambda z: max(0, z)):
    return sum(phi * relu(a + b * x) for a, b, phi in units)


OUTPUT_RIGHT = [output_loop, output_numpy, output_minidl, output_fmax, output_where]
OUTPUT_WRONG = [
    (lambda x, phi_0, units: [phi * max(0, a + b * x) for a, b, phi in units], "Add them up"),
    (lambda x, phi_0, units: phi_0 + sum(phi * max(0, b * x - a) for a, b, phi in units), "subtract θ₀"),
    (lambda x, phi_0, units: phi_0 + sum(phi * max(0, (a + b) * x) for a, b, phi in units), "θ₁ alone"),
    (lambda x, phi_0, units: output_loop(x, phi_0, units) if units else 0, "Without units"),
    (lambda x, phi_0, units: output_loop(x, phi_0, units) - 2 * phi_0, "subtract φ₀"),
    (lambda x, phi_0, units: 2 * phi_0 - output_loop(x, phi_0, units), "subtract the sum"),
    (lambda x, p, u: total(x, u), "forgot φ₀"),
    (lambda x, p, u: p * len(u) + total(x, u), "once for each unit"),
    (lambda x, p, u: p * total(x, u), "multiplied by φ₀"),
    (lambda x, p, u: p + total(x, u, float), "left out the ReLU"),
    (lambda x, p, u: p + sum(max(0, c * (a + b * x)) for a, b, c in u), "clipped then"),
    (lambda x, p, u: p + sum(max(0, a + b * x) for a, b, c in u), "forgot the weights"),
    (lambda x, p, u: max(0, p + total(x, u)), "clipped the output"),
    (lambda x, p, u: max(0, p + total(x, u, float)), None),
    (lambda x, p, u: p + sum(c * max(0, a * x + b) for a, b, c in u), "swapped θ₀ and θ₁"),
    (lambda x, p, u: p + sum(c * max(0, a + b * x) for c, a, b in u), "read φ first"),
    (lambda x, p, u: p + total(x, u, lambda z: z > 0), "step"),
    (lambda x, p, u: p + total(x, u, abs), "|z|"),
    (lambda x, p, u: p + total(x, u, lambda z: z**2), "squared"),
    (lambda x, p, u: p + total(x, u, lambda z: 1 / (1 + math.exp(-z))), "sigmoid"),
    (lambda x, p, u: p + total(x, u, lambda z: min(0, z)), "negative part"),
    (lambda x, p, u: p + total(x, u) / max(1, len(u)), "mean"),
    (lambda x, p, u: p + total(x, u[:1]), "first unit only"),
    (lambda x, p, u: p + total(x, u[1:]), "skip the first"),
    (lambda x, p, u: p + total(x, u[:-1]), "leave out the last"),
    (output_overwritten, "last unit only"),
    (output_return_in_loop, "first unit only"),
    (output_columns, None),
    (output_no_else, "in this case"),
    (lambda x, p, u: print(p + total(x, u)), "prints"),
    (lambda x, p, u: str(p + total(x, u)), "text in place of numbers"),
    (lambda x, p, u: [p + total(x, u)], "in a list"),
    (lambda x, p, u: int(p + total(x, u)), "cut to whole numbers"),
    (lambda x, p, u: total(x, u, float), "Two things at once"),
    (lambda x, p, u: sum(max(0, a + b * x) for a, b, c in u), "Two things at once"),
    (lambda x, p, u: -(p + total(x, u)), "sign"),
    (lambda x, p, u: p - total(x, u), None),
    (lambda x, p, u: p + sum(c * max(0, a + b(x)) for a, b, c in u), "write `*` between"),
    (lambda x, p, u: p + total(x, u) ^ 2, "`**`"),
]  # fmt: skip


def pieces_set(units, low, high):
    slopes = {}
    for a, b, phi in units:
        if b == 0:
            continue
        where = -a / b
        if where > low and where < high:
            slopes[where] = slopes.get(where, 0) + phi * abs(b)
    return len([change for change in slopes.values() if change]) + 1


def pieces_slopes(units, low, high):
    """Measures the slope between all joints."""
    places = sorted({-a / b for a, b, phi in units if b and low < -a / b < high})
    ends = [low, *places, high]
    middles = [(left + right) / 2 for left, right in zip(ends, ends[1:])]
    slopes = [sum(phi * b for a, b, phi in units if a + b * x > 0) for x in middles]
    return 1 + sum(before != after for before, after in zip(slopes, slopes[1:]))


def pieces_numpy(units, low, high):
    table = np.array(units, dtype=float).reshape(-1, 3)
    table = table[table[:, 1] != 0]
    where = -table[:, 0] / table[:, 1]
    return 1 + sum(
        table[where == x, 2] @ abs(table[where == x, 1]) != 0 for x in set(where) if low < x < high
    )


def pieces_counter(units, low, high):
    changes = {-a / b: 0.0 for a, b, _ in units if b}
    for a, b, phi in units:
        if b:
            changes[-a / b] += phi * abs(b)
    return float(sum(low < x < high and change != 0 for x, change in changes.items())) + 1


def pieces_two_ways(units, low, high):
    count, done = 1, []
    for a, b, _ in units:
        if b and -a / b not in done and low < -a / b < high:
            done.append(-a / b)
            if sum(p * (d if d > 0 else -d) for c, d, p in units if d and -c / d == done[-1]) != 0:
                count += 1
    return count


def bending(units, low, high):
    return [-a / b for a, b, phi in units if b and phi and low < -a / b < high]


PIECES_RIGHT = [pieces_set, pieces_slopes, pieces_numpy, pieces_counter, pieces_two_ways]
PIECES_WRONG = [
    (lambda units, low, high: pieces_set(units, low, high) - 1, "counted the joints"),
    (lambda units, low, high: len(units) + 1, "D + 1"),
    (lambda units, low, high: len(units), None),
    (lambda units, low, high: 2 ** len(units), "doubling"),
    (lambda units, low, high: pieces_set(units, -99, 99), "outside the interval"),
    (lambda units, low, high: 1 + len(bending(units, low, high)), "twice"),
    (lambda units, low, high: 1 + len(set(bending(units, low, high))), "cancel"),
    (lambda units, low, high: 1 + len({-a / b for a, b, p in units if b and low < -a / b < high}), "weight 0"),
    (lambda units, low, high: 1 + len([0 for a, b, p in units if b and low < -a / b < high]), "every joint"),
    (lambda units, low, high: 1 + len({-a / b for a, b, p in units if low < -a / b < high}), "level line"),
    (lambda units, low, high: pieces_set([(a, b, p * (1 if b > 0 else -1)) for a, b, p in units], low, high), "φ·|θ₁|"),
    (lambda units, low, high: pieces_set(units, low - 1e-9, high + 1e-9), "end"),
    (lambda units, low, high: pieces_set(units, low - 1e-9, high), "`low`"),
    (lambda units, low, high: pieces_set(units, low, high + 1e-9), "`high`"),
    (lambda units, low, high: print(pieces_set(units, low, high)), "prints"),
    (lambda units, low, high: str(pieces_set(units, low, high)), "text in place of numbers"),
    (lambda units, low, high: [pieces_set(units, low, high)], "in a list"),
    (lambda units, low, high: bending(units, low, high), None),
    (lambda units, low, high: pieces_set(units, low, high) + 1, "1 too large"),
    (lambda units, low, high: 3 * len(units) + 1, None),
    (lambda units, low, high: 1 + sum(low < -a // b < high for a, b, p in units if b), None),
    (lambda units, low, high: pieces_set(units, low, high) > 1, None),
    (lambda units: len(units) + 1, "It is called as"),
    (lambda units, low, high: pieces_set([(-a, b, p) for a, b, p in units], low, high), "sign of the joint"),
    (lambda units, low, high: pieces_set([unit for unit in units if unit[0] or not unit[1]], low, high), "θ₀ = 0"),
    (lambda units, low, high: pieces_set([(a / abs(b) if b else a, b and b / abs(b), p) for a, b, p in units], low, high), "φ alone"),
    (lambda units, low, high: pieces_set(units, low, high) if units else 0, "Without units"),
    (lambda units, low, high: pieces_set(units, low, 99), "not use `high`"),
    (lambda units, low, high: units.clear() or 1, None),
]  # fmt: skip


def weights_loop(values):
    D = len(values) - 1
    result = [values[0]]
    before = 0
    for k in range(D):
        slope = (values[k + 1] - values[k]) * D
        result.append(slope - before)
        before = slope
    return result


def weights_numpy(values):
    slopes = np.diff(values) * (len(values) - 1)
    return np.concatenate([values[:1], np.diff(slopes, prepend=0)])


def weights_tensor(values):
    y = minidl.tensor(values, dtype=minidl.float64)
    slopes = (y[1:] - y[:-1]) * (len(values) - 1)
    return minidl.cat([y[:1], slopes[:1], slopes[1:] - slopes[:-1]])


def weights_width(values):
    width = 1 / (len(values) - 1)
    slopes = [(b - a) / width for a, b in zip(values, values[1:])]
    return (values[0], *[b - a for a, b in zip([0, *slopes], slopes)])


def weights_second(values):
    D = len(values) - 1
    inner = [D * (values[k + 1] - 2 * values[k] + values[k - 1]) for k in range(1, D)]
    return [values[0], D * (values[1] - values[0])] + inner


def weights_solved(values):
    D = len(values) - 1
    x = np.arange(D + 1) / D
    H = np.maximum(0, np.column_stack([np.ones(D + 1), x[:, None] - x[:-1]]))
    return np.linalg.solve(H, values)


def weights_in_place(values):
    first, D = values[0], len(values) - 1
    for k in range(D):
        values[k] = D * (values[k + 1] - values[k])
    return [first, values[0], *(values[k + 1] - values[k] for k in range(D - 1))]


def weights_return_in_loop(values):
    D, result, before = len(values) - 1, [values[0]], 0
    for k in range(D):
        slope = (values[k + 1] - values[k]) * D
        result.append(slope - before)
        before = slope
        return result


def weights_no_before(values):
    D, result, before = len(values) - 1, [values[0]], 0
    for k in range(D):
        slope = (values[k + 1] - values[k]) * D
        result.append(slope - before)
    return result


def scaled(values, by):
    return [values[0], *(by * phi for phi in weights_second(values)[1:])]


WEIGHTS_RIGHT = [weights_loop, weights_numpy, weights_tensor, weights_width, weights_second, weights_solved]
WEIGHTS_WRONG = [
    (lambda values: values, "returned the values"),
    (weights_no_before, "slopes of the pieces"),
    (lambda values: [values[0], *np.diff(values) * (len(values) - 1)], "slopes of the pieces"),
    (lambda values: [values[0], *np.diff(values)], "Two things at once"),
    (lambda values: scaled(values, 1 / (len(values) - 1)), "no slopes"),
    (lambda values: scaled(values, 1 / (len(values) - 1) ** 2), "divided by D"),
    (lambda values: scaled(values, 4 / (len(values) - 1)), "D = 4"),
    (lambda values: scaled(values, len(values) / (len(values) - 1)), "the number of points"),
    (lambda values: weights_second(values)[1:], "φ₀ is missing"),
    (lambda values: [0, *weights_second(values)[1:]], "began with 0"),
    (lambda values: [*weights_second(values)[:2], *(-phi for phi in weights_second(values)[2:])], "wrong sign"),
    (lambda values: [values[0], *weights_second(values)[2:]], "φ₁ is missing"),
    (weights_in_place, "changes what it is given"),
    (weights_return_in_loop, "inside the loop"),
    (lambda values: print(weights_second(values)), "prints"),
    (lambda values: [str(phi) for phi in weights_second(values)], "text in place of numbers"),
    (lambda values: [[phi] for phi in weights_second(values)], "shape"),
    (lambda values: [-phi for phi in weights_second(values)], "sign"),
    (lambda values: scaled(values, -1), "later value"),
    (lambda values: weights_second(values)[::-1], "opposite order"),
    (lambda values: np.array(weights_second(values)).astype(int), "cut to whole numbers"),
    (lambda values: [0, *np.diff(values) * (len(values) - 1)], "Two things at once"),
    (lambda values: {phi for phi in weights_second(values)}, "a set"),
    (lambda values: weights_second(values) + [0], None),
    (lambda values: [*weights_second(values)[:2], *map(abs, weights_second(values)[2:])], "abs(...)"),
    (lambda values: weights_second(values)[: max(2, len(values) - 1)], "last weight"),
    (lambda values: [values[0], weights_second(values)[1] - values[0], *weights_second(values)[2:]], "do not subtract y₀"),
    (lambda values: (phi for phi in weights_second(values)), "list(...)"),
]  # fmt: skip

RIGHT = {
    "02.1": [301, 301.0, 3 * 100 + 1, np.int64(301), minidl.tensor(301), np.array(301)],
    "02.2": JOINTS_RIGHT,
    "02.3": OUTPUT_RIGHT,
    "02.4": PIECES_RIGHT,
    "02.5": WEIGHTS_RIGHT,
}
WRONG = {
    "02.1": [
        (300, "φ₀ is one more"), (201, "weights φ_d"), (200, "its weight φ_d, or a bias"), (101, "two numbers more"), (333.33, "scaled"),
        (333, "3 each"), (334, "3 each"), (1000, "three units together"), (400, "one φ₀"), (310, "φ₀"), (302, "twice"),
        (901, "Nine"), (1001, "three"), (100, "three numbers"), ("301", "quotes"), ((3, 1), "point"), (10, "three units"),
        (401, "three numbers"), (4, "tensors"), (202, "three numbers"),
        (333.3, "scaled"), (303, "single number"), (999, None),
    ],
    "02.2": JOINTS_WRONG,
    "02.3": OUTPUT_WRONG,
    "02.4": PIECES_WRONG,
    "02.5": WEIGHTS_WRONG,
}  # fmt: skip


def level_units_left_out(x, phi_0, units):
    return phi_0 + sum(phi * max(0, a + b * x) for a, b, phi in units if b != 0)


def near_joints_are_one(units, low, high):
    change = {}
    for a, b, phi in units:
        if b != 0:
            at = round(-a / b, 1)
            change[at] = change.get(at, 0) + phi * abs(b)
    return 1 + sum(low < at < high and c != 0 for at, c in change.items())


WRONG["02.3"] += [(level_units_left_out, "leaves something out that counts")]
WRONG["02.4"] += [(near_joints_are_one, None)]


def joints_printed(theta):
    for t0, t1 in theta:
        if t1 != 0:
            print(-t0 / t1)


def joints_unless_zero(theta):
    found = []
    for t0, t1 in theta:
        if t0 != 0:
            found.append(-t0 / t1)
    return found


WRONG["02.2"] += [
    (joints_printed, "It prints in each round"),
    (joints_unless_zero, "In `t0 != 0` it is not `t0` that is needed"),
]
