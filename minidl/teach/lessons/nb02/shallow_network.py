"""The picture of a network with three hidden units: lines, clipped, weighted, summed."""

from ...kit.bundle import script, style
from ...kit.picture import Number, Picture, listed, rounded, signed

LOW, HIGH, TOP = -2, 2, 4  # what the panels show: x from LOW to HIGH, y up to TOP both ways
SMALL = "₀₁₂₃"


def _parameter(default):
    return Number(default, -3, 3)


class ShallowNetworkPicture(Picture):
    """y = φ₀ + Σ φ_d · ReLU(θ_d0 + θ_d1 · x) with three hidden units, in the four steps of its making.

    picture = ShallowNetworkPicture(theta_10=-1, theta_11=-1)
    picture.joints(), picture.slopes(), picture.output(0.5), picture.describe()
    """

    _esm = script(__file__, "shallow_network.js")
    _css = style(__file__, "shallow_network.css")

    theta_10, theta_11, phi_1 = _parameter(1), _parameter(1), _parameter(1.5)
    theta_20, theta_21, phi_2 = _parameter(0), _parameter(2), _parameter(-0.75)
    theta_30, theta_31, phi_3 = _parameter(1), _parameter(-1), _parameter(1)
    phi_0 = _parameter(-0.5)

    @classmethod
    def default_presets(cls):
        return {
            "Signs flipped": {"theta_10": -1, "theta_11": -1},
            "Slope 0": {"theta_11": 0},
            "Two joints meet": {"theta_20": 2, "phi_2": -1.25},
            "They cancel": {"theta_20": 2},
        }

    # --- the arithmetic; shallow_network_arithmetic.js says the same ---

    def units(self) -> list[tuple[float, float, float]]:
        """(θ_d0, θ_d1, φ_d) of the three hidden units."""
        names = ("theta_{}0", "theta_{}1", "phi_{}")
        return [tuple(getattr(self, name.format(unit)) for name in names) for unit in (1, 2, 3)]

    def output(self, x: float) -> float:
        """y at one x."""
        return self.phi_0 + sum(phi * max(0.0, offset + slope * x) for offset, slope, phi in self.units())

    def joints(self) -> list[float | None]:
        """−θ_d0/θ_d1 of each unit; None where θ_d1 is 0: a level line never crosses 0."""
        return [-offset / slope + 0.0 if slope else None for offset, slope, _ in self.units()]

    def bends(self) -> dict[float, float]:
        """{x: by how much the slope of the sum changes there}, between the ends of the interval."""
        changes = {}
        for joint, (_, slope, phi) in zip(self.joints(), self.units()):
            if joint is not None and LOW < joint < HIGH and phi:
                changes[joint] = changes.get(joint, 0.0) + phi * abs(slope)
        return dict(sorted(changes.items()))

    def slopes(self) -> list[float]:
        """The slopes of the linear pieces of the sum, from left to right."""
        slope = 0.0
        for offset, tilt, phi in self.units():
            at_left_end = offset + tilt * LOW
            slope += phi * tilt if at_left_end > 0 or (at_left_end == 0 and tilt > 0) else 0
        slopes = [slope]
        for change in self.bends().values():
            if change:
                slopes.append(slopes[-1] + change)
        return slopes

    def describe(self):
        words = [self._of_unit(unit) for unit in (1, 2, 3)]
        for at, change in self.bends().items():
            here = [
                str(unit)
                for unit, (joint, (_, _, phi)) in enumerate(zip(self.joints(), self.units()), 1)
                if joint == at and phi
            ]
            if len(here) > 1:
                words.append(f"the joints of units {listed(here)} meet" + ("" if change else " and cancel"))
        slopes = [rounded(slope, 4) for slope in self.slopes()]
        if len(slopes) == 1:
            tail = f"is one straight line of slope {slopes[0]}"
        else:
            tail = f"has {len(slopes)} straight pieces with the slopes {listed(slopes)}"
        largest = max(abs(self.output(x)) for x in [LOW, *self.bends(), HIGH])
        leaves = f"; it reaches |y| = {rounded(largest)}" if largest > TOP else ""
        start = "; ".join(words)
        between = f"between {signed(LOW)} and {HIGH}"
        return f"{start[0].upper()}{start[1:]}; {between} the sum {tail}{leaves}."

    def _of_unit(self, unit):
        (offset, _, phi), joint = self.units()[unit - 1], self.joints()[unit - 1]
        if joint is None:
            added = rounded(phi * max(0.0, offset), 4)
            return f"unit {unit} has no joint (θ{SMALL[unit]}₁ = 0) and adds {added} everywhere"
        where = f"unit {unit} has its joint at {rounded(joint)}"
        if not phi:
            return f"{where} but weight 0"
        if LOW < joint < HIGH:
            return where
        return f"{where}, {'on the edge' if joint in (LOW, HIGH) else 'outside'}"
