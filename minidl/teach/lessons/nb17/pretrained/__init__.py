"""What was measured before the lesson, and 200 digits of MNIST. README.md is their card.

`make weights` makes them anew from real MNIST; the notebook needs no data and no network.
"""

import functools
from pathlib import Path

import numpy as np

from ..... import load

FOLDER = Path(__file__).parent


@functools.cache
def two_hundred_digits() -> tuple[np.ndarray, np.ndarray]:
    """The first 20 test images of MNIST for each digit: (200, 28, 28) from 0 to 1, and the digits."""
    kept = load(FOLDER / "digits.safetensors")
    return kept["images"].numpy().astype(np.float32) / 255, kept["labels"].numpy()


@functools.cache
def measured() -> dict[str, np.ndarray]:
    """What `make weights` measured: see the card."""
    return {name: numbers.numpy() for name, numbers in load(FOLDER / "measured.safetensors").items()}
