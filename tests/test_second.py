"""Gradients of gradients are PyTorch's, of every operation, or refused in words."""

import numpy as np
import pytest

import minidl
import minidl.nn.functional as F
from minidl import autograd
from minidl.autograd.second import gradients_in_a_row
from minidl.tensor import apply
from tests.operations import OPERATIONS, found_operations, name_of
from tests.parity import numbers, positive, pytorch
from tests.together import together

FOUND = found_operations()
REFUSED = {"ops_more.div_rounded", "ops_more.remainder", "ops_more.fmod", "ops_more.atan2"}
CASES = {name: [(FOUND[name], case) for case in cases] for name, cases in OPERATIONS.items()}
del CASES[name_of(gradients_in_a_row)]  # its gradient's gradient would be a third


@together(given=CASES)
def test_every_gradient_has_a_right_gradient_or_says_that_it_has_none(given):
    operation, case = given
    inputs = [minidl.from_numpy(np.array(a, np.float64, order="K")).requires_grad_() for a in case.inputs]
    if name_of(operation) not in REFUSED:
        assert autograd.gradgradcheck(lambda *t: case(operation, *t), inputs, atol=1e-6, rtol=1e-5)
        return
    gradients = autograd.grad(case(operation, *inputs).sum(), inputs, create_graph=True)
    with pytest.raises(
        NotImplementedError, match=rf"{operation.__name__}: its gradient has no gradient here"
    ):
        sum((g * g).sum() for g in gradients).backward()


def both(build, *arrays, dtype="float64"):
    """What `build(m, F, *tensors)` returns, in PyTorch and here, compared."""
    torch = pytorch()
    results = []
    for m in (torch, minidl):
        tensors = [m.tensor(a, dtype=getattr(m, dtype), requires_grad=True) for a in arrays]
        results.append([t.detach().numpy() for t in build(m, m.nn.functional, *tensors)])
    for theirs, ours in zip(*results, strict=True):
        assert theirs.shape == ours.shape and theirs.dtype == ours.dtype
        close = {"rtol": 1e-10, "atol": 1e-12} if dtype == "float64" else {"rtol": 1e-4, "atol": 1e-5}
        np.testing.assert_allclose(ours, theirs, **close)


def test_the_second_derivative_of_a_cube():
    def build(m, F, x):
        y = x**3
        (first,) = m.autograd.grad(y, x, create_graph=True)
        (second,) = m.autograd.grad(first, x, create_graph=True)
        return first, second

    both(build, 2.0)


def test_of_plain_formulas_there_are_third_and_fourth_derivatives():
    def build(m, F, x, w, b, v):
        found = [(F.linear(x, w, b).tanh() @ v).sum() + (x[:, :1] * x[:, 1:].sin()).mean()]
        found.append(m.sigmoid(m.cat([x, x**2], 1).reshape(-1).sum(0)) + (x.exp() / (1 + x * x)).sum())
        result = []
        for y in found:
            for _ in range(3):
                (y,) = m.autograd.grad(y.sum(), x, create_graph=True)
                result.append(y)
            result.append(m.autograd.grad(y.sum(), x)[0])
        return result

    both(build, numbers(3, 2), numbers(4, 2, seed=1), numbers(4, seed=2), numbers(4, 1, seed=3))


def test_of_others_a_third_is_refused():
    x = minidl.tensor([1.0, 2.0], requires_grad=True)
    (first,) = autograd.grad((x.softmax(0) ** 2).sum(), x, create_graph=True)
    (second,) = autograd.grad(first[0], x, create_graph=True)
    with pytest.raises(NotImplementedError, match="softmax: it has second derivatives here, but no third"):
        autograd.grad(second[0], x)


def penalty(m, score, x):
    (gradient,) = m.autograd.grad(score, x, m.ones_like(score), create_graph=True, retain_graph=True)
    return ((gradient.flatten(1).norm(2, dim=1) - 1) ** 2).mean()


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("name", ["relu", "tanh", "leaky_relu", "softplus", "gelu", "elu", "silu", "sigmoid"])
def test_a_gradient_penalty(name, dtype):
    def build(m, F, x, w1, b1, w2):
        loss = penalty(m, F.linear(getattr(F, name)(F.linear(x, w1, b1)), w2), x)
        loss.backward()
        return loss, x.grad, w1.grad, w2.grad

    both(build, numbers(5, 3), numbers(8, 3, seed=1), numbers(8, seed=2), numbers(1, 8, seed=3), dtype=dtype)


def test_a_gradient_penalty_through_convolution_batch_norm_and_pooling():
    def build(m, F, x, kernel, weight, bias):
        x1 = F.relu(F.batch_norm(F.conv2d(x, kernel, padding=1), None, None, weight, bias, training=True))
        loss = penalty(m, F.max_pool2d(x1, 2).flatten(1).sum(1), x)
        loss.backward()
        return loss, x.grad, kernel.grad, weight.grad

    both(build, numbers(2, 2, 6, 6), numbers(4, 2, 3, 3, seed=1) / 3, positive(4), numbers(4, seed=2))


