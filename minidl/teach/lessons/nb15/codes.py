"""The example that S0 prints; the three codes of a convolution, to be read and timed."""

import ast
import inspect
import time
from functools import cache

import numpy as np

from ....windows import convolution, plain, window_geometry
from ...kit.computed import ComputedPicture, dropdown
from .conv_matrix import IMAGE, KERNEL

SIDES = ("8", "16", "24")
FILTERS, CHANNELS, K = 8, 3, 3
CODES = ("seven loops", "im2col", "what runs")


def s0_example() -> tuple[np.ndarray, np.ndarray]:
    """S0's 4×4 image and its 3×3 kernel."""
    return np.array(IMAGE)[:4, :4], np.array(KERNEL)


def read_code(what, first: str = "", lines: int = 0) -> None:
    """Print a function without its docstring; or `lines` lines of a module, from the one with `first`."""
    text = inspect.getsource(what).splitlines()
    if first:
        start = next(i for i, line in enumerate(text) if first in line)
        text = text[start : start + lines]
    else:
        (function,) = ast.parse("\n".join(text)).body
        told = function.body[0] if ast.get_docstring(function) is not None else None
        text = [line for i, line in enumerate(text, 1) if not (told and told.lineno <= i <= told.end_lineno)]
    print("\n".join(text))


def layers(side: int) -> dict:
    """{code: a call of it without arguments}: 8 filters of 3×3×3 on one image of 3×side×side."""
    draw = np.random.default_rng(0)
    x = draw.normal(size=(1, CHANNELS, side, side)).astype(np.float32)
    weight = draw.normal(size=(FILTERS, CHANNELS, K, K)).astype(np.float32)
    geometry = window_geometry("conv2d", (side, side), (K, K), (1, 1), (0, 0), (1, 1))
    calls = (
        lambda: plain.conv2d(x, weight),
        lambda: plain.conv2d_matmul(x, weight),
        lambda: convolution.conv2d(x, weight, geometry=geometry, groups=1)[0],
    )
    return dict(zip(CODES, calls))


@cache
def measured(side: int) -> dict[str, float]:
    """{code: milliseconds}, the best of three, measured once on this machine."""
    times = dict.fromkeys(CODES, np.inf)
    for code, call in layers(side).items():
        for _ in range(3):
            began, calls, took = time.perf_counter(), 0, 0.0
            while took < 0.001:  # a browser's clock goes in steps of 0.1 ms: one call may take none
                call()
                calls, took = calls + 1, time.perf_counter() - began
            times[code] = min(times[code], 1000 * took / calls)
    return times


def three_codes() -> ComputedPicture:
    """How long the three codes take for the same layer, on a logarithmic axis."""
    for side in SIDES:
        measured(int(side))  # now, so that the list answers at once

    def draw(figure, side):
        if not figure.axes:
            axes = figure.subplots()
            axes.barh(range(3), [1, 1, 1], color=["C1", "C2", "C0"])
            axes.set(xscale="log", xlim=(0.003, 3e4), xlabel="milliseconds, measured here")
            axes.set_yticks(range(3), CODES)
            axes.invert_yaxis()
            for row in range(3):
                axes.text(1, row, "", va="center")
        for bar, words, value in zip(
            figure.axes[0].patches, figure.axes[0].texts, measured(int(side)).values()
        ):
            bar.set_width(value)
            words.set(x=1.15 * value, text=f"{value:.3g} ms")

    def alt(side):
        macs = FILTERS * CHANNELS * K * K * (int(side) - K + 1) ** 2
        layer = f"8 filters of 3×3×3 on 3×{side}×{side}"
        return f"Three codes for one layer, {layer}: {macs:,} MACs each, the same output."

    controls = {"side": dropdown(SIDES, "16", label="image side")}
    presets = {"side 24": {"side": "24"}}
    return ComputedPicture(draw, controls, presets, alt=alt, size=(7.5, 2.6), clear=False, narrow=(4.2, 2.6))
