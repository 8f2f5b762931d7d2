"""What a model is made of: shapes, parameters and work, layer by layer."""

from dataclasses import dataclass

import numpy as np

from ..nn.module import Module, Parameter
from ..tensor import Tensor, no_grad


@dataclass
class LayerSummary:
    """One layer: sizes are for a single sample."""

    name: str
    kind: str
    output_shape: tuple[int, ...]  # without the batch axis
    weights: int  # numbers in `weight`
    parameters: int  # weights and biases
    macs: int  # multiplications, each with one addition, to compute one sample


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
        rows = [("", "layer", "output shape", "weights", "parameters", "MACs")]
        rows.append(("", "input", _times(self.input_shape), "", "", ""))
        for layer in self.layers:
            counts = [f"{n:,}" if n else "" for n in (layer.weights, layer.parameters, layer.macs)]
            rows.append((layer.name, layer.kind, _times(layer.output_shape), *counts))
        total = ("", "total", "", f"{self.weights:,}", f"{self.parameters:,}", f"{self.macs:,}")
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


def summary(model: Module, input_shape: tuple[int, ...]) -> Summary:
    """Run `model` on zeros of shape (1, *input_shape) and note what each of its layers puts out.

    Layers appear in the order in which they run, twice if they run twice. One MAC is one
    multiplication and one addition. The model is left as it was. Raises ValueError, naming the
    layer, if the shapes do not fit.

    >>> from minidl import nn
    >>> print(summary(nn.Sequential(nn.Flatten(), nn.Linear(784, 10)), (1, 28, 28)))
       layer    output shape  weights  parameters   MACs
    ────────────────────────────────────────────────────
       input    1×28×28
    0  Flatten  784
    1  Linear   10              7,840       7,850  7,840
    ────────────────────────────────────────────────────
       total                    7,840       7,850  7,840
    """
    if not isinstance(input_shape, (tuple, list)):
        raise TypeError(f"summary: input_shape is a tuple such as (1, 28, 28), got {input_shape!r}.")
    layers, counted, running = [], set(), []

    def enter(module, inputs):
        running.append(name_of[module])

    def leave(module, inputs, output):
        running.pop()
        layers.append(_describe(name_of[module], module, output, counted))

    name_of = {m: name for name, m in model.named_modules() if not list(m.children())}
    training = {module: module.training for module in model.modules()}
    handles = [
        h for m in name_of for h in (m.register_forward_pre_hook(enter), m.register_forward_hook(leave))
    ]
    dtype = next((p.dtype for p in model.parameters()), np.float32)
    try:
        model.eval()
        with no_grad():
            model(Tensor(np.zeros((1, *input_shape), dtype)))
    except (ValueError, TypeError, IndexError, RuntimeError) as error:
        where = f"layer {running[-1]!r}: " if running else ""
        raise ValueError(
            f"summary: input {tuple(input_shape)} does not go through the model. {where}{error}"
        ) from error
    finally:
        for handle in handles:
            handle.remove()
        for module, mode in training.items():
            module.training = mode
    return Summary(tuple(input_shape), layers, sum(p.numel() for p in model.parameters()))


def _describe(name, module, output, counted):
    output = output[0] if isinstance(output, tuple) else output
    own = [p for p in vars(module).values() if isinstance(p, Parameter)]
    parameters = 0 if module in counted else sum(p.numel() for p in own)
    weight = vars(module).get("weight")
    macs = 0
    if isinstance(weight, Tensor) and weight.ndim >= 2:
        # Each output number of a Linear or Conv layer is a dot product with weight.shape[1:] numbers.
        macs = output.numel() * weight.numel() // weight.shape[0]
    weights = 0 if weight is None or module in counted else weight.numel()
    counted.add(module)
    return LayerSummary(name, type(module).__name__, tuple(output.shape[1:]), weights, parameters, macs)
