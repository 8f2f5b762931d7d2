"""A race of optimisers downhill, the student's own among them: a computed picture."""

import functools
import re
import textwrap
from typing import NamedTuple

import numpy as np

from .... import optim, stack, tensor
from ...kit.computed import ComputedPicture, dropdown, slider
from ...kit.figures import narrow
from ...kit.trials import run
from .exercises import update
from .landscapes import HIGH, LANDSCAPES, LEFT, LOW, RIGHT, batches, height

STEPS, GOAL, LOST = 100, 1e-3, 1e3
SCALED = [round(0.05 * i, 2) for i in range(1, 21)]  # what the slider of Adam's η offers
# name: its optimiser with η of SGD, η of those that scale their steps, and μ; its colour and marker
RACERS = {
    "SGD": (lambda w, lr, scaled, mu: optim.SGD(w, lr), "#0072B2", "o"),
    "momentum": (lambda w, lr, scaled, mu: optim.SGD(w, lr, mu), "#D55E00", "s"),
    "Nesterov": (lambda w, lr, scaled, mu: optim.SGD(w, lr, mu, nesterov=mu > 0), "#E69F00", "D"),
    "Adagrad": (lambda w, lr, scaled, mu: optim.Adagrad(w, scaled), "#CC79A7", "v"),
    "RMSprop": (lambda w, lr, scaled, mu: optim.RMSprop(w, scaled), "#56B4E9", "<"),
    "Adadelta": (lambda w, lr, scaled, mu: optim.Adadelta(w), "0.45", ">"),
    "Adam": (lambda w, lr, scaled, mu: optim.Adam(w, scaled), "#009E73", "^"),
    "yours": (None, "0", "P"),
}
SETS = ["SGD", "SGD, momentum", "momentum, Nesterov", "SGD, Adam", "momentum, Adam", "SGD, momentum, Adam"]
SETS += ["Adagrad, RMSprop, Adadelta, Adam", "all", "nobody"]
BATCHES = {"all 16 samples": 16, "4 of 16": 4, "1 of 16": 1}


class Run(NamedTuple):
    """The points that a racer visits, and the loss there; both end where it is lost."""

    points: np.ndarray
    heights: np.ndarray

    @property
    def lost(self) -> bool:
        return bool(np.abs(self.points[-1]).max() >= LOST)

    def after(self, step: int) -> str:
        """How far it is: its loss, or the step from which on it stays below the goal, or that it diverged."""
        if self.lost and step >= len(self.points) - 1:
            return f"✗ diverged, step {len(self.points) - 1}"
        heights = self.heights[: step + 1]
        if heights[-1] >= GOAL:
            return f"loss {number(heights[-1])}"
        return f"below {GOAL} from step {max(np.flatnonzero(heights >= GOAL), default=-1) + 1}"


def number(value: float) -> str:
    """Three digits at most.

    >>> number(12.345), number(0.012345), number(123456.0)
    ('12.3', '0.0123', '123,456')
    """
    return f"{value:.3g}" if value < 1000 else f"{value:,.0f}"


def after(steps: int) -> str:
    return f"after {steps} step{'s' * (steps != 1)}"


def _run(landscape, points) -> Run:
    points = np.array(points)
    return Run(points, height(landscape, *points.T))


@functools.lru_cache(64)
def runs(landscape, racers, rate, scaled, momentum, x, y, batch) -> dict[str, Run]:
    """{racer: its run}, with one `backward()` a step for all of them."""
    weights = [tensor(np.array([x, y], float), requires_grad=True) for _ in racers]
    optimizers = [RACERS[name][0]([w], rate, scaled, momentum) for name, w in zip(racers, weights)]
    points = [[w.detach().numpy().copy()] for w in weights]
    for chosen in batches(STEPS, batch):
        on = [i for i, path in enumerate(points) if np.abs(path[-1]).max() < LOST]
        if not on:
            break
        at = stack([weights[i] for i in on], dim=1)
        LANDSCAPES[landscape].loss(at[0], at[1], chosen).sum().backward()
        for i in on:
            optimizers[i].step()
            optimizers[i].zero_grad()
            points[i].append(weights[i].detach().numpy().copy())
    return {name: _run(landscape, path) for name, path in zip(racers, points)}


