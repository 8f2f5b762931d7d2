"""find_nan names the operation that made the first NaN, and the one that led to it."""

import numpy as np
import pytest

import minidl
import minidl.nn.functional as F
from minidl import nn
from minidl.inspect import NanError, find_nan, graph


def leaf(*numbers):
    return minidl.tensor(numbers, requires_grad=True)


def test_forward():
    x = leaf(1.0, -2.0)
    message = r"log made the first NaN: its result of shape \(2,\) holds one at \[1\], from -2.0\.$"
    with pytest.raises(NanError, match=message), find_nan():
        (x * 1).log().sum()


def test_an_infinity_that_came_first_is_named():
    x = leaf(1000.0, 1.0)
    with (
        pytest.raises(NanError, match=r"div made .* from inf and inf\. An infinity came first, from exp"),
        find_nan(),
    ):
        x.exp() / x.exp().sum()


def test_backward():
    x = leaf(0.0, 1.0)
    message = r"the backward of sqrt made the first NaN: the gradient of its input 0, of shape \(2,\)"
    with pytest.raises(NanError, match=message), find_nan():
        (x.sqrt() * x).sum().backward()


def test_an_infinite_gradient_is_named():
    x = leaf(0.0, 1.0)
    message = r"the backward of mul made .* An infinity came first, from the backward of sqrt"
    with pytest.raises(NanError, match=message), find_nan():
        ((x * 0) * 1.0).sqrt().sum().backward()


def test_a_nan_that_was_there_before():
    model = nn.Linear(2, 1)
    model.weight.data.numpy()[0, 1] = np.nan
    with (
        pytest.raises(NanError, match=r"linear was given a NaN: input 1 of shape \(1, 2\) holds one"),
        find_nan(),
    ):
        model(minidl.ones(3, 2))


def test_inside_a_model_and_without_one():
    x, y = minidl.randn(4, 3), minidl.tensor([0, 1, 0, 1])
    model = nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 2))
    with find_nan():
        loss = F.cross_entropy(model(x), y)
        loss.backward()
    assert np.isfinite(loss.item()) and model[0].weight.grad is not None
    assert "find_nan" not in repr(graph(F.cross_entropy(model(x), y)))


def test_it_watches_only_inside():
    x = leaf(-1.0)
    with find_nan():
        pass
    assert np.isnan(x.log().item())
    with pytest.raises(NanError), find_nan():
        x.log()
    assert np.isnan(x.log().item())


def test_gradients_are_the_same_when_watched():
    x = leaf(0.3, 0.7)
    (x.exp() * x).sum().backward()
    expected, x.grad = x.grad.numpy(), None
    with find_nan():
        (x.exp() * x).sum().backward()
    np.testing.assert_array_equal(x.grad.numpy(), expected)


def test_it_is_a_floating_point_error():
    assert issubclass(NanError, FloatingPointError)
