"""Answers to the exercises of notebook 12, as students give them."""

from functools import reduce
from math import prod

import numpy as np

import minidl
from minidl.inspect.receptive_field import Field

# --- 12.2 the field --------------------------------------------------------------------------------------


def size_by_index(layers):
    r, j = 1, 1
    for i in range(len(layers)):
        k, s, d = layers[i]
        r = r + d * (k - 1) * j
        j = j * s
    return r


def size_by_sum(layers):
    return 1 + sum((k - 1) * d * prod(s for _, s, _ in layers[:i]) for i, (k, _, d) in enumerate(layers))


def size_by_numpy(layers):
    if not layers:
        return 1
    k, s, d = np.array(layers).T
    jumps = np.concatenate([[1], np.cumprod(s)[:-1]])
    return 1 + ((k - 1) * d * jumps).sum()


def size_downwards(layers):
    """From the top: a window of r units spans (r − 1)·s + d·(k − 1) + 1 cells below."""
    r = 1
    for k, s, d in reversed(layers):
        r = (r - 1) * s + d * (k - 1) + 1
    return r


def size_by_recursion(layers):
    if not layers:
        return 1
    *before, (k, s, d) = layers
    return size_by_recursion(before) + d * (k - 1) * prod(layer[1] for layer in before)


def size_by_minidl(layers):
    field = Field()
    for k, s, d in layers:
        field = field.through(k, s, 0, d)
    return field.size


def size_as_float(layers):
    return float(size_by_index(layers))


def size_by_ends(layers):
    left, right = 0, 0
    for k, s, d in layers[::-1]:
        left, right = left * s, right * s + (k - 1) * d
    return right - left + 1


def no_return(layers):
    size, jump = 1, 1
    for k, s, d in layers:
        size += (k - 1) * d * jump
        jump *= s


def printed(layers):
    print(size_by_index(layers))


def return_in_loop(layers):
    size, jump = 1, 1
    for k, s, d in layers:
        size += (k - 1) * d * jump
        jump *= s
        return size
    return size


def size_with(grow=lambda j, s: j * s, add=lambda k, d, j, s: (k - 1) * d * j, first=1, early=False):
    def size(layers):
        r, j = first, 1
        for k, s, d in layers:
            if early:
                j = grow(j, s)
            r += add(k, d, j, s)
            if not early:
                j = grow(j, s)
        return r

    return size


def first_layer_apart(layers):
    """Fails where there is no layer."""
    size, jump = layers[0][0], layers[0][1]
    for k, s, d in layers[1:]:
        size += (k - 1) * d * jump
        jump *= s
    return size


def size_multiplied(layers):
    size = 1
    for k, s, d in layers:
        size *= k
    return size


def return_at_once(layers):
    for k, s, d in layers:
        return 1 + (k - 1) * d


def size_dilated_jump(layers):
    size, jump = 1, 1
    for k, s, d in layers:
        size += (k - 1) * d * jump
        jump *= s * d
    return size


# --- 12.3 jump and start ---------------------------------------------------------------------------------


def start_by_index(layers):
    j, a = 1, 0
    for i in range(len(layers)):
        k, s, p = layers[i]
        a = a - p * j
        j = j * s
    return j, a


def start_by_sum(layers):
    jumps = [prod(s for _, s, _ in layers[:i]) for i in range(len(layers) + 1)]
    return jumps[-1], -sum(p * j for (_, _, p), j in zip(layers, jumps))


def start_by_numpy(layers):
    if not layers:
        return np.array([1, 0])
    _, s, p = np.array(layers).T
    jumps = np.cumprod([1, *s])
    return np.array([jumps[-1], -(p * jumps[:-1]).sum()])


def start_downwards(layers):
    """From the top: unit 0 begins at cell −p of the layer below."""
    first, jump = 0, 1
    for _, s, p in reversed(layers):
        first, jump = first * s - p, jump * s
    return [jump, first]


