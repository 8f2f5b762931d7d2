"""A function with a gradient of one's own."""

import numpy as np

from ..recording import no_grad
from ..tensor import Tensor, apply, wrap


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
                while len(gradients) > len(inputs) and gradients[-1] is None:  # PyTorch lets them pass
                    gradients = gradients[:-1]
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
