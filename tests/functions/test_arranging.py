"""repeat, tile, roll, unbind, vstack and the like: the same as PyTorch."""

import numpy as np
import pytest

from tests.parity import both_refuse, integers, needs_torch, numbers, same

x, row = numbers(2, 3), numbers(3, seed=1)
CODES = [
    "x.view_as(y.T)",
    "w.expand_as(x)",
    "m.broadcast_to(w, (2, 3))",
    "w.broadcast_to((4, 2, 3))",
    "x.ravel()",
    "m.ravel(x.T)",
]
CODES += [
    "x.repeat(2, 3)",
    "w.repeat(2, 2)",
    "x.repeat((1, 2))",
    "x.repeat(2, 1, 3)",
    "x.repeat(0, 2)",
    "x.tile(2)",
    "m.tile(x, (2, 2))",
    "x.tile((2, 1, 1))",
]
CODES += [
    "x.repeat_interleave(2)",
    "m.repeat_interleave(x, 3, dim=0)",
    "x.repeat_interleave(m.tensor([1, 0, 2]), dim=1)",
    "w.repeat_interleave(m.tensor([1, 0, 2]))",
]
CODES += [
    "x.roll(1)",
    "m.roll(x, -1, 0)",
    "x.roll((1, 2), (0, 1))",
    "x.roll(5, dims=1)",
    "m.roll(w, shifts=-2)",
    "x.roll(1, -1)",
]
CODES += [
    "x.unbind()",
    "m.unbind(x, 1)",
    "x.unbind(dim=-1)",
    "m.vstack([w, w])",
    "m.vstack((x, w))",
    "m.hstack([w, w])",
    "m.hstack((x, x))",
    "m.vstack([x[0, 0], x[0, 1]])",
]
CODES += [
    "m.concat([x, x], 1)",
    "m.concatenate([x, x])",
    "x.swapaxes(0, 1)",
    "m.numel(x)",
    "m.is_tensor(x)",
    "m.clone(x)",
    "m.is_floating_point(x)",
    "x.type(m.float32)",
    "x.type_as(w)",
    "x.type('float32') if m.__name__ == 'minidl' else x.float()",
]
CODES += [
    "x.int()",
    "x.byte() if False else x.abs().byte()",
    "x.short()",
    "x.mT",
    "x[:, :2].H",
    "x.to(m.device('cpu'))",
    "x.to('cpu', m.float32)",
    "x.to(w)",
    "x.to(device='cpu', dtype=m.int64)",
    "x.to(m.float64, copy=True)",
    "x.to(x.device)",
]


@needs_torch
@pytest.mark.parametrize("code", CODES)
def test_the_same(code):
    for kind in (np.float64, np.float32, np.int64):
        if kind is not np.int64 or "byte" not in code:
            same(code, x=(x * 9).astype(kind), y=(x * 2).astype(kind), w=(row * 9).astype(kind))


@needs_torch
@pytest.mark.parametrize(
    "code",
    [
        "x.roll(1)",
        "x.repeat(2)",
        "x.tile(3)",
        "x.repeat_interleave(2)",
        "x.ravel()",
        "x.view_as(x)",
        "m.hstack([x, x])",
    ],
)
def test_a_single_number(code):
    same(code, x=numbers())


@needs_torch
@pytest.mark.parametrize(
    "code",
    [
        "x.roll(1, 1)",
        "x.repeat(2, 2)",
        "x.unbind(0)",
        "x.repeat_interleave(2, 0)",
        "x.tile(2)",
        "m.vstack([x, x])",
        "x.ravel()",
    ],
)
def test_nothing_at_all(code):
    same(code, x=numbers(0, 3))


@needs_torch
@pytest.mark.parametrize(
    "code",
    [
        "x.sum(axis=0)",
        "m.sum(x, axis=(0, 1), keepdims=True)",
        "x.mean(axis=1, keepdims=True)",
        "x.max(axis=1)",
        "x.argmax(axis=0)",
        "x.std(axis=0)",
        "m.cat([x, x], axis=1)",
        "m.stack([x, x], axis=1)",
        "x.squeeze(axis=0)",
        "x.unsqueeze(axis=-1)",
        "x.softmax(axis=1)",
        "x.cumsum(axis=0)",
        "x.sort(axis=0)",
        "x.topk(1, axis=0)",
        "x.all(axis=0)",
        "x.prod(axis=1)",
        "x.amax(axis=0, keepdims=True)",
        "x.var(axis=1, keepdims=True)",
        "x.logsumexp(axis=0)",
        "x.unbind(axis=1)",
    ],
)
def test_numpys_axis_and_keepdims(code):
    same(code, x=x)


ERRORS = [
    ("x.repeat(2)", ValueError, r"repeat: expects a number for each axis of \(2, 3\), got \(2,\). Try tile"),
    ("x.repeat(-1, 2)", ValueError, "repeat: a size must not be negative, got -1"),
    ("x.roll((1, 2), 0)", ValueError, r"roll: expects a shift for each of dims \(0,\), got \(1, 2\)"),
    ("x.roll('a')", TypeError, "roll: shifts must be a whole number, got 'a'"),
    ("x.roll(1, 4)", IndexError, "roll: dim 4 does not exist"),
    ("x.repeat_interleave(-1)", ValueError, "repeat_interleave: expects one number from 0"),
    ("x.repeat_interleave(0.5)", TypeError, "repeat_interleave: repeats must be a whole number, got 0.5"),
    ("x.repeat_interleave(m.tensor([1, 2]), 1)", ValueError, "repeat_interleave: expects one number from 0 or 3"),
    ("x[0, 0].unbind()", ValueError, "unbind: a single number has no axis"),
    ("m.vstack([1])", TypeError, "vstack: expects a list or tuple of Tensors, got int"),
    ("x.sum(0, 'no')", TypeError, "sum: keepdim must be True or False, got 'no'"),
    ("x.sum(0, keepdim=1)", TypeError, "sum: keepdim must be True or False, got 1"),
    ("x.sum(axis=0, dim=0)", TypeError, "unexpected keyword argument 'axis'"),
    ("x.reshape('a')", TypeError, "reshape: a size must be a whole number, got 'a'"),
    ("x.reshape(2.5)", TypeError, "reshape: a size must be a whole number, got 2.5"),
    ("x.split('a')", TypeError, "split: the size of a piece must be a whole number, got 'a'"),
    ("m.sum(3.0)", TypeError, r"sum: expects a Tensor, got float. Wrap it with minidl.tensor\(...\)"),
    ("x.to('cuda:7')", (ValueError, RuntimeError), "to: minidl computes on the CPU only, got device 'cuda:7'"),
    ("x.to('float99')", (TypeError, RuntimeError), "to: expected a dtype such as minidl.float32, got 'float99'"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "error", "match"), ERRORS, ids=[code for code, *_ in ERRORS])
def test_errors_say_what_to_do(code, error, match):
    both_refuse(code, error, match, x=x)


@needs_torch
def test_names_of_types():
    import minidl
    from tests.parity import torch

    for kind in ["float32", "float64", "int64", "int32", "uint8", "bool", "int16"]:
        assert minidl.ones(1, dtype=getattr(minidl, kind)).type() == torch.ones(
            1, dtype=getattr(torch, kind)
        ).type().replace("torch", "minidl")
    assert integers(2).dtype == np.int64
