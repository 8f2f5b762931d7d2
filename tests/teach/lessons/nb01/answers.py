"""Answers as students type them: right ones in many spellings, and wrong ones with a word of the report."""

import math

import numpy as np

import minidl


def loop(x, w, T):
    z = 0
    for i in range(len(x)):
        z += w[i] * x[i]
    if z >= T:
        return 1
    else:
        return 0


def loop_minus_T(x, w, T):
    z = -T
    for weight, value in zip(w, x):
        z = z + weight * value
    return int(z >= 0)


def with_numpy(x, w, T):
    return 1 if np.dot(w, x) - T >= 0 else 0


def with_heaviside(x, w, T):
    return np.heaviside(np.array(x) @ np.array(w) - T, 1)


def with_minidl(x, w, T):
    z = (minidl.tensor(w).double() * minidl.tensor(x).double()).sum() - T
    return (z >= 0).long()


def with_tensor_item(x, w, T):
    z = minidl.tensor(x).float() @ minidl.tensor(w).float() - T
    return int(z.item() >= 0)


def with_array(x, w, T):
    return (np.asarray(x) * np.asarray(w)).sum() >= T and 1 or 0


def early_return(x, w, T):
    total = sum(a * b for a, b in zip(x, w))
    if total < T:
        return 0
    return 1


def with_bias(x, w, T):
    b = -T
    return [0, 1][sum(map(lambda a, c: a * c, x, w)) + b >= 0]


def if_without_else(x, w, T):
    z = sum(a * b for a, b in zip(w, x)) - T
    if z >= 0:
        return 1


def printed(x, w, T):
    print(1 if sum(a * b for a, b in zip(w, x)) - T >= 0 else 0)


def forgot_return(x, w, T):
    z = sum(a * b for a, b in zip(w, x)) - T
    y = 1 if z >= 0 else 0  # noqa: F841


def return_in_the_loop(x, w, T):
    z = 0
    for a, b in zip(x, w):
        z += a * b
        return 1 if z >= T else 0


def last_only(x, w, T):
    for a, b in zip(x, w):
        z = a * b
    return 1 if z - T >= 0 else 0


def first_skipped(x, w, T):
    z = 0
    for i in range(1, len(x)):
        z += x[i] * w[i]
    return 1 if z >= T else 0


def T_in_the_loop(x, w, T):
    z = 0
    for a, b in zip(x, w):
        z += a * b - T
    return 1 if z >= 0 else 0


def strings(x, w, T):
    return "1" if sum(a * b for a, b in zip(w, x)) >= T else "0"


def forgot_z(x, w, T):
    return 1 if z >= 0 else 0  # noqa: F821


def lists_times(x, w, T):
    return 1 if sum(x * w) >= T else 0


def truncated(x, w, T):
    return 1 if int(sum(a * b for a, b in zip(w, x)) - T) >= 0 else 0


def s(x, w):
    return sum(a * b for a, b in zip(w, x))


PERCEPTRON_RIGHT = [
    loop, loop_minus_T, with_numpy, with_heaviside, with_minidl, with_tensor_item, with_array, early_return, with_bias,
    lambda x, w, T: 1 if s(x, w) >= T else 0,
    lambda x, w, T: int(not s(x, w) < T),
    lambda x, w, T: int(np.inner(x, w) >= T),
    lambda x, w, T: np.where(np.dot(x, w) >= T, 1, 0),
    lambda x, w, T: 1.0 if s(x, w) >= T else 0.0,
]  # fmt: skip


def enough_in_the_loop(x, w, T):
    z = 0
    for a, b in zip(x, w):
        z += a * b
        if z >= T:
            return 1
    return 0


def plus_T_and_strict(x, w, T):
    z = sum(a * b for a, b in zip(x, w)) + T
    return 1 if z > 0 else 0


