"""What is said when padding or resampling does not fit; and what resampling is, said otherwise."""

import numpy as np
import pytest

import minidl
import minidl.nn.functional as F
from minidl import nn


def zeros(*shape):
    return minidl.zeros(*shape)


@pytest.mark.parametrize(
    ("shape", "arguments", "words"),
    [
        ((2, 3), ((1, 1), "mirror"), "mode must be 'constant', 'reflect', 'replicate' or 'circular', got 'mirror'"),
        ((2, 3), ((1,),), r"expects \(before, after\) for each of the last axes of \(2, 3\), got \(1,\)"),
        ((2, 3), ((1, 1, 1, 1, 1, 1),), r"for each of the last axes of \(2, 3\)"),
        ((2, 3), (1,), r"expects \(before, after\) .* got 1"),
        ((2, 3), ((-2, -2),), r"cannot crop more than there is, got .* for input \(2, 3\)"),
        ((2, 3), ((1, 1), "reflect", 2.0), "value=2.0 is for mode 'constant', not for 'reflect'"),
        ((2, 3, 4, 5), ((1, 1), "reflect"), r"mode 'reflect' pads all axes of \(N, C, ...\) or \(C, ...\) but N and C"),
        ((2, 3), ((), "circular"), r"but N and C, got pad \(\) for input \(2, 3\)"),
        ((2, 0, 3), ((1, 1), "replicate"), r"got pad \(1, 1\) for input \(2, 0, 3\)"),
        ((2, 3), ((3, 0), "reflect"), "takes at most 2 cells on either side of an axis of 3 and .* got 3 and 0"),
        ((2, 3), ((0, 4), "circular"), "takes at most 3 cells on either side of an axis of 3"),
        ((2, 3), ((3, -1), "circular"), "takes at most 2 cells on either side of an axis of 3"),
        ((2, 3), ((-2, -1), "replicate"), "must leave at least one, got -2 and -1"),
        ((2, 0), ((1, 1), "replicate"), "either side of an axis of 0"),
    ],
)  # fmt: skip
def test_pad(shape, arguments, words):
    with pytest.raises(ValueError, match=f"^pad: .*{words}"):
        F.pad(zeros(*shape), *arguments)


@pytest.mark.parametrize(
    ("shape", "settings", "words"),
    [
        ((1, 1, 4, 4), {}, "give size or scale_factor, one of them"),
        ((1, 1, 4, 4), {"size": 2, "scale_factor": 2}, "give size or scale_factor, one of them"),
        ((1, 1, 4, 4), {"size": (2, 2, 2)}, r"input \(1, 1, 4, 4\) has 2 axes after N and C, got 3 numbers"),
        ((1, 1, 4, 4), {"scale_factor": [2]}, "has 2 axes after N and C, got 1 numbers"),
        ((1, 1, 4), {"size": 2, "mode": "bilinear"}, r"mode 'bilinear' does not fit input \(1, 1, 4\). There are 'linear' for \(N, C, L\)"),
        ((1, 1, 4, 4), {"size": 2, "mode": "linear"}, r"mode 'linear' does not fit input \(1, 1, 4, 4\)"),
        ((4, 4), {"size": 2}, r"mode 'nearest' does not fit input \(4, 4\)"),
        ((1, 1, 4, 4), {"size": 2, "mode": "cubic"}, "mode 'cubic' does not fit"),
        ((1, 1, 4, 4), {"size": 2, "align_corners": False}, "align_corners is for modes that weight neighbours, not for 'nearest'"),
        ((1, 1, 4, 4), {"size": 2, "recompute_scale_factor": True}, "recompute_scale_factor needs scale_factor, not size"),
        ((1, 1, 4, 4), {"size": 0}, r"both sizes must be at least 1, got input \(1, 1, 4, 4\) to \(0, 0\)"),
        ((1, 1, 4, 4), {"scale_factor": 0.2}, r"both sizes must be at least 1, got input \(1, 1, 4, 4\) to \[0, 0\]"),
        ((1, 1, 0, 4), {"size": 2}, r"both sizes must be at least 1, got input \(1, 1, 0, 4\)"),
    ],
)  # fmt: skip
def test_interpolate(shape, settings, words):
    with pytest.raises(ValueError, match=f"^interpolate: .*{words}"):
        F.interpolate(zeros(*shape), **settings)


