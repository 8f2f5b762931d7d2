"""A hundred patients, five of them ill: four numbers that judge the same answers."""

import math

import numpy as np

import minidl
import minidl.nn.functional as F

from ...kit.computed import ComputedPicture, slider
from ...kit.figures import panels

ILL, ALL = 5, 100


def judged(found: int, alarms: int, sure: float) -> dict[str, float]:
    """Accuracy, κ, MCC and cross-entropy: so many ill ones found, so many false alarms raised.

    Each answer has the probability `sure`. MCC is 0 where all answers are equal, as in scikit-learn.
    """
    missed, calm = ILL - found, ALL - ILL - alarms
    accuracy, called = (found + calm) / ALL, found + alarms
    chance = (ILL * called + (ALL - ILL) * (ALL - called)) / ALL**2
    spread = math.sqrt(called * (ALL - called) * ILL * (ALL - ILL))
    mcc = (found * calm - alarms * missed) / spread if spread else 0.0
    y = minidl.tensor([1.0] * ILL + [0.0] * (ALL - ILL))
    p = minidl.tensor([sure] * found + [1 - sure] * missed + [sure] * alarms + [1 - sure] * calm)
    loss = F.binary_cross_entropy(p, y).item()
    return {"accuracy": accuracy, "κ": (accuracy - chance) / (1 - chance), "MCC": mcc, "cross-entropy": loss}


def patients() -> ComputedPicture:
    """The patients as marks (squares are ill, filled ones are called ill), and the four numbers as bars."""
    x, y = np.arange(ALL) % 10, 9 - np.arange(ALL) // 10

    def draw(figure, found, alarms, sure):
        if not figure.axes:
            left, right = panels(figure, 2)
            for part, mark in ((slice(0, ILL), "s"), (slice(ILL, ALL), "o")):
                left.scatter(x[part], y[part], 70, c="none", marker=mark, edgecolors="k", linewidths=1.2)
            left.set(xticks=[], yticks=[], xlim=(-0.7, 9.7), ylim=(-0.7, 9.7), title="filled: called ill")
            left.grid(False)
            right.barh([3, 2, 1, 0], [1] * 4, color=["C0", "C2", "C3", "C1"])
            right.set(xlim=(-0.25, 1.45), ylim=(-0.6, 3.6))
            right.set_yticks([3, 2, 1, 0], ["accuracy", "κ", "MCC", "cross-entropy"])
            for row in (3, 2, 1, 0):
                right.text(0, row, "", va="center")
        (left, right), numbers = figure.axes, [*judged(found, alarms, sure).values()]
        called = (np.arange(ALL) < found) | ((np.arange(ALL) >= ILL) & (np.arange(ALL) < ILL + alarms))
        for marks, part, colour in zip(left.collections, (slice(0, ILL), slice(ILL, ALL)), ("C0", "C1")):
            marks.set_facecolor(np.where(called[part], colour, "none"))
        for bar, text, number in zip(right.patches, right.texts, numbers):
            bar.set_width(min(number, 1.2))
            text.set_x(max(min(number, 1.2), 0) + 0.03)
            text.set_text(f"{number:.2f}".replace("-", "−"))

    def alt(found, alarms, sure):
        said = ", ".join(f"{name} {value:.3f}" for name, value in judged(found, alarms, sure).items())
        numbers = said.replace("-0", "−0")
        return f"{found} of {ILL} ill ones found, {alarms} false alarms, {100 * sure:.0f} % sure: {numbers}."

    controls = {
        "found": slider(0, ILL, label="ill and found"),
        "alarms": slider(0, ALL - ILL, label="false alarms"),
        "sure": slider(0.5, 0.99, 0.01, 0.95, "how sure"),
    }
    presets = {
        "all found, 10 alarms": {"found": 5, "alarms": 10},
        "everybody is ill": {"found": 5, "alarms": 95},
        "healthy, 99 % sure": {"sure": 0.99},
        "perfect": {"found": 5},
    }
    return ComputedPicture(draw, controls, presets, alt=alt, size=(8, 3.6), clear=False, narrow=(4.2, 6.4))
