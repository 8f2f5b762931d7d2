"""The picture of a convolution: a row, an image with its channels, or the stamps of a transposed one."""

import re
from itertools import product
from math import prod
from pathlib import Path

import traitlets

from ....windows.geometry import output_size
from ...kit.bundle import script, style
from ...kit.picture import Choice, Picture, Whole, signed, whole

# 3×32×32 digits: the flower. The page reads the same file.
PIXELS = re.search(r'"(\d{3072})"', Path(__file__).with_name("flower.js").read_text(encoding="utf-8"))[1]

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
        "Even kernel": IMAGE | {"kernel_height": 4, "kernel_width": 4, "padding": 2},
        "7×7, stride 3": SEVEN | {"kernel_height": 3, "kernel_width": 3},
    },
    "transposed": {
        "Kernel 2": STAMPS | {"kernel_width": 2},
        "Constant input": ONES | {"kernel": [[1, 1, 1]]},
        "Constant, kernel 4": ONES | {"kernel": [[1, 1, 1, 1]], "kernel_width": 4},
        "Output padding 1": STAMPS | {"output_padding": 1},
    },
}


class Table(traitlets.TraitType):
    """Rows of whole numbers from −limit to limit, in place of the first numbers of a fixed pattern."""

    def __init__(self, limit: int):
        super().__init__(default_value=[])
        self.limit = limit
        self.tag(sync=True, state=True)

    def validate(self, obj, value):
        rows = value.tolist() if hasattr(value, "tolist") else list(value)
        if rows and not isinstance(rows[0], list | tuple):
            rows = [rows]  # one row will do for a sequence
        name = f"Each number of {self.name}"
        return [[whole(name, _integer(v), -self.limit, self.limit) for v in row] for row in rows]


def _integer(value):
    return int(value) if isinstance(value, float) and value.is_integer() else value


