"""Exercises of notebook 05: losses and maximum likelihood."""

import math

import numpy as np

import minidl
import minidl.nn.functional as F

from ...kit.exercise import Exercise

P = np.array


def bernoulli_loss(p, y):
    return -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))


def l1_gradient(z, y):
    return np.sign(z - y) / len(z)


def divergence(q, p):
    return sum(a * np.log(a / b) for a, b in zip(q, p) if a > 0)


# --- what goes wrong: the same with switches --------------------------------------------------------------


def _bernoulli(p, y, *, sign=-1, log=np.log, mean=np.mean, ones=1, rest=1, one=None, other=None, target=None):
    y = y if target is None else target(p, y)
    with np.errstate(all="ignore"):
        first = log(p) if one is None else one(p)
        second = log(1 - p) if other is None else other(p)
        return sign * mean(ones * y * first + rest * (1 - y) * second)


# fmt: off
BERNOULLI_FAULTS = {
    "no minus": ({"sign": 1}, "The sign is wrong: log p is below 0, a loss is not. It takes one minus."),
    "sum": ({"mean": np.sum}, "That is N times the loss. Take the mean: divide by the number of targets."),
    "base 10": ({"log": np.log10}, "You took logarithms to the base 10. Here log is natural: np.log."),
    "base 2": ({"log": np.log2}, "You took logarithms to the base 2. Here log is natural: np.log."),
    "no logarithm": ({"log": lambda p: p}, "The logarithm is missing: you average the probabilities."),
    "no log p": ({"one": lambda p: p}, "The logarithm of p is missing, where y is 1."),
    "no log of 1 − p": ({"other": lambda p: 1 - p}, "The logarithm of 1 − p is missing, where y is 0."),
    "ones only": ({"rest": 0}, "The targets 0 count nothing in yours: there log(1 − p) counts."),
    "zeros only": ({"ones": 0}, "The targets 1 count nothing in yours: there log p counts."),
    "between": ({"rest": -1},
        "One of the two parts has the wrong sign. The minus must reach both: `-(... + ...)`."),
    "p twice": ({"other": np.log}, "Where y is 0 you used log p. The model gave that target 1 − p."),
    "1 − p twice": ({"one": lambda p: np.log(1 - p)},
        "Where y is 1 you used log(1 − p). The model gave that target p."),
    "turned": ({"target": lambda p, y: 1 - y},
        "y and 1 − y have changed places: p is the probability of a 1."),
    "log minus": ({"other": lambda p: 1 - np.log(p)},
        "You wrote 1 − log p. The logarithm is taken of 1 − p: log(1 − p)."),
    "half": ({"sign": -0.5}, "Half of it: the ½ belongs to the squared error."),
    "largest": ({"mean": np.min}, "That is the loss of the worst target. Take the mean of all."),
    "first only": ({"mean": lambda values: values[0]},
        "Only the first target counts in yours. Take the mean of all."),
    "last only": ({"mean": lambda values: values[-1]},
        "Only the last target is left: add up, `+=`, not `=`."),
    "one more": ({"mean": lambda values: values.sum() / (len(values) - 1)},
        "You divided by N − 1. Divide by N."),
    "first skipped": ({"mean": lambda values: values[1:].sum() / len(values)},
        "You skip the first target. Python counts from 0."),
    "last skipped": ({"mean": lambda values: values[:-1].sum() / len(values)},
        "You leave out the last target: the loop ends one too early."),
    "each by N": ({"mean": lambda values: values / len(values)},
        "You divided each loss by N. Add them up, too: one number."),
    "p − 1": ({"other": lambda p: np.log(p - 1)},
        "A number that is not above 0 has no logarithm: is it `log(1 - p)`, with brackets?"),
    "median": ({"mean": np.median}, "That is the median. Take the mean."),
}
# fmt: on


def _chance(p, y):
    return np.where(y == 1, p, 1 - p)


def _apart(p, y):
    with np.errstate(all="ignore"):  # all targets may be equal
        losses = -np.log(_chance(p, y))
        return (y * losses).sum() / y.sum() + ((1 - y) * losses).sum() / (1 - y).sum()


