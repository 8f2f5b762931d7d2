"""How the sensitivity of a unit is spread over its field: by equal, by random and by trained weights.

The trained ones were measured once (trained.json): `python -m tests.teach.lessons.nb12.train` does it again.
"""

import functools
import json
from pathlib import Path

import numpy as np

from .... import manual_seed, nn, randn
from ....inspect import effective_receptive_field
from ...kit.computed import ComputedPicture, dropdown
from ...kit.figures import panels
from .receptive_field import conv, fields_of, pool, sizes_of, ways

TRAINED = Path(__file__).with_name("trained.json")
STACKS = {
    "One 7×7": [conv(7)],
    "Three 3×3": [conv(3)] * 3,
    "Eight 3×3": [conv(3)] * 8,
    "LeNet": [conv(5), pool(2), conv(5), pool(2)],
}
MEANS = {"all equal": "all weights equal", "random": "30 random networks", "trained": "5 trained networks"}


def size_of(stack: str) -> int:
    return fields_of(STACKS[stack])[-1].size


def network(stack: str) -> nn.Sequential:
    """The stack with 8 channels and ReLUs, then one number; over its own field there is one unit."""
    parts, channels = [], 1
    for layer in STACKS[stack]:
        size = layer["kernel_size"]
        parts += (
            [nn.Conv2d(channels, 8, size), nn.ReLU()] if layer["kind"] == "conv" else [nn.AvgPool2d(size)]
        )
        channels = 8
    return nn.Sequential(*parts, nn.Conv2d(8, 1, 1))


def mean_of(networks: list, images) -> np.ndarray:
    """|∂unit/∂pixel| as shares of its sum, then their mean over the networks."""
    heats = [effective_receptive_field(network, images) for network in networks]
    return np.mean([heat / heat.sum() for heat in heats], axis=0)


@functools.cache
def spread(stack: str, weights: str) -> np.ndarray:
    """The share of each pixel of the field in what moves the unit."""
    size = size_of(stack)
    if weights == "trained":
        return np.array(json.loads(TRAINED.read_text(encoding="utf-8"))[stack])
    if weights == "random":
        manual_seed(0)
        return mean_of([network(stack) for _ in range(30)], randn(16, 1, size, size))
    row = np.array(list(ways(STACKS[stack], sizes_of(STACKS[stack], size), [0]).values()))
    return np.outer(row, row) / row.sum() ** 2


def describe(stack: str, weights: str) -> str:
    heat, size = spread(stack, weights), size_of(stack)
    half = size - 2 * (size // 4)
    cut = slice(size // 4, size - size // 4)
    corner = 100 * heat[0, 0] / heat.max()
    share, even = 100 * heat[cut, cut].sum(), 100 * half**2 / size**2
    return (
        f"{stack}, {MEANS[weights]}: field {size}×{size}. The middle {half}×{half} pixels, "
        f"{even:.0f} % of the field, have {share:.0f} % of the influence; "
        f"the corner pixel has {'less than 0.1' if corner < 0.1 else f'{corner:.0f}'} % of the largest."
    )


def draw(figure, stack: str, weights: str) -> None:
    heat, size = spread(stack, weights), size_of(stack)
    shares = heat / heat.max()
    left, right = panels(figure, 2)
    image = left.imshow(np.pad(shares, 3), cmap="cividis", vmin=0, vmax=1)
    near, far = 2.5, size + 2.5
    left.plot([near, far, far, near, near], [near, near, far, far, near], "C1", lw=3)
    left.set(xticks=[], yticks=[], title=f"frame: field by formula, {size}×{size}")
    left.set_xlabel("colour: share of the largest")
    figure.colorbar(image, ax=left, shrink=0.8)
    right.bar(range(size), shares[size // 2], width=0.85)
    right.axhline(shares.mean(), color="C1", lw=2, ls="--", label="same sum, spread evenly")
    right.set(ylim=(0, 1.2), xlabel="pixel of the middle row", title="its middle row")
    right.legend(loc="upper right", fontsize=12)


def spread_picture(*presets: tuple[str, str]) -> ComputedPicture:
    """The spread of one stack; it starts with the first of the presets, each (stack, weights)."""
    stack, weights = presets[0]
    controls = {"stack": dropdown(list(STACKS), stack), "weights": dropdown(list(MEANS), weights)}
    named = {f"{stack}, {weights}": {"stack": stack, "weights": weights} for stack, weights in presets}
    return ComputedPicture(draw, controls, named, alt=describe, size=(8, 3.6), narrow=(4.2, 7))
