"""The picture of softmax: logits to drag, probabilities, the Jacobian, the gradient, the derivation."""

import math
from numbers import Real

import numpy as np
import traitlets

from ...kit.bundle import script, style
from ...kit.picture import Choice, Picture, Whole, signed

NAMES = ("cat", "dog", "bird", "fish")
BELOW = "₁₂₃₄"
ABOVE = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
STEPS = ("exponentials", "shares", "quotient rule, i = j", "quotient rule, i ≠ j", "chain rule", "collapse")
LARGEST = 1000
FLOATS = {"float32": np.float32, "float64": np.float64}


class Logits(traitlets.TraitType):
    """Three or four multiples of 0.25 from −1000 to 1000."""

    def __init__(self):
        super().__init__(default_value=[2.0, 1.0, -1.0])
        self.tag(sync=True, state=True)

    def validate(self, obj, value):
        if not isinstance(value, list | tuple) or len(value) not in (3, 4) or not all(map(_fits, value)):
            raise traitlets.TraitError(
                "logits must be a list of 3 or 4 multiples of 0.25 "
                f"from −{LARGEST} to {LARGEST}, got {value!r}."
            )
        return [float(z) + 0.0 for z in value]  # never −0


def _fits(z):
    return isinstance(z, Real) and not isinstance(z, bool) and abs(z) <= LARGEST and z % 0.25 == 0


