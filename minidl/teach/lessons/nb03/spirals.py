"""Two spirals, and the plane that a trained network bends, layer by layer: a computed picture."""

import functools

import numpy as np
from matplotlib.collections import LineCollection
from sklearn.linear_model import LogisticRegression

from .... import manual_seed, nn, no_grad, optim, tensor
from ....data import spirals
from ....nn import functional as F
from ...kit.computed import ComputedPicture, dropdown, slider

LAYERS, WIDTH, STEPS, EVERY = 6, 12, 300, 15
KINDS = {"tanh": nn.Tanh, "none": nn.Identity}
_points, _labels = spirals(122, 2, 0.0, 1.0, np.random.default_rng(0))[2:]  # both arms begin at the centre
POINTS, LABELS = _points.numpy().astype(float), _labels.numpy()
_ticks, _fine = np.linspace(-1.1, 1.1, 13), np.linspace(-1.1, 1.1, 45)
GRID = np.array([[(a, b) for b in _fine] for a in _ticks] + [[(b, a) for b in _fine] for a in _ticks])
ALL = np.concatenate([POINTS, GRID.reshape(-1, 2)])


@functools.cache
def bent(activation: str, start: int) -> list[np.ndarray]:
    """Every 15 steps of training: where each layer has put points and grid, (7, places, 2).

    Each layer moves a place h by f(h), with 12 units inside f; the last unit draws one straight line.
    """
    manual_seed(start)
    layers = [
        nn.Sequential(nn.Linear(2, WIDTH), KINDS[activation](), nn.Linear(WIDTH, 2)) for _ in range(LAYERS)
    ]
    for layer in layers:  # at first each moves the places a little
        with no_grad():
            layer[2].weight *= 0.2
            layer[2].bias.zero_()
    last = nn.Linear(2, 1)
    net = nn.ModuleList([*layers, last]).double()
    optimizer = optim.AdamW(net.parameters(), lr=0.01, weight_decay=0.1)
    places, wanted, found = tensor(ALL), tensor(LABELS[:, None].astype(float)), []
    for step in range(STEPS + 1):
        if step % EVERY == 0:
            with no_grad():
                found.append(np.stack([h.numpy() for h in _through(layers, places)]))
        *_, h = _through(layers, places[: len(POINTS)])
        optimizer.zero_grad()
        F.binary_cross_entropy_with_logits(last(h), wanted).backward()
        optimizer.step()
    return found


def _through(layers, h):
    yield h
    for layer in layers:
        h = h + layer(h)
        yield h


@functools.lru_cache(maxsize=4096)
def seen(activation: str, start: int, steps: int, layer: float):
    """(points, grid, line, share): scaled to fit; a logistic regression's line, and what it has right."""
    done = bent(activation, start)[steps // EVERY]
    whole = min(int(layer), LAYERS - 1)
    places = done[whole] + (layer - whole) * (done[whole + 1] - done[whole])
    points = places[: len(POINTS)]
    centre = points.mean(axis=0)
    places = (places - centre) / abs(points - centre).max()
    points = places[: len(POINTS)]
    fit = LogisticRegression(C=1e4, max_iter=500).fit(points, LABELS)
    (w,), b = fit.coef_, fit.intercept_[0]
    along, foot = 4 * np.array([-w[1], w[0]]) / np.hypot(*w), -b / (w @ w) * w
    grid = places[len(POINTS) :].reshape(GRID.shape)
    return points, grid, np.stack([foot - along, foot + along]), fit.score(points, LABELS)


def SpiralPicture() -> ComputedPicture:
    """The plane with two spirals, as it leaves each layer, and how well one straight line separates them."""
    parts = {}
    bent("tanh", 0)

    def start_(figure):
        axes = figure.subplots()
        parts["grid"] = LineCollection([], color="0.65", lw=1)
        axes.add_collection(parts["grid"])
        parts["line"] = axes.plot([], [], "k--", lw=2.5)[0]
        parts[0] = axes.plot([], [], "C0o", ms=7)[0]
        parts[1] = axes.plot([], [], "C1s", ms=7)[0]
        axes.set(xlim=(-1.25, 1.25), ylim=(-1.25, 1.25), xticks=[], yticks=[], aspect="equal")
        axes.grid(False)
        parts["title"] = axes.set_title("", fontsize=14)

    def draw(figure, layer, steps, activation, start):
        if not figure.axes:
            start_(figure)
        points, grid, line, share = seen(activation, start, steps, layer)
        parts["grid"].set_segments(grid)
        parts["line"].set_data(*line.T)
        for label in (0, 1):
            parts[label].set_data(*points[label == LABELS].T)
        parts["title"].set_text(f"a straight line: {100 * share:.0f} % right")

    def alt(layer, steps, activation, start):
        share = seen(activation, start, steps, layer)[3]
        kind = "without activation" if activation == "none" else f"with {activation}"
        between = f"between layers {int(layer)} and {int(layer) + 1}"
        where = f"after {layer:g} of {LAYERS} layers" if layer == int(layer) else between
        return (
            f"Two spirals {where} {kind}, {steps} training steps, start {start}: a straight line has "
            f"{100 * share:.0f} % of the points right."
        )

    controls = {
        "layer": slider(0.0, float(LAYERS), 0.25, 0.0, "layers done"),
        "steps": slider(0, STEPS, EVERY, STEPS, "training steps"),
        "activation": dropdown([*KINDS]),
        "start": slider(0, 4, 1, 0),
    }
    presets = {"all layers": {"layer": 6.0}, "no activation": {"layer": 6.0, "activation": "none"}}
    return ComputedPicture(draw, controls, presets, alt=alt, size=(5.4, 5.2), clear=False, narrow=(4.2, 4.4))