def test_what_is_not_there():
    for settings in ({"mode": "bilinear", "antialias": True}, {"mode": "lanczos"}):
        with pytest.raises(NotImplementedError, match="interpolate: antialias and 'lanczos' are not there"):
            F.interpolate(zeros(1, 1, 4, 4), 2, **settings)


def test_pixels_and_channels():
    with pytest.raises(
        ValueError,
        match=r"pixel_shuffle: upscale_factor² must divide channels, got upscale_factor²=4, channels=3",
    ):
        F.pixel_shuffle(zeros(1, 3, 2, 2), 2)
    with pytest.raises(
        ValueError,
        match=r"pixel_unshuffle: downscale_factor must divide height and width, got downscale_factor=2, height=2, width=3",
    ):
        F.pixel_unshuffle(zeros(1, 3, 2, 3), 2)
    with pytest.raises(
        ValueError,
        match=r"pixel_shuffle: expects input \(..., C, H, W\), got \(2, 2\)",
    ):
        F.pixel_shuffle(zeros(2, 2), 2)
    with pytest.raises(ValueError, match=r"downscale_factor must be at least 1, got 0"):
        F.pixel_unshuffle(zeros(1, 2, 2), 0)


def test_types():
    with pytest.raises(TypeError, match="pad: input must be a Tensor, got ndarray"):
        F.pad(np.zeros(3), (1, 1))
    with pytest.raises(TypeError, match="pad: pad must be an integer or 2 integers"):
        F.pad(zeros(3), (1.5, 1))
    with pytest.raises(TypeError, match="interpolate: input must hold floats, got int64"):
        F.interpolate(minidl.tensor([[[1, 2]]]), 4)
    with pytest.raises(TypeError, match="interpolate: size must be an integer"):
        F.interpolate(zeros(1, 1, 4), 2.5)
    with pytest.raises(TypeError, match=r"pixel_shuffle: upscale_factor must be a whole number, got 1\.5"):
        F.pixel_shuffle(zeros(1, 4, 2, 2), 1.5)


@pytest.mark.parametrize(
    "mode, name",
    [("constant", "constant"), ("reflect", "reflect"), ("replicate", "edge"), ("circular", "wrap")],
)
def test_padding_as_numpy_does_it(mode, name):
    x = minidl.randn(2, 3, 5, 6)
    np.testing.assert_array_equal(
        F.pad(x, (1, 2, 4, 0), mode).data.numpy(),
        np.pad(x.data.numpy(), [(0, 0), (0, 0), (4, 0), (1, 2)], name),
    )


def test_bilinear_keeps_what_is_linear():
    """A plane stays a plane (inside: at the border there is no second neighbour)."""
    rows, columns = np.mgrid[0:6, 0:5] + 0.5
    plane = minidl.from_numpy((2 * rows - 3 * columns)[None, None])
    large = F.interpolate(plane, scale_factor=4, mode="bilinear")
    rows, columns = (np.mgrid[0:24, 0:20] + 0.5) / 4
    inside = (slice(2, -2), slice(2, -2))
    np.testing.assert_allclose(large.data.numpy()[0, 0][inside], (2 * rows - 3 * columns)[inside])


def test_shuffling_pixels_and_back():
    x = minidl.randn(2, 8, 3, 5)
    np.testing.assert_array_equal(F.pixel_unshuffle(F.pixel_shuffle(x, 2), 2).data.numpy(), x.data.numpy())


@pytest.mark.parametrize(
    "resize",
    [
        lambda x: F.pad(x, (1, 2, 0, 1)),
        lambda x: F.pad(x, (1, 2, 0, 1), "reflect"),
        lambda x: F.interpolate(x, (9, 4), mode="bilinear"),
    ],
)
def test_results_keep_the_memory_order_of_a_batch_that_lies_last(resize):
    x = minidl.from_numpy(np.moveaxis(np.ones((3, 5, 6, 4), np.float32), -1, 0)).requires_grad_()
    y = resize(x * 1)
    assert np.moveaxis(y.data.numpy(), 0, -1).flags.c_contiguous


def test_a_convolution_may_pad_by_mirroring():
    layer = nn.Conv2d(1, 1, 3, padding=(1, 2), padding_mode="reflect", bias=False)
    x = minidl.randn(2, 1, 5, 6)
    by_hand = F.conv2d(F.pad(x, (2, 2, 1, 1), "reflect"), layer.weight)
    np.testing.assert_array_equal(layer(x).data.numpy(), by_hand.data.numpy())
