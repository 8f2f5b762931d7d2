"""The primitive operations: each forward value beside its gradients.

An operation is a plain function on NumPy arrays. It returns two things:

    value, backward = mul(x, y)

`backward(g, need)` receives the upstream gradient g = ∂J/∂value and returns one gradient per
input array, ∂J/∂x and ∂J/∂y. `need[i]` is False where nobody asked for the i-th gradient, so a
costly one is skipped. Three conventions keep every operation short:

- A gradient may have the *broadcast* shape; the tape (`tensor.py`) sums it back, once and centrally.
- An operation never changes its inputs, and never hands out one gradient array twice.
- Nothing here knows what a Tensor is. What is not differentiated comes as a keyword.
"""

import numpy as np

# Division by zero, overflow and log(-1) give inf and NaN without a warning, as in PyTorch.
silently = np.errstate(divide="ignore", over="ignore", invalid="ignore")

# --- arithmetic: two inputs -----------------------------------------------------------------


def add(x, y):
    """x + y: the gradient flows on unchanged, to both."""
    return x + y, lambda g, need: (g, g)


def sub(x, y):
    """x − y"""
    return x - y, lambda g, need: (g, -g if need[1] else None)


def mul(x, y):
    """x · y: each factor's gradient is scaled by the other factor."""
    return x * y, lambda g, need: (g * y if need[0] else None, g * x if need[1] else None)


@silently
def div(x, y):
    """x / y: ∂/∂x = 1/y, ∂/∂y = −x/y²"""
    value = x / y

    @silently
    def backward(g, need):
        return g / y if need[0] else None, -g * value / y if need[1] else None

    return value, backward


@silently
def pow(x, y):
    """xʸ: ∂/∂x = y·xʸ⁻¹ (0 where y = 0), ∂/∂y = xʸ·log x (0 where x = 0 and y ≥ 0)"""
    value = x**y

    @silently
    def backward(g, need):
        gx = gy = None
        if need[0]:
            gx = g * y * x ** np.where(y == 0, y, y - 1).astype(y.dtype)
        if need[1]:
            flat = (x == 0) & (y >= 0)
            gy = g * np.where(flat, 0, value * np.log(np.where(flat, 1, x)))
        return gx, gy

    return value, backward


def maximum(x, y):
    """max(x, y), element by element; where both are equal, each gets half of the gradient."""
    return np.maximum(x, y), lambda g, need: _share_ties(g, x > y, x == y)


def minimum(x, y):
    """min(x, y), element by element; where both are equal, each gets half of the gradient."""
    return np.minimum(x, y), lambda g, need: _share_ties(g, x < y, x == y)


def _share_ties(g, first, tie):
    share = first + tie * g.dtype.type(0.5)
    return g * share, g * (1 - share)


def where(x, y, *, condition):
    """x where the condition holds, else y"""
    return np.where(condition, x, y), lambda g, need: (g * condition, g * ~condition)


# --- arithmetic: one input ------------------------------------------------------------------


def neg(x):
    """−x"""
    return -x, lambda g, need: (-g,)


@silently
def exp(x):
    """eˣ, its own derivative"""
    value = np.exp(x)
    return value, lambda g, need: (g * value,)


@silently
def log(x):
    """The natural logarithm: ∂/∂x = 1/x"""
    return np.log(x), silently(lambda g, need: (g / x,))


@silently
def sqrt(x):
    """√x: ∂/∂x = 1 / (2√x)"""
    value = np.sqrt(x)
    return value, silently(lambda g, need: (g / (2 * value),))


def sin(x):
    """sin x: ∂/∂x = cos x"""
    return np.sin(x), lambda g, need: (g * np.cos(x),)


def cos(x):
    """cos x: ∂/∂x = −sin x"""
    return np.cos(x), lambda g, need: (-g * np.sin(x),)


def abs(x):
    """|x|: the derivative is the sign, and 0 at 0"""
    return np.abs(x), lambda g, need: (g * np.sign(x),)


def tanh(x):
    """tanh x: ∂/∂x = 1 − tanh² x"""
    value = np.tanh(x)
    return value, lambda g, need: (g * (1 - value * value),)


def sigmoid(x):
    """σ(x) = 1 / (1 + e⁻ˣ): ∂/∂x = σ(1 − σ)"""
    small = np.exp(-np.abs(x))  # the exponent is never positive, so nothing overflows
    value = np.where(x >= 0, 1, small) / (1 + small)
    return value, lambda g, need: (g * value * (1 - value),)


