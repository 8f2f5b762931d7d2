"""What `load_state_dict` reads and what it tells."""

from typing import NamedTuple

import numpy as np


def read_entry(value, shape):
    """An entry of a state dict as an array, and what is wrong with it (or None)."""
    try:
        array = np.asarray(value.detach() if hasattr(value, "detach") else value)
    except Exception as error:
        return None, f"cannot be read as an array ({error})"
    if array.shape != shape:
        return array, f"expected shape {shape}, got {array.shape}"
    if array.dtype.kind not in "biuf":
        return array, f"expected numbers, got {array.dtype}"
    return array, None


class LoadResult(NamedTuple):
    """Which names `load_state_dict(strict=False)` left alone."""

    missing_keys: list[str]
    unexpected_keys: list[str]

    def __repr__(self):
        if not (self.missing_keys or self.unexpected_keys):
            return "<All keys matched successfully>"
        return f"LoadResult(missing_keys={self.missing_keys}, unexpected_keys={self.unexpected_keys})"
