"""Losses of classes and probabilities: what is said about wrong targets, and the numbers at the limits."""

import re

import numpy as np
import pytest

import minidl
import minidl.nn.functional as F
from minidl import nn

SCORES, HALVES = minidl.zeros(4, 3), minidl.zeros(2, 3) + 0.5


def labels(*values):
    return minidl.tensor(list(values))


# --- labels: nll_loss and multi_margin_loss ---


@pytest.mark.parametrize(
    ("loss", "scores"), [(F.nll_loss, "log-probabilities"), (F.multi_margin_loss, "scores")]
)
def test_labels_that_do_not_fit(loss, scores):
    name = loss.__name__
    for target, words in (
        (labels(1, 2, 3, 1), r"labels must be 0 to 2 for 3 classes, got 3. Do the labels start at 1"),
        (labels(1, -1, 0, 1), r"labels must be 0 to 2 for 3 classes, got -1"),
        (labels(1, 0), rf"{scores} \(4, 3\) are for 4 samples, so labels must have shape \(4,\), got \(2,\)"),
    ):
        with pytest.raises(ValueError, match=f"^{name}: {words}"):
            loss(SCORES, target)
    for weight, words in (
        (minidl.ones(4), r"weight must have shape \(3,\), one number for each class, got \(4,\)"),
        (minidl.ones(3, requires_grad=True), r"weight cannot be trained here. Use weight.detach\(\)"),
    ):
        with pytest.raises(ValueError, match=f"^{name}: {words}"):
            loss(SCORES, labels(0, 1, 2, 0), weight=weight)
    with pytest.raises(TypeError, match=rf"^{name}: labels must be integers \(class numbers\), got float32"):
        loss(SCORES, minidl.zeros(4))
    with pytest.raises(TypeError, match=f"^{name}: input must hold floats, got int64"):
        loss(SCORES.long(), labels(0, 1, 2, 0))
    with pytest.raises(ValueError, match=f"^{name}: expects {scores} .N, C., got none: there are 0 classes"):
        loss(minidl.zeros(4, 0), labels(0, 0, 0, 0))
    with pytest.raises(ValueError, match=f"^{name}: reduction must be 'none', 'mean' or 'sum', got 'all'"):
        loss(SCORES, labels(0, 1, 2, 0), reduction="all")


def test_scores_need_one_or_two_axes():
    with pytest.raises(ValueError, match=r"^nll_loss: expects log-probabilities \(N, C\), got \(\)"):
        F.nll_loss(minidl.tensor(1.0), minidl.tensor(0))
    with pytest.raises(ValueError, match=r"^multi_margin_loss: expects scores .*, got \(2, 3, 4\)"):
        F.multi_margin_loss(minidl.zeros(2, 3, 4), labels(0, 1))
    assert F.multi_margin_loss(minidl.tensor(1.0), minidl.tensor(0)).item() == 0  # a single class


@pytest.mark.parametrize("p", [0, 3, 1.5])
def test_the_power_is_1_or_2(p):
    with pytest.raises(ValueError, match=f"^multi_margin_loss: p must be 1 or 2, got {p}"):
        F.multi_margin_loss(SCORES, labels(0, 1, 2, 0), p=p)
    with pytest.raises(ValueError, match=f"^MultiMarginLoss: p must be 1 or 2, got {p}"):
        nn.MultiMarginLoss(p)


def test_multi_margin_loss_of_nothing():
    """PyTorch gives whatever is in memory."""
    assert np.isnan(F.multi_margin_loss(minidl.zeros(0, 3), minidl.zeros(0).long()).item())
    assert F.multi_margin_loss(minidl.zeros(0, 3), minidl.zeros(0).long(), reduction="sum").item() == 0


@pytest.mark.parametrize("dtype", [np.int32, np.uint8, np.int16])
@pytest.mark.parametrize("loss", [F.nll_loss, F.multi_margin_loss])
def test_labels_of_any_integer_type(loss, dtype):
    scores, target = minidl.randn(4, 3), np.array([0, 2, 1, 2])
    assert (
        loss(scores, minidl.from_numpy(target.astype(dtype))).item()
        == loss(scores, minidl.from_numpy(target)).item()
    )


def test_nll_loss_of_log_softmax_is_cross_entropy():
    logits = minidl.randn(4, 3, dtype=minidl.float64)
    for weight in (None, minidl.tensor([1.0, 2.0, 0.5], dtype=minidl.float64)):
        ours = F.nll_loss(F.log_softmax(logits, 1), labels(0, 2, 1, -100), weight)
        np.testing.assert_allclose(
            ours.data.numpy(), F.cross_entropy(logits, labels(0, 2, 1, -100), weight).data.numpy()
        )


# --- probabilities ---


@pytest.mark.parametrize("wrong", [1.5, -0.1, np.nan])
def test_binary_cross_entropy_takes_probabilities_only(wrong):
    other = HALVES * 1
    other[1, 2] = wrong
    words = re.escape(f"must be between 0 and 1, got {np.float32(wrong)}. For logits, use binary_cross_en")
    with pytest.raises(ValueError, match=f"^binary_cross_entropy: input {words}"):
        F.binary_cross_entropy(other, HALVES)
    with pytest.raises(ValueError, match=f"^binary_cross_entropy: target {words}"):
        F.binary_cross_entropy(HALVES, other)


