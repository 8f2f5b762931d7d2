"""scaled_dot_product_attention: gradients, queries that see nothing, dropout, and errors."""

import numpy as np
import pytest

import minidl
import minidl.nn.functional as F
from minidl.inspect import gradcheck

NOTHING = np.array([[True, False, True, True], [False, False, False, False], [True, True, True, True]])


def test_gradients():
    query, key, value, mask = (
        minidl.randn(*s, dtype=minidl.float64) for s in ((3, 2), (4, 2), (4, 3), (3, 4))
    )
    for tensor in (query, key, value, mask):
        tensor.requires_grad_()
    assert gradcheck(F.scaled_dot_product_attention, (query, key, value, mask))
    assert gradcheck(
        lambda q, k, v: F.scaled_dot_product_attention(q, k, v, is_causal=True), (query, key, value)
    )


def test_a_query_that_sees_nothing_gets_zeros_and_no_gradient():
    query = minidl.randn(3, 5, requires_grad=True)
    y = F.scaled_dot_product_attention(query, minidl.randn(4, 5), minidl.ones(4, 2), minidl.tensor(NOTHING))
    y.sum().backward()
    np.testing.assert_allclose(y.detach().numpy(), [[1, 1], [0, 0], [1, 1]], rtol=1e-6)
    assert np.isfinite(query.grad.numpy()).all() and not query.grad.numpy()[1].any()


def test_dropout_acts_on_the_weights():
    minidl.manual_seed(0)
    y = F.scaled_dot_product_attention(
        minidl.zeros(200, 1), minidl.zeros(50, 1), minidl.ones(50, 1), dropout_p=0.5
    )
    assert y.numpy().std() > 0.05 and abs(y.numpy().mean() - 1) < 0.05


Q, K, V = minidl.zeros(3, 5), minidl.zeros(4, 5), minidl.zeros(4, 2)


@pytest.mark.parametrize(
    ("arguments", "settings", "error", "words"),
    [
        (
            (Q, minidl.zeros(4, 6), V),
            {},
            ValueError,
            r"expects query .* and key .*, got \(3, 5\) and \(4, 6\)",
        ),
        ((Q[0], K, V), {}, ValueError, r"expects query \(\.\.\., L, E\)"),
        ((Q, K, minidl.zeros(3, 2)), {}, ValueError, "key and value need as many rows"),
        (
            (Q, K, V, minidl.ones(2, 2)),
            {},
            ValueError,
            r"attn_mask must be broadcast to shape \(3, 4\), got \(2, 2\)",
        ),
        (
            (Q, K, V, minidl.ones(2, 3, 4)),
            {},
            ValueError,
            r"attn_mask must be broadcast to shape \(3, 4\), got \(2, 3, 4\)",
        ),
        (
            (Q, K, V, minidl.zeros(3, 4).bool()),
            {"is_causal": True},
            ValueError,
            "give attn_mask or is_causal",
        ),
        ((Q, K, V, minidl.zeros(3, 4).double()), {}, TypeError, "attn_mask"),
        ((Q, K, V), {"is_causal": "no"}, TypeError, "is_causal must be True or False, got 'no'"),
        ((Q, K, V), {"scale": "a"}, TypeError, "scale must be a number, got 'a'"),
        ((Q, K.double(), V), {}, TypeError, "input is float32 but key is float64"),
    ],
)
def test_errors(arguments, settings, error, words):
    with pytest.raises(error, match=rf"^scaled_dot_product_attention: .*{words}"):
        F.scaled_dot_product_attention(*arguments, **settings)
