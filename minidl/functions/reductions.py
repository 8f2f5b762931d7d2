"""Many numbers to one: sums, means, extremes. `dim` is an axis, a tuple of axes, or None for all."""

from typing import NamedTuple

import numpy as np

from .. import checks, ops, ops_more
from ..checks import DtypeError, ShapeError
from ..dtypes import int64
from ..tensor import Tensor, apply, wrap
from .arithmetic import _check_not_bools, maximum, minimum

Dim = int | tuple[int, ...] | None


class ValuesAndIndices(NamedTuple):
    """What `max(dim)` and `min(dim)` return: the extremes and where they stand."""

    values: Tensor
    indices: Tensor


# --- what all of them check -------------------------------------------------------------------------


def _axes(who: str, input: Tensor, dim: Dim):
    """`dim` as NumPy's axis: None, a number or a tuple of numbers from 0. No axes means all."""
    dims = () if dim is None else dim if isinstance(dim, (tuple, list)) else (dim,)
    axes = tuple(checks.axis(who, input, d) for d in dims)
    if len(set(axes)) < len(axes):
        raise ShapeError(f"{who}: an axis appears twice in dim={tuple(dim)}. Name each once.")
    if not (axes and input.ndim):
        return None
    return axes if isinstance(dim, (tuple, list)) else axes[0]


def _check_floats(who, input):
    if not input.is_floating_point():
        raise DtypeError(f"{who}: expects floats, got {input.dtype}. Try input.float().{who}().")


def _check_not_empty(who, input, axes):
    """An empty row has a sum, but no largest element."""
    if 0 in (input.shape if axes is None else [input.shape[axis] for axis in np.atleast_1d(axes)]):
        raise ShapeError(
            f"{who}: there are no elements to choose from along an empty axis of shape {input.shape}."
        )


# --- sums -------------------------------------------------------------------------------------------


def sum(input: Tensor, dim: Dim = None, keepdim: bool = False, *, dtype=None) -> Tensor:
    """Σ input; integers and bools are counted in int64"""
    axes = _axes("sum", input, dim)
    return apply(ops.sum, _wide(input, dtype), axis=axes, keepdims=keepdim)


def _wide(input, dtype):
    """The input as `dtype`; if that is None, integers and bools as int64."""
    if dtype is None:
        return input if input.is_floating_point() else input.to(int64)
    return input.to(dtype)


def mean(input: Tensor, dim: Dim = None, keepdim: bool = False, *, dtype=None) -> Tensor:
    """Σ input / n"""
    axes = _axes("mean", input, dim)
    if dtype is not None:
        input = input.to(dtype)
    _check_floats("mean", input)
    return apply(ops.mean, input, axis=axes, keepdims=keepdim)


def prod(input: Tensor, dim: int | None = None, keepdim: bool = False, *, dtype=None) -> Tensor:
    """The product of all elements, or along one axis"""
    if isinstance(dim, (tuple, list)):
        raise TypeError(f"prod: dim is one axis or None, got {dim}. Call it once for each axis.")
    axis = _axes("prod", input, dim)
    input = _wide(input, dtype)
    if axis is None:  # all of them, in one row
        return apply(ops.prod, input.reshape(-1), axis=0)
    return apply(ops.prod, input, axis=axis, keepdims=keepdim)


def var(
    input: Tensor, dim: Dim = None, unbiased: bool | None = None, keepdim: bool = False, *, correction=None,
) -> Tensor:  # fmt: skip
    """Σ (input − mean)² / (n − correction); correction is 1, or 0 with unbiased=False"""
    return _spread(ops.var, input, dim, unbiased, keepdim, correction)


def std(
    input: Tensor, dim: Dim = None, unbiased: bool | None = None, keepdim: bool = False, *, correction=None,
) -> Tensor:  # fmt: skip
    """√var"""
    return _spread(ops.std, input, dim, unbiased, keepdim, correction)


