"""The picture of receptive fields: a stack of layers, and what a unit at its top sees."""

import traitlets

from ....inspect.receptive_field import Field
from ....windows.geometry import output_size
from ...kit.bundle import script
from ...kit.picture import Picture, Whole, signed, whole

MOST_LAYERS = 6
RANGES = {"kernel_size": (1, 11), "stride": (1, 8), "padding": (0, 8), "dilation": (1, 8)}


class Layers(traitlets.TraitType):
    """One to six layers, each a dict; what it does not name is as usual (a pool's stride is its kernel)."""

    def __init__(self):
        super().__init__(default_value=[])
        self.tag(sync=True, state=True)

    def validate(self, obj, value):
        if not isinstance(value, list | tuple) or not 1 <= len(value) <= MOST_LAYERS:
            raise traitlets.TraitError(f"layers must be a list of 1 to {MOST_LAYERS} dicts, got {value!r}.")
        return [complete_layer(number, layer) for number, layer in enumerate(value, start=1)]


def complete_layer(number: int, layer: dict) -> dict:
    """A layer with all its settings; TraitError, in words, for those that cannot be."""
    who = f"Layer {number}"
    if not isinstance(layer, dict):
        raise traitlets.TraitError(f"{who} must be a dict such as {conv(3)}, got {layer!r}.")
    for name in layer:
        if name != "kind" and name not in RANGES:
            raise traitlets.TraitError(f"{who} has no {name!r}. It has: kind, {', '.join(RANGES)}.")
    kind, size = layer.get("kind", "conv"), layer.get("kernel_size", 3)
    if kind not in ("conv", "pool"):
        raise traitlets.TraitError(f"{who}: kind must be 'conv' or 'pool', got {kind!r}.")
    usual = {"kernel_size": size, "stride": size if kind == "pool" else 1, "padding": 0, "dilation": 1}
    given = {name: layer.get(name, usual[name]) for name in RANGES}
    if kind == "pool" and given["dilation"] != 1:
        raise traitlets.TraitError(f"{who}: an average pool has no dilation: it must be 1.")
    checked = {name: whole(f"{who}: {name}", given[name], *RANGES[name]) for name in RANGES}
    return {"kind": kind} | checked


def conv(kernel_size: int, stride: int = 1, padding: int = 0, dilation: int = 1) -> dict:
    """A convolution, as `layers` wants it."""
    settings = {"kernel_size": kernel_size, "stride": stride, "padding": padding, "dilation": dilation}
    return {"kind": "conv"} | settings


def pool(kernel_size: int, stride: int | None = None, padding: int = 0) -> dict:
    """An average pool, as `layers` wants it; its stride is its kernel size if not given."""
    return conv(kernel_size, stride or kernel_size, padding) | {"kind": "pool"}


