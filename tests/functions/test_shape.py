"""Reshaping, joining, splitting, products of matrices: the same as PyTorch, view or copy."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

import minidl
from minidl import nn
from tests.parity import both_refuse, integers, needs_torch, numbers, same

x = numbers(2, 3, 4)
SHAPE = [
    "x.reshape(6, 4)",
    "x.reshape((4, -1))",
    "x.reshape(-1)",
    "x.view(2, 12)",
    "x.reshape([3, 8])",
    "m.reshape(x, (24, 1))",
]
SHAPE += [
    "x.flatten()",
    "x.flatten(1)",
    "x.flatten(0, 1)",
    "x.flatten(-2)",
    "x.flatten(1, 1)",
    "m.flatten(x, start_dim=1, end_dim=2)",
]
SHAPE += [
    "x.transpose(0, 2)",
    "x.transpose(-1, 1)",
    "m.transpose(x, 0, 1)",
    "x.permute(2, 0, 1)",
    "x.permute((-1, 1, 0))",
    "x.mT",
    "x.permute(0, 1, 2)",
]
SHAPE += [
    "m.permute(x, (1, 0, 2))",
    "m.permute(x, dims=(1, 2, 0))",
    "x.unsqueeze(0)",
    "x.unsqueeze(-1)",
    "x.unsqueeze(2)",
    "m.unsqueeze(x, 1)",
]
SHAPE += [
    "x.flip(0)",
    "x.flip(0, -1)",
    "x.flip((1, 2))",
    "x.flip(dims=[1])",
    "m.flip(x, [0, 1, 2])",
    "m.flip(x, dims=(2,))",
    "x.flip([])",
]
SHAPE += [
    "x[0].t()",
    "x[0, 0].t()",
    "m.t(x[0])",
    "x.contiguous()",
    "x.mT.contiguous()",
    "x.clone()",
    "x.expand(2, 3, 4)",
    "x[:, :1].expand(-1, 5, -1)",
]
SHAPE += [
    "x[:, :, :1].expand(2, 3, 6)",
    "x.expand(5, -1, -1, 4)",
    "x.expand((2, 2, 3, 4))",
    "x[0, 0, 0].expand(3, 2)",
    "x[:0].expand(0, 3, 4)",
]
SHAPE += [
    "x.squeeze()",
    "x[:1].squeeze(0)",
    "x[:1].squeeze(1)",
    "x[:1, :1].squeeze()",
    "x[:1, :1].squeeze((0, 1))",
    "x[:1].squeeze((0, 1))",
    "m.squeeze(x[:1], -3)",
]
SHAPE += [
    "x.float()",
    "x.double()",
    "x.to(m.float32)",
    "x.to(m.float64)",
    "x.to('cpu')",
    "x.cpu()",
    "x.long()",
    "x.bool()",
    "x.to(m.int32)",
    "x.to(m.uint8) + 0 if False else x",
]
SHAPE += [
    "x.split(1)",
    "x.split(2, 1)",
    "x.split([1, 2], dim=1)",
    "x.split([3, 0, 1], -1)",
    "m.split(x, 3, dim=2)",
    "x.chunk(2)",
    "x.chunk(3, 2)",
    "x.chunk(5, -1)",
]
SHAPE += [
    "m.chunk(x, 2, dim=1)",
    "m.cat([x, x], 1)",
    "m.cat((x, x[:1]))",
    "m.cat([x, x, x], dim=-1)",
    "m.cat([x])",
    "m.stack([x, x])",
    "m.stack((x, x), -1)",
]
SHAPE += [
    "m.stack([x, x], dim=1)",
    "m.stack([x[0, 0, 0], x[1, 1, 1]])",
    "m.cat([x[:, :0], x], 1)",
    "m.cat([m.tensor([]), x.float()], 1)",
    "m.cat([m.tensor([]), m.tensor([])])",
]


@needs_torch
@pytest.mark.parametrize("code", SHAPE)
def test_shape(code):
    same(code, x=x)
    same(code, x=x.transpose(1, 2, 0).copy().transpose(2, 0, 1))


@needs_torch
@pytest.mark.parametrize(
    "code",
    [
        "x.reshape(1)",
        "x.reshape(())",
        "x.reshape(1, 1)",
        "x.reshape(-1)",
        "x.flatten()",
        "x.flatten(0, -1)",
        "x.permute(())",
        "x.transpose(0, -1)",
        "x.squeeze()",
        "x.squeeze(0)",
        "x.squeeze(-1)",
        "x.unsqueeze(0)",
        "x.unsqueeze(-1)",
        "x.flip(0)",
        "x.flip(())",
        "x.t()",
        "x.T",
        "x.expand(3)",
        "x.expand(())",
        "x.clone()",
        "x.contiguous()",
    ],
)
def test_shape_of_a_single_number(code):
    same(code, x=numbers())


@needs_torch
@pytest.mark.parametrize(
    "code",
    [
        "x.reshape(-1)",
        "x.reshape(3, 0)",
        "x.reshape(0)",
        "x.flatten()",
        "x.flatten(1)",
        "x.T",
        "x.unsqueeze(1)",
        "x.squeeze()",
        "x.chunk(3)",
        "x.chunk(2, 1)",
        "x.split(2)",
        "x.split(0)",
        "x.split([0, 0])",
        "x.flip(0)",
        "x.expand(2, 0, 3)",
        "m.cat([x, x], 1)",
        "m.stack([x, x])",
        "x.reshape(5, 0, 2)",
    ],
)
def test_shape_of_nothing(code):
    same(code, x=numbers(0, 3))


@needs_torch
def test_joining_promotes():
    for code in ("m.cat([x, y], 0)", "m.stack([x, y], 1)", "m.cat([y, x, y.bool()])"):
        same(code, x=numbers(3, 2, dtype=np.float32), y=integers(3, 2))
        same(code, x=numbers(3, 2), y=numbers(3, 2, dtype=np.float32))
        same(code, x=integers(3, 2, dtype=np.int32), y=integers(3, 2))


MATRICES = [
    ((3, 4), (4, 2)),
    ((4,), (4, 2)),
    ((3, 4), (4,)),
    ((4,), (4,)),
    ((2, 3, 4), (4, 5)),
    ((2, 3, 4), (2, 4, 5)),
]
MATRICES += [
    ((2, 1, 3, 4), (5, 4, 2)),
    ((4,), (2, 4, 3)),
    ((2, 3, 4), (4,)),
    ((0, 4), (4, 2)),
    ((3, 0), (0, 2)),
    ((1, 1), (1, 1)),
    ((3, 4), (2, 4, 2)),
]


@needs_torch
@pytest.mark.parametrize(("left", "right"), MATRICES)
def test_matmul(left, right):
    for code in ("x @ y", "m.matmul(x, y)", "x.matmul(y)"):
        same(code, x=numbers(*left), y=numbers(*right, seed=1))
    same(
        "x @ y", x=numbers(*left, dtype=np.float32), y=numbers(*right, dtype=np.float32), rtol=1e-4, atol=1e-5
    )
    same("x @ y", x=integers(*left), y=integers(*right))


@needs_torch
def test_views_share_memory_as_in_pytorch():
    """What is written into a view is seen in the whole, and the other way round."""
    for view in (
        "x.reshape(4, 6)",
        "x.view(-1)",
        "x.flatten()",
        "x.transpose(0, 1)",
        "x.permute(2, 1, 0)",
        "x.mT",
        "x.squeeze()",
        "x.unsqueeze(0)",
        "x[0]",
        "x[:, 1:]",
        "x[0, 1, 2]",
        "x[None, ..., 0]",
        "x.detach()",
        "x.contiguous()",
        "x.split(1)[1]",
        "x.chunk(2)[0]",
        "m.from_numpy(x.numpy())",
    ):
        same(f"v = {view}; v[...] = 7; x * 1", x=integers(2, 3, 4))
    same(
        "v = x[:, [1, 0]].reshape(4, 4); p = x[:, [1, 0]]; v = p.view(-1); v[...] = 7; p * 1",
        x=integers(2, 3, 4),
    )
    for copy in (
        "x.clone()",
        "x.flip(0)",
        "x[[0, 1]]",
        "x[x > 0]",
        "m.cat([x])",
        "x + 0",
        "m.tensor(x.numpy())",
    ):
        same(f"v = {copy}; v[...] = 7; x * 1", x=integers(2, 3, 4))


# --- errors -----------------------------------------------------------------------------------------

ERRORS = [
    ("x.reshape(5, 5)", ValueError, r"reshape: 24 elements of shape \(2, 3, 4\) do not fill"),
    ("x.reshape(-1, -1)", ValueError, "reshape: .* one of them may be -1"),
    ("x.permute(0, 1)", ValueError, r"permute: dims must name each axis of shape \(2, 3, 4\) once"),
    ("x.permute(0, 1, 3)", IndexError, "permute: dim 3 does not exist"),
    ("x.permute(0, 1, 1)", ValueError, "permute: dims must name each axis"),
    ("x.transpose(0, 3)", IndexError, "transpose: dim 3 does not exist"),
    ("x.t()", ValueError, r"t: expects a matrix, got shape \(2, 3, 4\)"),
    ("x.flatten(2, 1)", ValueError, "flatten: start_dim 2 lies behind end_dim 1"),
    ("x.flatten(4)", IndexError, "flatten: dim 4"),
    ("x.squeeze(3)", IndexError, "squeeze: dim 3"),
    ("x.unsqueeze(4)", IndexError, "unsqueeze: dim 4 .* Allowed are -4 to 3"),
    ("x.unsqueeze(1.0)", TypeError, "unsqueeze: dim must be an integer, got 1.0"),
    ("x.flip(0, 0)", ValueError, "flip: an axis appears twice"),
    ("x.expand(3, 4)", ValueError, r"expand: shape \(2, 3, 4\) cannot become \(3, 4\)"),
    ("x.expand(2, 5, 4)", ValueError, "only axes of length 1 can grow"),
    ("x.expand(-1, 2, 3, 4)", ValueError, "−1 keeps an axis that exists"),
    ("m.cat([])", TypeError, "cat: expects a list or tuple of Tensors, got nothing"),
    ("m.cat([x, 1])", TypeError, "cat: expects a list or tuple of Tensors, got Tensor, int"),
    ("m.cat([x, x[0]])", ValueError, r"cat: shapes \(2, 3, 4\) and \(3, 4\) cannot be joined"),
    ("m.cat([x, x[:, :2]], 0)", ValueError, "equal on all axes but dim"),
    ("m.cat([x, x], 3)", IndexError, "cat: dim 3 does not exist"),
    ("m.cat([x[0, 0, 0], x[0, 0, 0]])", ValueError, "cat: single numbers have no axis .* Try stack"),
    ("m.stack([x, x[:1]])", ValueError, r"stack: all tensors must have one shape, got \(1, 3, 4\) and \(2, 3, 4\)"),
    ("m.stack([x, x], 5)", IndexError, "stack: dim 5"),
    ("x.split(0)", ValueError, "split: the size of a piece must be at least 1, got 0"),
    ("x.split([1, 2])", ValueError, r"split: sizes \[1, 2\] add up to 3, but dim 0 has 2"),
    ("x.split([3, -1])", ValueError, "split: sizes"),
    ("x.chunk(0)", ValueError, "chunk: the number of pieces must be at least 1"),
    ("x[0, 0, 0].split(1)", ValueError, "split: a single number has no axis to cut"),
    ("x[0, 0, 0].chunk(1)", ValueError, "chunk: a single number"),
    ("x @ x", ValueError, r"matmul: shapes \(2, 3, 4\) and \(2, 3, 4\) do not multiply.*\.T"),
    ("x @ 2.0", (ValueError, TypeError), "matmul"),
    ("x[0, 0, 0] @ x", ValueError, r"matmul: a single number has no rows or columns. Use \*"),
    ("x.to('cuda')", ValueError, "to: minidl computes on the CPU only, got device 'cuda'"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "error", "match"), ERRORS, ids=[code for code, *_ in ERRORS])
def test_errors_say_what_to_do(code, error, match):
    both_refuse(code, error, match, x=x)


def test_flatten_keeps_an_empty_batch():
    assert minidl.zeros(0, 3, 4).flatten(1).shape == (0, 12)


# --- against NumPy, for shapes nobody thought of ------------------------------------------------------


@given(hnp.mutually_broadcastable_shapes(num_shapes=2, max_dims=4, max_side=3))
def test_broadcasting_is_numpys(shapes):
    a, b = (
        minidl.from_numpy(numbers(*shape, seed=i)).requires_grad_()
        for i, shape in enumerate(shapes.input_shapes)
    )
    result = a + 2 * b
    assert result.shape == shapes.result_shape
    np.testing.assert_array_equal(result.data.numpy(), a.data.numpy() + 2 * b.data.numpy())
    result.sum().backward()
    for t, factor in ((a, 1), (b, 2)):  # each element counts as often as it was repeated
        repeated = factor * result.numel() / max(t.numel(), 1)
        np.testing.assert_array_equal(t.grad.numpy(), np.full(t.shape, repeated if result.numel() else 0))


@given(hnp.array_shapes(min_dims=1, max_dims=4, max_side=4), st.data())
def test_splitting_and_joining_gives_the_whole(shape, data):
    dim = data.draw(st.integers(-len(shape), len(shape) - 1))
    size = data.draw(st.integers(1, 5))
    t = minidl.from_numpy(numbers(*shape)).requires_grad_()
    for pieces in (t.split(size, dim), t.chunk(size, dim)):
        whole = minidl.cat(pieces, dim)
        np.testing.assert_array_equal(whole.data.numpy(), t.data.numpy())
    whole.sum().backward()
    np.testing.assert_array_equal(t.grad.numpy(), 1)


@given(hnp.array_shapes(min_dims=1, max_dims=4, max_side=4), st.data())
def test_permuting_and_back_is_nothing(shape, data):
    dims = data.draw(st.permutations(range(len(shape))))
    t = minidl.from_numpy(numbers(*shape))
    there = t.permute(dims)
    assert there.shape == tuple(shape[d] for d in dims)
    np.testing.assert_array_equal(there.permute(tuple(np.argsort(dims))).data.numpy(), t.data.numpy())


VIEWS = [
    ("x.transpose(0, 1).view(-1)", False),
    ("x[0].t().view(12)", False),
    ("x[0].t().detach().view(12)", False),
    ("x[0].T[:2].view(6)", False),
    ("x.permute(2, 0, 1).view(4, 6)", True),
    ("x[:, :2].view(2, 8)", True),
    ("x[:, :, ::2].view(12)", True),
    ("x[:, :, ::2].view(6, 2)", True),
    ("x[:, :, :3].view(18)", False),
    ("x[:1].expand(2, 3, 4).view(24)", False),
    ("x[:, 1:].view(2, 8)", True),
    ("x[:, 1:].view(16)", False),
    ("x.permute(1, 2, 0).permute(2, 0, 1).view(24)", True),
    ("x.transpose(0, 1).contiguous().view(-1)", True),
    ("x.transpose(0, 1).reshape(-1).view(2, 12)", True),
    ("(x.transpose(0, 1) + 1).transpose(0, 1).view(24)", True),
    ("x[:0].transpose(0, 1).view(5, 0)", True),
    ("x.transpose(0, 1).view(x.transpose(0, 1).shape)", True),
    ("m.cat([x, x]).view(-1)", True),
]


@needs_torch
@pytest.mark.parametrize(("code", "taken"), VIEWS)
def test_view_is_refused_where_pytorch_would_have_to_copy(code, taken):
    for values in (x, integers(2, 3, 4)):
        if taken:
            same(code, x=values)
        else:
            both_refuse(code, x=values)
    if not taken:
        with pytest.raises(RuntimeError, match=r"view: shares memory.* Use .reshape"):
            eval(code, {"x": minidl.from_numpy(x.copy())})


def test_view_takes_what_lies_in_another_layout_only_here():
    """After convolution and pooling PyTorch's tensors lie in reading order"""
    images = minidl.from_numpy(numbers(4, 3, 6, 6))
    for layer in (
        nn.Conv2d(3, 5, 3).double(),
        nn.MaxPool2d(2),
        nn.Sequential(nn.Conv2d(3, 5, 3).double(), nn.ReLU()),
    ):
        y = layer(images)
        y[0].detach()  # that there are views of it changes nothing
        assert np.array_equal(y.view(-1).detach().numpy(), y.detach().numpy().reshape(-1))
        assert np.array_equal(y.view(4, -1).detach().numpy(), y.detach().numpy().reshape(4, -1))
        assert y.relu().view(len(y), -1).shape == y.reshape(4, -1).shape


@needs_torch
def test_movedim():
    for code in ("x.movedim(0, -1)", "m.movedim(x, (0, 2), (1, 0))", "x.moveaxis(1, 0)", "x.movedim((), ())"):
        same(code, x=x)
    for code in ("x.movedim((0, 0), (1, 2))", "x.movedim((0, 1), (2,))", "x.movedim(0, 3)"):
        both_refuse(code, x=x, match="movedim")


@needs_torch
def test_meshgrid():
    three = {"x": numbers(2), "y": numbers(3), "z": numbers(4)}
    for indexing in ("ij", "xy"):
        for code in ("x", "x, y", "x, y, z", "[x, y]", "x[:0], y", "x[0], y"):
            same(f"list(m.meshgrid({code}, indexing='{indexing}'))", **three)
    for code in ("x, y.long()", "x[None], y", "x, y, indexing='yx'"):
        both_refuse(f"m.meshgrid({code})", match="meshgrid: ", **three)
    assert [g.shape for g in minidl.meshgrid(minidl.arange(2), minidl.arange(3))] == [(2, 3)] * 2
