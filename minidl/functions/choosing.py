"""Numbers chosen by their places or by their size: gather, sort, topk, masks; and running sums."""

import numpy as np

from .. import checks, ops, ops_more
from ..checks import DtypeError, ShapeError
from ..dtypes import Number
from ..tensor import Tensor, apply, wrap
from .arithmetic import _checked, _float, operands, where
from .reductions import ValuesAndIndices, _axes, _check_floats, _wide

# --- by place ---------------------------------------------------------------------------------------


def gather(input: Tensor, dim: int, index: Tensor) -> Tensor:
    """result[i, j] = input[index[i, j], j] for dim 0, input[i, index[i, j]] for dim 1, ..."""
    places = _places("gather", input, dim, index, input.shape)
    return apply(ops.getitem, input.reshape(input.shape or 1), index=places).reshape(index.shape)


def scatter(input: Tensor, dim: int, index: Tensor, src: Tensor | Number) -> Tensor:
    """A copy with result[index[i, j], j] = src[i, j] for dim 0, ...; `src` may be one number"""
    (values,) = _checked("scatter", operands(src), src)
    if isinstance(src, Tensor) and src.dtype != input.dtype:
        raise TypeError(f"scatter: src must be {input.dtype} as input, got {src.dtype}. Try src.to(x.dtype).")
    limits = tuple(map(min, zip(input.shape, values.shape))) if values.ndim else input.shape
    places = _places("scatter", input, dim, index, limits)
    values = values.to(input.dtype)[tuple(map(slice, index.shape if values.ndim else ()))]
    return apply(ops.setitem, input.reshape(input.shape or 1), values, index=places).reshape(input.shape)


def _places(who, input, dim, index, limits):
    """`index` along dim and its own places along the other axes, as NumPy's index"""
    axis, array = checks.axis(who, input, dim), np.atleast_1d(_integers(who, index))
    inside = all(n <= m for i, (n, m) in enumerate(zip(index.shape, limits)) if i != axis)
    if array.ndim != max(input.ndim, 1) or array.size and not inside:
        raise ShapeError(f"{who}: index {index.shape} must lie inside of {limits} but for dim {dim}.")
    _check_range(who, array, input.shape[axis] if input.ndim else 1)
    grids = np.ogrid[*map(slice, array.shape)]
    return tuple(array if i == axis else grid for i, grid in enumerate(grids))


def _integers(who, index):
    if not isinstance(index, Tensor) or index.dtype.kind not in "iu":
        got = getattr(index, "dtype", type(index).__name__)
        raise DtypeError(f"{who}: index must be a tensor of integers, got {got}. Try index.long().")
    return index._array


def _check_range(who, array, length):
    if array.size and not (array.min() >= 0 and array.max() < length):
        got = f"{array.min()} to {array.max()}"
        raise IndexError(f"{who}: index must be between 0 and {length - 1}, got {got}.")


def index_select(input: Tensor, dim: int, index: Tensor) -> Tensor:
    """The slices input[..., i, ...] along dim for each i of a list of places"""
    axis, places = checks.axis("index_select", input, dim), _integers("index_select", index)
    if index.ndim > 1:
        raise ValueError(f"index_select: index must be a vector, got shape {index.shape}. Try x[index].")
    _check_range("index_select", places, input.shape[axis] if input.ndim else 1)
    row, index = input.reshape(input.shape or 1), (*[slice(None)] * axis, places.reshape(-1))
    result = apply(ops.getitem, row, index=index)
    return result if input.ndim else result.reshape(())


def masked_select(input: Tensor, mask: Tensor) -> Tensor:
    """The numbers where the mask (broadcast) is true, in reading order"""
    input, mask = _with_mask("masked_select", input, mask)
    return apply(ops.getitem, input, index=(mask,))


def masked_fill(input: Tensor, mask: Tensor, value: Number | Tensor) -> Tensor:
    """`value` where the mask (broadcast) is true, elsewhere the old numbers"""
    input, mask = _with_mask("masked_fill", input, mask)
    (value,) = _checked("masked_fill", operands(value), value)
    if value.ndim:
        raise ValueError(f"masked_fill: value must be one number, got shape {value.shape}. Try where.")
    return apply(ops.where, value.to(input.dtype), input, condition=mask)


def _with_mask(who, input, mask):
    if not isinstance(mask, Tensor) or mask.dtype != np.bool_:
        got = getattr(mask, "dtype", type(mask).__name__)
        raise TypeError(f"{who}: mask must be a bool tensor such as x > 0, got {got}. Try mask.bool().")
    try:
        shape = np.broadcast_shapes(input.shape, mask.shape)
    except ValueError:
        raise ValueError(f"{who}: mask must broadcast to {input.shape}, got {mask.shape}.") from None
    return input.expand(shape), np.broadcast_to(mask._array, shape)


def _where(input: Tensor, condition: Tensor, other: Tensor | Number) -> Tensor:
    """input where the bool tensor `condition` is true, else other"""
    return where(condition, input, other)


_where.__name__ = "where"  # the method; the function has another order


def nonzero(input: Tensor, *, as_tuple: bool = False) -> Tensor | tuple[Tensor, ...]:
    """The places where input is not 0, one a row; with as_tuple one tensor for each axis, for x[...]"""
    if as_tuple:
        return tuple(map(wrap, np.nonzero(np.atleast_1d(input._array))))
    return wrap(np.argwhere(input._array))


# --- by size ----------------------------------------------------------------------------------------


