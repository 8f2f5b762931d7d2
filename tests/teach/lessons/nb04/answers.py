"""Answers to the exercises of notebook 04, as students write them."""

import math

import numpy as np

import minidl
from minidl.dual import Dual
from minidl.teach.lessons.nb04.exercises import gradients

# --- 04.2 and 04.3 ----------------------------------------------------------------------------------------


def as_power(g, x, y):
    return g * y**-1, g * x * -(y**-2)


def by_value(g, x, y):
    z = x / y
    return [g / y, -g * z / y]


def by_the_tape(g, x, y):
    x, y = (minidl.tensor(v, dtype=minidl.float64, requires_grad=True) for v in (x, y))
    (g * (x / y)).backward()
    return x.grad.item(), y.grad.item()


def in_steps(g, x, y):
    dx = 1 / y
    dy = -x / (y * y)
    return np.array([g * dx, g * dy])


def quotient(g, x, y):
    return g * (1 * y - 0) / y**2, g * (0 - x) / y**2


def only_first(g, x, y):
    return g / y


def printed(g, x, y):
    print(g / y, -g * x / y**2)


def sign_lost_for_negative_g(g, x, y):
    if g > 0:
        return g / y, -g * x / y**2
    else:
        return g / y, g * x / y**2


def without_sign_branch(g, x, y):
    if g > 0:
        return g / y, -g * x / y**2


def divided_by_z(g, x, y):
    return g / y, -g * z / y  # noqa: F821


