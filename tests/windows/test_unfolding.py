"""Windows as columns and back, against the plain twins; each is the other's gradient."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from minidl.windows import plain, unfolding, window_geometry


@st.composite
def cases(draw):
    def pair(low, high):
        return draw(st.integers(low, high)), draw(st.integers(low, high))

    kernel, stride, padding, dilation = pair(1, 4), pair(1, 3), pair(0, 4), pair(1, 3)
    spans = [d * (k - 1) + 1 for d, k in zip(dilation, kernel)]
    size = tuple(max(1, s - 2 * p) + draw(st.integers(0, 4)) for s, p in zip(spans, padding))
    shape = (draw(st.integers(0, 3)), draw(st.integers(1, 3)), *size)
    x = np.random.default_rng(draw(st.integers(0, 2**32))).standard_normal(shape)
    dtype = draw(st.sampled_from([np.float32, np.float64]))
    return x.astype(dtype), (kernel, dilation, padding, stride)


@given(case=cases())
@settings(max_examples=80)
def test_unfold_and_fold_agree_with_their_plain_twins(case):
    x, (kernel, dilation, padding, stride) = case
    geometry = window_geometry("unfold", x.shape[2:], kernel, stride, padding, dilation)
    columns, backward = unfolding.unfold(x, geometry=geometry)
    np.testing.assert_array_equal(columns, plain.unfold(x, kernel, dilation, padding, stride))
    assert columns.dtype == x.dtype

    g = np.random.default_rng(1).standard_normal(columns.shape).astype(x.dtype)
    folded, fold_backward = unfolding.fold(g, geometry=geometry)
    expected = plain.fold(g, x.shape[2:], kernel, dilation, padding, stride)
    np.testing.assert_allclose(folded, expected, rtol=1e-5, atol=1e-5)
    assert folded.shape == x.shape and folded.dtype == x.dtype

    np.testing.assert_array_equal(backward(g, [True])[0], folded)  # the gradient of unfold is fold
    np.testing.assert_array_equal(fold_backward(x, [True])[0], columns)  # and the other way round
