"""What is said when a convolution, or windows as columns, do not fit."""

import numpy as np
import pytest

import minidl
import minidl.nn.functional as F
from minidl import nn


def zeros(*shape, dtype=minidl.float32):
    return minidl.zeros(*shape, dtype=dtype)


@pytest.mark.parametrize(
    ("shape", "weight", "settings", "words"),
    [
        (
            (2, 1, 28, 28),
            (8, 3, 3, 3),
            {},
            r"weight \(8, 3, 3, 3\) expects 3 input channels, got input \(2, 1, 28, 28\). "
            r"Did you mean Conv2d\(1, 8, ...\)\?",
        ),
        (
            (2, 6, 8, 8),
            (8, 2, 3, 3),
            {"groups": 2},
            r"expects 4 input channels, .* Did you mean Conv2d\(6, 8, ..., groups=2\)",
        ),
        (
            (28, 28),
            (8, 1, 3, 3),
            {},
            r"expects input \(N, C, H, W\), got \(28, 28\). .* insert its axis: x.unsqueeze\(1\)",
        ),
        ((2, 28, 28), (8, 1, 3, 3), {}, r"expects 1 input channels, got input \(2, 28, 28\)"),
        (
            (2, 3, 8, 8),
            (8, 3, 3),
            {},
            r"weight must have 4 axes \(out, in/groups, kernel...\), got \(8, 3, 3\)",
        ),
        (
            (2, 3, 8, 8),
            (8, 3, 9, 3),
            {},
            r"along the height it spans .* = 9 cells, but the padded input has 8 \+ 0 \+ 0 = 8",
        ),
        (
            (2, 4, 8, 8),
            (6, 1, 3, 3),
            {"groups": 4},
            "groups must divide in_channels and out_channels, got groups=4, in_channels=4, out_channels=6",
        ),
        (
            (2, 4, 8, 8),
            (6, 4, 3, 3),
            {"groups": 0},
            "groups must divide in_channels and out_channels, got groups=0",
        ),
        ((2, 3, 8, 8), (6, 3, 3, 3), {"stride": 0}, r"stride must be at least 1, got \(0, 0\)"),
        ((2, 3, 8, 8), (6, 3, 3, 3), {"dilation": (1, 0)}, r"dilation must be at least 1, got \(1, 0\)"),
        ((2, 3, 8, 8), (6, 3, 3, 3), {"padding": -1}, r"padding must not be negative, got \(-1, -1\)"),
        ((2, 3, 8, 8), (6, 3, 3, 3), {"padding": "full"}, "'valid' or 'same', got 'full'"),
        ((2, 3, 8, 8), (6, 3, 3, 3), {"padding": "same", "stride": 2}, "padding='same' needs stride 1"),
        (
            (2, 3, 8, 8),
            (6, 3, 3, 3),
            {"bias": zeros(5)},
            r"bias must have shape \(6,\), one number for each kernel, got \(5,\)",
        ),
        ((2, 3, 0, 8), (6, 3, 3, 3), {"padding": 2}, r"the input has no cells, its size is \(0, 8\)"),
    ],
)
def test_conv2d_explains_what_does_not_fit(shape, weight, settings, words):
    with pytest.raises(ValueError, match=f"^conv2d: .*{words}"):
        F.conv2d(zeros(*shape), zeros(*weight), **settings)


