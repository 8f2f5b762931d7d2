"""A photograph on the way down and up again, and what a shift by some pixels changes: a computed picture."""

import functools

import numpy as np

from .... import tensor
from ....nn import functional as F
from ...kit.computed import ComputedPicture, dropdown, slider
from ...kit.figures import panels
from .checkerboard import framed, tower

SIDE = 112  # divisible by 2, 4 and 8
DOWN = ["max", "mean", "subsample", "blur, subsample"]
UP = ["duplicate", "max-unpool", "bilinear"]


def moved(shift: int) -> np.ndarray:
    """The photograph, moved right by some pixels."""
    return tower()[8 : 8 + SIDE, 16 - shift : 16 - shift + SIDE]


@functools.lru_cache(64)
def small(down: str, factor: int, shift: int) -> np.ndarray:
    """The moved photograph, `factor` times smaller."""
    x = tensor(moved(shift).copy())[None, None]
    if down in ("max", "mean"):
        return (F.max_pool2d if down == "max" else F.avg_pool2d)(x, factor).numpy()[0, 0]
    if down == "blur, subsample":
        one = np.minimum(np.arange(1, 2 * factor), np.arange(2 * factor - 1, 0, -1))
        weight = tensor(np.outer(one, one) / one.sum() ** 2)[None, None]
        x = F.conv2d(F.pad(x, [factor - 1] * 4, mode="replicate"), weight)
    return x.numpy()[0, 0, ::factor, ::factor]


@functools.lru_cache(64)
def back(down: str, factor: int, shift: int, up: str) -> np.ndarray:
    """Enlarged again. Max-unpool puts each number where the largest pixel of its window was."""
    y = tensor(small(down, factor, shift).copy())[None, None]
    if up == "max-unpool":
        _, places = F.max_pool2d(tensor(moved(shift).copy())[None, None], factor, return_indices=True)
        return F.max_unpool2d(y, places, factor).numpy()[0, 0]
    mode = "bilinear" if up == "bilinear" else "nearest"
    return F.interpolate(y, scale_factor=factor, mode=mode).numpy()[0, 0]


def DownAndUpPicture() -> ComputedPicture:
    """The small photograph, where it differs from that of the unmoved one, and the way back."""
    parts = {}

    def numbers(down, factor, shift, up):
        """The small photograph, its change, the large one; % that change, by how much; how wrong it is."""
        factor = int(factor)
        change = small(down, factor, shift) - small(down, factor, 0)
        again = back(down, factor, shift, up)
        sizes = np.abs(change) > 1e-9, np.abs(change), np.abs(again - moved(shift))
        return small(down, factor, shift), change, again, *(100 * float(size.mean()) for size in sizes)

    def draw(figure, **values):
        if not figure.axes:
            places = panels(figure, 3)
            looks = ("gray", 0, 1), ("signed", -0.5, 0.5), ("gray", 0, 1)
            parts["images"] = [framed(*each) for each in zip(places, *zip(*looks))]
            parts["titles"] = [axes.set_title("", fontsize=12) for axes in places]
        *made, share, size, error = numbers(**values)
        side, before = len(made[0]), moved(values["shift"]).copy()
        before[-side - 2 :, -side - 2 :] = 1  # a white frame around the small one, which is as small as it is
        before[-side:, -side:] = made[0]
        made[0], texts = before, (f"before; smaller: {side}×{side}", f"{share:.0f} % change, by {size:.1f}")
        for image, values in zip(parts["images"], made):
            image.set_data(values)
        for title, text in zip(parts["titles"], (*texts, f"back: wrong by {error:.1f}")):
            title.set_text(text)

    def alt(down, factor, shift, up):
        _, _, _, share, size, error = numbers(down, factor, shift, up)
        return (
            f"A photograph, moved by {shift}, {factor} times smaller by {down}: {share:.0f} % of the pixels "
            f"differ from those of the unmoved one, by {size:.1f} of 100 on average. Enlarged by {up} "
            f"it is wrong by {error:.1f} of 100."
        )

    controls = {"down": dropdown(DOWN), "factor": dropdown(["2", "4", "8"], "4")}
    controls |= {"shift": slider(0, 8, 1, 1), "up": dropdown(UP)}
    presets = {"subsample": {"down": "subsample"}, "blur first": {"down": "blur, subsample"}}
    return ComputedPicture(draw, controls, presets, alt=alt, size=(9, 3.5), clear=False, narrow=(4.2, 11))
