"""Exercises of notebook 04: backward rules, and the walk back over a tape."""

import numpy as np

from ...kit.exercise import Exercise


def division_backward(g, x, y):
    return g / y, -g * x / y**2


def exp_backward(g, x, y):
    slope = y  # exp is its own slope
    return g * slope


def dual_product(a, da, b, db):
    return a * b, da * b + a * db


def gradients(n, arrows):
    found = [0.0] * n
    found[n - 1] = 1.0
    for child, parent, factor in reversed(arrows):
        found[parent] += found[child] * factor
    return found


# --- what goes wrong --------------------------------------------------------------------------------------

# fmt: off
SLOPE_RULES = {
    "J itself": (38, "38 is J itself. (Or 36 + x? The slope of + x is 1.) How much does J change with x?"),
    "one path": (36, "36 is the path through u alone. x also goes into J directly: + 1."),
    "only direct": (1, "1 is the direct path alone. x also changes u, and u changes J."),
    "u once": (19, "u goes into u·u twice: ∂J/∂u is u + u = 12, not 6."),
    "u once, one path": (18, "Two things: u goes in twice (∂J/∂u = 12), and x goes into J directly, too."),
    "no factor": (13, "You added 1 to ∂J/∂u = 12. On the way from u to x there is a factor: y = 3."),
    "no upstream": (4, "Multiply 3, the factor from u to x, by what comes from above: ∂J/∂u."),
    "stopped at u": (12, "12 is ∂J/∂u. Go on to x: times y, and add the direct path."),
    "the other input": (24, "24 is ∂J/∂y. The question is about x: the factor from u to x is y = 3."),
    "x for y": (25, "The factor from u = x·y to x is the *other* one, y = 3."),
    "multiplied": (15, "Along a path multiply, 12 · 3; only paths are added."),
    "u itself": (6, "6 is the value of u."),
    "minus": (35, "The direct path is added, not subtracted."),
    "squared": (109, "∂J/∂u is 2u = 12, not u² = 36."),
    "one factor": (3, "3 is the last factor, from u to x. Times ∂J/∂u; and x goes into J directly, too."),
    "one factor, plus 1": (7, "The + 1 is right. The path through u has two factors: ∂J/∂u = 2u, and y."),
    "twice": (72, "Through u comes half of that: ∂J/∂u = 12, times y = 3. And x goes into J directly, too."),
    "twice, plus 1": (73, "The + 1 is right. Through u comes half of 72: ∂J/∂u = 12, times y = 3."),
    "all twice": (74, "Twice too much. ∂J/∂u = 12 holds both u of u·u already."),
    "4 for 1": (40, "36 is the path through u. The direct one brings 1: J has + x, not + x²."),
    "x itself": (39, "36 is the path through u. The direct one brings 1, the slope of + x."),
    "not exact": (lambda slope: 36 < slope < 38 and slope % 1 != 0,
        "That is near it. Do you measure with a small step? By hand it is a whole number."),
    "too flat": (lambda slope: slope < 28, "Too small: from x = 1 to 2 J grows from 10 to 38, ever faster."),
    "too steep": (lambda slope: slope > 46, "Too large: from x = 2 to 3 J grows from 38 to 84, ever faster."),
}


def _division(g, x, y, *, first=lambda g, x, y: g / y, second=lambda g, x, y: g * x / y**2,
              sign=lambda g, y: -1, order=lambda *both: both):
    return order(first(g, x, y), sign(g, y) * second(g, x, y))


