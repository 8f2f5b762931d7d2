"""Tensor: an ndarray that remembers how it was made, and `backward()`, which runs that backwards.

Every operation goes through `apply`. It computes the value with the plain function from `ops.py`
and, if a gradient may be asked for later, notes on a `Node`: the parents (the nodes of its inputs),
the function that turns its gradient into theirs, and its place in the order of creation.

Why an order? With `b = a + a; c = b + b`, the gradient of b is complete only after *both* uses of
b in c have sent theirs. A backward pass that walks from child to parent as it finds them would
pass b's half-finished gradient on to a, and then again. Parents are always created before their
children, so the engine takes the newest node first: whoever could still send it something has
been there before. No recursion either: a graph of 20,000 steps is a list, not a call stack.
"""

import itertools
import math
import operator
import weakref

import numpy as np

from .checks import DtypeError, ShapeError, switch
from .dtypes import as_array, sizes_or_numbers
from .ops import _total
from .printing import to_string
from .recording import check_backward, recording
from .reporting import backward_name, explain, suggest_attribute
from .versions import CHANGES, HISTORY_UNKNOWN, RECORDED, check_usable, share_version

_next_place = itertools.count().__next__


class Node:
    """One recorded operation: where its gradient goes, and how.

    `parents[i]` is the node that made input i, or input i itself if it is a leaf, or None if it needs
    no gradient. `changes` counts those of each input and of the result so far, to notice one in place.
    """

    __slots__ = (
        *("operation", "inputs", "settings", "parents", "backward", "result", "place", "changes"),
        *("retained", "hooks"),  # a tensor that keeps this gradient, although it is no leaf; see autograd.py
    )

    def __init__(self, operation, inputs, settings, parents, backward, result):
        self.operation, self.inputs, self.settings, self.parents = operation, inputs, settings, parents
        self.backward = backward
        self.result = result._array, result._version
        self.place = _next_place()
        self.changes = [t._version[CHANGES] for t in inputs]
        self.changes.append(result._version[CHANGES])
        self.retained = self.hooks = None

    def name(self) -> str:
        """PyTorch's name of it, such as AddBackward0."""
        return backward_name(self)

    def __repr__(self):
        return f"<{self.name()} object at {id(self):#x}>"


def apply(operation, *inputs, **settings) -> "Tensor":
    """Run `operation` (see `ops.py`) on the arrays of `inputs` and record it on the result."""
    try:
        value, backward = operation(*[t._array for t in inputs], **settings)
        parents = [t._node or (t if t._requires_grad else None) for t in inputs]
    except Exception as error:
        raise explain(error, operation, inputs, Tensor) from None
    result = wrap(value)
    if result._array.base is not None:
        share_version(result, inputs)
    record = recording.get()
    if record:
        for t in inputs:
            if t._known < t._version[RECORDED]:
                raise RuntimeError(HISTORY_UNKNOWN)
        if parents.count(None) < len(parents):
            result._requires_grad = True
            result._node = Node(operation, inputs, settings, parents, backward, result)
        if record is not True:  # somebody watches, see `inspect/`
            record(operation, inputs, settings, result)
    return result


def wrap(array, requires_grad=False) -> "Tensor":
    """A Tensor on an array of minidl's own making: not copied, not checked."""
    tensor = Tensor.__new__(Tensor)
    # NumPy makes plain numbers of 0-d results.
    tensor._array = array if type(array) is np.ndarray else np.asarray(array)
    tensor._version, tensor._known = [0, 0], 0  # see versions.py
    tensor._node = tensor._grad = tensor._hooks = None
    tensor._requires_grad = False
    return tensor.requires_grad_() if requires_grad else tensor