PERCEPTRON_WRONG = [
    (lambda x, w, T: 1 if s(x, w) > T else 0, "where the sum equals T"),
    (lambda x, w, T: 1 if s(x, w) + T >= 0 else 0, "added the threshold"),
    (lambda x, w, T: 1 if s(x, w) >= 0 else 0, "forgot the threshold"),
    (lambda x, w, T: 1 if s(x, w) > 0 else 0, None),  # no T and strict
    (lambda x, w, T: 1 / (1 + math.exp(-(s(x, w) - T))), "sigmoid"),
    (lambda x, w, T: 1 / (1 + math.exp(-s(x, w))), "sigmoid"),
    (lambda x, w, T: s(x, w) - T, "z itself"),
    (lambda x, w, T: s(x, w), "z itself"),
    (lambda x, w, T: 1 if s(x, w) >= T else -1, "-1 where the unit is silent"),
    (lambda x, w, T: 1 if s(x, w) > T else -1, "-1 where"),
    (lambda x, w, T: int(np.sign(s(x, w) - T)), "sign of z"),
    (lambda x, w, T: 1 if sum(x) >= T else 0, "forgot the weights"),
    (lambda x, w, T: 1 if sum(x) > T else 0, None),
    (lambda x, w, T: 1 if sum(w) >= T else 0, "weights alone"),
    (lambda x, w, T: 0 if s(x, w) >= T else 1, "turned over"),
    (lambda x, w, T: 1 if T - s(x, w) >= 0 else 0, "T - sum"),
    (lambda x, w, T: 1 if w[0] * x[0] >= T else 0, "first input only"),
    (lambda x, w, T: 1 if w[0] * x[0] + w[1] * x[1] >= T else 0, None),  # IndexError for one input
    (lambda x, w, T: 1 if sum(x) * sum(w) >= T else 0, "inputs and weights first"),
    (lambda x, w, T: 1 if sum(a + b for a, b in zip(x, w)) >= T else 0, "add each weight"),
    (lambda x, w, T: 1 if abs(s(x, w)) >= T else 0, "absolute value"),
    (lambda x, w, T: 1 if any(a * b >= T for a, b in zip(x, w)) else 0, "One product"),
    (lambda x, w, T: 1 if all(a * b >= T for a, b in zip(x, w)) else 0, "every product"),
    (lambda x, w, T: 1 if s(x, w) == T else 0, "equals T"),
    (lambda x, w, T: 1 if s(x, w) - T >= 0.5 else 0, "0.5"),
    (lambda x, w, T: 1 if np.mean([a * b for a, b in zip(x, w)]) >= T else 0, "once for each input"),
    (lambda x, w, T: s(x, w) >= T, "int(...)"),
    (lambda x, w, T: sum(b for a, b in zip(x, w) if a) >= T and 1 or 0, "x is not 0"),
    (if_without_else, "return"), (printed, "return"), (forgot_return, "return"), (return_in_the_loop, "first input"),
    (last_only, "last input"), (first_skipped, "skip the first"), (T_in_the_loop, "once for each input"),
    (strings, "text"), (forgot_z, "z"), (lists_times, "line"), (truncated, None),
    (lambda x, w, T: [1 if a * b >= T else 0 for a, b in zip(x, w)], "list"),
    (lambda x, w, T: 1 if s(x, w) - T >= T else 0, "T counts twice"),
    (lambda x, w, T: max(0, s(x, w) - T), "ReLU"),
    (lambda x, w, T: 1, "do not use `x`, `w`, `T`"),
    (lambda x, w, T: 1 if sum(b for a, b in zip(x, w) if a == 1) >= T else 0, None),
    (lambda x, w, T: 1 if sum(a * b for a, b in zip(x, w) if b > 0) >= T else 0, None),
    (enough_in_the_loop, "compare in the loop"), (plus_T_and_strict, "added the threshold"),
]  # fmt: skip


def step(z):
    return 1 if z >= 0 else 0


def branches(x1, x2, target, w1, w2, T):
    output = step(w1 * x1 + w2 * x2 - T)
    if output == target:
        return w1, w2, T
    if target == 1:
        return w1 + x1, w2 + x2, T - 1
    return w1 - x1, w2 - x2, T + 1


def in_place(x1, x2, target, w1, w2, T):
    e = target - step(w1 * x1 + w2 * x2 - T)
    w1 += e * x1
    w2 += e * x2
    T -= e
    return w1, w2, T


def as_array(x1, x2, target, w1, w2, T):
    w, x = np.array([w1, w2, T], float), np.array([x1, x2, -1])
    return w + (target - (w @ x >= 0)) * x