@pytest.mark.parametrize("loss", [F.binary_cross_entropy, F.binary_cross_entropy_with_logits])
def test_binary_losses_explain_what_does_not_fit(loss):
    name = loss.__name__
    with pytest.raises(
        ValueError, match=rf"^{name}: target must have shape \(2, 3\), that of the input, got \(3,\). Try"
    ):
        loss(HALVES, HALVES[0])
    with pytest.raises(TypeError, match=rf"^{name}: target must hold floats, got int64. Try target.float"):
        loss(HALVES, HALVES.long())
    with pytest.raises(TypeError, match=f"^{name}: input must be a Tensor, got list"):
        loss([0.5], HALVES)
    for shape in ((2,), (4, 2, 3)):
        words = re.escape(f"weight must be broadcast to shape (2, 3), got {shape}")
        with pytest.raises(ValueError, match=f"^{name}: {words}"):
            loss(HALVES, HALVES, minidl.ones(*shape))
    with pytest.raises(ValueError, match=f"^{name}: weight cannot be trained here. Use weight.detach"):
        loss(HALVES, HALVES, minidl.ones(3, requires_grad=True))
    with pytest.raises(
        ValueError, match=f"^{name}: reduction must be 'none', 'mean' or 'sum', got 'batchmean'"
    ):
        loss(HALVES, HALVES, reduction="batchmean")


def test_binary_losses_explain_the_rest():
    with pytest.raises(TypeError, match=r"^binary_cross_entropy: input is float32 but target is float64"):
        F.binary_cross_entropy(HALVES, HALVES.double())
    for weight, words in (
        (minidl.ones(2), r"pos_weight must be broadcast to shape \(2, 3\), got \(2,\)"),
        (minidl.ones(3, requires_grad=True), "pos_weight cannot be trained here"),
    ):
        with pytest.raises(ValueError, match=f"^binary_cross_entropy_with_logits: {words}"):
            F.binary_cross_entropy_with_logits(HALVES, HALVES, pos_weight=weight)


def test_binary_cross_entropy_is_at_most_100():
    """A certain but wrong answer costs 100 and has a large, finite gradient, as in PyTorch."""
    p = minidl.tensor([0.0, 1.0, 0.0, 1.0], dtype=minidl.float64, requires_grad=True)
    y = minidl.tensor([1.0, 0.0, 0.0, 1.0], dtype=minidl.float64)
    losses = F.binary_cross_entropy(p, y, reduction="none")
    losses.sum().backward()
    assert losses.tolist() == [100.0, 100.0, 0.0, 0.0]
    np.testing.assert_allclose(p.grad.numpy(), [-1e12, 1e12, 0, 0], rtol=1e-8)


def test_with_logits_is_binary_cross_entropy_of_the_sigmoid():
    logits, y = minidl.randn(4, 3, dtype=minidl.float64), minidl.rand(4, 3, dtype=minidl.float64)
    expected = F.binary_cross_entropy(logits.sigmoid(), y)
    np.testing.assert_allclose(
        F.binary_cross_entropy_with_logits(logits, y).data.numpy(), expected.data.numpy()
    )
    far = minidl.tensor([-1e4, 1e4], requires_grad=True)
    F.binary_cross_entropy_with_logits(far, minidl.tensor([1.0, 0.0]), reduction="sum").backward()
    assert far.grad.tolist() == [-1.0, 1.0]


# --- hinge_embedding_loss and kl_div ---


def test_hinge_embedding_loss_at_the_margin():
    x = minidl.tensor([1.0, 2.0, 0.5, 0.5], requires_grad=True)
    F.hinge_embedding_loss(x, labels(-1, -1, -1, 1), reduction="sum").backward()
    assert x.grad.tolist() == [-1.0, 0.0, -1.0, 1.0]


@pytest.mark.parametrize("loss", [F.hinge_embedding_loss, F.kl_div])
def test_they_explain_what_does_not_fit(loss):
    name = loss.__name__
    with pytest.raises(ValueError, match=rf"^{name}: input \(2, 3\) and target \(2,\) differ. Each output"):
        loss(HALVES, minidl.ones(2))
    with pytest.raises(TypeError, match=rf"^{name}: input must hold floats, got int64. Try input.float"):
        loss(HALVES.long(), HALVES)
    with pytest.warns(UserWarning, match=rf"^{name}: input \(2, 3\) and target \(3,\) differ and are broad"):
        loss(HALVES, minidl.ones(3))


def test_kl_div_explains_wrong_settings():
    words = "reduction must be 'none', 'mean', 'sum' or 'batchmean', got 'batch'"
    with pytest.raises(ValueError, match=f"^kl_div: {words}"):
        F.kl_div(HALVES, HALVES, reduction="batch")
    with pytest.raises(ValueError, match=f"^KLDivLoss: {words}"):
        nn.KLDivLoss(reduction="batch")
    with pytest.raises(TypeError, match=r"^kl_div: target must hold floats, got int64"):
        F.kl_div(HALVES, HALVES.long())


def test_kl_div_of_a_distribution_from_itself_is_0():
    log_p = F.log_softmax(minidl.randn(4, 3, dtype=minidl.float64), 1)
    for target, settings in ((log_p.exp(), {}), (log_p, {"log_target": True})):
        value = F.kl_div(log_p, target, reduction="batchmean", **settings)
        np.testing.assert_allclose(value.data.numpy(), 0, atol=1e-15)
    assert F.kl_div(minidl.tensor([-1.0, -2.0]), minidl.tensor([1.0, 0.0]), reduction="sum").item() == 1.0
