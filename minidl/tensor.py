"""Tensor: an ndarray that remembers how it was made, and `backward()`, which runs that backwards.

Every operation goes through `apply`. It computes the value with the plain function from `ops.py`
and, if a gradient may be asked for later, notes three things on the result: its parents, the
function that turns its gradient into theirs, and its place in the order of creation.

Why an order? With `b = a + a; c = b + b`, the gradient of b is complete only after *both* uses of
b in c have sent theirs. A backward pass that walks from child to parent as it finds them would
pass b's half-finished gradient on to a, and then again. Parents are always created before their
children, so the engine takes the newest node first: whoever could still send it something has
been there before. No recursion either: a graph of 20,000 steps is a list, not a call stack.
"""

import contextlib
import itertools
from contextvars import ContextVar

import numpy as np

from . import ops
from .dtypes import as_array, as_dtype, check_fits
from .reporting import explain, suggest_attribute, to_string

_recording = ContextVar("recording", default=True)  # one value for each thread and asyncio task
_next_place = itertools.count().__next__


class no_grad(contextlib.ContextDecorator):
    """Compute without recording: nothing inside needs a gradient. `with no_grad():` or `@no_grad()`."""

    record = False

    def __new__(cls, function=None):
        context = super().__new__(cls)
        return context if function is None else context(function)  # `@no_grad` works, too

    def _recreate_cm(self):
        return type(self)()

    def __enter__(self):
        self._token = _recording.set(self.record)

    def __exit__(self, *error):
        _recording.reset(self._token)


class enable_grad(no_grad):
    """Record again inside a `no_grad` block."""

    record = True


def is_grad_enabled() -> bool:
    """Whether operations are being recorded."""
    return _recording.get()


def apply(operation, *inputs, **settings) -> "Tensor":
    """Run `operation` (see `ops.py`) on the arrays of `inputs` and record it on the result."""
    try:
        value, backward = operation(*[t.data for t in inputs], **settings)
        needed = _recording.get() and any([t.requires_grad for t in inputs])
    except Exception as error:
        raise explain(error, operation, inputs, Tensor) from None
    result = Tensor.__new__(Tensor)
    result.data = value if type(value) is np.ndarray else np.asarray(value)
    result.grad = None
    result._keeps_grad = False
    result._version = _shared_version(result.data, inputs) or [0]
    result.requires_grad = needed
    if needed:
        result._operation, result._parents, result._backward = operation, inputs, backward
        result._place = _next_place()
        result._stamp = _stamp(result)
    else:
        result._operation = result._backward = None
        result._parents = ()
    return result


def _shared_version(array, inputs):
    """The change counter of the tensor whose memory `array` is a view of, if there is one."""
    if array.base is not None:
        for t in inputs:
            if array.base is t.data or array.base is t.data.base:
                return t._version
    return None


def _stamp(node):
    """The change counters of a node and its parents, to notice a change in place."""
    return [node._version[0], *[t._version[0] for t in node._parents]]


