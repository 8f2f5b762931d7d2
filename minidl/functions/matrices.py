"""Products of vectors and matrices by their own names, `einsum`, norms, triangles, diagonals."""

import math
import string

import numpy as np

from .. import ops, ops_more
from ..checks import number
from ..indexing import check_axis
from ..tensor import Tensor, apply, wrap
from .arithmetic import _checked, operands
from .reductions import _axes, _check_floats, amax, amin
from .shape import matmul


def _product(name, first, second):
    """`matmul` for tensors of just so many axes."""

    def compute(input: Tensor, other: Tensor) -> Tensor:
        for t, ndim in ((input, first), (other, second)):
            if not isinstance(t, Tensor) or t.ndim != ndim:
                kinds = " and ".join(_KINDS[n] for n in (first, second))
                got = " and ".join(str(getattr(t, "shape", type(t).__name__)) for t in (input, other))
                raise ValueError(f"{name}: expects {kinds}, got {got}. `@` multiplies whatever fits.")
        return matmul(input, other)

    compute.__name__, compute.__doc__ = name, f"input @ other, for {_KINDS[first]} and {_KINDS[second]}"
    return compute


_KINDS = {1: "a vector", 2: "a matrix", 3: "a stack of matrices"}
mm, mv, bmm, dot = _product("mm", 2, 2), _product("mv", 2, 1), _product("bmm", 3, 3), _product("dot", 1, 1)


def outer(input: Tensor, vec2: Tensor) -> Tensor:
    """All products of two numbers: (n), (m) → (n, m)"""
    if not all(isinstance(t, Tensor) and t.ndim == 1 for t in (input, vec2)):
        got = " and ".join(str(getattr(t, "shape", type(t).__name__)) for t in (input, vec2))
        raise ValueError(f"outer: expects two vectors, got {got}. Try x[:, None] * y for other shapes.")
    return input.unsqueeze(1) * vec2


def einsum(equation: str, *tensors: Tensor) -> Tensor:
    """`einsum("ij,jk->ik", x, y)`: multiplied where letters meet, summed over those not behind `->`."""
    tensors = tensors[0] if len(tensors) == 1 and isinstance(tensors[0], (list, tuple)) else tensors
    tensors = operands(*tensors) if tensors else None
    if not isinstance(equation, str) or tensors is None:
        raise TypeError('einsum: expects einsum("ij,jk->ik", x, y), the letters first and then the tensors.')
    inputs, output = _letters(equation.replace(" ", ""), tensors)
    return apply(ops_more.einsum, *tensors, inputs=inputs, output=output)


def _letters(equation, tensors):
    """The letters of each tensor and of the result; `...` and a missing `->` spelled out."""
    left, arrow, output = equation.partition("->")
    inputs, free = left.split(","), [c for c in string.ascii_letters if c not in equation]
    wrong = f"einsum: {equation!r} does not describe shapes {[t.shape for t in tensors]}"
    if len(inputs) != len(tensors):
        raise ValueError(f"{wrong}: it names {len(inputs)} of {len(tensors)}. Try one comma between each two.")
    more = [t.ndim - len(i.replace("...", "")) if "..." in i else 0 for i, t in zip(inputs, tensors)]
    dots = "".join(free[: max(more)])
    if not arrow:
        once = [c for c in sorted(set(left) - set(",.")) if left.count(c) == 1]
        output = ("..." if "..." in left else "") + "".join(once)
    inputs = [i.replace("...", dots[len(dots) - n :]) if n >= 0 else i for i, n in zip(inputs, more)]
    output, sizes = output.replace("...", dots), {}
    for letters, t in zip(inputs, tensors):
        if len(letters) != t.ndim or not letters.isalpha() and letters:
            raise ValueError(f"{wrong}: {letters!r} needs one letter for each axis of {t.shape}.")
        for letter, n in zip(letters, t.shape):
            if n not in (1, sizes.setdefault(letter, n)) and sizes[letter] != 1:
                raise ValueError(f"{wrong}: {letter!r} is both {sizes[letter]} and {n}. Give each its own letter.")
            sizes[letter] = max(sizes[letter], n)
    if len(set(output)) < len(output) or not set(output) <= sizes.keys():
        raise ValueError(f"{wrong}: the result's {output!r} must be letters of the inputs, each once.")
    return inputs, output


