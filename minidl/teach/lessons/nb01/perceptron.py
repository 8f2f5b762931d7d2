"""One unit on two inputs: its line, its half-planes, its truth table. And what its relatives share."""

from math import exp

from ...kit.bundle import script, style
from ...kit.picture import Choice, Number, Picture, signed

CORNERS = [(0, 0), (0, 1), (1, 0), (1, 1)]
# The 16 gates with two inputs: what they give at (0,0), (0,1), (1,0), (1,1).
GATES = {
    "AND": (0, 0, 0, 1),
    "OR": (0, 1, 1, 1),
    "NAND": (1, 1, 1, 0),
    "NOR": (1, 0, 0, 0),
    "XOR": (0, 1, 1, 0),
    "XNOR": (1, 0, 0, 1),
    "x1": (0, 0, 1, 1),
    "x2": (0, 1, 0, 1),
    "NOT x1": (1, 1, 0, 0),
    "NOT x2": (1, 0, 1, 0),
    "x1 and not x2": (0, 0, 1, 0),
    "x2 and not x1": (0, 1, 0, 0),
    "x1 or not x2": (1, 0, 1, 1),
    "x2 or not x1": (1, 1, 0, 1),
    "always 0": (0, 0, 0, 0),
    "always 1": (1, 1, 1, 1),
}


class PerceptronPicture(Picture):
    """A perceptron with two inputs: it gives 1 where z = w1·x1 + w2·x2 − T is 0 or more.

        picture = PerceptronPicture(w1=1, w2=1, T=2, gate="AND")
        picture.describe()

    `gate` is the target. All numbers go in steps of 0.25, so that a point on the line has exactly z = 0.
    """

    _esm = script(__file__, "perceptron.js")
    _css = style(__file__, "perceptron.css")

    w1 = Number(1, -3, 3)
    w2 = Number(1, -3, 3)
    T = Number(2, -4, 4)
    gate = Choice(list(GATES))

    @classmethod
    def default_presets(cls):
        return {
            "AND": {"w1": 1, "w2": 1, "T": 2, "gate": "AND"},
            "AND, doubled": {"w1": 2, "w2": 2, "T": 4, "gate": "AND"},
            "NAND": {"w1": -1, "w2": -1, "T": -1, "gate": "NAND"},
        }

    def describe(self):
        z = [z_of(self.w1, self.w2, self.T, corner) for corner in CORNERS]
        outputs = [int(value >= 0) for value in z]
        on_line = [point(corner) for corner, value in zip(CORNERS, z) if value == 0]
        if self.w1 == self.w2 == 0:
            words = "both weights are 0, so there is no line, and every point gets the same"
        elif on_line:
            words = f"on the line: {', '.join(on_line)}, where z = 0 → 1"
        else:
            words = "no point is on the line"
        return (
            f"The unit with w = ({plain(self.w1)}, {plain(self.w2)}), T = {plain(self.T)} has "
            f"z = {series(z)} at (0,0), (0,1), (1,0), (1,1), so the step gives {series(outputs)}, "
            f"and the sigmoid {', '.join(f'{1 / (1 + exp(-value)):.2f}' for value in z)}; {words}; "
            f"{verdict(outputs, self.gate)}."
        )


def z_of(w1: float, w2: float, T: float, corner: tuple) -> float:
    """w1·x1 + w2·x2 − T."""
    return w1 * corner[0] + w2 * corner[1] - T


def gate_of(outputs) -> str:
    """The gate that gives these outputs."""
    return next(name for name, wanted in GATES.items() if wanted == tuple(outputs))


def verdict(outputs: list[int], gate: str) -> str:
    wrong = sum(output != target for output, target in zip(outputs, GATES[gate]))
    return f"this is {gate_of(outputs)} now; wrong against the target {gate}: {wrong} of 4"


def learn(gate: str, steps: int, start: tuple = (0, 0, 0)) -> list[tuple]:
    """[(corner, output, error, weights after)] of the rule, through the four points again and again."""
    w1, w2, T = start
    history = []
    for at in range(steps):
        x1, x2 = corner = CORNERS[at % 4]
        output = int(z_of(w1, w2, T, corner) >= 0)
        error = GATES[gate][at % 4] - output
        w1, w2, T = w1 + error * x1, w2 + error * x2, T - error
        history.append((at % 4, output, error, (w1, w2, T)))
    return history


def plain(number: float) -> str:
    """−0.25, 0 or 3: no more digits than there are."""
    return signed(f"{number + 0.0:g}")


def series(numbers) -> str:
    return ", ".join(map(plain, numbers))


def point(corner: tuple) -> str:
    return f"({plain(corner[0])},{plain(corner[1])})"
