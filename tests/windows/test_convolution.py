"""Fast convolution against the plain definitions, and its gradients against the transpose identity."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from minidl.windows import convolution, lowering, plain, shifting, window_geometry

TOLERANCE = {np.float32: {"rtol": 2e-4, "atol": 2e-5}, np.float64: {"rtol": 1e-10, "atol": 1e-11}}


@st.composite
def cases(draw, largest=8, axes=2):
    """x, weight, bias, g and the settings of a convolution of any kind that fits."""

    def each(low, high):
        return tuple(draw(st.integers(low, high)) for _ in range(axes))

    kernel, stride, padding, dilation = each(1, 4), each(1, 4), each(0, 5), each(1, 3)
    spans = [d * (k - 1) + 1 for d, k in zip(dilation, kernel)]
    smallest = [max(1, span - 2 * p) for span, p in zip(spans, padding)]  # often the kernel's own size
    size = tuple(draw(st.integers(low, max(low, largest))) for low in smallest)
    groups = draw(st.sampled_from([1, 1, 2, 3]))
    inputs = groups * draw(st.integers(1, 3))
    if draw(st.booleans()):
        inputs = groups  # depthwise if there are several groups
    outputs = groups * draw(st.integers(1, 3)) if draw(st.booleans()) else groups * 7
    dtype = draw(st.sampled_from([np.float32, np.float64]))
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))

    def array(*shape):
        return rng.standard_normal(shape).astype(dtype)

    batch = draw(st.integers(1, 3))
    x, weight = array(batch, inputs, *size), array(outputs, inputs // groups, *kernel)
    bias = array(outputs) if draw(st.booleans()) else None
    geometry = window_geometry("conv", size, kernel, stride, padding, dilation)
    g = array(batch, outputs, *geometry.output[-axes:])
    return x, weight, bias, g, geometry, (stride, padding, dilation, groups)


def assert_close(got, expected):
    assert got.shape == expected.shape
    assert got.dtype == expected.dtype
    # Sums of many terms: what matters is the error beside the largest of them.
    scale = max(1.0, np.abs(expected).max(initial=0))
    np.testing.assert_allclose(got / scale, expected / scale, **TOLERANCE[expected.dtype.type])


@given(case=cases(largest=5))
@settings(max_examples=40)
def test_seven_loops_and_matmul_and_fast_agree(case):
    x, weight, bias, _, geometry, setting = case
    loops = plain.conv2d(x, weight, bias, *setting)
    assert_close(plain.conv2d_matmul(x, weight, bias, *setting), loops)
    assert_close(convolution.conv2d(x, weight, bias, geometry=geometry, groups=setting[-1])[0], loops)


@given(case=cases())
@settings(max_examples=200)
def test_fast_agrees_with_matmul_and_its_gradients_with_the_transpose_identity(case):
    x, weight, bias, g, geometry, setting = case
    value, backward = convolution.conv2d(x, weight, bias, geometry=geometry, groups=setting[-1])
    assert_close(value, plain.conv2d_matmul(x, weight, bias, *setting))

    rng = np.random.default_rng(0)
    gx, gw, gb = backward(g, [True, True, True])
    for _ in range(2):  # conv is linear in each: ⟨g, conv(dx)⟩ = ⟨gx, dx⟩, for any dx
        dx, dw = rng.standard_normal(x.shape), rng.standard_normal(weight.shape)
        for gradient, direction, moved in (
            (gx, dx, plain.conv2d_matmul(dx, weight.astype(float), None, *setting)),
            (gw, dw, plain.conv2d_matmul(x.astype(float), dw, None, *setting)),
        ):
            assert gradient.dtype == x.dtype and gradient.shape == direction.shape
            size = np.linalg.norm(g) * np.linalg.norm(moved) + 1  # the sums may cancel, their terms do not
            tolerance = TOLERANCE[x.dtype.type]["rtol"]
            assert abs(np.vdot(gradient, direction) - np.vdot(g, moved)) <= tolerance * size
    if bias is None:
        assert gb is None
    else:
        assert_close(gb, g.sum(axis=(0, 2, 3)))


@given(case=cases())
@settings(max_examples=150)
def test_both_ways_agree_where_both_can_serve(case):
    x, weight, _, g, geometry, (*_, groups) = case
    geometry = geometry._replace(stride=(geometry.stride[0], 1))
    geometry = geometry._replace(output=(geometry.output[0], full_columns(geometry)))
    g = np.random.default_rng(0).standard_normal((*g.shape[:2], *geometry.output)).astype(g.dtype)
    g, results = convolution.batch_last(g), []
    for way in (lowering, shifting):
        lowered = way.lower(x.transpose(1, 2, 3, 0), geometry, groups)
        value = way.correlate(lowered, weight, geometry)
        results.append((value, way.weight_gradient(g, lowered, weight.shape, geometry)))
    for one, other in zip(*results, strict=True):
        assert one.flags.c_contiguous and other.flags.c_contiguous
        assert_close(one, other)


def full_columns(geometry):
    """Output columns at stride 1."""
    return geometry.size[1] + sum(geometry.padding[1]) - geometry.dilation[1] * (geometry.kernel_size[1] - 1)


SMALL, LARGE = 4, 64  # batches


@pytest.mark.parametrize(
    "batch, shape, stride, way",
    [
        (LARGE, (50, 20, 5, 5), 1, shifting),
        (LARGE, (50, 20, 5, 5), 2, lowering),  # most of z would be thrown away
        (LARGE, (50, 20, 5, 1), 1, lowering),  # nothing to shift
        (LARGE, (20, 1, 5, 5), 1, lowering),  # one channel: the matrix would be flat
        (SMALL, (50, 20, 5, 5), 1, lowering),  # rows too short
    ],
)
def test_the_way_depends_on_the_sizes(batch, shape, stride, way):
    geometry = window_geometry("conv", (14, 14), shape[2:], (stride, stride), (2, 2), (1, 1))
    assert convolution.faster_way(shape, geometry, batch) is way


@pytest.mark.parametrize("stride, dilation, groups", [((1, 1), (1, 1), 1), ((2, 1), (2, 3), 2)])
def test_a_layer_large_enough_to_be_shifted_agrees_with_its_definition(stride, dilation, groups):
    """The whole route with its gradients, at a size that the small cases above never reach."""
    rng = np.random.default_rng(0)
    x, weight = rng.standard_normal((32, 40, 9, 17)), rng.standard_normal((44, 40 // groups, 4, 3))
    geometry = window_geometry("conv", (9, 17), (4, 3), stride, (1, 2), dilation)
    assert convolution.faster_way(weight.shape, geometry, len(x)) is shifting
    setting = (stride, (1, 2), dilation, groups)
    value, backward = convolution.conv2d(x, weight, geometry=geometry, groups=groups)
    assert_close(value, plain.conv2d_matmul(x, weight, None, *setting))
    g = rng.standard_normal(value.shape)
    gx, gw, _ = backward(g, [True, True])
    dx, dw = rng.standard_normal(x.shape), rng.standard_normal(weight.shape)
    moved_x = np.vdot(g, plain.conv2d_matmul(dx, weight, None, *setting))
    moved_w = np.vdot(g, plain.conv2d_matmul(x, dw, None, *setting))
    np.testing.assert_allclose([np.vdot(gx, dx), np.vdot(gw, dw)], [moved_x, moved_w], rtol=1e-9)


@given(case=cases(axes=1))
@settings(max_examples=60)
def test_conv1d_agrees_with_its_definition(case):
    x, weight, bias, g, geometry, setting = case
    flat = [number[0] for number in setting[:-1]]
    value, backward = convolution.conv1d(x, weight, bias, geometry=geometry, groups=setting[-1])
    assert_close(value, plain.conv1d(x, weight, bias, *flat, setting[-1]))
    gx, gw, _ = backward(g, [True, True, True])
    dx = np.random.default_rng(0).standard_normal(x.shape)
    moved = plain.conv1d(dx, weight.astype(float), None, *flat, setting[-1])
    tolerance = TOLERANCE[x.dtype.type]["rtol"] * (np.linalg.norm(g) * np.linalg.norm(moved) + 1)
    assert abs(np.vdot(gx, dx) - np.vdot(g, moved)) <= tolerance
    assert gx.shape == x.shape and gw.shape == weight.shape


@pytest.mark.parametrize("dilation", [(1, 1), (2, 3)])
@pytest.mark.parametrize("padding", [(0, 0), (1, 2), (5, 7)])
@pytest.mark.parametrize("groups", [1, 2])
def test_both_routes_of_the_input_gradient_agree(padding, dilation, groups):
    """More output channels, all of zero weight, change nothing but the route that is taken."""
    rng = np.random.default_rng(0)
    x, g_channels, outputs = rng.standard_normal((2, 4, 9, 11)), 4 // groups, 8
    weight = rng.standard_normal((groups, outputs // groups, g_channels, 3, 4))
    geometry = window_geometry("conv", (9, 11), (3, 4), (1, 1), padding, dilation)
    g = rng.standard_normal((2, groups, outputs // groups, *geometry.output))
    wide_weight = np.concatenate([weight, np.zeros_like(weight)], axis=1)
    wide_g = np.concatenate([g, rng.standard_normal(g.shape)], axis=2)

    def input_gradient(g, weight):
        weight, g = weight.reshape(-1, *weight.shape[2:]), g.reshape(2, -1, *g.shape[3:])
        rotates = len(weight) <= 2 * weight.shape[1] * groups
        _, backward = convolution.conv2d(x, weight, geometry=geometry, groups=groups)
        return rotates, backward(g, [True, False])[0]

    (rotates, one), (scatters, other) = input_gradient(g, weight), input_gradient(wide_g, wide_weight)
    assert rotates and not scatters
    np.testing.assert_allclose(one, other, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("kernel", [(1, 1), (2, 2), (3, 3), (4, 2), (2, 5)])
@pytest.mark.parametrize("dilation", [(1, 1), (2, 1), (3, 2)])
def test_same_keeps_the_size_and_is_padding_by_hand(kernel, dilation):
    rng = np.random.default_rng(0)
    x, weight = rng.standard_normal((2, 3, 6, 9)), rng.standard_normal((4, 3, *kernel))
    geometry = window_geometry("conv", (6, 9), kernel, (1, 1), "same", dilation)
    value, _ = convolution.conv2d(x, weight, geometry=geometry, groups=1)
    assert value.shape == (2, 4, 6, 9)
    padded = np.pad(x, ((0, 0), (0, 0), *geometry.padding))
    np.testing.assert_allclose(value, plain.conv2d(padded, weight, dilation=dilation), atol=1e-12)


def layouts(x):
    """The same numbers in other places of memory."""
    spread = np.zeros((*x.shape[:-1], 2 * x.shape[-1]), x.dtype)
    spread[..., ::2] = x
    read_only = x.copy()
    read_only.flags.writeable = False
    return {
        "C": x.copy(),
        "Fortran": np.asfortranarray(x),
        "batch last": np.moveaxis(np.ascontiguousarray(np.moveaxis(x, 0, -1)), -1, 0),
        "every other": spread[..., ::2],
        "reversed": np.ascontiguousarray(x[:, ::-1, ::-1])[:, ::-1, ::-1],
        "read-only": read_only,
        "repeated": np.broadcast_to(x[:1], x.shape) if (x == x[:1]).all() else x,
    }


@pytest.mark.parametrize("stride", [(1, 1), (2, 3)])
@pytest.mark.parametrize("outputs", [2, 12])
def test_the_memory_order_changes_no_number(stride, outputs):
    rng = np.random.default_rng(0)
    x = np.repeat(rng.standard_normal((1, 4, 7, 8)), 3, axis=0)
    weight = np.repeat(rng.standard_normal((1, 2, 3, 3)), outputs, axis=0)
    geometry = window_geometry("conv", (7, 8), (3, 3), stride, (1, 0), (1, 2))
    g = np.repeat(rng.standard_normal((1, outputs, *geometry.output)), 3, axis=0)

    def run(x, weight, g):
        value, backward = convolution.conv2d(x, weight, geometry=geometry, groups=2)
        return value, *backward(g, [True, True])[:2]

    expected = run(x, weight, g)
    for name in layouts(x):
        for got in (
            run(layouts(x)[name], weight, g),
            run(x, layouts(weight)[name], g),
            run(x, weight, layouts(g)[name]),
        ):
            for a, b in zip(got, expected, strict=True):
                np.testing.assert_allclose(a, b, rtol=1e-13, atol=1e-13, err_msg=name)


def test_results_lie_batch_last_in_memory_so_that_the_next_layer_copies_nothing():
    x, weight = np.ones((2, 3, 6, 6), np.float32), np.ones((4, 3, 3, 3), np.float32)
    geometry = window_geometry("conv", (6, 6), (3, 3), (1, 1), (0, 0), (1, 1))
    value, backward = convolution.conv2d(x, weight, geometry=geometry, groups=1)
    gx, _, _ = backward(np.ones_like(value), [True, True])
    for array in (value, gx):
        assert convolution.batch_last(array).base is not None  # a view
        assert np.shares_memory(convolution.batch_last(array), array)


def test_gradients_that_nobody_needs_are_not_computed():
    x, weight = np.ones((1, 1, 4, 4)), np.ones((1, 1, 2, 2))
    geometry = window_geometry("conv", (4, 4), (2, 2), (1, 1), (0, 0), (1, 1))
    value, backward = convolution.conv2d(x, weight, np.ones(1), geometry=geometry, groups=1)
    assert backward(value, [False, False, False]) == (None, None, None)


def test_an_empty_batch_has_empty_results_and_zero_gradients():
    x, weight = np.ones((0, 4, 5, 5)), np.ones((6, 2, 3, 3))
    geometry = window_geometry("conv", (5, 5), (3, 3), (2, 2), (1, 1), (1, 1))
    value, backward = convolution.conv2d(x, weight, np.ones(6), geometry=geometry, groups=2)
    gx, gw, gb = backward(value, [True, True, True])
    assert value.shape == (0, 6, 3, 3) and gx.shape == x.shape
    assert (gw == 0).all() and gw.shape == weight.shape
    assert (gb == 0).all() and gb.shape == (6,)
