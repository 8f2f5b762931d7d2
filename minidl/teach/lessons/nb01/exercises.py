"""Exercises of notebook 01: perceptron and XOR."""

from itertools import accumulate
from math import exp
from operator import eq, ge, gt, le, lt, mul, sub

from ...kit.exercise import Exercise


def perceptron(x, w, T):
    z = sum(weight * value for weight, value in zip(w, x)) - T
    return 1 if z >= 0 else 0


def update(x1, x2, target, w1, w2, T):
    output = 1 if w1 * x1 + w2 * x2 - T >= 0 else 0
    error = target - output
    return w1 + error * x1, w2 + error * x2, T - error


def threshold(signs, k):
    return k - signs.count(-1)


def depth(edges):
    def longest_to(node):
        return max((1 + longest_to(a) for a, b in edges if b == node), default=0)

    return max(longest_to(b) for a, b in edges)


# --- a perceptron -----------------------------------------------------------------------------------------


def _step(z, fires=ge, silent=0):
    return 1 if fires(z, 0) else silent


def _sigmoid(z):
    return 1 / (1 + exp(-min(max(z, -700), 700)))


def _sums(w, x):
    return [(sum(w), sum(x))]


def _perceptron(
    x, w, T, *, pairs=zip, part=slice(None), by=mul, total=sum, each=0, turn=1, minus=1, fires=ge, silent=0,
    room=0, out=_step,
):  # fmt: skip
    products = [by(weight, value) - each * T for weight, value in pairs(w, x)][part]
    z = turn * total(products) - (0 if each else minus * T) + room
    return _step(z, fires, silent) if out is _step else out(z)


PERCEPTRON_FAULTS = {
    "strict": ({"fires": gt}, "On the line, where the sum equals T, the output is 1: >=, not >."),
    "turned": ({"fires": lt}, "Your outputs are turned over: 1 where z >= 0, and 0 where z is negative."),
    "T - sum": ({"fires": le}, "You fire where z <= 0, so where T - sum >= 0. It is sum - T >= 0."),
    "forgot T": ({"T": 0}, "You forgot the threshold: compare the sum with T, or subtract T from it."),
    "half": ({"room": -0.5}, "You compare z with 0.5. That limit is for a sigmoid. The step asks: z >= 0."),
    "sigmoid": ({"out": _sigmoid}, "That is the sigmoid. A perceptron has a step: 1 where z >= 0, else 0."),
    "z": ({"out": float}, "You return z itself. The step is missing: 1 where z >= 0, else 0."),
    "minus one": ({"silent": -1}, "You give -1 where the unit is silent. In this lecture that is 0."),
    "no weights": ({"by": lambda w, x: x}, "You forgot the weights: multiply each input by its own."),
    "added weights": ({"by": lambda w, x: w + x}, "You add each weight to its input. Multiply them: w * x."),
    "if x": ({"by": lambda w, x: w if x else 0}, "You add a whole weight where x is not 0. Multiply: w * x."),
    "only weights": ({"by": lambda w, x: w}, "You add up the weights alone. Multiply each by its input."),
    "first only": ({"part": slice(1)}, "You look at the first input only. Does the loop end too early?"),
    "last only": ({"part": slice(-1, None)}, "You use the last input only. Add up: z += ..., not z = ..."),
    "first skipped": ({"part": slice(1, None)}, "You skip the first input. Python counts from 0."),
    "last skipped": ({"part": slice(0, -1)}, "You leave out the last input. range(len(x)) is all of them."),
    "two inputs": ({"part": slice(2)}, "You use x[0] and x[1] only. There may be more inputs, or one."),
    "in the loop": ({"total": lambda p: max(accumulate(p))}, "You compare in the loop. First add up all."),
    "T twice": ({"minus": 2}, "Your T counts twice: subtract T and compare with 0, or compare with T."),
    "relu": ({"out": lambda z: max(z, 0)}, "That is a ReLU: z where it is positive. A step gives 1 there."),
    "T for each": ({"each": 1}, "Your T counts once for each input (a mean does so, too). Subtract it once."),
    "added T": ({"minus": -1}, "You added the threshold. Subtract it: the bias to add is b = -T."),
    "sign": ({"out": lambda z: (z > 0) - (z < 0)}, "That is the sign of z: -1, 0 or 1. A step gives 0 or 1."),
    "equal": ({"fires": eq}, "You fire only where the sum equals T. It fires where it is T or more: >=."),
    "abs": ({"total": lambda p: abs(sum(p))}, "You take the absolute value of the sum. Leave it as it is."),
    "any": ({"total": max}, "One product that reaches T is enough for you. Add all up, then compare once."),
    "all": ({"total": min}, "You want every product to reach T. Add them up first, then compare once."),
    "sums first": ({"pairs": _sums}, "You add up inputs and weights first. Multiply each pair, then add up."),
    "minus sum": ({"turn": -1}, "You subtract the sum: its sign is turned. z = sum - T."),
}


