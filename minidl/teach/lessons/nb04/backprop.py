"""The picture of a computation graph that the student types: values forwards, gradients backwards."""

import numpy as np
import traitlets

from ....plain_tape import Tensor
from ...kit.bundle import script, style
from ...kit.picture import Choice, Numbers, Picture, Whole, rounded
from .expressions import Box, Nonsense, Reader, on_tape

BOXES, INPUTS, LETTERS = 16, 6, 160  # more would be a carpet, not a picture
FAR = 99_999  # larger numbers do not fit into a box


class Text(traitlets.Unicode):
    """A formula: a text that is not too long."""

    def __init__(self, default):
        super().__init__(default)
        self.tag(sync=True, state=True)

    def validate(self, obj, value):
        if len(super().validate(obj, value)) > LETTERS:
            raise traitlets.TraitError(f"{self.name} may have {LETTERS} letters, got {len(value)}.")
        return value


class BackpropPicture(Picture):
    """The graph of a formula, whose steps compute first the values, then the gradients, arrow by arrow.

    picture = BackpropPicture(expression="u = b*c; v = a + u; J = 3*v", values=[2, 3, 5])
    picture.boxes(), picture.gradients(), picture.describe()

    `values` are those of the inputs, in the order in which the formula names them. `rule` is what happens
    to a gradient that comes: it is added up (+=), or replaces what was there (=).
    """

    _esm = script(__file__, "backprop.js")
    _css = style(__file__, "backprop.css")

    expression = Text("u = b*c; v = a + u; J = 3*v")
    values = Numbers([3.0, 2.0, 5.0], (1, INPUTS), -100, 100, step=0.25)
    step = Whole(0, 0, 60)
    rule = Choice(["+=", "="])

    @classmethod
    def default_presets(cls):
        t = "t = x^2; u1 = sin(t); u2 = 3*t; u = u1 + u2; J = cos(u)"
        logistic = "a = w*x + b; p = sigmoid(a); J = log(p)"
        formulas = {
            "u = bc": ("u = b*c; v = a + u; J = 3*v", [3, 2, 5]),
            "cos(sin x² + 3x²)": (t, [1]),
            "b = a + a": ("b = a + a; c = b + b", [1]),
            "Logistic unit": (logistic, [0.5, 2, -1]),
        }
        return {
            name: {"expression": formula, "values": values, "step": 0}
            for name, (formula, values) in formulas.items()
        }

    # --- the arithmetic; backprop_language.js and backprop_arithmetic.js say the same ---

    def boxes(self) -> list:
        """The boxes of the graph: inputs first, the result last. Raises Nonsense with the place."""
        return read(self.expression)

    def _computed(self, rule=None):
        """The boxes, their values, and the arrows of the backward pass."""
        boxes = self.boxes()
        given = [*self.values, *[1.0] * INPUTS]
        with np.errstate(all="ignore"):
            tensors = on_the_tape(boxes, given)
            arrows = backwards(boxes, tensors, (rule or self.rule) == "=")
        return boxes, [float(t.data) for t in tensors], arrows

    def gradients(self) -> dict[str, float]:
        """{name: ∂J/∂name} at the end of the backward pass, by the rule."""
        boxes, _, arrows = self._computed()
        return {box.name: gradient for box, gradient in zip(boxes, arrows[-1][3])}

    def describe(self):
        try:
            boxes, values, arrows = self._computed()
        except Nonsense as problem:
            return str(problem)
        names, inputs = [box.name for box in boxes], sum(not box.operation for box in boxes)
        right = self._computed("+=")[2]
        for name, value in [*zip(names, values), *((names[p], g[p]) for _, p, _, g in arrows + right)]:
            if not abs(value) <= FAR:
                return f"At {name} there is no number that fits. Choose other inputs."
        forward, last = len(boxes) - inputs, names[-1]
        step = min(self.step, forward + 1 + len(arrows))
        formulas = ", ".join(f"{names[i]} = {written(boxes, i)}" for i in range(inputs, len(boxes)))
        known = ", ".join(f"{n} = {rounded(v, 4)}" for n, v in [*zip(names, values)][: inputs + step])
        said = f"{formulas}. Step {step} of {forward + 1 + len(arrows)}: {known}."
        done = step - forward - 1
        if done >= 0:
            reached = {len(boxes) - 1: 1.0}
            for _, parent, _, gradients in arrows[:done]:
                reached[parent] = gradients[parent]
            found = ", ".join(f"∂{last}/∂{names[p]} = {rounded(g, 4)}" for p, g in reached.items())
            said += f" Backwards with {self.rule}: {found}."
        if done == len(arrows):
            wrong = [(n, r) for n, g, r in zip(names, arrows[-1][3], right[-1][3]) if abs(g - r) > 1e-6]
            should = ", ".join(f"∂{last}/∂{name} is {rounded(g, 4)}" for name, g in wrong)
            said += f" Terms are lost: {should}." if wrong else " All are right."
        return said


