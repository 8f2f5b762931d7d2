"""Exercises of notebook 01: perceptron and XOR."""

from math import exp

from ...kit.exercise import Exercise


def perceptron(x, w, T):
    z = sum(weight * value for weight, value in zip(w, x)) - T
    return 1 if z >= 0 else 0


def update(x1, x2, target, w1, w2, T):
    output = 1 if w1 * x1 + w2 * x2 - T >= 0 else 0
    error = target - output
    return w1 + error * x1, w2 + error * x2, T - error


def threshold(signs, k):
    return k - sum(sign < 0 for sign in signs)


def depth(edges):
    def longest_to(node):
        return max((1 + longest_to(a) for a, b in edges if b == node), default=0)

    return max(longest_to(b) for a, b in edges)


# --- what goes wrong ------------------------------------------------------------------------------------


def _z(x, w, T):
    return sum(weight * value for weight, value in zip(w, x)) - T


PERCEPTRON_RULES = {
    "strict": (
        lambda x, w, T: int(_z(x, w, T) > 0),
        "You ask for z > 0. On the line, where z is 0, the output is 1: write z >= 0.",
    ),
    "added T": (
        lambda x, w, T: int(_z(x, w, -T) >= 0),
        "You added the threshold. It is subtracted: the bias that is added is b = −T.",
    ),
    "forgot T": (
        lambda x, w, T: int(_z(x, w, 0) >= 0),
        "You forgot the threshold: compare the sum with T, or subtract T from it.",
    ),
    "sigmoid": (
        lambda x, w, T: 1 / (1 + exp(-_z(x, w, T))),
        "That is the sigmoid. A perceptron has a step: 1 where z >= 0, else 0.",
    ),
    "z": (
        lambda x, w, T: _z(x, w, T),
        "You return z itself. The step is missing: 1 where z >= 0, else 0.",
    ),
    "minus one": (
        lambda x, w, T: 1 if _z(x, w, T) >= 0 else -1,
        "You give −1 where the unit is silent. In this lecture that is 0.",
    ),
    "forgot the weights": (
        lambda x, w, T: int(sum(x) - T >= 0),
        "You forgot the weights: each input counts as much as its weight says.",
    ),
    "turned": (
        lambda x, w, T: int(_z(x, w, T) < 0),
        "Your outputs are turned over: 1 where z >= 0, and 0 where z is negative.",
    ),
    "T for each input": (
        lambda x, w, T: int(sum(weight * value - T for weight, value in zip(w, x)) >= 0),
        "You subtract T once for each input. Add up first, then subtract it once.",
    ),
    "first input": (
        lambda x, w, T: int(w[0] * x[0] - T >= 0),
        "You look at the first input only. Add up all of them: the loop ends too early.",
    ),
}


def _rule(output, change):
    """A wrong learning rule: its own output, and its own change of (x1, x2, T)."""

    def rule(x1, x2, target, w1, w2, T):
        error = target - output(w1 * x1 + w2 * x2, T)
        dw1, dw2, dT = change(x1, x2, error, target)
        return w1 + dw1, w2 + dw2, T + dT

    return rule


def _step(sum_, T):
    return int(sum_ - T >= 0)


def _right(x1, x2, error, target):
    return error * x1, error * x2, -error


UPDATE_RULES = {
    "unchanged": (
        lambda x1, x2, target, w1, w2, T: (w1, w2, T),
        "You return the weights as they came. Where the output is wrong, they must change.",
    ),
    "wrong way": (
        _rule(_step, lambda x1, x2, e, t: (-e * x1, -e * x2, e)),
        "Every change goes the wrong way: you took output − target for the error. It is target − output.",
    ),
    "T the wrong way": (
        _rule(_step, lambda x1, x2, e, t: (e * x1, e * x2, e)),
        "The weights are right, the threshold goes the wrong way. To fire more easily, T must fall.",
    ),
    "T unchanged": (
        _rule(_step, lambda x1, x2, e, t: (e * x1, e * x2, 0)),
        "You never change the threshold. Without it, the line could only turn about (0,0).",
    ),
    "target in place of error": (
        _rule(_step, lambda x1, x2, e, t: (t * x1, t * x2, -t)),
        "You add the target in place of the error, so you correct what is right already.",
    ),
    "forgot x": (
        _rule(_step, lambda x1, x2, e, t: (e, e, -e)),
        "You change both weights by the error alone. Multiply by the input: an input of 0 had no part in it.",
    ),
    "no step": (
        _rule(lambda s, T: s - T, _right),
        "Your error is target − z. The step is missing: compare the target with the output, 0 or 1.",
    ),
    "sigmoid": (
        _rule(lambda s, T: 1 / (1 + exp(T - s)), _right),
        "You took the sigmoid. This rule belongs to the step: the output is 0 or 1.",
    ),
    "strict": (
        _rule(lambda s, T: int(s - T > 0), _right),
        "On the line, where z = 0, your output is 0. It must be 1: z >= 0.",
    ),
    "forgot T": (
        _rule(lambda s, T: int(s >= 0), _right),
        "You forgot the threshold when you computed the output: compare w1·x1 + w2·x2 with T, not with 0.",
    ),
    "only up": (
        _rule(_step, lambda x1, x2, e, t: (max(e, 0) * x1, max(e, 0) * x2, -max(e, 0))),
        "You correct only where the unit should have fired. Where it fired and should not, the error is −1.",
    ),
}

