"""Recurrent layers: a cell is applied to one time step after another and hands on its state.

The equations of the cells stand in `functional/recurrent.py`.
"""

import math
import warnings
from functools import partial

import numpy as np

from ..checks import ShapeError, axes, choice, number, shape, sizes, switch
from ..functions.arithmetic import where
from ..functions.shape import cat, stack
from ..tensor import Tensor, apply, wrap
from . import functional as F
from . import init
from .functional.checks import check_same_dtype, check_tensor, factory_dtype
from .functional.recurrent import gru_step, lstm_step, recur_array, relu_step, tanh_step
from .module import Module
from .parameter import Parameter
from .settled import show_settings
from .utils.rnn import PackedSequence, pad_packed_sequence


def _recur(step, x, state, weights, **way):
    """Run a cell along x (L, N, in): the outputs (L, N, H), and the last state as a list.

    c is a copy: were it a view beside h in one array, no one could change h in place.
    """
    w_ih, w_hh, b_ih, b_hh = weights if len(weights) == 4 else (*weights, None, None)
    b_hh = wrap(np.zeros(len(w_hh), w_hh.dtype)) if b_hh is None else b_hh
    value = apply(recur_array, F.linear(x, w_ih, b_ih), w_hh, b_hh, *state, step=step, **way)
    output = value[: len(x)] if len(state) > 1 else value
    return output, [output[0 if way.get("reverse") else -1], *[value[-1].clone() for _ in state[1:]]]


def _recur_projected(x, state, weights, reverse=False, there=None):
    """An LSTM whose h' = W_hr (o tanh(c')) is smaller than c'; step by step (Sak et al., 2014)."""
    w_ih, w_hh, *biases, w_hr = weights
    b_ih, b_hh = biases or (None, None)
    a, (h, c), outputs = F.linear(x, w_ih, b_ih), state, {}
    for t in range(len(x))[:: -1 if reverse else 1]:
        i, f, g, o = (a[t] + F.linear(h, w_hh, b_hh)).chunk(4, -1)
        new = f.sigmoid() * c + i.sigmoid() * g.tanh()
        new = F.linear(o.sigmoid() * new.tanh(), w_hr), new
        h, c = new if there is None else [where(wrap(there[t]), *pair) for pair in zip(new, (h, c))]
        outputs[t] = h
    return stack([outputs[t] for t in range(len(x))]), [h, c]


class _Recurrent(Module):
    """Weights with one row for each gate and unit, checks, and the state to start from."""

    gates = 1
    states = ("hx",)
    step = staticmethod(tanh_step)
    first = ""  # the suffix of the first weights' names
    proj_size = 0  # of an LSTM: how small its h is made

    def _set_sizes(self, input_size, hidden_size, bias, least=0):
        who = type(self).__name__
        given = sizes(who, least, input_size=input_size, hidden_size=hidden_size)
        self.input_size, self.hidden_size = given
        self.bias = switch(who, "bias", bias)

    def _set_weights(self, suffix, inputs, dtype):
        rows = self.gates * self.hidden_size
        shapes = {"weight_ih": (rows, inputs), "weight_hh": (rows, self.proj_size or self.hidden_size)}
        if self.bias:
            shapes |= {"bias_ih": (rows,), "bias_hh": (rows,)}
        if self.proj_size:
            shapes["weight_hr"] = (self.proj_size, self.hidden_size)
        for name, size in shapes.items():
            setattr(self, name + suffix, Parameter(np.empty(size, dtype)))

    def _weights(self, suffix=""):
        names = ["weight_ih", "weight_hh"] + ["bias_ih", "bias_hh"] * self.bias
        names += ["weight_hr"] * (self.proj_size > 0)
        return [getattr(self, name + suffix) for name in names]

    def reset_parameters(self) -> None:
        """Draw all weights and biases anew, uniform within ±1/√hidden_size."""
        bound = 1 / math.sqrt(self.hidden_size) if self.hidden_size else 0
        for parameter in self.parameters():
            init.uniform_(parameter, -bound, bound)

    def _set_nonlinearity(self, nonlinearity):
        steps = {"tanh": tanh_step, "relu": relu_step}
        choice(type(self).__name__, "nonlinearity", nonlinearity, tuple(steps))
        self.nonlinearity, self.step = nonlinearity, steps[nonlinearity]

    def _check_input(self, input, layouts):
        """`layouts` are the shapes without and with a batch, in words."""
        who = type(self).__name__
        check_tensor(who, input)
        check_same_dtype(who, input, weight=self._weights(self.first)[0])
        axes(who, input, tuple([layout.count(",") + 1 for layout in layouts]), " or ".join(layouts))
        if input.shape[-1] != self.input_size:
            raise ShapeError(
                f"{who}: expects {self.input_size} features in the last axis of input, got "
                f"{input.shape}. Did you mean {who}({input.shape[-1]}, {self.hidden_size})?"
            )

    def _start(self, hx, batch, like):
        """The state that was given, checked, or zeros."""
        who = type(self).__name__
        sizes = [self.proj_size or self.hidden_size, self.hidden_size][: len(self.states)]
        shapes = [(*batch, size) for size in sizes]
        if hx is None:
            return [wrap(np.zeros(shape, like.dtype)) for shape in shapes]
        if len(self.states) == 2 and not (isinstance(hx, (tuple, list)) and len(hx) == 2):
            raise TypeError(f"{who}: the state is a pair (h, c), got {type(hx).__name__}.")
        state = list(hx) if len(self.states) == 2 else [hx]
        for name, tensor, expected in zip(self.states, state, shapes):
            check_tensor(who, tensor, name)
            check_same_dtype(who, like, **{name: tensor})
            shape(who, name, tensor, expected, f"for input {like.shape}")
        return state


