"""What is compared with PyTorch: one line a case."""

import numpy as np

from tests.nn.functional.layer_cases import CASES as LAYERS
from tests.nn.functional.window_cases import WINDOWS_AND_RESAMPLING
from tests.parity import Case as C
from tests.parity import (
    X,
    above_zero,
    around_thirty,
    constant,
    far_apart,
    labels,
    minus_infinity,
    probabilities,
    shares,
    whole,
    with_infinities,
    with_infinity,
    with_nan,
    zeros,
)

LINEAR = [
    C("linear", X(3, 4), X(2, 4), X(2)),
    C("linear", X(3, 4), X(2, 4)),
    C("linear", X(4), X(2, 4), X(2)),
    C("linear", X(2, 3, 4), X(5, 4), X(5)),
    C("linear", X(2, 1, 3, 4), X(5, 4), X(5)),
    C("linear", X(0, 4), X(2, 4), X(2)),
    C("linear", X(3, 4), X(2, 4), X(1)),
    C("linear", X(3, 4), X(2, 4), X()),
    C("linear", X(3, 4), X(4)),
    C("linear", X(2, 3, 4), X(4)),
    C("linear", X(1, 1), X(1, 1), X(1)),
    C("linear", input=X(3, 4), weight=X(2, 4), bias=None),
    C("linear", constant(3, 4), X(2, 4), constant(2)),
    C("linear", labels([[1, 2], [3, 4]]), labels([[1, 0], [2, -1], [0, 5]]), labels([7, 8, 9])),
]

CONVOLUTION = [
    C("conv2d", X(2, 3, 6, 7), X(4, 3, 3, 3), X(4)),
    C("conv2d", X(2, 3, 6, 7), X(4, 3, 3, 3)),
    C("conv2d", X(1, 1, 3, 3), X(1, 1, 3, 3), X(1)),
    C("conv2d", X(3, 6, 7), X(4, 3, 2, 3), X(4)),
    C("conv2d", X(0, 3, 6, 7), X(4, 3, 3, 3), X(4)),
    C("conv2d", X(2, 3, 8, 9), X(4, 3, 3, 2), X(4), stride=2),
    C("conv2d", X(2, 3, 8, 9), X(4, 3, 3, 2), X(4), 3, 1),
    C("conv2d", X(2, 3, 8, 9), X(4, 3, 3, 2), X(4), (2, 3), (1, 2), (2, 1)),
    C("conv2d", X(2, 3, 8, 9), X(4, 3, 3, 2), X(4), [2, 3], [1, 2], [2, 1]),
    C("conv2d", X(2, 3, 8, 9), X(4, 3, 3, 2), X(4), (2,), (1,), (2,)),
    C("conv2d", X(2, 3, 5, 4), X(4, 3, 3, 2), padding=4),
    C("conv2d", X(2, 3, 5, 4), X(4, 3, 2, 2), padding=(0, 3), stride=(1, 2)),
    C("conv2d", X(2, 3, 6, 7), X(4, 3, 4, 3), X(4), padding="same"),
    C("conv2d", X(2, 3, 6, 7), X(4, 3, 2, 4), X(4), padding="same", dilation=(2, 3)),
    C("conv2d", X(2, 3, 6, 7), X(4, 3, 2, 4), X(4), padding="valid", stride=2),
    C("conv2d", X(2, 4, 6, 7), X(6, 2, 3, 3), X(6), groups=2),
    C("conv2d", X(2, 4, 6, 7), X(4, 1, 3, 3), X(4), groups=4),
    C("conv2d", X(2, 3, 6, 7), X(6, 1, 3, 3), X(6), stride=2, padding=1, dilation=2, groups=3),
    C("conv2d", X(2, 2, 9, 9), X(9, 2, 2, 2), X(9), dilation=3),
    C("conv2d", X(2, 2, 9, 9), X(9, 2, 2, 2), X(9), stride=2, dilation=3),
    C("conv2d", X(1, 1, 9, 3), X(20, 1, 5, 1), X(20), padding=(2, 0)),
    C("conv2d", constant(2, 3, 6, 7), X(4, 3, 3, 3), X(4)),
    C("conv2d", X(2, 3, 6, 7), constant(4, 3, 3, 3), X(4)),
    C("conv2d", labels([[[[1, 2, 3], [4, 5, 6]]]]), labels([[[[1, -1]]]]), labels([10])),
    C("conv1d", X(2, 3, 9), X(4, 3, 3), X(4)),
    C("conv1d", X(3, 9), X(4, 3, 3), X(4)),
    C("conv1d", X(0, 3, 9), X(4, 3, 3), X(4)),
    C("conv1d", X(2, 3, 9), X(4, 3, 3), None, 2, 1),
    C("conv1d", X(2, 3, 9), X(4, 3, 3), X(4), (2,), (3,), (2,)),
    C("conv1d", X(2, 3, 9), X(4, 3, 4), X(4), padding="same", dilation=2),
    C("conv1d", X(2, 3, 9), X(4, 3, 4), X(4), padding="valid", stride=3),
    C("conv1d", X(2, 4, 9), X(8, 1, 2), X(8), groups=4),
    C("conv1d", X(2, 4, 9), X(2, 2, 9), X(2), groups=2),
]

