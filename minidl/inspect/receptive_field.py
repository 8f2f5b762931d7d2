"""What a unit sees: its receptive field, by formula and by gradient.

Along one axis, unit i of a layer sees `size` cells of the input, from start + i·jump on. A window of K
cells with stride S, padding P and dilation D makes the next layer's (r', j', a') of a layer's (r, j, a):

    r' = r + D(K − 1)·j        j' = j·S        a' = a − P·j

(Araujo, Norris and Sim, "Computing Receptive Fields of Convolutional Neural Networks", Distill 2019)
"""

import math
from fractions import Fraction
from functools import partial
from typing import NamedTuple

import numpy as np

from .. import ops, ops_more
from ..checks import number
from ..nn.functional import activations, normalisation, resampling
from ..nn.module import Module
from ..recording import enable_grad
from ..tensor import Tensor, wrap
from ..windows import adaptive, convolution, pooling
from .trial import check_model, own_gradients_kept, trial_input, trial_run


class Field(NamedTuple):
    """The receptive fields of a layer's units along one axis, in cells of the input."""

    size: int = 1
    jump: int | Fraction = 1  # how far apart the fields of neighbours begin; below 1 after upsampling
    start: int | Fraction = 0  # where the first unit's begins; negative in the padding

    def through(self, kernel_size: int, stride: int = 1, padding: int = 0, dilation: int = 1) -> "Field":
        """The field after one more window.

        >>> Field().through(3).through(3).through(3).size  # three 3×3 see as much as one 7×7
        7
        """
        size = self.size + dilation * (kernel_size - 1) * self.jump
        return Field(size, self.jump * stride, self.start - padding * self.jump)

    def joined(self, other: "Field") -> "Field | None":
        """What two branches see together; None if their units do not lie on one grid."""
        if self.jump != other.jump:
            return None
        start = min(self.start, other.start)
        return Field(max(self.start + self.size, other.start + other.size) - start, self.jump, start)


def receptive_field(model: Module, input_shape: tuple[int, ...]) -> tuple[Field, ...]:
    """The fields of the model's output units by formula: one `Field` for each spatial axis.

    The model runs on zeros of shape (1, *input_shape), where input_shape is (C, L) or (C, H, W). What
    normalisation layers see through their mean and variance is not counted. What mixes channels, or moves
    their axis, changes nothing. Raises ValueError if the output has no grid of units, or if an operation
    on the way mixes the places in another manner than a window.

    >>> from minidl import nn
    >>> receptive_field(nn.Sequential(nn.Conv2d(1, 8, 7, 2), nn.Conv2d(8, 16, 5, 2)), (1, 28, 28))[0]
    Field(size=15, jump=4, start=0)
    """
    input = trial_input("receptive_field", model, input_shape)
    fields = FieldObserver(input)
    output = trial_run(model, input, fields)
    if fields.of(output) is None:
        raise ValueError(
            f"receptive_field: the output of shape {output.shape} is no grid of units with a window each: "
            f"{fields.lost_in or 'the input'} mixed the places. Take the layers in front of it."
        )
    return fields.of(output)