DIVISION_FAULTS = {
    "no upstream": ({"g": 1.0}, "You forgot g, what comes from above: each of the two is multiplied by it."),
    "first sign": ({"first": lambda g, x, y: -g / y}, "The first sign: when x grows, x/y grows (if y > 0)."),
    "sign": ({"sign": lambda g, y: 1}, "The sign of the second: when y grows, x/y shrinks (if x, y > 0)."),
    "sign, y < 0": ({"sign": lambda g, y: -np.sign(y)}, "The second's sign for y < 0: there 1/y falls, too."),
    "g < 0": ({"sign": lambda g, y: -np.sign(g)}, "The second's sign for g < 0: the slope is the same."),
    "sign, y > 0": ({"sign": lambda g, y: np.sign(y)}, "The second's sign for y > 0: there 1/y falls, too."),
    "second is 0": ({"second": lambda g, x, y: 0 * y}, "∂J/∂y is not 0: x/y depends on y, too: x · (1/y)."),
    "power": ({"second": lambda g, x, y: 2 * g * x / y**3}, "−2/y³ is the slope of 1/y². Here is 1/y."),
    "swapped": ({"order": lambda a, b: (b, a)}, "You swapped the two: first ∂J/∂x, then ∂J/∂y."),
    "not squared": ({"second": lambda g, x, y: g * x / y}, "In ∂J/∂y, y is squared: (1/y)' = −1/y²."),
    "no x": ({"second": lambda g, x, y: g / y**2}, "In ∂J/∂y the x is missing: x/y = x · (1/y)."),
    "log": ({"second": lambda g, x, y: g * x * np.log(abs(y))}, "You took log y. The slope of 1/y is −1/y²."),
    "x squared": ({"second": lambda g, x, y: g * x**2 / y**2}, "In ∂J/∂y only y is squared."),
    "as x": ({"second": lambda g, x, y: g / x}, "In ∂J/∂y: x/y is x · (1/y), and the slope of 1/y is −1/y²."),
    "exchanged": ({"second": lambda g, x, y: g * y / x**2}, "In ∂J/∂y x and y have changed places: −x/y²."),
    "2y": ({"second": lambda g, x, y: g * x / (2 * y)}, "In ∂J/∂y, y is squared: y · y, not 2 · y."),
    "/ 2 * y": ({"second": lambda g, x, y: g * x / 2 * y}, "`/ 2 * y`: half of it, times y. It is `y**2`."),
    "cubed": ({"second": lambda g, x, y: g * x / y**3}, "In ∂J/∂y, y is squared, not cubed: (1/y)' = −1/y²."),
    "both squared": ({"first": lambda g, x, y: g * x / y**2}, "x/y² is for ∂J/∂y alone. In x it is 1/y."),
    "no square, no x": ({"second": lambda g, x, y: g / y}, "In ∂J/∂y: the slope of x · (1/y) in y is −x/y²."),
    "value": ({"first": lambda g, x, y: g * x / y}, "∂J/∂x has no x in it: x/y is a line in x. Slope: 1/y."),
    "times y": ({"first": lambda g, x, y: g * y}, "∂J/∂x: x/y is x times 1/y. Its slope in x is 1/y, not y."),
    "g alone": ({"first": lambda g, x, y: g}, "∂J/∂x is g times the slope of x/y in x, which is 1/y."),
    "g only in the first": ({"second": lambda g, x, y: x / y**2}, "You forgot g in the second of the two."),
    "g only in the second": ({"first": lambda g, x, y: 1 / y}, "You forgot g in the first of the two."),
}
DIVISION_RULES = {
    "product": (lambda g, x, y: (g * y, g * x), "Those are the gradients of the product x · y."),
    "added": (lambda g, x, y: (g + 1 / y, g - x / y**2), "You added g. Along a path factors are multiplied."),
    "one number": (lambda g, x, y: g / y - g * x / y**2, "You added the two up. Return both: ∂J/∂x, ∂J/∂y."),
    "divided by g": (lambda g, x, y: (1 / y / g, -x / y**2 / g), "You divide by g. It is a factor."),
    "quotient rule": (lambda g, x, y: (g / y**2, -g * x / y**2), "∂J/∂x: only in ∂J/∂y the y is squared."),
}


def _exponential(g, x, y, *, slope=lambda x, y: y):
    return g * slope(x, y)


