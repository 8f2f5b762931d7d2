"""The picture of a convolution: sizes, footprints and sums to drag."""

import numpy as np
import traitlets

from ....windows.geometry import output_size
from ...kit.bundle import script
from ...kit.picture import Picture, Whole, signed, whole

MODES = ("1d", "2d", "transposed")
FIXABLE = ("padding", "kernel_height", "kernel_width", "dilation", "height", "width", "output_padding")


class Table(traitlets.TraitType):
    """Rows of whole numbers from −limit to limit; empty rows mean the fixed pattern."""

    def __init__(self, limit: int):
        super().__init__(default_value=[])
        self.limit = limit
        self.tag(sync=True, state=True)

    def validate(self, obj, value):
        rows = value.tolist() if hasattr(value, "tolist") else list(value)
        if rows and not isinstance(rows[0], list | tuple):
            rows = [rows]  # one row will do for a sequence
        if len({len(row) for row in rows}) > 1:
            raise traitlets.TraitError(f"{self.name} must have rows of one length.")
        cells = [[_integer(v) for v in row] for row in rows]
        return [
            [whole(f"Each number of {self.name}", v, -self.limit, self.limit) for v in row] for row in cells
        ]


def _integer(value):
    return int(value) if isinstance(value, float) and value.is_integer() else value


