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


def _down(what, x, axis, **more):
    return what(x, axis=axis, keepdims=axis is not None, **more)


def _normed(x, gamma, beta, eps, *, axis=0,
            centre=lambda x, axis: _down(np.mean, x, axis),
            spread=lambda x, axis: _down(np.var, x, axis),
            root=lambda v, eps: np.sqrt(v + eps), put=lambda n, gamma, beta: gamma * n + beta):  # fmt: skip
    n = (x - centre(x, axis)) / root(spread(x, axis), eps)
    return put(n, gamma, beta)


NORM_FAULTS = {
    "rows": ({"axis": 1},
        "You normalise each sample over its features. Batch norm goes down each *column*: axis=0."),
    "all of it": ({"axis": None}, "You use one mean for the whole array. Each feature has its own: axis=0."),
    "no mean": ({"centre": lambda x, axis: 0}, "The mean is not subtracted."),
    "mean added": ({"centre": lambda x, axis: -_down(np.mean, x, axis)},
        "The mean is subtracted, not added."),
    "unbiased": ({"spread": lambda x, axis: _down(np.var, x, axis, ddof=1)},
        "You divide by N − 1. In training batch norm divides by N."),
    "deviation": ({"spread": lambda x, axis: _down(np.std, x, axis)},
        "Under the root stands the variance. You take the deviation."),
    "eps squared": ({"root": lambda v, eps: np.sqrt(v + eps**2)}, "eps stands there as it is, not squared."),
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
    "one gamma": ({"put": lambda n, gamma, beta: gamma[0] * n + beta[0]},
        "Each feature has its own gamma and beta: leave out [0]."),
    "mean - x": ({"put": lambda n, gamma, beta: beta - gamma * n},
        "The normalised part has the wrong sign: x − mean, not mean − x."),
    "exchanged": ({"put": lambda n, gamma, beta: beta * n + gamma}, "gamma and beta are exchanged."),
    "beta scaled": ({"put": lambda n, gamma, beta: gamma * (n + beta)},
        "gamma scales the normalised x only, not beta."),
    "beta subtracted": ({"put": lambda n, gamma, beta: gamma * n - beta}, "beta is added, not subtracted."),
}  # fmt: skip
NORM_RULES = {
    "brackets": (lambda x, gamma, beta, eps: gamma * (x - x.mean(0) / np.sqrt(x.var(0) + eps)) + beta,
        "Brackets: subtract the mean first, then divide all of it."),
    "rows, not kept": (lambda x, gamma, beta, eps: gamma * (x - x.mean(1)) / np.sqrt(x.var(1) + eps) + beta,
        "You take the mean of each sample. Batch norm goes down each *column*: axis=0."),
    "running": (lambda x, gamma, beta, eps:
            gamma * (x - 0.1 * x.mean(0)) / np.sqrt(0.9 + 0.1 * x.var(0) + eps) + beta,
        "Those are running values. In training the batch's own mean and variance count."),
    "three things": (lambda x, gamma, beta, eps: (batch_norm(x, gamma, beta, eps), x.mean(0), x.var(0)),
        "You return three things. Return y alone."),
    "first sample": (lambda x, gamma, beta, eps: batch_norm(x, gamma, beta, eps)[0],
        "That is one sample. Return the whole batch."),
}  # fmt: skip

KEPT_RULES = {
    "unchanged": (3,
        "Then the next layer would get less in training than in test mode. What makes up for it?"),
    "times 1 − p": (2.25, "You multiplied by 1 − p, which makes it smaller still. Divide."),
    "over p": (12, "You divided by p. Kept is the share 1 − p."),
    "the share": (0.75, "0.75 is the share that is kept (and 3 · p as well). What do you do with it?"),
    "the factor": (lambda v: abs(v - 4 / 3) < 0.04, "That is the factor. The unit has the value 3."),
    "plus": (3.75, "That is 3 · (1 + p). Divide by 1 − p."),
    "over 1 + p": (2.4, "You divided by 1 + p. Kept is the share 1 − p."),
    "added": (lambda v: abs(abs(v - 3) - 0.25) <= 0.06, "p is a share: nothing is added to the value."),
    "p": (lambda v: 0.2 <= v < 0.34, "That has no 3 in it: the unit has the value 3."),
    "smaller": (lambda v: 0.34 < v < 2.69 and abs(v - 4 / 3) >= 0.04,
        "A kept unit becomes larger than 3, not smaller."),
    "larger": (lambda v: v > 4.1,
        "Too large: only one unit of four is dropped, and the three others make up for it."),
    "root": (lambda v: 3.4 <= v <= 3.5, "You divided by a root. Divide by 1 − p itself."),
    "dropped": (0, "0 is what a dropped unit hands on. This one is kept."),
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
    "root": ({"over": lambda p: (1 - p) ** 0.5}, "The factor is 1/(1 − p), without a root."),
    "squared": ({"over": lambda p: (1 - p) ** 2}, "The factor counts once."),
    "no mask": ({"mask": np.ones_like}, "Dropped units get no gradient: multiply by kept."),
    "dropped": ({"mask": lambda kept: 1 - kept}, "The mask is turned round: kept is 1 where a unit is kept."),
    "no g": ({"up": np.ones_like}, "Where is g? The chain rule multiplies by it."),
    "negative": ({"up": np.negative}, "The sign is turned."),
}  # fmt: skip


def _in_place(g, kept, p):
    kept /= 1 - p


