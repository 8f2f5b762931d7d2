"""Building blocks of networks, with PyTorch's names: `from minidl import nn`."""

# Lists of names, set by hand: one a line would be a page.
# isort: skip_file
# fmt: off

from . import functional, init, utils
from .activations import (
    ELU, GELU, SELU, Hardtanh, LeakyReLU, LogSoftmax, Maxout, PReLU, ReLU, Sigmoid, SiLU, Softmax, Softplus,
    Tanh
)
from .containers import ModuleDict, ModuleList, Sequential
from .conv import Conv1d, Conv2d, ConvTranspose1d, ConvTranspose2d, Fold, LocallyConnected2d, Unfold
from .embedding import Embedding
from .layers import Dropout, Dropout1d, Dropout2d, Flatten, Identity, Linear, Unflatten
from .losses import (
    BCELoss, BCEWithLogitsLoss, CosineSimilarity, CrossEntropyLoss, HingeEmbeddingLoss, HuberLoss,
    KLDivLoss, L1Loss, MSELoss, MultiMarginLoss, NLLLoss, SmoothL1Loss
)
from .module import Module
from .normalisation import BatchNorm1d, BatchNorm2d, GroupNorm, LayerNorm
from .parameter import Parameter
from .pooling import (
    AdaptiveAvgPool1d, AdaptiveAvgPool2d, AdaptiveMaxPool1d, AdaptiveMaxPool2d, AvgPool1d, AvgPool2d,
    LPPool1d, LPPool2d, MaxPool1d, MaxPool2d, MaxUnpool1d, MaxUnpool2d
)
from .recurrent import GRU, LSTM, RNN, GRUCell, LSTMCell, RNNCell
from .resampling import PixelShuffle, PixelUnshuffle, Upsample
