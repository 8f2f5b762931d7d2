"""The loss of classes: cross-entropy on logits, and its half that takes log-probabilities.

`*_array` is the arrays' side of each.
"""

import numpy as np

from ... import checks
from ...checks import DtypeError, ShapeError
from ...ops import _masked
from ...tensor import Tensor, apply, wrap
from .activations import log_softmax
from .checks import check_tensor
from .reduction import REDUCTIONS, check_constant, reduced


def cross_entropy(
    input: Tensor, target: Tensor, weight: Tensor | None = None, *, ignore_index: int = -100,
    reduction: str = "mean", label_smoothing: float = 0.0,
) -> Tensor:  # fmt: skip
    """−log p of the right class, where p = softmax(input): input holds *logits*, not probabilities.

    J = −Σ_c q_c log p_c for each sample, where q is 1 at the label; ∂J/∂z = p − q. The mean is over
    samples, weighted by `weight` (C) if given. input (N, C), (C) or (N, C, d₁, ...); target holds
    labels 0 … C − 1 in shape (N), () or (N, d₁, ...), or probabilities in the input's shape.
    Labels equal to `ignore_index` do not count. `label_smoothing` ε mixes q with the uniform
    distribution: (1 − ε) q + ε/C.

    Raises TypeError or ValueError for labels that are no integers, out of range, or too few.
    """
    axis = _check("cross_entropy", "logits", input, target, weight, ignore_index, reduction)
    checks.number("cross_entropy", "label_smoothing", label_smoothing, 0, 1)
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
        q = q * (1 - label_smoothing) + uniform * (label_smoothing / input.shape[axis])
    settings = {"q": q, "used": used, "axis": axis, "total": total, "reduction": reduction}
    return apply(cross_entropy_array, input, **settings)


def _check(who, scores, input, target, weight, ignore_index, reduction):
    """What both losses ask of their arguments; the axis of the classes."""
    checks.choice(who, "reduction", reduction, REDUCTIONS)
    check_tensor(who, input)
    check_tensor(who, target, "target", kinds="fiub")
    checks.axes(who, input, range(1, 65), "(N, C)", name=scores)
    axis = 0 if input.ndim == 1 else 1
    check_classes(who, scores, input.shape[axis], weight)
    checks.number(who, "ignore_index", ignore_index, whole=True)
    return axis


def _along(vector, axis, ndim):
    """A vector over the classes, shaped to multiply logits."""
    return vector.reshape([-1 if a == axis else 1 for a in range(ndim)])


def _soft_cross_entropy(input, target, weight, reduction, label_smoothing, axis):
    """Targets that are probabilities: composed of smaller functions, since q may need a gradient, too."""
    if input.shape != target.shape:
        raise ShapeError(
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
    value = 0 - np.add.reduce(terms, axis=axis)  # 0 of an ignored sample, not −0
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


def nll_loss(
    input: Tensor, target: Tensor, weight: Tensor | None = None, *, ignore_index: int = -100,
    reduction: str = "mean",
) -> Tensor:  # fmt: skip
    """−log p of the right class: input holds log-probabilities, as `log_softmax` gives them.

    Shapes, labels, `weight` and the mean as in `cross_entropy`.
    """
    who = "nll_loss"
    axis = _check(who, "log-probabilities", input, target, weight, ignore_index, reduction)
    check_constant(who, weight=weight)
    check_labels(who, "log-probabilities", target._array, input.shape, axis, ignore_index)
    counted = target._array != ignore_index
    labels = target._array * counted
    per_sample = np.array(counted if weight is None else weight._array[labels] * counted, input.dtype)
    settings = {"labels": labels, "counted": counted, "weights": per_sample, "axis": axis}
    losses = apply(nll_array, input, **settings)
    if reduction != "mean":
        return reduced(who, losses, reduction)
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


def check_classes(who: str, scores: str, classes: int, weight: Tensor | None) -> None:
    """Raise ValueError unless there are classes, with one weight for each; `scores` names the input."""
    if classes == 0:
        raise ValueError(f"{who}: expects {scores} (N, C), got none: there are 0 classes.")
    if weight is None:
        return
    check_tensor(who, weight, "weight")
    checks.shape(who, "weight", weight, (classes,), "one number for each class")


def check_labels(
    who: str, scores: str, labels: np.ndarray, shape: tuple[int, ...], axis: int, ignore_index: int | None,
) -> None:  # fmt: skip
    """Raise TypeError or ValueError unless there is one class number for each sample."""
    expected = shape[:axis] + shape[axis + 1 :]
    if labels.dtype.kind not in "iu":
        raise DtypeError(f"{who}: labels must be integers (class numbers), got {labels.dtype}. Try .long().")
    if labels.shape != expected:
        samples = f"{shape[0]} samples" if axis else "one sample"
        raise ShapeError(
            f"{who}: {scores} {shape} are for {samples}, so labels must have shape "
            f"{expected}, got {labels.shape}. Do inputs and labels come from the same batch?"
        )
    wrong = (labels != ignore_index) & ((labels < 0) | (labels >= shape[axis]))
    if wrong.any():
        raise ShapeError(
            f"{who}: labels must be 0 to {shape[axis] - 1} for {shape[axis]} classes, got "
            f"{labels[wrong].flat[0]}. Do the labels start at 1, or has the last layer too few "
            f"outputs?"
        )
