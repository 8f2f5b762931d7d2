"""The exercises of notebook 06 against the framework that they teach."""

import numpy as np

import minidl
import minidl.nn.functional as F
from minidl.teach.kit.checks import judge
from minidl.teach.kit.lesson import find


def test_softmax_is_that_of_the_framework():
    exercise = find("06.2")
    for (z,) in exercise.cases:
        np.testing.assert_allclose(
            exercise.solution(z), F.softmax(minidl.tensor(z), dim=1).numpy(), atol=1e-15
        )


def test_the_gradients_are_those_of_autograd():
    gradient, weight = find("06.3").solution, find("06.4")
    for z, labels, tau in find("06.3").cases:
        logits = minidl.tensor(z, requires_grad=True)
        F.cross_entropy(logits / tau, minidl.tensor(labels)).backward()
        np.testing.assert_allclose(gradient(z, labels, tau), logits.grad.numpy(), atol=1e-14)
    for G, X in weight.cases:
        W = minidl.zeros(G.shape[1], X.shape[1], dtype=minidl.float64, requires_grad=True)
        F.linear(minidl.tensor(X), W).backward(minidl.tensor(G))
        np.testing.assert_allclose(weight.solution(G, X), W.grad.numpy(), atol=1e-14)
    for p, g in find("06.5").cases:
        z = minidl.tensor(np.log(p), requires_grad=True)
        F.softmax(z, dim=0).backward(minidl.tensor(g))
        np.testing.assert_allclose(find("06.5").solution(p, g), z.grad.numpy(), atol=1e-14)


def test_nan_is_diagnosed_as_an_overflow():
    def naive(z):
        with np.errstate(all="ignore"):
            return np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)

    report = judge(find("06.2"), naive)
    assert report.diagnosis == "no shift" and "[[nan, nan, nan]]" in report.text
    assert "expected [[0.705385, 0.259496, 0.035119]]" in report.text


def test_the_loop_at_home_is_the_same_training_at_every_temperature():
    gradient, weights_of = find("06.3").solution, find("06.4").solution
    X, labels = np.random.default_rng(0).normal(size=(20, 4)), np.arange(20) % 3

    def trained(tau):
        weights = np.zeros((3, 4))
        for _ in range(30):
            weights = weights - 0.5 * tau**2 * weights_of(gradient(X @ weights.T, labels, tau), X)
        return weights / tau

    np.testing.assert_allclose(trained(4), trained(1), atol=1e-12)
    np.testing.assert_allclose(trained(0.25), trained(1), atol=1e-12)