@pytest.mark.parametrize(
    ("shape", "weight", "settings", "words"),
    [
        ((2, 3, 8), (6, 2, 3), {}, r"expects 2 input channels, .* Did you mean Conv1d\(3, 6, ...\)"),
        ((2, 3, 8), (6, 3, 9), {}, "along the length it spans"),
        ((8,), (6, 3, 9), {}, r"expects input \(N, C, L\), got \(8,\)"),
        ((2, 3, 8), (6, 3, 3), {"stride": 0}, "stride must be at least 1, got 0"),
    ],
)
def test_conv1d_explains_what_does_not_fit(shape, weight, settings, words):
    with pytest.raises(ValueError, match=f"^conv1d: .*{words}"):
        F.conv1d(zeros(*shape), zeros(*weight), **settings)


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"stride": 1.5}, r"stride must be an integer or 2 integers, got 1.5"),
        ({"stride": (1, 2, 3)}, r"stride must be an integer or 2 integers, got \(1, 2, 3\)"),
        ({"padding": (1, 0.5)}, r"padding must be an integer or 2 integers, got \(1, 0.5\)"),
        ({"padding": True}, "padding must be an integer or 2 integers, got True"),
        ({"dilation": None}, "dilation must be an integer or 2 integers, got None"),
        ({"stride": np.array([1, 2])}, "stride is a setting, got an ndarray"),
        ({"stride": minidl.tensor(2.5)}, "stride must be an integer or 2 integers, got tensor"),
        ({"groups": 1.0}, "groups must be a whole number, got 1.0"),
        ({"bias": zeros(6, dtype=minidl.float64)}, "input is float32 but bias is float64"),
        ({"bias": np.zeros(6)}, "bias must be a Tensor, got ndarray"),
    ],
)
def test_settings_of_the_wrong_type(settings, words):
    with pytest.raises(TypeError, match=f"^conv2d: {words}"):
        F.conv2d(zeros(2, 3, 8, 8), zeros(6, 3, 3, 3), **settings)


@pytest.mark.parametrize("value", [2, np.int64(2), minidl.tensor(2), (2, 2), [2, 2], (2,)])
def test_all_sorts_of_integers_are_taken(value):
    assert F.conv2d(zeros(2, 3, 8, 8), zeros(6, 3, 3, 3), stride=value).shape == (2, 6, 3, 3)


def test_inputs_of_the_wrong_type():
    weight = zeros(6, 3, 3, 3)
    with pytest.raises(TypeError, match=r"conv2d: input must be a Tensor, got ndarray"):
        F.conv2d(np.zeros((2, 3, 8, 8)), weight)
    with pytest.raises(TypeError, match=r"conv2d: input must hold floats, got uint8. Try input.float\(\)"):
        F.conv2d(zeros(2, 3, 8, 8, dtype=minidl.uint8), weight)
    with pytest.raises(TypeError, match=r"conv2d: input is float64 but weight is float32"):
        F.conv2d(zeros(2, 3, 8, 8, dtype=minidl.float64), weight)
    with pytest.raises(TypeError, match=r"conv2d: weight must be a Tensor, got NoneType"):
        F.conv2d(zeros(2, 3, 8, 8), None)


def test_fold_and_unfold_explain_what_does_not_fit():
    with pytest.raises(
        ValueError,
        match=r"fold: output_size \(5, 6\) has 20 windows of 4 cells, so input must be \(N, C·4, 20\), got "
        r"\(2, 12, 21\)",
    ):
        F.fold(zeros(2, 12, 21), (5, 6), 2)
    with pytest.raises(ValueError, match=r"input must be \(N, C·4, 20\), got \(2, 13, 20\)"):
        F.fold(zeros(2, 13, 20), (5, 6), 2)
    with pytest.raises(ValueError, match=r"unfold: expects input \(N, C, H, W\), got \(2, 3\)"):
        F.unfold(zeros(2, 3), 2)
    with pytest.raises(ValueError, match=r"unfold: the kernel does not fit: along the height"):
        F.unfold(zeros(2, 3, 2, 9), 3)
    with pytest.raises(TypeError, match=r"unfold: kernel_size must be an integer or 2 integers, got '2'"):
        F.unfold(zeros(2, 3, 4, 9), "2")
    with pytest.raises(TypeError, match=r"unfold: input must hold floats, got int64"):
        F.unfold(zeros(2, 3, 4, 9, dtype=minidl.int64), 2)


