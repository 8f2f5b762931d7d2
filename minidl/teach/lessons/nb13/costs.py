"""What a convolution layer costs, composed by the student: counted, and measured on this machine."""

from math import gcd
from typing import NamedTuple

from .... import manual_seed, nn, randn
from ....random import fork_rng
from ...kit.computed import ComputedPicture, dropdown, slider
from .measure import Bars, Measured, Row, compared, fastest

KINDS = ["one convolution", "depthwise separable", "spatially separable"]
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
        size = self.height if self.height == self.width else (self.height, self.width)
        settings = {"padding": "same", "dilation": self.dilation, "groups": self.groups, "bias": False}
        return nn.Conv2d(self.channels_in, self.channels_out, size, **settings)

    @property
    def line(self) -> str:
        size = f"{self.height}" if self.height == self.width else f"({self.height}, {self.width})"
        more = f", dilation={self.dilation}" if self.dilation > 1 and self.height * self.width > 1 else ""
        more += f", groups={self.groups}" if self.groups > 1 else ""
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


def sized(bytes: int) -> str:
    """
    >>> sized(71212), sized(2_400_000)
    ('71.2 kB', '2.4 MB')
    """
    return f"{bytes / 1e6:.1f} MB" if bytes >= 1e6 else f"{bytes / 1e3:.1f} kB"


def ms(seconds: float) -> str:
    return f"{1000 * seconds:.3g} ms"


class _Costs:
    def __init__(self, measure: bool):
        self.count, self.times, self.bars = 5 if measure else 3, {}, None

    def of(self, values):
        """(parts, the rival's parts, why they are impossible)"""
        v = {name: value for name, value in values.items() if name != "side"}
        near = nearest_groups(v["channels_in"], v["channels_out"], v["groups"])
        if near != v["groups"]:
            g, i, o = v["groups"], v["channels_in"], v["channels_out"]
            at = [f"{n} channels {where}" for n, where in ((i, "in"), (o, "out")) if n % g]
            why = f"{g} groups cannot share {' and '.join(at)} evenly. The nearest that works: {near}."
            return [], [], why
        return parts_of(**v), parts_of(**(v | {"kind": KINDS[0], "groups": 1})), ""

    def rows(self, values) -> list[Row]:
        mine, rival, _ = self.of(values)
        side = values["side"]
        weights = [sum(part.weights for part in parts) for parts in (mine, rival)]
        macs = [side**2 * count for count in weights]
        moved = [sum(part.moved(side) for part in parts) for parts in (mine, rival)]
        per_byte = [f"{m / b:.1f}" for m, b in zip(macs, moved)]
        found = [
            Row(*weights, f"parameters {weights[0]:,} ({weights[1]:,}): {compared(*weights)}"),
            Row(*macs, f"MACs {macs[0]:,} ({macs[1]:,}): {compared(*macs)}"),
            Row(*moved, f"moved {sized(moved[0])} ({sized(moved[1])}): {compared(*moved)}; "
                f"MACs per byte {per_byte[0]} ({per_byte[1]})"),
        ]  # fmt: skip
        if self.count > 3:
            times = self.times.get(tuple(values.items()))
            found += self.timed(times, macs) if times else [Row(None, None, "time: press Measure")]
        return found

    @staticmethod
    def timed(times, macs) -> list[Row]:
        speeds = [count / (1000 * seconds) for count, seconds in zip(macs, times)]
        both = f"{speeds[0] / 1e6:.2g} million ({speeds[1] / 1e6:.2g} million)"
        return [
            Row(*times, f"time {ms(times[0])} ({ms(times[1])}): {compared(*times, 'less', 'more')}"),
            Row(*speeds, f"MACs per ms {both}: {compared(*speeds)}"),
        ]

    def say(self, **values) -> str:
        parts, _, why = self.of(values)
        if why:
            return why
        size = f"{values['channels_in']}×{values['side']}×{values['side']}"
        told = "; ".join(row.text for row in self.rows(values))
        lines = " + ".join(part.line for part in parts)
        return f"{lines} on an image of {size}; in brackets one convolution of the same size: {told}."

    def draw(self, figure, **values):
        if not figure.axes:
            self.bars = Bars(figure, self.count)
        parts, _, why = self.of(values)
        if why:
            return self.bars.show("", "", [], why)
        head = "\n".join(part.line for part in parts)
        key = f"outline, and in brackets: {KINDS[0]} of the same size"
        self.bars.show(head if len(parts) > 1 else f"\n{head}", key, self.rows(values), measured=(3, 4))

    def measure(self, values) -> str:
        side = values["side"]
        mine, rival, _ = self.of(values)
        work = side**2 * max(sum(part.weights for part in parts) for parts in (mine, rival))
        count = int(max(1, min(AT_ONCE, WORK // work)))
        with fork_rng():
            manual_seed(0)
            images = randn(count, values["channels_in"], side, side)
            networks = [nn.Sequential(*[part.module() for part in parts]) for parts in (mine, rival)]
        times = fastest([lambda net=net: net(images) for net in networks])
        self.times[tuple(values.items())] = [seconds / count for seconds in times]
        return f"Per image: {count} at once, the fastest run of several. Press again: it varies."


LECTURE = {"channels_in": 3, "channels_out": 256, "kernel": 5, "side": 8}
SEPARABLE = LECTURE | {"kind": "depthwise separable"}
USUAL = {"channels_in": 64, "channels_out": 64, "kernel": 3, "side": 32}


def layer_costs(measure: bool = False, presets=None, **start):
    """Bars of a layer beside one convolution of the same size; `start` sets controls, and so does each of
    the `presets` {name: {control: value}}. With `measure` there is a button, and what it measures."""
    at = {"kind": KINDS[0], "groups": 1, "dilation": 1} | LECTURE | start
    controls = {
        "kind": dropdown(KINDS, at["kind"], "type"),
        "channels_in": slider(1, 128, 1, at["channels_in"]),
        "channels_out": slider(1, 256, 1, at["channels_out"]),
        "kernel": slider(1, 9, 2, at["kernel"], "kernel K"),
        "groups": slider(1, 64, 1, at["groups"]),
        "dilation": slider(1, 4, 1, at["dilation"]),
        "side": slider(4, 32, 4, at["side"], "side of the output"),
    }
    costs, presets = _Costs(measure), presets or {}
    picture = ComputedPicture(
        costs.draw, controls, presets, alt=costs.say, size=(8, 5 if measure else 3.6), clear=False,
        narrow=(4.2, 5 if measure else 3.8),
    )  # fmt: skip

    def near():
        v = picture.values
        return nearest_groups(v["channels_in"], v["channels_out"], v["groups"])

    def act():
        if near() != picture.groups:
            picture.groups = near()
            return "Now it works."
        return costs.measure(picture.values)

    def offer():
        return "Measure" if near() == picture.groups else f"Use {near()} group{'s' * (near() > 1)}"

    return Measured(picture, act, offer) if measure else picture
