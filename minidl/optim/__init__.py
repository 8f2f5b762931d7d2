"""Optimisers and schedules of their learning rate, with PyTorch's names: `from minidl import optim`."""

import sys

from ..reporting import advise
from . import lr_scheduler
from .adaptive import Adadelta, Adagrad, Adam, Adamax, AdamW, NAdam, RAdam, RMSprop, Rprop
from .lbfgs import LBFGS
from .optimizers import SGD, Optimizer

advise(sys.modules[__name__], lr_scheduler)
