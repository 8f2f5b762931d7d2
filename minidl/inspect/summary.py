"""What a model is made of: shapes, parameters and work, layer by layer."""

import math
from dataclasses import dataclass

from .. import ops
from ..nn.functional.recurrent import recur_array
from ..nn.module import Module
from ..windows.convolution import conv1d, conv2d, conv_transpose1d, conv_transpose2d
from .receptive_field import Field, FieldObserver
from .trial import trial_input, trial_run


@dataclass
class LayerSummary:
    """One layer: sizes are for a single sample."""

    name: str
    kind: str
    output_shape: tuple[int, ...] = ()  # without the batch axis
    weights: int = 0  # numbers in what it multiplies with: all parameters but biases
    parameters: int = 0  # weights and biases
    macs: int = 0  # multiplications, each with one addition, to compute one sample
    field: tuple[Field, ...] | None = None  # of its output units, for each spatial axis, if they have one

    @property
    def receptive_field(self) -> str:
        """Its size in cells of the input, such as 15 or 15×7"""
        return _sizes([f.size for f in self.field]) if self.field else ""

    @property
    def jump(self) -> str:
        """How far apart the fields of neighbouring units begin"""
        return _sizes([f.jump for f in self.field]) if self.field else ""


class Summary:
    """The table that `summary` returns: `print` it, or read `.layers`, `.parameters`, `.macs`."""

    def __init__(self, input_shape: tuple[int, ...], layers: list[LayerSummary], parameters: int):
        self.input_shape, self.layers, self.parameters = input_shape, layers, parameters

    @property
    def weights(self) -> int:
        return sum(layer.weights for layer in self.layers)

    @property
    def macs(self) -> int:
        return sum(layer.macs for layer in self.layers)

    def __str__(self):
        rows = [("", "layer", "output shape", "weights", "parameters", "MACs", "field", "jump")]
        rows.append(("", "input", _times(self.input_shape), *[""] * 5))
        for layer in self.layers:
            counts = [f"{n:,}" if n else "" for n in (layer.weights, layer.parameters, layer.macs)]
            place = (layer.receptive_field, layer.jump)
            rows.append((layer.name, layer.kind, _times(layer.output_shape), *counts, *place))
        total = ("", "total", "", f"{self.weights:,}", f"{self.parameters:,}", f"{self.macs:,}", "", "")
        if not any(layer.field for layer in self.layers):
            rows, total = [row[:-2] for row in rows], total[:-2]
        widths = [max(map(len, column)) for column in zip(*rows, total, strict=True)]

        def line(row):
            cells = [
                f"{c:<{w}}" if i < 3 else f"{c:>{w}}"
                for i, (c, w) in enumerate(zip(row, widths, strict=True))
            ]
            return "  ".join(cells).rstrip()

        rule = "─" * (sum(widths) + 2 * (len(widths) - 1))
        return "\n".join([line(rows[0]), rule, *map(line, rows[1:]), rule, line(total)])

    __repr__ = __str__


def _times(shape):
    return "×".join(map(str, shape)) or "1"


def _sizes(numbers):
    """One number if all axes have the same"""
    return _times(numbers if len(set(numbers)) > 1 else numbers[:1])


def summary(model: Module, input_shape: tuple[int, ...], dtype=None) -> Summary:
    """Run `model` on zeros of shape (1, *input_shape) and note what each of its layers puts out.

    Layers appear in the order in which they finish, twice if they run twice; a module with parts of its
    own only if it also computes something itself. One MAC is one multiplication and one addition, in
    convolutions and matrix products. `field` and `jump` are the receptive field's (see
    `receptive_field`), for layers whose units lie on a grid. `dtype` is the input's: for an Embedding
    minidl.int64. The model is left as it was. Raises ValueError, naming the layer, if the shapes do
    not fit.

    >>> from minidl import nn
    >>> print(summary(nn.Sequential(nn.Conv2d(1, 8, 7, 2), nn.Flatten(), nn.Linear(968, 10)), (1, 28, 28)))
       layer    output shape  weights  parameters    MACs  field  jump
    ──────────────────────────────────────────────────────────────────
       input    1×28×28
    0  Conv2d   8×11×11           392         400  47,432      7     2
    1  Flatten  968
    2  Linear   10              9,680       9,690   9,680
    ──────────────────────────────────────────────────────────────────
       total                   10,072      10,090  57,112
    """
    input = trial_input("summary", model, input_shape, dtype)
    fields = FieldObserver(input)
    names = {module: name for name, module in model.named_modules()}
    layers, running, counted = [], [], set()

    def enter(module, inputs):
        running.append(LayerSummary(names[module], type(module).__name__))

    def observe(operation, inputs, settings, result):
        fields(operation, inputs, settings, result)
        running[-1].macs += _macs(operation, inputs, result)

    def leave(module, inputs, output):
        layer = running.pop()
        _count(layer, module, counted)
        if layer.parameters or layer.macs or not list(module.children()):
            output = output[0] if isinstance(output, tuple) else output
            layer.output_shape, layer.field = tuple(output.shape[1:]), fields.of(output)
            layers.append(layer)

    handles = [h for m in names for h in (m.register_forward_pre_hook(enter), m.register_forward_hook(leave))]
    try:
        trial_run(model, input, observe)
    except (ValueError, TypeError, IndexError, RuntimeError) as error:
        where = f"layer {running[-1].name!r}: " if running and running[-1].name else ""
        hint = " If it takes indices: dtype=minidl.int64." if ".long()" in str(error) else ""
        raise ValueError(
            f"summary: input {tuple(input_shape)} does not go through the model. {where}{error}{hint}"
        ) from error
    finally:
        for handle in handles:
            handle.remove()
    return Summary(tuple(input_shape), layers, sum(p.numel() for p in model.parameters()))


def _count(layer, module, counted):
    """Note a module's own parameters, each the first time it is met."""
    for name, parameter in module.named_parameters(recurse=False):
        if parameter not in counted:
            counted.add(parameter)
            layer.parameters += parameter.numel()
            layer.weights += 0 if "bias" in name else parameter.numel()


def _macs(operation, inputs, result):
    """Multiplications of one operation: cells · products for each"""
    if operation in (conv1d, conv2d, ops.linear):  # each output number is a dot product
        return result.numel() * math.prod(inputs[1].shape[1:])
    if operation in (conv_transpose1d, conv_transpose2d):  # each input number scales a kernel
        return inputs[0].numel() * math.prod(inputs[1].shape[1:])
    if operation is recur_array:  # in each step, the state meets the whole matrix
        return math.prod(inputs[0].shape[:2]) * inputs[1].numel()
    return result.numel() * inputs[0].shape[-1] if operation is ops.matmul else 0
