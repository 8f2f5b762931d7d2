"""Ways to a derivative: a finite difference, and a computed picture of what each way costs."""

import math
import time
from functools import cache

import numpy as np

from .... import dual, ops
from ....plain_tape import Tensor, apply
from ...kit.computed import ComputedPicture, dropdown
from ...kit.figures import narrow, panels


def difference(n: int, kind: str = "central") -> float:
    """The slope of J = cos(sin(x²) + 3x²) at x = 1 from two points: 1 ± h, or 1 and 1 + h; h = 10⁻ⁿ."""
    h, J = 10.0**-n, lambda x: math.cos(math.sin(x * x) + 3 * (x * x))
    return (J(1 + h) - J(1 - h)) / (2 * h) if kind == "central" else (J(1 + h) - J(1)) / h


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
        for axes in figure.axes:  # no label of the axis: then all would be drawn again when it changes
            axes.annotate("many", (0.5, 0), (0, -24), "axes fraction", "offset points", ha="center", va="top")
        figure.axes[0].set(ylim=(0.7, 4000))
        figure.axes[1].set(ylim=(0.004, 400))
        columns = 1 if narrow(figure) else 3
        figure.legend(figure.axes[0].lines, WAYS, loc="outside upper center", ncols=columns, fontsize=12)
    sizes = SIZES[grows]
    for axes in figure.axes:
        axes.texts[0].set_text(f"how many {grows}")
    for number, way in enumerate(WAYS):
        figure.axes[0].lines[number].set_data(sizes, [passes(grows, size)[way] for size in sizes])
        figure.axes[1].lines[number].set_data(sizes, measured(grows)[way])


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
