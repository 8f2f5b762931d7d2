"""Changing a tensor itself: `x.add_(y)` is `add` into x, `x += y` the same; x[...] = value; x.normal_()."""

import functools

import numpy as np

from .. import ops, random
from ..checks import ShapeError, number
from ..dtypes import Number, as_array, check_fits
from ..indexing import to_numpy_index
from ..recording import is_grad_enabled
from ..reporting import explain
from ..tensor import Tensor, apply, wrap
from ..versions import CHANGES, HISTORY_UNKNOWN, RECORDED
from .arithmetic import OPERANDS, add, div, mul, pow, remainder, sub
from .shape import reshape


def in_place(function):
    """The method that puts function(x, ...) into x: for `add` it is `add_`."""

    @functools.wraps(function)
    def method(self, *others, **settings):
        return _change(self, function, *others, **settings)

    method.__name__ = method.__qualname__ = f"{function.__name__}_"
    method.__doc__ = f"As `{function.__name__}`, but into this tensor itself"
    return method


def _change(tensor, function, *others, **settings):
    """Overwrite the numbers of `tensor` with those of function(tensor, *others, **settings).

    While recording, a stand-in with the old numbers and the old node takes the tensor's place in the
    graph, and the tensor gets the new node: whoever used the old numbers keeps their history.
    """
    before = tensor
    inputs = (tensor, *others, *settings.values())
    if is_grad_enabled() and any([getattr(t, "requires_grad", False) for t in inputs]):
        _check_no_leaf(tensor, function)
        before = wrap(tensor._array.copy(order="K"))
        before._node, before._requires_grad = tensor._node, tensor._requires_grad
        others = [before if t is tensor else t for t in others]
        settings = {name: before if t is tensor else t for name, t in settings.items()}
    result = function(before, *others, **settings)
    check_fits(function.__name__, result._array, tensor._array)
    result = result.to(tensor.dtype)
    _check_writable(tensor)
    tensor.overwrite(result._array)
    if result._node is not None:
        tensor._version[RECORDED] += 1
        _continue_history(tensor, result._node)
    return tensor


def _continue_history(tensor, node):
    """Make `node` the one of `tensor`, which now holds its result."""
    if tensor._node is not None:
        node.retained, tensor._node.retained = tensor._node.retained, None
    node.result = tensor._array, tensor._version
    node.changes[-1] = tensor._version[CHANGES]
    tensor._node, tensor._requires_grad, tensor._known = node, True, tensor._version[RECORDED]


def _check_no_leaf(tensor, function):
    """Refuse changes, while recording, of what nobody computed: the gradient of the old numbers were lost."""
    if tensor._known < tensor._version[RECORDED]:
        raise RuntimeError(HISTORY_UNKNOWN)
    owner = tensor
    while owner._node is not None and any(t._version is owner._version for t in owner._node.inputs):
        owner = owner._node.inputs[0]  # `tensor` is a view of it
    if owner.is_leaf and owner.requires_grad:
        raise RuntimeError(
            f"In-place {function.__name__}: a leaf that requires a gradient cannot be changed in place "
            f"while recording. Do it inside `with no_grad():`."
        )


def _check_writable(tensor):
    if not tensor._array.flags.writeable:
        raise RuntimeError(
            f"This tensor of shape {tensor.shape} cannot be changed in place: its memory is read-only, "
            f"or one number stands for several (expand). Change a copy (.clone())."
        )


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
        changed_view = value._version is self._version and value._known == self._version[RECORDED]
        if changed_view and _same_memory(value._array, self._array[place][index]):
            self._known = value._known
        _change(self, setitem, value)
        return
    _check_writable(self)
    try:  # nothing to record: write straight into the memory
        self._array[place][index] = value._array
    except (ValueError, IndexError) as error:
        raise explain(error, ops.setitem, (self, value), Tensor) from None
    self._version[CHANGES] += 1


def _same_memory(a, b):
    a, b = a.__array_interface__, b.__array_interface__
    return all(a[key] == b[key] for key in ("data", "shape", "strides"))


# --- new numbers ----------------------------------------------------------------------------------------


def copy_(self: Tensor, src: Tensor | Number, non_blocking: bool = False) -> Tensor:
    """Take over the numbers of `src` (broadcast, in this tensor's dtype)"""
    self[...] = src
    return self


def fill_(self: Tensor, value: Number) -> Tensor:
    """Set all elements to one number"""
    if getattr(value, "ndim", 0):
        raise ShapeError(f"fill_: value must be a single number, got shape {value.shape}. Try copy_.")
    return copy_(self, value)


def zero_(self: Tensor) -> Tensor:
    """Set all elements to 0"""
    return copy_(self, 0)


