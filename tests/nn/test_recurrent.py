"""Recurrent layers: the same as their equations written out, as their cells in a loop, and as PyTorch's."""

import math

import numpy as np
import pytest

import minidl
from minidl import nn
from tests.nn.test_init import check_uniform
from tests.parity import Library, fill_state, flat, pytorch, wave

KINDS = ["RNN", "LSTM", "GRU"]
every_kind = pytest.mark.parametrize("kind", KINDS)


def numbers(*shape, start=0.0):
    return minidl.from_numpy(wave(shape, start)).requires_grad_()


def parameters(cell):
    return cell.weight_ih, cell.weight_hh, cell.bias_ih, cell.bias_hh


# --- the equations, written out with the functions of Tensor ----------------------------------------


def plain_rnn(cell, x, h):
    w_ih, w_hh, b_ih, b_hh = parameters(cell)
    return ((x @ w_ih.T + b_ih + h @ w_hh.T + b_hh).tanh(),)


def plain_lstm(cell, x, h, c):
    w_ih, w_hh, b_ih, b_hh = parameters(cell)
    i, f, g, o = (x @ w_ih.T + b_ih + h @ w_hh.T + b_hh).chunk(4, dim=1)
    c = f.sigmoid() * c + i.sigmoid() * g.tanh()
    return o.sigmoid() * c.tanh(), c


def plain_gru(cell, x, h):
    w_ih, w_hh, b_ih, b_hh = parameters(cell)
    a_r, a_z, a_n = (x @ w_ih.T + b_ih).chunk(3, dim=1)
    b_r, b_z, b_n = (h @ w_hh.T + b_hh).chunk(3, dim=1)
    r, z = (a_r + b_r).sigmoid(), (a_z + b_z).sigmoid()
    n = (a_n + r * b_n).tanh()
    return ((1 - z) * n + z * h,)


PLAIN = {"RNN": plain_rnn, "LSTM": plain_lstm, "GRU": plain_gru}


def gradients(outputs, tensors):
    """What arrives if different numbers are sent back through each output."""
    for place, output in enumerate(flat(outputs)):
        output.backward(wave(output.shape, place), retain_graph=True)
    found = [t.grad.numpy() for t in tensors]
    for t in tensors:
        t.grad = None
    return found


def assert_close(ours, theirs):
    for a, b in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-9, atol=1e-12)


@every_kind
def test_a_layer_is_its_equations_step_by_step(kind):
    layer = fill_state(Library(), getattr(nn, kind)(3, 4, dtype=minidl.float64))
    cell = getattr(nn, f"{kind}Cell")(3, 4, dtype=minidl.float64)
    cell.load_state_dict({name[:-3]: t for name, t in layer.state_dict().items()})
    x, start = numbers(6, 2, 3), [numbers(1, 2, 4, start=5 + i) for i in range(1 + (kind == "LSTM"))]

    def unrolled(step):
        state, outputs = [s[0] for s in start], []
        for x_t in x:
            state = step(x_t, *state)
            outputs.append(state[0])
        return [minidl.stack(outputs), *[s.unsqueeze(0) for s in state]]

    def one_step(x_t, *state):
        return flat(cell(x_t, state if kind == "LSTM" else state[0]))

    fast = flat(layer(x, tuple(start) if kind == "LSTM" else start[0]))
    in_cells = unrolled(one_step)
    plain = unrolled(lambda x_t, *state: PLAIN[kind](cell, x_t, *state))
    assert_close([t.data.numpy() for t in fast], [t.data.numpy() for t in plain])
    assert_close([t.data.numpy() for t in in_cells], [t.data.numpy() for t in plain])
    expected = gradients(plain, [x, *start, *parameters(cell)])
    assert_close(gradients(in_cells, [x, *start, *parameters(cell)]), expected)
    assert_close(gradients(fast, [x, *start, *layer.parameters()]), expected)


@every_kind
@pytest.mark.parametrize("batched", [True, False])
def test_gradients_of_all_outputs_as_in_pytorch(kind, batched):
    """tests/nn/cases.py sends gradients through the first output alone."""
    found = []
    for library in (Library(), Library(pytorch())):
        layer = getattr(library.nn, kind)(3, 4, num_layers=2, bidirectional=True, batch_first=True).double()
        fill_state(library, layer)
        batch = (2,) if batched else ()
        x = library.tensor(wave((*batch, 5, 3)), True)
        state = tuple([library.tensor(wave((4, *batch, 4), i), True) for i in range(1 + (kind == "LSTM"))])
        outputs = flat(layer(x, state if kind == "LSTM" else state[0]))
        for place, output in enumerate(outputs):
            output.backward(library.tensor(wave(output.shape, place)), retain_graph=True)
        tensors = [x, *state, *layer.parameters()]
        found.append([library.array(t) for t in outputs] + [library.array(t.grad) for t in tensors])
    assert_close(*found)