# --- one step of the learning rule -------------------------------------------------------------------------


def _update(
    x1, x2, target, w1, w2, T, *, output=_step, known=1, error=sub, by=mul, rate=1,
    xs=(0, 1), dw=(1, 1), dT=-1, keep=1, order=(0, 1, 2), flip=1,
):  # fmt: skip
    e = rate * error(target, output(w1 * x1 + w2 * x2 - known * T))
    x = (x1, x2)
    new1, new2 = (keep * w + d * by(e, x[i]) for w, d, i in zip((w1, w2), dw, xs))
    new = new1, new2, flip * (keep * T + dT * e)
    return tuple(new[i] for i in order)


UPDATE_FAULTS = {
    "wrong way": ({"error": lambda t, o: o - t}, "Your error is output - target. It is target - output."),
    "w wrong way": ({"dw": (-1, -1)}, "The weights go the wrong way: w + error * x."),
    "T wrong way": ({"dT": 1}, "T goes the wrong way. To fire more easily, T must fall: T - error."),
    "T unchanged": ({"dT": 0}, "You never change T: T - error."),
    "w unchanged": ({"dw": (0, 0)}, "You never change the weights. Then the line can never turn."),
    "output": ({"error": lambda t, o: o}, "You use the output in place of the error: target - output."),
    "target": ({"error": lambda t, o: t}, "You use the target in place of the error: target - output."),
    "no target": ({"error": lambda t, o: 1 - o}, "You do not use the target: error = target - output."),
    "abs": ({"error": lambda t, o: abs(t - o)}, "Your error is never negative. It may be -1."),
    "only up": ({"error": lambda t, o: max(t - o, 0)}, "You correct only an output 0 that should be 1."),
    "only down": ({"error": lambda t, o: min(t - o, 0)}, "You correct only an output 1 that should be 0."),
    "forgot x": ({"by": lambda e, x: e}, "Both weights change by the error alone. Multiply it by the input."),
    "z": ({"output": float}, "Your error is target - z. The step is missing: the output is 0 or 1."),
    "sigmoid": ({"output": _sigmoid}, "You took the sigmoid. The output of this rule is a step: 0 or 1."),
    "turned": ({"output": lambda z: int(z < 0)}, "Your output is turned over: 1 where z >= 0."),
    "strict": ({"output": lambda z: int(z > 0)}, "On the line, where z = 0, the output is 1: z >= 0."),
    "plus minus": ({"output": lambda z: 1 if z >= 0 else -1}, "Your output is -1 or 1. Here it is 0 or 1."),
    "forgot T": ({"known": 0}, "Your output does not use T: compare w1*x1 + w2*x2 with T, not with 0."),
    "added T": ({"known": -1}, "Your output adds the threshold. z = w1*x1 + w2*x2 - T."),
    "w2 unchanged": ({"dw": (1, 0)}, "You never change w2: w2 + error * x2."),
    "w1 unchanged": ({"dw": (0, 1)}, "You never change w1: w1 + error * x1."),
    "x1 for both": ({"xs": (0, 0)}, "You use x1 for both weights. w2 belongs to x2."),
    "x2 for both": ({"xs": (1, 1)}, "You use x2 for both weights. w1 belongs to x1."),
    "crossed": ({"xs": (1, 0)}, "You exchange the inputs: w1 belongs to x1, and w2 to x2."),
    "T twice": ({"known": 2}, "Your output subtracts T and compares with T as well: T counts once."),
    "always down": ({"error": lambda t, o: -abs(t - o)}, "Your error is never positive. It may be 1."),
    "tenth": ({"rate": 0.1}, "You use a learning rate of 0.1. This rule has none: the whole error counts."),
    "half": ({"rate": 0.5}, "You use a learning rate of 0.5. This rule has none: the whole error counts."),
    "unchanged": ({"rate": 0}, "You return the weights as they came. A wrong output must change them."),
    "changes only": ({"keep": 0}, "You return the changes. Return the new values: old value + change."),
    "bias": ({"flip": -1}, "Your third number is the bias, -T. Return the threshold."),
    "T first": ({"order": (2, 0, 1)}, "You return T first. The order is (w1, w2, T)."),
    "swapped": ({"order": (1, 0, 2)}, "You return w2 before w1. The order is (w1, w2, T)."),
    "no T": ({"order": (0, 1)}, "You return the weights only. Return (w1, w2, T)."),
}


