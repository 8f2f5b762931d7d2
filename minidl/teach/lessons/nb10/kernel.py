"""The picture of a kernel: nine numbers on a photograph, as correlation or as convolution."""

import numpy as np
import traitlets
from PIL import Image

from ....tensor import Tensor
from ...kit.bundle import script, style
from ...kit.picture import Choice, Numbers, Picture, Whole, rounded, signed
from .temple import SIDE, temple

KERNELS = {
    "Sobel": {"kernel": [-1, 0, 1, -2, 0, 2, -1, 0, 1], "divisor": 1},
    "blur": {"kernel": [1, 2, 1, 2, 4, 2, 1, 2, 1], "divisor": 16},
    "edges": {"kernel": [-1, -1, -1, -1, 8, -1, -1, -1, -1], "divisor": 1},
    "sharpen": {"kernel": [0, -1, 0, -1, 5, -1, 0, -1, 0], "divisor": 1},
    "nine ones": {"kernel": [1] * 9, "divisor": 1},
    "a single 1": {"kernel": [0, 0, 0, 0, 0, 1, 0, 0, 0], "divisor": 1},
}
EXPECTS = (
    "image must be a picture: rows of numbers, H×W, or H×W×3 in colour; "
    "whole ones from 0 to 255, or decimals from 0 to 1"
)


class Grey(traitlets.TraitType):
    """48·48 whole numbers, row by row, from 0 (black) to 255 (white). Takes a picture of any size."""

    def __init__(self):
        super().__init__(default_value=temple().ravel().tolist())
        self.tag(sync=True, state=True)

    def validate(self, obj, value):
        return grey(value)


def grey(image) -> list[int]:
    """A picture as KernelPicture keeps it: its middle square, 48×48, grey. TraitError, in words, for none."""
    if isinstance(image, Image.Image):
        image = np.asarray(image) if image.mode[0] in "IF" else on_white(image)
    if isinstance(image, str):
        raise traitlets.TraitError(f"{EXPECTS}, got text. Open a file first: PIL.Image.open(...).")
    try:
        array = image.detach().numpy() if isinstance(image, Tensor) else np.asarray(image)
    except ValueError:  # rows of different lengths
        raise traitlets.TraitError(f"{EXPECTS}, got rows of different lengths.") from None
    if array.dtype.kind not in "buif":
        raise traitlets.TraitError(f"{EXPECTS}, got {array.dtype}.")
    rows = array.reshape(SIDE, SIDE) if array.shape == (SIDE**2,) else array
    while rows.ndim > 2 and rows.shape[0] == 1:
        rows = rows[0]
    if rows.ndim == 3:
        last = -1 if rows.shape[-1] in (1, 3, 4) else 0
        many = rows.shape[last]
        rows = np.moveaxis(rows, last, -1)[..., :3].mean(axis=-1) if many in (1, 3, 4) else array
    if rows.ndim != 2 or 0 in rows.shape:
        raise traitlets.TraitError(f"{EXPECTS}, got the shape {array.shape}.")
    most = {"f": 1, "b": 1}.get(array.dtype.kind, 65535 if array.dtype == np.uint16 else 255)
    low, high = float(array.min()), float(array.max())
    if not (low >= 0 and high <= most):  # NaN is neither
        hint = " Try image / 255." if most == 1 and 1 < high <= 255 and low >= 0 else ""
        raise traitlets.TraitError(f"{EXPECTS}, got {array.dtype} from {low:g} to {high:g}.{hint}")
    side = min(rows.shape)
    top, left = ((length - side) // 2 for length in rows.shape)
    square = np.ascontiguousarray(rows[top : top + side, left : left + side], np.float32) * (255 / most)
    small = np.asarray(Image.fromarray(square).resize((SIDE, SIDE), Image.Resampling.BOX), float)
    return np.clip(np.floor(small + 0.5), 0, 255).astype(int).ravel().tolist()


def on_white(image):
    paper = Image.new("RGBA", image.size, "white")
    return np.asarray(Image.alpha_composite(paper, image.convert("RGBA")).convert("RGB"))


class KernelPicture(Picture):
    """A kernel of 3×3 numbers on a photograph; under the pointer the nine products.

        picture = KernelPicture()
        picture.image = an_array             # or a file, or a drawing, in the page
        picture.kernel = [0, 0, 0, 0, 1, 0, 0, 0, 0]   # row by row
        picture.rule = "convolution"         # the kernel is turned by 180 degrees first
        picture.result()

    Around the picture there are zeros, so the result is as large as the picture. All sums are divided by
    `divisor`. `row` and `column` say where the kernel's middle lies.
    """

    _esm = script(__file__, "kernel.js")
    _css = style(__file__, "kernel.css")

    image = Grey()
    kernel = Numbers(KERNELS["Sobel"]["kernel"], 9, -99, 99, step=1)
    divisor = Whole(1, 1, 999, slider=25)
    rule = Choice(["correlation", "convolution"])
    row = Whole(20, 0, SIDE - 1)
    column = Whole(4, 0, SIDE - 1)

    # --- the arithmetic; kernel_arithmetic.js says the same ---

    def laid(self) -> np.ndarray:
        """The 3×3 weights as they lie on the picture."""
        weights = np.array(self.kernel).reshape(3, 3)
        return weights if self.rule == "correlation" else weights[::-1, ::-1]

    def sums(self) -> np.ndarray:
        """The weighted sums before they are divided, 48×48 whole numbers."""
        padded = np.pad(np.array(self.image, int).reshape(SIDE, SIDE), 1)
        parts = (
            w * padded[i : i + SIDE, j : j + SIDE]
            for i, line in enumerate(self.laid())
            for j, w in enumerate(line)
        )
        return sum(parts, np.zeros((SIDE, SIDE), int))

    def result(self) -> np.ndarray:
        """What comes out, 48×48."""
        return self.sums() / self.divisor

    def describe(self):
        sums, weights, total = self.sums(), self.kernel, sum(self.kernel)
        lines = ["  ".join(map(signed, weights[i : i + 3])) for i in (0, 3, 6)]
        grey_sums = np.floor(sums / self.divisor + 0.5)
        cut = int(((grey_sums < 0) | (grey_sums > 255)).sum())
        by = "" if self.divisor == 1 else f"/{self.divisor}"
        if total > 0:
            drawn = f"drawn in grey; {cut} of {SIDE**2} numbers are below 0 or above 255, and are cut"
        else:
            drawn = "drawn with signs: blue above 0, orange below"
        turned = "as it is" if self.rule == "correlation" else "turned by 180°"
        here = rounded(sums[self.row, self.column] / self.divisor)
        return (
            f"The kernel [{' | '.join(lines)}]{by} lies on the picture {turned}: {self.rule}. "
            f"At row {self.row}, column {self.column} the nine products give {here}. "
            f"The weights add up to {signed(total)}{by}. "
            "The result goes "
            f"from {rounded(sums.min() / self.divisor)} to {rounded(sums.max() / self.divisor)}, "
            f"{drawn}."
        )