class ConvolutionPicture(Picture):
    """A convolution to drag: mode "1d" (a row), "2d" (an image) or "transposed" (a row of stamps).

        picture = ConvolutionPicture(height=32, width=32, in_channels=3, out_channels=10, padding=2)
        picture.stride = 3
        picture.describe()

    `position` numbers the windows row by row; past the last means the last. The numbers are a fixed
    pattern, in an image the brightness of a flower from 0 to 9; `kernel` and `input`, rows of whole
    numbers, replace the first of them (of channel 0). The picture shows the first filter.
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
    kernel = Table(99)
    input = Table(999)

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
            return (
                f"output_padding {self.output_padding} must be smaller than the stride {self.stride} "
                f"or the dilation {self.dilation}"
            )
        names = ["height", "width"] if self.mode == "2d" else ["length"]
        for name, (n, k, out) in zip(names, self.axes()):
            if out < 1 and self.mode == "transposed":
                return (
                    f"the padding {self.padding} cuts away all {out + 2 * self.padding} cells of the stamps"
                )
            if out < 1:
                return (
                    f"along the {name} the kernel spans {self.dilation}·({k} − 1) + 1 = "
                    f"{self.dilation * (k - 1) + 1} cells, and the padded input has {n + 2 * self.padding}"
                )
        return ""

    def pixel(self, c: int, *at: int) -> int:
        """The number in an input cell."""
        i, j = (0, *at)[-2:]
        if c == 0 and i < len(self.input) and j < len(self.input[i]):
            return self.input[i][j]
        if self.mode != "2d":
            return (17 * j + 3) % 10 if self.mode == "1d" else [3, 5, 2, 4, 1, 6][j % 6]
        return int(PIXELS[1024 * (c % 3) + 32 * (32 * i // self.height) + 32 * j // self.width])

    def weight(self, c: int, *at: int) -> int:
        """The number in a cell of the first filter."""
        u, v = (0, *at)[-2:]
        if c == 0 and u < len(self.kernel) and v < len(self.kernel[u]):
            return self.kernel[u][v]
        if self.mode != "2d":
            return [1, 2, -1, 3, -2][v % 5] if self.mode == "1d" else 1 + v % 2
        side = 2 * v - self.kernel_width + 1
        return [1, -2, 1][c % 3] * ((side > 0) - (side < 0) if self.kernel_width > 1 else 1)

    def _under(self, at: int, k: int) -> list[int]:
        """The cells under the weights 0 … k−1 of window `at`; those outside the input are padding."""
        return [at * self.stride + u * self.dilation - self.padding for u in range(k)]

    def _reached(self, windows: int, k: int, low: int, high: int) -> dict[int, int]:
        """How often each cell from `low` to `high` − 1 is under some window, along one axis."""
        cells = [c for at in range(windows) for c in self._under(at, k)]
        return {c: cells.count(c) for c in cells if low <= c < high}

    def describe(self):
        axes, image, transposed = self.axes(), self.mode == "2d", self.mode == "transposed"
        many = image and self.in_channels * self.out_channels > 1

        def size(cells, channels=1):
            text = "×".join(map(str, (channels, *cells) if many else cells))
            return text if image else f"length {text}"

        kernel = "×".join(str(k) for _, k, _ in axes)
        if many:
            filters = "filter" if self.out_channels == 1 else "filters"
            start = f"A layer of {self.out_channels} {filters} of {self.in_channels}×{kernel}"
        else:
            start = f"A kernel of {kernel}"
        start += f" (stride {self.stride}, padding {self.padding}, dilation {self.dilation}"
        start += f", output_padding {self.output_padding})" if transposed else ")"
        given = f"an input of {size([n for n, _, _ in axes], self.in_channels)}"
        if reason := self.why_not():
            return f"{start} is impossible on {given}: {reason}."
        outs = [out for _, _, out in axes]
        if transposed:
            return f"{start} stamps {given} into an output of {size(outs)}{self._stamped(*axes[0])}."
        start += f" on {given} gives an output of {size(outs, self.out_channels)}"
        weights = self.in_channels * prod(k for _, k, _ in axes)
        if image:
            start += f"; {self.out_channels * (weights + 1):,} parameters, "
            start += f"{self.out_channels * prod(outs) * weights:,} MACs"
        cells = prod(n for n, _, _ in axes)
        missed = cells - prod(len(self._reached(out, k, 0, n)) for n, k, out in axes)
        p = self.padding
        zeros = prod(n + 2 * p for n, _, _ in axes) - cells - missed
        zeros -= prod(len(self._reached(out, k, -p, n + p)) for n, k, out in axes) - cells
        lost = f"{zeros} {'zero' if zeros == 1 else 'zeros'} of the padding"
        if missed:
            read = f"no window reaches {missed} of the {cells} input cells" + (
                f" and {lost}" if zeros else ""
            )
        else:
            read = "every input cell is read" + (f", {lost} not" if zeros else "")
        place, at = min(self.position, prod(outs) - 1), []
        for out in reversed(outs):
            place, rest = divmod(place, out)
            at.insert(0, rest)
        index = ", ".join(map(str, ([0] if many else []) + at))
        products = f", the sum of {weights} products" if image else ""
        return f"{start}; {read}; output[{index}] = {signed(self._sum(axes, at))}{products}."

    def _sum(self, axes, at):
        """The number that the first filter writes at this place, without a bias."""
        rows = [enumerate(self._under(place, k)) for (_, k, _), place in zip(axes, at)]
        total = 0
        for pairs in product(*rows):
            taps, cells = zip(*pairs)
            if all(0 <= cell < n for cell, (n, _, _) in zip(cells, axes)):
                channels = range(self.in_channels if self.mode == "2d" else 1)
                total += sum(self.weight(c, *taps) * self.pixel(c, *cells) for c in channels)
        return total

    def _stamped(self, n, k, out):
        """How the stamps add up, in words."""
        times = self._reached(n, k, 0, out).values()
        several = sum(count > 1 for count in times)
        values = [0] * out
        for i in range(n):
            for u, cell in enumerate(self._under(i, k)):
                if 0 <= cell < out:
                    values[cell] += self.weight(0, u) * self.pixel(0, i)
        numbers = ", ".join(map(signed, values[:16])) + (" …" if out > 16 else "")
        cells = "1 cell gets" if several == 1 else f"{several} cells get"
        return f": {numbers}; {cells} more than one stamp"