BACK_RULES = {
    "summed": (lambda g, kept, p: float((g * kept).sum() / (1 - p)),
        "Do not add up: each unit has its own gradient."),
    "index": (lambda g, kept, p: g[kept] / (1 - p),
        "kept stands as an index: that takes g[1] and g[0] several times. Multiply by it."),
    "in place": (_in_place, "That changes kept itself, which holds whole numbers. Make a new array."),
    "two things": (lambda g, kept, p: (g * kept, 1 / (1 - p)), "You return two things. Multiply them."),
    "chosen": (lambda g, kept, p: (g[kept == 1] / (1 - p)).tolist(),
        "Dropped units stay, with a gradient of 0."),
}  # fmt: skip


def _stop(losses, patience, *, better=lambda now, best: now < best, rival=lambda epoch, best: best,
          enough=lambda waited, patience: waited == patience, first=1, fixed=False,
          give=lambda epoch, best: epoch, end=lambda losses, best: len(losses) - 1, reset=True):  # fmt: skip
    best, waited = 0, 0
    for epoch in range(first, len(losses)):
        if better(losses[epoch], losses[0 if fixed else rival(epoch, best)]):
            best, waited = epoch, 0 if reset else waited
        else:
            waited += 1
        if waited and enough(waited, patience):
            return give(epoch, best)
    return end(losses, best)


STOP_FAULTS = {
    "best": ({"give": lambda epoch, best: best, "end": lambda losses, best: best},
        "That is the best epoch. Asked is the one after which training *stops*."),
    "best, where it stops": ({"give": lambda epoch, best: best},
        "You return the best epoch. When does training stop?"),
    "equal is better": ({"better": lambda now, best: now <= best}, "An equal loss is no new best."),
    "tolerance": ({"better": lambda now, best: now < best - 0.01},
        "Each smaller loss is a new best, however little smaller: no tolerance."),
    "against the last": ({"rival": lambda epoch, best: epoch - 1},
        "You compare with the epoch before. Compare with the best so far."),
    "best stays": ({"fixed": True}, "The best loss is never changed: a new best takes its place."),
    "epoch 0 twice": ({"first": 0},
        "Epoch 0 is compared with itself, and counts as one without a new best. Start the loop at epoch 1."),
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
        "Each result is 1 too large. Epochs count from 0. Or is 1 added before the `return`?"),
    "best at the end": ({"end": lambda losses, best: best},
        "If it never stops early, the last epoch is the answer."),
    "None at the end": ({"end": lambda losses, best: -1},
        "If it never stops early, the last epoch is the answer, not −1."),
    "first worse": ({"enough": lambda waited, patience: True},
        "You stop at the first epoch without a new best. Wait `patience` of them."),
}  # fmt: skip


def _first(losses, found):
    return next((epoch for epoch in range(len(losses)) if found(epoch)), len(losses) - 1)


def _smallest(losses, patience):
    return losses.index(min(losses)) + patience


SMALLEST = "You look for the smallest loss of all. Training may have stopped before it."
STOP_RULES = {
    "the loss": (lambda losses, patience: losses[stop_epoch(losses, patience)],
        "You return the loss there. The epoch is wanted, a whole number."),
    "smallest": (lambda losses, patience: min(losses), "That is the smallest loss. An epoch is wanted."),
    "patience": (lambda losses, patience: patience,
        "That is the patience itself. From which epoch on does it count?"),
    "best + patience": (_smallest, SMALLEST),
    "… or the last": (lambda losses, patience: min(_smallest(losses, patience), len(losses) - 1),
        SMALLEST + " (The last epoch is no help there.)"),
    "best from 0": (lambda losses, patience: min(patience, len(losses)) - 1,
        "The best begins too small. Begin with the first loss, or with infinity."),
    "two epochs": (lambda losses, patience: _first(
            losses, lambda e: e >= patience and losses[e] >= losses[e - patience]),
        "You compare two epochs only. Was there a new best between them?"),
    "first rise": (lambda losses, patience: _first(losses, lambda e: e and losses[e] > losses[e - 1]),
        "You stop at the first rise. Wait for `patience` epochs without a new best."),
    "whether": (lambda losses, patience: stop_epoch(losses, patience) < len(losses) - 1,
        "That says whether it stops early. At which epoch?"),
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
            (A([2.0, 1.0, 0.5, 3.0]), A([1, 0, 1, 0]), 0.5), (A([1.5, 4.0, -2.0]), A([0, 1, 1]), 0.2),
            (A([-3.0, 2.5]), A([1, 1]), 0.75), (A([7.0]), A([0]), 0.1),
            (A([3.0, -2.0, 1.0]), A([1, 1, 1]), 0.0),
            (A([1.0, 0.25, 6.0, 2.0, -1.0]), A([0, 0, 1, 1, 1]), 0.4),
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
            ([2.0, 1.0, 0.996, 0.992, 1.5, 1.5, 1.5], 2), ([3.0, 2.0, 4.0, 1.0], 2),
            ([5.0, 4.0, 4.5, 4.25, 3.0, 3.5, 3.625, 3.75, 3.875], 2),
        ],
        hints=("Keep two things: the best loss so far, and how many epochs have passed since.",
            "A new best sets the count to 0, else it grows by 1. Stop when it reaches patience.",
            "best, waited = losses[0], 0; then a loop over epochs from 1; at its end return len(losses) - 1"),
    ),
]  # fmt: skip
