"""What is said when a pooling window does not fit."""

import pytest

import minidl
import minidl.nn.functional as F


@pytest.mark.parametrize(
    ("name", "shape", "arguments", "words"),
    [
        ("max_pool2d", (3, 4), (2,), r"expects input \(N, C, H, W\), got \(3, 4\)"),
        ("max_pool1d", (4,), (2,), r"expects input \(N, C, L\), got \(4,\)"),
        ("avg_pool2d", (1, 1, 1, 4, 4), (2,), r"expects input \(N, C, H, W\), got \(1, 1, 1, 4, 4\)"),
        (
            "max_pool2d",
            (1, 1, 4, 4),
            (3, 1, 2),
            r"at most half of the kernel, got padding \(2, 2\) for kernel_size \(3, 3\)",
        ),
        ("avg_pool1d", (1, 1, 4), (3, 1, 2), "at most half of the kernel, got padding 2 for kernel_size 3"),
        ("max_pool2d", (1, 1, 4, 4), (5,), "the kernel does not fit: along the height"),
        (
            "max_pool1d",
            (1, 1, 4),
            (2, 1, 0, 4),
            r"along the length it spans D\(K - 1\) \+ 1 = 4\*\(2 - 1\) \+ 1 = 5",
        ),
        ("max_pool2d", (1, 1, 4, 4), (0,), r"kernel_size must be at least 1, got \(0, 0\)"),
        ("avg_pool2d", (1, 1, 4, 4), (2, 0), r"stride must be at least 1, got \(0, 0\)"),
        ("avg_pool2d", (1, 1, 4, 4), (2, 2, -1), r"padding must not be negative, got \(-1, -1\)"),
        ("avg_pool2d", (1, 1, 4, 4), (2, 2, 0, False, True, 0), "divisor_override must not be 0"),
    ],
)
def test_what_does_not_fit(name, shape, arguments, words):
    with pytest.raises(ValueError, match=f"^{name}: .*{words}"):
        getattr(F, name)(minidl.zeros(*shape), *arguments)


def test_types():
    with pytest.raises(TypeError, match=r"avg_pool2d: input must hold floats, got int64"):
        F.avg_pool2d(minidl.tensor([[[[1, 2]]]]), 1)
    with pytest.raises(TypeError, match=r"max_pool2d: input must be a Tensor, got list"):
        F.max_pool2d([[1.0]], 2)
    with pytest.raises(TypeError, match=r"max_pool1d: kernel_size must be an integer, got 1.5"):
        F.max_pool1d(minidl.zeros(1, 1, 4), 1.5)
    with pytest.raises(
        TypeError, match=r"max_pool2d: stride must be an integer or 2 integers, got \(1, 2, 3\)"
    ):
        F.max_pool2d(minidl.zeros(1, 1, 4, 4), 2, (1, 2, 3))


def test_indices_point_at_the_maxima():
    x = minidl.randn(2, 3, 6, 8)
    values, indices = F.max_pool2d(x, 2, return_indices=True)
    assert indices.dtype == minidl.int64
    flat = x.data.reshape(2, 3, -1)
    for n in range(2):
        for c in range(3):
            assert (flat[n, c][indices.data[n, c]] == values.data[n, c]).all()