WINDOWS = [
    C("unfold", X(2, 3, 5, 6), 2),
    C("unfold", X(2, 3, 5, 6), (2, 3), 1, 1, 2),
    C("unfold", X(2, 3, 5, 6), (2, 3), (2, 1), (1, 2), (2, 3)),
    C("unfold", X(3, 5, 6), [2, 3], padding=1),
    C("unfold", X(0, 3, 5, 6), 2, stride=2),
    C("unfold", input=X(1, 1, 4, 4), kernel_size=4),
    C("fold", X(2, 12, 20), (5, 6), 2),
    C("fold", X(2, 8, 4), 4, 2, stride=2),
    C("fold", X(12, 20), (5, 6), (2, 2)),
    C("fold", X(0, 12, 20), (5, 6), 2),
    C("fold", X(2, 12, 12), (5, 6), (2, 2), (1, 2), (1, 0), (2, 1)),
]

POOLING = [
    C("max_pool2d", X(2, 3, 6, 8), 2),
    C("max_pool2d", X(2, 3, 7, 8, of=whole), 3),
    C("max_pool2d", X(3, 7, 8, of=whole), (2, 3)),
    C("max_pool2d", X(0, 3, 7, 8), 2),
    C("max_pool2d", X(2, 3, 7, 8, of=whole), 3, 2),
    C("max_pool2d", X(2, 3, 7, 8, of=whole), (3, 2), (2, 1), (1, 0)),
    C("max_pool2d", X(2, 3, 7, 8, of=whole), 3, 2, 1, 2),
    C("max_pool2d", X(2, 3, 7, 8, of=whole), 3, 2, 1, (1, 2), True),
    C("max_pool2d", X(2, 3, 7, 8, of=whole), 2, 3, ceil_mode=True),
    C("max_pool2d", X(2, 3, 7, 8, of=whole), 2, 2, 0, 1, False, True),
    C("max_pool2d", X(3, 7, 8, of=whole), 3, 2, 1, 2, True, True),
    C("max_pool2d", X(2, 3, 7, 8, of=with_infinities), 3, 1, 1, return_indices=True),
    C("max_pool2d", X(2, 1, 4, 4, of=minus_infinity), 2, 1, 1, return_indices=True),
    C("max_pool2d", X(2, 1, 4, 4, of=with_nan), 3, 1, 1, return_indices=True),
    C("max_pool2d", X(2, 1, 4, 4, of=with_infinity), 3, 1, 1, return_indices=True),
    C("max_pool2d", input=X(1, 1, 4, 4), kernel_size=2, stride=None),
    C("max_pool2d", X(1, 1, 4, 4), 2, ()),
    C("max_pool2d", labels([[[[1, 2, 3], [4, 4, 4]]]]), 2, 1, 1, return_indices=True),
    C("max_pool1d", X(2, 3, 9, of=whole), 3),
    C("max_pool1d", X(3, 9, of=whole), 3),
    C("max_pool1d", X(0, 3, 9), 3),
    C("max_pool1d", X(2, 3, 9, of=whole), 3, 2, 1),
    C("max_pool1d", X(2, 3, 9, of=whole), (3,), (2,), (1,), (2,)),
    C("max_pool1d", X(2, 3, 9, of=whole), 2, 2, 0, 1, True, True),
    C("max_pool1d", X(3, 9, of=whole), 2, ceil_mode=True, return_indices=True),
    C("avg_pool2d", X(2, 3, 6, 8), 2),
    C("avg_pool2d", X(3, 7, 8), (2, 3)),
    C("avg_pool2d", X(0, 3, 7, 8), 2),
    C("avg_pool2d", X(2, 3, 7, 8), 3, 2, 1),
    C("avg_pool2d", X(2, 3, 7, 8), (3, 4), (2, 3), (1, 2)),
    C("avg_pool2d", X(2, 3, 7, 8), 3, 2, 1, True),
    C("avg_pool2d", X(2, 3, 7, 8), 3, 2, 1, True, False),
    C("avg_pool2d", X(2, 3, 7, 8), 3, 2, 1, count_include_pad=False),
    C("avg_pool2d", X(2, 3, 7, 8), 2, 3, ceil_mode=True),
    C("avg_pool2d", X(2, 3, 7, 8), 2, divisor_override=3),
    C("avg_pool2d", X(2, 3, 7, 8), 3, 2, 1, True, False, -2),
    C("avg_pool2d", X(2, 3, 7, 8), 2, (), (0,)),
    C("avg_pool2d", X(2, 1, 4, 4, of=with_infinity), 2, 1),
    C("avg_pool1d", X(2, 3, 9), 3),
    C("avg_pool1d", X(3, 9), (3,)),
    C("avg_pool1d", X(0, 3, 9), 3),
    C("avg_pool1d", X(2, 3, 9), 4, 3, 2),
    C("avg_pool1d", X(2, 3, 9), 4, 3, 2, True),
    C("avg_pool1d", X(2, 3, 9), 4, 3, 2, True, False),
    C("avg_pool1d", X(2, 3, 9), 4, 3, 2, False, False),
]

