"""Answers to the exercises of notebook 06, as students write them."""

import math

import numpy as np

import minidl
import minidl.nn.functional as F
from minidl.teach.lessons.nb06.exercises import softmax

# --- 06.2 -------------------------------------------------------------------------------------------------


def loop(z):
    rows = []
    for row in z:
        powers = [math.exp(value - max(row)) for value in row]
        rows.append([power / sum(powers) for power in powers])
    return rows


def vectorised(z):
    z = z - np.max(z, axis=1)[:, None]
    return np.exp(z) / np.exp(z).sum(axis=1).reshape(-1, 1)


def by_minidl(z):
    return F.softmax(minidl.tensor(z), dim=1)


def over_columns(z):
    e = np.exp(z.T - z.max(axis=1))
    return (e / e.sum(axis=0)).T


def in_a_copy(z):
    z = z.copy()
    z -= z.max(axis=-1, keepdims=True)
    np.exp(z, out=z)
    z /= z.sum(axis=-1, keepdims=True)
    return z


def log_sum_exp(z):
    m = z.max(1, keepdims=True)
    return np.exp(z - m - np.log(np.exp(z - m).sum(1, keepdims=True)))


def tuples(z):
    return tuple(tuple(row) for row in softmax(z))


def with_gradient(z):
    return F.softmax(minidl.tensor(z, requires_grad=True), dim=1)


def quiet(function):
    def quietly(*arguments):
        with np.errstate(all="ignore"):
            return function(*arguments)

    return quietly


def one_row_only(z):
    for row in z:
        e = np.exp(row - row.max())
        return e / e.sum()


def changes_z(z):
    z -= z.max(axis=1, keepdims=True)
    e = np.exp(z)
    return e / e.sum(axis=1, keepdims=True)


def printed(z):
    print(softmax(z))


def math_loop(z):
    return [[math.exp(v) / sum(math.exp(w) for w in row) for v in row] for row in z]


def flat(z):
    return softmax(z).ravel()


def texts(z):
    return [[str(v) for v in row] for row in softmax(z)]


def keep(array, axis):
    return array.sum(axis=axis, keepdims=True)


SOFTMAX_WRONG = [
    (quiet(lambda z: np.exp(z) / keep(np.exp(z), 1)), "did not subtract the maximum"),
    (quiet(lambda z: np.exp(z) / np.sum(np.exp(z))), "sum of the whole array"),
    (quiet(lambda z: np.exp(z) / keep(np.exp(z), 0)), "sums of the columns"),
    (quiet(lambda z: np.exp(z - z.max()) / np.exp(z - z.max()).sum()), "sum of the whole array"),
    (quiet(lambda z: np.exp(z - z.max()) / keep(np.exp(z - z.max()), 1)), "one maximum from all rows"),
    (quiet(lambda z: (lambda e: e / e.sum(axis=1))(np.exp(z - z.max(axis=1, keepdims=True)))), "keepdims"),
    (
        quiet(lambda z: (lambda e: e / e.sum(axis=0))(np.exp(z - z.max(axis=1, keepdims=True)))),
        "sums of the columns",
    ),
    (
        quiet(lambda z: (lambda e: e / keep(e, 1))(np.exp(z - z.mean(axis=1, keepdims=True)))),
        "subtracted the mean",
    ),
    (
        quiet(lambda z: (lambda e: e / keep(e, 1))(np.exp(z - z.min(axis=1, keepdims=True)))),
        "subtracted the minimum",
    ),
    (
        quiet(lambda z: (lambda e: e / keep(e, 1))(np.exp(z + z.max(axis=1, keepdims=True)))),
        "added the maximum",
    ),
    (quiet(lambda z: (lambda e: e / keep(e, 1))(np.exp(z - 1000))), "subtracted 1000"),
    (quiet(lambda z: (lambda e: e / keep(e, 1))(np.exp(z - z.max(axis=1)))), "maxima"),
    (quiet(lambda z: (lambda e: e / keep(e, 1))(np.exp(z.max(axis=1)[:, None] - z))), "sign is turned"),
    (quiet(lambda z: (lambda e: e / keep(e, 1))(np.exp(z / z.max(axis=1)[:, None]))), "divided the logits"),
    (quiet(lambda z: (lambda e: e / keep(e, 1))(np.exp(np.clip(z, -700, 700)))), "cut large logits off"),
    (quiet(lambda z: (lambda e: e / keep(e, 1))(2 ** (z - z.max(axis=1, keepdims=True)))), "powers of 2"),
    (quiet(lambda z: (lambda e: e / keep(e, 1))(2.0**z)), None),
    (quiet(lambda z: z / keep(z, 1)), "shares of the logits"),
    (quiet(lambda z: 1 / (1 + np.exp(-z))), "sigmoid"),
    (lambda z: np.exp(z - z.max(axis=1, keepdims=True)), "or not at all"),
    (quiet(lambda z: np.exp(z)), None),
    (quiet(lambda z: np.log(softmax(z))), "logarithm"),
    (lambda z: (softmax(z) == softmax(z).max(axis=1, keepdims=True)) * 1.0, None),
    (lambda z: np.eye(z.shape[1])[z.argmax(axis=1)], "everything to the largest"),
    (lambda z: softmax(z).round(2), "round"),
    (lambda z: 100 * softmax(z), "percent"),
    (lambda z: softmax(z).T, None),
    (one_row_only, None),
    (changes_z, "changes"),
    (printed, "return"),
    (math_loop, "larger than"),
    (flat, "shape"),
    (texts, "text"),
    (lambda z: softmax(z).argmax(axis=1), None),
    (lambda z: softmax(z).max(axis=1), None),
]

