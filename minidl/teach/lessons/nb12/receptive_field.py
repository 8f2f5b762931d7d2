"""The picture of receptive fields: a stack of layers, and what a unit at its top sees."""

import traitlets

from ....inspect.receptive_field import Field
from ....windows.geometry import output_size
from ...kit.bundle import script, style
from ...kit.picture import Choice, Picture, Whole, signed, whole

MOST_LAYERS = 8
RANGES = {"kernel_size": (1, 11), "stride": (1, 8), "padding": (0, 8), "dilation": (1, 8)}


class Layers(traitlets.TraitType):
    """One to eight layers, each a dict; what it does not name is as usual (a pool's stride is its kernel)."""

    def __init__(self):
        super().__init__(default_value=[])
        self.tag(sync=True, state=True)

    def validate(self, obj, value):
        if not isinstance(value, list | tuple) or not 1 <= len(value) <= MOST_LAYERS:
            raise traitlets.TraitError(f"layers must be a list of 1 to {MOST_LAYERS} dicts, got {value!r}.")
        return [complete_layer(number, layer) for number, layer in enumerate(value)]


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
    return {"kind": "conv"} | dict(zip(RANGES, (kernel_size, stride, padding, dilation)))


def pool(kernel_size: int, stride: int | None = None, padding: int = 0) -> dict:
    """An average pool, as `layers` wants it; its stride is its kernel size if not given."""
    return conv(kernel_size, stride or kernel_size, padding) | {"kind": "pool"}


LENET = [conv(5, padding=2), pool(2), conv(5, padding=2), pool(2)]
PRESETS = {
    "Three 3×3": [conv(3)] * 3,
    "One layer": [conv(7)],
    "Padding 1": [conv(3, padding=1)] * 3,
    "LeNet": LENET,
    "Pooling first": [pool(2), pool(2), conv(5, padding=2), conv(5, padding=2)],
    "Pooling last": [conv(5, padding=2), conv(5, padding=2), pool(2), pool(2)],
    "Keras network": [conv(7, stride=2), conv(5, stride=2), conv(3)],
    "Dilation 1, 2, 4": [conv(3), conv(3, dilation=2), conv(3, dilation=4)],
    "Dilation 2, 2": [conv(3, dilation=2)] * 2,
}


