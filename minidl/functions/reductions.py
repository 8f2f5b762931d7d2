"""Many numbers to one: sums, means, extremes. `dim` is an axis, a tuple of axes, or None for all."""

from typing import NamedTuple

import numpy as np

from .. import ops
from ..dtypes import int64
from ..tensor import Tensor, apply
from .arithmetic import maximum, minimum

Dim = int | tuple[int, ...] | None


class ValuesAndIndices(NamedTuple):
    """What `max(dim)` and `min(dim)` return: the extremes and where they stand."""

    values: Tensor
    indices: Tensor


def _axis(dim):
    if isinstance(dim, (tuple, list)):
        return tuple(dim) or None  # as in PyTorch, no axes means all
    return dim


def _needs_floats(who, input):
    if isinstance(input, Tensor) and not input.is_floating_point():
        raise TypeError(f"{who}: expects floats, got {input.dtype}. Try input.float().{who}().")


def sum(input: Tensor, dim: Dim = None, keepdim: bool = False, *, dtype=None) -> Tensor:
    """Σ input; integers and bools are counted in int64"""
    if dtype is not None:
        input = input.to(dtype)
    elif isinstance(input, Tensor) and not input.is_floating_point():
        input = input.to(int64)
    return apply(ops.sum, input, axis=_axis(dim), keepdims=keepdim)


def mean(input: Tensor, dim: Dim = None, keepdim: bool = False) -> Tensor:
    """Σ input / n"""
    _needs_floats("mean", input)
    return apply(ops.mean, input, axis=_axis(dim), keepdims=keepdim)


def prod(input: Tensor, dim: int | None = None, keepdim: bool = False) -> Tensor:
    """The product of all elements"""
    if not input.is_floating_point():
        input = input.to(int64)
    if dim is None:
        return apply(ops.prod, input.reshape(-1), axis=0)
    return apply(ops.prod, input, axis=dim, keepdims=keepdim)


def var(input: Tensor, dim: Dim = None, *, correction: int = 1, keepdim: bool = False) -> Tensor:
    """Σ (input − mean)² / (n − correction)"""
    _needs_floats("var", input)
    return apply(ops.var, input, axis=_axis(dim), correction=correction, keepdims=keepdim)


def std(input: Tensor, dim: Dim = None, *, correction: int = 1, keepdim: bool = False) -> Tensor:
    """√var"""
    _needs_floats("std", input)
    return apply(ops.std, input, axis=_axis(dim), correction=correction, keepdims=keepdim)


def amax(input: Tensor, dim: Dim = (), keepdim: bool = False) -> Tensor:
    """The largest element; several equal ones share the gradient evenly"""
    _not_empty("amax", input)
    return apply(ops.amax, input, axis=_axis(dim), keepdims=keepdim)


def amin(input: Tensor, dim: Dim = (), keepdim: bool = False) -> Tensor:
    """The smallest element; several equal ones share the gradient evenly"""
    _not_empty("amin", input)
    return apply(ops.amin, input, axis=_axis(dim), keepdims=keepdim)


def _not_empty(who, input):
    if isinstance(input, Tensor) and input.numel() == 0:
        raise ValueError(f"{who}: the tensor of shape {tuple(input.shape)} has no elements to choose from.")


def max(input: Tensor, dim: int | Tensor | None = None, keepdim: bool = False) -> Tensor | ValuesAndIndices:
    """max(x): the largest element. max(x, dim): (values, indices) along one axis. max(x, y): maximum."""
    if isinstance(dim, Tensor):
        return maximum(input, dim)
    return amax(input) if dim is None else _extreme_along(argmax, input, dim, keepdim)


def min(input: Tensor, dim: int | Tensor | None = None, keepdim: bool = False) -> Tensor | ValuesAndIndices:
    """min(x): the smallest element. min(x, dim): (values, indices) along one axis. min(x, y): minimum."""
    if isinstance(dim, Tensor):
        return minimum(input, dim)
    return amin(input) if dim is None else _extreme_along(argmin, input, dim, keepdim)


def _extreme_along(find, input, dim, keepdim):
    if input.ndim == 0:
        return ValuesAndIndices(input.clone(), Tensor(np.array(0)))
    indices = find(input, dim, keepdim=True)
    values = apply(ops.take_along_axis, input, indices=indices.data, axis=dim)
    if keepdim:
        return ValuesAndIndices(values, indices)
    return ValuesAndIndices(values.squeeze(dim), indices.squeeze(dim))


def argmax(input: Tensor, dim: int | None = None, keepdim: bool = False) -> Tensor:
    """Where the largest element stands (the first of equal ones)"""
    return _where_extreme("argmax", np.argmax, input, dim, keepdim)


def argmin(input: Tensor, dim: int | None = None, keepdim: bool = False) -> Tensor:
    """Where the smallest element stands (the first of equal ones)"""
    return _where_extreme("argmin", np.argmin, input, dim, keepdim)


def _where_extreme(who, find, input, dim, keepdim):
    _not_empty(who, input)
    if dim is not None and not -input.ndim <= dim < input.ndim and input.ndim:
        raise IndexError(f"{who}: dim {dim} does not exist in shape {tuple(input.shape)}.")
    if input.ndim == 0:
        return Tensor(np.array(0))
    return Tensor(np.asarray(find(input.data, axis=dim, keepdims=keepdim), dtype=int64))


def any(input: Tensor, dim: Dim = None, keepdim: bool = False) -> Tensor:
    """Whether some element is true"""
    return Tensor(np.asarray(np.any(input.data, axis=_axis(dim), keepdims=keepdim)))


def all(input: Tensor, dim: Dim = None, keepdim: bool = False) -> Tensor:
    """Whether every element is true"""
    return Tensor(np.asarray(np.all(input.data, axis=_axis(dim), keepdims=keepdim)))


METHODS = [sum, mean, prod, var, std, amax, amin, max, min, argmax, argmin, any, all]
OPERATORS = {}
