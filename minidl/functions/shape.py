"""Where numbers stand: indexing, reshaping, joining, splitting; and the products that mix them."""

import numpy as np

from .. import checks, ops
from ..checks import ShapeError
from ..indexing import as_sizes, to_numpy_index
from ..tensor import Tensor, apply
from ..versions import IN_ORDER
from .arithmetic import gives_way, operands, swapped


def _getitem(self, index):
    place, index = to_numpy_index(index, self.shape)
    return apply(ops.getitem, self, place=place, index=index)


def reshape(input: Tensor, shape: int | tuple[int, ...], *more: int) -> Tensor:
    """The same numbers in reading order under another shape; one size may be −1"""
    return apply(ops.reshape, input, shape=as_sizes("reshape", (shape, *more), -1))


def view(input: Tensor, shape: int | tuple[int, ...], *more: int) -> Tensor:
    """As `reshape`, on the same memory. Raises RuntimeError where that would have to be copied

    What was computed in another layout is copied, for PyTorch's would lie in reading order; a transpose
    or a slice of what lay in order lies as PyTorch's does.
    """
    result = apply(ops.reshape, input, shape=as_sizes("view", (shape, *more), -1))
    copied = result._version is not input._version and input.numel()
    if copied and input._version[IN_ORDER:] == [True]:
        raise RuntimeError(
            f"view: shares memory, and this tensor of shape {input.shape} is permuted, expanded or cut out "
            f"of another, so it cannot be seen as {result.shape} without a copy. Use .reshape(...)."
        )
    return result


def flatten(input: Tensor, start_dim: int = 0, end_dim: int = -1) -> Tensor:
    """Merge the axes from start_dim to end_dim into one"""
    start, end = checks.axis("flatten", input, start_dim), checks.axis("flatten", input, end_dim)
    if start > end:
        raise ShapeError(f"flatten: start_dim {start_dim} lies behind end_dim {end_dim}. Give them in order.")
    if input.ndim == 0:
        return input.reshape(1)
    # Not -1 for the merged size: an empty batch has no size to conclude it from.
    merged = int(np.prod(input.shape[start : end + 1]))
    return input.reshape(*input.shape[:start], merged, *input.shape[end + 1 :])


def _dims(dims, more):
    """Axes given as f(0, 1) or as f((0, 1))"""
    return tuple(dims) if isinstance(dims, (tuple, list)) else (dims, *more)


def permute(input: Tensor, dims: int | tuple[int, ...] = (), *more: int) -> Tensor:
    """Axes in the given order"""
    dims = _dims(dims, more)
    axes = tuple(checks.axis("permute", input, d) for d in dims)
    if sorted(axes) != list(range(input.ndim)):
        raise ShapeError(f"permute: dims must name each axis of shape {input.shape} once, got {dims}.")
    return apply(ops.permute, input, dims=axes)


def transpose(input: Tensor, dim0: int, dim1: int) -> Tensor:
    """Two axes exchanged"""
    first, second = checks.axis("transpose", input, dim0), checks.axis("transpose", input, dim1)
    dims = list(range(input.ndim))
    if dims:
        dims[first], dims[second] = dims[second], dims[first]
    return apply(ops.permute, input, dims=tuple(dims))


def movedim(input: Tensor, source: int | tuple[int, ...], destination: int | tuple[int, ...]) -> Tensor:
    """The axes `source` at the places `destination`, the others in their order"""
    try:
        order = np.moveaxis(np.empty(range(input.ndim)), source, destination).shape  # of sizes 0, 1, 2, ...
    except ValueError:
        moved = f"movedim: shape {input.shape} has no such axes to move, {source} to {destination}"
        raise ValueError(f"{moved}. Name each axis once.") from None
    return permute(input, order)


def t(input: Tensor) -> Tensor:
    """The transpose of a matrix"""
    if input.ndim > 2:
        raise ShapeError(f"t: expects a matrix, got shape {input.shape}. Try .mT for a stack, or .permute().")
    return transpose(input, 0, 1) if input.ndim == 2 else input


