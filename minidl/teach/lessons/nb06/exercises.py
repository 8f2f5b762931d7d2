"""Exercises of notebook 06: softmax and its gradients.

Logits are an array `z` with one row a sample and one column a class; `labels` are whole numbers.
"""

import numpy as np

from ...kit.exercise import Exercise


def softmax(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def logit_gradient(z, labels, tau):
    p = softmax(z / tau)
    y = np.eye(z.shape[1])[labels]
    return (p - y) / tau / len(z)


def weight_gradient(G, X):
    return G.T @ X


def softmax_backward(p, g):
    return p * (g - (g * p).sum())


# --- what goes wrong ------------------------------------------------------------------------------------


def _quiet(rule):
    """A wrong rule may overflow or divide by 0: that is its point, and no news."""

    def quietly(*arguments):
        with np.errstate(all="ignore"):
            return rule(*arguments)

    return quietly


def _shares(e, axis=1):
    return e / e.sum(axis=axis, keepdims=True)


SOFTMAX_RULES = {
    "no shift": (
        _quiet(lambda z: _shares(np.exp(z))),
        "You did not subtract the maximum: e^1000 becomes inf, and inf / inf is nan; e^−1000 becomes 0, and "
        "0 / 0 is nan. Subtract each row's maximum first.",
    ),
    "shift by the mean": (
        _quiet(lambda z: _shares(np.exp(z - z.mean(axis=1, keepdims=True)))),
        "You subtracted the mean. The largest logit may still lie far above it and overflow: subtract the "
        "maximum.",
    ),
    "one shift for all": (
        _quiet(lambda z: _shares(np.exp(z - z.max()))),
        "You subtracted one maximum from all rows. A row far below it becomes all zeros, and 0 / 0 is nan: "
        "each row needs its own maximum.",
    ),
    "wrong axis": (
        _quiet(lambda z: _shares(np.exp(z - z.max(axis=0, keepdims=True)), axis=0)),
        "You normalised down the columns, over the samples. The classes of one sample compete: axis=1.",
    ),
    "whole array": (
        _quiet(lambda z: np.exp(z - z.max()) / np.exp(z - z.max()).sum()),
        "You divided by the sum of the whole array. Each row must sum to 1 by itself.",
    ),
    "by the maximum": (
        _quiet(lambda z: np.exp(z - z.max(axis=1, keepdims=True))),
        "You divided by the largest exponential (or not at all): the largest entry becomes 1. Divide by the "
        "row's sum.",
    ),
    "no exponential": (
        _quiet(lambda z: _shares(z)),
        "You divided the logits by their sum. Logits may be negative: take exponentials first.",
    ),
    "log": (
        _quiet(lambda z: np.log(softmax(z))),
        "That is the logarithm of softmax. Asked are the probabilities.",
    ),
}


def _one_hot(z, labels):
    return np.eye(z.shape[1])[labels]


GRADIENT_RULES = {
    "y − p": (
        lambda z, labels, tau: -logit_gradient(z, labels, tau),
        "The sign: you return y − p. The gradient is p − y; training steps against it.",
    ),
    "p only": (
        lambda z, labels, tau: softmax(z / tau) / tau / len(z),
        "You left out the target: on the target's logit it is p − 1.",
    ),
    "−(1 − p) everywhere": (
        lambda z, labels, tau: (softmax(z / tau) - 1) / tau / len(z),
        "You used −(1 − p) for every class. That holds for the target only; the others get p.",
    ),
    "target only": (
        lambda z, labels, tau: logit_gradient(z, labels, tau) * _one_hot(z, labels),
        "You kept the target's entry only. The other logits get p: they are pushed down.",
    ),
    "forgot N": (
        lambda z, labels, tau: logit_gradient(z, labels, tau) * len(z),
        "You forgot the mean over the batch: divide by N.",
    ),
    "N twice": (
        lambda z, labels, tau: logit_gradient(z, labels, tau) / len(z),
        "You divided by N twice. The mean has one 1/N.",
    ),
    "N and C": (
        lambda z, labels, tau: logit_gradient(z, labels, tau) / z.shape[1],
        "You divided by the number of classes, too. The mean is over the samples: 1/N.",
    ),
    "forgot 1/τ": (
        lambda z, labels, tau: logit_gradient(z, labels, tau) * tau,
        "You forgot the factor 1/τ: z/τ goes in, so the chain rule brings it out.",
    ),
    "times τ": (
        lambda z, labels, tau: logit_gradient(z, labels, tau) * tau**2,
        "You multiplied by τ. The derivative of z/τ is 1/τ.",
    ),
    "τ not in p": (
        lambda z, labels, tau: logit_gradient(z, labels, 1) / tau,
        "Your probabilities ignore the temperature: p = softmax(z/τ).",
    ),
    "with respect to p": (
        lambda z, labels, tau: -_one_hot(z, labels) / softmax(z / tau) / len(z),
        "That is the gradient with respect to the probabilities, −y/p. Go one step further back, to the "
        "logits.",
    ),
}

WEIGHT_RULES = {
    "transposed": (
        lambda G, X: X.T @ G,
        "That is the transpose. ∂J/∂W has the shape of W: one row a class, one column an input.",
    ),
    "mean again": (
        lambda G, X: G.T @ X / len(G),
        "You divided by N again. G holds the 1/N of the mean already: the sum is all that is left.",
    ),
    "first sample only": (
        lambda G, X: np.outer(G[0], X[0]),
        "You used the first sample only. Every sample adds its outer product.",
    ),
    "sums multiplied": (
        lambda G, X: np.outer(G.sum(axis=0), X.sum(axis=0)),
        "You summed first and multiplied then. Each sample's G belongs to its own x: sum the outer products.",
    ),
    "inputs only": (
        lambda G, X: np.ones((G.shape[1], 1)) * X.sum(axis=0),
        "∂o/∂W = X is what one slide says. The gradient that comes from above is missing: G times x.",
    ),
    "sign": (
        lambda G, X: -(G.T @ X),
        "The sign: that is the direction of the step. The gradient itself is asked.",
    ),
}

BACKWARD_RULES = {
    "the slide": (
        lambda p, g: -g * p * (1 - p),
        "That is the slide's case i = j: its sign is wrong, and the other classes are not summed in.",
    ),
    "diagonal only": (
        lambda p, g: g * p * (1 - p),
        "You used the diagonal p(1 − p) only. Every p depends on every z: add the −pᵢpⱼ terms, too.",
    ),
    "sign": (
        lambda p, g: -softmax_backward(p, g),
        "The sign is wrong in every entry.",
    ),
    "sum without p": (
        lambda p, g: p * (g - g.sum()),
        "You summed g alone. The sum is weighted: Σ gᵢ pᵢ.",
    ),
    "no p in front": (
        lambda p, g: g - (g * p).sum(),
        "You left out the p in front of the bracket.",
    ),
    "p times g": (
        lambda p, g: p * g,
        "p∘g is the first half: subtract p times Σ gᵢ pᵢ.",
    ),
    "passed on": (
        lambda p, g: g,
        "You passed g on unchanged, as if p were z.",
    ),
}

EXERCISES = [
    Exercise(
        id="06.1",
        solution=0.6,
        why="z/τ = log 3, 0, 0; the exponentials are 3, 1, 1; 3/(3 + 1 + 1) = 0.6.",
        hints=(
            "First divide every logit by the temperature.",
            "(log 9)/2 = log 3, and e to the log of 3 is 3.",
            "3, 1 and 1: which share has the first?",
        ),
        wrong_rules={
            "no temperature": (9 / 11, "9/11 is right at temperature 1. Divide the logits by 2 first."),
            "temperature last": (9 / 22, "You divided the probability by 2. Divide the logits, before e."),
            "no sum": (3, "3 is the exponential. It becomes a probability when divided by the sum."),
            "without itself": (1.5, "3/(1 + 1): the sum goes over all classes, its own included."),
            "equal": (1 / 3, "1/3 would need equal logits."),
            "no exponential": (
                1,
                "You took the share of the logits. Take exponentials first: e^0 is 1, not 0.",
            ),
        },
    ),
    Exercise(
        id="06.2",
        solution=softmax,
        cases=[
            (np.array([[2.0, 1.0, -1.0]]),),
            (np.array([[0.0, 0.0], [1.0, 3.0]]),),
            (np.array([[1000.0, 999.0, 997.0]]),),
            (np.array([[3000.0, 0.0, -3000.0]]),),
            (np.array([[-1000.0, -1001.0], [5.0, 1.0]]),),
            (np.array([[1000.0, 999.0], [0.0, 1.0], [2.0, 2.0]]),),
        ],
        wrong_rules=SOFTMAX_RULES,
        hints=(
            "A row at a time: exponentials, then their shares. `keepdims=True` keeps the shapes fitting.",
            "Adding a constant to a whole row changes no share. Which constant makes the largest exponent 0?",
            "e = np.exp(z - z.max(axis=1, keepdims=True)), then divide by e.sum(axis=1, keepdims=True).",
        ),
    ),
    Exercise(
        id="06.3",
        solution=logit_gradient,
        cases=[
            (np.array([[2.0, 1.0, -1.0]]), np.array([0]), 1.0),
            (np.array([[2.0, 1.0, -1.0], [0.0, 3.0, 1.0]]), np.array([0, 2]), 1.0),
            (np.array([[2.0, 1.0, -1.0]]), np.array([1]), 2.0),
            (np.array([[1.0, 0.0, 2.0, -1.0], [0.5, 0.5, 0.0, 1.0]]), np.array([2, 3]), 0.5),
            (np.array([[4.0, 0.0], [1.0, 1.0], [0.0, -2.0]]), np.array([1, 0, 0]), 4.0),
        ],
        wrong_rules=GRADIENT_RULES,
        hints=(
            "p = softmax(z / tau), with your own softmax. y is 1 at the label and 0 elsewhere.",
            "np.eye(classes)[labels] makes the rows y. Two factors are left: one of τ, one of the mean.",
            "(p − y) / tau / len(z)",
        ),
    ),
    Exercise(
        id="06.4",
        solution=weight_gradient,
        cases=[
            (np.array([[-0.5, 0.25, 0.25]]), np.array([[1.0, 2.0, 3.0, 4.0]])),
            (np.array([[-0.5, 0.5], [0.25, -0.25]]), np.array([[1.0, 0.0, 2.0], [3.0, 1.0, -1.0]])),
            (np.array([[0.1, -0.1], [0.2, -0.2], [-0.3, 0.3]]), np.array([[1.0], [2.0], [5.0]])),
            (np.array([[-0.4, 0.4], [0.1, -0.1]]), np.array([[2.0, 1.0], [0.0, 3.0]])),
            (np.array([[1.0, 0.0, -1.0], [0.0, 2.0, -2.0]]), np.array([[1.0, -1.0], [0.5, 0.25]])),
        ],
        wrong_rules=WEIGHT_RULES,
        hints=(
            "One sample first: row i, column j of ∂J/∂W is gᵢ·xⱼ.",
            "Sum the outer products of all samples. A matrix product does just that.",
            "G.T @ X",
        ),
    ),
    Exercise(
        id="06.5",
        solution=softmax_backward,
        cases=[
            (np.array([0.5, 0.25, 0.25]), np.array([-2.0, 0.0, 0.0])),
            (np.array([0.7, 0.2, 0.1]), np.array([1.0, 2.0, 3.0])),
            (np.array([0.1, 0.9]), np.array([-10.0, 0.0])),
            (np.array([0.25, 0.25, 0.25, 0.25]), np.array([1.0, -1.0, 0.5, 0.0])),
            (np.array([0.2, 0.3, 0.5]), np.array([1.0, 1.0, 1.0])),
        ],
        wrong_rules=BACKWARD_RULES,
        hints=(
            "∂J/∂zⱼ = Σᵢ gᵢ ∂pᵢ/∂zⱼ, and ∂pᵢ/∂zⱼ = pᵢ(δᵢⱼ − pⱼ). Split the sum in two.",
            "The δ leaves gⱼpⱼ. The rest is pⱼ times one number, the same for every j.",
            "p * (g - (g * p).sum())",
        ),
    ),
]
