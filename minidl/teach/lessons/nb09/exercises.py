"""Exercises of notebook 09: batch norm in training, dropout forwards and backwards, early stopping."""

import numpy as np

from ...kit.exercise import Exercise


def batch_norm(x, gamma, beta, eps):
    return gamma * (x - x.mean(axis=0)) / np.sqrt(x.var(axis=0) + eps) + beta


def dropout_backward(g, kept, p):
    return g * kept / (1 - p)


def stop_epoch(losses, patience):
    best = 0
    for epoch, loss in enumerate(losses):
        if loss < losses[best]:
            best = epoch
        if epoch - best == patience:
            return epoch
    return len(losses) - 1


# --- what goes wrong --------------------------------------------------------------------------------------


def _normed(x, gamma, beta, eps, *, axis=0,
            centre=lambda x, axis: x.mean(axis=axis, keepdims=axis is not None),
            spread=lambda x, axis: x.var(axis=axis, keepdims=axis is not None),
            root=lambda v, eps: np.sqrt(v + eps), put=lambda n, gamma, beta: gamma * n + beta):  # fmt: skip
    n = (x - centre(x, axis)) / root(spread(x, axis), eps)
    return put(n, gamma, beta)


NORM_FAULTS = {
    "rows": ({"axis": 1},
        "You normalise each sample over its features. Batch norm goes down each *column*: axis=0."),
    "all of it": ({"axis": None}, "You use one mean for the whole array. Each feature has its own: axis=0."),
    "no mean": ({"centre": lambda x, axis: 0}, "The mean is not subtracted."),
    "mean added": ({"centre": lambda x, axis: -x.mean(axis=axis)}, "The mean is subtracted, not added."),
    "median": ({"centre": lambda x, axis: np.median(x, axis=axis)},
        "That is the median. The mean is wanted."),
    "unbiased": ({"spread": lambda x, axis: x.var(axis=axis, ddof=1)},
        "You divide by N − 1. In training batch norm divides by N."),
    "S2's first": ({"root": lambda v, eps: np.sqrt(v) + eps},
        "eps stands under the root, with the variance."),
    "S2's both": ({"root": lambda v, eps: np.sqrt(v + eps) + eps},
        "eps counts once, under the root. (S2 adds it twice.)"),
    "no eps": ({"root": lambda v, eps: np.sqrt(v)}, "eps is missing: under the root, added to the variance."),
    "no root": ({"root": lambda v, eps: v + eps}, "You divide by the variance. Its root is wanted."),
    "root times": ({"root": lambda v, eps: 1 / np.sqrt(v + eps)},
        "You multiply by the deviation. Divide by it."),
    "not divided": ({"root": lambda v, eps: 1}, "You do not divide by the deviation."),
    "no gamma": ({"put": lambda n, gamma, beta: n + beta}, "gamma is missing: it scales each feature."),
    "no beta": ({"put": lambda n, gamma, beta: gamma * n}, "beta is missing: it is added at the end."),
    "neither": ({"put": lambda n, gamma, beta: n}, "gamma and beta are missing: gamma · … + beta."),
    "exchanged": ({"put": lambda n, gamma, beta: beta * n + gamma}, "gamma and beta are exchanged."),
    "beta scaled": ({"put": lambda n, gamma, beta: gamma * (n + beta)},
        "gamma scales the normalised x only, not beta."),
    "beta subtracted": ({"put": lambda n, gamma, beta: gamma * n - beta}, "beta is added, not subtracted."),
}  # fmt: skip
NORM_RULES = {
    "brackets": (lambda x, gamma, beta, eps: gamma * (x - x.mean(0) / np.sqrt(x.var(0) + eps)) + beta,
        "Brackets: subtract the mean first, then divide all of it."),
    "first sample": (lambda x, gamma, beta, eps: batch_norm(x, gamma, beta, eps)[0],
        "That is one sample. Return the whole batch."),
}  # fmt: skip

KEPT_RULES = {
    "unchanged": (3,
        "Then the next layer would get less in training than in test mode. What makes up for it?"),
    "times 1 − p": (2.25, "You multiplied by 1 − p, which makes it smaller still. Divide."),
    "over p": (12, "You divided by p. Kept is the share 1 − p."),
    "times p": (0.75, "You multiplied by p."),
    "plus": (3.75, "That is 3 · (1 + p). Divide by 1 − p."),
    "dropped": (0, "0 is what a dropped unit hands on. This one is kept."),
    "doubled": (6, "6 would be right for p = 0.5."),
    "rounded": (lambda v: 3.9 <= v <= 4.1, "Nearly: 3 / 0.75."),
    "none": (lambda v: v < 0, "Its value is positive, and so is the factor."),
}  # fmt: skip