THRESHOLD_RULES = {
    "T = k": (
        lambda signs, k: k,
        "You return k. Each inverted input has already 1 to its credit when it is 0, and its weight is −1.",
    ),
    "added": (
        lambda signs, k: k + sum(s < 0 for s in signs),
        "You added the number of inverted inputs. They make the sum smaller, so T must fall, too.",
    ),
    "bias": (
        lambda signs, k: sum(s < 0 for s in signs) - k,
        "That is the bias b = −T. Asked is the threshold: turn the sign.",
    ),
    "half": (
        lambda signs, k: k - sum(s < 0 for s in signs) - 0.5,
        "That works, with room on both sides. Asked is the largest T: on the line, z = 0 gives 1.",
    ),
    "all": (
        lambda signs, k: len(signs) - sum(s < 0 for s in signs),
        "That T asks for all of them. Asked are k.",
    ),
    "any": (
        lambda signs, k: 1 - sum(s < 0 for s in signs),
        "That T is content with one. Asked are k.",
    ),
    "positive ones subtracted": (
        lambda signs, k: k - sum(s > 0 for s in signs),
        "You subtracted the number of plain inputs. It is the inverted ones that shift the sum.",
    ),
    "twice": (
        lambda signs, k: k - 2 * sum(s < 0 for s in signs),
        "You counted each inverted input twice. NOT x is 1 − x: one 1 each.",
    ),
}


def _starts(edges):
    return [a for a, _ in edges if a not in {b for _, b in edges}]


def _ends(edges):
    return {b for _, b in edges} - {a for a, _ in edges}


def _paths(edges):
    """All paths from a source to a sink, as lists of nodes."""

    def onward(path):
        following = [b for a, b in edges if a == path[-1]]
        return [whole for b in following for whole in onward([*path, b])] if following else [path]

    return [path for start in dict.fromkeys(_starts(edges)) for path in onward([start])]


def _greedy(edges):
    node, length = edges[0][0], 0
    while following := [b for a, b in edges if a == node]:
        node, length = following[0], length + 1
    return length


def _rings(edges):
    """The largest of the shortest distances from the sources: breadth first."""
    seen, ring, far = set(_starts(edges)), set(_starts(edges)), 0
    while ring := {b for a, b in edges if a in ring} - seen:
        seen |= ring
        far += 1
    return far


def _one_sweep(edges):
    far = {}
    for a, b in edges:
        far[b] = max(far.get(b, 0), far.get(a, 0) + 1)
    return max(far.values())


DEPTH_RULES = {
    "one sweep": (
        _one_sweep,
        "You go through the edges once, as they are listed. They may come in any order: an edge into a node "
        "can stand behind the edges out of it.",
    ),
    "nodes": (
        lambda edges: depth(edges) + 1,
        "You counted the nodes of the longest path. Count its edges: one less.",
    ),
    "hidden nodes": (
        lambda edges: depth(edges) - 1,
        "You counted the nodes between source and sink. Count the edges: one more.",
    ),
    "shortest": (
        lambda edges: min(map(len, _paths(edges))) - 1,
        "You found the shortest path. Depth is the longest: max, not min.",
    ),
    "all edges": (
        lambda edges: len(edges),
        "You counted all edges of the graph. Count those of one path, the longest.",
    ),
    "all nodes": (
        lambda edges: len({node for edge in edges for node in edge}),
        "You counted the nodes of the graph.",
    ),
    "paths": (
        lambda edges: len(_paths(edges)),
        "You counted how many paths there are. Asked is how long the longest is.",
    ),
    "greedy": (
        _greedy,
        "You followed the first edge at each node. Try all of them, and take the longest.",
    ),
    "breadth first": (
        _rings,
        "You visit each node once, by its shortest distance. A node's depth is its longest distance.",
    ),
    "first source": (
        lambda edges: max(len(path) for path in _paths(edges) if path[0] == _starts(edges)[0]) - 1,
        "You started at one source only. The longest path may begin at another.",
    ),
}

