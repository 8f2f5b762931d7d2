"""Norms under PyTorch's second path, `minidl.linalg`."""

from .functions.matrices import norm as vector_norm
from .tensor import Tensor


def norm(A: Tensor, ord=None, dim=None, keepdim: bool = False, *, dtype=None) -> Tensor:
    """As `norm`. For a matrix, `ord` other than "fro" means something else and is refused."""
    pair = isinstance(dim, (tuple, list)) and len(dim) == 2 or dim is None and A.ndim == 2
    if ord not in (None, "fro") and pair:
        raise ValueError(f"linalg.norm: for a matrix ord is None or 'fro', got {ord!r}. Try norm(x, p).")
    return vector_norm(A, 2 if ord is None else ord, dim, keepdim, dtype=dtype)