@pytest.mark.parametrize(
    "kinked", ["F.relu(x)", "x.abs()", "x.clamp(min=0)", "x.clamp(0, 1)", "m.maximum(x, 0 * x)"]
)
def test_at_a_kink_it_is_what_backward_says(kinked):
    def build(m, F, x, w, v):
        (g,) = m.autograd.grad((eval(kinked, {"m": m, "F": F, "x": x}) * w).sum(), x, create_graph=True)
        return g, m.autograd.grad((g * v).sum(), w)[0]

    both(build, [0.0, 1.0, -1.0, 0.0], [1.0, 2.0, 3.0, 4.0], [1.0, -2.0, 3.0, -4.0])


def test_backward_keeps_gradients_with_a_history():
    def build(m, F, x):
        (x.sin() * x.exp()).sum().backward(create_graph=True)
        once = x.grad
        (x**2).sum().backward(create_graph=True)
        (once**2).sum().backward()
        return once, x.grad

    both(build, numbers(4))


def test_of_an_inner_tensor_and_with_an_upstream_gradient_that_has_a_history():
    def build(m, F, x, v):
        y = x.exp()
        (g,) = m.autograd.grad((y * y), y, v, create_graph=True)
        return g, *m.autograd.grad(g.sum(), (x, v))

    both(build, numbers(4), numbers(4, seed=1))


def test_hooks_hear_of_gradients_with_a_history():
    x = minidl.tensor([1.0, 2.0], requires_grad=True)
    y = x * x
    y.register_hook(lambda g: g * 3)
    (g,) = autograd.grad(y.sum(), x, create_graph=True)
    assert g.tolist() == [6, 12] and autograd.grad(g.sum(), x)[0].tolist() == [6, 6]


# --- all derivatives at once --------------------------------------------------------------------------


def test_jacobian_and_hessian():
    def build(m, F, a, b):
        f = m.autograd.functional
        rows = f.jacobian(lambda x, y: x.exp() @ y, (a, b))
        two = f.jacobian(lambda x: (x.sum(), x**2), a)
        blocks = f.hessian(lambda x, y: (x @ y).pow(2).sum(), (a, b))
        single = f.hessian(lambda x: (x**3).sum() + x.prod(), a)
        unused = f.jacobian(lambda x, y: x * 2, (a, b))
        return *rows, *two, *blocks[0], *blocks[1], single, *unused

    both(build, numbers(2, 3), numbers(3, 2, seed=1))


def test_a_jacobian_may_have_a_history_and_leaves_the_inputs_alone():
    def build(m, F, x):
        J = m.autograd.functional.jacobian(lambda t: t**3, x, create_graph=True)
        return J, m.autograd.grad(J.sum(), x)[0]

    both(build, numbers(3))
    x = minidl.ones(2)
    assert autograd.functional.jacobian(minidl.exp, x).shape == (2, 2)
    assert not x.requires_grad and x.grad is None


def test_hessian_wants_one_number():
    with pytest.raises(RuntimeError, match=r"hessian: func must return one number, got \(2,\). Try .sum\(\)"):
        autograd.functional.hessian(lambda x: x * 2, minidl.ones(2))


def test_gradgradcheck_finds_a_wrong_gradient():
    def wrong(x):  # the second derivative is lost: `backward` keeps a number where x is meant
        slope = 2 * x.real
        return x * x, lambda g, need: (g * slope,)

    x = minidl.tensor([0.5, 1.0], dtype=minidl.float64, requires_grad=True)
    assert autograd.gradcheck(lambda t: apply(wrong, t), x) and autograd.gradgradcheck(F.softplus, x)
    with pytest.raises(minidl.inspect.GradcheckError):
        autograd.gradgradcheck(lambda t: apply(wrong, t), x)


def test_hooks_of_a_leaf_are_called_too():
    def build(m, F, x):
        x.register_hook(lambda g: g * 3)
        (x**3).sum().backward(create_graph=True)
        return x.grad, *m.autograd.grad((x**2).sum(), x, create_graph=True)

    both(build, numbers(3))


def test_the_gradient_of_a_function_of_ones_own_has_none():
    class Cube(autograd.Function):
        @staticmethod
        def forward(ctx, x):
            ctx.save_for_backward(x)
            return x**3

        @staticmethod
        def backward(ctx, g):
            (x,) = ctx.saved_tensors
            return 3 * x**2 * g

    x = minidl.tensor([1.0, 2.0], requires_grad=True)
    (first,) = autograd.grad(Cube.apply(x).sum(), x, create_graph=True)
    assert first.tolist() == [3, 12]
    with pytest.raises(NotImplementedError, match="Cube: its gradient has no gradient here"):
        autograd.grad(first.sum(), x)
