"""What is said when a pooling window does not fit."""

import numpy as np
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
        (
            "max_pool2d",
            (2, 0, 4, 4),
            (2,),
            r"expects input \(N, C, H, W\) with at least one channel, got \(2, 0, 4, 4\)",
        ),
        ("lp_pool2d", (1, 1, 4, 4), (0, 2), "norm_type must not be 0"),
        ("lp_pool1d", (1, 1, 4), (2, 5), "the kernel does not fit: along the length"),
        ("adaptive_avg_pool2d", (4, 4), (2,), r"expects input \(N, C, H, W\), got \(4, 4\)"),
        (
            "adaptive_avg_pool1d",
            (1, 2, 4),
            (-1,),
            r"output_size of at least 0, got input \(1, 2, 4\) and output_size -1",
        ),
        (
            "adaptive_max_pool2d",
            (1, 2, 0, 4),
            (2,),
            r"at least one cell .* got input \(1, 2, 0, 4\) and output_size \(2, 2\)",
        ),
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
    flat = x.data.numpy().reshape(2, 3, -1)
    for n in range(2):
        for c in range(3):
            assert (flat[n, c][indices.data.numpy()[n, c]] == values.data.numpy()[n, c]).all()


@pytest.mark.parametrize(
    ("shape", "indices", "settings", "words"),
    [
        ((1, 1, 2, 2), (1, 1, 2, 1), {}, r"indices must have shape \(1, 1, 2, 2\), that of the input, got \(1, 1, 2, 1\). Both come from max_pool2d"),
        ((2, 2), (2, 2), {}, r"expects input \(N, C, H, W\), got \(2, 2\)"),
        ((1, 1, 2, 2), (1, 1, 2, 2), {"output_size": (2, 4)}, r"output_size must be less than the stride \(2, 2\) away from \(4, 4\), got \(2, 4\)"),
        ((1, 1, 2, 2), (1, 1, 2, 2), {"output_size": (4,)}, r"got 4"),
        ((1, 1, 2, 2), (1, 1, 2, 2), {"stride": 0}, "stride must be at least 1"),
    ],
)  # fmt: skip
def test_what_does_not_fit_for_unpooling(shape, indices, settings, words):
    with pytest.raises(ValueError, match=f"^max_unpool2d: .*{words}"):
        F.max_unpool2d(minidl.zeros(*shape), minidl.zeros(*indices, dtype=minidl.int64), 2, **settings)


def test_unpooling_checks_its_indices():
    x = minidl.zeros(1, 1, 2, 2)
    with pytest.raises(
        ValueError, match=r"max_unpool2d: indices must be from 0 to 15 for output size \(4, 4\), got 0 to 16"
    ):
        F.max_unpool2d(x, minidl.tensor([[[[0, 1], [2, 16]]]]), 2)
    with pytest.raises(ValueError, match=r"max_unpool2d: indices must be .* got -1 to 3"):
        F.max_unpool2d(x, minidl.tensor([[[[-1, 1], [2, 3]]]]), 2)
    with pytest.raises(
        TypeError, match="max_unpool2d: indices must hold integers, as max_pool2d gives, got float32"
    ):
        F.max_unpool2d(x, x, 2)
    with pytest.raises(TypeError, match=r"max_unpool2d: output_size must be a whole number, got 4\.5"):
        F.max_unpool2d(x, minidl.tensor([[[[0, 1], [2, 3]]]]), 2, output_size=(4.5, 4))
    with pytest.raises(
        TypeError, match="max_unpool2d: output_size must be a tuple of 2 or 4 integers, got 4"
    ):
        F.max_unpool2d(x, minidl.tensor([[[[0, 1], [2, 3]]]]), 2, output_size=4)


def test_indices_may_be_changed_after_use():
    x = minidl.randn(1, 1, 5, 5, requires_grad=True)
    values, indices = F.adaptive_max_pool2d(x, 3, return_indices=True)
    back = F.max_unpool2d(values, indices, 2, output_size=(5, 5))
    used = indices.data.numpy().copy()
    indices.zero_()
    back.sum().backward()
    assert set(np.flatnonzero(x.grad.numpy())) == set(used.ravel())


def test_unpooling_undoes_pooling_where_the_maxima_were():
    x = minidl.rand(2, 3, 8, 6)
    values, indices = F.max_pool2d(x, 2, return_indices=True)
    back = F.max_unpool2d(values, indices, 2)
    kept = back.data.numpy() != 0
    assert kept.sum() == values.numel()
    assert (back.data.numpy()[kept] == x.data.numpy()[kept]).all()


def test_adaptive_pooling_refuses_what_is_no_size():
    for name in ("adaptive_avg_pool2d", "adaptive_max_pool2d"):
        for size in (None, 1.5, (1, 2, 3), ()):
            with pytest.raises(TypeError, match=f"{name}: output_size must be an integer or 2 integers"):
                getattr(F, name)(minidl.zeros(1, 1, 4, 4), size)
