"""Where numbers stand: indexing, reshaping, joining, splitting; and the products that mix them."""

import numpy as np

from .. import ops
from ..indexing import as_sizes, split_index, to_numpy_index
from ..tensor import Tensor, apply
from .arithmetic import operands


def _mixes_numbers_and_arrays(index) -> bool:
    arrays = [isinstance(i, np.ndarray) for i in index]
    return any(arrays) and any(hasattr(i, "__index__") and not a for i, a in zip(index, arrays, strict=True))


def _getitem(self, index):
    index = to_numpy_index(index, self.shape)
    if _mixes_numbers_and_arrays(index):
        numbers, index = split_index(index)
        self = apply(ops.getitem, self, index=numbers)
    return apply(ops.getitem, self, index=index)


def _setitem(self, index, value):
    index = to_numpy_index(index, self.shape)
    pair = operands(self, value)
    if pair is None:
        raise TypeError(f"x[...] = value: value must be a tensor, an array or a number, got {type(value).__name__}.")
    if _mixes_numbers_and_arrays(index) and pair[1].ndim > 1:
        raise NotImplementedError("x[...] = value: numbers and arrays in one index. Use slices (i:i+1) for the numbers.")
    self._change(ops.setitem, pair[1].to(self.dtype), index=index)


def _copy(self, other):
    """Take over the numbers of `other` (broadcast, in this tensor's dtype)"""
    self[...] = other
    return self


def _fill(self, value):
    """Set all elements to one number"""
    return _copy(self, value)


def _zero(self):
    """Set all elements to 0"""
    return _copy(self, 0)


def reshape(input: Tensor, *shape: int) -> Tensor:
    """The same numbers in reading order under another shape; one size may be −1"""
    return apply(ops.reshape, input, shape=as_sizes(shape))


def view(input: Tensor, *shape: int) -> Tensor:
    """As `reshape` (PyTorch's refuses where memory would have to be copied)"""
    return apply(ops.reshape, input, shape=as_sizes(shape))


def flatten(input: Tensor, start_dim: int = 0, end_dim: int = -1) -> Tensor:
    """Merge the axes from start_dim to end_dim into one"""
    if input.ndim == 0:
        return input.reshape(1)
    start, end = (_check_dim("flatten", input, d) for d in (start_dim, end_dim))
    if start > end:
        raise ValueError(f"flatten: start_dim {start_dim} lies behind end_dim {end_dim}.")
    # Not -1 for the merged size: an empty batch has no size to conclude it from.
    merged = int(np.prod(input.shape[start : end + 1]))
    return input.reshape(*input.shape[:start], merged, *input.shape[end + 1 :])


def _check_dim(who, input, dim, extra=0):
    ndim = input.ndim + extra
    if not -ndim <= dim < ndim:
        raise IndexError(f"{who}: dim {dim} does not exist in shape {tuple(input.shape)}.")
    return dim % ndim


def permute(input: Tensor, *dims: int) -> Tensor:
    """Axes in the given order"""
    dims = as_sizes(dims)
    if sorted(d % input.ndim if input.ndim else d for d in dims) != list(range(input.ndim)):
        raise ValueError(f"permute: dims must name each axis of shape {tuple(input.shape)} once, got {dims}.")
    return apply(ops.permute, input, dims=tuple(d % input.ndim for d in dims))


def transpose(input: Tensor, dim0: int, dim1: int) -> Tensor:
    """Two axes exchanged"""
    first, second = _check_dim("transpose", input, dim0), _check_dim("transpose", input, dim1)
    dims = list(range(input.ndim))
    dims[first], dims[second] = dims[second], dims[first]
    return apply(ops.permute, input, dims=tuple(dims))


def t(input: Tensor) -> Tensor:
    """The transpose of a matrix"""
    return input if input.ndim < 2 else transpose(input, 0, 1)


def squeeze(input: Tensor, dim: int | tuple[int, ...] | None = None) -> Tensor:
    """Without axes of length 1 (all of them, or the given ones that have it)"""
    dims = range(input.ndim) if dim is None else (dim,) if isinstance(dim, int) else dim
    dims = {_check_dim("squeeze", input, d) for d in dims} if input.ndim else set()
    return input.reshape(tuple(n for i, n in enumerate(input.shape) if not (n == 1 and i in dims)))


