"""Pooling to a given size against its definition, window by window; and maxima back to their places."""

import numpy as np
import pytest

from minidl.windows import adaptive

SIZES = [((7, 5), (3, 4)), ((6, 8), (3, 2)), ((2, 3), (5, 7)), ((1, 9), (1, 1)), ((4, 4), (4, 3))]


def test_windows_cover_everything_and_are_as_equal_as_can_be():
    for n in range(1, 20):
        for m in range(1, 25):
            windows = adaptive.windows(n, m)
            assert len(windows) == m
            assert all(1 <= w.stop - w.start <= -(-n // m) + 1 for w in windows)
            assert {i for w in windows for i in range(w.start, w.stop)} == set(range(n))


def cells(size, output):
    """For each output position: the part of an image under its window."""
    for i, rows in enumerate(adaptive.windows(size[0], output[0])):
        for j, columns in enumerate(adaptive.windows(size[1], output[1])):
            yield (..., i, j), (..., rows, columns)


@pytest.mark.parametrize("size, output", SIZES)
def test_mean(size, output):
    x = np.random.default_rng(0).standard_normal((2, 3, *size))
    rows, backward_rows = adaptive.adaptive_mean(x, axis=2, size=output[0])
    value, backward_columns = adaptive.adaptive_mean(rows, axis=3, size=output[1])
    g = np.random.default_rng(1).standard_normal(value.shape)
    gradient = np.zeros(x.shape)
    for position, window in cells(size, output):
        np.testing.assert_allclose(value[position], x[window].mean(axis=(2, 3)))
        gradient[window] += (g[position] / x[0, 0][window].size)[..., None, None]
    (gx,) = backward_rows(backward_columns(g, [True])[0], [True])
    np.testing.assert_allclose(gx, gradient)


@pytest.mark.parametrize("size, output", SIZES)
def test_maximum_with_ties_infinities_and_nan(size, output):
    rng = np.random.default_rng(0)
    x = rng.integers(-2, 3, (2, 40, *size)).astype(np.float32)
    x[rng.random(x.shape) < 0.2] = -np.inf
    x[rng.random(x.shape) < 0.02] = np.nan
    indices = adaptive.adaptive_max_indices(x, output)
    value, backward = adaptive.pick(x, indices=indices)
    g = rng.integers(1, 9, value.shape).astype(np.float32)
    gradient = np.zeros_like(x)
    for position, window in cells(size, output):
        for plane in np.ndindex(x.shape[:2]):
            part, start = x[plane][window], (window[1].start, window[2].start)
            nans = np.argwhere(np.isnan(part))
            winner = nans[-1] if len(nans) else np.unravel_index(np.argmax(part), part.shape)
            row, column = winner[0] + start[0], winner[1] + start[1]
            assert indices[plane][position] == row * size[1] + column
            np.testing.assert_equal(value[plane][position], x[plane][row, column])
            gradient[plane][row, column] += g[plane][position]
    np.testing.assert_array_equal(backward(g, [True])[0], gradient)
    assert value.dtype == x.dtype and indices.dtype == np.int64


def test_place_is_the_way_back_from_pick():
    rng = np.random.default_rng(0)
    indices = np.stack([rng.permutation(30)[:8].reshape(2, 4) for _ in range(6)]).reshape(2, 3, 2, 4)
    values = rng.standard_normal(indices.shape)
    image, backward = adaptive.place(values, indices=indices, size=(5, 6))
    np.testing.assert_array_equal(adaptive.pick(image, indices=indices)[0], values)
    assert np.count_nonzero(image) == values.size
    g = rng.standard_normal(image.shape)
    np.testing.assert_array_equal(backward(g, [True])[0], adaptive.pick(g, indices=indices)[0])


def test_results_keep_the_memory_order_of_a_batch_that_lies_last():
    x = np.moveaxis(np.zeros((3, 7, 8, 4), np.float32), -1, 0)
    for axis, size in ((2, 3), (3, 1)):
        value, backward = adaptive.adaptive_mean(x, axis=axis, size=size)
        (gx,) = backward(np.zeros_like(value), [True])
        for array in (value, gx):
            assert np.moveaxis(array, 0, -1).flags.c_contiguous, (axis, size)
