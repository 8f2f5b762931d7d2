"""Toy sets in the plane: points (N, 2) and their classes, for pictures of decision boundaries.

Each function returns one TensorDataset, float32 and int64, with the classes in turns and equally
often (up to one). `noise` is the standard deviation of a normal distribution added to every
coordinate, drawn from `generator`, by default the one that `minidl.manual_seed` seeds.
"""

import numpy as np

from ..checks import number
from ..random import chosen
from ..tensor import wrap
from .loader import TensorDataset


def xor(
    samples: int = 200, noise: float = 0.1, generator: np.random.Generator | None = None,
) -> TensorDataset:  # fmt: skip
    """Clouds around the four corners of the unit square; class 1 where exactly one coordinate is 1."""
    number("xor", "samples", samples, 0, whole=True)
    corner = np.arange(samples) // 2 % 2
    labels = np.arange(samples) % 2
    return _noisy("xor", np.stack([corner, corner ^ labels], axis=1), labels, noise, generator)


def moons(
    samples: int = 200, noise: float = 0.1, generator: np.random.Generator | None = None,
) -> TensorDataset:  # fmt: skip
    """Two half circles of radius 1, each with an end inside the other."""
    number("moons", "samples", samples, 0, whole=True)
    angle, labels = np.pi * _spread(samples, 2), np.arange(samples) % 2
    upper = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    points = np.where(labels[:, None] == 0, upper, [1, 0.5] - upper)
    return _noisy("moons", points, labels, noise, generator)


def circles(
    samples: int = 200, noise: float = 0.05, factor: float = 0.5,
    generator: np.random.Generator | None = None,
) -> TensorDataset:  # fmt: skip
    """A circle of radius 1 (class 0) around one of radius `factor` (class 1)."""
    number("circles", "samples", samples, 0, whole=True)
    number("circles", "factor", factor, 0, below=1, hint="It is the inner radius.")
    angle, labels = 2 * np.pi * _spread(samples, 2, closed=True), np.arange(samples) % 2
    radius = np.where(labels == 0, 1, factor)
    points = np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)
    return _noisy("circles", points, labels, noise, generator)


def spirals(
    samples: int = 300, classes: int = 3, noise: float = 0.02, turns: float = 0.75,
    generator: np.random.Generator | None = None,
) -> TensorDataset:  # fmt: skip
    """Arms from the centre to radius 1, one for each class, each making `turns` turns."""
    number("spirals", "samples", samples, 0, whole=True)
    number("spirals", "classes", classes, 1, whole=True)
    number("spirals", "turns", turns)
    radius, labels = _spread(samples, classes), np.arange(samples) % classes
    angle = 2 * np.pi * (turns * radius + labels / classes)
    points = np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)
    return _noisy("spirals", points, labels, noise, generator)


def _spread(samples, classes, closed=False):
    """0 to 1 in even steps for each class (without the 1 where the curve is closed)."""
    place = np.arange(samples) // classes
    steps = max(1, -(-samples // classes) - (not closed))
    return place / steps


def _noisy(who, points, labels, noise, generator):
    generator = chosen(who, generator)
    number(who, "noise", noise, 0, hint="It is a standard deviation.")
    points = points + noise * generator.standard_normal(points.shape)
    return TensorDataset(wrap(points.astype(np.float32)), wrap(labels.astype(np.int64)))
