"""The picture of a convolution: a row, an image with its channels, or the stamps of a transposed one."""

from math import prod

import numpy as np
import traitlets

from ....windows.geometry import output_size
from ...kit.bundle import script, style
from ...kit.picture import Choice, Picture, Whole, whole

ROW = {"stride": 1, "padding": 0, "dilation": 1}
STAMPS = {"width": 3, "stride": 2, "padding": 0, "dilation": 1}
ONES = STAMPS | {"width": 6, "input": [[1] * 6]}
SEVEN = ROW | {"height": 7, "width": 7, "stride": 3, "in_channels": 1, "out_channels": 1}
IMAGE = ROW | {"height": 32, "width": 32, "in_channels": 3, "out_channels": 10}
PRESETS = {
    "1d": {
        "Stride 1": ROW,
        "Stride 4": ROW | {"stride": 4},
        "Padding 1": ROW | {"padding": 1},
        "8 cells": ROW | {"width": 8, "stride": 2, "padding": 1},
    },
    "2d": {
        "Patches of 9": IMAGE | {"kernel_height": 9, "kernel_width": 9, "stride": 9},
        "7×7, stride 3": SEVEN | {"kernel_height": 3, "kernel_width": 3},
    },
    "transposed": {
        "Constant input": ONES | {"kernel": [[1, 1, 1]]},
        "Constant, kernel 4": ONES | {"kernel": [[1, 1, 1, 1]], "kernel_width": 4},
    },
}


class ConvolutionPicture(Picture):
    """A convolution to drag: mode "1d" (a row), "2d" (an image) or "transposed" (a row of stamps).

        picture = ConvolutionPicture(height=32, width=32, in_channels=3, out_channels=10, padding=2)
        picture.stride = 3
        picture.describe()

    `position` numbers the windows row by row; past the last means the last. The numbers are a fixed
    pattern, in an image the brightness of a flower from 0 to 9; `kernel` and `input`, rows of whole
    numbers, replace the first of them (of channel 0). The page computes what comes out.
    """

    _esm = script(__file__, "convolution.js")
    _css = style(__file__, "convolution.css")

    mode = Choice(["1d", "2d", "transposed"], "2d")
    height = Whole(7, 1, 64, slider=40)
    width = Whole(7, 1, 64, slider=40)
    kernel_height = Whole(3, 1, 11)
    kernel_width = Whole(3, 1, 11)
    stride = Whole(1, 1, 16, slider=12)
    padding = Whole(0, 0, 16, slider=5)
    dilation = Whole(1, 1, 16, slider=4)
    output_padding = Whole(0, 0, 15, slider=3)
    in_channels = Whole(1, 1, 512, slider=16)
    out_channels = Whole(1, 1, 512, slider=32)
    position = Whole(0, 0, 262_143)
    kernel = traitlets.Any([]).tag(sync=True, state=True)
    input = traitlets.Any([]).tag(sync=True, state=True)

    def __init__(self, presets: dict[str, dict] | None = None, **state):
        if presets is None:
            presets = PRESETS.get(state.get("mode", "2d"), {})
        super().__init__(presets, **state)

    @traitlets.validate("mode")
    def _once(self, proposal):
        if hasattr(self, "_start") and proposal.value != self._start["mode"]:
            raise traitlets.TraitError(
                'a picture keeps its mode: make another, ConvolutionPicture(mode="...")'
            )
        return proposal.value

    @traitlets.validate("kernel", "input")
    def _rows(self, proposal):
        rows = np.atleast_2d(np.array(proposal.value, object)).tolist() if len(proposal.value) else []
        name = f"Each number of {proposal.trait.name}"
        return [[whole(name, value, -99, 99) for value in row] for row in rows]

    # --- the arithmetic; convolution_arithmetic.js says the same ---

    def axes(self) -> list[tuple[int, int, int]]:
        """(input cells, kernel cells, output cells) along each axis; out < 1 where it is impossible."""
        s, p, d = self.stride, self.padding, self.dilation
        sides = [(self.height, self.kernel_height)] if self.mode == "2d" else []
        sides.append((self.width, self.kernel_width))
        if self.mode == "transposed":
            return [(n, k, (n - 1) * s - 2 * p + d * (k - 1) + self.output_padding + 1) for n, k in sides]
        return [(n, k, output_size(n, k, s, p, d)) for n, k in sides]

    def why_not(self) -> str:
        """Why the setting is impossible; empty if it is not."""
        if self.mode == "transposed" and self.output_padding >= max(self.stride, self.dilation):
            return "output_padding must be smaller than the stride or the dilation"
        for n, k, out in self.axes():
            if out < 1 and self.mode == "transposed":
                return "the padding cuts away all cells of the stamps"
            if out < 1:
                spans = self.dilation * (k - 1) + 1
                return f"the kernel spans {spans} cells, and the padded input has {n + 2 * self.padding}"
        return ""

    def _reached(self, axis: tuple[int, int, int], low: int, high: int) -> list[int]:
        """How often each cell from `low` to `high` − 1 is under some window (or stamp), along one axis."""
        n, k, out = axis
        windows = range(n if self.mode == "transposed" else out)
        cells = [at * self.stride + u * self.dilation - self.padding for at in windows for u in range(k)]
        return [cells.count(cell) for cell in range(low, high)]

    def _read(self, edge: int) -> tuple[int, int]:
        """(cells, how many of them some window reads), counting `edge` cells of padding at each end."""
        read = [sum(map(bool, self._reached(axis, -edge, axis[0] + edge))) for axis in self.axes()]
        return prod(n + 2 * edge for n, _, _ in self.axes()), prod(read)

    def describe(self):
        axes, image, transposed = self.axes(), self.mode == "2d", self.mode == "transposed"
        many = image and self.in_channels * self.out_channels > 1

        def size(cells, channels):
            text = "×".join(map(str, (channels, *cells) if many else cells))
            return text if image else f"length {text}"

        kernel, outs = "×".join(str(k) for _, k, _ in axes), [out for _, _, out in axes]
        layer = f"A layer with filters of {self.in_channels}×{kernel}, {self.out_channels} in number"
        start = layer if many else f"A kernel of {kernel}"
        start += f" (stride {self.stride}, padding {self.padding}, dilation {self.dilation}"
        start += f", output_padding {self.output_padding})" if transposed else ")"
        given = f"an input of {size([n for n, _, _ in axes], self.in_channels)}"
        if reason := self.why_not():
            return f"{start} is impossible on {given}: {reason}."
        if transposed:
            several = sum(times > 1 for times in self._reached(axes[0], 0, outs[0]))
            start += f" stamps {given} into an output of length {outs[0]}"
            return f"{start}; cells under more than one stamp: {several}."
        start += f" on {given} gives an output of {size(outs, self.out_channels)}"
        if image:
            weights = self.in_channels * self.kernel_height * self.kernel_width
            start += f", the sum of {weights} products each; {self.out_channels * (weights + 1):,} parameters"
            start += f", {self.out_channels * prod(outs) * weights:,} MACs"
        cells, read = self._read(0)
        padded, read_too = self._read(self.padding)
        zeros = padded - read_too - (cells - read)
        missed = f"no window reaches {cells - read} of the {cells} input cells"
        lost = f"; zeros of the padding that no window reaches: {zeros}" if zeros else ""
        return f"{start}; {'every input cell is read' if cells == read else missed}{lost}."
