"""Transformers: layers of attention and of a small network at each place (Vaswani et al., 2017).

Shapes and masks are those of `MultiheadAttention`: a mask is True where a key is not seen.
"""

import copy

from ..checks import choice, number, refuse_data, switch
from ..creation import full
from ..tensor import Tensor
from . import functional as F
from . import init
from .attention import MultiheadAttention
from .containers import ModuleList
from .layers import Dropout, Linear
from .module import Module
from .normalisation import LayerNorm


def _refuse_data(module, given):
    for name, value in given.items():
        refuse_data(type(module).__name__, name, value)


class _Layer(Module):
    """The parts of a layer. `activation` is "relu", "gelu", a function or a module."""

    attentions: tuple[str, ...] = ("self_attn",)

    def __init__(
        self, d_model, nhead, dim_feedforward=2048, dropout=0.1, activation=F.relu, layer_norm_eps=1e-5,
        batch_first=False, norm_first=False, bias=True, device=None, dtype=None,
    ):  # fmt: skip
        _refuse_data(self, locals())
        super().__init__()
        made, places = {"bias": bias, "device": device, "dtype": dtype}, range(1, len(self.attentions) + 2)
        for name in self.attentions:
            setattr(self, name, MultiheadAttention(d_model, nhead, dropout, batch_first=batch_first, **made))
        self.linear1 = Linear(d_model, dim_feedforward, **made)
        self.dropout = Dropout(dropout)
        self.linear2 = Linear(dim_feedforward, d_model, **made)
        self.norm_first = switch(type(self).__name__, "norm_first", norm_first)
        vars(self).update({f"norm{i}": LayerNorm(d_model, layer_norm_eps, **made) for i in places})
        vars(self).update({f"dropout{i}": Dropout(dropout) for i in places})
        if not callable(activation):
            choice(type(self).__name__, "activation", activation, ("relu", "gelu"), "Or give a function.")
            activation = getattr(F, activation)
        self.activation = activation

    def _add(self, i, x, part):
        """norm(x + part(x)) or, if `norm_first`, x + part(norm(x)) (Xiong et al., 2020)"""
        norm, dropout = getattr(self, f"norm{i}"), getattr(self, f"dropout{i}")
        return x + dropout(part(norm(x))) if self.norm_first else norm(x + dropout(part(x)))

    def _feed_forward(self, x):
        return self.linear2(self.dropout(self.activation(self.linear1(x))))


def _attend(attention, x, memory, mask, padding, is_causal):
    return attention(x, memory, memory, padding, False, mask, is_causal=is_causal)[0]


class TransformerEncoderLayer(_Layer):
    """Self-attention, then W₂ relu(W₁ x + b₁) + b₂ at each place; each with a sum and a norm."""

    def forward(self, src, src_mask=None, src_key_padding_mask=None, is_causal=False) -> Tensor:
        masks = (src_mask, src_key_padding_mask, is_causal)
        x = self._add(1, src, lambda x: _attend(self.self_attn, x, x, *masks))
        return self._add(2, x, self._feed_forward)


class TransformerDecoderLayer(_Layer):
    """As an encoder layer, with attention to `memory`, the encoder's output, in the middle."""

    attentions = ("self_attn", "multihead_attn")

    def forward(
        self, tgt, memory, tgt_mask=None, memory_mask=None, tgt_key_padding_mask=None,
        memory_key_padding_mask=None, tgt_is_causal=False, memory_is_causal=False,
    ) -> Tensor:  # fmt: skip
        masks = (tgt_mask, tgt_key_padding_mask, tgt_is_causal)
        of_memory = (memory, memory_mask, memory_key_padding_mask, memory_is_causal)
        x = self._add(1, tgt, lambda x: _attend(self.self_attn, x, x, *masks))
        x = self._add(2, x, lambda x: _attend(self.multihead_attn, x, *of_memory))
        return self._add(3, x, self._feed_forward)