def as_tensor(x1, x2, target, w1, w2, T):
    w, x = minidl.tensor([float(w1), w2, T]), minidl.tensor([float(x1), x2, -1.0])
    return w + (target - (w * x).sum().ge(0).float()) * x


def as_list(x1, x2, target, w1, w2, T):
    e = target - int(x1 * w1 + x2 * w2 >= T)
    return [w1 + e * x1, w2 + e * x2, T - e]


def with_the_perceptron(x1, x2, target, w1, w2, T):
    e = target - loop([x1, x2], [w1, w2], T)
    return tuple(old + e * change for old, change in zip((w1, w2, T), (x1, x2, -1)))


UPDATE_RIGHT = [branches, in_place, as_array, as_tensor, as_list, with_the_perceptron]


def rule(change, output=lambda s, T: step(s - T), order=lambda *new: new):
    def answer(x1, x2, target, w1, w2, T):
        out = output(w1 * x1 + w2 * x2, T)
        a, b, c = change(x1, x2, target - out)
        return order(w1 + a, w2 + b, T + c)

    return answer


def right(x1, x2, e):
    return e * x1, e * x2, -e


def until_right(x1, x2, target, w1, w2, T):
    while step(w1 * x1 + w2 * x2 - T) != target:
        w1, w2, T = in_place(x1, x2, target, w1, w2, T)
    return w1, w2, T


def nothing_when_right(x1, x2, target, w1, w2, T):
    e = target - step(w1 * x1 + w2 * x2 - T)
    if e != 0:
        return w1 + e * x1, w2 + e * x2, T - e


def w1_too_early(x1, x2, target, w1, w2, T):
    w1 = w1 + (target - step(w1 * x1 + w2 * x2 - T)) * x1
    w2 = w2 + (target - step(w1 * x1 + w2 * x2 - T)) * x2
    T = T - (target - step(w1 * x1 + w2 * x2 - T))
    return w1, w2, T


def target_for_error(x1, x2, target, w1, w2, T):
    return w1 + target * x1, w2 + target * x2, T - target


def one_weight_in_the_output(x1, x2, target, w1, w2, T):
    return right_step(x1, x2, target - step(w1 * x1 - T), w1, w2, T)


def right_step(x1, x2, e, w1, w2, T):
    return w1 + e * x1, w2 + e * x2, T - e


UPDATE_WRONG = [
    (rule(lambda a, b, e: (-e * a, -e * b, e)), "output - target"),
    (rule(lambda a, b, e: (e * a, e * b, e)), "T goes the wrong way"),
    (rule(lambda a, b, e: (-e * a, -e * b, -e)), "weights go the wrong way"),
    (rule(lambda a, b, e: (e * a, e * b, 0)), "never change T"),
    (rule(lambda a, b, e: (0, 0, -e)), "never change the weights"),
    (rule(lambda a, b, e: (e, e, -e)), "by the error alone"),
    (rule(lambda a, b, e: (e, e, e)), "T goes the wrong way"),  # two mistakes
    (rule(lambda a, b, e: (e * a, e * b, -e * a * b)), None),
    (rule(lambda a, b, e: (abs(e) * a, abs(e) * b, -abs(e))), "never negative"),
    (rule(lambda a, b, e: (0.1 * e * a, 0.1 * e * b, -0.1 * e)), "learning rate"),
    (rule(lambda a, b, e: (0.5 * e * a, 0.5 * e * b, -0.5 * e)), "learning rate"),
    (rule(lambda a, b, e: (max(e, 0) * a, max(e, 0) * b, -max(e, 0))), "only an output 0"),
    (rule(lambda a, b, e: (min(e, 0) * a, min(e, 0) * b, -min(e, 0))), "only an output 1"),
    (rule(lambda a, b, e: (e * a, 0, -e)), "never change w2"),
    (rule(lambda a, b, e: (e * a, e * a, -e)), "x1 for both weights"),
    (rule(lambda a, b, e: (e * b, e * a, -e)), "exchange the inputs"),
    (rule(right, lambda s, T: step(s - 2 * T)), "T counts once"),
    (rule(lambda a, b, e: (-abs(e) * a, -abs(e) * b, abs(e))), "never positive"),
    (rule(right, order=lambda a, b, c: ((a, b), c)), "sequences within your tuple"),
    (one_weight_in_the_output, None),  # the right numbers in another order in one case only
    (rule(right, lambda s, T: s - T), "The step is missing"),
    (rule(right, lambda s, T: 1 / (1 + math.exp(T - s))), "sigmoid"),
    (rule(right, lambda s, T: int(s > T)), "z >= 0"),
    (rule(right, lambda s, T: step(s)), "does not use T"),
    (rule(right, lambda s, T: step(s + T)), "adds the threshold"),
    (rule(right, lambda s, T: 1 if s >= T else -1), "-1 or 1"),
    (rule(right, lambda s, T: int(s < T)), "turned over"),
    (rule(right, order=lambda a, b, c: (c, a, b)), "return T first"),
    (rule(right, order=lambda a, b, c: (b, a, c)), "w2 before w1"),
    (rule(right, order=lambda a, b, c: (a, b)), "weights only"),
    (rule(right, order=lambda a, b, c: (a, b, -c)), "bias"),
    (rule(right, order=lambda a, b, c: ([a, b], c)), None),
    (rule(right, order=lambda a, b, c: f"{a}, {b}, {c}"), "text"),
    (lambda x1, x2, target, w1, w2, T: (w1, w2, T), "as they came"),
    (lambda x1, x2, target, w1, w2, T: right(x1, x2, target - step(w1 * x1 + w2 * x2 - T)), "return the changes"),
    (lambda x1, x2, target, w1, w2, T: target - step(w1 * x1 + w2 * x2 - T), None),
    (lambda x1, x2, target, w1, w2, T: print(w1, w2, T), "return"),
    (until_right, "until the point is right"), (nothing_when_right, "each branch"), (w1_too_early, None),
    (target_for_error, "target in place of the error"),
]  # fmt: skip


