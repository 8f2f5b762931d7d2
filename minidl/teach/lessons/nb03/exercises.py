"""Exercises of notebook 03: two layers that are one, units for as many pieces, parameters, pieces of a curve.

Matrices have one row a unit: `W1` is (hidden, inputs), `b1` is (hidden,).
"""

from itertools import groupby, pairwise
from math import prod

import numpy as np

from ...kit.exercise import Exercise


def collapse(W1, b1, W2, b2):
    return W2 @ W1, W2 @ b1 + b2


def parameters(sizes):
    return sum((n_in + 1) * n_out for n_in, n_out in zip(sizes, sizes[1:]))


def pieces(slopes):
    return sum(a != b for a, b in zip(slopes, slopes[1:])) + (len(slopes) > 0)


# --- what goes wrong --------------------------------------------------------------------------------------


def _collapse(
    W1, b1, W2, b2, *, both=lambda W1, W2: W2 @ W1, carried=lambda W2, b1: W2 @ b1,
    kept=lambda b1, b2: b2, given=lambda W, b: (W, b),
):  # fmt: skip
    return given(both(W1, W2), carried(W2, b1) + kept(b1, b2))


COLLAPSE_FAULTS = {
    "order": ({"both": lambda W1, W2: W1 @ W2}, "W1 meets x first, so it is nearest to x: W2 @ W1."),
    "entries": ({"both": lambda W1, W2: W2 * W1}, "`*` multiplies entry by entry. A matrix product is `@`."),
    "transposed": ({"both": lambda W1, W2: (W2 @ W1).T}, "Your W is transposed: one row a unit of layer 2."),
    "W added": ({"both": lambda W1, W2: W2 + W1}, "Layers in a row multiply their matrices: `@`."),
    "only W2": ({"both": lambda W1, W2: W2}, "Your W is W2 alone. x meets W1 before it."),
    "only W1": ({"both": lambda W1, W2: W1}, "Your W is W1 alone. What comes of it goes through W2, too."),
    "b1 not carried": ({"carried": lambda W2, b1: b1}, "b1 goes through the second layer, too: W2 @ b1."),
    "b1 lost": ({"carried": lambda W2, b1: 0}, "Where is b1? It goes through the second layer: W2 @ b1."),
    "b1 by W1": ({"carried": lambda W2, b1: b1 @ W2}, "That is b1 @ W2. The matrix is in front: W2 @ b1."),
    "b1 by entries": ({"carried": lambda W2, b1: W2 * b1},
        "`W2 * b1` multiplies entries, adds nothing: `@`."),
    "b2 lost": ({"kept": lambda b1, b2: 0}, "Where is b2? The second layer adds it at the end."),
    "b1 once more": ({"kept": lambda b1, b2: b1 + b2}, "b1 counts once: as W2 @ b1."),
    "b1 summed": ({"carried": lambda W2, b1: (W2 * b1).sum()}, "Each row of W2 has its own sum."),
    "other order": ({"given": lambda W, b: (b, W)}, "Return W first, then b."),
    "only W": ({"given": lambda W, b: W}, "You return W alone. Return both: W, b."),
    "only b": ({"given": lambda W, b: b}, "You return b alone. Return both: W, b."),
    "one sum": ({"given": lambda W, b: W + b}, "You add W and b. They are two things: return W, b."),
    "b a column": ({"given": lambda W, b: (W, np.asarray(b)[..., None])},
        "b has one number a unit, shape (units,): no column."),
}  # fmt: skip
COLLAPSE_RULES = {
    "b through both": (lambda W1, b1, W2, b2: (W2 @ W1, W2 @ W1 @ b1 + b2),
        "You carry b1 through W1 as well. b1 is added *behind* W1."),
    "sum carried": (lambda W1, b1, W2, b2: (W2 @ W1, W2 @ (b1 + b2)),
        "You carry b2 through W2, too. b2 is added behind W2: brackets."),
    "b2 through W1": (lambda W1, b1, W2, b2: (W2 @ W1, W1 @ b2 + b1),
        "The two b are exchanged: W2 @ b1 + b2."),
}  # fmt: skip

