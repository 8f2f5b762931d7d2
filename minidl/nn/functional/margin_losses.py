"""Losses of scores and distances that shall differ by a margin. `*_array` is the arrays' side."""

import numpy as np

from ...checks import axes, choice, number
from ...functions.arithmetic import where
from ...tensor import Tensor, apply
from .checks import check_tensor
from .cross_entropy import check_classes, check_labels
from .reduction import REDUCTIONS, as_pair, check_constant, reduced


def hinge_embedding_loss(input, target, margin=1.0, *, reduction="mean") -> Tensor:
    """x where the target is 1, max(0, margin − x) where it is −1: x is how far apart two things are."""
    who = "hinge_embedding_loss"
    choice(who, "reduction", reduction, REDUCTIONS)
    number(who, "margin", margin)
    check_tensor(who, input)
    input, _ = as_pair(who, input, target)
    near = where(target != -1, input, 0.0)
    far = where(target != 1, (margin - input).clamp(min=0), 0.0)
    return reduced(near + far, reduction)


def multi_margin_loss(input, target, p=1, margin=1.0, weight=None, *, reduction="mean") -> Tensor:
    """Σ_{i ≠ y} max(0, margin − x_y + x_i)ᵖ / C for scores x (N, C) or (C) and labels y, with p 1 or 2.

    `weight` (C) multiplies each loss by the weight of its label; the mean is over all samples.
    """
    who = "multi_margin_loss"
    choice(who, "reduction", reduction, REDUCTIONS)
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
    return reduced(apply(multi_margin_array, input, p=p, margin=margin, **settings), reduction)


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
