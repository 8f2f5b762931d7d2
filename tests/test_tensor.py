"""The engine: the order of the backward pass, who owns a gradient, what may be changed in place."""

import asyncio
import copy
import gc
import pickle
import subprocess
import sys
import threading
import timeit
import tracemalloc
import weakref
from pathlib import Path

import numpy as np
import pytest

import minidl
from minidl import Tensor, enable_grad, is_grad_enabled, no_grad
from minidl.tensor import apply
from tests.parity import needs_torch, numbers, same, torch

ROOT = Path(__file__).resolve().parents[1]


def leaf(*values):
    return minidl.tensor(values or 3.0, dtype=minidl.float64, requires_grad=True)


# --- the order of the backward pass -----------------------------------------------------------------


def test_an_unfinished_gradient_is_not_passed_on():
    a = leaf()
    b = a + a
    c = b + b
    c.backward()
    assert a.grad.item() == 4


@needs_torch
@pytest.mark.parametrize(
    "code",
    [
        "b = x * 2; c = b * b; d = b + c; (c * d + b).sum()",
        "b = x * x; c = b.exp(); d = c * b; e = d + c + b; e * e * b",
        "y = x; exec('for _ in range(30): y = y * x + y'); y",
        "a = x * 2; b = a + 1; c = a * b; d = b * c; e = c - d; a * e + b * c",
        "x * x + x",
        "u = x.sum(); v = u * x; w = v.sum() * u; w * x + v",
    ],
)
def test_diamonds(code):
    same(code, x=numbers(4) / 4)


def test_a_leaf_in_two_graphs_collects_both():
    w, x = leaf(2.0), leaf(5.0)
    (w * x).sum().backward()
    (w * 3).sum().backward()
    assert w.grad.item() == 8 and x.grad.item() == 2


def test_two_graphs_with_a_common_part_need_retain_graph():
    w = leaf(2.0)
    common = w * w
    first, second = (common * 3).sum(), (common * 5).sum()
    first.backward(retain_graph=True)
    second.backward()
    assert w.grad.item() == 4 * 3 + 4 * 5


def test_a_long_chain_is_differentiated_without_recursion():
    x = leaf(1.0)
    y = x
    for _ in range(20_000):
        y = y + x
    y.sum().backward()
    assert x.grad.item() == 20_001


def test_a_used_graph_gives_its_memory_back():
    x = minidl.ones(1000, requires_grad=True)

    def steps():
        y, seen = x, None
        for i in range(200):
            y = y * 1.5
            if i == 100:
                seen = weakref.ref(y)
        y.sum().backward()
        return y, seen

    tracemalloc.start()
    y, interior = steps()
    gc.disable()  # without cycles, there is nothing to wait for
    try:
        assert interior() is None
        steps()
        assert tracemalloc.get_traced_memory()[0] < 100_000  # 200 arrays of 4,000 bytes would be more
    finally:
        gc.enable()
        tracemalloc.stop()


def test_an_unused_deep_graph_is_collected_without_a_crash():
    y = leaf(1.0)
    for _ in range(50_000):
        y = y + 1.0
    seen = weakref.ref(y)
    del y
    assert seen() is None


def test_interior_tensors_keep_no_gradient_unless_asked():
    x = leaf(1.0, 2.0)
    y = x * 3
    z = y * y
    y.retain_grad()
    x.retain_grad()  # a leaf does so anyway
    z.sum().backward()
    assert y.grad.tolist() == [6, 12] and z.grad is None and x.grad.tolist() == [18, 36]
    assert y.grad.numpy() is not x.grad.numpy() and y.grad.numpy().flags.writeable


def test_retained_gradients_are_arrays_of_their_own():
    x = leaf(1.0, 2.0)
    y, v = x * 2, x * 3
    z = y + v  # hands one array to both
    for t in (y, v, z):
        t.retain_grad()
    g = np.ones(2)
    for times in (1, 2):
        z.backward(g, retain_graph=True)
        assert y.grad.tolist() == v.grad.tolist() == z.grad.tolist() == [times, times]
    assert g.tolist() == [1, 1]


def test_a_retained_gradient_is_that_of_the_changed_numbers():
    x, w = leaf(1.0, 2.0), leaf(3.0, 4.0)
    y = x * 1
    y.retain_grad()
    y += w
    (y * y).sum().backward()
    assert y.grad.tolist() == [8, 12]


def test_retain_grad_keeps_nothing_alive():
    y = leaf(1.0) * 2
    y.retain_grad()
    seen, z = weakref.ref(y), y + 1
    gc.disable()
    try:
        del y
        assert seen() is not None  # z was computed from it
        z.sum().backward()
        assert seen() is None
    finally:
        gc.enable()


def test_retain_grad_needs_a_gradient():
    with pytest.raises(RuntimeError, match="retain_grad: this tensor does not require a gradient"):
        minidl.ones(2).retain_grad()


# --- asking for gradients ---------------------------------------------------------------------------


