"""Losses of scores and distances that shall differ by a margin. `*_array` is the arrays' side."""

import numpy as np

from ...checks import axes, choice, number, shape, switch
from ...functions.arithmetic import minimum, where
from ...tensor import Tensor, apply
from .activations import logsigmoid
from .checks import check_tensor
from .cross_entropy import check_classes, check_labels
from .reduction import as_pair, check_constant, reduced


def hinge_embedding_loss(
    input: Tensor, target: Tensor, margin: float = 1.0, *, reduction: str = "mean",
) -> Tensor:  # fmt: skip
    """x where the target is 1, max(0, margin − x) where it is −1: x is how far apart two things are."""
    who = "hinge_embedding_loss"
    number(who, "margin", margin)
    input, _ = as_pair(who, input, target, "f")
    near = where(target != -1, input, 0.0)
    far = where(target != 1, (margin - input).clamp(min=0), 0.0)
    return reduced(who, near + far, reduction)


def multi_margin_loss(
    input: Tensor, target: Tensor, p: int = 1, margin: float = 1.0, weight: Tensor | None = None, *,
    reduction: str = "mean",
) -> Tensor:  # fmt: skip
    """Σ_{i ≠ y} max(0, margin − x_y + x_i)ᵖ / C for scores x (N, C) or (C) and labels y, with p 1 or 2.

    `weight` (C) multiplies each loss by the weight of its label; the mean is over all samples.
    """
    who = "multi_margin_loss"
    choice(who, "p", p, (1, 2))
    margin = number(who, "margin", margin)
    check_tensor(who, input)
    check_tensor(who, target, "target", kinds="fiub")
    if input.ndim == 0:  # a single class
        input = input.unsqueeze(0)
    axes(who, input, (1, 2), "(N, C) or (C)", name="scores")
    if input.ndim == 1 and target.shape == (1,):
        input = input.unsqueeze(0)  # one sample, which its label counts
    check_classes(who, "scores", input.shape[-1], weight)
    check_constant(who, weight=weight)
    check_labels(who, "scores", target._array, input.shape, input.ndim - 1, None)
    labels = target._array
    weights = np.ones(labels.shape) if weight is None else weight._array[labels]
    settings = {"labels": labels, "weights": np.asarray(weights, input.dtype)}
    return reduced(who, apply(multi_margin_array, input, p=p, margin=margin, **settings), reduction)


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


def soft_margin_loss(input, target, *, reduction="mean") -> Tensor:
    """log(1 + e^(−y x)) for scores x and targets y, 1 or −1."""
    input, target = as_pair("soft_margin_loss", input, target, "f")
    return reduced("soft_margin_loss", -logsigmoid(target * input), reduction)


def margin_ranking_loss(input1, input2, target, margin=0, *, reduction="mean") -> Tensor:
    """max(0, margin − y (x₁ − x₂)): x₁ shall be above x₂ where the target y is 1, below where it is −1."""
    who = "margin_ranking_loss"
    check_tensor(who, input1, "input1")
    input1, input2 = as_pair(who, input1, input2)
    input1, target = as_pair(who, input1, target)
    losses = (number(who, "margin", margin) - target * (input1 - input2)).clamp(min=0)
    return reduced(who, losses, reduction)


def pairwise_distance(x1, x2, p=2.0, eps=1e-6, keepdim=False) -> Tensor:
    """‖x₁ − x₂ + eps‖ along the last axis, by the norm (Σ |d|ᵖ)^(1/p)."""
    who = "pairwise_distance"
    check_tensor(who, x1, "x1")
    check_tensor(who, x2, "x2")
    return (x1 - x2 + number(who, "eps", eps)).norm(number(who, "p", p), -1, switch(who, "keepdim", keepdim))


def triplet_margin_loss(
    anchor, positive, negative, margin=1.0, p=2, eps=1e-6, swap=False, *, reduction="mean"
) -> Tensor:
    """max(0, d(a, p) − d(a, n) + margin): what is alike shall be nearer than what is not, by a margin.

    d is the `pairwise_distance`; with `swap`, d(p, n) takes the place of d(a, n) where it is smaller
    (Balntas et al., 2016).
    """
    who = "triplet_margin_loss"
    check_tensor(who, anchor, "anchor")
    for other in (positive, negative):
        as_pair(who, anchor, other)
    far = pairwise_distance(anchor, negative, p, eps)
    if switch(who, "swap", swap):
        far = minimum(far, pairwise_distance(positive, negative, p, eps))
    losses = (pairwise_distance(anchor, positive, p, eps) - far + number(who, "margin", margin)).clamp(min=0)
    return reduced(who, losses, reduction)


def cosine_embedding_loss(input1, input2, target, margin=0, *, reduction="mean") -> Tensor:
    """1 − cos where the target is 1, max(0, cos − margin) where it is −1: of the rows of (N, D) or (D)."""
    who = "cosine_embedding_loss"
    check_tensor(who, input1, "input1")
    input1, input2 = as_pair(who, input1, input2)
    check_tensor(who, target, "target", kinds="fiub")
    shape(who, "target", target, input1.shape[:-1], "one number for each pair of rows")
    sizes = (input1.square().sum(-1) + 1e-12) * (input2.square().sum(-1) + 1e-12)
    cosine = (input1 * input2).sum(-1) / sizes.sqrt()
    near = where(target == 1, 1 - cosine, 0.0)
    far = where(target == -1, (cosine - number(who, "margin", margin)).clamp(min=0), 0.0)
    return reduced(who, near + far, reduction)
