"""The backward pass of a fully connected layer in numbers: a computed picture."""

import numpy as np

from ...kit.computed import ComputedPicture, dropdown, slider
from ...kit.figures import narrow
from .exercises import logit_gradient
from .softmax import NAMES

W = np.array([[1, 0, -1, 0.5], [0, 1, 0.5, -1], [0.5, -0.5, 1, 0]])
FOUR = np.array([[1, 2, 0, 1], [0, 1, 1, -1], [2, 0, 1, 0], [-1, 1, 0, 2.0]])
LABELS = np.array([0, 1, 2, 1])
BATCHES = {"one sample": [0], "one sample, four times": [0] * 4, "four samples": [0, 1, 2, 3]}
TITLES = ["Gᵀ = (∂J/∂z)ᵀ", "·  X", "=  ∂J/∂W", "∂J/∂b", "G = ∂J/∂z", "·  W", "=  ∂J/∂X"]
# [row, column] of each corner
WIDE = [(0, 0), (0, 4.4), (0, 8.8), (0, 13.2), (5.4, 0), (5.4, 4.4), (5.4, 8.8)]
NARROW = [(0, 0), (4.4, 0), (9.8, 0), (9.8, 4.4), (14.2, 0), (19.6, 0), (24, 0)]


def backward(batch: str, first: float) -> list[np.ndarray]:
    """Gᵀ, X, ∂J/∂W, ∂J/∂b, G, W, ∂J/∂X of a batch whose first input is `first`."""
    X = FOUR.copy()
    X[0, 0] = first
    X = X[BATCHES[batch]]
    G = logit_gradient(X @ W.T, LABELS[BATCHES[batch]], 1)
    return [G.T, X, G.T @ X, G.sum(axis=0)[:, None], G, W, G @ W]


def _draw(figure, batch, first):
    small = narrow(figure)
    axes = figure.add_axes((0, 0, 1, 1), frame_on=False, xticks=[], yticks=[])
    for title, (row, column), block in zip(TITLES, NARROW if small else WIDE, backward(batch, first)):
        rows, columns = block.shape
        top = 4 if title.startswith("·") else 1  # gradients are small: their signs must be seen
        axes.imshow(block, "signed", vmin=-top, vmax=top, extent=(column, column + columns, row + rows, row))
        axes.vlines(column + np.arange(columns + 1), row, row + rows, "0.75", linewidth=0.8)
        axes.hlines(row + np.arange(rows + 1), column, column + columns, "0.75", linewidth=0.8)
        axes.text(column, row - 0.15, title, va="bottom", fontsize=13)
        for place in np.ndindex(rows, columns):
            value = round(block[place], 2) + 0.0
            text = (f"{value:g}" if title.startswith("·") else f"{value:.2f}").replace("-", "−")
            x, y = column + place[1] + 0.5, row + place[0] + 0.5
            axes.text(x, y, text, ha="center", va="center", fontsize=12)
    for i, name in enumerate(NAMES[:3]):
        axes.text(-0.1, i + 0.5, name, ha="right", va="center", fontsize=12)
    axes.set(xlim=(-1, 5.5 if small else 14.3), ylim=(28.1 if small else 9.5, -0.9), aspect="auto")


def _alt(batch, first):
    gradient, bias = (block.round(2) + 0.0 for block in backward(batch, first)[2:4])
    said = f"∂J/∂W has the first row {gradient[0].tolist()}, ∂J/∂b is {bias[:, 0].tolist()}."
    return f"Batch: {batch}; its first input is {first}. {said}".replace("-", "−")


def LayerPicture() -> ComputedPicture:
    """What a layer z = Wx + b sends back for one sample, for the same one four times, for four samples."""
    controls = {"batch": dropdown([*BATCHES]), "first": slider(-2.0, 2.0, 0.25, 1.0, "first input")}
    presets = {name: {"batch": name} for name in BATCHES}
    return ComputedPicture(_draw, controls, presets, alt=_alt, size=(8, 4.4), narrow=(4.2, 10))
