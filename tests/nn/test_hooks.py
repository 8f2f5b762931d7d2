"""Backward hooks of modules see what PyTorch's see."""

import numpy as np
import pytest

import minidl
from tests.parity import Library, pytorch, wave


def both():
    return Library(), Library(pytorch())


def tensor(library, *shape, requires_grad=True):
    return library.tensor(np.array(wave(shape), np.float64), requires_grad)


def fixed(library, module):
    """The same numbers in all parameters, as float64"""
    module = module.double()
    for place, p in enumerate(module.parameters()):
        library.array(p)[...] = wave(tuple(p.shape), place)
    return module


class Two:
    """A module of two inputs and two outputs"""

    def __new__(cls, library):
        class Two(library.nn.Module):
            def forward(self, x, y):
                return x * y, x + y

        return Two()


def seen_by(library, module, inputs, reduce, answer=None):
    """[(grad_input, grad_output)] as arrays, and the gradients of the inputs."""
    seen = []

    def hook(module, grad_input, grad_output):
        seen.append([None if g is None else np.array(library.array(g)) for g in (*grad_input, *grad_output)])
        return None if answer is None else answer(grad_input)

    handle = module.register_full_backward_hook(hook)
    reduce(module(*inputs)).backward()
    handle.remove()
    found = [np.array(library.array(x.grad)) for x in inputs if x.grad is not None]
    for x in inputs:
        x.grad = None
    if inputs[0].requires_grad:
        reduce(module(*inputs)).backward()
    assert len(seen) == 1  # the handle was removed
    return seen[0] + found


def same(results):
    ours, theirs = results
    assert [g is None for g in ours] == [g is None for g in theirs]
    for a, b in zip(ours, theirs):
        if a is not None:
            np.testing.assert_allclose(a, b, rtol=1e-12)


@pytest.mark.filterwarnings("ignore:Full backward hook is firing")
@pytest.mark.parametrize("requires_grad", [True, False])
def test_gradients_of_a_layer(requires_grad):
    results = []
    for library in both():
        module = fixed(library, library.nn.Linear(3, 2))
        x = tensor(library, 4, 3, requires_grad=requires_grad)
        results.append(seen_by(library, module, [x], lambda y: (y * y).sum()))
    same(results)


def test_inputs_and_outputs_that_are_used_elsewhere_too():
    """x goes round the module as well: that gradient is none of the module's."""
    results = []
    for library in both():
        x = tensor(library, 3)
        results.append(seen_by(library, library.nn.Tanh(), [x], lambda y, x=x: (y * x * y).sum()))
    same(results)


def test_two_inputs_and_outputs():
    results = []
    for library in both():
        inputs = [tensor(library, 3), tensor(library, 3)]
        results.append(seen_by(library, Two(library), inputs, lambda y: (y[0] * 2 * y[1]).sum()))
    same(results)


def test_what_it_returns_is_the_gradient_that_goes_on():
    results = []
    for library in both():
        x = tensor(library, 3)
        results.append(seen_by(library, library.nn.Tanh(), [x], lambda y: y.sum(), lambda g: (g[0] * 3,)))
    same(results)


def test_a_layer_inside_a_network_without_a_gradient_of_the_data():
    results = []
    for library in both():
        nn = library.nn
        model = fixed(library, nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 2)))
        seen = []
        model[1].register_full_backward_hook(lambda m, gi, go, seen=seen: seen.extend([*gi, *go]))
        model(tensor(library, 5, 3, requires_grad=False)).sum().backward()
        results.append([np.array(library.array(g)) for g in seen])
        model[1].register_full_backward_hook(lambda m, gi, go: None)
        with library.torch.no_grad() if library.torch else minidl.no_grad():
            model(tensor(library, 5, 3))  # nothing is recorded, nothing is called
    same(results)
