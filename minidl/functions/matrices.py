"""Products of vectors and matrices by their own names, `einsum`, norms, triangles."""

import math

import numpy as np

from .. import checks, ops, ops_more
from ..checks import ShapeError, number
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
            raise ShapeError(
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
    alike = operands(*tensors) if tensors and isinstance(equation, str) else None
    if alike is None:
        raise TypeError(f'einsum: expects letters and then tensors, got {equation!r}. Try "ij,jk->ik", x, y.')
    try:
        inputs, output = _letters(equation.replace(" ", ""), [t.ndim for t in alike])
        return apply(ops_more.einsum, *alike, inputs=inputs, output=output)
    except ValueError:
        shapes = " and ".join([str(t.shape) for t in alike])
        wrong = f"einsum: {equation!r} does not describe {shapes}"
        raise ValueError(f"{wrong}. Give each axis a letter, equal sizes the same, -> each once.") from None


def _letters(equation, ndims):
    """The letters of each tensor and of the result; `...` and a missing `->` spelled out"""
    left, arrow, output = equation.partition("->")
    if not arrow:
        once = [c for c in sorted(set(left) - set(",.")) if left.count(c) == 1]
        output = "..." * ("..." in left) + "".join(once)
    inputs, free = left.split(","), [c for c in ops_more.LETTERS if c not in equation]
    more = [n - len(i.replace("...", "")) if "..." in i else 0 for i, n in zip(inputs, ndims, strict=True)]
    dots = "".join(free[: max(more)])
    inputs = [i.replace("...", dots[len(dots) - n :]) for i, n in zip(inputs, more)]
    return inputs, output.replace("...", dots)


def diagonal(input: Tensor, offset: int = 0, dim1: int = 0, dim2: int = 1) -> Tensor:
    """The numbers on the diagonal of two axes, a view along a new last one; `offset` moves it right"""
    axes = tuple([checks.axis("diagonal", input, dim) for dim in (dim1, dim2)])
    if axes[0] == axes[1] or input.ndim < 2:
        raise ValueError(f"diagonal: expects two axes of {input.shape}, got {dim1} and {dim2}. Try 0 and 1.")
    offset = number("diagonal", "offset", offset, whole=True)
    return apply(ops_more.diagonal, input, offset=offset, axes=axes)


def diag(input: Tensor, diagonal: int = 0) -> Tensor:
    """A vector as the diagonal of a matrix of zeros; of a matrix, its diagonal"""
    if input.ndim not in (1, 2):
        raise ShapeError(f"diag: expects a vector or a matrix, got {input.shape}. Try x.diagonal(...).")
    if input.ndim == 2:
        return _diagonal(input, diagonal)
    n = len(input) + abs(number("diag", "diagonal", diagonal, whole=True))
    rows, zeros = np.arange(len(input)) + max(0, -diagonal), wrap(np.zeros((n, n), input.dtype))
    return apply(ops.setitem, zeros, input, index=(rows, rows + diagonal))


_diagonal = diagonal  # `diag` has an argument of this name


def trace(input: Tensor) -> Tensor:
    """The sum of a matrix's diagonal"""
    if input.ndim != 2:
        raise ValueError(f'trace: expects a matrix, got shape {input.shape}. Try einsum("...ii->...", x).')
    return diagonal(input).sum()


def cdist(x1: Tensor, x2: Tensor, p: float = 2.0) -> Tensor:
    """The distances of each row of x1 (..., n, d) from each of x2 (..., m, d): (..., n, m)"""
    return norm(x1.unsqueeze(-2) - x2.unsqueeze(-3), number("cdist", "p", p), -1)


def inverse(input: Tensor) -> Tensor:
    """The matrix X with input @ X = 1"""
    return _solved("inv", ops_more.inverse, input)


def det(input: Tensor) -> Tensor:
    """The determinant: by how much the matrix makes volumes larger"""
    return _solved("det", ops_more.det, input)


def solve(A: Tensor, B: Tensor) -> Tensor:
    """X with A @ X = B: a vector for a vector, a matrix for a matrix"""
    column = B.unsqueeze(-1) if B.ndim == 1 else B
    X = _solved("solve", ops_more.solve, A, *operands(A, column)[1:])
    return X.squeeze(-1) if B.ndim == 1 else X


def _solved(who, operation, input, *others):
    if input.ndim < 2 or input.shape[-1] != input.shape[-2] or not input.is_floating_point():
        got = f"{input.dtype} {input.shape}"
        raise ShapeError(f"{who}: expects square matrices of floats, got {got}. Try A.T @ A, or A.float().")
    try:
        return apply(operation, input, *others)
    except np.linalg.LinAlgError:
        hint = "its rows depend on each other. Try linalg.pinv"
        raise ShapeError(f"{who}: the matrix {input.shape} is singular, {hint}.") from None
    except ValueError:
        got = f"{input.shape} and {others[0].shape}"
        raise ShapeError(f"{who}: A and B must have as many rows, got {got}. Try B.reshape(...).") from None


# --- norms ------------------------------------------------------------------------------------------


def norm(
    input: Tensor, p: float | str | None = "fro", dim=None, keepdim: bool = False, *, dtype=None,
) -> Tensor:  # fmt: skip
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


# --- triangles ------------------------------------------------------------------------


def tril(input: Tensor, diagonal: int = 0) -> Tensor:
    """0 above the diagonal (or above the one that is so many places further right)"""
    return _triangle("tril", input, diagonal, True)


def triu(input: Tensor, diagonal: int = 0) -> Tensor:
    """0 below the diagonal (or below the one that is so many places further right)"""
    return _triangle("triu", input, diagonal, False)


def _triangle(who, input, diagonal, lower):
    k = number(who, "diagonal", diagonal, whole=True)
    if input.ndim < 2:
        raise ValueError(f"{who}: expects a matrix, got shape {input.shape}. Try minidl.eye(n) * v.")
    kept = np.tri(*input.shape[-2:], k if lower else k - 1, dtype=bool) == lower
    return apply(ops.where, input, wrap(np.zeros((), input.dtype)), condition=kept)


WORDS = [inverse, det, mm, mv, bmm, dot, outer, trace, diagonal, diag, norm, tril, triu]
FUNCTIONS = [einsum, cdist]
