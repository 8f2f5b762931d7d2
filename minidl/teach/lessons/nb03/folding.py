"""A strip of paper that each layer folds once: a network of two ReLU units a layer, and its picture."""

import functools

import numpy as np
from matplotlib.collections import LineCollection

from .... import nn, no_grad, tensor
from ...kit.computed import ComputedPicture, slider
from ...kit.figures import narrow

MOST = 6  # layers that the picture folds


def folding(layers: int, crease: float = 0.5) -> nn.Sequential:
    """A ReLU network of `layers` hidden layers of two units, each of which folds the strip [0, 1] once.

    A layer computes h → (h − 2·ReLU(h − c) − low) / (c − low): up to the crease c it goes up, then down
    again; `low` is where the shorter side ends, so that the folded strip fills [0, 1] again.
    """
    low = min(0.0, 2 * crease - 1)
    scale = 1 / (crease - low)
    back, shift = np.array([[1.0, -2.0]]) * scale, -low * scale  # from two units to the folded place
    net, into, at = nn.Sequential(), np.array([[1.0]]), 0.0
    for _ in range(layers):
        net.append(_linear(np.vstack([into, into]), [at, at - crease]))
        net.append(nn.ReLU())
        into, at = back, shift
    net.append(_linear(into, [at]))
    return net.double()


def _linear(weight, bias):
    layer = nn.Linear(weight.shape[1], weight.shape[0]).double()
    with no_grad():
        layer.weight.copy_(tensor(weight))
        layer.bias.copy_(tensor(np.array(bias)))
    return layer


def corners(net: nn.Sequential, low: float = 0.0, high: float = 1.0) -> tuple[np.ndarray, np.ndarray]:
    """(x, y) at both ends, and wherever a ReLU unit switches: between them, the network is a straight line.

    The network has one input, and its layers are Linear and ReLU.
    """
    x = np.array([low, high])
    h = x[:, None]
    for layer in net:
        if isinstance(layer, nn.ReLU):
            left, right = h[:-1], h[1:]
            row, unit = np.nonzero(left * right < 0)
            a, b = left[row, unit], right[row, unit]
            share = a / (a - b)
            x = np.concatenate([x, x[row] + share * (x[row + 1] - x[row])])
            h = np.concatenate([h, left[row] + share[:, None] * (right[row] - left[row])])
            h[len(left) + 1 + np.arange(len(row)), unit] = 0.0
            order = np.argsort(x, kind="stable")
            x, h = x[order], np.maximum(h[order], 0)
        else:
            h = h @ layer.weight.detach().numpy().T.astype(float) + layer.bias.detach().numpy()
    return x, h[:, 0]


def pieces_of(net: nn.Sequential, low: float = 0.0, high: float = 1.0) -> int:
    """The number of straight pieces of a ReLU network with one input and one output, from low to high."""
    x, y = corners(net, low, high)
    wide = np.diff(x) > 1e-12
    slopes = np.diff(y)[wide] / np.diff(x)[wide]
    changes = abs(np.diff(slopes)) > 1e-7 * (1 + abs(slopes[:-1]))
    return int(changes.sum()) + 1


@functools.lru_cache(maxsize=256)
def _drawn(layers, crease):
    net = folding(layers, crease)
    return corners(net), pieces_of(net)


def _paper(folded: float, crease: float):
    """(u, z): where 513 places of the paper are, seen from the side; the last fold may be half done.

    Each fold also stretches: the folded paper is drawn as long as the whole strip was.
    """
    low, layers = min(0.0, 2 * crease - 1), int(folded)
    u, sheet = np.linspace(0, 1, 513), np.zeros(513)  # the sheets of the pile, counted from below
    for _ in range(layers):
        over = u > crease
        sheet[over] = 2 * sheet.max() + 1 - sheet[over]
        u[over] = 2 * crease - u[over]
        u = (u - low) / (crease - low)
    done = folded - layers
    thickness = (1 - done) * _thickness(layers) + done * _thickness(layers + 1)
    z = sheet * thickness
    if done:
        over, top, turn = u > crease, z.max() + thickness / 2, np.pi * done
        du, dz = u[over] - crease, z[over] - top
        u[over] = crease + du * np.cos(turn) - dz * np.sin(turn)
        z[over] = top + du * np.sin(turn) + dz * np.cos(turn)
        u = (u - done * low) / (1 + done * (crease - low - 1))
    return u, z


