"""One generator for everything random: initial weights, dropout, shuffling, `rand` and `randn`."""

import contextlib

import numpy as np

from .checks import number
from .creation import family
from .dtypes import as_dtype, float32, int64, is_cpu
from .indexing import as_sizes
from .tensor import Tensor, wrap

_generator = None  # made when it is first asked for: `numpy.random` takes longer to import than all of minidl


class Generator:
    """Random numbers of one's own, `Generator().manual_seed(0)`: PyTorch's words, and NumPy's methods."""

    def __init__(self, device="cpu"):
        if not is_cpu(device):
            raise ValueError(f"Generator: minidl computes on the CPU only, got device {device!r}. Try 'cpu'.")
        self._numpy = np.random.default_rng()

    def manual_seed(self, seed: int) -> "Generator":
        """The same numbers from here on for the same seed. (They differ from PyTorch's.)"""
        self._numpy = np.random.default_rng(int(number("manual_seed", "seed", seed)) % 2**64)
        return self

    def __getattr__(self, name):
        if name.startswith("_"):  # asked by copy or pickle
            raise AttributeError(name)
        return getattr(self._numpy, name)


def generator() -> Generator:
    """The generator that `manual_seed` seeds."""
    global _generator
    if _generator is None:
        _generator = Generator()
    return _generator


def manual_seed(seed: int) -> Generator:
    """Make everything random from here on repeatable. (The numbers differ from PyTorch's.)"""
    return generator().manual_seed(seed)


@contextlib.contextmanager
def fork_rng():
    """What is drawn or seeded inside leaves the numbers that come afterwards as they were."""
    global _generator
    before = generator()
    _generator = Generator()
    _generator.bit_generator.state = before.bit_generator.state
    try:
        yield
    finally:
        _generator = before


def chosen(who: str, given):
    """The generator that was given, or the one for all. Raises TypeError for anything else."""
    if given is None:
        return generator()
    if not isinstance(given, (Generator, np.random.Generator)):
        kind = type(given).__name__
        raise TypeError(f"{who}: generator must be one, got {kind}. Try minidl.Generator().manual_seed(0).")
    return given


def _drawn(who, method):
    """What `family` asks for: numbers of this method of the generator."""

    def fill(shape, dtype, generator):
        if dtype.kind != "f":
            raise TypeError(f"{who}: draws floats, not {dtype}. Try randint.")
        return getattr(chosen(who, generator), method)(shape, dtype)

    return fill


rand, rand_like, _ = family("rand", _drawn("rand", "random"), "Uniform in [0, 1)")
randn, randn_like, _ = family("randn", _drawn("randn", "standard_normal"), "Normal, mean 0, variance 1")


def randint(
    low=0, high=None, size=None, *, generator=None, dtype=int64, device=None, requires_grad: bool = False
) -> Tensor:
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
    low, high = (number("randint", "low and high", n, whole=True) for n in (low, high))
    drawn = chosen("randint", generator).integers(low, high, as_sizes("randint", (size,)))
    return wrap(drawn.astype(as_dtype(dtype, device)), requires_grad)


def randperm(n: int, *, generator=None, dtype=int64, device=None) -> Tensor:
    """The numbers 0 to n − 1 in random order"""
    n = number("randperm", "n", n, 0, whole=True)
    return wrap(chosen("randperm", generator).permutation(n).astype(as_dtype(dtype, device)))


def normal(
    mean: Tensor | float, std: Tensor | float = 1.0, size=None, *, generator=None, dtype=None, device=None,
    requires_grad: bool = False,
) -> Tensor:  # fmt: skip
    """Normal with these means and standard deviations: tensors, or two numbers and a size"""
    tensors = [v for v in (mean, std) if isinstance(v, Tensor)]
    if size is None and not tensors:
        raise TypeError(f"normal: two numbers need a size, got {mean}, {std}. Try normal(0, 1, (2, 3)).")
    mean, std = (getattr(v, "_array", v) for v in (mean, std))
    if not isinstance(std, np.ndarray) or (std < 0).any():
        std = number("normal", "std", std if np.ndim(std) == 0 else std.min(), 0)
    shape = np.broadcast_shapes(np.shape(mean), np.shape(std))
    shape = shape if size is None else as_sizes("normal", (size,))
    drawn = chosen("normal", generator).standard_normal(shape)
    dtype = as_dtype(dtype or (tensors[0].dtype if tensors else float32), device, "normal")
    return wrap((mean + std * drawn).astype(dtype), requires_grad)


def bernoulli(input: Tensor, p: float | None = None, *, generator=None) -> Tensor:
    """1 with the probability that stands in input (or p everywhere), else 0"""
    odds = input._array if p is None else np.full(input.shape, number("bernoulli", "p", p))
    if odds.dtype.kind != "f" or odds.size and not (odds.min() >= 0 and odds.max() <= 1):
        raise ValueError(f"bernoulli: expects floats from 0 to 1, got {input}. Try x.sigmoid().")
    return wrap((chosen("bernoulli", generator).random(odds.shape) < odds).astype(input.dtype))


def multinomial(input: Tensor, num_samples: int, replacement: bool = False, *, generator=None) -> Tensor:
    """num_samples places in each row of input (n) or (rows, n), each as likely as its number there"""
    weights, draw = np.atleast_2d(input._array).astype(np.float64), chosen("multinomial", generator)
    if input.ndim not in (1, 2) or not np.isfinite(weights).all() or (weights < 0).any():
        raise ValueError(f"multinomial: expects rows of finite numbers ≥ 0, got {input}. Try softmax.")
    most = np.count_nonzero(weights, 1).min(initial=2**31 - 1)
    most = most if not replacement else 2**40 * bool(most)
    k = number("multinomial", "num_samples", num_samples, 1, int(most), whole=True)
    if replacement:
        drawn = [np.searchsorted(row, draw.random(k) * row[-1], "right") for row in weights.cumsum(1)]
    else:  # a race: who is twice as likely arrives in half the time
        drawn = (draw.standard_exponential(weights.shape) / weights).argsort(1)[:, :k]
    return wrap(np.asarray(drawn, int64).reshape(*input.shape[:-1], k))


WORDS = [bernoulli, multinomial]
FUNCTIONS = [rand, randn, rand_like, randn_like, randint, randperm, normal, manual_seed, generator]
