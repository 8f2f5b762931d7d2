"""Norms, solutions and factors of matrices, under PyTorch's path `minidl.linalg`."""

import numpy as np

from .checks import ShapeError, number
from .functions.matrices import det, solve  # noqa: F401
from .functions.matrices import inverse as inv  # noqa: F401
from .functions.matrices import norm as vector_norm
from .functions.reductions import _check_floats
from .ops_more import known
from .recording import is_grad_enabled
from .tensor import Tensor, wrap


def norm(A: Tensor, ord=None, dim=None, keepdim: bool = False, *, dtype=None) -> Tensor:
    """As `norm`; of a matrix, `ord` 1 (−1) is the largest (least) sum of |a| in a column, inf of a row."""
    dim = (-2, -1) if dim is None and A.ndim == 2 and ord is not None else dim
    if ord in (None, "fro") or not (isinstance(dim, (tuple, list)) and len(dim) == 2):
        return vector_norm(A, 2 if ord is None else ord, dim, keepdim, dtype=dtype)
    if abs(number("linalg.norm", "ord", ord)) not in (1, np.inf):
        allowed = "'fro', 1, -1, inf or -inf"
        raise ValueError(f"linalg.norm: for a matrix ord is {allowed}, got {ord!r}. Try svdvals.")
    added, chosen = dim if abs(ord) == 1 else reversed(dim)
    sums = vector_norm(A, 1, added, True, dtype=dtype)
    result = sums.amax(chosen, True) if ord > 0 else sums.amin(chosen, True)
    return result if keepdim else result.squeeze(tuple(dim))


def _of_numpy(name):
    """NumPy's function of this name; it is refused where a gradient would be asked for."""

    def compute(A: Tensor, *arguments, **settings):
        _check_floats(f"linalg.{name}", A)
        if A.requires_grad and is_grad_enabled():
            raise NotImplementedError(f"linalg.{name}: it has no gradient here. Try A.detach().")
        try:
            result = getattr(np.linalg, name)(A._array, *arguments, **settings)
            known(result[0] if isinstance(result, tuple) else result, A._array)
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
