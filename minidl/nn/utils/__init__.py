"""What training loops do with all parameters at once."""

import math
from collections.abc import Iterable

import numpy as np

from ...checks import number
from ...functions.shape import cat
from ...tensor import Tensor, wrap
from . import rnn


def clip_grad_norm_(
    parameters: Tensor | Iterable[Tensor], max_norm: float, norm_type: float = 2.0,
    error_if_nonfinite: bool = False, foreach: bool | None = None,
) -> Tensor:  # fmt: skip
    """Shorten all gradients by one factor, so that together they are no longer than max_norm.

    Their length is the p-norm (Σ |g|ᵖ)^{1/p} over all numbers of all gradients, with p = norm_type;
    for p = ∞ the largest |g|. The factor is min(1, max_norm / (length + 10⁻⁶)). Changes the gradients
    in place and returns the length before. Raises RuntimeError for a length that is infinite or NaN,
    if `error_if_nonfinite`. `foreach` is accepted; the result is the same.
    """
    max_norm = number("clip_grad_norm_", "max_norm", max_norm)
    gradients = _gradients("clip_grad_norm_", parameters)
    if not gradients:
        return wrap(np.array(0, np.float32))
    p = math.inf if norm_type == "inf" else float(number("clip_grad_norm_", "norm_type", norm_type))
    norms = [_norm(g._array.ravel(order="K"), p) for g in gradients]
    total = _norm(np.stack(norms), p)
    if error_if_nonfinite and not np.isfinite(total):
        raise RuntimeError(
            f"clip_grad_norm_: the gradients' {p}-norm is {total}. Is the learning rate too high? "
            f"error_if_nonfinite=False scales them nevertheless."
        )
    factor = np.minimum(max_norm / (total + total.dtype.type(1e-6)), 1)
    for g in gradients:
        g.overwrite(g._array * factor.astype(g.dtype))
    return wrap(np.asarray(total))


def _norm(vector, p):
    """(Σ |v|ᵖ)^{1/p}; for p = 0 how many are not 0, for p = ±∞ the largest or smallest"""
    if p == 2:
        return np.sqrt(np.dot(vector, vector))
    size = np.abs(vector)
    if math.isinf(p):
        return np.max(size, initial=0) if p > 0 else np.min(size)
    if p == 0:
        return np.add.reduce((size != 0).astype(size.dtype))
    return np.add.reduce(size**p) ** vector.dtype.type(1 / p)


def clip_grad_value_(
    parameters: Tensor | Iterable[Tensor], clip_value: float, foreach: bool | None = None,
) -> None:  # fmt: skip
    """Limit each number of the gradients to [−clip_value, clip_value], in place. `foreach` is accepted."""
    limit = number("clip_grad_value_", "clip_value", clip_value)
    for g in _gradients("clip_grad_value_", parameters):
        g.overwrite(np.clip(g._array, -limit, limit))


def _tensors(who, parameters):
    """The tensors as a list. Raises TypeError if that is not what came."""
    if isinstance(parameters, Tensor):
        return [parameters]
    tensors = list(parameters) if isinstance(parameters, Iterable) else [parameters]
    wrong = [t for t in tensors if not isinstance(t, Tensor)]
    if wrong:
        raise TypeError(f"{who}: expects tensors, got {type(wrong[0]).__name__}. Try model.parameters().")
    return tensors


def _gradients(who, parameters):
    return [t.grad for t in _tensors(who, parameters) if t.grad is not None]


def parameters_to_vector(parameters: Iterable[Tensor]) -> Tensor:
    """All numbers of all parameters in one vector."""
    return cat([t.reshape(-1) for t in _tensors("parameters_to_vector", parameters)])


def vector_to_parameters(vec: Tensor, parameters: Iterable[Tensor]) -> None:
    """Write the numbers of a vector back into the parameters. Raises ValueError if their count differs."""
    who = "vector_to_parameters"
    (vec,), parameters = _tensors(who, [vec]), _tensors(who, parameters)
    total = sum([t.numel() for t in parameters])
    if vec.shape != (total,):
        raise ValueError(f"{who}: the parameters need a vector of {total} numbers, got shape {vec.shape}.")
    start = 0
    for t in parameters:
        t.overwrite(vec._array[start : start + t.numel()].reshape(t.shape))
        start += t.numel()
