"""Exercises of notebook 08: optimisers.

`w` are weights, `g` their gradient, `lr` is η: arrays of one shape, and numbers.
"""

import numpy as np

from ...kit.exercise import Exercise


def update(w, g, v, lr, mu):
    v = mu * v + g
    w = w - lr * v
    return w, v


def adam(w, g, m, v, t, lr, beta1, beta2, eps):
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g * g
    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    w = w - lr * m_hat / (np.sqrt(v_hat) + eps)
    return w, m, v


# --- what goes wrong: the same with switches --------------------------------------------------------------


def _update(
    w, g, v, lr, mu, *,
    sign=1, keep=lambda mu: mu, gain=lambda mu, lr: 1, rate=lambda lr: lr, along=lambda new, old, g, mu: new,
    memory=lambda new, old, w: new, turned=False, moved=1, of=lambda g: g,
):  # fmt: skip
    new = keep(mu) * v + gain(mu, lr) * of(g)
    after = moved * w - sign * rate(lr) * along(new, v, g, mu)
    return (memory(new, v, after), after) if turned else (after, memory(new, v, after))


# fmt: off
UPDATE_FAULTS = {
    "uphill": ({"sign": -1}, "You add the step: that goes uphill. The gradient is subtracted: w - lr * v."),
    "μ ignored": ({"keep": lambda mu: 0}, "Your v forgets all old gradients: mu * v is missing."),
    "nothing forgotten": ({"keep": lambda mu: 1}, "Your v forgets nothing. Keep the share mu of it."),
    "1 − μ kept": ({"keep": lambda mu: 1 - mu}, "You keep the share 1 - mu of the old v. Keep mu."),
    "averaged": ({"gain": lambda mu, lr: 1 - mu}, "(1 - mu) * g makes an average. Add all of g."),
    "μ on both": ({"gain": lambda mu, lr: mu}, "You multiply g by mu, too. Only the old v is."),
    "g subtracted": ({"gain": lambda mu, lr: -1}, "You subtract g from v. v collects gradients: mu * v + g."),
    "η twice": ({"gain": lambda mu, lr: lr}, "lr comes inside v already. It comes once, in the step."),
    "no η": ({"rate": lambda lr: 1}, "The learning rate is missing in the step: w - lr * v."),
    "η above": ({"rate": lambda lr: 1 / lr}, "You divide by lr. Multiply."),
    "old v": ({"along": lambda new, old, g, mu: old}, "You step along the old v. First v, then w."),
    "along g": ({"along": lambda new, old, g, mu: g}, "You collect v, but step along g: w - lr * v."),
    "Nesterov": ({"along": lambda new, old, g, mu: g + mu * new}, "g + mu * v is Nesterov's way."),
    "μ in the step": ({"along": lambda new, old, g, mu: mu * new}, "mu comes twice, also in the step."),
    "old v kept": ({"memory": lambda new, old, w: old}, "You return the old v. Return the new one."),
    "w twice": ({"memory": lambda new, old, w: w}, "You return w in the place of v."),
    "order": ({"turned": True}, "You return v first. The text names w, then v."),
    "one v": ({"along": lambda new, old, g, mu: new[0]}, "v[0] moves all weights. Each has its own v."),
    "v added up": ({"along": lambda new, old, g, mu: new.sum()}, "You add up v. Each weight has its own."),
    "g averaged": ({"of": np.mean}, "You average g over the weights. Each weight has its own g."),
    "μ at g": ({"keep": lambda mu: 1, "gain": lambda mu, lr: mu}, "mu belongs to the old v: mu * v + g."),
    "step only": ({"moved": 0}, "You return the step alone. Take it from w: w - lr * v."),
}
UPDATE_RULES = {
    "exchanged": (lambda w, g, v, lr, mu: _update(w, g, v, mu, lr), "lr and mu are exchanged."),
    "η at w": (lambda w, g, v, lr, mu: (lr * w - mu * v - g, mu * v + g), "lr multiplies w: not v."),
    "SGD and μ": (lambda w, g, v, lr, mu: (w - lr * g - mu * (mu * v + g), mu * v + g),
        "Your step has g and v. v holds g already: w - lr * v."),
    "SGD": (lambda w, g, v, lr, mu: (w - lr * g, v),
        "That is SGD: v has no part in it. First the new v = mu * v + g, then the step along it."),
    "η in v": (lambda w, g, v, lr, mu: (w - (mu * v + lr * g), mu * v + lr * g),
        "You put lr into v: v = mu * v + lr * g. Other books do so. Here, as in PyTorch, v = mu * v + g."),
    "downhill v": (lambda w, g, v, lr, mu: (w + mu * v - lr * g, mu * v - lr * g),
        "Your v points downhill and holds lr: v = mu * v - lr * g. Here v = mu * v + g, and w - lr * v."),
}
# fmt: on