def _spread(operation, input, dim, unbiased, keepdim, correction):
    who = operation.__name__
    if isinstance(dim, bool):  # PyTorch's x.var(False)
        dim, unbiased = None, dim
    if unbiased is not None and correction is not None:
        raise ValueError(f"{who}: give correction or unbiased, not both.")
    axes = _axes(who, input, dim)
    _check_floats(who, input)
    if correction is None:
        correction = 0 if unbiased is False else 1
    return apply(operation, input, axis=axes, correction=correction, keepdims=keepdim)


# --- extremes ---------------------------------------------------------------------------------------


def amax(input: Tensor, dim: Dim = (), keepdim: bool = False) -> Tensor:
    """The largest element; several equal ones share the gradient evenly"""
    return _extreme(ops.amax, input, dim, keepdim)


def amin(input: Tensor, dim: Dim = (), keepdim: bool = False) -> Tensor:
    """The smallest element; several equal ones share the gradient evenly"""
    return _extreme(ops.amin, input, dim, keepdim)


def _extreme(operation, input, dim, keepdim):
    axes = _axes(operation.__name__, input, dim)
    _check_not_empty(operation.__name__, input, axes)
    return apply(operation, input, axis=axes, keepdims=keepdim)


def max(input: Tensor, dim: int | Tensor | None = None, keepdim: bool = False) -> Tensor | ValuesAndIndices:
    """max(x): the largest element. max(x, dim): (values, indices) along one axis. max(x, y): maximum."""
    if isinstance(dim, Tensor):
        return maximum(input, dim)
    return amax(input) if dim is None else _along(np.argmax, input, dim, keepdim)


def min(input: Tensor, dim: int | Tensor | None = None, keepdim: bool = False) -> Tensor | ValuesAndIndices:
    """min(x): the smallest element. min(x, dim): (values, indices) along one axis. min(x, y): minimum."""
    if isinstance(dim, Tensor):
        return minimum(input, dim)
    return amin(input) if dim is None else _along(np.argmin, input, dim, keepdim)


def _along(find, input, dim, keepdim):
    indices = _where_extreme(find.__name__, find, input, dim, keepdim=True)
    if input.ndim == 0:
        return ValuesAndIndices(input.clone(), indices)
    values = apply(ops_more.take_along_axis, input, indices=indices._array, axis=dim)
    if keepdim:
        return ValuesAndIndices(values, indices)
    return ValuesAndIndices(values.squeeze(dim), indices.squeeze(dim))


def argmax(input: Tensor, dim: int | None = None, keepdim: bool = False) -> Tensor:
    """Where the largest element stands (the first of equal ones)"""
    _check_not_bools("argmax", input)
    return _where_extreme("argmax", np.argmax, input, dim, keepdim)


def argmin(input: Tensor, dim: int | None = None, keepdim: bool = False) -> Tensor:
    """Where the smallest element stands (the first of equal ones)"""
    _check_not_bools("argmin", input)
    return _where_extreme("argmin", np.argmin, input, dim, keepdim)


def _where_extreme(who, find, input, dim, keepdim):
    if isinstance(dim, (tuple, list)):
        raise TypeError(f"{who}: dim is one axis or None, got {dim}.")
    axis = _axes(who, input, dim)
    _check_not_empty(who, input, axis)
    return wrap(np.asarray(find(input._array, axis=axis, keepdims=keepdim), dtype=int64))


# --- true or false ----------------------------------------------------------------------------------


def any(input: Tensor, dim: Dim = None, keepdim: bool = False) -> Tensor:
    """Whether some element is true"""
    return _truth("any", np.any, input, dim, keepdim)


def all(input: Tensor, dim: Dim = None, keepdim: bool = False) -> Tensor:
    """Whether every element is true"""
    return _truth("all", np.all, input, dim, keepdim)


def _truth(who, function, input, dim, keepdim):
    axes = _axes(who, input, dim)
    if isinstance(dim, (tuple, list)) and not dim:
        axes = ()  # here PyTorch takes no axes as none, not as all
    return wrap(np.asarray(function(input._array, axis=axes, keepdims=keepdim)))


WORDS = [sum, mean, prod, var, std, amax, amin, max, min, argmax, argmin, any, all]
