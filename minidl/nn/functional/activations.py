"""Activation functions, and softmax. The arrays' side (`*_array`) stands beside each function."""

import numpy as np

from ...functions.arithmetic import relu, sigmoid, tanh
from ...tensor import Tensor, apply

__all__ = ["log_softmax", "relu", "sigmoid", "softmax", "tanh"]


def softmax(input: Tensor, dim: int | None = None) -> Tensor:
    """p_i = e^{z_i} / Σ_k e^{z_k} along `dim`: positive numbers that sum to 1.

    ∂J/∂z_i = p_i (∂J/∂p_i − Σ_k p_k ∂J/∂p_k)
    """
    return apply(softmax_array, input, axis=_dim("softmax", input, dim))


def log_softmax(input: Tensor, dim: int | None = None) -> Tensor:
    """log p_i = z_i − log Σ_k e^{z_k} along `dim`, without overflow.

    ∂J/∂z_i = ∂J/∂(log p_i) − p_i Σ_k ∂J/∂(log p_k)
    """
    return apply(log_softmax_array, input, axis=_dim("log_softmax", input, dim))


def _dim(who, input, dim):
    if dim is None:
        raise ValueError(f"{who}: along which axis? For logits (N, classes) say dim=1.")
    if not input.is_floating_point():
        raise TypeError(f"{who}: expects floats, got {input.dtype}. Try input.float().")
    return dim


def softmax_array(z, *, axis):
    """The shift by the maximum changes nothing (it cancels) but keeps e^z from overflowing."""
    p = np.exp(z - np.maximum.reduce(z, axis=axis, keepdims=True))
    p /= np.add.reduce(p, axis=axis, keepdims=True)

    def backward(g, need):
        return (p * (g - np.add.reduce(g * p, axis=axis, keepdims=True)),)

    return p, backward


def log_softmax_array(z, *, axis):
    """z − logsumexp(z), with the same shift by the maximum"""
    shifted = z - np.maximum.reduce(z, axis=axis, keepdims=True)
    value = shifted - np.log(np.add.reduce(np.exp(shifted), axis=axis, keepdims=True))

    def backward(g, need):
        return (g - np.exp(value) * np.add.reduce(g, axis=axis, keepdims=True),)

    return value, backward
