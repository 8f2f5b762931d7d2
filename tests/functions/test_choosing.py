"""gather, sort, topk, masks, running sums, softmax: the same as PyTorch."""

import numpy as np
import pytest

from tests.parity import agree, bools, both_refuse, integers, needs_torch, numbers, same

x, stack = numbers(3, 4), numbers(2, 3, 4)
places = integers(3, 4, low=0, high=3)
TIED = np.array([[1.0, 3.0, 3.0], [2.0, 2.0, 2.0], [0.0, -1.0, 0.0]])
ZEROS = np.array([[1.5, 0.0, -2.0], [0.0, 3.0, 0.0], [1.0, 2.0, 4.0]])
NOT_FINITE = np.array([[1.0, np.nan, -np.inf], [np.inf, 2.0, np.nan], [-np.inf, -np.inf, -np.inf]])

GATHER = [
    "x.gather(0, i)",
    "x.gather(1, i)",
    "m.gather(x, -1, i[:, :1])",
    "x.gather(0, i[:2])",
    "x.gather(0, i[:1, :2])",
    "x.gather(1, i[:2, :3])",
]
SCATTER = [
    "x.scatter(1, i[:, :1], y[:, :1])",
    "m.scatter(x, 0, i[:1], y[:1])",
    "x.scatter(1, i[:, :1], 2.5)",
    "x.scatter(0, i[:1, :2], 7)",
]


@needs_torch
@pytest.mark.parametrize("code", [*GATHER, *SCATTER])
def test_gather_and_scatter(code):
    for kind in (np.float64, np.float32, np.int64):
        same(code, x=(x * 4).astype(kind), y=(numbers(3, 4, seed=1) * 4).astype(kind), i=places)


@needs_torch
@pytest.mark.parametrize(
    "code",
    [
        "x.gather(0, i)",
        "x.gather(-1, i)",
        "x.scatter(0, i, 3.0)",
        "x.scatter(0, i, x * 2)",
        "x.index_select(0, i)",
    ],
)
def test_a_single_number(code):
    same(code, x=numbers(), i=np.array(0))


@needs_torch
@pytest.mark.parametrize(
    "code",
    [
        "x.index_select(0, i)",
        "m.index_select(x, 1, i)",
        "x.index_select(-1, i[:0])",
        "x.index_select(0, i[0])",
    ],
)
def test_index_select(code):
    same(code, x=x, i=np.array([2, 0, 2]))
    same(code, x=x, i=np.array([2, 0, 2], np.int32))


@needs_torch
@pytest.mark.parametrize(
    "code",
    [
        "x.gather(0, i + 1)",
        "x.gather(0, -i - 1)",
        "x.gather(0, i[0])",
        "x.gather(2, i)",
        "x.gather(0, x)",
        "x.gather(1, m.cat([i, i]))",
        "x.index_select(0, i)",
        "x.index_select(0, i[0] + 1)",
        "x.scatter(0, i, y)",
        "x.scatter(0, i, x.float())",
        "x.scatter(0, i + 3, x)",
        "x.index_select(0, x[0])",
    ],
)
def test_wrong_places_are_refused(code):
    agree(code, x=x, y=numbers(2, 2), i=places)


@needs_torch
@pytest.mark.parametrize(
    "code",
    [
        "x.masked_select(k)",
        "m.masked_select(x, k[0])",
        "x.masked_fill(k, 0)",
        "x.masked_fill(k[0], -1e9)",
        "m.masked_fill(x, k[:, :1], float('-inf'))",
        "x.masked_fill(k, y)",
        "x[0].masked_fill(k, 1)",
        "x[0].masked_select(k)",
    ],
)
def test_masks(code):
    same(code, x=x, k=bools(3, 4), y=numbers())
    same(code, x=x.astype(np.float32), k=bools(3, 4), y=numbers(dtype=np.float32))


@needs_torch
def test_masks_of_integers_and_of_nothing():
    same("x.masked_fill(k, 7)", x=integers(3, 4), k=bools(3, 4))
    same("x.masked_select(x > 9)", x=x)
    same("x.masked_fill(x > 9, 0)", x=numbers(0, 3))


@needs_torch
@pytest.mark.parametrize(
    "code",
    [
        "x.nonzero()",
        "m.nonzero(x > 0)",
        "x.nonzero(as_tuple=True)",
    ],
)
def test_what_is_not_zero(code):
    for a in (ZEROS, integers(3, 4, low=-1, high=2), np.array(3.0), numbers(0, 3)):
        if a.ndim or code != "x.nonzero(as_tuple=True)":
            same(code, x=a)
    same("m.where(x > 0)", x=ZEROS)
    same("x[m.where(x > 0)]", x=ZEROS)


SORT = [
    "x.sort()",
    "x.sort(0)",
    "m.sort(x, dim=1, descending=True)",
    "x.sort(descending=True)",
    "x.argsort()",
    "m.argsort(x, 0, True)",
    "x.argsort(dim=-1, descending=True)",
]
TOPK = [
    "x.topk(2)",
    "m.topk(x, 3, dim=0)",
    "x.topk(1, largest=False)",
    "x.topk(2, 1, True, True)",
    "x.topk(0)",
    "m.topk(x, k=2).indices",
    "x.topk(2)[0]",
]


@needs_torch
@pytest.mark.parametrize("code", [*SORT, *TOPK])
def test_by_size(code):
    for a in (x, stack, x.astype(np.float32), integers(3, 3, low=-100, high=100)):
        same(code, x=a) if "dim=0" not in code or len(a) > 2 else None
    if code in SORT:
        same(code, x=numbers(0, 3))
        same(code.replace("dim=1", "dim=0"), x=numbers())


