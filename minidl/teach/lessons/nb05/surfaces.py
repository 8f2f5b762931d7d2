"""S0's Fig. 5: both losses of one small network over its two weights, as surfaces to turn."""

import functools
import math

import numpy as np

from ...kit.computed import ComputedPicture, slider
from ...kit.figures import Words, narrow
from .two_losses import grid

SIDE = 16
W1, W2 = np.linspace(-4, 4, SIDE), np.linspace(-9, 9, SIDE)
COLOURS = {"entropy": (0, 0.447, 0.698), "quadratic": (0.835, 0.369, 0)}
TOLD = (0, 2, 4, 6)  # on the pole that tells the height of the loss
EDGES = {"to W1 = −4": (-1.5, 0), "to W1 = 4": (1.5, 0), "to W2 = −9": (0, -1.3), "to W2 = 9": (0, 1.3)}
HIGH = 2.42  # what the highest corner needs, seen from 25° above


@functools.cache
def _cells():
    """The corners (x, y, height) of all cells of both surfaces, and the colour of each cell."""
    corners, colours = [], []
    for kind, colour in COLOURS.items():
        x, y = np.meshgrid(np.linspace(-1, 1, SIDE), np.linspace(-1, 1, SIDE))
        points = np.stack([x, y, grid(W1, W2, kind) / 5], axis=-1)
        cells = np.stack([points[:-1, :-1], points[:-1, 1:], points[1:, 1:], points[1:, :-1]], axis=2)
        corners.append(cells.reshape(-1, 4, 3))
        light = 0.25 + 0.6 * corners[-1][..., 2].mean(axis=1) / points[..., 2].max()
        colours.append(1 - light[:, None] * (1 - np.array(colour)))
    return np.concatenate(corners), np.concatenate(colours)


def projected(points, turn: float, height: float):
    """(x, y) on the paper and the distance from the eye of points (x, y, height)."""
    a, b = np.radians([turn, height])
    x, y, z = np.moveaxis(np.asarray(points, dtype=float), -1, 0)
    right, away = x * np.cos(a) - y * np.sin(a), x * np.sin(a) + y * np.cos(a)
    return np.stack([right, away * np.sin(b) + z * np.cos(b)], axis=-1), away * np.cos(b) - z * np.sin(b)


def placed(points, turn: float, height: float):
    """The same, with the lowest corner always on one line; smaller where more of the floor is seen."""
    places, far = projected(points, turn, height)
    floor = math.sqrt(2) * math.sin(math.radians(height))  # from its middle to its lowest corner, at most
    scale = min(1, HIGH / (2 * floor + 1.35 * math.cos(math.radians(height))))
    return scale * (places + (0, floor)), far


def surfaces() -> ComputedPicture:
    """Cross-entropy (above) and quadratic loss (below) in one box, seen from any side."""

    def draw(figure, turn, height):
        from matplotlib.collections import PolyCollection

        if not figure.axes:
            axes = figure.add_axes((0, 0, 1, 1), frame_on=False, xticks=[], yticks=[], aspect="equal")
            axes.set(xlim=(-1.9, 1.9), ylim=(-0.3, 2.45))
            axes.add_collection(PolyCollection([], edgecolors="0.35", linewidths=0.4))
            axes.plot([], [], "_-", color="0.3", lw=1.5)
            for _ in ("names of the edges", "numbers on the pole"):
                Words(axes, 11 if narrow(figure) else 13)
        (cells, names, numbers), (corners, colours) = figure.axes[0].collections, _cells()
        places, far = placed(corners, turn, height)
        order = np.argsort(-far.mean(axis=1))
        cells.set_verts(places[order])
        cells.set_facecolor(colours[order])
        corners = [(x, y, 0) for x in (-1, 1) for y in (-1, 1)]
        foot = corners[np.argmin(placed(corners, turn, height)[0][:, 0])]  # the leftmost hides nothing
        pole, _ = placed([(*foot[:2], told / 5) for told in TOLD], turn, height)
        figure.axes[0].lines[0].set_data(*pole.T)
        told = TOLD if height < 75 else ()  # from above they would lie one on the other
        numbers.write(pole[: len(told)] - (0.13, 0), told)
        edges, away = placed([(*edge, 0) for edge in EDGES.values()], turn, height)
        seen = (away < 0.01) & ((height > 0) | (abs(edges[:, 0]) > 0.5))  # what is behind would be cut
        edges[:, 1] -= 0.2 * (height < 20)
        left = (edges[:, 0] < pole[0, 0]) & (height < 75)
        edges[left, 1] = np.minimum(edges[left, 1], pole[0, 1] - 0.2)  # below the 0 of the pole
        names.write(edges[seen], np.array([*EDGES])[seen])

    entropy, quadratic = (grid([3], [-8], kind).item() for kind in COLOURS)  # where the balls start

    def alt(turn, height):
        return (
            f"Both losses as surfaces over W1 and W2, turned by {turn}°, seen from {height}° above: "
            f"cross-entropy (blue) lies above the quadratic loss (orange). "
            f"At W1 = 3, W2 = −8 they are {entropy:.2f} and {quadratic:.3f} high."
        )

    controls = {"turn": slider(0, 360, 5, 150), "height": slider(0, 90, 5, 25)}
    presets = {"from the side": {"height": 0, "turn": 90}, "from above": {"height": 90, "turn": 0}}
    return ComputedPicture(draw, controls, presets, alt=alt, size=(6, 4.35), clear=False, narrow=(4.2, 3.05))
