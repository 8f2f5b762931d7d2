"""Kerrich's coin: one likelihood in three forms, as a product, as a sum of logarithms, as a loss."""

import math

import numpy as np

import minidl
import minidl.nn.functional as F

from ...kit.computed import ComputedPicture, dropdown, slider
from ...kit.figures import narrow

HEADS = {10: 4, 100: 44, 1000: 502, 10000: 5067}  # J. E. Kerrich, 1946: heads among the first tosses
FINE = np.linspace(0.01, 0.99, 197)
PANELS = {"likelihood: product": (-1, 20), "its logarithm: sum": (-3, 0.15), "loss: −sum / N": (-0.15, 3)}


def forms(tosses: int, p) -> list[np.ndarray]:
    """The likelihood, its logarithm and the loss, for p as a number or an array."""
    heads, p = HEADS[tosses], minidl.tensor(np.asarray(p, dtype=float))
    product = p**heads * (1 - p) ** (tosses - heads)
    share = minidl.zeros_like(p) + heads / tosses  # the mean over all tosses, without writing each of them
    loss = F.binary_cross_entropy(p, share, reduction="none")
    return [product.numpy(), (-tosses * loss).numpy(), loss.numpy()]


def units(tosses: int) -> list[tuple[float, str]]:
    """What each panel counts in, and how that is written: so no axis changes, and drawing stays fast."""
    best = float(forms(tosses, HEADS[tosses] / tosses)[0])
    power = round(math.log10(best) - 1) if best else 0
    product = f"× $10^{{{power}}}$" if best else "too small\nto draw"
    return [(10.0**power, product), (tosses, f"× {tosses:,}"), (1, "")]


def kerrich() -> ComputedPicture:
    """The three forms over p; a point at the chosen p, a line at the share of heads."""

    def draw(figure, tosses, p):
        if not figure.axes:
            panels = figure.subplots(*((3, 1) if narrow(figure) else (1, 3)))
            for axes, (title, limits) in zip(panels, PANELS.items()):
                axes.plot(FINE, FINE)
                axes.axvline(0.5, color="0.5", ls="--", lw=1.5)
                axes.plot([0.5], [0.5], "o", color="C1", ms=11)
                axes.set(xlim=(0, 1), ylim=limits, xlabel="p", title=title)
                axes.set_xticks([0, 0.5, 1], ["0", "0.5", "1"])
                axes.text(0.56, 0.6 if limits[1] > 3 else 0.08, "", transform=axes.transAxes)
        tosses = int(tosses)
        for axes, curve, (point,), (unit, name) in zip(
            figure.axes, forms(tosses, FINE), forms(tosses, [p]), units(tosses)
        ):
            line, best, ball = axes.lines
            line.set_ydata(curve / unit)
            best.set_xdata([HEADS[tosses] / tosses] * 2)
            ball.set_data([p], [point / unit])
            for artist in (line, ball):
                artist.set_visible(bool(np.any(curve)))
            axes.texts[0].set_text(name)

    def alt(tosses, p):
        tosses = int(tosses)
        product, log, loss = (float(form) for form in forms(tosses, p))
        gone = " (too small for the computer)" if product == 0 else ""
        return (
            f"{HEADS[tosses]:,} heads in {tosses:,} tosses. At p = {p:.2f}: likelihood {product:.3g}{gone}, "
            f"its logarithm {log:.2f}, loss {loss:.3f}."
        ).replace("-", "−")

    controls = {"tosses": dropdown([*map(str, HEADS)]), "p": slider(0.02, 0.98, 0.01, 0.5)}
    presets = {"100 tosses": {"tosses": "100"}, "10,000 tosses": {"tosses": "10000"}}
    return ComputedPicture(draw, controls, presets, alt=alt, size=(8, 3), clear=False, narrow=(4.2, 8))