# --- 06.3 -------------------------------------------------------------------------------------------------


def one_hot(z, labels):
    return np.eye(z.shape[1])[labels]


def gradient_in_place(z, labels, tau):
    p = softmax(z / tau)
    p[range(len(z)), labels] -= 1
    return p / (tau * len(z))


def gradient_by_autograd(z, labels, tau):
    logits = minidl.tensor(z, requires_grad=True)
    F.cross_entropy(logits / tau, minidl.tensor(labels)).backward()
    return logits.grad


def gradient_loop(z, labels, tau):
    result = []
    for row, label in zip(softmax(z / tau).tolist(), labels):
        result.append([(p - (j == label)) / tau / len(z) for j, p in enumerate(row)])
    return result


def gradient_mask(z, labels, tau):
    y = np.zeros_like(z)
    y[np.arange(len(labels)), labels] = 1
    return 1 / (len(z) * tau) * (softmax(z / tau) - y)


def gradient_compare(z, labels, tau):
    y = np.arange(z.shape[1]) == labels[:, None]
    return np.divide(softmax(z / tau) - y, tau * z.shape[0])


def gradient_tuple(z, labels, tau):
    return tuple(map(tuple, gradient_in_place(z, labels, tau)))


def without_rows(z, labels, tau):
    p = softmax(z / tau)
    p[labels] -= 1
    return p / tau / len(z)


def in_every_row(z, labels, tau):
    p = softmax(z / tau)
    p[:, labels] -= 1
    return p / tau / len(z)


def by_probabilities(z, labels, tau):
    logits = minidl.tensor(z, requires_grad=True)
    F.cross_entropy(F.softmax(logits / tau, dim=1), minidl.tensor(labels)).backward()
    return logits.grad


def naive_gradient(z, labels, tau):
    e = np.exp(z / tau)
    return (e / keep(e, 1) - one_hot(z, labels)) / tau / len(z)


def p_of(z, tau=1):
    return softmax(z / tau)


