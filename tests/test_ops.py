"""Every operation: right gradients, inputs left alone, arrays of their own, safe against changes in place."""

import numpy as np
import pytest

import minidl
from minidl import Tensor, ops
from minidl.inspect import gradcheck
from minidl.tensor import Node
from tests.operations import OPERATIONS, Case, found_operations, name_of
from tests.parity import numbers
from tests.together import together

FOUND = found_operations()
CASES = {name: [(FOUND[name], case) for case in cases] for name, cases in OPERATIONS.items() if name in FOUND}
every_operation = together(lambda given: (*map(np.shape, given[1].inputs), given[1].settings), given=CASES)


@pytest.fixture
def recorded(monkeypatch):
    """The operations that the tape records during a test."""
    seen, init = [], Node.__init__

    def spy(self, operation, *rest):
        seen.append(operation)
        init(self, operation, *rest)

    monkeypatch.setattr(Node, "__init__", spy)
    return seen


def leaves(case, dtype=np.float64):
    return [minidl.from_numpy(np.array(a, dtype, order="K")).requires_grad_() for a in case.inputs]


def upstream(y, seed=0):
    return np.random.default_rng(seed).standard_normal(y.shape).astype(y.dtype)


def gradients(operation, case, change=None):
    """What arrives at each input; `change(inputs, output)` happens between forward and backward."""
    inputs = leaves(case)
    copies = [t * 1 for t in inputs]  # what a leaf may not suffer, an interior tensor may
    y = case(operation, *copies)
    if change is not None:
        with minidl.no_grad():
            change(copies, y)
    y.backward(upstream(y))
    return [t.grad.numpy() for t in inputs]


# --- the table is complete --------------------------------------------------------------------------


def test_every_operation_has_a_case():
    assert sorted(FOUND.keys() - OPERATIONS.keys()) == [], "add a line to tests/operations.py"
    assert sorted(OPERATIONS.keys() - FOUND.keys()) == [], "these are no operations (any more)"
    assert all(OPERATIONS.values())


def test_the_operations_are_found():
    assert len([name for name in FOUND if name.startswith("ops.")]) >= 35
    assert {
        "ops.add",
        "windows.convolution.conv2d",
        "nn.functional.regression_losses.mse_array",
    } <= FOUND.keys()


def test_the_tape_records_no_operation_that_was_not_found(recorded):
    """Run every function and operator of Tensor, whatever it calls inside."""
    x, y = (minidl.from_numpy(numbers(3, 3, seed=s) + 2).requires_grad_() for s in (0, 1))
    for name in sorted(vars(Tensor).keys() - {"__init__"}):  # would make another tensor of x
        for arguments in [(), (y,), (0,), (1, 0), (2.0,), (x > 2, 0.0), ((3, 3),), (minidl.float32,)]:
            try:
                getattr(x, name)(*arguments)
            except (TypeError, ValueError, IndexError, RuntimeError, AttributeError, ZeroDivisionError):
                continue
    assert len(set(recorded)) >= 25
    assert {name_of(operation) for operation in recorded} <= FOUND.keys()


# --- each operation ---------------------------------------------------------------------------------


@every_operation
def test_gradcheck(given, recorded):
    operation, case = given
    recorded.clear()
    inputs = leaves(case)
    y = case(operation, *inputs)
    assert operation in recorded
    assert gradcheck(lambda *t: case(operation, *t), inputs, atol=1e-7, rtol=1e-6)
    assert y.requires_grad


@every_operation
def test_each_gradient_alone_is_the_same_as_all_together(given):
    operation, case = given
    together = gradients(operation, case)
    for i, expected in enumerate(together):
        inputs = leaves(case)
        for j, t in enumerate(inputs):
            t.requires_grad = j == i
        y = case(operation, *inputs)
        y.backward(upstream(y))
        np.testing.assert_array_equal(inputs[i].grad.numpy(), expected)
        assert all(t.grad is None for t in inputs if t is not inputs[i])