# fmt: off
BERNOULLI_RULES = {
    "swapped": (lambda p, y: F.binary_cross_entropy(minidl.tensor(y), minidl.tensor(p)),
        "p and y have changed places: F.binary_cross_entropy(p, y)."),
    "log of y": (lambda p, y: math.inf,
        "You take the logarithm of 0, as of a target: −∞. Take it of p and of 1 − p."),
    "mean of the ones": (lambda p, y: -np.log(p[y == 1]).mean(),
        "That is the mean over the targets 1. A target 0 counts, too, with log(1 − p)."),
    "mean of p": (lambda p, y: bernoulli_loss(np.mean(p), y),
        "You took the mean of p first. First the logarithm of each p, then the mean."),
    "likelihood": (lambda p, y: np.prod(_chance(p, y)),
        "That is the likelihood, the product. Its logarithm is missing, and minus, and the mean."),
    "minus likelihood": (lambda p, y: -np.prod(_chance(p, y)),
        "That is minus the likelihood, the product. Its logarithm is missing, and the mean."),
    "log of the mean": (lambda p, y: -np.log(np.mean(_chance(p, y))),
        "You took the logarithm of the mean. First the logarithm of each, then the mean."),
    "squared error": (lambda p, y: np.mean((p - y) ** 2),
        "That is the mean squared error. Take −log of what each target got."),
    "half the squared error": (lambda p, y: np.mean((p - y) ** 2) / 2,
        "That is the quadratic loss. Take −log of what each target got."),
    "absolute error": (lambda p, y: np.mean(abs(p - y)),
        "That is L1, the mean absolute error. Take −log of what each target got."),
    "not averaged": (lambda p, y: -np.log(_chance(p, y)),
        "One loss a target. Return their mean, one number."),
    "over the ones": (lambda p, y: -np.log(_chance(p, y)).sum() / y.sum(),
        "You divided by the number of ones. Divide by the number of all targets."),
    "accuracy": (lambda p, y: np.mean((p > 0.5) == y),
        "That is the accuracy: it does not care how sure an answer is."),
    "brackets": (lambda p, y: -np.mean(y * np.log(p) + 1 - y * np.log(1 - p)),
        "Brackets are missing around 1 − y: `(1 - y) * ...`."),
    "apart": (_apart, "You averaged the ones and the zeros apart. One mean goes over all targets."),
    "logits": (lambda p, y: np.mean(np.log1p(np.exp(p)) - y * p),
        "p goes through a sigmoid once more (`with_logits` does that). p are probabilities already."),
    "gradient": (lambda p, y: (p - y) / (p * (1 - p)) / len(p),
        "That is the gradient. The loss itself is one number."),
}
# fmt: on


def _l1(z, y, *, sign=1, kind=np.sign, count=len):
    return sign * kind(z - y) / count(z)


