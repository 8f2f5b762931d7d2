"""Is the gradient right? Compare it with finite differences."""

from collections.abc import Callable

import numpy as np

from ..recording import enable_grad, no_grad
from ..tensor import Tensor
from .gradients import grad


class GradcheckError(RuntimeError):
    """A gradient differs from its finite difference, or is missing."""


def gradcheck(
    func: Callable, inputs: Tensor | tuple[Tensor, ...], eps: float = 1e-6, atol: float = 1e-5,
    rtol: float = 1e-3, raise_exception: bool = True,
) -> bool:  # fmt: skip
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
    _check_inputs(checked)
    outputs = _outputs(func, inputs)
    generator = np.random.default_rng(0)  # its own: the check draws no number that others would get
    upstream = [generator.standard_normal(y.shape) for y in outputs]
    analytic = _gradients(checked, outputs, upstream)
    for number, (t, gradient) in enumerate(zip(checked, analytic)):
        for entry in np.ndindex(t.shape):
            numeric = _difference(func, inputs, t, entry, upstream, eps)
            tolerance = atol + rtol * abs(numeric)
            if not abs(gradient[entry] - numeric) <= tolerance:  # `not <=` catches NaN, too
                if not raise_exception:
                    return False
                raise GradcheckError(
                    f"gradcheck: input {number}, entry {list(entry)} = {t._array[entry]:.6g}: the gradient "
                    f"is {gradient[entry]:.6g}, but the finite difference is {numeric:.6g} (tolerance "
                    f"{tolerance:.1g}). Is the backward formula right, or is this entry at a kink?"
                )
    return True


def _check_inputs(checked):
    if not checked:
        raise ValueError("gradcheck: no input requires a gradient. Create one with requires_grad=True.")
    for t in checked:
        if not t.is_leaf:
            raise ValueError("gradcheck: an input was computed from others. Try .detach().requires_grad_().")
        if t.dtype != np.float64:
            raise TypeError(
                f"gradcheck: needs float64 inputs, got {t.dtype}. Try .double().requires_grad_()."
            )


def _outputs(func, inputs):
    outputs = func(*inputs)
    outputs = outputs if isinstance(outputs, (tuple, list)) else (outputs,)
    outputs = [y for y in outputs if isinstance(y, Tensor) and y.is_floating_point()]
    if not outputs:
        raise ValueError("gradcheck: the function returned no tensor of floats.")
    return outputs


def _gradients(checked, outputs, upstream):
    pairs = [(y, v) for y, v in zip(outputs, upstream) if y.requires_grad]
    found = [None] * len(checked)
    if pairs:
        outputs, upstream = zip(*pairs)
        found = grad(outputs, checked, upstream, retain_graph=True, allow_unused=True)
    return [np.zeros(t.shape) if g is None else g._array for t, g in zip(checked, found)]


@no_grad()
def _difference(func, inputs, t, entry, upstream, eps):
    """(v · func(x + eps) − v · func(x − eps)) / (2 eps) for one entry of one input."""
    value, sums = t._array[entry], []
    try:
        for shifted in (value + eps, value - eps):
            t._array[entry] = shifted
            outputs = _outputs(func, inputs)
            sums.append(sum((y._array * v).sum() for y, v in zip(outputs, upstream)))
    finally:
        t._array[entry] = value
    return (sums[0] - sums[1]) / (2 * eps)


def gradgradcheck(func: Callable, inputs: Tensor | tuple[Tensor, ...], **settings) -> bool:
    """As `gradcheck`, of the gradients of func: are the gradients of gradients right?"""
    inputs = inputs if isinstance(inputs, (tuple, list)) else (inputs,)

    @enable_grad()  # for the differences, too
    def gradients(*inputs):
        outputs = _outputs(func, inputs)
        generator = np.random.default_rng(1)
        upstream = [generator.standard_normal(y.shape) for y in outputs]
        return grad(outputs, [t for t in inputs if t.requires_grad], upstream, create_graph=True)

    return gradcheck(gradients, inputs, **settings)
