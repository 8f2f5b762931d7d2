"""The map of digits: a point is dragged, and a trained decoder draws what lies there."""

import base64
import functools
from math import sqrt

import numpy as np
import traitlets

from ...kit.bundle import script, style
from ...kit.picture import Choice, Number, Picture, rounded, signed
from ..nb16.digit_canvas import Drawing, drawing
from ..nb16.pretrained import as_mnist, sample_digits
from .pretrained import SIZES, map_points, stored_layers

EDGE, STEP, NEIGHBOURS, STOPS = 3, 0.05, 10, 7


class DigitMapPicture(Picture):
    """A map on which each digit is two numbers. Drag the point: the decoder draws what lies there.

        picture = DigitMapPicture()
        picture.x, picture.y = 0.5, -1       # the two numbers
        picture.a, picture.b = an_image, another   # drawings: 28×28 numbers, or draw in the page
        picture.decoded(), picture.code("a"), picture.between()

    The autoencoder was trained on MNIST without labels; colours and numerals were added afterwards. `view`
    puts training digits on the map, or what the decoder draws at each place.
    """

    _esm = script(__file__, "digit_map.js")
    _css = style(__file__, "digit_map.css")

    x = Number(-1.25, -EDGE, EDGE, STEP)
    y = Number(0.65, -EDGE, EDGE, STEP)
    a = Drawing()
    b = Drawing()
    view = Choice(["training digits", "decoded pictures"])
    _numbers = traitlets.Dict().tag(sync=True)

    @traitlets.default("_numbers")
    def _pack(self):
        halves = {}
        for half in SIZES:
            weights, rest = zip(*((w.ravel(), (scale, bias)) for w, scale, bias in stored_layers(half)))
            floats = np.concatenate([part for pair in rest for part in pair]).astype("<f4")
            halves[half] = [_packed(np.concatenate(weights)), _packed(floats)]
        return halves | {"points": _packed(map_points().astype("<i2"))}

    @traitlets.default("a")
    def _first(self):
        return drawing(sample_digits()[0][0])

    @traitlets.default("b")
    def _second(self):
        return drawing(sample_digits()[0][1])

    @classmethod
    def default_presets(cls):
        empty = [0] * 784
        own = {"a": empty, "b": empty, "x": 0.0, "y": 0.0}
        return {"two to seven": _samples(2, 7), "a six": _samples(6, 9), "your own": own}

    @classmethod
    def completed(cls, state):
        return state | {name: drawing(state[name]) for name in "ab" if name in state}

    # --- the arithmetic; digit_map_arithmetic.js says the same ---

    def code(self, name: str) -> np.ndarray | None:
        """The two numbers of drawing "a" or "b"; None as long as it is empty."""
        return _code(getattr(self, name))

    def decoded(self, x: float | None = None, y: float | None = None) -> np.ndarray:
        """What the decoder draws at the point, or at (x, y): 28×28 shares of ink."""
        code = np.array([self.x if x is None else x, self.y if y is None else y], float)
        return (1 / (1 + np.exp(-_through("decoder", code)))).reshape(28, 28)

    def between(self) -> list[tuple[np.ndarray, np.ndarray]] | None:
        """From drawing A to B in seven steps: (code, the pixels mixed); None if one is empty."""
        codes = self.code("a"), self.code("b")
        if None in [code if code is None else 0 for code in codes]:
            return None
        seen = [_seen(image) / 255 for image in (self.a, self.b)]
        mix = lambda share, pair: (1 - share) * pair[0] + share * pair[1]
        return [(mix(share, codes), mix(share, seen)) for share in np.arange(STOPS) / (STOPS - 1)]

    def neighbours(self) -> tuple[int, int, float]:
        """Of the ten nearest training digits: the most frequent one, how often; how far the nearest is."""
        here = [round(100 * self.x), round(100 * self.y)]
        squares = ((map_points().reshape(-1, 2) - here) ** 2).sum(axis=1)
        near = np.argsort(squares, kind="stable")[:NEIGHBOURS]
        counts = np.bincount(near // (len(squares) // 10), minlength=10)
        return int(counts.argmax()), int(counts.max()), sqrt(squares[near[0]]) / 100

    def describe(self):
        digit, count, far = self.neighbours()
        drawings = []
        for name in "ab":
            code, title = self.code(name), f"Drawing {name.upper()}"
            if code is None:
                drawings.append(f"{title} is empty.")
                continue
            beyond = ", beyond the map" if (np.abs(code) > EDGE).any() else ""
            drawings.append(f"{title} falls at ({rounded(code[0])}, {rounded(code[1])}){beyond}.")
        return (
            f"At ({signed(self.x)}, {signed(self.y)}) the decoder draws a picture with "
            f"{(self.decoded() > 0.5).sum()} dark pixels. Of the {NEIGHBOURS} nearest training digits "
            f"{count} {'is' if count == 1 else 'are'} a {digit}; the nearest of all is {rounded(far)} away. "
            f"{' '.join(drawings)}"
        )


def _through(half: str, values: np.ndarray) -> np.ndarray:
    """Linear layers, with ReLU between them, in float64."""
    layers = _layers(half)
    for i, (weights, scale, bias) in enumerate(layers):
        values = weights @ values * scale + bias
        if i < len(layers) - 1:
            values = np.maximum(values, 0)
    return values


@functools.cache
def _layers(half):
    return [tuple(array.astype(float) for array in layer) for layer in stored_layers(half)]


def _seen(image) -> np.ndarray:
    return as_mnist(np.array(image, np.uint8).reshape(28, 28))


def _code(image) -> np.ndarray | None:
    seen = _seen(image)
    return _through("encoder", seen.ravel() / 255) if seen.any() else None


def _samples(a: int, b: int = 1) -> dict:
    """Two of MNIST's digits as drawings, and the point at the first."""
    first, second = (drawing(sample_digits()[0][digit]) for digit in (a, b))
    x, y = _on_map(_code(first))
    return {"a": first, "b": second, "x": x, "y": y}


def _on_map(code) -> list[float]:
    """Where the point can be that is nearest to a code."""
    return [round(round(float(np.clip(value, -EDGE, EDGE)) / STEP) * STEP, 12) for value in code]


def _packed(numbers) -> str:
    return base64.b64encode(np.ascontiguousarray(numbers).tobytes()).decode("ascii")
