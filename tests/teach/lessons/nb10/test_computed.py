"""The computed pictures of lesson 10, and the numbers that its text claims."""

import numpy as np
import pytest

import minidl
import minidl.nn.functional as F
from minidl import nn, optim
from minidl.teach import KERNELS, ConnectionsPicture, MovePicture, temple
from minidl.teach.kit.lesson import find
from minidl.teach.lessons.nb10.connections import KINDS, connected
from minidl.teach.lessons.nb10.shifts import BORDERS, LAYERS, both, filtered, marked, moved


@pytest.mark.parametrize("cells", range(3, 13))
@pytest.mark.parametrize("window", (1, 3, 5))
def test_lines_and_weights(cells, window):
    counts = {kind: [n for *_, n in connected(kind, cells, window)] for kind in KINDS}
    assert [len(counts[kind]) for kind in KINDS] == [cells**2, cells * window, cells * window]
    assert [len(set(counts[kind])) for kind in KINDS] == [cells**2, cells * window, window]


def test_the_shared_lines_are_a_convolution():
    x, w = minidl.randn(1, 1, 7), minidl.randn(1, 1, 3)
    y = F.conv1d(x, w, padding=1)[0, 0].numpy()
    found = np.zeros(7)
    for cell, unit, number in connected("shared", 7, 3):
        found[unit] += w.numpy()[0, 0, number] * (x.numpy()[0, 0, cell] if 0 <= cell < 7 else 0)
    np.testing.assert_allclose(found, y, atol=1e-6)


def test_the_picture_of_the_connections():
    picture = ConnectionsPicture()
    assert "15 lines, 3 different weights" in picture.describe()
    for kind in KINDS:
        for cells in (3, 12):
            picture.set(kind=kind, cells=cells, window=5)
            assert not picture.error


# --- moves --------------------------------------------------------------------------------------------------


def differ(layer, shift, border="zeros", output="moved, too"):
    _, first, second, _ = both(layer, border, shift, output)
    return first != second


@pytest.mark.parametrize("shift", range(1, 9))
def test_stride_1_differs_in_two_columns(shift):
    found = differ("kernel, stride 1", shift)
    assert np.flatnonzero(found.any(axis=0)).tolist() == [shift - 1, 47] and found.sum() == 96
    assert not differ("kernel, stride 1", shift, "wrap round").any()


def test_stride_2_needs_even_moves():
    for border in BORDERS:
        for shift in range(1, 9):
            found = differ("kernel, stride 2", shift, border)
            assert found.mean() > 0.8 if shift % 2 else not found.any()


def test_what_max_pooling_forgives():
    equal = lambda layer, shift: 1 - differ(layer, shift, "wrap round", "not moved").mean()
    assert 36 * equal("kernel, then max of 8×8", 1) == pytest.approx(24)
    assert equal("kernel, then max of 8×8", 8) == 0
    assert (
        equal("kernel, then max of 8×8", 1)
        > equal("kernel, then max of 2×2", 1)
        > equal("kernel, stride 1", 1)
    )
    for border in BORDERS:
        for shift in range(9):
            assert not differ("kernel, then max of all", shift, border, "not moved").any()


def test_a_block_forgives_on_other_pictures_too():
    for seed in range(5):
        picture = np.random.default_rng(seed).integers(0, 256, (48, 48)).astype(float)
        kept = filtered(moved(picture, 1, "wrap round"), "kernel, then max of 8×8", "wrap round")
        assert 0.4 < (kept == filtered(picture, "kernel, then max of 8×8", "wrap round")).mean() < 1


def test_the_picture_at_every_setting():
    picture = MovePicture()
    assert "differ in 96 of 2,304 numbers, in 2 of 48 columns" in picture.describe()
    for layer in LAYERS:
        for border in BORDERS:
            picture.set(layer=layer, border=border, shift=8, output="not moved")
            assert not picture.error and "nan" not in picture.describe()


def test_the_sentence_says_how_far_the_result_moves():
    picture = MovePicture()
    for layer, by, cells in (
        ("kernel, stride 1", 3, 3),
        ("kernel, stride 2", 1, 0),
        ("kernel, stride 2", 6, 3),
    ):
        picture.set(layer=layer, shift=by)
        assert f"the result is moved by {cells} of its cells (whole cells only)" in picture.describe()
    picture.preset("max of 8×8, not moved")
    assert "the result is not moved" in picture.describe()


def test_signs_are_marked_without_colour():
    result = np.array([[3.0, -2.0], [0.0, -1.0]])
    assert marked(result).tolist() == [[3, 3, -2, -2], [3, 3, -2, 0], [0, 0, -1, -1], [0, 0, -1, 0]]


# --- the kernel is learned ----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["edges", "Sobel"])
@pytest.mark.parametrize("seed", range(3))
def test_sgd_finds_the_kernel(name, seed):
    photo = temple() / 255.0
    x = minidl.tensor((photo - photo.mean()) / photo.std(), dtype=minidl.float32)[None, None]
    wanted = minidl.tensor(KERNELS[name]["kernel"], dtype=minidl.float32).reshape(1, 1, 3, 3)
    y = F.conv2d(x, wanted)
    minidl.manual_seed(seed)
    layer = nn.Conv2d(1, 1, 3, bias=False)
    optimizer = optim.SGD(layer.parameters(), lr=0.1, momentum=0.9)
    for _ in range(300):
        optimizer.zero_grad()
        F.mse_loss(layer(x), y).backward()
        optimizer.step()
    np.testing.assert_allclose(layer.weight.detach().numpy(), wanted.numpy(), atol=2e-3)


def test_the_solutions_agree_with_the_framework():
    correlate, turn, similarity = (find(id).solution for id in ("10.2", "10.3", "10.4"))
    for image, kernel in find("10.2").cases:
        wanted = F.conv2d(minidl.tensor(image)[None, None], minidl.tensor(kernel)[None, None])[0, 0]
        np.testing.assert_allclose(correlate(image, kernel), wanted.numpy(), atol=1e-9)
    image, kernel = find("10.2").cases[0]
    signal = pytest.importorskip("scipy.signal")
    np.testing.assert_allclose(signal.convolve2d(image, kernel, "valid"), correlate(image, turn(kernel)))
    patch = temple()[5:14, 5:14] / 255.0
    assert similarity(patch, 2 * patch + 1) == pytest.approx(1) == -similarity(patch, -patch)
