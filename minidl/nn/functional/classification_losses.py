"""Losses of classes and probabilities, besides `cross_entropy`. `*_array` is the arrays' side of each."""

import numpy as np

from ...functions.arithmetic import where
from ...ops import _masked
from ...ops import sigmoid as sigmoid_array
from ...tensor import Tensor, apply, wrap
from .checks import check_same_dtype, check_tensor
from .losses import as_pair, check_classes, check_constant, check_labels, reduced, reduction_of


def nll_loss(
    input: Tensor,
    target: Tensor,
    weight: Tensor | None = None,
    size_average: bool | None = None,
    ignore_index: int = -100,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """−log p of the right class: input holds log-probabilities, as `log_softmax` gives them.

    Shapes, labels, `weight` and the mean as in `cross_entropy`.
    """
    who = "nll_loss"
    reduction = reduction_of(who, size_average, reduce, reduction)
    check_tensor(who, input)
    check_tensor(who, target, "target", kinds="fiub")
    if input.ndim == 0:
        raise ValueError(f"{who}: expects log-probabilities (N, C), got a single number.")
    axis = 0 if input.ndim == 1 else 1
    check_classes(who, "log-probabilities", input.shape[axis], weight)
    check_constant(who, weight=weight)
    check_labels(who, "log-probabilities", target._array, input.shape, axis, ignore_index)
    counted = target._array != ignore_index
    labels = target._array * counted
    per_sample = np.array(counted if weight is None else weight._array[labels] * counted, input.dtype)
    settings = {"labels": labels, "counted": counted, "weights": per_sample, "axis": axis}
    losses = apply(nll_array, input, **settings)
    if reduction != "mean":
        return reduced(losses, reduction)
    return losses.sum() / wrap(np.asarray(np.add.reduce(per_sample, axis=None)))  # NaN if no sample counts


def nll_array(x, *, labels, counted, weights, axis):
    """−weight · x at the label, and 0 for samples that do not count"""
    shape, place = x.shape, np.expand_dims(labels, axis)
    picked = np.squeeze(np.take_along_axis(x, place, axis), axis)

    def backward(g, need):
        gx = np.zeros(shape, g.dtype)
        np.put_along_axis(gx, place, np.expand_dims(_masked(g * -weights, counted), axis), axis)
        return (gx,)

    return np.where(counted, -picked * weights, 0), backward


def binary_cross_entropy(
    input: Tensor,
    target: Tensor,
    weight: Tensor | None = None,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """−y log p − (1 − y) log(1 − p) for probabilities p (input) and y (target), both between 0 and 1.

    No logarithm is below −100. `weight`, of a shape that can be broadcast to the input's, multiplies
    each loss. Raises ValueError if a number is no probability.
    """
    who = "binary_cross_entropy"
    reduction = reduction_of(who, size_average, reduce, reduction)
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
    return reduced(_times(who, losses, weight), reduction)


def binary_cross_entropy_array(p, y):
    """−y max(log p, −100) − (1 − y) max(log(1 − p), −100): ∂/∂p = (p − y) / max(p (1 − p), 10⁻¹²)"""
    log_p, log_rest = np.log(p), np.log1p(-p)

    def backward(g, need):
        gp = g * ((p - y) / np.maximum((1 - p) * p, 1e-12)) if need[0] else None
        return gp, g * (log_rest - log_p) if need[1] else None

    return (y - 1) * np.maximum(log_rest, -100) - y * np.maximum(log_p, -100), backward


def binary_cross_entropy_with_logits(
    input: Tensor,
    target: Tensor,
    weight: Tensor | None = None,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
    pos_weight: Tensor | None = None,
) -> Tensor:
    """`binary_cross_entropy` of σ(input), without overflow: input holds logits.

    `weight` multiplies each loss, `pos_weight` only its part −y log p; both have a shape that can be
    broadcast to the input's.
    """
    who = "binary_cross_entropy_with_logits"
    reduction = reduction_of(who, size_average, reduce, reduction)
    _check_same_shape(who, input, target)
    input, target = as_pair(who, input, target)
    positive = None
    if pos_weight is not None:
        _check_weight(who, "pos_weight", pos_weight, input.shape)
        positive = pos_weight._array.astype(input.dtype)
    losses = apply(logits_array, input, target, positive=positive)
    return reduced(_times(who, losses, weight), reduction)


def logits_array(x, y, *, positive):
    """(1 − y) x + w log(1 + e⁻ˣ) with w = 1 + y (positive − 1): ∂/∂x = 1 − y − w (1 − σ(x))"""
    softplus = np.log1p(np.exp(-np.abs(x))) - np.minimum(x, 0)  # log(1 + e⁻ˣ)
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
    if input.shape != target.shape:
        raise ValueError(
            f"{who}: target needs the input's shape {input.shape}, got {target.shape}. Try "
            f"target.reshape(input.shape)."
        )


def _check_weight(who, name, weight, shape):
    check_tensor(who, weight, name)
    check_constant(who, **{name: weight})
    try:
        fits = np.broadcast_shapes(weight.shape, shape) == shape
    except ValueError:
        fits = False
    if not fits:
        raise ValueError(f"{who}: {name} {weight.shape} cannot be broadcast to the input's shape {shape}.")


def _times(who, losses, weight):
    if weight is None:
        return losses
    _check_weight(who, "weight", weight, losses.shape)
    return losses * weight.to(losses.dtype)


def hinge_embedding_loss(
    input: Tensor,
    target: Tensor,
    margin: float = 1.0,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """x where the target is 1, max(0, margin − x) where it is −1: x is how far apart two things are."""
    who = "hinge_embedding_loss"
    reduction = reduction_of(who, size_average, reduce, reduction)
    check_tensor(who, input)
    input, _ = as_pair(who, input, target)
    near = where(target != -1, input, 0.0)
    far = where(target != 1, (margin - input).clamp(min=0), 0.0)
    return reduced(near + far, reduction)


def multi_margin_loss(
    input: Tensor,
    target: Tensor,
    p: int = 1,
    margin: float = 1.0,
    weight: Tensor | None = None,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """Σ_{i ≠ y} max(0, margin − x_y + x_i)ᵖ / C for scores x (N, C) or (C) and labels y, with p 1 or 2.

    `weight` (C) multiplies each loss by the weight of its label; the mean is over all samples.
    """
    who = "multi_margin_loss"
    reduction = reduction_of(who, size_average, reduce, reduction)
    check_power(who, p)
    check_tensor(who, input)
    check_tensor(who, target, "target", kinds="fiub")
    if input.ndim == 0:  # a single class
        input = input.unsqueeze(0)
    if input.ndim not in (1, 2):
        raise ValueError(f"{who}: expects scores (N, C) or (C), got {input.shape}.")
    if input.ndim == 1 and target.shape == (1,):
        input = input.unsqueeze(0)  # one sample, which its label counts
    check_classes(who, "scores", input.shape[-1], weight)
    check_constant(who, weight=weight)
    check_labels(who, "scores", target._array, input.shape, input.ndim - 1, None)
    labels = target._array
    weights = np.ones(labels.shape) if weight is None else weight._array[labels]
    settings = {"labels": labels, "weights": np.asarray(weights, input.dtype)}
    return reduced(apply(multi_margin_array, input, p=p, margin=float(margin), **settings), reduction)


def check_power(who: str, p: int) -> None:
    """Raise ValueError unless p is 1 or 2."""
    if p not in (1, 2):
        raise ValueError(f"{who}: p is 1 or 2, got {p!r}.")


def multi_margin_array(x, *, labels, weights, p, margin):
    """weight/C · Σ_{i ≠ y} zᵢᵖ with zᵢ = max(0, margin − x_y + xᵢ): ∂/∂xᵢ = weight/C · p zᵢᵖ⁻¹"""
    place, scale = labels[..., None], weights[..., None] / x.shape[-1]
    z = np.maximum(margin - np.take_along_axis(x, place, -1) + x, 0)
    np.put_along_axis(z, place, 0, -1)

    def backward(g, need):
        gx = g[..., None] * scale * (z > 0 if p == 1 else 2 * z)
        np.put_along_axis(gx, place, -np.add.reduce(gx, axis=-1, keepdims=True), -1)
        return (gx,)

    return np.add.reduce(scale * (z if p == 1 else z * z), axis=-1), backward


def kl_div(
    input: Tensor,
    target: Tensor,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
    log_target: bool = False,
) -> Tensor:
    """t (log t − x): Kullback-Leibler divergence of log-probabilities x from probabilities t.

    `log_target`: target holds log t. The mean is over all *numbers*; "batchmean", the sum divided by
    the number of samples, is the divergence as books define it.
    """
    who = "kl_div"
    reduction = reduction_of(who, size_average, reduce, reduction, "batchmean")
    check_tensor(who, input)
    check_tensor(who, target, "target")
    input, target = as_pair(who, input, target)
    losses = target.exp() * (target - input) if log_target else apply(kl_div_array, input, target)
    if reduction != "batchmean":
        return reduced(losses, reduction)
    return losses.sum() / wrap(np.array(input.shape[0] if input.ndim else 1, input.dtype))


def kl_div_array(x, t):
    """t log t − t x, with 0 log 0 = 0: ∂/∂x = −t, ∂/∂t = log t + t/t − x (NaN at 0, as in PyTorch)"""
    log_t = np.log(t)
    value = _masked(t * log_t, t != 0) - t * x
    return value, lambda g, need: (-g * t, g * (log_t + t / t - x) if need[1] else None)