class SoftmaxPicture(Picture):
    """Logits become probabilities, a loss and a gradient, with the derivation step by step.

        picture = SoftmaxPicture(logits=[2, 1, -1], target="cat", temperature=1)
        picture.probabilities(), picture.jacobian(), picture.gradient(), picture.describe()

    The classes are cat, dog, bird and, with four logits, fish; a fish that is not there means the last.
    `step` (1 to 6) chooses what `derivation()` says.
    """

    _esm = script(__file__, "softmax.js")
    _css = style(__file__, "softmax.css")

    logits = Logits()
    target = Choice(NAMES)
    temperature = Choice([0.25, 0.5, 1, 2, 4], default=1)
    step = Whole(1, 1, 6)

    @classmethod
    def default_presets(cls):
        return {
            "Sure and wrong": {"logits": [-2, 4, 0]},
            "All equal": {"logits": [0, 0, 0]},
            "1000, 999, 997": {"logits": [1000, 999, 997]},
            "Cold: τ = 0.25": {"temperature": 0.25},
            "Hot: τ = 4": {"temperature": 4},
            "Four classes": {"logits": [2, 1, -1, 1.5], "target": "fish"},
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

    def gradient(self) -> list[float]:
        """∂J/∂z = (p − y)/τ."""
        p, k = self.probabilities(), self.target_index()
        return [(-_rest(p, i) if i == k else p[i]) / self.temperature for i in range(len(p))]

    def jacobian(self) -> list[list[float]]:
        """∂p_i/∂z_j = p_i(δ_ij − p_j)/τ: one row for each probability."""
        p = self.probabilities()
        return [
            [p[i] * (_rest(p, i) if i == j else -p[j]) / self.temperature for j in range(len(p))]
            for i in range(len(p))
        ]

    def naive(self, precision: str) -> tuple[list[float], str]:
        """What e^(z/τ) / Σ e^(z/τ) gives in "float32" or "float64", and why it is wrong (or "fine")."""
        kind = FLOATS[precision]
        with np.errstate(all="ignore"):
            exponentials = [kind(_exp(z / self.temperature)) for z in self.logits]
            total = kind(0)
            for e in exponentials:
                total = total + e
            values = [float(e / total) for e in exponentials]
        if any(np.isinf(exponentials)):
            return values, "overflow"
        if np.isinf(total):
            return values, "sum"
        if total == 0:
            return values, "underflow"
        return values, "digits" if max(exponentials) < np.finfo(kind).tiny else "fine"

    def _shifted(self):
        return [math.exp((z - max(self.logits)) / self.temperature) for z in self.logits]

    # --- in words ---

    def describe(self):
        names, p = NAMES[: len(self.logits)], self.probabilities()
        logits = ", ".join(f"{name} {signed(z)}" for name, z in zip(names, self.logits))
        values, why = self.naive("float32")
        broken = (
            f" Without subtracting the maximum, float32 gives {_listed(values)}." if why != "fine" else ""
        )
        return (
            f"At temperature {signed(self.temperature)} the logits {logits} become the probabilities "
            f"{', '.join(map(share, p))}; the target is {names[self.target_index()]}, the loss −log p is "
            f"{fixed(self.loss())}, and the gradient (p − y)/τ is {', '.join(map(fixed, self.gradient()))}."
            f"{broken}"
        )

    def overflow(self) -> str:
        """What softmax without its shift would give here, in float32 and in float64."""
        largest = max(self.logits) / self.temperature
        cases = [(name, *self.naive(name)) for name in FLOATS]
        if all(why == "fine" for _, _, why in cases):
            return (
                f"Naive e^(z/τ) / Σ e^(z/τ) is fine here: the largest exponent is {signed(largest)}; float32 "
                "overflows above 88.7, float64 above 709.7."
            )
        reasons = {
            "overflow": f"e^{signed(largest)} is too large and becomes inf, and inf / inf is nan",
            "sum": "the sum becomes inf, and everything divided by inf is 0",
            "underflow": "every exponential becomes 0, and 0 / 0 is nan",
            "digits": "the exponentials are so small that digits get lost",
        }
        said = [
            f"{name} is fine" if why == "fine" else f"{name} gives {_listed(values)}: {reasons[why]}"
            for name, values, why in cases
        ]
        if cases[0][2] == cases[1][2]:
            said = [said[1].replace("float64 gives", "float32 and float64 give")]
        return f"Naively, {'; '.join(said)}. Subtract the maximum first: the same p, and no overflow."

    def derivation(self, step: int | None = None) -> list[str]:
        """The lines of one step (1 to 6) of the derivation of (p − y)/τ, with the numbers of the moment."""
        step = self.step if step is None else step
        tau, p, k = self.temperature, self.probabilities(), self.target_index()
        names, n = NAMES[: len(p)], BELOW[k]
        shift = max(self.logits) if abs(max(self.logits)) / tau > 80 else 0.0
        exponents = [(z - shift) / tau for z in self.logits]
        e = [math.exp(x) for x in exponents]
        by, of = (f"/{signed(tau)}", "/τ") if tau != 1 else ("", "")
        others = [j for j in range(len(p)) if j != k]
        jacobian, gradient = self.jacobian()[k], self.gradient()
        if step == 1:
            sign = "−" if shift > 0 else "+"
            words = f", with zᵢ {sign} {signed(abs(shift))} for zᵢ: the same p" if shift else ""
            return [
                f"eᵢ = e^(zᵢ{of}){words}.",
                *(f"{name}: e^{signed(x)} = {scientific(v)}" for name, x, v in zip(names, exponents, e)),
            ]
        if step == 2:
            total = scientific(_total(e))
            return [
                f"S = Σ eᵢ = {' + '.join(map(scientific, e))} = {total}",
                "pᵢ = eᵢ / S: positive, and together 1.",
                *(f"{name}: {scientific(v)} / {total} = {share(q)}" for name, v, q in zip(names, e, p)),
            ]
        if step == 3:
            return [
                f"∂p{n}/∂z{n} = (e{n}·S − e{n}·e{n}) / S²{of}",
                f"= p{n} · (1 − p{n}){of}",
                f"= {share(p[k])} · {share(_rest(p, k))}{by} = {fixed(jacobian[k])}",
                f"Cell {names[k]}, {names[k]} of the map: its own logit lifts p{n}, most at p{n} = 0.5.",
            ]
        if step == 4:
            return [
                f"∂p{n}/∂zⱼ = (0·S − e{n}·eⱼ) / S²{of} = −p{n} · pⱼ{of}",
                *(f"{names[j]}: −{share(p[k])} · {share(p[j])}{by} = {fixed(jacobian[j])}" for j in others),
                f"Row {names[k]} of the map sums to 0: the same amount added to all logits changes nothing.",
            ]
        if step == 5:
            steep = math.exp(self.loss()) if self.loss() < 700 else math.inf
            lines = [
                f"J = −log p{n} = {fixed(self.loss())}; ∂J/∂p{n} = −1/p{n} = −{scientific(steep)}, others 0."
            ]
            if steep == math.inf:
                return [
                    *lines,
                    f"p{n} is below the smallest float64. Simplify first, then compute: next step.",
                ]
            return [
                *lines,
                f"∂J/∂zⱼ = ∂J/∂p{n} · ∂p{n}/∂zⱼ",
                *(f"{name}: −{scientific(steep)} · {scientific(v)}" for name, v in zip(names, jacobian)),
            ]
        products = [
            f"{names[j]}: −1/p{n} · (−p{n} · p{BELOW[j]}){of} = p{BELOW[j]}{of} = {fixed(gradient[j])}"
            for j in others
        ]
        products.insert(
            k, f"{names[k]}: −1/p{n} · p{n}(1 − p{n}){of} = −(1 − p{n}){of} = {fixed(gradient[k])}"
        )
        what = "(p − y)/τ" if of else "p − y"
        bound = signed(1 / tau)
        return [*products, f"All in one: {what}. The sum is 0, and no entry is beyond ±{bound}."]


def _exp(x):
    return math.exp(x) if x < 709.78 else math.inf


def _total(numbers):
    total = 0.0
    for number in numbers:  # in this order, as in JavaScript
        total += number
    return total


def _rest(p, i):
    """1 − p_i, without its cancellation."""
    return _total(q for j, q in enumerate(p) if j != i)


# --- numbers as texts; JavaScript and Python round the same way ---


def fixed(x: float) -> str:
    """Three decimals, halves away from 0; ≈0 for what rounds to 0: nothing here is quite 0."""
    thousandths = math.floor(abs(x) * 1000 + 0.5 + 1e-9)
    if thousandths == 0:
        return "≈0"
    return f"{'−' if x < 0 else ''}{thousandths // 1000}.{thousandths % 1000:03d}"


def share(p: float) -> str:
    """A probability: it is never quite 1."""
    text = fixed(p)
    return "≈1" if text == "1.000" else text


def scientific(x: float) -> str:
    """Three decimals, or powers of ten where those would not do."""
    if x == 0 or 0.01 <= abs(x) < 10000:
        return fixed(x)
    if math.isinf(x):
        return "inf"
    mantissa, _, power = f"{abs(x):.2e}".partition("e")
    return f"{'−' if x < 0 else ''}{mantissa}·10{str(int(power)).translate(ABOVE)}"


def _listed(values):
    return ", ".join("nan" if math.isnan(v) else share(v) if v else "0" for v in values)