class Tensor:
    """An n-dimensional array with a gradient.

    `minidl.tensor(...)` makes one from numbers, `minidl.from_numpy(array)` on an array's own memory.
    `.grad` is the gradient (a Tensor or None) after `backward()`, `.data` a Tensor without history on
    the same memory, `.numpy()` the ndarray beneath. Here is what makes a Tensor more than an array;
    its other methods (`+`, `exp`, `sum`, `reshape`, ...) are the functions of `functions/`, which
    attach themselves: `x.sum(dim=0)` is `minidl.sum(x, dim=0)`.

    `Tensor(2, 3)`, `Tensor([1, 2])` and `Tensor(other)` do what PyTorch's do: float32 zeros of these
    sizes (PyTorch leaves them unset), these numbers as float32, and `other` itself under another name.
    """

    __slots__ = ("__weakref__", "_array", "_grad", "_hooks", "_known", "_node", "_requires_grad", "_version")

    def __init__(self, *data, device=None):
        if len(data) == 1 and isinstance(data[0], Tensor):
            source = data[0].view(data[0].shape) if data[0]._requires_grad else data[0].detach()
        else:
            source = wrap(sizes_or_numbers(data, device))
        self._become(source)

    def _become(self, other):
        """Take over all that another tensor has."""
        for name in Tensor.__slots__[1:]:
            setattr(self, name, getattr(other, name))

    # --- the backward pass ----------------------------------------------------------------------

    def backward(self, gradient=None, retain_graph: bool | None = None, create_graph: bool = False) -> None:
        """Add ∂self/∂leaf to the `.grad` of every leaf that requires one.

        `gradient` is the upstream gradient ∂J/∂self, of this tensor's shape; a single number needs
        none (it is 1). The graph is freed on the way unless `retain_graph`. Raises RuntimeError if
        there is nothing to differentiate, the graph was freed, or a value it needs was changed.
        """
        if retain_graph is not None or create_graph is not False:
            check_backward("backward", retain_graph, create_graph)
            if create_graph:  # see autograd/second.py
                return self._backward_recorded(gradient)
        propagate({self._node or self: self._upstream(gradient)}, retain_graph, Tensor._accumulate)

    def _upstream(self, gradient):
        """∂J/∂self as an array of this tensor's shape and dtype, checked."""
        if not self._requires_grad:
            raise RuntimeError(
                "backward: this tensor does not require a gradient: it was computed from tensors without "
                "requires_grad=True, or inside no_grad(). Create its inputs with it."
            )
        if self._known < self._version[RECORDED]:
            raise RuntimeError(HISTORY_UNKNOWN)
        if gradient is None:
            if self._array.size != 1:
                raise RuntimeError(
                    f"backward: a gradient is implied for a single number only, this tensor has shape "
                    f"{self.shape}. Reduce it first (.sum() or .mean()), or pass gradient=."
                )
            gradient = np.empty_like(self._array)
            gradient.fill(1)
            return gradient
        gradient = gradient._array if isinstance(gradient, Tensor) else np.asarray(gradient)
        if gradient.shape != self.shape:
            raise ShapeError(
                f"backward: gradient must have this tensor's shape {self.shape}, got {gradient.shape}."
            )
        return gradient.astype(self.dtype, copy=False)

    def _accumulate(self, g, copy):
        if self._grad is not None:
            self._grad._array += g
            return
        if copy or g.dtype != self._array.dtype:
            own = np.empty_like(self._array)
            own[...] = g
            g = own
        self._grad = wrap(g)

    # --- what it is -----------------------------------------------------------------------------

    @property
    def requires_grad(self) -> bool:
        """Whether `backward` shall find ∂J/∂self; may be switched on for float leaves."""
        return self._requires_grad

    @requires_grad.setter
    def requires_grad(self, value):
        self.requires_grad_(value)

    @property
    def data(self) -> "Tensor":
        """The same memory as a Tensor without history, whose changes `backward` does not notice."""
        return wrap(self._array)

    @data.setter
    def data(self, value):
        if not isinstance(value, Tensor):
            value = wrap(as_array(value, self.dtype))
        if self._requires_grad and not value.is_floating_point():
            raise TypeError(f"data: only floats have gradients, got {value.dtype}. Try .float().")
        self._array = value._array

    def _set_grad(self, value):
        if isinstance(value, Tensor) and (value.shape, value.dtype) != (self.shape, self.dtype):
            got, wanted = f"{value.dtype} of shape {value.shape}", f"{self.dtype} of shape {self.shape}"
            raise ValueError(f"grad must be like its tensor, {wanted}, got {got}.")
        if value is not None and not isinstance(value, Tensor):
            raise TypeError(f"grad is a Tensor or None, got {type(value).__name__}. Try minidl.tensor(...).")
        self._grad = value

    grad = property(operator.attrgetter("_grad"), _set_grad, doc="∂J/∂self after `backward()`, or None")
    grad_fn = property(operator.attrgetter("_node"), doc="The node of the operation that made this tensor")
    shape = property(operator.attrgetter("_array.shape"), doc="The sizes of the axes")
    dtype = property(operator.attrgetter("_array.dtype"), doc="Which kind of numbers it holds")
    ndim = property(operator.attrgetter("_array.ndim"), doc="How many axes it has")

    @property
    def is_leaf(self) -> bool:
        """True for a tensor that no recorded operation made: only leaves collect `.grad`."""
        return self._node is None

    @property
    def T(self) -> "Tensor":
        return self.permute(tuple(reversed(range(self.ndim))))

    @property
    def mT(self) -> "Tensor":
        return self.transpose(-2, -1)

    def size(self, dim: int | None = None):
        if dim is not None and not -self.ndim <= dim < self.ndim:
            raise IndexError(f"size: dim {dim} does not exist in shape {self.shape}.")
        return self.shape if dim is None else self.shape[dim]

    def dim(self) -> int:
        return self._array.ndim

    ndimension = dim

    def numel(self) -> int:
        return self._array.size

    def is_floating_point(self) -> bool:
        return self._array.dtype.kind == "f"

    def __len__(self):
        if self.ndim == 0:
            raise TypeError(
                "A tensor of shape () is a single number: it has no length and no elements. Try .item()."
            )
        return len(self._array)

    def __iter__(self):
        return iter([self[i] for i in range(len(self))])

    __hash__ = object.__hash__  # == compares elements: identity is what sets and dictionaries go by

    def __repr__(self):
        return to_string(self)

    def __reduce_ex__(self, protocol):
        """For copy.deepcopy and pickle"""
        if self._node is not None:
            raise RuntimeError(
                "Only leaf tensors can be deep-copied or pickled, this one has a history: use .detach()."
            )
        return super().__reduce_ex__(protocol)

    def __getattr__(self, name):
        raise AttributeError(suggest_attribute(self, name))

    # --- in and out of the graph ----------------------------------------------------------------

    def detach(self) -> "Tensor":
        """The same memory without history."""
        detached = wrap(self._array)
        detached._version, detached._known = self._version, math.inf  # it wants no history
        return detached

    def overwrite(self, array) -> None:
        """Set all numbers in place, outside the graph; a backward that needs the old ones will notice."""
        self._array[...] = array
        self._version[CHANGES] += 1

    def requires_grad_(self, requires_grad: bool = True) -> "Tensor":
        """Ask for gradients from here on (or no more). Only floats have any."""
        switch("requires_grad_", "requires_grad", requires_grad)
        if requires_grad and not self.is_floating_point():
            raise DtypeError(
                f"requires_grad: only floats have gradients, this tensor holds {self.dtype}. Try .float()."
            )
        if not self.is_leaf and not requires_grad:
            raise RuntimeError("requires_grad_: only a leaf can be switched off. Use .detach().")
        self._requires_grad = requires_grad
        return self

    def detach_(self) -> "Tensor":
        """This tensor itself without its history."""
        self._node, self._requires_grad = None, False
        return self

    def retain_grad(self) -> None:
        """Keep `.grad` here too, although this tensor is not a leaf."""
        if not self._requires_grad:
            raise RuntimeError(
                "retain_grad: this tensor does not require a gradient, so there is none to keep."
            )
        if self._node is not None:
            self._node.retained = weakref.ref(self)


