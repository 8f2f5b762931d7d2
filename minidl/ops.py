"""The primitive operations: each forward value beside its gradients.

An operation is a plain function on NumPy arrays. It returns two things:

    value, backward = mul(x, y)

`backward(g, need)` receives the upstream gradient g = ∂J/∂value and returns one gradient per
input array, ∂J/∂x and ∂J/∂y. `need[i]` is False where nobody asked for the i-th gradient, so a
costly one is skipped. Three conventions keep every operation short:

- A gradient may have the *broadcast* shape; the tape (`tensor.py`) sums it back, once and centrally.
- An operation never changes its inputs, nor g. A gradient may be g itself: the tape copies what is shared.
- `backward` keeps only the numbers that its formula needs, and shapes instead of arrays otherwise:
  what it does not keep may be changed in place later.

Nothing here knows what a Tensor is. What is not differentiated comes as a keyword.
"""

import math
import warnings

import numpy as np

from .machine import dot, product

# inf and NaN come without NumPy's warning, as in PyTorch. (`np.errstate` around each operation would
# do it, too, but cost a tenth of a small network's training step.)
warnings.filterwarnings("ignore", category=RuntimeWarning, module=r"minidl\.")

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


def div(x, y):
    """x / y: ∂/∂x = 1/y, ∂/∂y = −(x/y)/y"""

    def backward(g, need):
        return g / y if need[0] else None, -g * (x / y / y) if need[1] else None

    return x / y, backward


def pow(x, y):
    """xʸ: ∂/∂x = y·xʸ⁻¹ (0 where y = 0), ∂/∂y = xʸ·log x (0 where x = 0 and y ≥ 0)"""

    def backward(g, need):
        gx = gy = None
        if need[0]:
            gx = _masked(g * (y * x ** (y - y.dtype.type(1))), y != 0)
        if need[1]:
            gy = _masked(g * (x**y * np.log(x)), ~((x == 0) & (y >= 0)))
        return gx, gy

    return x**y, backward


def power(x, *, exponent):
    """xⁿ for a number n: ∂/∂x = n·xⁿ⁻¹ (0 for n = 0)"""
    raised = lambda n: x * x * x if n == 3 else x**n  # NumPy has a short way for the square only

    def backward(g, need):
        return (g * (exponent * raised(exponent - 1)) if exponent else np.zeros_like(g),)

    return raised(exponent), backward


def maximum(x, y):
    """max(x, y), element by element; where both are equal, each gets half of the gradient."""
    return np.maximum(x, y), lambda g, need: _share(g, x == y, x < y, x > y)


def minimum(x, y):
    """min(x, y), element by element; where both are equal, each gets half of the gradient."""
    return np.minimum(x, y), lambda g, need: _share(g, x == y, x > y, x < y)


def _share(g, tie, x_loses, y_loses):
    g = g * (1 - tie * g.dtype.type(0.5))
    return _masked(g, ~x_loses), _masked(g, ~y_loses)


def where(x, y, *, condition):
    """x where the condition holds, else y"""
    return np.where(condition, x, y), lambda g, need: (_masked(g, condition), _masked(g, ~condition))


_BITS = {"e": np.int16, "f": np.int32, "d": np.int64}


def _masked(g, mask):
    """g where the mask holds, else 0. It multiplies the *bits*: ∞·0 would be NaN, any bits·0 are 0.

    (`np.where` says the same, but takes eight times as long. Others are complex, see autograd/second.py.)
    """
    bits = _BITS.get(g.dtype.char)
    return np.where(mask, g, 0) if bits is None else (g.view(bits) * mask).view(g.dtype)


# --- arithmetic: one input ------------------------------------------------------------------


def neg(x):
    """−x"""
    return -x, lambda g, need: (-g,)


def exp(x):
    """eˣ, its own derivative"""
    value = np.exp(x)
    return value, lambda g, need: (g * value,)


def log(x):
    """The natural logarithm: ∂/∂x = 1/x"""
    return np.log(x), lambda g, need: (g / x,)


def sqrt(x):
    """√x: ∂/∂x = 1 / (2√x)"""
    value = np.sqrt(x)
    return value, lambda g, need: (g / (2 * value),)


def sin(x):
    """sin x: ∂/∂x = cos x"""
    return np.sin(x), lambda g, need: (g * np.cos(x),)


def cos(x):
    """cos x: ∂/∂x = −sin x"""
    return np.cos(x), lambda g, need: (-g * np.sin(x),)


def abs(x):
    """|x|: the derivative is the sign, and 0 at 0"""
    return _size(x), lambda g, need: (_masked(g, x > 0) - _masked(g, x < 0),)


