"""The tape on one screen is the tape: random graphs give the same values and gradients as `tensor.py`."""

from pathlib import Path

import numpy as np
import pytest

import minidl
from minidl import ops, plain_tape
from minidl.tensor import apply
from tests.lines import code_lines

UNARY = [ops.exp, ops.tanh, ops.sigmoid, ops.relu, ops.abs, ops.sin, ops.cos, ops.neg]
BINARY = [ops.add, ops.sub, ops.mul, ops.div, ops.maximum, ops.minimum]
SHAPES = [(), (1,), (3,), (2, 1), (2, 3), (1, 3), (4, 1, 3), (4, 2, 3)]


def random_graph(seed, make, apply):
    """A graph with shared nodes, diamonds and broadcasting: its leaves, all its tensors, and one number."""
    draw = np.random.default_rng(seed)
    pick = lambda things: things[draw.integers(len(things))]
    leaves = [make(draw.uniform(0.5, 2, pick(SHAPES))) for _ in range(draw.integers(1, 4))]
    tensors = list(leaves)
    for _ in range(draw.integers(1, 12)):
        kind, x = draw.random(), pick(tensors)
        ndim = len(x.shape) if isinstance(x, minidl.Tensor) else x.data.ndim
        if kind < 0.35:
            tensors.append(apply(pick(UNARY), x))
        elif kind < 0.8:
            tensors.append(apply(pick(BINARY), x, pick(tensors)))
        elif kind < 0.9 and ndim:
            axis = int(draw.integers(ndim))
            settings = {"axis": axis, "keepdims": bool(draw.integers(2))}
            tensors.append(apply(pick([ops.sum, ops.mean, ops.amax]), x, **settings))
        elif ndim == 2:
            tensors.append(apply(ops.mean, apply(ops.matmul, x, apply(ops.permute, x, dims=(1, 0)))))
        elif ndim == 3:
            tensors.append(apply(ops.reshape, apply(ops.permute, x, dims=(2, 0, 1)), shape=x.data.shape))
    total = make(0.0)
    for t in tensors[-3:]:
        total = apply(ops.add, total, apply(ops.mean, apply(ops.tanh, t)))
    return leaves, tensors, total


@pytest.mark.parametrize("seed", range(150))
def test_random_graphs_are_the_same_on_both_tapes(seed):
    make = lambda a: minidl.tensor(np.asarray(a), dtype=minidl.float64, requires_grad=True)
    leaves, tensors, total = random_graph(seed, make, apply)
    plain_leaves, plain_tensors, plain_total = random_graph(seed, plain_tape.Tensor, plain_tape.apply)
    for t, plain in zip(tensors, plain_tensors, strict=True):
        np.testing.assert_array_equal(t.detach().numpy(), plain.data)
    total.backward()
    plain_total.backward()
    used = plain_tape.history(plain_total)
    for t, plain in zip(leaves, plain_leaves, strict=True):
        assert (t.grad is None) == (plain not in used)
        if t.grad is not None:
            np.testing.assert_allclose(t.grad.numpy(), plain.grad, rtol=1e-12, atol=1e-13)


def test_the_graphs_have_what_makes_a_tape_hard():
    shared = diamonds = broadcast = 0
    for seed in range(150):
        _, tensors, total = random_graph(seed, plain_tape.Tensor, plain_tape.apply)
        parents = [p for t in plain_tape.history(total) for p in t.parents]
        shared += len(set(parents)) < len(parents)
        diamonds += any(len(t.parents) == 2 and t.parents[0] is t.parents[1] for t in tensors)
        broadcast += any(
            p.data.shape != t.data.shape for t in tensors if len(t.parents) == 2 for p in t.parents
        )
    assert min(shared, diamonds, broadcast) > 25


def test_b_is_complete_before_it_is_sent_on():
    """Where naive recursion is wrong: b = a + a; c = b + b."""
    a = plain_tape.Tensor(1.0)
    b = a + a
    c = b + b
    c.backward()
    assert (a.grad, b.grad, c.data) == (4, 2, 4)
    c.backward()
    assert a.grad == 4  # it starts anew


def test_operators_take_numbers_and_arrays():
    x = plain_tape.Tensor([[1.0, 2.0], [3.0, 4.0]])
    y = ((x * 2 - 1) / [[1.0], [2.0]] + x @ np.eye(2)).sum(axis=0)
    np.testing.assert_array_equal(y.data, [7.5, 12.5])
    y.backward()
    np.testing.assert_array_equal(x.grad, [[3, 3], [2, 2]])
    with pytest.raises(AttributeError):
        x.no_such_operation  # noqa: B018


def test_it_fits_on_one_screen():
    assert code_lines(Path(plain_tape.__file__)) <= 45