def relu(x):
    """max(0, x): the gradient passes where the output is positive, and is 0 at 0"""
    value = np.maximum(x, 0)
    return value, lambda g, need: (g * (value > 0),)


def clamp(x, *, low, high):
    """x limited to [low, high]; the gradient passes inside and at the bounds."""
    value = np.clip(x, low, high)
    return value, lambda g, need: (g * (value == x),)


def clone(x):
    """A copy with the same memory layout"""
    return x.copy(order="K"), lambda g, need: (g,)


def contiguous(x):
    """A copy in reading order (C order)"""
    return np.ascontiguousarray(x), lambda g, need: (g,)


def cast(x, *, dtype):
    """The same numbers in another dtype; the gradient returns in the old one."""
    return x.astype(dtype), lambda g, need: (g.astype(x.dtype),)


# --- reductions -----------------------------------------------------------------------------


def _restore(g, shape, axis, keepdims):
    """Stretch the gradient of a reduction back over the reduced axes (a view, not a copy)."""
    if axis is not None and not keepdims:
        g = np.expand_dims(g, axis)
    return np.broadcast_to(g, shape)


def sum(x, *, axis=None, keepdims=False):
    """Σ x: every summand gets the whole upstream gradient."""
    value = np.add.reduce(x, axis=axis, keepdims=keepdims)
    return value, lambda g, need: (_restore(g, x.shape, axis, keepdims),)


@silently
def mean(x, *, axis=None, keepdims=False):
    """Σ x / n: every element gets 1/n of the upstream gradient."""
    total = np.add.reduce(x, axis=axis, keepdims=keepdims)
    count = x.dtype.type(_count(x.shape, axis))
    return total / count, lambda g, need: (_restore(g / count, x.shape, axis, keepdims),)


def _count(shape, axis):
    """How many elements a reduction over `axis` puts together."""
    if axis is None:
        return int(np.prod(shape))
    return int(np.prod([shape[a] for a in np.atleast_1d(axis)], dtype=int))


def prod(x, *, axis, keepdims=False):
    """Π x along one axis: ∂/∂xᵢ is the product of all the others (right with zeros, too)."""

    def backward(g, need):
        one = np.ones_like(np.take(x, [0], axis))
        before = np.cumprod(np.concatenate([one, np.delete(x, -1, axis)], axis), axis)
        after = np.flip(np.delete(np.flip(x, axis), -1, axis), axis)
        after = np.concatenate([after, one], axis)
        after = np.flip(np.cumprod(np.flip(after, axis), axis), axis)
        return (_restore(g, x.shape, axis, keepdims) * before * after,)

    return np.multiply.reduce(x, axis=axis, keepdims=keepdims), backward


def amax(x, *, axis=None, keepdims=False):
    """The largest element; several equal ones share the gradient evenly."""
    return _extreme(x, np.maximum.reduce(x, axis=axis, keepdims=True), axis, keepdims)


def amin(x, *, axis=None, keepdims=False):
    """The smallest element; several equal ones share the gradient evenly."""
    return _extreme(x, np.minimum.reduce(x, axis=axis, keepdims=True), axis, keepdims)


def _extreme(x, value, axis, keepdims):
    def backward(g, need):
        hit = x == value
        count = np.add.reduce(hit, axis=axis, keepdims=True)
        return (_restore(g, x.shape, axis, keepdims) * hit / count.astype(g.dtype),)

    return (value if keepdims else np.squeeze(value, axis)), backward


def var(x, *, axis=None, correction=1, keepdims=False):
    """Σ (x − mean)² / (n − correction)"""
    deviation, value, freedom = _variance(x, axis, correction, keepdims)
    return value, lambda g, need: (deviation * _restore(g * (2 / freedom), x.shape, axis, keepdims),)


def std(x, *, axis=None, correction=1, keepdims=False):
    """√variance; where it is 0 the gradient is set to 0, as in PyTorch."""
    deviation, variance, freedom = _variance(x, axis, correction, keepdims)
    value = np.sqrt(variance)

    def backward(g, need):
        scale = g / (np.where(value == 0, 1, value) * freedom)
        return (deviation * _restore(scale, x.shape, axis, keepdims),)

    return value, backward


