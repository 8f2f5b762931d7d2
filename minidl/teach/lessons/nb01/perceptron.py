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
    """A perceptron with two inputs: y = 1 where z = w1·x1 + w2·x2 − T is 0 or more.

        picture = PerceptronPicture(w1=1, w2=1, T=2, gate="AND")
        picture.z(), picture.outputs(), picture.errors(), picture.describe()

    All numbers go in steps of 0.25, so that a point on the line has exactly z = 0. `view="bias"` shows
    the bias b = −T in place of the threshold. `PerceptronPicture.gates` holds the 16 gates by name.
    """

    _esm = script(__file__, "perceptron.js")
    _css = style(__file__, "perceptron.css")

    gates = GATES
    w1 = Number(1, -3, 3)
    w2 = Number(1, -3, 3)
    T = Number(2, -4, 4)
    gate = Choice(list(GATES))
    view = Choice(["threshold", "bias"])

    @classmethod
    def default_presets(cls):
        return {
            "AND": {"w1": 1, "w2": 1, "T": 2, "gate": "AND"},
            "OR": {"w1": 1, "w2": 1, "T": 1, "gate": "OR"},
            "NAND": {"w1": -1, "w2": -1, "T": -1, "gate": "NAND"},
            "XOR?": {"w1": 1, "w2": 1, "T": 1, "gate": "XOR"},
            "No weights": {"w1": 0, "w2": 0, "T": 0, "gate": "OR"},
        }

    def z(self) -> list[float]:
        """z at (0,0), (0,1), (1,0), (1,1)."""
        return [z_of(self.w1, self.w2, self.T, corner) for corner in CORNERS]

    def outputs(self) -> list[int]:
        """What the step gives at the four points."""
        return [int(z >= 0) for z in self.z()]

    def errors(self) -> int:
        """How many of the four points are wrong."""
        return wrong(self.outputs(), self.gate)

    def describe(self):
        z = self.z()
        last = f"T = {plain(self.T)}" if self.view == "threshold" else f"b = {plain(0 - self.T)}"
        on_line = [point(corner) for corner, value in zip(CORNERS, z) if value == 0]
        if self.w1 == self.w2 == 0:
            words = "both weights are 0, so there is no line, and every point gets the same"
        elif on_line:
            words = f"on the line: {', '.join(on_line)}, where z = 0 → 1"
        else:
            words = "no point is on the line"
        return (
            f"The unit with w = ({plain(self.w1)}, {plain(self.w2)}), {last} has z = {series(z)} at "
            f"(0,0), (0,1), (1,0), (1,1), so the step gives {series(self.outputs())} and the sigmoid "
            f"{', '.join(f'{sigmoid(value):.2f}' for value in z)}; {words}; "
            f"wrong against {self.gate}: {self.errors()} of 4."
        )


def z_of(w1: float, w2: float, T: float, corner: tuple) -> float:
    """w1·x1 + w2·x2 − T."""
    return w1 * corner[0] + w2 * corner[1] - T


def sigmoid(z: float) -> float:
    return 1 / (1 + exp(-z))


def wrong(outputs: list[int], gate: str) -> int:
    """In how many points the outputs are not those of the gate."""
    return sum(output != target for output, target in zip(outputs, GATES[gate]))


def learn(gate: str, steps: int) -> list[dict]:
    """The perceptron learning rule from w = (0, 0), T = 0, through the four points again and again."""
    w1 = w2 = T = 0
    history = []
    for at in range(steps):
        x1, x2 = corner = CORNERS[at % 4]
        target = GATES[gate][at % 4]
        output = int(z_of(w1, w2, T, corner) >= 0)
        error = target - output
        w1, w2, T = w1 + error * x1, w2 + error * x2, T - error
        history.append({"corner": at % 4, "output": output, "error": error, "w1": w1, "w2": w2, "T": T})
    return history


def plain(number: float) -> str:
    """−0.25, 0 or 3: no more digits than there are."""
    return signed(f"{number + 0.0:g}")


def series(numbers) -> str:
    return ", ".join(map(plain, numbers))


def point(corner: tuple) -> str:
    return f"({corner[0]},{corner[1]})"
