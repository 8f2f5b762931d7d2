"""Tensors print as PyTorch's do, letter by letter, whatever `set_printoptions` says."""

import numpy as np
import pytest

import minidl
from tests.parity import needs_torch, torch

SETTINGS = [
    *({}, {"precision": 2}, {"sci_mode": True}, {"sci_mode": False}, {"threshold": 5, "edgeitems": 2}),
    *({"linewidth": 40}, {"profile": "short"}, {"profile": "full"}, {"precision": 1, "profile": "short"}),
]


@pytest.fixture(autouse=True)
def as_usual():
    yield
    minidl.set_printoptions(profile="default")


def arrays():
    generator = np.random.default_rng(0)
    for _ in range(40):
        values = generator.standard_normal(tuple(generator.integers(0, 6, generator.integers(0, 4))))
        values *= 10.0 ** generator.integers(-6, 9)
        infinite, missing = np.where(values > 0, values, np.inf), np.where(values > 0, values, np.nan)
        for array in (values, np.round(values), infinite, missing, values * 0):
            yield np.asarray(array, np.float32)
        yield np.asarray(values, np.int64)
        yield np.asarray(values > 0)
    for shape in [
        (2000,),
        (1001,),
        (3, 1000),
        (40, 40),
        (10, 10, 11),
        (2, 600),
        (600, 2),
        (30,),
        (17,),
        (12, 3),
    ]:
        yield generator.random(shape, np.float32)
        yield generator.integers(-500, 500, shape)
        yield generator.random(shape) > 0.5
        yield generator.random(shape) * 1e5


@needs_torch
@pytest.mark.parametrize("settings", SETTINGS)
def test_numbers_print_as_pytorchs(settings):
    torch.set_printoptions(**settings)
    minidl.set_printoptions(**settings)
    try:
        for array in arrays():
            ours, theirs = minidl.from_numpy(array), torch.from_numpy(array.copy())
            assert repr(ours).replace("dtype=", "dtype=torch.").split() == repr(theirs).split()
            if array.dtype == np.float32 and array.size < 50:
                assert repr(ours) == repr(theirs)
                assert repr(ours.clone().requires_grad_()) == repr(theirs.clone().requires_grad_())
                assert repr(ours.clone().requires_grad_() * 1) == repr(theirs.clone().requires_grad_() * 1)
    finally:
        torch.set_printoptions(profile="default")


PRINTED = {
    "tensor([ 0,  1,  2,  3,  4,  5,  6,  7,  8,  9, 10, 11, 12, 13, 14, 15, 16, 17,\n"
    "        18, 19])": lambda: minidl.arange(20),
    "tensor([True, True])": lambda: minidl.tensor([True, True]),
    "tensor([0., 0., 0.,  ..., 0., 0., 0.])": lambda: minidl.zeros(2000),
    "tensor([[0, 1],\n        [2, 3]])": lambda: minidl.arange(4).reshape(2, 2),
    "tensor([], size=(0, 3), dtype=int64)": lambda: minidl.zeros(0, 3).long(),
    "tensor([  -inf, 1.5000])": lambda: minidl.tensor([-np.inf, 1.5]),
}


@pytest.mark.parametrize("text", PRINTED)
def test_what_it_looks_like(text):
    assert repr(PRINTED[text]()) == text


def test_print_options():
    t = minidl.tensor([0.123456, 100.0])
    minidl.set_printoptions(precision=2)
    assert repr(t) == "tensor([  0.12, 100.00])"
    minidl.set_printoptions(sci_mode=True)
    assert repr(t) == "tensor([1.23e-01, 1.00e+02])"
    minidl.set_printoptions(profile="default")
    assert repr(t) == "tensor([  0.1235, 100.0000])"
    with pytest.raises(
        ValueError, match="set_printoptions: profile must be 'default', 'short' or 'full', got 'long'"
    ):
        minidl.set_printoptions(profile="long")
    with pytest.raises(TypeError, match="set_printoptions: precision must be a number, got '2'"):
        minidl.set_printoptions(precision="2")
