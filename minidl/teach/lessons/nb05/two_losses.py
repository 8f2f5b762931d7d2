"""Two losses of one small network: two maps over its two weights, and a ball on each (S0's Fig. 5)."""

import math

import numpy as np

import minidl
import minidl.nn.functional as F

from ...kit.bundle import script, style
from ...kit.picture import Number, Picture, Whole, rounded

X = [-2, -1.5, -1, -0.5, 0.5, 1, 1.5, 2]
Y = [0, 0, 0, 1, 0, 1, 1, 1]
RATE = 0.2
STEPS = 400
NAMES = {"quadratic": "quadratic loss", "entropy": "cross-entropy"}


def losses(w1, w2, kind: str):
    """The loss of p = σ(W2 · tanh(W1 · x)) for tensors of weights of one shape, by minidl."""
    x, y = (minidl.tensor(numbers, dtype=minidl.float64) for numbers in (X, Y))
    z = w2[..., None] * minidl.tanh(w1[..., None] * x)
    y = y + minidl.zeros_like(z)
    if kind == "quadratic":
        return F.mse_loss(F.sigmoid(z), y, reduction="none").mean(dim=-1) / 2
    return F.binary_cross_entropy_with_logits(z, y, reduction="none").mean(dim=-1)


def grid(w1, w2, kind: str) -> np.ndarray:
    """The loss over a grid of weights: rows are W2, columns W1."""
    columns, rows = np.meshgrid(w1, w2)
    return losses(*(minidl.tensor(w, dtype=minidl.float64) for w in (columns, rows)), kind).numpy()


class TwoLossesPicture(Picture):
    """Two balls start at the same weights, one on each loss, and roll downhill by gradient descent.

    picture = TwoLossesPicture(w1=3, w2=-8, steps=400)
    picture.way("entropy"), picture.describe()

    The network is p = σ(W2 · tanh(W1 · x)), for eight points of which two have the wrong label.
    """

    _esm = script(__file__, "two_losses.js")
    _css = style(__file__, "losses.css")

    w1 = Number(3.0, -4, 4)
    w2 = Number(-8.0, -9, 9)
    steps = Whole(0, 0, STEPS)

    @classmethod
    def default_presets(cls):
        return {
            "A little less sure": {"w2": -4.0},
            "Unsure": {"w1": 0.25, "w2": -2.0},
            "All weights 0": {"w1": 0.0, "w2": 0.0},
            "Right, and too sure": {"w2": 8.0},
        }

    # --- the arithmetic; two_losses_arithmetic.js says the same ---

    def at(self, kind: str, w1: float, w2: float) -> tuple[float, float, float]:
        """The loss and its two derivatives."""
        loss = first = second = 0.0
        for x, y in zip(X, Y):
            h = math.tanh(w1 * x)
            z = w2 * h
            p = 1 / (1 + math.exp(-z))
            if kind == "quadratic":
                loss += (p - y) * (p - y) / 2
                g = (p - y) * p * (1 - p)
            else:
                loss += math.log1p(math.exp(-abs(z))) + max(z, 0) - y * z
                g = p - y
            first += g * w2 * (1 - h * h) * x
            second += g * h
        return loss / len(X), first / len(X), second / len(X)

    def way(self, kind: str) -> list[tuple[float, float]]:
        """Where the ball is before the first step, after one, ..., after `steps`."""
        w1, w2 = self.w1, self.w2
        places = [(w1, w2)]
        for _ in range(self.steps):
            _, first, second = self.at(kind, w1, w2)
            w1, w2 = w1 - RATE * first, w2 - RATE * second
            places.append((w1, w2))
        return places

    def describe(self):
        return " ".join(
            [f"Start: W1 = {rounded(self.w1)}, W2 = {rounded(self.w2)}.", *map(self._told, NAMES)]
        )

    def _told(self, kind):
        w1, w2 = self.way(kind)[-1]
        loss, first, second = self.at(kind, w1, w2)
        slope = f", slope {rounded(math.hypot(first, second), 4)}" if self.steps else ""  # else it is asked
        name = NAMES[kind][0].upper() + NAMES[kind][1:]
        return (
            f"{name} after {self.steps} steps: {rounded(loss, 3)}{slope}, at W1 = {rounded(w1)}, "
            f"W2 = {rounded(w2)}."
        )
