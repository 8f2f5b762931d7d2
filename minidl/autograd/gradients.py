"""Gradients of chosen tensors, and of several results together."""

import numpy as np

from ..recording import check_backward
from ..tensor import Tensor, newest_first, propagate, wrap
from ..versions import check_usable
from .second import accumulate, propagate_recorded


def backward(
    tensors, grad_tensors=None, retain_graph: bool | None = None, create_graph: bool = False,
) -> None:  # fmt: skip
    """Add the gradients of one tensor, or of several together, to the `.grad` of their leaves."""
    check_backward("backward", retain_graph, create_graph)
    starts = _starts("backward", _as_tuple(tensors), grad_tensors, create_graph)
    if create_graph:
        propagate_recorded(starts, accumulate)
    else:
        propagate(starts, retain_graph, Tensor._accumulate)


def grad(
    outputs, inputs, grad_outputs=None, retain_graph: bool | None = None, create_graph: bool = False,
    only_inputs: bool = True, allow_unused: bool | None = None,
) -> tuple[Tensor | None, ...]:  # fmt: skip
    """∂outputs/∂input for each of the inputs, as a tuple; no `.grad` is changed.

    `grad_outputs` are the upstream gradients; numbers need none (it is 1). Raises RuntimeError if an input
    does not require a gradient, or if the outputs do not depend on it; with allow_unused, None stands there.
    """
    check_backward("grad", retain_graph, create_graph)
    outputs, inputs = _as_tuple(outputs), _as_tuple(inputs)
    for t in inputs:
        if not isinstance(t, Tensor) or not t.requires_grad:
            got = "one that does not" if isinstance(t, Tensor) else type(t).__name__
            raise RuntimeError(
                f"grad: inputs must be tensors that require a gradient, got {got}. Try .requires_grad_()."
            )
    starts, wanted = _starts("grad", outputs, grad_outputs, create_graph), [t._node or t for t in inputs]
    nodes, route, found = newest_first(starts), set(wanted), {}
    for node in reversed(nodes):  # parents before children
        if not route.isdisjoint(node.parents):
            route.add(node)

    def arrive(leaf, gradient, copy):
        found[leaf] = found[leaf] + gradient if leaf in found else np.array(gradient, leaf.dtype)

    if create_graph:
        propagate_recorded(starts, found.__setitem__, route, wanted)
    else:
        handles = [t.register_hook(_keeper(found, t._node)) for t in inputs if t._node is not None]
        try:
            propagate(starts, retain_graph, arrive, route)
        finally:
            for handle in handles:
                handle.remove()
    if not allow_unused and not all(key in found for key in wanted):
        for node in nodes:
            check_usable(node)  # freed: nobody knows what it depended on
        raise RuntimeError(
            "grad: the outputs do not depend on one of the inputs: was a copy of it used? "
            "With allow_unused=True its gradient is None."
        )
    return tuple([g if create_graph or g is None else wrap(g) for g in map(found.get, wanted)])


def _as_tuple(tensors):
    return (tensors,) if isinstance(tensors, Tensor) else tuple(tensors)


def _starts(who, outputs, gradients, recorded=False):
    """Where the backward pass starts: node (or leaf) → upstream gradient, as a Tensor if `recorded`."""
    if gradients is None or isinstance(gradients, (Tensor, np.ndarray)):
        gradients = (gradients,) * len(outputs)
    starts = {}
    for output, gradient in zip(outputs, gradients, strict=True):
        if not isinstance(output, Tensor):
            raise TypeError(f"{who}: expects tensors, got {type(output).__name__}. Keep the loss a tensor.")
        key, array = output._node or output, output._upstream(gradient)
        gradient = (gradient if isinstance(gradient, Tensor) else wrap(array)) if recorded else array
        starts[key] = starts[key] + gradient if key in starts else gradient
    return starts


def _keeper(found, node):
    def keep(gradient):
        found[node] = gradient._array

    return keep


Tensor._backward_recorded = lambda self, gradient: backward(self, gradient, create_graph=True)
