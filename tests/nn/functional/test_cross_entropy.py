"""cross_entropy: what is said about wrong targets, and its gradient."""

import numpy as np
import pytest

import minidl
import minidl.nn.functional as F

LOGITS = minidl.zeros(4, 3)


def labels(*values):
    return minidl.tensor(list(values))


@pytest.mark.parametrize(
    ("input", "target", "words"),
    [
        (
            LOGITS,
            labels(1, 2, 3, 1),
            r"labels must be 0 to 2 for 3 classes, got 3. Do the labels start at 1, or has",
        ),
        (LOGITS, labels(1, -1, 0, 1), "labels must be 0 to 2 for 3 classes, got -1"),
        (
            LOGITS,
            labels(1, 0),
            r"logits \(4, 3\) are for 4 samples, so labels must have shape \(4,\), got \(2,\). "
            r"Do inputs and labels come from the same batch\?",
        ),
        (LOGITS, minidl.zeros(4, 3, dtype=minidl.int64), r"labels must have shape \(4,\), got \(4, 3\)"),
        (LOGITS, minidl.zeros(4, 1, dtype=minidl.int64), r"labels must have shape \(4,\), got \(4, 1\)"),
        (
            minidl.zeros(3),
            labels(1, 0),
            r"logits \(3,\) are for one sample, so labels must have shape \(\), got \(2,\)",
        ),
        (
            LOGITS,
            minidl.zeros(4),
            r"probabilities and need the logits' shape \(4, 3\), got \(4,\). For class numbers",
        ),
        (minidl.tensor(1.0), labels(1), r"expects logits \(N, C\), got \(\)"),
        (minidl.zeros(4, 0), labels(0, 0, 0, 0), "there are 0 classes"),
    ],
)
def test_cross_entropy_explains_what_does_not_fit(input, target, words):
    with pytest.raises(ValueError, match=f"^cross_entropy: .*{words}"):
        F.cross_entropy(input, target)


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"weight": minidl.ones(4)}, r"weight must have shape \(3,\), one number for each class, got \(4,\)"),
        (
            {"weight": minidl.ones(3, requires_grad=True)},
            r"weight cannot be trained here. Use weight.detach\(\)",
        ),
        ({"label_smoothing": 1.5}, "label_smoothing must be between 0 and 1, got 1.5"),
        ({"reduction": "average"}, "reduction must be 'none', 'mean' or 'sum', got 'average'"),
    ],
)
def test_cross_entropy_explains_wrong_settings(settings, words):
    with pytest.raises(ValueError, match=f"^cross_entropy: {words}"):
        F.cross_entropy(LOGITS, labels(0, 1, 2, 0), **settings)


def test_probabilities_have_no_index_to_ignore():
    with pytest.raises(ValueError, match=r"ignore_index works with labels, not probabilities"):
        F.cross_entropy(LOGITS, minidl.zeros(4, 3), ignore_index=1)


@pytest.mark.parametrize(
    ("input", "target", "words"),
    [
        (
            LOGITS,
            labels(True, False, True, True),
            r"labels must be integers \(class numbers\), got bool. Try .long\(\)",
        ),
        (LOGITS, np.array([0, 1, 2, 0]), "target must be a Tensor, got ndarray"),
        (LOGITS, [0, 1, 2, 0], r"target must be a Tensor, got list. Wrap it with minidl.tensor\("),
        (LOGITS.data.numpy(), labels(0, 1, 2, 0), "input must be a Tensor, got ndarray"),
        (LOGITS.long(), labels(0, 1, 2, 0), "input must hold floats, got int64"),
    ],
)
def test_cross_entropy_explains_wrong_types(input, target, words):
    with pytest.raises(TypeError, match=f"^cross_entropy: {words}"):
        F.cross_entropy(input, target)


@pytest.mark.parametrize("dtype", [np.int32, np.int64, np.uint8, np.int16])
def test_labels_of_any_integer_type(dtype):
    target = minidl.from_numpy(np.array([0, 2, 1, 2], dtype))
    logits = minidl.randn(4, 3)
    assert F.cross_entropy(logits, target).item() == F.cross_entropy(logits, target.long()).item()


def test_the_gradient_is_p_minus_q():
    logits = minidl.randn(4, 3, dtype=minidl.float64, requires_grad=True)
    F.cross_entropy(logits, labels(0, 2, 1, 2), reduction="sum").backward()
    expected = F.softmax(logits.detach(), 1).data.numpy() - np.eye(3)[[0, 2, 1, 2]]
    np.testing.assert_allclose(logits.grad.numpy(), expected, atol=1e-12)


def test_an_ignored_sample_has_loss_0_not_minus_0():
    losses = F.cross_entropy(LOGITS, minidl.tensor([0, -1, -1, 1]), reduction="none", ignore_index=-1)
    assert np.signbit(losses.numpy()).tolist() == [False] * 4 and losses[1].item() == 0
