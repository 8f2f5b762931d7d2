"""Exercises of notebook 06: softmax and its gradients.

Logits are an array `z` with one row a sample and one column a class; `labels` are whole numbers from 0.
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


# --- what goes wrong: the same with switches --------------------------------------------------------------


def _row_max(z):
    return z.max(axis=1, keepdims=True)


def _same(x):
    return x


def _softmax(z, *, shift=_row_max, power=np.exp, total=lambda e: e.sum(axis=1, keepdims=True), after=_same):
    with np.errstate(all="ignore"):  # a wrong rule may overflow: that is its point, and no news
        e = power(z - shift(z))
        return after(e / total(e))


# fmt: off
SOFTMAX_FAULTS = {
    "no shift": ({"shift": np.zeros_like},
        "You did not subtract the maximum: e^1000 is inf, and inf / inf is nan. e^−1000 is 0: 0 / 0 is nan."),
    "shift by the mean": ({"shift": lambda z: z.mean(axis=1, keepdims=True)},
        "You subtracted the mean. The largest logit may still overflow: subtract the maximum."),
    "shift by the minimum": ({"shift": lambda z: z.min(axis=1, keepdims=True)},
        "You subtracted the minimum: then the largest exponent is even larger. Subtract the maximum."),
    "one shift for all": ({"shift": np.max},
        "You subtracted one maximum from all rows. A row far below becomes 0 / 0: each needs its own."),
    "shift by columns": ({"shift": lambda z: z.max(axis=0, keepdims=True)},
        "You took the maximum of each column. The classes of one sample belong together: axis=1."),
    "maxima": ({"shift": lambda z: z.max(axis=1)}, "The maxima have the shape (N,): keepdims=True."),
    "maximum added": ({"shift": lambda z: -_row_max(z)}, "You added the maximum. Subtract it."),
    "base 2": ({"power": np.exp2}, "You used powers of 2. Softmax has powers of e: np.exp."),
    "divided by the maximum": ({"shift": lambda z: z - z / _row_max(z)},
        "You divided the logits by the maximum, a change like that of a temperature. Subtract it."),
    "clipped": ({"shift": lambda z: z - np.clip(z, -700, 700)},
        "You cut large logits off. Then 1000 and 999 become equal: subtract the maximum."),
    "turned around": ({"power": lambda z: np.exp(-z)}, "The sign is turned: z minus the maximum."),
    "from the minimum": ({"shift": lambda z: z.min(axis=1, keepdims=True), "power": lambda z: np.exp(-z)},
        "You subtract z from its minimum. The other way round: z minus its maximum."),
    "fixed shift": ({"shift": lambda z: 0 * z + 1000},
        "You subtracted 1000 everywhere. Then small logits become 0 / 0: subtract the row's own maximum."),
    "by the samples": ({"after": lambda p: p / len(p)}, "You divided by the number of samples, too."),
    "wrong axis": ({"total": lambda e: e.sum(axis=0, keepdims=True)},
        "You divided by the sums of the columns, over the samples. The classes share the 1: axis=1."),
    "whole array": ({"total": np.sum}, "You divided by the sum of the whole array. Each row must sum to 1."),
    "no keepdims": ({"total": lambda e: e.sum(axis=1)}, "The sums have the shape (N,): keepdims=True."),
    "by the classes": ({"total": lambda e: e.shape[1]}, "You divided by the number of classes."),
    "by the maximum": ({"total": lambda e: 1}, "You divided by the largest exponential, or not at all."),
    "mean for sum": ({"total": lambda e: e.mean(axis=1, keepdims=True)}, "You divided by the row's mean."),
    "no exponential": ({"power": _same}, "You took shares of the logits: take exponentials first."),
    "sigmoid": ({"power": lambda z: 1 / (1 + np.exp(-z)), "total": lambda e: 1, "shift": np.zeros_like},
        "That is the sigmoid of each logit. The classes do not compete in it: the rows do not sum to 1."),
    "log": ({"after": np.log}, "That is the logarithm of softmax. The probabilities are asked."),
    "rounded": ({"after": lambda p: p.round(2)}, "You rounded. Return the numbers as they are."),
    "winner takes all": ({"after": lambda p: np.eye(p.shape[1])[p.argmax(axis=1)]},
        "You gave everything to the largest. Softmax gives the others their share, too."),
}
# fmt: on


def _ones(z, places):
    y = np.zeros(z.shape)
    y[places] = 1
    return y


def _one_hot(z, labels):
    return _ones(z, (range(len(z)), labels))


def _gradient(
    z, labels, tau, *, p=softmax, y=_one_hot, sign=1, keep=np.ones_like, count=len, inner=1, outer=1, factor=1
):
    gap = p(z / tau**inner) - y(z, labels)
    return sign * factor * gap * keep(y(z, labels)) / tau**outer / count(z)


# fmt: off
GRADIENT_FAULTS = {
    "y − p": ({"sign": -1}, "The sign: you return y − p, the step. The gradient is p − y."),
    "p only": ({"y": lambda z, labels: 0}, "You left out the target: on the target's logit it is p − 1."),
    "−(1 − p) everywhere": ({"y": lambda z, labels: 1}, "You used −(1 − p) for every class. Others get p."),
    "target only": ({"keep": _same, "y": _one_hot}, "You kept the target's entry only. The others get p."),
    "others only": ({"keep": lambda y: 1 - y, "y": _one_hot}, "You set the target's entry to 0: p − 1."),
    "all positive": ({"keep": lambda y: 1 - 2 * y, "y": _one_hot}, "The target's sign is wrong: p − 1."),
    "labels from 1": ({"y": lambda z, labels: _one_hot(z, labels - 1)},
        "You counted the labels from 1. They count from 0: the label 0 is the first column."),
    "minus the labels": ({"y": lambda z, labels: labels[:, None]},
        "You subtracted the labels themselves. A label says *where* the 1 is: make rows of 0 and 1 first."),
    "every row": ({"y": lambda z, labels: _ones(z, (slice(None), labels))},
        "You put the 1 of each label into every row. Row i has its own: y[np.arange(N), labels] = 1."),
    "whole rows": ({"y": _ones}, "A label counts columns, not rows: y[np.arange(N), labels] = 1."),
    "both factors": ({"outer": 0, "count": lambda z: 1}, "Two factors are missing: 1/τ and the mean's 1/N."),
    "forgot N": ({"count": lambda z: 1}, "You forgot the mean over the batch: divide by N."),
    "N twice": ({"count": lambda z: len(z) ** 2}, "You divided by N twice. The mean has one 1/N."),
    "times N": ({"count": lambda z: 1 / len(z)}, "You multiplied by N: `/ tau * N` is not `/ (tau * N)`."),
    "C for N": ({"count": lambda z: z.shape[1]}, "You divided by the number of classes, not of rows."),
    "N and C": ({"count": np.size}, "You divided by the number of classes, too. The mean has one 1/N."),
    "forgot 1/τ": ({"outer": 0}, "You forgot the factor 1/τ: z/τ goes in, so the chain rule brings it out."),
    "times τ": ({"outer": -1}, "You multiplied by τ. The derivative of z/τ is 1/τ."),
    "τ twice": ({"outer": 2}, "You divided by τ twice. The chain rule brings one 1/τ out."),
    "τ not in p": ({"inner": 0}, "Your probabilities ignore the temperature: p = softmax(z/τ)."),
    "z times τ": ({"inner": -1}, "You multiplied the logits by τ. The temperature divides them: z/τ."),
    "no softmax": ({"p": _same}, "You subtracted the target from the logits. p is softmax(z/τ)."),
    "softmax twice": ({"p": lambda z: softmax(softmax(z))}, "You took the softmax of a softmax."),
    "over the samples": ({"p": lambda z: softmax(z.T).T}, "Your softmax goes over the samples: axis=1."),
    "over all": ({"p": lambda z: _softmax(z, total=np.sum)}, "Each row of p must sum to 1, not all of it."),
    "a factor 2": ({"factor": 2}, "Twice too large: 2(p − y) belongs to the squared error."),
}
# fmt: on


def _through(z, labels, tau, factor=2, q=_same):
    p = softmax(z / tau)
    g = factor * (q(p) - _one_hot(z, labels))
    return p * (g - (g * p).sum(axis=1, keepdims=True)) / tau / len(z)


# fmt: off
GRADIENT_RULES = {
    "with respect to p": (lambda z, labels, tau: -_one_hot(z, labels) / softmax(z / tau) / len(z),
        "That is the gradient with respect to the probabilities, −y/p. Go one step further, to the logits."),
    "p over τ": (lambda z, labels, tau: (softmax(z) / tau - _one_hot(z, labels)) / len(z),
        "You divided the probabilities by τ. The logits are divided, before softmax: p = softmax(z/τ)."),
    "only p over τ": (lambda z, labels, tau: (softmax(z / tau) / tau - _one_hot(z, labels)) / len(z),
        "Only p is divided by τ in yours. The whole gap is: (p − y)/τ."),
    "only y divided": (lambda z, labels, tau: softmax(z / tau) - _one_hot(z, labels) / tau / len(z),
        "Only y is divided in yours. Put brackets around p − y."),
    "averaged": (lambda z, labels, tau: logit_gradient(z, labels, tau).sum(axis=0),
        "You added up the samples. Each keeps its row in the gradient; the mean brings only the 1/N."),
    "squared error": (_through, "That is the gradient of the squared error. The loss is −log p."),
    "cross-entropy of p": (lambda *case: _through(*case, 1, softmax),
        "You gave probabilities to F.cross_entropy. It takes logits: softmax is in it."),
}
# fmt: on


def _weights(G, X, *, sign=1, count=lambda G: 1, samples=slice(None), turn=_same):
    return turn(sign * G[samples].T @ X[samples] / count(G))


# fmt: off
WEIGHT_FAULTS = {
    "transposed": ({"turn": np.transpose}, "That is the transpose. ∂J/∂W has one row a class."),
    "mean again": ({"count": len}, "You divided by N again. G holds the 1/N of the mean already: only sum."),
    "times N": ({"count": lambda G: 1 / len(G)}, "You multiplied by N. The sum over the samples is enough."),
    "first sample only": ({"samples": slice(0, 1)}, "You used the first sample only. Add them all up."),
    "last sample only": ({"samples": slice(-1, None)}, "Only the last sample is left: `+=`, not `=`."),
    "last left out": ({"samples": slice(0, -1)}, "You left out the last sample: range(len(G))."),
    "first left out": ({"samples": slice(1, None)}, "You left out the first sample. Samples count from 0."),
    "sign": ({"sign": -1}, "The sign: that is the direction of the step. The gradient itself is asked."),
}
WEIGHT_RULES = {
    "sums multiplied": (lambda G, X: np.outer(G.sum(axis=0), X.sum(axis=0)),
        "You summed first and multiplied then. Each sample's G belongs to its own x: sum outer products."),
    "not summed": (lambda G, X: G[:, :, None] * X[:, None, :], "One outer product a sample: add them up."),
    "all pairs": (np.outer, "That multiplies every sample with every other. Take the outer product of each "
        "sample's own rows, and add up."),
    "inputs only": (lambda G, X: np.ones((G.shape[1], 1)) * X.sum(axis=0),
        "∂o/∂W = X is what one slide says. The gradient that comes from above is missing: G times x."),
    "bias": (lambda G, X: G.sum(axis=0), "That is ∂J/∂b. In ∂J/∂W each is multiplied by x."),
}
# fmt: on


def _backward(p, g, *, front=_same, weight=_same, sign=1, mixed=np.sum, own=1):
    return sign * front(p) * (own * g - mixed(g * weight(p)))


def _again(p):
    return softmax(p[None])[0]


# fmt: off
BACKWARD_FAULTS = {
    "sign": ({"sign": -1}, "The sign is wrong in every entry."),
    "sum without p": ({"weight": np.ones_like}, "You summed g alone. The sum is weighted: Σ gᵢ pᵢ."),
    "no p in front": ({"front": np.ones_like}, "You left out the p in front of the bracket."),
    "softmax again": ({"front": _again, "weight": _again}, "p are probabilities already: no softmax again."),
    "p times g": ({"mixed": lambda x: 0, "own": 1}, "p∘g is the first half: subtract p times Σ gᵢ pᵢ."),
    "mean": ({"mixed": np.mean}, "You took a mean. The formula has the sum Σ gᵢ pᵢ."),
    "added": ({"mixed": lambda x: -np.sum(x)}, "You added the sum. It is subtracted: −pᵢpⱼ."),
    "second half": ({"own": 0}, "You kept the sum only: the δ leaves gⱼ in the bracket."),
}
BACKWARD_RULES = {
    "the slide": (lambda p, g: -g * p * (1 - p),
        "That is the slide's case i = j: its sign is wrong, and the other classes are not summed in."),
    "the slide, summed": (lambda p, g: -p * (g + (g * p).sum() - 2 * g * p),
        "You summed the slide's two cases. Its case i = j has the wrong sign."),
    "plus": (lambda p, g: p * (g + (g * p).sum() - 2 * g * p), "The case i ≠ j has a minus: −gᵢpᵢpⱼ."),
    "others only": (lambda p, g: p * (g * p - (g * p).sum()), "You left out i = j: gⱼpⱼ(1 − pⱼ)."),
    "own twice": (lambda p, g: p * (g - g * p - (g * p).sum()), "p(1 − p) holds the −p² already."),
    "brackets": (lambda p, g: p * g - (g * p).sum(), "The sum has the p in front, too: brackets."),
    "exchanged": (lambda p, g: g * (p - (g * p).sum()), "p and g have changed places."),
    "nothing left": (lambda p, g: 0 * p,
        "All is 0. Has it cancelled? Σᵢ pᵢ(δᵢⱼ − pⱼ) is 0, so gᵢ, of the class summed over, goes inside."),
    "diagonal only": (lambda p, g: g * p * (1 - p), "That is the diagonal only. Add −gᵢpᵢpⱼ of the others."),
    "one number": (lambda p, g: p * g - p @ p * g.sum(), "p @ p.T is one number: np.outer(p, p)."),
    "p summed": (lambda p, g: p * (g - 1), "You summed p, which gives 1. Sum gᵢ pᵢ."),
    "last class only": (lambda p, g: g[-1] * p[-1] * (np.eye(len(p))[-1] - p),
        "Only the last class is left in the sum. Add the classes up: `+=`, not `=`."),
    "the Jacobian": (lambda p, g: np.diag(p) - np.outer(p, p), "That is the Jacobian itself. Multiply by g."),
    "p for the sum": (lambda p, g: p * (g - p), "You subtracted p in the bracket. Subtract Σ gᵢ pᵢ."),
    "cross-entropy": (lambda p, g: p - g, "p − y belongs to cross-entropy. Here g is ∂J/∂p of any loss."),
    "passed on": (lambda p, g: g, "You passed g on unchanged, as if p were z."),
}
# fmt: on

THREE = np.array([[2.0, 1.0, -1.0]])
EXERCISES = [
    Exercise(
        id="06.1", solution=0.6, why="z/τ = log 3, 0, 0; the exponentials are 3, 1, 1; 3/(3 + 1 + 1) = 0.6.",
        hints=("First divide every logit by the temperature.",
            "log is the natural logarithm: (log 9)/2 = log 3, and e to the log of 3 is 3.",
            "3, 1 and 1: which share has the first?"),
        wrong_rules={
            "no temperature": (9 / 11, "9/11 is right at temperature 1. Divide the logits by 2 first."),
            "temperature last": (9 / 22, "You divided the probability by 2. Divide the logits, before e."),
            "temperature between": (9 / 13, "You divided e^z by 2. Divide the logit, before e."),
            "decimal logarithm": (0.44620257,
                "You took log to the base 10. Here log is natural: e^(log 9) = 9."),
            "times τ": (81 / 83, "You multiplied by the temperature. It divides the logits."),
            "no sum": (3, "3 is the exponential. It becomes a probability when divided by the sum."),
            "without itself": (1.5, "3/(1 + 1): the sum goes over all classes, its own included."),
            "one other": (0.75, "3/(3 + 1): there are two other classes, and each has e^0 = 1."),
            "another class": (0.2, "That is the probability of each of the others. The first is asked."),
            "no probability": (lambda x: x < 0 or 1 < x < 50, "A probability is between 0 and 1."),
            "too small": (lambda x: 0 <= x < 0.33, "The first logit is the largest: its share is above 1/3."),
            "equal": (1 / 3, "Is it 1/3? That would need equal logits."),
            "no exponential": (1, "Take the exponentials first: e^0 is 1, not 0."),
            "one other, no temperature": (0.9,
                "9/(9 + 1): divide the logits by 2 first; two others have e^0."),
            "the others": (0.4, "That is the share of the other two together. The first is asked."),
            "loss": (0.5108256, "That is the loss, -log p. The probability is asked."),
            "logit": (1.098612, "That is log 3, the logit. Take exponentials, then the share."),
        },
    ),
    Exercise(
        id="06.2", solution=softmax,
        cases=[
            (np.array([[0.0, 1.0], [1.0, 3.0]]),), (THREE,), (np.array([[1000.0, 999.0, 997.0]]),),
            (np.array([[-3000.0, 0.0, 3000.0]]),), (np.array([[-1000.0, -1001.0], [5.0, 1.0]]),),
            (np.array([[1000.0, 999.0], [0.0, 1.0], [2.0, 1.5]]),),
        ],
        twin=_softmax, faults=SOFTMAX_FAULTS,
        hints=("A row at a time: exponentials, then their shares. keepdims=True keeps the shapes fitting.",
            "Adding a constant to a whole row changes no share. Which constant makes the largest exponent 0?",
            "e = np.exp(z - z.max(axis=1, keepdims=True)), then divide by e.sum(axis=1, keepdims=True)."),
    ),
    Exercise(
        id="06.3", solution=logit_gradient,
        cases=[
            (np.array([[2.0, 1.0, -1.0], [0.0, 3.0, 1.0]]), np.array([0, 2]), 1.0),
            (THREE, np.array([0]), 1.0), (THREE, np.array([1]), 2.0),
            (np.array([[1.0, 0.0, 2.0, -1.0], [0.5, 0.5, 0.0, 1.0]]), np.array([2, 3]), 0.5),
            (np.array([[8.0, 0.0], [1.0, 1.0], [0.0, -2.0]]), np.array([0, 1, 0]), 4.0),
        ],
        twin=_gradient, faults=GRADIENT_FAULTS, wrong_rules=GRADIENT_RULES,
        hints=("p = softmax(z / tau). y has a 1 at the label and 0 elsewhere.",
            "np.eye(z.shape[1])[labels] makes the rows y. Two factors are left: one of tau, one of the mean.",
            "(p - y) / tau / len(z)"),
    ),
    Exercise(
        id="06.4", solution=weight_gradient,
        cases=[
            (np.array([[0.5, 0.25, -0.75], [0.5, -1.0, 0.5]]), np.array([[1.0, -1.0], [0.5, 0.125]])),
            (np.array([[-0.5, 0.5], [0.25, -0.25]]), np.array([[1.0, 0.0, 2.0], [3.0, 1.0, -1.0]])),
            (np.array([[-0.5, 0.25, 0.25]]), np.array([[1.0, 2.0, 3.0, 4.0]])),
            (np.array([[0.1, -0.1], [0.2, -0.2], [-0.3, 0.3]]), np.array([[1.0], [2.0], [5.0]])),
            (np.array([[-0.4, 0.4], [0.1, -0.1]]), np.array([[2.0, 1.0], [0.0, 3.0]])),
        ],
        twin=_weights, faults=WEIGHT_FAULTS, wrong_rules=WEIGHT_RULES,
        hints=("One sample first: row i, column j of ∂J/∂W is gᵢ·xⱼ.",
            "Sum the outer products of all samples. A matrix product does just that.", "G.T @ X"),
    ),
    Exercise(
        id="06.5", solution=softmax_backward,
        cases=[
            (np.array([0.5, 0.25, 0.25]), np.array([-2.0, 0.0, 0.0])),
            (np.array([0.7, 0.2, 0.1]), np.array([1.0, 2.0, 3.0])),
            (np.array([0.1, 0.9]), np.array([-20.0, 0.0])),
            (np.array([0.4, 0.3, 0.2, 0.1]), np.array([1.0, -1.0, 0.5, -0.5])),
            (np.array([0.2, 0.3, 0.5]), np.array([1.0, 1.0, 1.0])),
        ],
        twin=_backward, faults=BACKWARD_FAULTS, wrong_rules=BACKWARD_RULES,
        hints=("∂J/∂zⱼ = Σᵢ gᵢ ∂pᵢ/∂zⱼ, and ∂pᵢ/∂zⱼ = pᵢ(δᵢⱼ − pⱼ). Split the sum in two.",
            "The δ leaves gⱼpⱼ. The rest is pⱼ times one number, the same for every j.",
            "p * (g - (g * p).sum())"),
    ),
]  # fmt: skip
