"""Losses: one number that says how wrong the outputs are. `*_array` is the arrays' side of each."""

import warnings

import numpy as np

from ...dtypes import float32, float64
from ...tensor import Tensor, apply
from .activations import log_softmax
from .checks import check_tensor


def reduction_of(who: str, size_average: bool | None, reduce: bool | None, reduction: str, *more: str) -> str:
    """Check `reduction`; PyTorch's two older switches, where given, win over it. `more` are allowed, too."""
    if size_average is not None or reduce is not None:
        reduction = "none" if reduce is False else "sum" if size_average is False else "mean"
    if reduction not in ("none", "mean", "sum", *more):
        *names, last = [repr(name) for name in ("none", "mean", "sum", *more)]
        raise ValueError(f"{who}: reduction is {', '.join(names)} or {last}, got {reduction!r}.")
    return reduction


def mse_loss(
    input: Tensor,
    target: Tensor,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
    weight: Tensor | None = None,
) -> Tensor:
    """Mean squared error, (1/n) Σ (input − target)² over all n elements; ∂J/∂input = (2/n)(input − target).

    With `weight`, of the input's shape, Σ weight (input − target)² / Σ weight. Raises ValueError
    if the shapes cannot be compared, and warns if they would be broadcast.
    """
    reduction = reduction_of("mse_loss", size_average, reduce, reduction)
    input, target = as_pair("mse_loss", input, target)
    if weight is None:
        return apply(mse_array, input, target, reduction=reduction)
    squares = apply(mse_array, input, target, reduction="none")
    return weighted("mse_loss", squares, input, weight, reduction)


def as_pair(who: str, input: Tensor, target: Tensor) -> tuple[Tensor, Tensor]:
    """Both as floats of one dtype; checks that their shapes can be compared."""
    check_tensor(who, input, kinds="fiub")
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


def reduced(losses: Tensor, reduction: str) -> Tensor:
    """The losses as they are, their mean or their sum."""
    return losses if reduction == "none" else losses.mean() if reduction == "mean" else losses.sum()


def weighted(who: str, losses: Tensor, input: Tensor, weight: Tensor | None, reduction: str) -> Tensor:
    """As `reduced`, each loss times its weight; the mean is Σ weight · loss / Σ weight."""
    if weight is None:
        return reduced(losses, reduction)
    check_tensor(who, weight, "weight")
    if weight.shape != input.shape:
        raise ValueError(f"{who}: weight needs the input's shape {input.shape}, got {weight.shape}.")
    losses = losses * weight
    return losses.sum() / weight.sum() if reduction == "mean" else reduced(losses, reduction)


def _check_broadcast(who, shape, target_shape):
    shapes = f"{who}: input {shape} and target {target_shape} differ"
    try:
        np.broadcast_shapes(shape, target_shape)
    except ValueError:
        raise ValueError(f"{shapes}. Each output needs one target; try target.reshape(...).") from None
    warnings.warn(
        f"{shapes} and are broadcast against each other, which is rarely meant. "
        f"Try target.reshape(input.shape).",
        stacklevel=4,
    )


def mse_array(x, y, *, reduction):
    """(x − y)², averaged, summed or as it is"""
    error = x - y
    if reduction == "none":
        value, scale = error * error, 2
    else:
        number = error.dtype.type
        count = number(error.size if reduction == "mean" else 1)
        value, scale = np.vdot(error, error) / count, number(2) / count

    def backward(g, need):
        gx = error * (g * scale)
        return gx, -gx if need[1] else None

    return value, backward


def cross_entropy(
    input: Tensor,
    target: Tensor,
    weight: Tensor | None = None,
    size_average: bool | None = None,
    ignore_index: int = -100,
    reduce: bool | None = None,
    reduction: str = "mean",
    label_smoothing: float = 0.0,
) -> Tensor:
    """−log p of the right class, where p = softmax(input): input holds *logits*, not probabilities.

    J = −Σ_c q_c log p_c for each sample, where q is 1 at the label; ∂J/∂z = p − q. The mean is over
    samples, weighted by `weight` (C) if given. input (N, C), (C) or (N, C, d₁, ...); target holds
    labels 0 … C − 1 in shape (N), () or (N, d₁, ...), or probabilities in the input's shape.
    Labels equal to `ignore_index` do not count. `label_smoothing` ε mixes q with the uniform
    distribution: (1 − ε) q + ε/C.

    Raises TypeError or ValueError for labels that are no integers, out of range, or too few.
    """
    reduction = reduction_of("cross_entropy", size_average, reduce, reduction)
    check_tensor("cross_entropy", input)
    check_tensor("cross_entropy", target, "target", kinds="fiub")
    if input.ndim == 0:
        raise ValueError("cross_entropy: expects logits (N, C), got a single number.")
    axis = 0 if input.ndim == 1 else 1
    classes = input.shape[axis]
    check_classes("cross_entropy", "logits", classes, weight)
    if not 0 <= label_smoothing <= 1:
        raise ValueError(f"cross_entropy: label_smoothing is between 0 and 1, got {label_smoothing}.")
    if target.is_floating_point():
        if ignore_index >= 0:
            raise ValueError("cross_entropy: ignore_index works with labels, not probabilities.")
        return _soft_cross_entropy(input, target, weight, reduction, label_smoothing, axis)

    labels = target._array
    check_labels("cross_entropy", "logits", labels, input.shape, axis, ignore_index)
    check_constant("cross_entropy", weight=weight)
    counted = np.expand_dims(labels != ignore_index, axis)
    used = np.zeros_like(input._array, dtype=bool)  # which log p the loss reads: that of the label
    np.put_along_axis(used, np.expand_dims(labels, axis) * counted, counted, axis)
    per_class = 1 if weight is None else _along(weight._array, axis, input.ndim)
    q = np.multiply(used, per_class, dtype=input.dtype)
    total = np.add.reduce(q, axis=None) if reduction == "mean" else None
    if label_smoothing:
        used = np.broadcast_to(counted, input.shape)
        uniform = np.multiply(used, per_class, dtype=input.dtype)
        q = q * (1 - label_smoothing) + uniform * (label_smoothing / classes)
    settings = {"q": q, "used": used, "axis": axis, "total": total, "reduction": reduction}
    return apply(cross_entropy_array, input, **settings)