# fmt: off
L1_FAULTS = {
    "sign": ({"sign": -1},
        "The sign: where z is too large, the loss grows with z, so the gradient is positive."),
    "no mean": ({"count": lambda z: 1}, "The mean's 1/N is missing."),
    "N twice": ({"count": lambda z: len(z) ** 2}, "You divided by N twice. The mean has one 1/N."),
    "times N": ({"count": lambda z: 1 / len(z)}, "You multiplied by N. The mean divides by it."),
    "N − 1": ({"count": lambda z: len(z) - 1}, "You divided by N − 1. Divide by N."),
    "the error": ({"kind": lambda e: e},
        "That is the gradient of ½(z − y)². Of |z − y| only the sign is left."),
    "the error doubled": ({"kind": lambda e: 2 * e},
        "That is the gradient of (z − y)². Of |z − y| only the sign is left."),
    "absolute": ({"kind": np.abs}, "That is the loss of each sample. Its slope is +1 or −1."),
    "always 1": ({"kind": np.ones_like}, "Below the target the slope is −1: the loss shrinks when z grows."),
    "up at a tie": ({"kind": lambda e: np.where(e >= 0, 1.0, -1.0)},
        "Where z = y the gradient is 0, as in PyTorch: neither side is downhill."),
    "down at a tie": ({"kind": lambda e: np.where(e > 0, 1.0, -1.0)},
        "Where z = y the gradient is 0. Your `else` makes it −1."),
    "only above": ({"kind": lambda e: np.where(e > 0, 1.0, 0.0)}, "Below the target the slope is −1, not 0."),
    "only below": ({"kind": lambda e: np.where(e < 0, -1.0, 0.0)},
        "Above the target the slope is +1, not 0."),
    "sign lost": ({"kind": lambda e: np.sign(np.abs(e))},
        "Your abs(...) takes the sign away: below the target the slope is −1."),
    "0/0": ({"kind": lambda e: np.where(e == 0, np.nan, np.sign(e))},
        "Where z = y you divide 0 by 0. The gradient is 0 there."),
    "half": ({"kind": lambda e: np.sign(e) / 2}, "Half of it: the ½ belongs to L2."),
    "Huber": ({"kind": lambda e: np.clip(e, -1, 1)},
        "That is the gradient of Huber's loss, with δ = 1. Of |z − y| only the sign is left."),
}
L1_RULES = {
    "ties left out": (lambda z, y: (np.sign(z - y) / len(z))[z != y],
        "The samples with z = y are left out of your list. They get a 0."),
    "the loss": (lambda z, y: np.mean(np.abs(z - y)),
        "That is the loss. Its gradient has one number for each sample."),
    "summed": (lambda z, y: np.sign(z - y).sum() / len(z),
        "You added up. The gradient has one number for each z."),
    "whole division": (lambda z, y: np.sign(z - y) // len(z), "`//` cuts to whole numbers: write `/`."),
    "all 0": (lambda z, y: 0 * z,
        "Everything is 0. Did you cut to whole numbers, or begin with zeros and fill none?"),
    "sign of z": (lambda z, y: np.sign(z) / len(z), "You took the sign of z. Take the sign of z − y."),
}
# fmt: on


def _divergence(q, p, *, sign=1, log=math.log, part=None, weigh=None, last=sum, share=lambda q: 1):
    terms = []
    for a, b in zip(q, p):
        if a > 0:
            terms.append((a if weigh is None else weigh(a, b)) * log(a / b if part is None else part(a, b)))
    return sign * last(terms) / share(q)


def _each(q, p):
    return [a * math.log(a / b) if a > 0 else 0.0 for a, b in zip(q, p)]


# fmt: off
DIVERGENCE_FAULTS = {
    "sign": ({"sign": -1}, "The sign is wrong: is a minus too many, or the fraction q/p upside down?"),
    "weighed by p": ({"weigh": lambda a, b: b},
        "You weighed with p. The data q say how often each class comes."),
    "weighed by both": ({"weigh": lambda a, b: a - b}, "You weighed with q − p. Weigh with q alone."),
    "not weighed": ({"weigh": lambda a, b: 1},
        "You added up the logarithms alone. Each is weighed with its q."),
    "cross-entropy": ({"part": lambda a, b: 1 / b},
        "That is the cross-entropy, −Σ q log p. Subtract the entropy of q: log(q/p)."),
    "entropy": ({"part": lambda a, b: 1 / a}, "That is the entropy of q. The model p does not occur in it."),
    "base 2": ({"log": math.log2}, "You took logarithms to the base 2. Here log is natural."),
    "base 10": ({"log": math.log10}, "You took logarithms to the base 10. Here log is natural."),
    "no logarithm": ({"log": lambda x: x}, "The logarithm of q/p is missing."),
    "difference": ({"part": lambda a, b: math.exp(a - b)},
        "You weighed q − p. The difference of the *logarithms* is log(q/p)."),
    "first only": ({"last": lambda terms: terms[0]},
        "Only the first class counts in yours. Take a loop over all, and `return` the sum below it."),
    "mean": ({"share": len},
        "You divided by the number of classes. The weights q make the mean already."),
    "mean of some": ({"share": lambda q: sum(a > 0 for a in q)},
        "You took the mean over the classes with q > 0. The weights q make the mean already."),
    "last only": ({"last": lambda terms: terms[-1]}, "Only the last class is left: `+=`, not `=`."),
}
DIVERGENCE_RULES = {
    "other way": (lambda q, p: divergence(p, q),
        "That is KL(p‖q). The two have changed places: the data q weigh the logarithms."),
    "two only": (lambda q, p: sum(a * np.log(a / b) for a, b in zip(P(q[:2]), p)),
        "Only two classes count in yours. There may be more."),
    "p alone": (lambda q, p: -math.inf if 0 in q else sum(b * math.log(a / b) for a, b in zip(q, p)),
        "You weigh with p, also where q is 0. Weigh with q: how often a class comes."),
    "zeros as 1": (lambda q, p: divergence(q, p) + q.count(0), "A class with q = 0 counts 0, not 1."),
    "zeros as p": (lambda q, p: divergence(q, p) + sum(b for a, b in zip(q, p) if a == 0),
        "A class with q = 0 counts 0. You add its p."),
    "both ways": (lambda q, p: sum((a - b) * math.log(a / b) for a, b in zip(q, p) if a > 0) / 2,
        "That is the mean of both directions. KL has one: q weighs."),
    "logs divided": (lambda q, p: sum(a * math.log(a) / math.log(b) for a, b in zip(q, p) if a > 0),
        "You divide two logarithms. log(q / p) is their difference, log q − log p."),
    "kl_div alone": (lambda q, p: sum(b * (math.log(b) - a) for a, b in zip(q, p)) / len(q),
        "F.kl_div wants log p first, then q. And it takes the mean: reduction='sum'."),
    "p for log p": (lambda q, p: sum(a * (math.log(a) - b) for a, b in zip(q, p) if a > 0),
        "F.kl_div takes the *logarithms* of the model as its input: p.log()."),
    "entropy of p": (lambda q, p: -sum(b * math.log(b) for b in p),
        "That is the entropy of p. The data q do not occur in it."),
    "entropy added": (lambda q, p: -sum(a * math.log(a * b) for a, b in zip(q, p) if a > 0),
        "That is the cross-entropy plus the entropy of q. Subtract the entropy."),
    "log divided": (lambda q, p: sum(a * math.log(a) / b for a, b in zip(q, p) if a > 0),
        "You divide the logarithm by p. Divide inside of it: log(q / p)."),
    "brackets": (lambda q, p: sum(math.log(a) - a * math.log(b) for a, b in zip(q, p) if a > 0),
        "Brackets are missing: q weighs both logarithms, `q * (log(q) - log(p))`."),
    "0 for all": (lambda q, p: 0.0 if 0 in q else divergence(q, p),
        "One q = 0, and your result is 0. Only this class counts 0: go on with the others."),
    "ends at 0": (lambda q, p: sum(_each(q, p)[: q.index(0) if 0 in q else None]),
        "Your loop ends at the first q = 0. Leave out only this class: `continue`."),
    "not added": (_each, "One number for each class. Add them up."),
    "absolute": (lambda q, p: sum(map(abs, _each(q, p))),
        "You took absolute values. Some classes count below 0; the sum never does."),
    "squares": (lambda q, p: sum((a - b) ** 2 for a, b in zip(q, p)),
        "That is the squared distance. KL compares logarithms."),
    "zeros": (lambda q, p: math.nan if 0 in q else divergence(q, p),
        "0 · log 0 is nan on the computer. A class that never comes (q = 0) counts 0: leave it out."),
    "crash at 0": (lambda q, p: sum(a * math.log(a / b) for a, b in zip(q, p)),
        "log 0 stops the program. A class that never comes (q = 0) counts 0: leave it out."),
}
HINGE_RULES = {
    "no maximum": (-2.5, "A rival far behind counts 0, not −3: max(0, …)."),
    "itself": (1.5,
        "Perhaps you took the right class as a rival of its own, or a lead of 2, or 2.5 as the right score."),
    "no margin": (0, "The right class leads, but only by 0.5. It shall lead by 1."),
    "PyTorch": (1 / 6, "PyTorch divides by the number of classes. Here the sum is asked."),
    "mean over rivals": (0.25, "Perhaps you took the mean of the two, or a square. Take the plain sum."),
    "1 forgotten": (-0.5,
        "Perhaps the 1 is missing: the right score shall lead by 1. A loss below 0 cannot be."),
    "not cut": (-3.5, "Perhaps the score −1 counts −4 in yours. A rival far behind counts 0: max(0, …)."),
    "cross-entropy": (math.log(1 + math.exp(-0.5) + math.exp(-4)), "That is the cross-entropy."),
    "turned": (6.5, "The signs are turned: 1 + rival − right."),
    "both absolute": (3.5, "−1 is 4 behind: it costs nothing."),
    "lead": (4.5, "4.5 is by how much 3 leads, summed. What is *missing* to a lead of 1 counts."),
    "last": (9.5, "You took −1 as the right class. The first one is right, with 3."),
    "too small": (lambda loss: loss < 0.5, "Too small: no rival counts below 0, and 2.5 is too near to 3."),
    "too large": (lambda loss: loss > 0.5, "Too large: a rival costs by how much it is above 2. Is −1?"),
}
# fmt: on

EXERCISES = [
    Exercise(
        id="05.1",
        solution=4,
        why="At 4, the median, they balance: 1 and 2 pull down, 5 and 28 pull up, however far away 28 is.",
        hints=(
            "Each target pulls c with 1, up or down. How far away it is does not count.",
            "At the best c, as many targets are above as below.",
            "Sort the targets: which one is in the middle?",
        ),
        wrong_rules={
            "mean": (8, "8 is the mean: L2's best number. One target of 28 pulls it above all others."),
            "sum": (40, "You added them up. One number close to all of them is asked."),
            "midrange": (14.5, "Halfway from 1 to 28. L1 balances how *many* targets are on each side."),
            "without the outlier": (3, "3 is the mean without 28. L1 leaves nobody out: 28 pulls with 1."),
            "largest": (28, "All others pull down from there: four against none."),
            "smallest": (1, "All others pull up from there: four against none."),
            "second": (2, "At 2 three targets pull up, and one pulls down."),
            "fourth": (5, "At 5 three targets pull down, and one pulls up."),
            "Huber": (4.5, "At 4.5 three targets pull down, and two pull up."),
            "between": (lambda c: 5 < c < 28, "There four targets pull down, and one pulls up."),
            "outside": (lambda c: c < 1 or c > 28, "All targets are on one side of it."),
            "low": (lambda c: 1 < c < 4, "There more targets pull up than down."),
        },
    ),
    Exercise(
        id="05.2",
        solution=bernoulli_loss,
        cases=[
            (P([0.8, 0.5, 0.25]), P([1.0, 0.0, 0.0])),
            (P([0.9, 0.2, 0.6, 0.7]), P([1.0, 1.0, 0.0, 1.0])),
            (P([0.3, 0.05]), P([0.0, 1.0])),
            (P([0.6, 0.1, 0.35, 0.8, 0.45]), P([0.0, 0.0, 1.0, 1.0, 0.0])),
            (P([0.001, 0.999, 0.4]), P([1.0, 1.0, 0.0])),
            (P([0.75]), P([1.0])),
            (P([0.2, 0.0001, 0.6]), P([0.0, 0.0, 0.0])),
        ],
        twin=_bernoulli,
        faults=BERNOULLI_FAULTS,
        wrong_rules=BERNOULLI_RULES,
        hints=(
            "A target 1 got the probability p, a target 0 got 1 - p. Take the logarithm of what it got.",
            "y * log(p) + (1 - y) * log(1 - p) picks the right one of the two, since y is 1 or 0.",
            "-np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))",
        ),
    ),
    Exercise(
        id="05.3",
        solution=l1_gradient,
        cases=[
            (P([3.0, 1.0, 2.0]), P([1.0, 4.0, 2.0])),
            (P([0.5, -0.25]), P([0.0, 0.0])),
            (P([-3.0, -1.0, 2.5, 7.0]), P([-1.0, -2.0, 2.5, -7.0])),
            (P([10.0, 0.1, 0.2, -0.4, 5.0]), P([2.0, 0.2, 0.1, -0.4, 25.0])),
            (P([-2.0, 1.0]), P([3.0, 1.0])),
            (P([0.503, -1.0, 2.0]), P([0.5, -0.996, 2.0])),
        ],
        twin=_l1,
        faults=L1_FAULTS,
        wrong_rules=L1_RULES,
        hints=(
            "|z - y| is a V: what is its slope on the left, what on the right of y?",
            "The slope is +1 where z is above y, -1 below, 0 where both are equal. The mean brings 1/N.",
            "np.sign(z - y) / len(z)",
        ),
    ),
    Exercise(
        id="05.4",
        solution=divergence,
        cases=[
            ([0.5, 0.3, 0.2], [0.2, 0.5, 0.3]),
            ([0.5, 0.5], [0.9, 0.1]),
            ([0.1, 0.9], [0.3, 0.7]),
            ([0.25, 0.0, 0.0, 0.75], [0.2, 0.25, 0.25, 0.3]),
            ([0.7, 0.25, 0.046, 0.004], [0.25, 0.25, 0.25, 0.25]),
            ([0.4, 0.6], [0.4, 0.6]),
            ([0.25, 0.25, 0.5], [0.1, 0.1, 0.8]),
        ],
        twin=_divergence,
        faults=DIVERGENCE_FAULTS,
        wrong_rules=DIVERGENCE_RULES,
        hints=(
            "For each class: how much larger is log q than log p? Weigh that with q.",
            "log q - log p is log(q/p). Leave out the classes with q = 0.",
            "sum(a * np.log(a / b) for a, b in zip(q, p) if a > 0)",
        ),
    ),
    Exercise(
        id="05.5",
        solution=0.5,
        why="The rivals are 0.5 and 4 below the right score: max(0, 1 − 0.5) + max(0, 1 − 4) = 0.5 + 0.",
        hints=(
            "The right class has 3. It shall lead by 1: each rival above 2 costs something.",
            "The rival 2.5 is 0.5 too high. Is -1 too high?",
            "max(0, 1 + 2.5 - 3) + max(0, 1 - 1 - 3)",
        ),
        wrong_rules=HINGE_RULES,
    ),
]
