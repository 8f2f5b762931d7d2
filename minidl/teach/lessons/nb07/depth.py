"""A signal through many layers, forwards and backwards at once: a computed picture."""

import functools
from typing import NamedTuple

import numpy as np

from .... import tensor
from ...kit.computed import ComputedPicture, dropdown, slider
from ...kit.figures import narrow
from .shapes import ACTIVATIONS, power, tens, value_and_slope

WIDTH, SAMPLES, DEEPEST = 100, 32, 40
FLAT = 0.05  # a slope below this passes next to nothing
EDGE = 10  # powers of ten that the picture shows, up and down
MARKS = {"Linear's own": 3**-0.5, "Xavier": 1.0, "He": 2**0.5}


class Signal(NamedTuple):
    """Sizes (root mean squares) relative to where the signal starts; entry 0 is the input of the network."""

    forward: np.ndarray
    backward: np.ndarray
    flat: np.ndarray  # share of slopes below FLAT, per layer
    never: np.ndarray  # share of units whose slope is below FLAT for every sample


@functools.cache
def _drawn(seed):
    draw = np.random.default_rng(seed).standard_normal
    sizes = (SAMPLES, WIDTH), (DEEPEST, WIDTH, WIDTH), (SAMPLES, WIDTH)
    return [draw(size) for size in sizes]


@functools.lru_cache(maxsize=64)
def signal(activation: str, depth: int, scale: float, seed: int = 0) -> Signal:
    """Send 32 random samples through `depth` layers of 100 units, and a random gradient back.

    The weights are normal with the standard deviation scale/√100; there are no biases.
    """
    x, weights, gradient = _drawn(seed)
    layers, zs = [tensor(x, requires_grad=True)], []
    for weight in weights[:depth]:
        zs.append(layers[-1] @ tensor(scale / WIDTH**0.5 * weight).T)
        layers.append(ACTIVATIONS[activation](zs[-1]))
        layers[-1].retain_grad()
    (layers[-1] * tensor(gradient)).sum().backward()
    forward = np.array([_size(h.detach()) for h in layers])
    backward = np.array([_size(h.grad) for h in layers])
    alpha = 1.0 if activation == "ELU" else 0.1
    flat = abs(value_and_slope(activation, [z.detach().numpy() for z in zs], alpha)[1]) < FLAT
    return Signal(
        forward / forward[0], backward / backward[-1], flat.mean(axis=(1, 2)), flat.all(axis=1).mean(axis=1)
    )


def _size(t) -> float:
    return float(np.sqrt(np.mean(np.square(t.numpy()))))


