"""Answers to the exercises of notebook 05, as students write them."""

import math

import numpy as np

import minidl
import minidl.nn.functional as F
from minidl.teach.lessons.nb05.exercises import bernoulli_loss, divergence, l1_gradient


def chance(p, y):
    return np.where(y == 1, p, 1 - p)


def tensors(*arrays):
    return [minidl.tensor(array, dtype=minidl.float64) for array in arrays]


def quiet(function):
    def quietly(*arguments):
        with np.errstate(all="ignore"):
            return function(*arguments)

    return quietly


# --- 05.2 -------------------------------------------------------------------------------------------------


def loss_loop(p, y):
    total = 0
    for p_i, y_i in zip(p, y):
        if y_i == 1:
            total -= math.log(p_i)
        else:
            total -= math.log(1 - p_i)
    return total / len(p)


def loss_no_else(p, y):
    total = 0
    for p_i, y_i in zip(p, y):
        if y_i == 1:
            total -= math.log(p_i)
    return total / len(p)


def loss_return_in_loop(p, y):
    total = 0
    for p_i, y_i in zip(p, y):
        total -= math.log(p_i if y_i else 1 - p_i)
        return total / len(p)


@quiet
def loss_apart(p, y):
    ones, zeros = np.log(p[y == 1]), np.log(1 - p[y == 0])
    return -ones.sum() / np.float64(len(ones)) - zeros.sum() / np.float64(len(zeros))


def loss_skips(p, y):
    total = 0
    for i in range(1, len(p)):
        total -= math.log(p[i] if y[i] else 1 - p[i])
    return total / len(p)


def loss_ends_early(p, y):
    total = 0
    for i in range(len(p) - 1):
        total -= math.log(p[i] if y[i] else 1 - p[i])
    return total / len(p)


def loss_last(p, y):
    for p_i, y_i in zip(p, y):
        total = -math.log(p_i if y_i else 1 - p_i)
    return total / len(p)


def loss_in_place(p, y):
    p[y == 0] = 1 - p[y == 0]
    return -np.log(p).mean()


def loss_rounded(p, y):
    return round(-np.log(chance(p, y)).mean(), 2)


def loss_printed(p, y):
    print(bernoulli_loss(p, y))


