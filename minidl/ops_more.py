"""More primitive operations, declared as in `ops.py`: what the first afternoon does not need."""

import math

import numpy as np

from .ops import _masked, _restore, _size, _total

LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"  # (the module `string` is slow to import)

# --- one input, number by number ------------------------------------------------------------


def staircase(x, *, steps):
    """Rounding, or the sign: the derivative is 0 wherever there is one."""
    return steps(x.real), lambda g, need: (np.zeros_like(g),)


def tan(x):
    """The tangent: ∂/∂x = 1 + tan² x"""
    value = np.tan(x)
    return value, lambda g, need: (g * (1 + value * value),)


def asin(x):
    """The angle whose sine is x: ∂/∂x = 1 / √(1 − x²)"""
    return np.arcsin(x), lambda g, need: (g / np.sqrt(1 - x * x),)


def acos(x):
    """The angle whose cosine is x: ∂/∂x = −1 / √(1 − x²)"""
    return np.arccos(x), lambda g, need: (-g / np.sqrt(1 - x * x),)


def atan(x):
    """The angle whose tangent is x: ∂/∂x = 1 / (1 + x²)"""
    return np.arctan(x), lambda g, need: (g / (1 + x * x),)


def sinh(x):
    """(eˣ − e⁻ˣ) / 2: ∂/∂x = cosh x"""
    return np.sinh(x), lambda g, need: (g * np.cosh(x),)


def cosh(x):
    """(eˣ + e⁻ˣ) / 2: ∂/∂x = sinh x"""
    return np.cosh(x), lambda g, need: (g * np.sinh(x),)


def log2(x):
    """The logarithm with base 2: ∂/∂x = 1 / (x · log 2)"""
    return np.log2(x), lambda g, need: (g / (x * math.log(2)),)


def log10(x):
    """The logarithm with base 10: ∂/∂x = 1 / (x · log 10)"""
    return np.log10(x), lambda g, need: (g / (x * math.log(10)),)


def log1p(x):
    """log(1 + x), exact near 0: ∂/∂x = 1 / (1 + x)"""
    return np.log1p(x), lambda g, need: (g / (1 + x),)


def expm1(x):
    """eˣ − 1, exact near 0: ∂/∂x = eˣ"""
    value = np.expm1(x)
    return value, lambda g, need: (g * (value + 1),)


def rsqrt(x):
    """1 / √x: ∂/∂x = −1 / (2 x √x)"""
    value = 1 / np.sqrt(x)
    return value, lambda g, need: (g * value * value * value / -2,)


def erf(x):
    """2/√π ∫₀ˣ e^(−t²) dt: ∂/∂x = 2/√π e^(−x²)"""
    value, slope = np.asarray(np.frompyfunc(math.erf, 1, 1)(x.real), x.dtype), 2 / math.sqrt(math.pi)
    if x.dtype.kind == "c":
        value += 1j * x.imag * slope * np.exp(-x.real * x.real)
    return value, lambda g, need: (g * (slope * np.exp(-x * x)),)


# --- two inputs -----------------------------------------------------------------------------


def div_rounded(x, y, *, rounding):
    """x / y rounded down ("floor") or towards 0 ("trunc"): a staircase, so the gradient is 0."""
    if rounding == "floor":
        value = np.floor_divide(x, y)
    else:
        value = np.trunc(x / y) if x.dtype.kind == "f" else np.floor_divide(x - np.fmod(x, y), y)
    return value, lambda g, need: (np.zeros_like(g), np.zeros_like(g))


def remainder(x, y):
    """x − y·⌊x/y⌋, with the sign of y: ∂/∂x = 1, ∂/∂y = −⌊x/y⌋"""
    return np.remainder(x, y), lambda g, need: (g, -g * np.floor_divide(x, y) if need[1] else None)


def fmod(x, y):
    """x − y · trunc(x / y), with the sign of x: ∂/∂x = 1, ∂/∂y = −trunc(x / y)"""
    return np.fmod(x, y), lambda g, need: (g, -g * np.trunc(x / y) if need[1] else None)


def atan2(y, x):
    """The angle of the point (x, y): ∂/∂y = x / (x² + y²), ∂/∂x = −y / (x² + y²), 0 at (0, 0)"""
    square = x * x + y * y
    share = lambda g, to: _masked(g * to / (square + (square == 0)), square != 0)
    return np.arctan2(y, x), lambda g, need: [share(g, t) if n else None for n, t in zip(need, (x, -y))]


# --- along an axis --------------------------------------------------------------------------


def softmax(z, *, axis):
    """p = e^z / Σ e^z: the shift by the maximum cancels, but keeps e^z from overflowing."""
    p = np.exp(z - np.maximum.reduce(z, axis=axis, keepdims=True, initial=-np.inf))
    p /= np.add.reduce(p, axis=axis, keepdims=True)

    def backward(g, need):
        return (p * (g - np.add.reduce(g * p, axis=axis, keepdims=True)),)

    return p, backward


def log_softmax(z, *, axis):
    """z − log Σ e^z, with the same shift by the maximum"""
    shifted = z - np.maximum.reduce(z, axis=axis, keepdims=True, initial=-np.inf)
    value = shifted - np.log(np.add.reduce(np.exp(shifted), axis=axis, keepdims=True))

    def backward(g, need):
        return (g - np.exp(value) * np.add.reduce(g, axis=axis, keepdims=True),)

    return value, backward


