"""The lectures' numbers, computed. (Receptive fields, parameters and MACs: tests/inspect; dJ/dx: test_dual.py)"""

import numpy as np
import pytest
from scipy import signal

import minidl
import minidl.nn.functional as F
from minidl import nn
from minidl.inspect import summary
from minidl.windows import plain

K = [[1, 4, 1], [1, 4, 3], [3, 3, 1]]
X = [[4, 5, 8, 7], [1, 8, 8, 8], [3, 6, 6, 4], [6, 5, 7, 8]]


def image(numbers):
    return minidl.tensor(numbers, dtype=minidl.float32)[None, None]


def kernel_as_matrix():
    """The 4×16 matrix M with M · X = K ∗ X: row (i, j) holds the kernel at place (i, j)."""
    M = np.zeros((4, 16))
    for row, (i, j) in enumerate([(0, 0), (0, 1), (1, 0), (1, 1)]):
        placed = np.zeros((4, 4))
        placed[i : i + 3, j : j + 3] = K
        M[row] = placed.ravel()
    return M


def test_convolution_of_4x4_with_3x3():
    y = F.conv2d(image(X), image(K))
    assert y[0, 0].tolist() == [[122, 148], [126, 134]]
    assert (kernel_as_matrix() @ np.ravel(X)).tolist() == [122, 148, 126, 134]
    flipped = signal.convolve2d(np.array(X), np.array(K), "valid")
    assert flipped.tolist() == [[119, 148], [121, 143]]  # what mathematics calls convolution


def test_the_matrix_as_the_lecture_prints_it():
    first, second, third, fourth = kernel_as_matrix().astype(int).tolist()
    assert first == [1, 4, 1, 0, 1, 4, 3, 0, 3, 3, 1, 0, 0, 0, 0, 0]
    assert second == [0, 1, 4, 1, 0, 1, 4, 3, 0, 3, 3, 1, 0, 0, 0, 0]
    assert third == [0, 0, 0, 0, 1, 4, 1, 0, 1, 4, 3, 0, 3, 3, 1, 0]
    assert fourth == [0, 0, 0, 0, 0, 1, 4, 1, 0, 1, 4, 3, 0, 3, 3, 1]


def test_transposed_convolution_of_2_1_4_4():
    expected = [[2, 9, 6, 1], [6, 29, 30, 7], [10, 29, 33, 13], [12, 24, 16, 4]]
    assert F.conv_transpose2d(image([[2, 1], [4, 4]]), image(K))[0, 0].tolist() == expected
    assert (kernel_as_matrix().T @ [2, 1, 4, 4]).reshape(4, 4).tolist() == expected


def test_the_gradient_of_the_image_is_the_transposed_matrix():
    x = image(X).requires_grad_()
    F.conv2d(x, image(K)).backward(image([[2, 1], [4, 4]]))
    np.testing.assert_allclose(x.grad.numpy().ravel(), kernel_as_matrix().T @ [2, 1, 4, 4])


def test_im2col_of_alexnets_first_layer():
    columns = F.unfold(minidl.zeros(1, 3, 227, 227), 11, stride=4)
    assert columns.shape == (1, 363, 3025) and columns.numel() == 1_098_075
    assert 227 * 227 * 3 == 154_587 and columns.numel() / 154_587 == pytest.approx(7.1, abs=0.01)
    layer = summary(nn.Conv2d(3, 96, 11, stride=4), (3, 227, 227)).layers[0]
    assert layer.output_shape == (96, 55, 55)
    assert (layer.parameters, layer.macs) == (34_944, 105_415_200)
    assert plain.unfold(np.zeros((1, 3, 227, 227)), (11, 11), stride=(4, 4)).shape == columns.shape


def test_depthwise_separable_convolution_saves_multiplications():
    whole = summary(nn.Conv2d(3, 256, 5, bias=False), (3, 12, 12))
    parts = nn.Sequential(nn.Conv2d(3, 3, 5, groups=3, bias=False), nn.Conv2d(3, 256, 1, bias=False))
    separated = summary(parts, (3, 12, 12))
    assert (whole.macs, whole.parameters) == (1_228_800, 19_200)
    assert ([layer.macs for layer in separated.layers], separated.parameters) == ([4_800, 49_152], 843)
    assert separated.macs == 53_952


def test_a_fully_connected_layer_is_a_convolution():
    assert nn.Linear(7 * 7 * 512, 4096, bias=False).weight.numel() == 102_760_448
    minidl.manual_seed(0)
    fully, features = nn.Linear(7 * 7 * 4, 5), minidl.randn(2, 4, 7, 7)
    conv = nn.Conv2d(4, 5, 7)
    conv.load_state_dict({"weight": fully.weight.reshape(5, 4, 7, 7), "bias": fully.bias})
    np.testing.assert_allclose(
        conv(features).flatten(1).data.numpy(), fully(features.flatten(1)).data.numpy(), atol=1e-5
    )
    assert conv(minidl.zeros(1, 4, 12, 12)).shape == (1, 5, 6, 6)  # a map of classes from a larger image


def test_sizes_when_the_stride_leaves_a_remainder():
    layers = [nn.Conv2d(1, 8, 7, stride=2), nn.Conv2d(8, 16, 5, stride=2), nn.Conv2d(16, 32, 3)]
    table = summary(nn.Sequential(*layers), (1, 28, 28))
    assert [layer.output_shape[1:] for layer in table.layers] == [(11, 11), (4, 4), (2, 2)]
    assert [layer.parameters for layer in table.layers] == [400, 3_216, 4_640]
