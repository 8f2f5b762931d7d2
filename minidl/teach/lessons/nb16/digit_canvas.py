"""The canvas: draw a digit, and two trained networks say what they see, and why."""

import base64
import functools

import numpy as np
import traitlets

from .... import float64, no_grad, zeros
from ....creation import from_numpy
from ....nn.functional import softmax
from ....tensor import Tensor
from ...kit.bundle import script, style
from ...kit.picture import Choice, Picture, Whole
from .pretrained import NETWORKS, as_mnist, measured, mnist_network, sample_digits

SIDE = 28
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
        canvas.probabilities("ReLU"), canvas.seen(), canvas.products()

    Both networks have the lecture's 8,586 parameters and were trained on MNIST: "ReLU", and "linear"
    without activations, which is ten templates. `shift` moves the image to the right after it was put into
    MNIST's frame; `view` chooses between drawing × template and the activation maps of the ReLU network.
    """

    _esm = script(__file__, "digit_canvas.js")
    _css = style(__file__, "digit_canvas.css")

    image = Drawing()
    shift = Whole(0, -8, 8)
    view = Choice(["templates", "maps"])
    _numbers = traitlets.Dict().tag(sync=True)  # parameters and templates, shares read, true digits

    @traitlets.default("_numbers")
    def _pack(self):
        parameters = [parameter.detach().numpy().ravel() for parameter in _model("ReLU").parameters()]
        return {
            "ReLU": _packed(np.concatenate(parameters)),
            "linear": _packed(np.column_stack([templates()[0].reshape(10, -1), templates()[1]])),
            "read": [[_percent(share) for share in shares] for shares in measured()["shifted"][:2]],
            "truths": [[_packed(image, "u1"), digit] for image, digit in _samples().items()],
        }

    @classmethod
    def default_presets(cls):
        images = sample_digits()[0]
        shown = {"a three": images[3], "only ReLU reads it": images[10], "neither reads it": images[11]}
        shown = {name: {"image": image, "shift": 0} for name, image in shown.items()}
        shown["a nine, moved"] = {"image": images[9], "shift": 4}
        return shown | {"ink everywhere": {"image": np.ones((SIDE, SIDE)), "shift": 0}}

    @classmethod
    def completed(cls, state):
        return state | {"image": drawing(state["image"])} if "image" in state else state

    # --- what can be asked and done in Python; digit_canvas_arithmetic.js does the same ---

    def drawn(self) -> np.ndarray:
        """The canvas: 28×28 bytes."""
        return np.array(self.image, np.uint8).reshape(SIDE, SIDE)

    def seen(self) -> np.ndarray:
        """What the networks get: the drawing in MNIST's frame, shifted, 28×28 bytes."""
        return shifted(as_mnist(self.drawn()), self.shift)

    def products(self) -> np.ndarray:
        """Image × template for each digit, (10, 28, 28): all added up, with b, they are the linear scores."""
        return templates()[0] * (self.seen() / 255.0)

    def logits(self, network: str) -> np.ndarray | None:
        """The ten logits of "ReLU" or "linear"; None as long as the networks see nothing."""
        if not self.seen().any():
            return None
        if network == "linear":
            return self.products().sum(axis=(1, 2)) + templates()[1]
        with no_grad():
            return _model("ReLU")(from_numpy(self.seen()[None, None] / 255.0)).numpy()[0]

    def probabilities(self, network: str) -> np.ndarray | None:
        """The ten probabilities of "ReLU" or "linear"; None as long as the networks see nothing."""
        logits = self.logits(network)
        return None if logits is None else softmax(from_numpy(logits), dim=0).numpy()

    def truth(self) -> int | None:
        """Which digit it is, if it is one of MNIST's that came with the course."""
        return _samples().get(bytes(self.image))

    def describe(self):
        if not self.seen().any():
            return "The networks see nothing: draw a digit."
        ink, shown = (sum(map(int, image)) / (255 * SIDE**2) for image in (self.image, self.seen().flat))
        relu, linear = (_reading(self.probabilities(name)) for name in NETWORKS)
        truth, moved, read = self.truth(), "", ""
        if self.shift:
            moved = f", then moved {abs(self.shift)} to the {'right' if self.shift > 0 else 'left'}"
            shares = [self._numbers["read"][network][self.shift + 8] for network in (0, 1)]
            read = f" Of 10,000 test digits moved so, they read {shares[0]} and {shares[1]}."
        known = "" if truth is None else f" It is MNIST's {truth}."
        much = " No image of MNIST has as much ink, but a network must choose"
        return (
            f"The drawing covers {_percent(ink)} of the canvas. Put into MNIST's frame{moved}, the ReLU "
            f"network reads it as {relu}, the linear one as {linear}.{known}{read}"
            + (f"{much}: it has never learned “no digit”." if shown > MOST_INK else "")
        )


def shifted(image, columns: int) -> np.ndarray:
    """An image of bytes moved to the right; what leaves the frame is lost."""
    result = np.zeros_like(image)
    result[:, max(0, columns) : SIDE + min(0, columns)] = image[:, max(0, -columns) : SIDE - max(0, columns)]
    return result


@functools.cache
def _model(name):
    """A trained network in float64: the page computes in it, so both give the same sentence."""
    return mnist_network(name).double()


@functools.cache
def templates() -> tuple[np.ndarray, np.ndarray]:
    """The linear network is Wx + b: W as ten images (10, 28, 28), b (10,); float32's values, in float64."""
    black = zeros(10, 1, SIDE, SIDE, dtype=float64).requires_grad_()
    logits = _model("linear")(black)  # ten times b
    logits.backward(from_numpy(np.eye(10)))  # image c: the gradient of logit c
    return tuple(
        x.astype("<f4").astype(float) for x in (black.grad.numpy()[:, 0], logits.detach().numpy()[0])
    )


@functools.cache
def _samples():
    """{784 bytes: digit} of the images that came with the course."""
    images, digits = sample_digits()
    return {bytes(drawing(image)): int(digit) for image, digit in zip(images, digits.numpy())}


def _packed(numbers, kind="<f4") -> str:
    """Numbers, one behind the other, as the page wants them."""
    if not isinstance(numbers, bytes):
        numbers = np.asarray(numbers).astype(kind).tobytes()
    return base64.b64encode(numbers).decode("ascii")


def _percent(share):
    tenths = int(np.floor(1000 * share + 0.5))
    return f"{tenths // 10}.{tenths % 10} %"


def _reading(p):
    first, second = np.argsort(-p, kind="stable")[:2]
    return f"{first} ({_percent(p[first])}, then {second} with {_percent(p[second])})"
