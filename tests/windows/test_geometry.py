"""Sizes: how many windows fit, and what is said when none does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minidl.windows import output_size, transposed_geometry, window_geometry


def starts_that_fit(size, kernel, stride, before, after, dilation, ceil_mode):
    """The first cells of all windows, found by trying."""
    end, span = size + before + after, dilation * (kernel - 1) + 1
    starts = []
    for start in range(0, end, stride):
        if ceil_mode:  # may hang over, if it starts before the padding behind and something was left over
            fits = start < size + before and start + span - stride < end
        else:
            fits = start + span <= end
        starts += [start] if fits else []
    return starts


@given(
    size=st.integers(1, 30),
    kernel=st.integers(1, 7),
    stride=st.integers(1, 6),
    padding=st.tuples(st.integers(0, 5), st.integers(0, 5)),
    dilation=st.integers(1, 4),
    ceil_mode=st.booleans(),
)
def test_output_size_counts_the_windows(size, kernel, stride, padding, dilation, ceil_mode):
    if ceil_mode:  # only for pooling, whose padding is at most half of the kernel
        padding = (min(padding[0], kernel // 2),) * 2
    if sum(padding) + size < dilation * (kernel - 1) + 1:
        return  # nothing fits; the errors are tested below
    starts = starts_that_fit(size, kernel, stride, *padding, dilation, ceil_mode)
    assert output_size(size, kernel, stride, padding, dilation, ceil_mode) == len(starts)


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ((227, 11, 4), 55),
        ((28, 5, 1, 2), 28),
        ((7, 3, 2, 0, 1, False), 3),
        ((7, 2, 2, 0, 1, False), 3),
        ((7, 2, 2, 0, 1, True), 4),
        ((10, 3, 1, 0, 4), 2),
        ((5, 5), 1),
    ],
)
def test_known_sizes(arguments, expected):
    assert output_size(*arguments) == expected


def test_same_padding_puts_the_odd_cell_behind():
    geometry = window_geometry("conv2d", (7, 8), (4, 3), (1, 1), "same", (1, 3))
    assert geometry.padding == ((1, 2), (3, 3))
    assert geometry.output == (7, 8)


def test_a_sequence_is_an_image_of_height_one():
    geometry = window_geometry("conv1d", (9,), (3,), (2,), (1,), (2,))
    assert geometry == ((1, 9), (1, 3), (1, 2), ((0, 0), (1, 1)), (1, 2), (1, 4))


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        (((5, 5), (0, 3), (1, 1), (0, 0), (1, 1)), r"kernel_size must be at least 1, got \(0, 3\)"),
        (((5, 5), (3, 3), (1, 0), (0, 0), (1, 1)), r"stride must be at least 1, got \(1, 0\)"),
        (((5,), (3,), (0,), (0,), (1,)), "stride must be at least 1, got 0"),
        (((5, 5), (3, 3), (1, 1), (0, 0), (1, -1)), r"dilation must be at least 1, got \(1, -1\)"),
        (((5, 5), (3, 3), (1, 1), (-1, 0), (1, 1)), r"must not be negative, got \(-1, 0\). To crop"),
        (((5, 5), (3, 3), (2, 1), "same", (1, 1)), r"'same' needs stride 1, got \(2, 1\)"),
        (((5, 5), (3, 3), (1, 1), "full", (1, 1)), "'valid' or 'same', got 'full'"),
        (((5, 0), (3, 3), (1, 1), (2, 2), (1, 1)), r"the input has no cells, its size is \(5, 0\)"),
        (
            ((5, 4), (3, 3), (1, 1), (0, 1), (1, 3)),
            r"along the width it spans D\(K - 1\) \+ 1 = 3\*\(3 - 1\) \+ 1 = 7 cells, but the padded input "
            r"has 4 \+ 1 \+ 1 = 6. .* padding of at least 2",
        ),
        (((3,), (4,), (1,), (0,), (1,)), "along the length it spans"),
    ],
)
def test_settings_that_do_not_fit_are_explained(settings, words):
    with pytest.raises(ValueError, match=f"^who: .*{words}"):
        window_geometry("who", *settings)


@given(
    size=st.integers(1, 30),
    kernel=st.integers(1, 7),
    stride=st.integers(1, 6),
    padding=st.integers(0, 5),
    dilation=st.integers(1, 4),
)
def test_a_transposed_geometry_turns_the_convolution_round(size, kernel, stride, padding, dilation):
    """Several sizes lead to the same output size; the output padding says which one it was."""
    if size + 2 * padding < dilation * (kernel - 1) + 1:
        return
    there = window_geometry("conv", (size,), (kernel,), (stride,), (padding,), (dilation,))
    least = (there.output[1] - 1) * stride - 2 * padding + dilation * (kernel - 1) + 1
    back = transposed_geometry(
        "conv", there.output[1:], (kernel,), (stride,), (padding,), (size - least,), (dilation,)
    )
    assert (back.size, back.output) == (there.size, there.output)
