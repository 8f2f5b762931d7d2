"""Exercises of notebook 02: networks with one hidden layer.

A unit is a tuple (θ_0, θ_1), with its weight (θ_0, θ_1, φ).
"""

from itertools import groupby, pairwise
from math import exp, tanh

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
    return [values[0], slopes[0], *(after - before for before, after in zip(slopes, slopes[1:]))]


# --- what goes wrong ------------------------------------------------------------------------------------

PARAMETER_RULES = {
    "forgot phi_0": (300, "300 = 3 · 100 are the three numbers of each unit. φ₀ is one more."),
    "forgot the weights": (201, "201 = 2 · 100 + 1: you left out the weights φ_d."),
    "lines only": (200, "200 are two numbers a unit: its weight φ_d, or a bias, is missing, and so is φ₀."),
    "weights only": (101, "101 are the weights φ₀ … φ₁₀₀. Each unit's line has two numbers more."),
    "proportional": (1000 / 3, "You scaled the ten up. φ₀ does not multiply."),
    "rounded": (333, "333 is ten thirds of 100. Nine of the ten belong to units: 3 each."),
    "small": (10, "10 is for three units. Here are 100."),
    "tensors": (4, "4 is the number of tensors. Count the numbers in them: p.numel()."),
    "two each and two": (202, "202 = 2 · 101. A unit has three numbers, and φ₀ is the only one of no unit."),
    "rounded up": (334, "334 is ten thirds of 100. Nine of the ten belong to units: 3 each."),
    "ten each": (1000, "1000 = 10 · 100. The ten are those of all three units together, not of one."),
    "ten each and one": (1001, "1001 = 10 · 100 + 1. Ten are those of *three* units; one has three."),
    "four each": (400, "400 = 4 · 100. There is one φ₀ for all units, not one for each."),
    "four each and one": (401, "401 = 4 · 100 + 1. A unit has three numbers: θ_d0, θ_d1 and φ_d."),
    "ten more": (310, "310 = 3 · 100 + 10. The ten hold three units already. Only φ₀ comes on top."),
    "three more": (303, "303 = 3 · 101. φ₀ is a single number, no unit."),
    "two more": (302, "302 = 3 · 100 + 2. What is counted twice? Only φ₀ belongs to no unit."),
    "nine each": (901, "901 = 9 · 100 + 1. Nine are the numbers of three units. One unit has three."),
    "the units": (100, "100 is the number of units. Each has three numbers of its own."),
}  # fmt: skip


def _joints(
    theta, *, sign=-1, at=lambda t0, t1: t0 / t1, level="out", keep=lambda a, b: True, part=slice(99)
):
    where = []
    for t0, t1 in theta[part]:
        if t1 == 0 and level != "asked for":
            where += [] if level == "out" else [level]
        elif keep(t0, t1):
            where.append(sign * at(t0, t1))
    return where


