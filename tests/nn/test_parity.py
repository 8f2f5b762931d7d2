"""Every module of nn against PyTorch: repr, state, value, gradients, and the state afterwards."""

import numpy as np
import pytest

from minidl import nn
from tests.names import classes
from tests.nn.cases import LAYERS
from tests.parity import Library, compare, parity, pytorch


@parity(LAYERS)
def test_the_same_as_in_pytorch(given):
    compare(*given)


@pytest.mark.parametrize("case", LAYERS, ids=repr)
def test_repr_and_state_as_in_pytorch(case):
    ours, theirs = case.make(Library(), "float32"), case.make(Library(pytorch()), "float32")
    assert repr(ours) == repr(theirs)
    assert ours.training == theirs.training
    assert list(ours.state_dict()) == list(theirs.state_dict())
    for method in ("named_parameters", "named_buffers", "named_modules"):
        assert [n for n, _ in getattr(ours, method)()] == [n for n, _ in getattr(theirs, method)()]


def test_every_layer_is_compared():
    parts = {
        "Module",
        "ModuleDict",
        "ModuleList",
        "Parameter",
        "ParameterDict",
        "ParameterList",
        "Sequential",
    }
    # PyTorch has none of these: see functional/test_activations.py and test_convolution.py.
    ours = {"Maxout", "LocallyConnected2d"}
    lazy = {name for name in classes(nn) if name.startswith("Lazy")}  # see test_layers.py
    stacks = {"TransformerEncoder", "TransformerDecoder"}  # see test_attention.py
    assert {case.name for case in LAYERS} == set(classes(nn)) - parts - ours - lazy - stacks


SIZES = {"Linear": (3, 4), "Conv2d": (3, 4, 2), "Conv1d": (3, 4, 2), "PReLU": (3,), "Embedding": (3, 4)}
SIZES |= {
    "ConvTranspose1d": (3, 4, 2),
    "ConvTranspose2d": (3, 4, 2),
    "BatchNorm1d": (3,),
    "BatchNorm2d": (3,),
    "LayerNorm": (3,),
    "GroupNorm": (2, 4),
}
SIZES |= {f"{kind}{cell}": (3, 4) for kind in ("RNN", "LSTM", "GRU") for cell in ("", "Cell")}


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("name", SIZES)
def test_device_and_dtype(name, dtype):
    sizes = SIZES[name]
    layer = getattr(nn, name)(*sizes, device="cpu", dtype=dtype)
    floats = [t for t in layer.state_dict().values() if t.is_floating_point()]
    assert {t.dtype for t in floats} == {np.dtype(dtype)}
    with pytest.raises(ValueError, match=f"{name}: minidl computes on the CPU only, got device 'cuda'"):
        getattr(nn, name)(*sizes, device="cuda")
    with pytest.raises(TypeError, match=f"{name}: expects float32 or float64 on the CPU, got .*int64"):
        getattr(nn, name)(*sizes, dtype=np.int64)
