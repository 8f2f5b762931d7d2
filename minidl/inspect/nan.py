"""Where did the NaN come from? Watches every operation, forward and backward."""

import contextlib

import numpy as np

from ..recording import watch


class NanError(FloatingPointError):
    """An operation put out a NaN although none went in."""


@contextlib.contextmanager
def find_nan():
    """Raise NanError at the first operation inside that makes a NaN, forward or backward.

    It names the operation, the place, the numbers that went in there, and the first infinity before
    it, which is often the cause. For looking, not for training: every result is searched.

    >>> import minidl
    >>> x = minidl.tensor([0.5, -1.0], requires_grad=True)
    >>> with find_nan():
    ...     y = (x.log() * 2).sum()
    Traceback (most recent call last):
    minidl.inspect.nan.NanError: log made the first NaN: its result of shape (2,) holds one at [1], from -1.0.
    """
    infinities = []

    def observe(operation, inputs, settings, result):
        name, arrays = _name(operation), [t._array for t in inputs]
        _look_at(result._array, arrays, f"{name} made", "its result", infinities)
        if np.isinf(result._array).any():
            infinities.append(name)
        if result._node is not None:
            result._node.backward = _watched(result._node.backward, name, arrays, infinities)

    with watch(observe):
        yield


def _name(operation):
    return operation.__name__.removesuffix("_array")


def _watched(backward, name, arrays, infinities):
    def watched(g, need):
        gradients = backward(g, need)
        for number, gradient in enumerate(gradients):
            if gradient is not None:
                who, what = f"the backward of {name} made", f"the gradient of its input {number},"
                _look_at(np.asarray(gradient), [*arrays, g], who, what, infinities)
        if any(gradient is not None and np.isinf(gradient).any() for gradient in gradients):
            infinities.append(f"the backward of {name}")
        return gradients

    return watched


def _look_at(array, sources, who, what, infinities):
    """Raise NanError if `array` holds a NaN; say so if one of its sources did already."""
    if array.dtype.kind != "f" or not np.isnan(array).any():
        return
    place = tuple(int(i) for i in np.argwhere(np.isnan(array))[0])
    for number, source in enumerate(sources):
        if source.dtype.kind == "f" and np.isnan(source).any():
            raise NanError(
                f"{who.removesuffix(' made')} was given a NaN: input {number} of shape {source.shape} "
                f"holds one. It was there before: look at the data and at the parameters."
            )
    numbers = [f"{s[place] if s.ndim else s[()]}" for s in sources if s.shape in ((), array.shape)]
    origin = f", from {' and '.join(numbers)}" if numbers else ""
    earlier = f" An infinity came first, from {infinities[0]}." if infinities else ""
    raise NanError(
        f"{who} the first NaN: {what} of shape {array.shape} holds one at {list(place)}{origin}.{earlier}"
    )