def normal_(self: Tensor, mean: float = 0, std: float = 1, *, generator=None) -> Tensor:
    """Draw anew: normal with this mean and standard deviation"""
    _check_floats("normal_", self)
    std = number("normal_", "std", std, 0)
    draw = random.chosen("normal_", generator)
    return copy_(self, mean + std * draw.standard_normal(self.shape, self.dtype))


def uniform_(self: Tensor, from_: float = 0, to: float = 1, *, generator=None, **named) -> Tensor:
    """uniform_(from=0, to=1): draw anew, uniform between the two"""
    from_ = named.pop("from", from_)  # Python keeps the word `from` to itself
    _check_floats("uniform_", self)
    if not from_ <= to or named:
        raise ValueError(f"uniform_: from must not be above to, got {from_} and {to} {named or ''}.")
    draw = random.chosen("uniform_", generator)
    return copy_(self, from_ + (to - from_) * draw.random(self.shape, self.dtype))


def random_(self: Tensor, from_: int = 0, to: int | None = None, *, generator=None, **named) -> Tensor:
    """random_(to), random_(from, to): integers from 0 (or from) to to − 1; else all that the dtype counts"""
    from_ = named.pop("from", from_)
    if to is None:
        from_, to = 0, from_ or _first_not_counted(self.dtype)
    if not from_ < to or named:
        raise ValueError(f"random_: from must be below to, got {from_} and {to} {named or ''}.")
    return copy_(self, random.chosen("random_", generator).integers(from_, to, self.shape))


def _first_not_counted(dtype):
    """Floats count in steps of 1 as far as their digits reach."""
    if dtype.kind == "f":
        return 2 ** (np.finfo(dtype).nmant + 1) + 1
    return 2 if dtype.kind == "b" else np.iinfo(dtype).max


def bernoulli_(self: Tensor, p: Tensor | float = 0.5, *, generator=None) -> Tensor:
    """Draw anew: 1 with probability p, else 0"""
    odds = getattr(p, "_array", p)
    if not np.all((odds >= 0) & (odds <= 1)):
        raise ValueError(f"bernoulli_: p must be between 0 and 1, got {p}. Try p.sigmoid().")
    return copy_(self, random.chosen("bernoulli_", generator).random(self.shape) < odds)


def _check_floats(who, tensor):
    if not tensor.is_floating_point():
        raise TypeError(f"{who}: draws floats, this tensor holds {tensor.dtype}. Try random_, or .float().")


METHODS = [copy_, fill_, zero_, normal_, uniform_, random_, bernoulli_]

OPERATORS = {"__setitem__": _setitem, "__iadd__": in_place(add), "__isub__": in_place(sub)}
OPERATORS |= {"__imul__": in_place(mul), "__itruediv__": in_place(div), "__ipow__": in_place(pow)}
OPERATORS |= {"__imod__": in_place(remainder)}


# --- another shape --------------------------------------------------------------------------------------


def reshaped_in_place(function):
    """The method that makes x the view function(x, ...) of its own memory: for `squeeze` it is `squeeze_`."""

    @functools.wraps(function)
    def method(self, *arguments, **settings):
        before = self
        if is_grad_enabled() and self._requires_grad:
            _check_no_leaf(self, function)
            before = self.detach()
            before._node, before._requires_grad, before._known = self._node, True, self._known
        result = function(before, *arguments, **settings)
        self._array = result._array
        if result._node is not None:
            _continue_history(self, result._node)
        return self

    method.__name__ = method.__qualname__ = f"{function.__name__}_"
    method.__doc__ = f"As `{function.__name__}`, of this tensor itself"
    return method


def resize_(self: Tensor, *sizes: int) -> Tensor:
    """Make this tensor another view of its numbers: as many of them, under another shape"""
    return reshaped_in_place(reshape)(self, *sizes)


METHODS.append(resize_)

# Every word of these gets a twin with an underscore, which changes the tensor itself.
_INTO = "add sub mul div pow remainder floor_divide fmod neg abs sign square reciprocal exp expm1 log "
_INTO += "log1p log2 log10 sqrt rsqrt sin cos tan sinh cosh tanh asin acos atan atan2 sigmoid relu erf "
_INTO += "floor ceil round trunc frac clamp clip masked_fill scatter scatter_add cumsum cumprod tril triu "
_INTO += "addmm addmv baddbmm addcmul addcdiv lerp clamp_min clamp_max exp2 logit nan_to_num hypot "
_INTO += "index_add index_fill"
UNDERSCORE = {in_place: _INTO, reshaped_in_place: "squeeze unsqueeze t transpose swapaxes"}
