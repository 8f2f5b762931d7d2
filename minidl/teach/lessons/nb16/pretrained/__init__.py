"""Networks that were trained before the lesson, and MNIST digits to try them on. README.md is their card.

`make weights` trains them anew from real MNIST; notebooks need no data and no network.
"""

from pathlib import Path

import numpy as np

from ..... import load, nn
from .....tensor import Tensor
from .preprocessing import as_mnist

__all__ = ["lecture_network", "mnist_network", "sample_digits", "measured", "as_mnist"]

FOLDER = Path(__file__).parent
NETWORKS = {"ReLU": "mnist-relu.safetensors", "linear": "mnist-linear.safetensors"}


def lecture_network(relu: bool) -> nn.Sequential:
    """The 8,586-parameter network of lecture S0, untrained: as printed, or with ReLU after each convolution.

    >>> sum(p.numel() for p in lecture_network(relu=False).parameters())
    8586
    """
    bend = [nn.ReLU()] if relu else []  # the lecture prints none, so its network stays linear
    return nn.Sequential(
        nn.Conv2d(1, 8, kernel_size=7, stride=2), *bend,  # 28×28 → 11×11
        nn.Conv2d(8, 16, kernel_size=5, stride=2), *bend,  # → 4×4
        nn.Conv2d(16, 32, kernel_size=3), *bend,  # → 2×2
        nn.AvgPool2d(2), nn.Flatten(),  # Keras: GlobalAveragePooling2D
        nn.Linear(32, 10),
    )  # fmt: skip


def mnist_network(name: str) -> nn.Sequential:
    """The lecture's network trained on MNIST: "ReLU", or "linear" for the one without activations."""
    if name not in NETWORKS:
        raise ValueError(f'mnist_network expects "ReLU" or "linear", got {name!r}.')
    model = lecture_network(relu=name == "ReLU")
    model.load_state_dict(load(FOLDER / NETWORKS[name]))
    return model.eval()


def sample_digits() -> tuple[Tensor, Tensor]:
    """Twelve images of MNIST's test set, N×1×28×28 in [0, 1], and their classes.

    First the digits 0 to 9, which both networks read; then one that only the ReLU network reads, and one
    that neither reads.
    """
    samples = load(FOLDER / "mnist-samples.safetensors")
    return samples["images"][:, None] / 255, samples["labels"]


def measured() -> dict[str, np.ndarray]:
    """Shares read right: of shifted MNIST images, and of MNIST-1D with shuffled positions.

    `shifted` is (network, shift), the shifts are `shifts`; `shuffled` is (count, CNN or MLP, training or
    test), the numbers of shuffled positions are `counts`.
    """
    return {name: numbers.numpy() for name, numbers in load(FOLDER / "measured.safetensors").items()}