@pytest.mark.parametrize(
    ("name", "shape", "weight", "settings", "words"),
    [
        ("conv_transpose2d", (2, 8, 4, 4), (3, 8, 3, 3), {}, r"weight \(3, 8, 3, 3\) expects 3 input channels, got input \(2, 8, 4, 4\). Did you mean ConvTranspose2d\(8, 8, ...\)\?"),
        ("conv_transpose2d", (2, 6, 4, 4), (4, 3, 3, 3), {"groups": 2}, r"Did you mean ConvTranspose2d\(6, 6, ..., groups=2\)"),
        ("conv_transpose2d", (4, 4), (1, 3, 3, 3), {}, r"expects input \(N, C, H, W\), got \(4, 4\)"),
        ("conv_transpose2d", (2, 3, 4, 4), (3, 3, 3), {}, r"weight must have 4 axes \(in, out/groups, kernel...\), got \(3, 3, 3\)"),
        ("conv_transpose2d", (2, 4, 4, 4), (4, 3, 3, 3), {"groups": 3}, "groups must divide in_channels and out_channels, got groups=3, in_channels=4, out_channels=9"),
        ("conv_transpose2d", (2, 3, 4, 4), (3, 4, 3, 3), {"bias": zeros(3)}, r"bias must have shape \(4,\), one number for each kernel, got \(3,\)"),
        ("conv_transpose2d", (2, 3, 4, 4), (3, 4, 3, 3), {"output_padding": 1}, r"output_padding must be at least 0 and smaller than stride or dilation, got \(1, 1\) with stride \(1, 1\) and dilation \(1, 1\)"),
        ("conv_transpose2d", (2, 3, 4, 4), (3, 4, 3, 3), {"stride": 2, "output_padding": (0, -1)}, r"at least 0 .* got \(0, -1\)"),
        ("conv_transpose2d", (2, 3, 4, 1), (3, 4, 3, 3), {"padding": (0, 2)}, r"the output would have no cells: .* = \(6, -1\) for input size \(4, 1\). Try less padding"),
        ("conv_transpose2d", (2, 3, 4, 0), (3, 4, 3, 3), {}, r"the input has no cells, its size is \(4, 0\)"),
        ("conv_transpose2d", (2, 3, 4, 4), (3, 4, 3, 3), {"stride": 0}, r"stride must be at least 1, got \(0, 0\)"),
        ("conv_transpose1d", (2, 3, 4), (4, 3, 3), {}, r"Did you mean ConvTranspose1d\(3, 3, ...\)"),
        ("conv_transpose1d", (2, 3, 4), (3, 4, 3), {"output_padding": 2, "stride": 2}, "got 2 with stride 2 and dilation 1"),
        ("locally_connected2d", (2, 3, 5, 5), (3, 3, 4, 2, 3, 3), {}, r"expects input \(N, C, H, W\) and weight \(H_out, W_out, O, C, K_h, K_w\), got \(2, 3, 5, 5\) and \(3, 3, 4, 2, 3, 3\)"),
        ("locally_connected2d", (2, 3, 6, 5), (3, 3, 4, 3, 3, 3), {}, r"there are \(4, 3\) places, so weight must begin with them and bias be \(4, 3, 4\), got \(3, 3, 4, 3, 3, 3\) and None"),
        ("locally_connected2d", (2, 3, 5, 5), (3, 3, 4, 3, 3, 3), {"bias": zeros(4)}, r"bias be \(3, 3, 4\), got .* and \(4,\)"),
    ],
)  # fmt: skip
def test_relatives_explain_what_does_not_fit(name, shape, weight, settings, words):
    with pytest.raises(ValueError, match=f"^{name}: .*{words}"):
        getattr(F, name)(zeros(*shape), zeros(*weight), **settings)


def test_transposed_settings_of_the_wrong_type():
    with pytest.raises(
        TypeError, match="conv_transpose2d: padding must be an integer or 2 integers, got 'same'"
    ):
        F.conv_transpose2d(zeros(2, 3, 4, 4), zeros(3, 4, 3, 3), padding="same")
    with pytest.raises(TypeError, match=r"conv_transpose1d: output_padding must be an integer, got 0\.5"):
        F.conv_transpose1d(zeros(2, 3, 4), zeros(3, 4, 3), output_padding=0.5)


