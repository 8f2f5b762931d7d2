"""nn.utils: gradients are clipped, and parameters read and written, as in PyTorch."""

import math

import numpy as np
import pytest

import minidl
from minidl import nn
from tests.parity import Library, needs_torch, pytorch, same, wave

SHAPES = {"float32": (3, 4), "float64": (5,)}


def with_gradients(library, scale, dtypes):
    tensors = [library.tensor(wave(SHAPES[dtype]).astype(dtype), True) for dtype in dtypes]
    for t, dtype in zip(tensors, dtypes):
        t.grad = library.tensor((scale * wave(t.shape, 1)).astype(dtype))
    return tensors


@pytest.mark.parametrize(
    "dtypes", [("float32",), ("float64",), ("float32", "float64"), ("float64", "float32")]
)
@pytest.mark.parametrize("scale", [0.0, 0.1, 100.0])
@pytest.mark.parametrize("max_norm", [1.0, 5, math.inf])
@pytest.mark.parametrize("norm_type", [2, 1, 3.5, 0, math.inf, "inf", -math.inf, -1])
def test_clip_grad_norm(norm_type, max_norm, scale, dtypes):
    found = []
    for library in (Library(), Library(pytorch())):
        tensors = with_gradients(library, scale, dtypes)
        total = library.nn.utils.clip_grad_norm_(tensors, max_norm, norm_type)
        found.append([library.array(total), *[library.array(t.grad) for t in tensors]])
    for ours, theirs in zip(*found):
        assert (ours.dtype, ours.shape) == (theirs.dtype, theirs.shape)
        np.testing.assert_allclose(ours, theirs, rtol=2e-6)


def test_clipped_gradients_have_the_norm_that_was_asked_for():
    model = nn.Linear(4, 3)
    model(minidl.randn(5, 4)).sum().backward()
    total = nn.utils.clip_grad_norm_(model.parameters(), 0.5)
    after = math.sqrt(sum((p.grad.numpy() ** 2).sum() for p in model.parameters()))
    assert total.item() > 0.5 and after == pytest.approx(0.5, rel=1e-5)
    assert nn.utils.clip_grad_norm_(model.weight, 1).shape == ()


@pytest.mark.parametrize("clip_value", [0.3, 1, math.inf])
def test_clip_grad_value(clip_value):
    found = []
    for library in (Library(), Library(pytorch())):
        tensors = with_gradients(library, 1.0, ("float32", "float64"))
        assert library.nn.utils.clip_grad_value_(tensors, clip_value) is None
        found.append([library.array(t.grad) for t in tensors])
    for ours, theirs in zip(*found):
        np.testing.assert_array_equal(ours, theirs)


def test_what_has_no_gradient_is_left_out():
    x = minidl.ones(3, requires_grad=True)
    assert nn.utils.clip_grad_norm_([x], 1.0).item() == nn.utils.clip_grad_norm_([], 1.0).item() == 0
    nn.utils.clip_grad_value_(x, 1.0)
    assert x.grad is None


@pytest.mark.parametrize("value", [math.inf, math.nan])
def test_gradients_that_are_not_finite(value):
    x = minidl.ones(2, requires_grad=True)
    x.grad = minidl.tensor([1.0, value])
    with pytest.raises(RuntimeError, match=r"the gradients' 2.0-norm is (inf|nan). Is the learning rate"):
        nn.utils.clip_grad_norm_(x, 1.0, error_if_nonfinite=True)
    assert x.grad.numpy()[0] == 1
    nn.utils.clip_grad_norm_(x, 1.0)
    assert not np.isfinite(x.grad.numpy()[1])


def test_clipping_is_a_change_in_place_that_is_noted():
    x = minidl.ones(2, requires_grad=True)
    (x * 3).sum().backward()
    y = x.grad.requires_grad_() ** 2
    nn.utils.clip_grad_norm_(x, 1.0)
    with pytest.raises(RuntimeError, match=r"changed in place"):
        y.sum().backward()


def test_parameters_as_a_vector_and_back():
    model, other = nn.Linear(3, 2), nn.Linear(3, 2)
    vector = nn.utils.parameters_to_vector(model.parameters())
    np.testing.assert_array_equal(
        vector.data.numpy(), [*model.weight.data.numpy().ravel(), *model.bias.data.numpy()]
    )
    assert vector.requires_grad
    nn.utils.vector_to_parameters(vector, other.parameters())
    for a, b in zip(model.parameters(), other.parameters()):
        np.testing.assert_array_equal(a.data.numpy(), b.data.numpy())
    model.weight.data.numpy()[0, 0] += 1
    assert model.weight.data.numpy()[0, 0] != other.weight.data.numpy()[0, 0]  # copied, not shared


def test_errors():
    model = nn.Linear(3, 2)
    with pytest.raises(
        TypeError, match=r"clip_grad_norm_: expects tensors, got Linear. Try model.parameters\(\)"
    ):
        nn.utils.clip_grad_norm_(model, 1.0)
    with pytest.raises(TypeError, match=r"clip_grad_value_: expects tensors, got str"):
        nn.utils.clip_grad_value_(["weight"], 1.0)
    with pytest.raises(TypeError, match=r"vector_to_parameters: expects tensors, got ndarray"):
        nn.utils.vector_to_parameters(np.zeros(8), model.parameters())
    with pytest.raises(ValueError, match=r"the parameters need a vector of 8 numbers, got shape \(7,\)"):
        nn.utils.vector_to_parameters(minidl.zeros(7), model.parameters())


@needs_torch
@pytest.mark.parametrize(
    "code",
    [
        "m.nn.utils.rnn.pad_sequence([x, x[:1], x[:2]])",
        "m.nn.utils.rnn.pad_sequence((x, x[:1]), batch_first=True, padding_value=2.5)",
        "m.nn.utils.rnn.pad_sequence([x[0], x[1, :2]], True, padding_side='left')",
        "m.nn.utils.rnn.pad_sequence([x > 0, x[:1] > 0], True)",
    ],
)
def test_sequences_are_padded(code):
    same(code, x=wave((3, 4)))