EXP_FAULTS = {
    "the input": ({"slope": lambda x, y: x}, "That is the input x, or `self.data`. Take the output."),
    "no upstream": ({"g": 1.0}, "You forgot g, what comes from above."),
    "g alone": ({"slope": lambda x, y: 1}, "You hand g on unchanged. The slope of exp is exp itself."),
    "power rule": ({"slope": lambda x, y: x * np.exp(x - 1)}, "That is the rule of powers, not of exp."),
    "x times": ({"slope": lambda x, y: x * y}, "The factor x is too much: the inner slope of exp(x) is 1."),
    "again": ({"slope": lambda x, y: np.exp(y)}, "You took exp of the output. y is exp(x) already."),
    "log": ({"slope": lambda x, y: 1 / y}, "1/y is the slope of the logarithm."),
    "1/x": ({"slope": lambda x, y: 1 / x}, "1/x is the slope of log x."),
    "sign": ({"slope": lambda x, y: -y}, "The sign: exp grows everywhere."),
    "sigmoid": ({"slope": lambda x, y: y * (1 - y)}, "y(1 − y) is the slope of the sigmoid."),
    "base 10": ({"slope": lambda x, y: 10.0**x}, "exp has the base e, not 10: np.exp(x), or the output y."),
    "e cut": ({"slope": lambda x, y: 2.718**x}, "2.718 is e, cut: np.exp(x) is exact, and the output y."),
}
EXP_RULES = {
    "g inside": (lambda g, x, y: np.exp(g * x), "g is a factor outside of exp, not inside."),
    "added": (lambda g, x, y: g + y, "You added g. Along a path the factors are multiplied."),
    "minus 1": (lambda g, x, y: g * y - 1, "The − 1 is too much: the slope of exp is exp itself, times g."),
}


def _slope(a, da, b, db):
    return da * b + a * db


def _product(a, da, b, db, *, value=lambda a, s, b, t: a * b, slope=_slope, order=lambda *both: both):
    return order(value(a, da, b, db), slope(a, da, b, db))


PRODUCT_FAULTS = {  # s and t: the slopes da and db
    "product of slopes": ({"slope": lambda a, s, b, t: s * t}, "That is the product of the slopes."),
    "crossed": ({"slope": lambda a, s, b, t: s * a + b * t}, "Each slope meets the *other* value."),
    "sum of slopes": ({"slope": lambda a, s, b, t: s + t}, "da + db is the slope of the sum a + b."),
    "minus": ({"slope": lambda a, s, b, t: s * b - a * t}, "Add the two terms: no quotient."),
    "only the first": ({"db": 0.0}, "One term is missing: b moves, too."),
    "only the second": ({"da": 0.0}, "One term is missing: a moves, too."),
    "three terms": ({"slope": lambda a, s, b, t: s * b + a * t + s * t}, "Leave out da·db: ε² = 0."),
    "swapped": ({"order": lambda value, slope: (slope, value)}, "You swapped the two: the value first."),
    "all four": ({"slope": lambda a, s, b, t: (s + t) * (a + b)}, "Two terms too many: da·a and db·b."),
    "abs": ({"slope": lambda *all_: abs(_slope(*all_))}, "A slope may be negative: leave out abs."),
    "never below 0": ({"slope": lambda *all_: max(0, _slope(*all_))}, "A slope below 0 is fine: no max."),
    "added values": ({"value": lambda a, s, b, t: a + b}, "The value of the product is a · b."),
    "value of slopes": ({"value": lambda a, s, b, t: s * t}, "da·db is not the value. The value is a · b."),
    "ε as 1": ({"value": lambda a, s, b, t: (a + s) * (b + t)}, "The value is a · b, no slopes: ε is not 1."),
    "ε² as 1": ({"value": lambda a, s, b, t: a * b + s * t}, "The value is a · b: da·db has ε², which is 0."),
    "quotient": ({"slope": lambda a, s, b, t: (s * b - a * t) / b**2}, "That is the slope of a quotient."),
    "of a logarithm": ({"slope": lambda a, s, b, t: s / a + t / b}, "It is the slope of log(a · b)."),
    "both values": ({"slope": lambda a, s, b, t: a * b * (s + t)}, "Each slope meets one value, the other."),
}
PRODUCT_RULES = {
    "complex": (lambda *all_: complex(all_[0] * all_[2], _slope(*all_)), "ε is not i. Return two numbers."),
    "i for ε": (lambda a, s, b, t: complex(a, s) * complex(b, t), "You compute with i. i² is −1, ε² is 0."),
}


