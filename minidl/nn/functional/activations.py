"""Activation functions, and softmax. The arrays' side (`*_array`) stands beside each function."""

import warnings

import numpy as np

from ...functions import arithmetic
from ...functions.arithmetic import sigmoid, tanh
from ...tensor import Tensor, apply
from .checks import check_tensor

__all__ = ["log_softmax", "relu", "sigmoid", "softmax", "tanh"]


def relu(input: Tensor, inplace: bool = False) -> Tensor:
    """max(0, x); its derivative at 0 is 0. `inplace` is accepted; the result is the same."""
    return arithmetic.relu(input)


def softmax(input: Tensor, dim: int | None = None, _stacklevel: int = 3, dtype=None) -> Tensor:
    """p_i = e^{z_i} / Σ_k e^{z_k} along `dim`: positive numbers that sum to 1.

    ∂J/∂z_i = p_i (∂J/∂p_i − Σ_k p_k ∂J/∂p_k). `dtype`, if given, is what the input is converted to.
    """
    return _along("softmax", softmax_array, input, dim, dtype)


def log_softmax(input: Tensor, dim: int | None = None, _stacklevel: int = 3, dtype=None) -> Tensor:
    """log p_i = z_i − log Σ_k e^{z_k} along `dim`, without overflow.

    ∂J/∂z_i = ∂J/∂(log p_i) − p_i Σ_k ∂J/∂(log p_k). `dtype`, if given, is what the input is
    converted to.
    """
    return _along("log_softmax", log_softmax_array, input, dim, dtype)


def _along(who, operation, input, dim, dtype):
    if dtype is not None and isinstance(input, Tensor):
        input = input.to(dtype)
    check_tensor(who, input)
    if dim is None:
        dim = 0 if input.ndim in (0, 1, 3) else 1
        warnings.warn(f"{who}: took dim={dim} for input {input.shape}; better say dim=.", stacklevel=3)
    if not -max(input.ndim, 1) <= dim < max(input.ndim, 1):
        raise IndexError(f"{who}: dim {dim} does not exist in shape {input.shape}.")
    if input.ndim == 0:  # a single number is its own only class
        return apply(operation, input.unsqueeze(0), axis=0).squeeze(0)
    return apply(operation, input, axis=dim)


def softmax_array(z, *, axis):
    """The shift by the maximum changes nothing (it cancels) but keeps e^z from overflowing."""
    p = np.exp(z - np.maximum.reduce(z, axis=axis, keepdims=True, initial=-np.inf))
    p /= np.add.reduce(p, axis=axis, keepdims=True)

    def backward(g, need):
        return (p * (g - np.add.reduce(g * p, axis=axis, keepdims=True)),)

    return p, backward


def log_softmax_array(z, *, axis):
    """z − logsumexp(z), with the same shift by the maximum"""
    shifted = z - np.maximum.reduce(z, axis=axis, keepdims=True, initial=-np.inf)
    value = shifted - np.log(np.add.reduce(np.exp(shifted), axis=axis, keepdims=True))

    def backward(g, need):
        return (g - np.exp(value) * np.add.reduce(g, axis=axis, keepdims=True),)

    return value, backward