def _backward(g, kept, p, *, over=lambda p: 1 - p, mask=lambda kept: kept, up=lambda g: g):
    return up(g) * mask(kept) / over(p)


BACK_FAULTS = {
    "no factor": ({"over": lambda p: 1},
        "1/(1 − p) is missing: what went forward times a factor comes back times it."),
    "over p": ({"over": lambda p: p}, "You divide by p. The factor is 1/(1 − p)."),
    "times": ({"over": lambda p: 1 / (1 - p)}, "You multiply by 1 − p. The factor is 1/(1 − p)."),
    "times p": ({"over": lambda p: 1 / p}, "You multiply by p. The factor is 1/(1 − p)."),
    "squared": ({"over": lambda p: (1 - p) ** 2}, "The factor counts once."),
    "no mask": ({"mask": np.ones_like}, "Dropped units get no gradient: multiply by kept."),
    "dropped": ({"mask": lambda kept: 1 - kept}, "The mask is turned round: kept is 1 where a unit is kept."),
    "no g": ({"up": np.ones_like}, "Where is g? The chain rule multiplies by it."),
    "negative": ({"up": np.negative}, "The sign is turned."),
}  # fmt: skip
BACK_RULES = {
    "summed": (lambda g, kept, p: float((g * kept).sum() / (1 - p)),
        "Do not add up: each unit has its own gradient."),
    "chosen": (lambda g, kept, p: (g[kept == 1] / (1 - p)).tolist(),
        "Dropped units stay, with a gradient of 0."),
}  # fmt: skip


def _stop(losses, patience, *, better=lambda now, best: now < best,
          enough=lambda waited, patience: waited == patience,
          give=lambda epoch, best: epoch, end=lambda losses, best: len(losses) - 1, reset=True):  # fmt: skip
    best, waited = 0, 0
    for epoch, loss in enumerate(losses):
        if epoch and better(loss, losses[best]):
            best, waited = epoch, 0 if reset else waited
        else:
            waited += epoch > 0
        if waited and enough(waited, patience):
            return give(epoch, best)
    return end(losses, best)


STOP_FAULTS = {
    "best": ({"give": lambda epoch, best: best, "end": lambda losses, best: best},
        "That is the best epoch. Asked is the one after which training *stops*."),
    "best, where it stops": ({"give": lambda epoch, best: best},
        "You return the best epoch. When does training stop?"),
    "equal is better": ({"better": lambda now, best: now <= best}, "An equal loss is no better: <, not <=."),
    "larger is better": ({"better": lambda now, best: now > best},
        "A smaller loss is better: turn the comparison round."),
    "one too late": ({"enough": lambda waited, patience: waited > patience},
        "You wait one epoch too long: stop after `patience` without a new best."),
    "one too early": ({"enough": lambda waited, patience: waited == patience - 1},
        "You stop one epoch too early."),
    "no reset": ({"reset": False}, "A new best starts the waiting anew: set the count back to 0."),
    "number of epochs": ({"end": lambda losses, best: len(losses)},
        "Epochs count from 0: the last is len(losses) − 1."),
    "counted from 1": ({"give": lambda epoch, best: epoch + 1, "end": lambda losses, best: len(losses)},
        "You count epochs from 1. Here they count from 0."),
    "best at the end": ({"end": lambda losses, best: best},
        "If it never stops early, the last epoch is the answer."),
    "None at the end": ({"end": lambda losses, best: -1},
        "If it never stops early, the last epoch is the answer, not −1."),
    "first worse": ({"enough": lambda waited, patience: True},
        "You stop at the first epoch without a new best. Wait `patience` of them."),
}  # fmt: skip


def _against_last(losses, patience):
    waited = 0
    for epoch in range(1, len(losses)):
        waited = 0 if losses[epoch] < losses[epoch - 1] else waited + 1
        if waited == patience:
            return epoch
    return len(losses) - 1