def test_backward_of_several_numbers_needs_a_gradient():
    y = leaf(1.0, 2.0) * 2
    with pytest.raises(
        RuntimeError, match=r"a gradient is implied for a single number only.*\(2,\).*\.sum\(\)"
    ):
        y.backward()
    for wrong in (np.ones(3), np.ones(()), np.ones((2, 1)), minidl.ones(1, 2)):
        with pytest.raises(ValueError, match=r"gradient must have this tensor's shape \(2,\), got"):
            y.backward(wrong)
    y.backward(minidl.tensor([1.0, 10.0]))


def test_a_tensor_with_one_number_needs_none():
    x = leaf(2.0)
    (x * 3).reshape(1, 1).backward()
    assert x.grad.tolist() == [3]


def test_backward_from_a_leaf():
    x, g = leaf(1.0, 2.0), np.array([5.0, 6.0])
    x.backward(g)
    x.backward(g)
    assert x.grad.tolist() == [10, 12] and g.tolist() == [5, 6]


def test_backward_without_a_history_is_refused():
    for y in (minidl.ones(()), minidl.ones(()) * 2, (leaf(1.0) * 2).sum().detach(), no_grad(leaf)()):
        if not y.requires_grad:
            with pytest.raises(
                RuntimeError, match="does not require a gradient: it was computed from tensors without"
            ):
                y.backward()


def test_a_freed_graph_refuses_and_changes_nothing():
    w, v = leaf(2.0), leaf(3.0)
    common = w * w
    common.sum().backward()
    assert w.grad.item() == 4
    other = common * v + v * v  # a new part on top of a freed one
    for again in (other, common):
        with pytest.raises(RuntimeError, match=r"this graph was already used and freed.*retain_graph=True"):
            again.sum().backward()
    assert w.grad.item() == 4 and v.grad is None


def test_retain_graph_adds_up_and_the_last_pass_frees():
    x = leaf(3.0)
    y = (x * x * x).sum()
    for expected in (27, 54):
        y.backward(retain_graph=True)
        assert x.grad.item() == expected
    y.backward()
    assert x.grad.item() == 81
    with pytest.raises(RuntimeError, match="freed"):
        y.backward()


def test_gradients_are_computed_for_float32_too_whatever_is_given():
    x = minidl.ones(2, requires_grad=True)
    (x * 2).backward(np.array([1, 2]))
    assert x.grad.dtype == np.float32 and x.grad.tolist() == [2, 4]


def test_only_floats_can_require_a_gradient():
    for make in (
        lambda: minidl.tensor([1, 2], requires_grad=True),
        lambda: minidl.tensor([True]).requires_grad_(),
        lambda: setattr(minidl.tensor([1]), "requires_grad", True),
        lambda: minidl.from_numpy(np.array([1], np.int64)).requires_grad_(),
        lambda: minidl.arange(3, requires_grad=True),
    ):
        with pytest.raises(
            TypeError, match=r"only floats have gradients, this tensor holds (int64|bool). Try .float\(\)"
        ):
            make()


def test_requires_grad_may_be_switched_on_leaves():
    w = minidl.ones(2)
    assert w.requires_grad_() is w and w.requires_grad
    w.requires_grad = False
    assert not (w * 2).requires_grad
    y = leaf(1.0) * 2
    with pytest.raises(RuntimeError, match=r"only a leaf can be switched off. Use .detach\(\)"):
        y.requires_grad = False


def test_an_operation_of_ones_own():
    """What an exercise asks for: forward and backward side by side, recorded by apply."""

    def cube(x):
        return x**3, lambda g, need: (3 * x**2 * g,)

    x = leaf(1.0, 2.0)
    y = apply(cube, x)
    assert (
        y.grad_fn.name() == "CubeBackward0"
        and y.grad_fn.operation is cube
        and not y.is_leaf
        and x.is_leaf
        and x.grad_fn is None
    )
    y.sum().backward()
    assert x.grad.tolist() == [3, 12]
    single = minidl.ones(2, requires_grad=True)
    apply(lambda x: (x * 2, lambda g, need: (g * np.ones(2),)), single).sum().backward()
    assert single.grad.dtype == np.float32  # whatever the operation returned
    with pytest.raises(
        TypeError, match=r"cube: expects a Tensor, got ndarray. Wrap it with minidl.from_numpy\(array\)"
    ):
        apply(cube, np.ones(2))


def test_a_wrong_shape_from_ones_own_backward_is_named():
    def wrong(x):
        return x * 2, lambda g, need: (np.ones((5, 5)),)

    with pytest.raises(
        RuntimeError, match=r"wrong: its backward returned a gradient of shape \(5, 5\).*\(2, 3\)"
    ):
        apply(wrong, minidl.from_numpy(numbers(2, 3)).requires_grad_()).sum().backward()


