"""Transposed convolution against its definition, and against the convolution that it turns round."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from minidl.windows import convolution, plain, shifting, transposed_geometry
from tests.windows.test_convolution import TOLERANCE, assert_close, layouts


@st.composite
def cases(draw, axes=2):
    """x, weight, bias and the settings of a transposed convolution of any kind that fits."""

    def each(low, high):
        return tuple(draw(st.integers(low, high)) for _ in range(axes))

    kernel, stride, dilation = each(1, 4), each(1, 4), each(1, 3)
    extra = tuple(draw(st.integers(0, max(s, d) - 1)) for s, d in zip(stride, dilation))
    size = each(1, 5)
    full = [(n - 1) * s + d * (k - 1) + 1 + e for n, s, d, k, e in zip(size, stride, dilation, kernel, extra)]
    padding = tuple(draw(st.integers(0, (n - 1) // 2)) for n in full)
    groups = draw(st.sampled_from([1, 1, 2, 3]))
    inputs, outputs = groups * draw(st.integers(1, 7)), groups * draw(st.integers(1, 3))
    dtype = draw(st.sampled_from([np.float32, np.float64]))
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))

    def array(*shape):
        return rng.standard_normal(shape).astype(dtype)

    x, weight = array(draw(st.integers(1, 3)), inputs, *size), array(inputs, outputs // groups, *kernel)
    bias = array(outputs) if draw(st.booleans()) else None
    geometry = transposed_geometry("conv", size, kernel, stride, padding, extra, dilation)
    return x, weight, bias, geometry, (stride, padding, extra, groups, dilation)


@given(case=cases())
@settings(max_examples=200)
def test_fast_agrees_with_stamping(case):
    x, weight, bias, geometry, setting = case
    value, _ = convolution.conv_transpose2d(x, weight, bias, geometry=geometry, groups=setting[3])
    assert_close(value, plain.conv_transpose2d(x, weight, bias, *setting))


@given(case=cases())
@settings(max_examples=100)
def test_it_is_the_transpose_of_the_convolution_and_its_gradients_are_right(case):
    """⟨conv(y), x⟩ = ⟨y, conv_transpose(x)⟩; and as it is linear in x and in its weight, ⟨g, f(dx)⟩ = ⟨gx, dx⟩."""
    x, weight, bias, geometry, (*setting, groups, dilation) = case
    value, backward = convolution.conv_transpose2d(x, weight, bias, geometry=geometry, groups=groups)
    rng = np.random.default_rng(0)
    g = rng.standard_normal(value.shape).astype(x.dtype)
    convolved, _ = convolution.conv2d(g, weight, geometry=geometry, groups=groups)
    gx, gw, gb = backward(g, [True, True, True])
    assert_close(gx, convolved)
    dx, dw = rng.standard_normal(x.shape), rng.standard_normal(weight.shape)
    for gradient, direction, moved in (
        (gx, dx, plain.conv_transpose2d(dx, weight.astype(float), None, *setting, groups, dilation)),
        (gw, dw, plain.conv_transpose2d(x.astype(float), dw, None, *setting, groups, dilation)),
    ):
        assert gradient.dtype == x.dtype and gradient.shape == direction.shape
        size = np.linalg.norm(g) * np.linalg.norm(moved) + 1
        tolerance = TOLERANCE[x.dtype.type]["rtol"]
        assert abs(np.vdot(gradient, direction) - np.vdot(g, moved)) <= tolerance * size
    assert gb is None if bias is None else np.allclose(gb, g.sum(axis=(0, 2, 3)), rtol=1e-4, atol=1e-4)


@given(case=cases(axes=1))
@settings(max_examples=60)
def test_a_sequence_is_an_image_of_height_one(case):
    x, weight, bias, geometry, (stride, padding, extra, groups, dilation) = case
    value, backward = convolution.conv_transpose1d(x, weight, bias, geometry=geometry, groups=groups)
    pairs = [(1, *stride), (0, *padding), (0, *extra), groups, (1, *dilation)]
    expected = plain.conv_transpose2d(x[:, :, None], weight[:, :, None], bias, *pairs)[:, :, 0]
    assert_close(value, expected)
    gx, gw, _ = backward(value, [True, True, True])
    assert gx.shape == x.shape and gw.shape == weight.shape


@pytest.mark.parametrize("stride", [(1, 1), (2, 1)])
def test_a_layer_large_enough_to_be_shifted_agrees_with_its_definition(stride):
    rng = np.random.default_rng(0)
    x, weight = rng.standard_normal((40, 24, 5, 17)), rng.standard_normal((24, 20, 4, 3))
    geometry = transposed_geometry("conv", (5, 17), (4, 3), stride, (1, 2), (0, 0), (1, 1))
    assert convolution.faster_way(weight.shape, geometry, len(x)) is shifting
    value, backward = convolution.conv_transpose2d(x, weight, geometry=geometry, groups=1)
    assert_close(value, plain.conv_transpose2d(x, weight, None, stride, (1, 2)))
    g = rng.standard_normal(value.shape)
    gx, gw, _ = backward(g, [True, True])
    dw = rng.standard_normal(weight.shape)
    moved = plain.conv_transpose2d(x, dw, None, stride, (1, 2))
    np.testing.assert_allclose(
        [np.vdot(gx, x), np.vdot(gw, dw)], [np.vdot(g, value), np.vdot(g, moved)], rtol=1e-9
    )


@pytest.mark.parametrize("stride", [(1, 1), (2, 3)])
def test_the_memory_order_changes_no_number_and_results_lie_batch_last(stride):
    rng = np.random.default_rng(0)
    x, weight = rng.standard_normal((3, 4, 5, 6)), rng.standard_normal((4, 2, 3, 3))
    geometry = transposed_geometry("conv", (5, 6), (3, 3), stride, (1, 0), (0, 0), (1, 2))
    expected, backward = convolution.conv_transpose2d(x, weight, geometry=geometry, groups=2)
    g = rng.standard_normal(expected.shape)
    gx, gw, _ = backward(g, [True, True])
    for array in (expected, gx):
        assert np.shares_memory(convolution.batch_last(array), array)
    for one in layouts(x).values():
        value, backward = convolution.conv_transpose2d(one, weight, geometry=geometry, groups=2)
        np.testing.assert_allclose(value, expected, rtol=1e-13, atol=1e-13)
        for other in layouts(g).values():
            for a, b in zip(backward(other, [True, True])[:2], (gx, gw)):
                np.testing.assert_allclose(a, b, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("extra", [0, 1, 2])
@pytest.mark.parametrize("padding", [0, 3])
@pytest.mark.parametrize("outputs", [1, 8])
def test_output_padding_by_dilation_alone(extra, padding, outputs):
    """With stride 1 it adds cells that no stamp reaches; both routes must stay inside their arrays."""
    rng = np.random.default_rng(0)
    x, weight = rng.standard_normal((2, 4, 6, 6)), rng.standard_normal((4, outputs, 2, 2))
    setting = ((1, 1), (padding, padding), (extra, extra), 1, (3, 3))
    geometry = transposed_geometry("conv", (6, 6), (2, 2), *setting[:3], setting[4])
    value, _ = convolution.conv_transpose2d(x, weight, geometry=geometry, groups=1)
    assert_close(value, plain.conv_transpose2d(x, weight, None, *setting))


def test_gradients_that_nobody_needs_are_not_computed():
    geometry = transposed_geometry("conv", (4, 4), (2, 2), (1, 1), (0, 0), (0, 0), (1, 1))
    value, backward = convolution.conv_transpose2d(
        np.ones((1, 1, 4, 4)), np.ones((1, 1, 2, 2)), np.ones(1), geometry=geometry, groups=1
    )
    assert backward(value, [False, False, False]) == (None, None, None)
