"""What is compared with PyTorch around windows and resampling: one line a case."""

import numpy as np

from tests.parity import Case as C
from tests.parity import (
    X,
    above_zero,
    constant,
    labels,
    whole,
    with_infinities,
    with_infinity,
    with_nan,
    zeros,
)

T1, T2 = "conv_transpose1d", "conv_transpose2d"
TRANSPOSED = [
    C(T2, X(2, 3, 4, 5), X(3, 4, 3, 3), X(4)),
    C(T2, X(2, 3, 4, 5), X(3, 4, 3, 3)),
    C(T2, X(3, 4, 5), X(3, 4, 2, 3), X(4)),
    C(T2, X(0, 3, 4, 5), X(3, 4, 3, 3), X(4)),
    C(T2, X(1, 1, 1, 1), X(1, 1, 1, 1), X(1)),
    C(T2, X(2, 3, 4, 5), X(3, 4, 4, 4), X(4), 2, 1),
    C(T2, X(2, 3, 4, 5), X(3, 4, 3, 2), X(4), (2, 3), (1, 0), (1, 2)),
    C(T2, X(2, 3, 4, 5), X(3, 4, 3, 2), X(4), [2, 3], [1, 0], [1, 2], 1, [2, 1]),
    C(T2, X(2, 3, 4, 5), X(3, 4, 3, 3), X(4), 1, 4, dilation=4),
    C(T2, X(2, 3, 3, 6), X(3, 4, 2, 2), X(4), 1, 0, 2, dilation=3),
    C(T2, X(2, 3, 4, 5), X(3, 4, 2, 2), None, (3,), (1,), (2,), 1, (2,)),
    C(T2, X(2, 4, 3, 5), X(4, 3, 3, 2), X(6), groups=2),
    C(T2, X(2, 4, 4, 5), X(4, 1, 3, 3), X(4), groups=4, stride=2, output_padding=1),
    C(T2, X(2, 6, 4, 5), X(6, 1, 2, 3), X(3), 3, 1, 2, 3, 2),
    C(T2, X(2, 9, 3, 3), X(9, 2, 2, 2), X(2), dilation=2),
    C(T2, X(2, 2, 3, 3), X(2, 9, 2, 2), X(9), padding=1),
    C(T2, X(2, 1, 5, 2), X(1, 2, 1, 3), stride=(4, 1), padding=(0, 1)),
    C(T2, constant(2, 3, 4, 5), X(3, 4, 3, 3), X(4), 2),
    C(T2, X(2, 3, 4, 5), constant(3, 4, 3, 3), X(4), 2),
    C(T1, X(2, 3, 5), X(3, 4, 3), X(4)),
    C(T1, X(3, 5), X(3, 4, 3), X(4), 2),
    C(T1, X(0, 3, 5), X(3, 4, 3), X(4), 2),
    C(T1, X(2, 3, 5), X(3, 4, 4), None, 2, 1, 1),
    C(T1, X(2, 3, 5), X(3, 4, 3), X(4), (3,), (1,), (2,), 1, (2,)),
    C(T1, X(2, 4, 5), X(4, 2, 2), X(8), groups=4, dilation=3, output_padding=2),
]

PADDING = [
    C("pad", X(2, 3, 4), (1, 2)),
    C("pad", X(2, 3, 4), [1, 0, 0, 2, 3, 1], "constant", 1.5),
    C("pad", X(2, 3, 4), (-1, 2, 1, -2), value=-1),
    C("pad", X(2, 3, 4), (-4, 1), value=2),
    C("pad", X(2, 3, 4), ()),
    C("pad", X(5), (1, 1), value=float("inf")),
    C("pad", X(0, 2), (1, 1, 2, 0)),
    C("pad", labels([[1, 2], [3, 4]]), (1, 1), value=7),
    C("pad", labels([[True, False]]), (1, 1)),
]
for mode in ("reflect", "replicate", "circular"):
    PADDING += [
        C("pad", X(2, 3, 5), (2, 3), mode),
        C("pad", X(3, 5), (4, 0), mode),
        C("pad", X(2, 3, 4, 5), (2, 1, 3, 0), mode),
        C("pad", X(3, 4, 5), [0, 4, 1, 3], mode),
        C("pad", X(0, 3, 4, 5), (1, 1, 1, 1), mode),
        C("pad", X(1, 2, 3, 4, 5), (1, 2, 0, 3, 2, 1), mode),
        C("pad", X(2, 3, 5), (-1, 2), mode),
        C("pad", X(2, 3, 4, 5), (2, -2, -1, 1), mode),
        C("pad", X(2, 3, 4, 5), (0, 0, 0, 0), mode, 0),
    ]
