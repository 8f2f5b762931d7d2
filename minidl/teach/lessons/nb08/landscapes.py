"""Losses of two weights, each the mean over 16 samples, in minidl's own functions."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from .... import Tensor, no_grad, tensor

SAMPLES = 16
LEFT, RIGHT, LOW, HIGH = -5.0, 5.0, -3.0, 3.0  # the map


def _slopes():
    slopes = np.random.default_rng(0).normal(size=(SAMPLES, 2)) * (2, 4)
    return slopes - slopes.mean(axis=0)


SLOPES = _slopes()  # sample i adds SLOPES[i] · (x, y) to its loss; together they add nothing


def _tilted(surface: Callable) -> Callable:
    """The mean loss of the samples in `batch`: the surface, tilted by their slopes."""

    def loss(x, y, batch):
        if len(batch) == SAMPLES:  # exactly nothing: on the saddle's ridge a trace of rounding would decide
            return surface(x, y)
        a, b = SLOPES[batch].mean(axis=0)
        return surface(x, y) + float(a) * x + float(b) * y

    return loss


# Three tanh units, trained on 16 points of a wave until the loss was 5e-6. The input weight and the bias of
# the middle one are free; the others stay.
POINTS = np.linspace(-2, 2, SAMPLES)
WAVE = np.sin(2 * POINTS) + 0.3 * POINTS
FREE = (1.1938, -0.0047)
FIXED = ((1.4082, -2.0728, -1.3949), (1.4307, 2.1079, -1.3744))  # input weight, bias, output weight
OUT, SHIFT = 2.1420, -0.0082


def network(x: Tensor, y: Tensor, batch) -> Tensor:
    """The mean squared error of the network, of any weights x and biases y of the middle unit."""
    inputs, wanted = tensor(POINTS[batch]), WAVE[batch].copy()
    for w, b, out in FIXED:
        wanted = wanted - out * np.tanh(w * POINTS[batch] + b)
    h = (x.reshape(*x.shape, 1) * inputs + y.reshape(*y.shape, 1)).tanh()
    return ((OUT * h - tensor(wanted - SHIFT)) ** 2).mean(dim=-1)


class Landscape(NamedTuple):
    """`loss(x, y, batch)` of tensors of any shape; where it is lowest, and how low."""

    loss: Callable
    lowest: tuple
    least: float
    levels: tuple  # of the contour lines


CENTRE, VALLEYS = ((0, 0),), ((0, -2), (0, 2))
BOWL, SLIT = (0.1, 0.5, 1.5, 3, 5, 8, 12), (0.3, 1.5, 4, 9, 18, 36, 64)
RIDGE, TANH = (0.1, 0.4, 0.8, 1.2, 2, 4, 7, 11), (0.02, 0.1, 0.3, 0.8, 1.5, 3, 5, 7)
LANDSCAPES = {
    "bowl": Landscape(_tilted(lambda x, y: 0.5 * (x * x + y * y)), CENTRE, 0.0, BOWL),
    "ravine": Landscape(_tilted(lambda x, y: 0.5 * (x * x + 20 * (y * y))), CENTRE, 0.0, SLIT),
    "saddle": Landscape(_tilted(lambda x, y: 0.5 * (x * x - y * y) + (0.5 * y) ** 4), VALLEYS, -1.0, RIDGE),
    "network": Landscape(network, (FREE,), 5e-6, TANH),
}


def height(name: str, x, y) -> np.ndarray:
    """The loss above the lowest one, of arrays of weights."""
    place = LANDSCAPES[name]
    with no_grad():
        loss = place.loss(tensor(np.asarray(x, float)), tensor(np.asarray(y, float)), np.arange(SAMPLES))
    return loss.numpy() - place.least


def batches(steps: int, size: int, seed: int = 0) -> list:
    """Which samples each step uses: `size` of the 16, new ones until all were used."""
    draw, chosen = np.random.default_rng(seed), []
    while len(chosen) < steps:
        order = draw.permutation(SAMPLES)
        chosen += [np.sort(order[i : i + size]) for i in range(0, SAMPLES, size)]
    return chosen[:steps]
