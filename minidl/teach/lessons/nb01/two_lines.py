"""Two hidden units and one output unit: what two lines can do that one cannot, and that it takes a step."""

from ...kit.bundle import script, style
from ...kit.picture import Choice, Number, Picture
from .perceptron import CORNERS, GATES, plain, point, series, verdict, z_of

UNITS = [("w11", "w12", "T1"), ("w21", "w22", "T2"), ("v1", "v2", "T3")]
OR, AND, NAND = (1, 1, 1), (1, 1, 2), (-1, -1, -1)


class TwoLinesPicture(Picture):
    """A network of three perceptrons: h1 and h2 look at the inputs, the output unit looks at h1 and h2.

        picture = TwoLinesPicture(w11=1, w12=1, T1=1)
        picture.describe()

    The left plane shows the inputs with both hidden lines, the right one the same points as the output
    unit sees them: at (h1, h2). With hidden="no step", h1 and h2 hand on their sums z as they are.
    """

    _esm = script(__file__, "two_lines.js")
    _css = style(__file__, "perceptron.css")

    w11, w12, T1 = Number(1, -3, 3), Number(1, -3, 3), Number(1, -4, 4)
    w21, w22, T2 = Number(1, -3, 3), Number(1, -3, 3), Number(2, -4, 4)
    v1, v2, T3 = Number(1, -3, 3), Number(1, -3, 3), Number(1, -4, 4)
    gate = Choice(list(GATES), "XOR")
    hidden = Choice(["step", "no step"])

    @classmethod
    def default_presets(cls):
        return {
            "No step": network(OR, (1, -1, 0), OR) | {"hidden": "no step"},
            "OR and AND": network(OR, AND, OR),
            "OR and NAND": network(OR, NAND, AND),
            "With room": network((1, 1, 0.5), (-1, -1, -1.5), (1, 1, 1.5)),
            "Twice the same": network(OR, OR, AND),
        }

    def describe(self):
        units = [tuple(getattr(self, name) for name in unit) for unit in UNITS]
        places = [tuple(z_of(*unit, corner) for unit in units[:2]) for corner in CORNERS]
        if self.hidden == "step":
            places = [tuple(int(z >= 0) for z in place) for place in places]
        outputs = [int(z_of(*units[2], place) >= 0) for place in places]
        first, second, last = (f"({plain(a)}, {plain(b)}; T = {plain(T)})" for a, b, T in units)
        how = "" if self.hidden == "step" else " without a step"
        return (
            f"h1 {first} and h2 {second}{how} move (0,0), (0,1), (1,0), (1,1) to "
            f"{', '.join(map(point, places))};{_mergers(places, GATES[self.gate])} "
            f"the output unit {last} gives {series(outputs)}: {verdict(outputs, self.gate)}."
        )


def network(*units: tuple) -> dict:
    """The state that has these three units, with steps."""
    return {name: value for names, unit in zip(UNITS, units) for name, value in zip(names, unit)} | {
        "hidden": "step"
    }


def _mergers(places, targets):
    said = ""
    for place in dict.fromkeys(places):
        here = [i for i in range(4) if places[i] == place]
        if len(here) > 1:
            mixed = len({targets[i] for i in here}) > 1
            said += f" {', '.join(point(CORNERS[i]) for i in here)} have become one point"
            said += ", which no output unit can separate;" if mixed else ";"
    return said
