"""Bars of costs beside those of a rival, and a button that measures both on this machine."""

import textwrap
import time
from pathlib import Path
from typing import NamedTuple

import anywidget
import ipywidgets
import traitlets as t

from .... import no_grad
from ...kit.bundle import script
from ...kit.callbacks import shown
from ...kit.figures import narrow

WIDEST = 1.5  # a bar, as a multiple of the rival's
ROUNDS, PATIENCE = 15, 0.5  # repetitions, and seconds for all of them


def fastest(functions, patience: float = PATIENCE) -> list[float]:
    """The fastest run of each function, in seconds; they take turns, so that all meet the same machine."""
    best, end = [float("inf")] * len(functions), time.perf_counter() + patience
    with no_grad():
        for turn in range(ROUNDS):
            if turn and time.perf_counter() > end:
                break
            for place, function in enumerate(functions):
                began = time.perf_counter()
                function()
                best[place] = min(best[place], time.perf_counter() - began)
    return best


class Row(NamedTuple):
    """A bar: how much it is, how much the rival has (None: not known yet), and the words over it."""

    mine: float | None
    rival: float | None
    text: str


def compared(mine: float, rival: float, less="fewer", more="more") -> str:
    """`mine` beside `rival`, in words.

    >>> compared(843, 19200), compared(3, 2), compared(100, 101)
    ('22.8 times fewer', '1.5 times more', 'about the same')
    """
    if 0.95 < mine / rival < 1.05:
        return "the same" if mine == rival else "about the same"
    factor, word = (rival / mine, less) if mine < rival else (mine / rival, more)
    return f"{factor:.1f} times {word}" if factor < 100 else f"{factor:,.0f} times {word}"


class Bars:
    """Draws rows: the rival's bars are outlines of one length, mine are filled."""

    def __init__(self, figure, count: int):
        axes = figure.subplots()
        axes.set(xlim=(0, WIDEST * 1.04), ylim=(count + 0.25, -0.3))
        axes.set_axis_off()
        self.head = axes.set_title("", fontsize=13, loc="left", family="monospace")
        self.outlines = axes.barh(
            range(1, count + 1), 1, 0.36, fill=False, edgecolor="0.35", lw=1.5, ls="--"
        )
        self.bars = axes.barh(range(1, count + 1), 1, 0.36, color="C0", alpha=0.85)
        self.over = [axes.text(WIDEST * 1.01, y, "▶", va="center", fontsize=13) for y in range(1, count + 1)]
        words = {"va": "center", "fontsize": 12.5}
        self.words = [axes.text(0, y - 0.38, "", **words) for y in range(1, count + 1)]
        self.key = axes.text(0, 0.08, "", va="center", fontsize=12)
        self.why = axes.text(0, 1.2, "", va="top", fontsize=14)
        self.letters = 34 if narrow(figure) else 64

    def show(self, head: str, key: str, rows: list[Row], why: str = "", measured=()):
        self.head.set_text(head)
        self.key.set_text(key if not why else "")
        self.why.set_text("\n".join(textwrap.wrap(why, self.letters)))
        for place, bar in enumerate(self.bars):
            row = rows[place] if place < len(rows) else Row(None, None, "")
            known = row.mine is not None and not why
            share = row.mine / row.rival if known else 0
            bar.set_width(min(share, WIDEST))
            bar.set_facecolor("C1" if place in measured else "C0")
            self.over[place].set_visible(share > WIDEST)
            self.outlines[place].set_visible(bool(row.text) and not why)
            self.words[place].set_text("" if why else row.text)


class MeasureButton(anywidget.AnyWidget):
    """The button; Python answers a press by counting up `answered`."""

    _esm = script(__file__, "measure.js")
    _css = Path(__file__).with_name("measure.css").read_text(encoding="utf-8")
    label = t.Unicode("Measure").tag(sync=True)
    said = t.Unicode().tag(sync=True)
    pressed = t.Int().tag(sync=True)
    answered = t.Int().tag(sync=True)


class Measured(ipywidgets.VBox):
    """A computed picture over a button. `act()` is called at each press and returns what the button says;
    `offer()` is the button's label for the settings of the moment."""

    def __init__(self, picture, act, offer=lambda: "Measure"):
        self.picture, self.button, self._act = picture, MeasureButton(label=offer()), act
        super().__init__([picture, self.button])
        self.button.observe(shown(picture, self._pressed), "pressed")
        picture.observe(lambda _: self.button.set_trait("label", offer()), "alt")

    def _pressed(self, _):
        try:
            said = self._act()
            self.picture._redraw()
            self.button.said = said
        finally:
            self.button.answered += 1

    def press(self):
        """As a click does."""
        self.button.pressed += 1

    def describe(self) -> str:
        return self.picture.describe()

    def preset(self, name: str):
        self.picture.preset(name)

    def set(self, **values):
        self.picture.set(**values)

    def _repr_mimebundle_(self, **kwargs):
        still, metadata = self.picture._repr_mimebundle_(**kwargs)
        kept = {name: still[name] for name in ("image/png", "text/plain")}
        return super()._repr_mimebundle_(**kwargs) | kept, metadata
