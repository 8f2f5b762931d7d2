"""Gradients of gradients: with `create_graph=True` the backward pass is recorded, too.

Plain formulas are computed once more, with Tensors in place of arrays. What looks into its arrays (windows,
places, whole sequences) cannot be: there the gradient of a node becomes one operation, (x, ..., g) → (∂J/∂x,
...). What a function K of the gradients sends back through it comes out of the first derivatives by a small
step into the complex plane: the imaginary part of f(x + ihw) is h times the derivative of f along w, to the
last digit, as h² is nothing beside 1 (Squire and Trapp, 1998). With w = ∂K/∂(∂J/∂x), ...:

    ∂K/∂g = the derivative of the value along w
    ∂K/∂x = the derivative of ∂J/∂x along w, as second derivatives are symmetric
"""

import numpy as np

from .. import ops, ops_more
from ..recording import enable_grad
from ..tensor import Node, Tensor, _sum_to, apply, newest_first
from ..versions import check_usable

STEP = 2.0**-60  # a power of 2: dividing by it rounds nothing

# Their code in ops.py computes with Tensors as it does with arrays.
PLAIN = {ops.add, ops.sub, ops.mul, ops.div, ops.neg, ops.exp, ops.log, ops.sqrt, ops.sin, ops.cos}
PLAIN |= {ops.tanh, ops_more.tan, ops_more.sinh, ops_more.cosh, ops_more.expm1, ops_more.log1p, ops_more.atan}

# The same formulas as in ops.py, where that uses words of NumPy which Tensors have not.
FORMULAS = {
    ops.sigmoid: lambda g, x: (g * x.sigmoid() * (1 - x.sigmoid()),),
    ops.power: lambda g, x, exponent: (g * exponent * x ** (exponent - 1) if exponent else x * 0 * g,),
    ops.clone: lambda g, x, **order: (g,),
    ops.expand: lambda g, x, shape: (g,),
    ops.reshape: lambda g, x, shape: (g.reshape(x.shape),),
    ops.permute: lambda g, x, dims: (g.permute(np.argsort(dims).tolist()),),
    ops.sum: lambda g, x, axis=None, keepdims=False: (_stretched(g, x, axis, keepdims),),
    ops.mean: lambda g, x, axis=None, keepdims=False: (
        _stretched(g / ops._count(x.shape, axis), x, axis, keepdims),
    ),
    ops.cat: lambda g, *xs, axis: g.split([x.shape[axis] for x in xs], axis),
    ops.linear: lambda g, x, weight, bias=None: (g @ weight, _rows(g).T @ _rows(x), _rows(g).sum(0)),
    ops.getitem: lambda g, x, **where: (apply(ops.setitem, x.detach() * 0, g, **where),),
    ops.setitem: lambda g, x, v, **where: (
        apply(ops.setitem, g, v.detach() * 0, **where),
        apply(ops.getitem, g, **where),
    ),
    ops.matmul: lambda g, x, y: (g @ y.mT, x.mT @ g),
}

# A step from a kink goes to one side. There the derivative along w is what `backward` makes of w instead.
KINKED = {ops.relu, ops.abs, ops.clamp, ops.maximum, ops.minimum}


@enable_grad()
def propagate_recorded(gradients: dict, arrive, route=None, asked=()) -> None:
    """As `propagate`, of Tensors with a history; the gradients of nodes `asked` for arrive, too."""
    for node in newest_first(gradients):
        g = gradients.pop(node, None)
        if g is None or route is not None and node not in asked and route.isdisjoint(node.parents):
            continue
        check_usable(node)
        g = _hooked(node.hooks, g)
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
            arrive(leaf, _hooked(leaf._hooks, g))


def _hooked(hooks, g):
    for hook in list((hooks or {}).values()):
        changed = hook(g)
        g = g if changed is None else changed
    return g


def accumulate(leaf: Tensor, g: Tensor) -> None:
    """Add a gradient with a history to `leaf.grad`."""
    leaf.grad = g if leaf.grad is None else leaf.grad + g


