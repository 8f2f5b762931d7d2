"""Which cells a unit sees, and how many weights that takes."""

import numpy as np

from ...kit.computed import ComputedPicture, dropdown, slider

KINDS = ["fully connected", "locally connected", "shared"]
STYLES = [("C6", "-"), ("C3", (0, (6, 3))), ("C2", ":"), ("0.4", (0, (7, 2, 1, 2))), ("C3", (0, (2, 2)))]


def connected(kind: str, cells: int, window: int) -> list[tuple[int, int, int]]:
    """(cell, unit, number of the weight) of each line; cells −1, cells, ... are zeros of the padding."""
    if kind == "fully connected":
        return [(cell, unit, unit * cells + cell) for unit in range(cells) for cell in range(cells)]
    reach = window // 2
    local = kind == "locally connected"
    return [
        (unit + place - reach, unit, unit * window * local + place)
        for unit in range(cells)
        for place in range(window)
    ]


def ConnectionsPicture() -> ComputedPicture:
    """Lines from cells to units: one weight a line, or the same few weights everywhere."""
    from matplotlib.collections import LineCollection

    parts = {}

    def start(figure):
        axes = figure.subplots()
        axes.set(
            xlim=(-0.5, 0.5), ylim=(-0.25, 1.25), xticks=[], yticks=[0, 1], yticklabels=["cells", "units"]
        )
        axes.grid(False)
        axes.spines[:].set_visible(False)
        axes.tick_params(length=0)
        parts["title"] = axes.set_title("", fontsize=14)
        parts["lines"] = axes.add_collection(LineCollection([], lw=2.5))
        for name, y, face in (("zeros", 0, "1"), ("cells", 0, "C0"), ("units", 1, "C1")):
            parts[name] = axes.plot([], [], "o", ms=15, mec="0.3", mfc=face, ls="none", mew=1.5)[0]

    def draw(figure, kind, cells, window):
        if not figure.axes:
            start(figure)
        lines = connected(kind, cells, window)
        place = lambda at: (at + 1 - (cells + 1) / 2) / max(cells + window // 2 * 2, 5)
        parts["lines"].set_segments([[(place(a), 0), (place(b), 1)] for a, b, _ in lines])
        styles = [STYLES[number] if kind == "shared" else ("0.35", "-") for *_, number in lines]
        parts["lines"].set(colors=[c for c, _ in styles], linestyles=[s for _, s in styles])
        inside = np.array([place(n) for n in range(cells)])
        ends = sorted({a for a, *_ in lines if not 0 <= a < cells})
        parts["zeros"].set_data([place(a) for a in ends], [0] * len(ends))
        parts["cells"].set_data(inside, 0 * inside)
        parts["units"].set_data(inside, 0 * inside + 1)
        weights = len({number for *_, number in lines})
        parts["title"].set_text(f"{kind}: {len(lines)} lines, {weights} weight{'s' * (weights > 1)}")

    def alt(kind, cells, window):
        lines = connected(kind, cells, window)
        weights = len({number for *_, number in lines})
        sees = f"all {cells} cells" if kind == "fully connected" else f"a window of {window}"
        return (
            f"{cells} cells, {cells} units, {kind}: each unit sees {sees}; "
            f"{len(lines)} lines, {weights} different weights."
        )

    controls = {
        "kind": dropdown(KINDS, start="shared"),
        "cells": slider(3, 12, start=5),
        "window": slider(1, 5, 2, start=3),
    }
    presets = {"fully connected": {"kind": KINDS[0]}, "locally connected": {"kind": KINDS[1]}}
    return ComputedPicture(draw, controls, presets, alt=alt, clear=False, size=(8, 2.9), narrow=(4.2, 3.2))