def _size(x):
    """|x|; of the complex numbers of autograd/second.py x or −x, as the real part says"""
    return np.abs(x) if x.dtype.kind != "c" else np.where(x.real < 0, -x, x)


def tanh(x):
    """tanh x: ∂/∂x = 1 − tanh² x"""
    value = np.tanh(x)
    return value, lambda g, need: (g * (1 - value * value),)


def sigmoid(x):
    """σ(x) = 1 / (1 + e⁻ˣ): ∂/∂x = σ(1 − σ)"""
    small = np.exp(np.minimum(x, -x))  # the exponent is never positive, so nothing overflows
    value = np.where(x >= 0, 1, small) / (1 + small)
    return value, lambda g, need: (g * value * (1 - value),)


def relu(x):
    """max(0, x): the gradient passes where the output is not 0"""
    value = np.maximum(x, 0)
    return value, lambda g, need: (_masked(g, value != 0),)


def clamp(x, low, high):
    """x limited to [low, high]: the gradient passes inside and at the bounds, else goes to the bound."""

    def backward(g, need):
        gx = _masked(g, (x >= low) & (x <= high)) if need[0] else None
        glow = _masked(g, (x < low) & (low < high)) if need[1] else None
        ghigh = _masked(g, (x > high) | (low > high)) if need[2] else None
        return gx, glow, ghigh

    return np.minimum(np.maximum(x, low), high), backward


def clone(x, *, order="K"):
    """A copy with the same memory layout, or in reading order ("C")"""
    return x.copy(order=order), lambda g, need: (g,)


def cast(x, *, dtype):
    """The same numbers in another dtype; the gradient returns in the old one."""
    before = x.dtype
    return x.astype(before if before.kind == "c" else dtype), lambda g, need: (g.astype(before),)


# --- reductions -----------------------------------------------------------------------------


def _restore(g, shape, axis, keepdims):
    """Stretch the gradient of a reduction back over the reduced axes (a view, not a copy)."""
    if axis is not None and not keepdims:
        g = np.expand_dims(g, axis)
    return np.broadcast_to(g, shape)


def sum(x, *, axis=None, keepdims=False):
    """Σ x: every summand gets the whole upstream gradient."""
    shape = x.shape
    return _total(x, axis, keepdims), lambda g, need: (_restore(g, shape, axis, keepdims),)


def mean(x, *, axis=None, keepdims=False):
    """Σ x / n: every element gets 1/n of the upstream gradient."""
    shape, count = x.shape, x.dtype.type(_count(x.shape, axis))
    value = _total(x, axis, keepdims) / count
    return value, lambda g, need: (_restore(g / count, shape, axis, keepdims),)


def _total(x, axis, keepdims, short=500):
    """Σ x; sums that are not short in float64, because float32 would lose digits on the way."""
    kind = x.dtype.char
    if kind == "f" and x.size > short and axis is not None and _count(x.shape, axis) > short or kind == "e":
        return np.add.reduce(x, axis=axis, keepdims=keepdims, dtype=np.float64).astype(x.dtype)
    return np.add.reduce(x, axis=axis, keepdims=keepdims, dtype=x.dtype)


def _count(shape, axis):
    """How many elements a reduction over `axis` puts together."""
    if axis is None:
        return math.prod(shape)
    return math.prod([shape[a] for a in (axis if isinstance(axis, tuple) else (axis,))])


def prod(x, *, axis, keepdims=False):
    """Π x along one axis: ∂/∂xᵢ is the product of all the others (right with zeros, too)."""

    def backward(g, need):
        front = np.moveaxis(x, axis, 0)
        before, after = np.ones_like(front), np.ones_like(front)
        np.cumprod(front[:-1], axis=0, out=before[1:])
        np.cumprod(front[:0:-1], axis=0, out=after[-2::-1])
        others = np.moveaxis(before * after, 0, axis)
        return (_restore(g, x.shape, axis, keepdims) * others,)

    return np.multiply.reduce(x, axis=axis, keepdims=keepdims, dtype=x.dtype), backward


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
    spread = lambda g: deviation * _restore(g, deviation.shape, axis, keepdims)
    return value, lambda g, need: (spread(g * (2 / freedom)),)


def std(x, *, axis=None, correction=1, keepdims=False):
    """√variance; where it is 0 the gradient is set to 0, as in PyTorch."""
    deviation, variance, freedom = _variance(x, axis, correction, keepdims)
    value = np.sqrt(variance)
    spread = lambda g: deviation * _restore(g, deviation.shape, axis, keepdims)
    return value, lambda g, need: (spread(_masked(g / (value * freedom), value != 0)),)