def _adam(
    w, g, m, v, t, lr, beta1, beta2, eps, *,
    first=lambda b, t: 1 - b**t, second=lambda b, t: 1 - b**t, gain1=lambda b: 1 - b, gain2=lambda b: 1 - b,
    keep1=lambda b: b, keep2=lambda b: b, early=False,
    square=lambda g: g * g, root=lambda v, eps: np.sqrt(v) + eps, sign=1, along=lambda m, g: m, back="plain",
):  # fmt: skip
    old = m, v
    m = keep1(beta1) * m + gain1(beta1) * g
    v = keep2(beta2) * v + gain2(beta2) * square(g)
    of_m, of_v = old if early else (m, v)
    m_hat, v_hat = of_m / first(beta1, t), of_v / second(beta2, t)
    w = w - sign * lr * along(m_hat, g) / root(v_hat, eps)
    found = {"plain": (w, m, v), "hats": (w, m_hat, v_hat), "turned": (w, v, m), "last": (m, v, w), "w": w}
    return (found | {"old": (w, *old)})[back]


def _no_brackets(w, g, m, v, t, lr, beta1, beta2, eps):
    _, m, v = adam(w, g, m, v, t, lr, beta1, beta2, eps)
    return w - lr * (m - beta1**t) / (np.sqrt(v - beta2**t) + eps), m, v


# fmt: off
ADAM_FAULTS = {
    "no m̂": ({"first": lambda b, t: 1}, "m is not corrected: divide it by 1 - beta1**t."),
    "no v̂": ({"second": lambda b, t: 1}, "v is not corrected: divide it by 1 - beta2**t."),
    "m̂ without t": ({"first": lambda b, t: 1 - b}, "The correction of m ignores t: 1 - beta1**t."),
    "v̂ without t": ({"second": lambda b, t: 1 - b}, "The correction of v ignores t: 1 - beta2**t."),
    "times t": ({"first": lambda b, t: 1 - b * t, "second": lambda b, t: 1 - b * t}, "No power: beta**t."),
    "hats multiplied": ({"first": lambda b, t: 1 / (1 - b**t), "second": lambda b, t: 1 / (1 - b**t)},
        "You multiply by 1 - beta**t. Divide: m and v are too small at the start."),
    "t from 0": ({"first": lambda b, t: 1 - b * b**t, "second": lambda b, t: 1 - b * b**t}, "t, not t + 1."),
    "m sums": ({"gain1": lambda b: 1}, "Your m adds all of g. It is an average: (1 - beta1) * g."),
    "v sums": ({"gain2": lambda b: 1}, "Your v adds all of g². It is an average: (1 - beta2) * g * g."),
    "g in v": ({"square": lambda g: g}, "Your v averages g. It averages g * g: sizes, not directions."),
    "|g| in v": ({"square": abs}, "Your v averages |g|. It averages g * g, and the root comes later."),
    "m's shares": ({"keep1": lambda b: 1 - b, "gain1": lambda b: b}, "m: keep beta1, add 1 - beta1 of g."),
    "v's shares": ({"keep2": lambda b: 1 - b, "gain2": lambda b: b}, "v: keep beta2, add 1 - beta2 of g²."),
    "twice g": ({"square": lambda g: 2 * g}, "`g * 2` is twice g. Its square is `g ** 2`."),
    "sum in v": ({"square": lambda g: (g * g).sum()}, "You sum g * g over the weights. Each has its own v."),
    "old hats": ({"early": True}, "Your hats use the old m and v. First the new m and v, then the hats."),
    "no root": ({"root": lambda v, eps: v + eps}, "The root is missing: divide by np.sqrt(v_hat) + eps."),
    "ε inside": ({"root": lambda v, eps: np.sqrt(v + eps)}, "Your eps is under the root. It comes after it."),
    "no ε": ({"root": lambda v, eps: np.sqrt(v)}, "eps is missing: 0 / 0 where all g were 0."),
    "uphill": ({"sign": -1}, "You add the step: that goes uphill. Subtract it."),
    "along g": ({"along": lambda m, g: g}, "Your step uses g: that is RMSprop. Adam's uses m_hat."),
    "old memories": ({"back": "old"}, "You return the old m and v. Return the new ones."),
    "hats kept": ({"back": "hats"}, "You return the hats. Return m and v."),
    "order": ({"back": "turned"}, "You return v before m."),
    "w last": ({"back": "last"}, "The text says w, m, v."),
    "w only": ({"back": "w"}, "You return w only. The next step needs m and v."),
}
# fmt: on


