"""A row moves by some pixels: which outputs of a pooling change? A computed picture."""

import functools

import numpy as np

from .... import tensor
from ....nn import functional as F
from ...kit.computed import ComputedPicture, dropdown, slider
from ...kit.figures import narrow
from .cells import Cells

SHOWN, BEFORE = 12, 20  # cells in the frame; the endless row begins as many before it
PLACES = np.arange(BEFORE + SHOWN + 20) - BEFORE
SIGNALS = {
    "random": np.random.default_rng(284).permutation(100)[: len(PLACES)],
    "fine stripes": np.where(PLACES % 2, 10, 90),
    "smooth wave": np.round(50 + 40 * np.sin(2 * np.pi * PLACES / 12)),
    "edge": np.where(PLACES < 5, 10, 90),
}
MANY = np.random.default_rng(0).uniform(0, 99, 40_000)  # random decimals
HIGH, TALL = 10.6, 0.86  # of the drawing, and its share of the figure; where each of its rows is:
ROWS = {"input": 9, "input, moved right": 6.3, "output": 3.5, "output of the moved input": 0.2}
POOLINGS = ["max", "mean", "subsample", "convolution"]
BLURS = {"no blur": [1], "blur ¼ ½ ¼": [1, 2, 1], "blur (1 4 6 4 1)/16": [1, 4, 6, 4, 1]}


def dense(row, pooling: str, kernel: int, blur: str) -> np.ndarray:
    """The pooling at stride 1, then the blur. Output j belongs to the window that begins at cell j.

    "convolution" is an edge kernel: the last cell of the window minus its first.
    """
    x = tensor(np.asarray(row, dtype=float))[None, None]
    edge = np.r_[-1.0, np.zeros(kernel)][:kernel] if kernel > 1 else np.zeros(1)
    edge[-1] += 1
    if pooling != "subsample":
        way = {"max": F.max_pool1d, "mean": F.avg_pool1d}.get(pooling)
        x = way(x, kernel, 1) if way else F.conv1d(x, tensor(edge)[None, None])
    weights = np.array(BLURS[blur]) / sum(BLURS[blur])
    padding = len(weights) // 2
    return F.conv1d(x, tensor(weights)[None, None], padding=padding).numpy()[0, 0]


@functools.lru_cache(512)
def both(signal, pooling, kernel, stride, blur, shift):
    """The outputs before and after the row has moved right by `shift`."""
    size = 1 if pooling == "subsample" else kernel
    starts = BEFORE + np.arange(0, SHOWN - size + 1, stride)
    found = dense(SIGNALS[signal], pooling, kernel, blur)
    return found[starts], found[starts - shift]


@functools.lru_cache(512)
def average(pooling, kernel, blur, shift) -> tuple[float, float]:
    """The share of changed outputs over a very long random row, and how much they change on average."""
    found = dense(MANY, pooling, kernel, blur)[4:-4]  # away from the ends
    change = np.abs(found[shift:] - found[: len(found) - shift])
    return float((change > 1e-9).mean()), float(change.mean())


def whole(stride, shift) -> int:
    """By how many whole cells the outputs move; 0 if by none, or by a part of one."""
    return 0 if shift % stride else shift // stride


