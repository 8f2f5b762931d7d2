"""The picture of a function that the student draws, and of D hidden units that follow it by construction."""

from math import exp, sin
from numbers import Integral

import numpy as np
import traitlets

from ...kit.bundle import script, style
from ...kit.picture import Picture, Whole, rounded

CELLS = 64  # the interval from 0 to 1 has 65 heights, in thousandths
FULL = 1000
MOST = 1200  # how high one can draw


class Heights(traitlets.TraitType):
    """65 whole numbers: the curve at 0, 1/64, ..., 1, in thousandths."""

    def __init__(self):
        super().__init__(default_value=[])
        self.tag(sync=True, state=True)

    def validate(self, obj, value):
        values = list(value) if isinstance(value, list | tuple | np.ndarray) else []
        good = [isinstance(h, Integral) and not isinstance(h, bool) and abs(h) <= MOST for h in values]
        if len(values) != CELLS + 1 or not all(good):
            raise traitlets.TraitError(
                f"heights must be a list of {CELLS + 1} whole numbers from −{MOST} to {MOST} (thousandths), "
                f"got {str(value)[:60]}. Try heights_of(function)."
            )
        return [int(height) for height in values]


def heights_of(function) -> list[int]:
    """A function on 0 ≤ x ≤ 1 as the picture keeps it: at 65 places, in thousandths."""
    return [round(FULL * float(function(cell / CELLS))) for cell in range(CELLS + 1)]


def wave(x: float) -> float:
    """The curve that the picture starts with."""
    return 0.9 * sin(6 * x)


def _jagged():
    state, height, heights = 5, 0, []
    for _ in range(CELLS + 1):  # a small generator of our own: the same on every machine
        heights.append(height)
        state = (state * 137 + 187) % 1021
        height = max(-900, min(900, height + (state % 401) - 200))
    return heights


class DrawnFunctionPicture(Picture):
    """A curve to draw on 0 ≤ x ≤ 1, and the network with D hidden units that goes through D + 1 points of it.

    picture = DrawnFunctionPicture(units=8)
    picture.function(0.3), picture.network(0.3), picture.largest_error(), picture.describe()
    """

    _esm = script(__file__, "drawn_function.js")
    _css = style(__file__, "drawn_function.css")

    heights = Heights()
    units = Whole(4, 1, CELLS)
    cursor = Whole(16, 0, CELLS)

    def __init__(self, **state):
        super().__init__(**{"heights": heights_of(wave)} | state)

    @classmethod
    def default_presets(cls):
        samples = {
            "Bump": lambda x: 1.6 * exp(-(((x - 0.4) / 0.15) ** 2)) - 0.8,
            "Corner": lambda x: 1.92 * abs(x - 0.375) - 0.6,
            "Jump": lambda x: 0.8 if x > 0.5 else -0.8,
            "Straight line": lambda x: 1.28 * x - 0.64,
        }
        curves = {name: {"heights": heights_of(function)} for name, function in samples.items()}
        return curves | {"Jagged": {"heights": _jagged()}, "Blank": {"heights": [0] * (CELLS + 1)}}

    # --- the arithmetic; drawn_function_arithmetic.js says the same ---

    def points(self, units: int | None = None) -> list[tuple[float, float]]:
        """The D + 1 points (x, y) through which the network goes."""
        units = units or self.units
        return [(k / units, _between(self.heights, k * CELLS / units) / FULL) for k in range(units + 1)]

    def largest(self, units: int | None = None) -> tuple[float, int]:
        """(the largest error of D units, the cell where it is)."""
        units, worst = units or self.units, (0.0, 0)
        for cell, height in enumerate(self.heights):
            piece = min(cell * units // CELLS, units - 1)
            left, right = piece * CELLS / units, (piece + 1) * CELLS / units
            low, high = _between(self.heights, left), _between(self.heights, right)
            made = low + (high - low) * (cell - left) / (right - left)
            error = abs(height - made) / FULL
            if error > worst[0] + 1e-9:
                worst = (error, cell)
        return worst

    def largest_error(self, units: int | None = None) -> float:
        """The largest distance between the curve and the network with D units."""
        return self.largest(units)[0]

    def function(self, x):
        """What is drawn, at any x from 0 to 1 (straight between the 65 heights); takes arrays, too."""
        return np.interp(x, np.arange(CELLS + 1) / CELLS, np.array(self.heights) / FULL)

    def network(self, x):
        """What the network says: φ₀ + Σ φ_d · ReLU(x − joint), at any x, outside the interval, too."""
        places, values = np.array(self.points()).T
        phi = np.diff(np.diff(values) * self.units, prepend=0)
        return values[0] + np.maximum(0, np.subtract.outer(x, places[:-1])) @ phi

    def describe(self):
        units = self.units
        error, cell = self.largest()
        lowest, highest = rounded(min(self.heights) / FULL), rounded(max(self.heights) / FULL)
        runs = f"is level at {lowest}" if lowest == highest else f"runs between {lowest} and {highest}"
        start = (
            f"The curve {runs}; {units} unit{'s' if units > 1 else ''} make"
            f"{'' if units > 1 else 's'} {units} straight piece{'s' if units > 1 else ''} "
            f"through {units + 1} points of it"
        )
        if error < 5e-10:
            return f"{start}, which are the curve itself: the largest error is 0."
        twice = 2 * units
        more = f"; with {twice} units it is {_size(self.largest_error(twice))}" if twice <= CELLS else ""
        return f"{start}, and the largest error is {_size(error)}, at x = {rounded(cell / CELLS)}{more}."


def _size(error):
    if error < 5e-10:
        return "0"
    return rounded(error, 3) if error >= 0.0005 else "below 0.0005"


def _between(heights, cell):
    """The height at a place between two cells."""
    low = min(int(cell), CELLS - 1)
    return heights[low] + (heights[low + 1] - heights[low]) * (cell - low)
