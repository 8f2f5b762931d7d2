"""Running things only to look at them: everything is put back afterwards."""

import contextlib
from collections.abc import Iterable

import numpy as np

from ..checks import number
from ..dtypes import as_dtype
from ..nn.module import Module
from ..recording import watch
from ..tensor import Tensor, wrap


def trial_input(who: str, model: Module, input_shape: tuple[int, ...], dtype=None) -> Tensor:
    """Zeros of shape (1, *input_shape), in the model's dtype unless another is given."""
    check_model(who, model)
    if not isinstance(input_shape, (tuple, list)):
        raise TypeError(f"{who}: input_shape is a tuple such as (1, 28, 28), got {input_shape!r}.")
    for n in input_shape:
        number(who, "each size of input_shape", n, 0, whole=True)
    if dtype is None:
        dtype = next((p.dtype for p in model.parameters()), np.float32)
    try:
        dtype = as_dtype(dtype)
    except TypeError as error:
        raise TypeError(f"{who}: {error}") from None
    return wrap(np.zeros((1, *input_shape), dtype), requires_grad=dtype.kind == "f")


def check_model(who: str, model) -> None:
    if not isinstance(model, Module):
        raise TypeError(f"{who}: expects a Module, got {type(model).__name__}. Try nn.Sequential(...).")


def trial_run(model: Module, input: Tensor, observer):
    """model(input) in evaluation mode; `observer` hears of every operation, see `watch`."""
    training = {module: module.training for module in model.modules()}
    try:
        model.eval()
        with watch(observer):
            return model(input)
    finally:
        for module, mode in training.items():
            module.training = mode


@contextlib.contextmanager
def own_gradients_kept(leaves: Iterable[Tensor]):
    """Inside, the leaves have no gradients yet; afterwards again those that they had before."""
    kept = [(leaf, leaf.grad) for leaf in leaves]
    try:
        for leaf, _ in kept:
            leaf.grad = None
        yield
    finally:
        for leaf, grad in kept:
            leaf.grad = grad
