"""How a tensor prints: as PyTorch's, in rows of 80 letters, long ones by their edges; `set_printoptions`."""

import math
from itertools import chain

import numpy as np

from .checks import choice, number

PROFILES = {
    "default": {"precision": 4, "threshold": 1000, "edgeitems": 3, "linewidth": 80},
    "short": {"precision": 2, "threshold": 1000, "edgeitems": 2, "linewidth": 80},
    "full": {"precision": 4, "threshold": math.inf, "edgeitems": 3, "linewidth": 80},
}
options = {**PROFILES["default"], "sci_mode": None}


def set_printoptions(
    precision: int | None = None, threshold: int | None = None, edgeitems: int | None = None,
    linewidth: int | None = None, profile: str | None = None, sci_mode: bool | None = None,
) -> None:  # fmt: skip
    """Digits behind the dot, how many numbers print in full, how many at each edge else, letters a line.

    `profile` sets all four: "default", "short" or "full". sci_mode: powers of ten always, never, or (None)
    where the numbers are very small, very large, or both.
    """
    if profile is not None:
        choice("set_printoptions", "profile", profile, tuple(PROFILES))
        options.update(PROFILES[profile])
    given = {"precision": precision, "threshold": threshold, "edgeitems": edgeitems, "linewidth": linewidth}
    for name, value in given.items():
        if value is not None:
            options[name] = number("set_printoptions", name, value, 0)
    options["sci_mode"] = sci_mode


def to_string(tensor) -> str:
    """`tensor([0.5000, 2.0000], requires_grad=True)`"""
    data = tensor._array
    cut = data.size > options["threshold"]
    numbers = _rows(data, len("tensor("), cut, *_number_format(_edges(data) if cut else data))
    text = "tensor(" + (numbers if data.size else "[]")
    notes = [f"size={data.shape}"] if data.size == 0 and data.ndim != 1 else []
    if data.dtype not in ((np.float32, np.int64, np.bool_) if data.size else (np.float32,)):
        notes.append(f"dtype={data.dtype}")
    if tensor.grad_fn is not None:
        notes.append(f"grad_fn=<{tensor.grad_fn.name()}>")
    elif tensor.requires_grad:
        notes.append("requires_grad=True")
    for note in notes:
        fits = len(text) - text.rfind("\n") + 3 + len(note) <= options["linewidth"]
        text += f", {note}" if fits else f",\n       {note}"
    return f"{text})"


def _edges(data):
    """What is printed of a large array."""
    edge = options["edgeitems"]
    for axis, length in enumerate(data.shape):
        if length > 2 * edge:
            data = np.take(data, [*range(edge), *range(length - edge, length)], axis)
    return data


def _number_format(data):
    """A function from a number to its text, and the width of the widest."""
    precision, form = options["precision"], "{}"
    numbers = data.ravel()
    if data.dtype.kind == "f":
        numbers = numbers[np.isfinite(numbers) & (numbers != 0)].astype(np.float64)
        sizes = np.abs(numbers) if numbers.size else np.ones(1)
        wide = sizes.max() > 1000 * sizes.min() or sizes.max() > 1e8 or sizes.min() < 1e-4
        if wide if options["sci_mode"] is None else options["sci_mode"] and numbers.size:
            form = f"{{:.{precision}e}}"
        else:
            form = f"{{:.{precision}f}}" if (sizes % 1).any() else "{:.0f}."
    width = max([len(form.format(n)) for n in numbers.tolist()], default=1)
    return lambda n: (form if n - n == 0 else "{}").format(n).rjust(width), width  # inf and nan as they are


def _rows(data, indent, cut, text, width):
    """Numbers in brackets, in lines that begin behind `indent` letters."""
    if data.ndim == 0:
        return text(data.item())
    edge, parts = options["edgeitems"], data
    if cut and len(data) > 2 * edge:
        parts = chain(data[:edge], [...], data[-edge:])
    if data.ndim == 1:
        parts = [" ..." if n is ... else text(n.item()) for n in parts]
        count = max(1, (options["linewidth"] - indent) // (width + 2))
        lines = [", ".join(parts[i : i + count]) for i in range(0, len(parts), count)]
        gap = ",\n"
    else:
        lines = ["..." if part is ... else _rows(part, indent + 1, cut, text, width) for part in parts]
        gap = "," + "\n" * (data.ndim - 1)
    return "[" + (gap + " " * (indent + 1)).join(lines) + "]"
