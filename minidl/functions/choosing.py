"""Numbers chosen by their places or by their size: gather, sort, topk, masks; and running sums."""

import numpy as np

from .. import ops, ops_more
from ..checks import number
from ..dtypes import Number, int64
from ..indexing import check_axis
from ..tensor import Tensor, apply, wrap
from .arithmetic import _checked, operands
from .reductions import ValuesAndIndices, _axes, _check_floats, _wide

# --- by place ---------------------------------------------------------------------------------------


def gather(input: Tensor, dim: int, index: Tensor) -> Tensor:
    """result[i, j] = input[index[i, j], j] for dim 0, input[i, index[i, j]] for dim 1, ..."""
    places, single = _places("gather", input, dim, index)
    return apply(ops.getitem, input.reshape(1) if single else input, index=places).reshape(index.shape)


def scatter(input: Tensor, dim: int, index: Tensor, src: Tensor | Number) -> Tensor:
    """A copy with result[index[i, j], j] = src[i, j] for dim 0, ... ; `src` may be one number"""
    places, src = _targets("scatter", input, dim, index, src)
    return apply(ops.setitem, input, src, index=places)


def scatter_add(input: Tensor, dim: int, index: Tensor, src: Tensor) -> Tensor:
    """A copy with result[index[i, j], j] += src[i, j] for dim 0, ..."""
    places, src = _targets("scatter_add", input, dim, index, src)
    return apply(ops_more.add_at, input, src, index=places)


def _places(who, input, dim, index, limits=None):
    """`index` along dim and its own places along the other axes, as NumPy's index; is input a number?"""
    axis = check_axis(who, input, dim)
    if not isinstance(index, Tensor) or index.dtype.kind not in "iu":
        got = getattr(index, "dtype", type(index).__name__)
        raise TypeError(f"{who}: index must be a tensor of integers, got {got}. Try index.long().")
    limits, length = limits or input.shape, input.shape[axis] if input.ndim else 1
    fits = all(n <= m for i, (n, m) in enumerate(zip(index.shape, limits)) if i != axis)
    if max(index.ndim, 1) != max(input.ndim, 1) or index.numel() and not fits:
        raise ValueError(
            f"{who}: index {index.shape} must have the axes of input {input.shape} and, but along dim "
            f"{dim}, lie inside of {limits}. Try index.unsqueeze(dim)."
        )
    array = index._array.reshape(index.shape or 1)
    if array.size and not (0 <= array.min() and array.max() < length):
        raise IndexError(f"{who}: index must be from 0 to {length - 1} along dim {dim}, got {index.tolist()}.")
    return tuple(array if i == axis else grid for i, grid in enumerate(np.ogrid[*map(slice, array.shape)])), (
        input.ndim == 0
    )


def _targets(who, input, dim, index, src):
    if not isinstance(src, Tensor):
        (src,) = _checked(who, operands(src), src)
        src = src.to(input.dtype)
    limits = input.shape if src.ndim == 0 else tuple(map(min, zip(input.shape, src.shape)))
    places, single = _places(who, input, dim, index, limits)
    if src.dtype != input.dtype:
        raise TypeError(f"{who}: src must be {input.dtype} as input, got {src.dtype}. Try src.to(input.dtype).")
    if single:
        return (...,), src
    return places, src[tuple(map(slice, index.shape))] if src.ndim else src


def index_select(input: Tensor, dim: int, index: Tensor) -> Tensor:
    """The slices input[..., i, ...] along dim for each i of a list of places"""
    axis = check_axis("index_select", input, dim)
    if not isinstance(index, Tensor) or index.dtype.kind not in "iu" or index.ndim > 1:
        got = f"{index.dtype} {index.shape}" if isinstance(index, Tensor) else type(index).__name__
        raise TypeError(f"index_select: index must be a vector of integers, got {got}. Try index.long().")
    places = index._array.reshape(-1).astype(int64)
    if input.ndim == 0:
        return input.reshape(1)[places].reshape(())
    return apply(ops.getitem, input, index=(*(slice(None),) * axis, places))


def masked_select(input: Tensor, mask: Tensor) -> Tensor:
    """The numbers where the mask (broadcast) is true, in reading order"""
    input, mask = _masked_pair("masked_select", input, mask)
    return apply(ops.getitem, input, index=(mask,))


def masked_fill(input: Tensor, mask: Tensor, value: Number | Tensor) -> Tensor:
    """`value` where the mask (broadcast) is true, elsewhere the old numbers"""
    input, mask = _masked_pair("masked_fill", input, mask)
    (value,) = _checked("masked_fill", operands(value), value)
    if value.ndim:
        raise ValueError(f"masked_fill: value must be one number, got shape {value.shape}. Try where(...).")
    return apply(ops.where, value.to(input.dtype), input, condition=mask)


def _masked_pair(who, input, mask):
    if not isinstance(mask, Tensor) or mask.dtype != np.bool_:
        got = getattr(mask, "dtype", type(mask).__name__)
        raise TypeError(f"{who}: mask must be a bool tensor such as x > 0, got {got}. Try mask.bool().")
    try:
        shape = np.broadcast_shapes(input.shape, mask.shape)
    except ValueError:
        raise ValueError(
            f"{who}: mask {mask.shape} does not go with input {input.shape}. Aligned from the right, each "
            f"pair of sizes must be equal or contain a 1."
        ) from None
    return input.expand(shape), np.broadcast_to(mask._array, shape)