def inverted_loop(signs, k):
    for sign in signs:
        if sign == -1:
            k -= 1
    return k


THRESHOLD_RIGHT = [
    inverted_loop,
    lambda signs, k: k - signs.count(-1),
    lambda signs, k: k - len([sign for sign in signs if sign < 0]),
    lambda signs, k: k - (np.array(signs) < 0).sum(),
    lambda signs, k: k - (len(signs) - sum(signs)) // 2,
    lambda signs, k: k - (len(signs) - sum(signs)) / 2,
    lambda signs, k: k + sum(min(sign, 0) for sign in signs),
    lambda signs, k: k - (minidl.tensor(signs) < 0).sum(),
]

THRESHOLD_WRONG = [
    (lambda signs, k: k, "You return k"),
    (lambda signs, k: k + signs.count(-1), "added the number of inverted"),
    (lambda signs, k: k - 2 * signs.count(-1), "twice"),
    (lambda signs, k: k - signs.count(1), "plain inputs"),
    (lambda signs, k: signs.count(-1) - k, "bias"),
    (lambda signs, k: k - signs.count(-1) - 0.5, "largest T"),
    (lambda signs, k: k - signs.count(-1) - 1, "k - 1"),
    (lambda signs, k: k - signs.count(-1) + 1, "k + 1"),
    (lambda signs, k: 1 - signs.count(-1), "ignore k"),
    (lambda signs, k: len(signs) - signs.count(-1), "all inputs"),
    (lambda signs, k: sum(signs), "sum of the weights"),
    (lambda signs, k: len(signs) - k, "Begin with k"),
    (lambda signs, k: k - sum(signs), "subtract the sum"),
    (lambda signs, k: k + sum(signs), "add the sum"),
    (lambda signs, k: -k, "bias"),  # two mistakes
    (lambda signs, k: str(k - signs.count(-1)), "text"),
    (lambda signs, k: print(k - signs.count(-1)), "return"),
    (lambda signs, k: [k - signs.count(-1)], "list"),
    (lambda signs, k: k * signs.count(-1), None),
    (lambda signs, k: k - signs.index(-1) if -1 in signs else k, None),
    (lambda signs, k: -signs.count(-1), None),
    (lambda signs, k: k - signs.count("-1"), "You return k"),
    (lambda signs, k: k - (-1 in signs), "Subtract 1 for each"),
    (lambda signs, k: k - signs[1:].count(-1), "skip the first"),
    (lambda signs, k: k - signs[:-1].count(-1), "leave out the last"),
    (lambda signs, k: max(0, k - signs.count(-1)), "cut at 0"),
    (lambda signs, k: abs(k - signs.count(-1)), "drop the sign"),
    (lambda signs, k: (signs, k - signs.count(-1)), "sequences within your tuple"),
    (lambda signs, k: 1, "do not use `signs`, `k`"),
]


