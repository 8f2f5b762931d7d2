"""Bars of costs beside those of a rival, and a button that measures both on this machine."""

import textwrap
import time
from pathlib import Path

import anywidget
import ipywidgets
import traitlets as t

from .... import no_grad
from ...kit.bundle import script
from ...kit.callbacks import shown
from ...kit.figures import narrow

WIDEST = 1.5  # a bar, as a multiple of the rival's
ROUNDS, PATIENCE = 15, 0.5  # repetitions, and seconds for all of them


def fastest(functions) -> list[float]:
    """The fastest run of each function, in seconds; they take turns, so that all meet the same machine."""
    best = [float("inf")] * len(functions)
    with no_grad():
        for function in functions:  # the first run pays for fresh memory: it does not count
            function()
        end = time.perf_counter() + PATIENCE
        for turn in range(ROUNDS):
            if time.perf_counter() > end + (3 * PATIENCE if 0 < turn < 5 else 0) and turn:
                break
            for place, function in enumerate(functions):
                began = time.perf_counter()
                function()
                best[place] = min(best[place], time.perf_counter() - began)
    return best


def row(name: str, mine: float, rival: float, words="fewer more", written="{:,}".format):
    """A bar: its length beside the rival's, and the words over it.

    >>> row("parameters", 843, 19200)[1], row("time", 3, 2, "less more")[1]
    ('parameters 843 (19,200): 22.8 times fewer', 'time 3 (2): 1.5 times more')
    """
    less, larger = words.split()
    factor, word = (rival / mine, less) if mine < rival else (mine / rival, larger)
    said = f"{factor:,.{factor < 100:d}f} times {word}" if factor >= 1.05 else "about the same"
    said = "the same" if mine == rival else said
    return mine / rival, f"{name} {written(mine)} ({written(rival)}): {said}"


class Bars:
    """Draws rows: the rival's bars are outlines of one length, mine are filled; a share of None: no bar."""

    def __init__(self, figure, count: int, key: str, foot=0.25):
        self.narrow, places = narrow(figure), range(1, count + 1)
        axes = figure.add_axes((0.01, 0.01, 0.98, 0.98))
        top = -1.7 if self.narrow else -1.0
        axes.set(xlim=(0, WIDEST * 1.04), ylim=(count + foot, top))
        axes.set_axis_off()
        self.head = axes.text(0, top, "", va="top", fontsize=13, family="monospace")
        self.outlines = axes.barh(places, 1, 0.36, fill=False, edgecolor="0.35", lw=1.5, ls="--")
        self.bars = axes.barh(places, 1, 0.36, color="C0", alpha=0.85)
        self.over = [axes.text(WIDEST * 1.01, y, "▶", va="center", fontsize=13) for y in places]
        self.words = [axes.text(0, y - 0.23, "", va="bottom", fontsize=12.5) for y in places]
        self.key = axes.text(0, 0.3, "", va="bottom", fontsize=12)
        self.name = self.broken(f"outline, and in brackets: {key}", ": ")
        self.why = axes.text(0, 1, "", va="top", fontsize=14)

    def broken(self, text: str, after: str) -> str:
        """In a narrow room two lines."""
        return text.replace(after, f"{after.strip()}\n", 1) if self.narrow else text

    def show(self, head: list[str], rows: list, why: str = ""):
        lines = [textwrap.fill(line, 36 if self.narrow else 80, subsequent_indent="  ") for line in head]
        self.head.set_text("\n".join(lines))
        self.key.set_text("" if why else self.name)
        self.why.set_text(textwrap.fill(why, 34 if self.narrow else 64))
        rows = rows + [(0, "")] * (len(self.words) - len(rows))
        drawn = zip(rows, self.bars, self.outlines, self.over, self.words)
        for (share, text), bar, outline, over, words in drawn:
            bar.set_width(min(share or 0, WIDEST))
            bar.set_facecolor("C1" if text.startswith("time") else "C0")
            over.set_visible((share or 0) > WIDEST)
            outline.set_visible(bool(text) and share is not None)
            words.set_text(self.broken(text, "; " if ";" in text else ": "))


class MeasureButton(anywidget.AnyWidget):
    """The button; Python answers a press by counting up `answered`."""

    _esm = script(__file__, "measure.js")
    _css = Path(__file__).with_name("measure.css").read_text(encoding="utf-8")
    label, said = t.Unicode("Measure").tag(sync=True), t.Unicode().tag(sync=True)
    pressed, answered = t.Int().tag(sync=True), t.Int().tag(sync=True)


class Measured(ipywidgets.VBox):
    """A computed picture under a button. `act()` is called at each press and returns what the button says;
    `offer()` is its label, for the settings of the moment."""

    def __init__(self, picture, act, offer=lambda: "Measure"):
        self.picture, self.button, self._act = picture, MeasureButton(label=offer()), act
        super().__init__([self.button, picture])
        self.preset, self.set, self.describe = picture.preset, picture.set, picture.describe
        self.button.observe(shown(picture, self._pressed), "pressed")
        picture.observe(lambda _: self._offer(offer()), "alt")

    def _offer(self, label):
        self.button.label, self.button.said = label, ""

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

    def _repr_mimebundle_(self, **kwargs):
        still, metadata = self.picture._repr_mimebundle_(**kwargs)
        kept = {name: still[name] for name in ("image/png", "text/plain")}
        return super()._repr_mimebundle_(**kwargs) | kept, metadata
