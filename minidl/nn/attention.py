"""Attention as a layer: several heads look at a sequence, each with queries, keys and values of its own."""

import math

import numpy as np

from ..checks import axes, divides, number, shape, sizes, switch
from ..tensor import Tensor, wrap
from . import functional as F
from . import init
from .functional.checks import check_same_dtype, check_tensor, factory_dtype
from .layers import Linear
from .module import Module
from .parameter import Parameter


class NonDynamicallyQuantizableLinear(Linear):
    """A `Linear` under the name that PyTorch prints."""


class MultiheadAttention(Module):
    """softmax(Q_i K_iᵀ/√d) V_i of each head i, side by side and mixed by `out_proj` (Vaswani et al., 2017).

    Q, K, V are linear in query (L, N, E), key (S, N, kdim), value (S, N, vdim): (N, L, E) if `batch_first`,
    (L, E) without a batch; d = E / num_heads. Returns (L, N, E) and, if `need_weights`, (N, L, S): the
    weights' mean over the heads, or (N, heads, L, S). A mask is added to the scores, or is True where a key
    is *not* seen: `attn_mask` (L, S) or (N · heads, L, S), `key_padding_mask` (N, S). `is_causal` only says
    what it is.
    """

    def __init__(
        self, embed_dim, num_heads, dropout=0.0, bias=True, add_bias_kv=False, add_zero_attn=False, kdim=None,
        vdim=None, batch_first=False, device=None, dtype=None,
    ):  # fmt: skip
        super().__init__()
        who, E = type(self).__name__, embed_dim
        if switch(who, "add_bias_kv", add_bias_kv) or switch(who, "add_zero_attn", add_zero_attn):
            raise NotImplementedError(f"{who}: add_bias_kv and add_zero_attn are not there. Leave them out.")
        self.num_heads, self.embed_dim = sizes(who, 1, num_heads=num_heads, embed_dim=E)
        divides(who, num_heads=num_heads, embed_dim=E)
        self.kdim, self.vdim = sizes(
            who, 1, kdim=E if kdim is None else kdim, vdim=E if vdim is None else vdim
        )
        self.dropout = number(who, "dropout", dropout, 0, 1)
        self.batch_first = switch(who, "batch_first", batch_first)
        self.head_dim, dtype = E // num_heads, factory_dtype(who, device, dtype)
        shapes = {"q_proj_weight": (E, E), "k_proj_weight": (E, self.kdim), "v_proj_weight": (E, self.vdim)}
        for name, size in (shapes | {"in_proj_weight": (3 * E, E)}).items():
            used = (self.kdim == self.vdim == E) == (name == "in_proj_weight")
            setattr(self, name, Parameter(np.empty(size, dtype)) if used else None)
        self.in_proj_bias = Parameter(np.zeros(3 * E, dtype)) if switch(who, "bias", bias) else None
        self.out_proj = NonDynamicallyQuantizableLinear(E, E, bias, device, dtype)
        self._reset_parameters()

    def _reset_parameters(self):
        for name, parameter in [*self._own_parameters(), ("bias", self.out_proj.bias)]:
            if parameter is not None:
                init.xavier_uniform_(parameter) if name.endswith("weight") else init.zeros_(parameter)

    def forward(
        self, query: Tensor, key: Tensor, value: Tensor, key_padding_mask: Tensor | None = None,
        need_weights: bool = True, attn_mask: Tensor | None = None, average_attn_weights: bool = True,
        is_causal: bool = False,
    ) -> tuple[Tensor, Tensor | None]:  # fmt: skip
        who = type(self).__name__
        if switch(who, "is_causal", is_causal) and attn_mask is None:
            raise ValueError(f"{who}: is_causal needs the attn_mask, too: minidl.ones(L, S).triu(1).bool().")
        inputs = self._checked(who, query, key, value)
        weights = [self.q_proj_weight, self.k_proj_weight, self.v_proj_weight]
        weights = weights if self.in_proj_weight is None else self.in_proj_weight.chunk(3)
        biases = [None] * 3 if self.in_proj_bias is None else self.in_proj_bias.chunk(3)
        projected = [F.linear(*of_one) for of_one in zip(inputs, weights, biases)]
        q, k, v = [y.unflatten(-1, (self.num_heads, -1)).transpose(1, 2) for y in projected]
        (N, heads, L, _), S, mask, weights = q.shape, k.shape[2], None, None
        if attn_mask is not None:
            each = (N, heads, L, S) if getattr(attn_mask, "ndim", 0) == 3 else (L, S)
            mask = _added(who, "attn_mask", attn_mask, (N * heads, L, S)[-len(each) :], q).reshape(each)
        if key_padding_mask is not None:
            size = (N, S) if query.ndim == 3 else (S,)
            padding = _added(who, "key_padding_mask", key_padding_mask, size, q).reshape(N, 1, 1, S)
            mask = padding if mask is None else mask + padding
        dropout = self.dropout if self.training else 0.0
        if switch(who, "need_weights", need_weights):
            scores = (q / math.sqrt(self.head_dim)) @ k.transpose(-2, -1)
            weights = F.dropout(F.softmax(scores if mask is None else scores + mask, -1), dropout)
            y = weights @ v
            weights = (
                weights.mean(1) if switch(who, "average_attn_weights", average_attn_weights) else weights
            )
        else:
            y = F.scaled_dot_product_attention(q, k, v, mask, dropout)
        y = self.out_proj(y.transpose(1, 2).flatten(2))
        if query.ndim == 2:
            return y.squeeze(0), weights if weights is None else weights.squeeze(0)
        return y if self.batch_first else y.transpose(0, 1), weights

    def _checked(self, who, query, key, value):
        """As batches (N, L, ...)"""
        check_tensor(who, query, "query")
        axes(who, query, (2, 3), "(L, N, E), (N, L, E) if batch_first, or (L, E)", name="query")
        inputs, features = (query, key, value), (self.embed_dim, self.kdim, self.vdim)
        alone, time = query.ndim == 2, int(self.batch_first and query.ndim == 3)
        for name, x, size in zip(("query", "key", "value"), inputs, features):
            check_tensor(who, x, name)
            check_same_dtype(who, x, weight=self.out_proj.weight)
            expected = [*query.shape[:-1], size]
            if x is not query and getattr(key, "ndim", 0) == query.ndim:
                expected[time] = key.shape[time]
            shape(
                who, name, x, tuple(expected), f"for query {query.shape} and batch_first={self.batch_first}"
            )
        return [x.unsqueeze(0) if alone else x if time else x.transpose(0, 1) for x in inputs]


def _added(who, name, mask, size, like):
    """The mask as numbers to add: −∞ where it is True"""
    check_tensor(who, mask, name, kinds="fb")
    shape(who, name, mask, size)
    if mask.dtype.kind == "b":
        return wrap(np.where(mask._array, -np.inf, 0).astype(like.dtype))
    check_same_dtype(who, like, **{name: mask})
    return mask
