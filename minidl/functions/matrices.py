"""Products of vectors and matrices by their own names, `einsum`, norms, triangles, diagonals."""

import math
import string

import numpy as np

from .. import ops, ops_more
from ..checks import number
from ..indexing import check_axis
from ..tensor import Tensor, apply, wrap
from .arithmetic import mul, operands
from .reductions import _axes, _check_floats, amax, amin
from .shape import matmul

# --- products ---------------------------------------------------------------------------------------

_KINDS = {1: "a vector", 2: "a matrix", 3: "a stack of matrices"}


def _product(name, *axes, function=matmul):
    """The product of two tensors that have just so many axes."""

    def compute(input: Tensor, other: Tensor) -> Tensor:
        if (getattr(input, "ndim", None), getattr(other, "ndim", None)) != axes:
            got = " and ".join([str(getattr(t, "shape", type(t).__name__)) for t in (input, other)])
            raise ValueError(
                f"{name}: expects {_KINDS[axes[0]]} and {_KINDS[axes[1]]}, got {got}. Try x @ y."
            )
        return function(input, other)

    compute.__name__, compute.__doc__ = name, f"Of {_KINDS[axes[0]]} and {_KINDS[axes[1]]}; shapes as for `@`"
    return compute


mm, mv = _product("mm", 2, 2), _product("mv", 2, 1)
bmm, dot = _product("bmm", 3, 3), _product("dot", 1, 1)
outer = _product("outer", 1, 1, function=lambda x, y: mul(x.unsqueeze(1), y))
outer.__doc__ = "All products of two numbers: (n), (m) → (n, m)"


def einsum(equation: str, *tensors: Tensor) -> Tensor:
    """`einsum("ij,jk->ik", x, y)`: multiplied where letters meet, summed over those not behind `->`"""
    tensors = tensors[0] if len(tensors) == 1 and isinstance(tensors[0], (list, tuple)) else tensors
    pair = operands(*tensors) if tensors and isinstance(equation, str) else None
    if pair is None:
        raise TypeError(f'einsum: expects letters and then tensors, got {equation!r}. Try "ij,jk->ik", x, y.')
    inputs, output = _letters(equation.replace(" ", ""), pair)
    return apply(ops_more.einsum, *pair, inputs=inputs, output=output)


def _letters(equation, tensors):
    """The letters of each tensor and of the result; `...` and a missing `->` spelled out"""
    left, arrow, output = equation.partition("->")
    inputs, shapes = left.split(","), [t.shape for t in tensors]
    wrong = f"einsum: {equation!r} does not describe {' and '.join(map(str, shapes))}"
    if len(inputs) != len(tensors):
        raise ValueError(f"{wrong}: give {len(tensors)} groups of letters, with a comma between.")
    if not arrow:
        once = [c for c in sorted(set(left) - set(",.")) if left.count(c) == 1]
        output = "..." * ("..." in left) + "".join(once)
    dotted = [len(shape) - len(i.replace("...", "")) if "..." in i else 0 for i, shape in zip(inputs, shapes)]
    dots = "".join([c for c in string.ascii_letters if c not in equation][: max(dotted)])
    inputs = [i.replace("...", dots[len(dots) - n :]) for i, n in zip(inputs, dotted)]
    output, sizes = output.replace("...", dots), {}
    for letters, shape in zip(inputs, shapes):
        if len(letters) != len(shape) or letters and not letters.isalpha():
            raise ValueError(f"{wrong}: give one letter for each axis of {shape}, not {letters!r}.")
        for letter, n in zip(letters, shape):
            if {1, n, sizes.setdefault(letter, n)} > {n, sizes[letter]} and n != sizes[letter]:
                raise ValueError(f"{wrong}: {letter!r} is {sizes[letter]} and {n}. Give each its own letter.")
            sizes[letter] = max(sizes[letter], n)
    if len(set(output)) < len(output) or not set(output) <= sizes.keys():
        raise ValueError(f"{wrong}: behind -> must be letters of the inputs, each once, not {output!r}.")
    return inputs, output