DIVISION_WRONG = [
    (divided_by_z, "know the name"),
    (lambda g, x, y: (-g / y, -g * x / y**2), "The first sign"),
    (lambda g, x, y: (g / y, -g / x), "1/y is −1/y²"),
    (lambda g, x, y: (g / y, -g * y / x**2), "changed places"),
    (lambda g, x, y: (g / y, -g * x / 2 * y), "half of it"),
    (lambda g, x, y: (g * x / y**2, -g * x / y**2), "for ∂J/∂y alone"),
    (lambda g, x, y: (1 / y, -x / y**2), "forgot g"),
    (lambda g, x, y: (g / y, g * x / y**2), "sign of the second"),
    (lambda g, x, y: (-g * x / y**2, g / y), "swapped"),
    (lambda g, x, y: (g / y, -g * x / y), "squared"),
    (lambda g, x, y: (g / y, -g / y**2), "the x is missing"),
    (lambda g, x, y: (g / y, g / y), None),
    (lambda g, x, y: (g / y, -g / y), "slope of x"),
    (lambda g, x, y: (g * y, g * x), "product"),
    (lambda g, x, y: (g * y, -g * x / y**2), "not y"),
    (lambda g, x, y: (g, -g * x / y**2), "which is 1/y"),
    (lambda g, x, y: (g / y, -x / y**2), "g in the second"),
    (lambda g, x, y: (1 / y, -g * x / y**2), "g in the first"),
    (lambda g, x, y: (1 / y, x / y**2), None),
    (lambda g, x, y: (g + 1 / y, g - x / y**2), "added g"),
    (lambda g, x, y: (g * x / y, -g * x / y**2), "no x in it"),
    (lambda g, x, y: (g / y, -g * x**2 / y**2), "only y is squared"),
    (lambda g, x, y: (g / y**2, -g * x / y**2), "only in"),
    (lambda g, x, y: (g / y, -g * x * math.log(abs(y))), "log y"),
    (lambda g, x, y: g / y - g * x / y**2, "Return both"),
    (only_first, None),
    (printed, "return"),
    (without_sign_branch, None),
    (lambda g, x, y: (g // y, -g * x // y**2), None),
    (lambda g, x, y: (str(g / y), str(-g * x / y**2)), "text"),
    (lambda g, x, y: (g / x if x else 0, -g * y), None),
    (lambda g, x, y: (g / y, -g * x / y**3), "not cubed"),
    (lambda g, x, y: (g / y, -g * x / (2 * y)), "not 2 · y"),
    (lambda g, x, y: (-g / y, g * x / y**2), "sign"),
    (lambda g, x, y: (round(g / y, 1), round(-g * x / y**2, 1)), None),
    (lambda g, x, y: (1 / y / g, -x / y**2 / g), "divide by g"),
    (lambda g, x, y: (g / y, 0), "∂J/∂y is not 0"),
    (lambda g, x, y: (g / y, g * x * -2 / y**3), "Here is 1/y"),
    (lambda g, x, y: (g / y, -g * x / y**2 if y > 0 else g * x / y**2), "for y < 0"),
    (lambda g, x, y: (g / y, -g * x / y**2 if y < 0 else g * x / y**2), "for y > 0"),
    (lambda g, x, y: (g / y, -g * x / (y * abs(y))), "for y < 0"),
    (lambda g, x, y: (1 / y, 0), "∂J/∂y is not 0"),
    (sign_lost_for_negative_g, "for g < 0"),
    (lambda g, x, y: (0, g / y), "∂J/∂y is not 0"),
]  # fmt: skip


EXP_WRONG = [
    (lambda g, x, y: g * 10.0**x, "not 10"),
    (lambda g, x, y: g * 2.718**x, "e, cut"),
    (lambda g, x, y: np.exp(g * x), "outside"),
    (lambda g, x, y: g * x, "self.data"),
    (lambda g, x, y: y, "forgot g"),
    (lambda g, x, y: np.exp(x), "forgot g"),
    (lambda g, x, y: g, "unchanged"),
    (lambda g, x, y: g * x * y, "factor x"),
    (lambda g, x, y: g * x * np.exp(x - 1), "rule of powers"),
    (lambda g, x, y: g * np.exp(y), "exp of the output"),
    (lambda g, x, y: g / y, "logarithm"),
    (lambda g, x, y: -g * y, "sign"),
    (lambda g, x, y: g + y, "added g"),
    (lambda g, x, y: x, None),
    (lambda g, x, y: g * y * (1 - y), "sigmoid"),
    (lambda g, x, y: g * np.log(y), "input x"),
    (lambda g, x, y: (g * y).sum() if isinstance(g, np.ndarray) else g * y, None),
    (lambda g, x, y: print(g * y), "return"),
    (lambda g, x, y: g * math.e, None),
    (lambda g, x, y: str(g * y), "text"),
    (lambda g, x, y: -y, None),
    (lambda g, x, y: g * y - 1, "too much"),
]


def exp_in_place(g, x, y):
    g *= y
    return g


# --- 04.4 -------------------------------------------------------------------------------------------------


def nothing_for_constants(a, da, b, db):
    if da != 0:
        return a * b, da * b + a * db


def nothing_for_two_constants(a, da, b, db):
    if da or db:
        return a * b, da * b + a * db


PRODUCT_WRONG = [
    (nothing_for_constants, "each branch"),
    (nothing_for_two_constants, "each branch"),
    (lambda a, da, b, db: ((a + da) * (b + db), da * b + a * db), "ε is not 1"),
    (lambda a, da, b, db: (np.dot([a, da], [b, db]), da * b + a * db), "ε², which is 0"),
    (lambda a, da, b, db: (da * db, da * b + a * db), "not the value"),
    (lambda a, da, b, db: (a * b, (da * b - a * db) / b**2), "of a quotient"),
    (lambda a, da, b, db: (a * b, da / a + db / b), "log(a"),
    (lambda a, da, b, db: (a * b, a * b * (da + db)), "one value"),
    (lambda a, da, b, db: complex(a * b, da * b + a * db), "ε is not i"),
    (lambda a, da, b, db: complex(a, da) * complex(b, db), "ε² is 0"),
    (lambda a, da, b, db: (a * b, da * db), "That is the product of the slopes"),
    (lambda a, da, b, db: (a * b, da * a + db * b), "*other*"),
    (lambda a, da, b, db: (a * b, da + db), "the sum a"),
    (lambda a, da, b, db: (a * b, da * b - a * db), "quotient"),
    (lambda a, da, b, db: (a * b, da * b), "b moves"),
    (lambda a, da, b, db: (a * b, a * db), "a moves"),
    (lambda a, da, b, db: (a * b, da * b + a * db + da * db), "ε²"),
    (lambda a, da, b, db: (da * b + a * db, a * b), "swapped"),
    (lambda a, da, b, db: (a + b, da * b + a * db), "value of the product"),
    (lambda a, da, b, db: (a + b, da + db), None),
    (lambda a, da, b, db: da * b + a * db, None),
    (lambda a, da, b, db: a * b, None),
    (lambda a, da, b, db: a * b + da * b + a * db, None),
    (lambda a, da, b, db: (a * b, (da * b + a * db) / b**2 if b else 0), None),
    (lambda a, da, b, db: (str(a * b), "0"), "text"),
    (lambda a, da, b, db: (a * b, abs(da * b + a * db)), "leave out abs"),
    (lambda a, da, b, db: (a * b, max(0, da * b + a * db)), "no max"),
    (lambda a, da, b, db: (a * b, (da + db) * (a + b)), "da·a"),
    (lambda a, da, b, db: (abs(a * b), da * b + a * db), None),
    (lambda a, da, b, db: (a * b, abs(da * b) + abs(a * db)), None),
    (lambda a, da, b, db: (a * b, da * b + a * db or 1), None),
]


def by_dual(a, da, b, db):
    found = Dual(a, da) * Dual(b, db)
    return found.value, found.tangent


# --- 04.5 -------------------------------------------------------------------------------------------------


def backwards_by_index(n, arrows):
    grad = np.zeros(n)
    grad[-1] = 1
    for k in range(len(arrows) - 1, -1, -1):
        child, parent, factor = arrows[k]
        grad[parent] = grad[parent] + grad[child] * factor
    return grad


def box_by_box(n, arrows):
    grad = [0] * (n - 1) + [1]
    for box in range(n - 1, -1, -1):
        for child, parent, factor in arrows:
            if child == box:
                grad[parent] += factor * grad[box]
    return grad


def pulled(n, arrows):
    grad = [0.0] * n
    grad[n - 1] = 1.0
    for box in range(n - 2, -1, -1):
        grad[box] = sum(grad[child] * factor for child, parent, factor in arrows if parent == box)
    return tuple(grad)


def recursive(n, arrows):
    def slope(box):
        if box == n - 1:
            return 1.0
        return sum(slope(child) * factor for child, parent, factor in arrows if parent == box)

    return [slope(box) for box in range(n)]


def forward_matrix(n, arrows):
    total = np.eye(n)
    for _ in range(n):
        step = np.eye(n)
        for child, parent, factor in arrows:
            step[parent] += factor * total[child]
        total = step
    return total[:, -1].tolist()


def popped(n, arrows):
    found = [0.0] * n
    found[-1] = 1.0
    while arrows:
        child, parent, factor = arrows.pop()
        found[parent] += found[child] * factor
    return found


def variant(walk=reversed, replace=False, bring=lambda g, f: g * f, begin=1.0, start=0.0):
    def answer(n, arrows):
        grad = [start] * n
        grad[-1] = begin
        for child, parent, factor in walk(arrows):
            part = bring(grad[child], factor)
            grad[parent] = part if replace else grad[parent] + part
        return grad

    return answer


def from_box_0(n, arrows):
    grad = [0.0] * n
    grad[0] = 1.0
    for child, parent, factor in reversed(arrows):
        grad[parent] += grad[child] * factor
    return grad


def tangents(n, arrows):
    grad = [0.0] * n
    grad[0] = 1.0
    for child, parent, factor in arrows:
        grad[child] += grad[parent] * factor
    return grad


def larger(n, arrows):
    grad = [0.0] * n
    grad[-1] = 1.0
    for child, parent, factor in reversed(arrows):
        grad[parent] = max(grad[parent], grad[child] * factor)
    return grad


def in_a_dict(n, arrows):
    factors = {(child, parent): factor for child, parent, factor in arrows}
    grad = [0.0] * n
    grad[-1] = 1.0
    for (child, parent), factor in reversed(factors.items()):
        grad[parent] += grad[child] * factor
    return grad


def one_arrow_a_child(n, arrows):
    arrow_of = {child: (parent, factor) for child, parent, factor in arrows}
    grad = [0.0] * n
    grad[-1] = 1.0
    for child in range(n - 1, -1, -1):
        if child in arrow_of:
            parent, factor = arrow_of[child]
            grad[parent] += grad[child] * factor
    return grad


def first_only(n, arrows):
    grad = [0.0] * n
    grad[-1] = 1.0
    for child, parent, factor in reversed(arrows):
        grad[parent] += grad[child] * factor
        return grad


def sent_too_early(n, arrows):
    """Depth first: a box sends on before it has collected everything."""
    grad = [0.0] * n
    grad[-1] = 1.0

    def send(box):
        for child, parent, factor in arrows:
            if child == box:
                grad[parent] += grad[box] * factor
                send(parent)

    send(n - 1)
    return grad


def exchanged(n, arrows):
    grad = [0.0] * n
    grad[-1] = 1.0
    for child, parent, factor in reversed(arrows):
        grad[child] += grad[parent] * factor
    return grad


def multiplied(n, arrows):
    grad = [0.0] * n
    grad[-1] = 1.0
    for child, parent, factor in reversed(arrows):
        grad[parent] *= grad[child] * factor
    return grad


def only_of_the_result(n, arrows):
    grad = [0.0] * n
    grad[-1] = 1.0
    for child, parent, factor in reversed(arrows):
        if child == n - 1:
            grad[parent] += factor
    return grad


def nothing_without_arrows(n, arrows):
    if arrows:
        return gradients(n, arrows)


def no_places(n, arrows):
    grad = []
    for child, parent, factor in reversed(arrows):
        grad[parent] += grad[child] * factor
    return grad


def six_places(n, arrows):
    grad = [0.0] * 6
    grad[5] = 1.0
    for child, parent, factor in reversed(arrows):
        grad[parent] += grad[child] * factor
    return grad


WALK_WRONG = [
    (exchanged, "exchanged?"),
    (multiplied, "stays 0"),
    (only_of_the_result, "each of them"),
    (nothing_without_arrows, "each branch"),
    (no_places, "n zeros"),
    (six_places, "needs n"),
    (from_box_0, "begin with box 0"),
    (tangents, "forward mode"),
    (larger, "added up"),
    (in_a_dict, "take both"),
    (one_arrow_a_child, "several parents"),
    (lambda n, arrows: in_a_dict(n, sorted(set(arrows))), "take both"),
    (variant(replace=True), "Of two arrows one counts"),
    (variant(walk=list), "forward pass"),
    (variant(bring=lambda g, f: f), "factor alone"),
    (variant(bring=lambda g, f: g), "without the factor"),
    (variant(bring=lambda g, f: g + f), "Along a path multiply"),
    (variant(begin=0.0), "own gradient is 1"),
    (variant(start=1.0), "Only the result"),
    (first_only, "return"),
    (variant(walk=sorted), "forward pass"),
    (variant(walk=lambda a: a[:0:-1]), "number 0"),
    (variant(walk=lambda a: a[-2::-1]), "last arrow"),
    (variant(walk=list, replace=True), None),
    (variant(bring=lambda g, f: f, replace=True), None),
    (sent_too_early, None),
    (popped, "changes"),
    (lambda n, arrows: gradients(n, arrows)[:-1], None),
    (lambda n, arrows: gradients(n, arrows)[::-1], None),
    (lambda n, arrows: gradients(n, arrows)[0], None),
    (lambda n, arrows: dict(enumerate(gradients(n, arrows))), None),
    (lambda n, arrows: print(gradients(n, arrows)), "return"),
    (lambda n, arrows: [str(g) for g in gradients(n, arrows)], "text"),
    (lambda n, arrows: [int(g) for g in gradients(n, arrows)], None),
    (lambda n, arrows: [abs(g) for g in gradients(n, arrows)], None),
]

RIGHT = {
    "04.1": [37, 37.0, np.int64(37), 2 * 6 * 3 + 1, minidl.tensor(37), np.array(37)],
    "04.2": [as_power, by_value, by_the_tape, in_steps, quotient, lambda g, x, y: (g / y, -(g / y) * (x / y))],
    "04.3": [
        lambda g, x, y: g * y, lambda g, x, y: y * g, lambda g, x, y: g * np.exp(x), lambda g, x, y: np.multiply(g, y),
        lambda g, x, y: (minidl.tensor(g, dtype=minidl.float64) * minidl.tensor(y, dtype=minidl.float64)),
        lambda g, x, y: [a * b for a, b in zip(g, y)] if isinstance(g, np.ndarray) else g * y,
    ],
    "04.4": [
        lambda a, da, b, db: (a * b, da * b + a * db), lambda a, da, b, db: [b * a, b * da + db * a], by_dual,
        lambda a, da, b, db: np.array([a * b, a * db + b * da]),
        lambda a, da, b, db: (a * b, (a + da) * (b + db) - a * b - da * db),
    ],
    "04.5": [backwards_by_index, box_by_box, pulled, recursive, forward_matrix],
}  # fmt: skip
WRONG = {
    "04.1": [
        (36, "u alone"), (1, "direct path alone"), (19, "twice"), (18, "Two things"), (13, "there is a factor"), (4, "comes from above"),
        (12, "Go on to x"), (24, "∂J/∂y"), (25, "other"), (38, "J itself"), (15, "multiply"), (6, "value of u"), (35, "added"),
        (109, "not u²"), ("37", None), (None, None), ((3, 7), "point"), (37.5, "small step"),
        (3, "last factor"), (7, "two factors"), (72, "half of that"), (73, "half of 72"), (74, "Twice"), (40, "not + x²"), (39, "slope of + x"),
        (37.1, "small step"), (36.9999, "small step"), (9, "Too small"), (-37, "Too small"), (0, "Too small"), (100, "Too large"),
    ],
    "04.2": DIVISION_WRONG,
    "04.3": [*EXP_WRONG, (exp_in_place, "changes")],
    "04.4": PRODUCT_WRONG,
    "04.5": WALK_WRONG,
}  # fmt: skip
EQUIVALENT = {}