JOINT_FAULTS = {
    "sign": ({"sign": 1}, "The sign is lost: θ₀ + θ₁x = 0 gives x = −θ₀/θ₁."),
    "swapped": ({"at": lambda a, b: b / a}, "You swapped θ₀ and θ₁: divide by the slope θ₁."),
    "offset only": ({"at": lambda a, b: a}, "You use θ₀ alone. Divide by the slope θ₁."),
    "slope only": ({"at": lambda a, b: 1 / b}, "You use θ₁ alone. The joint is −θ₀/θ₁."),
    "product": ({"at": lambda a, b: a * b}, "You multiplied. Solve θ₀ + θ₁x = 0: x = −θ₀/θ₁."),
    "rounded down": ({"at": lambda a, b: -(-a // b)}, "`//` rounds down. Divide with `/`."),
    "difference": ({"at": lambda a, b: a + b}, "You subtracted θ₁. Solve θ₀ + θ₁x = 0: divide by it."),
    "size of the slope": ({"at": lambda a, b: a / abs(b)},
        "You divided by |θ₁|. The sign of θ₁ counts: 1 − x is 0 at x = 1, not at −1."),
    "sizes": ({"at": lambda a, b: abs(a / b)}, "You took the absolute value. A joint can be negative."),
    "level line": ({"level": "asked for"}, "A level line (θ₁ = 0) has no joint: leave it out."),
    "level line at 0": ({"level": 0}, "A level line (θ₁ = 0) has no joint at 0, it has none: leave it out."),
    "level line at None": ({"level": None}, "Do not keep None for a level line (θ₁ = 0): leave it out."),
    "level line at nan": ({"level": float("nan")}, "Do not keep nan for a level line: leave it out."),
    "level line at infinity": ({"level": float("inf")}, "A level line has no joint: leave out infinity."),
    "rising only": ({"keep": lambda a, b: b > 0}, "You keep rising lines only. A falling line has one, too."),
    "first only": ({"part": slice(1)}, "You hand back the first joint only. Collect all of them."),
    "last only": ({"part": slice(-1, None)}, "You keep the last joint only: append, do not replace."),
    "first skipped": ({"part": slice(1, None)}, "You skip the first unit. Python counts from 0."),
    "last skipped": ({"part": slice(-1)}, "You leave out the last unit. Does the loop end too early?"),
    "no joint at 0": ({"keep": lambda a, b: a}, "You leave out a line with θ₀ = 0. Its joint is at 0."),
}  # fmt: skip


def _relu(z):
    return max(0, z)


def _output(
    x, phi_0, units, *, relu=_relu, order=(0, 1, 2), weighted=0, last=float, each=0, part=slice(99), mean=0,
    line=lambda t0, t1, x: t0 + t1 * x,
):  # fmt: skip
    total, units = 0, list(units)[part]
    for unit in units:
        t0, t1, phi = (unit[i] for i in order)
        z = line(t0, t1, x)
        total += weighted(phi, z) if weighted else phi * relu(z)
    total /= max(1, len(units)) if mean else 1
    return last(each(phi_0, total, len(units)) if each else phi_0 + total)


OUTPUT_FAULTS = {
    "no phi_0": ({"phi_0": 0}, "You forgot φ₀: it is added once, whatever the units say."),
    "phi_0 for each unit": ({"each": lambda phi_0, total, n: phi_0 * n + total},
        "You added φ₀ once for each unit. It is in front of the sum: add it once."),
    "phi_0 subtracted": ({"each": lambda phi_0, total, n: total - phi_0}, "You subtract φ₀. It is added."),
    "sum subtracted": ({"each": lambda phi_0, total, n: phi_0 - total}, "You subtract the sum. It is added."),
    "0 without units": (
        {"each": lambda phi_0, total, n: n and phi_0 + total}, "Without units the output is φ₀, not 0."),
    "phi_0 times": ({"each": lambda phi_0, total, n: phi_0 * total}, "You multiplied by φ₀. It is added."),
    "no activation": ({"relu": float}, "You left out the ReLU: without it, the sum is one straight line."),
    "weighted first": ({"weighted": lambda phi, z: _relu(phi * z)},
        "You weighted first and clipped then. Clip the line, then weight it: φ · ReLU(θ₀ + θ₁x)."),
    "no weights": ({"weighted": lambda phi, z: _relu(z)}, "You forgot the weights φ_d of the units."),
    "added weights": ({"weighted": lambda phi, z: phi + _relu(z)}, "You add the weight. Multiply by it."),
    "clipped once more": ({"last": _relu}, "You clipped the output, too. Only hidden units are clipped."),
    "swapped": ({"order": (1, 0, 2)}, "You swapped θ₀ and θ₁: the line is θ₀ + θ₁x."),
    "phi first": ({"order": (1, 2, 0)}, "You read φ first. A unit is (θ₀, θ₁, φ), in this order."),
    "threshold": ({"line": lambda a, b, x: b * x - a}, "You subtract θ₀. It is added (a threshold is −θ₀)."),
    "brackets": ({"line": lambda a, b, x: (a + b) * x}, "x multiplies θ₁ alone, not θ₀: θ₀ + θ₁ · x."),
    "step": ({"relu": lambda z: float(z > 0)}, "You used a step, 0 or 1. ReLU hands on a positive value."),
    "size": ({"relu": abs}, "You took |z|. ReLU gives 0 where the line is negative."),
    "square": ({"relu": lambda z: z * z}, "You squared the line. ReLU clips it at 0."),
    "sigmoid": ({"relu": lambda z: 1 / (1 + exp(-z))}, "You used the sigmoid. Use ReLU: max(0, z)."),
    "tanh": ({"relu": tanh}, "You used tanh. Use ReLU: max(0, z)."),
    "min": ({"relu": lambda z: min(0, z)}, "You keep the negative part: max(0, z), not min."),
    "mean": ({"mean": True}, "You took the mean of the units. They are added up."),
    "replaced": ({"each": lambda phi_0, total, n: total if n else phi_0, "part": slice(-1, None)},
        "Each unit replaces what was there: add it up (y += ...)."),
    "first only": ({"part": slice(1)}, "You use the first unit only. Add up all of them."),
    "last only": ({"part": slice(-1, None)}, "You keep the last unit only: add it up (y += ...)."),
    "first skipped": ({"part": slice(1, None)}, "You skip the first unit. Python counts from 0."),
    "last skipped": ({"part": slice(-1)}, "You leave out the last unit. Does the loop end too early?"),
}  # fmt: skip


def _pieces(
    units, low, high, *, size=abs, inside=lambda a, x, b: a < x < b, plus=1, weighs=True, meet=sum,
    upward=False, at=lambda t0, t1: -t0 / t1,
):  # fmt: skip
    changes = {}
    for t0, t1, phi in units:
        if t1 != 0 and inside(low, at(t0, t1), high):
            changes.setdefault(at(t0, t1), []).append(phi * size(t1) if weighs else 1)
    counted = map(meet, changes.values())
    return plus + sum(c > 0 if upward else c != 0 for c in counted)


PIECE_FAULTS = {
    "joints, not pieces": ({"plus": 0}, "You counted the joints. They cut the line into one piece more."),
    "slope with its sign": ({"size": float},
        "You took φ·θ₁ for the change of slope. It is φ·|θ₁|: a falling line ends at its joint."),
    "weights alone": ({"size": bool}, "You add the weights φ alone. The slope changes by φ·|θ₁|."),
    "sign": ({"at": lambda t0, t1: t0 / t1}, "The sign of the joint is lost: x = −θ₀/θ₁."),
    "swapped": ({"at": lambda t0, t1: -t1 / (t0 or 1e-9)}, "You swapped θ₀ and θ₁: the joint is −θ₀/θ₁."),
    "none at 0": ({"at": lambda a, b: -a / b if a else float("inf")}, "A line with θ₀ = 0 bends, too: at 0."),
    "rounded down": ({"at": lambda t0, t1: -t0 // t1}, "`//` rounds the joint down. Divide with `/`."),
    "alone": ({"meet": lambda all_: len(all_) == 1}, "You leave out units that meet. Their sum may bend."),
    "outside too": ({"inside": lambda a, x, b: True}, "You counted joints outside the interval, too."),
    "ends": ({"inside": lambda a, x, b: a <= x <= b}, "You counted a joint at an end. It cuts nothing off."),
    "low end": ({"inside": lambda a, x, b: a <= x < b}, "A joint at `low` begins no piece."),
    "high end": ({"inside": lambda a, x, b: a < x <= b}, "A joint at `high` begins no piece."),
    "weight 0": ({"weighs": False}, "With weight 0, or where two units cancel, the slope stays."),
    "meeting joints twice": ({"meet": any},
        "Two units that meet may cancel: add their changes φ·|θ₁|, and count where the sum is not 0."),
    "upward only": ({"upward": True}, "You count upward bends only. A bend down begins a new piece, too."),
}  # fmt: skip


def _bending(units, low, high):
    return [-t0 / t1 for t0, t1, phi in units if t1 != 0 and phi != 0 and low < -t0 / t1 < high]


def _slopes(units, low, high):
    """The slope of each piece."""
    ends = pairwise(sorted({low, *_bending(units, low, high), high}))
    middles = [(a + b) / 2 for a, b in ends]
    return [s for s, _ in groupby(sum(phi * t1 for t0, t1, phi in units if t0 + t1 * x > 0) for x in middles)]


PIECE_RULES = {
    "flat": (lambda *case: sum(s != 0 for s in _slopes(*case)), "A flat piece is a piece, too."),
    "slopes": (lambda *case: len({*_slopes(*case)}), "Two pieces with the same slope are two pieces."),
    "no units": (lambda units, *ends: units and pieces(units, *ends) or 0, "Without units: one piece."),
    "all units": (lambda units, low, high: len(units) + 1,
        "D + 1 is the most there can be. Some joints are outside, some meet, some units never bend."),
    "doubling": (lambda units, low, high: 2 ** len(units),
        "2^D would be doubling. Each joint *adds* one piece: at most D + 1."),
    "each of them": (lambda units, low, high: 1 + len(_bending(units, low, high)),
        "You counted two joints at one place twice. There the sum bends once, or not at all."),
    "every joint": (lambda units, low, high: 1 + sum(b != 0 and low < -a / b < high for a, b, _ in units),
        "You counted every joint inside. Some meet, some have weight 0: count where the slope changes."),
    "level lines": (lambda units, low, high: 1 + len({-a / b for a, b, _ in units if low < -a / b < high}),
        "A level line (θ₁ = 0) has no joint: you divide by 0 there. Leave it out."),
}  # fmt: skip


def _through(values, *, width=None, first=None, change=lambda before, after: after - before, begin=1):
    D = len(values) - 1
    slopes = [(width(D) if width else D) * (b - a) for a, b in pairwise(values)]
    phi = [slopes[0], *(change(before, after) for before, after in pairwise(slopes))]
    return ([values[0] if first is None else first] if begin else []) + phi


WEIGHT_FAULTS = {
    "slopes": ({"change": lambda before, after: after},
        "You returned the slopes of the pieces. Earlier units go on: each weight is the *change* of slope."),
    "wrong sign": ({"change": lambda before, after: before - after},
        "The changes have the wrong sign: the slope after the joint minus the slope before it."),
    "size": ({"change": lambda a, b: abs(b - a)}, "A bend down has a negative weight: leave out abs(...)."),
    "added": ({"change": lambda before, after: after + before}, "You add slopes. A weight is a difference."),
    "no width": ({"width": lambda D: 1}, "Differences are no slopes: divide by the width 1/D (times D)."),
    "divided by D": ({"width": lambda D: 1 / D}, "You divided by D. A piece is 1/D wide: multiply."),
    "order": ({"width": lambda D: -D}, "Your slopes have the wrong sign: the later value minus the earlier."),
    "D is 4": ({"width": lambda D: 4}, "You took D = 4. D is one less than the number of values."),
    "number of points": ({"width": lambda D: D + 1}, "You took the number of points for D, the pieces."),
    "one less": ({"width": lambda D: D - 1}, "You multiplied by D − 1. D + 1 points have D pieces."),
    "no phi_0": ({"begin": 0}, "φ₀ is missing: at x = 0 all units are 0, so φ₀ = y₀."),
    "phi_0 is 0": ({"first": 0}, "You began with 0. φ₀ is the first value: at x = 0 all units are 0."),
}  # fmt: skip

WEIGHT_RULES = {
    "values": (lambda values: list(values), "You returned the values. A weight is a change of slope."),
    "no first slope": (lambda values: [values[0], *weights_through(values)[2:]],
        "φ₁ is missing: the first unit makes the first slope."),
    "no last": (lambda values: weights_through(values)[: max(2, len(values) - 1)],
        "The last weight is missing: there are D + 1."),
    "value off": (lambda values: [y := values[0], (phi := weights_through(values))[1] - y, *phi[2:]],
        "φ₁ is the first slope: do not subtract y₀ from it."),
    "last before first": (lambda values: [(w := weights_through(values))[0], w[1] - sum(w[1:]), *w[2:]],
        "In Python, index −1 is the last slope. Nothing is before the first: φ₁ is s₀."),
}  # fmt: skip

EXERCISES = [
    Exercise(
        id="02.1", solution=301,
        why="3 · 100 + 1: two numbers for each line, one weight for each unit, and φ₀.",
        hints=(
            "Count in the picture: which numbers belong to one unit, which to none?",
            "A unit has θ_d0, θ_d1 and φ_d. φ₀ belongs to none.",
            "3 * D + 1, with D = 100.",
        ),
        wrong_rules=PARAMETER_RULES,
    ),
    Exercise(
        id="02.2", solution=joints,
        any_order=True,
        cases=[
            ([(1, 1), (0, 2), (1, -1)],), ([(-1.5, 3), (2, 0.5)],), ([(3, 4), (1.5, 2), (-0.5, -4)],),
            ([(1, 0), (-2, -4)],), ([(2.5, -0.5), (0, 0), (1, 3)],), ([(-1, 0)],), ([],),
        ],
        twin=_joints, faults=JOINT_FAULTS,
        wrong_rules={
            "swapped, no test": (lambda theta: [-t1 / t0 for t0, t1 in theta if t0 != 0],
                "You swapped θ₀ and θ₁ everywhere: −θ₀/θ₁, where θ₁ is not 0."),
            "first of all": (lambda theta: next(([-a / b] for a, b in theta if b), None),
                "`return` ends the loop: you hand back the first joint only. Collect all of them."),
            "level lines": (lambda theta: [-a / b if b else -a * float("inf") for a, b in theta],
                "A level line (θ₁ = 0) has no joint: you divide by 0. Leave it out."),
            "once": (lambda theta: [*{*joints(theta)}], "Two units may have the same joint: give it twice."),
        },
        hints=(
            "A unit bends where its line crosses 0. Which equation is that?",
            "Solve θ₀ + θ₁x = 0 for x. What if θ₁ is 0?",
            "[-theta_0 / theta_1 for theta_0, theta_1 in theta if theta_1 != 0]",
        ),
    ),
    Exercise(
        id="02.3", solution=output,
        cases=[
            (0.5, -0.5, [(1, 1, 1.5), (0, 2, -0.75), (1, -1, 1)]),
            (-2, 1, [(1, 1, 2), (-1, -1, 3)]),
            (3, 2, [(1, 0.5, -2), (-2, 1, 1), (4, -3, 5)]),
            (0, 0.25, [(-1, 2, 4), (2, 5, -0.5)]),
            (1.5, -2, [(0.5, 1, 1), (-4, 2, 3), (0.25, -1, -2), (1, 0.5, 0.5), (2, 0, 1.25)]),
            (1, -3, []),
        ],
        twin=_output, faults=OUTPUT_FAULTS,
        wrong_rules={
            "sum clipped": (lambda x, phi_0, units: _relu(_output(x, phi_0, units, relu=float)),
                "You clipped the sum. Each line is clipped by itself, before it is weighted."),
            "not added": (lambda x, phi_0, units: [phi * _relu(t0 + t1 * x) for t0, t1, phi in units],
                "You return the parts of the sum. Add them up, and φ₀."),
        },
        hints=(
            "One unit first: its line θ₀ + θ₁x, then what the ReLU makes of it, then the weight.",
            "max(0, z) is ReLU(z). Begin with φ₀ and add up the units.",
            "phi_0 + sum(phi * max(0, theta_0 + theta_1 * x) for theta_0, theta_1, phi in units)",
        ),
    ),
    Exercise(
        id="02.4", solution=pieces,
        cases=[
            ([(1, 1, 1.5), (0, 2, -0.75), (1, -1, 1)], -2, 2),
            ([(1, 1, 1), (2, 2, 1), (-1, 1, 2)], -2, 2),  # two joints meet
            ([(1, 1, 1.5), (2, 2, -0.75), (1, -1, 1)], -2, 2),  # they cancel
            ([(1, 1, 1), (-1, -1, 1)], -2, 2),  # they meet with opposite slopes, and add
            ([(1, 1, 1), (-1, -1, -1), (1, 2, -1)], -2, 2),  # and cancel
            ([(3, 1, 1), (1, 0, 2), (0, 1, 0), (0.5, 1, 1), (-3, 1, 2)], -2, 2),  # outside, level, weight 0
            # between whole numbers, two of them near, equal slopes
            ([(1, 2, 1), (1, 4, -0.5), (6, 25, 0.5), (3, 2, 1), (-1, 1, 4)], -2, 2),
            ([(1, 1, 1), (0, 1, 1), (-1, 1, 1), (-1, 2, -2)], 0, 1),  # outside, and at both ends
            ([(0, 1, 1), (2, 2, 1)], 0, 3),  # at the low end
            ([(-3, 1, -1), (-1, 1, 1)], 0, 3),  # at the high end
            ([], 0, 1),
        ],
        twin=_pieces, faults=PIECE_FAULTS, wrong_rules=PIECE_RULES,
        hints=(
            "Each place where the slope of the sum changes begins a new piece.",
            "Unit d changes the slope by φ·|θ₁| at −θ₀/θ₁. Add the changes of units that meet.",
            "A dict {joint: change}; count the joints between low and high whose change is not 0, plus 1.",
        ),
    ),
    Exercise(
        id="02.5", solution=weights_through,
        cases=[
            ([0, 1, 0],), ([2, 2, 3, 1],), ([1, 4],), ([0.5, -0.5, 0.25, 1, 1],), ([-1, 0, 1, 2],),
            ([0.75, 1.5, 0.5, 2.75, -1, 0.5],),
        ],
        twin=_through, faults=WEIGHT_FAULTS, wrong_rules=WEIGHT_RULES,
        hints=(
            "At x = 0 all units are 0. Which parameter makes y₀?",
            "The first unit alone makes the first slope, (y₁ − y₀)·D. It goes on behind the second joint.",
            "φ₁ is the first slope; each further φ is the slope after its joint minus the slope before it.",
        ),
    ),
]  # fmt: skip
