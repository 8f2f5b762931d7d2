"""Toy sets in the plane: points (N, 2) and their classes, for pictures of decision boundaries.

Each function returns one TensorDataset, float32 and int64, with the classes in turns and equally
often (up to one). `noise` is the standard deviation of a normal distribution added to every
coordinate, drawn from `generator`, by default the one that `minidl.manual_seed` seeds.
"""

import numpy as np

from ..tensor import wrap
from .loader import TensorDataset, check_generator


def xor(
    samples: int = 200, noise: float = 0.1, generator: np.random.Generator | None = None
) -> TensorDataset:
    """Clouds around the four corners of the unit square; class 1 where exactly one coordinate is 1."""
    corner = np.arange(samples) // 2 % 2
    labels = np.arange(samples) % 2
    return _noisy("xor", np.stack([corner, corner ^ labels], axis=1), labels, noise, generator)


def moons(
    samples: int = 200, noise: float = 0.1, generator: np.random.Generator | None = None
) -> TensorDataset:
    """Two half circles of radius 1, each with an end inside the other."""
    angle, labels = np.pi * _spread(samples, 2), np.arange(samples) % 2
    upper = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    points = np.where(labels[:, None] == 0, upper, [1, 0.5] - upper)
    return _noisy("moons", points, labels, noise, generator)


def circles(
    samples: int = 200, noise: float = 0.05, factor: float = 0.5, generator: np.random.Generator | None = None
) -> TensorDataset:
    """A circle of radius 1 (class 0) around one of radius `factor` (class 1)."""
    if not 0 <= factor < 1:
        raise ValueError(f"circles: factor is the inner radius, at least 0 and below 1, got {factor}.")
    angle, labels = 2 * np.pi * _spread(samples, 2, closed=True), np.arange(samples) % 2
    radius = np.where(labels == 0, 1, factor)
    points = np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)
    return _noisy("circles", points, labels, noise, generator)


def spirals(
    samples: int = 300,
    classes: int = 3,
    noise: float = 0.02,
    turns: float = 0.75,
    generator: np.random.Generator | None = None,
) -> TensorDataset:
    """Arms from the centre to radius 1, one for each class, each making `turns` turns."""
    if classes < 1:
        raise ValueError(f"spirals: needs at least one class, got {classes}.")
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
    generator = check_generator(generator, who)
    if not noise >= 0:
        raise ValueError(f"{who}: noise is a standard deviation, at least 0, got {noise}.")
    points = points + noise * generator.standard_normal(points.shape)
    return TensorDataset(wrap(points.astype(np.float32)), wrap(labels.astype(np.int64)))