class ConvolutionPicture(Picture):
    """A convolution to drag: mode "1d", "2d" or "transposed", numbers in the cells that minidl computes, too.

        picture = ConvolutionPicture(mode="2d", height=7, width=7, kernel_height=3, kernel_width=3)
        picture.stride = 3
        picture.describe(), picture.formula(), picture.code(), picture.parameters, picture.macs

    `position` numbers the windows row by row; past the last means the last. `kernel` and `input` may be given
    as rows of whole numbers and then set the sizes; else they are a fixed pattern. The picture shows
    one channel; the counts take `in_channels` and `out_channels` (with a bias each) into account.
    """

    _esm = script(__file__, "convolution.js")

    mode = traitlets.Unicode("2d").tag(sync=True, state=True)
    height = Whole(7, 1, 256, slider=12)
    width = Whole(7, 1, 256, slider=12)
    kernel_height = Whole(3, 1, 11, slider=7)
    kernel_width = Whole(3, 1, 11, slider=7)
    stride = Whole(1, 1, 16, slider=5)
    padding = Whole(0, 0, 16, slider=4)
    dilation = Whole(1, 1, 16, slider=4)
    output_padding = Whole(0, 0, 15, slider=4)
    in_channels = Whole(1, 1, 4096, slider=16)
    out_channels = Whole(1, 1, 4096, slider=16)
    position = Whole(0, 0, 262_143)
    kernel = Table(99)
    input = Table(999)

    @classmethod
    def default_presets(cls):
        plain = {
            "stride": 1,
            "padding": 0,
            "dilation": 1,
            "output_padding": 0,
            "in_channels": 1,
            "out_channels": 1,
        }
        seven = plain | {"mode": "2d", "height": 7, "width": 7, "kernel_height": 3, "kernel_width": 3}
        alexnet = {"height": 227, "width": 227, "kernel_height": 11, "kernel_width": 11, "stride": 4}
        return {
            "1-D": seven | {"mode": "1d"},
            "Stride 3 on 7×7": seven | {"stride": 3},
            "Same size": seven | {"padding": 1},
            "Dilation 2": seven | {"dilation": 2},
            "227, F 11, S 4": seven | alexnet | {"in_channels": 3, "out_channels": 96},
            "Transposed": seven | {"mode": "transposed", "height": 3, "width": 3, "stride": 2},
        }

    @classmethod
    def completed(cls, state):
        state = dict(state)
        for name, height, width in (
            ("kernel", "kernel_height", "kernel_width"),
            ("input", "height", "width"),
        ):
            if name in state and len(state[name]):
                shape = np.atleast_2d(np.asarray(state[name], dtype=object)).shape
                state = {height: shape[0], width: shape[1]} | state
        return state

    @traitlets.validate("mode")
    def _one_of_the_modes(self, proposal):
        if proposal.value not in MODES:
            raise traitlets.TraitError(f"mode must be '1d', '2d' or 'transposed', got {proposal.value!r}.")
        return proposal.value

    def _become(self, state):
        self._whole = True  # all sizes are named: they do not follow from the tables
        try:
            super()._become(state)
        finally:
            self._whole = False

    @traitlets.observe("kernel", "input")
    def _follow(self, change):
        """An assigned table sets the sizes."""
        if hasattr(self, "_start") and not getattr(self, "_whole", False):
            for name, value in self.completed({change.name: change.new}).items():
                setattr(self, name, value)

    # --- the arithmetic; convolution_arithmetic.js says the same ---

    @property
    def output_shape(self) -> tuple[int, ...]:
        """(height, width) of the output, or (length,); below 1 where the setting is impossible."""
        return tuple(_axis(*axis)[-1] for axis in self._axes(self.state()))

    @property
    def parameters(self) -> int:
        """Weights and biases."""
        kernel = [k for _, _, k in self._axes(self.state())]
        return self.out_channels * (self.in_channels * int(np.prod(kernel)) + 1)

    @property
    def macs(self) -> int:
        """Multiplications, each with one addition, for one image; products with padding count."""
        places = (
            [n for _, n, _ in self._axes(self.state())] if self.mode == "transposed" else self.output_shape
        )
        return 0 if self.why_not() else int(np.prod(places)) * (self.parameters - self.out_channels)

    def why_not(self) -> str:
        """Why the setting is impossible; empty if it is not."""
        return _why_not(self.state())

    def nearest(self) -> dict[str, int]:
        """The smallest change of one setting that makes an impossible one work."""
        state = self.state()
        if not _why_not(state):
            return {}
        for distance in range(1, 257):
            for name in FIXABLE:
                low, high, *_ = self._limits[name]
                for value in (state[name] + distance, state[name] - distance):
                    if low <= value <= high and not _why_not(state | {name: value}):
                        return {name: value}
        return {"padding": 0, "kernel_height": 1, "kernel_width": 1, "dilation": 1, "output_padding": 0}

    def input_values(self) -> np.ndarray:
        """The numbers in the input's cells: whole, (height, width) or (length,)."""
        i, j = np.indices((1 if self.mode == "1d" else self.height, self.width))
        return self._shaped(_overlaid((37 * i + 17 * j + 7 * i * j + 3) % 10, self.input))

    def kernel_values(self) -> np.ndarray:
        """The numbers in the kernel's cells: whole, (height, width) or (length,)."""
        i, j = np.indices((1 if self.mode == "1d" else self.kernel_height, self.kernel_width))
        return self._shaped(_overlaid(np.array([1, 2, -1, 3, -2])[(j + 2 * i) % 5], self.kernel))

    def _shaped(self, table):
        return table[0] if self.mode == "1d" else table

    @staticmethod
    def _axes(state):
        """(state, input cells, kernel cells) for each axis"""
        along_width = (state, state["width"], state["kernel_width"])
        return (
            [along_width]
            if state["mode"] == "1d"
            else [(state, state["height"], state["kernel_height"]), along_width]
        )

    def formula(self) -> list[str]:
        """The size formula with the numbers of the moment: one line for each axis, or one for both."""
        lines = [_formula(*axis) for axis in self._axes(self.state())]
        if self.mode == "1d":
            return [f"length: {lines[0]}"]
        height, width = lines
        return (
            [f"height and width: {height}"] if height == width else [f"height: {height}", f"width: {width}"]
        )

    def code(self) -> str:
        """The layer, in minidl as in PyTorch."""
        layer = {"1d": "Conv1d", "2d": "Conv2d", "transposed": "ConvTranspose2d"}[self.mode]
        one = self.mode == "1d" or self.kernel_height == self.kernel_width
        text = f"kernel_size={self.kernel_width if one else (self.kernel_height, self.kernel_width)}"
        usual = {"stride": 1, "padding": 0, "output_padding": 0, "dilation": 1}
        for name, value in usual.items():
            if getattr(self, name) != value and (name != "output_padding" or self.mode == "transposed"):
                text += f", {name}={getattr(self, name)}"
        return f"nn.{layer}({self.in_channels}, {self.out_channels}, {text})"

    def describe(self):
        state, line, transposed = self.state(), self.mode == "1d", self.mode == "transposed"
        many = self.in_channels > 1 or self.out_channels > 1

        def size(channels, cells):
            shape = "×".join(map(str, (channels, *cells) if many else cells))
            return f"length {shape}" if line and not many else shape

        kernel = "×".join(str(k) for _, _, k in self._axes(state))
        start = (
            f"A kernel of {kernel} (stride {self.stride}, padding {self.padding}, dilation {self.dilation}"
        )
        start += f", output_padding {self.output_padding})" if transposed else ")"
        cells = [n for _, n, _ in self._axes(state)]
        start_from = f"an input of {size(self.in_channels, cells)}"
        if reason := self.why_not():
            change = ", ".join(f"{name} {value}" for name, value in self.nearest().items())
            start += f" is impossible on {start_from}: {reason}"
            return f"{start}; the nearest setting that works has {change}."
        verb, gives = ("turns", "into") if transposed else ("on", "gives")
        start += f" {verb} {start_from} {gives} an output of {size(self.out_channels, self.output_shape)}"
        grid = cells if transposed else self.output_shape
        place = np.unravel_index(min(self.position, int(np.prod(grid)) - 1), grid)
        index = f"[{', '.join(map(str, place))}]"
        if transposed:
            all_cells = alone = 1
            for axis, at in zip(self._axes(state), place):
                counts = _stamped(*axis)
                under = [counts[c] for c in _taps(state, at, axis[2]) if 0 <= c < len(counts)]
                all_cells, alone = all_cells * len(under), alone * under.count(1)
            value = self.input_values()[place]
            return (
                f"{start}; input{index} = {value} stamps {all_cells} of its cells, "
                f"{all_cells - alone} of which other stamps reach too."
            )
        read = int(np.prod([_read(*axis) for axis in self._axes(state)]))
        count = int(np.prod(cells))
        missed = (
            f"no window reaches {count - read} of the {count} input cells"
            if read < count
            else "every input cell is read"
        )
        share = "one channel's share of " if many else ""
        return f"{start}; {missed}; {share}output{index} = {signed(self._window_sum(state, place))}."

    def _window_sum(self, state, place):
        axes = self._axes(state)
        taps = [_taps(state, at, k) for (_, _, k), at in zip(axes, place)]
        keep = [[u for u, c in enumerate(row) if 0 <= c < n] for row, (_, n, _) in zip(taps, axes)]
        cells = [[row[u] for u in kept] for row, kept in zip(taps, keep)]
        return int((self.input_values()[np.ix_(*cells)] * self.kernel_values()[np.ix_(*keep)]).sum())