GRADIENT_WRONG = [
    (lambda z, labels, tau: p_of(z, tau) - one_hot(z, labels), None),
    (lambda z, labels, tau: p_of(z) - one_hot(z, labels), None),
    (lambda z, labels, tau: (p_of(z, tau) - one_hot(z, labels)) / len(z), "forgot the factor 1/τ"),
    (lambda z, labels, tau: (p_of(z, tau) - one_hot(z, labels)) / tau, "forgot the mean"),
    (lambda z, labels, tau: (p_of(z) - one_hot(z, labels)) / len(z), None),
    (lambda z, labels, tau: (p_of(z) - one_hot(z, labels)) / tau / len(z), "ignore the temperature"),
    (lambda z, labels, tau: (one_hot(z, labels) - p_of(z, tau)) / tau / len(z), "sign"),
    (lambda z, labels, tau: (one_hot(z, labels) - p_of(z, tau)) / tau, "sign"),
    (lambda z, labels, tau: one_hot(z, labels) - p_of(z, tau), "sign"),
    (lambda z, labels, tau: p_of(z, tau) / tau / len(z), "left out the target"),
    (lambda z, labels, tau: p_of(z, tau) / tau, "left out the target"),
    (lambda z, labels, tau: (p_of(z, tau) - 1) / tau / len(z), "for every class"),
    (
        lambda z, labels, tau: (p_of(z, tau) - one_hot(z, labels)) * one_hot(z, labels) / tau / len(z),
        "target's entry only",
    ),
    (lambda z, labels, tau: (p_of(z, tau) - one_hot(z, labels)) / tau / len(z) ** 2, "N twice"),
    (lambda z, labels, tau: (p_of(z, tau) - one_hot(z, labels)) / tau / z.size, "number of classes, too"),
    (lambda z, labels, tau: (p_of(z, tau) - one_hot(z, labels)) / tau * len(z), "multiplied by N"),
    (lambda z, labels, tau: p_of(z, tau) / tau - one_hot(z, labels) / len(z), None),
    (lambda z, labels, tau: p_of(z, tau) - one_hot(z, labels) / tau / len(z), "brackets around p − y"),
    (lambda z, labels, tau: (p_of(z, tau) / tau - one_hot(z, labels)) / len(z), "The whole gap"),
    (lambda z, labels, tau: abs(p_of(z, tau) - one_hot(z, labels)) / tau / len(z), "sign is wrong"),
    (lambda z, labels, tau: p_of(z, tau) * (1 - one_hot(z, labels)) / tau / len(z), "entry to 0"),
    (
        lambda z, labels, tau: (softmax(p_of(z, tau)) - one_hot(z, labels)) / tau / len(z),
        "softmax of a softmax",
    ),
    (by_probabilities, "It takes logits"),
    (in_every_row, "into every row"),
    (lambda z, labels, tau: np.zeros(z.shape), None),
    (lambda z, labels, tau: (p_of(z, tau) - one_hot(z, labels)) / tau / z.shape[1], "number of classes"),
    (lambda z, labels, tau: (p_of(z, tau) - one_hot(z, labels)) * tau / len(z), "multiplied by τ"),
    (lambda z, labels, tau: (p_of(z, tau) - one_hot(z, labels)) / tau**2 / len(z), "τ twice"),
    (lambda z, labels, tau: (softmax(z) / tau - one_hot(z, labels)) / len(z), None),
    (lambda z, labels, tau: (softmax(z * tau) - one_hot(z, labels)) / tau / len(z), "multiplied the logits"),
    (lambda z, labels, tau: (z / tau - one_hot(z, labels)) / tau / len(z), "from the logits"),
    (lambda z, labels, tau: 2 * (p_of(z, tau) - one_hot(z, labels)) / tau / len(z), "squared error"),
    (lambda z, labels, tau: (p_of(z, tau) - one_hot(z, labels - 1)) / tau / len(z), "from 1"),
    (lambda z, labels, tau: (p_of(z, tau) - labels[:, None]) / tau / len(z), "labels themselves"),
    (lambda z, labels, tau: (p_of(z, tau) - labels) / tau / len(z), None),
    (lambda z, labels, tau: -one_hot(z, labels) / p_of(z, tau) / len(z), "with respect to the probabilities"),
    (lambda z, labels, tau: gradient_in_place(z, labels, tau).sum(axis=0), "keeps its row"),
    (lambda z, labels, tau: gradient_in_place(z, labels, tau).mean(axis=0), None),
    (lambda z, labels, tau: gradient_in_place(z, labels, tau).T, None),
    (lambda z, labels, tau: gradient_in_place(z, labels, tau).round(2), None),
    (without_rows, "counts columns, not rows"),
    (lambda z, labels, tau: -gradient_in_place(z, labels, tau) / len(z), "sign"),
]