# --- who owns a gradient ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "function",
    [
        lambda a, b: a + b,
        lambda a, b: a - b,
        lambda a, b: a.reshape(3, 2).T + b,
        lambda a, b: minidl.cat([a, b]),
        lambda a, b: a.clone() + b.expand(2, 3),
        lambda a, b: a.sum() + b.sum(),
        lambda a, b: (a[0] + b[1]) * 1,
        lambda a, b: a.mean() - b.T.mean(),
        lambda a, b: a.permute(0, 1) + b.contiguous(),
    ],
)
def test_no_gradient_shares_memory(function):
    a, b = (minidl.from_numpy(numbers(2, 3, seed=s)).requires_grad_() for s in (0, 1))
    y = function(a, b)
    g = np.ones(y.shape)
    y.backward(g)
    arrays = [a.grad.numpy(), b.grad.numpy(), g, a.data.numpy(), b.data.numpy()]
    for i, array in enumerate(arrays):
        assert not any(np.may_share_memory(array, other) for other in arrays[:i])
    a.grad.numpy()[...] = 9
    assert 9 not in b.grad.numpy() and 9 not in g


def test_a_gradient_adds_up_in_its_own_array():
    w = leaf(1.0, 2.0)
    (w * 2).sum().backward()
    memory = w.grad.numpy()
    (w * 3).sum().backward()
    assert w.grad.numpy() is memory and memory.tolist() == [5, 5]


def test_a_gradient_is_a_tensor_without_history():
    w = leaf(1.0)
    (w * w).sum().backward()
    assert isinstance(w.grad, Tensor) and not w.grad.requires_grad and w.grad.is_leaf


def test_a_gradient_may_be_set_to_another_like_it():
    w = leaf(1.0, 2.0)
    w.grad = minidl.tensor([5.0, 6.0], dtype=minidl.float64)
    (w * 2).sum().backward()
    assert w.grad.tolist() == [7, 8]
    w.grad = None
    with pytest.raises(TypeError, match=r"grad is a Tensor or None, got ndarray. Try minidl.tensor"):
        w.grad = np.ones(2)
    for other in (
        minidl.ones(3, dtype=minidl.float64),
        minidl.ones(2),
        minidl.ones(1, 2, dtype=minidl.float64),
    ):
        with pytest.raises(
            ValueError, match=r"grad must be like its tensor, float64 of shape \(2,\), got float"
        ):
            w.grad = other


# --- changing in place --------------------------------------------------------------------------------


def test_a_training_step_changes_the_same_object():
    w = leaf(1.0, 2.0)
    same_w, memory = w, w.data.numpy()
    (w * w).sum().backward()
    with no_grad():
        w -= 0.1 * w.grad
    assert w is same_w and w.data.numpy() is memory and w.requires_grad and w.is_leaf
    np.testing.assert_allclose(memory, [0.8, 1.6])
    w.grad.zero_()
    assert w.grad.tolist() == [0, 0]


def test_data_may_be_changed_or_replaced():
    w = minidl.tensor([1.0, 2.0], requires_grad=True)
    (w * w).sum().backward()
    memory = w.data.numpy()
    w.data -= 0.5 * w.grad
    assert w.data.numpy() is memory and w.tolist() == [0, 0]
    w.data = w.data - np.float64(1) * w.grad
    assert w.tolist() == [-2, -4] and w.dtype == np.float32 and w.requires_grad and w.is_leaf
    w.data[:] = 1.0
    assert w.tolist() == [1, 1] and not w.data.requires_grad and w.data.grad_fn is None
    w.data.zero_()
    assert w.tolist() == [0, 0]
    w.data = np.array([5.0, 6.0])  # an array keeps the tensor's dtype
    assert w.tolist() == [5, 6] and w.dtype == np.float32 and w.requires_grad
    w.data = minidl.ones(2, dtype=minidl.float64)
    assert w.tolist() == [1, 1] and w.dtype == np.float64
    with pytest.raises(TypeError, match=r"data: only floats have gradients, got int64. Try .float\(\)."):
        w.data = minidl.tensor([1, 2])
    with pytest.raises(TypeError, match="Tensor wraps an ndarray, got list"):
        w.data = [1.0]


@pytest.mark.parametrize(
    "change",
    [
        lambda w: w.__iadd__(1),
        lambda w: w.__imul__(w),
        lambda w: w.__setitem__(0, 5.0),
        lambda w: w.zero_(),
        lambda w: w.fill_(2.0),
        lambda w: w.copy_(minidl.ones(2)),
        lambda w: w[0].zero_(),
        lambda w: w.reshape(2, 1)[0].__iadd__(1),
    ],
)
def test_a_leaf_cannot_be_changed_while_recording(change):
    w = leaf(1.0, 2.0)
    with pytest.raises(
        RuntimeError, match=r"leaf that requires a gradient cannot be changed.*with no_grad\(\):"
    ):
        change(w)
    assert w.tolist() == [1, 2]
    with no_grad():
        change(w)
    assert w.tolist() != [1, 2]