def _axis(state, n, k):
    """(cells under the kernel, room for it to move, output cells) along one axis"""
    s, p, d = state["stride"], state["padding"], state["dilation"]
    span = d * (k - 1) + 1
    if state["mode"] == "transposed":
        return span, None, (n - 1) * s - 2 * p + span + state["output_padding"]
    return span, n + 2 * p - span, output_size(n, k, s, p, d)


def _why_not(state):
    stride, dilation, padding = state["stride"], state["dilation"], state["padding"]
    transposed = state["mode"] == "transposed"
    if transposed and state["output_padding"] >= max(stride, dilation):
        return (
            f"output_padding {state['output_padding']} must be smaller than the stride {stride} "
            f"or the dilation {dilation}"
        )
    axes = ConvolutionPicture._axes(state)
    for name, (_, n, k) in zip(["length"] if len(axes) == 1 else ["height", "width"], axes):
        span, _, out = _axis(state, n, k)
        if out >= 1:
            continue
        if transposed:
            cut = out + 2 * padding
            return (
                f"along the {name} the padding {padding} cuts away {cut} cells or more, and nothing is left"
            )
        return (
            f"along the {name} the kernel spans {dilation}·({k} − 1) + 1 = {span} cells, "
            f"and the padded input has {n + 2 * padding}"
        )
    return ""


def _formula(state, n, k):
    s, p, d = state["stride"], state["padding"], state["dilation"]
    _, room, out = _axis(state, n, k)
    if state["mode"] == "transposed":
        return f"({n} − 1)·{s} − 2·{p} + {d}·({k} − 1) + {state['output_padding']} + 1 = {signed(out)}"
    return f"⌊({n} + 2·{p} − {d}·({k} − 1) − 1)/{s}⌋ + 1 = ⌊{_quotient(room, s)}⌋ + 1 = {signed(out)}"


def _quotient(room, stride):
    """room/stride with at most two decimals, rounded in whole numbers so that JavaScript writes the same."""
    hundredths = (200 * room + stride) // (2 * stride)
    decimals = f"{abs(hundredths) % 100:02}".rstrip("0")
    return (
        ("−" if hundredths < 0 else "") + str(abs(hundredths) // 100) + (f".{decimals}" if decimals else "")
    )


def _overlaid(pattern, given):
    """The pattern, with the given numbers in front of it as far as they go."""
    for i, row in enumerate(given[: len(pattern)]):
        pattern[i, : len(row)] = row[: pattern.shape[1]]
    return pattern


def _taps(state, at, k):
    """The cells that weights 0 … k−1 of window `at` lie on; those outside the input are padding."""
    return [at * state["stride"] + u * state["dilation"] - state["padding"] for u in range(k)]


def _read(state, n, k):
    """How many of n cells some window reads."""
    windows = range(_axis(state, n, k)[-1])
    return len({c for o in windows for c in _taps(state, o, k) if 0 <= c < n})


def _stamped(state, n, k):
    """How many stamps reach each output cell, along one axis."""
    counts = [0] * _axis(state, n, k)[-1]
    for cell in [c for i in range(n) for c in _taps(state, i, k)]:
        if 0 <= cell < len(counts):
            counts[cell] += 1
    return counts