def ShiftPicture() -> ComputedPicture:
    """A row, the same row moved to the right, and what the pooling makes of both."""
    parts = {}

    def start(figure):
        axes = figure.add_axes((0.01, 0.02, 0.98, TALL), frame_on=False, xticks=[], yticks=[])
        axes.set(xlim=(-0.05, SHOWN + 0.05), ylim=(0, HIGH))
        size = 8.5 if narrow(figure) else 13
        for name, y in ROWS.items():
            parts[name] = Cells(axes, 160, size)
            figure.text(0.015, 0.02 + TALL * (y + 1.12) / HIGH, name, fontsize=size, va="bottom")
        parts["windows"] = axes.vlines(range(2 * SHOWN), 0, 0, "0.35", lw=3)
        parts["steps"] = axes.vlines(range(SHOWN), 0, 0, "0", lw=2)
        parts["winners"] = axes.plot([], [], "o", color="0", ms=0.6 * size)[0]
        for sign in "≠=":
            parts[sign] = axes.plot([], [], marker=f"${sign}$", ls="", color="0", mew=0.5, ms=size)[0]
        look = {"fontsize": 10} if narrow(figure) else {"fontsize": 15, "pad": 18}
        parts["title"] = axes.set_title("", loc="left", **look)

    def draw(figure, signal, pooling, kernel, stride, blur, shift):
        if not figure.axes:
            start(figure)
        row, (before, after) = SIGNALS[signal], both(signal, pooling, kernel, stride, blur, shift)
        for name, moved in zip(ROWS, (0, shift)):
            parts[name].show(row[BEFORE - moved : BEFORE - moved + SHOWN], 0, ROWS[name])
        size = 1 if pooling == "subsample" else kernel
        left = max(0, (size - stride) / 2)  # each output is drawn in the middle of its window
        for name, outputs in zip([*ROWS][2:], (before, after)):
            parts[name].show(outputs, left, ROWS[name], stride)
        number = np.arange(len(before))
        starts, under = number * stride, 0.12 + 0.19 * (number % -(-size // stride))
        lines, winners = [], []
        for y, moved in (ROWS["input"], 0), (ROWS["input, moved right"], shift):
            lines += [[(at + 0.08, y - d), (at + size - 0.08, y - d)] for at, d in zip(starts, under)]
            won = [row[BEFORE - moved + at :][:size].argmax() for at in starts]
            winners += [*zip(starts + won + 0.5, y - under)] if pooling == "max" else []
        parts["windows"].set_segments(lines)
        parts["winners"].set_data(np.reshape(winners, (-1, 2)).T)
        middle, steps = left + (number + 0.5) * stride, whole(stride, shift)
        ends = zip(middle, middle[steps:]) if steps else ()
        parts["steps"].set_segments([[(old, 3.4), (new, 2.0)] for old, new in ends])
        changed = np.abs(after - before) > 1e-9
        for sign, those in (("≠", changed), ("=", ~changed)):
            parts[sign].set_data(middle[those], 0 * middle[those] + (100 if steps else 2.75))
        told = counted(signal, pooling, kernel, stride, blur, shift)
        parts["title"].set_text(told.replace(". ", "\n") if narrow(figure) else told)

    def counted(signal, pooling, kernel, stride, blur, shift):
        before, after = both(signal, pooling, kernel, stride, blur, shift)
        change = np.abs(after - before)
        text = f"{int((change > 1e-9).sum())} of {len(change)} change, by {change.mean():.0f} on average"
        if steps := whole(stride, shift):
            text = text.replace("change", "differ").partition(",")[0]
            return (
                f"All outputs move by {steps} cell{'s' * (steps > 1)}, none changes. Place by place, {text}"
            )
        if signal == "random":
            share, size = average(pooling, kernel, blur, shift)
            text += f". A very long row: {100 * share:.0f} % change, by {size:.0f}"
        return text

    def alt(signal, pooling, kernel, stride, blur, shift):
        way = f"{pooling}, K = {kernel}" if pooling != "subsample" else "every S-th cell"
        said = counted(signal, pooling, kernel, stride, blur, shift).replace("All outputs", "all")
        return f"{signal.capitalize()}: {way}, stride {stride}, {blur}, moved by {shift}. Outputs: {said}."

    controls = {"signal": dropdown([*SIGNALS]), "pooling": dropdown(POOLINGS)}
    controls |= {"kernel": slider(1, 5, 1, 2, "kernel K"), "stride": slider(1, 4, 1, 2, "stride S")}
    controls |= {"blur": dropdown([*BLURS]), "shift": slider(0, 4, 1, 1)}
    presets = {"K = 3": {"kernel": 3}, "mean": {"pooling": "mean"}}
    presets["stripes, subsampled"] = {"signal": "fine stripes", "pooling": "subsample"}
    return ComputedPicture(draw, controls, presets, alt=alt, size=(8, 4.6), clear=False, narrow=(4.2, 4.2))
