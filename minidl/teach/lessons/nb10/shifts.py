"""The shift tester: move, then filter, beside filter, then move."""

import functools

import numpy as np

from .... import float32, tensor
from ....nn.functional import conv2d, max_pool2d
from ...kit.computed import ComputedPicture, dropdown, slider
from ...kit.figures import narrow
from .temple import SIDE, temple

KERNEL = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]])
LAYERS = {  # name → (stride of the kernel, cells of the max-pooling)
    "kernel, stride 1": (1, 1),
    "kernel, stride 2": (2, 1),
    "kernel, then max of 2×2": (1, 2),
    "kernel, then max of 8×8": (1, 8),
    "kernel, then max of all": (1, SIDE),
}
BORDERS = ["zeros", "wrap round"]
MOST = 600  # full colour


def moved(picture: np.ndarray, columns: int, border: str) -> np.ndarray:
    """To the right. What comes in at the left is 0, or what left at the right."""
    if border == "wrap round":
        return np.roll(picture, columns, axis=1)
    return np.pad(picture, ((0, 0), (columns, 0)))[:, : picture.shape[1]]


def filtered(picture: np.ndarray, layer: str, border: str) -> np.ndarray:
    """What the layer makes of a picture."""
    stride, pool = LAYERS[layer]
    picture = np.pad(picture, 1, mode="wrap" if border == "wrap round" else "constant")
    out = conv2d(
        tensor(picture, dtype=float32)[None, None], tensor(KERNEL, dtype=float32)[None, None], stride=stride
    )
    if pool > 1:
        out = max_pool2d(out, pool)
    return out.numpy()[0, 0]


@functools.lru_cache(maxsize=512)
def both(layer: str, border: str, shift: int, output: str) -> tuple[np.ndarray, np.ndarray, np.ndarray, int]:
    """The picture moved; moved, then filtered; filtered, then moved (or not); by how many of its cells."""
    picture = moved(temple().astype(float), shift, border)
    stride, pool = LAYERS[layer]
    steps = shift // (stride * pool) * (output == "moved, too")  # whole cells only
    second = moved(filtered(temple(), layer, border), steps, border)
    return picture, filtered(picture, layer, border), second, steps


def marked(result: np.ndarray) -> np.ndarray:
    """Each number as 2×2 dots; of one below 0 the last dot is white: a sign without colour."""
    dots = result.repeat(2, axis=0).repeat(2, axis=1)
    dots[1::2, 1::2][result < 0] = 0
    return dots


def MovePicture() -> ComputedPicture:
    """A photograph moved to the right, before and after a layer, and the difference of both as a map."""
    parts = {}

    def start(figure):
        frames = figure.subplots(2, 2).ravel() if narrow(figure) else figure.subplots(1, 4)
        for n, axes in enumerate(frames):
            axes.set(xticks=[], yticks=[])
            axes.spines[:].set(visible=True, color="0.6")
            look = (
                {"cmap": "gray", "vmin": 0, "vmax": 255}
                if n == 0
                else {"cmap": "signed", "vmin": -MOST, "vmax": MOST}
            )
            parts[n] = axes.imshow(temple(), extent=(0, SIDE, SIDE, 0), interpolation="nearest", **look)
            parts["title", n] = axes.set_title("", fontsize=12)

    def draw(figure, layer, shift, border, output):
        if not figure.axes:
            start(figure)
        picture, first, second, steps = both(layer, border, shift, output)
        differ = np.count_nonzero(first != second)
        for n, image in enumerate((picture, *map(marked, (first, second, first - second)))):
            parts[n].set_data(image)
        after = f"B: filter, move {steps}" if output == "moved, too" else "B: filter, no move"
        said = f"moved by {shift}", f"A: move {shift}, filter", after, f"differ: {differ:,} of {first.size:,}"
        for n, text in enumerate(said):
            parts["title", n].set_text(text)

    def alt(layer, shift, border, output):
        _, first, second, steps = both(layer, border, shift, output)
        differ = first != second
        columns = np.flatnonzero(differ.any(axis=0))
        told = f"moved by {steps} of its cells (whole cells only)" if output == "moved, too" else "not moved"
        where = f", in {len(columns)} of {first.shape[1]} columns" if len(columns) else ""
        return (
            f"{layer.capitalize()}, border {border}: the photograph is moved {shift} to the right, "
            f"then filtered; or filtered, and the result is {told}. "
            f"The results differ in {differ.sum():,} of {first.size:,} numbers{where}."
        )

    controls = {
        "layer": dropdown([*LAYERS]),
        "shift": slider(0, 8, start=3, label="move by"),
        "border": dropdown(BORDERS),
        "output": dropdown(["moved, too", "not moved"], label="the result"),
    }
    presets = {
        "wrap round": {"border": "wrap round"},
        "stride 2, by 1": {"layer": "kernel, stride 2", "shift": 1, "border": "wrap round"},
        "max of 8×8, not moved": {
            "layer": "kernel, then max of 8×8",
            "shift": 1,
            "border": "wrap round",
            "output": "not moved",
        },
    }
    return ComputedPicture(draw, controls, presets, alt=alt, clear=False, size=(8, 2.5), narrow=(4.2, 4.9))
