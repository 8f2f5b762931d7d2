"""The perceptron learning rule, step by step: it comes to an end, or goes round in a circle."""

import numpy as np

from ...kit.computed import ComputedPicture, dropdown, slider
from ...kit.figures import narrow, panels
from .perceptron import CORNERS, GATES, learn, plain, point

STARTS = {"w = (0, 0), T = 0": (0, 0, 0), "w = (0, 0), T = 5": (0, 0, 5)}
COLUMNS = ["step\n", "\npoint", "target\n", "\noutput", "error\n", "w1\nafter", "w2\nafter", "T\nafter"]


def end_of(history: list[tuple]) -> str:
    """What the last steps show: learned, a circle, or nothing yet."""
    if len(history) > 3 and not any(error for _, _, error, _ in history[-4:]):
        return "four right in a row: nothing changes any more"
    for earlier in range(len(history) - 4, 0, -4):
        changed = any(error for _, _, error, _ in history[earlier:])
        if changed and history[earlier - 1][3] == history[-1][3]:
            return f"the same weights as after step {earlier}: it goes round in a circle"
    return ""


def watch_the_rule() -> ComputedPicture:
    """The rule on a gate: a slider for the step, the line before and after it, and the last steps."""
    controls = {"gate": dropdown(list(GATES)), "start": dropdown(list(STARTS)), "step": slider(0, 60)}
    presets = {
        "AND, 4 steps": {"step": 4},
        "AND, learned": {"step": 22},
        "AND, another start": {"step": 22, "start": list(STARTS)[1]},
        "XOR, 12 steps": {"gate": "XOR", "step": 12},
    }
    return ComputedPicture(_draw, controls, presets, alt=_said, size=(8, 4), narrow=(4.2, 7.6))


def _said(gate, start, step):
    if not step:
        return f"Before the first step of learning {gate}: {start}; the first point is (0,0)."
    history = learn(gate, step, STARTS[start])
    at, output, error, (w1, w2, T) = history[-1]
    corrections = sum(error != 0 for _, _, error, _ in history)
    end = f"; {end_of(history)}" if end_of(history) else ""
    return (
        f"Step {step} of learning {gate} looked at {point(CORNERS[at])}: target {GATES[gate][at]}, "
        f"output {output}, error {plain(error)}; now w = ({plain(w1)}, {plain(w2)}), T = {plain(T)}; "
        f"corrections so far: {corrections}{end}."
    )


def _draw(figure, gate, start, step):
    plane, table = panels(figure, 2, **({} if narrow(figure) else {"width_ratios": (2, 3)}))
    history = learn(gate, step, STARTS[start])
    lines = [STARTS[start], *(weights for *_, weights in history)][-2:]
    for (*w, T), style in zip(reversed(lines), ("-", ":")):
        if any(w):
            w = np.array(w)
            foot = T * w / (w @ w)
            plane.axline(foot, foot + w[::-1] * (-1, 1), color="black", ls=style, lw=2)
            if style == "-":  # the side of 1
                plane.annotate("1", foot, foot + 0.3 * w, arrowprops={"arrowstyle": "<-"}, fontsize=13)
    for at, corner in enumerate(CORNERS):
        now = bool(history) and history[-1][0] == at
        plane.plot(*corner, "s" if GATES[gate][at] else "o", ms=16 if now else 10, c="C1" if now else "C0")
    plane.set(xlim=(-1, 2), ylim=(-1, 2), xticks=[0, 1], yticks=[0, 1], xlabel="x1", ylabel="x2", aspect=1)
    table.axis("off")
    rows = [COLUMNS]
    for number, (at, output, error, weights) in list(enumerate(history, start=1))[-8:]:
        rows.append([number, point(CORNERS[at]), GATES[gate][at], output, plain(error), *map(plain, weights)])
    for x, column in enumerate(zip(*rows)):
        text = "\n".join(map(str, column))
        table.text((x + 0.5) / 8, 1, text, fontsize=12, ha="center", va="top", linespacing=1.8)
    table.text(0.5, -0.1, end_of(history).replace(": ", ":\n"), fontsize=13, ha="center", weight="bold")