ACTIVATIONS = [
    C("relu", X(2, 5)),
    C("relu", X(2, 5, of=whole)),
    C("relu", X()),
    C("relu", X(0, 3)),
    C("relu", X(2, 5, of=with_infinities)),
    C("relu", X(7, of=with_nan)),
    C("relu", labels(-1, 0, 2)),
    C("sigmoid", X(2, 5)),
    C("sigmoid", X(7, of=far_apart)),
    C("sigmoid", labels(-1, 0, 2)),
    C("tanh", X(2, 5)),
    C("tanh", X(7, of=far_apart)),
    C("tanh", labels(-1, 0, 2)),
]
SETTINGS = {
    "leaky_relu": [(), (0.2,), (-0.5,), (0.0,), (2, False)],
    "elu": [(), (2.0,), (-2,), (0.5, False)],
    "selu": [()],
    "gelu": [()],
    "silu": [()],
    "softplus": [(), (2.0, 3.0), (-2.0,), (0,), (0.5, 0)],
    "hardtanh": [(), (-2, 1), (0.5, 0.5), (-0.3, 1.0, False)],
}
for name, choices in SETTINGS.items():
    for settings in choices:
        shapes = [X(), X(0, 3), X(5), X(2, 3, 4), X(9, of=whole), X(9, of=far_apart)]
        shapes += [X(9, of=with_infinities)]
        if name not in ("gelu", "hardtanh"):  # PyTorch's depend on the place in memory
            shapes += [X(9, of=with_infinity), X(9, of=with_nan)]
        ACTIVATIONS += [C(name, x, *settings) for x in shapes]
        if name == "gelu":
            ACTIVATIONS += [C(name, x, approximate="tanh") for x in shapes]