def squeeze(input: Tensor, dim: int | tuple[int, ...] | None = None) -> Tensor:
    """Without axes of length 1 (all of them, or the given ones that have it)"""
    dims = range(input.ndim) if dim is None else dim if isinstance(dim, (tuple, list)) else (dim,)
    dims = {checks.axis("squeeze", input, d) for d in dims}
    shape = tuple(n for i, n in enumerate(input.shape) if not (n == 1 and i in dims))
    return apply(ops.reshape, input, shape=shape)


def unsqueeze(input: Tensor, dim: int) -> Tensor:
    """With a new axis of length 1 at position dim"""
    dim = checks.axis("unsqueeze", input, dim, extra=1)
    return input.reshape((*input.shape[:dim], 1, *input.shape[dim:]))


def expand(input: Tensor, *sizes: int) -> Tensor:
    """Axes of length 1 stretched to `sizes` without copying (−1 keeps a size)"""
    sizes = as_sizes("expand", sizes, -1)
    old = (None,) * (len(sizes) - input.ndim) + input.shape  # None for a new axis in front

    def fits(size, before):
        return size == before or (size >= 0 and before in (1, None)) or (size == -1 and before is not None)

    if len(old) > len(sizes) or not all(map(fits, sizes, old)):
        raise ShapeError(
            f"expand: shape {input.shape} cannot become {sizes}: aligned from the right, only axes of "
            f"length 1 can grow; −1 keeps an axis that exists."
        )
    shape = tuple(n if size == -1 else size for size, n in zip(sizes, old, strict=True))
    return apply(ops.expand, input, shape=shape)


def flip(input: Tensor, dims: int | tuple[int, ...], *more: int) -> Tensor:
    """The order along the given axes reversed"""
    axes = tuple(checks.axis("flip", input, d) for d in _dims(dims, more))
    if len(set(axes)) < len(axes):
        raise ShapeError(f"flip: an axis appears twice in dims {_dims(dims, more)}. Name each once.")
    return apply(ops.flip, input, axis=axes if input.ndim else ())


def meshgrid(*tensors: Tensor, indexing: str = "ij") -> tuple[Tensor, ...]:
    """Of vectors with n, m, ... numbers as many views (n, m, ...), each of which varies along its own axis

    With indexing "xy" they are (m, n, ...), as `np.meshgrid` gives them.
    """
    checks.choice("meshgrid", "indexing", indexing, ("ij", "xy"))
    tensors = tensors[0] if tensors and isinstance(tensors[0], (list, tuple)) else tensors
    alike, sizes = same_dtype("meshgrid", tensors), [t.numel() for t in tensors]
    if any(t.ndim > 1 or t.dtype != alike[0].dtype for t in tensors):
        got = ", ".join([f"{t.dtype} {t.shape}" for t in tensors])
        raise ShapeError(f"meshgrid: expects vectors of one dtype, got {got}. Try x.reshape(-1).")
    last = len(sizes) - 1
    grids = [t.reshape([t.numel()] + [1] * (last - i)).expand(sizes) for i, t in enumerate(alike)]
    return tuple([g.transpose(0, 1) for g in grids] if indexing == "xy" and last else grids)


def cat(tensors, dim: int = 0) -> Tensor:
    """Tensors side by side along an existing axis"""
    tensors = same_dtype("cat", tensors)
    if any(t.ndim == 0 for t in tensors):
        raise ValueError("cat: single numbers have no axis to join them along. Try stack.")
    axis = checks.axis("cat", max(tensors, key=Tensor.dim), dim)
    if any(t.shape == (0,) for t in tensors):  # joins with anything: a list may begin with tensor([])
        full = next((t.shape for t in tensors if t.shape != (0,)), (0,))
        empty = (*full[:axis], 0, *full[axis + 1 :])
        tensors = [t.reshape(empty) if t.shape == (0,) else t for t in tensors]
    return apply(ops.cat, *tensors, axis=axis)


def stack(tensors, dim: int = 0) -> Tensor:
    """Tensors of one shape side by side along a new axis"""
    tensors = same_dtype("stack", tensors)
    shapes = sorted({t.shape for t in tensors})
    if len(shapes) > 1:
        raise ShapeError(f"stack: all tensors must have one shape, got {shapes[0]} and {shapes[1]}.")
    axis = checks.axis("stack", tensors[0], dim, extra=1)
    return apply(ops.cat, *[unsqueeze(t, axis) for t in tensors], axis=axis)


