"""What notebook 02 trains or fits: the same curve trained, polynomial activations, noisy data."""

import asyncio
import functools

import numpy as np

import minidl
import minidl.nn.functional as F
from minidl import nn, optim

from ...kit.computed import ComputedPicture, dropdown, slider
from ...kit.figures import narrow, show
from .drawn_function import FORMULAS, DrawnFunctionPicture

WIDTHS = [1, 2, 4, 8, 16, 32]
FINE = np.linspace(0, 1, 961)
STEPS = 400


def construct(f, D: int):
    """The network with D hidden units that meets f at 0, 1/D, ..., 1: no training, all weights computed."""
    points = minidl.linspace(0, 1, D + 1, dtype=minidl.float64)
    heights = minidl.tensor([float(f(x)) for x in points.tolist()], dtype=minidl.float64)
    slopes = (heights[1:] - heights[:-1]) * D
    network = nn.Sequential(nn.Linear(1, D), nn.ReLU(), nn.Linear(D, 1)).double()
    first = {"0.weight": minidl.ones(D, 1).double(), "0.bias": -points[:-1]}
    changes = minidl.cat([slopes[:1], slopes[1:] - slopes[:-1]])
    network.load_state_dict(first | {"2.weight": changes[None], "2.bias": heights[:1]})
    return network


def fresh_units(D: int) -> list[tuple[float, float]]:
    """(θ₀, θ₁) of D hidden units as a training starts, the same each time."""
    minidl.manual_seed(0)
    theta = nn.Linear(1, D)
    return [*zip(theta.bias.tolist(), theta.weight[:, 0].tolist())]


def network_at(network, x):
    """What a network says at an array of places, as an array."""
    return network(minidl.tensor(np.asarray(x, dtype=float)[:, None])).detach().numpy()[:, 0]


