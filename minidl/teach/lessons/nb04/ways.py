"""Four ways to a derivative: how wrong a difference is, and what each way costs. Two computed pictures."""

import math
import time
from functools import cache

import numpy as np

from .... import dual, ops
from ....plain_tape import Tensor, apply
from ...kit.computed import ComputedPicture, dropdown, slider
from ...kit.figures import narrow, panels

# --- a difference: the error against h --------------------------------------------------------------------

KINDS = ("central", "one-sided")
PRECISIONS = ("float64", "float32")
SLOPE = -math.sin(math.sin(1) + 3) * (math.cos(1) + 3) * 2  # of J at x = 1, by the formula


def difference(exponent: int, kind: str = "central", precision: str = "float64") -> float:
    """The slope of J = cos(sin(x²) + 3x²) at x = 1, from two points with h = 10^−exponent."""
    kept = np.dtype(precision).type if precision == "float32" else float
    x, h = kept(1), kept(10.0**-exponent)

    def J(x):  # every step is rounded; math's sine, which is the same on every machine
        t = kept(x * x)
        return kept(math.cos(kept(kept(math.sin(t)) + kept(3 * t))))

    if kind == "central":
        return float((J(x + h) - J(x - h)) / (2 * h))
    return float((J(x + h) - J(x)) / h)


def _error(*setting):
    return abs(difference(*setting) - SLOPE)


def _draw_differences(figure, h, kind, precision):
    exponents = np.arange(1, 17)
    errors = [_error(int(n), kind, precision) for n in exponents]
    if not figure.axes:
        axes = figure.subplots()
        axes.set(xscale="log", yscale="log", xlim=(3e-17, 0.5), ylim=(1e-12, 30))
        axes.set(xlabel="h", ylabel="error of the slope")
        axes.plot([], [], "o-", color="C0", ms=4)
        axes.plot([], [], "o", color="C1", ms=12, mec="black")
        axes.plot([], [], "--", color="0.5")
        axes.text(0, 0, "", ha="center", color="black")
        axes.text(2e-16, 3e-12, "← rounding", color="black")
        axes.text(0.3, 3e-12, "formula →", ha="right", color="black")
    curve, mark, exact = figure.axes[0].lines
    curve.set_data(10.0**-exponents, errors)
    error = errors[h - 1]
    mark.set_data([10.0**-h], [error])
    slope = {"central": 2, "one-sided": 1}[kind]
    ends = np.array([1e-8, 0.3])
    exact.set_data(ends, errors[1] * (ends / 1e-2) ** slope)
    said = figure.axes[0].texts[0]
    said.set_position((min(max(10.0 ** -(h + 0.5), 1e-15), 3e-3), min(20 * error, 5)))
    said.set_text(f"{difference(h, kind, precision):.9f}".replace("-", "−"))


def _differences_alt(h, kind, precision):
    error = _error(h, kind, precision)
    digits = f"right to {math.floor(-math.log10(error))} decimals" if error < 0.1 else "of no use"
    slope = difference(h, kind, precision)
    return f"{kind} difference, {precision}, h = 10^−{h}: the slope is {slope:.9f}, {digits}.".replace("-0", "−0").capitalize()


def differences() -> ComputedPicture:
    """The error of a finite difference against its h, on two logarithmic axes."""
    controls = {
        "h": slider(1, 16, 1, 5, "h = 10^−"),
        "kind": dropdown(list(KINDS)),
        "precision": dropdown(list(PRECISIONS)),
    }
    presets = {
        "h = 10⁻¹³": {"h": 13},
        "one-sided, 10⁻⁸": {"h": 8, "kind": "one-sided"},
        "float32, 10⁻⁵": {"precision": "float32"},
    }
    return ComputedPicture(_draw_differences, controls, presets, alt=_differences_alt, clear=False)


# --- what each way costs ----------------------------------------------------------------------------------

SIZES = {"inputs": [1, 4, 16, 64, 256, 1024], "outputs": [1, 4, 16, 64, 256, 1024]}
WAYS = ("central difference", "dual numbers", "reverse mode")