@every_operation
def test_inputs_and_upstream_gradient_are_left_alone(given):
    operation, case = given
    inputs = leaves(case)
    before = [t.data.numpy().copy() for t in inputs]
    y = case(operation, *inputs)
    g = upstream(y)
    value, g_before = y.data.numpy().copy(), g.copy()
    y.backward(g)
    for now, then in zip(
        [*[t.data.numpy() for t in inputs], g, y.data.numpy()], [*before, g_before, value], strict=True
    ):
        np.testing.assert_array_equal(now, then)


@every_operation
def test_gradients_are_writable_arrays_of_their_own(given):
    operation, case = given
    inputs = leaves(case)
    y = case(operation, *inputs)
    g = upstream(y)
    y.backward(g, retain_graph=True)
    grads = [t.grad.numpy() for t in inputs]
    others = [g, y.data.numpy(), *[t.data.numpy() for t in inputs]]
    for i, grad in enumerate(grads):
        assert grad.flags.writeable and grad.shape == inputs[i].shape
        assert not any(np.may_share_memory(grad, a) for a in [*others, *grads[:i], *grads[i + 1 :]])
    first = [grad.copy() for grad in grads]
    for grad in grads:  # what the owner does to them must not come back in the second pass
        grad *= 0
    y.backward(g)
    for grad, expected in zip(grads, first, strict=True):
        np.testing.assert_array_equal(grad, expected)


@every_operation
def test_float32_stays_float32(given):
    operation, case = given
    inputs = leaves(case, np.float32)
    settings = {k: np.dtype(np.float32) if k == "dtype" else v for k, v in case.settings.items()}
    y = Case(*case.inputs, function=case.function, **settings)(operation, *inputs)
    assert y.dtype == np.float32
    y.backward(upstream(y))
    for t, expected in zip(inputs, gradients(operation, case), strict=True):
        assert t.grad.dtype == np.float32
        assert t.grad.shape == expected.shape


@every_operation
def test_a_change_in_place_is_harmless_or_refused(given):
    """Never a wrong gradient: either backward says so, or it did not need the old numbers."""
    operation, case = given
    expected = gradients(operation, case)
    changes = [lambda inputs, y, i=i: _overwrite(inputs[i]) for i in range(len(case.inputs))]
    for change in [*changes, lambda inputs, y: _overwrite(y)]:
        try:
            got = gradients(operation, case, change)
        except RuntimeError as error:
            assert "changed in place" in str(error) or "read-only" in str(error)
        else:
            for a, b in zip(got, expected, strict=True):
                np.testing.assert_array_equal(a, b)


def _overwrite(t):
    t[...] = np.where(t.data.numpy() > 0.3, -t.data.numpy() - 2, 5.0)


ADDS_ONLY = "add sub neg clone cast sum mean reshape permute expand flip getitem setitem cat where"


@pytest.mark.parametrize("name", ADDS_ONLY.split())
def test_what_is_not_needed_may_be_changed(name):
    """These gradients depend on no number, so PyTorch allows any change: inputs and output."""
    operation = FOUND[f"ops.{name}"]
    for case in OPERATIONS[f"ops.{name}"]:
        expected = gradients(operation, case)
        changes = [lambda inputs, y: [_overwrite(t) for t in inputs]]
        if name != "expand":
            changes.append(lambda inputs, y: _overwrite(y))
        for change in changes:
            for a, b in zip(gradients(operation, case, change), expected, strict=True):
                np.testing.assert_array_equal(a, b)


def test_a_gradient_nobody_needs_is_not_computed():
    for operation in (ops.mul, ops.div, ops.pow, ops.matmul, ops.linear):
        x = numbers(3, 3) + 3
        value, backward = operation(x, x)
        for need in ([True, False], [False, True]):
            given = [g is not None for g in backward(value, need)[:2]]
            assert given == need, operation.__name__