GRAPH = [tuple(edge) for edge in ("pq", "pt", "qr", "qs", "rt", "st", "tu", "sv", "vu")]

EXERCISES = [
    Exercise(
        id="01.1",
        solution=perceptron,
        cases=[
            ([1, 1], [1, 1], 2),  # on the line
            ([0, 1], [1, 1], 2),
            ([0, 0], [-1, -1], -1.5),
            ([1, 1], [-1, -1], -1.5),
            ([1, 0, 1], [0.5, 2, 0.5], 0.75),
            ([0, 1, 1], [3, -1, 0.5], -1),
            ([1, 1, 0], [1, -2, 4], 0.5),
            ([0], [-1], 0),  # NOT
        ],
        wrong_rules=PERCEPTRON_RULES,
        hints=(
            "First z: multiply each input by its weight, and add up.",
            "Subtract T once. Then the step: which z give 1? Is 0 among them?",
            "z = sum(a * b for a, b in zip(w, x)) − T; return 1 if z >= 0 else 0.",
        ),
    ),
    Exercise(
        id="01.2",
        solution=update,
        cases=[
            (0, 0, 0, 0, 0, 0),  # on the line, fires, should not
            (1, 1, 1, 0, 0, 1),
            (1, 0, 1, 1, 1, 1),  # on the line, right
            (0, 1, 0, 2, 1.5, 0.5),
            (1, 0, 0, -1, 2, -0.5),  # right
            (0, 1, 1, 0.5, 0.25, 1),
            (1, 1, 0, 1, -2, -1.5),
            (1, 0, 1, 0.5, 3, 2),
        ],
        wrong_rules=UPDATE_RULES,
        hints=(
            "First the output of the unit as it is, 0 or 1. Then the error: target − output.",
            "Each weight changes by error · its input. When should the threshold rise?",
            "return w1 + error * x1, w2 + error * x2, T − error",
        ),
    ),
    Exercise(
        id="01.3",
        solution=4,
        why="p → q → r → t → u has four edges, and no path from p to u has more.",
        hints=(
            "Depth is about one path: from a source (no edge comes in) to a sink (no edge goes out).",
            "Begin at p. Which neighbour makes the way to u longer, q or t?",
            "Mark p, q, r, t, u in the picture, and count the edges.",
        ),
        wrong_rules={
            "nodes": (5, "5 are the nodes on the longest path. Depth counts edges."),
            "hidden nodes": (3, "3 are the nodes between p and u on the longest path. Depth counts edges."),
            "shortest": (2, "2 is the length of the shortest path, p → t → u. Depth is the longest."),
            "all edges": (9, "9 are all edges of the graph. Count those of one path."),
            "all nodes": (7, "7 are all nodes of the graph. Count the edges of one path."),
            "one": (1, "1 would be a single edge from p to u. There is none."),
        },
    ),
    Exercise(
        id="01.4",
        solution=threshold,
        cases=[
            ([1, 1], 2),  # AND
            ([1, 1, 1], 1),  # OR of three
            ([-1, -1], 1),  # NAND
            ([-1], 1),  # NOT
            ([1, 1, 1, 1, 1], 3),
            ([1, -1, -1, 1], 2),
            ([-1, -1, -1, 1], 3),
        ],
        wrong_rules=THRESHOLD_RULES,
        hints=(
            "Without inverted inputs: the sum is how many are 1, so T = k.",
            "An inverted input x counts as NOT x = 1 − x: weight −1, and one 1 that does not depend on x.",
            "T = k − the number of −1 in signs.",
        ),
    ),
    Exercise(
        id="01.5",
        solution=depth,
        cases=[
            ([("x", "y")],),
            ([("x", "a"), ("a", "b"), ("b", "y"), ("x", "y")],),
            ([("x", "y"), ("x", "a"), ("a", "y")],),
            ([("p", "a"), ("q", "b"), ("b", "c"), ("c", "a"), ("a", "z")],),
            ([("x", "a"), ("x", "b"), ("a", "y"), ("b", "y"), ("y", "z")],),
            ([("b", "y"), ("a", "b"), ("x", "a"), ("c", "y")],),  # the edges come in any order
            (GRAPH,),
        ],
        wrong_rules=DEPTH_RULES,
        hints=(
            "The longest path to a node: one more than the longest path to one of its predecessors.",
            "A function that calls itself: longest_to(node), and 0 for a node without predecessors.",
            "max((1 + longest_to(a) for a, b in edges if b == node), default=0), then the max over nodes.",
        ),
    ),
]