def _thickness(layers):
    return min(0.1, 0.36 / 2**layers)


def FoldPicture() -> ComputedPicture:
    """The strip from the side, the output of the network that folds it, and pieces against parameters."""
    parts = {}
    places_on_paper = np.linspace(0, 1, 513)

    def start(figure):
        if narrow(figure):
            places = [*figure.add_gridspec(3, 1, height_ratios=(3, 3, 3))]
        else:
            grid = figure.add_gridspec(2, 2, height_ratios=(1, 1), width_ratios=(3, 2))
            places = [grid[0, 0], grid[1, 0], grid[:, 1]]
        paper, curve, count = (figure.add_subplot(place) for place in places)
        parts["strip"] = LineCollection([], array=places_on_paper[1:], cmap="cividis", lw=3)
        paper.add_collection(parts["strip"])
        parts["crease"] = paper.plot([], [], "C1v", ms=9)[0]
        paper.set(xlim=(-0.05, 1.25), ylim=(-0.08, 0.95), yticks=[], xticks=[])
        paper.set_title("the strip, from the side   ▼ next crease", fontsize=13)
        parts["deep"] = LineCollection([], array=places_on_paper[1:], cmap="cividis", lw=2.5)
        curve.add_collection(parts["deep"])
        curve.set(xlim=(0, 1), ylim=(-0.05, 1.05), xlabel="place on the paper, x", yticks=[0, 1])
        parts["title"] = curve.set_title("", fontsize=13)
        many = np.arange(1, MOST + 1)
        parts["tried"] = count.plot([], [], "C2o", ms=9)[0]
        parts["wide"] = count.plot([], [], "C1s", ms=9)[0]
        count.plot(6 * many + 1, 2 * many + 1, "C1--", lw=1.5, alpha=0.7)
        count.set(
            yscale="log",
            xlim=(4, 40),
            ylim=(1.5, 100),
            xlabel="parameters",
            ylabel="each line: twice as many",
        )
        count.set_yticks([2, 4, 8, 16, 32, 64], ["2", "4", "8", "16", "32", "64"])
        count.minorticks_off()
        count.set_title("pieces: ● deep   ■ – – wide", fontsize=13)

    def draw(figure, folded, crease):
        if not figure.axes:
            start(figure)
        layers = int(folded)
        u, z = _paper(folded, crease)
        points = np.stack([u, z], axis=1)
        parts["strip"].set_segments(np.stack([points[:-1], points[1:]], axis=1))
        parts["crease"].set_data([crease], [z.max() + 0.09])
        parts["crease"].set_visible(folded == layers < MOST)
        parts["strip"].set_linewidth(min(3, 40 / 2**folded))
        (x, y), pieces = _drawn(layers, crease)
        line = np.stack([places_on_paper, np.interp(places_on_paper, x, y)], axis=1)
        parts["deep"].set_segments(np.stack([line[:-1], line[1:]], axis=1))
        parts["title"].set_text(f"output: {pieces} straight piece{'s' * (pieces > 1)}")
        many = np.arange(1, layers + 1)
        parts["tried"].set_data(6 * many + 1, [_drawn(n, crease)[1] for n in many])
        parts["wide"].set_data(6 * many + 1, 2 * many + 1)

    def alt(folded, crease):
        layers = int(folded)
        half = "" if folded == layers else f" Fold {layers + 1} is under way."
        pieces = _drawn(layers, crease)[1]
        if not layers:
            return f"The strip lies flat, not folded.{half}"
        return (
            f"{layers} layer{'s' * (layers > 1)} of two units, crease at {crease:g}: the output has {pieces} "
            f"straight pieces over the strip. One wide layer with as many parameters, {6 * layers + 1}, "
            f"has at most {2 * layers + 1}.{half}"
        )

    controls = {
        "folded": slider(0.0, float(MOST), 0.1, 0.0, "layers folded"),
        "crease": slider(0.3, 0.7, 0.05, 0.5),
    }
    presets = {"5 layers": {"folded": 5.0}, "crease at 0.4": {"folded": 5.0, "crease": 0.4}}
    return ComputedPicture(draw, controls, presets, alt=alt, size=(8, 4.6), clear=False, narrow=(4.2, 9))