def check_classes(who: str, scores: str, classes: int, weight: Tensor | None) -> None:
    """Raise ValueError unless there are classes, with one weight for each; `scores` names the input."""
    if classes == 0:
        raise ValueError(f"{who}: expects {scores} (N, C), got none: there are 0 classes.")
    if weight is None:
        return
    check_tensor(who, weight, "weight")
    if weight.shape != (classes,):
        raise ValueError(
            f"{who}: weight needs one number for each of {classes} classes, got shape {weight.shape}."
        )


def check_constant(who: str, **others: Tensor | None) -> None:
    """Raise ValueError if one of them requires a gradient: the function has none for it."""
    for name, other in others.items():
        if other is not None and other.requires_grad:
            raise ValueError(f"{who}: {name} cannot be trained here. Use {name}.detach().")


def check_labels(
    who: str, scores: str, labels: np.ndarray, shape: tuple[int, ...], axis: int, ignore_index: int | None
) -> None:
    """Raise TypeError or ValueError unless there is one class number for each sample."""
    expected = shape[:axis] + shape[axis + 1 :]
    if labels.dtype.kind not in "iu":
        raise TypeError(f"{who}: labels must be integers (class numbers), got {labels.dtype}. Try .long().")
    if labels.shape != expected:
        samples = f"{shape[0]} samples" if axis else "one sample"
        raise ValueError(
            f"{who}: {scores} {shape} are for {samples}, so labels must have shape "
            f"{expected}, got {labels.shape}. Do inputs and labels come from the same batch?"
        )
    wrong = (labels != ignore_index) & ((labels < 0) | (labels >= shape[axis]))
    if wrong.any():
        raise ValueError(
            f"{who}: labels must be 0 to {shape[axis] - 1} for {shape[axis]} classes, got "
            f"{labels[wrong].flat[0]}. Do the labels start at 1, or has the last layer too few "
            f"outputs?"
        )


def _along(vector, axis, ndim):
    """A vector over the classes, shaped to multiply logits."""
    return vector.reshape([-1 if a == axis else 1 for a in range(ndim)])


def _soft_cross_entropy(input, target, weight, reduction, label_smoothing, axis):
    """Targets that are probabilities: composed of smaller functions, since q may need a gradient, too."""
    if input.shape != target.shape:
        raise ValueError(
            f"cross_entropy: float targets are probabilities and need the logits' shape "
            f"{input.shape}, got {target.shape}. For class numbers, use integers: .long()."
        )
    q = target
    if label_smoothing:
        q = target * (1 - label_smoothing) + label_smoothing / input.shape[axis]
    if weight is not None:
        q = q * _along(weight, axis, input.ndim)
    loss = -(q * log_softmax(input, axis)).sum(axis)
    if reduction == "none":
        return loss
    return loss.sum() / loss.numel() if reduction == "mean" else loss.sum()


def cross_entropy_array(z, *, q, used, axis, total, reduction):
    """−Σ_c q_c log softmax(z)_c over the classes in `used`, each sample or all; q is fixed.

    The gradient is p·Σ_c q_c − q.
    """
    shifted = z - np.maximum.reduce(z, axis=axis, keepdims=True)
    p = np.exp(shifted)
    norm = np.add.reduce(p, axis=axis, keepdims=True)
    log_p = shifted - np.log(norm)
    terms = np.where(used, q * log_p, 0)  # a class that does not count may have log p = −∞
    value = -np.add.reduce(terms, axis=axis)
    if reduction != "none":
        value = np.add.reduce(value, axis=None)
    if reduction == "mean":
        value = value / total  # NaN if no sample counts

    def backward(g, need):
        if reduction == "none":
            g = np.expand_dims(g, axis)
        elif reduction == "mean":
            g = g / total if total or used.any() else 0 * g  # no sample counts: nothing to learn
        gz = p * (np.add.reduce(q, axis=axis, keepdims=True) / norm)
        gz -= q
        gz *= g
        return (gz,)

    return value, backward