# --- 06.4 -------------------------------------------------------------------------------------------------


def sum_of_outers(G, X):
    return sum(np.outer(g, x) for g, x in zip(G, X))


def weights_loop(G, X):
    W = np.zeros((G.shape[1], X.shape[1]))
    for g, x in zip(G, X):
        W += g[:, None] * x
    return W


def last_outer(G, X):
    W = np.zeros((G.shape[1], X.shape[1]))
    for g, x in zip(G, X):
        W = np.outer(g, x)
    return W


WEIGHT_WRONG = [
    (lambda G, X: X.T @ G, "transpose"),
    (lambda G, X: G.T @ X / len(G), "divided by N again"),
    (lambda G, X: X.T @ G / len(G), "divided by N again"),
    (lambda G, X: -G.T @ X, "sign"),
    (lambda G, X: np.outer(G[0], X[0]), "first sample only"),
    (last_outer, "last sample"),
    (lambda G, X: np.outer(G.sum(0), X.sum(0)), "summed first"),
    (lambda G, X: G.sum(axis=0), "∂J/∂b"),
    (lambda G, X: G @ X, None),
    (lambda G, X: G * X, None),
    (lambda G, X: G @ X.T, None),
    (lambda G, X: np.tile(X.sum(0), (G.shape[1], 1)), "∂o/∂W = X"),
    (lambda G, X: X, None),
    (lambda G, X: G, None),
    (lambda G, X: (G.T @ X).round(2), None),
    (lambda G, X: G[:, :, None] * X[:, None, :], "add them up"),
    (lambda G, X: np.outer(G, X), "every sample with every other"),
    (lambda G, X: sum(np.outer(G[i], X[i]) for i in range(len(G) - 1)), None),
    (lambda G, X: G[:-1].T @ X[:-1], "last sample"),
    (lambda G, X: G[1:].T @ X[1:], "first sample"),
    (lambda G, X: G.T @ X * len(G), "multiplied by N"),
    (lambda G, X: (G.T @ X).ravel(), "shape"),
    (lambda G, X: (G.T @ X).sum(), None),
    (lambda G, X: -(X.T @ G), "sign"),
    (lambda G, X: [[str(v) for v in row] for row in G.T @ X], "text"),
]

# --- 06.5 -------------------------------------------------------------------------------------------------


def backward_by_jacobian(p, g):
    return (np.diag(p) - np.outer(p, p)) @ g


def backward_loop(p, g):
    return [sum(g[i] * p[i] * ((i == j) - p[j]) for i in range(len(p))) for j in range(len(p))]


def backward_assigned(p, g):
    result = np.zeros(len(p))
    for j in range(len(p)):
        for i in range(len(p)):
            result[j] = g[i] * p[i] * ((i == j) - p[j])
    return result


def one_case_only(p, g):
    if abs(g.sum()) > 1e-9:
        return p * (g - g @ p)


def plus_everywhere(p, g):
    return [sum(g[i] * p[i] * (1 - p[j] if i == j else p[j]) for i in range(len(p))) for j in range(len(p))]


BACKWARD_WRONG = [
    (lambda p, g: -g * p * (1 - p), "case i = j"),
    (lambda p, g: -g * p * (1 - p) - p * ((g * p).sum() - g * p), "two cases"),
    (lambda p, g: g * p * (1 - p), "diagonal"),
    (lambda p, g: p * g, "first half"),
    (lambda p, g: p * (g - p), "subtracted p"),
    (lambda p, g: p - g, "any loss"),
    (lambda p, g: g, "unchanged"),
    (lambda p, g: -p * (g - (g * p).sum()), "sign"),
    (lambda p, g: p * (g - g.sum()), "summed g alone"),
    (lambda p, g: g - (g * p).sum(), "in front"),
    (lambda p, g: p * (g - g * p), None),
    (lambda p, g: p * (g - (g * p).mean()), "mean"),
    (lambda p, g: p * (g + (g * p).sum()), "added the sum"),
    (lambda p, g: -p * (g * p).sum(), "sum only"),
    (lambda p, g: np.diag(p) - np.outer(p, p), "Jacobian itself"),
    (backward_assigned, "last class"),
    (lambda p, g: (p * (g - (g * p).sum())).round(1), None),
    (lambda p, g: (p * (g - (g * p).sum())).sum(), None),
    (lambda p, g: -g * p, None),
    (lambda p, g: p * g - (g * p).sum(), "brackets"),
    (lambda p, g: (np.diag(p) - p @ p.T) @ g, "np.outer"),
    (lambda p, g: g * (p - (g * p).sum()), "changed places"),
    (lambda p, g: (np.diag(p * (1 - p)) - np.outer(p, p)) @ g, "holds the −p²"),
    (lambda p, g: ((np.diag(p) - np.outer(p, p)) * g).sum(axis=0), "Has it cancelled?"),
    (lambda p, g: (lambda q: q * (g - q @ g))(np.exp(p) / np.exp(p).sum()), "no softmax again"),
    (lambda p, g: p * (g - g.mean()), "You took a mean"),
    (one_case_only, "each branch"),
    (plus_everywhere, "has a minus"),
]

