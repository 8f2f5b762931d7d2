"""Layers as functions, without memory: `import minidl.nn.functional as F`."""

from .activations import (
    elu,
    gelu,
    hardtanh,
    leaky_relu,
    log_softmax,
    maxout,
    prelu,
    relu,
    selu,
    sigmoid,
    silu,
    softmax,
    softplus,
    tanh,
)
from .classification_losses import (
    binary_cross_entropy,
    binary_cross_entropy_with_logits,
    hinge_embedding_loss,
    kl_div,
    multi_margin_loss,
    nll_loss,
)
from .convolution import conv1d, conv2d, fold, unfold
from .embedding import (
    embedding,
    one_hot,
)
from .linear import (
    dropout,
    dropout1d,
    dropout2d,
    linear,
)
from .losses import cross_entropy, mse_loss
from .normalisation import (
    batch_norm,
    group_norm,
    layer_norm,
)
from .pooling import avg_pool1d, avg_pool2d, max_pool1d, max_pool2d
from .regression_losses import cosine_similarity, huber_loss, l1_loss, smooth_l1_loss

__all__ = [
    "avg_pool1d",
    "avg_pool2d",
    "batch_norm",
    "binary_cross_entropy",
    "binary_cross_entropy_with_logits",
    "conv1d",
    "conv2d",
    "cosine_similarity",
    "cross_entropy",
    "dropout",
    "dropout1d",
    "dropout2d",
    "elu",
    "embedding",
    "fold",
    "gelu",
    "group_norm",
    "hardtanh",
    "hinge_embedding_loss",
    "huber_loss",
    "kl_div",
    "l1_loss",
    "layer_norm",
    "leaky_relu",
    "linear",
    "log_softmax",
    "max_pool1d",
    "max_pool2d",
    "maxout",
    "mse_loss",
    "multi_margin_loss",
    "nll_loss",
    "one_hot",
    "prelu",
    "relu",
    "selu",
    "sigmoid",
    "silu",
    "smooth_l1_loss",
    "softmax",
    "softplus",
    "tanh",
    "unfold",
]
