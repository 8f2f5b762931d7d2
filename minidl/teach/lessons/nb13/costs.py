"""What a convolution layer costs, composed by the student: counted, and measured on this machine."""

from functools import partial
from math import gcd
from typing import NamedTuple

from .... import manual_seed, nn, randn
from ....random import fork_rng
from ...kit.computed import ComputedPicture, dropdown, slider
from .measure import Bars, Measured, fastest, row

KINDS = ["one convolution", "depthwise separable", "spatially separable"]
RIVAL = f"{KINDS[0]} without groups"
BYTES = 4  # of a number in float32
AT_ONCE, WORK = 16, 3e8  # images in a measurement, and MACs of all of them


class Part(NamedTuple):
    """One convolution without biases, whose output is as large as its input."""

    channels_in: int
    channels_out: int
    height: int
    width: int
    groups: int
    dilation: int

    @property
    def weights(self) -> int:
        return self.channels_out * (self.channels_in // self.groups) * self.height * self.width

    def moved(self, side: int) -> int:
        """Bytes: each number of the input, of the weights and of the output once."""
        return BYTES * (side**2 * (self.channels_in + self.channels_out) + self.weights)

    def module(self):
        settings = {"padding": "same", "dilation": self.dilation, "groups": self.groups, "bias": False}
        return nn.Conv2d(self.channels_in, self.channels_out, (self.height, self.width), **settings)

    @property
    def line(self) -> str:
        size = self.height if self.height == self.width else f"({self.height}, {self.width})"
        more = f", dilation={self.dilation}" if self.dilation > 1 and self.height * self.width > 1 else ""
        more += f", groups={self.groups}" if self.groups > 1 else ""
        more += ', padding="same"' if self.height * self.width > 1 else ""
        return f"Conv2d({self.channels_in}, {self.channels_out}, {size}{more})"


def parts_of(kind, channels_in, channels_out, kernel, groups, dilation) -> list[Part]:
    if kind == "depthwise separable":
        depthwise = Part(channels_in, channels_in, kernel, kernel, channels_in, dilation)
        return [depthwise, Part(channels_in, channels_out, 1, 1, groups, 1)]
    if kind == "spatially separable":
        middle = min(channels_in, channels_out)
        column = Part(channels_in, middle, kernel, 1, groups, dilation)
        return [column, Part(middle, channels_out, 1, kernel, groups, dilation)]
    return [Part(channels_in, channels_out, kernel, kernel, groups, dilation)]


def nearest_groups(channels_in: int, channels_out: int, groups: int) -> int:
    """The nearest number that divides both; of two, the smaller.

    >>> nearest_groups(3, 256, 2), nearest_groups(16, 24, 3), nearest_groups(64, 64, 33)
    (1, 2, 32)
    """
    common = gcd(channels_in, channels_out)
    divisors = [d for d in range(1, common + 1) if common % d == 0]
    return min(divisors, key=lambda d: (abs(d - groups), d))


def per_step(what: str, values: list) -> str:
    """Of each step; the last is the rival's.

    >>> per_step("million MACs per ms", [1.27, 10.75, 110.2])
    'million MACs per ms 1.3, 11 (110)'
    """
    shown = [f"{float(f'{value:.2g}'):g}" for value in values]
    return f"{what} {', '.join(shown[:-1])} ({shown[-1]})"


def sized(bytes: int) -> str:
    return f"{bytes / 1e6:.1f} MB" if bytes >= 1e6 else f"{bytes / 1e3:.1f} kB"


class _Costs:
    def __init__(self, measure: bool):
        self.measured, self.times, self.bars = measure, {}, None

    def of(self, side, **layer):
        """(its parts, the rival's parts, why it is impossible)"""
        g, i, o = (layer[name] for name in ("groups", "channels_in", "channels_out"))
        if g != (near := nearest_groups(i, o, g)):
            at = [f"{n} channels {where}" for n, where in ((i, "in"), (o, "out")) if n % g]
            why = f"{g} groups cannot share {' and '.join(at)} evenly. The nearest that works: {near}."
            return [], [], why
        return parts_of(**layer), parts_of(**(layer | {"kind": KINDS[0], "groups": 1})), ""

    def rows(self, values) -> list:
        both, side = self.of(**values)[:2], values["side"]
        if not both[0]:
            return []
        weights = [sum(part.weights for part in parts) for parts in both]
        macs = [side**2 * count for count in weights]
        moved = [sum(part.moved(side) for part in parts) for parts in both]
        found = [row("parameters", *weights), row("MACs", *macs), row("moved", *moved, "less more", sized)]
        if not self.measured:
            return found
        dense = [part.weights * side**2 / part.moved(side) for parts in both for part in parts]
        steps = "each step: " + per_step("MACs per byte", dense)
        if times := self.times.get(tuple(values.items())):
            found.append(row("time", *times[:2], "less more", lambda seconds: f"{1000 * seconds:.3g} ms"))
            alone = zip(both[0], times[2:] or times)
            speeds = [side**2 * part.weights / seconds / 1e9 for part, seconds in alone]
            steps += "; " + per_step("million MACs per ms", [*speeds, macs[1] / times[1] / 1e9])
        else:
            found.append((0, "time: press Measure"))
        return [*found, (None, steps)]

    def say(self, **values) -> str:
        parts, _, why = self.of(**values)
        size = f"{values['channels_in']}×{values['side']}×{values['side']}"
        told, lines = "; ".join(text for _, text in self.rows(values)), " + ".join(p.line for p in parts)
        return why or f"{lines} on an image of {size}; in brackets {RIVAL}: {told}."

    def draw(self, figure, **values):
        if not figure.axes:
            self.bars = Bars(figure, *((5, RIVAL, -0.15) if self.measured else (3, RIVAL)))
        parts, _, why = self.of(**values)
        self.bars.show([part.line for part in parts], self.rows(values), why)

    def measure(self, values) -> str:
        side, both = values["side"], self.of(**values)[:2]
        work = side**2 * max(sum(part.weights for part in parts) for parts in both)
        count = int(max(1, min(AT_ONCE, WORK // work)))
        with fork_rng():
            manual_seed(0)
            images = randn(count, values["channels_in"], side, side)
            networks = [nn.Sequential(*[part.module() for part in parts]) for parts in both]
        runs = [(network, images) for network in networks]
        if len(networks[0]) > 1:  # each step alone, too
            runs += [(networks[0][0], images), (networks[0][1], networks[0][0](images).detach())]
        times = fastest([partial(*run) for run in runs])
        self.times[tuple(values.items())] = [seconds / count for seconds in times]
        return f"Per image: {count} at once, the fastest run of several. Press again: it varies."


LECTURE = {"channels_in": 3, "channels_out": 256, "kernel": 5, "side": 8}
SMALL = {"channels_in": 16, "channels_out": 16, "kernel": 3, "side": 28}
LARGE = {"channels_in": 64, "channels_out": 128, "kernel": 5, "side": 16}
COUNTED = {
    "depthwise separable": {"kind": KINDS[1]},
    "16 → 16, 4 groups": SMALL | {"groups": 4},
    "1×1": {"channels_in": 64, "channels_out": 16, "kernel": 1},
}
TIMED = {name: {"kind": KINDS[1]} | sizes for name, sizes in (("small layer", SMALL), ("large layer", LARGE))}


def layer_costs(measure: bool = False):
    """Bars of a layer beside one convolution of the same size; with `measure` a button and times."""
    controls = {
        "kind": dropdown(KINDS, KINDS[measure], "type"),
        "channels_in": slider(1, 128, 1, 3),
        "channels_out": slider(1, 256, 1, 256),
        "kernel": slider(1, 9, 2, 5, "kernel K"),
        "groups": slider(1, 64),
        "dilation": slider(1, 4),
        "side": slider(4, 32, 4, 8, "output side"),
    }
    costs, high = _Costs(measure), 4.7 if measure else 3.7
    how = {"size": (8, high), "narrow": (4.2, 1.3 * high), "clear": False, "alt": costs.say}
    picture = ComputedPicture(costs.draw, controls, TIMED if measure else COUNTED, **how)
    near = lambda: nearest_groups(picture.channels_in, picture.channels_out, picture.groups)

    def act():
        if near() == picture.groups:
            return costs.measure(picture.values)
        picture.groups = near()
        return "Now it works."

    def offer():
        return "Measure" if near() == picture.groups else f"Use {near()} group{'s' * (near() > 1)}"

    return Measured(picture, act, offer) if measure else picture
