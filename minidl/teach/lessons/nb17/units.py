"""What a unit answers to: its filter, its map, the patches that excite it most, a picture made for it."""

import functools
from collections import namedtuple

import numpy as np

from .... import from_numpy, nn, no_grad, tensor
from ...kit.computed import ComputedPicture, dropdown, slider
from ...kit.figures import narrow
from ..nb16.pretrained import mnist_network
from .pad import SIDE, BesidePad, Images, the_pad, tiles
from .pretrained import two_hundred_digits

LAYERS = {"first": 0, "second": 1, "third": 2}
COUNTS, FIELDS, JUMPS = (8, 16, 32), (7, 15, 23), (2, 4, 4)  # units, and what one cell of a map sees
STEPS, RATE, GREY = 150, 0.05, 0.1


# Weights (C, K, K); the nine patches that excite it most (9, F, F), whose they are, and z of the best; the
# picture made for it (F, F), and its z.
Unit = namedtuple("Unit", "weights patches digits best made reached")


@functools.cache
def up_to(layer: int) -> nn.Sequential:
    """The network up to this convolution, without its ReLU."""
    return nn.Sequential(*list(mnist_network("ReLU"))[: 2 * layer + 1])


@no_grad()
def maps_of(layer: int, images: np.ndarray) -> np.ndarray:
    """z of each unit at each place: images (N, 28, 28) → (N, units, cells, cells)."""
    return up_to(layer)(from_numpy(images[:, None])).numpy()


def maximised(network, x: np.ndarray) -> np.ndarray:
    """Gradient ascent: image i is changed, step by step, so that output i grows; pixels stay from 0 to 1.

    x ← clip(x + rate · g / size of g), with g = ∂z_i/∂x_i. Images (N, 1, H, W), N outputs for each.
    """
    for _ in range(STEPS):
        images = tensor(x, requires_grad=True)
        network(images).reshape(len(x), -1).backward(from_numpy(np.eye(len(x), dtype=x.dtype)))
        g = images.grad.numpy()
        x = np.clip(x + RATE * g / (np.sqrt((g**2).mean((1, 2, 3), keepdims=True)) + 1e-8), 0, 1)
    return x


def corner(layer: int, field: np.ndarray) -> tuple[int, int]:
    """Row and column of the first pixel that the map's largest cell sees."""
    return tuple(JUMPS[layer] * cell for cell in divmod(int(field.argmax()), len(field)))


@functools.cache
def units_of(layer: int) -> list[Unit]:
    """All units of a convolution."""
    images, digits = two_hundred_digits()
    maps, count, size = maps_of(layer, images), COUNTS[layer], FIELDS[layer]
    made = maximised(up_to(layer), np.full((count, 1, size, size), GREY, np.float32))
    reached = up_to(layer)(from_numpy(made)).detach().numpy().reshape(count, count).diagonal().tolist()
    weights, found = up_to(layer)[2 * layer].weight.detach().numpy(), []
    for unit in range(count):
        largest = maps[:, unit].max(axis=(1, 2))
        order = np.argsort(-largest, kind="stable")[:9]  # one patch an image
        places = [(i, *corner(layer, maps[i, unit])) for i in order]
        patches = np.array([images[i, row : row + size, column : column + size] for i, row, column in places])
        excites = weights[unit], patches, digits[order].tolist(), float(largest[order[0]])
        found.append(Unit(*excites, made[unit, 0], reached[unit]))
    return found


def UnitPicture() -> BesidePad:
    """A unit of MNIST's network: its filter, its map on the drawing, what excites it, what is made for it."""
    parts = {}

    def of(convolution, unit):
        layer = LAYERS[convolution]
        number = min(unit, COUNTS[layer] - 1)
        seen = the_pad().seen()
        return layer, number, units_of(layer)[number], seen, maps_of(layer, seen[None])[0, number]

    def draw(figure, convolution, unit):
        if not figure.axes:
            grid = figure.subplots(*((3, 2) if narrow(figure) else (2, 3))).flat
            parts["images"] = Images(grid, "seen map filter patches made", signed="map filter")
            bars = figure.axes[-1]
            bars.set(xlim=(0, 1.02), ylim=(2.5, -0.75))
            bars.set_title("largest z", fontsize=12)
            bars.set_axis_off()
            parts["bars"] = bars.barh([0, 1, 2], 0, 0.5, color=["C0", "C2", "C1"])
            parts["words"] = [bars.text(0, y - 0.36, "", fontsize=12, va="bottom") for y in range(3)]
        layer, number, known, seen, field = of(convolution, unit)
        size, cell, (row, column) = FIELDS[layer], SIDE / len(field), corner(layer, field)
        at = [n / JUMPS[layer] * cell for n in (row, column)]
        kernels = "×".join(map(str, known.weights.shape))
        parts["images"](
            seen=(seen, f"green: {size}×{size} pixels", (row, column, size)),
            map=(field, f"map of unit {number}", (*at, cell)),
            filter=(tiles(known.weights, (1, 3, 4)[layer]), f"filter: {kernels}"),
            patches=(tiles(known.patches, 3), "nine best"),
            made=(known.made, "made for it"),
        )
        answers = {"drawing": field.max(), "best of 200 digits": known.best, "made for it": known.reached}
        for bar, text, (name, answer) in zip(parts["bars"], parts["words"], answers.items()):
            bar.set_width(max(0.0, answer) / max(*answers.values(), 1e-9))
            text.set_text(f"{name}: {answer:.1f}".replace("-", "−"))

    def alt(convolution, unit):
        layer, number, known, _, field = of(convolution, unit)
        there = f" (the last: there is no {unit})" if number < unit else ""
        silent = " Silent on all of them: ReLU makes 0 of it." if known.best <= 0 else ""
        whose = ", ".join(map(str, sorted(set(known.digits))))
        who = f"Unit {number} of the {convolution} convolution{there}. Its largest z is {field.max():.1f}"
        digits = f"{known.best:.1f} on 200 digits of MNIST; the nine best patches are of the digits {whose}"
        made = f"The picture made for it reaches {known.reached:.1f}.{silent}"
        return f"{who} on the drawing and {digits}. {made}".replace("-", "−")

    controls = {"convolution": dropdown([*LAYERS], "third"), "unit": slider(0, COUNTS[-1] - 1, 1, 21)}
    chosen = {"an edge": (0, 4), "a corner": (1, 13), "nearly a digit": (2, 13), "silent": (2, 1)}
    presets = {name: {"convolution": [*LAYERS][n], "unit": i} for name, (n, i) in chosen.items()}
    how = {"alt": alt, "size": (8, 4.9), "clear": False, "narrow": (4.2, 6.6)}
    return BesidePad(ComputedPicture(draw, controls, presets, **how), "units")
