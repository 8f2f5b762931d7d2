"""Hooks on gradients, and a look at the graph under PyTorch's names."""

import numpy as np

from ..tensor import Node, Tensor, wrap


class Hooks(dict):
    """The hooks of one tensor, by their handles; called with a gradient, what they make of it."""

    def __call__(self, g: np.ndarray) -> np.ndarray:
        for hook in list(self.values()):
            changed = hook(wrap(np.array(g)))  # a copy: others get the same array
            if changed is not None:
                if not isinstance(changed, Tensor) or changed.shape != g.shape:
                    got = getattr(changed, "shape", type(changed).__name__)
                    raise ValueError(f"A hook must return None or a gradient of shape {g.shape}, got {got}.")
                g = changed._array
        return g


class HookHandle:
    """Remembers where a hook sits, to `remove()` it."""

    def __init__(self, hooks: dict, hook):
        self._hooks = hooks
        hooks[self] = hook

    def remove(self) -> None:
        self._hooks.pop(self, None)


def register_hook(self: Tensor, hook) -> HookHandle:
    """Call hook(gradient) whenever this tensor's gradient is known; what it returns replaces the gradient"""
    if not self.requires_grad:
        raise RuntimeError("register_hook: this tensor requires no gradient. Try .requires_grad_() first.")
    if not callable(hook):
        raise TypeError(f"register_hook: hook must be a function of the gradient, got {type(hook).__name__}.")
    if self._node is None:
        self._hooks = hooks = Hooks() if self._hooks is None else self._hooks
    else:
        self._node.hooks = hooks = Hooks() if self._node.hooks is None else self._node.hooks
    return HookHandle(hooks, hook)


class AccumulateGrad:
    """Where a graph ends: the leaf `variable` adds what arrives to its `.grad`."""

    next_functions = ()

    def __init__(self, variable):
        self.variable = variable

    def name(self) -> str:
        return "torch::autograd::AccumulateGrad"  # sic

    def __repr__(self):
        return f"<AccumulateGrad object at {id(self.variable):#x}>"


def next_functions(self: Node) -> tuple:
    """(node, 0) for each input: the one that made it, one that keeps a leaf's gradient, or None"""
    return tuple((AccumulateGrad(p) if isinstance(p, Tensor) else p, 0) for p in self.parents)


Tensor.register_hook, Node.next_functions = register_hook, property(next_functions)