def same_dtype(who, tensors):
    tensors = list(tensors)
    if not tensors or not all(isinstance(t, Tensor) for t in tensors):
        kinds = ", ".join(sorted({type(t).__name__ for t in tensors})) or "nothing"
        raise TypeError(f"{who}: expects a list or tuple of Tensors, got {kinds}.")
    return operands(*tensors)


def split(input: Tensor, split_size_or_sections: int | list[int], dim: int = 0) -> tuple[Tensor, ...]:
    """Pieces of one size (the last may be smaller), or of the listed sizes"""
    dim, sizes = checks.axis("split", input, dim), split_size_or_sections
    _check_has_axes("split", input)
    total = input.shape[dim]
    if not isinstance(sizes, (list, tuple)):
        hint = "Or give a list of sizes."
        sizes = checks.number("split", "the size of a piece", sizes, 0, whole=True, hint=hint)
        if sizes < 1 and (sizes or total):
            raise ShapeError(f"split: the size of a piece must be at least 1, got {sizes}.")
        sizes = [min(sizes, total - start) for start in range(0, total, sizes or 1)] or [0]
    if sum(sizes) != total or min(sizes, default=0) < 0:
        raise ShapeError(
            f"split: sizes {list(sizes)} add up to {sum(sizes)}, but dim {dim} has {total}. Name all."
        )
    ends = np.cumsum(sizes).tolist()
    before = (slice(None),) * dim
    return tuple(input[(*before, slice(end - size, end))] for size, end in zip(sizes, ends, strict=True))


def _check_has_axes(who, input):
    if input.ndim == 0:
        raise ValueError(f"{who}: a single number has no axis to cut.")


def chunk(input: Tensor, chunks: int, dim: int = 0) -> tuple[Tensor, ...]:
    """At most `chunks` pieces of equal size (the last may be smaller)"""
    dim = checks.axis("chunk", input, dim)
    _check_has_axes("chunk", input)
    chunks = checks.number("chunk", "the number of pieces", chunks, 1, whole=True)
    total = input.shape[dim]
    return split(input, -(-total // chunks) if total else [0] * chunks, dim)


def matmul(input: Tensor, other: Tensor) -> Tensor:
    """The matrix product; stacks of matrices multiply pairwise, vectors count as row or column"""
    pair = operands(input, other)
    if pair is None:
        raise TypeError(f"matmul: expects tensors, got {type(input).__name__} and {type(other).__name__}.")
    if not (pair[0].ndim and pair[1].ndim):
        raise ValueError("matmul: a single number has no rows or columns. Use * instead.")
    return apply(ops.matmul, *pair)


def unflatten(input: Tensor, dim: int, sizes: tuple[int, ...]) -> Tensor:
    """One axis cut into several of these sizes, of which one may be −1; undoes `flatten`"""
    axis, sizes = checks.axis("unflatten", input, dim), as_sizes("unflatten", (sizes,), -1)
    length = input.shape[axis] if input.ndim else 1
    known = int(np.prod([n for n in sizes if n != -1]))
    fits = length % known == 0 if known and -1 in sizes else length == known
    if not sizes or min(sizes) < -1 or sizes.count(-1) > 1 or not fits:
        raise ShapeError(
            f"unflatten: axis {dim} of shape {input.shape} has {length}, which {sizes} do not make."
        )
    sizes = [length // known if n == -1 else n for n in sizes]
    return input.reshape(*input.shape[:axis], *sizes, *input.shape[axis + 1 :])


WORDS = [reshape, flatten, permute, transpose, t, squeeze, unsqueeze, movedim, flip, split, chunk, matmul]
WORDS += [unflatten]
METHODS = [view, expand]
FUNCTIONS = [cat, stack, meshgrid]
OPERATORS = {"__getitem__": _getitem, "__matmul__": gives_way(matmul), "__rmatmul__": swapped(matmul)}
