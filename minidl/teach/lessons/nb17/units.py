"""What a unit answers to: its filter, its map, the patches that excite it most, a picture made for it."""

import functools
from typing import NamedTuple

import numpy as np

from .... import from_numpy, nn, no_grad, tensor
from ...kit.computed import ComputedPicture, dropdown, slider
from ...kit.figures import narrow
from ..nb16.pretrained import mnist_network
from .pad import SIDE, BesidePad, the_pad
from .pretrained import two_hundred_digits

LAYERS = {"first": 0, "second": 1, "third": 2}
COUNTS, FIELDS, JUMPS = (8, 16, 32), (7, 15, 23), (2, 4, 4)  # units, and what one cell of a map sees
STEPS, RATE, GREY = 150, 0.05, 0.1


class Unit(NamedTuple):
    """What is known of a unit: its weights, the nine patches that excite it most, the picture made for it."""

    weights: np.ndarray  # (C, K, K)
    patches: np.ndarray  # (9, F, F)
    digits: list[int]  # whose they are
    best: float  # its answer to the first of them
    made: np.ndarray  # (F, F)
    reached: float  # its answer to that picture


@functools.cache
def up_to(layer: int) -> nn.Sequential:
    """The network up to this convolution, without its ReLU."""
    return nn.Sequential(*list(mnist_network("ReLU"))[: 2 * layer + 1])


@no_grad()
def maps_of(layer: int, images: np.ndarray) -> np.ndarray:
    """z of each unit at each place: images (N, 28, 28) → (N, units, cells, cells)."""
    return up_to(layer)(from_numpy(images[:, None])).numpy()


def window(layer: int, row: int, column: int) -> tuple[slice, slice]:
    """The pixels that one cell of a map sees."""
    size, jump = FIELDS[layer], JUMPS[layer]
    return tuple(slice(jump * cell, jump * cell + size) for cell in (row, column))


def maximised(network, x: np.ndarray, steps: int = STEPS, rate: float = RATE) -> np.ndarray:
    """Gradient ascent: image i is changed, step by step, so that output i grows; pixels stay from 0 to 1.

    x ← clip(x + rate · g / size of g), with g = ∂z_i/∂x_i. Images (N, 1, H, W), outputs N numbers each.
    """
    own = np.eye(len(x), dtype=x.dtype)
    for _ in range(steps):
        images = tensor(x, requires_grad=True)
        network(images).reshape(len(x), -1).backward(from_numpy(own))
        g = images.grad.numpy()
        x = np.clip(x + rate * g / (np.sqrt((g**2).mean((1, 2, 3), keepdims=True)) + 1e-8), 0, 1)
    return x


@functools.cache
def units_of(layer: int) -> list[Unit]:
    """All units of a convolution."""
    images, digits = two_hundred_digits()
    maps, count, size = maps_of(layer, images), COUNTS[layer], FIELDS[layer]
    made = maximised(up_to(layer), np.full((count, 1, size, size), GREY, np.float32))
    reached = up_to(layer)(from_numpy(made)).detach().numpy().reshape(count, count).diagonal()
    weights = up_to(layer)[2 * layer].weight.detach().numpy()
    found = []
    for unit in range(count):
        flat = maps[:, unit].reshape(len(images), -1)  # one patch an image: its strongest place
        order = np.argsort(-flat.max(axis=1), kind="stable")[:9]
        places = [divmod(int(flat[i].argmax()), maps.shape[-1]) for i in order]
        patches = np.array([images[i][window(layer, *place)] for i, place in zip(order, places)])
        of = [int(digits[i]) for i in order]
        found.append(
            Unit(weights[unit], patches, of, float(flat.max()), made[unit, 0], float(reached[unit]))
        )
    return found


