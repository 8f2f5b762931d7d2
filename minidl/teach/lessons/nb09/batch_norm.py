"""What batch norm makes of one feature of a batch, in training and in test mode: a computed picture."""

import functools

import numpy as np

from .... import nn, no_grad, tensor
from ...kit.computed import ComputedPicture, dropdown, slider
from ...kit.figures import narrow

MEAN, DEVIATION = 2.0, 1.5  # of the data that it was trained on
RANGE = (-9.0, 12.5)


@functools.cache
def _trained() -> nn.BatchNorm1d:
    """A layer that has seen 200 batches of 32, so that its running mean and variance have settled."""
    draw, layer = np.random.default_rng(0), nn.BatchNorm1d(1).double()
    for _ in range(200):
        layer(tensor(draw.normal(MEAN, DEVIATION, (32, 1))))
    return layer.eval()


@functools.lru_cache(maxsize=512)
def normed(mode: str, size: int, shift: float, draw: int) -> tuple[np.ndarray, np.ndarray, float, float]:
    """(x, y, mean, deviation): a batch, what comes out, and the statistics that were used."""
    x = np.random.default_rng(draw).normal(MEAN, DEVIATION, 32)[:size] + shift
    layer = _trained()
    if mode == "test":
        with no_grad():
            y = layer(tensor(x[:, None])).numpy()[:, 0]
        return x, y, layer.running_mean.item(), layer.running_var.item() ** 0.5
    y = (x - x.mean()) / np.sqrt(x.var() + layer.eps)  # nn.BatchNorm1d refuses a batch of one
    return x, y, x.mean(), x.std()


def BatchNormPicture() -> ComputedPicture:
    """A batch as it comes in (above) and as it goes out (below)."""
    parts = {}

    def start(figure):
        axes = figure.subplots(2, 1, sharex=True)
        for name, each in zip(("in", "out"), axes):
            each.set(xlim=RANGE, ylim=(-1, 1), yticks=[])
            parts[name] = each.plot([], [], "C0o", ms=9, alpha=0.75)[0]
            parts["mean", name] = each.axvline(0, color="C1", lw=2.5)
            # Not axvspan: what it gives back before Matplotlib 3.9, as in a browser, has no set_x.
            parts["spread", name] = each.bar(0, 2, 2, -1, color="C1", alpha=0.18, lw=0)[0]
            parts["title", name] = each.set_title("", fontsize=12 if narrow(figure) else 13)
            each.grid(axis="x")
        axes[1].set_xlabel("value of the feature")

    def draw(figure, mode, size, shift, batch):
        if not figure.axes:
            start(figure)
        x, y, mean, deviation = normed(mode, size, shift, batch)
        height = np.linspace(-0.6, 0.6, 32)[np.random.default_rng(7).permutation(32)][:size]
        for name, values, centre, spread in (("in", x, mean, deviation), ("out", y, 0.0, 1.0)):
            parts[name].set_data(values, height)
            parts["mean", name].set_xdata([centre, centre])
            parts["spread", name].set_x(centre - spread)
            parts["spread", name].set_width(2 * spread)
        whose = "of this batch" if mode == "training" else "running, of the training"
        parts["title", "in"].set_text(f"in; orange: mean {mean:.2f} ± {deviation:.2f}, {whose}")
        came = round(y.mean(), 2) + 0.0
        parts["title", "out"].set_text(f"out: mean {came:.2f}, deviation {y.std():.2f}; orange: 0 ± 1")

    def alt(mode, size, shift, batch):
        x, y, mean, deviation = normed(mode, size, shift, batch)
        many = "one sample" if size == 1 else f"{size} samples"
        return (
            f"{mode.capitalize()} mode, a batch of {many} with mean {x.mean():.2f}: normalised by "
            f"{mean:.2f} and {deviation:.2f}, it comes out with mean {round(y.mean(), 2) + 0.0:.2f} and "
            f"deviation {y.std():.2f}."
        )

    controls = {
        "mode": dropdown(["training", "test"]),
        "size": slider(1, 32, 1, 1, "batch size"),
        "shift": slider(-5.0, 5.0, 0.5, 0.0),
        "batch": slider(1, 10, 1, 1, "batch number"),
    }
    presets = {"32, training": {"size": 32}, "32, shifted, test": {"size": 32, "shift": 3.0, "mode": "test"}}
    return ComputedPicture(draw, controls, presets, alt=alt, size=(8, 3.6), clear=False, narrow=(4.2, 4.2))
