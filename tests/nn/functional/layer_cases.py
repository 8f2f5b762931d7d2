"""What is compared with PyTorch: normalisation within samples, embeddings, dropout; one line a case."""

import numpy as np

from tests.parity import Case as C
from tests.parity import X, constant, labels, whole, with_infinity


def sevens(values):
    return 0 * values + 7


def with_variance(values):
    return np.abs(values) + 0.5


def counts(values):
    return np.round(np.abs(values))


def around_two(values):
    return values + 2


NORMALISATION = [
    C("layer_norm", X(3, 4), (4,)),
    C("layer_norm", X(3, 4), [4], X(4), X(4)),
    C("layer_norm", X(4), (4,), X(4)),
    C("layer_norm", X(2, 3, 4), (3, 4), None, X(3, 4)),
    C("layer_norm", X(2, 3, 4), (2, 3, 4), X(2, 3, 4), X(2, 3, 4), 0.1),
    C("layer_norm", X(2, 3, 4, 2), (4, 2), weight=X(4, 2), bias=constant(4, 2), eps=0.5),
    C("layer_norm", X(0, 4), (4,), X(4), X(4)),
    C("layer_norm", constant(3, 4), (4,), X(4), X(4)),
    C("layer_norm", X(3, 4, of=sevens), (4,), X(4), X(4)),
    C("layer_norm", X(3, 4, of=around_two), (4,)),
    C("layer_norm", X(3, 4, of=with_infinity), (4,)),
    C("group_norm", X(2, 4, 3), 2),
    C("group_norm", X(2, 4, 3), 2, X(4), X(4)),
    C("group_norm", X(2, 6, 3, 2), 3, X(6), None, 0.1),
    C("group_norm", X(2, 6, 3, 2), 1, X(6)),
    C("group_norm", X(2, 6, 3, 2), 6, weight=X(6), bias=X(6), eps=0.5),
    C("group_norm", X(3, 6), 2, X(6), X(6)),
    C("group_norm", X(2, 2, 3, 2, 2), 2, X(2), X(2)),
    C("group_norm", X(0, 4, 3), 2, X(4), X(4)),
    C("group_norm", constant(2, 4, 3), 4, X(4), X(4)),
    C("group_norm", X(2, 4, 3, of=whole), 4),
]

TWICE = labels([[0, 2, 4], [2, 2, 1]])
EMBEDDING = [
    C("embedding", TWICE, X(5, 3)),
    C("embedding", labels(np.array(3)), X(5, 3)),
    C("embedding", labels(0, 4, 0), X(5, 3), 0),
    C("embedding", TWICE, X(5, 3), padding_idx=-1),
    C("embedding", TWICE, X(5, 3), 2, scale_grad_by_freq=True),
    C("embedding", TWICE, X(5, 1), None, None, 2.0, True, False),
    C("embedding", TWICE.astype(np.int32), X(5, 3)),
    C("embedding", np.zeros((0, 2), np.int64), X(5, 3)),
    C("embedding", input=labels(1, 1), weight=constant(5, 3)),
    C("one_hot", labels(0, 2, 1)),
    C("one_hot", labels(0, 2, 1), 5),
    C("one_hot", TWICE, num_classes=5),
    C("one_hot", labels(np.array(3))),
    C("one_hot", np.zeros((2, 0), np.int64), 3),
]

DROPOUT = [
    C("dropout1d", X(2, 3, 4), 0.5, False),
    C("dropout1d", X(3, 4), 1.0),
    C("dropout1d", X(3, 4), 0.0, True, False),
    C("dropout2d", X(2, 3, 4, 2), training=False),
    C("dropout2d", X(2, 3, 4, 2), 1.0),
    C("dropout2d", X(2, 3, 4, 2), p=0.0),
]

MORE = [
    C("multi_margin_loss", X(5), labels(np.array([2]))),
    C("multi_margin_loss", X(5), labels(np.array([2])), 2, 0.5, reduction="none"),
]

CASES = [*NORMALISATION, *EMBEDDING, *DROPOUT, *MORE]

SDPA = "scaled_dot_product_attention"
SEES = np.array([[True, False, True, True], [False, False, True, False], [True, True, True, True]])
SEES_NOTHING = SEES & np.array([[True], [False], [True]])


def hidden(values):
    return np.where(SEES, values, -np.inf)


CASES += [
    C(SDPA, X(3, 5), X(4, 5), X(4, 2)),
    C(SDPA, X(2, 3, 5), X(2, 4, 5), X(2, 4, 2), scale=0.3),
    C(SDPA, X(2, 1, 3, 5), X(2, 3, 4, 5), X(2, 3, 4, 2), is_causal=True),
    C(SDPA, X(2, 4, 5), X(2, 4, 5), X(2, 4, 5), None, 0.0, True),
    C(SDPA, X(2, 3, 5), X(2, 4, 5), X(2, 4, 2), SEES),
    C(SDPA, X(2, 3, 5), X(2, 4, 5), X(2, 4, 2), SEES_NOTHING),
    C(SDPA, X(2, 3, 5), X(2, 4, 5), X(2, 4, 2), X(3, 4)),
    C(SDPA, X(2, 3, 5), X(2, 4, 5), X(2, 4, 2), attn_mask=constant(2, 1, 4)),
    C(SDPA, X(2, 3, 5), X(2, 4, 5), X(2, 4, 2), constant(3, 4, of=hidden)),
]


CASES += [
    C("instance_norm", X(2, 3, 4)),
    C("instance_norm", X(2, 3, 4, 2), None, None, X(3), X(3), True, 0.1, 0.2),
    C("instance_norm", X(2, 3, 4), constant(3), constant(3, of=with_variance), X(3), None, momentum=0.4),
    C("instance_norm", X(2, 3, 4), constant(3), constant(3, of=with_variance), None, X(3), False),
    C("local_response_norm", X(2, 5, 4), 3),
    C("local_response_norm", X(2, 5, 4, 3), 4, 0.5, 0.6, 1.5),
    C("local_response_norm", X(1, 2, 3, 2, 2), size=5, alpha=2, beta=1, k=0.1),
    C("local_response_norm", X(2, 1, 4), 1, alpha=1.0),
]

CASES += [
    C("softshrink", X(2, 3, of=whole), 1.0),
    C("softshrink", X(3, of=with_infinity), lambd=0),
    C("hardshrink", X(2, 3)),
    C("hardshrink", X(2, 3, of=whole), lambd=1),
    C("poisson_nll_loss", X(2, 3), labels([[0, 1, 2], [3, 4, 0]])),
    C("poisson_nll_loss", X(2, 5), constant(2, 5, of=counts), True, True, reduction="none"),
    C("poisson_nll_loss", X(4), constant(4, of=with_variance), full=True, reduction="none"),
    C("poisson_nll_loss", X(2, 3, of=with_variance), X(2, 3), log_input=False, reduction="sum"),
    C("gaussian_nll_loss", X(2, 3), X(2, 3), X(2, 1, of=with_variance), True),
    C("gaussian_nll_loss", X(2, 3), X(2, 3), X(2, 3, of=with_variance), eps=1.0, reduction="sum"),
    C("gaussian_nll_loss", X(2, 3), X(2, 3), 0.5, reduction="none"),
    C("gaussian_nll_loss", X(2, 3, 4), X(2, 3, 4), X(2, 3, of=with_variance)),
]