class ReceptiveFieldPicture(Picture):
    """What a unit sees through a stack of layers: as a pyramid in 1-D, and as a box in 2-D on a digit.

        picture = ReceptiveFieldPicture("Three 3×3", "LeNet")  # starts with the first; these are its presets
        picture = ReceptiveFieldPicture(layers=[conv(3), conv(3), pool(2)], input_size=16)
        picture.fields(), picture.describe()

    It can `show` the "field", the "ways" to the unit, or which units one "pixel" moves. `row` and `column`
    choose that unit or pixel, the middle one if not given; past the last means the last.
    """

    _esm = script(__file__, "receptive_field.js")
    _css = style(__file__, "receptive_field.css")

    layers = Layers()
    input_size = Whole(28, 1, 64, slider=40)
    show = Choice(["field", "ways", "pixel"])
    row = Whole(0, 0, 63)
    column = Whole(0, 0, 63)

    def __init__(self, *names: str, layers: list[dict] | None = None, **settings):
        names = names or tuple(PRESETS)
        settings["layers"] = PRESETS[names[0]] if layers is None else layers
        super().__init__(presets={name: {"layers": PRESETS[name]} for name in names}, **settings)

    @classmethod
    def completed(cls, state):
        if "layers" in state:
            layers = cls.layers.validate(None, state["layers"])
            last = sizes_of(layers, state.get("input_size", cls.input_size.default_value))[-1]
            state = {"row": max(0, last // 2), "column": max(0, last // 2)} | state | {"layers": layers}
        return state

    # --- the arithmetic; receptive_field_arithmetic.js says the same ---

    def sizes(self) -> list[int]:
        """Cells along one axis: of the input, then of each layer's output; below 1 where nothing is left."""
        return sizes_of(self.layers, self.input_size)

    def fields(self) -> list[Field]:
        """Size, jump and start: of the input's own cells, then of each layer's units."""
        return fields_of(self.layers)

    def unit(self) -> tuple[int, int]:
        """(row, column) of the chosen unit, or pixel."""
        last = max(0, self.sizes()[0 if self.show == "pixel" else -1] - 1)
        return min(self.row, last), min(self.column, last)

    def cells_read(self, unit: int | None = None) -> list[int]:
        """Which cells of the input, along one axis, one unit reads; all units together if None."""
        sizes = self.sizes()
        return list(ways(self.layers, sizes, range(sizes[-1]) if unit is None else [unit]))

    def units_moved(self, cell: int) -> list[int]:
        """Which units of the last layer, along one axis, a cell of the input moves."""
        return [unit for unit in range(self.sizes()[-1]) if cell in self.cells_read(unit)]

    def describe(self):
        count, size = len(self.layers), self.input_size
        stack = f"{count} layer{'s' if count > 1 else ''} ({', '.join(map(_name, self.layers))})"
        if reason := why_not(self.layers, size):
            words = nearest(self.layers, size)[1]
            return (
                f"The stack of {stack} is impossible on an input of {size}×{size}: {reason}; "
                f"the nearest setting that works has {words}."
            )
        last, field, unit = self.sizes()[-1], self.fields()[-1], self.unit()
        units = f"{last}×{last} units"
        if self.show == "pixel":
            moved = [self.units_moved(at) for at in unit]
            rows, columns = (f"{m[0]} to {m[-1]}" if m else "none" for m in moved)
            return (
                f"After {stack} pixel [{unit[0]}, {unit[1]}] of the {size}×{size} input moves "
                f"{len(moved[0]) * len(moved[1])} of the {units}: rows {rows}, columns {columns}."
            )
        starts = [field.start + at * field.jump for at in unit]
        rows, columns = ((signed(start), signed(start + field.size - 1)) for start in starts)
        read = [len(self.cells_read(at)) for at in unit]
        together = len(self.cells_read())
        counts = ways(self.layers, self.sizes(), unit[1:]).values()
        counted = f" From one cell of a row {min(counts)} to {max(counts)} ways lead to it." if counts else ""
        return (
            f"After {stack} each of {units} has a field of {field.size}×{field.size} cells of "
            f"the {size}×{size} input (jump {field.jump}, start {signed(field.start)}); "
            f"that of unit [{unit[0]}, {unit[1]}] "
            f"spans rows {rows[0]} to {rows[1]} and columns {columns[0]} to {columns[1]}, of which it reads "
            f"{read[0]}×{read[1]} input cells; all units together read {together}×{together}."
            + (counted if self.show == "ways" else "")
        )


def fields_of(layers: list[dict]) -> list[Field]:
    """Size, jump and start of the input's own cells, then of each layer's units."""
    fields = [Field()]
    for layer in layers:
        fields.append(fields[-1].through(*_window(layer)))
    return fields


def ways(layers: list[dict], sizes: list[int], units) -> dict[int, int]:
    """{cell of the input, along one axis: how many ways lead from it to these units}, if there are any."""
    now = dict.fromkeys(units, 1)
    for layer, size in zip(reversed(layers), reversed(sizes[:-1])):
        kernel, stride, padding, dilation = _window(layer)
        below = dict.fromkeys(range(size), 0)
        for at, many in now.items():
            for tap in (at * stride - padding + u * dilation for u in range(kernel)):
                if tap in below:
                    below[tap] += many
        now = {cell: many for cell, many in below.items() if many}
    return now


def _window(layer):
    return tuple(layer[name] for name in RANGES)


def _name(layer):
    stride, padding, dilation = (
        f" {letter}{layer[name]}" if layer[name] != usual else ""
        for letter, name, usual in (("S", "stride", 1), ("P", "padding", 0), ("D", "dilation", 1))
    )
    return f"{layer['kind']} {layer['kernel_size']}{stride}{padding}{dilation}"


def sizes_of(layers: list[dict], size: int) -> list[int]:
    sizes = [size]
    for layer in layers:
        sizes.append(output_size(sizes[-1], *_window(layer)) if sizes[-1] > 0 else 0)
    return sizes


def why_not(layers, size):
    for number, layer in enumerate(layers):
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


def nearest(layers, size):
    """(what works, the same in words): the next larger input, or no such layer"""
    if not why_not(layers, size):
        return {}, ""
    for larger in range(size + 1, 65):
        if not why_not(layers, larger):
            return {"input_size": larger}, f"input size {larger}"
    bad = next(at for at in range(len(layers)) if why_not(layers[: at + 1], size))
    return {
        "layers": layers[:bad] or [conv(1)]
    }, f"the layers before layer {bad} alone" if bad else "one layer of 1×1"