def _of_inputs(node: Node, g: Tensor, wanted: list[bool]) -> list[Tensor]:
    inputs, settings = node.inputs, node.settings
    if node.operation in PLAIN:
        found = node.operation(*inputs, **settings)[1](g, wanted)
    elif node.operation in FORMULAS and not _is_special(node):
        found = FORMULAS[node.operation](g, *inputs, **settings)
    else:
        settings = {"of": node.operation, "settings": settings, "wanted": wanted}
        row = apply(gradients_in_a_row, *inputs, g, **settings)
        pieces = iter(row.split([t.numel() for t, w in zip(inputs, wanted) if w]))
        found = [next(pieces).reshape(t.shape) if w else None for t, w in zip(inputs, wanted)]
    return [_summed(gx, t.shape) for gx, t, w in zip(found, inputs, wanted) if w]


def _is_special(node):
    """Products with vectors, and places that may be named twice: their formulas are longer."""
    vectors = node.operation is ops.matmul and min([t.ndim for t in node.inputs]) < 2
    return vectors or any([isinstance(i, np.ndarray) for i in node.settings.get("index", ())])


def _rows(t):
    return t.reshape(-1, t.shape[-1])


def _stretched(g, x, axis, keepdims):
    """The gradient of a sum over some axes, for each of the numbers that were added"""
    if axis is not None and not keepdims:
        axes = np.atleast_1d(axis) % max(x.ndim, 1)
        g = g.reshape([1 if i in axes else n for i, n in enumerate(x.shape)])
    return g.expand(x.shape)


def _summed(g, shape):
    """Undo broadcasting, as `_sum_to` does for arrays"""
    g = g.reshape((1,) * (len(shape) - g.ndim) + g.shape)  # what was set may have axes of 1 in front
    extra = g.ndim - len(shape)
    axes = [i for i, n in enumerate(g.shape) if i < extra or shape[i - extra] != n]
    return g.sum(axes, keepdim=True).reshape(shape) if axes else g


def gradients_in_a_row(*arrays, of, settings, wanted):
    """(x, ..., g) → ∂J/∂x, ... of the inputs `wanted` of an operation, one behind the other in a vector"""
    *inputs, g = arrays
    first = of(*inputs, **settings)[1]
    row = np.concatenate([gx.ravel() for gx in _fitting(first, g, inputs, wanted) if gx is not None])
    ends = np.cumsum([x.size * w for x, w in zip(inputs, wanted)])[:-1]

    def backward(w, need):
        if any(array.dtype.kind == "c" for array in (*arrays, w)):
            raise NotImplementedError(f"{of.__name__}: it has second derivatives here, but no third ones.")
        along = [wx.reshape(x.shape) if wx.size else x * 0 for wx, x in zip(np.split(w, ends), inputs)]
        moved = [np.asarray(x + 1j * STEP * wx) for x, wx in zip(inputs, along)]
        try:
            if hasattr(of, "of"):  # a Function of one's own computes with real numbers
                raise TypeError
            value, again = of(*moved, **settings)
            back = _fitting(again, g + 0j, inputs, need)
        except (TypeError, ValueError):
            raise NotImplementedError(f"{of.__name__}: its gradient has no gradient here.") from None
        back = [gx if gx is None else np.imag(gx) / STEP for gx in (*back, value)]
        if of in KINKED:
            parts = [first(np.broadcast_to(wx, g.shape), wanted) for wx in along]
            back[-1] = sum([part[i] for i, part in enumerate(parts) if wanted[i]])
        return back

    return row, backward


def _fitting(backward, g, inputs, need):
    """What backward(g, need) gives, each gradient in its input's shape; None for those nobody needs"""
    found = [np.asarray(gx) if n else None for gx, n in zip(backward(g, need), need)]
    pairs = zip(found, [x.shape for x in inputs])
    return [gx if gx is None or gx.shape == shape else _sum_to(gx, shape, backward) for gx, shape in pairs]
