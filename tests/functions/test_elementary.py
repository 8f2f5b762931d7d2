"""Rounding, angles, logarithms, questions: the same as PyTorch, number by number."""

import numpy as np
import pytest

import minidl
from tests.parity import agree, bools, both_refuse, integers, needs_torch, numbers, positive, same

UNARY = [
    "tan",
    "asin",
    "acos",
    "atan",
    "sinh",
    "cosh",
    "expm1",
    "log2",
    "log10",
    "log1p",
    "rsqrt",
    "erf",
    "square",
    "reciprocal",
    "floor",
    "ceil",
    "trunc",
    "round",
    "sign",
    "frac",
]
SPECIAL = np.array([0.0, -0.0, 1.0, -1.0, 0.5, -2.5, 3.0, np.inf, -np.inf, np.nan, 1e-30, 1e30], np.float32)
INPUTS = [
    numbers(3, 4),
    numbers(),
    numbers(0, 3),
    numbers(3, 4).astype(np.float32),
    numbers(3, 4).T,
    positive(2, 3),
    SPECIAL,
]


@needs_torch
@pytest.mark.parametrize("name", UNARY)
def test_one_input(name):
    for x in INPUTS:
        same(f"x.{name}()", x=x)
    same(f"m.{name}(x)", x=INPUTS[0])
    if name not in ("frac", "square", "reciprocal", "rsqrt"):
        agree(f"x.{name}()", x=bools(3))
    if name != "frac":
        agree(f"x.{name}()", x=integers(2, 3))


@needs_torch
@pytest.mark.parametrize(
    "code",
    [
        "x.round(decimals=1)",
        "m.round(x, decimals=-1)",
        "m.sign(x)",
        "m.clip(x, 0, 1)",
        "x.arcsin()",
        "m.absolute(x)",
    ],
)
def test_other_forms(code):
    for x in INPUTS[:4]:
        same(code, x=x)


@needs_torch
@pytest.mark.parametrize(
    "code",
    [
        "m.fmod(x, y)",
        "x.fmod(2)",
        "x.fmod(-1.5)",
        "m.logical_and(x, y)",
        "x.logical_or(y)",
        "m.logical_xor(x, y)",
        "m.isclose(x, y)",
    ]
    + [
        "m.isclose(x, x + 1e-9)",
        "m.isclose(x, y, 0.5, 0.5)",
        "m.equal(x, y)",
        "m.equal(x, x)",
        "m.multiply(x, y)",
        "x.greater(y)",
    ],
)
def test_two_inputs(code):
    for x, y in (
        (numbers(3, 4), numbers(3, 4, seed=1)),
        (numbers(3, 4), numbers(4)),
        (numbers(), numbers(seed=1)),
        (numbers(0, 4), numbers(4)),
    ):
        same(code, x=x, y=y)
    same(code, x=numbers(3, dtype=np.float32), y=numbers(3, seed=1, dtype=np.float32))


@needs_torch
@pytest.mark.parametrize(
    "code", ["m.isinf(x)", "x.isfinite()", "m.isnan(x)", "m.isclose(x, x, equal_nan=True)", "x.isclose(x)"]
)
def test_infinities_and_nan(code):
    same(code, x=SPECIAL)
    same(code, x=integers(3))
    same(code, x=numbers())


def test_the_words_are_there_by_both_names():
    for name in UNARY:
        assert callable(getattr(minidl, name)) and callable(getattr(minidl.Tensor, name))
    assert minidl.inf == float("inf") and minidl.nan != minidl.nan and str(minidl.pi).startswith("3.14159")


ERRORS = [
    ("m.tan(2.0)", TypeError, r"tan: expects a Tensor, got float. Wrap it with minidl.tensor"),
    ("m.fmod(x, 'a')", TypeError, "fmod: expects tensors or numbers, got Tensor and str"),
    ("m.round(x, decimals=0.5)", TypeError, "round: decimals must be a whole number, got 0.5"),
    ("m.isclose(x, x, equal_nan='no')", TypeError, "isclose: equal_nan must be True or False, got 'no'"),
    ("m.sign('a')", TypeError, "sign: expects a Tensor, got str"),
]


@pytest.mark.parametrize(("code", "error", "match"), ERRORS)
def test_errors_say_what_to_do(code, error, match):
    both_refuse(code, error, match, x=numbers(3))


@needs_torch
def test_atan2():
    for code in ("m.atan2(x, y)", "x.atan2(y)", "m.arctan2(x, y)", "z = x * 1; z.atan2_(y); z"):
        same(code, x=numbers(3, 4), y=numbers(3, 4, seed=1))
    same("m.atan2(x, y)", rtol=1e-6, x=numbers(3, 1), y=numbers(4, dtype=np.float32))
    same("m.atan2(x, y)", x=integers(3, 4), y=integers(3, 4, seed=1))
    same("m.atan2(x, y)", x=np.array([0.0, 0.0, -0.0, 1, -1, 0]), y=np.array([0.0, -0.0, -0.0, 0, 0, -2]))
    both_refuse("m.atan2(x, y)", x=numbers(3), y=numbers(2))