def effective_receptive_field(
    model: Module, input: Tensor, unit: tuple[int, ...] | None = None, seed: int = 0,
) -> np.ndarray:  # fmt: skip
    """How much each cell of the input moves one output unit: the mean of |∂y/∂x| over images and channels.

    `input` is (N, C, H, W) or (N, C, L), `unit` the place (row, column) in the output; the middle one
    if not given. Its channels are weighed at random, so that none cancels another. Shape (H, W) or (L).
    The model runs in evaluation mode. Where it is not 0 lies inside the field by formula; with trained
    weights most of it is much smaller (Luo et al., 2016). Raises ValueError for a unit outside.
    """
    who = "effective_receptive_field"
    check_model(who, model)
    if not isinstance(input, Tensor) or input.ndim < 3:
        got = input.shape if isinstance(input, Tensor) else type(input).__name__
        raise ValueError(f"{who}: expects input (N, C, H, W) or (N, C, L), a Tensor, got {got}.")
    input = wrap(input._array.copy(order="K"), requires_grad=True)
    with enable_grad():
        output = trial_run(model, input, lambda *_: None)
    grid = output.shape[2:]
    unit = tuple(n // 2 for n in grid) if unit is None else unit
    inside = isinstance(unit, (tuple, list)) and len(unit) == len(grid) > 0
    if not inside or not all(0 <= number(who, "unit", u, whole=True) < n for u, n in zip(unit, grid)):
        raise ValueError(
            f"{who}: there is no unit {unit} in an output of shape {output.shape}. "
            f"Give one number for each axis behind (N, C)."
        )
    upstream = np.zeros(output.shape, output.dtype)
    channels = np.random.default_rng(seed).standard_normal(output.shape[1])
    upstream[(slice(None), slice(None), *unit)] = channels
    with own_gradients_kept(model.parameters()):
        output.backward(upstream)
    return np.abs(input.grad._array).mean(axis=(0, 1))


# --- the formula, operation by operation ----------------------------------------------------------------
#
# A tensor that depends on the image has a place for each of its axes: (axis of the image, its Field), or
# None where its numbers are samples or channels. A rule makes the places of a result from those of the
# inputs; an input that does not depend on the image has none, ().
# `shape` is the result's.


class _Mixed(Exception):
    """A unit of the result has no window of its own."""


class FieldObserver:
    """Follows the fields through every operation that depends on `input`; to be given to `watch`."""

    def __init__(self, input: Tensor):
        self._axes = range(2, input.ndim)
        self._known = {input: tuple((axis, Field()) if axis > 1 else None for axis in range(input.ndim))}
        self.lost_in = None  # the first operation after which a unit has no window of its own

    def of(self, tensor: Tensor) -> tuple[Field, ...] | None:
        """One field for each spatial axis; None where units have none."""
        fields = [place[1] for place in self._known.get(tensor._node or tensor) or () if place]
        return tuple(map(_in_whole_numbers, fields)) if fields and len(fields) == len(self._axes) else None

    def __call__(self, operation, inputs, settings, result):
        places = [self._known.get(t._node or t, ()) for t in inputs]
        if result._node is None or not any(places) and None not in places:
            return
        after = None
        if None not in places:
            try:
                after = RULES.get(operation, _mixed)(inputs, places, settings, result.shape)
            except _Mixed:
                self.lost_in = self.lost_in or operation.__name__.removesuffix("_array")
        self._known[result._node] = after


def _in_whole_numbers(field):
    """(Between upsampled cells a window may end within one: that one is seen.)"""
    size, jump, start = (int(n) if n == int(n) else n for n in field)
    return Field(math.ceil(size), jump, start)


def _mixed(inputs, places, settings, shape):
    raise _Mixed


def _pointwise(inputs, places, settings, shape):
    """Each unit sees what the units at its place see together; axes of length 1 are stretched."""
    row = [None] * len(shape)
    for t, own in zip(inputs, places):
        for axis, place in enumerate(own, len(shape) - len(own)):
            n = t.shape[axis - len(shape)]
            if place and n != shape[axis] or row[axis] and not place and n > 1:
                raise _Mixed
            row[axis] = _joined(row[axis], place)
    return tuple(row)


def _joined(first, second):
    if not (first and second):
        return first or second
    field = first[1].joined(second[1])
    if first[0] != second[0] or field is None:
        raise _Mixed
    return first[0], field


def _along_an_axis(inputs, places, settings, shape):
    if any(row and row[settings["axis"]] for row in places):
        raise _Mixed
    return _pointwise(inputs, places, settings, shape)


def _reduced(inputs, places, settings, shape):
    """A sum, an extreme, one element of each row: over an axis of places, a window that sees all of them."""
    row, n = list(places[0]), inputs[0].shape
    axes, keepdims = settings["axis"], settings.get("keepdims", True)
    axes = range(len(n)) if axes is None else [a % len(n) for a in np.atleast_1d(axes)]
    for axis in axes:
        row[axis] = _through(row[axis], n[axis], n[axis])
        if row[axis] and not keepdims or keepdims and shape[axis] != 1:
            raise _Mixed
    return tuple(place for axis, place in enumerate(row) if keepdims or axis not in axes)


def _last_axis(inputs, places, settings, shape):
    """x @ W, and linear: the last axis of x is summed over and made anew."""
    (*row, last), *others = places
    if last or any(others) or len(shape) != len(row) + 1:
        raise _Mixed
    return (*row, None)


def _permuted(inputs, places, settings, shape):
    return tuple(places[0][axis] for axis in settings["dims"])


def _reshaped(inputs, places, settings, shape):
    """An axis stays one if it keeps its length, and what lies before it, its number of elements."""
    row, before = [None] * len(shape), inputs[0].shape
    for axis, place in reversed([*enumerate(places[0])]):
        if place:
            kept = before[axis], math.prod(before[:axis])
            room = [i for i, n in enumerate(shape) if (n, math.prod(shape[:i])) == kept and not row[i]]
            if not room:
                raise _Mixed
            row[room[-1]] = place
    return tuple(row)


def _picked(inputs, places, settings, shape):
    """x[:, 2:4]: some of the channels"""
    row, before, index = places[0], inputs[0].shape, settings["index"]
    same = len(shape) == len(row) and all(n == m for place, n, m in zip(row, before, shape) if place)
    if not same or any(place and isinstance(i, np.ndarray) for place, i in zip(row, index)):
        raise _Mixed
    return row


def _windows(through, inputs, places, settings, shape):
    """The axes behind samples and channels, each through its windows; a sequence has no height."""
    (samples, channels, *rest), *others = places
    if samples or channels or any(others):
        raise _Mixed
    geometry = settings["geometry"]
    padding = [before for before, after in geometry.padding]
    windows = [*zip(geometry.kernel_size, geometry.stride, padding, geometry.dilation)][-len(rest) :]
    return (None, None, *[through(place, *window) for place, window in zip(rest, windows)])


def _through(place, kernel_size, stride, padding=0, dilation=1):
    if place is None:  # channels, or the height of a sequence: a window of one
        return None
    return place[0], place[1].through(kernel_size, stride, padding, dilation)


def _through_transposed(place, kernel_size, stride, padding, dilation):
    """Its units lie S times as dense, and see ⌊D(K − 1)/S⌋ + 1 units below (some of them fewer)."""
    if place is None:
        return None
    axis, (size, jump, start) = place
    size += dilation * (kernel_size - 1) // stride * jump
    start += Fraction(padding - dilation * (kernel_size - 1), stride) * jump
    return axis, Field(size, Fraction(jump) / stride, start)


def _averaged(inputs, places, settings, shape):
    row, axis, n = list(places[0]), settings["axis"], inputs[0].shape[settings["axis"]]
    if n % settings["size"]:
        raise _Mixed
    row[axis] = _through(row[axis], n // settings["size"], n // settings["size"])
    return tuple(row)


def _padded(inputs, places, settings, shape):
    pairs = settings["pairs"]
    if any(pair != (0, 0) and not place for place, pair in zip(places[0], pairs)):
        raise _Mixed
    return tuple(place and _through(place, 1, 1, before) for place, (before, _) in zip(places[0], pairs))


def _resampled(inputs, places, settings, shape):
    """Interpolation: as many neighbours as there are taps, on a grid that fits the new size.

    Or padding with copies: then the old cells are among the new ones, in a row.
    """
    row, axis, taps = list(places[0]), settings["axis"], settings["taps"]
    if not row[axis]:
        raise _Mixed
    (image_axis, (size, jump, start)), source = row[axis], taps[0][0]
    old, new = inputs[0].shape[axis], len(source)
    padding = [i for i in range(new - old + 1) if np.array_equal(source[i : i + old], range(old))]
    if padding:
        field = Field(size, jump, start - padding[0] * jump)
    else:
        size, start = size + (len(taps) - 1) * jump, start + int(source[0]) * jump
        field = Field(size, jump * Fraction(old, new), start)
    row[axis] = image_axis, field
    return tuple(row)


POINTWISE = {
    *(ops.add, ops.sub, ops.mul, ops.div, ops.pow, ops.maximum, ops.minimum, ops.where, ops.neg, ops.exp),
    *(ops.log, ops.sqrt, ops.sin, ops.cos, ops.abs, ops.tanh, ops.sigmoid, ops.relu, ops.clamp, ops.clone),
    *(ops.cast, ops.expand, ops.power, ops_more.remainder, ops_more.div_rounded),
    *(ops_more.staircase, ops_more.fmod, ops_more.erf, ops_more.tan, ops_more.asin, ops_more.acos),
    *(ops_more.atan, ops_more.sinh, ops_more.cosh),
    *(ops_more.log2, ops_more.log10, ops_more.log1p, ops_more.expm1, ops_more.rsqrt),
    *(activations.leaky_relu_array, activations.prelu_array, activations.elu_array, activations.gelu_array),
    *(activations.gelu_tanh_array, activations.silu_array, activations.softplus_array),
    activations.hardtanh_array,
    *(normalisation.normalise_array, normalisation.batch_norm_array, normalisation.within_samples_array),
}
REDUCTIONS = {ops.sum, ops.mean, ops.prod, ops.amax, ops.amin, ops.var, ops.std, ops_more.take_along_axis}
REDUCTIONS |= {ops_more.norm, ops_more.logsumexp}
WINDOWS = {convolution.conv1d, convolution.conv2d, pooling.max_pool2d, pooling.avg_pool2d}
TRANSPOSED = {convolution.conv_transpose1d, convolution.conv_transpose2d}
RULES = {
    **dict.fromkeys(POINTWISE, _pointwise),
    **dict.fromkeys((ops.cat, ops_more.softmax, ops_more.log_softmax), _along_an_axis),
    **dict.fromkeys(REDUCTIONS, _reduced),
    **dict.fromkeys(WINDOWS, partial(_windows, _through)),
    **dict.fromkeys(TRANSPOSED, partial(_windows, _through_transposed)),
    **dict.fromkeys((ops.linear, ops.matmul), _last_axis),
    ops.permute: _permuted,
    ops.reshape: _reshaped,
    ops.getitem: _picked,
    adaptive.adaptive_mean: _averaged,
    resampling.pad_array: _padded,
    resampling.resample_array: _resampled,
}