ACTIVATIONS += [
    C("leaky_relu", X(3), negative_slope=0.3),
    C("elu", X(3), alpha=0.3),
    C("softplus", X(3), threshold=0.5, beta=3),
    C("hardtanh", X(3), max_val=0.5, min_val=-2),
    C("prelu", X(2, 3), X(3)),
    C("prelu", X(2, 3), X(1)),
    C("prelu", X(2, 3), X()),
    C("prelu", X(2, 3, 4, 2), X(3)),
    C("prelu", X(0, 3), X(3)),
    C("prelu", X(), X()),
    C("prelu", X(), X(1)),
    C("prelu", X(4), X(1)),
    C("prelu", X(4), X()),
    C("prelu", X(2, 5, of=whole), X(5)),
    C("prelu", X(2, 5, of=with_infinities), constant(5)),
    C("prelu", constant(2, 5, of=with_nan), X(5)),
]
for name in ("softmax", "log_softmax"):
    ACTIVATIONS += [
        C(name, X(3, 4), 1),
        C(name, X(3, 4), 0),
        C(name, X(3, 4), dim=-2),
        C(name, X(2, 3, 4, 5), 2),
        C(name, X(5), -1),
        C(name, X(), 0),
        C(name, X(), -1),
        C(name, X(0, 3), 1),
        C(name, X(3, 0), 1),
        C(name, X(3, 0), 0),
        C(name, X(1, 1), 1),
        C(name, X(3, 4, of=far_apart), 1),
        C(name, X(3, 4, of=with_infinities), 1),
        C(name, X(2, 3, of=minus_infinity), 1),
        C(name, X(2, 3, of=with_infinity), 1),
        C(name, X(3, 4), 1, dtype=np.float64),
        C(name, labels([1, 2, 4]), 0, dtype=np.float32),
    ]

NORMALISATION = []
for shape in ((4, 3), (2, 3, 5), (2, 3, 4, 5), (1, 3, 2), (2, 3, 2, 2, 2)):
    stats = constant(3), constant(3, of=above_zero)
    NORMALISATION += [
        C("batch_norm", X(*shape), *stats),
        C("batch_norm", X(*shape), *stats, X(3), X(3)),
        C("batch_norm", X(*shape), *stats, X(3), X(3), True),
        C("batch_norm", X(*shape), None, None, X(3), X(3), True),
        C("batch_norm", X(*shape), *stats, training=True, momentum=0.3, eps=0.01),
        C("batch_norm", X(*shape), *stats, None, X(3), training=True, momentum=1.0),
        C("batch_norm", X(*shape), *stats, X(3), None, training=False, eps=0.0),
    ]
NORMALISATION += [
    C("batch_norm", X(0, 3), *stats, X(3), X(3), True),
    C("batch_norm", X(0, 3, 4), *stats, X(3), X(3), False),
    C("batch_norm", X(4, 3, of=around_thirty), *stats, X(3), X(3), True, momentum=0.0),
    C("batch_norm", X(4, 3), *stats, constant(3), constant(3), True),
    C("batch_norm", constant(4, 3), *stats, X(3), X(3), True),
]

MSE = [
    C("mse_loss", X(2, 3), X(2, 3)),
    C("mse_loss", X(2, 3), constant(2, 3)),
    C("mse_loss", X(2, 3), X(2, 3), reduction="sum"),
    C("mse_loss", X(2, 3), X(2, 3), reduction="none"),
    C("mse_loss", X(), X()),
    C("mse_loss", X(0, 3), X(0, 3)),
    C("mse_loss", X(0, 3), X(0, 3), reduction="sum"),
    C("mse_loss", X(2, 3, 4, 5), X(2, 3, 4, 5)),
    C("mse_loss", X(3), labels(1, 0, 2)),
    C("mse_loss", labels(1, 0, 2), X(3)),
    C("mse_loss", X(3), np.array([0.5, 1, 2])),
    C("mse_loss", X(2, 3), X(2, 3), weight=X(2, 3, of=above_zero)),
    C("mse_loss", X(2, 3), X(2, 3), reduction="sum", weight=X(2, 3)),
    C("mse_loss", X(2, 3), X(2, 3), reduction="none", weight=constant(2, 3)),
]

