"""Numbers of the lectures, recomputed: one line each, and a loud failure when one is wrong."""

import re

import numpy as np

from .values import agree, plain


def fact(claim: str, got, expected, *, source: str, tolerance: float = 1e-6) -> None:
    """Print that `claim` holds, or raise AssertionError with both numbers.

    Whole numbers, texts and shapes must agree exactly, decimals to `tolerance` (absolute, or relative
    for numbers above 1). `source` is the lecture that prints the number ("S2", "S0, S3"), else "derived".

    >>> fact("7×7, kernel 3, stride 3", (7 - 3) // 3 + 1, 2, source="S2")
    ✓ 7×7, kernel 3, stride 3: 2 (S2)
    """
    if source != "derived" and not re.fullmatch(r"S[0-4](, S[0-4])*", source):
        raise ValueError(f"fact: source is a lecture such as 'S2', or 'derived', not {source!r}")
    if not agree(got, expected, tolerance):
        raise AssertionError(f"{claim}: computed {_text(got)}, expected {_text(expected)} ({source})")
    print(f"✓ {claim}: {_text(expected)} ({source})")


def _text(value) -> str:
    """12345 → 12,345; arrays in one line; no np.float64(...)"""
    value = plain(value)
    if isinstance(value, bool | str | set | dict | None):
        return str(value)
    try:
        array = np.asarray(value)
    except ValueError:  # rows of different lengths
        return str(value)
    if array.ndim == 0 and array.dtype.kind in "iu":
        return f"{array.item():,}"
    if array.ndim == 0 and array.dtype.kind == "f":
        return f"{array.item():.7g}"
    if isinstance(value, tuple):
        return "(" + ", ".join(_text(item) for item in value) + ")"
    return str(array.tolist())
