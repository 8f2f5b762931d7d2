"""What a gate asks of the two weights and the threshold: four inequalities, to be added up."""

from functools import cache
from itertools import product

import traitlets

from ...kit.bundle import script, style
from ...kit.picture import Choice, Picture
from .perceptron import CORNERS, GATES, gate_of, plain, point, z_of

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
        picture.describe()

    Add all four of XOR, and 0 > 0 is left: no weights can do that.
    """

    _esm = script(__file__, "inequalities.js")
    _css = style(__file__, "perceptron.css")

    gate = Choice(list(GATES), "XOR")
    add_00, add_01, add_10, add_11 = Added(), Added(), Added(), Added()
    _told = traitlets.Dict().tag(sync=True)  # {gate: what the page says of it}

    @classmethod
    def default_presets(cls):
        return {
            "XOR": {"gate": "XOR"} | dict.fromkeys(NAMES, False),
            "XOR: two added": {"gate": "XOR", "add_01": True, "add_10": True},
            "AND: all four": {"gate": "AND"} | dict.fromkeys(NAMES, True),
        }

    @traitlets.default("_told")
    def _tell(self):
        return {gate: _about(gate) for gate in GATES}

    def describe(self):
        added = [at for at, name in enumerate(NAMES) if getattr(self, name)]
        about = _about(self.gate)
        start = f"{self.gate} asks for {', '.join(about['asked'])}; "
        if not added:
            return f"{start}none of the four is added yet."
        summed = about["sums"][sum(2**at for at in added)]
        names = ", ".join(point(CORNERS[at]) for at in added)
        return f"{start}the sum of {names} is {summed['sum']}; {summed['meaning']}."


@cache
def _about(gate):
    """What each point asks for, the same on one side, and all sums: number 5 adds the points 0 and 2."""
    added = [[at for at in range(4) if number >> at & 1] for number in range(16)]
    return {
        "asked": [_asked(corner, target) for corner, target in zip(CORNERS, GATES[gate])],
        "sides": [sum_of(gate, [at]) for at in range(4)],
        "sums": [{"sum": sum_of(gate, some), "meaning": _meaning(gate, some)} for some in added],
    }


def sum_of(gate: str, added=range(4)) -> str:
    """The sum of what the points of a gate ask for, all on one side: "0 > 0" for XOR."""
    signs = [1 if GATES[gate][at] else -1 for at in added]
    terms = [(sign * CORNERS[at][0], sign * CORNERS[at][1], -sign) for sign, at in zip(signs, added)]
    parts = ""
    summed = [(number, name) for number, name in zip(map(sum, zip(*terms)), UNKNOWNS) if number]
    for number, name in sorted(summed, key=lambda term: term[0] < 0):
        sign = ("−" if number < 0 else "") if not parts else (" − " if number < 0 else " + ")
        parts += sign + (str(abs(number)) if abs(number) > 1 else "") + name
    return f"{parts or '0'} {'>' if -1 in signs else '≥'} 0"


def _asked(corner, target):
    left = " + ".join(name for name, x in zip(UNKNOWNS, corner) if x) or "0"
    return f"{left} {'≥' if target else '<'} T"


def _meaning(gate, added):
    """The smallest weights that do what the added points ask, and their gate; or that there are none."""
    for *w, T in product((0, 1, -1), (0, 1, -1), (0, 1, -1, 2)):
        outputs = [int(z_of(*w, T, corner) >= 0) for corner in CORNERS]
        if all(outputs[at] == GATES[gate][at] for at in added):
            fulfilled = ("this one", "these two", "these three", "all four")[len(added) - 1]
            numbers = f"w = ({plain(w[0])}, {plain(w[1])}), T = {plain(T)}"
            return f"{numbers} fulfils {fulfilled}, and this unit is {gate_of(outputs)}"
    return f"no numbers fulfil this: no single unit is {gate}"