IN_PLACE = [
    "y = x * 2; y[0] += w[0]; y[1] *= w[1]; y * y",
    "y = x * 2; z = y + 1; y += w; z * 1 + y",
    "y = x ** 2; y *= w; y -= x; y /= w; y",
    "y = x * 1; v = y[0:2]; v *= w[0:2]; v",
    "y = x * 1; d = y.detach(); y += w; y * d",
    "y = x * 1; y[y > 0.5] = 0; y * w",
    "y = x * 1; y[[0, 2]] = w[:2]; y[m.tensor([True, False, False])] *= w[2]; y",
    "y = (x * 1).reshape(3, 1); y[:, 0] += w; y",
    "y = x + w; exec('with m.no_grad(): w += 1'); y",
    "y = w * 1; z = y.sum(); y += 1; z + y.sum() + x.sum()",
    "y = x * 1; y.zero_(); y += w; y",
    "y = x * 1; y.copy_(w); y * x",
    "y = x * 1; y.fill_(3.0); y * w",
    "y = x.double() * 1; y += w; y",
    "y = x * 1; y += w.double(); y",
    "y = x * 1; y += True; y *= 2; y",
    "y = x * 1; y.retain_grad(); y += w; z = y * y; z",
    "y = x * w; z = y.max(0)[0]; y += 1; z",
    "y = x * w; z = y.sum() + y.mean() + y.reshape(3, 1).sum() + y[0] + y.double().sum(); y += 1; z",
    "o = m.zeros(3, dtype=m.float64); o[0] = w[0] * x[0]; o[1] = o[0] + x[1]; o[2] = o[1] + x[2]; o",
    "o = m.zeros(3, 2, dtype=m.float64); exec('for i in range(3): o[i] = x[i] * w[:2]'); o * o",
    "y = x * 1; exec('for i in range(3): y[i] *= w[i]'); y",
    "y = x.tanh(); z = y * 2; y = y + 1; y += w; y * z",
    "y = x / w; y += 1; y",
    "y = x.clamp(-1, 1); y += w; y",
    "y = x ** 2; y **= 2; y",
    "y = x * 1; y %= 0.7; y * w",
]


@needs_torch
@pytest.mark.parametrize("code", IN_PLACE)
def test_changes_in_place_keep_the_gradients_right(code):
    same(code, x=numbers(3), w=numbers(3, seed=1) + 3)


@needs_torch
def test_values_and_gradients_keep_their_dtypes_when_float32_takes_in_float64():
    for code in ("y = x * 1; y *= w; y", "y = x * 1; y += w * x.double(); y", "y = x * 1; y[0] = w[1]; y"):
        same(code, x=numbers(3, dtype=np.float32), w=numbers(3, seed=1), rtol=1e-6)


def test_more_than_pytorch_can():
    """The numbers that y *= w overwrites are kept for w's gradient."""
    x, w = leaf(1.0, 2.0), leaf(3.0, 4.0)
    y = x * 1
    y *= w
    y *= y
    y.sum().backward()
    assert x.grad.tolist() == [2 * 9, 2 * 2 * 16] and w.grad.tolist() == [2 * 3, 2 * 4 * 4]


NEEDED = [
    (lambda x, w: x * w, lambda x, w, y: x.__iadd__(1), "mul"),
    (lambda x, w: x * w, lambda x, w, y: w.__setitem__(0, 5.0), "mul"),
    (lambda x, w: x * w, lambda x, w, y: w[0:1].zero_(), "mul"),
    (lambda x, w: x * w, lambda x, w, y: w.detach().zero_(), "mul"),
    (lambda x, w: x * w, lambda x, w, y: w.reshape(2, 1).T.fill_(1), "mul"),
    (lambda x, w: x.exp(), lambda x, w, y: y.zero_(), "exp"),
    (lambda x, w: x.exp(), lambda x, w, y: y[1:].zero_(), "exp"),
    (lambda x, w: x @ w, lambda x, w, y: w.copy_(x), "matmul"),
    (lambda x, w: x.log(), lambda x, w, y: x.fill_(1.0), "log"),
    (lambda x, w: x**3, lambda x, w, y: x.fill_(1.0), "power"),
    (lambda x, w: x.relu(), lambda x, w, y: y.fill_(0.0), "relu"),
    (lambda x, w: x.reshape(1, 2).std(1), lambda x, w, y: y.fill_(0.0), "std"),
]


def test_what_ones_own_operation_keeps_is_found_wherever_it_is():
    def in_a_list(x):
        kept = [(x,)]
        return x * x, lambda g, need: (2 * kept[0][0] * g,)

    def in_a_default(x):
        return x * x, lambda g, need, x=x: (2 * x * g,)

    def in_a_helper(x):
        slope = lambda: 2 * x
        return x * x, lambda g, need: (slope() * g,)

    def nowhere(x):
        return x + 1, lambda g, need: (g,)

    for operation in (in_a_list, in_a_default, in_a_helper, nowhere):
        x = leaf(1.0, 2.0)
        y = apply(operation, x)
        with no_grad():
            x += 1
        if operation is nowhere:
            y.sum().backward()
        else:
            with pytest.raises(RuntimeError, match="changed in place"):
                y.sum().backward()


@pytest.mark.parametrize(("function", "change", "name"), NEEDED)
def test_a_change_of_what_the_tape_needs_is_noticed(function, change, name):
    x, w = leaf(1.0, 2.0), leaf(3.0, 4.0)
    y = function(x, w)
    with no_grad():
        change(x, w, y)
    with pytest.raises(
        RuntimeError, match=rf"{name} needs a value of shape .* changed in place.*\.clone\(\)"
    ):
        y.sum().backward()
    assert x.grad is None and w.grad is None  # checked before anything is added up


