"""Is the gradient right? Compare it with finite differences."""

from collections.abc import Callable

import numpy as np

from ..random import generator
from ..tensor import Tensor


class GradcheckError(RuntimeError):
    """A gradient differs from its finite difference, or is missing."""


def gradcheck(
    func: Callable,
    inputs: Tensor | tuple[Tensor, ...],
    eps: float = 1e-6,
    atol: float = 1e-5,
    rtol: float = 1e-3,
    raise_exception: bool = True,
) -> bool:
    """Check ∂(v · func(inputs))/∂inputs, for a random v, against central differences.

    For every entry x: |analytic − numeric| ≤ atol + rtol·|numeric|, with
    numeric = (v · func(x + eps) − v · func(x − eps)) / (2 eps). Inputs that require a gradient must
    be float64: float32 has too few digits for a difference. Keep them away from kinks.

    Raises GradcheckError, naming the entry, both numbers and the tolerance (or returns False), and
    ValueError or TypeError for inputs that cannot be checked.

    >>> import minidl
    >>> x = minidl.tensor([0.5, 2.0], dtype=minidl.float64, requires_grad=True)
    >>> gradcheck(minidl.exp, x)
    True
    """
    inputs = inputs if isinstance(inputs, (tuple, list)) else (inputs,)
    checked = [t for t in inputs if isinstance(t, Tensor) and t.requires_grad]
    if not checked:
        raise ValueError("gradcheck: no input requires a gradient. Create one with requires_grad=True.")
    for t in checked:
        if t.dtype != np.float64:
            raise TypeError(f"gradcheck: needs float64 inputs, got {t.dtype}. Try .double() before requires_grad_().")

    outputs = _outputs(func, inputs)
    upstream = [generator().standard_normal(y.shape) for y in outputs]
    analytic = _gradients(checked, outputs, upstream)
    for number, (t, gradient) in enumerate(zip(checked, analytic, strict=True)):
        for entry in np.ndindex(t.shape):
            numeric = _difference(func, inputs, t, entry, upstream, eps)
            tolerance = atol + rtol * abs(numeric)
            if not abs(gradient[entry] - numeric) <= tolerance:  # `not <=` catches NaN, too
                if not raise_exception:
                    return False
                raise GradcheckError(
                    f"gradcheck: input {number}, entry {list(entry)} = {t.data[entry]:.6g}: the gradient is "
                    f"{gradient[entry]:.6g}, but the finite difference is {numeric:.6g} (tolerance {tolerance:.1g}). "
                    f"Is the backward formula right, or is this entry at a kink?"
                )
    return True


def _outputs(func, inputs):
    outputs = func(*inputs)
    outputs = outputs if isinstance(outputs, (tuple, list)) else (outputs,)
    return [y for y in outputs if isinstance(y, Tensor) and y.is_floating_point()]


def _gradients(checked, outputs, upstream):
    """What `backward` says, with the inputs' own `.grad` left as it was."""
    kept = [t.grad for t in checked]
    for t in checked:
        t.grad = None
    try:
        for y, v in zip(outputs, upstream, strict=True):
            if y.requires_grad:
                y.backward(v, retain_graph=True)
        return [np.zeros(t.shape) if t.grad is None else t.grad.data for t in checked]
    finally:
        for t, grad in zip(checked, kept, strict=True):
            t.grad = grad


def _difference(func, inputs, t, entry, upstream, eps):
    """(v · func(x + eps) − v · func(x − eps)) / (2 eps) for one entry of one input."""
    value, sums = t.data[entry], []
    for shifted in (value + eps, value - eps):
        t.data[entry] = shifted
        outputs = _outputs(func, inputs)
        sums.append(sum((y.data * v).sum() for y, v in zip(outputs, upstream, strict=True)))
    t.data[entry] = value
    return (sums[0] - sums[1]) / (2 * eps)
