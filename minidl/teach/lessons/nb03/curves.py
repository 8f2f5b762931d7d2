"""Small networks that were trained on a curve, with activations and without: a computed picture."""

import functools
from itertools import pairwise

import numpy as np

from .... import manual_seed, nn, no_grad, optim, tensor
from ....nn import functional as F
from ...kit.computed import ComputedPicture, dropdown, slider
from ...kit.figures import panels

WIDTH, STEPS = 16, 300
X = np.linspace(-1, 1, 65)
TARGETS = {"|x|": np.abs(X), "wave": np.sin(2 * np.pi * X)}
KINDS = {"none": nn.Identity, "ReLU": nn.ReLU}


@functools.cache
def fitted(activation: str, hidden: int, target: str, seed: int = 0) -> tuple[np.ndarray, float]:
    """(curve, loss) of a network with `hidden` layers of 16 units after 400 steps of Adam."""
    manual_seed(seed)
    sizes, layers = [1, *[WIDTH] * hidden, 1], []
    for n_in, n_out in pairwise(sizes):
        layers += [nn.Linear(n_in, n_out), KINDS[activation]()]
    net = nn.Sequential(*layers[:-1]).double()  # the last layer has no activation
    x, y = tensor(X[:, None]), tensor(TARGETS[target][:, None])
    optimizer = optim.Adam(net.parameters(), lr=0.02)
    for step in range(STEPS):
        optimizer.param_groups[0]["lr"] = 0.02 * (1 - step / STEPS)
        optimizer.zero_grad()
        F.mse_loss(net(x), y).backward()
        optimizer.step()
    with no_grad():
        curve = net(x).numpy()[:, 0]
    return curve, float(np.mean((curve - TARGETS[target]) ** 2))


def FitPicture() -> ComputedPicture:
    """The curve that a trained network draws, and its slopes: one only, without activations."""
    parts = {}
    for activation in KINDS:  # all at once, so that the controls answer at once
        for hidden in (1, 2, 3):
            for target in TARGETS:
                fitted(activation, hidden, target)

    def start(figure):
        left, right = panels(figure, 2)
        parts["target"] = left.plot(X, X, "C0", lw=7, alpha=0.6)[0]
        parts["curve"] = left.plot(X, X, "C1", lw=2.5)[0]
        left.set(xlim=(-1, 1), ylim=(-1.4, 1.6), xlabel="x")
        left.set_title("thick: target   thin: network", fontsize=13)
        parts["slope"] = right.plot(X[1:], X[1:], "C2", lw=2.5)[0]
        right.set(xlim=(-1, 1), ylim=(-9, 9), xlabel="x")
        parts["slopes"] = right.set_title("", fontsize=13)
        right.axhline(0, color="0.6", lw=1, zorder=0)

    def draw(figure, activation, hidden, target):
        if not figure.axes:
            start(figure)
        curve, _ = fitted(activation, hidden, target)
        parts["target"].set_ydata(TARGETS[target])
        parts["curve"].set_ydata(curve)
        slopes = np.diff(curve) / np.diff(X)
        parts["slope"].set_ydata(slopes)
        low, high = (f"{round(slope, 1) + 0:.1f}".replace("-", "−") for slope in (slopes.min(), slopes.max()))
        parts["slopes"].set_text(f"slope: {low}" if low == high else f"slope: from {low} to {high}")

    def alt(activation, hidden, target):
        curve, loss = fitted(activation, hidden, target)
        slopes = np.diff(curve) / np.diff(X)
        bend = "its slope is the same everywhere" if np.ptp(slopes) < 1e-6 else "its slope changes"
        kind = "no activation" if activation == "none" else activation
        layers = "1 hidden layer" if hidden == 1 else f"{hidden} hidden layers"
        return f"{layers} with {kind}, trained on {target}: {bend}, the loss is {loss:.2g}."

    controls = {
        "activation": dropdown([*KINDS], "none"),
        "hidden": slider(1, 3, 1, 2, "hidden layers"),
        "target": dropdown([*TARGETS]),
    }
    presets = {"ReLU": {"activation": "ReLU"}, "wave, no activation": {"target": "wave"}}
    return ComputedPicture(draw, controls, presets, alt=alt, size=(8, 3.4), clear=False, narrow=(4.2, 6))
