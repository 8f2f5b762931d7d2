"""Attention: weighted means of values, where queries and keys say the weights."""

import math

import numpy as np

from ... import checks
from ...checks import ShapeError
from ...functions.arithmetic import where
from ...tensor import Tensor, wrap
from .activations import softmax
from .checks import check_broadcast, check_same_dtype, check_tensor
from .linear import dropout


def scaled_dot_product_attention(
    query: Tensor, key: Tensor, value: Tensor, attn_mask: Tensor | None = None, dropout_p: float = 0.0,
    is_causal: bool = False, scale: float | None = None,
) -> Tensor:  # fmt: skip
    """softmax(Q Kᵀ · scale) V: query (..., L, E), key (..., S, E), value (..., S, D) → (..., L, D).

    `scale` is 1/√E if not given (Vaswani et al., 2017). `attn_mask`, broadcast to (..., L, S), is True where
    a key may be seen, or is added to Q Kᵀ · scale; with `is_causal` query i sees the keys 0 … i. A query that
    sees none gets 0. Dropout of the weights acts whenever `dropout_p` > 0. Raises ValueError for shapes
    that do not fit together.
    """
    who = "scaled_dot_product_attention"
    check_tensor(who, query, "query")
    check_tensor(who, key, "key")
    check_tensor(who, value, "value")
    check_same_dtype(who, query, key=key, value=value)
    if min(query.ndim, key.ndim, value.ndim) < 2 or query.shape[-1] != key.shape[-1]:
        raise ShapeError(
            f"{who}: expects query (..., L, E) and key (..., S, E), got {query.shape} and {key.shape}."
        )
    if key.shape[-2] != value.shape[-2]:
        raise ShapeError(f"{who}: key and value need as many rows, got {key.shape} and {value.shape}.")
    scale = 1 / math.sqrt(query.shape[-1]) if scale is None else checks.number(who, "scale", scale)
    scores = (query * scale) @ key.transpose(-2, -1)
    mask = _mask(who, scores.shape, attn_mask, checks.switch(who, "is_causal", is_causal), query.dtype)
    if mask is None:
        weights = softmax(scores, -1)
    else:
        sees_any = wrap((mask._array != -np.inf).any(-1, keepdims=True))
        weights = softmax(where(sees_any, scores + mask, 0.0), -1) * sees_any
    return dropout(weights, dropout_p) @ value


def _mask(who, shape, mask, is_causal, dtype):
    """What is added to the scores: 0 where a key may be seen, −∞ where not; or None."""
    if is_causal and mask is not None:
        raise ValueError(f"{who}: give attn_mask or is_causal, not both.")
    if is_causal:
        mask = wrap(np.tri(*shape[-2:], dtype=bool))
    if mask is None:
        return None
    check_tensor(who, mask, "attn_mask", kinds="fb")
    check_broadcast(who, "attn_mask", mask, shape)
    if mask.dtype.kind == "f":
        check_same_dtype(who, mask.to(dtype), attn_mask=mask)
        return mask
    return wrap(np.where(mask._array, 0, -np.inf).astype(dtype))