def on_the_tape(boxes: list[Box], values: list[float]) -> list[Tensor]:
    """Each box as a tensor of `plain_tape.py`, with the inputs' values."""
    given, tensors = iter(values), []
    for box in boxes:
        used = [tensors[i] if isinstance(i, int) else i for i in box.inputs]
        tensors.append(on_tape(box.operation, used) if box.operation else Tensor(next(given)))
    return tensors


def backwards(boxes: list[Box], tensors: list[Tensor], replace: bool = False) -> list[tuple]:
    """The backward pass, arrow by arrow: (from, to, what it brings, all gradients after it)."""
    gradients, arrows = [0.0] * len(boxes), []
    gradients[-1] = 1.0
    for child in range(len(boxes) - 1, -1, -1):
        if not boxes[child].operation:
            continue
        brought = tensors[child].rule(np.float64(gradients[child]), [True] * len(tensors[child].parents))
        for parent, part in zip(boxes[child].inputs, brought):
            if isinstance(parent, int):
                gradients[parent] = float(part) if replace else gradients[parent] + float(part)
                arrows.append((child, parent, float(part), list(gradients)))
    return arrows


def written(boxes: list[Box], place: int) -> str:
    """What makes a box, as it is written in it: b·c, x², sin(t)."""
    _, operation, inputs = boxes[place]
    a, b, *_ = [*(boxes[i].name if isinstance(i, int) else rounded(i, 4) for i in inputs), ""]
    signs = {"add": f"{a} + {b}", "sub": f"{a} − {b}", "mul": f"{a}·{b}", "div": f"{a}/{b}", "neg": f"−{a}"}
    power = {"2": f"{a}²", "3": f"{a}³"}.get(b, f"{a}^{b}")
    return (signs | {"power": power, "sigmoid": f"σ({a})"}).get(operation, f"{operation}({a})")


def read(text: str) -> list[Box]:
    """The boxes of a formula: inputs first, the result last; Nonsense if it cannot be read."""
    reader = Reader(text[:LETTERS])
    end = reader.statements()
    if isinstance(end, float) or not reader.boxes[end].operation:
        reader.fail("the last formula needs an input, such as x, and one operation at least.")
    needed = {end}
    for place in range(end, -1, -1):
        if place in needed:
            needed |= {one for one in reader.boxes[place].inputs if isinstance(one, int)}
    order = sorted(needed, key=lambda place: (reader.boxes[place].operation != "", place))
    inputs = sum(not reader.boxes[place].operation for place in order)
    if len(order) > BOXES or inputs > INPUTS:
        reader.fail(f"more than {BOXES} boxes or {INPUTS} inputs do not fit. Write less.")
    place_of = {old: new for new, old in enumerate(order)}
    taken, count, boxes = set(reader.known), 0, []
    for old in order:
        name, operation, used = reader.boxes[old]
        if old == end and not name and "J" not in taken:
            name = "J"
        while not name:
            count += 1
            name = "" if f"v{count}" in taken else f"v{count}"
        boxes.append(Box(name, operation, tuple(place_of[i] if isinstance(i, int) else i for i in used)))
    return boxes
