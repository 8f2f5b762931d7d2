"""L-BFGS: Newton's steps, with the second derivatives estimated from how the gradient has changed."""

from collections import namedtuple

import numpy as np

from ..checks import choice, sizes
from ..recording import enable_grad, no_grad
from ..tensor import wrap
from .optimizers import Optimizer, settings

_NEEDS = "LBFGS: step(closure) needs a function that calls zero_grad() and backward() and returns the loss"


class LBFGS(Optimizer):
    """p ← p + η d, where d ≈ −H⁻¹ g from the last `history_size` changes s of p and y of g (Liu and
    Nocedal, 1989).

    One step goes on for `max_iter` iterations or `max_eval` calls of the closure (by default
    5/4 `max_iter`), or until no part of g is above `tolerance_grad`, or neither p nor the loss changes by
    more than `tolerance_change`. `line_search_fn='strong_wolfe'` searches for η along d; the default,
    None, takes `lr`. All parameters are one group. For whole data sets: y is wrong if the batch changes.
    """

    def __init__(
        self, params, lr=1, max_iter=20, max_eval: int | None = None, tolerance_grad=1e-7,
        tolerance_change=1e-9, history_size=100, line_search_fn: str | None = None,
    ):  # fmt: skip
        sizes("LBFGS", 1, max_iter=max_iter, history_size=history_size)
        max_eval = max_iter * 5 // 4 if max_eval is None else sizes("LBFGS", 1, max_eval=max_eval)[0]
        choice("LBFGS", "line_search_fn", line_search_fn, (None, "strong_wolfe"))
        super().__init__(params, settings(locals()))

    def add_param_group(self, param_group: dict) -> None:
        """As Optimizer's, once: d is one direction for all parameters."""
        if self.param_groups:
            raise ValueError("LBFGS: takes one group, got another. Put all parameters in one list.")
        super().add_param_group(param_group)

    @no_grad()
    def step(self, closure=None):
        """`closure` clears the gradients, computes the loss, calls backward() and returns the loss."""
        if not callable(closure):
            raise TypeError(f"{_NEEDS}, got {type(closure).__name__}.")
        group = self.param_groups[0]
        parameters, lr, change = group["params"], float(group["lr"]), group["tolerance_change"]
        state = self.state[parameters[0]]
        state |= {"func_evals": 0, "n_iter": 0, "old_dirs": [], "old_stps": [], "ro": [], "H_diag": 1} | state
        most = state["func_evals"] + group["max_eval"]

        def evaluate():
            with enable_grad():
                loss = closure()
            if loss is None:
                raise TypeError(f"{_NEEDS}, but it returned None.")
            state["func_evals"] += 1
            parts = [np.zeros_like(p._array) if p.grad is None else p.grad._array for p in parameters]
            return loss, wrap(np.concatenate([part.ravel() for part in parts]))

        def move(t):
            for p, start, part in zip(parameters, starts, d.split([p.numel() for p in parameters])):
                p.copy_(start + t * part.view_as(p))

        def at(t):
            move(t)
            loss, gradient = evaluate()
            return _Point(t, float(loss), gradient, gradient.dot(d))

        first, gradient = evaluate()
        loss = float(first)
        for iteration in range(1, group["max_iter"] + 1):
            if gradient.abs().max() <= group["tolerance_grad"]:
                break
            t = lr if state["n_iter"] else lr * min(1.0, 1.0 / gradient.abs().sum())
            if state["n_iter"]:
                _remember(state, gradient - state["prev_flat_grad"], state["d"] * state["t"], group)
            d = _direction(state, gradient)
            state["n_iter"] += 1
            state |= {"d": d, "t": t, "prev_flat_grad": gradient, "prev_loss": loss}
            here = _Point(0, loss, gradient, gradient.dot(d))
            if here.slope > -change:
                break
            starts = [p.clone() for p in parameters]
            if group["line_search_fn"]:
                calls = most - state["func_evals"]
                state["t"], loss, gradient, _ = _strong_wolfe(at, here, t, d.abs().max(), calls)
            elif iteration < group["max_iter"]:
                _, loss, gradient, _ = at(t)
            move(state["t"])  # from where the search looked last; the last step of all needs no gradient
            still = (d * state["t"]).abs().max() <= change or abs(loss - here.loss) < change
            if still or state["func_evals"] >= most:
                break
        return first


