"""Sums, means, extremes: the same as PyTorch along any axes, with ties, zeros, and nothing at all."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

import minidl
from tests.parity import both_refuse, integers, needs_torch, numbers, same

x = numbers(2, 3, 4)
TIED = np.array([[1.0, 3.0, 3.0], [2.0, 2.0, 2.0], [0.0, -1.0, 0.0]])
WITH_ZEROS = np.array([[1.5, 0.0, -2.0], [0.0, 3.0, 0.0], [1.0, 2.0, 4.0]])

DIMS = [
    "",
    "0",
    "1",
    "-1",
    "dim=-3",
    "(0, 2)",
    "dim=(-1, 0)",
    "(0, 1, 2)",
    "()",
    "[1]",
    "1, True",
    "(0, 1), True",
    "None, True",
]
MANY = [f"x.{name}({dim})" for name in ("sum", "mean", "amax", "amin", "any", "all") for dim in DIMS]
MANY += [f"x.{name}({dim})" for name in ("var", "std") for dim in DIMS if "True" not in dim and dim != "()"]
MANY += [
    f"x.{name}({d})"
    for name in ("max", "min", "argmax", "argmin")
    for d in ("", "0", "-1", "dim=1", "1, True", "dim=0, keepdim=True")
]
MANY += [f"x.prod({d})" for d in ("", "0", "-1", "dim=1", "1, True", "dim=0, keepdim=True")]
MANY += [
    "x.argmax(None, True)",
    "x.sum(None, True)",
    "m.sum(x, 0)",
    "m.mean(x, (0, 1), keepdim=True)",
    "m.max(x, 1)",
    "m.max(x)",
]
MANY += [
    "m.max(x, dim=1)[1]",
    "m.min(x, 0).values",
    "m.min(x, 0).indices",
    "m.amax(x, 0)",
    "m.prod(x, 2)",
    "m.std(x)",
    "m.var(x, 1)",
]
SPREAD = [
    "dim=1, keepdim=True",
    "correction=0",
    "1, correction=2",
    "(0, 2), correction=0, keepdim=True",
    "unbiased=False",
    "False",
    "True",
]
SPREAD += [
    "0, False",
    "1, True",
    "1, False, True",
    "dim=(0, 1), unbiased=True, keepdim=True",
    "dim=None, correction=None",
    "correction=1.5",
]
MANY += [f"x.{name}({arguments})" for name in ("var", "std") for arguments in SPREAD]


@needs_torch
@pytest.mark.parametrize("code", MANY)
def test_along_any_axes(code):
    same(code, x=x)
    same(code, x=x.astype(np.float32))
    same(code, x=x.transpose(2, 0, 1).copy().transpose(1, 2, 0))


ONE_NUMBER = [
    "sum",
    "mean",
    "amax",
    "amin",
    "prod",
    "max",
    "min",
    "argmax",
    "argmin",
    "any",
    "all",
    "var",
    "std",
]


@needs_torch
@pytest.mark.parametrize("name", ONE_NUMBER)
def test_a_single_number(name):
    for arguments in ("", "0", "-1", "dim=0, keepdim=True"):
        same(f"x.{name}({arguments})", x=numbers())
    same(f"x.{name}(0)", x=numbers(1))
    same(f"x.{name}(0)", x=numbers(1, 3))


@needs_torch
@pytest.mark.parametrize("name", ["sum", "mean", "prod", "any", "all", "var", "std"])
def test_nothing_at_all(name):
    """Σ of nothing is 0, Π is 1, the mean is NaN."""
    for arguments in ("", "0", "1", "dim=1, keepdim=True"):
        same(f"x.{name}({arguments})", x=numbers(0, 3))
        same(f"x.{name}({arguments})", x=numbers(3, 0))
    same(f"x.{name}(-1)", x=numbers(2, 0, 3))


@needs_torch
@pytest.mark.parametrize("name", ["amax", "amin", "max", "min", "argmax", "argmin"])
def test_no_rows_have_no_extremes(name):
    same(f"x.{name}(1)", x=numbers(0, 3))
    both_refuse(
        f"x.{name}(0)", (ValueError,), "no elements to choose from along an empty axis", x=numbers(0, 3)
    )
    if not name.startswith("am"):
        both_refuse(f"x.{name}()", (ValueError,), "no elements to choose from", x=numbers(0, 3))


@needs_torch
@pytest.mark.parametrize(
    "code",
    [
        "x.max()",
        "x.min()",
        "x.amax(1)",
        "x.amin(1)",
        "x.amax((0, 1))",
        "x.amax(0, True)",
        "x.max(1)",
        "x.min(1)",
        "x.max(0)",
        "x.argmax(1)",
        "x.argmin(1)",
        "x.argmax()",
        "x.amin()",
    ],
)
def test_ties(code):
    """Extremes over all or several axes share the gradient; along one axis, the first wins."""
    same(code, x=TIED)
    same(code, x=np.zeros((3, 2), np.float32))


@needs_torch
@pytest.mark.parametrize("code", ["x.prod()", "x.prod(0)", "x.prod(1)", "x.prod(1, True)", "x.prod(-1)"])
def test_products_with_zeros(code):
    same(code, x=WITH_ZEROS)
    same(code, x=np.array([[0.0], [2.0]]))


@needs_torch
@pytest.mark.parametrize(
    "code",
    [
        "x.std()",
        "x.std(0)",
        "x.var(0)",
        "x.std(0, unbiased=False)",
        "x.std(1)",
        "x.var(1, correction=5)",
        "x.std(1, correction=5)",
    ],
)
def test_spread_of_constants_and_of_one_number(code):
    """√0 has an infinite slope; its gradient is 0 by agreement. One number has no spread: NaN."""
    same(code, x=np.full((3, 2), 1.5))
    same(code, x=np.array([[1.0, 2.0], [1.0, 5.0]]))
    same(code, x=np.array([[3.0, 4.0]]))


@pytest.mark.parametrize("kind", [np.float32, np.float64])
def test_the_spread_of_a_constant_is_exactly_0(kind):
    """Although its sum is rounded. (PyTorch's is not always.)"""
    for number in (0.1, 1 / 3, 1e10 / 7, 1e-30):
        for spread in ("var", "std"):
            t = minidl.from_numpy(np.full((7, 3), number, kind)).requires_grad_()
            for result in (getattr(t, spread)(), getattr(t, spread)(0), getattr(t, spread)(1)):
                assert (result == 0).all()
                result.sum().backward()
            assert (t.grad == 0).all()


@needs_torch
@pytest.mark.parametrize("kind", [np.bool_, np.uint8, np.int32, np.int64])
def test_integers_and_bools(kind):
    values = integers(3, 4, low=0, high=4).astype(kind)
    for code in (
        "x.sum()",
        "x.sum(0)",
        "x.sum((0, 1), True)",
        "x.prod()",
        "x.prod(1)",
        "x.amax(1)",
        "x.amin()",
    ):
        same(code, x=values)
    if kind != np.uint8:  # for which PyTorch's any and all return uint8
        same("x.any(0); x.any(0), x.all(1), x.any(), x.all((0, 1))", x=values)
    if kind != np.bool_:
        same("x.max(1), x.min(0), x.max(), x.argmax(1), x.argmin()", x=values)


@needs_torch
def test_in_another_dtype():
    for code in (
        "x.sum(dtype=m.float64)",
        "x.detach().sum(1, dtype=m.int64)",
        "x.mean(0, dtype=m.float64)",
        "x.prod(dtype=m.float64)",
        "x.prod(1, dtype=m.float64)",
        "x.sum(0, True, dtype=m.float32)",
    ):
        same(code, x=numbers(3, 4, dtype=np.float32), rtol=1e-6)
    same(
        "x.sum(dtype=m.int32), x.prod(1, dtype=m.int32), x.sum(dtype=m.bool), x.mean(dtype=m.float32)",
        x=integers(3, 4),
    )


@needs_torch
@pytest.mark.parametrize(
    "code",
    [
        "x.max(0)",
        "x.amax(0)",
        "x.sum(0)",
        "x.min(1)",
        "x.argmax(0)",
        "x.argmin(1)",
        "x.mean(1)",
        "x.std(0)",
        "x.all()",
    ],
)
def test_infinity_and_nan(code):
    same(code, x=np.array([[1.0, np.nan, np.inf], [2.0, 0.5, -np.inf]], np.float32))


@needs_torch
def test_long_sums_of_float32_lose_no_digits():
    """Added up one after the other, 200,000 numbers would leave only four digits right."""
    many = np.random.default_rng(0).random((200_000, 2), np.float32)
    for code in ("x.sum(0)", "x.mean(0)", "x.var(0)", "x.sum()", "x.T.sum(1)", "x.std((0, 1))"):
        same(code, x=many, rtol=1e-6)


# --- errors -----------------------------------------------------------------------------------------

ERRORS = [
    ("x.sum(3)", IndexError, r"sum: dim 3 does not exist in shape \(2, 3, 4\). Allowed are -3 to 2"),
    ("x.mean((0, -4))", IndexError, "mean: dim -4 does not exist"),
    ("x.amax((1, -2))", ValueError, r"amax: an axis appears twice in dim=\(1, -2\)"),
    ("x.max(3)", IndexError, "dim 3 does not exist"),
    ("x.argmax(5)", IndexError, "argmax: dim 5"),
    ("x.var(3)", IndexError, "var: dim 3"),
    ("x.prod((0, 1))", TypeError, "prod: dim is one axis or None"),
    ("x.argmin((0, 1))", TypeError, "argmin: dim is one axis or None"),
    ("x.sum(1.5)", TypeError, "sum: dim must be an integer, got 1.5"),
    ("x.sum(True)", TypeError, "sum: dim must be an integer, got True"),
    ("x.std(unbiased=True, correction=1)", ValueError, "std: give correction or unbiased, not both"),
    ("x.long().mean()", TypeError, r"mean: expects floats, got int64. Try input.float\(\).mean\(\)"),
    ("x.long().std()", TypeError, "std: expects floats"),
    ("m.sum([1.0, 2.0], 0)", TypeError, "sum: expects a Tensor, got list"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "error", "match"), ERRORS, ids=[code for code, *_ in ERRORS])
def test_errors_say_what_to_do(code, error, match):
    both_refuse(code, error, match, x=x)


# --- against NumPy, for shapes nobody thought of ------------------------------------------------------

SHAPES = hnp.array_shapes(min_dims=0, max_dims=4, max_side=4)
FLOATS = st.floats(-100, 100, width=32)


@st.composite
def arrays_and_axes(draw):
    array = draw(hnp.arrays(np.float64, draw(SHAPES), elements=FLOATS))
    axes = (
        st.none()
        if array.ndim == 0
        else st.lists(
            st.integers(-array.ndim, array.ndim - 1), min_size=1, unique_by=lambda a: a % array.ndim
        ).map(tuple)
    )
    return array, draw(axes), draw(st.booleans())


@given(arrays_and_axes())
def test_reductions_are_numpys(case):
    array, axis, keepdims = case
    t = minidl.from_numpy(array)
    for ours, theirs in (
        ("sum", np.sum),
        ("mean", np.mean),
        ("amax", np.max),
        ("amin", np.min),
        ("any", np.any),
        ("all", np.all),
    ):
        got = getattr(t, ours)(axis, keepdims)
        np.testing.assert_allclose(
            got.data.numpy(), theirs(array, axis=axis, keepdims=keepdims), rtol=1e-12, atol=1e-12
        )
    np.testing.assert_allclose(
        t.var(axis, correction=0).data.numpy(), np.var(array, axis=axis), rtol=1e-9, atol=1e-9
    )


@given(arrays_and_axes())
def test_the_gradient_of_a_sum_is_one_everywhere(case):
    array, axis, keepdims = case
    t = minidl.from_numpy(array).requires_grad_()
    t.sum(axis, keepdims).sum().backward()
    np.testing.assert_array_equal(t.grad.numpy(), np.ones_like(array))
