"""Exercises of notebook 02: networks with one hidden layer.

A unit is a tuple (θ_0, θ_1), with its weight (θ_0, θ_1, φ).
"""

from itertools import pairwise

from ...kit.exercise import Exercise


def joints(theta):
    return [-theta_0 / theta_1 for theta_0, theta_1 in theta if theta_1 != 0]


def output(x, phi_0, units):
    return phi_0 + sum(phi * max(0, theta_0 + theta_1 * x) for theta_0, theta_1, phi in units)


def pieces(units, low, high):
    changes = {}
    for theta_0, theta_1, phi in units:
        if theta_1 != 0 and low < -theta_0 / theta_1 < high:
            joint = -theta_0 / theta_1
            changes[joint] = changes.get(joint, 0) + phi * abs(theta_1)
    return 1 + sum(change != 0 for change in changes.values())


def weights_through(values):
    D = len(values) - 1
    slopes = [D * (values[k + 1] - values[k]) for k in range(D)]
    return [values[0], slopes[0], *(after - before for before, after in pairwise(slopes))]


# --- what goes wrong ------------------------------------------------------------------------------------

PARAMETER_RULES = {
    "forgot phi_0": (300, "300 = 3 · 100 are the three numbers of each unit. φ₀ is one more."),
    "forgot the weights": (
        201,
        "201 = 2 · 100 + 1: you left out the weights φ_d. A unit has θ_d0, θ_d1 and φ_d.",
    ),
    "lines only": (
        200,
        "200 are the numbers of the lines. Each unit also has a weight φ_d, and φ₀ is one more.",
    ),
    "weights only": (
        101,
        "101 are the weights φ₀ … φ₁₀₀. Each unit's line has two numbers more: θ_d0 and θ_d1.",
    ),
    "proportional": (
        1000 / 3,
        "You scaled the ten up. Of the ten, nine belong to the units and one is φ₀, which does not multiply.",
    ),
    "proportional, rounded": (
        333,
        "333 is a hundred units at 10/3 each. Nine of the ten belong to the units, 3 each; φ₀ stands alone.",
    ),
    "ten each": (1000, "1000 = 10 · 100. The ten are those of all three units together, not of one."),
    "four each": (400, "400 = 4 · 100. There is one φ₀ for all units, not one for each."),
}


def _each(rule):
    return lambda theta: [rule(theta_0, theta_1) for theta_0, theta_1 in theta if theta_1 != 0]


JOINT_RULES = {
    "sign": (_each(lambda t0, t1: t0 / t1), "The sign is lost: θ₀ + θ₁x = 0 gives x = −θ₀/θ₁."),
    "swapped": (
        lambda theta: [-t1 / t0 for t0, t1 in theta if t0 != 0],
        "You swapped θ₀ and θ₁: the slope θ₁ stands below the line of the fraction.",
    ),
    "swapped, sign": (
        lambda theta: [t1 / t0 for t0, t1 in theta if t0 != 0],
        "You swapped θ₀ and θ₁, and the sign is lost: solve θ₀ + θ₁x = 0 for x.",
    ),
    "offset only": (
        _each(lambda t0, t1: -t0),
        "−θ₀ is the joint only where the slope is 1. Divide by θ₁.",
    ),
    "product": (_each(lambda t0, t1: -t0 * t1), "You multiplied. Solve θ₀ + θ₁x = 0: x = −θ₀/θ₁."),
    "height at 0": (
        _each(lambda t0, t1: t0),
        "θ₀ is the height of the line at x = 0. The joint is the x at which the height is 0.",
    ),
    "size of the slope": (
        _each(lambda t0, t1: -t0 / abs(t1)),
        "You divided by |θ₁|. The sign of θ₁ counts: 1 − x is 0 at x = 1, not at −1.",
    ),
    "level line at 0": (
        lambda theta: [-t0 / t1 if t1 else 0 for t0, t1 in theta],
        "You gave a level line (θ₁ = 0) a joint at 0. It never crosses 0: leave it out.",
    ),
    "level line at infinity": (
        lambda theta: [-t0 / t1 if t1 else float("inf") for t0, t1 in theta],
        "A level line (θ₁ = 0) has no joint: leave it out of the list.",
    ),
}


def _relu(z):
    return max(0, z)