PADDING.append(C("pad", X(2, 3, 2), (5, 4), "replicate"))

POOLS = [
    C("lp_pool2d", X(2, 3, 6, 8), 2, 2),
    C("lp_pool2d", X(3, 7, 8), 2.0, (2, 3), 2),
    C("lp_pool2d", X(2, 3, 7, 8), 3, 3, (2, 1), True),
    C("lp_pool2d", X(2, 3, 7, 8, of=above_zero), 1.5, 2),
    C("lp_pool2d", X(2, 3, 7, 8), 1, 2),
    C("lp_pool2d", X(2, 3, 4, 4, of=whole), 2, 1),
    C("lp_pool2d", X(2, 3, 4, 4, of=zeros), 2, 2),
    C("lp_pool2d", X(2, 3, 7, 8, of=whole), float("inf"), 2),
    C("lp_pool2d", X(2, 3, 7, 8, of=whole), -float("inf"), 2, 3, True),
    C("lp_pool1d", X(2, 3, 9), 2, 3),
    C("lp_pool1d", X(3, 9), 3.0, 2, 3, True),
    C("lp_pool1d", X(0, 3, 9), norm_type=2, kernel_size=3, ceil_mode=True),
    C("lp_pool1d", X(2, 3, 9), float("inf"), 3),
]
AVG1, AVG2 = "adaptive_avg_pool1d", "adaptive_avg_pool2d"
POOLS += [
    C(AVG2, X(2, 3, 6, 8), 1),
    C(AVG2, X(2, 3, 6, 8), (3, 4)),
    C(AVG2, X(2, 3, 7, 5), (3, 4)),
    C(AVG2, X(3, 7, 5), [5, 9]),
    C(AVG2, X(2, 3, 7, 5), (None, 2)),
    C(AVG2, X(2, 3, 7, 5), (2, None)),
    C(AVG2, X(0, 3, 7, 5), 2),
    C(AVG2, X(2, 1, 5, 5, of=with_infinity), 3),
    C(AVG1, X(2, 3, 7), 3),
    C(AVG1, X(3, 7), (9,)),
    C(AVG1, X(2, 3, 6), 2),
]
MAX1, MAX2 = "adaptive_max_pool1d", "adaptive_max_pool2d"
for indices in (False, True):
    POOLS += [
        C(MAX2, X(2, 3, 6, 8, of=whole), 1, indices),
        C(MAX2, X(2, 3, 6, 8, of=whole), (3, 4), indices),
        C(MAX2, X(2, 3, 7, 5, of=whole), (3, 4), indices),
        C(MAX2, X(3, 7, 5, of=whole), [5, 9], indices),
        C(MAX2, X(2, 3, 7, 5, of=whole), (None, 2), indices),
        C(MAX2, X(0, 3, 7, 5), 2, indices),
        C(MAX2, X(2, 1, 5, 5, of=with_nan), 3, return_indices=indices),
        C(MAX2, X(2, 1, 5, 5, of=with_infinities), 3, return_indices=indices),
        C(MAX1, X(2, 3, 7, of=whole), 3, indices),
        C(MAX1, X(3, 7, of=whole), (9,), indices),
        C(MAX1, X(2, 3, 6, of=whole), 2, indices),
    ]
