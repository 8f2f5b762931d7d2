"""Gabor filters, by formula, beside the filters that the network learned."""

import functools

import numpy as np

from .... import from_numpy, no_grad
from ...kit.computed import ComputedPicture, dropdown, slider
from ...kit.figures import panels
from ..nb16.pretrained import mnist_network
from .pretrained import two_hundred_digits
from .units import set_signed, still_image

SIDE = 7
ANGLES, WAVES = np.arange(0, 180, 5), np.arange(3, 15, 1.0)
PHASES, WIDTHS = np.arange(0, 360, 15), np.arange(1, 6.1, 0.5)


def gabor(angle, wave, phase, width) -> np.ndarray:
    """exp(−(x² + y²)/(2 width²)) · cos(2π u/wave + phase), u = x cos(angle) + y sin(angle): (..., 7, 7).

    x to the right and y down, in pixels from the middle; angle and phase in degrees. Arrays are taken, too.
    """
    angle, wave, phase, width = (np.asarray(value, dtype=float)[..., None, None] for value in (angle, wave, phase, width))
    y, x = np.mgrid[:SIDE, :SIDE] - SIDE // 2
    u = x * np.cos(np.radians(angle)) + y * np.sin(np.radians(angle))
    return np.exp(-(x**2 + y**2) / (2 * width**2)) * np.cos(2 * np.pi * u / wave + np.radians(phase))


def likeness(a: np.ndarray, b: np.ndarray) -> float:
    """The cosine of the angle between two filters, as vectors: 1 if they are equal but for a factor above 0."""
    return float((a * b).sum() / np.sqrt((a**2).sum() * (b**2).sum()))


@functools.cache
def learned() -> np.ndarray:
    """The first layer's eight filters, (8, 7, 7)."""
    return mnist_network("ReLU")[0].weight.detach().numpy()[:, 0].astype(float)


@functools.cache
def best_fits() -> list[dict]:
    """For each learned filter the most similar of 114,048 Gabor filters."""
    grid = np.meshgrid(ANGLES, WAVES, PHASES, WIDTHS, indexing="ij")
    settings = [values.ravel() for values in grid]
    rows = gabor(*settings).reshape(len(settings[0]), -1)
    rows /= np.sqrt((rows**2).sum(axis=1, keepdims=True)) + 1e-12
    best = (rows @ learned().reshape(len(learned()), -1).T).argmax(axis=0)
    return [dict(zip(("angle", "wave", "phase", "width"), (float(v[i]) for v in settings))) for i in best]


def by_formula() -> np.ndarray:
    """The eight filters, each replaced by its best Gabor filter, as strong as it was: (8, 7, 7)."""
    fits = [gabor(**fit) for fit in best_fits()]
    return np.array([fit * (w * fit).sum() / (fit**2).sum() for fit, w in zip(fits, learned())])


@no_grad()
def share_read(filters: np.ndarray, images=None, digits=None) -> float:
    """The share of digits that the network reads with these filters in its first layer; all else stays.

    Without images: of the 200 digits of this lesson.
    """
    if images is None:
        images, digits = two_hundred_digits()
    network = mnist_network("ReLU")
    network[0].weight.data = from_numpy(filters[:, None].astype(np.float32))
    answers = network(from_numpy(images[:, None])).numpy().argmax(axis=1)
    return float((answers == digits).mean())


def GaborPicture() -> ComputedPicture:
    """A learned filter, a Gabor filter of your settings, and the best one."""
    parts = {}

    def of(number, **settings):
        filter_, best = learned()[int(number)], gabor(**best_fits()[int(number)])
        return filter_, gabor(**settings), best

    def draw(figure, filter, **settings):
        if not figure.axes:
            for name, axes in zip(("learned", "yours", "best"), panels(figure, 3)):
                parts[name] = still_image(axes, cmap="signed")
                parts[name, "title"] = axes.set_title("", fontsize=13)
        shown = dict(zip(("learned", "yours", "best"), of(filter, **settings)))
        for name, numbers in shown.items():
            set_signed(parts[name], numbers)
        yours, best = (likeness(shown["learned"], shown[name]) for name in ("yours", "best"))
        parts["learned", "title"].set_text(f"learned: unit {filter}")
        parts["yours", "title"].set_text(f"yours: likeness {yours:.2f}")
        parts["best", "title"].set_text(f"the best: {best:.2f}")

    def alt(filter, **settings):
        shown = of(filter, **settings)
        best = ", ".join(f"{name} {value:g}" for name, value in best_fits()[int(filter)].items())
        return (
            f"Unit {filter}'s filter. Your Gabor filter has a likeness of {likeness(shown[0], shown[1]):.2f}; the best "
            f"has {likeness(shown[0], shown[2]):.2f} ({best})."
        )

    controls = {
        "filter": dropdown([str(number) for number in range(8)], "4", "unit"),
        "angle": slider(0, 175, 5, 90),
        "wave": slider(3, 14, 1, 7, "wavelength"),
        "phase": slider(0, 345, 15, 0),
        "width": slider(1.0, 6.0, 0.5, 2.0),
    }
    presets = {"a good one": best_fits()[4] | {"filter": "4"}, "a stripe": {"wave": 4, "width": 3.0}}
    presets["a good one"] |= {name: int(best_fits()[4][name]) for name in ("angle", "wave", "phase")}
    how = {"alt": alt, "size": (8, 3.1), "clear": False, "narrow": (4.2, 11)}
    return ComputedPicture(draw, controls, presets, **how)