OUTPUT_RULES = {
    "no phi_0": (
        lambda x, phi_0, units: output(x, 0, units),
        "You forgot φ₀: it is added once, whatever the units say.",
    ),
    "phi_0 for each unit": (
        lambda x, phi_0, units: output(x, phi_0 * len(units), units),
        "You added φ₀ once for each unit. It stands before the sum: add it once.",
    ),
    "no activation": (
        lambda x, phi_0, units: phi_0 + sum(phi * (t0 + t1 * x) for t0, t1, phi in units),
        "You left out the ReLU: without it, the sum is one straight line.",
    ),
    "activation after weighting": (
        lambda x, phi_0, units: phi_0 + sum(_relu(phi * (t0 + t1 * x)) for t0, t1, phi in units),
        "You weighted first and clipped then. Clip the line first, and then weight it: φ · ReLU(θ₀ + θ₁x).",
    ),
    "activation of the sum": (
        lambda x, phi_0, units: _relu(phi_0 + sum(phi * (t0 + t1 * x) for t0, t1, phi in units)),
        "You clipped the sum. Each line is clipped by itself, before it is weighted.",
    ),
    "clipped once more": (
        lambda x, phi_0, units: _relu(output(x, phi_0, units)),
        "You clipped the output, too. Only hidden units are clipped: y may be negative.",
    ),
    "swapped": (
        lambda x, phi_0, units: output(x, phi_0, [(t1, t0, phi) for t0, t1, phi in units]),
        "You swapped θ₀ and θ₁: the line is θ₀ + θ₁x, so x multiplies θ₁.",
    ),
    "no weights": (
        lambda x, phi_0, units: output(x, phi_0, [(t0, t1, 1) for t0, t1, phi in units]),
        "You forgot the weights φ_d of the units.",
    ),
    "step": (
        lambda x, phi_0, units: phi_0 + sum(phi * (t0 + t1 * x > 0) for t0, t1, phi in units),
        "You used a step, which is 0 or 1. ReLU hands a positive value on as it is.",
    ),
    "first unit only": (
        lambda x, phi_0, units: output(x, phi_0, units[:1]),
        "You returned after the first unit. Add up all of them.",
    ),
}


def _counted(units, low, high):
    return [-t0 / t1 for t0, t1, phi in units if t1 != 0 and low < -t0 / t1 < high]


PIECE_RULES = {
    "joints, not pieces": (
        lambda units, low, high: pieces(units, low, high) - 1,
        "You counted the joints. They cut the line into one piece more.",
    ),
    "all units": (
        lambda units, low, high: len(units) + 1,
        "D + 1 is the most there can be. Some joints lie outside, some meet, some units never bend.",
    ),
    "outside too": (
        lambda units, low, high: pieces(units, float("-inf"), float("inf")),
        "You counted joints outside the interval, too.",
    ),
    "meeting joints twice": (
        lambda units, low, high: 1 + sum(
            low < -t0 / t1 < high for t0, t1, phi in units if t1 != 0 and phi != 0
        ),
        "You counted two joints at one place twice. There the sum bends once, or not at all.",
    ),
    "cancelling joints": (
        lambda units, low, high: 1 + len(
            {-t0 / t1 for t0, t1, phi in units if t1 != 0 and phi != 0 and low < -t0 / t1 < high}
        ),
        "Two units that meet may cancel: add their changes of slope, φ·|θ₁|; count where the sum is not 0.",
    ),
    "weight 0": (
        lambda units, low, high: 1 + len(set(_counted(units, low, high))),
        "A joint counts only if the slope of the sum changes there: not with weight 0, nor where two cancel.",
    ),
    "every joint": (
        lambda units, low, high: 1 + len(_counted(units, low, high)),
        "You counted every joint inside. Some meet, some have weight 0: count where the slope changes.",
    ),
}  # fmt: skip

WEIGHT_RULES = {
    "values": (
        lambda values: list(values),
        "You returned the values. A weight is a change of slope.",
    ),
    "slopes": (
        lambda values: [values[0], *((b - a) * (len(values) - 1) for a, b in pairwise(values))],
        "You returned the slopes of the pieces. Earlier units go on: each weight is the change of slope.",
    ),
    "no width": (
        lambda values: [values[0], *(phi / (len(values) - 1) for phi in weights_through(values)[1:])],
        "You forgot to divide by the width of a piece, 1/D: a slope is a difference times D.",
    ),
    "no phi_0": (
        lambda values: weights_through(values)[1:],
        "φ₀ is missing: at x = 0 all units are 0, so φ₀ = y₀.",
    ),
    "phi_0 is 0": (
        lambda values: [0, *weights_through(values)[1:]],
        "You began with 0. At x = 0 all units are 0, so φ₀ must be the first value.",
    ),
    "wrong sign": (
        lambda values: [
            values[0],
            weights_through(values)[1],
            *(-phi for phi in weights_through(values)[2:]),
        ],
        "The changes have the wrong sign: the slope after the joint minus the slope before it.",
    ),
    "number of points": (
        lambda values: [
            values[0],
            *(phi * len(values) / (len(values) - 1) for phi in weights_through(values)[1:]),
        ],
        "You multiplied by the number of points. D + 1 points have D pieces, each 1/D wide.",
    ),
}