def inverse(input: Tensor) -> Tensor:
    """The matrix X⁻¹ with X X⁻¹ = 1, of each matrix in a stack"""
    _check_floats("inverse", input)
    if input.ndim < 2 or input.shape[-1] != input.shape[-2]:
        raise ValueError(f"inverse: expects a square matrix, got {input.shape}. Try X.T @ X for a tall one.")
    try:
        return apply(ops_more.inverse, input)
    except np.linalg.LinAlgError:
        raise ValueError(
            f"inverse: the rows of a matrix {input.shape} depend on each other. Try X + λ·1."
        ) from None


# --- norms ------------------------------------------------------------------------------------------


def norm(
    input: Tensor, p: float | str | None = "fro", dim=None, keepdim: bool = False, *, dtype=None
) -> Tensor:
    """(Σ |x|ᵖ)^(1/p) of all numbers, or along dim; "fro" and None are p = 2, inf is the largest |x|"""
    p = number("norm", "p", 2 if p in ("fro", None) else p)
    axes, input = _axes("norm", input, dim), input if dtype is None else input.to(dtype)
    _check_floats("norm", input)
    if math.isinf(p):
        return (amax if p > 0 else amin)(input.abs(), () if dim is None else dim, keepdim)
    if p == 0:
        ones = apply(ops_more.staircase, input, steps=lambda x: (x != 0).astype(x.dtype))
        return ones.sum(dim, keepdim)
    return apply(ops_more.norm, input, p=p, axis=axes, keepdims=keepdim)


# --- triangles and diagonals ------------------------------------------------------------------------


def tril(input: Tensor, diagonal: int = 0) -> Tensor:
    """0 above the diagonal (or above the one that is so many places further right)"""
    return _triangle("tril", input, diagonal, True)


def triu(input: Tensor, diagonal: int = 0) -> Tensor:
    """0 below the diagonal (or below the one that is so many places further right)"""
    return _triangle("triu", input, diagonal, False)


def _triangle(who, input, diagonal, lower):
    k = number(who, "diagonal", diagonal, whole=True)
    if input.ndim < 2:
        raise ValueError(f"{who}: expects a matrix, got shape {input.shape}. Try x.diag() for a vector.")
    kept = np.tri(*input.shape[-2:], k if lower else k - 1, dtype=bool) == lower
    return apply(ops.where, input, wrap(np.zeros((), input.dtype)), condition=kept)


def diagonal(input: Tensor, offset: int = 0, dim1: int = 0, dim2: int = 1) -> Tensor:
    """The numbers whose two places are equal (or differ by `offset`), as the last axis; a copy"""
    offset = number("diagonal", "offset", offset, whole=True)
    first, second = check_axis("diagonal", input, dim1), check_axis("diagonal", input, dim2)
    if first == second:
        raise ValueError(f"diagonal: dim1 and dim2 must be two axes, got {dim1} and {dim2}. Try 0 and 1.")
    rest = [axis for axis in range(input.ndim) if axis not in (first, second)]
    moved = apply(ops.permute, input, dims=(*rest, first, second))
    return apply(ops.getitem, moved, index=(..., *np.eye(*moved.shape[-2:], offset).nonzero()))


def diag(input: Tensor, diagonal: int = 0) -> Tensor:
    """The diagonal of a matrix; of a vector, the matrix that has it as diagonal"""
    k = number("diag", "diagonal", diagonal, whole=True)
    if input.ndim == 2:
        return input.diagonal(k)
    if input.ndim != 1:
        raise ValueError(f"diag: expects a vector or a matrix, got shape {input.shape}. Try diagonal().")
    square = np.eye(len(input) + abs(k), k=k, dtype=input.dtype)
    return apply(ops.setitem, wrap(square), input, index=square.nonzero())


def trace(input: Tensor) -> Tensor:
    """The sum of the diagonal"""
    if input.ndim != 2:
        raise ValueError(f"trace: expects a matrix, got shape {input.shape}. Try x.diagonal().sum(-1).")
    return input.diagonal().sum()


WORDS = [mm, mv, bmm, dot, outer, inverse, norm, tril, triu, diagonal, diag, trace]
FUNCTIONS = [einsum]