def test_an_optimiser_step_between_forward_and_backward_is_noticed():
    w = minidl.nn.Parameter(np.ones(2, np.float32))
    loss = (w * w).sum()
    w.grad = minidl.ones(2)
    minidl.optim.SGD([w], lr=0.1).step()
    with pytest.raises(RuntimeError, match="changed in place"):
        loss.backward()


@pytest.mark.parametrize("name", ["exp", "sqrt", "tanh", "sigmoid", "relu", "softmax"])
def test_what_an_operation_returned_and_needs_may_be_changed_but_then_has_no_gradient(name):
    """As in PyTorch: who only wants the numbers, such as softmax(z) with 1 taken off, gets them."""
    x = leaf(1.0, 2.0)
    y = x.softmax(0) if name == "softmax" else getattr(x, name)()
    wanted = y.detach().clone() - 1
    y -= 1
    assert y.tolist() == wanted.tolist()
    with pytest.raises(RuntimeError, match=f"{name} needs a value of shape .* changed in place"):
        y.sum().backward()
    assert x.grad is None


@pytest.mark.parametrize(
    "use",
    [
        lambda y, view: (view * 2).sum(),
        lambda y, view: view.sum().backward(),
        lambda y, view: view.backward(np.ones(1)),
        lambda y, view: view.__iadd__(1),
    ],
)
def test_a_view_from_before_a_recorded_change_is_refused(use):
    """PyTorch would work out its new history; here it must be taken again."""
    x, w = leaf(1.0, 2.0), leaf(3.0, 4.0)
    y = x * 1
    view = y[0:1]
    y += w
    with pytest.raises(
        RuntimeError, match="shares its memory with one that was changed in place while recording"
    ):
        use(y, view)
    (y[0:1] * y.detach()[0:1]).sum().backward()
    assert (x.grad.tolist(), w.grad.tolist()) == ([4, 0], [4, 0])


def test_a_change_through_a_view_leaves_the_whole_without_a_known_history():
    x, w = leaf(1.0, 2.0), leaf(3.0, 4.0)
    y = x * 1
    view = y[0:1]
    view += w[0:1]
    with pytest.raises(RuntimeError, match="shares its memory"):
        y.sum()
    with pytest.raises(RuntimeError, match="shares its memory"):
        y[1:2] = view  # not where the view came from
    y = x * 1
    y[0:1] = y.detach()[0:1]  # has no history to offer
    y[0:1].__iadd__(w[0:1])
    with pytest.raises(RuntimeError, match="shares its memory"):
        y.sum()
    zeros = minidl.zeros(2, dtype=minidl.float64)
    zeros[0:1].__iadd__(w[0:1])
    for use in (lambda: zeros * w, lambda: zeros * 2, zeros.sum):
        with pytest.raises(RuntimeError, match="shares its memory"):
            use()


def test_memory_that_cannot_be_changed():
    read_only = np.ones(2)
    read_only.flags.writeable = False
    for t in (
        minidl.ones(1).expand(3),
        minidl.from_numpy(read_only),
        minidl.from_numpy(np.broadcast_to(np.ones(1), 3)),
    ):
        for change in (lambda t: t.zero_(), lambda t: t.__iadd__(1)):
            with pytest.raises(RuntimeError, match=r"cannot be changed in place.*\(expand\).*\.clone\(\)"):
                change(t)


def test_a_result_that_does_not_fit_is_refused():
    with pytest.raises(
        ValueError, match=r"In-place add: the result has shape \(3, 2\) and cannot stay in .*\(2,\)"
    ):
        t = minidl.ones(2)
        t += minidl.ones(3, 2)
    with pytest.raises(
        TypeError, match="In-place div: the result is float32 and cannot stay in a tensor of int64"
    ):
        t = minidl.tensor([1, 2])
        t /= 2
    with pytest.raises(TypeError, match="float32 and cannot stay in a tensor of int64"):
        t = minidl.tensor([1, 2])
        t += minidl.ones(2, requires_grad=True)


# --- recording or not ---------------------------------------------------------------------------------


def test_no_grad_in_all_forms():
    w = leaf(1.0)

    @no_grad()
    def with_brackets():
        "Doc"
        return w * 2

    @no_grad
    def without_brackets(factor):
        return w * factor

    with no_grad():
        inside = w * 2
        with enable_grad():
            assert (w * 2).requires_grad and is_grad_enabled()
            with no_grad():
                assert not (w * 2).requires_grad
            assert is_grad_enabled()
        assert not is_grad_enabled()
    assert not any(y.requires_grad for y in (inside, with_brackets(), without_brackets(3)))
    assert with_brackets.__name__ == "with_brackets" and with_brackets.__doc__ == "Doc"
    assert is_grad_enabled() and (w * 2).requires_grad


def test_recording_comes_back_after_an_error_and_with_one_context_used_twice():
    context = no_grad()
    with pytest.raises(ZeroDivisionError), context:
        raise ZeroDivisionError
    assert is_grad_enabled()
    with context:
        with context:
            assert not is_grad_enabled()
        assert not is_grad_enabled()
    assert is_grad_enabled()

    @no_grad()
    def recursive(n):
        return n if n == 0 else recursive(n - 1)

    recursive(3)
    assert is_grad_enabled()