LOSS_RIGHT = [
    loss_loop,
    lambda p, y: F.binary_cross_entropy(*tensors(p, y)),
    lambda p, y: F.binary_cross_entropy(*tensors(p, y)).item(),
    lambda p, y: -np.log(chance(p, y)).mean(),
    lambda p, y: -np.log(np.prod(chance(p, y))) / len(y),
    lambda p, y: sum(-math.log(a if b else 1 - a) for a, b in zip(p, y)) / len(y),
    lambda p, y: np.array(-np.log(p**y * (1 - p) ** (1 - y))).mean(),
    lambda p, y: -(y @ np.log(p) + (1 - y) @ np.log1p(-p)) / y.size,
]
LOSS_WRONG = [
    (lambda p, y: -np.prod(chance(p, y)), "minus the likelihood"),
    (lambda p, y: -np.mean(y * np.log(p) + (1 - y) * (1 - p)), "logarithm of 1 − p"),
    (lambda p, y: -np.mean(y * p + (1 - y) * np.log(1 - p)), "logarithm of p is missing"),
    (lambda p, y: -bernoulli_loss(p, y), "one minus"),
    (lambda p, y: bernoulli_loss(p, y) * len(p), "N times the loss"),
    (lambda p, y: -np.sum(y * np.log(p) + (1 - y) * np.log(1 - p)), "N times the loss"),
    (lambda p, y: -np.log(np.prod(chance(p, y))), "N times the loss"),
    (lambda p, y: np.sum(y * np.log(p) + (1 - y) * np.log(1 - p)), "Two things at once"),
    (lambda p, y: -np.mean(y * np.log10(p) + (1 - y) * np.log10(1 - p)), "base 10"),
    (lambda p, y: -np.mean(y * np.log2(p) + (1 - y) * np.log2(1 - p)), "base 2"),
    (lambda p, y: -np.mean(y * np.log(p)), "targets 0 count nothing"),
    (lambda p, y: -np.mean((1 - y) * np.log(1 - p)), "targets 1 count nothing"),
    (loss_no_else, "targets 0 count nothing"),
    (lambda p, y: -np.mean(np.log(p)), "used log p"),
    (lambda p, y: -np.log(p).sum() / len(p), "used log p"),
    (lambda p, y: -np.mean(np.log(1 - p)), "used log(1 − p)"),
    (lambda p, y: -np.mean(y * np.log(p) - (1 - y) * np.log(1 - p)), "reach both"),
    (lambda p, y: np.mean(-y * np.log(p) + (1 - y) * np.log(1 - p)), "reach both"),
    (lambda p, y: -np.mean(y * np.log(1 - p) + (1 - y) * np.log(p)), "changed places"),
    (lambda p, y: -np.mean(y * np.log(p) + (1 - y) * (1 - np.log(p))), "1 − log p"),
    (lambda p, y: np.prod(chance(p, y)), "likelihood"),
    (lambda p, y: np.prod(p**y * (1 - p) ** (1 - y)), "likelihood"),
    (lambda p, y: -np.log(chance(p, y).mean()), "logarithm of the mean"),
    (lambda p, y: chance(p, y).mean(), "Two things at once"),
    (lambda p, y: -chance(p, y).mean(), "logarithm is missing"),
    (lambda p, y: np.mean((p - y) ** 2), "squared error"),
    (lambda p, y: 0.5 * np.mean((p - y) ** 2), "quadratic loss"),
    (lambda p, y: np.mean(np.abs(p - y)), "L1"),
    (lambda p, y: -np.log(chance(p, y)), None),
    (lambda p, y: [-math.log(c) for c in chance(p, y)], None),
    (lambda p, y: -np.log(chance(p, y)).sum() / y.sum() if y.any() else math.inf, "number of ones"),
    (lambda p, y: np.mean((p > 0.5) == y), "accuracy"),
    (lambda p, y: -np.log(chance(p, y)).max(), None),
    (lambda p, y: -np.log(chance(p, y)).sum() / max(1, len(p) - 1), None),
    (lambda p, y: -np.mean(y * np.log(p) + 1 - y * np.log(1 - p)), "Brackets"),
    (quiet(lambda p, y: -np.mean(y * np.log(p) + (1 - y) * np.log(p - 1))), "has no logarithm"),
    (lambda p, y: -(y * np.log(p) + (1 - y) * np.log(1 - p)) / len(p), None),
    (loss_apart, "apart"),
    (lambda p, y: F.binary_cross_entropy_with_logits(*tensors(p, y)), "with_logits"),
    (loss_skips, "skip the first"),
    (loss_ends_early, "one too early"),
    (lambda p, y: F.binary_cross_entropy(*tensors(y, p)), "p and y have changed places"),
    (lambda p, y: F.binary_cross_entropy(*tensors(y, p)).item(), "p and y have changed places"),
    (quiet(lambda p, y: -np.mean(p * np.log(y) + (1 - p) * np.log(1 - y))), "logarithm of 0"),
    (quiet(lambda p, y: -np.mean(y * np.log(p) + (1 - p) * np.log(1 - y))), "logarithm of 0"),
    (lambda p, y: -np.log(p[y == 1]).mean(), "mean over the targets 1"),
    (lambda p, y: np.mean([-math.log(a) for a, b in zip(p, y) if b]), "mean over the targets 1"),
    (lambda p, y: -np.mean(y * np.log(p.mean()) + (1 - y) * np.log(1 - p.mean())), "mean of p first"),
    (loss_return_in_loop, "inside the loop"),
    (loss_last, None),
    (loss_in_place, "changes what it is given"),
    (loss_printed, "prints"),
    (lambda p, y: str(bernoulli_loss(p, y)), "text in place of numbers"),
    (lambda p, y: [bernoulli_loss(p, y)], "in a list"),
    (loss_rounded, "round"),
    (lambda p, y: -np.mean(y * log(p) + (1 - y) * log(1 - p)), "does not know the name"),  # noqa: F821
    (lambda p, y: -np.mean(y * math.log(p) + (1 - y) * math.log(1 - p)), "one number"),
    (lambda p, y: -np.mean(y(np.log(p)) + (1 - y) * np.log(1 - p)), "`*`"),
    (lambda p: -np.mean(np.log(p)), "It is called as"),
    (lambda p, y: bernoulli_loss(p, y) / 2, "Half of it"),
    (lambda p, y: 100 * bernoulli_loss(p, y), "percent"),
]  # fmt: skip


# --- 05.3 -------------------------------------------------------------------------------------------------


def gradient_loop(z, y):
    result = []
    for a, b in zip(z, y):
        result.append(0 if a == b else 1 / len(z) if a > b else -1 / len(z))
    return result


def gradient_by_backward(z, y):
    z, y = minidl.tensor(z, dtype=minidl.float64, requires_grad=True), minidl.tensor(y, dtype=minidl.float64)
    F.l1_loss(z, y).backward()
    return z.grad


