"""Losses of probabilities: of two classes, and of whole distributions.

`*_array` is the arrays' side of each.
"""

import math

import numpy as np

from ...checks import choice, number, shape, switch
from ...functions.arithmetic import where
from ...ops import _masked, _size
from ...ops import sigmoid as sigmoid_array
from ...recording import no_grad
from ...tensor import Tensor, apply, wrap
from .checks import check_broadcast, check_same_dtype, check_tensor
from .reduction import REDUCTIONS, as_pair, check_constant, reduced


def binary_cross_entropy(
    input: Tensor, target: Tensor, weight: Tensor | None = None, *, reduction: str = "mean",
) -> Tensor:  # fmt: skip
    """−y log p − (1 − y) log(1 − p) for probabilities p (input) and y (target), both between 0 and 1.

    No logarithm is below −100. `weight`, of a shape that can be broadcast to the input's, multiplies
    each loss. Raises ValueError if a number is no probability.
    """
    who = "binary_cross_entropy"
    _check_same_shape(who, input, target)
    check_same_dtype(who, input, target=target)
    for name, tensor in (("input", input), ("target", target)):
        wrong = ~((tensor._array >= 0) & (tensor._array <= 1))
        if wrong.any():
            raise ValueError(
                f"{who}: {name} must be between 0 and 1, got {tensor._array[wrong].flat[0]}. For logits, "
                f"use binary_cross_entropy_with_logits."
            )
    losses = apply(binary_cross_entropy_array, input, target)
    return reduced(who, _times(who, losses, weight), reduction)


def binary_cross_entropy_array(p, y):
    """−y max(log p, −100) − (1 − y) max(log(1 − p), −100): ∂/∂p = (p − y) / max(p (1 − p), 10⁻¹²)"""
    log_p, log_rest = np.log(p), np.log1p(-p)

    def backward(g, need):
        gp = g * ((p - y) / np.maximum((1 - p) * p, 1e-12)) if need[0] else None
        return gp, g * (log_rest - log_p) if need[1] else None

    return (y - 1) * np.maximum(log_rest, -100) - y * np.maximum(log_p, -100), backward


def binary_cross_entropy_with_logits(
    input: Tensor, target: Tensor, weight: Tensor | None = None, *, reduction: str = "mean",
    pos_weight: Tensor | None = None,
) -> Tensor:  # fmt: skip
    """`binary_cross_entropy` of σ(input), without overflow: input holds logits.

    `weight` multiplies each loss, `pos_weight` only its part −y log p; both have a shape that can be
    broadcast to the input's.
    """
    who = "binary_cross_entropy_with_logits"
    _check_same_shape(who, input, target)
    input, target = as_pair(who, input, target)
    positive = None
    if pos_weight is not None:
        _check_weight(who, "pos_weight", pos_weight, input.shape)
        positive = pos_weight._array.astype(input.dtype)
    losses = apply(logits_array, input, target, positive=positive)
    return reduced(who, _times(who, losses, weight), reduction)


def logits_array(x, y, *, positive):
    """(1 − y) x + w log(1 + e⁻ˣ) with w = 1 + y (positive − 1): ∂/∂x = 1 − y − w (1 − σ(x))"""
    softplus = np.log1p(np.exp(-_size(x))) - np.minimum(x, 0)  # log(1 + e⁻ˣ)
    w = 1 if positive is None else 1 + y * (positive - 1)

    def backward(g, need):
        gx = g * (1 - y - w * sigmoid_array(-x)[0]) if need[0] else None
        gy = None
        if need[1]:
            gy = g * (-x if positive is None else (positive - 1) * softplus - x)
        return gx, gy

    return (1 - y) * x + w * softplus, backward


def _check_same_shape(who, input, target):
    check_tensor(who, input)
    check_tensor(who, target, "target")
    shape(who, "target", target, input.shape, "that of the input", "Try target.reshape(input.shape).")


def _check_weight(who, name, weight, shape):
    check_tensor(who, weight, name)
    check_constant(who, **{name: weight})
    check_broadcast(who, name, weight, shape)


def _times(who, losses, weight):
    if weight is None:
        return losses
    _check_weight(who, "weight", weight, losses.shape)
    return losses * weight.to(losses.dtype)


def kl_div(input: Tensor, target: Tensor, *, reduction: str = "mean", log_target: bool = False) -> Tensor:
    """t (log t − x): Kullback-Leibler divergence of log-probabilities x from probabilities t.

    `log_target`: target holds log t. The mean is over all *numbers*; "batchmean", the sum divided by
    the number of samples, is the divergence as books define it.
    """
    who = "kl_div"
    choice(who, "reduction", reduction, (*REDUCTIONS, "batchmean"))
    check_tensor(who, input)
    check_tensor(who, target, "target")
    input, target = as_pair(who, input, target)
    losses = target.exp() * (target - input) if log_target else apply(kl_div_array, input, target)
    if reduction != "batchmean":
        return reduced(who, losses, reduction)
    return losses.sum() / wrap(np.array(input.shape[0] if input.ndim else 1, input.dtype))


def kl_div_array(x, t):
    """t log t − t x, with 0 log 0 = 0: ∂/∂x = −t, ∂/∂t = log t + t/t − x (NaN at 0, as in PyTorch)"""
    log_t = np.log(t)
    value = _masked(t * log_t, t != 0) - t * x
    return value, lambda g, need: (-g * t, g * (log_t + t / t - x) if need[1] else None)


def poisson_nll_loss(input, target, log_input=True, full=False, *, eps=1e-8, reduction="mean") -> Tensor:
    """eˣ − t x for counts t, or x − t log(x + eps) unless `log_input`: −log of Poisson's law but for log t!.

    `full` adds that, for t > 1, as t log t − t + ½ log 2πt (Stirling).
    """
    who = "poisson_nll_loss"
    input, target = as_pair(who, input, target)
    if switch(who, "log_input", log_input):
        losses = input.exp() - target * input
    else:
        losses = input - target * (input + number(who, "eps", eps)).log()
    if switch(who, "full", full):
        stirling = target * target.log() - target + 0.5 * (2 * math.pi * target).log()
        losses = losses + where(target > 1, stirling, 0.0)
    return reduced(who, losses, reduction)


def gaussian_nll_loss(input, target, var, full=False, eps=1e-6, reduction="mean") -> Tensor:
    """½ (log v + (x − t)²/v) with v = max(var, eps): −log of a normal density but for ½ log 2π, with `full`.

    `var` has the input's shape, or 1 or nothing in place of its last size, or is one number.
    """
    who = "gaussian_nll_loss"
    input, target = as_pair(who, input, target)
    if not isinstance(var, Tensor):
        var = wrap(np.full(input.shape, number(who, "var", var), input.dtype))
    check_same_dtype(who, input, var=var)
    var = var.unsqueeze(-1) if var.shape == input.shape[:-1] else var
    check_broadcast(who, "var", var, input.shape)
    if (var._array < 0).any():
        raise ValueError(f"{who}: var must not be negative, got {var.min().item()}. Try var.exp().")
    var, eps = var.clone(), number(who, "eps", eps)
    with no_grad():
        var.clamp_(min=eps)
    losses = 0.5 * (var.log() + (input - target).square() / var)
    return reduced(
        who, losses + 0.5 * math.log(2 * math.pi) if switch(who, "full", full) else losses, reduction
    )
