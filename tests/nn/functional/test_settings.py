"""Settings of the wrong type or out of range are told by name, in functions and in the layers made of them."""

import pytest

import minidl
import minidl.nn.functional as F
from minidl import nn

x, labels, images = minidl.zeros(2, 3), minidl.tensor([0, 2]), minidl.zeros(1, 2, 4, 4)

NUMBERS = {
    "leaky_relu: negative_slope": lambda v: F.leaky_relu(x, v),
    "LeakyReLU: negative_slope": lambda v: nn.LeakyReLU(v),
    "elu: alpha": lambda v: F.elu(x, v),
    "ELU: alpha": lambda v: nn.ELU(v),
    "softplus: beta": lambda v: F.softplus(x, v),
    "Softplus: threshold": lambda v: nn.Softplus(1, v),
    "hardtanh: min_val": lambda v: F.hardtanh(x, v),
    "Hardtanh: max_val": lambda v: nn.Hardtanh(0, v),
    "PReLU: init": lambda v: nn.PReLU(1, v),
    "dropout: p": lambda v: F.dropout(x, v),
    "dropout2d: p": lambda v: F.dropout2d(images, v, False),
    "Dropout: p": lambda v: nn.Dropout(v),
    "smooth_l1_loss: beta": lambda v: F.smooth_l1_loss(x, x, beta=v),
    "HuberLoss: delta": lambda v: nn.HuberLoss(delta=v),
    "cosine_similarity: eps": lambda v: F.cosine_similarity(x, x, eps=v),
    "cross_entropy: label_smoothing": lambda v: F.cross_entropy(x, labels, label_smoothing=v),
    "CrossEntropyLoss: label_smoothing": lambda v: nn.CrossEntropyLoss(label_smoothing=v),
    "hinge_embedding_loss: margin": lambda v: F.hinge_embedding_loss(x, x, v),
    "MultiMarginLoss: margin": lambda v: nn.MultiMarginLoss(margin=v),
    "batch_norm: eps": lambda v: F.batch_norm(x, None, None, training=True, eps=v),
    "layer_norm: eps": lambda v: F.layer_norm(x, (3,), eps=v),
    "BatchNorm2d: momentum": lambda v: nn.BatchNorm2d(2, momentum=v or "none"),
    "GroupNorm: eps": lambda v: nn.GroupNorm(1, 2, v),
    "lp_pool2d: norm_type": lambda v: F.lp_pool2d(images, v, 2),
    "interpolate: scale_factor": lambda v: F.interpolate(images, scale_factor=[v, 2]),
    "Upsample: scale_factor": lambda v: nn.Upsample(scale_factor=[v, 2]),
    "LSTM: dropout": lambda v: nn.LSTM(3, 4, dropout=v),
    "clip_grad_norm_: max_norm": lambda v: nn.utils.clip_grad_norm_([], v),
    "clip_grad_value_: clip_value": lambda v: nn.utils.clip_grad_value_([], v),
}
WHOLE = {
    "maxout: k": lambda v: F.maxout(x, v),
    "CrossEntropyLoss: ignore_index": lambda v: nn.CrossEntropyLoss(ignore_index=v),
    "nll_loss: ignore_index": lambda v: F.nll_loss(x, labels, ignore_index=v),
    "Flatten: start_dim": lambda v: nn.Flatten(v),
    "Unflatten: dim": lambda v: nn.Unflatten(v, (1, 2)),
    "conv2d: groups": lambda v: F.conv2d(images, images, groups=v),
    "group_norm: num_groups": lambda v: F.group_norm(images, v),
    "pixel_shuffle: upscale_factor": lambda v: F.pixel_shuffle(images, v),
    "one_hot: num_classes": lambda v: F.one_hot(labels, v),
    "Embedding: padding_idx": lambda v: nn.Embedding(3, 4, v or "none"),
}
SWITCHES = {
    "relu: inplace": lambda v: F.relu(x, v),
    "ReLU: inplace": lambda v: nn.ReLU(v),
    "dropout: training": lambda v: F.dropout(x, 0.5, v),
    "dropout: inplace": lambda v: F.dropout(x, 0.5, False, v),
    "batch_norm: training": lambda v: F.batch_norm(x, None, None, training=v),
    "Linear: bias": lambda v: nn.Linear(3, 4, v),
    "Conv2d: bias": lambda v: nn.Conv2d(3, 4, 1, bias=v),
    "BatchNorm1d: affine": lambda v: nn.BatchNorm1d(3, affine=v),
    "BatchNorm1d: track_running_stats": lambda v: nn.BatchNorm1d(3, track_running_stats=v),
    "LayerNorm: bias": lambda v: nn.LayerNorm(3, bias=v),
    "GRU: bidirectional": lambda v: nn.GRU(3, 4, bidirectional=v),
    "RNNCell: bias": lambda v: nn.RNNCell(3, 4, v),
    "KLDivLoss: log_target": lambda v: nn.KLDivLoss(log_target=v),
    "MaxPool2d: ceil_mode": lambda v: nn.MaxPool2d(2, ceil_mode=v),
    "max_pool2d: return_indices": lambda v: F.max_pool2d(images, 2, return_indices=v),
    "AvgPool2d: count_include_pad": lambda v: nn.AvgPool2d(2, count_include_pad=v),
    "embedding: sparse": lambda v: F.embedding(labels, x, sparse=v),
}


@pytest.mark.parametrize("value", ["a", None, [0.5]])
@pytest.mark.parametrize("call", NUMBERS)
def test_numbers(call, value):
    with pytest.raises(TypeError, match=f"^{call} must be a number, got "):
        NUMBERS[call](value)


@pytest.mark.parametrize("value", ["a", None, 0.5])
@pytest.mark.parametrize("call", WHOLE)
def test_whole_numbers(call, value):
    with pytest.raises(TypeError, match=f"^{call} must be a whole number, got "):
        WHOLE[call](value)


@pytest.mark.parametrize("value", ["no", 1, None])
@pytest.mark.parametrize("call", SWITCHES)
def test_a_text_is_not_taken_for_true(call, value):
    with pytest.raises(TypeError, match=f"^{call} must be True or False, got "):
        SWITCHES[call](value)


def test_an_output_that_no_memory_holds():
    with pytest.raises(ValueError, match="too many pixels for the memory"):
        nn.Upsample(scale_factor=1e6)(images)
    with pytest.raises(ValueError, match="scale_factor must be above 0 and below inf, got inf"):
        F.interpolate(images, scale_factor=float("inf"))