def _gradients(n, arrows, *, walk=lambda a: a[::-1], put=lambda old, new: old + new,
               bring=lambda g, f: g * f, begin=1.0, start=0, result=-1):
    found = [start] * n
    found[result] = begin
    for child, parent, factor in walk(arrows):
        found[parent] = put(found[parent], bring(found[child], factor))
    return found


def _tangents(n, arrows):
    found = [1.0] + [0.0] * (n - 1)
    for child, parent, factor in arrows:
        found[child] += found[parent] * factor
    return found


WALK_FAULTS = {
    "replaced": ({"put": lambda old, new: new}, "Of two arrows one counts in yours. Both bring a part: +=."),
    "forwards": ({"walk": list}, "Only the result's own arrows bring something. "
        "Do you walk in the order of the forward pass? Take reversed(arrows), and each of them."),
    "no upstream": ({"bring": lambda g, f: f}, "You add the factor alone: times the child's gradient."),
    "no factor": ({"bring": lambda g, f: g}, "You hand the child's gradient on without the factor."),
    "added": ({"bring": lambda g, f: g + f}, "You add the factor. Along a path multiply."),
    "begin with 0": ({"begin": 0.0}, "All are 0, so nothing is sent on: the result's own gradient is 1."),
    "all begin with 1": ({"start": 1.0}, "Only the result begins with 1. All others begin with 0."),
    "last arrow only": ({"walk": lambda a: a[-1:]}, "You use one arrow only. Take all."),
    "first left out": ({"walk": lambda a: a[:0:-1]}, "You leave out the arrow number 0."),
    "last left out": ({"walk": lambda a: a[-2::-1]}, "You leave out the last arrow. Begin there."),
    "begin at box 0": ({"result": 0}, "You begin with box 0. The result is box n - 1: it gets the 1."),
    "larger": ({"put": max}, "You keep the larger one. Where two arrows meet, both are added up: +=."),
    "no arrow twice": ({"walk": lambda a: [*dict.fromkeys(a)][::-1]}, "Of two equal arrows (u·u) take both."),
    "6 boxes": ({"n": 6}, "Your list always has 6 places. It needs n."),
    "one each": ({"walk": lambda a: [*{i[0]: i for i in a}.values()][::-1]}, "A child has several parents."),
}
WALK_RULES = {
    "forward mode": (_tangents, "That is forward mode. Go back from the result, child to parent."),
    "nothing leaves": (lambda n, arrows: [0.0] * (n - 1) + [1.0], "Nothing leaves the result. Are child and "
        "parent exchanged? The parent gets found[child] * factor. Or is it `*=`? 0 times anything stays 0."),
    "empty list": (lambda n, arrows: [][arrows[0][1]] if arrows else [], "It is empty: begin with n zeros."),
}
# fmt: on

_LINE = [(1, 0, 2.0), (2, 1, -3.0), (3, 2, 0.5)]
_DIAMOND = [(1, 0, 2.0), (2, 1, 0.5), (3, 1, 3.0), (4, 2, 1.0), (4, 3, 1.0), (5, 4, -0.25)]
_TWICE = [(1, 0, 1.0), (1, 0, 1.0), (2, 1, 1.0), (2, 1, 1.0)]
_LECTURE = [(3, 0, 2.0), (3, 1, 3.0), (4, 2, 1.0), (4, 3, 1.0), (5, 4, 3.0)]
_POINTS = (2.0, 0.0), (1.0, 2.0), (-3.0, -1.0), (0.5, 0.25), (0.1, 7.5)
_ROWS = ([1.0, -2.0, 0.5], [1.0, 0.5, -1.0]), ([[1.0, -2.0], [0.5, 3.0]], [[0.5, -1.0], [2.0, 0.25]])
_DEAD = [(2, 0, 2.0), (3, 0, -1.0), (4, 2, 4.0), (5, 3, 0.5), (5, 2, 3.0)]  # 1 and 4 lead to no result
_LONG = [(1, 0, 2.0), (2, 1, 0.5), (3, 2, -1.0), (4, 3, 3.0), (5, 4, 1.5), (6, 5, -2.0), (7, 6, 0.25)]
_SKIP = [(1, 0, 1.5), (2, 0, -2.0), (2, 1, 4.0), (3, 0, 0.25), (3, 2, 2.0), (3, 1, -1.0)]

