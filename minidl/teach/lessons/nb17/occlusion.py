"""Which parts of a drawing an answer depends on: a square covers it, place after place."""

import numpy as np

from .... import from_numpy, no_grad
from ....nn.functional import softmax
from ...kit.computed import ComputedPicture, dropdown, slider
from ..nb16.pretrained import mnist_network
from .pad import SIDE, BesidePad, Images, the_pad, three

COVERS = {"paper": 0.0, "grey": 0.5, "ink": 1.0}
NETWORK = mnist_network("ReLU")


@no_grad()
def logits_of(images: np.ndarray) -> np.ndarray:
    """Images (N, 28, 28) → z (N, 10)."""
    return NETWORK(from_numpy(images[:, None])).numpy()


def covered(image: np.ndarray, size: int, ink: float) -> np.ndarray:
    """The image under a square at each place, row by row: (places, 28, 28)."""
    places = SIDE - size + 1
    images = np.repeat(image[None], places**2, axis=0)
    for number, copy in enumerate(images):
        row, column = divmod(number, places)
        copy[row : row + size, column : column + size] = ink
    return images


def occlusion(size: int, cover: str, digit: str):
    """Of the drawing: (digit, z uncovered, the picture under the worst square, where that is, what each
    square costs the digit (places, places), where the answer changes)."""
    image = the_pad().seen()
    images, places = covered(image, size, COVERS[cover]), SIDE - size + 1
    before, under = logits_of(image[None])[0], logits_of(images)
    under[(images == image).all(axis=(1, 2))] = before  # the same picture, the same answer: to the last bit
    asked = int(digit) if digit.isdigit() else int(before.argmax())
    costs = (before[asked] - under[:, asked]).reshape(places, places)
    worst = int(costs.argmax())
    changes = (under.argmax(axis=1) != before.argmax()).reshape(places, places)
    return asked, before, (images[worst], under[worst]), divmod(worst, places), costs, changes


def read(z: np.ndarray) -> str:
    """The network's answer: the digit, and its share in percent."""
    p = softmax(from_numpy(z.astype(float)), dim=0).numpy()
    return f"{p.argmax()} ({100 * p.max():.0f} %)"


def OcclusionPicture() -> BesidePad:
    """The drawing, the map of what each square costs the answer, and the drawing under the worst square."""
    parts = {}

    def draw(figure, size, cover, digit):
        if not figure.axes:
            parts["images"] = Images(three(figure), "seen map worst", signed="map")
            parts["other"] = figure.axes[1].plot([], [], "kx", ms=4, mew=1)[0]
        asked, before, (worst, z), (row, column), costs, changes = occlusion(size, cover, digit)
        half = (size - 1) / 2  # a square's cost is drawn at its middle
        wide = np.pad(np.kron(costs, np.ones((2, 2))), size - 1)  # in half pixels
        parts["images"](
            seen=(the_pad().seen(), f"the network\nreads {read(before)}", (row, column, size)),
            map=(
                wide,
                f"what a square costs\nthe {asked}: ≤ {costs.max():.1f}",
                (row + half, column + half, 1),
            ),
            worst=(worst, f"the worst square:\n{read(z)}", (row, column, size)),
        )
        parts["other"].set_data(*(np.argwhere(changes).T[::-1] + half + 0.5))

    def alt(size, cover, digit):
        asked, before, (_, z), _, costs, changes = occlusion(size, cover, digit)
        square = f"A square of {cover}, {size}×{size}, costs the {asked} at most {costs.max():.1f} of its z"
        there = f"{before[asked]:.1f}: there it reads {read(z)}".replace("-", "−")
        nowhere = f"At {(costs == 0).sum()} of {costs.size} places it costs nothing, at {changes.sum()}"
        return f"The network reads {read(before)}. {square}, {there}. {nowhere} the answer changes."

    controls = {
        "size": slider(1, 14, 1, 5, "side of the square"),
        "cover": dropdown([*COVERS]),
        "digit": dropdown(["its answer", *map(str, range(10))], label="z of the digit"),
    }
    presets = {"ink": {"cover": "ink"}, "ink, z of the 9": {"cover": "ink", "digit": "9"}}
    how = {"alt": alt, "size": (8, 3.2), "clear": False, "narrow": (4.2, 4.9)}
    return BesidePad(ComputedPicture(draw, controls, presets, **how), "occlusion")
