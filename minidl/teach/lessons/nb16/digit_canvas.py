"""The canvas: draw a digit, and two trained networks say what they see, with their activation maps."""

import base64
import functools

import numpy as np
import traitlets

from .... import no_grad
from ....nn import Conv2d, ReLU
from ....nn.functional import softmax
from ....tensor import Tensor
from ...kit.bundle import script, style
from ...kit.picture import Choice, Picture
from .pretrained import NETWORKS, as_mnist, mnist_network, sample_digits

SIDE = 28
PEN, ERASER = 1.3, 2.5  # radius, in pixels
MOST_INK = 0.4  # no image of MNIST has more


class Drawing(traitlets.TraitType):
    """784 whole numbers, row by row: 0 is paper, 255 ink. Takes any image of 28×28."""

    def __init__(self):
        super().__init__(default_value=[0] * SIDE**2)
        self.tag(sync=True, state=True)

    def validate(self, obj, value):
        return drawing(value)


def drawing(image) -> list[int]:
    """An image as DigitCanvas keeps it; TraitError, in words, for what is none.

    Decimals must lie between 0 and 1, whole numbers between 0 and 255.
    """
    expects = "image must hold 28×28 numbers, decimals from 0 to 1 or whole ones from 0 to 255"
    try:
        array = image.detach().numpy() if isinstance(image, Tensor) else np.asarray(image)
    except ValueError:  # rows of different lengths
        raise traitlets.TraitError(f"{expects}, got rows of different lengths.") from None
    whole = array.dtype.kind in "bui"
    if array.size != SIDE**2 or array.dtype.kind not in "buif":
        raise traitlets.TraitError(f"{expects}, got shape {array.shape} of {array.dtype}.")
    low, high, most = array.min(), array.max(), 255 if whole else 1
    if not (low >= 0 and high <= most):  # NaN is neither
        hint = "" if whole or not high <= 255 else " Try image / 255."
        raise traitlets.TraitError(f"{expects}, got {array.dtype} from {low} to {high}.{hint}")
    scale = 255 if array.dtype.kind in "bf" else 1
    return np.floor(array.ravel() * float(scale) + 0.5).astype(int).tolist()


