"""What the losses share: input and target that can be compared, and one number from many."""

import warnings

import numpy as np

from ... import checks
from ...checks import ShapeError
from ...dtypes import float32, float64
from ...tensor import Tensor
from .checks import check_tensor

REDUCTIONS = ("none", "mean", "sum")


def as_pair(who: str, input: Tensor, target: Tensor, kinds: str = "fiub") -> tuple[Tensor, Tensor]:
    """Both as floats of one dtype; checks their kinds of numbers, and that the shapes can be compared."""
    if isinstance(input, Tensor) and isinstance(target, Tensor):
        x, y = input._array, target._array
        if x.shape == y.shape and x.dtype is y.dtype and x.dtype.kind == "f":  # the common case
            return input, target
    check_tensor(who, input, kinds=kinds)
    check_tensor(who, target, "target", kinds="fiub")
    if input.shape != target.shape:
        _check_broadcast(who, input.shape, target.shape)
    if input.dtype != target.dtype or not input.is_floating_point():
        if not (input.is_floating_point() or target.is_floating_point()):
            raise TypeError(
                f"{who}: expects floats, got {input.dtype} and {target.dtype}. Try input.float()."
            )
        dtype = float64 if float64 in (input.dtype, target.dtype) else float32
        input, target = input.to(dtype), target.to(dtype)
    return input, target


def reduced(who: str, losses: Tensor, reduction: str) -> Tensor:
    """The losses as they are, their mean or their sum. Raises ValueError for another reduction."""
    checks.choice(who, "reduction", reduction, REDUCTIONS)
    return losses if reduction == "none" else losses.mean() if reduction == "mean" else losses.sum()


def weighted(who: str, losses: Tensor, input: Tensor, weight: Tensor | None, reduction: str) -> Tensor:
    """As `reduced`, each loss times its weight; the mean is Σ weight · loss / Σ weight."""
    if weight is None:
        return reduced(who, losses, reduction)
    check_tensor(who, weight, "weight")
    checks.shape(who, "weight", weight, input.shape, "that of the input")
    losses = losses * weight
    return losses.sum() / weight.sum() if reduction == "mean" else reduced(who, losses, reduction)


def _check_broadcast(who, shape, target_shape):
    shapes = f"{who}: input {shape} and target {target_shape} differ"
    try:
        np.broadcast_shapes(shape, target_shape)
    except ValueError:
        raise ShapeError(f"{shapes}. Each output needs one target; try target.reshape(...).") from None
    warnings.warn(
        f"{shapes} and are broadcast against each other, which is rarely meant. "
        f"Try target.reshape(input.shape).",
        stacklevel=4,
    )


def check_constant(who: str, **others: Tensor | None) -> None:
    """Raise ValueError if one of them requires a gradient: the function has none for it."""
    for name, other in others.items():
        if other is not None and other.requires_grad:
            raise ValueError(f"{who}: {name} cannot be trained here. Use {name}.detach().")
