"""Activations with their slopes, and Maxout: computed pictures."""

import numpy as np

from .... import tensor
from ....nn import functional as F
from ...kit.computed import ComputedPicture, dropdown, slider
from ...kit.figures import panels

ACTIVATIONS = {  # name → what minidl computes; α counts for leaky ReLU and ELU only
    "sigmoid": lambda z, alpha=0.1: F.sigmoid(z),
    "tanh": lambda z, alpha=0.1: F.tanh(z),
    "ReLU": lambda z, alpha=0.1: F.relu(z),
    "leaky ReLU": lambda z, alpha=0.1: F.leaky_relu(z, alpha),
    "ELU": lambda z, alpha=1.0: F.elu(z, alpha),
    "GELU": lambda z, alpha=0.1: F.gelu(z),
    "no activation": lambda z, alpha=0.1: 1 * z,
}
COPIES = 10
Z = np.linspace(-6, 6, 241)


def value_and_slope(name: str, z, alpha: float):
    """f(z) and f′(z) as arrays: the slope is what minidl sends back for a gradient of 1."""
    z = tensor(np.asarray(z, dtype=float), requires_grad=True)
    value = ACTIVATIONS[name](z, alpha)
    value.sum().backward()
    return value.detach().numpy(), z.grad.numpy()


def power(x: float) -> str:
    """Two digits, and a power of ten where the number is tiny or large: 0.25, 9.5·10⁻⁷."""
    if x == 0 or 1e-3 <= abs(x) < 1000:
        return f"{x:.3g}".replace("-", "−")
    digits, exponent = f"{x:.1e}".split("e")
    return f"{digits}·10{raised(int(exponent))}".replace("-", "−")


def raised(exponent: int) -> str:
    return str(exponent).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))


def tens(axes, low: int, high: int, step: int) -> None:
    """Label an axis of logarithms with the powers of ten themselves."""
    ticks = range(low, high + 1, step)
    axes.set_yticks([*ticks], [f"10{raised(t)}" if t else "1" for t in ticks])


def SlopePicture() -> ComputedPicture:
    """An activation, its slope at a point z, and what ten such slopes in a row leave of a gradient of 1."""
    parts = {}

    def start(figure):
        left, middle, right = panels(figure, 3)
        for axes in (left, middle):
            axes.axhline(0, color="0.6", lw=1)
            axes.set(xlim=(-6, 6), xlabel="z")
        parts["titles"] = [axes.set_title("", fontsize=13) for axes in (left, middle, right)]
        left.set_ylim(-1.6, 4)
        middle.set_ylim(-0.25, 1.25)
        right.set(xlim=(-1, COPIES + 1), ylim=(-12, 2.5), xlabel="activations passed")
        tens(right, -12, 0, 3)
        parts.update(
            f=left.plot(Z, Z, "C0")[0], slope=middle.plot(Z, Z, "C2")[0],
            touch=left.plot([], [], "C1", lw=5, alpha=0.6)[0], at=left.plot([], [], "ko", ms=8)[0],
            here=middle.plot([], [], "ko", ms=8)[0], left=right.plot([], [], "C1o-", ms=7)[0],
            gone=right.text(0, -11.5, "", fontsize=14),
        )  # fmt: skip

    def draw(figure, activation, z, alpha):
        if not figure.axes:
            start(figure)
        f, slope = value_and_slope(activation, Z, alpha)
        (y,), (s,) = value_and_slope(activation, [z], alpha)
        parts["f"].set_ydata(f)
        parts["slope"].set_ydata(slope)
        reach = 1.5 / np.hypot(1, s)
        parts["touch"].set_data([z - reach, z + reach], [y - s * reach, y + s * reach])
        parts["at"].set_data([z], [y])
        parts["here"].set_data([z], [s])
        rest = np.abs(s) ** np.arange(COPIES + 1)
        shown = rest[rest > 1e-12]
        parts["left"].set_data(range(len(shown)), np.log10(shown))
        parts["gone"].set_text("" if s else "then exactly 0")
        texts = f"f(z) = {y:.3f}", f"slope f′(z) = {s:.3f}", f"gradient left {power(s**COPIES)}"
        for title, text in zip(parts["titles"], texts):
            title.set_text(text.replace("-", "−"))

    def alt(activation, z, alpha):
        (y,), (s,) = value_and_slope(activation, [z], alpha)
        named = f"{activation} with α = {alpha:g}" if activation in ("leaky ReLU", "ELU") else activation
        return (
            f"{named} at z = {z:g}: value {y:.3f}, slope {s:.3f}; "
            f"{COPIES} such slopes in a row leave {power(s**COPIES)} of a gradient of 1."
        ).replace("-", "−")

    controls = {"activation": dropdown([*ACTIVATIONS]), "z": slider(-6.0, 6.0, 0.25, 0.0)}
    controls["alpha"] = slider(0.0, 1.0, 0.05, 0.1, "α")
    presets = {"sigmoid, z = 4": {"z": 4.0}, "tanh, z = 0": {"activation": "tanh"}}
    presets["ReLU, z = −1"] = {"activation": "ReLU", "z": -1.0}
    presets["ELU, α = 1"] = presets["ReLU, z = −1"] | {"activation": "ELU", "alpha": 1.0}
    return ComputedPicture(draw, controls, presets, alt=alt, clear=False, narrow=(4.2, 9))