def _two(*numbers):
    """Four arrays of two numbers each: w, g, m, v."""
    return [np.array(numbers[i : i + 2], float) for i in range(0, 8, 2)]


ADAM_CASES = [
    (*_two(-4, 1, -4, 20, 0, 0, 0, 0), 1, 0.3, 0.9, 0.999, 1e-8),
    (*_two(0.5, -2, -1.5, 0.25, 0.2, 1, 0.5, 4), 2, 0.1, 0.9, 0.99, 0.1),
    (*_two(1, 2, 0, -0.5, 0, 0, 0, 0), 1, 0.01, 0.8, 0.9, 0.01),
    (*(a[:, None] for a in _two(2, -1, 3, 0.5, -1, 0.5, 2, 0.75)), 10, 0.5, 0.5, 0.75, 1e-3),
    (*_two(1.5, 0, 0.3, -0.7, 0.6, -0.1, 0.9, 0.3), 5, 0.2, 0.6, 0.95, 0.05),
    (*_two(0.5, -1, 2, 0.25, -0.5, 1, 3, 0.5), 400, 0.1, 0.9, 0.9995, 1e-8),
]


EXERCISES = [
    Exercise(
        id="08.1", solution=0.04,
        why="The curvatures are 2 · 3 = 6 and 2 · 25 = 50; the steeper one decides: 2/50 = 0.04.",
        hints=("Take y alone. What is the gradient of 25y²?",
            "It is 50y: the curvature is 50. A step multiplies y by 1 - 50η.",
            "The factor is -1 at η = 2/50."),
        wrong_rules={
            "coefficient": (0.08, "2/25: but the gradient of 25y² is 50y. The curvature is 50."),
            "flat direction": (1 / 3, "2/6 is the limit of x. y is steeper and diverges much earlier."),
            "flat coefficient": (2 / 3, "2/3: that is x, its curvature is 6. The steeper direction decides."),
            "one jump": (0.02, "At 1/50 y lands exactly at 0. It still settles up to twice as much."),
            "best": (2 / 56, "2/(6 + 50) is the fastest rate for both. The limit is asked."),
            "mixed sum": (2 / 53, "2/(3 + 50): each direction has its own limit; the smallest counts."),
            "sum": (2 / 28, "2/(3 + 25): each direction has its own limit; the smallest counts."),
            "just below": (0.039, "There it still settles. Where is the factor of y exactly -1?"),
            "the picture's": (0.1, "0.1 is the limit of the picture's ravine. This one is steeper."),
            "curvature": (50, "50 is the curvature. The limit is 2 divided by it."),
            "1/curvatures": (2 / 300, "2/(6 · 50): each direction has its own limit; the smallest counts."),
            "no step": (0, "0 takes no step. Is there a `//`? It cuts to whole numbers."),
            "not −1": (lambda x: x > 0, "The limit is where 1 − 50η is exactly −1. Is it, at yours?"),
            "negative": (lambda x: x < 0, "A learning rate is positive: η below 0 would climb."),
        },
    ),
    Exercise(
        id="08.2", solution=update, twin=_update, faults=UPDATE_FAULTS, wrong_rules=UPDATE_RULES,
        cases=[
            (np.array([-4.0, 1.0]), np.array([-4.0, 20.0]), np.array([0.5, -3.0]), 0.05, 0.8),
            (np.array([-4.0, 1.0]), np.array([-4.0, 20.0]), np.zeros(2), 0.09, 0.9),
            (np.array([0.5, -0.25]), np.array([0.1, 0.3]), np.array([-1.0, 2.0]), 0.2, 0.5),
            (np.array([1.0, 2.0, 3.0]), np.array([0.5, -0.5, 0.25]), np.array([2.0, 0.0, -1.5]), 0.1, 0.0),
            (np.array([[1.0, -2.0]]), np.array([[0.0, 4.0]]), np.array([[3.0, -1.25]]), 0.01, 0.95),
        ],
        hints=("Two lines and a return. First the new v, then w.",
            "The new v keeps the share mu of the old v, and adds g.",
            "v = mu * v + g, then w = w - lr * v, then return w, v"),
    ),
    Exercise(
        id="08.3", solution=adam, cases=ADAM_CASES, twin=_adam, faults=ADAM_FAULTS,
        wrong_rules={"hats without brackets": (_no_brackets, "m / 1 - beta1**t divides by 1: brackets.")},
        hints=("m is an average of g, v an average of g * g: the share beta is kept, 1 - beta comes new.",
            "At the start both are too small: divide m by 1 - beta1**t, and v likewise.",
            "w - lr * m_hat / (np.sqrt(v_hat) + eps); return w, m, v, not the hats."),
    ),
]  # fmt: skip