class _Cell(_Recurrent):
    """One time step, for loops of one's own."""

    def __init__(self, input_size: int, hidden_size: int, bias: bool = True, device=None, dtype=None):
        super().__init__()
        self._set_sizes(input_size, hidden_size, bias)
        self._set_weights("", input_size, factory_dtype(type(self).__name__, device, dtype))
        self.reset_parameters()

    def forward(self, input: Tensor, hx=None):
        self._check_input(input, ("(input_size)", "(N, input_size)"))
        state = self._start(hx, input.shape[:-1], input)
        alone = input.ndim == 1
        if alone:
            input, state = input.unsqueeze(0), [s.unsqueeze(0) for s in state]
        _, state = _recur(self.step, input.unsqueeze(0), state, self._weights())
        if alone:
            state = [s.squeeze(0) for s in state]
        return tuple(state) if len(state) == 2 else state[0]

    def extra_repr(self):
        return f"{self.input_size}, {self.hidden_size}{'' if self.bias else ', bias=False'}"


class RNNCell(_Cell):
    """h' = tanh(W_ih x + b_ih + W_hh h + b_hh), or relu: x (N, in), h (N, H) → (N, H)."""

    def __init__(
        self, input_size: int, hidden_size: int, bias: bool = True, nonlinearity: str = "tanh", device=None,
        dtype=None,
    ):  # fmt: skip
        super().__init__(input_size, hidden_size, bias, device, dtype)
        self._set_nonlinearity(nonlinearity)

    def extra_repr(self):
        more = "" if self.nonlinearity == "tanh" else f", nonlinearity={self.nonlinearity}"
        return super().extra_repr() + more


class LSTMCell(_Cell):
    """One step of an LSTM, see `lstm_step`: x (N, in) and (h, c), each (N, H) → (h', c')."""

    gates, states, step = 4, ("h", "c"), staticmethod(lstm_step)


class GRUCell(_Cell):
    """One step of a GRU, see `gru_step`: x (N, in), h (N, H) → (N, H)."""

    gates, step = 3, staticmethod(gru_step)