@functools.lru_cache(maxsize=200)
def train(heights: tuple, D: int, start: int, steps: int = STEPS):
    """A network trained on 65 points of a curve (thousandths), from a random start."""
    minidl.manual_seed(start)
    x = minidl.linspace(0, 1, 65, dtype=minidl.float64)[:, None]
    y = minidl.tensor(heights, dtype=minidl.float64)[:, None] / 1000
    network = nn.Sequential(nn.Linear(1, D), nn.ReLU(), nn.Linear(D, 1)).double()
    optimizer = optim.Adam(network.parameters(), lr=0.02)
    for _ in range(steps):
        loss = F.mse_loss(network(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return network


def trained_error(picture, D: int, start: int) -> float:
    """The largest distance between the picture's curve and a trained network, where the picture measures."""
    x, y = np.array(picture.samples()).T
    return float(abs(network_at(train(tuple(picture.heights), D, start), x) - y).max())


def compared(pen) -> ComputedPicture:
    """By construction and trained, side by side: on the wave, or on what is in the picture `pen`."""
    curves, seen = {"the wave": DrawnFunctionPicture(), "the one of loop ②": pen}, {}

    def numbers(curve, D, start):
        picture = curves[curve]
        built, error = picture.largest_error(int(D)), trained_error(picture, int(D), start)
        return picture, built, error

    def draw(figure, curve, D, start):
        picture, _, error = numbers(curve, D, start)
        network, x = train(tuple(picture.heights), int(D), start), np.linspace(-0.3, 1.3, 161)
        crosses = seen.setdefault((picture.curve, tuple(picture.heights)), {})
        crosses[D, start] = int(D), error
        shape = {"nrows": 2} if narrow(figure) else {"ncols": 2, "width_ratios": (2, 1)}
        left, right = figure.subplots(**shape)
        left.axvspan(0, 1, color="0.5", alpha=0.12)
        left.plot(FINE, picture.function(FINE), "C0", lw=7, alpha=0.6, label="the curve")
        left.plot(x, network_at(construct(picture.value, int(D)), x), "k", lw=1.8, label="by construction")
        left.plot(x, network_at(network, x), "C1--", lw=2.2, label="trained")
        left.set(xlim=(-0.3, 1.3), ylim=(-1.9, 1.7), title=f"D = {D}")
        left.legend(loc="lower left", ncols=3, fontsize=12, handlelength=1.2, columnspacing=1)
        right.loglog(WIDTHS, [max(1e-4, picture.largest_error(n)) for n in WIDTHS], "ko-")
        right.loglog(*np.transpose([*crosses.values()]), "C1x", int(D), error, "C1s", ms=9)
        right.set(xlim=(0.8, 40), ylim=(8e-5, 4), title="error against D")
        right.set_xticks(WIDTHS, WIDTHS)
        right.minorticks_off()

    def alt(curve, D, start):
        _, built, error = numbers(curve, D, start)
        times = f", {error / built:.2g} times as much" if built > 1e-9 else ""
        return (
            f"{D} units on {curve}: largest error {built:.3f} by construction, and {error:.2f} trained "
            f"from start {start}{times}."
        )

    controls = {"curve": dropdown([*curves]), "D": dropdown(["2", "4", "8", "16", "32"], "16")}
    controls["start"] = slider(1, 5, label="start (seed)")
    presets = {"Two units": {"D": "2"}, "32 units": {"D": "32"}, "Another start": {"start": 4}}
    both = ComputedPicture(draw, controls, presets, alt=alt, narrow=(4.2, 6.5))
    _follow(pen, both, "the one of loop ②")
    return both


def _follow(pen, both, name):
    """Draw again when the curve has changed, once the pen rests: a training takes longer than a stroke."""
    waiting = []

    def again():
        if both.curve == name:
            both._redraw()

    def changed(change):
        while waiting:
            waiting.pop().cancel()
        try:
            waiting.append(asyncio.get_running_loop().call_later(0.6, again))
        except RuntimeError:  # no kernel: a test, or a script
            again()

    pen.observe(changed, ["heights", "curve"])


# --- activations ----------------------------------------------------------------------------------------

ACTIVATIONS = {
    "z": lambda z: z,
    "z²": np.square,
    "z³": lambda z: z**3,
    "ReLU": lambda z: np.maximum(0, z),
    "tanh": np.tanh,
}


def fitted(activation: str, D: int):
    """(the best that D hidden units of random θ can do for the wave, how many of them are independent)."""
    minidl.manual_seed(0)
    theta = nn.Linear(1, D).double()
    H = ACTIVATIONS[activation](4 * theta(minidl.tensor(FINE[:, None])).detach().numpy())
    H = np.column_stack([np.ones_like(FINE), H])
    phi, *_, rank, _ = np.linalg.lstsq(H, np.vectorize(FORMULAS["wave"])(FINE), rcond=1e-9)
    return H @ phi, int(rank)


def activations() -> ComputedPicture:
    """The best fit to the wave with any activation: a polynomial gains nothing from width."""
    wave = np.vectorize(FORMULAS["wave"])(FINE)

    def draw(figure, activation, D):
        made, _ = fitted(activation, int(D))
        axes = figure.subplots()
        axes.plot(FINE, wave, "C0", lw=7, alpha=0.6, label="the wave")
        axes.plot(FINE, made, "C1", lw=2.2, label=f"{D} units with {activation}")
        axes.set(ylim=(-1.4, 1.4), xlabel="x")
        axes.legend(loc="upper right", fontsize=13)

    def alt(activation, D):
        error = abs(fitted(activation, int(D))[0] - wave).max()
        kind = {"z": "a straight line", "z²": "a parabola", "z³": "a curve of degree 3"}.get(
            activation, "near the wave"
        )
        size = "below 0.01" if error < 0.01 else f"{error:.2f}"
        return f"{D} units with a(z) = {activation}: {kind}, largest error {size}."

    presets = {"z², 400 units": {"D": "400"}, "z, 400 units": {"activation": "z", "D": "400"}}
    presets |= {"ReLU, 400 units": {"activation": "ReLU", "D": "400"}}
    presets |= {"tanh, 40 units": {"activation": "tanh", "D": "40"}}
    controls = {"activation": dropdown([*ACTIVATIONS], "z²"), "D": dropdown(["4", "40", "400"])}
    return ComputedPicture(draw, controls, presets, alt=alt)


# --- noise ----------------------------------------------------------------------------------------------


def noise() -> None:
    """Show what width does with 21 noisy points: the best φ are computed at once."""
    import matplotlib.pyplot as plt

    def hidden(x, D):
        return np.maximum(0, np.column_stack([np.ones_like(x), x[:, None] - np.arange(D) / D]))

    x, wave = np.linspace(0, 1, 21), np.vectorize(FORMULAS["wave"])
    noisy = wave(x) + 0.3 * np.random.default_rng(2).standard_normal(21)
    best = {D: np.linalg.lstsq(hidden(x, D), noisy, rcond=None)[0] for D in (1, 2, 3, 5, 8, 12, 20, 40, 80)}
    met = [np.mean((hidden(x, D) @ best[D] - noisy) ** 2) ** 0.5 for D in best]
    off = [np.mean((hidden(FINE, D) @ best[D] - wave(FINE)) ** 2) ** 0.5 for D in best]
    with plt.style.context("minidl.teach.kit.course"):
        figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.8), layout="constrained")
        left.plot(x, noisy, "ko", label="data")
        left.plot(FINE, wave(FINE), "0.5", lw=5, alpha=0.5, label="truth")
        left.plot(FINE, hidden(FINE, 5) @ best[5], "C0", label="D = 5")
        left.plot(FINE, hidden(FINE, 20) @ best[20], "C1--", label="D = 20")
        left.set(xlabel="x")
        left.legend(fontsize=12)
        right.semilogx([*best], met, "C0o-", label="from the data")
        right.semilogx([*best], off, "C1s--", label="from the truth")
        right.set(title="distance (root mean square)", xlabel="hidden units D")
        right.legend(fontsize=12)
    show(figure, "From D = 20 on every noisy point is met; D = 5 is nearest to the truth.", met + off)