def start_by_minidl(layers):
    field = Field()
    for k, s, p in layers:
        field = field.through(k, s, p, 1)
    return field.jump, field.start


def start_reduced(layers):
    return reduce(lambda at, layer: (at[0] * layer[1], at[1] - layer[2] * at[0]), layers, (1, 0))


def start_as_tensor(layers):
    return minidl.tensor(start_by_index(layers))


def start_with(grow=lambda j, s: j * s, add=lambda k, p, j, s: -p * j, jump=1, start=0, early=False):
    def jump_and_start(layers):
        j, a = jump, start
        for k, s, p in layers:
            if early:
                j = grow(j, s)
            a += add(k, p, j, s)
            if not early:
                j = grow(j, s)
        return j, a

    return jump_and_start


def start_in_loop(layers):
    j, a = 1, 0
    for k, s, p in layers:
        a -= p * j
        j *= s
        return j, a
    return j, a


def the_field(layers):
    j, a, r = 1, 0, 1
    for k, s, p in layers:
        r += (k - 1) * j
        a -= p * j
        j *= s
    return r, j, a


# --- 12.4 weights ----------------------------------------------------------------------------------------


def weights_counted(C):
    three = sum(k * k * C * C for k in (3, 3, 3))
    return three, 7**2 * C**2


def weights_of_modules(C):
    if C > 64:  # a layer of 512 channels would take its time
        return weights_counted(C)
    nn = minidl.nn
    stack = [nn.Conv2d(C, C, 3, bias=False) for _ in range(3)]
    return sum(layer.weight.numel() for layer in stack), nn.Conv2d(C, C, 7).weight.numel()


# --- 12.5 touched pixels ---------------------------------------------------------------------------------


def touched_by_loops(layers, unit=0):
    now = {unit}
    for k, s, d in layers[::-1]:
        below = set()
        for i in now:
            for n in range(k):
                below.add(i * s + n * d)
        now = below
    return now


def touched_by_recursion(layers, unit=0):
    if not layers:
        return {unit}
    *rest, (k, s, d) = layers
    return set().union(*(touched_by_recursion(rest, unit * s + n * d) for n in range(k)))


def touched_by_numpy(layers, unit=0):
    now = np.array([unit])
    for k, s, d in reversed(layers):
        now = np.unique(now[:, None] * s + np.arange(k) * d)
    return set(now.tolist())


def touched_by_update(layers, unit=0):
    now = [unit]
    for k, s, d in reversed(layers):
        now = [i * s + n for i in now for n in range(0, k * d, d)]
    return set(now)


def touched_with(take=lambda k, s, d, i, n: i * s + n * d, order=-1, first=0, keep=False, start=None):
    def touched_pixels(layers, unit=0):
        now = {unit if start is None else start}
        for k, s, d in layers[::order]:
            found = {take(k, s, d, i, n) for i in now for n in range(first, k + first)}
            now = now | found if keep else found
        return now

    return touched_pixels


def touched_without_the_empty_list(layers, unit=0):
    *rest, (k, s, d) = layers
    now = {unit * s + n * d for n in range(k)}
    return set().union(*(touched_by_loops(rest, i) for i in now))


RIGHT = {
    "12.1": [9, 9.0, np.int64(9), minidl.tensor(9), 1 + 4 + 2 + 2, "x" and 3 * 3],
    "12.2": [
        size_by_index,
        size_by_sum,
        size_by_numpy,
        size_downwards,
        size_by_recursion,
        size_by_minidl,
        size_as_float,
        size_by_ends,
        lambda layers: minidl.tensor(size_by_index(layers)),
    ],
    "12.3": [
        start_by_index,
        start_by_sum,
        start_by_numpy,
        start_downwards,
        start_by_minidl,
        start_reduced,
        start_as_tensor,
    ],
    "12.4": [
        weights_counted,
        weights_of_modules,
        lambda C: [27 * C**2, 49 * C**2],
        lambda C: (27 * C * C, 49 * C * C),
        lambda C: np.array([27, 49]) * C**2,
        lambda C: (3 * 9 * pow(C, 2), 49.0 * C * C),
        lambda C: minidl.tensor([27, 49]) * C * C,
    ],
    "12.5": [
        touched_by_loops,
        touched_by_recursion,
        touched_by_numpy,
        touched_by_update,
        lambda layers, unit=0: frozenset(touched_by_loops(layers, unit)),
    ],
}