@every_kind
def test_the_state_goes_on_where_a_sequence_was_cut(kind):
    layer, x = getattr(nn, kind)(3, 4, num_layers=2), numbers(6, 2, 3).float()
    whole, end = layer(x)
    first, state = layer(x[:4])
    second, end_of_parts = layer(x[4:], state)
    np.testing.assert_allclose(
        minidl.cat([first, second]).data.numpy(), whole.data.numpy(), rtol=1e-5, atol=1e-6
    )
    for a, b in zip(flat(end_of_parts), flat(end)):
        np.testing.assert_allclose(a.data.numpy(), b.data.numpy(), rtol=1e-5, atol=1e-6)


@every_kind
def test_outputs_may_be_changed_in_place_before_backward(kind):
    layer, x = getattr(nn, kind)(3, 4).double(), numbers(5, 2, 3)

    def gradient(factor):
        output, _ = layer(x)
        if factor is not None:
            output *= factor
        (output.sum() if factor is not None else (output * 2.0).sum()).backward()
        g, x.grad = x.grad.numpy(), None
        return g

    np.testing.assert_allclose(gradient(2.0), gradient(None))


def test_the_state_of_a_cell_may_be_changed_in_place():
    cell, x = nn.LSTMCell(3, 4).double(), numbers(2, 3)
    found = []
    for factor in (1.0, 3.0):
        h, c = cell(x)
        if factor != 1:
            h *= factor
            c += 1.0
        (h * (3.0 / factor) + c).sum().backward()
        found.append(x.grad.numpy())
        x.grad = None
    np.testing.assert_allclose(found[0], found[1])


def test_a_weight_changed_in_place_is_noticed():
    layer = nn.GRU(3, 4)
    output, _ = layer(minidl.randn(5, 2, 3))
    nn.init.zeros_(layer.weight_hh_l0)
    with pytest.raises(RuntimeError, match=r"recur_array needs a value of shape \(12, 4\) that was changed"):
        output.sum().backward()


@every_kind
@pytest.mark.parametrize("cell", ["", "Cell"])
def test_first_weights_are_uniform_within_one_over_root_hidden_size(kind, cell):
    layer = getattr(nn, kind + cell)(50, 64)
    for parameter in layer.parameters():
        check_uniform(parameter.data.numpy(), 1 / math.sqrt(64))
    before = next(layer.parameters()).data.numpy().copy()
    layer.reset_parameters()
    assert (next(layer.parameters()).data.numpy() != before).all()


@every_kind
def test_dropout_is_between_the_layers_only(kind):
    layer, x = getattr(nn, kind)(3, 200, num_layers=2, dropout=0.5), minidl.randn(4, 2, 3)
    one, two = layer(x), layer(x)
    assert (one[0].data.numpy() != two[0].data.numpy()).any()
    h_one, h_two = (flat(state)[0] for _, state in (one, two))
    assert (h_one[0].data.numpy() == h_two[0].data.numpy()).all()  # the first layer's state
    assert (one[0].data.numpy() != 0).all()
    layer.eval()
    assert (layer(x)[0].data.numpy() == layer(x)[0].data.numpy()).all()


def test_dropout_with_one_layer_is_warned_about():
    with pytest.warns(UserWarning, match=r"LSTM: dropout is between layers, and there is one layer only"):
        nn.LSTM(3, 4, dropout=0.5)


def test_saturated_gates_do_not_overflow():
    layer = nn.LSTM(1, 2).double()
    nn.init.constant_(layer.weight_ih_l0, 1e3)
    output, _ = layer(minidl.tensor([[-1e3], [1e3]], dtype=minidl.float64, requires_grad=True))
    output.sum().backward()
    assert np.isfinite(output.data.numpy()).all() and np.isfinite(layer.weight_ih_l0.grad.numpy()).all()


def test_flatten_parameters_does_nothing():
    assert nn.LSTM(3, 4).flatten_parameters() is None


@every_kind
def test_weights_are_found_as_in_pytorch(kind):
    settings = {"num_layers": 2, "bidirectional": True} | ({"proj_size": 2} if kind == "LSTM" else {})
    ours, theirs = (
        getattr(library.nn, kind)(3, 4, **settings) for library in (Library(), Library(pytorch()))
    )
    assert ours._flat_weights_names == theirs._flat_weights_names
    assert [[tuple(w.shape) for w in ws] for ws in ours.all_weights] == [
        [tuple(w.shape) for w in ws] for ws in theirs.all_weights
    ]
    for name in ours._flat_weights_names:
        assert ours._parameters[name] is getattr(ours, name)


