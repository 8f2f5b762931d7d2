"""Changing a tensor itself: += −= ·= /=, x[...] = value, zero_, fill_, copy_."""

import numpy as np

from .. import ops
from ..dtypes import Number, as_array, check_fits
from ..indexing import to_numpy_index
from ..reporting import explain
from ..tensor import Tensor, apply, is_grad_enabled, wrap
from ..versions import HISTORY_UNKNOWN, holds
from .arithmetic import OPERANDS, add, div, mul, pow, remainder, sub


def _change(tensor, function, *others):
    """Overwrite the numbers of `tensor` with those of function(tensor, *others).

    While recording, a stand-in with the old numbers and the old node takes the tensor's place in the
    graph, and the tensor gets the new node: whoever used the old numbers keeps their history.
    """
    before = tensor
    if is_grad_enabled() and any(getattr(t, "requires_grad", False) for t in (tensor, *others)):
        _check_may_change(tensor, function)
        before = wrap(tensor._array.copy(order="K"))
        before._node, before._requires_grad = tensor._node, tensor._requires_grad
        others = [before if t is tensor else t for t in others]
    result = function(before, *others)
    check_fits(function.__name__, result._array, tensor._array)
    result = result.to(tensor.dtype)
    _check_writable(tensor)
    tensor.overwrite(result._array)
    if result._node is not None:
        tensor._version.recorded += 1
        _continue_history(tensor, result._node)
    return tensor


def _continue_history(tensor, node):
    """Make `node` the one of `tensor`, which now holds its result."""
    if tensor._node is not None:
        node.retained, tensor._node.retained = tensor._node.retained, None
    node.result = tensor._array, tensor._version
    node.changes[-1] = tensor._version.changes
    tensor._node, tensor._requires_grad, tensor._known = node, True, tensor._version.recorded


def _check_may_change(tensor, function):
    """Refuse changes, while recording, that would leave the graph without a right gradient."""
    if tensor._known < tensor._version.recorded:
        raise RuntimeError(HISTORY_UNKNOWN)
    owner = tensor
    while owner._node is not None and any(t._version is owner._version for t in owner._node.inputs):
        owner = owner._node.inputs[0]  # `tensor` is a view of it
    if owner.is_leaf and owner.requires_grad:
        raise RuntimeError(
            "A leaf that requires a gradient cannot be changed in place while recording. "
            "Do it inside `with no_grad():`."
        )
    if tensor._node is not None and holds(tensor._node.backward, tensor._array):
        raise RuntimeError(
            f"In-place {function.__name__}: {tensor.grad_fn.__name__} needs the numbers it returned "
            f"for its gradient, so they cannot be changed. Write x = x ... instead."
        )


def _check_writable(tensor):
    if not tensor._array.flags.writeable:
        raise RuntimeError(
            f"This tensor of shape {tensor.shape} cannot be changed in place: its memory is read-only, "
            f"or one number stands for several (expand). Change a copy (.clone())."
        )


def _in_place(function):
    return lambda self, other: _change(self, function, other)


def _setitem(self, index, value):
    if not isinstance(value, OPERANDS):
        raise TypeError(
            f"x[...] = value: value must be a tensor, an array or a number, got {type(value).__name__}."
        )
    if not isinstance(value, Tensor):
        value = wrap(np.asarray(value) if isinstance(value, Number) else as_array(value))
    place, index = to_numpy_index(index, self.shape)

    def setitem(x, value):
        return apply(ops.setitem, x, value.to(x.dtype), place=place, index=index)

    if is_grad_enabled() and (self.requires_grad or value.requires_grad):
        # x[0] += y: Python changes x[0], a view, in place, and then sets it here.
        changed_view = value._version is self._version and value._known == self._version.recorded
        if changed_view and _same_memory(value._array, self._array[place][index]):
            self._known = value._known
        _change(self, setitem, value)
        return
    _check_writable(self)
    try:  # nothing to record: write straight into the memory
        self._array[place][index] = value._array
    except (ValueError, IndexError) as error:
        raise explain(error, ops.setitem, (self, value), Tensor) from None
    self._version.changes += 1


def _same_memory(a, b):
    a, b = a.__array_interface__, b.__array_interface__
    return all(a[key] == b[key] for key in ("data", "shape", "strides"))


def copy_(self: Tensor, other: Tensor | Number) -> Tensor:
    """Take over the numbers of `other` (broadcast, in this tensor's dtype)"""
    self[...] = other
    return self


def fill_(self: Tensor, value: Number) -> Tensor:
    """Set all elements to one number"""
    return copy_(self, value)


def zero_(self: Tensor) -> Tensor:
    """Set all elements to 0"""
    return copy_(self, 0)


METHODS = [copy_, fill_, zero_]
OPERATORS = {
    "__setitem__": _setitem,
    "__iadd__": _in_place(add),
    "__isub__": _in_place(sub),
    "__imul__": _in_place(mul),
    "__itruediv__": _in_place(div),
    "__ipow__": _in_place(pow),
    "__imod__": _in_place(remainder),
}