def own_run(update, landscape, rate, momentum, x, y, batch) -> tuple[Run, str]:
    """The run of a student's `update(w, g, v, lr, mu)`, and what went wrong, if anything."""
    points = [np.array([x, y], float)]

    def drive():
        v = np.zeros(2)
        for chosen in batches(STEPS, batch):
            w = tensor(points[-1], requires_grad=True)
            LANDSCAPES[landscape].loss(w[0], w[1], chosen).backward()
            here, gradient = points[-1].copy(), w.grad.numpy().copy()
            new, v = _pair(update(here, gradient, v, rate, momentum))
            if not np.array_equal(here, points[-1]) or not np.array_equal(gradient, w.grad.numpy()):
                raise ValueError("it changes w or g in place. Write `w = w - ...`, not `w -= ...`")
            points.append(new)
            if np.abs(new).max() >= LOST:
                break

    trouble = run(drive, (), 1.0, update).trouble
    return _run(landscape, points), trouble and f"Yours, {after(len(points) - 1)}: {trouble}"


def _pair(answer):
    """(w, v) as the student's function should return them."""
    if answer is None or answer is ...:
        raise ValueError("it returns nothing: `return w, v`")
    if not isinstance(answer, tuple | list) or len(answer) != 2:
        raise ValueError("two things are wanted: `return w, v`")
    new, v = answer
    new = np.array(new.detach().numpy() if hasattr(new, "detach") else new, dtype=float)
    if new.shape != (2,):
        raise ValueError(f"w should keep its shape (2,), and became {new.shape}")
    if not np.isfinite(new).all():
        raise ValueError("its w is no number any more (nan or inf)")
    return new, v


class _Race:
    """What the picture draws and says; a student's function that never ends is waited for once."""

    def __init__(self, mine, fixed):
        self.mine, self.fixed, self.hung = mine, fixed, ""
        self.own = functools.lru_cache(64)(self._own)

    def _own(self, landscape, rate, momentum, x, y, batch):
        if self.hung:
            return _run(landscape, [np.array([x, y], float)]), self.hung
        found, trouble = own_run(self.mine, landscape, rate, momentum, x, y, batch)
        self.hung = trouble if "still running" in trouble else ""
        return found, trouble

    def run(self, values):
        """(settings, {racer: its run}, what is wrong with the student's)"""
        s = self.fixed | values
        start = s["start_x"], s["start_y"], BATCHES[s["batch"]]
        named = {"all": tuple(RACERS)[:-1], "nobody": ()}
        racers = named.get(s["racers"], tuple(s["racers"].split(", ")))
        found = dict(runs(s["landscape"], racers, s["rate"], s["scaled"], s["momentum"], *start))
        trouble = ""
        if self.mine is not None and s["racers"] != "all":  # there it would cover another
            found["yours"], trouble = self.own(s["landscape"], s["rate"], s["momentum"], *start)
        return s, found, trouble

    def say(self, **values) -> str:
        s, found, trouble = self.run(values)
        told = "; ".join(f"{name}: {one.after(s['step'])}" for name, one in found.items())
        where = f"{s['landscape'].capitalize()}, start ({s['start_x']:g}, {s['start_y']:g}), {s['batch']}"
        return re.sub(r"-(?=\d)", "−", f"{where}; {after(s['step'])}: {told}. {trouble}".strip())

    def draw(self, figure, **values):
        s, found, trouble = self.run(values)
        if not figure.axes:
            self._prepare(figure)
        for landscape, artists in self.grounds.items():
            for artist in artists:
                artist.set_visible(landscape == s["landscape"])
        row = 0
        for name, artists in self.artists.items():
            for artist in artists:
                artist.set_visible(name in found)
            if name in found:
                self._move(artists, found[name], s["step"])
                artists[3].set_data([0.03], [row])
                artists[4].set(position=(0.09, row), text=f"{name}: {found[name].after(s['step'])}")
                row += 1
        self.said.set(position=(0, row), text="\n".join(textwrap.wrap(trouble, 42)[:4]))

    def _move(self, artists, one, step):
        line, ball, curve, *_ = artists
        points, heights = one.points[: step + 1], one.heights[: step + 1]
        line.set_data(points.T)
        x, y = np.clip(points[-1], (LEFT + 0.15, LOW + 0.15), (RIGHT - 0.15, HIGH - 0.15))
        inside = (x, y) == tuple(points[-1])
        ball.set_data([x], [y])
        ball.set_markerfacecolor(ball.get_color() if inside else "1")
        curve.set_data(range(len(points)), np.maximum(heights, 1e-300))

    def _prepare(self, figure):
        if narrow(figure):
            ground, trace, table = figure.subplots(3, 1, height_ratios=(6, 4, 5))
        else:
            grid = figure.add_gridspec(2, 2, width_ratios=(1, 1), height_ratios=(2, 1))
            ground, trace, table = (figure.add_subplot(grid[at]) for at in ((0, slice(2)), (1, 0), (1, 1)))
        self.artists = {}
        for name, (_, colour, marker) in RACERS.items():
            mine = name == "yours"  # larger, and under the others: it may walk where one of them walks
            style = {"color": colour, "ls": "--" if mine else "-", "lw": 4 if mine else 2}
            ball = {"color": colour, "marker": marker, "ls": "", "mew": 2}
            self.artists[name] = (
                ground.plot([], [], marker=".", ms=5, zorder=2.5 if mine else 3, **style)[0],
                ground.plot([], [], ms=17 if mine else 11, zorder=3.5 if mine else 4, **ball)[0],
                trace.plot([], [], zorder=1.5 if mine else 2, **style)[0],
                table.plot([], [], ms=9, **ball)[0],
                table.text(0, 0, "", va="center", fontsize=12),
            )
        self.said = table.text(0, 0, "", va="top", fontsize=11)
        ground.set(xlim=(LEFT, RIGHT), ylim=(LOW, HIGH), aspect="equal", xlabel="x", ylabel="y")
        ground.grid(False)
        trace.axhline(GOAL, color="0.4", ls=":", lw=1.5)
        trace.set(xlim=(0, STEPS), xlabel="step", title="loss above the lowest")
        trace.set(yscale="log", ylim=(1e-7, 1e3), yticks=[1e3, 1, 1e-3, 1e-6])
        table.set(xlim=(0, 1), ylim=(7.7, -0.7))
        table.set_axis_off()
        # All landscapes now, and one is seen: an artist that is new has all axes and ticks drawn again.
        self.grounds = {landscape: self._ground(ground, landscape) for landscape in LANDSCAPES}

    def _ground(self, ground, landscape):
        """The contours of a landscape, and stars at its lowest places."""
        x, y = np.meshgrid(np.linspace(LEFT, RIGHT, 101), np.linspace(LOW, HIGH, 61))
        heights, place = height(landscape, x, y), LANDSCAPES[landscape]
        levels = [-1.0, *place.levels, max(heights.max(), place.levels[-1] + 1)]
        greys = [str(grey) for grey in np.linspace(1, 0.72, len(levels) - 1)]
        (stars,) = ground.plot(*np.array(place.lowest, float).T, "*", color="0", ms=13, zorder=2)
        lines = ground.contour(x, y, heights, place.levels, colors="0.55", linewidths=0.8)
        return ground.contourf(x, y, heights, levels, colors=greys), lines, stars


