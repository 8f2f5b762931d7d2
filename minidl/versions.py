"""Changes in place, noticed: may a recorded operation still use the numbers that it kept?

Tensors on the same memory (`detach()`, views) share a version: two counts of the changes of that memory,
of all of them and of those that are recorded, as part of the graph. A node of the graph notes the first
for its inputs and its result, and `backward` compares. A tensor notes in `_known` how many recorded
changes its own history contains: where there are more, its gradient is not known.

With the first view, a version also learns whether the tensor viewed lay in reading order, as PyTorch's
would: then a view of it lies here as it lies there, and `view` can refuse what PyTorch refuses.
"""

import contextlib

import numpy as np

CHANGES, RECORDED, IN_ORDER = 0, 1, 2  # what stands where in a version

HISTORY_UNKNOWN = (
    "A tensor shares its memory with one that was changed in place while recording, so its own gradient "
    "is not known. Take the view after the change, or change a copy (.clone())."
)


def share_version(result, inputs) -> None:
    """Give `result` the version of the tensor among `inputs` that it is a view of, if there is one."""
    base = result._array.base
    for t in inputs:
        if base is t._array or base is t._array.base:
            if len(t._version) == IN_ORDER:
                t._version.append(t._array.flags.c_contiguous)
            result._version, result._known = t._version, t._known


def check_usable(node) -> None:
    """Raise RuntimeError if `node` was freed, or if numbers that it needs have changed since."""
    if node.backward is None:
        raise RuntimeError(
            "backward: this graph was already used and freed. Compute the loss again, or pass "
            "retain_graph=True the first time."
        )
    array, version = node.result
    if version[CHANGES] != node.changes[-1] and holds(node.backward, array):
        _refuse_change(node, array)
    for t, before in zip(node.inputs, node.changes):
        if t._version[CHANGES] != before and holds(node.backward, t._array):
            _refuse_change(node, t._array)


def _refuse_change(node, array):
    raise RuntimeError(
        f"backward: {node.operation.__name__} needs a value of shape {array.shape} that was changed in place "
        f"after it was used. Change a copy (.clone()) instead, or change it after backward()."
    )


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