# fmt: off
EXERCISES = [
    Exercise(
        id="04.1", solution=37,
        why="Through u: 12 · 3 = 36, as u goes into u·u twice, 6 + 6. Directly: 1. The paths add up.",
        wrong_rules=SLOPE_RULES,
        hints=("Which two paths lead from J back to x?",
            "Along a path multiply. u goes into u·u twice: what is ∂J/∂u at u = 6?",
            "∂J/∂x = ∂J/∂u · ∂u/∂x + 1, with ∂J/∂u = 2u and ∂u/∂x = y."),
    ),
    Exercise(
        id="04.2", solution=division_backward,
        cases=[(2.0, 6.0, 4.0), (1.0, 1.0, 4.0), (-0.5, 3.0, -2.0), (3.0, -1.5, 0.5), (2.0, 0.0, 5.0),
               (0.75, 5.0, 3.0), (-2.0, 1.5, 3.0), (2.0, 3.0, 1.0), (1.5, -2.0, -2.0), (0.0, 3.0, 2.0)],
        twin=_division, faults=DIVISION_FAULTS, wrong_rules=DIVISION_RULES,
        hints=("x/y = x · (1/y). What is its slope in x? And the slope of 1/y in y?",
            "The slopes are 1/y and −x/y². Each is multiplied by g, the gradient that comes from above.",
            "return g / y, -g * x / y**2"),
    ),
    Exercise(
        id="04.3", solution=exp_backward,
        cases=[*((g, x, float(np.exp(x))) for g, x in _POINTS),
               *((np.array(g), np.array(x), np.exp(x)) for g, x in _ROWS)],
        twin=_exponential, faults=EXP_FAULTS, wrong_rules=EXP_RULES,
        hints=("What is the slope of exp?", "It is exp(x). Who has computed that already?", "return g * y"),
    ),
    Exercise(
        id="04.4", solution=dual_product,
        cases=[(3.0, 1.0, 3.0, 1.0), (2.0, 1.0, 5.0, 0.0), (-1.5, 2.0, 4.0, -3.0), (0.0, 1.0, 7.0, 2.0),
               (2.5, -1.0, 0.5, 4.0), (2.5, -1.0, 0.5, -4.0), (2.0, 1.0, 4.0, -2.0),
               (3.0, 0.0, 2.0, 1.0), (2.0, 0.0, 5.0, 0.0), (4.0, 2.0, 0.0, 3.0)],
        twin=_product, faults=PRODUCT_FAULTS, wrong_rules=PRODUCT_RULES,
        hints=("Multiply out (a + da·ε)(b + db·ε). There are four terms.",
            "ε² = 0: three terms are left, one without ε and two with it.",
            "return a * b, da * b + a * db"),
    ),
    Exercise(
        id="04.5", solution=gradients,
        cases=[(4, _LINE), (6, _DIAMOND), (3, _TWICE), (6, _LECTURE), (4, _SKIP), (6, _DEAD), (8, _LONG),
               (2, [(1, 0, -1.5)]), (1, [])],
        twin=_gradients, faults=WALK_FAULTS, wrong_rules=WALK_RULES,
        hints=("Begin with a list of zeros, and a 1 for the result, box n - 1.",
            "Walk over reversed(arrows). What does a child hand to its parent?",
            "for child, parent, factor in reversed(arrows): found[parent] += found[child] * factor"),
    ),
]
# fmt: on
