"""Changes in place, noticed: may a recorded operation still use the numbers that it kept?

Every tensor has a version, `[changes, recorded changes]`, that counts what was done to its memory in
place. Views and `detach()` share their tensor's. A node of the graph notes the versions of what it
was computed from; `backward` compares.
"""

import contextlib

import numpy as np


def viewed(array, inputs):
    """The tensor among `inputs` whose memory `array` is a view of, or None."""
    if array.base is not None:
        for t in inputs:
            if array.base is t._data or array.base is t._data.base:
                return t
    return None


def holds(backward, array) -> bool:
    """Whether a backward function kept `array` (or a view of it) for its formula."""
    kept, looked_at = [backward], set()
    for item in kept:  # grows while we look
        if isinstance(item, np.ndarray):
            if np.may_share_memory(item, array):
                return True
        elif isinstance(item, (list, tuple)):
            kept.extend(item)
        elif callable(item) and id(item) not in looked_at:
            looked_at.add(id(item))
            with contextlib.suppress(ValueError):  # a cell that was never filled
                kept += [cell.cell_contents for cell in getattr(item, "__closure__", None) or ()]
            kept += getattr(item, "__defaults__", None) or ()
    return False


def check_usable(node) -> None:
    """Raise RuntimeError if `node` was freed, or if numbers that it needs have changed since."""
    if node.backward is None:
        raise RuntimeError(
            "backward: this graph was already used and freed. Compute the loss again, or pass "
            "retain_graph=True the first time."
        )
    now = [version[0] for version in node.watched]
    if now == node.versions:
        return
    for array, before, after in zip(node.arrays(), node.versions, now, strict=True):
        if before != after and holds(node.backward, array):
            raise RuntimeError(
                f"backward: {node.operation.__name__} needs a value of shape {array.shape} that was "
                f"changed in place after it was used. Change a copy (.clone()) instead, or change "
                f"it after backward()."
            )


def check_history(tensors) -> None:
    """Raise RuntimeError if one of `tensors` changed with a history that it does not know of."""
    for t in tensors:
        if t._known < t._version[1]:
            raise RuntimeError(
                f"A tensor of shape {t.shape} shares its memory with one that was changed in place "
                f"while recording, so its gradient is not known. Take the view after the change, or "
                f"change a copy (.clone())."
            )