SUM, LAST, NONE = (lambda j, s: j + s), (lambda j, s: s), (lambda j, s: j)

WRONG = {
    "12.1": [
        (11, "adds whole kernels"),
        (12, "seen already"),
        (45, "multiplies"),
        (7, "after two layers"),
        (5, "first layer"),
        (3, "one 3×3"),
        (8, "Start from 1"),
        (81, "all pixels"),
        (27, None),
        (10, None),
        (13, None),
        (-9, None),
        (0, None),
        ("9", "text"),
        ([9], None),
        ((9, 9), None),
        (None, None),
        (True, None),
        (float("nan"), None),
    ],
    "12.2": [
        (size_with(grow=SUM), "adds the strides"),
        (lambda layers: size_by_index(layers[:1]), "first layer alone"),
        (lambda layers: size_by_index(layers[:-1]), "leave out the last"),
        (size_dilated_jump, "counts dilations"),
        (size_with(grow=LAST), "last stride"),
        (size_with(grow=NONE), "leave out the jump"),
        (size_with(early=True), "before you use it"),
        (size_with(add=lambda k, d, j, s: k * d * j), "You add k for each layer"),
        (size_with(add=lambda k, d, j, s: (k - 1) * j), "ignore the dilation"),
        (size_with(add=lambda k, d, j, s: (k * d - 1) * j), "d·k"),
        (size_with(add=lambda k, d, j, s: 2 * (k // 2) * d * j), "odd kernels"),
        (size_with(add=lambda k, d, j, s: (k - 1) * d * s), "own stride"),
        (size_with(first=0), "start from 0"),
        (size_with(add=lambda k, d, j, s: (k - 1) * j, grow=SUM), "ignore the dilation"),
        (size_with(add=lambda k, d, j, s: (k - 1) * j, grow=NONE), "ignore the dilation"),
        (size_with(add=lambda k, d, j, s: k * d * j, first=0), "You add k for each layer"),
        (size_with(first=0, grow=NONE), "leave out the jump"),
        (size_with(first=0, early=True), "before you use it"),
        (size_with(early=True, add=lambda k, d, j, s: (k - 1) * j), "ignore the dilation"),
        (lambda layers: size_by_index(layers[::-1]), "from the last to the first"),
        (lambda layers: size_by_index(layers[-1:]), "last layer alone"),
        (size_multiplied, "multiply the kernel sizes"),
        (lambda layers: sum(k for k, s, d in layers), "add the kernel sizes"),
        (lambda layers: prod(s for k, s, d in layers), "You return the jump"),
        (lambda layers: 1 + sum((k - 1) for k, s, d in layers), None),
        (lambda layers: size_by_index(layers) ** 2, None),
        (lambda layers: 7, None),
        (lambda layers: (size_by_index(layers), 1), None),
        (lambda layers: [size_by_index(layers)], None),
        (lambda layers: str(size_by_index(layers)), "text"),
        (lambda layers: size_by_index(layers) + 1, "too large"),
        (lambda layers: size_by_index(layers) - 1, "start from 0"),
        (no_return, "return"),
        (printed, "return"),
        (return_in_loop, "return"),
        (return_at_once, "return"),
        (first_layer_apart, None),
        (size_by_index([(3, 1, 1)] * 3), None),
    ],
    "12.3": [
        (start_with(grow=SUM), "adds the strides"),
        (lambda layers: start_by_index(layers[:1]), "first layer alone"),
        (lambda layers: start_by_index(layers[:-1]), "leave out the last"),
        (lambda layers: start_by_index(layers[1:]), "leave out the first"),
        (lambda layers: (start_by_index(layers)[0], max(0, start_by_index(layers)[1])), "stays 0"),
        (start_with(grow=LAST), "last stride"),
        (start_with(grow=NONE), None),
        (start_with(early=True), "before you use it"),
        (start_with(add=lambda k, p, j, s: -p), "leaves out the jump"),
        (start_with(add=lambda k, p, j, s: p * j), "add the padding"),
        (start_with(add=lambda k, p, j, s: 0), "stays 0"),
        (start_with(add=lambda k, p, j, s: -2 * p * j), "twice"),
        (start_with(add=lambda k, p, j, s: ((k - 1) / 2 - p) * j), "centre"),
        (start_with(add=lambda k, p, j, s: ((k - 1) / 2 - p) * j, start=0.5), None),
        (start_with(start=1), "begins at 1"),
        (start_with(add=lambda k, p, j, s: p), "add the padding"),
        (start_with(add=lambda k, p, j, s: p * j, early=True), "add the padding"),
        (start_with(add=lambda k, p, j, s: p * j, grow=SUM), "adds the strides"),
        (start_with(add=lambda k, p, j, s: -p, grow=LAST), "last stride"),
        (start_with(add=lambda k, p, j, s: -2 * p), "twice"),
        (start_with(early=True, add=lambda k, p, j, s: -2 * p * j), "twice"),
        (lambda layers: start_by_index(layers[-1:]), "last layer alone"),
        (lambda layers: start_by_index(layers[::-1]), "from the last to the first"),
        (lambda layers: start_by_index(layers)[::-1], "in the other order"),
        (the_field, "You return the size, too"),
        (start_in_loop, "return"),
        (lambda layers: start_by_index(layers)[0], None),
        (lambda layers: start_by_index(layers)[1], None),
        (lambda layers: print(start_by_index(layers)), "return"),
        (lambda layers: str(start_by_index(layers)), "text"),
        (lambda layers: tuple(map(str, start_by_index(layers))), "text"),
        (lambda layers: {*start_by_index(layers)}, None),
        (lambda layers: (start_by_index(layers)[0], -start_by_index(layers)[1]), "add the padding"),
        (lambda layers: [list(start_by_index(layers))], None),
        (lambda layers: layers[0][1], None),
    ],
    "12.4": [
        (lambda C: (27 * C, 49 * C), "count C once"),
        (lambda C: (27, 49), "single kernel"),
        (lambda C: (9 * C**2, 49 * C**2), "one of the three"),
        (lambda C: (27 * C**2 + 3 * C, 49 * C**2 + C), "biases"),
        (lambda C: (729 * C**2, 49 * C**2), "multiply the weights"),
        (lambda C: (27 * C**2, 81 * C**2), None),
        (lambda C: (9 * C**2, 7 * C**2), "k·k"),
        (lambda C: (49 * C**2, 27 * C**2), "in the other order"),
        (lambda C: (27 * C ^ 2, 49 * C ^ 2), "**"),
        (lambda C: (9 * C, 49 * C), "count C once"),
        (lambda C: (27 * C + 3 * C, 49 * C + C), "count C once"),
        (lambda C: (9 * C**2 + C, 49 * C**2 + C), "biases"),
        (lambda C: (27 * C**3, 49 * C**3), "C three times"),
        (lambda C: 76 * C**2, None),
        (lambda C: 27 * C**2, None),
        (lambda C: (27 * C**2,), None),
        (lambda C: 27 * C**2 / (49 * C**2), None),
        (lambda C: {27 * C**2, 49 * C**2}, None),
        (lambda C: (3 * 3 * 3 * C * C, 3 * 7 * 7 * C * C), None),
        (lambda C: ("27C²", "49C²"), "text"),
        (lambda C: print(27 * C**2, 49 * C**2), "return"),
        (lambda C: ((27 * C) ** 2, (49 * C) ** 2), None),
    ],
    "12.5": [
        (touched_with(take=lambda k, s, d, i, n: i * s + n), "ignore the dilation"),
        (touched_with(take=lambda k, s, d, i, n: i + n * d), "ignore the stride"),
        (touched_with(take=lambda k, s, d, i, n: i + n), "ignore the"),
        (touched_with(order=1), "begin with the first layer"),
        (touched_with(first=1), "from 1"),
        (touched_with(take=lambda k, s, d, i, n: i * s + (n - k // 2) * d), "middle"),
        (lambda layers, unit=0: touched_by_loops(layers[1:], unit), "leave out the first"),
        (lambda layers, unit=0: touched_by_loops([(k - 1, s, d) for k, s, d in layers], unit), "too few"),
        (lambda layers, unit=0: touched_by_loops([(k + 1, s, d) for k, s, d in layers], unit), "too many"),
        (touched_without_the_empty_list, None),
        (touched_with(keep=True), "new set"),
        (touched_with(start=0), "unit 0"),
        (touched_with(start=0, take=lambda k, s, d, i, n: i * s + n), "ignore the dilation"),
        (touched_with(order=1, take=lambda k, s, d, i, n: i * s + n), "begin with the first layer"),
        (touched_with(keep=True, take=lambda k, s, d, i, n: i * s + n), "new set"),
        (lambda layers, unit=0: touched_by_loops(layers[-1:], unit), "one layer"),
        (
            lambda layers, unit=0: set(
                range(min(touched_by_loops(layers, unit)), max(touched_by_loops(layers, unit)) + 1)
            ),
            "fill the holes",
        ),
        (lambda layers, unit=0: len(touched_by_loops(layers, unit)), "how many"),
        (lambda layers, unit=0: sorted(touched_by_loops(layers, unit)), "set("),
        (lambda layers, unit=0: tuple(sorted(touched_by_loops(layers, unit))), "set("),
        (lambda layers, unit=0: np.array(sorted(touched_by_loops(layers, unit))), "set("),
        (lambda layers, unit=0: {min(touched_by_loops(layers, unit))}, None),
        (lambda layers, unit=0: {i + 1 for i in touched_by_loops(layers, unit)}, None),
        (lambda layers, unit=0: set(), None),
        (lambda layers, unit=0: print(touched_by_loops(layers, unit)), "return"),
        (lambda layers: touched_by_loops(layers), None),
        (lambda layers, unit=0: {str(i) for i in touched_by_loops(layers, unit)}, None),
        (
            lambda layers, unit=0: (min(touched_by_loops(layers, unit)), max(touched_by_loops(layers, unit))),
            None,
        ),
        (lambda layers, unit=0: touched_by_loops(layers, 0), "unit 0"),
    ],
}


def unpacked(layers):
    k, s, d = layers
    return 1 + (k - 1) * d


def another_order(layers):
    size, jump = 1, 1
    for s, k, d in layers:
        size += (k - 1) * d * jump
        jump *= s
    return size


WRONG["12.2"] += [
    (unpacked, "take its entries one by one"),
    (another_order, "in another order than they have"),
]
WRONG["12.5"] += [
    (lambda layers, unit=0: [(unit, k) for k, s, d in layers], "its members are others"),
    (lambda layers, unit=0: [str(unit)], "its members are others"),
    (lambda layers, unit=0: sorted(touched_by_loops(layers, unit)), "The right members, but that is a list"),
]


def doubled_for_squared(C):
    return 27 * 2 * C, 49 * 2 * C


def one_channel_at_first(C):
    return 9 * C + 2 * 9 * C * C, 49 * C


WRONG["12.4"] += [
    (doubled_for_squared, "the number 2 is wrong: the right one is not always the same"),
    (one_channel_at_first, "brackets are missing, or a factor in one part"),
]