def logsumexp(x, *, axis=None, keepdims=False):
    """log Σ eˣ, with the same shift: ∂/∂x = softmax(x)"""
    top = np.maximum.reduce(x, axis=axis, keepdims=True, initial=-np.inf)
    top = np.where(np.isfinite(top), top, 0)  # ∞ − ∞ would be NaN
    value = np.log(np.add.reduce(np.exp(x - top), axis=axis, keepdims=True)) + top

    def backward(g, need):
        return (_restore(g, x.shape, axis, keepdims) * np.exp(x - value),)

    return (value if keepdims else np.squeeze(value, axis)), backward


def norm(x, *, p, axis=None, keepdims=False):
    """(Σ |x|ᵖ)^(1/p): ∂/∂x = sign(x) (|x| / norm)ᵖ⁻¹, and 0 where the norm is 0"""
    total = np.sqrt(_total(x * x, axis, True)) if p == 2 else _total(_size(x) ** p, axis, True) ** (1 / p)

    def backward(g, need):
        share = x / total if p == 2 else np.sign(x.real) * (_size(x) / total) ** (p - 1)
        return (_masked(_restore(g, x.shape, axis, keepdims) * share, x != 0),)

    return (total if keepdims else np.squeeze(total, axis)), backward


def cumsum(x, *, axis):
    """Σ of all up to each: an element is part of its own sum and of all later ones."""
    return x.cumsum(axis, x.dtype), lambda g, need: (np.flip(np.flip(g, axis).cumsum(axis), axis),)


def cumprod(x, *, axis):
    """Π of all up to each: ∂J/∂xᵢ = (Π before i) · (gᵢ + xᵢ₊₁ (gᵢ₊₁ + xᵢ₊₂ (…))), right with zeros, too"""
    value = x.cumprod(axis, x.dtype)

    def backward(g, need):
        gx = np.empty_like(x)
        to, g, values, products = (np.moveaxis(a, axis, 0) for a in (gx, g, x, value))
        rest = 0
        for i in reversed(range(len(values))):
            rest = g[i] + rest
            to[i] = rest * (products[i - 1] if i else 1)
            rest = rest * values[i]
        return (gx,)

    return value, backward


def diagonal(x, *, offset, axes):
    """The numbers on a diagonal of two axes (a view); the others get no gradient."""
    shape, value = x.shape, x.diagonal(offset, *axes)
    value.flags.writeable = x.flags.writeable

    def backward(g, need):
        gx = np.zeros(shape, g.dtype)
        place = gx.diagonal(offset, *axes)
        place.flags.writeable = True
        place[...] = g
        return (gx,)

    return value, backward


# --- products of matrices -------------------------------------------------------------------


def einsum(*arrays, inputs, output):
    """Σ over the letters that are not in `output` of the product of the arrays at their letters.

    ∂J/∂(one of them) is an einsum, too: of G and the others, to its letters. A letter that only it has
    comes from ones; one that stands in it twice (a diagonal) from an identity matrix.
    """

    def backward(g, need):
        return [_to_one(g, i) if need[i] else None for i in range(len(arrays))]

    def _to_one(g, i):
        names, factors, letters = [output, *inputs], [g, *arrays], ""
        del names[i + 1], factors[i + 1]
        fresh = [c for c in LETTERS if c not in "".join(inputs)]
        for letter, n in zip(inputs[i], arrays[i].shape):
            if letter in letters:
                names, factors = [*names, letter + fresh[0]], [*factors, np.eye(n, dtype=g.dtype)]
                letter = fresh.pop(0)
            elif not any([letter in name for name in names]):
                names, factors = [*names, letter], [*factors, np.ones(n, g.dtype)]
            letters += letter
        return _einsum(names, letters, factors)

    return _einsum(inputs, output, arrays), backward


def _einsum(inputs, output, arrays):
    return np.einsum(f"{','.join(inputs)}->{output}", *arrays, optimize=len(arrays) > 1)


def known(value, x):
    """The value, unless there is none: NumPy raises LinAlgError then, in a browser it gives NaN instead."""
    if np.isnan(value).any() and not np.isnan(x).any():
        raise np.linalg.LinAlgError("there is no solution")
    return value


def inverse(x):
    """Y with X Y = 1: ∂J/∂X = −Yᵀ G Yᵀ"""
    value = known(np.linalg.inv(x), x)
    turned = value.swapaxes(-1, -2)
    return value, lambda g, need: (-(turned @ g @ turned),)


def det(x):
    """The determinant: ∂J/∂X = g · det(X) · X⁻ᵀ"""
    value = np.linalg.det(x)
    return value, lambda g, need: ((g * value)[..., None, None] * np.linalg.inv(x).swapaxes(-1, -2),)


def solve(a, b):
    """Y with A Y = B: ∂J/∂B = A⁻ᵀ G, ∂J/∂A = −∂J/∂B Yᵀ"""
    value = known(np.linalg.solve(a, b), a)

    def backward(g, need):
        gb = np.linalg.solve(a.swapaxes(-1, -2), g)
        return -gb @ value.swapaxes(-1, -2), gb

    return value, backward


def add_at(x, v, *, index):
    """A copy of x with v added at x[index]; a place that is named twice gets both."""
    value = x.copy()
    np.add.at(value, index, v)
    return value, lambda g, need: (g, g[index])


def take_along_axis(x, *, indices, axis):
    """One element along the axis for each entry of `indices` (length 1 along that axis)"""
    shape = x.shape

    def backward(g, need):
        gx = np.zeros(shape, g.dtype)
        np.put_along_axis(gx, indices, g, axis)
        return (gx,)

    return np.take_along_axis(x, indices, axis), backward
