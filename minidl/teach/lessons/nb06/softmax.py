"""The picture of softmax: logits, exponentials, probabilities, the step, the Jacobian, the derivation."""

import math

import numpy as np

from ...kit.bundle import script, style
from ...kit.picture import Choice, Numbers, Picture, Whole, signed

NAMES = ("cat", "dog", "bird", "fish")


class SoftmaxPicture(Picture):
    """Logits become exponentials, probabilities, a loss, and the step that training takes.

        picture = SoftmaxPicture(logits=[2, 1, -1], target="cat", temperature=1)
        picture.probabilities(), picture.jacobian(), picture.push(), picture.describe()

    The classes are cat, dog, bird and, with four logits, fish; a fish that is not there means the last.
    `step` (1 to 6) shows the Jacobian and that step of the derivation; 0 shows neither.
    """

    _esm = script(__file__, "softmax.js")
    _css = style(__file__, "softmax.css")

    logits = Numbers([2.0, 1.0, -1.0], (3, 4), -1000, 1000, step=0.01)
    target = Choice(NAMES)
    temperature = Choice([0.25, 0.5, 1, 2, 4], default=1)
    step = Whole(0, 0, 6)

    @classmethod
    def default_presets(cls):
        return {
            "All equal": {"logits": [0, 0, 0]},
            "1000, 999, 997": {"logits": [1000, 999, 997]},
            "Cold: τ = 0.25": {"temperature": 0.25},
            "Hot: τ = 4": {"temperature": 4},
        }

    # --- the arithmetic; softmax_arithmetic.js says the same ---

    def target_index(self) -> int:
        """Which class is the target, counted from 0."""
        return min(NAMES.index(self.target), len(self.logits) - 1)

    def probabilities(self) -> list[float]:
        """p = e^(z/τ) / Σ e^(z/τ), with the largest logit subtracted first."""
        exponentials = self._shifted()
        return [e / _total(exponentials) for e in exponentials]

    def loss(self) -> float:
        """−log p of the target, by log-sum-exp."""
        exponentials, k = self._shifted(), self.target_index()
        return math.log(_total(exponentials)) - (self.logits[k] - max(self.logits)) / self.temperature

    def push(self) -> list[float]:
        """(y − p)/τ: what a training step at learning rate 1 adds to the logits. Minus the gradient."""
        p, k = self.probabilities(), self.target_index()
        return [(_rest(p, i) if i == k else -p[i]) / self.temperature for i in range(len(p))]

    def train(self) -> None:
        """One training step at learning rate 1; the logits are rounded to 0.01."""
        moved = [math.floor((z + push) * 100 + 0.5) / 100 for z, push in zip(self.logits, self.push())]
        self.logits = [min(max(z, -1000), 1000) for z in moved]

    def jacobian(self) -> list[list[float]]:
        """∂p_i/∂z_j = p_i(δ_ij − p_j)/τ: one row for each probability."""
        p = self.probabilities()
        return [
            [p[i] * (_rest(p, i) if i == j else -p[j]) / self.temperature for j in range(len(p))]
            for i in range(len(p))
        ]

    def naive(self) -> list[float]:
        """What e^(z/τ) / Σ e^(z/τ) gives in float32 without the shift."""
        with np.errstate(all="ignore"):
            exponentials = np.exp(np.array(self.logits) / self.temperature).astype(np.float32)
            total = np.float32(0)
            for e in exponentials:  # in this order, as in JavaScript
                total = total + e
            return [float(e / total) for e in exponentials] + ([] if 0 < total < np.inf else [math.nan])

    def _shifted(self):
        return [math.exp((z - max(self.logits)) / self.temperature) for z in self.logits]

    def describe(self):
        names, p = NAMES[: len(self.logits)], self.probabilities()
        logits = ", ".join(f"{name} {signed(z)}" for name, z in zip(names, self.logits))
        values = self.naive()
        listed = ", ".join(
            "nan" if math.isnan(v) else share(v) if v else "0" for v in values[: len(self.logits)]
        )
        broken = f" Without subtracting the maximum, float32 gives {listed}."
        return (
            f"At temperature {signed(self.temperature)} the logits {logits} become the probabilities "
            f"{', '.join(map(share, p))}; the target is {names[self.target_index()]}, the loss −log p is "
            f"{fixed(self.loss())}, and a training step pushes the logits by (y − p)/τ: "
            f"{', '.join(map(fixed, self.push()))}.{broken if len(values) > len(self.logits) else ''}"
        )


def _total(numbers):
    total = 0.0
    for number in numbers:  # in this order, as in JavaScript; newer Pythons' `sum` is more exact
        total += number
    return total


def _rest(p, i):
    """1 − p_i, without its cancellation."""
    return _total(q for j, q in enumerate(p) if j != i)


def fixed(x: float) -> str:
    """Three decimals, halves away from 0, as JavaScript; ≈0 for what rounds to 0: nothing here is quite 0."""
    thousandths = math.floor(abs(x) * 1000 + 0.5 + 1e-9)
    if thousandths == 0:
        return "≈0"
    return f"{'−' if x < 0 else ''}{thousandths // 1000}.{thousandths % 1000:03d}"


def share(p: float) -> str:
    """A probability: it is never quite 1."""
    text = fixed(p)
    return "≈1" if text == "1.000" else text