class _Layers(_Recurrent):
    """Layers of cells, each along the whole sequence; the next one's input is the outputs before."""

    first = "_l0"

    def __init__(
        self, input_size: int, hidden_size: int, num_layers: int = 1, bias: bool = True,
        batch_first: bool = False, dropout: float = 0.0, bidirectional: bool = False, device=None,
        dtype=None, *, proj_size: int = 0,
    ):  # fmt: skip
        super().__init__()
        who = type(self).__name__
        self._set_sizes(input_size, hidden_size, bias, least=1)
        self.num_layers = number(who, "num_layers", num_layers, 1, whole=True)
        self.batch_first = switch(who, "batch_first", batch_first)
        self.dropout = float(number(who, "dropout", dropout, 0, 1))
        self.bidirectional = switch(who, "bidirectional", bidirectional)
        if dropout and num_layers == 1:
            warnings.warn(f"{who}: dropout is between layers, and there is one layer only.", stacklevel=3)
        self.proj_size = number(who, "proj_size", proj_size, 0, below=self.hidden_size, whole=True)
        if proj_size and "c" not in self.states:
            raise ValueError(f"{who}: proj_size is for LSTM, got {proj_size}. Try nn.LSTM.")
        outputs = (self.proj_size or self.hidden_size) * (2 if self.bidirectional else 1)
        dtype = factory_dtype(who, device, dtype)
        for layer in range(self.num_layers):
            for suffix in self._suffixes(layer):
                self._set_weights(suffix, outputs if layer else self.input_size, dtype)
        self.reset_parameters()

    def _suffixes(self, layer):
        return [f"_l{layer}", f"_l{layer}_reverse"] if self.bidirectional else [f"_l{layer}"]

    @property
    def all_weights(self) -> list[list[Parameter]]:
        """Those of each layer and direction."""
        return [self._weights(name) for layer in range(self.num_layers) for name in self._suffixes(layer)]

    @property
    def _flat_weights_names(self):
        return list(self._parameters)

    def flatten_parameters(self) -> None:
        """Nothing to do: for PyTorch's GPU only."""

    def forward(self, input: Tensor, hx=None):
        who, packed, there = type(self).__name__, input, None
        batch_first = self.batch_first and not isinstance(packed, PackedSequence)
        if isinstance(packed, PackedSequence):
            input, lengths = pad_packed_sequence(packed)
            there = np.arange(len(input))[:, None, None] < lengths._array[:, None]
        axes = ("(N, L, input_size)" if batch_first else "(L, N, input_size)", "(L, input_size)")
        self._check_input(input, axes)
        x = input.transpose(0, 1) if batch_first and input.ndim == 3 else input
        if not x.shape[0]:
            raise ValueError(f"{who}: the sequence has no time steps, got input {input.shape}.")
        layers = self.num_layers * (2 if self.bidirectional else 1)
        starts = self._start(hx, (layers, *x.shape[1:-1]), input)
        if input.ndim == 2:
            x, starts = x.unsqueeze(1), [s.unsqueeze(1) for s in starts]
        ends, recur = [], _recur_projected if self.proj_size else partial(_recur, self.step)
        for layer in range(self.num_layers):
            outputs = []
            for direction, suffix in enumerate(self._suffixes(layer)):
                start = [s[len(ends)] for s in starts]
                output, end = recur(x, start, self._weights(suffix), reverse=direction == 1, there=there)
                outputs.append(output)
                ends.append(end)
            x = cat(outputs, -1) if self.bidirectional else output
            if layer < self.num_layers - 1:
                x = F.dropout(x, self.dropout, self.training)
        state = [stack(s) for s in zip(*ends)]
        if input.ndim == 2:
            x, state = x.squeeze(1), [s.squeeze(1) for s in state]
        x = x.transpose(0, 1) if batch_first and input.ndim == 3 else x
        x = x if there is None else packed._replace(data=x[packed.places()])
        return x, (tuple(state) if len(state) == 2 else state[0])

    def extra_repr(self):
        usual = {"proj_size": 0, "num_layers": 1, "bias": True, "batch_first": False, "dropout": 0}
        more = show_settings(self, **usual, bidirectional=False)
        return f"{self.input_size}, {self.hidden_size}{', ' if more else ''}{more}"


class RNN(_Layers):
    """h_t = tanh(W_ih x_t + b_ih + W_hh h_{t−1} + b_hh), or relu (Elman, 1990).

    Takes x (L, N, in), or (N, L, in) if `batch_first`, or (L, in), and the state h (layers, N, H) to
    start from, zeros if not given. Returns the outputs of the last layer, (L, N, H), and the last
    state of each layer, (layers, N, H). `dropout` acts between the layers; a `bidirectional` layer
    runs in both directions and joins the outputs, (L, N, 2H), which makes two states a layer. Takes a
    `PackedSequence`, too, and returns one: the last state is then that at each sequence's own end.
    """

    def __init__(
        self, input_size: int, hidden_size: int, num_layers: int = 1, nonlinearity: str = "tanh",
        bias: bool = True, batch_first: bool = False, dropout: float = 0.0, bidirectional: bool = False,
        device=None, dtype=None,
    ):  # fmt: skip
        settings = (bias, batch_first, dropout, bidirectional, device, dtype)
        super().__init__(input_size, hidden_size, num_layers, *settings)
        self._set_nonlinearity(nonlinearity)


class GRU(_Layers):
    """Gated recurrent unit: shapes as in `RNN`; see `gru_step`."""

    gates, step = 3, staticmethod(gru_step)


class LSTM(_Layers):
    """Long short-term memory: shapes as in `RNN`, but the state is a pair (h, c); see `lstm_step`.

    With `proj_size` P, h and the outputs are made smaller by a matrix: (…, P) instead of (…, H).
    """

    gates, states, step = 4, ("h", "c"), staticmethod(lstm_step)