x = minidl.zeros(5, 2, 3)


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: nn.LSTM(3, 4, proj_size=4), ValueError, "LSTM: proj_size must be at least 0 and below 4, got 4"),
        (lambda: nn.GRU(3, 4, proj_size=2), ValueError, "GRU: proj_size is for LSTM, got 2. Try nn.LSTM"),
        (lambda: nn.RNN(3, 4, nonlinearity="sin"), ValueError, "nonlinearity must be 'tanh' or 'relu', got 'sin'"),
        (lambda: nn.RNNCell(3, 4, True, 1), ValueError, "RNNCell: nonlinearity must be 'tanh' or 'relu', got 1"),
        (lambda: nn.GRU(3, 0), ValueError, "GRU: hidden_size must be at least 1, got 0"),
        (lambda: nn.GRU(3, 4, 0), ValueError, "GRU: num_layers must be at least 1, got 0"),
        (lambda: nn.GRU(3, 4.5), TypeError, "GRU: hidden_size must be a whole number, got 4.5"),
        (lambda: nn.GRU(3, 4, 1, 1), TypeError, "GRU: bias must be True or False, got 1"),
        (lambda: nn.LSTM(3, 4, batch_first=1), TypeError, "LSTM: batch_first must be True or False, got 1"),
        (lambda: nn.LSTM(3, 4, 2, dropout=2), ValueError, "LSTM: dropout must be between 0 and 1, got 2"),
        (lambda: nn.RNN(2, 4)(x), ValueError, r"RNN: expects 2 features .*, got \(5, 2, 3\). Did you mean RNN\(3, 4\)"),
        (lambda: nn.GRUCell(2, 4)(x[0]), ValueError, r"GRUCell: expects 2 features in the last axis"),
        (lambda: nn.RNN(3, 4)(x[0, 0]), ValueError, r"RNN: expects input \(L, N, input_size\) or \(L, input_size\), got \(3,\)"),
        (lambda: nn.RNN(3, 4, batch_first=True)(x[0, 0]), ValueError, r"expects input \(N, L, input_size\) or"),
        (lambda: nn.GRUCell(3, 4)(x), ValueError, r"GRUCell: expects input \(input_size\) or \(N, input_size\), got \(5, 2, 3\)"),
        (lambda: nn.RNN(3, 4)(x[:0]), ValueError, r"RNN: the sequence has no time steps, got input \(0, 2, 3\)"),
        (lambda: nn.RNN(3, 4)(x, minidl.zeros(2, 4)), ValueError, r"RNN: hx must have shape \(1, 2, 4\), for input \(5, 2, 3\), got \(2, 4\)"),
        (lambda: nn.LSTM(3, 4, 2)(x[:, 0], (minidl.zeros(2, 4), minidl.zeros(2, 5))), ValueError, r"c must have shape \(2, 4\), for input \(5, 3\), got \(2, 5\)"),
        (lambda: nn.LSTM(3, 4)(x, minidl.zeros(1, 2, 4)), TypeError, r"LSTM: the state is a pair \(h, c\), got Tensor"),
        (lambda: nn.GRU(3, 4)(x, (minidl.zeros(1, 2, 4),)), TypeError, "GRU: hx must be a Tensor, got tuple"),
        (lambda: nn.GRUCell(3, 4)(x[0], minidl.zeros(2, 5)), ValueError, r"GRUCell: hx must have shape \(2, 4\), for input \(2, 3\), got \(2, 5\)"),
        (lambda: nn.GRU(3, 4)(x.double()), TypeError, r"GRU: input is float64 but weight is float32.*model.to\(minidl.float64\)"),
        (lambda: nn.GRU(3, 4)(x, minidl.zeros(1, 2, 4).double()), TypeError, "GRU: input is float32 but hx is float64"),
        (lambda: nn.GRU(3, 4)(np.zeros((5, 2, 3))), TypeError, "GRU: input must be a Tensor, got ndarray"),
    ],
)  # fmt: skip
def test_errors(call, error, words):
    with pytest.raises(error, match=words):
        call()


def test_the_bias_gradient_of_many_steps_keeps_its_digits():
    cell = nn.RNNCell(1, 3, nonlinearity="relu")
    for p, value in zip(cell.parameters(), (0.0, 0.0, 0.1, 0.1)):
        nn.init.constant_(p, value)
    cell(minidl.zeros(100_000, 1)).backward(minidl.from_numpy(np.full((100_000, 3), 0.1, np.float32)))
    np.testing.assert_allclose(cell.bias_hh.grad.numpy(), 100_000 * float(np.float32(0.1)), rtol=1e-6)
