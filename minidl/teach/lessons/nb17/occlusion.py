"""Which parts of a drawing an answer depends on: a square covers it, place after place."""

import numpy as np

from .... import from_numpy, no_grad
from ....nn.functional import softmax
from ...kit.computed import ComputedPicture, dropdown, slider
from ...kit.figures import narrow, panels
from ..nb16.pretrained import mnist_network
from .pad import SIDE, BesidePad, the_pad
from .units import set_signed, still_image

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


def occlusion(image: np.ndarray, size: int, ink: float, digit: int | None = None):
    """(the digit, its z uncovered, the map of what each square costs, z of all digits at each place).

    Without a digit it is the network's answer. Map: (places, places), z − z covered.
    """
    places = SIDE - size + 1
    before, under = logits_of(image[None])[0], logits_of(covered(image, size, ink))
    digit = int(before.argmax()) if digit is None else digit
    costs = (before[digit] - under[:, digit]).reshape(places, places)
    return digit, before, costs, under.reshape(places, places, 10)


def read(z: np.ndarray) -> str:
    """The network's answer: the digit, and its share in percent."""
    p = softmax(from_numpy(np.asarray(z, dtype=float)), dim=0).numpy()
    return f"{p.argmax()} ({100 * p.max():.0f} %)"


def OcclusionPicture() -> BesidePad:
    """The drawing, the map of what each square costs the answer, and the drawing under the worst square."""
    from matplotlib.patches import Rectangle

    parts = {}

    def of(size, cover, digit):
        asked = None if digit == "its answer" else int(digit)
        return occlusion(the_pad().seen(), size, COVERS[cover], asked)

    def start(figure):
        for name, axes in zip(("seen", "map", "worst"), panels(figure, 3)):
            look = {"cmap": "signed"} if name == "map" else {"cmap": "Greys", "vmin": 0, "vmax": 1}
            parts[name] = still_image(axes, **look)
            axes.set(xlim=(0, SIDE), ylim=(SIDE, 0))
            parts[name].set_extent((0, SIDE, SIDE, 0))
            parts[name, "title"] = axes.set_title("", fontsize=12)
            parts[name, "box"] = axes.add_patch(Rectangle((0, 0), 1, 1, fill=False, ec="C1", lw=3))
        parts["other"] = parts["map"].axes.plot([], [], "kx", ms=4, mew=1)[0]
        lines = 1 if narrow(figure) else 2
        parts["breaks"] = "\n" if lines == 2 else " "

    def draw(figure, size, cover, digit):
        if not figure.axes:
            start(figure)
        seen, (asked, before, costs, under) = the_pad().seen(), of(size, cover, digit)
        row, column = divmod(int(costs.argmax()), costs.shape[1])
        worst = covered(seen, size, COVERS[cover])[row * costs.shape[1] + column]
        parts["seen"].set_data(seen)
        parts["worst"].set_data(worst)
        set_signed(parts["map"], costs)
        half = (size - 1) / 2  # a square's cost is drawn at its middle
        parts["map"].set_extent((half, SIDE - half, SIDE - half, half))
        for name in ("seen", "worst"):
            parts[name, "box"].set(x=column, y=row, width=size, height=size)
        parts["map", "box"].set(x=column + half, y=row + half, width=1, height=1)
        at = np.argwhere(under.argmax(axis=2) != before.argmax())
        parts["other"].set_data(at[:, 1] + half + 0.5, at[:, 0] + half + 0.5)
        between = parts["breaks"]
        parts["seen", "title"].set_text(f"the network{between}reads {read(before)}")
        parts["map", "title"].set_text(f"what a square costs{between}the {asked}: at most {costs.max():.1f}")
        parts["worst", "title"].set_text(f"the worst square:{between}{read(under[row, column])}")

    def alt(size, cover, digit):
        asked, before, costs, under = of(size, cover, digit)
        row, column = divmod(int(costs.argmax()), costs.shape[1])
        others, empty = int((under.argmax(axis=2) != before.argmax()).sum()), int((costs == 0).sum())
        return (
            f"The network reads {read(before)}. A square of {cover}, {size}×{size}, costs the {asked} at most "
            f"{costs.max():.1f} of its z, {before[asked]:.1f}: there it reads {read(under[row, column])}. At {empty} of "
            f"{costs.size} places it costs nothing, at {others} the answer changes."
        )

    controls = {
        "size": slider(1, 14, 1, 5, "side of the square"),
        "cover": dropdown([*COVERS]),
        "digit": dropdown(["its answer", *map(str, range(10))], label="z of the digit"),
    }
    presets = {"ink": {"cover": "ink"}, "ink, z of the 8": {"cover": "ink", "digit": "8"}}
    how = {"alt": alt, "size": (8, 3.2), "clear": False, "narrow": (4.2, 11.5)}
    return BesidePad(ComputedPicture(draw, controls, presets, **how), "occlusion")
