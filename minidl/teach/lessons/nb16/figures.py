"""The figures of notebook 16: curves of MNIST-1D, bars of shares, the dial of shuffled positions."""

import matplotlib.pyplot as plt
import numpy as np

from ...kit.computed import ComputedPicture, slider
from ...kit.figures import panels, show
from .pretrained import measured

PUBLISHED = {"CNN": (0.94, 0.56), "MLP": (0.68, 0.68)}  # in order, shuffled: the README of MNIST-1D
ON_BARS = "#FFF4B8"  # no grey: a dark page would turn it round
LOOKS = {"CNN": ("C0", "o-", None), "MLP": ("C1", "s-", "//")}


def draw_curves(dataset, caption, classes=(0, 4, 7), templates=True):
    """The template of some classes, and under it four curves that were made of it."""
    from mnist1d.data import get_templates

    plt.style.use("minidl.teach.kit.course")
    figure = plt.figure(figsize=(9, 4.2))
    inputs, labels = (tensor.numpy() for tensor in dataset.tensors)
    for digit, axes in zip(classes, panels(figure, len(classes), sharex=True, sharey=True)):
        axes.plot(inputs[labels == digit][:4, 0].T - 5 * np.arange(1, 5), lw=2)
        if templates:
            template = get_templates()["x"][digit]
            axes.plot(np.linspace(0, 10, 12), 2 * template / np.abs(template).max() + 1, color="0.3", lw=4)
            axes.text(12, 1, "template", fontsize=13)
        axes.set(title=f"class {digit}", yticks=[], xlabel="position")
    show(figure, caption, digest=inputs[:100], narrow=(4.2, 9))


def draw_bars(axes, shares):
    """A full bar for the test, a dotted one for the training images: {name: (training, test)}."""
    for place, (name, (training, test)) in enumerate(shares.items()):
        colour, _, hatch = LOOKS[name[:3]]
        axes.bar(place, test, 0.7, color=colour, hatch=hatch, edgecolor="0.5")
        axes.bar(place, training, 0.7, fill=False, edgecolor="0.3", ls=":", lw=2)
        percent = f"{100 * test:.0f} %"
        size = 18 if len(shares) < 3 else 13  # no wider than its bar
        axes.text(place, test - 0.1, percent, ha="center", fontsize=size, weight="bold", color=ON_BARS)
    axes.set(
        xticks=range(len(shares)), ylim=(0, 1.12), yticks=[0, 0.5, 1], title="share of curves read right"
    )
    axes.set_xticks(range(len(shares)), list(shares))


def score_bars(shares, caption):
    """`draw_bars`, shown. Trained numbers differ from machine to machine: no caption tells them."""
    plt.style.use("minidl.teach.kit.course")
    figure, axes = plt.subplots(figsize=(7, 3.8))
    draw_bars(axes, shares)
    show(figure, caption, narrow=(4.2, 3.8))


def shuffle_dial(mine=None):
    """How well CNN and MLP read MNIST-1D while more and more of its 40 positions are shuffled.

    The curves were measured before the lesson (means of three trainings); `mine` adds numbers of your own
    for 40 shuffled positions, {name: share}.
    """
    numbers = measured()
    counts, shares = numbers["counts"].tolist(), numbers["shuffled"]

    def draw(figure, shuffled):
        left, right = panels(figure, 2)
        for i, (name, (colour, mark, _)) in enumerate(LOOKS.items()):
            left.plot(counts, shares[:, i, 1], mark, color=colour, label=f"{name}, test")
            left.plot(counts, shares[:, i, 0], ":", color=colour, label=f"{name}, training")
            left.plot([0, 40], PUBLISHED[name], "x", color=colour, ms=11, mew=3)
            if name in (mine or {}):  # an Interrupt leaves some out
                left.plot([40], [mine[name]], "*", color=colour, ms=16, mec="0.3")
        left.axvline(shuffled, color="0.4", lw=1.5)
        left.set(xlabel="positions shuffled (× published)", ylim=(0.3, 1.05), title="share read right")
        left.legend(fontsize=11, ncols=2, loc="lower left", handlelength=1.2, columnspacing=0.8)
        at = shares[counts.index(shuffled)]
        pairs = {
            f"{name}\n{how}": row
            for name, *rows in zip(LOOKS, shares[0], at)
            for how, row in zip(("in order", "now"), rows)
        }
        draw_bars(right, pairs)

    def alt(shuffled):
        cnn, mlp = (100 * shares[counts.index(shuffled), :, 1]).round().astype(int)
        return f"{shuffled} of 40 positions shuffled: the CNN reads {cnn} % of new curves, the MLP {mlp} %."

    controls = {"shuffled": slider(0, 40, 4, label="positions shuffled")}
    presets = {"4 positions": {"shuffled": 4}, "all 40": {"shuffled": 40}}
    return ComputedPicture(draw, controls, presets, alt, size=(10, 4.2), narrow=(4.2, 7.6))