@silently
def _variance(x, axis, correction, keepdims):
    count = _count(x.shape, axis)
    freedom = x.dtype.type(np.maximum(count - correction, 0))  # one sample has no variance: NaN
    deviation = x - np.add.reduce(x, axis=axis, keepdims=True) / x.dtype.type(count)
    value = np.add.reduce(deviation * deviation, axis=axis, keepdims=keepdims) / freedom
    return deviation, value, freedom


# --- shape and place ------------------------------------------------------------------------


def reshape(x, *, shape):
    """The same numbers under another shape (a view where memory allows)"""
    return x.reshape(shape), lambda g, need: (g.reshape(x.shape),)


def permute(x, *, dims):
    """Axes in another order (a view)"""
    return x.transpose(dims), lambda g, need: (g.transpose(np.argsort(dims)),)


def expand(x, *, shape):
    """Stretch axes of length 1 (a view); the tape sums the gradient back."""
    return np.broadcast_to(x, shape), lambda g, need: (g,)


def flip(x, *, axis):
    """The reversed order along the given axes"""
    return np.flip(x, axis).copy(), lambda g, need: (np.flip(g, axis),)


def getitem(x, *, index):
    """x[index]; an element that was picked twice collects both gradients."""

    def backward(g, need):
        gx = np.zeros_like(x)
        if any(isinstance(i, np.ndarray) for i in index):
            np.add.at(gx, index, g)
        else:
            gx[index] = g
        return (gx,)

    return x[index], backward


def setitem(x, v, *, index):
    """x with x[index] replaced by v; what was replaced gets no gradient."""
    value = x.copy(order="K")
    value[index] = v

    def backward(g, need):
        gx = g.copy(order="K")
        gx[index] = 0
        return gx, g[index].copy()

    return value, backward


def take_along_axis(x, *, indices, axis):
    """One element along the axis for each entry of `indices` (length 1 along that axis)"""

    def backward(g, need):
        gx = np.zeros_like(x)
        np.put_along_axis(gx, indices, g, axis)
        return (gx,)

    return np.take_along_axis(x, indices, axis), backward


def cat(*arrays, axis):
    """Arrays side by side along an existing axis; each gets its own slice of the gradient."""

    def backward(g, need):
        ends = np.cumsum([a.shape[axis] for a in arrays])[:-1]
        return np.split(g, ends, axis)

    return np.concatenate(arrays, axis), backward


# --- products of matrices -------------------------------------------------------------------


def matmul(x, y):
    """X @ Y: ∂J/∂X = G Yᵀ, ∂J/∂Y = Xᵀ G. Vectors count as one row (left) or one column (right)."""

    def backward(g, need):
        a = x[None, :] if x.ndim == 1 else x
        b = y[:, None] if y.ndim == 1 else y
        g = np.expand_dims(g, -2) if x.ndim == 1 else g
        g = np.expand_dims(g, -1) if y.ndim == 1 else g
        gx = gy = None
        if need[0]:
            gx = g @ b.swapaxes(-1, -2)
            gx = gx[..., 0, :] if x.ndim == 1 else gx
        if need[1]:
            gy = a.swapaxes(-1, -2) @ g
            gy = gy[..., 0] if y.ndim == 1 else gy
        return gx, gy

    return x @ y, backward


def linear(x, weight, bias=None):
    """Y = X Wᵀ + b, with X (..., in), W (out, in), b (out).

    ∂J/∂X = G W, ∂J/∂W = Gᵀ X, ∂J/∂b = Σ G over all samples.
    """
    value = x @ weight.T
    if bias is not None:
        value += bias

    def backward(g, need):
        gx = gw = gb = None
        rows = g.reshape(-1, weight.shape[0])
        if need[0]:
            # After a flatten, x lies in memory sample by sample *innermost* (see windows/), so
            # X is the transpose of a contiguous array. The gradient comes back the same way.
            samples_innermost = x.ndim == 2 and x.flags.f_contiguous and not x.flags.c_contiguous
            gx = (weight.T @ g.T).T if samples_innermost else g @ weight
        if need[1]:
            gw = rows.T @ x.reshape(-1, weight.shape[1])
        if bias is not None and need[2]:
            gb = np.add.reduce(rows, axis=0)
        return gx, gw, gb

    return value, backward