CE = "cross_entropy"
WEIGHT = constant(3, of=above_zero)
CROSS_ENTROPY = [
    C(CE, X(4, 3), labels(0, 2, 1, 2)),
    C(CE, X(4, 3), labels(0, 2, 1, 2).astype(np.uint8)),
    C(CE, X(3), labels(np.array(1))),
    C(CE, X(0, 3), np.zeros(0, np.int64)),
    C(CE, X(0, 3), np.zeros(0, np.int64), reduction="sum"),
    C(CE, X(2, 3, 4), labels([[0, 1, 2, 0], [2, 2, 1, 1]])),
    C(CE, X(1, 3, 2, 2), labels([[[0, 1], [2, -100]]])),
    C(CE, X(4, 3), labels(0, -100, 1, -100)),
    C(CE, X(2, 3), labels(-100, -100)),
    C(CE, X(2, 3), labels(-100, -100), reduction="sum"),
    C(CE, X(3), labels(np.array(-100))),
    C(CE, X(4, 3), labels(0, 2, 1, 2), ignore_index=2),
    C(CE, X(2, 3), labels(0, -1), ignore_index=-1),
    C(CE, X(4, 3, of=with_infinities), labels(0, 2, 1, 2)),
    C(CE, X(4, 3, of=with_infinities), labels(0, 2, 1, 2), reduction="none"),
    C(CE, X(4, 3, of=with_infinities), labels(0, 2, 1, 2), label_smoothing=0.1),
    C(CE, X(2, 3, of=with_infinity), labels(0, 2)),
    C(CE, X(4, 3, of=far_apart), labels(0, 2, 1, 2)),
    C(CE, X(4, 3, of=with_infinities), labels(0, 0, 0, 0), constant(3, of=zeros)),
    C(CE, X(4, 3, of=with_infinities), labels(0, 0, 0, 0), constant(3, of=zeros), reduction="none"),
    C(CE, X(2, 3, of=minus_infinity), labels(0, 1), constant(3, of=zeros), reduction="sum"),
    C(CE, X(4, 1), labels(0, 0, 0, 0)),
    C(CE, X(4, 3), labels(0, 2, 1, 2), WEIGHT, ignore_index=2, reduction="sum", label_smoothing=0.2),
]
for reduction in ("mean", "sum", "none"):
    for smoothing in (0.0, 0.1, 1.0):
        how = {"reduction": reduction, "label_smoothing": smoothing}
        CROSS_ENTROPY += [
            C(CE, X(4, 3), labels(0, 2, -100, 2), **how),
            C(CE, X(4, 3), labels(0, 2, -100, 2), WEIGHT, **how),
            C(CE, X(2, 3, 2), labels([[0, 2], [1, -100]]), WEIGHT, **how),
            C(CE, X(3), labels(np.array(2)), WEIGHT, **how),
            C(CE, X(4, 3), X(4, 3, of=probabilities), **how),
            C(CE, X(4, 3), X(4, 3, of=probabilities), X(3, of=above_zero), **how),
            C(CE, X(2, 3, 2), constant(2, 3, 2, of=probabilities), WEIGHT, **how),
            C(CE, X(3), X(3, of=probabilities), WEIGHT, **how),
        ]
CROSS_ENTROPY += [
    C(CE, X(0, 3), X(0, 3)),
    C(CE, X(4, 3, of=with_infinities), X(4, 3, of=probabilities)),
    C(CE, X(4, 3), np.full((4, 3), 1 / 3)),
]

NUMBERS = []
for name in ("l1_loss", "smooth_l1_loss", "huber_loss"):
    for settings in ({}, {"beta": 0}, {"beta": 0.7}, {"delta": 0.7}, {"weight": X(2, 3, of=above_zero)}):
        takes = {"l1_loss": ["weight"], "smooth_l1_loss": ["beta"], "huber_loss": ["delta", "weight"]}[name]
        if all(key in takes for key in settings):
            for reduction in ("mean", "sum", "none"):
                NUMBERS.append(C(name, X(2, 3), X(2, 3), reduction=reduction, **settings))
            NUMBERS.append(C(name, X(2, 3), constant(2, 3), **settings))
    NUMBERS += [
        C(name, X(), X()),
        C(name, X(0, 3), X(0, 3)),
        C(name, X(0, 3), X(0, 3), reduction="sum"),
        C(name, X(2, 3, 4, of=whole), X(2, 3, 4, of=whole)),
        C(name, X(9, of=with_infinity), X(9, of=with_nan), reduction="none"),
    ]
    if name != "huber_loss":
        NUMBERS += [C(name, X(3), np.array([0.5, 1, 2])), C(name, X(3), labels(1, 0, 2))]