def maxout(z, w1, b1, w2, b2):
    """F.maxout of two lines at an array of places, and the lines."""
    lines = np.stack([w1 * z + b1, w2 * z + b2], axis=1)
    return F.maxout(tensor(lines), 2).numpy()[:, 0], lines


def MaxoutPicture() -> ComputedPicture:
    """The larger of two lines: |x|, ReLU and leaky ReLU are its children."""
    x, parts = np.linspace(-3, 3, 121), {}

    def draw(figure, **lines):
        if not figure.axes:
            axes = figure.subplots()
            axes.axhline(0, color="0.6", lw=1)
            axes.set(xlim=(-3, 3), ylim=(-2.5, 5), xlabel="x")
            parts["max"] = axes.plot(x, x, "C0", lw=8, alpha=0.6)[0]
            parts["one"] = axes.plot(x, x, "C1--")[0]
            parts["two"] = axes.plot(x, x, "C2:")[0]
            axes.set_title("thick: maxout   dashed: w₁x + b₁   dotted: w₂x + b₂", fontsize=13)
        value, both = maxout(x, **lines)
        for name, y in zip(("max", "one", "two"), (value, *both.T)):
            parts[name].set_ydata(y)

    def alt(w1, b1, w2, b2):
        bend = "one straight line"
        if w1 != w2:
            at, low, high = (b2 - b1) / (w1 - w2) + 0.0, min(w1, w2), max(w1, w2)
            bend = f"it bends at x = {at:.2f}, from slope {low:g} to {high:g}"
        return f"Maxout of {w1:g}·x {b1:+g} and {w2:g}·x {b2:+g}: {bend}.".replace("-", "−")

    numbers = {"w1": ("w₁", 1.0), "b1": ("b₁", 0.0), "w2": ("w₂", 0.5), "b2": ("b₂", 0.5)}
    controls = {name: slider(-2.0, 2.0, 0.25, at, label) for name, (label, at) in numbers.items()}
    presets = {
        "|x|": {"w1": 1.0, "b1": 0.0, "w2": -1.0, "b2": 0.0},
        "ReLU": {"w1": 1.0, "b1": 0.0, "w2": 0.0, "b2": 0.0},
        "leaky ReLU": {"w1": 1.0, "b1": 0.0, "w2": 0.25, "b2": 0.0},
    }
    return ComputedPicture(draw, controls, presets, alt=alt, clear=False, size=(8, 4), narrow=(4.2, 4.2))