def unsqueeze(input: Tensor, dim: int) -> Tensor:
    """With a new axis of length 1 at position dim"""
    dim = _check_dim("unsqueeze", input, dim, extra=1)
    return input.reshape((*input.shape[:dim], 1, *input.shape[dim:]))


def expand(input: Tensor, *sizes: int) -> Tensor:
    """Axes of length 1 stretched to `sizes` without copying (−1 keeps a size)"""
    sizes = as_sizes(sizes)
    old = (1,) * (len(sizes) - input.ndim) + tuple(input.shape)
    return apply(ops.expand, input, shape=tuple(o if s == -1 else s for s, o in zip(sizes, old, strict=False)))


def flip(input: Tensor, *dims: int) -> Tensor:
    """The order along the given axes reversed"""
    return apply(ops.flip, input, axis=as_sizes(dims))


def contiguous(input: Tensor) -> Tensor:
    """In reading order in memory (a copy unless it is so already)"""
    return input if input.data.flags.c_contiguous else apply(ops.contiguous, input)


def cat(tensors, dim: int = 0) -> Tensor:
    """Tensors side by side along an existing axis"""
    return apply(ops.cat, *_same_dtype("cat", tensors), axis=dim)


def stack(tensors, dim: int = 0) -> Tensor:
    """Tensors of one shape side by side along a new axis"""
    return cat([unsqueeze(t, dim) for t in _same_dtype("stack", tensors)], dim)


def _same_dtype(who, tensors):
    tensors = list(tensors)
    if not tensors or not all(isinstance(t, Tensor) for t in tensors):
        kinds = ", ".join(sorted({type(t).__name__ for t in tensors})) or "nothing"
        raise TypeError(f"{who}: expects a list or tuple of Tensors, got {kinds}.")
    return operands(*tensors)


def split(input: Tensor, split_size_or_sections: int | list[int], dim: int = 0) -> tuple[Tensor, ...]:
    """Pieces of one size (the last may be smaller), or of the listed sizes"""
    dim = _check_dim("split", input, dim)
    total, sizes = input.shape[dim], split_size_or_sections
    if isinstance(sizes, int):
        if sizes < 1:
            raise ValueError(f"split: the size of a piece must be at least 1, got {sizes}.")
        sizes = [min(sizes, total - start) for start in range(0, total, sizes)] or [0]
    if sum(sizes) != total:
        raise ValueError(f"split: sizes {list(sizes)} add up to {sum(sizes)}, but dim {dim} has {total}.")
    ends = np.cumsum(sizes).tolist()
    before = (slice(None),) * dim
    return tuple(input[(*before, slice(end - size, end))] for size, end in zip(sizes, ends, strict=True))


def chunk(input: Tensor, chunks: int, dim: int = 0) -> tuple[Tensor, ...]:
    """At most `chunks` pieces of equal size (the last may be smaller)"""
    return split(input, -(-input.shape[dim] // chunks) or 1, dim)


def matmul(input: Tensor, other: Tensor) -> Tensor:
    """The matrix product; stacks of matrices multiply pairwise, vectors count as row or column"""
    pair = operands(input, other)
    if pair is None:
        raise TypeError(f"matmul: expects tensors, got {type(input).__name__} and {type(other).__name__}.")
    if not (pair[0].ndim and pair[1].ndim):
        raise ValueError("matmul: a single number has no rows or columns. Use * instead.")
    return apply(ops.matmul, *pair)


METHODS = [reshape, view, flatten, permute, transpose, t, squeeze, unsqueeze, expand, flip]
METHODS += [contiguous, split, chunk, matmul]
OPERATORS = {
    "copy_": _copy,
    "fill_": _fill,
    "zero_": _zero,
    "__getitem__": _getitem,
    "__setitem__": _setitem,
    "__matmul__": matmul,
    "__rmatmul__": lambda self, other: matmul(Tensor(other), self),
}
