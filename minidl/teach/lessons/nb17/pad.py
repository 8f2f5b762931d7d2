"""A small pad to draw a digit on; and images of computed pictures that answer to each stroke at once."""

import functools

import ipywidgets
import numpy as np

from ...kit.bundle import script, style
from ...kit.callbacks import shown
from ...kit.figures import narrow
from ...kit.picture import Picture, rounded
from ..nb16.digit_canvas import SIDE, Drawing, drawing
from ..nb16.pretrained import as_mnist, sample_digits


class SketchPad(Picture):
    """A pad of 28×28 pixels. `image` is what is drawn, 784 whole numbers from 0 (paper) to 255 (ink).

    `seen()` is the drawing as the network gets it: in MNIST's frame, (28, 28), from 0 to 1.
    """

    _esm = script(__file__, "pad.js")
    _css = style(__file__, "pad.css")

    image = Drawing()

    @classmethod
    def default_presets(cls):
        return {f"a {digit}": {"image": sample_digits()[0][digit]} for digit in (3, 4, 7)}

    @classmethod
    def completed(cls, state):
        return state | {"image": drawing(state["image"])} if "image" in state else state

    def seen(self) -> np.ndarray:
        return as_mnist(np.array(self.image, np.uint8).reshape(SIDE, SIDE)).astype(np.float32) / 255

    def describe(self):
        share = rounded(100 * sum(self.image) / (255 * SIDE**2), 0)
        return (
            f"The drawing covers {share} % of the pad."
            if any(self.image)
            else "The pad is empty: draw a digit."
        )


@functools.cache
def the_pad() -> SketchPad:
    """One pad for the whole lesson: what is drawn in one loop is there in the next."""
    pad = SketchPad(image=sample_digits()[0][4])
    pad.readers = {}  # name → the newest picture of that kind, and what draws it again
    pad.observe(lambda change: [redraw() for redraw in pad.readers.values()], "image")
    return pad


class BesidePad(ipywidgets.Box):
    """The pad, and beside it (below it, where the room is narrow) a computed picture of what is drawn."""

    def __init__(self, picture, name: str):
        self.pad, self.picture = the_pad(), picture
        self.pad.readers[name] = shown(picture, picture._redraw)  # an older one of the same kind rests
        for part, flex in ((self.pad, "1 1 190px"), (picture, "3 1 330px")):
            part.layout = ipywidgets.Layout(flex=flex, min_width="0", overflow="visible")
        row = ipywidgets.Layout(display="flex", flex_flow="row wrap", overflow="visible")
        super().__init__([self.pad, picture], layout=row)
        self.preset, self.set, self.describe = picture.preset, picture.set, picture.describe
        self.presets = picture.presets

    def _repr_mimebundle_(self, **kwargs):
        still, metadata = self.picture._repr_mimebundle_(**kwargs)
        kept = {name: still[name] for name in ("image/png", "text/plain")}
        return super()._repr_mimebundle_(**kwargs) | kept, metadata


def three(figure) -> list:
    """Three axes: in a row, or two and one where the room is narrow."""
    return [figure.add_subplot(*((2, 2) if narrow(figure) else (1, 3)), n) for n in (1, 2, 3)]


class Images:
    """Titled images in axes, for a picture that answers to each stroke: only what changes is drawn again.

    `images(name=(numbers, title, frame))`: of a signed one positive numbers are blue, negative ones orange.
    Each is 28 wide and high; the green frame is (row, column, size) of a square in it, or left out.
    """

    def __init__(self, axes, names: str, signed: str):
        from matplotlib.patches import Rectangle

        self.parts = {}
        for name, each in zip(names.split(), axes):
            each.set(xticks=[], yticks=[], xlim=(0, SIDE), ylim=(SIDE, 0))
            each.grid(False)
            each.spines[:].set(visible=True, color="0.6")
            look = {"cmap": "signed"} if name in signed.split() else {"cmap": "Greys", "vmin": 0, "vmax": 1}
            image = each.imshow(np.zeros((1, 1)), extent=(0, SIDE, SIDE, 0), **look)
            image.set_cmap(image.cmap.with_extremes(bad="0.75"))  # between tiles
            frame = each.add_patch(Rectangle((0, 0), 1, 1, fill=False, ec="C2", lw=3, visible=False))
            self.parts[name] = image, each.set_title("", fontsize=12), frame, name in signed.split()

    def __call__(self, **shown):
        for name, (numbers, title, *place) in shown.items():
            image, words, frame, signed = self.parts[name]
            image.set_data(numbers)
            words.set_text(title)
            if signed:
                largest = np.nanmax(np.abs(numbers)) or 1
                image.set_clim(-largest, largest)
            for row, column, size in place:
                frame.set(x=column, y=row, width=size, height=size, visible=True)


def tiles(images, columns: int, gap: int = 1) -> np.ndarray:
    """Images (N, H, W) side by side; NaN between them."""
    rows = -(-len(images) // columns)
    height, width = np.array(images.shape[1:]) + gap
    sheet = np.full((rows * height - gap, columns * width - gap), np.nan)
    for number, image in enumerate(images):
        row, column = number // columns * height, number % columns * width
        sheet[row : row + height - gap, column : column + width - gap] = image
    return sheet