def test_threads_record_by_themselves():
    w, results = leaf(1.0), {}
    inside, done = threading.Event(), threading.Event()

    def without():
        with no_grad():
            inside.set()
            done.wait(5)
            results["without"] = (w * 2).requires_grad

    thread = threading.Thread(target=without)
    thread.start()
    inside.wait(5)
    results["main"] = (w * 2).requires_grad
    with no_grad():
        other = threading.Thread(target=lambda: results.update(new=(w * 2).requires_grad))
        other.start()
        other.join()
    done.set()
    thread.join()
    assert results == {"without": False, "main": True, "new": True}


def test_asyncio_tasks_record_by_themselves():
    w = leaf(1.0)

    async def without():
        with no_grad():
            await asyncio.sleep(0)
            return (w * 2).requires_grad

    async def recording():
        await asyncio.sleep(0)
        return (w * 2).requires_grad

    async def both():
        return await asyncio.gather(without(), recording(), without(), recording())

    assert asyncio.run(both()) == [False, True, False, True]


def test_nothing_inside_no_grad_is_kept():
    w = leaf(1.0)
    with no_grad():
        y = w * 2
    assert y.grad_fn is None and y.is_leaf and y._node is None


# --- what it says and how it behaves --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wrong", "near"),
    [
        ("shpe", "shape"),
        ("bckward", "backward"),
        ("reshap", "reshape"),
        ("requires_gard", "requires_grad"),
        ("summ", "sum"),
    ],
)
def test_a_misspelt_attribute_names_the_near_one(wrong, near):
    for t in (minidl.ones(2), minidl.nn.Parameter(np.ones(2))):
        with pytest.raises(
            AttributeError, match=rf"(Tensor|Parameter) has no attribute '{wrong}'. Did you mean '{near}'\?"
        ):
            getattr(t, wrong)


def test_other_attributes_are_simply_not_there():
    t = minidl.ones(2)
    assert not hasattr(t, "_repr_html_") and not hasattr(t, "__array_interface__") and not hasattr(t, "_x")
    with pytest.raises(AttributeError, match=r"Tensor has no attribute 'zzzzzz'\.$"):
        assert t.zzzzzz
    with pytest.raises(AttributeError):
        t.new_attribute = 1


REPRS = {
    "tensor([1., 2.])": lambda: minidl.tensor([1.0, 2.0]),
    "tensor([0.5000, 2.0000])": lambda: minidl.tensor([0.5, 2.0]),
    "tensor(3.)": lambda: minidl.tensor(3.0),
    "tensor(0.1235)": lambda: minidl.tensor(0.123456),
    "tensor([1, 2])": lambda: minidl.tensor([1, 2]),
    "tensor([ True, False])": lambda: minidl.tensor([True, False]),
    "tensor([[1., 2.],\n        [3., 4.]])": lambda: minidl.tensor([[1.0, 2.0], [3.0, 4.0]]),
    "tensor([1., inf, nan])": lambda: minidl.tensor([1.0, np.inf, np.nan]),
    "tensor([1.0000e-05, 1.0000e+00])": lambda: minidl.tensor([1e-5, 1.0]),
    "tensor([1.5000], requires_grad=True)": lambda: minidl.tensor([1.5], requires_grad=True),
    "tensor([])": lambda: minidl.tensor([]),
    "tensor([], size=(0, 3))": lambda: minidl.zeros(0, 3),
}


@pytest.mark.parametrize("text", REPRS)
def test_repr_is_pytorchs(text):
    assert repr(REPRS[text]()) == text


@needs_torch
def test_pytorch_prints_the_same():
    from tests.parity import torch

    for text, make in REPRS.items():
        t = make()
        assert repr(torch.from_numpy(t.data.numpy()).requires_grad_(t.requires_grad)) == text


@needs_torch
def test_pytorch_prints_other_numbers_the_same():
    from tests.parity import torch

    generator = np.random.default_rng(0)
    for i in range(200):
        size = generator.integers(1, 5, 2)
        values = generator.standard_normal(size) * 10.0 ** generator.integers(-6, 9)
        for array in (
            values,
            np.round(values),
            values.astype(int),
            np.where(values > 0, values, np.inf),
            values * 0,
        ):
            array = np.asarray(array, np.float32 if array.dtype.kind == "f" else np.int64)
            assert repr(minidl.from_numpy(array)) == repr(torch.from_numpy(array))


def test_repr_names_dtype_and_operation():
    assert repr(minidl.tensor([1.5], dtype=minidl.float64)) == "tensor([1.5000], dtype=float64)"
    assert repr(minidl.tensor([1], dtype=minidl.uint8)) == "tensor([1], dtype=uint8)"
    assert repr(minidl.tensor([1.5], requires_grad=True) * 2) == "tensor([3.], grad_fn=<MulBackward0>)"
    assert len(repr(minidl.zeros(100, 100))) < 1000
    assert (
        repr(minidl.nn.Parameter(np.ones(1, np.float32)))
        == "Parameter containing:\ntensor([1.], requires_grad=True)"
    )


