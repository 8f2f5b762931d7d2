"""The autoencoder of the map: 784 pixels, two numbers, 784 pixels. Trained on MNIST; README.md says how.

Each row of weights is kept as whole numbers from −127 to 127 and one scale: a byte a weight, so that the page
gets them, too (`digit_map.py`).
"""

from itertools import pairwise
from pathlib import Path

import numpy as np

from ..... import from_numpy, nn
from .....saving import load

__all__ = ["digit_autoencoder", "map_points", "stored_layers"]

FOLDER = Path(__file__).parent
SIZES = {"encoder": (784, 128, 64, 2), "decoder": (2, 64, 128, 784)}
PER_CLASS = 100  # digits on the map
UNIT = 100  # their codes are kept as whole hundredths


def untrained(half: str) -> nn.Sequential:
    """The layers of the encoder or of the decoder: `Linear` with ReLU between; flat in, flat out.

    >>> [sum(p.numel() for p in untrained(half).parameters()) for half in SIZES]
    [108866, 109648]
    """
    sizes = SIZES[half]
    layers = [layer for a, b in pairwise(sizes) for layer in (nn.Linear(a, b), nn.ReLU())]
    return nn.Sequential(*layers[:-1])


def stored_layers(half: str, folder: Path = FOLDER) -> list[tuple[np.ndarray, ...]]:
    """(weights in int8, a scale for each row, biases) of each layer of "encoder" or "decoder"."""
    numbers = load(folder / f"mnist-{half}.safetensors")
    count = len(SIZES[half]) - 1
    return [
        tuple(numbers[f"{i}.{name}"].numpy() for name in ("weight", "scale", "bias")) for i in range(count)
    ]


def filled(half: str, folder: Path = FOLDER) -> nn.Sequential:
    """The encoder's or decoder's layers with the stored numbers."""
    model = untrained(half)
    rows = stored_layers(half, folder)
    state = {
        f"{2 * i}.{name}": from_numpy(array.astype(np.float32))
        for i, (weight, scale, bias) in enumerate(rows)
        for name, array in (("weight", weight * scale[:, None]), ("bias", bias))
    }
    model.load_state_dict(state)
    return model.eval()


def digit_autoencoder() -> tuple[nn.Sequential, nn.Sequential]:
    """The trained encoder, N×1×28×28 → N×2, and decoder, N×2 → N×1×28×28."""
    encoder = nn.Sequential(nn.Flatten(), *filled("encoder"))
    decoder = nn.Sequential(*filled("decoder"), nn.Sigmoid(), nn.Unflatten(1, (1, 28, 28)))
    return encoder.eval(), decoder.eval()


def map_points() -> np.ndarray:
    """Where 1,000 training digits fall, in hundredths: (10 classes, 100 digits, 2)."""
    return load(FOLDER / "mnist-map.safetensors")["points"].numpy().astype(int).reshape(10, PER_CLASS, 2)