def recursive(edges):
    def below(node):
        lengths = [1 + below(b) for a, b in edges if a == node]
        return max(lengths) if lengths else 0

    return max(below(a) for a, _ in edges)


def relaxed(edges):
    far = {}
    for _ in edges:
        for a, b in edges:
            far[b] = max(far.get(b, 0), far.get(a, 0) + 1)
    return max(far.values())


def until_nothing_changes(edges):
    far, changed = {node: 0 for edge in edges for node in edge}, True
    while changed:
        changed = False
        for a, b in edges:
            if far[b] < far[a] + 1:
                far[b], changed = far[a] + 1, True
    return max(far.values())


def layers(edges):
    """Take away the sources, again and again."""
    edges, count = list(edges), 0
    while edges:
        later = {b for _, b in edges}
        edges, count = [(a, b) for a, b in edges if a in later], count + 1
    return count


def matrix(edges):
    nodes = sorted({node for edge in edges for node in edge})
    A = np.zeros((len(nodes), len(nodes)), int)
    for a, b in edges:
        A[nodes.index(a), nodes.index(b)] = 1
    power, count = A, 0
    while power.any():
        power, count = (power @ A > 0).astype(int), count + 1
    return count


def all_paths(edges):
    paths = [[a, b] for a, b in edges]
    longest = 0
    while paths:
        longest = max(longest, *(len(path) - 1 for path in paths))
        paths = [[*path, b] for path in paths for a, b in edges if a == path[-1]]
    return longest


DEPTH_RIGHT = [recursive, relaxed, until_nothing_changes, layers, matrix, all_paths]


def sweeps(*orders):
    def answer(edges):
        far = {}
        for order in orders:
            for a, b in edges[::order]:
                far[b] = max(far.get(b, 0), far.get(a, 0) + 1)
        return max(far.values())

    return answer


def greedy(edges):
    after = [b for _, b in edges]
    node = next(a for a, _ in edges if a not in after)
    length = 0
    while any(a == node for a, _ in edges):
        node = next(b for a, b in edges if a == node)
        length += 1
    return length


def breadth_first(edges):
    after = [b for _, b in edges]
    far = {a: 0 for a, _ in edges if a not in after}
    queue = list(far)
    for node in queue:
        for a, b in edges:
            if a == node and b not in far:
                far[b] = far[a] + 1
                queue.append(b)
    return max(far.values())


def of_one_source(which):
    def answer(edges):
        after = [b for _, b in edges]
        sources = list(dict.fromkeys(a for a, _ in edges if a not in after))

        def below(node):
            return max((1 + below(b) for a, b in edges if a == node), default=0)

        return below(sources[which])

    return answer


def of_one_sink(which):
    def answer(edges):
        sinks = [b for _, b in edges if b not in [a for a, _ in edges]]

        def above(node):
            return max((1 + above(a) for a, b in edges if b == node), default=0)

        return above(sinks[which])

    return answer


def overwritten(edges):
    far = {}
    for a, b in edges:
        far[b] = far.get(a, 0) + 1
    return max(far.values())


def onward(pick):
    def answer(edges):
        def below(node):
            return pick([1 + below(b) for a, b in edges if a == node] or [0])

        return max(below(a) for a, _ in edges)

    return answer


def first_node(edges):
    def below(node):
        return max((1 + below(b) for a, b in edges if a == node), default=0)

    return below(edges[0][0])


def endless(edges):
    def below(node):
        return 1 + max(below(b) for a, b in edges if a == node)

    return below(edges[0][0])


