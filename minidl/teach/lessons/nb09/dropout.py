"""Dropout: which units are dropped, what the next layer gets, and what a training makes of it."""

import functools

import numpy as np

from .... import manual_seed, nn, no_grad, optim, tensor
from ....data import mnist1d
from ....nn import functional as F
from ...kit.computed import ComputedPicture, dropdown, slider
from ...kit.figures import panels

UNITS, MOST = 20, 60
VALUES = np.random.default_rng(3).uniform(0.2, 1.0, UNITS).round(2)


@functools.lru_cache(maxsize=256)
def _dropped(p: float, mode: str, factor: str):
    """(60, 20): the values that the layer hands on in 60 passes."""
    if mode == "test":
        return np.tile(VALUES, (MOST, 1))
    manual_seed(1)
    out = F.dropout(tensor(np.tile(VALUES, (MOST, 1))), p).numpy()
    return out if factor == "1/(1 − p)" else out * (1 - p)


def DropoutPicture() -> ComputedPicture:
    """Left the units of a layer in one pass; right their sum in every pass so far, and its mean."""
    parts = {}

    def start(figure):
        left, right = panels(figure, 2)
        parts["full"] = left.vlines(np.arange(UNITS), 0, VALUES, "0.75", lw=9)
        parts["kept"] = left.vlines(np.arange(UNITS), 0, 0, "C0", lw=5)
        parts["off"] = left.plot([], [], "kx", ms=8, mew=2)[0]
        left.set(xlim=(-1, UNITS), ylim=(-0.12, 5.2), xlabel="unit", xticks=[0, 5, 10, 15])
        left.set_title("grey: value   blue: handed on   ×: 0", fontsize=12)
        parts["sums"] = right.plot([], [], "C0o", ms=6, alpha=0.7)[0]
        parts["mean"] = right.plot([], [], "C1o-", lw=3, ms=9, markevery=[-1])[0]
        right.axhline(VALUES.sum(), color="k", ls="--", lw=1.5)
        right.set(xlim=(0, MOST + 1), ylim=(0, 30), xlabel="pass")
        right.set_title("sum   – – test mode   orange: mean", fontsize=12)

    def draw(figure, mode, p, factor, passes):
        if not figure.axes:
            start(figure)
        out = _dropped(p, mode, factor)[:passes]
        now, sums = out[-1], out.sum(axis=1)
        parts["kept"].set_segments([[(unit, 0), (unit, value)] for unit, value in enumerate(now)])
        off = np.flatnonzero(now == 0)
        parts["off"].set_data(off, 0 * off - 0.02)
        count = np.arange(1, passes + 1)
        parts["sums"].set_data(count, sums)
        parts["mean"].set_data(count, np.cumsum(sums) / count)

    def alt(mode, p, factor, passes):
        out = _dropped(p, mode, factor)[:passes]
        off, sums = int((out[-1] == 0).sum()), out.sum(axis=1)
        many = "1 pass" if passes == 1 else f"{passes} passes"
        kept = "" if mode == "test" else f" with p = {p:g} and factor {factor}"
        return (
            f"{mode.capitalize()} mode{kept}: in pass {passes}, {off} of {UNITS} units are dropped. "
            f"Over {many} the sum is {sums.mean():.1f} on average; without dropout it is {VALUES.sum():.1f}."
        )

    controls = {
        "mode": dropdown(["training", "test"]),
        "p": slider(0.0, 0.8, 0.1, 0.5),
        "factor": dropdown(["1/(1 − p)", "none"]),
        "passes": slider(1, MOST, 1, 1, "passes"),
    }
    presets = {"60 passes": {"passes": 60}, "60, no factor": {"passes": 60, "factor": "none"}}
    return ComputedPicture(draw, controls, presets, alt=alt, size=(8, 3.8), clear=False, narrow=(4.2, 7))


def trained_with_dropout(p: float, samples: int, seed: int = 0, steps: int = 300) -> tuple[float, ...]:
    """On MNIST-1D, 128 units, in test mode: (training loss, test loss, share of errors in the test)."""
    manual_seed(seed)
    train, test = mnist1d()
    (x, y), (x_test, y_test) = train[:samples], test[:]
    net = nn.Sequential(nn.Flatten(), nn.Linear(40, 128), nn.ReLU(), nn.Dropout(p), nn.Linear(128, 10))
    optimizer = optim.Adam(net.parameters(), lr=0.003)
    for _ in range(steps):
        optimizer.zero_grad()
        F.cross_entropy(net(x), y).backward()
        optimizer.step()
    net.eval()
    with no_grad():
        says = net(x_test)
        wrong = float((says.numpy().argmax(1) != y_test.numpy()).mean())
        return F.cross_entropy(net(x), y).item(), F.cross_entropy(says, y_test).item(), wrong