NUMBERS += [
    C("huber_loss", X(3), X(3), "mean", 2),
]
COS = "cosine_similarity"
NUMBERS += [
    C(COS, X(2, 3), X(2, 3)),
    C(COS, X(2, 3), X(2, 3), 0, 1.0),
    C(COS, X(2, 3), X(2, 3), dim=-1, eps=10),
    C(COS, X(2, 1, 3), X(4, 3), 2),
    C(COS, X(2, 3), X(3)),
    C(COS, X(3), X(), 0),
    C(COS, X(), X(), 0),
    C(COS, X(0, 3), X(0, 3)),
    C(COS, X(3, 0), X(3, 0)),
    C(COS, X(2, 3, of=zeros), X(2, 3)),
    C(COS, X(2, 3), labels([[1, 0, 2], [0, 0, 0]])),
    C(COS, X(2, 3), np.ones((2, 3))),
]

NLL, BCE, BCEL = "nll_loss", "binary_cross_entropy", "binary_cross_entropy_with_logits"
HINGE, MARGIN, KL = "hinge_embedding_loss", "multi_margin_loss", "kl_div"
SIGNS = labels([[1, -1, -1], [-1, 1, 1]])
CLASSES = []
for reduction in ("mean", "sum", "none"):
    how = {"reduction": reduction}
    P, Q, LABELS = X(2, 3, of=shares), X(2, 3, of=shares), labels(0, 2, 1, 2)
    CLASSES += [
        C(NLL, X(4, 3), LABELS, **how),
        C(NLL, X(4, 3), labels(0, 2, -100, 2), WEIGHT, **how),
        C(NLL, X(2, 3, 2, 2), labels([[[0, 2], [1, 7]], [[2, 2], [7, 0]]]), WEIGHT, ignore_index=7, **how),
        C(NLL, X(3), labels(np.array(2)), WEIGHT, **how),
        C(NLL, X(3), labels(np.array(-100)), **how),
        C(NLL, X(2, 3), labels(-100, -100), **how),
        C(NLL, X(4, 3, of=with_infinities), labels(0, 2, 1, -100), **how),
        C(NLL, X(0, 3), np.zeros(0, np.int64), **how),
        C(BCE, P, Q, **how),
        C(BCE, P, constant(2, 3, of=shares), constant(3), **how),
        C(BCE, X(0, 3), X(0, 3), **how),
        C(BCEL, X(2, 3), Q, **how),
        C(BCEL, X(2, 3), X(2, 3), constant(2, 1), pos_weight=constant(3), **how),
        C(BCEL, X(2, 3), constant(2, 3), pos_weight=constant(of=above_zero), **how),
        C(BCEL, X(9, of=far_apart), X(9, of=shares), **how),
        C(BCEL, X(0, 3), X(0, 3), **how),
        C(HINGE, X(2, 3), SIGNS, **how),
        C(HINGE, X(2, 3, of=whole), SIGNS, 2, **how),
        C(HINGE, X(2, 3), constant(2, 3), **how),
        C(MARGIN, X(4, 3), LABELS, **how),
        C(MARGIN, X(4, 3), LABELS, 2, 0.3, WEIGHT, **how),
        C(MARGIN, X(4, 3, of=whole), LABELS, weight=WEIGHT, **how),
        C(MARGIN, X(3), labels(np.array(1)), p=2, **how),
        C(MARGIN, X(4, 1), labels(0, 0, 0, 0), **how),
        C(KL, X(2, 3), X(2, 3, of=probabilities), **how),
        C(KL, X(2, 3), X(2, 3), log_target=True, **how),
        C(KL, X(2, 3), constant(2, 3, of=zeros), **how),
        C(KL, X(), X(of=above_zero), **how),
        C(KL, X(2, 3), X(2, 3), **how),
    ]