def _until_right(x1, x2, target, w1, w2, T):
    for _ in range(100):
        w1, w2, T = update(x1, x2, target, w1, w2, T)
    return w1, w2, T


UPDATE_RULES = {
    "until right": (_until_right, "You correct until the point is right. One step corrects once, at most."),
}

# --- thresholds --------------------------------------------------------------------------------------------


def _threshold(signs, k, *, times=1, counted=-1, part=slice(None), count=sum, plus=0, turn=1):
    return turn * (k - times * count([sign == counted for sign in signs][part]) + plus)


THRESHOLD_FAULTS = {
    "T = k": ({"times": 0}, "You return k. But an inverted input that is true is 0: it adds 0, not 1."),
    "added": ({"times": -1}, "You added the number of inverted inputs. They make the sum smaller: subtract."),
    "twice": ({"times": 2}, "You count each inverted input twice. NOT x is 1 - x: one 1 each."),
    "plain ones": ({"counted": 1}, "You subtract the number of plain inputs. Subtract the inverted."),
    "once": ({"count": any}, "You subtract 1 however many inputs are inverted. Subtract 1 for each."),
    "last skipped": ({"part": slice(-1)}, "You leave out the last sign. range(len(signs)) is all of them."),
    "first skipped": ({"part": slice(1, None)}, "You skip the first sign. Python counts from 0."),
    "bias": ({"turn": -1}, "That is the bias b = -T. Return the threshold: turn the sign."),
    "room": ({"plus": -0.5}, "That works, with room on both sides. But return the largest T: z = 0 gives 1."),
    "one less": ({"plus": -1}, "That T is met by k - 1 true inputs already."),
    "one more": ({"plus": 1}, "That T needs k + 1 true inputs. On the line, z = 0 gives 1."),
    "any": ({"k": 1}, "You ignore k: one true input is enough for that T."),
}
THRESHOLD_RULES = {
    "all": (lambda signs, k: signs.count(1), "That T needs all inputs true, not k."),
    "sum": (lambda signs, k: sum(signs), "You return the sum of the weights. Where is k in it?"),
    "len - k": (lambda signs, k: len(signs) - k, "Begin with k. Subtract one for each inverted input."),
    "k - sum": (lambda signs, k: k - sum(signs), "You subtract the sum of signs. Count the -1 only."),
    "sum - k": (lambda signs, k: sum(signs) - k, "Begin with k. And the sum is not needed: count the -1."),
    "k + sum": (lambda signs, k: k + sum(signs), "You add the sum of signs to k. Count the -1 only."),
    "not negative": (lambda signs, k: max(0, threshold(signs, k)), "You cut at 0, but T may be negative."),
    "abs": (lambda signs, k: abs(threshold(signs, k)), "You drop the sign, but T may be negative."),
}

