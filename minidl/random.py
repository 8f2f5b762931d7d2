"""One generator for everything random: initial weights, dropout, shuffling, `rand` and `randn`."""

import numpy as np

from .dtypes import as_dtype, float32, int64
from .indexing import as_sizes
from .tensor import Tensor

_generator = np.random.default_rng()


def generator() -> np.random.Generator:
    """The generator that `manual_seed` seeds."""
    return _generator


def manual_seed(seed: int) -> np.random.Generator:
    """Make everything random from here on repeatable. (The numbers differ from PyTorch's.)"""
    global _generator
    _generator = np.random.default_rng(seed)
    return _generator


def rand(*size: int, dtype=float32, requires_grad: bool = False) -> Tensor:
    """Uniform in [0, 1)"""
    return Tensor(_generator.random(as_sizes(size), as_dtype(dtype)), requires_grad)


def randn(*size: int, dtype=float32, requires_grad: bool = False) -> Tensor:
    """Normal with mean 0 and variance 1"""
    return Tensor(_generator.standard_normal(as_sizes(size), as_dtype(dtype)), requires_grad)


def randint(*bounds_and_size, dtype=int64) -> Tensor:
    """randint(low=0, high, size): integers from low to high − 1"""
    *bounds, size = bounds_and_size
    low, high = bounds if len(bounds) == 2 else (0, *bounds)
    return Tensor(_generator.integers(low, high, tuple(size)).astype(as_dtype(dtype)))


def randperm(n: int) -> Tensor:
    """The numbers 0 to n − 1 in random order"""
    return Tensor(_generator.permutation(n).astype(int64))