@needs_torch
def test_equal_numbers_keep_their_order_and_nan_is_the_largest():
    for code in (
        "x.sort(stable=True)",
        "x.sort(dim=0, descending=True, stable=True)",
        "m.argsort(x, stable=True)",
    ):
        same(code, x=TIED)
        same(code, x=NOT_FINITE)


@needs_torch
@pytest.mark.parametrize(
    "code",
    [
        "x.unique()",
        "m.unique(x, return_counts=True)",
        "x.unique(return_inverse=True)",
        "x.unique(True, True, True)",
        "x.unique(dim=0)",
        "m.unique(x, dim=1, return_inverse=True)",
    ],
)
def test_unique(code):
    same(code, x=integers(3, 4, low=0, high=3))
    same(f"with_no = x.detach(); {code.replace('x', 'with_no')}", x=TIED)


RUNNING = [
    "x.cumsum(0)",
    "m.cumsum(x, -1)",
    "x.cumsum(dim=1)",
    "x.cumprod(0)",
    "m.cumprod(x, dim=1)",
    "x.cumsum(0, dtype=m.float64)",
]


@needs_torch
@pytest.mark.parametrize("code", RUNNING)
def test_running_sums_and_products(code):
    for a in (x, ZEROS, x.astype(np.float32), integers(3, 4), bools(3, 4), numbers(0, 3), x.T):
        same(code, x=a)
    same(code.replace("1)", "0)"), x=numbers())
    same(code, x=NOT_FINITE) if "sum" in code else None


SOFT = [
    "x.softmax(1)",
    "m.softmax(x, 0)",
    "x.softmax(dim=-1)",
    "x.log_softmax(0)",
    "m.log_softmax(x, dim=1)",
    "x.softmax(1, dtype=m.float64)",
    "x.logsumexp(0)",
    "m.logsumexp(x, -1, keepdim=True)",
    "x.logsumexp((0, 1))",
]


@needs_torch
@pytest.mark.parametrize("code", SOFT)
def test_softmax_and_logsumexp(code):
    for a in (x, x.astype(np.float32), x * 1000, numbers(2, 3).T):
        same(code, x=a)
    same(code.replace("1", "0"), x=numbers()) if "(0, 1)" not in code else None
    if "logsumexp" in code:
        same(code, x=integers(3, 4))
        same(code, x=np.array([[1.0, -np.inf], [-np.inf, -np.inf], [np.inf, 2.0]]))


ERRORS = [
    ("x.gather(0, i + 1)", IndexError, "gather: index must be between 0 and 2, got 1 to 3"),
    ("x.gather(0, x)", TypeError, r"gather: index must be a tensor of integers, got float64. Try index.long\(\)"),
    ("x.scatter(0, i, x.float())", TypeError, "scatter: src must be float64 as input, got float32"),
    ("x.scatter(0, i, 'a')", TypeError, "scatter: expects tensors or numbers, got str"),
    ("x.masked_fill(x, 0)", TypeError, "masked_fill: mask must be a bool tensor such as x > 0, got float64"),
    ("x.masked_fill(x > 0, x)", ValueError, r"masked_fill: value must be one number, got shape \(3, 4\)"),
    ("x.masked_select(m.ones(5) > 0)", ValueError, r"masked_select: mask must broadcast to \(3, 4\), got \(5,\)"),
    ("x.topk(5)", ValueError, "topk: k must be between 0 and 4, got 5"),
    ("x.topk(1.5)", TypeError, "topk: k must be a whole number, got 1.5"),
    ("x.sort(2)", IndexError, r"argsort: dim 2 does not exist in shape \(3, 4\)"),
    ("x.sort(descending='no')", TypeError, "sort: descending must be True or False, got 'no'"),
    ("x.softmax(2)", IndexError, "softmax: dim 2 does not exist"),
    ("x.long().softmax(0)", TypeError, "softmax: expects floats, got int64"),
    ("x.cumsum('a')", TypeError, "cumsum: dim must be an integer"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "error", "match"), ERRORS, ids=[code for code, *_ in ERRORS])
def test_errors_say_what_to_do(code, error, match):
    both_refuse(code, error, match, x=x, i=places)


@needs_torch
def test_where_as_a_method_keeps_where_the_condition_holds():
    for code in ("x.where(x > 0, y)", "x.where(y > 0, 0)", "x.where(condition=x > y, other=y)"):
        same(code, x=numbers(3, 4), y=numbers(4, seed=1))
    both_refuse("x.where(x, x)", x=numbers(3), match="where: condition must be a bool tensor")


@needs_torch
@pytest.mark.parametrize(
    "code",
    [
        "x.median()",
        "m.median(x, 0)",
        "x.median(1, keepdim=True)",
        "x.median(-1)[1]",
        "x[0, 0].median()",
        "x[0, 0].median(0)",
        "(x * float('nan')).median(1)[0]",
        "(x > 0).count_nonzero()",
        "m.count_nonzero(x, 1)",
        "x.count_nonzero((0, 1))",
        "m.bincount(i)",
        "i.bincount(minlength=9)",
        "m.bincount(i, m.tensor([0.5, 2.0, 1.0, 4.0]))",
        "x.narrow(1, 1, 2)",
        "m.narrow(x, -1, 0, 3)",
        "x.narrow(0, 3, 0)",
    ],
)
def test_in_the_middle_and_how_often(code):
    same(code, x=numbers(3, 4), i=np.array([1, 5, 1, 0]))