# --- depth -------------------------------------------------------------------------------------------------


def _sources(edges):
    ends = [b for _, b in edges]
    return list(dict.fromkeys(a for a, _ in edges if a not in ends))


def _starts(edges):
    return [a for a, _ in edges]


def _depth(edges, *, pick=max, best=max, starts=_starts, part=slice(None), more=0):
    def go(node):
        return pick([1 + go(b) for a, b in edges if a == node] or [0])

    return best([go(start) for start in starts(edges)][part]) + more


def _most(end):
    return lambda edges: max([edge[end] for edge in edges].count(node) for node in sum(edges, ()))


def _from_sinks(part):
    return lambda edges: _depth([(b, a) for a, b in edges], starts=_sources, part=part)


FIRST, LAST = slice(1), slice(-1, None)
DEPTH_FAULTS = {
    "nodes": ({"more": 1}, "You counted the nodes of the longest path. Count its edges: one less."),
    "hidden nodes": ({"more": -1}, "You counted the nodes between source and sink. Count edges: one more."),
    "shortest": ({"pick": min, "best": min, "starts": _sources}, "You found the shortest, not the longest."),
    "nearest": ({"pick": min, "starts": _sources}, "You take the shortest way on. Take the longest."),
    "greedy": ({"pick": lambda ways: ways[0]}, "You follow one edge of each node, the first. Try all."),
    "dictionary": ({"pick": lambda ways: ways[-1]}, "You follow one edge of each node, the last (a dict?)."),
    "mean": ({"pick": lambda ways: sum(ways) / len(ways)}, "You take a mean over the ways."),
    "sum": ({"pick": sum}, "You add up the edges behind a node. One path has only the longest: max."),
    "first edge": ({"part": FIRST}, "You began at the first edge. Begin at each source (no edge comes in)."),
    "first source": ({"part": FIRST, "starts": _sources}, "You started at the first source only."),
    "last source": ({"part": LAST, "starts": _sources}, "You started at the last source only."),
}


def _rings(edges):
    """The largest of the shortest distances from the sources: breadth first."""
    seen = ring = set(_sources(edges))
    far = 0
    while ring := {b for a, b in edges if a in ring} - seen:
        seen, far = seen | ring, far + 1
    return far


def _sweeps(*orders, keep=1):
    def swept(edges):
        far = {}
        for order in orders:
            for a, b in edges[::order]:
                far[b] = max(keep * far.get(b, 0), far.get(a, 0) + 1)
        return max(far.values())

    return swept


ORDER = "The edges come in any order: repeat until nothing changes, or ask each node's predecessors."
DEPTH_RULES = {
    "first sink": (_from_sinks(FIRST), "You looked at the first sink only. Try all of them."),
    "last sink": (_from_sinks(LAST), "You looked at the last sink only. Try all of them."),
    "one sweep": (_sweeps(1), f"You go through the edges once, as they are listed. {ORDER}"),
    "backwards": (_sweeps(-1), f"You go through the edges once, from the last to the first. {ORDER}"),
    "two sweeps": (_sweeps(1, 1), f"You go through the edges twice. {ORDER}"),
    "three sweeps": (_sweeps(1, 1, 1), f"You go through the edges three times. {ORDER}"),
    "there and back": (_sweeps(1, -1), f"You go through the edges forwards, then backwards. {ORDER}"),
    "overwritten": (_sweeps(1, keep=0), "A later edge overwrites what its node had: keep the larger, max."),
    "all edges": (len, "You counted all edges of the graph. Count those of one path, the longest."),
    "edges but one": (lambda edges: len(edges) - 1, "That is all edges but one. Count those of one path."),
    "nodes but one": (lambda edges: len({*sum(edges, ())}) - 1, "All nodes but one: follow one path."),
    "from": (lambda edges: len({a for a, _ in edges}), "You counted nodes that an edge leaves."),
    "to": (lambda edges: len({b for _, b in edges}), "You counted nodes that an edge enters."),
    "sources": (lambda edges: len(_sources(edges)), "You counted the sources. Follow a path from each."),
    "out": (_most(0), "You counted the edges out of one node. Follow them."),
    "in": (_most(1), "You counted the edges into one node. Follow them."),
    "sorted": (lambda edges: _sweeps(1)(sorted(edges)), f"You go through the sorted edges once. {ORDER}"),
    "all nodes": (lambda edges: len({n for edge in edges for n in edge}), "You counted the graph's nodes."),
    "breadth first": (_rings, "You visit each node once, at its shortest distance. Use its longest."),
}