EXERCISES = [
    Exercise(
        id="02.1",
        solution=301,
        why="3 · 100 + 1: two numbers for each line, one weight for each unit, and φ₀.",
        hints=(
            "Count in the picture: which numbers belong to one unit, which to none?",
            "A unit has θ_d0, θ_d1 and φ_d. φ₀ belongs to none.",
            "3D + 1, with D = 100.",
        ),
        wrong_rules=PARAMETER_RULES,
    ),
    Exercise(
        id="02.2",
        solution=joints,
        cases=[
            ([(1, 1), (0, 2), (1, -1)],),
            ([(-1.5, 3), (2, 0.5)],),
            ([(1, 0), (-2, -4)],),
            ([(3, 4)],),
            ([(-1, 0)],),
            ([],),
        ],
        wrong_rules=JOINT_RULES,
        hints=(
            "A unit bends where its line crosses 0. Which equation is that?",
            "Solve θ₀ + θ₁x = 0 for x. What if θ₁ is 0?",
            "[-theta_0 / theta_1 for theta_0, theta_1 in theta if theta_1 != 0]",
        ),
    ),
    Exercise(
        id="02.3",
        solution=output,
        cases=[
            (0.5, -0.5, [(1, 1, 1.5), (0, 2, -0.75), (1, -1, 1)]),
            (-2, 1, [(1, 1, 2), (-1, -1, 3)]),
            (3, 2, [(1, 0.5, -2), (-2, 1, 1), (4, -3, 5)]),
            (0, 0.25, [(-1, 2, 4), (2, 5, -0.5)]),
            (1, -3, []),
        ],
        wrong_rules=OUTPUT_RULES,
        hints=(
            "One unit first: its line θ₀ + θ₁x, then what the ReLU makes of it, then the weight.",
            "max(0, z) is ReLU(z). Begin with φ₀ and add up the units.",
            "phi_0 + sum(phi * max(0, theta_0 + theta_1 * x) for theta_0, theta_1, phi in units)",
        ),
    ),
    Exercise(
        id="02.4",
        solution=pieces,
        cases=[
            ([(1, 1, 1.5), (0, 2, -0.75), (1, -1, 1)], -2, 2),
            ([(1, 1, 1), (2, 2, 1), (-1, 1, 2)], -2, 2),  # two joints meet
            ([(1, 1, 1.5), (2, 2, -0.75), (1, -1, 1)], -2, 2),  # they cancel
            ([(3, 1, 1), (1, 0, 2), (0, 1, 0), (0.5, 1, 1)], -2, 2),  # outside, level, weight 0
            ([(0, 1, 1), (-1, 1, 1)], 0, 1),  # at the ends
            ([], 0, 1),
        ],
        wrong_rules=PIECE_RULES,
        hints=(
            "Each place where the slope of the sum changes begins a new piece.",
            "Unit d changes the slope by φ·|θ₁| at −θ₀/θ₁. Add the changes of units that meet.",
            "A dict {joint: change}; count the joints between low and high whose change is not 0, plus 1.",
        ),
    ),
    Exercise(
        id="02.5",
        solution=weights_through,
        cases=[
            ([0, 1, 0],),
            ([2, 2, 3, 1],),
            ([1, 4],),
            ([0.5, -0.5, 0.25, 1, 1],),
            ([-1, 0, 1, 2],),
        ],
        wrong_rules=WEIGHT_RULES,
        hints=(
            "At x = 0 all units are 0. Which parameter makes y₀?",
            "The first unit alone makes the first slope, (y₁ − y₀)·D. It goes on behind the second joint.",
            "φ₁ is the first slope; each further φ is the slope after its joint minus the slope before it.",
        ),
    ),
]  # fmt: skip