def propagate(gradients: dict, retain_graph, arrive, route=None) -> None:
    """Send gradients down from the nodes (or leaves) that are their keys: the backward pass.

    arrive(leaf, gradient, copy) takes what a leaf gets. If there is a `route`, gradients go only to the
    nodes and leaves that are on it.
    """
    nodes = newest_first(gradients)
    if route is not None:
        nodes = [node for node in nodes if not route.isdisjoint(node.parents)]
    for node in nodes:
        check_usable(node)
    for node in nodes:
        g = gradients.pop(node, None)
        if g is not None:
            if node.hooks:
                g = node.hooks(g)
            if node.retained is not None and node.retained() is not None:
                node.retained()._accumulate(g, copy=True)
            parents = node.parents
            if route is not None:
                parents = [p if p in route else None for p in parents]
            need = []
            for parent in parents:
                need.append(parent is not None)
            for parent, gp in zip(parents, node.backward(g, need)):
                if parent is None or gp is None:
                    continue
                if type(gp) is not np.ndarray:  # NumPy makes plain numbers of 0-d results
                    gp = np.asarray(gp)
                inner = type(parent) is Node
                array = parent.result[0] if inner else parent._array
                if gp.shape != array.shape:
                    gp = _sum_to(gp, array.shape, node.operation)
                if parent in gradients:
                    gradients[parent] = np.asarray(gradients[parent] + gp)
                elif inner or parent._hooks:
                    gradients[parent] = gp
                else:
                    arrive(parent, gp, _is_shared(gp, g))
        if not retain_graph:
            node.inputs, node.parents, node.backward, node.result = (), (), None, None
    for end, g in gradients.items():  # where a route ends, or hooks of a leaf wait for its whole gradient
        if route is None or end in route:
            hooks = end.hooks if type(end) is Node else end._hooks
            g = hooks(g) if hooks else g
            if type(end) is not Node:
                arrive(end, g, True)


def newest_first(starts) -> list[Node]:
    """All nodes that the `starts` were computed from (and they themselves), children before parents."""
    nodes = [node for node in starts if type(node) is Node]
    seen = set(nodes)
    for node in nodes:  # grows while we walk
        for parent in node.parents:
            if type(parent) is Node and parent not in seen:
                seen.add(parent)
                nodes.append(parent)
    nodes.sort(key=operator.attrgetter("place"), reverse=True)
    return nodes


def _is_shared(gradient, upstream):
    """Whether a leaf must copy its gradient to own it: it is the upstream array, or a view of it."""
    if gradient.base is None:
        return gradient is upstream
    return gradient.base is upstream or gradient.base is upstream.base or not gradient.flags.writeable


def _sum_to(g, shape, operation):
    """Undo broadcasting: sum a gradient over the axes that its tensor did not have, or had as 1."""
    extra = g.ndim - len(shape)
    if extra < 0 or any(n not in (1, m) for n, m in zip(shape, g.shape[extra:])):
        raise RuntimeError(
            f"{operation.__name__}: its backward returned a gradient of shape {g.shape} for an input of "
            f"shape {shape}. backward(g, need) returns a tuple with one gradient for each input."
        )
    stretched = [extra + i for i, n in enumerate(shape) if n == 1 and g.shape[extra + i] != 1]
    axes = (*range(extra), *stretched)
    if g.size <= 64:
        return np.add.reduce(g, axis=axes, keepdims=True).reshape(shape)
    return _total(g, axes, True, short=64).reshape(shape)
