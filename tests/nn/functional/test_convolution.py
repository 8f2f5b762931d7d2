"""What is said when a convolution, or windows as columns, do not fit."""

import numpy as np
import pytest

import minidl
import minidl.nn.functional as F


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
            "groups must divide the channels, got groups=4 for 4 in, 6 out",
        ),
        ((2, 4, 8, 8), (6, 4, 3, 3), {"groups": 0}, "groups must divide the channels, got groups=0"),
        ((2, 3, 8, 8), (6, 3, 3, 3), {"stride": 0}, r"stride must be at least 1, got \(0, 0\)"),
        ((2, 3, 8, 8), (6, 3, 3, 3), {"dilation": (1, 0)}, r"dilation must be at least 1, got \(1, 0\)"),
        ((2, 3, 8, 8), (6, 3, 3, 3), {"padding": -1}, r"padding must not be negative, got \(-1, -1\)"),
        ((2, 3, 8, 8), (6, 3, 3, 3), {"padding": "full"}, "'valid' or 'same', got 'full'"),
        ((2, 3, 8, 8), (6, 3, 3, 3), {"padding": "same", "stride": 2}, "padding='same' needs stride 1"),
        (
            (2, 3, 8, 8),
            (6, 3, 3, 3),
            {"bias": zeros(5)},
            r"bias must have shape \(6,\), one for each kernel, got \(5,\)",
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
        ({"stride": np.array([1, 2])}, "stride must be an integer or 2 integers"),
        ({"stride": minidl.tensor(2.5)}, "stride must be an integer or 2 integers"),
        ({"groups": 1.0}, "groups must be an integer, got 1.0"),
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