def norm(input: Tensor, p: float | str | None = "fro", dim=None, keepdim: bool = False, *, dtype=None) -> Tensor:
    """(Σ |x|ᵖ)^(1/p), over all numbers or along `dim`; "fro" and None are p = 2, inf is the largest |x|"""
    axes = _axes("norm", input, dim)
    input = input if dtype is None else input.to(dtype)
    _check_floats("norm", input)
    p = number("norm", "p", 2 if p in ("fro", None) else p, hint="Or 'fro', which is 2.")
    if math.isinf(p):
        return (amax if p > 0 else amin)(abs(input), () if dim is None else dim, keepdim)
    if p == 0:
        return (input != 0).to(input.dtype).sum(dim, keepdim)
    return apply(ops_more.norm, input, p=p, axis=axes, keepdims=keepdim)


def linalg_norm(A: Tensor, ord=None, dim=None, keepdim: bool = False, *, dtype=None) -> Tensor:
    """As `norm`. For a matrix, `ord` other than "fro" means something else and is refused."""
    pair = isinstance(dim, (tuple, list)) and len(dim) == 2 or dim is None and A.ndim == 2
    if ord not in (None, "fro") and pair:
        raise ValueError(f"linalg.norm: for a matrix ord is None or 'fro', got {ord!r}. For all numbers: norm(x, p).")
    return norm(A, 2 if ord is None else ord, dim, keepdim, dtype=dtype)


def inverse(input: Tensor) -> Tensor:
    """The matrix X⁻¹ with X X⁻¹ = 1, of each matrix in a stack"""
    _check_floats("inverse", input)
    if input.ndim < 2 or input.shape[-1] != input.shape[-2]:
        raise ValueError(f"inverse: expects a square matrix, got {input.shape}. Try (X.T @ X) for a tall one.")
    try:
        return apply(ops_more.inverse, input)
    except np.linalg.LinAlgError:
        raise ValueError(f"inverse: this matrix {input.shape} has none: its rows depend on each other. Add λ·1.") from None


# --- triangles and diagonals ------------------------------------------------------------------------


def tril(input: Tensor, diagonal: int = 0) -> Tensor:
    """0 above the diagonal (or above the one that is so many places further right)"""
    return _part("tril", input, diagonal, lambda mask: mask)


def triu(input: Tensor, diagonal: int = 0) -> Tensor:
    """0 below the diagonal (or below the one that is so many places further right)"""
    return _part("triu", input, diagonal - 1 if type(diagonal) is int else diagonal, np.logical_not)


def _part(who, input, diagonal, kept):
    (input,) = _checked(who, operands(input), input)
    number(who, "diagonal", diagonal, whole=True)
    if input.ndim < 2:
        raise ValueError(f"{who}: expects a matrix, got shape {input.shape}. Try x.diag() for a vector.")
    mask = kept(np.tri(*input.shape[-2:], diagonal, dtype=bool))
    return apply(ops.where, input, wrap(np.zeros((), input.dtype)), condition=mask)


def diagonal(input: Tensor, offset: int = 0, dim1: int = 0, dim2: int = 1) -> Tensor:
    """The numbers whose two places are equal (or differ by `offset`), as the last axis; a copy"""
    first, second = check_axis("diagonal", input, dim1), check_axis("diagonal", input, dim2)
    number("diagonal", "offset", offset, whole=True)
    if first == second:
        raise ValueError(f"diagonal: dim1 and dim2 must be two axes, got {dim1} and {dim2}. Try 0 and 1.")
    rest = [axis for axis in range(input.ndim) if axis not in (first, second)]
    moved = apply(ops.permute, input, dims=(*rest, first, second))
    rows, columns = np.nonzero(np.eye(*moved.shape[-2:], offset))
    return apply(ops.getitem, moved, index=(..., rows, columns))


def diag(input: Tensor, diagonal: int = 0) -> Tensor:
    """The diagonal of a matrix; of a vector, the matrix that has it as diagonal"""
    (input,) = _checked("diag", operands(input), input)
    if input.ndim == 2:
        return input.diagonal(diagonal)
    if input.ndim != 1:
        raise ValueError(f"diag: expects a vector or a matrix, got shape {input.shape}. Try diagonal().")
    number("diag", "diagonal", diagonal, whole=True)
    n = len(input) + abs(diagonal)
    places = np.nonzero(np.eye(n, k=diagonal))
    return apply(ops.setitem, wrap(np.zeros((n, n), input.dtype)), input, index=places)


def trace(input: Tensor) -> Tensor:
    """The sum of the diagonal"""
    if input.ndim != 2:
        raise ValueError(f"trace: expects a matrix, got shape {input.shape}. Try x.diagonal().sum().")
    return input.diagonal().sum()


WORDS = [mm, mv, bmm, dot, outer, norm, inverse, tril, triu, diagonal, diag, trace]
FUNCTIONS = [einsum]