def _remember(state, y, s, group):
    """Keep the changes of g and of p if g has grown along s, as it does in a valley."""
    ys = y.dot(s)
    if ys > 1e-10:
        for name, value in (("old_dirs", y), ("old_stps", s), ("ro", 1.0 / ys)):
            state[name] = [*state[name], value][-group["history_size"] :]
        state["H_diag"] = ys / y.dot(y)


def _direction(state, gradient):
    """−H⁻¹ g, by two loops over the changes kept: from the last to the first, and forth again."""
    d, shares = -gradient, []
    changes = list(zip(state["old_dirs"], state["old_stps"], state["ro"]))
    for y, s, ro in reversed(changes):
        shares.append(s.dot(d) * ro)
        d -= shares[-1] * y
    d *= state["H_diag"]
    for y, s, ro in changes:
        d += (shares.pop() - y.dot(d) * ro) * s
    return d


# Where p + t d is: the loss there, its gradient, and the loss's slope along d
_Point = namedtuple("_Point", "t loss gradient slope")


def _strong_wolfe(at, start, t, length, most):
    """A point with Wolfe's conditions: loss ≤ loss₀ + 10⁻⁴ t slope₀ and |slope| ≤ 0.9 |slope₀|.

    The steps grow until such a point must lie between two, which then close in on it; after `most`
    steps the lower of the two will do (Nocedal and Wright, Numerical Optimization, 3.5 and 3.6).
    """

    def too_high(point):
        return point.loss > start.loss + 1e-4 * point.t * start.slope

    before, point, steps = start, at(t), 0
    while steps < most:
        high = too_high(point) or steps > 1 and point.loss >= before.loss
        if not high and abs(point.slope) <= -0.9 * start.slope:
            return point
        if high or point.slope >= 0:
            break
        t = _lowest(before, point, point.t + 0.01 * (point.t - before.t), 10 * point.t)
        before, point, steps = point, at(t), steps + 1
    pair = [before if steps < most else start, point]
    low, near = int(not pair[0].loss <= pair[1].loss), False
    while steps < most and not abs(pair[1].t - pair[0].t) * length < 1e-9:
        left, right = sorted([pair[0].t, pair[1].t])
        t = _lowest(*pair, left, right)
        margin, was_near = 0.1 * (right - left), near
        near = bool(min(right - t, t - left) < margin)
        if near and (was_near or not left < t < right):  # no progress: go to the margin
            t, near = right - margin if right - t < t - left else left + margin, False
        point, steps = at(t), steps + 1
        if too_high(point) or point.loss >= pair[low].loss:
            pair[1 - low] = point
            low = int(not pair[0].loss <= pair[1].loss)
            continue
        if abs(point.slope) <= -0.9 * start.slope:
            return point
        if point.slope * (pair[1 - low].t - pair[low].t) >= 0:
            pair[1 - low] = pair[low]
        pair[low] = point
    return pair[low]


def _lowest(a, b, left, right):
    """Where the cubic through two points, with their slopes, is lowest; in the middle if nowhere."""
    a, b = (a, b) if a.t <= b.t else (b, a)
    bend = a.slope + b.slope - 3 * (a.loss - b.loss) / (a.t - b.t)
    square = bend**2 - a.slope * b.slope
    if not square >= 0:
        return (left + right) / 2
    root = square.sqrt()
    t = b.t - (b.t - a.t) * ((b.slope + root - bend) / (b.slope - a.slope + 2 * root))
    return min(max(t, left), right)