def test_format():
    assert f"{minidl.tensor(1.23456):.2f}" == "1.23" and f"{minidl.tensor(7):>3}" == "  7"
    assert f"{minidl.tensor([1.0])}" == "tensor([1.])"
    with pytest.raises(TypeError, match=r"Format '.2f' is for a single number, this tensor has shape \(2,\)"):
        f"{minidl.ones(2):.2f}"


def test_length_truth_and_iteration():
    t = minidl.tensor([[1.0, 2.0], [3.0, 4.0]])
    assert len(t) == 2 and [row.tolist() for row in t] == [[1, 2], [3, 4]]
    assert bool(minidl.tensor([1.0])) and not minidl.tensor(0)
    with pytest.raises(
        ValueError, match=r"truth of a tensor of shape \(2, 2\) is ambiguous. Try .any\(\) or .all\(\)"
    ):
        bool(t)
    for function in (len, list, iter):
        with pytest.raises(TypeError, match=r"a single number: it has no length"):
            function(minidl.tensor(1.0))
    first, second = t
    assert second.tolist() == [3, 4]


def test_numbers_in_and_out():
    t = minidl.tensor([[1.5]])
    assert t.item() == 1.5 and float(t) == 1.5 and int(t) == 1
    assert type(minidl.tensor(2).item()) is int and type(minidl.tensor(True).item()) is bool
    assert [10, 20, 30][minidl.tensor(1)] == 20 and list(range(minidl.tensor(2))) == [0, 1]
    assert minidl.tensor([[1, 2], [3, 4]]).tolist() == [[1, 2], [3, 4]]
    with pytest.raises(
        ValueError, match=r"item: needs exactly one element, got shape \(2,\). Try .tolist\(\)"
    ):
        minidl.ones(2).item()
    with pytest.raises(TypeError, match="Only an integer tensor of one element can be an index"):
        [1, 2][minidl.tensor(1.0)]


def test_arrays_in_and_out():
    t = minidl.tensor([1.0, 2.0])
    assert t.numpy() is t.data.numpy() and np.asarray(t).dtype == np.float32
    assert np.array(t, dtype=np.int64).tolist() == [1, 2] and np.stack([t, t]).shape == (2, 2)
    copied = np.array(t)
    copied[0] = 9
    assert t.tolist() == [1, 2]
    w = leaf(1.0)
    for convert in (w.numpy, lambda: np.asarray(w), (w * 2).numpy):
        with pytest.raises(RuntimeError, match=r"requires a gradient. Use tensor.detach\(\).numpy\(\)"):
            convert()


def test_detach_shares_memory_and_has_no_history():
    w = leaf(1.0, 2.0)
    d = (w * 2).detach()
    assert not d.requires_grad and d.is_leaf
    d = w.detach()
    d[0] = 9.0
    assert w.tolist() == [9, 2]


def test_clone_is_a_copy_in_the_graph():
    w = minidl.from_numpy(np.asfortranarray(numbers(2, 3))).requires_grad_()
    c = w.clone()
    assert c.data.numpy().flags.f_contiguous and not np.may_share_memory(c.data.numpy(), w.data.numpy())
    c.sum().backward()
    assert w.grad.tolist() == [[1, 1, 1], [1, 1, 1]]


def test_hash_is_identity_and_equality_is_by_element():
    a, b = minidl.ones(2), minidl.ones(2)
    assert len({a, b, a}) == 2 and {a: 1}[a] == 1
    assert (a == b).all() and isinstance(a == b, Tensor)


def test_sizes():
    t = minidl.zeros(2, 3, 4)
    assert t.shape == t.size() == (2, 3, 4) and t.size(-1) == 4 and t.size(0) == 2
    assert t.dim() == t.ndim == 3 and t.numel() == 24 and t.is_floating_point()
    assert t.T.shape == (4, 3, 2) and t.mT.shape == (2, 4, 3)
    with pytest.raises(IndexError, match=r"size: dim 3 does not exist in shape \(2, 3, 4\)"):
        t.size(3)


@pytest.mark.parametrize(
    "duplicate", [copy.deepcopy, lambda t: pickle.loads(pickle.dumps(t))], ids=["deepcopy", "pickle"]
)
def test_copies_of_leaves(duplicate):
    for t in (
        leaf(1.0, 2.0),
        minidl.nn.Parameter(np.ones((2, 3))),
        minidl.tensor([1, 2]),
        minidl.tensor(True),
    ):
        if t.requires_grad:
            (t * t).sum().backward()
        twin = duplicate(t)
        assert type(twin) is type(t) and twin is not t and twin.requires_grad == t.requires_grad
        assert twin.dtype == t.dtype and twin.tolist() == t.tolist()
        assert not np.may_share_memory(twin.data.numpy(), t.data.numpy())
        with no_grad():
            t.zero_()
        if twin.requires_grad:  # it lives on its own
            twin.grad = None
            twin.sum().backward()
            assert (twin.grad == 1).all()
    with pytest.raises(RuntimeError, match=r"Only leaf tensors can be deep-copied or pickled.*\.detach\(\)"):
        duplicate(leaf(1.0) * 2)


