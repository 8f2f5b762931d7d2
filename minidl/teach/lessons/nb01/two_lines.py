"""Two hidden units and one output unit, all with steps: what two lines can do that one cannot."""

from ...kit.bundle import script, style
from ...kit.picture import Choice, Number, Picture
from .perceptron import CORNERS, GATES, plain, series, wrong, z_of

UNITS = [("w11", "w12", "T1"), ("w21", "w22", "T2"), ("v1", "v2", "T3")]
OR, AND, NAND = (1, 1, 1), (1, 1, 2), (-1, -1, -1)


class TwoLinesPicture(Picture):
    """A 2-2-1 network of perceptrons: h1 and h2 look at the inputs, the output unit looks at h1 and h2.

        picture = TwoLinesPicture(w11=1, w12=1, T1=1)
        picture.hidden(), picture.outputs(), picture.errors(), picture.describe()

    The left plane shows the inputs with both hidden lines, the right one the same points as the output
    unit sees them: at (h1, h2).
    """

    _esm = script(__file__, "two_lines.js")
    _css = style(__file__, "perceptron.css")

    w11, w12, T1 = Number(1, -3, 3), Number(1, -3, 3), Number(1, -4, 4)
    w21, w22, T2 = Number(1, -3, 3), Number(1, -3, 3), Number(2, -4, 4)
    v1, v2, T3 = Number(1, -3, 3), Number(1, -3, 3), Number(1, -4, 4)
    gate = Choice(list(GATES), "XOR")

    @classmethod
    def default_presets(cls):
        return {
            "OR and AND, then OR": network(OR, AND, OR),
            "OR and NAND, then AND": network(OR, NAND, AND),
            "The same with room": network((1, 1, 0.5), (-1, -1, -1.5), (1, 1, 1.5)),
            "Twice the same line": network(OR, OR, AND),
            "XNOR": network(OR, NAND, NAND) | {"gate": "XNOR"},
        }

    def hidden(self) -> list[tuple[int, int]]:
        """(h1, h2) for (0,0), (0,1), (1,0), (1,1)."""
        first, second, _ = self.units()
        return [(int(z_of(*first, corner) >= 0), int(z_of(*second, corner) >= 0)) for corner in CORNERS]

    def outputs(self) -> list[int]:
        """What the network gives at the four points."""
        return [int(z_of(*self.units()[2], pair) >= 0) for pair in self.hidden()]

    def errors(self) -> int:
        """How many of the four points are wrong."""
        return wrong(self.outputs(), self.gate)

    def units(self) -> list[tuple]:
        """(weight, weight, threshold) of h1, of h2, and of the output."""
        return [tuple(getattr(self, name) for name in unit) for unit in UNITS]

    def mixed(self) -> bool:
        """Whether two points of different targets have become one for the output unit."""
        targets = {}
        for pair, target in zip(self.hidden(), GATES[self.gate]):
            targets.setdefault(pair, set()).add(target)
        return any(len(both) > 1 for both in targets.values())

    def describe(self):
        first, second, last = (f"({plain(a)}, {plain(b)}; T = {plain(T)})" for a, b, T in self.units())
        hidden = ", ".join(f"({h1},{h2})" for h1, h2 in self.hidden())
        lost = (
            " two points with different targets have become one, which no output unit can part;"
            if self.mixed()
            else ""
        )
        return (
            f"h1 {first} and h2 {second} move (0,0), (0,1), (1,0), (1,1) to {hidden};{lost} the output unit "
            f"{last} gives {series(self.outputs())}; wrong against {self.gate}: {self.errors()} of 4."
        )


def network(*units: tuple) -> dict:
    """The state that has these three units."""
    return {name: value for names, unit in zip(UNITS, units) for name, value in zip(names, unit)}