STOP_RULES = {
    "against the last": (_against_last, "You compare with the epoch before. Compare with the best so far."),
    "the loss": (lambda losses, patience: losses[stop_epoch(losses, patience)],
        "You return the loss there. The epoch is wanted, a whole number."),
    "smallest": (lambda losses, patience: min(losses), "That is the smallest loss. An epoch is wanted."),
    "patience": (lambda losses, patience: patience,
        "That is the patience itself. From which epoch on does it count?"),
    "best + patience": (lambda losses, patience: losses.index(min(losses)) + patience,
        "You look for the smallest loss of all. Training may have stopped before it."),
    "always the last": (lambda losses, patience: len(losses) - 1,
        "That is the last epoch. When is patience over?"),
}  # fmt: skip

A = np.array
EXERCISES = [
    Exercise(
        id="09.1", solution=batch_norm, twin=_normed, faults=NORM_FAULTS, wrong_rules=NORM_RULES,
        cases=[
            (A([[1.0, 10.0, -2.0], [3.0, 30.0, -2.5], [8.0, 5.0, 4.0], [0.0, -5.0, 1.0]]),
                A([1.0, 2.0, 0.5]), A([0.0, 1.0, -3.0]), 0.1),
            (A([[2.0, -1.0], [4.0, 5.0], [9.0, 0.5]]), A([-1.0, 3.0]), A([2.0, 0.25]), 0.5),
            (A([[5.0, -7.0]]), A([2.0, 3.0]), A([1.5, -0.5]), 0.01),
            (A([[0.5], [0.25], [-4.0], [1.0], [2.0]]), A([1.5]), A([-1.0]), 1.0),
            (A([[1.0, 2.0, 3.0], [4.0, 4.0, 4.0], [-1.0, 0.5, 7.0]]),
                A([0.5, 1.0, 2.0]), A([1.0, -1.0, 0.0]), 0.25),
        ],
        hints=("Each column is one feature. Which two numbers of it do you need?",
            "Subtract the mean of the column, divide by the root of (variance + eps). Then gamma and beta.",
            "return gamma * (x - x.mean(axis=0)) / np.sqrt(x.var(axis=0) + eps) + beta"),
    ),
    Exercise(
        id="09.2", solution=4, wrong_rules=KEPT_RULES,
        why="3 / (1 − 0.25): three of four are kept, each a third larger.",
        hints=("What share of the units is kept?", "Divide by that share.", "3 / (1 - 0.25)"),
    ),
    Exercise(
        id="09.3", solution=dropout_backward, twin=_backward, faults=BACK_FAULTS, wrong_rules=BACK_RULES,
        cases=[
            (A([2.0, -1.0, 0.5, 3.0]), A([1, 0, 1, 0]), 0.5), (A([1.5, 4.0, -2.0]), A([0, 1, 1]), 0.2),
            (A([-3.0, 2.5]), A([1, 1]), 0.75), (A([7.0]), A([0]), 0.1),
            (A([1.0, -0.25, 6.0, 2.0, -1.0]), A([0, 0, 1, 1, 1]), 0.4),
        ],
        hints=("Forwards each kept unit is multiplied by a factor, each dropped one by 0.",
            "Backwards it is the same factors: kept / (1 - p).", "return g * kept / (1 - p)"),
    ),
    Exercise(
        id="09.4", solution=stop_epoch, twin=_stop, faults=STOP_FAULTS, wrong_rules=STOP_RULES,
        cases=[
            ([5.0, 4.0, 4.5, 4.25, 4.75, 3.0, 3.5], 2), ([3.0, 2.0, 1.0, 0.5], 2), ([2.0, 2.0, 2.0, 1.0], 3),
            ([9.0, 7.0, 8.0, 6.0, 6.5, 6.25, 6.75, 5.0, 4.0], 3), ([1.0, 1.5, 0.75, 0.875, 0.5], 1),
            ([4.0, 5.0, 3.0, 3.5, 3.25, 3.0, 2.0, 2.5], 3), ([6.0, 8.0, 7.0, 6.5, 9.0, 1.0], 4),
            ([2.5], 2), ([5.0, 3.0, 4.0], 2), ([7.0, 5.25, 6.0, 3.75, 2.75, 3.25, 2.0, 5.5], 2),
        ],
        hints=("Keep two things: the best loss so far, and how many epochs have passed since.",
            "A new best sets the count to 0, else it grows by 1. Stop when it reaches patience.",
            "best, waited = losses[0], 0; then a loop over epochs from 1; at its end return len(losses) - 1"),
    ),
]  # fmt: skip
