"""A signal through many layers, forwards and backwards at once: a computed picture."""

import functools
from typing import NamedTuple

import numpy as np
from matplotlib.transforms import ScaledTranslation

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
    return [draw(size) for size in ((SAMPLES, WIDTH), (DEEPEST, WIDTH, WIDTH), (SAMPLES, WIDTH))]


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
    shares = flat.mean(axis=(1, 2)), flat.all(axis=1).mean(axis=1)
    return Signal(forward / forward[0], backward / backward[-1], *shares)


def _size(t) -> float:
    return float(np.sqrt(np.mean(np.square(t.numpy()))))


def SignalPicture() -> ComputedPicture:
    """Bars of activation and gradient size per layer; the places tried leave a trace on the right."""
    parts, seen = {}, {}

    def start(figure):
        if narrow(figure):
            places = [*figure.add_gridspec(4, 1, height_ratios=(3, 3, 1.4, 4))]
        else:
            grid = figure.add_gridspec(3, 2, height_ratios=(3, 3, 1.4), width_ratios=(3, 2))
            places = [grid[0, 0], grid[1, 0], grid[2, 0], grid[:, 1]]
        ahead, back, flat, trace = (figure.add_subplot(place) for place in places)
        for axes in (ahead, back, trace):
            axes.axhspan(-1, 1, color="0.5", alpha=0.25, lw=0)
            axes.set_ylim(-EDGE - 0.5, EDGE + 0.5)
            tens(axes, -9, 9, 3 if axes is trace else 9)
        flat.set(ylim=(0, 1), yticks=[0, 1], yticklabels=["0", "all"], xlabel="layer (0: the input)")
        flat.set_title(f"slope below {FLAT}; thin: for every sample", fontsize=13)
        for name, axes, color in zip(Signal._fields, (ahead, back, flat, flat), ("C2", "C3", "C5", "C1")):
            axes.set_xlim(-1, DEEPEST + 1)
            axes.grid(False)
            axes.tick_params(labelbottom=axes is flat)
            parts[name] = axes.vlines([], 0, 0, color, lw=2 if name == "never" else 4.5)
        for name, axes, marker in (("forward", ahead, "C2o"), ("backward", back, "C3X")):
            parts["edge", name] = axes.plot([], [], "k.", ms=5)[0]
            parts["tips", name] = axes.plot([], [], marker[:-1] + "o", ms=4)[0]  # seen where a bar is short
            parts["title", name] = axes.set_title("", fontsize=13)
            aside = ScaledTranslation(-0.04 if name == "forward" else 0.04, 0, figure.dpi_scale_trans)
            parts["tried", name] = trace.plot([], [], marker, ms=6, transform=trace.transData + aside)[0]
        trace.set(xscale="log", xlim=(0.23, 4.4), xlabel="s (each leaves ● and ✖)")
        trace.set_xticks([0.25, 0.5, 1, 2, 4], ["¼", "½", "1", "2", "4"])
        trace.minorticks_off()
        trace.set_title("arrives: ● →   ✖ ←", fontsize=13)
        parts["now"] = trace.axvline(1, color="0.4", lw=1.5)
        upright = {"rotation": 90, "va": "top", "ha": "right", "fontsize": 12}
        parts["marks"] = [trace.axvline(at, color="C1", ls="--", lw=2) for at in MARKS.values()]
        parts["marks"] += [trace.text(at, EDGE, f"{name} {at:.2f}", **upright) for name, at in MARKS.items()]

    def draw(figure, activation, depth, scale, marks):
        if not figure.axes:
            start(figure)
        found = signal(activation, depth, scale)
        for name, first in (("flat", 1), ("never", 1), ("forward", 0), ("backward", 0)):
            heights = getattr(found, name)
            if not first:
                logs = np.log10(heights)
                heights = np.clip(logs, -EDGE, EDGE)
                parts["edge", name].set_data(np.flatnonzero(heights != logs), heights[heights != logs])
                parts["tips", name].set_data(range(len(heights)), heights)
            parts[name].set_segments([[(at, 0), (at, height)] for at, height in enumerate(heights, first)])
        ends = {"forward": found.forward[-1], "backward": found.backward[0]}
        for (name, end), said in zip(ends.items(), ("activations →", "←  gradients")):
            parts["title", name].set_text(f"{said}  × {power(end)}")
            tried = seen.setdefault((name, activation, depth), {})
            tried[scale] = np.clip(np.log10(end), -EDGE, EDGE)
            parts["tried", name].set_data([*tried], [*tried.values()])
        parts["now"].set_xdata([scale, scale])
        for mark in parts["marks"]:
            mark.set_visible(marks == "shown")

    def alt(activation, depth, scale, marks):
        found = signal(activation, depth, scale)
        more = " Marks: " + ", ".join(f"{name} {at:.2f}" for name, at in MARKS.items()) + "."
        return (
            f"{activation}, {depth} layer{'s' * (depth != 1)}, weight scale {scale:g}: forwards the "
            f"activations end at {power(found.forward[-1])} of the input's size, backwards the gradients end "
            f"at {power(found.backward[0])}. In the last layer {100 * found.flat[-1]:.0f} % of the slopes "
            f"are below {FLAT}, {round(WIDTH * found.never[-1])} of {WIDTH} units for every sample."
            f"{more if marks == 'shown' else ''}"
        )

    controls = {
        "activation": dropdown([*ACTIVATIONS], "ReLU"),
        "depth": slider(1, DEEPEST, 1, 30, "layers"),
        "scale": slider(0.25, 4.0, 0.05, 1.0, "s"),
        "marks": dropdown(["hidden", "shown"]),
    }
    presets = {name: {"activation": name} for name in ("tanh", "sigmoid")}
    presets["show the marks"] = {"marks": "shown"}
    picture = ComputedPicture(draw, controls, presets, alt=alt, size=(8, 4.8), clear=False, narrow=(4.2, 10))
    seen.clear()  # the presets were tried for the page, not by the student
    picture._redraw()
    return picture