UNITS_RULES = {
    "five folds": (lambda v: v in (31, 32), "That belongs to five folds. Here are eight."),
    "ten folds": (1023, "That belongs to ten folds. Here are eight."),
    "caret": (lambda v: v in (5, 10), "`2 ^ 8` is no power in Python: 2 ** 8."),
    "pieces": (256, "256 is the number of pieces. One layer of D units makes up to D + 1 of them."),
    "plus": (257, "D units make up to D + 1 pieces: so D is one *less* than 256."),
    "two less": (254, "254 units make 255 pieces at most."),
    "units": (16, "16 units are what the deep one has. Wide, they make 17 pieces at most."),
    "pieces of 16": (17, "17 pieces come of 16 units in one layer. How many come of 8 folds?"),
    "doubled": (lambda v: v in (15, 18), "8 folds do not make 16 pieces: each fold doubles *all* of them."),
    "layers": (lambda v: v in (7, 8, 9), "That is the number of layers. Each doubles the pieces."),
    "one fold less": (lambda v: v in (127, 128), "128 is 2 to the power 7. Here are 8 folds."),
    "one fold more": (lambda v: v in (511, 512, 510), "512 is 2 to the power 9. Here are 8 folds."),
    "squared": (lambda v: v in (63, 64, 65), "64 is 8 squared. Each fold doubles: 2 to the power 8."),
    "parameters": (lambda v: v in (49, 48, 25, 24), "That counts parameters. Count pieces, then units."),
    "three": (6561, "That is a power of 3. A fold doubles."),
    "the wide one's parameters": (lambda v: v in (766, 765, 768),
        "That is 3D + 1, the parameters of the wide one. Its units are asked for."),
    "four": (65536, "That is 4 to the power 8. Two units make *one* fold: it doubles."),
}  # fmt: skip


def _parameters(sizes, *, bias=lambda n_in, n_out: n_out, weight=lambda n_in, n_out: n_in * n_out,
                pairs=lambda sizes: [*pairwise(sizes)], more=lambda sizes: 0):  # fmt: skip
    return sum(weight(a, b) + bias(a, b) for a, b in pairs(sizes)) + more(sizes)


PARAMETER_FAULTS = {
    "no biases": ({"bias": lambda a, b: 0}, "The biases are missing: each unit has one."),
    "a bias an input": ({"bias": lambda a, b: a}, "A bias belongs to each unit: n_out, not n_in."),
    "one bias a layer": ({"bias": lambda a, b: 1}, "You count one bias a layer. Each *unit* has one."),
    "inputs biased": ({"more": lambda sizes: sizes[0]}, "The inputs are no units: they have no bias."),
    "last without bias": ({"more": lambda sizes: -sizes[-1]}, "The last layer has biases, too."),
    "first lost": ({"pairs": lambda s: [*pairwise(s)][1:]}, "You leave out the first layer of weights."),
    "last lost": ({"pairs": lambda s: [*pairwise(s)][:-1]}, "You leave out the last layer of weights."),
    "last only": ({"pairs": lambda s: [*pairwise(s)][-1:]}, "You count the last layer only: add up, `+=`."),
    "round": ({"more": lambda s: s[-1] * s[0] + s[0]},
        "There is no layer from the last size back to the first: sizes[-1] is the last."),
    "added": ({"weight": lambda a, b: a + b}, "Each unit has a weight for *every* input: multiply."),
    "squared": ({"weight": lambda a, b: a * a}, "A layer from n_in to n_out has n_in · n_out weights."),
    "ends only": ({"pairs": lambda s: [(s[0], s[-1])]},
        "Go from each size to the *next*, not from the first to the last."),
    "all pairs": ({"pairs": lambda s: [(a, b) for i, a in enumerate(s) for b in s[i + 1 :]]},
        "You join each layer with all later ones. Only neighbours are joined."),
}  # fmt: skip
PARAMETER_RULES = {
    "product + units": (lambda sizes: prod(sizes) + sum(sizes[1:]),
        "Not one product of all sizes: one for each pair of neighbours."),
    "product": (lambda sizes: prod(sizes), "You multiply all sizes. Each pair of neighbours counts: add."),
    "units": (lambda sizes: sum(sizes[1:]), "That is the number of units. Each has weights, too."),
    "layers": (lambda sizes: len(sizes) - 1, "That is the number of layers."),
    "caret": (lambda sizes: sum(a ^ b for a, b in pairwise(sizes)), "`^` is no product in Python: `*`."),
    "list": (lambda sizes: [(a + 1) * b for a, b in pairwise(sizes)], "One number a layer: add them up."),
    "extra unit": (lambda sizes: sum((a + 1) * (b + 1) for a, b in pairwise(sizes)),
        "You give the *next* layer a constant input as well: (n_in + 1) · n_out."),
}  # fmt: skip


def _pieces(slopes, *, differ=lambda a, b: a != b, more=lambda s: 1, none=0, part=slice(None)):
    s = slopes[part]
    return sum(differ(a, b) for a, b in pairwise(s)) + more(s) if len(slopes) else none