def argsort(input: Tensor, dim: int = -1, descending: bool = False, stable: bool = False) -> Tensor:
    """The places of the numbers in ascending order along dim; NaN counts as the largest"""
    axis, x = checks.axis("argsort", input, dim), np.atleast_1d(input._array)
    order = (np.flip(x, axis) if descending else x).argsort(axis, kind="stable")
    if descending:  # flipped twice, so that equal ones keep their order here, too
        order = np.flip(x.shape[axis] - 1 - order, axis)
    return wrap(order.reshape(input.shape))


def sort(input: Tensor, dim: int = -1, descending: bool = False, stable: bool = False) -> ValuesAndIndices:
    """(values, indices) in ascending order along dim; equal ones keep their order"""
    indices = argsort(input, dim, descending)
    return ValuesAndIndices(gather(input, dim, indices), indices)


def topk(input: Tensor, k: int, dim: int = -1, largest: bool = True, sorted: bool = True) -> ValuesAndIndices:
    """(values, indices) of the k largest (or smallest) along dim, the most extreme first"""
    axis, indices = checks.axis("topk", input, dim), argsort(input, dim, largest)
    k = checks.number("topk", "k", k, 0, input.shape[axis] if input.ndim else 1, whole=True)
    indices = indices[(*[slice(None)] * axis, slice(0, k))] if input.ndim else indices
    return ValuesAndIndices(gather(input, dim, indices), indices)


def unique(
    input: Tensor, sorted: bool = True, return_inverse: bool = False, return_counts: bool = False, dim=None
) -> Tensor | tuple[Tensor, ...]:
    """The different numbers in ascending order; also where each went, and how often it came"""
    axis = None if dim is None else checks.axis("unique", input, dim)
    values, places, counts = map(wrap, np.unique(input._array, False, True, True, axis))
    results = [values]
    if return_inverse:
        results.append(places.reshape(input.shape if dim is None else -1))
    return (*results, *[counts] * return_counts) if return_inverse or return_counts else values


def bincount(input: Tensor, weights: Tensor | None = None, minlength: int = 0) -> Tensor:
    """How often each number 0, 1, 2, ... comes in a vector, or the sum of the weights beside it"""
    places = _integers("bincount", input)
    if input.ndim != 1 or (places < 0).any():
        raise ShapeError(f"bincount: expects a vector of numbers from 0 on, got shape {input.shape}.")
    counts = np.bincount(places.astype(np.intp), None if weights is None else weights._array, minlength)
    return wrap(counts if weights is None else counts.astype(weights.dtype))


def count_nonzero(input: Tensor, dim: int | tuple[int, ...] | None = None) -> Tensor:
    """How many numbers are not 0"""
    return (input != 0).sum(dim)


def median(input: Tensor, dim: int | None = None, keepdim: bool = False) -> Tensor | ValuesAndIndices:
    """The number in the middle of all, or (values, indices) along dim; of two in the middle the smaller"""
    axis = 0 if dim is None else checks.axis("median", input, dim)
    row = input.reshape(-1) if dim is None or input.ndim == 0 else input
    n = row.shape[axis]
    if n == 0:
        raise ValueError(f"median: expects numbers along the axis, got shape {input.shape}. Leave it out.")
    middle = np.where(np.isnan(row._array).any(axis, keepdims=True), n - 1, (n - 1) // 2)  # NaN comes last
    indices = wrap(np.take_along_axis(argsort(row, axis)._array, middle, axis))
    values = gather(row, axis, indices)
    if not keepdim or input.ndim == 0:
        values, indices = values.squeeze(axis), indices.squeeze(axis)
    return values.reshape(()) if dim is None else ValuesAndIndices(values, indices)


# --- along an axis ----------------------------------------------------------------------------------


def cumsum(input: Tensor, dim: int, *, dtype=None) -> Tensor:
    """The sum of all up to each along dim"""
    return _along(ops_more.cumsum, _wide(input, dtype), dim)


def cumprod(input: Tensor, dim: int, *, dtype=None) -> Tensor:
    """The product of all up to each along dim"""
    return _along(ops_more.cumprod, _wide(input, dtype), dim)


def softmax(input: Tensor, dim: int, dtype=None) -> Tensor:
    """p_i = e^{z_i} / Σ_k e^{z_k} along dim: positive numbers that sum to 1"""
    _check_floats("softmax", input := input if dtype is None else input.to(dtype))
    return _along(ops_more.softmax, input, dim)


def log_softmax(input: Tensor, dim: int, dtype=None) -> Tensor:
    """log p_i = z_i − log Σ_k e^{z_k} along dim, without overflow"""
    _check_floats("log_softmax", input := input if dtype is None else input.to(dtype))
    return _along(ops_more.log_softmax, input, dim)


def _along(operation, input, dim):
    axis = checks.axis(operation.__name__, input, dim)
    if input.ndim:
        return apply(operation, input, axis=axis)
    return apply(operation, input.reshape(1), axis=0).reshape(())  # a row of one


def logsumexp(input: Tensor, dim: int | tuple[int, ...], keepdim: bool = False) -> Tensor:
    """log Σ e^input along dim, without overflow"""
    return apply(ops_more.logsumexp, _float(input), axis=_axes("logsumexp", input, dim), keepdims=keepdim)


WORDS = [gather, scatter, index_select, masked_select, masked_fill, nonzero, argsort, sort, topk]
WORDS += [unique, bincount, count_nonzero, median, cumsum, cumprod, softmax, log_softmax, logsumexp]
METHODS = [_where]
