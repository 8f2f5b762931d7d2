"""The picture of a function that the student draws, and of D hidden units that follow it by construction."""

from math import sin

import numpy as np
import traitlets

from ...kit.bundle import script, style
from ...kit.picture import Choice, Numbers, Picture, Whole, rounded

CELLS = 64  # a drawn curve has 65 heights, in thousandths
FULL = 1000
MOST = 1200  # how high one can draw
FINE = 960  # at so many places an error is measured, where the curve is a formula

# The curves that are no drawing: the network is measured against the formula itself.
FORMULAS = {
    "wave": lambda x: 0.9 * sin(6 * x),
    "Corner": lambda x: 1.92 * abs(x - 0.375) - 0.6,
    "Jump": lambda x: 0.8 if x > 0.5 else -0.8,
}
NAMES = {"wave": "the wave 0.9 · sin 6x", "Corner": "a corner at 0.375", "Jump": "a jump at 0.5, by 1.6"}


def heights_of(function) -> list[int]:
    """A function on 0 ≤ x ≤ 1 as a drawing keeps it: at 65 places, in thousandths."""
    return [round(FULL * float(function(cell / CELLS))) for cell in range(CELLS + 1)]


def _jagged():
    state, height, heights = 5, 0, []
    for _ in range(CELLS + 1):  # a small generator of our own: the same on every machine
        heights.append(height)
        state = (state * 137 + 187) % 1021
        height = max(-900, min(900, height + (state % 401) - 200))
    return heights


class DrawnFunctionPicture(Picture):
    """A curve on 0 ≤ x ≤ 1, a formula or drawn, and the network with D units that meets it D + 1 times.

    picture = DrawnFunctionPicture(units=8)
    picture.function(0.3), picture.network(0.3), picture.largest_error(), picture.describe()
    """

    _esm = script(__file__, "drawn_function.js")
    _css = style(__file__, "drawn_function.css")

    curve = Choice([*FORMULAS, "drawn"])
    heights = Numbers(heights_of(FORMULAS["wave"]), CELLS + 1, -MOST, MOST, step=1)
    units = Whole(4, 1, CELLS)
    cursor = Whole(16, 0, CELLS)

    @classmethod
    def completed(cls, state):
        if "heights" in state:
            return {"curve": "drawn"} | state
        if state.get("curve") in FORMULAS:
            return state | {"heights": heights_of(FORMULAS[state["curve"]])}
        return state

    @traitlets.observe("heights")
    def _drawn(self, change):
        if self.curve in FORMULAS and change.new != heights_of(FORMULAS[self.curve]):
            self.curve = "drawn"

    @classmethod
    def default_presets(cls):
        return {
            "Wave": {"curve": "wave"},
            "Corner": {"curve": "Corner"},
            "Jump": {"curve": "Jump"},
            "Jagged": {"heights": _jagged()},
            "Blank": {"heights": [0] * (CELLS + 1)},
        }

    # --- the arithmetic; drawn_function_arithmetic.js says the same ---

    def value(self, x: float) -> float:
        """The curve at one x: the formula, or what is drawn, straight between its 65 points."""
        if self.curve in FORMULAS:
            return FORMULAS[self.curve](x)
        low = min(int(x * CELLS), CELLS - 1)
        left, right = self.heights[low : low + 2]
        return (left + (right - left) * (x * CELLS - low)) / FULL

    def samples(self) -> list[tuple[float, float]]:
        """The places (x, y) where the error is measured; a jump has two heights at one x."""
        count = FINE if self.curve in FORMULAS else CELLS
        points = [(i / count, self.value(i / count)) for i in range(count + 1)]
        return [*points, (0.5, 0.8)] if self.curve == "Jump" else points

    def points(self, units: int | None = None) -> list[tuple[float, float]]:
        """The D + 1 points (x, y) through which the network goes."""
        units = units or self.units
        return [(k / units, self.value(k / units)) for k in range(units + 1)]

    def phi(self, units: int | None = None) -> list[float]:
        """The weights φ₁ … φ_D: by how much the slope changes at each joint."""
        _, values = np.array(self.points(units)).T
        return np.diff(np.diff(values) * (units or self.units), prepend=0).tolist()

    def largest(self, units: int | None = None) -> tuple[float, float]:
        """(the largest error of D units, the x where it is)."""
        units, worst = units or self.units, (0.0, 0.0)
        knots = [y for _, y in self.points(units)]
        for x, y in self.samples():
            piece = min(int(x * units), units - 1)
            made = knots[piece] + (knots[piece + 1] - knots[piece]) * (x * units - piece)
            if abs(y - made) > worst[0] + 1e-9:
                worst = (abs(y - made), x)
        return worst

    def largest_error(self, units: int | None = None) -> float:
        """The largest distance between the curve and the network with D units."""
        return self.largest(units)[0]

    def function(self, x):
        """The curve at any x from 0 to 1; takes arrays, too."""
        return np.vectorize(self.value, otypes=[float])(x)

    def network(self, x):
        """What the network says: φ₀ + Σ φ_d · ReLU(x − joint), at any x, outside the interval, too."""
        places, values = np.array(self.points()).T
        return values[0] + np.maximum(0, np.subtract.outer(x, places[:-1])) @ self.phi()

    def describe(self):
        units, (error, x) = self.units, self.largest()
        lowest, highest = rounded(min(self.heights) / FULL), rounded(max(self.heights) / FULL)
        drawn = f"drawn: 65 points from {lowest} to {highest}, joined by straight lines"
        many = f"{units} units give {units} pieces" if units > 1 else "1 unit gives 1 piece"
        start = f"The curve is {NAMES.get(self.curve, drawn)}; {many}"
        if error < 1e-9:
            caught = (
                " Your drawing has no more than that." if self.curve == "drawn" and units == CELLS else ""
            )
            return f"{start}, which are these lines themselves: the error is 0.{caught}"
        more = f"; {2 * units} units: {_size(self.largest_error(2 * units))}" if 2 * units <= CELLS else ""
        half = (
            " A network has no gap: at a jump of 1.6 it is wrong by 0.8 or more."
            if self.curve == "Jump"
            else ""
        )
        return f"{start}, and the largest error is {_size(error)}, at x = {rounded(x)}{more}.{half}"


def _size(error):
    if error < 1e-9:
        return "0"
    return rounded(error, 4) if error >= 0.0001 else "below 0.0001"


def built_error(curve: str, units: int) -> float:
    """The largest error of `units` hidden units on "wave", "Corner" or "Jump", by construction."""
    return DrawnFunctionPicture(curve=curve, units=units).largest_error()


_mine: list[DrawnFunctionPicture] = []


def my_curve() -> DrawnFunctionPicture:
    """The one picture of this kernel in which the student draws: a cell that runs again keeps the drawing."""
    if not _mine:
        _mine.append(DrawnFunctionPicture())
    return _mine[0]
