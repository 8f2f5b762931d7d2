"""embedding and one_hot: what they are, and what is said about wrong indices."""

import numpy as np
import pytest

import minidl
import minidl.nn.functional as F
from minidl import nn

indices = minidl.tensor([[0, 2, 4], [2, 2, 1]])


def test_embedding_is_the_product_with_one_hot():
    weight = minidl.randn(5, 3, dtype=minidl.float64, requires_grad=True)
    g = minidl.randn(2, 3, 3, dtype=minidl.float64)
    found = []
    for y in (F.embedding(indices, weight), F.one_hot(indices, 5).double() @ weight):
        y.backward(g)
        found.append((y.data.numpy(), weight.grad.numpy()))
        weight.grad = None
    for ours, plain in zip(*found):
        np.testing.assert_allclose(ours, plain, rtol=1e-12)


def test_rows_that_are_picked_often_collect_all_gradients():
    generator = np.random.default_rng(0)
    picked = generator.integers(0, 7, 5000)
    g = generator.standard_normal((5000, 3))
    weight = minidl.zeros(7, 3, dtype=minidl.float64, requires_grad=True)
    F.embedding(minidl.from_numpy(picked), weight).backward(g)
    for row in range(7):
        np.testing.assert_allclose(weight.grad.numpy()[row], g[picked == row].sum(axis=0))


def test_the_indices_may_be_changed_afterwards():
    picked, weight = minidl.tensor([0, 1]), minidl.ones(3, 2, requires_grad=True)
    y = F.embedding(picked, weight)
    picked.fill_(2)
    y.sum().backward()
    assert weight.grad.tolist() == [[1, 1], [1, 1], [0, 0]]


def test_the_row_of_padding_starts_at_zero_and_stays_it():
    layer = nn.Embedding(5, 3, padding_idx=-3)
    assert (
        layer.padding_idx == 2
        and (layer.weight.data.numpy()[2] == 0).all()
        and (layer.weight.data.numpy()[1] != 0).all()
    )
    layer(indices).sum().backward()
    assert layer.weight.grad.numpy()[:, 0].tolist() == [1, 1, 0, 0, 1]
    nn.init.ones_(layer.weight)
    layer.reset_parameters()
    assert (layer.weight.data.numpy()[2] == 0).all()


def test_rows_start_normal():
    values = nn.Embedding(1000, 20).weight.data.numpy()
    assert abs(values.mean()) < 0.04 and abs(values.std() - 1) < 0.03


def test_from_pretrained():
    rows = minidl.tensor([[1.0, 2.3, 3.0], [4.0, 5.1, 6.3]])
    frozen, tuned = nn.Embedding.from_pretrained(rows), nn.Embedding.from_pretrained(rows, freeze=False)
    np.testing.assert_array_equal(frozen(minidl.tensor([1])).data.numpy(), rows.data.numpy()[1:])
    assert not frozen.weight.requires_grad and tuned.weight.requires_grad
    assert repr(frozen) == "Embedding(2, 3)"
    assert nn.Embedding.from_pretrained(rows, padding_idx=1).padding_idx == 1


W = minidl.zeros(3, 2)


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: F.embedding(minidl.tensor([0, 3]), W), IndexError, "embedding: indices must be 0 to 2 for 3 rows, got 3"),
        (lambda: F.embedding(minidl.tensor([-1]), W), IndexError, "must be 0 to 2 for 3 rows, got -1"),
        (lambda: F.embedding(minidl.tensor([1.0]), W), TypeError, r"expects whole numbers \(int64\), got float32. Try .long\(\)"),
        (lambda: F.embedding(minidl.tensor([True]), W), TypeError, "expects whole numbers .*, got bool"),
        (lambda: F.embedding([1], W), TypeError, "embedding: input must be a Tensor, got list"),
        (lambda: F.embedding(minidl.tensor([1]), indices), TypeError, "weight must hold floats, got int64"),
        (lambda: F.embedding(minidl.tensor([1]), minidl.zeros(3)), ValueError, r"embedding: expects weight \(rows, features\), got \(3,\)"),
        (lambda: F.embedding(minidl.tensor([1]), W, 3), ValueError, "embedding: padding_idx must be at least -3 and below 3, got 3"),
        (lambda: F.embedding(minidl.tensor([1]), W, max_norm=1.0), NotImplementedError, "max_norm and sparse"),
        (lambda: F.embedding(minidl.tensor([1]), W, sparse=True), NotImplementedError, "max_norm and sparse"),
        (lambda: nn.Embedding(3, 2, max_norm=1.0), NotImplementedError, "Embedding: max_norm and sparse"),
        (lambda: nn.Embedding(3, 2, -4), ValueError, "Embedding: padding_idx must be at least -3 and below 3, got -4"),
        (lambda: nn.Embedding(3, 2.0), TypeError, "Embedding: embedding_dim must be a whole number, got 2.0"),
        (lambda: nn.Embedding(3, 2, _weight=minidl.zeros(2, 2)), ValueError, r"must have shape \(3, 2\), got \(2, 2\)"),
        (lambda: nn.Embedding.from_pretrained(minidl.zeros(3)), ValueError, r"Embedding: expects embeddings \(rows, features\), got \(3,\)"),
        (lambda: F.one_hot(minidl.tensor([0, 3]), 3), ValueError, "one_hot: classes must be 0 to 2 for 3 classes, got 3"),
        (lambda: F.one_hot(minidl.tensor([0, -1])), ValueError, "classes must be 0 to 0 for 1 classes, got -1"),
        (lambda: F.one_hot(minidl.tensor([0.0])), TypeError, "one_hot: expects whole numbers .*, got float32"),
        (lambda: F.one_hot(minidl.zeros(0, dtype=minidl.int64)), ValueError, "an empty tensor does not say"),
        (lambda: F.one_hot(minidl.zeros(0, dtype=minidl.int64), 0), ValueError, "for 0 classes"),
        (lambda: F.one_hot(minidl.tensor([0]), -2), ValueError, "num_classes must not be negative, got -2"),
        (lambda: F.one_hot(minidl.tensor([0]), 2.5), TypeError, "num_classes must be a whole number, got 2.5"),
    ],
)  # fmt: skip
def test_errors(call, error, words):
    with pytest.raises(error, match=words):
        call()