def SignalPicture() -> ComputedPicture:
    """Bars of activation and gradient size per layer; the places tried leave a trace on the right."""
    parts, seen = {}, {}
    layers = np.arange(DEEPEST + 1)

    def start(figure):
        if narrow(figure):
            grid = figure.add_gridspec(4, 1, height_ratios=(3, 3, 1.4, 4))
            places = [grid[0], grid[1], grid[2], grid[3]]
        else:
            grid = figure.add_gridspec(3, 2, height_ratios=(3, 3, 1.4), width_ratios=(3, 2))
            places = [grid[0, 0], grid[1, 0], grid[2, 0], grid[:, 1]]
        ahead, back, flat, trace = (figure.add_subplot(place) for place in places)
        for axes in (ahead, back, trace):
            axes.axhspan(-1, 1, color="0.5", alpha=0.25, lw=0)
            axes.set_ylim(-EDGE - 0.5, EDGE + 0.5)
            tens(axes, -9, 9, 3 if axes is trace else 9)
        for axes in (ahead, back, flat):
            axes.set_xlim(-1, DEEPEST + 1)
            axes.grid(False)
        ahead.tick_params(labelbottom=False)
        back.tick_params(labelbottom=False)
        flat.set(ylim=(0, 1), xlabel="layer (0: the input)")
        flat.set_yticks([0, 1], ["0", "all"])
        trace.set(xscale="log", xlim=(0.23, 4.4), xlabel="weight scale s")
        trace.set_xticks([0.25, 0.5, 1, 2, 4], ["¼", "½", "1", "2", "4"])
        trace.minorticks_off()
        trace.set_title("arrives: ● →   ✖ ←", fontsize=13)
        for name, axes, color in (("forward", ahead, "C2"), ("backward", back, "C3")):
            parts[name] = axes.vlines(layers, 0, 0, color, lw=4.5)
            parts[name + " edge"] = axes.plot([], [], "k.", ms=5)[0]
            parts[name + " title"] = axes.set_title("", fontsize=13)
        parts["flat"] = flat.vlines(layers, 0, 0, "C5", lw=4.5)
        parts["never"] = flat.vlines(layers, 0, 0, "k", lw=4.5)
        parts["flat title"] = flat.set_title("", fontsize=13)
        parts["tried ahead"] = trace.plot([], [], "C2o", ms=9)[0]
        parts["tried back"] = trace.plot([], [], "C3X", ms=8)[0]
        parts["now"] = trace.axvline(1, color="0.4", lw=1.5)
        parts["marks"] = [trace.axvline(at, color="C1", ls="--", lw=2) for at in MARKS.values()]
        parts["marks"] += [
            trace.text(at, EDGE, f"{name} {at:.2f}", rotation=90, va="top", ha="right", fontsize=12)
            for name, at in MARKS.items()
        ]

    def draw(figure, activation, depth, scale, marks):
        if not figure.axes:
            start(figure)
        found = signal(activation, depth, scale)
        for name in ("forward", "backward"):
            logs = np.log10(np.maximum(getattr(found, name), 1e-300))
            edge = np.abs(logs) > EDGE
            cut = np.clip(logs, -EDGE, EDGE)
            parts[name].set_segments([[(layer, 0), (layer, y)] for layer, y in enumerate(cut)])
            parts[name + " edge"].set_data(np.flatnonzero(edge), cut[edge])
        ends = found.forward[-1], found.backward[0]
        parts["forward title"].set_text(f"activations →  × {power(ends[0])}")
        parts["backward title"].set_text(f"←  gradients  × {power(ends[1])}")
        for name in ("flat", "never"):
            shares = getattr(found, name)
            parts[name].set_segments([[(layer, 0), (layer, y)] for layer, y in enumerate(shares, 1)])
        parts["flat title"].set_text(f"slope below {FLAT}; black: for every sample")
        tried = seen.setdefault((activation, depth), {})
        tried[scale] = np.clip(np.log10(ends), -EDGE, EDGE)
        parts["tried ahead"].set_data([*tried], [y for y, _ in tried.values()])
        parts["tried back"].set_data([*tried], [y for _, y in tried.values()])
        parts["now"].set_xdata([scale, scale])
        for mark in parts["marks"]:
            mark.set_visible(marks == "shown")

    def alt(activation, depth, scale, marks):
        found = signal(activation, depth, scale)
        more = " Marks: " + ", ".join(f"{name} {at:.2f}" for name, at in MARKS.items()) + "."
        name = {"none": "No activation"}.get(activation, activation[0].upper() + activation[1:])
        return (
            f"{name}, {depth} layers, weight scale {scale:g}: forwards the activations end at "
            f"{power(found.forward[-1])} of the input's size, backwards the gradients end at "
            f"{power(found.backward[0])}. In the last layer {100 * found.flat[-1]:.0f} % of the slopes are "
            f"below {FLAT}, {round(WIDTH * found.never[-1])} of {WIDTH} units for every sample."
            f"{more if marks == 'shown' else ''}"
        )

    controls = {
        "activation": dropdown([*ACTIVATIONS], "ReLU"),
        "depth": slider(1, DEEPEST, 1, 30, "layers"),
        "scale": slider(0.25, 4.0, 0.05, 1.0, "weight scale s"),
        "marks": dropdown(["hidden", "shown"]),
    }
    presets = {"tanh": {"activation": "tanh"}, "sigmoid": {"activation": "sigmoid"}}
    presets["show the marks"] = {"marks": "shown"}
    picture = ComputedPicture(draw, controls, presets, alt=alt, size=(8, 4.8), clear=False, narrow=(4.2, 10))
    seen.clear()  # the presets were tried for the page, not by the student
    picture._redraw()
    return picture