def test_deepcopy_keeps_shared_parts_shared():
    w = leaf(1.0)
    first, second = copy.deepcopy([w, w])
    assert first is second and first is not w


WITHOUT_A_WARNING = """
import numpy as np
import minidl
from minidl import nn, optim
import minidl.nn.functional as F

x = minidl.tensor([[-1.0, 0.0, 3e38, np.inf, np.nan]] * 4, requires_grad=True)
for y in (x / 0, x * x, x - x, x.log(), x.sqrt(), x.exp(), x**0.5, x.sin(), x.sum(0), x.mean(), x.var(), x.std(0)):
    y.sum().backward()
y = F.linear(x, minidl.full((3, 5), 3e38, requires_grad=True), minidl.ones(3))
(F.cross_entropy(y, minidl.tensor([0, 1, 2, 0])) + F.mse_loss(y, y * 2)).backward()
images = x.reshape(1, 1, 4, 5).expand(8, 16, 4, 5)
model = nn.Sequential(nn.Conv2d(16, 16, 3, padding=1), nn.BatchNorm2d(16), nn.MaxPool2d(2), nn.AvgPool2d(2), nn.Flatten())
model(images).sum().backward()
for optimizer in (optim.SGD(model.parameters(), lr=0.1, momentum=0.9), optim.Adam(model.parameters())):
    optimizer.step()
try:
    np.ones(2) / 0
except RuntimeWarning:
    print("NumPy's own still warns")
"""


def test_inf_and_nan_come_without_a_warning():
    """Even where Python makes errors of warnings; but what the user computes with NumPy still warns."""
    command = [sys.executable, "-W", "error", "-c", WITHOUT_A_WARNING]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert (result.stdout, result.stderr) == ("NumPy's own still warns\n", "")


# --- numbers --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("n", [300, 1000, 10_000, 200_000, 1_000_000])
@pytest.mark.parametrize("shape", [(4,), (1, 4)])
def test_long_sums_of_gradients_are_right_to_the_last_digits(n, shape):
    """In float32 one after the other, a million numbers would be wrong by 1 %."""
    g = minidl.full((n, 4), 0.1)
    uses = [lambda x, b: x + b, lambda x, b: x - b, lambda x, b: b.expand(n, 4), minidl.nn.functional.linear]
    for use in uses if n < 1_000_000 else uses[:1] + uses[3:]:
        b = minidl.zeros(*shape, requires_grad=True)
        if use is minidl.nn.functional.linear:
            y = use(minidl.zeros(n, 1), minidl.zeros(4, 1), b.reshape(4))
        else:
            y = use(minidl.zeros(n, 4), b)
        y.backward(g)
        np.testing.assert_allclose(b.grad.abs().numpy(), n * np.float64(np.float32(0.1)), rtol=1e-6)


@pytest.mark.parametrize(
    "function", [lambda x: x.permute(1, 0), lambda x: x.reshape(2, 3).T, lambda x: x.T[:] + 0]
)
def test_a_leaf_owns_its_gradient_if_backward_is_given_a_view(function):
    given = np.ones((2, 3))
    x = minidl.zeros(2, 3, dtype=minidl.float64, requires_grad=True)
    function(x).backward(given.T)
    assert not np.may_share_memory(x.grad.numpy(), given)
    x.grad.zero_()
    assert (given == 1).all()


def test_clamp_sends_the_gradient_to_the_upper_bound_where_the_bounds_are_crossed():
    for library in (minidl, torch) if torch else (minidl,):
        x, low, high = (
            library.tensor(v, requires_grad=True) for v in ([0.0, 1.5, 3.0], [2.0, 2.0, 2.0], [1.0, 1.0, 1.0])
        )
        y = library.clamp(x, low, high)
        y.sum().backward()
        assert y.tolist() == [1, 1, 1]
        assert (x.grad.tolist(), low.grad.tolist(), high.grad.tolist()) == ([0, 0, 0], [0, 0, 0], [1, 1, 1])


@needs_torch
@pytest.mark.parametrize("exponent", [3, 2, 1, 0, -1, -2, 0.5, 2.5, -0.5, 3.0, 10])
def test_powers_with_a_number(exponent):
    for dtype in (np.float32, np.float64):
        x = np.array([0.0, -1.5, 2.0, np.inf, np.nan, 1e-20, 3.7], dtype)
        same(f"x ** {exponent}", x=x)
        same(f"x.pow({exponent})", x=x[:0])
    for code in (f"x.long() ** {abs(exponent)}", f"x[0] ** {exponent}"):
        same(code, x=np.array([1.0, 2.0, 3.0]))


def test_the_cube_takes_no_array_of_exponents():
    x = minidl.randn(2000)
    seconds = min(timeit.repeat(lambda: x**3, number=50, repeat=20)) / 50
    power = min(timeit.repeat(lambda: np.power(x.numpy(), np.float32(3)), number=50, repeat=20)) / 50
    assert seconds < power, f"x ** 3 takes {1e6 * seconds:.0f} µs, NumPy's power {1e6 * power:.0f}"
