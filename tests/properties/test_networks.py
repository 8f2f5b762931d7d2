"""Thousands of generated calls of nn.functional: what PyTorch computes, or refuses, so does minidl."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import signal

import minidl
import minidl.nn.functional as F
from tests.parity import agree, needs_torch, numbers

FLOATS = st.sampled_from([np.float32, np.float64])
LOOSE = {"rtol": 2e-4, "atol": 2e-5}


def call(name, tensors, settings):
    """agree("m.nn.functional.name(x, w, key=value)")"""
    arguments = [*tensors, *[f"{key}={value!r}" for key, value in settings.items()]]
    agree(f"m.nn.functional.{name}({', '.join(arguments)})", **LOOSE, **tensors)


@st.composite
def windows(draw, axes, smallest=1):
    """Settings of a window, some as one number for all axes, some left out"""

    def each(low, high):
        numbers = [draw(st.integers(low, high)) for _ in range(axes)]
        return numbers[0] if draw(st.booleans()) else tuple(numbers)

    kernel, optional = each(1, 3), {"stride": (1, 3), "padding": (0, 2), "dilation": (1, 2)}
    return kernel, {name: each(*ends) for name, ends in optional.items() if draw(st.booleans())}


def sizes(kernel, axes):
    return (kernel,) * axes if isinstance(kernel, int) else kernel


def image(data, axes, channels, dtype, largest=7):
    """A batch, or one image; now and then in another memory order, or empty"""
    size = [data.draw(st.integers(1, largest)) for _ in range(axes)]
    batch = data.draw(st.sampled_from([(2,), (1,), (3,), (), (0,)]))
    array = numbers(*batch, channels, *size).astype(dtype)
    return array.T.copy().T if data.draw(st.booleans()) else array


@needs_torch
@settings(max_examples=175)
@given(st.data(), st.integers(1, 2), FLOATS)
def test_convolution(data, axes, dtype):
    kernel, how = data.draw(windows(axes))
    groups = data.draw(st.sampled_from([1, 1, 2, 3]))
    inputs, outputs = (groups * data.draw(st.integers(1, 3)) for _ in range(2))
    if data.draw(st.integers(0, 5)) == 0:
        how = {"padding": data.draw(st.sampled_from(["same", "valid"])), "dilation": how.get("dilation", 1)}
    tensors = {
        "x": image(data, axes, inputs, dtype),
        "w": numbers(outputs, inputs // groups, *sizes(kernel, axes), seed=1).astype(dtype),
    }
    if data.draw(st.booleans()):
        tensors["b"] = numbers(outputs, seed=2).astype(dtype)
    call(f"conv{axes}d", tensors, {**how, "groups": groups})


@needs_torch
@settings(max_examples=175)
@given(st.data(), st.integers(1, 2), FLOATS)
def test_transposed_convolution(data, axes, dtype):
    kernel, how = data.draw(windows(axes))
    groups = data.draw(st.sampled_from([1, 1, 2, 3]))
    inputs, outputs = (groups * data.draw(st.integers(1, 3)) for _ in range(2))
    tensors = {
        "x": image(data, axes, inputs, dtype, 4),
        "w": numbers(inputs, outputs // groups, *sizes(kernel, axes), seed=1).astype(dtype),
    }
    if data.draw(st.booleans()):
        tensors["b"] = numbers(outputs, seed=2).astype(dtype)
    if data.draw(st.integers(0, 2)) == 0:
        how["output_padding"] = data.draw(st.integers(0, 2))
    try:
        getattr(F, f"conv_transpose{axes}d")(
            *[minidl.from_numpy(a) for a in tensors.values()], **how, groups=groups
        )
    except ValueError as error:
        if "no cells" in str(error) or tensors["x"].size == 0:
            return  # PyTorch returns an empty array
    call(f"conv_transpose{axes}d", tensors, {**how, "groups": groups})


@needs_torch
@settings(max_examples=200)
@given(st.data(), st.integers(1, 2), FLOATS, st.sampled_from(["max_pool", "avg_pool", "lp_pool"]))
def test_pooling(data, axes, dtype, name):
    kernel, how = data.draw(windows(axes))
    if name != "max_pool":
        how.pop("dilation", None)
    if name == "lp_pool":
        how.pop("padding", None)
        kernel = kernel[0] if axes == 1 and isinstance(kernel, tuple) else kernel
        how["norm_type"] = data.draw(st.sampled_from([1, 2, 3.0]))
    how["ceil_mode"] = data.draw(st.booleans())
    if name == "avg_pool":
        how["count_include_pad"] = data.draw(st.booleans())
    x = image(data, axes, 2, dtype)
    x = np.abs(x) if name == "lp_pool" else x
    if name == "max_pool" and "dilation" in how and "padding" in how:
        del how["padding"]  # a window on nothing but padding: PyTorch's gradient lands anywhere
    call(f"{name}{axes}d", {"x": x}, {"kernel_size": kernel, **how})


@needs_torch
@settings(max_examples=150)
@given(st.data(), st.integers(1, 2), FLOATS, st.sampled_from(["avg", "max"]))
def test_adaptive_pooling(data, axes, dtype, name):
    size = [data.draw(st.sampled_from([1, 2, 3, 5, None])) for _ in range(axes)]
    size = data.draw(st.integers(1, 5)) if axes == 1 or data.draw(st.booleans()) else tuple(size)
    call(f"adaptive_{name}_pool{axes}d", {"x": image(data, axes, 2, dtype)}, {"output_size": size})


@needs_torch
@settings(max_examples=150)
@given(st.data(), FLOATS)
def test_unfolding(data, dtype):
    kernel, how = data.draw(windows(2))
    call("unfold", {"x": image(data, 2, 2, dtype)}, {"kernel_size": kernel, **how})


@needs_torch
@settings(max_examples=150)
@given(st.data(), FLOATS, st.sampled_from(["constant", "reflect", "replicate", "circular"]))
def test_padding(data, dtype, mode):
    axes = data.draw(st.integers(1, 2))
    x = image(data, axes, 2, dtype, 5)
    x = x if x.size else np.ones((1, *x.shape[1:]), dtype)
    cells = data.draw(
        st.lists(st.integers(-1 if mode == "constant" else 0, 4), min_size=2 * axes, max_size=2 * axes)
    )
    call("pad", {"x": x}, {"pad": tuple(cells), "mode": mode})


@needs_torch
@settings(max_examples=150)
@given(st.data(), FLOATS, st.sampled_from(["nearest", "linear", "bilinear", "nearest-exact"]), st.booleans())
def test_interpolation(data, dtype, mode, by_size):
    axes = {"linear": 1, "bilinear": 2}.get(mode) or data.draw(st.integers(1, 2))
    x = numbers(2, 2, *[data.draw(st.integers(1, 6)) for _ in range(axes)]).astype(dtype)
    how = {"mode": mode}
    if by_size:
        how["size"] = data.draw(st.one_of(st.integers(1, 9), st.tuples(*[st.integers(1, 9)] * axes)))
    else:
        how["scale_factor"] = data.draw(st.sampled_from([2, 0.5, 1.7, 3.0, (2,) * axes]))
    if "linear" in mode:
        how["align_corners"] = data.draw(st.booleans())
    call("interpolate", {"x": x}, how)


ACTIVATIONS = [
    "relu(x)", "leaky_relu(x, {a})", "elu(x, {b})", "selu(x)", "gelu(x)", "gelu(x, approximate='tanh')", "silu(x)",
    "sigmoid(x)", "tanh(x)", "softplus(x, {b}, {c})", "hardtanh(x, -{b}, {c})", "softmax(x, {dim})",
    "log_softmax(x, {dim})", "prelu(x, w)",
]  # fmt: skip


@needs_torch
@settings(max_examples=150)
@given(st.data(), st.sampled_from(ACTIVATIONS), FLOATS)
def test_activations(data, code, dtype):
    shape = data.draw(st.lists(st.integers(0, 4), max_size=4))
    a, b, c = (data.draw(st.sampled_from([low, 0.5, 1.0, 2.0])) for low in (-0.3, 0.1, 3.0))
    x = 4 * numbers(*shape, seed=data.draw(st.integers(0, 99))).astype(dtype)
    w = numbers(data.draw(st.sampled_from([1, 1, 2, 3])), seed=1).astype(dtype)
    code = code.format(a=a, b=b, c=c, dim=data.draw(st.integers(-len(shape) - 1, len(shape))))
    agree(f"m.nn.functional.{code}", x=np.asarray(x), **LOOSE, **({"w": w} if "w)" in code else {}))


REDUCTION = st.sampled_from(["mean", "sum", "none", "mean"])
LOSSES = ["mse_loss", "l1_loss", "smooth_l1_loss", "huber_loss", "binary_cross_entropy_with_logits", "kl_div"]


@needs_torch
@settings(max_examples=150)
@given(st.data(), st.sampled_from(LOSSES), REDUCTION, FLOATS)
def test_losses_of_two(data, name, reduction, dtype):
    shape = data.draw(st.lists(st.integers(0, 4), max_size=3))
    x, y = (np.asarray(numbers(*shape, seed=i).astype(dtype)) for i in (0, 1))
    y = np.asarray(np.abs(y) + dtype(0.1)) if name == "kl_div" else y
    how = {"reduction": reduction}
    if name in ("smooth_l1_loss", "huber_loss"):
        how["beta" if name == "smooth_l1_loss" else "delta"] = data.draw(st.sampled_from([0.5, 1.0, 2.0]))
    if name == "kl_div":
        how["log_target"] = data.draw(st.booleans())
    call(name, {"x": x, "y": y}, how)


@needs_torch
@settings(max_examples=150)
@given(st.data(), st.sampled_from(["cross_entropy", "nll_loss"]), REDUCTION, FLOATS)
def test_classification(data, name, reduction, dtype):
    batch, classes = data.draw(st.integers(1, 4)), data.draw(st.integers(1, 4))
    pixels = data.draw(st.lists(st.integers(1, 3), max_size=2))
    how, tensors = {"reduction": reduction}, {"x": numbers(batch, classes, *pixels).astype(dtype)}
    ignored = data.draw(st.sampled_from([-100, 0, 1]))
    labels = np.random.default_rng(data.draw(st.integers(0, 999))).integers(
        0, classes + (data.draw(st.integers(0, 9)) == 0), (batch, *pixels)
    )
    if name == "cross_entropy" and data.draw(st.integers(0, 3)) == 0:
        how["label_smoothing"] = data.draw(st.sampled_from([0.1, 0.9, 1.1]))
    arguments = ["x", "y"]
    if data.draw(st.booleans()):
        arguments.append(f"weight=m.tensor({[0.5 + i for i in range(classes)]}, dtype=x.dtype)")
    if data.draw(st.booleans()):
        how["ignore_index"] = ignored
    arguments += [f"{key}={value!r}" for key, value in how.items()]
    if reduction == "mean" and (labels == how.get("ignore_index")).all():
        return  # 0/0: NaN in both, but the gradients are said to be 0 or NaN as the versions please
    agree(f"m.nn.functional.{name}({', '.join(arguments)})", **LOOSE, **tensors, y=labels)


@needs_torch
@settings(max_examples=150)
@given(st.data(), st.sampled_from(["batch_norm", "layer_norm", "group_norm"]), FLOATS)
def test_normalisation(data, name, dtype):
    shape = data.draw(st.lists(st.integers(1, 4), min_size=2, max_size=4))
    tensors, how = {"x": numbers(*shape).astype(dtype)}, {"eps": data.draw(st.sampled_from([1e-5, 0.1]))}
    width = shape[1:2] if name != "layer_norm" else shape[data.draw(st.integers(1, len(shape))) :]
    if name == "batch_norm":
        how |= {"running_mean": None, "running_var": None, "training": True}
    elif name == "layer_norm":
        how["normalized_shape"] = width
    else:
        how["num_groups"] = data.draw(st.integers(1, 4))
    code = [*tensors, *[f"{key}={value!r}" for key, value in how.items()]]
    if data.draw(st.booleans()):
        tensors |= {"w": numbers(*width, seed=1).astype(dtype), "b": numbers(*width, seed=2).astype(dtype)}
        code += ["weight=w", "bias=b"]
    rows = np.prod(shape) // shape[1]
    if name == "batch_norm" and rows == 2:
        return  # two values are always ±1: their gradient is rounding
    agree(f"m.nn.functional.{name}({', '.join(code)})", rtol=2e-3, atol=2e-4, **tensors)


# --- against SciPy, where there is no PyTorch, too --------------------------------------------------------


@settings(max_examples=150)
@given(st.data(), FLOATS)
def test_convolution_is_scipys_correlation(data, dtype):
    size, kernel = ([data.draw(st.integers(low, 6)) for _ in range(2)] for low in (4, 1))
    kernel = [min(k, 4) for k in kernel]
    x, w = numbers(*size).astype(dtype), numbers(*kernel, seed=1).astype(dtype)
    got = F.conv2d(minidl.from_numpy(x)[None], minidl.from_numpy(w)[None, None])
    np.testing.assert_allclose(got.data.numpy()[0], signal.correlate2d(x, w, "valid"), rtol=1e-4, atol=1e-5)
    full = F.conv2d(
        minidl.from_numpy(x)[None], minidl.from_numpy(w)[None, None], padding=tuple(k - 1 for k in kernel)
    )
    np.testing.assert_allclose(full.data.numpy()[0], signal.correlate2d(x, w, "full"), rtol=1e-4, atol=1e-5)
    there_and_flipped = F.conv_transpose2d(minidl.from_numpy(x)[None], minidl.from_numpy(w)[None, None])
    np.testing.assert_allclose(
        there_and_flipped.data.numpy()[0], signal.convolve2d(x, w), rtol=1e-4, atol=1e-5
    )


def test_scipy_would_notice_a_flipped_kernel():
    x, w = numbers(4, 4), numbers(2, 2, seed=1)
    with pytest.raises(AssertionError):
        np.testing.assert_allclose(
            signal.convolve2d(x, w, "valid"), signal.correlate2d(x, w, "valid"), rtol=1e-4
        )