PIECES_FAULTS = {
    "changes": ({"more": lambda s: 0}, "You count the changes. Between them lies one piece more."),
    "of nothing": ({"none": 1}, "Of an empty list there is no piece: 0."),
    "two more": ({"more": lambda s: 2}, "That is one too many: n changes make n + 1 pieces."),
    "up or down": ({"differ": lambda a, b: a * b < 0},
        "You count where up becomes down. From slope 1 to 2 there is a corner, too."),
    "signs": ({"differ": lambda a, b: np.sign(a) != np.sign(b)},
        "You compare signs. From slope 1 to 2 there is a corner, too."),
    "sizes": ({"differ": lambda a, b: abs(a) != abs(b)}, "You compare sizes: −1 and 1 are different slopes."),
    "rises": ({"differ": lambda a, b: a < b}, "You count where the slope grows. Also where it falls."),
    "equal ones": ({"differ": lambda a, b: a == b},
        "You count equal neighbours. A piece begins where they differ."),
    "whole": ({"differ": lambda a, b: int(a) != int(b)}, "You cut slopes to whole numbers."),
    "without last": ({"part": slice(None, -1)}, "You leave out the last slope: the loop ends too early."),
}  # fmt: skip
PIECES_RULES = {
    "level": (lambda s: sum(k != 0 for k, _ in groupby(s)), "A level piece, with slope 0, is a piece, too."),
    "set + 1": (lambda s: len(set(s)) + 1, "You count different slopes. Compare with the one before."),
    "different slopes": (lambda s: len(set(s)),
        "You count different slopes. A zigzag has two, and many pieces: compare neighbours."),
    "all": (lambda s: len(s), "You count all places. Neighbours with the same slope are one piece."),
    "against the first": (lambda s: sum(v != s[0] for v in s) + 1 if s else 0,
        "You compare with the first slope. Compare each with the one before it."),
    "round": (lambda s: sum(s[i] != s[i - 1] for i in range(len(s))) + 1 if s else 0,
        "s[-1] is the last one: begin with index 1."),
    "round, no more": (lambda s: sum(s[i] != s[i - 1] for i in range(len(s))),
        "At index 0, s[i - 1] is the last one. Begin with index 1, and count one piece more."),
    "which": (lambda s: [b for i, b in enumerate(s) if not i or b != s[i - 1]],
        "You return the slopes of the pieces. How many are they?"),
}  # fmt: skip

A = np.array
EXERCISES = [
    Exercise(
        id="03.1", solution=collapse, twin=_collapse, faults=COLLAPSE_FAULTS, wrong_rules=COLLAPSE_RULES,
        cases=[
            (A([[1.0, 2.0], [-3.0, 0.5], [2.0, -1.0]]), A([0.5, -1.0, 2.0]),
                A([[2.0, -1.0, 0.5], [1.0, 3.0, -2.0]]), A([4.0, -0.25])),
            (A([[2.0, -1.0], [0.5, 3.0]]), A([1.0, -2.0]), A([[-1.0, 4.0], [2.5, 1.0]]), A([0.5, 3.0])),
            (A([[0.5]]), A([-2.0]), A([[3.0]]), A([1.5])),
            (A([[1.5, -2.0, 0.25, 1.0]]), A([-3.0]), A([[2.0], [-0.5], [4.0]]), A([1.0, 0.0, -2.0])),
            (A([[-1.0, 0.0, 2.0], [3.0, 1.0, -2.0], [0.5, 4.0, 1.0]]), A([2.0, -1.5, 1.0]),
                A([[1.0, 0.0, -2.0], [0.0, 3.0, 1.0], [-1.0, 2.0, 5.0]]), A([-1.0, 2.0, 0.5])),
        ],
        hints=("Write the second layer's formula, and put the first one's in place of h.",
            "W2 (W1 x + b1) + b2: multiply out. What stands in front of x, and what is left?",
            "return W2 @ W1, W2 @ b1 + b2"),
    ),
    Exercise(
        id="03.2", solution=255, wrong_rules=UNITS_RULES,
        why="8 folds make 2⁸ = 256 pieces, and D units in one layer at most D + 1.",
        hints=("How many pieces come of 8 folds?", "One layer of D units: at most D + 1 pieces.", "2**8 - 1"),
    ),
    Exercise(
        id="03.3", solution=parameters, twin=_parameters,
        faults=PARAMETER_FAULTS, wrong_rules=PARAMETER_RULES,
        cases=[([2, 3, 1],), ([4, 7],), ([5, 2, 6, 3],), ([1, 2, 2, 2, 1],), ([10, 1, 4],), ([3, 8, 5, 2],)],
        hints=("A layer from n_in to n_out: how many weights, how many biases?",
            "n_in * n_out weights and n_out biases. Go from each size to the next.",
            "return sum((a + 1) * b for a, b in zip(sizes, sizes[1:]))"),
    ),
    Exercise(
        id="03.4", solution=pieces, twin=_pieces, faults=PIECES_FAULTS, wrong_rules=PIECES_RULES,
        cases=[([1, 1, -1, -1, 1],), ([2, 2, 2],), ([0.5, 1, 1, 3, -2, -2, 0.5],), ([-1],), ([],),
            ([1, 2, 1, 2, 1, 2],), ([1, 1.0, 2],), ([0, 0, 0.25, 0.75, 0.75],), ([3, -3, 3, 0, 0, -1, -1.5],),
            ([0.5, 0.5, 0.25, 0, -2, 4, 4, 0.5],), ([5, 4, 4, 4, 6],)],
        hints=("When does a new piece begin?",
            "Where a slope differs from the one before it. And the first piece?",
            "return sum(a != b for a, b in zip(slopes, slopes[1:])) + (len(slopes) > 0)"),
    ),
]  # fmt: skip