GRAPH = [tuple(edge) for edge in ("pq", "pt", "qr", "qs", "rt", "st", "tu", "sv", "vu")]

EXERCISES = [
    Exercise(
        id="01.1", solution=perceptron,
        cases=[
            ([1, 1], [1, 1], 2),  # on the line
            ([0, 1], [1, 1], 2),
            ([1, 1], [-1, -1], -1.5),
            ([0, 0], [-1, -1], -1.5),
            ([0], [-1], 0),  # NOT
            ([1, 0, 1], [0.5, 2, 0.5], 0.75),
            ([0, 1, 1], [3, -1, 0.5], -1),
            ([1, 1, 0], [1, -2, 4], 0.5),
            ([0.5, 2, 1, 1], [2, -1, 0.5, 0.75], 0.25),  # on the line
            ([1, 1, 0.5, 0.5], [-2, 1, -1, 4], 1),
            ([1, 0.5, 0.5, 0], [3, 0.5, -0.5, -2], 0.25),
            ([1, 1, 1, 1], [-3, 1, 1, 2], 0.75),
            ([2, 0.5, 1], [0.5, 2, -1], 0.75),
            ([0.5], [4], 1.5),
            ([1, 1], [1, -0.5], 0.75),
        ],
        twin=_perceptron, faults=PERCEPTRON_FAULTS,
        hints=("First z: multiply each input by its weight, and add up.",
            "Subtract T once. Then the step: which z give 1? Is 0 among them?",
            "z = sum(a * b for a, b in zip(w, x)) - T, and then: return 1 if z >= 0 else 0"),
    ),
    Exercise(
        id="01.2", solution=2,
        why="(1,0) has the sum 2 and must reach T: 2 >= T. (1,1) has the sum 1 and must not: 1 < T.",
        hints=("Write down the sum 2*x1 - 1*x2 at each of the four points.",
            "Which point must reach T? Which others must stay below? That leaves an interval for T.",
            "(1,0) asks for 2 >= T, and (1,1) asks for 1 < T. Does the upper end belong to the interval?"),
        wrong_rules={
            "one": (1, "With T = 1 the point (1,1) fires, too: its sum is 1. That gate is x1."),
            "zero": (0, "With T = 0 the point (0,0) fires, too: its sum is 0."),
            "bias": (-2, "-2 is the bias b = -T of the right answer. The question asks for T."),
            "works": (lambda T: 1 < T < 2, "It works, but a larger T does, too: on the line is 1."),
            "above": (lambda T: T > 2, "No point fires: the largest sum is 2, at (1,0)."),
            "below": (lambda T: T < 1, "With that T the point (1,1) fires, too: its sum is 1."),
        },
    ),
    Exercise(
        id="01.3", solution=update,
        cases=[
            (0, 0, 0, 0, 0, 0),  # on the line, fires, should not
            (1, 1, 1, 0, 0, 1),
            (1, 0, 1, 1, 1, 1),  # on the line, right
            (0, 1, 0, 2, 1.5, 0.5),
            (1, 0, 0, -1, 2, -0.5),  # right
            (0, 1, 1, 0.5, 0.25, 1),
            (1, 1, 0, 1, -2, -1.5),
            (1, 0, 1, 0.5, 3, 2),
            (1, 1, 1, -3, -3, 1),  # one correction is not enough
            (1, 0, 0, 3, -1, 0.25),
            (1, 0, 1, -0.5, 2, 1),
        ],
        twin=_update, faults=UPDATE_FAULTS, wrong_rules=UPDATE_RULES,
        hints=("First the output of the unit as it is, 0 or 1. Then the error: target - output.",
            "Each weight changes by error * its input. When should the threshold rise?",
            "return w1 + error * x1, w2 + error * x2, T - error"),
    ),
    Exercise(
        id="01.4", solution=4, why="p → q → r → t → u has four edges, and no path from p to u has more.",
        hints=("Depth is about one path: from a source (no edge comes in) to a sink (no edge goes out).",
            "Begin at p. Which neighbour makes the way to u longer, q or t?",
            "Follow p, q, r, t, u, and count the arrows."),
        wrong_rules={
            "nodes": (5, "5 are the nodes on the longest path. Depth counts edges."),
            "hidden nodes": (3, "3 are the nodes between p and u on the longest path. Depth counts edges."),
            "shortest": (2, "2 is the length of the shortest path, p → t → u. Depth is the longest."),
            "all edges": (9, "9 are all edges of the graph. Count those of one path."),
            "all nodes": (7, "7 are all nodes of the graph. Count the edges of one path."),
            "nodes but one": (6, "6 is one less than all nodes. No path goes through all of them."),
            "short": (lambda n: n < 2, "No path from p to u is as short as that."),
            "long": (lambda n: n > 4, "No path has so many edges. Count those of one path, not of several."),
        },
    ),
    Exercise(
        id="01.5", solution=depth,
        cases=[
            ([("x", "y")],),
            ([("x", "a"), ("a", "b"), ("b", "y"), ("a", "y")],),
            ([("x", "y"), ("x", "a"), ("a", "y")],),
            ([("p", "a"), ("q", "b"), ("b", "c"), ("c", "a"), ("a", "z")],),
            ([("p", "b"), ("b", "c"), ("c", "a"), ("q", "a"), ("a", "z"), ("q", "v")],),
            ([("x", "a"), ("x", "b"), ("a", "y"), ("b", "y"), ("y", "z")],),
            ([("c", "v"), ("c", "y"), ("b", "y"), ("a", "b"), ("x", "a")],),  # the edges come in any order
            ([("e", "y"), ("d", "e"), ("c", "d"), ("b", "c"), ("a", "b"), ("x", "a")],),
            ([("c", "d"), ("a", "b"), ("d", "e"), ("b", "c"), ("f", "y"), ("e", "f"), ("x", "a")],),
            (GRAPH,),
        ],
        twin=_depth, faults=DEPTH_FAULTS, wrong_rules=DEPTH_RULES,
        hints=("The longest path to a node: one more than the longest path to one of its predecessors.",
            "A function that calls itself: longest_to(node), and 0 for a node without predecessors.",
            "max((1 + longest_to(a) for a, b in edges if b == node), default=0), then the max over nodes."),
    ),
    Exercise(
        id="01.6", solution=threshold,
        cases=[
            ([1, 1], 2),  # AND
            ([1, 1, 1], 1),  # OR of three
            ([-1, -1], 1),  # NAND
            ([-1], 1),  # NOT
            ([1, 1, 1, 1, 1], 3),
            ([1, -1, -1, 1], 2),
            ([-1, -1, -1, 1], 3),
            ([-1, 1, -1, -1, -1], 2),
        ],
        twin=_threshold, faults=THRESHOLD_FAULTS, wrong_rules=THRESHOLD_RULES,
        hints=("Without inverted inputs: the sum is how many are 1, so T = k.",
            "An inverted input x counts as NOT x = 1 - x: weight -1, and one 1 that does not depend on x.",
            "T = k minus the number of -1 in signs."),
    ),
]  # fmt: skip
