"""Losses of numbers that shall be near their targets, and how alike two vectors are.

`*_array` is the arrays' side of each.
"""

import numpy as np

from ... import checks
from ...checks import ShapeError
from ...dtypes import float32, float64
from ...ops import _size, _total
from ...tensor import Tensor, apply
from .checks import check_tensor
from .reduction import REDUCTIONS, as_pair, reduced, weighted


def mse_loss(
    input: Tensor, target: Tensor, *, reduction: str = "mean", weight: Tensor | None = None,
) -> Tensor:  # fmt: skip
    """Mean squared error, (1/n) Σ (input − target)² over all n elements; ∂J/∂input = (2/n)(input − target).

    With `weight`, of the input's shape, Σ weight (input − target)² / Σ weight. Raises ValueError
    if the shapes cannot be compared, and warns if they would be broadcast.
    """
    checks.choice("mse_loss", "reduction", reduction, REDUCTIONS)
    input, target = as_pair("mse_loss", input, target)
    if weight is None:
        return apply(mse_array, input, target, reduction=reduction)
    squares = apply(mse_array, input, target, reduction="none")
    return weighted("mse_loss", squares, input, weight, reduction)


def mse_array(x, y, *, reduction):
    """(x − y)², averaged, summed or as it is"""
    error = x - y
    if reduction == "none":
        value, scale = error * error, 2
    else:
        number = error.dtype.type
        count = number(error.size if reduction == "mean" else 1)
        flat = error.ravel()
        squares = flat.dot(flat) if flat.size <= 64 else _total(error * error, None, False)
        value, scale = squares / count, number(2) / count

    def backward(g, need):
        gx = error * (g * scale)
        return gx, -gx if need[1] else None

    return value, backward


def l1_loss(
    input: Tensor, target: Tensor, *, reduction: str = "mean", weight: Tensor | None = None,
) -> Tensor:  # fmt: skip
    """Mean absolute error, (1/n) Σ |input − target|; the derivative where both are equal is 0.

    `weight` and shapes as in `mse_loss`.
    """
    input, target = as_pair("l1_loss", input, target)
    return weighted("l1_loss", (input - target).abs(), input, weight, reduction)


def smooth_l1_loss(input: Tensor, target: Tensor, *, reduction: str = "mean", beta: float = 1.0) -> Tensor:
    """e²/(2 beta) where e = |input − target| is below beta, else e − beta/2; with beta = 0 `l1_loss`."""
    beta = checks.number("smooth_l1_loss", "beta", beta, 0)
    input, target = as_pair("smooth_l1_loss", input, target)
    if beta == 0:
        return reduced("smooth_l1_loss", (input - target).abs(), reduction)
    return reduced("smooth_l1_loss", apply(huber_array, input, target, delta=beta) / beta, reduction)


def huber_loss(
    input: Tensor, target: Tensor, reduction: str = "mean", delta: float = 1.0, weight: Tensor | None = None,
) -> Tensor:  # fmt: skip
    """e²/2 where e = |input − target| is below delta, else delta (e − delta/2) (Huber, 1964).

    Shapes as in `mse_loss`; the mean with `weight` is (1/n) Σ weight · loss, as in PyTorch.
    """
    delta = checks.number("huber_loss", "delta", delta, above=0)
    input, target = as_pair("huber_loss", input, target)
    losses = apply(huber_array, input, target, delta=delta)
    return reduced("huber_loss", weighted("huber_loss", losses, input, weight, "none"), reduction)


def huber_array(x, y, *, delta):
    """d (|e| − d/2) with e = x − y and d = min(|e|, delta): ∂/∂x is e limited to ±delta."""
    error = x - y
    size = _size(error)
    near = np.minimum(size, delta)

    def backward(g, need):
        gx = g * np.clip(error, -delta, delta)
        return gx, -gx if need[1] else None

    return near * (size - near / 2), backward


def cosine_similarity(x1: Tensor, x2: Tensor, dim: int = 1, eps: float = 1e-8) -> Tensor:
    """x₁·x₂ / (max(‖x₁‖, eps) max(‖x₂‖, eps)) along `dim`: the cosine of the angle between them.

    The shapes may be broadcast against each other. Raises IndexError if there is no axis `dim`.
    """
    who = "cosine_similarity"
    check_tensor(who, x1, "x1", kinds="fiub")
    check_tensor(who, x2, "x2", kinds="fiub")
    if not (x1.is_floating_point() or x2.is_floating_point()):
        raise TypeError(f"{who}: expects floats, got {x1.dtype} and {x2.dtype}. Try x1.float().")
    try:
        shape = np.broadcast_shapes(x1.shape, x2.shape)
    except ValueError:
        raise ShapeError(
            f"{who}: shapes {x1.shape} and {x2.shape} do not fit together. Try x2.reshape(...)."
        ) from None
    eps = checks.number(who, "eps", eps)
    dtype = float64 if float64 in (x1.dtype, x2.dtype) else float32
    x1, x2 = (x.to(dtype).expand(*(shape or (1,))) for x in (x1, x2))
    return apply(cosine_similarity_array, x1, x2, axis=checks.axis(who, x1, dim), eps=eps)


def cosine_similarity_array(x, y, *, axis, eps):
    """u·v with u = x / max(‖x‖, eps) and v = y / max(‖y‖, eps).

    ∂/∂x = (v − (u·v) x/‖x‖) / max(‖x‖, eps), also below eps, as in PyTorch.
    """
    norms = [np.sqrt(np.add.reduce(a * a, axis=axis, keepdims=True)) for a in (x, y)]
    limited = [np.maximum(norm, eps) for norm in norms]
    u, v = x / limited[0], y / limited[1]
    cosine = np.add.reduce(u * v, axis=axis, keepdims=True)

    def gradient(g, a, norm, limit, other):
        direction = a / np.where(norm == 0, 1, norm)  # a vector of zeros has none
        return g * (other - cosine * direction) / limit

    def backward(g, need):
        g = np.expand_dims(g, axis)
        gx = gradient(g, x, norms[0], limited[0], v) if need[0] else None
        gy = gradient(g, y, norms[1], limited[1], u) if need[1] else None
        return gx, gy

    return np.squeeze(cosine, axis), backward
