"""A transposed convolution over a constant or a photograph, the overlaps that it makes, and the cure."""

import functools

import numpy as np

from .... import tensor
from ....nn import functional as F
from ...kit.computed import ComputedPicture, dropdown, slider
from ...kit.figures import Words, panels

BLOCK = 8  # output pixels whose overlaps are counted
MIDDLES = (np.arange(BLOCK) + 0.5) / BLOCK
WEIGHTS = ["equal", "triangle", "random"]


@functools.cache
def tower() -> np.ndarray:
    """A photograph of 128×128 pixels, 0 (black) to 1."""
    from sklearn.datasets import load_sample_image

    return load_sample_image("china.jpg")[20:276:2, 80:336:2].mean(axis=2, dtype="float64") / 255


@functools.cache
def image(name: str) -> np.ndarray:
    """What is enlarged."""
    return np.full((16, 16), 0.5) if name == "constant" else tower()[::3, ::3][:40, :40]


def weights(kind: str, kernel: int) -> np.ndarray:
    """Kernel × kernel weights whose sum is 1."""
    one = np.ones(kernel)
    if kind == "triangle":
        one = np.minimum(np.arange(1, kernel + 1), np.arange(kernel, 0, -1)).astype(float)
    table = np.outer(one, one)
    if kind == "random":
        table = np.random.default_rng(1).uniform(0, 1, (kernel, kernel))
    return table / table.sum()


def inside(output: np.ndarray, kernel: int, stride: int, inputs: int) -> np.ndarray:
    """The pixels that no border touches: all inputs that can reach them are there."""
    return output[kernel - 1 : (inputs - 1) * stride + 1, kernel - 1 : (inputs - 1) * stride + 1]


@functools.lru_cache(512)
def enlarged(name: str, kernel: int, stride: int, kind: str):
    """Both ways up, without their borders: the transposed convolution, and duplicate, then convolve."""
    x, w = tensor(image(name))[None, None], tensor(weights(kind, kernel))[None, None]
    up = F.conv_transpose2d(x, stride**2 * w, stride=stride).numpy()[0, 0]
    cure = F.conv2d(F.interpolate(x, scale_factor=stride), w).numpy()[0, 0]
    return inside(up, kernel, stride, len(image(name))), cure


@functools.lru_cache(64)
def overlaps(kernel: int, stride: int) -> np.ndarray:
    """How many inputs write on each of 8×8 output pixels, away from the border: counted, not by a formula."""
    inputs = -(-(BLOCK + 2 * kernel) // stride) + 2
    x, w = tensor(np.ones((1, 1, inputs, inputs))), tensor(np.ones((1, 1, kernel, kernel)))
    count = inside(F.conv_transpose2d(x, w, stride=stride).numpy()[0, 0], kernel, stride, inputs)
    return count[:BLOCK, :BLOCK].round().astype(int)


def spread(values: np.ndarray) -> str:
    """From where to where: one number if all are the same."""
    low, high = float(values.min()), float(values.max())
    return f"{low:.2f}" if high - low < 5e-3 else f"{low:.2f} to {high:.2f}"


def framed(axes, cmap: str, low: float, high: float):
    """An empty image that fills the axes, whatever its size will be."""
    axes.axis("off")
    return axes.imshow([[0.0]], cmap=cmap, vmin=low, vmax=high, extent=(0, 1, 0, 1))


def UpPicture() -> ComputedPicture:
    """What equal inputs, or a photograph, become; how many inputs write on each pixel; the other way up."""
    parts = {}

    def start(figure):
        places = panels(figure, 3)
        parts["images"] = [framed(axes, "gray", 0, 1) for axes in places[::2]]
        parts["table"] = framed(places[1], "cividis", 0, 1)
        parts["counts"] = Words(places[1], 11)
        parts["titles"] = [axes.set_title("", fontsize=12) for axes in places]

    def draw(figure, picture, kernel, stride, weights):
        if not figure.axes:
            start(figure)
        counts, made = overlaps(kernel, stride), enlarged(picture, kernel, stride, weights)
        for shown, values in zip(parts["images"], made):
            shown.set_data(values)
        parts["table"].set_data(counts)
        parts["table"].set_clim(0, max(1, counts.max()))
        shades = np.where(counts.ravel() < 0.5 * counts.max(), "1", "0")
        parts["counts"].write([(x, 1 - y) for y in MIDDLES for x in MIDDLES], counts.flat, shades)
        texts = ["transposed convolution", f"inputs per pixel: {listed(counts)}", "duplicate, then convolve"]
        if picture == "constant":
            texts[::2] = f"transposed: {spread(made[0])}", f"duplicate, convolve: {spread(made[1])}"
        for title, text in zip(parts["titles"], texts):
            title.set_text(text)

    def alt(picture, kernel, stride, weights):
        counts, (up, cure) = overlaps(kernel, stride), enlarged(picture, kernel, stride, weights)
        said = f"The transposed convolution gives {spread(up)}; duplicate, then convolve: {spread(cure)}."
        return (
            f"{picture.capitalize()}, K = {kernel}, S = {stride}, {weights} weights: "
            f"inputs on an output pixel: {listed(counts)}. {said}"
        )

    controls = {"picture": dropdown(["constant", "photograph"])}
    controls |= {"kernel": slider(1, 8, 1, 3, "kernel K"), "stride": slider(1, 4, 1, 2, "stride S")}
    controls["weights"] = dropdown(WEIGHTS)
    presets = {"photograph": {"picture": "photograph"}, "random weights": {"weights": "random"}}
    presets["triangle"] = {"weights": "triangle"}
    return ComputedPicture(draw, controls, presets, alt=alt, size=(9, 3.6), clear=False, narrow=(4.2, 11))


def listed(counts: np.ndarray) -> str:
    """The different counts: "4", "1, 2 or 4"."""
    *most, last = sorted({int(n) for n in counts.flat})
    return f"{', '.join(map(str, most))} or {last}" if most else str(last)