class Tensor:
    """An n-dimensional array with a gradient.

    `Tensor(array)` wraps an ndarray without a copy and keeps its dtype and memory layout;
    `minidl.tensor(...)` copies, and takes lists and numbers. `.data` is the ndarray beneath,
    `.grad` the gradient (a Tensor or None) after `backward()`. Here stands what makes a Tensor more
    than an array; its other methods (`+`, `exp`, `sum`, `reshape`, ...) are the functions of
    `functions/`, which attach themselves: `x.sum(dim=0)` is `minidl.sum(x, dim=0)`.

    Raises TypeError for what is not a float32, float64, integer or bool ndarray, and when an
    integer or bool array shall require a gradient.
    """

    __slots__ = (
        "__weakref__",
        "_backward",
        "_keeps_grad",
        "_operation",
        "_parents",
        "_place",
        "_stamp",
        "_version",
        "data",
        "grad",
        "requires_grad",
    )
    __array_ufunc__ = None  # ndarray + Tensor is a Tensor: NumPy hands the operation to us

    def __init__(self, data: np.ndarray, requires_grad: bool = False):
        self.data = as_array(data)
        self.grad = None
        self._keeps_grad = False
        self._version = [0]
        self._operation = self._backward = None
        self._parents = ()
        self.requires_grad = False
        if requires_grad:
            self.requires_grad_()

    # --- the backward pass ----------------------------------------------------------------------

    def backward(self, gradient: "Tensor | np.ndarray | None" = None, retain_graph: bool = False) -> None:
        """Add ∂self/∂leaf to the `.grad` of every leaf that requires one.

        `gradient` is the upstream gradient ∂J/∂self, of this tensor's shape; a single number needs
        none (it is 1). The graph is freed on the way unless `retain_graph`. Raises RuntimeError if
        there is nothing to differentiate, the graph was freed, or a value it needs was changed.
        """
        if not self.requires_grad:
            raise RuntimeError(
                "backward: this tensor does not require a gradient: it was computed from tensors without "
                "requires_grad=True, or inside no_grad()."
            )
        gradients = {self: self._upstream(gradient)}
        nodes = [self] if self._backward is not None else []
        if not nodes:
            self._accumulate(gradients[self], copy=True)
        seen = set(nodes)
        for node in nodes:  # grows while we walk
            node._check_unchanged()
            for parent in node._parents:
                if parent._backward is not None and parent not in seen:
                    seen.add(parent)
                    nodes.append(parent)
        nodes.sort(key=_place, reverse=True)  # newest first

        for node in nodes:
            g = gradients.pop(node, None)
            if g is None:
                continue
            if node._keeps_grad:
                node._accumulate(g, copy=True)
            parents = node._parents
            need = [p.requires_grad for p in parents]
            for parent, needed, gp in zip(parents, need, node._backward(g, need), strict=False):
                if not needed or gp is None:
                    continue
                if gp.shape != parent.data.shape:
                    gp = _sum_to(gp, parent.data.shape)
                if parent._backward is None:
                    # A leaf owns its gradient: copy what is the upstream array itself or a view.
                    parent._accumulate(gp, copy=gp is g or gp.base is not None)
                elif parent in gradients:
                    gradients[parent] = gradients[parent] + gp
                else:
                    gradients[parent] = gp
            if not retain_graph:
                node._parents, node._backward = (), _freed

    def _upstream(self, gradient):
        if gradient is None:
            if self.data.size != 1:
                raise RuntimeError(
                    f"backward: a gradient is implied for a single number only, this tensor has shape "
                    f"{tuple(self.shape)}. Reduce it first (.sum() or .mean()), or pass gradient=."
                )
            return np.ones_like(self.data)
        gradient = gradient.data if isinstance(gradient, Tensor) else np.asarray(gradient)
        if gradient.shape != self.data.shape:
            raise ValueError(
                f"backward: gradient must have this tensor's shape {tuple(self.shape)}, got {gradient.shape}."
            )
        return gradient.astype(self.data.dtype, copy=False)

    def _accumulate(self, g, copy):
        if self.grad is not None:
            self.grad.data += g
            return
        if copy:
            own = np.empty_like(self.data)
            own[...] = g
            g = own
        self.grad = Tensor(np.asarray(g))

    def _check_unchanged(self):
        if self._backward is _freed:
            raise RuntimeError(
                "backward: this graph was already used and freed. Compute the loss again, or pass "
                "retain_graph=True the first time."
            )
        if self._stamp == _stamp(self):
            return
        for t, then, now in zip((self, *self._parents), self._stamp, _stamp(self), strict=True):
            rewritten = t._backward is not None and t._place > self._place
            if then != now and (rewritten or _holds(self._backward, t.data)):
                raise RuntimeError(
                    f"backward: {self._operation.__name__} needs a value of shape {tuple(t.shape)} "
                    f"that was changed in place after it was used. Change a copy (.clone()) instead, "
                    f"or change it after backward()."
                )

    # --- what it is -----------------------------------------------------------------------------

    @property
    def shape(self) -> tuple[int, ...]:
        return self.data.shape

    @property
    def dtype(self) -> np.dtype:
        return self.data.dtype

    @property
    def ndim(self) -> int:
        return self.data.ndim

    @property
    def is_leaf(self) -> bool:
        """True for a tensor that no recorded operation made: only leaves collect `.grad`."""
        return self._backward is None

    @property
    def grad_fn(self):
        """The recorded operation that made this tensor, or None."""
        return self._operation

    @property
    def T(self) -> "Tensor":
        return self.permute(tuple(reversed(range(self.ndim))))

    @property
    def mT(self) -> "Tensor":
        return self.transpose(-2, -1)

    def size(self, dim: int | None = None):
        return self.shape if dim is None else self.shape[dim]

    def dim(self) -> int:
        return self.data.ndim

    def numel(self) -> int:
        return self.data.size

    def is_floating_point(self) -> bool:
        return self.data.dtype.kind == "f"

    def __len__(self):
        return len(self.data)

    def __iter__(self):
        return (self[i] for i in range(len(self)))

    def __hash__(self):
        return id(self)  # == compares elements, so identity is what sets and dictionaries go by

    def __repr__(self):
        return to_string(self)

    def __format__(self, spec):
        return format(self.item(), spec) if self.ndim == 0 else format(repr(self), spec)

    def __getattr__(self, name):
        raise AttributeError(suggest_attribute(self, name))

    # --- out of the graph -----------------------------------------------------------------------

    def item(self) -> float | int | bool:
        """The number in a tensor of one element."""
        if self.data.size != 1:
            raise ValueError(f"item: needs exactly one element, got shape {tuple(self.shape)}. Try .tolist().")
        return self.data.item()

    def tolist(self) -> list:
        return self.data.tolist()

    def numpy(self) -> np.ndarray:
        """The ndarray beneath (no copy). Raises RuntimeError if a gradient is required."""
        if self.requires_grad:
            raise RuntimeError("numpy: this tensor requires a gradient. Use tensor.detach().numpy().")
        return self.data

    def __array__(self, dtype=None, copy=None):
        return np.array(self.numpy(), dtype=dtype, copy=copy)

    def __float__(self):
        return float(self.item())

    def __int__(self):
        return int(self.item())

    def __index__(self):
        if self.data.dtype.kind not in "iu" or self.data.size != 1:
            raise TypeError("only an integer tensor of one element can be an index")
        return self.item()

    def __bool__(self):
        if self.data.size != 1:
            raise ValueError(
                f"The truth of a tensor of shape {tuple(self.shape)} is ambiguous. Try .any() or .all()."
            )
        return bool(self.item())

    def detach(self) -> "Tensor":
        """The same memory without history."""
        detached = Tensor(self.data)
        detached._version = self._version
        return detached

    def clone(self) -> "Tensor":
        """A copy that is part of the graph."""
        return apply(ops.clone, self)

    def requires_grad_(self, requires_grad: bool = True) -> "Tensor":
        """Ask for gradients from here on (or no more). Only floats have any."""
        if requires_grad and not self.is_floating_point():
            raise TypeError(
                f"requires_grad: only float tensors have gradients, this one holds {self.dtype}. Try .float()."
            )
        if not self.is_leaf and not requires_grad:
            raise RuntimeError("requires_grad_: only a leaf can be switched off. Use .detach().")
        self.requires_grad = requires_grad
        return self

    def retain_grad(self) -> None:
        """Keep `.grad` here too, although this tensor is not a leaf."""
        self._keeps_grad = self._backward is not None

    def to(self, dtype) -> "Tensor":
        """The same numbers as `dtype` (itself if it has that dtype already)."""
        dtype = as_dtype(dtype)
        return self if dtype == self.data.dtype else apply(ops.cast, self, dtype=dtype)

    def float(self) -> "Tensor":
        return self.to(np.float32)

    def double(self) -> "Tensor":
        return self.to(np.float64)

    def long(self) -> "Tensor":
        return self.to(np.int64)

    def bool(self) -> "Tensor":
        return self.to(np.bool_)

    # --- changing in place ----------------------------------------------------------------------

    def _change(self, operation, *others, **settings):
        """Overwrite this tensor's numbers with operation(self, *others); keep the graph right."""
        recorded = _recording.get() and (self.requires_grad or any([t.requires_grad for t in others]))
        if recorded and self.is_leaf and self.requires_grad:
            raise RuntimeError(
                "A leaf that requires a gradient cannot be changed in place while recording. "
                "Do it inside `with no_grad():`."
            )
        before = self
        if recorded:  # the history so far moves to a stand-in with the old numbers
            if _holds(self._backward, self.data):
                raise RuntimeError(
                    f"In-place {operation.__name__}: {self._operation.__name__} needs the numbers it returned "
                    f"for its gradient, so they cannot be changed. Write x = x ... instead."
                )
            before = Tensor(self.data.copy(order="K"))
            before._version = list(self._version)
            before.requires_grad = self.requires_grad
            _take_history(before, self)
        result = apply(operation, before, *others, **settings)
        check_fits(operation, result.data, self.data)
        self.data[...] = result.data
        self._version[0] += 1
        if recorded:
            self.requires_grad = True
            _take_history(self, result)
            self._stamp = _stamp(self)
        return self


def _place(node):
    return node._place


def _take_history(to, other):
    to._operation, to._parents, to._backward = other._operation, other._parents, other._backward
    if other._backward is not None:
        to._place, to._stamp = other._place, other._stamp


def _freed(g, need):
    raise RuntimeError("backward: this graph was freed.")


def _sum_to(g, shape):
    """Undo broadcasting: sum a gradient over the axes that its tensor did not have, or had as 1."""
    extra = g.ndim - len(shape)
    stretched = [extra + i for i, n in enumerate(shape) if n == 1 and g.shape[extra + i] != 1]
    return np.add.reduce(g, axis=(*range(extra), *stretched), keepdims=True).reshape(shape)


def _holds(backward, array) -> bool:
    """Whether a backward function kept `array` (or a view of it) for its formula."""
    kept = [cell.cell_contents for cell in getattr(backward, "__closure__", None) or ()]
    for item in kept:
        if isinstance(item, (list, tuple)):
            kept.extend(item)
        elif callable(item) and item is not backward:
            kept.extend([array] if _holds(item, array) else [])
        if isinstance(item, np.ndarray) and np.may_share_memory(item, array):
            return True
    return False
