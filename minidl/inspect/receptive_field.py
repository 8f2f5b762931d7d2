"""What a unit sees: its receptive field, by formula and by gradient.

Along one axis, unit i of a layer sees `size` cells of the input, from start + i·jump on. A window of K
cells with stride S, padding P and dilation D makes the next layer's (r', j', a') of a layer's (r, j, a):

    r' = r + D(K − 1)·j        j' = j·S        a' = a − P·j

(Araujo, Norris and Sim, "Computing Receptive Fields of Convolutional Neural Networks", Distill 2019)
"""

from fractions import Fraction
from typing import NamedTuple

import numpy as np

from ..nn.module import Module
from ..recording import enable_grad
from ..tensor import Tensor, wrap
from ..windows import Geometry
from .trial import own_gradients_kept, trial_input, trial_run


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
    normalisation layers see through their mean and variance is not counted. Raises ValueError if the
    output has no grid of units, or if an operation on the way moves the cells in another manner.

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
    model: Module, input: Tensor, unit: tuple[int, ...] | None = None, seed: int = 0
) -> np.ndarray:
    """How much each cell of the input moves one output unit: the mean of |∂y/∂x| over images and channels.

    `input` is (N, C, H, W) or (N, C, L), `unit` the place (row, column) in the output; the middle one
    if not given. Its channels are weighed at random, so that none cancels another. Shape (H, W) or (L).
    The model runs in evaluation mode. Where it is not 0 lies inside the field by formula; with trained
    weights most of it is much smaller (Luo et al., 2016). Raises ValueError for a unit outside.
    """
    if not isinstance(input, Tensor) or input.ndim < 3:
        raise ValueError("effective_receptive_field: expects input (N, C, H, W) or (N, C, L).")
    input = wrap(input._array.copy(order="K"), requires_grad=True)
    with enable_grad():
        output = trial_run(model, input, lambda *_: None)
    grid = output.shape[2:]
    unit = tuple(n // 2 for n in grid) if unit is None else tuple(unit)
    if not grid or len(unit) != len(grid) or not all(0 <= u < n for u, n in zip(unit, grid)):
        raise ValueError(
            f"effective_receptive_field: there is no unit {unit} in an output of shape {output.shape}. "
            f"Give one number for each axis behind (N, C)."
        )
    upstream = np.zeros(output.shape, output.dtype)
    channels = np.random.default_rng(seed).standard_normal(output.shape[1])
    upstream[(slice(None), slice(None), *unit)] = channels
    with own_gradients_kept(model.parameters()):
        output.backward(upstream)
    return np.abs(input.grad._array).mean(axis=(0, 1))


# --- the formula, operation by operation ----------------------------------------------------------------

POINTWISE = (
    "add sub mul div pow power remainder maximum minimum where neg exp log sqrt sin cos abs tanh sigmoid "
    "relu clamp clone cast leaky_relu_array prelu_array elu_array gelu_array gelu_tanh_array silu_array "
    "softplus_array hardtanh_array normalise_array group_norm_array layer_norm_array"
)
ALONG_CHANNELS = "cat softmax log_softmax getitem"
WINDOWS = "conv1d conv2d conv_transpose1d conv_transpose2d max_pool2d avg_pool2d"


class FieldObserver:
    """Follows the fields through every operation that depends on `input`; to be given to `watch`."""

    def __init__(self, input: Tensor):
        self._known = {input: (Field(),) * (input.ndim - 2) or None}  # node of the graph → fields
        self.lost_in = None  # the first operation after which a unit has no window of its own

    def of(self, tensor: Tensor) -> tuple[Field, ...] | None:
        """One field for each spatial axis; None where units have none."""
        return self._known.get(tensor._node or tensor)

    def __call__(self, operation, inputs, settings, result):
        images = [t for t in inputs if (t._node or t) in self._known]
        if result._node is None or not images:
            return
        fields = [self.of(t) for t in images]
        after = None if None in fields else _after(operation.__name__, images, fields, settings, result)
        if after is None and None not in fields and self.lost_in is None:
            self.lost_in = operation.__name__.removesuffix("_array")
        self._known[result._node] = after


def _after(name, images, fields, settings, result):
    """The fields behind one operation, or None"""
    axes, before = len(fields[0]), images[0].shape
    if "geometry" in settings and len(images) == 1:
        through = _through_transposed if "transpose" in name else _through
        return through(fields[0], settings["geometry"]) if name in WINDOWS.split() else None
    if name == "adaptive_mean" and settings["axis"] > 1 and before[settings["axis"]] % settings["size"] == 0:
        window = before[settings["axis"]] // settings["size"]
        return _replaced(fields[0], settings["axis"], lambda field: field.through(window, window))
    if name == "resample_array" and settings["axis"] > 1:
        return _replaced(fields[0], settings["axis"], lambda field: _resampled(field, before, settings))
    if name == "pad_array" and settings["pairs"][:2] == [(0, 0), (0, 0)]:
        pairs = settings["pairs"][2:]
        return tuple(f._replace(start=f.start - pair[0] * f.jump) for f, pair in zip(fields[0], pairs))
    if name == "reshape" and before[:2] == result.shape[:2]:  # an axis of length 1 comes or goes
        if result.shape[2:] == (1, *before[2:]):
            return (Field(), *fields[0])
        return fields[0][1:] if before[2:] == (1, *result.shape[2:]) and axes > 1 else None
    same_grid = all(t.shape[2:] == result.shape[2:] for t in images) and result.ndim == axes + 2
    pointwise = name in POINTWISE.split() + ALONG_CHANNELS.split()
    if not pointwise or not same_grid or settings.get("axis", 1) % result.ndim > 1:
        return None
    joined = fields[0]
    for others in fields[1:]:
        joined = tuple(a and b and a.joined(b) for a, b in zip(joined, others))
    return joined if all(joined) else None


def _settings(fields, geometry: Geometry):
    """(field, kernel_size, stride, padding, dilation) for each axis; a sequence has no height."""
    before = [pair[0] for pair in geometry.padding]
    per_axis = zip(geometry.kernel_size, geometry.stride, before, geometry.dilation)
    return [(field, *settings) for field, settings in zip(fields, list(per_axis)[-len(fields) :])]


def _through(fields, geometry):
    return tuple(field.through(*settings) for field, *settings in _settings(fields, geometry))


def _through_transposed(fields, geometry):
    """Its units lie S times as dense, and see ⌊D(K − 1)/S⌋ + 1 units below (some of them fewer)."""
    return tuple(
        Field(
            field.size + dilation * (kernel_size - 1) // stride * field.jump,
            Fraction(field.jump) / stride,
            field.start + Fraction(padding - dilation * (kernel_size - 1), stride) * field.jump,
        )
        for field, kernel_size, stride, padding, dilation in _settings(fields, geometry)
    )


def _replaced(fields, axis, change):
    return tuple(change(field) if a == axis - 2 else field for a, field in enumerate(fields))


def _resampled(field, before, settings):
    """Interpolation: as many neighbours as there are taps, on a grid that fits the new size.

    Or padding with copies: then the old cells are among the new ones, in a row.
    """
    taps, old = settings["taps"], before[settings["axis"]]
    source, new = taps[0][0], len(taps[0][0])
    for first in range(new - old + 1):
        if np.array_equal(source[first : first + old], range(old)):
            return field._replace(start=field.start - first * field.jump)
    start = field.start + int(source[0]) * field.jump
    return Field(field.size + (len(taps) - 1) * field.jump, field.jump * Fraction(old, new), start)
