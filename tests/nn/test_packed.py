"""Packed sequences: the same as in PyTorch, and recurrent layers that stop at each sequence's own end."""

import numpy as np
import pytest

import minidl
from minidl import nn
from minidl.nn.utils.rnn import PackedSequence, pack_padded_sequence, pack_sequence, pad_packed_sequence
from tests.parity import Library, assert_same, fill_state, flat, pytorch, wave

LENGTHS = ([4, 3, 3, 1], [2, 5, 1, 5], [3, 3, 3, 3], [1, 2, 3, 4])


def both(run):
    """run(library, its rnn) of minidl and of PyTorch"""
    return [run(library, library.nn.utils.rnn) for library in (Library(), Library(pytorch()))]


def arrays(library, *values):
    """{place: array}; what is None stays it"""
    return dict(enumerate([library.array(value) for value in flat(values)]))


def send_back(library, outputs):
    for place, y in enumerate(outputs):
        g = library.tensor(wave(tuple(y.shape), place).astype(library.array(y).dtype))
        y.backward(g, retain_graph=True)


@pytest.mark.parametrize("lengths", LENGTHS)
@pytest.mark.parametrize("batch_first", [False, True])
@pytest.mark.parametrize("rest", [(), (3,), (2, 3)])
def test_packed_and_padded_as_in_pytorch(lengths, batch_first, rest):
    def run(library, rnn):
        x = library.tensor(wave((4, 6, *rest) if batch_first else (6, 4, *rest)), True)
        is_sorted = sorted(lengths, reverse=True) == lengths
        found = []
        for given in (lengths, library.tensor(np.array(lengths)), np.array(lengths).tolist()):
            packed = rnn.pack_padded_sequence(x, given, batch_first, enforce_sorted=is_sorted)
            for settings in ({}, {"batch_first": True, "padding_value": -1.5}, {"total_length": 8}):
                padded, back = rnn.pad_packed_sequence(packed, **settings)
                send_back(library, [packed.data, padded])
                found += [*packed, padded, back]
        return arrays(library, *found, x.grad)

    assert_same(*both(run), {"float64": {"rtol": 1e-12}}, lengths)


@pytest.mark.parametrize("lengths", LENGTHS)
def test_pack_sequence_and_the_indices_of_ones_own(lengths):
    def run(library, rnn):
        sequences = [library.tensor(wave((n, 2), n), True) for n in lengths]
        packed = rnn.pack_sequence(sequences, enforce_sorted=False)
        again = rnn.PackedSequence(packed.data * 2, packed.batch_sizes, packed.sorted_indices)
        padded, _ = rnn.pad_packed_sequence(again)
        send_back(library, [padded])
        return arrays(library, *packed, *again, padded, *[x.grad for x in sequences])

    assert_same(*both(run), {"float64": {"rtol": 1e-12}}, lengths)


@pytest.mark.parametrize("kind", ["RNN", "LSTM", "GRU", "projected"])
@pytest.mark.parametrize("lengths", LENGTHS)
@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"bias": False, "batch_first": True},
        {"bidirectional": True},
        {"num_layers": 2, "bidirectional": True, "batch_first": True},
        {"num_layers": 3},
    ],
    ids=str,
)
def test_recurrent_layers_as_in_pytorch(kind, lengths, settings):
    """Every output and state, and the gradients that come back through each of them."""
    more = {"proj_size": 2} if kind == "projected" else {}
    name = "LSTM" if more else kind

    def run(library, rnn):
        found = []
        for start in (False, True):
            layer = fill_state(library, getattr(library.nn, name)(3, 4, **settings, **more).double())
            x = library.tensor(wave((5, 4, 3)), True)
            sizes = [more.get("proj_size", 4), 4][: 1 + (name == "LSTM")]
            layers = settings.get("num_layers", 1) * (1 + settings.get("bidirectional", False))
            state = [library.tensor(wave((layers, 4, size), size), True) for size in sizes]
            packed = rnn.pack_padded_sequence(x, lengths, enforce_sorted=False)
            given = (tuple(state) if name == "LSTM" else state[0],) if start else ()
            output, end = layer(packed, *given)
            send_back(library, [output.data, *flat(end)])
            found += [*output, *flat(end), x.grad, *[s.grad for s in state if start]]
            found += [p.grad for p in layer.parameters()]
        return arrays(library, *found)

    assert_same(*both(run), {"float64": {"rtol": 1e-9, "atol": 1e-11}}, kind)


@pytest.mark.parametrize("kind", ["RNN", "LSTM", "GRU"])
def test_each_sequence_is_as_it_is_by_itself(kind):
    layer = getattr(nn, kind)(3, 4, 2, bidirectional=True).double()
    sequences = [minidl.from_numpy(wave((n, 3), n)) for n in (2, 5, 3)]
    output, end = layer(pack_sequence(sequences, enforce_sorted=False))
    padded, lengths = pad_packed_sequence(output, batch_first=True)
    for i, x in enumerate(sequences):
        alone, last = layer(x)
        np.testing.assert_allclose(padded[i, : lengths[i].item()].detach().numpy(), alone.detach().numpy())
        for whole, part in zip(flat(end), flat(last)):
            np.testing.assert_allclose(whole[:, i].detach().numpy(), part.detach().numpy())


def test_what_a_packed_sequence_is():
    torch = pytorch()
    ours, theirs = (
        rnn.pack_sequence([m.ones(2), m.ones(1)])
        for m, rnn in ((minidl, nn.utils.rnn), (torch, torch.nn.utils.rnn))
    )
    assert repr(ours) == repr(theirs)
    assert isinstance(ours, PackedSequence) and isinstance(ours, tuple)
    assert ours.to("cpu").data is ours.data and ours.to(minidl.float64).data.dtype == minidl.float64
    embedded = PackedSequence(ours.data * 2, ours.batch_sizes)
    assert embedded.data.tolist() == [2, 2, 2] and embedded.sorted_indices is None


def test_a_layer_may_be_hooked_and_drops_between_layers():
    layer = nn.GRU(3, 200, 2, dropout=0.5)
    packed = pack_padded_sequence(minidl.randn(5, 2, 3), [5, 2])
    seen = []
    layer.register_forward_hook(lambda module, inputs, output: seen.append(type(output[0]).__name__))
    one, two = layer(packed)[0], layer(packed)[0]
    assert seen == ["PackedSequence"] * 2 and (one.data.detach().numpy() != two.data.detach().numpy()).any()
