"""Layers as functions, without memory: `import minidl.nn.functional as F`."""

# Lists of names, set by hand: one a line would be a page.
# isort: skip_file
# fmt: off

from .activations import (
    celu, elu, gelu, glu, hardshrink, hardsigmoid, hardswish, hardtanh, leaky_relu, log_softmax,
    logsigmoid, maxout, mish, prelu, relu, relu6, selu, sigmoid, silu, softmax, softmin, softplus,
    softshrink, softsign, tanh, tanhshrink, threshold
)
from .attention import scaled_dot_product_attention
from .convolution import conv1d, conv2d, conv_transpose1d, conv_transpose2d, fold, locally_connected2d, unfold
from .cross_entropy import cross_entropy, nll_loss
from .embedding import embedding, one_hot
from .linear import dropout, dropout1d, dropout2d, linear
from .margin_losses import (
    cosine_embedding_loss, hinge_embedding_loss, margin_ranking_loss, multi_margin_loss,
    pairwise_distance, soft_margin_loss, triplet_margin_loss
)
from .normalisation import (
    batch_norm, group_norm, instance_norm, layer_norm, local_response_norm, normalize, rms_norm
)
from .pooling import (
    adaptive_avg_pool1d, adaptive_avg_pool2d, adaptive_max_pool1d, adaptive_max_pool2d, avg_pool1d,
    avg_pool2d, lp_pool1d, lp_pool2d, max_pool1d, max_pool2d, max_unpool1d, max_unpool2d
)
from .probability_losses import (
    binary_cross_entropy, binary_cross_entropy_with_logits, gaussian_nll_loss, kl_div, poisson_nll_loss
)
from .regression_losses import cosine_similarity, huber_loss, l1_loss, mse_loss, smooth_l1_loss
from .resampling import interpolate, pad, pixel_shuffle, pixel_unshuffle