class ReceptiveFieldPicture(Picture):
    """What a unit sees through a stack of layers: as a pyramid in 1-D, as a box in 2-D, and as a table.

        picture = ReceptiveFieldPicture(layers=[conv(3), conv(3), pool(2)], input_size=16)
        picture.fields(), picture.describe(), picture.model()

    `row` and `column` choose the unit of the last layer, the middle one if not given; past the last means
    the last.
    """

    _esm = script(__file__, "receptive_field.js")

    layers = Layers()
    input_size = Whole(28, 1, 64, slider=40)
    row = Whole(0, 0, 63)
    column = Whole(0, 0, 63)

    def __init__(self, layers: list[dict] | None = None, **settings):
        super().__init__(layers=[conv(3), conv(3), conv(3)] if layers is None else layers, **settings)

    @classmethod
    def default_presets(cls):
        lenet = [conv(5, padding=2), pool(2), conv(5, padding=2), pool(2)]
        keras = [conv(7, stride=2), conv(5, stride=2), conv(3)]
        dilated = [conv(3), conv(3, dilation=2), conv(3, dilation=4)]
        return {
            "Three 3×3": {"input_size": 15, "layers": [conv(3)] * 3},
            "One 7×7": {"input_size": 15, "layers": [conv(7)]},
            "LeNet": {"input_size": 28, "layers": lenet},
            "Keras network": {"input_size": 28, "layers": keras},
            "Dilation 1, 2, 4": {"input_size": 21, "layers": dilated},
            "Dilation 2, 2": {"input_size": 21, "layers": [conv(3, dilation=2)] * 2},
        }

    @classmethod
    def completed(cls, state):
        state = dict(state)
        if "layers" in state:
            layers = cls.layers.validate(None, state["layers"])
            last = _sizes(layers, state.get("input_size", cls.input_size.default_value))[-1]
            state = {"row": max(0, last // 2), "column": max(0, last // 2)} | state | {"layers": layers}
        return state

    # --- the arithmetic; receptive_field_arithmetic.js says the same ---

    def sizes(self) -> list[int]:
        """Cells along one axis: of the input, then of each layer's output; below 1 where nothing is left."""
        return _sizes(self.layers, self.input_size)

    def fields(self) -> list[Field]:
        """Size, jump and start: of the input's own cells, then of each layer's units."""
        fields = [Field()]
        for layer in self.layers:
            fields.append(fields[-1].through(*_window(layer)))
        return fields

    def unit(self) -> tuple[int, int]:
        """(row, column) of the chosen unit."""
        last = max(0, self.sizes()[-1] - 1)
        return min(self.row, last), min(self.column, last)

    def cells_read(self, unit: int | None = None) -> list[int]:
        """Which cells of the input, along one axis, one unit reads; all units together if None."""
        sizes = self.sizes()
        units = set(range(sizes[-1])) if unit is None else {unit}
        for layer, size in zip(reversed(self.layers), reversed(sizes[:-1])):
            kernel, stride, padding, dilation = _window(layer)
            taps = {i * stride - padding + u * dilation for i in units for u in range(kernel)}
            units = {cell for cell in taps if 0 <= cell < size}
        return sorted(units)

    def why_not(self) -> str:
        """Why the stack is impossible; empty if it is not."""
        return _why_not(self.layers, self.input_size)

    def nearest(self) -> dict:
        """The smallest change of one setting that makes an impossible stack work: a part of the state."""
        return _nearest(self.layers, self.input_size)[0]

    def model(self):
        """The same stack in minidl, to measure its field by gradient: every weight is 1/K², no bias."""
        from .... import nn

        layers = []
        for layer in self.layers:
            kernel, stride, padding, dilation = _window(layer)
            if layer["kind"] == "pool":
                layers.append(nn.AvgPool2d(kernel, stride, padding))
            else:
                layers.append(nn.Conv2d(1, 1, kernel, stride, padding, dilation, bias=False))
                layers[-1].weight.data[...] = 1 / kernel**2
        return nn.Sequential(*layers)

    def describe(self):
        count, size = len(self.layers), self.input_size
        stack = f"{count} layer{'s' if count > 1 else ''} ({', '.join(map(_name, self.layers))})"
        if reason := self.why_not():
            words = _nearest(self.layers, size)[1]
            return (
                f"The stack of {stack} is impossible on an input of {size}×{size}: {reason}; "
                f"the nearest setting that works has {words}."
            )
        last, field, unit = self.sizes()[-1], self.fields()[-1], self.unit()
        starts = [field.start + at * field.jump for at in unit]
        rows, columns = ((signed(start), signed(start + field.size - 1)) for start in starts)
        read = [len(self.cells_read(at)) for at in unit]
        together = len(self.cells_read())
        return (
            f"After {stack} each of {last}×{last} units has a field of {field.size}×{field.size} cells of "
            f"the {size}×{size} input (jump {field.jump}, start {signed(field.start)}); "
            f"that of unit [{unit[0]}, {unit[1]}] "
            f"spans rows {rows[0]} to {rows[1]} and columns {columns[0]} to {columns[1]}, of which it reads "
            f"{read[0]}×{read[1]} input cells; all units together read {together}×{together}."
        )


def _window(layer):
    return tuple(layer[name] for name in RANGES)


def _name(layer):
    stride, padding, dilation = (
        f" {letter}{layer[name]}" if layer[name] != usual else ""
        for letter, name, usual in (("S", "stride", 1), ("P", "padding", 0), ("D", "dilation", 1))
    )
    return f"{layer['kind']} {layer['kernel_size']}{stride}{padding}{dilation}"


def _sizes(layers, size):
    sizes = [size]
    for layer in layers:
        sizes.append(output_size(sizes[-1], *_window(layer)) if sizes[-1] > 0 else 0)
    return sizes


def _why_not(layers, size):
    for number, layer in enumerate(layers, start=1):
        kernel, stride, padding, dilation = _window(layer)
        if layer["kind"] == "pool" and padding > kernel // 2:
            return f"layer {number} pools with padding {padding}, more than half of its kernel {kernel}"
        span, room = dilation * (kernel - 1) + 1, size + 2 * padding
        if span > room:
            return (
                f"the kernel of layer {number} spans {dilation}·({kernel} − 1) + 1 = {span} cells, "
                f"and its padded input has {room}"
            )
        size = output_size(size, kernel, stride, padding, dilation)
    return ""


def _nearest(layers, size):
    """(part of the state, the same in words)"""
    if not _why_not(layers, size):
        return {}, ""
    for distance in range(1, 64):
        if size + distance <= 64 and not _why_not(layers, size + distance):
            return {"input_size": size + distance}, f"input size {size + distance}"
        for at, layer in enumerate(layers):
            for name, sign in (
                ("kernel_size", -1),
                ("padding", 1),
                ("padding", -1),
                ("dilation", -1),
                ("stride", -1),
            ):
                value = layer[name] + sign * distance
                low, high = RANGES[name]
                changed = [*layers[:at], layer | {name: value}, *layers[at + 1 :]]
                if low <= value <= high and not _why_not(changed, size):
                    return {"layers": changed}, f"{name.replace('_', ' ')} {value} in layer {at + 1}"
    return {"layers": [conv(1)]}, "one layer with kernel size 1"
