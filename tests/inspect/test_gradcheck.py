"""gradcheck finds wrong, missing and undefined gradients, and says where."""

import numpy as np
import pytest

import minidl
from minidl.inspect import GradcheckError, gradcheck
from minidl.tensor import apply
from tests.parity import numbers


def leaf(*shape, seed=0):
    return minidl.from_numpy(numbers(*shape, seed=seed)).requires_grad_()


def faulty(backward):
    """x², with this function as its gradient."""
    return lambda x: apply(lambda a: (a * a, lambda g, need: (backward(a, g),)), x)


def test_a_right_gradient_passes():
    x, y = leaf(2, 3), leaf(3, seed=1)
    assert gradcheck(faulty(lambda a, g: 2 * a * g), x)
    assert gradcheck(lambda x, y: (x * y, (x + y).exp().sum()), (x, y))
    assert gradcheck(lambda x, y, n: x * y * n, (x, y.detach(), 3))
    assert gradcheck(minidl.sin, leaf())
    assert gradcheck(minidl.exp, [leaf(0, 3)])


@pytest.mark.parametrize(
    "backward",
    [
        lambda a, g: 2 * a * g * 1.01,
        lambda a, g: a * g,
        lambda a, g: -2 * a * g,
        lambda a, g: 2 * a,  # the upstream gradient is forgotten
        lambda a, g: None,
        lambda a, g: a * np.nan,
        lambda a, g: a * np.inf,
        lambda a, g: np.flip(2 * a * g),
        lambda a, g: np.where(np.arange(a.size) == 4, 0, 2 * a * g),
    ],
)
def test_a_wrong_gradient_fails(backward):
    x = leaf(5)
    with pytest.raises(GradcheckError):
        gradcheck(faulty(backward), x)
    assert gradcheck(faulty(backward), x, raise_exception=False) is False


def test_a_missing_gradient_fails():
    for function in (
        lambda x: x * x.detach(),
        lambda x: minidl.from_numpy(x.data.numpy() * 2),
        lambda x: minidl.no_grad(minidl.sin)(x),
    ):
        with pytest.raises(GradcheckError):
            gradcheck(function, leaf(3))


def test_the_error_names_the_entry_both_numbers_and_the_tolerance():
    x = minidl.from_numpy(np.array([[1.0, 2.0], [3.0, 4.0]])).requires_grad_()
    wrong_at_one = faulty(lambda a, g: 2 * a * g + (a == 3.0))
    with pytest.raises(
        GradcheckError,
        match=r"input 1, entry \[1, 0\] = 3: the gradient is \S+, but the finite difference is \S+ \(tolerance \S+\)",
    ) as caught:
        gradcheck(lambda y, x: wrong_at_one(x) + y, (leaf(2, 2), x))
    words = str(caught.value).replace(",", "").split()
    analytic, numeric = (float(words[words.index("is", i) + 1]) for i in (0, words.index("difference")))
    assert analytic - numeric == pytest.approx(1, abs=1e-4)


def test_the_tolerance_is_yours():
    slightly_wrong = faulty(lambda a, g: 2 * a * g * 1.01)
    assert gradcheck(slightly_wrong, leaf(3), rtol=0.1)
    assert gradcheck(slightly_wrong, leaf(3), atol=1.0)
    with pytest.raises(GradcheckError):
        gradcheck(slightly_wrong, leaf(3), rtol=1e-3)


def test_a_kink_is_named_as_a_possible_reason():
    with pytest.raises(GradcheckError, match="is this entry at a kink"):
        gradcheck(minidl.relu, minidl.from_numpy(np.zeros(1)).requires_grad_())


@pytest.mark.parametrize(
    ("inputs", "error", "match"),
    [
        (minidl.ones(2), ValueError, "no input requires a gradient. Create one with requires_grad=True"),
        ((), ValueError, "no input requires a gradient"),
        (
            minidl.ones(2, requires_grad=True),
            TypeError,
            r"needs float64 inputs, got float32. Try .double\(\)",
        ),
        (
            minidl.from_numpy(np.ones(2)).requires_grad_() * 2,
            ValueError,
            r"an input was computed from others",
        ),
    ],
)
def test_what_cannot_be_checked(inputs, error, match):
    with pytest.raises(error, match=match):
        gradcheck(minidl.sin, inputs)
    with pytest.raises(ValueError, match="the function returned no tensor of floats"):
        gradcheck(lambda x: x.long(), leaf(2))


def test_everything_is_left_as_it_was():
    x, draw = leaf(3), minidl.generator().bit_generator.state
    before, x.grad = x.data.numpy().copy(), minidl.ones(3, dtype=minidl.float64)
    gradcheck(minidl.sin, x)

    calls = []

    def fails_later(x):
        calls.append(x)
        return x * 2 if len(calls) < 3 else None

    for function in (lambda x: minidl.from_numpy(x.data.numpy()), fails_later):
        with pytest.raises((GradcheckError, ValueError)):
            gradcheck(function, x)
    assert x.grad.tolist() == [1, 1, 1]
    np.testing.assert_array_equal(x.data.numpy(), before)
    assert minidl.generator().bit_generator.state == draw