def _variance(x, axis, correction, keepdims):
    count = _count(x.shape, axis)
    freedom = x.dtype.type(count - correction)
    deviation = x - _total(x, axis, True) / x.dtype.type(count)
    # Once more, for what was rounded: the spread of a constant must be exactly 0.
    deviation = deviation - _total(deviation, axis, True) / x.dtype.type(count)
    value = _total(deviation * deviation, axis, keepdims) / max(freedom, 0)  # of one number: NaN
    return deviation, value, freedom


# --- shape and place ------------------------------------------------------------------------


def reshape(x, *, shape):
    """The same numbers under another shape (a view where memory allows)"""
    before = x.shape
    return x.reshape(shape), lambda g, need: (g.reshape(before),)


def permute(x, *, dims):
    """Axes in another order (a view)"""
    return x.transpose(dims), lambda g, need: (g.transpose(np.argsort(dims)),)


def expand(x, *, shape):
    """Stretch axes of length 1 (a view); the tape sums the gradient back."""
    return np.broadcast_to(x, shape), lambda g, need: (g,)


def flip(x, *, axis):
    """The reversed order along the given axes"""
    return np.flip(x, axis).copy(), lambda g, need: (np.flip(g, axis),)


def getitem(x, *, place=..., index):
    """x[place][index], see `indexing.py`; an element picked twice collects both gradients."""
    shape, dtype, value = x.shape, x.dtype, x[place][index]
    picks = [i for i in index if isinstance(i, np.ndarray)]

    def backward(g, need):
        gx = np.zeros(shape, dtype)
        if any(i.dtype != bool for i in picks):
            np.add.at(gx[place], index, g)
        else:
            gx[place][index] = g
        return (gx,)

    return (np.ascontiguousarray(value) if picks else value), backward


def setitem(x, v, *, place=..., index):
    """x with x[place][index] replaced by v; what was replaced gets no gradient."""
    value, ndim = x.copy(order="K"), v.ndim
    value[place][index] = v

    def backward(g, need):
        gx, gv = g.copy(order="K"), g[place][index].copy()
        gx[place][index] = 0
        return gx, gv.reshape((1,) * (ndim - gv.ndim) + gv.shape)  # v may have leading axes of 1

    return value, backward


def cat(*arrays, axis):
    """Arrays side by side along an existing axis; each gets its own slice of the gradient."""
    ends = np.cumsum([a.shape[axis] for a in arrays])[:-1]
    return np.concatenate(arrays, axis), lambda g, need: np.split(g, ends, axis)


# --- products of matrices -------------------------------------------------------------------


def matmul(x, y):
    """X @ Y: ∂J/∂X = G Yᵀ, ∂J/∂Y = Xᵀ G. Vectors count as one row (left) or one column (right)."""

    def backward(g, need):
        a, b = (x[None, :] if x.ndim == 1 else x), (y[:, None] if y.ndim == 1 else y)
        g = g[..., None] if y.ndim == 1 else g
        g = g[..., None, :] if x.ndim == 1 else g
        gx = product(g, b.swapaxes(-1, -2)) if need[0] else None
        gy = product(a.swapaxes(-1, -2), g) if need[1] else None
        return gx, gy[..., 0] if need[1] and y.ndim == 1 else gy

    return product(x, y), backward


def linear(x, weight, bias=None):
    """Y = X Wᵀ + b, with X (..., in), W (out, in), b (out).

    ∂J/∂X = G W, ∂J/∂W = Gᵀ X, ∂J/∂b = Σ G. (`dot` of matrices is `@`, but fast for length 1, too.)
    """
    shape, (outputs, inputs) = x.shape, weight.shape
    x = x if x.ndim == 2 else x.reshape(math.prod(shape[:-1]), inputs)
    value = dot(x, weight.T)
    if bias is not None:
        value += bias

    def backward(g, need):
        gx = gw = gb = None
        g = g if g.ndim == 2 else g.reshape(len(x), outputs)
        if need[0]:
            # After a flatten, X is the transpose of a contiguous array (see windows/): so is ∂J/∂X.
            samples_innermost = x.flags.f_contiguous and not x.flags.c_contiguous
            gx = (dot(weight.T, g.T).T if samples_innermost else dot(g, weight)).reshape(shape)
        if need[1]:
            gw = dot(g.T, x)
        if bias is not None and need[2]:
            gb = np.add.reduce(g, axis=0) if len(g) <= 64 else _total(g, 0, False, short=64)
        return gx, gw, gb

    return (value if len(shape) == 2 else value.reshape(*shape[:-1], outputs)), backward
