"""What a gate asks of the two weights and the threshold: four inequalities, to be added up."""

import traitlets

from ...kit.bundle import script, style
from ...kit.picture import Choice, Picture
from .perceptron import CORNERS, GATES, learn, plain, point

UNKNOWNS = ("w1", "w2", "T")
NAMES = ["add_00", "add_01", "add_10", "add_11"]


class Added(traitlets.Bool):
    """Whether the inequality of a point is added."""

    def __init__(self):
        super().__init__(False)
        self.tag(sync=True, state=True)


class InequalityPicture(Picture):
    """The four inequalities of a gate, one for each point, and the sum of those that are chosen.

        picture = InequalityPicture(gate="XOR")
        picture.set(add_01=True, add_10=True)
        picture.inequalities(), picture.sum(), picture.describe()

    Add all four of XOR, and 0 > 0 is left: no weights can do that.
    """

    _esm = script(__file__, "inequalities.js")
    _css = style(__file__, "perceptron.css")

    gate = Choice(list(GATES), "XOR")
    add_00, add_01, add_10, add_11 = Added(), Added(), Added(), Added()

    @classmethod
    def default_presets(cls):
        both = {"add_01": True, "add_10": True}
        return {
            "XOR: two added": {"gate": "XOR"} | both,
            "AND: all four": {"gate": "AND"} | dict.fromkeys(NAMES, True),
        }

    def added(self) -> list[int]:
        """The places (0 to 3) of the points whose inequalities are added."""
        return [at for at, name in enumerate(NAMES) if getattr(self, name)]

    def inequalities(self) -> list[str]:
        """What each point asks, such as w2 ≥ T."""
        return [_asked(corner, target) for corner, target in zip(CORNERS, GATES[self.gate])]

    def sum(self) -> str:
        """The sum of the inequalities that are added, all on one side."""
        return _text(*_sum(self.gate, self.added()))

    def impossible(self) -> bool:
        """Whether the sum is 0 > 0."""
        coefficients, strict = _sum(self.gate, self.added())
        return strict and not any(coefficients)

    def describe(self):
        asked = ", ".join(self.inequalities())
        added = [point(CORNERS[at]) for at in self.added()]
        if not added:
            return f"{self.gate} asks for {asked}; none of the four is added yet."
        together = f"{self.gate} asks for {asked}; the sum of {', '.join(added)} is {self.sum()}"
        if self.impossible():
            return f"{together}, which no numbers fulfil: no single unit is {self.gate}."
        if len(added) < 4:
            return f"{together}, which some numbers fulfil."
        if (found := _example(self.gate)) is None:
            return f"{together}."
        weights = f"w = ({found[0]}, {found[1]}), T = {found[2]}"
        return f"{together}, which some numbers fulfil: {weights} do all four."


def one_side(corner: tuple, target: int) -> tuple[tuple, bool]:
    """((of w1, of w2, of T), strict): these times the unknowns are ≥ 0, or > 0 where strict."""
    sign = 1 if target else -1
    return (sign * corner[0], sign * corner[1], -sign), not target


def _sum(gate, added):
    terms = [one_side(CORNERS[at], GATES[gate][at]) for at in added]
    coefficients = tuple(sum(term[0][i] for term in terms) for i in range(3))
    return coefficients, any(strict for _, strict in terms)


def _asked(corner, target):
    left = " + ".join(name for name, x in zip(UNKNOWNS, corner) if x) or "0"
    return f"{left} {'≥' if target else '<'} T"


def _text(coefficients, strict):
    parts = ""
    for number, name in zip(coefficients, UNKNOWNS):
        if number:
            sign = ("−" if number < 0 else "") if not parts else (" − " if number < 0 else " + ")
            parts += sign + (str(abs(number)) if abs(number) > 1 else "") + name
    return f"{parts or '0'} {'>' if strict else '≥'} 0"


def _example(gate):
    """Weights that do the gate, by the perceptron learning rule; None where there are none."""
    *_, a, b, c, d = learn(gate, 60)
    if any(one["error"] for one in (a, b, c, d)):
        return None
    return plain(d["w1"]), plain(d["w2"]), plain(d["T"])
