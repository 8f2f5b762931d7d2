"""Where minidl runs, and with what it multiplies matrices.

In a browser, Python is compiled to WebAssembly: there are no threads and no processes, and NumPy has no BLAS;
SciPy has one, two to three times as fast.
"""

import functools
import sys

import numpy as np

IN_A_BROWSER = sys.platform == "emscripten"
WORTHWHILE = 100_000  # multiplications; for fewer, the call of BLAS costs more than it saves


@functools.cache
def _gemm(kind):
    """BLAS's product of two matrices of this kind of numbers, if there is one."""
    try:
        from scipy.linalg import blas
    except ImportError:
        return None
    return {"f": blas.sgemm, "d": blas.dgemm}.get(kind)


def by_blas(x, y, out=None):
    """`np.matmul`, but by SciPy's BLAS where that is worthwhile."""
    fits = min(x.ndim, y.ndim) > 1 and x.shape[-1] == y.shape[-2] and x.dtype == y.dtype
    large = fits and x.shape[-2] * x.shape[-1] * y.shape[-1] >= WORTHWHILE
    if not large or not (gemm := _gemm(x.dtype.char)):
        return np.matmul(x, y, out=out)
    stack = np.broadcast_shapes(x.shape[:-2], y.shape[:-2])
    x, y = (np.broadcast_to(m, stack + m.shape[-2:]) for m in (x, y))
    out = np.empty(stack + (x.shape[-2], y.shape[-1]), x.dtype) if out is None else out
    for place in np.ndindex(stack):
        # BLAS counts along columns: it is asked for (X Y)ᵀ = Yᵀ Xᵀ. What lies that way is not copied.
        pair = y[place], x[place]
        turned = [not m.flags.c_contiguous for m in pair]
        out[place] = gemm(1, *(m if way else m.T for m, way in zip(pair, turned)), 0, None, *turned).T
    return out


# `dot` is for two matrices, of which NumPy's is fast for length 1, too.
dot, product = (by_blas, by_blas) if IN_A_BROWSER else (np.dot, np.matmul)
