"""Losses: one number that says how wrong the outputs are. `*_array` is the arrays' side of each."""

import warnings

import numpy as np

from ...functions.arithmetic import operands
from ...ops import silently
from ...tensor import Tensor, apply
from .activations import log_softmax


def reduction_of(who: str, size_average: bool | None, reduce: bool | None, reduction: str) -> str:
    """Check `reduction`; PyTorch's two older switches, where given, win over it."""
    if size_average is not None or reduce is not None:
        reduction = "none" if reduce is False else "sum" if size_average is False else "mean"
    if reduction not in ("none", "mean", "sum"):
        raise ValueError(f"{who}: reduction is 'none', 'mean' or 'sum', got {reduction!r}.")
    return reduction


def mse_loss(
    input: Tensor,
    target: Tensor,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """Mean squared error, (1/n) Σ (input − target)² over all n elements; ∂J/∂input = (2/n)(input − target).

    Raises ValueError if the shapes cannot be compared, and warns if they would be broadcast.
    """
    reduction = reduction_of("mse_loss", size_average, reduce, reduction)
    pair = operands(input, target)
    if pair is None:
        raise TypeError(f"mse_loss: expects tensors, got {type(input).__name__} and {type(target).__name__}.")
    input, target = pair
    if input.shape != target.shape:
        shapes = f"input {tuple(input.shape)} and target {tuple(target.shape)}"
        try:
            np.broadcast_shapes(input.shape, target.shape)
        except ValueError:
            raise ValueError(f"mse_loss: {shapes} differ. Each output needs one target; try target.reshape(...).") from None
        warnings.warn(
            f"mse_loss: {shapes} differ and are broadcast against each other, which is rarely meant. "
            f"Try target.reshape(input.shape).",
            stacklevel=2,
        )
    return apply(mse_array, input, target, reduction=reduction)


def mse_array(x, y, *, reduction):
    """(x − y)², averaged, summed or as it is"""
    error = x - y
    if reduction == "none":
        value, scale = error * error, 2
    else:
        scale = error.dtype.type(1 / max(error.size, 1) if reduction == "mean" else 1)
        value = np.vdot(error, error) * scale if error.size else error.sum() * np.nan
        scale = scale + scale

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
    for tensor, name in ((input, "logits"), (target, "targets")):
        if not isinstance(tensor, Tensor):
            raise TypeError(f"cross_entropy: {name} must be a Tensor, got {type(tensor).__name__}. Try minidl.tensor(...).")
    if not input.is_floating_point() or input.ndim == 0:
        raise TypeError(f"cross_entropy: expects float logits (N, classes), got {input.dtype} {tuple(input.shape)}.")
    axis = 0 if input.ndim == 1 else 1
    classes = input.shape[axis]
    if weight is not None and tuple(weight.shape) != (classes,):
        raise ValueError(f"cross_entropy: weight needs one number for each of {classes} classes, got {tuple(weight.shape)}.")
    if target.is_floating_point():
        return _soft_cross_entropy(input, target, weight, reduction, label_smoothing, axis)

    labels = target.data
    _check_labels(labels, input.shape, axis, ignore_index)
    counts = labels != ignore_index
    one_hot = np.zeros_like(input.data)
    index = np.expand_dims(np.where(counts, labels, 0), axis)
    per_label = counts if weight is None else counts * weight.data[index.squeeze(axis)]
    np.put_along_axis(one_hot, index, np.expand_dims(per_label, axis).astype(input.dtype), axis)
    q = one_hot
    if label_smoothing:
        per_class = 1 if weight is None else _along(weight.data, axis, input.ndim)
        uniform = np.expand_dims(counts, axis) * per_class * (label_smoothing / classes)
        q = (one_hot * (1 - label_smoothing) + uniform).astype(input.dtype)
    total = per_label.sum(dtype=input.dtype) if reduction == "mean" else None
    return apply(cross_entropy_array, input, q=q, axis=axis, total=total, reduction=reduction)


def _check_labels(labels, shape, axis, ignore_index):
    expected = shape[:axis] + shape[axis + 1 :]
    if labels.dtype.kind not in "iu":
        raise TypeError(f"cross_entropy: labels must be integers (class numbers), got {labels.dtype}. Try .long().")
    if labels.shape != expected:
        samples = f"{shape[0]} samples" if axis else "one sample"
        raise ValueError(
            f"cross_entropy: logits {tuple(shape)} are for {samples}, so labels must have shape {tuple(expected)}, "
            f"got {labels.shape}. Do inputs and labels come from the same batch?"
        )
    wrong = (labels != ignore_index) & ((labels < 0) | (labels >= shape[axis]))
    if wrong.any():
        raise ValueError(
            f"cross_entropy: labels must be 0 to {shape[axis] - 1} for {shape[axis]} classes, got "
            f"{labels[wrong].flat[0]}. Do the labels start at 1, or has the last layer too few outputs?"
        )


def _along(array, axis, ndim):
    """A vector over the classes, shaped to multiply logits."""
    return array.reshape([-1 if a == axis else 1 for a in range(ndim)])


def _soft_cross_entropy(input, target, weight, reduction, label_smoothing, axis):
    """Targets that are probabilities: composed of smaller functions, since q may need a gradient, too."""
    if input.shape != target.shape:
        hint = "For class numbers, use integers: .long()."
        raise ValueError(
            f"cross_entropy: float targets are probabilities and need the logits' shape {tuple(input.shape)}, "
            f"got {tuple(target.shape)}. {hint}"
        )
    classes = input.shape[axis]
    q = target * (1 - label_smoothing) + label_smoothing / classes if label_smoothing else target
    if weight is not None:
        q = q * Tensor(_along(weight.data, axis, input.ndim))
    loss = -(q * log_softmax(input, axis)).sum(axis)
    if reduction == "none":
        return loss
    return loss.sum() / loss.numel() if reduction == "mean" else loss.sum()


@silently
def cross_entropy_array(z, *, q, axis, total, reduction):
    """−Σ_c q_c log softmax(z)_c for a fixed q, each sample or all: the gradient is p·Σ_c q_c − q"""
    shifted = z - np.maximum.reduce(z, axis=axis, keepdims=True)
    p = np.exp(shifted)
    norm = np.add.reduce(p, axis=axis, keepdims=True)
    log_p = shifted - np.log(norm)
    terms = np.where(q == 0, 0, q * log_p)  # a class that does not count may have log p = −∞
    value = -np.add.reduce(terms, axis=axis)
    if reduction != "none":
        value = np.add.reduce(value, axis=None)
    if reduction == "mean":
        value = value / total  # NaN if no sample counts

    @silently
    def backward(g, need):
        if reduction == "none":
            g = np.expand_dims(g, axis)
        elif reduction == "mean":
            g = g / total
        gz = p * (np.add.reduce(q, axis=axis, keepdims=True) / norm)
        gz -= q
        gz *= g
        return (gz,)

    return value, backward