def nonzero(input: Tensor, *, as_tuple: bool = False) -> Tensor | tuple[Tensor, ...]:
    """The places where input is not 0, one a row; with as_tuple one tensor for each axis, for x[...]"""
    if as_tuple:
        return tuple(map(wrap, np.nonzero(np.atleast_1d(input._array))))
    return wrap(np.argwhere(input._array))


# --- by size ----------------------------------------------------------------------------------------


def sort(input: Tensor, dim: int = -1, descending: bool = False, stable: bool = False) -> ValuesAndIndices:
    """(values, indices) in ascending order along dim; equal ones keep their order"""
    indices = argsort(input, dim, descending)
    return ValuesAndIndices(gather(input, dim, indices), indices)


def argsort(input: Tensor, dim: int = -1, descending: bool = False, stable: bool = False) -> Tensor:
    """The places of the numbers in ascending order along dim; NaN counts as the largest"""
    axis, x = check_axis("argsort", input, dim), np.atleast_1d(input._array)
    if descending:  # flipped twice, so that equal ones keep their order here, too
        order = np.flip(x.shape[axis] - 1 - np.argsort(np.flip(x, axis), axis, kind="stable"), axis)
    else:
        order = np.argsort(x, axis, kind="stable")
    return wrap(order.reshape(input.shape))


def topk(
    input: Tensor, k: int, dim: int = -1, largest: bool = True, sorted: bool = True
) -> ValuesAndIndices:
    """(values, indices) of the k largest (or smallest) along dim, the most extreme first"""
    axis = check_axis("topk", input, dim)
    number("topk", "k", k, 0, input.shape[axis] if input.ndim else 1, whole=True)
    indices = argsort(input, dim, largest)
    if input.ndim:
        indices = indices[(*(slice(None),) * axis, slice(0, k))]
    return ValuesAndIndices(gather(input, dim, indices), indices)


def unique(
    input: Tensor,
    sorted: bool = True,
    return_inverse: bool = False,
    return_counts: bool = False,
    dim: int | None = None,
) -> Tensor | tuple[Tensor, ...]:
    """The different numbers in ascending order; also where each went, and how often it came"""
    axis = None if dim is None else check_axis("unique", input, dim)
    values, inverse, counts = np.unique(input._array, False, True, True, axis)
    wanted = [values]
    if return_inverse:
        wanted.append(inverse.reshape(input.shape if axis is None else -1))
    if return_counts:
        wanted.append(counts)
    return tuple(map(wrap, wanted)) if len(wanted) > 1 else wrap(values)


def bincount(input: Tensor, weights: Tensor | None = None, minlength: int = 0) -> Tensor:
    """How often each of 0, 1, 2, ... comes in a vector; or the sum of its weights"""
    number("bincount", "minlength", minlength, 0, whole=True)
    if input.ndim != 1 or input.dtype.kind not in "iu" or input.numel() and input._array.min() < 0:
        raise ValueError(f"bincount: expects a vector of integers from 0, got {input.dtype} {input.shape}.")
    return wrap(np.bincount(input._array, None if weights is None else weights._array, minlength))


def count_nonzero(input: Tensor, dim=None) -> Tensor:
    """How many numbers are not 0"""
    return (input != 0).sum(dim)


# --- along an axis ----------------------------------------------------------------------------------


def cumsum(input: Tensor, dim: int, *, dtype=None) -> Tensor:
    """The sum of all up to each along dim"""
    return _running(ops_more.cumsum, input, dim, dtype)


def cumprod(input: Tensor, dim: int, *, dtype=None) -> Tensor:
    """The product of all up to each along dim"""
    return _running(ops_more.cumprod, input, dim, dtype)


def _running(operation, input, dim, dtype):
    axis, input = check_axis(operation.__name__, input, dim), _wide(input, dtype)
    return apply(operation, input, axis=axis) if input.ndim else input.clone()


def logsumexp(input: Tensor, dim: int | tuple[int, ...], keepdim: bool = False) -> Tensor:
    """log Σ e^input along dim, without overflow"""
    axes = _axes("logsumexp", input, dim)
    return apply(ops_more.logsumexp, input if input.is_floating_point() else input.float(), axis=axes, keepdims=keepdim)


def softmax(input: Tensor, dim: int, dtype=None) -> Tensor:
    """p_i = e^{z_i} / Σ_k e^{z_k} along dim: positive numbers that sum to 1"""
    return _shares(ops_more.softmax, input, dim, dtype)


def log_softmax(input: Tensor, dim: int, dtype=None) -> Tensor:
    """log p_i = z_i − log Σ_k e^{z_k} along dim, without overflow"""
    return _shares(ops_more.log_softmax, input, dim, dtype)


def _shares(operation, input, dim, dtype):
    axis = check_axis(operation.__name__, input, dim)
    input = input if dtype is None else input.to(dtype)
    _check_floats(operation.__name__, input)
    return apply(operation, input.reshape(input.shape or 1), axis=axis).reshape(input.shape)


WORDS = [gather, scatter, scatter_add, index_select, masked_select, masked_fill, nonzero, sort, argsort, topk]
WORDS += [unique, bincount, count_nonzero, cumsum, cumprod, logsumexp, softmax, log_softmax]
