"""Four points, a line that the hand turns, and the loss that it leaves behind."""

import numpy as np

from ...kit.computed import ComputedPicture, slider
from ...kit.figures import panels
from ...kit.picture import listed, rounded

POINTS = [(1, 3), (2, 3), (3, 5), (4, 9)]
X, Y = np.array(POINTS, dtype=float).T
WIDE, FLAT = 7, 0.6  # how far x goes; height by width of the axes: y goes over 13
WS = np.arange(61) / 20  # from 0 to 3


def loss(w: float) -> float:
    """The mean of the squared errors."""
    return float(np.mean((w * X - Y) ** 2))


LOSSES = np.array([loss(w) for w in WS])


def describe(w: float) -> str:
    errors = listed([rounded(error) for error in w * X - Y])
    return (
        f"The line {rounded(w)}·x and four points: the errors are {errors}, the loss is {rounded(loss(w))}."
    )


def LinePicture() -> ComputedPicture:
    """Four points and the line w·x with the squares of its errors; beside it the loss, for every w so far."""
    parts = {}

    def start(figure):
        left, right = panels(figure, 2)
        left.set(xlim=(0, WIDE), ylim=(-0.4, 12.6), xlabel="x", ylabel="y", box_aspect=FLAT)
        right.set(xlim=(-0.1, 3.1), ylim=(-1, 33), xlabel="w", ylabel="loss", box_aspect=FLAT)
        left.grid(False)  # lines through pale squares are too bright in the dark theme
        parts["squares"] = left.bar(X, 0 * X, 0, align="edge", alpha=0.3)
        parts["errors"] = [left.plot([x, x], [0, 0], lw=5, solid_capstyle="butt")[0] for x in X]
        parts["line"] = left.plot([0, WIDE], [0, 0], "k", lw=3)[0]
        left.plot(X, Y, "ko", ms=9)
        parts["so far"] = right.plot([], [], "C2", lw=3)[0]
        parts["here"] = right.plot([], [], "ko", ms=10)[0]
        parts["titles"] = [axes.set_title("") for axes in (left, right)]

    def draw(figure, w):
        if not figure.axes:
            start(figure)
        for bar, square, x, y in zip(parts["errors"], parts["squares"], X, Y):
            bar.set_ydata([y, w * x])
            square.set(y=y, height=w * x - y, width=abs(w * x - y) * WIDE * FLAT / 13)  # as wide as high
            for part in (bar, square):
                part.set_color("C0" if w * x > y else "#D55E00")
        parts["line"].set_ydata([0, WIDE * w])
        seen = w + 1e-9 > WS
        parts["so far"].set_data(WS[seen], LOSSES[seen])
        parts["here"].set_data([w], [loss(w)])
        for title, text in zip(parts["titles"], (f"line {rounded(w)}·x", f"loss {rounded(loss(w))}")):
            title.set_text(text)

    presets = {"w = 1": {"w": 1.0}}
    controls = {"w": slider(0.0, 3.0, 0.05, 0.0)}
    return ComputedPicture(draw, controls, presets, alt=describe, clear=False, size=(8, 3.4), narrow=(4.2, 6))
