"""Gradients of gradients: with `create_graph=True` the backward pass is recorded, too.

The gradient of a node is an operation itself, (x, ..., g) → (∂J/∂x, ...). What a function K of the gradients
sends back through it needs second derivatives. They come out of the first ones by a small step into the
complex plane: the imaginary part of f(x + ihw) is h times the derivative of f along w, to the last digit, as
h² is nothing beside 1 (Squire and Trapp, 1998). With w = ∂K/∂(∂J/∂x), ...:

    ∂K/∂g = the derivative of the value along w
    ∂K/∂x = the derivative of ∂J/∂x along w, as second derivatives are symmetric
"""

import numpy as np

from .. import ops
from ..tensor import Node, Tensor, _sum_to, apply, newest_first
from ..versions import check_usable

STEP = 2.0**-60  # a power of 2: dividing by it rounds nothing

# A step from a kink goes to one side. There the derivative along w is what `backward` makes of w instead.
KINKED = {ops.relu, ops.abs, ops.clamp, ops.maximum, ops.minimum}


def propagate_recorded(gradients: dict, arrive, route=None, asked=()) -> None:
    """As `propagate`, of Tensors with a history; the gradients of nodes `asked` for arrive, too."""
    for node in newest_first(gradients):
        g = gradients.pop(node, None)
        if g is None or route is not None and node not in asked and route.isdisjoint(node.parents):
            continue
        check_usable(node)
        for hook in list((node.hooks or {}).values()):
            changed = hook(g)
            g = g if changed is None else changed
        if node.retained is not None and node.retained() is not None:
            accumulate(node.retained(), g)
        if node in asked:
            arrive(node, g)
        need = [p is not None and (route is None or p in route) for p in node.parents]
        if any(need):
            for parent, gp in zip([p for p, n in zip(node.parents, need) if n], _of_inputs(node, g, need)):
                gradients[parent] = gradients[parent] + gp if parent in gradients else gp
    for leaf, g in gradients.items():
        if route is None or leaf in route:
            arrive(leaf, g)


def accumulate(leaf: Tensor, g: Tensor) -> None:
    """Add a gradient with a history to `leaf.grad`."""
    leaf.grad = g if leaf.grad is None else leaf.grad + g


def _of_inputs(node: Node, g: Tensor, wanted: list[bool]) -> list[Tensor]:
    settings = {"of": node.operation, "settings": node.settings, "wanted": wanted}
    row = apply(gradients_in_a_row, *node.inputs, g, **settings)
    inputs = [t for t, w in zip(node.inputs, wanted) if w]
    return [piece.reshape(t.shape) for piece, t in zip(row.split([t.numel() for t in inputs]), inputs)]


def gradients_in_a_row(*arrays, of, settings, wanted):
    """(x, ..., g) → ∂J/∂x, ... of the inputs `wanted` of an operation, one behind the other in a vector"""
    *inputs, g = arrays
    first = of(*inputs, **settings)[1]
    row = np.concatenate([gx.ravel() for gx in _fitting(first, g, inputs, wanted) if gx is not None])
    ends = np.cumsum([x.size * w for x, w in zip(inputs, wanted)])[:-1]

    def backward(w, need):
        if any(array.dtype.kind == "c" for array in (*arrays, w)):
            raise NotImplementedError("backward: minidl knows gradients of gradients, but no third ones.")
        along = [wx.reshape(x.shape) if wx.size else x * 0 for wx, x in zip(np.split(w, ends), inputs)]
        moved = [np.asarray(x + 1j * STEP * wx) for x, wx in zip(inputs, along)]
        try:
            value, again = of(*moved, **settings)
            back = _fitting(again, g + 0j, inputs, need)
        except (TypeError, ValueError):
            raise NotImplementedError(f"{of.__name__}: its gradient has no gradient here.") from None
        back = [gx if gx is None else np.imag(gx) / STEP for gx in (*back, value)]
        if of in KINKED:
            pairs = [
                first(np.broadcast_to(wx, g.shape), wanted)[i] for i, wx in enumerate(along) if wanted[i]
            ]
            back[-1] = sum(pairs)
        return back

    return row, backward


def _fitting(backward, g, inputs, need):
    """What backward(g, need) gives, each gradient in its input's shape; None for those nobody needs"""
    found = [np.asarray(gx) if n else None for gx, n in zip(backward(g, need), need)]
    pairs = zip(found, [x.shape for x in inputs])
    return [gx if gx is None or gx.shape == shape else _sum_to(gx, shape, backward) for gx, shape in pairs]