CLASSES += [
    C(NLL, X(4, 3), LABELS, None, ignore_index=2, reduction="sum"),
    C(BCE, X(of=shares), X(of=shares)),
    C(BCEL, X(3), np.array([0.0, 1.0, 0.3])),
    C(HINGE, X(2, 3), SIGNS, 0.5),
    C(MARGIN, X(4, 3), LABELS, 1, 1.0, None),
    C(KL, X(2, 3), X(2, 3, of=probabilities), reduction="batchmean"),
    C(KL, X(2, 3), X(2, 3), reduction="batchmean", log_target=True),
    C(KL, X(), X(of=above_zero), reduction="batchmean"),
    C(KL, X(0, 3), X(0, 3), reduction="batchmean"),
    C(KL, X(3), np.array([0.2, 0.5, 0.3])),
]

MORE_ACTIVATIONS = [
    C(name, x)
    for name in ("relu6", "hardswish", "mish", "celu", "softsign", "tanhshrink", "logsigmoid")
    for x in (X(2, 3), X(), X(2, 0), X(3, 4, of=far_apart), X(2, 3, of=whole), X(4, of=with_nan))
    if not (name.startswith("hard") and x.of is with_nan)  # PyTorch ends a NaN's gradient there
]
MORE_ACTIVATIONS += [
    C("hardsigmoid", constant(2, 3)),
    C("hardsigmoid", constant(3, 4, of=far_apart)),
    C("celu", X(2, 3), 0.5),
    C("threshold", X(2, 3), 0.1, 20),
    C("threshold", X(2, 3, of=whole), 1, -1.5, False),
    C("threshold", X(4, of=with_nan), 0, 0),
    C("glu", X(2, 4)),
    C("glu", X(4, 3), 0),
    C("glu", X(2, 6, 3), dim=1),
    C("softmin", X(2, 3), 1),
    C("softmin", X(2, 3, 4), dim=-2),
    C("normalize", X(2, 3)),
    C("normalize", X(2, 3, 4), 1.0, 2),
    C("normalize", X(3, of=zeros), dim=0, eps=0.1),
    C("rms_norm", X(3, 4), (4,)),
    C("rms_norm", X(2, 3, 4), [3, 4], X(3, 4), 0.1),
    C("rms_norm", X(3, 4, of=zeros), (4,), weight=X(4), eps=1e-5),
]


def signs(values):
    """1 or −1"""
    return np.where(values > 0, 1.0, -1.0)


SIGNS = {"grad": False, "of": signs}
PAIRS = [
    C("pairwise_distance", X(3, 4), X(3, 4)),
    C("pairwise_distance", X(4), X(4), 1),
    C("pairwise_distance", X(3, 4), X(1, 4), p=3.0, eps=0.1, keepdim=True),
    C("soft_margin_loss", X(2, 3), X(2, 3, **SIGNS)),
    C("soft_margin_loss", X(2, 3, of=around_thirty), X(2, 3, **SIGNS), reduction="none"),
    C("margin_ranking_loss", X(4), X(4), X(4, **SIGNS)),
    C("margin_ranking_loss", X(2, 3), X(2, 3), X(2, 3, **SIGNS), 0.5, reduction="sum"),
    C("margin_ranking_loss", X(4), X(4), X(4, **SIGNS), margin=-1, reduction="none"),
    C("triplet_margin_loss", X(3, 4), X(3, 4), X(3, 4)),
    C("triplet_margin_loss", X(4), X(4), X(4), 3.0),
    C("triplet_margin_loss", X(3, 4), X(3, 4), X(3, 4), 2.0, 1, 0.1, True, reduction="none"),
    C("cosine_embedding_loss", X(3, 4), X(3, 4), X(3, **SIGNS)),
    C("cosine_embedding_loss", X(3, 4), X(3, 4), labels(1, -1, -1), 0.2, reduction="none"),
    C("cosine_embedding_loss", X(4), X(4), X(**SIGNS), reduction="sum"),
]

ALL = [
    *LINEAR,
    *CONVOLUTION,
    *WINDOWS,
    *POOLING,
    *ACTIVATIONS,
    *MORE_ACTIVATIONS,
    *PAIRS,
    *NORMALISATION,
    *MSE,
    *CROSS_ENTROPY,
    *NUMBERS,
    *CLASSES,
    *WINDOWS_AND_RESAMPLING,
    *LAYERS,
]
