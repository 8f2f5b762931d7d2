"""More ways into the tape: gradients of chosen tensors, functions with a gradient of one's own, hooks."""

import numpy as np

from .recording import check_backward, no_grad
from .tensor import Node, Tensor, apply, newest_first, propagate, wrap
from .versions import check_usable


def backward(
    tensors, grad_tensors=None, retain_graph: bool | None = None, create_graph: bool = False,
) -> None:  # fmt: skip
    """Add the gradients of one tensor, or of several together, to the `.grad` of their leaves."""
    check_backward("backward", retain_graph, create_graph)
    propagate(_starts("backward", _as_tuple(tensors), grad_tensors), retain_graph, Tensor._accumulate)


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
    starts, wanted = _starts("grad", outputs, grad_outputs), [t._node or t for t in inputs]
    nodes, route, found = newest_first(starts), set(wanted), {}
    for node in reversed(nodes):  # parents before children
        if not route.isdisjoint(node.parents):
            route.add(node)

    def arrive(leaf, gradient, copy):
        found[leaf] = found[leaf] + gradient if leaf in found else np.array(gradient, leaf.dtype)

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
    return tuple(wrap(found[key]) if key in found else None for key in wanted)


def _as_tuple(tensors):
    return (tensors,) if isinstance(tensors, Tensor) else tuple(tensors)


def _starts(who, outputs, gradients):
    """Where the backward pass starts: node (or leaf) → upstream gradient."""
    if gradients is None or isinstance(gradients, (Tensor, np.ndarray)):
        gradients = (gradients,) * len(outputs)
    starts = {}
    for output, gradient in zip(outputs, gradients, strict=True):
        if not isinstance(output, Tensor):
            raise TypeError(f"{who}: expects tensors, got {type(output).__name__}. Keep the loss a tensor.")
        key, gradient = output._node or output, output._upstream(gradient)
        starts[key] = starts[key] + gradient if key in starts else gradient
    return starts


def _keeper(found, node):
    def keep(gradient):
        found[node] = gradient._array

    return keep


# --- hooks ----------------------------------------------------------------------------------------------


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


# --- a function with a gradient of one's own ------------------------------------------------------------


class Context:
    """What `forward` keeps for `backward`: `save_for_backward(...)`, and any attribute."""

    saved_tensors = needs_input_grad = non_differentiable = ()

    def save_for_backward(self, *tensors: Tensor) -> None:
        self.saved_tensors = tensors

    def mark_non_differentiable(self, *outputs: Tensor) -> None:
        self.non_differentiable = outputs


class Function:
    """An operation of one's own: a subclass with static `forward(ctx, ...)` and `backward(ctx, gradient)`.

    `backward` returns a gradient, or None, for each argument of `forward`. It is called by
    `MyFunction.apply(...)`. Raises RuntimeError if a gradient is missing or of the wrong shape.
    """

    @staticmethod
    def forward(ctx, *inputs):
        raise NotImplementedError("A Function needs a static forward(ctx, ...). Define what it computes.")

    @staticmethod
    def backward(ctx, gradient):
        raise NotImplementedError("A Function needs a static backward(ctx, gradient). Define its gradient.")

    @classmethod
    def apply(cls, *inputs) -> Tensor | tuple[Tensor, ...]:
        context, tensors = Context(), [i for i in inputs if isinstance(i, Tensor)]
        context.needs_input_grad = tuple(isinstance(i, Tensor) and i.requires_grad for i in inputs)
        with no_grad():
            if hasattr(cls, "setup_context"):
                output = cls.forward(*inputs)
                cls.setup_context(context, inputs, output)
            else:
                output = cls.forward(context, *inputs)
        outputs = output if isinstance(output, tuple) else (output,)
        for y in outputs:
            if not isinstance(y, Tensor):
                raise TypeError(f"{cls.__name__}: forward must return Tensors, got {type(y).__name__}.")
        constant = {y for y in outputs if not y.is_floating_point()} | {*context.non_differentiable}
        recorded = [y for y in outputs if y not in constant]
        saved = [t._array for t in context.saved_tensors if isinstance(t, Tensor)]

        def operation(*arrays):
            def backward(g, need, saved=saved):  # named here, so that a change in place is noticed
                parts = iter(np.split(g.ravel(), np.cumsum([y.numel() for y in recorded])[:-1]))
                gradients = [np.zeros(y.shape, y.dtype) if y in constant else next(parts) for y in outputs]
                with no_grad():
                    gradients = [wrap(g.reshape(y.shape)) for g, y in zip(gradients, outputs)]
                    gradients = cls.backward(context, *gradients)
                gradients = gradients if isinstance(gradients, tuple) else (gradients,)
                if len(gradients) != len(inputs):
                    raise RuntimeError(
                        f"{cls.__name__}: backward must return a gradient or None for each of {len(inputs)} "
                        f"arguments of forward, got {len(gradients)}."
                    )
                pairs = [g for g, i in zip(gradients, inputs, strict=True) if isinstance(i, Tensor)]
                return [g if g is None else g._array for g in pairs]

            if len(recorded) == 1:
                return recorded[0]._array.view(), backward
            return np.concatenate([y._array.ravel() for y in recorded]), backward  # one row: one node

        operation.__name__ = cls.__name__
        operation.of = Function
        found = {}
        if recorded:
            row = apply(operation, *tensors)
            pieces = (row,) if len(recorded) == 1 else row.split([y.numel() for y in recorded])
            found = {y: p if p.shape == y.shape else p.reshape(y.shape) for y, p in zip(recorded, pieces)}
        results = tuple([found[y] if y in found else y.detach() for y in outputs])
        return results if isinstance(output, tuple) else results[0]