class DigitCanvas(Picture):
    """A canvas of 28×28 pixels. What is drawn becomes an image like MNIST's, and two networks read it.

        canvas = DigitCanvas()
        canvas.image = an_array          # or draw with the pointer, or with arrow keys and Space
        canvas.stroke([(5, 14), (22, 14)])
        canvas.probabilities, canvas.seen(), canvas.activations()

    Both networks have the lecture's 8,586 parameters and were trained on MNIST: "ReLU", and "linear"
    without activations. `network` chooses whose probabilities and activation maps are shown.
    """

    _esm = script(__file__, "digit_canvas.js")
    _css = style(__file__, "digit_canvas.css")

    image = Drawing()
    network = Choice(list(NETWORKS))
    _networks = traitlets.Dict().tag(sync=True)  # {name: all its parameters, float32 in base64}

    @traitlets.default("_networks")
    def _pack(self):
        return {name: _packed(_model(name)) for name in NETWORKS}

    @classmethod
    def default_presets(cls):
        images = sample_digits()[0]
        names = [f"sample {digit}" for digit in range(10)] + ["only ReLU reads it", "neither reads it"]
        everywhere = np.ones((SIDE, SIDE))
        shown = dict(zip([*names, "ink everywhere"], [*images, everywhere]))
        return {name: {"image": image} for name, image in shown.items()}

    @classmethod
    def completed(cls, state):
        return state | {"image": drawing(state["image"])} if "image" in state else state

    # --- what can be asked and done in Python ---

    def drawn(self) -> np.ndarray:
        """The canvas: 28×28 bytes."""
        return np.array(self.image, np.uint8).reshape(SIDE, SIDE)

    def seen(self) -> np.ndarray:
        """What the networks get: the drawing in MNIST's frame, 28×28 bytes."""
        return as_mnist(self.drawn())

    def logits(self, network: str | None = None) -> np.ndarray | None:
        """The ten logits of one network, else of the one that is shown; None as long as nothing is drawn."""
        return self._forward(network or self.network)[1]

    @property
    def probabilities(self) -> np.ndarray | None:
        """The ten probabilities of the network that is shown; None as long as nothing is drawn."""
        return self.probabilities_of(self.network)

    def probabilities_of(self, network: str) -> np.ndarray | None:
        """The ten probabilities of "ReLU" or "linear"; None as long as nothing is drawn."""
        logits = self.logits(network)
        return None if logits is None else softmax(Tensor(logits), dim=0).numpy()

    def activations(self, network: str | None = None) -> list[np.ndarray]:
        """The maps after each convolution (and its ReLU), (8, 11, 11), (16, 4, 4), (32, 2, 2)."""
        return self._forward(network or self.network)[0]

    def stroke(self, points, erase: bool = False) -> None:
        """Draw a line through points (row, column); the middle of the canvas is (14, 14)."""
        points = np.asarray(points, dtype=float).reshape(-1, 2).tolist()
        image = self.drawn()
        for start, end in zip(points[:1] + points, points):  # the first: a dot
            image = with_stroke(image, start, end, erase)
        self.image = image

    def clear(self) -> None:
        """An empty canvas."""
        self.image = [0] * SIDE**2

    def _forward(self, name):
        """(maps after each convolution, logits); ([], None) where nothing is drawn."""
        if not any(self.image):
            return [], None
        maps, values = [], Tensor(self.seen()[None, None] / 255.0)
        with no_grad():
            for layer in _model(name):
                values = layer(values)
                if isinstance(layer, Conv2d):
                    maps.append(values.numpy()[0])
                elif isinstance(layer, ReLU):
                    maps[-1] = values.numpy()[0]
        return maps, values.numpy()[0]

    def describe(self):
        if not any(self.image):
            return (
                f"Nothing is drawn, so no network is asked; a drawing will show the activation maps of the "
                f"{self.network} network."
            )
        ink, shown = (sum(map(int, image)) / (255 * SIDE**2) for image in (self.image, self.seen().flat))
        relu, linear = (_reading(self.probabilities_of(name)) for name in NETWORKS)
        much = (
            "; no image of MNIST has as much ink as this, but a network must choose: it has never learnt "
            "“no digit”."
        )
        return (
            f"The drawing covers {_percent(ink)} of the canvas; put into MNIST's frame, the ReLU network "
            f"reads it as {relu}, the linear one as {linear}; the activation maps are those of the "
            f"{self.network} network{much if shown > MOST_INK else '.'}"
        )


def with_stroke(image, start, end, erase: bool = False) -> np.ndarray:
    """A new image with one straight stroke from (row, column) to (row, column), 2.6 pixels thick."""
    (row, column), (down, across) = start, (end[0] - start[0], end[1] - start[1])
    y, x = np.arange(SIDE)[:, None] + 0.5 - row, np.arange(SIDE) + 0.5 - column
    length = down * down + across * across
    share = np.clip((y * down + x * across) / length, 0, 1) if length else 0
    dy, dx = y - share * down, x - share * across
    covered = np.clip((ERASER if erase else PEN) + 0.5 - np.sqrt(dy * dy + dx * dx), 0, 1)
    ink = np.floor(255 * covered + 0.5).astype(np.uint8)
    return np.minimum(image, 255 - ink) if erase else np.maximum(image, ink)


@functools.cache
def _model(name):
    """A trained network in float64: the page computes in it, so both give the same sentence."""
    return mnist_network(name).double()


def _packed(model):
    """All parameters, one behind the other, as the page wants them."""
    numbers = [parameter.detach().numpy().ravel() for parameter in model.parameters()]
    return base64.b64encode(np.concatenate(numbers).astype("<f4").tobytes()).decode("ascii")


def _percent(share):
    tenths = int(np.floor(1000 * share + 0.5))
    return f"{tenths // 10}.{tenths % 10} %"


def _reading(p):
    first, second = np.argsort(-p, kind="stable")[:2]
    return f"{first} ({_percent(p[first])}, then {second} with {_percent(p[second])})"