class _Stack(Module):
    def __init__(self, decoder_layer, num_layers, norm=None):
        _refuse_data(self, locals())
        super().__init__()
        who = type(self).__name__
        for part in (decoder_layer, norm or decoder_layer):
            if not isinstance(part, Module):
                got = type(part).__name__
                raise TypeError(
                    f"{who}: expects a layer such as nn.{who}Layer(512, 8), and a norm, got {got}."
                )
        self.num_layers = number(who, "num_layers", num_layers, 0, whole=True)
        self.layers, self.norm = ModuleList([copy.deepcopy(decoder_layer) for _ in range(num_layers)]), norm

    def _run(self, x, *settings):
        for layer in self.layers:
            x = layer(x, *settings)
        return x if self.norm is None else self.norm(x)


class TransformerEncoder(_Stack):
    """`num_layers` copies of an encoder layer, then `norm`. `enable_nested_tensor` has no effect."""

    def __init__(self, encoder_layer, num_layers, norm=None, enable_nested_tensor=True, mask_check=True):
        super().__init__(encoder_layer, num_layers, norm)
        switch("TransformerEncoder", "enable_nested_tensor", enable_nested_tensor)
        switch("TransformerEncoder", "mask_check", mask_check)

    def forward(self, src, mask=None, src_key_padding_mask=None, is_causal=None) -> Tensor:
        return self._run(src, mask, src_key_padding_mask, is_causal or False)


class TransformerDecoder(_Stack):
    """`num_layers` copies of a decoder layer, then `norm`."""

    def forward(
        self, tgt, memory, tgt_mask=None, memory_mask=None, tgt_key_padding_mask=None,
        memory_key_padding_mask=None, tgt_is_causal=None, memory_is_causal=False,
    ) -> Tensor:  # fmt: skip
        masks = (tgt_mask, memory_mask, tgt_key_padding_mask, memory_key_padding_mask)
        return self._run(tgt, memory, *masks, tgt_is_causal or False, memory_is_causal)


class Transformer(Module):
    """An encoder of `src` and a decoder of `tgt` that looks at it: (S, N, E) and (T, N, E) → (T, N, E)."""

    def __init__(
        self, d_model=512, nhead=8, num_encoder_layers=6, num_decoder_layers=6, dim_feedforward=2048,
        dropout=0.1, activation=F.relu, custom_encoder=None, custom_decoder=None, layer_norm_eps=1e-5,
        batch_first=False, norm_first=False, bias=True, device=None, dtype=None,
    ):  # fmt: skip
        _refuse_data(self, locals())
        super().__init__()
        more, made = (
            (layer_norm_eps, batch_first, norm_first),
            {"bias": bias, "device": device, "dtype": dtype},
        )

        def stack(kind, layer, count):
            layer = layer(d_model, nhead, dim_feedforward, dropout, activation, *more, **made)
            return kind(layer, count, LayerNorm(d_model, layer_norm_eps, **made))

        encoder, decoder = custom_encoder, custom_decoder
        self.encoder = encoder or stack(TransformerEncoder, TransformerEncoderLayer, num_encoder_layers)
        self.decoder = decoder or stack(TransformerDecoder, TransformerDecoderLayer, num_decoder_layers)
        self.d_model, self.nhead, self.batch_first = d_model, nhead, batch_first
        for parameter in self.parameters():
            if parameter.ndim > 1:
                init.xavier_uniform_(parameter)

    def forward(
        self, src, tgt, src_mask=None, tgt_mask=None, memory_mask=None, src_key_padding_mask=None,
        tgt_key_padding_mask=None, memory_key_padding_mask=None, src_is_causal=None, tgt_is_causal=None,
        memory_is_causal=False,
    ) -> Tensor:  # fmt: skip
        memory = self.encoder(src, src_mask, src_key_padding_mask, src_is_causal)
        masks = (tgt_mask, memory_mask, tgt_key_padding_mask, memory_key_padding_mask)
        return self.decoder(tgt, memory, *masks, tgt_is_causal, memory_is_causal)

    @staticmethod
    def generate_square_subsequent_mask(sz: int, device=None, dtype=None) -> Tensor:
        """What place i may see: 0 for 0 … i, −∞ for what comes later."""
        sz = number("generate_square_subsequent_mask", "sz", sz, 0, whole=True)
        return full((sz, sz), -float("inf"), dtype=dtype, device=device).triu(1)