# --- 06.1, and all ----------------------------------------------------------------------------------------

RIGHT = {
    "06.1": [0.6, 3 / 5, np.float64(0.6), minidl.tensor(0.6), math.exp(math.log(9) / 2) / (math.exp(math.log(9) / 2) + 2)],
    "06.2": [softmax, loop, vectorised, by_minidl, over_columns, in_a_copy, log_sum_exp, tuples, with_gradient],
    "06.3": [
        gradient_in_place, gradient_by_autograd, gradient_loop, gradient_mask, gradient_compare, gradient_tuple, quiet(naive_gradient),
    ],
    "06.4": [
        lambda G, X: G.T @ X, sum_of_outers, weights_loop, lambda G, X: (X.T @ G).T,
        lambda G, X: np.einsum("ni,nj->ij", G, X), lambda G, X: (minidl.tensor(G).T @ minidl.tensor(X)),
        lambda G, X: [[sum(G[n, i] * X[n, j] for n in range(len(G))) for j in range(X.shape[1])] for i in range(G.shape[1])],
    ],
    "06.5": [
        lambda p, g: p * (g - (g * p).sum()), lambda p, g: p * g - p * np.dot(p, g), backward_by_jacobian,
        backward_loop, lambda p, g: tuple(p * (g - g @ p)),
        lambda p, g: minidl.tensor(p) * (minidl.tensor(g) - (minidl.tensor(g) * minidl.tensor(p)).sum()),
    ],
}  # fmt: skip
WRONG = {
    "06.1": [
        (9 / 11, "temperature 1"), (0.82, "temperature 1"), (9 / 22, "Divide the logits"), (0.446, "natural"), (0.45, "natural"),
        (0.75, "two other classes"), (3, "divided by the sum"), (1.5, "all classes"), (0.2, "The first is asked"),
        (1 / 3, "equal logits"), (0.33, "equal logits"), (1, "exponentials first"), (0.9, "two others"), (0.4, "other two"), (5, "between 0 and 1"), (0.1, "above 1/3"), (0.69, "divided e^z"), (60, "percent"), ("0.6", None), ((0, 6), "point"),
    ],
    "06.2": SOFTMAX_WRONG,
    "06.3": GRADIENT_WRONG,
    "06.4": WEIGHT_WRONG,
    "06.5": BACKWARD_WRONG,
}  # fmt: skip
WRONG["06.4"] += [(lambda G, X: G.T(X), "A matrix product is written `@`")]
WRONG["06.2"] += [(lambda z: np.exp(z - z[:, :1]) / np.exp(z - z[:, :1]).sum(axis=1, keepdims=True), None)]


def from_the_minimum(z):
    e = np.exp(z.min(axis=1, keepdims=True) - z)
    return e / e.sum(axis=1, keepdims=True)


def identity_for_the_diagonal(p, g):
    return (np.eye(len(p)) - np.outer(p, p)) @ g


WRONG["06.2"] += [(from_the_minimum, "You subtract z from its minimum")]
WRONG["06.5"] += [(identity_for_the_diagonal, "Look at `np.eye(len(p))`: is one more `* p` missing there?")]
