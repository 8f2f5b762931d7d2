"""The fully connected layer, and dropout."""

import numpy as np

from ... import ops
from ...random import generator
from ...tensor import Tensor, apply


def linear(input: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    """y = x Wᵀ + b: input (..., in), weight (out, in), bias (out) → (..., out).

    Raises ValueError if the last axis of the input is not `in`.
    """
    if input.shape[-1:] != weight.shape[1:]:
        last = input.shape[-1] if input.ndim else "no axis"
        hint = f" Did you forget nn.Flatten()? It gives {int(np.prod(input.shape[1:]))}." if input.ndim > 2 else ""
        raise ValueError(
            f"linear: weight {tuple(weight.shape)} expects {weight.shape[-1]} input features, got input "
            f"{tuple(input.shape)}, whose last axis is {last}.{hint or f' Did you mean Linear({last}, {weight.shape[0]})?'}"
        )
    return apply(ops.linear, input, weight) if bias is None else apply(ops.linear, input, weight, bias)


def dropout(input: Tensor, p: float = 0.5, training: bool = True) -> Tensor:
    """Set each element to 0 with probability p and scale the others by 1/(1 − p); only in training.

    The mean stays what it was (Srivastava et al., 2014). Raises ValueError unless 0 ≤ p ≤ 1.
    """
    if not 0 <= p <= 1:
        raise ValueError(f"dropout: p is a probability between 0 and 1, got {p}.")
    if not training or p == 0:
        return input
    scale = np.empty_like(input.data)  # in the input's memory order, so that the product keeps it
    kept = generator().random(scale.shape, dtype=np.float32) >= p
    scale[...] = kept * (0 if p == 1 else 1 / (1 - p))
    return input * Tensor(scale)