def test_transposed_layers():
    with pytest.raises(ValueError, match="ConvTranspose2d: padding_mode must be 'zeros', got 'reflect'"):
        nn.ConvTranspose2d(3, 4, 3, padding_mode="reflect")
    layer = nn.ConvTranspose2d(3, 4, 3, stride=2)
    words = r"ConvTranspose2d: for input \(2, 3, 4, 5\), output_size may be \[9, 11\] to \[10, 12\], got"
    for size in ((8, 11), (9, 13), (9,), (4, 9, 11)):
        with pytest.raises(ValueError, match=words):
            layer(zeros(2, 3, 4, 5), size)
    with pytest.raises(
        TypeError, match="ConvTranspose2d: output_size must be a tuple of 2 or 4 integers, got 9"
    ):
        layer(zeros(2, 3, 4, 5), 9)
    assert layer(zeros(3, 4, 5), (4, 10, 12)).shape == (4, 10, 12)
    assert layer.weight.data.numpy().std() == pytest.approx(1 / np.sqrt(3 * 4 * 9), rel=0.2)  # fan_in 4·9


@pytest.mark.parametrize("stride, padding, dilation", [(1, 0, 1), ((2, 1), (1, 2), (1, 2)), (3, 1, 1)])
@pytest.mark.parametrize("bias", [True, False])
def test_locally_connected2d_uses_a_kernel_of_its_own_at_each_place(stride, padding, dilation, bias):
    layer = nn.LocallyConnected2d(3, 4, (6, 7), (3, 2), stride, padding, dilation, bias).double()
    x = minidl.randn(2, 3, 6, 7, dtype=minidl.float64, requires_grad=True)
    y = layer(x)
    for i, j in np.ndindex(y.shape[2:]):
        own = layer.bias[i, j] if bias else None
        everywhere = F.conv2d(x, layer.weight[i, j], own, stride, padding, dilation)
        np.testing.assert_allclose(
            y.data.numpy()[:, :, i, j], everywhere.data.numpy()[:, :, i, j], rtol=1e-12, atol=1e-12
        )
    np.testing.assert_allclose(layer(x[0]).data.numpy(), y.data.numpy()[0], rtol=1e-12, atol=1e-12)

    columns = F.unfold(x, (3, 2), dilation, padding, stride).data.numpy()  # (N, C·K_h·K_w, L)
    g = minidl.randn(*y.shape, dtype=minidl.float64)
    y.backward(g)
    weight, flat = layer.weight.data.numpy().reshape(-1, 4, 18), g.data.numpy().reshape(2, 4, -1)
    np.testing.assert_allclose(
        layer.weight.grad.numpy().reshape(weight.shape), np.einsum("nol,nkl->lok", flat, columns)
    )
    back = minidl.from_numpy(np.einsum("nol,lok->nkl", flat, weight))
    np.testing.assert_allclose(
        x.grad.numpy(), F.fold(back, (6, 7), (3, 2), dilation, padding, stride).data.numpy(), atol=1e-12
    )
    if bias:
        np.testing.assert_allclose(
            layer.bias.grad.numpy(), g.data.numpy().sum(0).transpose(1, 2, 0), atol=1e-12
        )


def test_locally_connected2d_with_equal_kernels_is_a_convolution():
    convolution = nn.Conv2d(2, 3, 3, padding=1)
    layer = nn.LocallyConnected2d(2, 3, 5, 3, padding=1)
    with minidl.no_grad():
        layer.weight[...] = convolution.weight
        layer.bias[...] = convolution.bias
    x = minidl.randn(4, 2, 5, 5)
    np.testing.assert_allclose(layer(x).data.numpy(), convolution(x).data.numpy(), rtol=1e-5, atol=1e-5)
    words = "LocallyConnected2d(2, 3, input_size=(5, 5), kernel_size=(3, 3), stride=(1, 1), padding=(1, 1), dilation=(1, 1)"
    assert repr(layer) == f"{words})"
    assert repr(nn.LocallyConnected2d(2, 3, 5, 3, padding=1, bias=False)) == f"{words}, bias=False)"
    assert layer(zeros(0, 2, 5, 5)).shape == (0, 3, 5, 5)
    with pytest.raises(ValueError, match="LocallyConnected2d: the kernel does not fit"):
        nn.LocallyConnected2d(2, 3, 5, 7)
    with pytest.raises(ValueError, match="LocallyConnected2d: minidl computes on the CPU only"):
        nn.LocallyConnected2d(2, 3, 5, 3, device="cuda")