def _picture(mine, presets, show=(), **start) -> ComputedPicture:
    """`show` names the controls (all if none); the others stay as `start` sets them."""
    controls = {
        "landscape": dropdown([*LANDSCAPES]),
        "racers": dropdown([*SETS]),
        "rate": slider(0.005, 0.15, 0.005, 0.05, "η" if show else "η of SGD, momentum"),
        "scaled": slider(SCALED[0], SCALED[-1], 0.05, 0.3, "η of Adam, RMSprop, Adagrad"),
        "momentum": slider(0.0, 0.95, 0.05, 0.8, "μ"),
        "batch": dropdown([*BATCHES]),
        "start_x": slider(-4.5, 4.5, 0.5, -4.0, "start x"),
        "start_y": slider(-2.5, 2.5, 0.5, 1.0, "start y"),
        "step": slider(0, STEPS, 1, 0),
    }
    for name, value in start.items():
        controls[name]["start"] = value
    fixed = {name: control["start"] for name, control in controls.items() if show and name not in show}
    shown = {name: control for name, control in controls.items() if name not in fixed}
    one = _Race(mine, fixed)
    return ComputedPicture(one.draw, shown, presets, alt=one.say, size=(9, 6.2), clear=False, narrow=(4.2, 9))


def descent(rate: float = 0.11) -> ComputedPicture:
    """SGD alone, in the ravine or another landscape."""
    presets = {f"η = {rate}": {"rate": rate, "step": STEPS} for rate in (0.05, 0.09)}
    presets["η = 0.11"] = {"rate": 0.11, "step": 10}
    presets["Round bowl"] = {"landscape": "bowl", "rate": 0.15, "step": 60}
    show = "landscape", "rate", "start_x", "start_y", "step"
    return _picture(None, presets, show, landscape="ravine", rate=rate)


def race(mine=None, **start) -> ComputedPicture:
    """A race; `mine` is a student's `update(w, g, v, lr, mu)`, `start` sets controls.

    The course's own solution does not race: it is momentum.
    """
    mine = None if mine is update else mine
    return _picture(mine, TASKS, **({"landscape": "ravine", "racers": "SGD, Adam", "step": 1} | start))


TASKS = {
    "Momentum or Adam": {"racers": "momentum, Adam", "step": STEPS},
    "Saddle": {"landscape": "saddle", "racers": "all", "start_y": 0.0, "step": STEPS},
    "Real network": {"landscape": "network", "racers": "all", "start_x": 2.0, "start_y": 2.0, "step": STEPS},
}