def tiles(images, columns: int, gap: int = 1) -> np.ndarray:
    """Images (N, H, W) side by side; NaN between them."""
    rows = -(-len(images) // columns)
    height, width = np.array(images.shape[1:]) + gap
    sheet = np.full((rows * height - gap, columns * width - gap), np.nan)
    for number, image in enumerate(images):
        row, column = divmod(number, columns)
        top, left = row * height, column * width
        sheet[top : top + height - gap, left : left + width - gap] = image
    return sheet


def still_image(axes, **look):
    """An image whose numbers change while its place stays: so only it is drawn again, which is quick."""
    axes.set(xticks=[], yticks=[])
    axes.grid(False)
    axes.spines[:].set(visible=True, color="0.6")
    image = axes.imshow(np.zeros((1, 1)), extent=(0, 1, 1, 0), **look)
    image.cmap = image.cmap.copy()
    image.cmap.set_bad("0.75")  # between tiles
    return image


def set_signed(image, numbers):
    """Positive blue, negative orange, zero white."""
    largest = np.nanmax(np.abs(numbers)) or 1
    image.set_data(numbers)
    image.set_clim(-largest, largest)


def UnitPicture() -> BesidePad:
    """A unit of MNIST's network: its filter, its map on the drawing, what excites it, what is made for it."""
    from matplotlib.patches import Rectangle

    places, parts = ("seen", "map", "filter", "patches", "made", "answers"), {}

    def of(convolution, unit):
        layer = LAYERS[convolution]
        number = min(unit, COUNTS[layer] - 1)
        seen = the_pad().seen()
        return layer, number, units_of(layer)[number], seen, maps_of(layer, seen[None])[0, number]

    def start(figure):
        grid = figure.subplots(*((3, 2) if narrow(figure) else (2, 3)))
        for name, axes in zip(places, grid.flat):
            parts[name, "title"] = axes.set_title("", fontsize=12)
            if name == "answers":
                bars = axes
            else:
                look = {"cmap": "signed"} if name in ("map", "filter") else {"cmap": "Greys", "vmin": 0, "vmax": 1}
                parts[name] = still_image(axes, **look)
        for box, name in (("box", "seen"), ("cell", "map")):
            parts[box] = parts[name].axes.add_patch(Rectangle((0, 0), 1, 1, fill=False, ec="C1", lw=3))
        parts["bars"] = bars.barh([0, 1, 2], [0, 0, 0], 0.5, color=["C0", "C2", "C1"])
        parts["words"] = [bars.text(0, y - 0.36, "", fontsize=12, va="bottom") for y in range(3)]
        bars.set(xlim=(0, 1.02), ylim=(2.5, -0.75), xticks=[], yticks=[])
        bars.grid(False)
        bars.spines[:].set_visible(False)

    def draw(figure, convolution, unit):
        if not figure.axes:
            start(figure)
        layer, number, known, seen, field = of(convolution, unit)
        row, column = divmod(int(field.argmax()), field.shape[1])
        down, right = window(layer, row, column)
        size = FIELDS[layer] / SIDE
        parts["box"].set(x=right.start / SIDE, y=down.start / SIDE, width=size, height=size)
        cells = len(field)
        parts["cell"].set(x=column / cells, y=row / cells, width=1 / cells, height=1 / cells)
        parts["seen"].set_data(seen)
        set_signed(parts["map"], field)
        set_signed(parts["filter"], tiles(known.weights, (1, 3, 4)[layer]))
        parts["patches"].set_data(tiles(known.patches, 3))
        parts["made"].set_data(known.made)
        answers = field.max(), known.best, known.reached
        names = "your drawing", "best of 200 digits", "made for it"
        for bar, text, name, answer in zip(parts["bars"], parts["words"], names, answers):
            bar.set_width(max(0.0, answer) / max(*answers, 1e-9))
            text.set_text(f"{name}: {answer:.1f}")
        for name, title in zip(places, titles(layer, number)):
            parts[name, "title"].set_text(title)

    def titles(layer, number):
        kernels = f"{COUNTS[layer - 1]} kernels" if layer else "1 kernel"
        strongest = f"orange: {FIELDS[layer]}×{FIELDS[layer]} pixels"
        return strongest, f"map of unit {number}", f"its filter: {kernels}", "nine best", "made for it", "z"

    def alt(convolution, unit):
        layer, number, known, _, field = of(convolution, unit)
        there = f" (the last: there is no {unit})" if number < unit else ""
        whose = ", ".join(map(str, sorted(set(known.digits))))
        silent = " It is silent on all of them: ReLU makes 0 of it." if known.best <= 0 else ""
        return (
            f"Unit {number} of the {convolution} convolution{there}. Its largest z is {field.max():.1f} on the "
            f"drawing and {known.best:.1f} on 200 digits of MNIST; the nine best patches are of the digits "
            f"{whose}. The picture made for it reaches {known.reached:.1f}.{silent}"
        )

    controls = {
        "convolution": dropdown([*LAYERS], "second"),
        "unit": slider(0, COUNTS[-1] - 1, 1, 11),
    }
    presets = {
        "an edge": {"convolution": "first", "unit": 4},
        "a corner": {"convolution": "second", "unit": 13},
        "half a digit": {"convolution": "third", "unit": 13},
        "silent": {"convolution": "third", "unit": 1},
    }
    how = {"alt": alt, "size": (8, 4.9), "clear": False, "narrow": (4.2, 6.6)}
    return BesidePad(ComputedPicture(draw, controls, presets, **how), "units")
