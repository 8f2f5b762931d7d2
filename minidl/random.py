"""One generator for everything random: initial weights, dropout, shuffling, `rand` and `randn`."""

import numpy as np

from .dtypes import as_dtype, int64
from .indexing import as_sizes
from .tensor import Tensor, wrap

_generator = None  # made when it is first asked for: `numpy.random` takes longer to import than all of minidl


def generator() -> "np.random.Generator":
    """The generator that `manual_seed` seeds."""
    global _generator
    if _generator is None:
        _generator = np.random.default_rng()
    return _generator


def manual_seed(seed: int) -> "np.random.Generator":
    """Make everything random from here on repeatable. (The numbers differ from PyTorch's.)"""
    global _generator
    _generator = np.random.default_rng(int(seed) % 2**64)
    return _generator


def rand(*size: int, dtype=None, device=None, requires_grad: bool = False) -> Tensor:
    """Uniform in [0, 1)"""
    return wrap(generator().random(as_sizes(size), _float("rand", dtype, device)), requires_grad)


def randn(*size: int, dtype=None, device=None, requires_grad: bool = False) -> Tensor:
    """Normal with mean 0 and variance 1"""
    dtype = _float("randn", dtype, device)
    return wrap(generator().standard_normal(as_sizes(size), dtype), requires_grad)


def _float(who, dtype, device):
    dtype = as_dtype(dtype, device)
    if dtype.kind != "f":
        raise TypeError(f"{who}: draws floats, not {dtype}. Try randint.")
    return dtype


def randint(low=0, high=None, size=None, *, dtype=int64, device=None, requires_grad: bool = False) -> Tensor:
    """randint(low=0, high, size): integers from low to high − 1"""
    if size is None:  # randint(high, size)
        low, high, size = 0, low, high
    elif high is None:  # randint(high, size=size)
        low, high = 0, low
    if not isinstance(size, (tuple, list)) or not low < high:
        raise ValueError(
            f"randint: expects (low, high, size) with low < high and size a tuple, got low={low}, "
            f"high={high}, size={size}."
        )
    return wrap(generator().integers(low, high, size).astype(as_dtype(dtype, device)), requires_grad)


def randperm(n: int, *, dtype=int64, device=None) -> Tensor:
    """The numbers 0 to n − 1 in random order"""
    return wrap(generator().permutation(n).astype(as_dtype(dtype, device)))
