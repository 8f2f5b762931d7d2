"""Norms, solutions and factors of matrices, under PyTorch's path `minidl.linalg`."""

import numpy as np

from .checks import ShapeError
from .functions.matrices import det, solve  # noqa: F401
from .functions.matrices import inverse as inv  # noqa: F401
from .functions.matrices import norm as vector_norm
from .functions.reductions import _check_floats
from .recording import is_grad_enabled
from .tensor import Tensor, wrap


def norm(A: Tensor, ord=None, dim=None, keepdim: bool = False, *, dtype=None) -> Tensor:
    """As `norm`. For a matrix, `ord` other than "fro" means something else and is refused."""
    pair = isinstance(dim, (tuple, list)) and len(dim) == 2 or dim is None and A.ndim == 2
    if ord not in (None, "fro") and pair:
        raise ValueError(f"linalg.norm: for a matrix ord is None or 'fro', got {ord!r}. Try norm(x, p).")
    return vector_norm(A, 2 if ord is None else ord, dim, keepdim, dtype=dtype)


def _of_numpy(name):
    """NumPy's function of this name; it is refused where a gradient would be asked for."""

    def compute(A: Tensor, *arguments, **settings):
        _check_floats(f"linalg.{name}", A)
        if A.requires_grad and is_grad_enabled():
            raise NotImplementedError(f"linalg.{name}: it has no gradient here. Try A.detach().")
        try:
            result = getattr(np.linalg, name)(A._array, *arguments, **settings)
        except np.linalg.LinAlgError as error:
            raise ShapeError(
                f"linalg.{name}: {error}, got {A.shape}. Try A @ A.T for such a matrix."
            ) from None
        return type(result)(*map(wrap, result)) if isinstance(result, tuple) else wrap(result)

    compute.__name__, compute.__doc__ = name, f"np.linalg.{name}, without a gradient"
    return compute


svd, svdvals, pinv, matrix_rank = map(_of_numpy, ("svd", "svdvals", "pinv", "matrix_rank"))
eigh, eigvalsh, cholesky, qr = map(_of_numpy, ("eigh", "eigvalsh", "cholesky", "qr"))
slogdet, matrix_power, cond = map(_of_numpy, ("slogdet", "matrix_power", "cond"))
