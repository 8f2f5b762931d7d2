"""Losses of numbers: what is said about wrong targets and settings, and the derivative where both are equal."""

import numpy as np
import pytest

import minidl
import minidl.nn.functional as F
from minidl import nn
from tests.parity import Library, pytorch

LOSSES = [F.l1_loss, F.smooth_l1_loss, F.huber_loss]


@pytest.mark.parametrize("loss", LOSSES)
def test_they_explain_what_does_not_fit(loss):
    name = loss.__name__
    x = minidl.zeros(4, 3)
    with pytest.raises(ValueError, match=rf"^{name}: input \(4, 3\) and target \(4,\) differ. Each output"):
        loss(x, minidl.zeros(4))
    with pytest.raises(
        ValueError, match=f"^{name}: reduction must be 'none', 'mean' or 'sum', got 'average'"
    ):
        loss(x, x, reduction="average")
    with pytest.raises(TypeError, match=rf"^{name}: expects floats, got int64 and int64. Try input.float"):
        loss(x.long(), x.long())
    with pytest.raises(TypeError, match=f"^{name}: target must be a Tensor, got float"):
        loss(x, 1.0)
    with pytest.warns(UserWarning, match=rf"^{name}: input \(4, 3\) and target \(3,\) differ and are broad"):
        assert loss(x, minidl.ones(3)).item() > 0


@pytest.mark.parametrize("loss", [F.l1_loss, F.huber_loss])
def test_weight_needs_the_shape_of_the_input(loss):
    words = rf"^{loss.__name__}: weight must have shape \(4,\), that of the input, got \(3,\)"
    with pytest.raises(ValueError, match=words):
        loss(minidl.zeros(4), minidl.zeros(4), weight=minidl.zeros(3))


def test_wrong_settings():
    x = minidl.zeros(3)
    with pytest.raises(ValueError, match=r"^smooth_l1_loss: beta must not be negative, got -1"):
        F.smooth_l1_loss(x, x, beta=-1)
    with pytest.raises(ValueError, match=r"^huber_loss: delta must be above 0, got 0"):
        F.huber_loss(x, x, delta=0)
    with pytest.raises(ValueError, match=r"^HuberLoss: reduction must be .*, got 'all'"):
        nn.HuberLoss("all")


@pytest.mark.parametrize("loss", [*LOSSES, lambda x, y: F.smooth_l1_loss(x, y, beta=0)])
def test_no_error_no_gradient(loss):
    x = minidl.tensor([1.0, -2.0], requires_grad=True)
    loss(x, x.detach()).backward()
    assert x.grad.tolist() == [0.0, 0.0]


def test_cosine_similarity_is_1_in_the_same_direction_and_0_at_right_angles():
    x = minidl.randn(5, 7, dtype=minidl.float64)
    np.testing.assert_allclose(F.cosine_similarity(x, 3 * x).data.numpy(), 1, rtol=1e-12)
    np.testing.assert_allclose(F.cosine_similarity(x, -x).data.numpy(), -1, rtol=1e-12)
    assert F.cosine_similarity(minidl.tensor([[1.0, 2.0]]), minidl.tensor([[-2.0, 1.0]])).tolist() == [0.0]


def test_cosine_similarity_explains_what_does_not_fit():
    x = minidl.zeros(2, 3)
    with pytest.raises(ValueError, match=r"^cosine_similarity: shapes \(2, 3\) and \(2, 4\) do not fit"):
        F.cosine_similarity(x, minidl.zeros(2, 4))
    with pytest.raises(IndexError, match=r"^cosine_similarity: dim 2 does not exist in shape \(2, 3\)"):
        F.cosine_similarity(x, x, 2)
    with pytest.raises(TypeError, match=r"^cosine_similarity: expects floats, got int64 and int64"):
        F.cosine_similarity(x.long(), x.long())
    with pytest.raises(TypeError, match=r"^cosine_similarity: x2 must be a Tensor, got list"):
        F.cosine_similarity(x, [1.0])


# --- mse_loss ---


@pytest.mark.parametrize(
    ("shape", "target"), [((4, 1), (4,)), ((4, 3), (3,)), ((), (3,)), ((2, 1, 3), (4, 1))]
)
def test_mse_warns_when_shapes_are_broadcast_and_computes_what_pytorch_does(shape, target):
    x, y = np.random.default_rng(0).standard_normal(shape), np.ones(target, np.float32)
    with pytest.warns(UserWarning, match=r"differ and are broadcast .* Try target.reshape\(input.shape\)"):
        ours = F.mse_loss(minidl.from_numpy(np.asarray(x)), minidl.from_numpy(y))
    library = Library(pytorch())
    with pytest.warns(UserWarning, match=r"different to the input size"):
        theirs = library.F.mse_loss(library.tensor(x), library.tensor(y))
    assert ours.dtype == theirs.numpy().dtype
    np.testing.assert_allclose(ours.data.numpy(), theirs.numpy(), rtol=1e-6)


def test_mse_explains_what_does_not_fit():
    with pytest.raises(
        ValueError, match=r"mse_loss: input \(4, 3\) and target \(4,\) differ. Each output needs one"
    ):
        F.mse_loss(minidl.zeros(4, 3), minidl.zeros(4))
    with pytest.raises(
        ValueError, match=r"mse_loss: weight must have shape \(4,\), that of the input, got \(3,\)"
    ):
        F.mse_loss(minidl.zeros(4), minidl.zeros(4), weight=minidl.zeros(3))
    with pytest.raises(ValueError, match=r"mse_loss: reduction must be 'none', 'mean' or 'sum', got None"):
        F.mse_loss(minidl.zeros(4), minidl.zeros(4), reduction=None)
    with pytest.raises(
        TypeError, match=r"mse_loss: expects floats, got int64 and int64. Try input.float\(\)"
    ):
        F.mse_loss(minidl.tensor([1]), minidl.tensor([2]))
    with pytest.raises(TypeError, match=r"mse_loss: target must be a Tensor, got float"):
        F.mse_loss(minidl.zeros(4), 1.0)


def test_mse_of_many_numbers_keeps_its_digits():
    x = minidl.from_numpy(np.full(1_000_000, 0.1, np.float32))
    expected = float(np.float32(0.1)) ** 2
    assert F.mse_loss(x, minidl.zeros(1_000_000)).item() == pytest.approx(expected, rel=1e-6)
