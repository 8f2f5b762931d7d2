"""The whole tape on one screen: what `tensor.py` does, without what makes it quick and safe.

A Tensor remembers its parents, the tensors that it was computed from, and the rule by which its
gradient goes on to them. The rules come from `ops.py`, beside the values. `backward` walks from the
result to the leaves and applies rule after rule: the chain rule, nothing else.

>>> x, w = Tensor([1.0, 2.0]), Tensor([3.0, -1.0])
>>> J = (x * w + x * x).sum()
>>> J.backward()
>>> x.grad, w.grad  # w + 2x and x
(array([5., 3.]), array([1., 2.]))

Left out: dtypes, changes in place, `no_grad`, graphs deeper than Python's recursion, words for errors.
A second `backward` starts anew; `tensor.py` adds up.
"""

import numpy as np

from . import ops


class Tensor:
    def __init__(self, data, parents=(), rule=None):
        self.data, self.grad = np.asarray(data, np.float64), None
        self.parents, self.rule = parents, rule

    def backward(self):
        order = history(self)
        for t in order:
            t.grad = np.zeros_like(t.data)
        self.grad = np.ones_like(self.data)  # ∂J/∂J = 1
        for t in reversed(order):  # children first: whoever adds to t.grad has been there before
            if t.rule:
                gradients = t.rule(t.grad, [True] * len(t.parents))
                for parent, g in zip(t.parents, gradients):
                    parent.grad = parent.grad + sum_to(g, parent.data.shape)

    def __add__(self, other):
        return apply(ops.add, self, other)

    def __sub__(self, other):
        return apply(ops.sub, self, other)

    def __mul__(self, other):
        return apply(ops.mul, self, other)

    def __truediv__(self, other):
        return apply(ops.div, self, other)

    def __matmul__(self, other):
        return apply(ops.matmul, self, other)

    def __getattr__(self, name):  # x.exp(), x.sum(axis=0), ...: whatever ops.py has
        operation = getattr(ops, name)
        return lambda *others, **settings: apply(operation, self, *others, **settings)


def apply(operation, *inputs, **settings):
    """Compute, and remember how."""
    parents = [t if isinstance(t, Tensor) else Tensor(t) for t in inputs]
    value, rule = operation(*[t.data for t in parents], **settings)
    return Tensor(value, parents, rule)


def history(tensor, order=None):
    """All tensors that this one was computed from, each once and behind its parents; itself last."""
    order = {} if order is None else order
    if tensor not in order:
        for parent in tensor.parents:
            history(parent, order)
        order[tensor] = True
    return order


def sum_to(g, shape):
    """A number that broadcasting used many times gets the sum of the gradients of all its uses."""
    g = g.sum(axis=tuple(range(g.ndim - len(shape))))
    return g.sum(axis=tuple(i for i, n in enumerate(shape) if n == 1), keepdims=True)