def gradient_divided(z, y):
    error = z - y
    return np.divide(error, np.abs(error), out=np.zeros(len(z)), where=error != 0) / z.size


def gradient_nan(z, y):
    with np.errstate(all="ignore"):
        return (z - y) / np.abs(z - y) / len(z)


def gradient_in_place(z, y):
    z -= y
    return np.sign(z) / len(z)


def gradient_return_in_loop(z, y):
    result = np.zeros(len(z))
    for i in range(len(z)):
        result[i] = np.sign(z[i] - y[i]) / len(z)
        return result


def gradient_without_return(z, y):
    np.sign(z - y) / len(z)


def gradient_left_out(z, y):
    result = []
    for a, b in zip(z, y):
        if a > b:
            result.append(1 / len(z))
        elif a < b:
            result.append(-1 / len(z))
    return result


def gradient_no_tie(z, y):
    return [1 / len(z) if a > b else -1 / len(z) for a, b in zip(z, y)]


L1_RIGHT = [
    gradient_loop,
    gradient_by_backward,
    gradient_divided,
    lambda z, y: ((z > y) * 1 - (z < y) * 1) / len(z),
    lambda z, y: tuple(np.where(z > y, 1, np.where(z < y, -1, 0)) / z.shape[0]),
    lambda z, y: np.sign(minidl.tensor(z - y).numpy()) / len(y),
]
L1_WRONG = [
    (lambda z, y: np.sign(y - z) / len(z), "The sign"),
    (lambda z, y: np.sign(z - y), "1/N is missing"),
    (lambda z, y: (z - y) / len(z), "gradient of ½(z − y)²"),
    (lambda z, y: 2 * (z - y) / len(z), "gradient of (z − y)²"),
    (lambda z, y: z - y, "Two things at once"),
    (lambda z, y: np.abs(z - y) / len(z), "loss of each sample"),
    (lambda z, y: np.abs(z - y), "Two things at once"),
    (lambda z, y: np.abs(z - y).mean(), "That is the loss"),
    (lambda z, y: np.abs(z - y).sum() / len(z), "That is the loss"),
    (lambda z, y: np.ones(len(z)) / len(z), "slope is −1"),
    (gradient_no_tie, "`else`"),
    (lambda z, y: np.where(z >= y, 1, -1) / len(z), "0, as in PyTorch"),
    (lambda z, y: np.where(z > y, 1, 0) / len(z), "not 0"),
    (lambda z, y: np.where(z < y, -1, 0) / len(z), "not 0"),
    (lambda z, y: np.sign(z - y).sum() / len(z), "added up"),
    (lambda z, y: np.mean(np.sign(z - y)), "added up"),
    (lambda z, y: np.sign(z) / len(z), "sign of z"),
    (lambda z, y: np.sign(z - y) / 2 / len(z), "Half"),
    (lambda z, y: np.sign(z - y) / len(z) ** 2, "N twice"),
    (lambda z, y: np.sign(z - y) * len(z), "multiplied by N"),
    (lambda z, y: np.sign(z - y) / (len(z) - 1), "N − 1"),
    (lambda z, y: np.sign(y - z), "Two things at once"),
    (lambda z, y: np.clip(z - y, -1, 1) / len(z), "Huber's loss"),
    (lambda z, y: np.clip(z - y, -1, 1), "Two things at once"),
    (gradient_nan, "0 by 0"),
    (gradient_left_out, "left out of your list"),
    (lambda z, y: np.sign(abs(z - y)) / len(z), "takes the sign away"),
    (gradient_in_place, "changes what it is given"),
    (gradient_return_in_loop, "inside the loop"),
    (lambda z, y: print(l1_gradient(z, y)), "prints"),
    (lambda z, y: [str(g) for g in l1_gradient(z, y)], "text in place of numbers"),
    (lambda z, y: l1_gradient(z, y)[:, None], "shape"),
    (lambda z, y: l1_gradient(z, y).astype(int), "Everything is 0"),
    (lambda z, y: np.sign(z - y) // len(z), "cuts to whole numbers"),
    (lambda z, y: math.copysign(1, z - y) / len(z), "one number"),
    (lambda z: np.sign(z), "It is called as"),
    (gradient_without_return, "return"),
]


# --- 05.4 -------------------------------------------------------------------------------------------------


def kl_loop(q, p):
    total = 0
    for i in range(len(q)):
        if q[i] != 0:
            total += q[i] * (math.log(q[i]) - math.log(p[i]))
    return total


def kl_numpy(q, p):
    q, p = np.array(q), np.array(p)
    return np.sum(q[q > 0] * np.log(q[q > 0] / p[q > 0]))


def kl_minidl(q, p):
    q, p = tensors(q, p)
    return F.kl_div(p.log(), q, reduction="sum")


def kl_where(q, p):
    q, p = np.array(q), np.array(p)
    return np.where(q > 0, q * np.log(np.where(q > 0, q, 1) / p), 0).sum()


def kl_entropies(q, p):
    cross = -sum(a * math.log(b) for a, b in zip(q, p))
    return cross + sum(a * math.log(a) for a in q if a)


def kl_nan(q, p):
    q, p = np.array(q), np.array(p)
    with np.errstate(all="ignore"):
        return (q * np.log(q / p)).sum()


def kl_return_in_loop(q, p):
    total = 0
    for a, b in zip(q, p):
        if a > 0:
            total += a * math.log(a / b)
        return total


def kl_zero(q, p):
    total = 0
    for a, b in zip(q, p):
        if a == 0:
            return 0
        total += a * math.log(a / b)
    return total


def kl_break(q, p):
    total = 0
    for a, b in zip(q, p):
        if a == 0:
            break
        total += a * math.log(a / b)
    return total


def kl_rounded(q, p):
    return round(kl_loop(q, p), 3)


def kl_overwritten(q, p):
    for a, b in zip(q, p):
        if a > 0:
            total = a * math.log(a / b)
    return total


def terms(q, p, term):
    return sum(term(a, b) for a, b in zip(q, p) if a > 0)


KL_RIGHT = [
    kl_loop, kl_numpy, kl_minidl, kl_where, kl_entropies,
    lambda q, p: -terms(q, p, lambda a, b: a * math.log(b / a)),
]  # fmt: skip


def kl_zero_as_one(q, p):
    s = 0
    for a, b in zip(q, p):
        if a == 0:
            s += 1
        else:
            s += a * math.log(a / b)
    return s


def kl_zero_as_p(q, p):
    s = 0
    for a, b in zip(q, p):
        s += b if a == 0 else a * math.log(a / b)
    return s


def kl_returns_at_once(q, p):
    s = 0
    for a, b in zip(q, p):
        if a > 0:
            s += a * math.log(a / b)
            return s


def kl_removes_while_reading(q, p):
    q, p = [*q], [*p]
    for i, a in enumerate(q):
        if a == 0:
            q.pop(i), p.pop(i)
    return sum(a * math.log(a / b) for a, b in zip(q, p))


KL_WRONG = [
    (kl_zero_as_one, "counts 0, not 1"),
    (kl_zero_as_p, "add its p"),
    (kl_returns_at_once, "Only the first class"),
    (kl_removes_while_reading, None),
    (lambda q, p: q[0] * np.log(np.array(q)[0] / p[0]) + q[1] * np.log(np.array(q)[1] / p[1]), "two classes"),
    (lambda q, p: sum(b * np.log(a / b) for a, b in zip(np.array(q), p)), "also where q is 0"),
    (
        lambda q, p: terms(q, p, lambda a, b: (a * math.log(a / b) + b * math.log(b / a)) / 2),
        "both directions",
    ),
    (lambda q, p: terms(q, p, lambda a, b: a * math.log(a) / math.log(b)), "two logarithms"),
    (lambda q, p: F.kl_div(minidl.tensor(q), minidl.tensor(p)).item(), "log p first"),
    (lambda q, p: np.mean([a * np.log2(a / b) if a else 0 for a, b in zip(q, p)]), "Two things at once"),
    (lambda q, p: np.mean([a * np.log(a / b) for a, b in zip(q, p) if a]), "classes with q > 0"),
    (lambda q, p: terms(q, p, lambda a, b: a * math.log(b / a)), "upside down"),
    (lambda q, p: -terms(q, p, lambda a, b: a * math.log(a / b)), "a minus too many"),
    (lambda q, p: terms(q, p, lambda a, b: b * math.log(a / b)), "weighed with p"),
    (lambda q, p: terms(q, p, lambda a, b: math.log(a / b)), "weighed with its q"),
    (lambda q, p: -sum(a * math.log(b) for a, b in zip(q, p)), "cross-entropy"),
    (lambda q, p: sum(a * math.log(b) for a, b in zip(q, p)), "Two things at once"),
    (lambda q, p: -terms(q, p, lambda a, b: a * math.log(a)), "entropy of q"),
    (lambda q, p: terms(q, p, lambda a, b: a * math.log2(a / b)), "base 2"),
    (lambda q, p: terms(q, p, lambda a, b: a * math.log10(a / b)), "base 10"),
    (lambda q, p: terms(q, p, lambda a, b: a * a / b), "logarithm of q/p is missing"),
    (lambda q, p: divergence(q, p) / len(q), "number of classes"),
    (lambda q, p: terms(q, p, lambda a, b: a * (a - b)), "difference of the *logarithms*"),
    (lambda q, p: kl_loop(p, q), "KL(p‖q)"),
    (lambda q, p: F.kl_div(tensors(p)[0].log(), tensors(q)[0]), "number of classes"),
    (lambda q, p: F.kl_div(*tensors(p, q), reduction="sum"), "p.log()"),
    (lambda q, p: [a * math.log(a / b) if a else 0 for a, b in zip(q, p)], "Add them up"),
    (lambda q, p: terms(q, p, lambda a, b: abs(a * math.log(a / b))), "absolute values"),
    (lambda q, p: sum((a - b) ** 2 for a, b in zip(q, p)), "squared distance"),
    (lambda q, p: terms(q, p, lambda a, b: (a - b) * math.log(a / b)), "with q − p"),
    (lambda q, p: terms(q, p, lambda a, b: a * math.log(a) / b), "Divide inside"),
    (lambda q, p: terms(q, p, lambda a, b: math.log(a) - a * math.log(b)), "Brackets"),
    (lambda q, p: -sum(b * math.log(b) for b in p), "entropy of p"),
    (lambda q, p: -terms(q, p, lambda a, b: a * math.log(a) + a * math.log(b)), "Subtract the entropy"),
    (kl_zero, "Only this class counts 0"),
    (kl_break, "ends at the first q = 0"),
    (kl_nan, "leave it out"),
    (lambda q, p: sum(a * math.log(a / b) for a, b in zip(q, p)), "leave it out"),
    (lambda q, p: sum(a * (math.log(a) - math.log(b)) for a, b in zip(q, p)), "leave it out"),
    (kl_return_in_loop, "inside the loop"),
    (kl_overwritten, "`+=`"),
    (lambda q, p: print(divergence(q, p)), "prints"),
    (lambda q, p: str(divergence(q, p)), "text in place of numbers"),
    (lambda q, p: [divergence(q, p)], "in a list"),
    (kl_rounded, "round"),
    (lambda q, p: q * np.log(np.array(q) / p), None),
    (lambda q, p: q / p, "Lists"),
    (lambda q, p: sum(a * log(a / b) for a, b in zip(q, p) if a), "does not know the name"),  # noqa: F821
    (lambda q, p: sum(a(math.log(a / b)) for a, b in zip(q, p) if a), "`*`"),
    (lambda q: sum(q), "It is called as"),
    (lambda q, p: 1 + divergence(q, p), "1 too large"),
]

RIGHT = {
    "05.1": [4, 4.0, np.median([1, 2, 4, 5, 28]), np.int64(4), minidl.tensor(4), np.array(4.0)],
    "05.2": LOSS_RIGHT,
    "05.3": L1_RIGHT,
    "05.4": KL_RIGHT,
    "05.5": [0.5, 1 / 2, max(0, 1 + 2.5 - 3), np.float64(0.5), minidl.tensor(0.5), np.array(0.5)],
}
WRONG = {
    "05.1": [
        (8, "mean"), (40, "added them up"), (14.5, "Halfway"), (3, "mean without 28"), (28, "pull down"),
        (1, "pull up"), (2, "three targets pull up"), (5, "three targets pull down"), (4.5, None), (6, "four targets"),
        (3.5, "pull up than down"), (0, "one side"), (30, "one side"), ("4", "quotes"), ([4], None), (13, "four targets"),
        (2.5, "pull up than down"),
    ],
    "05.2": LOSS_WRONG,
    "05.3": L1_WRONG,
    "05.4": KL_WRONG,
    "05.5": [
        (-2.5, "far behind counts 0"), (1.5, "Perhaps"), (0, "lead by 1"), (1 / 6, "PyTorch"), (0.1667, "PyTorch"),
        (0.25, "Perhaps"), (6.5, "signs are turned"), (3.5, "costs nothing"), (4.5, "leads"), ("0.5", "quotes"), (2, "Too large"), (5, "Too large"), (1, "Too large"), (9.5, "−1 as the right"), (-7, "counts below 0"),
        (0.17, "PyTorch"), (-0.5, "the 1 is missing"), (-3.5, "far behind counts 0"), (0.485, "cross-entropy"),
        (0.48, "cross-entropy"), (0.493, "Too small"), (0.05, "Too small"), (0.49, "cross-entropy"),
    ],
}  # fmt: skip
