"""Optimisers, with PyTorch's names: `from minidl import optim`."""

from .optimizers import SGD, Adam, Optimizer

__all__ = ["SGD", "Adam", "Optimizer"]
