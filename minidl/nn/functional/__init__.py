"""Layers as functions, without memory: `import minidl.nn.functional as F`."""

from .activations import log_softmax, relu, sigmoid, softmax, tanh
from .convolution import conv1d, conv2d, fold, unfold
from .linear import dropout, linear
from .losses import cross_entropy, mse_loss
from .normalisation import batch_norm
from .pooling import avg_pool1d, avg_pool2d, max_pool1d, max_pool2d

__all__ = [
    "avg_pool1d",
    "avg_pool2d",
    "batch_norm",
    "conv1d",
    "conv2d",
    "cross_entropy",
    "dropout",
    "fold",
    "linear",
    "log_softmax",
    "max_pool1d",
    "max_pool2d",
    "mse_loss",
    "relu",
    "sigmoid",
    "softmax",
    "tanh",
    "unfold",
]