PLACES = labels([[[[5, 0], [11, 10]], [[0, 1], [2, 3]]]])
POOLS += [
    C("max_unpool2d", X(1, 2, 2, 2), PLACES, 2),
    C("max_unpool2d", X(1, 2, 2, 2), PLACES, 2, 2, 0, (4, 3)),
    C("max_unpool2d", X(1, 2, 2, 2), PLACES, (3, 2), (2, 2), (1, 0), output_size=(1, 2, 3, 5)),
    C("max_unpool2d", X(2, 2, 2), PLACES[0], 2, output_size=[5, 4]),
    C("max_unpool2d", X(0, 2, 2, 2), np.zeros((0, 2, 2, 2), int), 2),
    C("max_unpool1d", X(1, 2, 3), labels([[[0, 3, 5], [1, 2, 4]]]), 2),
    C("max_unpool1d", X(1, 3), labels([[0, 3, 6]]), 2, output_size=(7,)),
    C("max_unpool1d", X(1, 2, 3), labels([[[0, 3, 5], [1, 2, 4]]]), 3, 2, 1, (1, 2, 6)),
]

I = "interpolate"
RESAMPLING = []
for mode in ("nearest", "nearest-exact"):
    RESAMPLING += [
        C(I, X(2, 3, 4), 7, mode=mode),
        C(I, X(2, 3, 4, 5), (7, 3), mode=mode),
        C(I, X(2, 3, 4, 5), 5, None, mode),
        C(I, X(0, 3, 4, 5), scale_factor=2, mode=mode),
        C(I, X(2, 3, 4, 5), scale_factor=(2, 1.7), mode=mode),
        C(I, X(2, 3, 4, 5), scale_factor=1.7, mode=mode, recompute_scale_factor=True),
        C(I, X(2, 3, 7, 9), scale_factor=[0.5, 0.4], mode=mode, recompute_scale_factor=False),
        C(I, X(1, 2, 2, 3, 4), scale_factor=2.0, mode=mode),
    ]
RESAMPLING += [C(I, X(2, 3, 4, 5), None, 2), C(I, X(1, 1, 4, 5, of=with_nan), scale_factor=2)]
LINEAR = {"linear": (5,), "bilinear": (4, 5), "bicubic": (4, 5), "trilinear": (3, 4, 5)}
for mode, size in LINEAR.items():
    for corners in (None, False, True):
        how = {"mode": mode, "align_corners": corners}
        RESAMPLING += [
            C(I, X(2, 3, *size), 7, **how),
            C(I, X(2, 1, *size), 1, **how),
            C(I, X(1, 2, *size), size, **how),
            C(I, X(0, 2, *size), scale_factor=2, **how),
            C(I, X(2, 2, *size), scale_factor=1.7, **how),
            C(I, X(2, 2, *size), scale_factor=1.7, recompute_scale_factor=True, **how),
            C(I, X(1, 2, *size), scale_factor=(0.6,) * len(size), **how),
        ]
RESAMPLING += [
    C(I, X(1, 1, 4, 4, of=with_nan), 6, mode="bilinear"),
    C(I, X(2, 3, 1, 1), 3, mode="bicubic", align_corners=True),
    C(I, X(2, 3, 7), 3, mode="area"),
    C(I, X(2, 3, 7, 5), scale_factor=(0.5, 1.6), mode="area"),
    C(I, X(1, 2, 3, 4, 5), (2, 3, 7), mode="area"),
    C("pixel_shuffle", X(2, 8, 3, 4), 2),
    C("pixel_shuffle", X(9, 2, 1), 3),
    C("pixel_shuffle", X(2, 1, 4, 3, 2), upscale_factor=1),
    C("pixel_unshuffle", X(2, 3, 4, 6), 2),
    C("pixel_unshuffle", X(1, 3, 6), 3),
    C("pixel_unshuffle", X(2, 1, 2, 4, 2), downscale_factor=2),
]

WINDOWS_AND_RESAMPLING = [*TRANSPOSED, *PADDING, *POOLS, *RESAMPLING]
