"""Settings of computed pictures, drawn while `make html` runs a notebook: they move without Python.

A grid has at most MOST settings: of a picture with few controls, all combinations of some positions of
each; of one with many, each control alone, the others as at the start.
"""

import base64
import io
import json
import time
from itertools import product
from pathlib import Path

import numpy as np

from ..kit.computed import NARROWEST

MOST = 30
SECONDS = 8.0  # of one processor for one picture; what is slow to draw gets fewer settings
LEAST = 10
FEW = 3  # controls of which combinations are stored
WATCH = "from minidl.teach.site import grids\ngrids.watch({folder!r})"


def positions(control: dict) -> list:
    """All that a control can be set to."""
    if "options" in control:
        return control["options"]
    low, step = control["low"], control["step"]
    count = int((control["high"] - low) / step + 1.000001)
    return [low + i * step if isinstance(step, int) else round(low + i * step, 9) for i in range(count)]


def some(control: dict, count: int) -> list:
    """So many positions of a control, from end to end, and the start among them."""
    every, start = positions(control), control["start"]
    if count == 1:
        return [start]
    chosen = [every[i] for i in np.linspace(0, len(every) - 1, min(count, len(every))).round().astype(int)]
    if start not in chosen:
        far = [abs(every.index(one) - every.index(start)) if start in every else 0 for one in chosen]
        chosen[far.index(min(far))] = start
    return chosen


def settings(controls: list[dict], most: int = MOST) -> list[dict]:
    """The settings to be stored, each {name: value}."""
    names, room = [control["name"] for control in controls], [len(positions(control)) for control in controls]
    start = {control["name"]: control["start"] for control in controls}
    if len(controls) > FEW:
        alone = [some(control, most // len(controls)) for control in controls]
        made = [start | {name: value} for name, values in zip(names, alone) for value in values]
        return [start, *(one for one in made if one != start)][:most]
    counts = [1] * len(controls)
    while True:
        wider = [
            [*counts[:i], counts[i] + 1, *counts[i + 1 :]] for i in range(len(counts)) if counts[i] < room[i]
        ]
        fitting = [one for one in wider if np.prod(one) <= most]
        if not fitting:
            break
        counts = min(fitting, key=lambda one: (max(one), one[::-1]))
    parts = [some(control, count) for control, count in zip(controls, counts)]
    return [dict(zip(names, values)) for values in product(*parts)]


def watch(folder: str) -> None:
    """In the notebook's kernel: after each cell, write a file for each new picture into the folder."""
    from IPython import get_ipython
    from ipywidgets.widgets import widget

    from ..kit.computed import ComputedPicture

    seen = set()

    def look(*result):
        for id, one in list(widget._instances.items()):
            if isinstance(one, ComputedPicture) and one.controls and id not in seen:
                seen.add(id)
                Path(folder, f"{id}.json").write_text(json.dumps(stored(one)), encoding="utf-8")

    get_ipython().events.register("post_run_cell", look)


def stored(picture) -> dict:
    """{"settings": [...], "pictures": for each [sentence, wide, narrow]}; a picture is [base64, photos]."""
    from ... import random

    wide, narrow = [picture._size[0], 100 * picture._size[0]], [NARROWEST, 120 * NARROWEST]
    rooms = [wide] if picture._size[0] < 1.2 * NARROWEST else [wide, narrow]
    before, start = np.random.get_state(), {one["name"]: one["start"] for one in picture.controls}
    with random.fork_rng():
        picture._drawing(start, wide)
        began = time.process_time()
        picture._drawing(start | some_other(picture.controls, start), wide)
        took = time.process_time() - began
        most = int(np.clip(SECONDS / max(took, 1e-3) / len(rooms), max(LEAST, 2 * len(start)), MOST))
        chosen = settings(picture.controls, most)
        drawn = [[packed(*picture._drawing(one, room)) for one in chosen] for room in rooms]
    np.random.set_state(before)
    return {
        "settings": chosen,
        "pictures": [[picture._alt(**one), *pair] for one, *pair in zip(chosen, *drawn)],
    }


def some_other(controls: list[dict], start: dict) -> dict:
    """Another position of the last control, to see how long a picture takes."""
    name = controls[-1]["name"]
    return {name: next(one for one in positions(controls[-1]) if one != start[name])}


def packed(image, photos) -> list:
    """A picture as it is stored in a page, but smaller: WebP."""
    from PIL import Image

    few, out = image.quantize(64, method=Image.Quantize.FASTOCTREE).convert("RGBA"), io.BytesIO()
    few.save(out, "WEBP", lossless=True, quality=60, method=3)
    return [base64.b64encode(out.getvalue()).decode(), photos]