def passes(grows: str, size: int) -> dict[str, int]:
    """How many times the function is run, forwards or backwards, for all its derivatives."""
    inputs, outputs = (size, 1) if grows == "inputs" else (1, size)
    return {WAYS[0]: 2 * inputs, WAYS[1]: inputs, WAYS[2]: 1 + outputs}


def _jacobians(grows, size):
    """The three ways for y = sum of tanh(w·x) (many inputs), or y = tanh(w·x) (many outputs)."""
    w = np.linspace(-1, 1, size)
    x = np.full(size, 0.5) if grows == "inputs" else np.array(0.5)
    many = grows == "inputs"
    plain = lambda x: np.tanh(w * x).sum() if many else np.tanh(w * x)
    twin = lambda x: dual.sum(dual.tanh(w * x)) if many else dual.tanh(w * x)

    def numeric():
        if not many:
            return (plain(x + 1e-6) - plain(x - 1e-6)) / 2e-6
        return np.array([(plain(x + d) - plain(x - d)) / 2e-6 for d in _units(size, 1e-6)])

    def forwards():
        if not many:
            return twin(dual.Dual(x, 1.0)).tangent
        return np.array([twin(dual.Dual(x, d)).tangent for d in _units(size)])

    def backwards():
        if many:
            t = Tensor(x)
            (Tensor(w) * t).tanh().sum().backward()
            return t.grad
        rows = []
        for one in _units(size):  # one walk for each output
            t = Tensor(x)
            y = apply(ops.tanh, Tensor(w) * t)
            (y * one).sum().backward()
            rows.append(t.grad)
        return np.array(rows)

    return dict(zip(WAYS, (numeric, forwards, backwards)))


def _units(size, height=1.0):
    for place in range(size):
        unit = np.zeros(size)
        unit[place] = height
        yield unit


@cache
def measured(grows: str) -> dict[str, list[float]]:
    """{way: milliseconds for all derivatives, at each size}, measured once on this machine."""
    times = {way: [] for way in WAYS}
    for size in SIZES[grows]:
        for way, run in _jacobians(grows, size).items():
            best = np.inf
            for _ in range(3):
                began = time.perf_counter()
                run()
                best = min(best, time.perf_counter() - began)
            times[way].append(1000 * best)
    return times


def _draw_costs(figure, grows):
    if not figure.axes:
        for axes, title in zip(panels(figure, 2), ("passes, counted", "milliseconds, measured here")):
            axes.set(xscale="log", yscale="log", title=title, xlim=(0.8, 1300))
            for look in ("C1s--", "C2^:", "C0o-"):
                axes.plot([], [], look)
        figure.axes[0].set(ylim=(0.7, 4000))
        figure.axes[1].set(ylim=(0.004, 400))
        figure.axes[0].legend(figure.axes[0].lines, WAYS, loc="upper left", fontsize=11)
    sizes = SIZES[grows]
    for number, way in enumerate(WAYS):
        figure.axes[0].lines[number].set_data(sizes, [passes(grows, size)[way] for size in sizes])
        figure.axes[1].lines[number].set_data(sizes, measured(grows)[way])
    for axes in figure.axes[-1:] if narrow(figure) else figure.axes:
        axes.set_xlabel(f"number of {grows}")


def _costs_alt(grows):
    counted = ", ".join(f"{way} {n:,}" for way, n in passes(grows, 1024).items())
    other = "output" if grows == "inputs" else "input"
    return f"Passes for all derivatives with 1,024 {grows} and one {other}: {counted}."


def costs() -> ComputedPicture:
    """What three ways cost as the inputs grow, or the outputs: passes, and measured milliseconds."""
    controls = {"grows": dropdown(["inputs", "outputs"], label="what grows")}
    presets = {"More outputs": {"grows": "outputs"}}
    return ComputedPicture(
        _draw_costs, controls, presets, alt=_costs_alt, size=(9, 3.8), narrow=(4.2, 6.5), clear=False
    )