DEPTH_WRONG = [
    (sweeps(1), "once, as they are listed"), (sweeps(-1), "from the last"), (sweeps(1, 1), "twice"),
    (sweeps(1, -1), "forwards, then backwards"), (sweeps(1, 1, 1), "three times"),
    (lambda edges: recursive(edges) + 1, "nodes of the longest path"),
    (lambda edges: recursive(edges) - 1, "between source and sink"),
    (len, "all edges"),
    (lambda edges: len({node for edge in edges for node in edge}), "graph's nodes"),
    (lambda edges: len({node for edge in edges for node in edge}) - 1, None),
    (greedy, "one edge of each node, the first"), (breadth_first, "visit each node once"),
    (of_one_source(0), "first source"), (of_one_source(-1), "last source"), (first_node, "began at the first edge"),
    (endless, "line"), (of_one_sink(0), "first sink"), (of_one_sink(-1), "last sink"), (overwritten, "overwrites"),
    (onward(lambda ways: ways[0]), "one edge of each node, the first"), (onward(lambda ways: ways[-1]), "the last"),
    (onward(sum), "add up the edges"), (lambda edges: [*edges[0]], "That is a list; expected is a whole number"),
    (lambda edges: 3, "do not use `edges`"),
    (lambda edges: max(sum(b == node for _, b in edges) for _, node in edges), "edges into one node"),
    (lambda edges: sweeps(1)(sorted(edges)), "sorted edges once"), (onward(np.mean), "mean over the ways"),
    (lambda edges: len({a for a, _ in edges}), "an edge leaves"),
    (lambda edges: len({b for _, b in edges}), None),
    (lambda edges: max(sum(a == node for a, _ in edges) for node, _ in edges), None),
    (lambda edges: str(recursive(edges)), "text"),
    (lambda edges: print(recursive(edges)), "return"),
    (lambda edges: [recursive(edges)], "list"),
]  # fmt: skip

RIGHT = {
    "01.1": PERCEPTRON_RIGHT,
    "01.2": [2, 2.0, np.float64(2), minidl.tensor(2), 4 / 2],
    "01.3": UPDATE_RIGHT,
    "01.4": [4, 4.0, np.int64(4), minidl.tensor(4), len("pqrtu") - 1],
    "01.5": DEPTH_RIGHT,
    "01.6": THRESHOLD_RIGHT,
}
WRONG = {
    "01.1": PERCEPTRON_WRONG,
    "01.2": [
        (1, "That gate is x1"), (3, "No point fires"), (0, "(0,0) fires"), (-1, "(1,1) fires"), (1.5, "larger"), (1.75, "larger"),
        (1.99, "larger"), (1.9, "larger"), (-2, "bias"), (2.5, "No point fires"), (2.1, "No point fires"), (100, "No point fires"),
        (1.9999999, "larger"), (1.001, "larger"), (0.5, "(1,1) fires"), ((1, 2), "Type one number alone"), ("T = 2", "without quotes"),
    ],
    "01.3": UPDATE_WRONG,
    "01.4": [(5, "nodes"), (3, "between"), (2, "shortest"), (9, "all edges"), (7, "all nodes"), (1, "as short"), (0, "as short"), (6, "one less than all nodes"), (14, "so many edges"), (["p", "q", "r", "t", "u"], "a list")],
    "01.5": DEPTH_WRONG,
    "01.6": THRESHOLD_WRONG,
}  # fmt: skip


def target_ignored(x1, x2, target, w1, w2, T):
    error = 1 - (1 if w1 * x1 + w2 * x2 >= T else 0)
    return w1 + error * x1, w2 + error * x2, T - error


WRONG["01.3"] += [(target_ignored, "You do not use the target")]


def fires_above(x, w, T):
    total = sum(a * b for a, b in zip(x, w))
    return 1 if total > T else 0


def fires_below(x, w, T):
    total = sum(a * b for a, b in zip(x, w)) - T
    return 0 if total >= 0 else 1


def two_inputs_only(x, w, T):
    return 1 if x[0] * w[0] + x[1] * w[1] >= T else 0


def begins_at_zero(signs, k):
    T = 0
    for sign in signs:
        if sign < 0:
            T = T - 1
    return T


WRONG["01.1"] += [
    (fires_above, "The equal case is left out in `total > T`"),
    (fires_below, "turned over: 1 where z >= 0, and 0 where z is negative.\n"),
    (two_inputs_only, "That is `x[1]` or `w[1]`"),
]
WRONG["01.6"] += [
    (begins_at_zero, "In `T = 0` the number 0 is wrong"),
    (lambda signs, k: sum(signs) - k, "Begin with k"),
]
