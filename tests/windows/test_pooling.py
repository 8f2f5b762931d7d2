"""Pooling against its definition, window by window: ties, padding, overhang, infinities, NaN."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from minidl.windows import plain, pooling, window_geometry


@st.composite
def cases(draw, dilated=True):
    """An input and a window that fits, padded by at most half of the kernel."""
    kernel = (draw(st.integers(1, 4)), draw(st.integers(1, 4)))
    padding = tuple(draw(st.integers(0, k // 2)) for k in kernel)
    stride = (draw(st.integers(1, 4)), draw(st.integers(1, 4)))
    dilation = (draw(st.integers(1, 3)), draw(st.integers(1, 3))) if dilated else (1, 1)
    # Each axis is at least as long as the window is wide, so that no window sees padding alone.
    size = tuple(d * (k - 1) + 1 + draw(st.integers(0, 5)) for k, d in zip(kernel, dilation))
    geometry = window_geometry("pool", size, kernel, stride, padding, dilation, draw(st.booleans()))
    dtype = draw(st.sampled_from([np.float32, np.float64]))
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    shape = (draw(st.integers(1, 2)), draw(st.integers(1, 2)), *size)
    x = rng.integers(-2, 3, shape).astype(dtype)  # few values: many ties
    if draw(st.booleans()):
        x = np.moveaxis(np.ascontiguousarray(np.moveaxis(x, 0, -1)), -1, 0)
    return x, geometry, rng


def windows(geometry):
    """For each output position: its index, the cells inside the input, and how many with padding."""
    for i in range(geometry.output[0]):
        for j in range(geometry.output[1]):
            axes, count = [], 1
            for axis, n in ((0, i), (1, j)):
                start = n * geometry.stride[axis] - geometry.padding[axis][0]
                places = [start + k * geometry.dilation[axis] for k in range(geometry.kernel_size[axis])]
                axes.append([place for place in places if 0 <= place < geometry.size[axis]])
                count *= sum(place < geometry.size[axis] + geometry.padding[axis][1] for place in places)
            yield (i, j), [(row, column) for row in axes[0] for column in axes[1]], count


def max_by_definition(x, g, geometry):
    """Values, places and gradient: the first largest wins, and so does the last NaN."""
    value, place = np.zeros(g.shape, x.dtype), np.zeros(g.shape, np.int64)
    gradient = np.zeros(x.shape, x.dtype)
    for n, c in np.ndindex(x.shape[:2]):
        for position, cells, _ in windows(geometry):
            winner = cells[0]
            for cell in cells[1:]:
                if x[n, c][cell] > x[n, c][winner] or np.isnan(x[n, c][cell]):
                    winner = cell
            value[n, c][position] = x[n, c][winner]
            place[n, c][position] = winner[0] * geometry.size[1] + winner[1]
            gradient[n, c][winner] += g[n, c][position]
    return value, place, gradient


def check_max(x, geometry, rng, infinite_gradients=False):
    g = rng.standard_normal((*x.shape[:2], *geometry.output)).astype(x.dtype)
    if infinite_gradients:
        g[rng.random(g.shape) < 0.3] = np.inf
    value, backward = pooling.max_pool2d(x, geometry=geometry)
    expected, place, gradient = max_by_definition(x, g, geometry)
    np.testing.assert_array_equal(value, expected)
    assert value.dtype == x.dtype
    np.testing.assert_array_equal(pooling.max_indices(x, geometry), place)
    (gx,) = backward(g, [True])
    np.testing.assert_allclose(gx, gradient, rtol=1e-5, atol=1e-6)
    assert gx.dtype == x.dtype


@given(case=cases())
@settings(max_examples=80)
def test_max_pool_with_ties(case):
    check_max(*case)


@given(case=cases())
@settings(max_examples=40)
def test_an_infinite_gradient_goes_to_the_winner_alone(case):
    check_max(*case, infinite_gradients=True)


@given(case=cases(), share=st.sampled_from([0.2, 0.6, 0.95]))
@settings(max_examples=80)
def test_max_pool_with_infinities_and_nan(case, share):
    x, geometry, rng = case
    rare = rng.random(x.shape)
    x[rare < share] = -np.inf
    x[rare > 0.9] = np.nan
    x[(rare > 0.85) & (rare < 0.9)] = np.inf
    check_max(x, geometry, rng)


@pytest.mark.parametrize("channels_at_a_time", [1, 2, 5])
@pytest.mark.parametrize(
    "stride, dilation", [((1, 1), (1, 1)), ((2, 3), (1, 1)), ((4, 4), (1, 1)), ((2, 2), (2, 1))]
)
def test_max_pool_of_a_few_channels_at_a_time(monkeypatch, channels_at_a_time, stride, dilation):
    """Ties, and in one channel infinities and NaN: that channel's slow way must not disturb the others."""
    rng = np.random.default_rng(0)
    x = rng.integers(-2, 3, (2, 5, 9, 10)).astype(float)
    x[:, 2, ::3, ::2] = rng.choice([np.nan, np.inf, -np.inf], x[:, 2, ::3, ::2].shape)
    geometry = window_geometry("pool", (9, 10), (3, 3), stride, (0, 0), dilation)
    monkeypatch.setattr(pooling, "CACHE", channels_at_a_time * x[:, 0].nbytes)
    assert len(pooling._channels(x)) == -(-5 // channels_at_a_time)
    check_max(x, geometry, rng)


def test_max_pool_agrees_with_its_plain_twin():
    x = np.random.default_rng(0).integers(0, 4, (2, 3, 9, 8)).astype(float)
    geometry = window_geometry("pool", (9, 8), (3, 2), (2, 1), (1, 1), (2, 3))
    value, _ = pooling.max_pool2d(x, geometry=geometry)
    np.testing.assert_array_equal(value, plain.max_pool2d(x, (3, 2), (2, 1), (1, 1), (2, 3)))


def test_the_maximum_of_integers_is_an_integer_and_padding_never_wins():
    x = np.full((1, 1, 3, 3), -7)
    geometry = window_geometry("pool", (3, 3), (2, 2), (2, 2), (1, 1), (1, 1))
    value, _ = pooling.max_pool2d(x, geometry=geometry)
    assert value.dtype == x.dtype
    assert (value == -7).all()


def test_a_dilated_window_may_see_padding_alone():
    """Its maximum is −∞, and nobody gets its gradient."""
    x = np.array([[[[5.0]]], [[[6.0]]]])
    geometry = window_geometry("pool", (1, 1), (1, 2), (1, 1), (0, 1), (1, 2))
    value, backward = pooling.max_pool2d(x, geometry=geometry)
    assert (value == -np.inf).all()
    assert (backward(np.ones_like(value), [True])[0] == 0).all()


@given(case=cases(dilated=False), include_pad=st.booleans(), divisor=st.sampled_from([None, 3, -2]))
@settings(max_examples=80)
def test_avg_pool(case, include_pad, divisor):
    x, geometry, rng = case
    count = pooling.cells_under_window(geometry, include_pad) if divisor is None else divisor
    value, backward = pooling.avg_pool2d(x, geometry=geometry, count=count)
    g = rng.standard_normal(value.shape).astype(x.dtype)
    expected, gradient = np.zeros(value.shape), np.zeros(x.shape)
    for n, c in np.ndindex(x.shape[:2]):
        for position, cells, with_padding in windows(geometry):
            cells_counted = divisor or (with_padding if include_pad else len(cells))
            for cell in cells:
                expected[n, c][position] += x[n, c][cell] / cells_counted
                gradient[n, c][cell] += g[n, c][position] / cells_counted
    np.testing.assert_allclose(value, expected, rtol=1e-5, atol=1e-6)
    (gx,) = backward(g, [True])
    np.testing.assert_allclose(gx, gradient, rtol=1e-5, atol=1e-6)
    assert value.dtype == gx.dtype == x.dtype


def test_avg_pool_agrees_with_its_plain_twin():
    x = np.random.default_rng(0).standard_normal((2, 3, 9, 8))
    geometry = window_geometry("pool", (9, 8), (3, 2), (2, 1), (1, 1), (1, 1))
    value, _ = pooling.avg_pool2d(x, geometry=geometry, count=6)
    np.testing.assert_allclose(value, plain.avg_pool2d(x, (3, 2), (2, 1), (1, 1)), rtol=1e-12)


@pytest.mark.parametrize("padding", [(0, 0), (1, 1)])
def test_results_keep_the_memory_order_of_a_batch_that_lies_last(padding):
    x = np.moveaxis(np.zeros((3, 8, 8, 4), np.float32), -1, 0)
    geometry = window_geometry("pool", (8, 8), (2, 2), (2, 2), padding, (1, 1))
    for value, backward in (
        pooling.max_pool2d(x, geometry=geometry),
        pooling.avg_pool2d(x, geometry=geometry, count=4),
    ):
        (gx,) = backward(np.zeros_like(value), [True])
        for array in (value, gx):
            strides = array.strides
            assert strides[0] == array.itemsize and strides[1] > strides[2] > strides[3]
