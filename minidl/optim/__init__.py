"""Optimisers, with PyTorch's names: `from minidl import optim`."""

from .adaptive import Adadelta, Adagrad, Adam, AdamW, RMSprop
from .optimizers import SGD, Optimizer

__all__ = ["SGD", "Adagrad", "RMSprop", "Adadelta", "Adam", "AdamW", "Optimizer"]
