"""Gabor filters, by formula, beside the filters that the network learned."""

import functools

import numpy as np

from .... import from_numpy, no_grad
from ...kit.computed import ComputedPicture, dropdown, slider
from ..nb16.pretrained import mnist_network
from .pad import Images, three

GRID = {"angle": range(0, 180, 5), "period": range(3, 15), "phase": range(0, 360, 15), "width": range(1, 7)}


def gabor(angle, period, phase, width) -> np.ndarray:
    """exp(−(x² + y²)/(2 width²)) · cos(2π u/period + phase), u = x cos(angle) + y sin(angle): (..., 7, 7).

    x to the right and y down, in pixels from the middle; angle and phase in degrees. Arrays are taken, too.
    """
    a, length, p, s = (np.asarray(v, float)[..., None, None] for v in (angle, period, phase, width))
    y, x = np.mgrid[-3:4, -3:4]
    u = x * np.cos(np.radians(a)) + y * np.sin(np.radians(a))
    return np.exp(-(x**2 + y**2) / (2 * s**2)) * np.cos(2 * np.pi * u / length + np.radians(p))


def likeness(a: np.ndarray, b: np.ndarray) -> float:
    """The cosine of the angle between two filters as vectors: 1 if they are equal but for their size."""
    return float((a * b).sum() / np.sqrt((a**2).sum() * (b**2).sum()))


@functools.cache
def learned_filters() -> np.ndarray:
    """The first layer's eight filters, (8, 7, 7)."""
    return mnist_network("ReLU")[0].weight.detach().numpy()[:, 0].astype(float)


@functools.cache
def best_fits() -> list[dict]:
    """For each learned filter the settings of the most similar of 62,208 Gabor filters."""
    settings = [values.ravel() for values in np.meshgrid(*GRID.values(), indexing="ij")]
    rows = gabor(*settings).reshape(-1, 49)
    rows /= np.sqrt((rows**2).sum(axis=1, keepdims=True))
    best = (rows @ learned_filters().reshape(-1, 49).T).argmax(axis=0)
    return [dict(zip(GRID, (int(values[i]) for values in settings))) for i in best]


def by_formula() -> np.ndarray:
    """The eight filters, each replaced by its best Gabor filter, as strong as it was: (8, 7, 7)."""
    fits = [gabor(**fit) for fit in best_fits()]
    return np.array([fit * (w * fit).sum() / (fit**2).sum() for fit, w in zip(fits, learned_filters())])


@no_grad()
def share_read(filters: np.ndarray, images: np.ndarray, digits: np.ndarray) -> float:
    """The share that the network reads with these filters in its first layer, and nothing else changed."""
    network = mnist_network("ReLU")
    network[0].weight.data = from_numpy(filters[:, None].astype(np.float32))
    return float((network(from_numpy(images[:, None])).numpy().argmax(axis=1) == digits).mean())


def likenesses() -> list[float]:
    """How like its best Gabor filter each of the eight learned filters is, rounded."""
    return [round(likeness(w, gabor(**fit)), 2) for w, fit in zip(learned_filters(), best_fits())]


def GaborPicture() -> ComputedPicture:
    """A learned filter, a Gabor filter of your settings, and the best one."""
    parts = []

    def of(unit, **settings):
        filters = learned_filters()[int(unit)], gabor(**settings), gabor(**best_fits()[int(unit)])
        return filters, [likeness(filters[0], other) for other in filters[1:]]

    def draw(figure, unit, **settings):
        if not figure.axes:
            parts[:] = [Images(three(figure), "learned yours best", signed="learned yours best")]
        (learned, mine, fit), (yours, best) = of(unit, **settings)
        mine = (mine, f"yours: likeness {yours:.2f}".replace("-", "−"))
        parts[0](learned=(learned, f"learned: unit {unit}"), yours=mine, best=(fit, f"the best: {best:.2f}"))

    def alt(unit, **settings):
        yours, best = of(unit, **settings)[1]
        said = f"Unit {unit}: your Gabor filter has a likeness of {yours:.2f}, the best has {best:.2f}."
        return said.replace("-", "−")

    starts = zip(GRID.items(), (90, 7, 0, 2))
    controls = {"unit": dropdown([*"01234567"], "4")}
    controls |= {name: slider(values[0], values[-1], values.step, start) for (name, values), start in starts}
    presets = {"a good one": best_fits()[4], "a stripe": {"period": 4, "width": 3}}
    how = {"alt": alt, "size": (8, 3.1), "clear": False, "narrow": (4.2, 4.6)}
    return ComputedPicture(draw, controls, presets, **how)
