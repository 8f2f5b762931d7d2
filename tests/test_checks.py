"""The shared checks: what passes, what does not, and in which words."""

import numpy as np
import pytest

import minidl
from minidl import checks

NAN = float("nan")


@pytest.mark.parametrize(
    ("value", "rules"),
    [
        (0, {"low": 0}),
        (1.0, {"low": 0, "high": 1}),
        (0.5, {"above": 0, "below": 1}),
        (float("inf"), {"above": 0}),
        (np.float32(0.5), {}),
        (np.int64(3), {"whole": True}),
        (minidl.tensor(3), {"whole": True}),
        (minidl.tensor(0.5), {}),
    ],
)
def test_a_number_within_its_bounds_comes_back_as_pythons(value, rules):
    number = checks.number("f", "p", value, **rules)
    assert number == value
    assert type(number) in (int, float)


@pytest.mark.parametrize(
    ("value", "rules", "words"),
    [
        (-1, {"low": 0}, "f: p must not be negative, got -1."),
        (2, {"low": 0, "high": 1}, "f: p must be between 0 and 1, got 2."),
        (1, {"low": 0, "below": 1}, "f: p must be at least 0 and below 1, got 1."),
        (0, {"above": 0}, "f: p must be above 0, got 0."),
        (NAN, {}, "f: p must be a number, got nan."),
        (NAN, {"low": 0}, "f: p must not be negative, got nan."),
        (0, {"low": 1, "whole": True}, "f: p must be at least 1, got 0."),
        (-1, {"low": 0, "hint": "Try 0."}, "f: p must not be negative, got -1. Try 0."),
    ],
)
def test_a_number_out_of_bounds(value, rules, words):
    with pytest.raises(ValueError) as caught:
        checks.number("f", "p", value, **rules)
    assert str(caught.value) == words


@pytest.mark.parametrize(
    ("value", "rules", "words"),
    [
        ("0.1", {}, "f: p must be a number, got '0.1'."),
        (None, {}, "f: p must be a number, got None."),
        ([0.1], {}, "f: p must be a number, got [0.1]."),
        (True, {}, "f: p must be a number, got True."),
        (minidl.tensor(True), {}, "f: p must be a number, got tensor(True)."),
        (2.5, {"whole": True}, "f: p must be a whole number, got 2.5. For a half, write // 2, not / 2."),
        (np.zeros(3), {}, "f: p is a setting, got an ndarray."),
    ],
)
def test_what_is_no_number(value, rules, words):
    with pytest.raises(TypeError) as caught:
        checks.number("f", "p", value, **rules)
    assert str(caught.value) == words


def test_choice():
    checks.choice("f", "mode", "min", ("min", "max"))
    with pytest.raises(ValueError, match=r"f: mode must be 'min', 'max' or None, got 'x'\. Try min\."):
        checks.choice("f", "mode", "x", ("min", "max", None), "Try min.")
    with pytest.raises(TypeError, match="f: mode is a setting, got an ndarray"):
        checks.choice("f", "mode", np.zeros(3), ("min", "max"))


@pytest.mark.parametrize("value", ["no", 0, 1, None, [], np.zeros(2)])
def test_a_switch_is_not_taken_by_its_truth(value):
    checks.switch("f", "bias", np.True_)
    with pytest.raises(TypeError, match=r"f: bias (must be True or False|is a setting), got"):
        checks.switch("f", "bias", value)


def test_data_in_place_of_a_layers_setting():
    with pytest.raises(TypeError, match=r"Dropout: p is a setting, got a Tensor.*: Dropout\(\.\.\.\)\(x\)\."):
        checks.number("Dropout", "p", minidl.zeros(2))
    with pytest.raises(TypeError, match=r"L1Loss\(\)\(prediction, target\)"):
        checks.choice("L1Loss", "reduction", minidl.zeros(2), ("mean",))


def test_axes():
    checks.axes("f", np.zeros((2, 3)), (2, 3), "(N, C)")
    with pytest.raises(ValueError, match=r"f: expects input \(N, C, L\), got \(2, 3\)\. Try this\."):
        checks.axes("f", np.zeros((2, 3)), 3, "(N, C, L)", "Try this.")
    with pytest.raises(ValueError, match=r"f: expects weight \(in, out\), got \(2,\)"):
        checks.axes("f", np.zeros(2), range(2, 9), "(in, out)", name="weight")


def test_sizes():
    assert checks.sizes("f", rows=2, columns=np.int64(0)) == [2, 0]
    with pytest.raises(ValueError, match="f: rows must be at least 1, got 0"):
        checks.sizes("f", 1, rows=0)
    with pytest.raises(TypeError, match="f: columns must be a whole number, got '3'"):
        checks.sizes("f", rows=2, columns="3")


def test_axis():
    assert checks.axis("f", np.zeros((2, 3)), -1) == 1
    assert checks.axis("f", np.zeros(()), -1) == 0
    assert checks.axis("f", np.zeros(2), 1, extra=1) == 1
    with pytest.raises(IndexError, match=r"f: dim 2 does not exist in shape \(2, 3\)"):
        checks.axis("f", np.zeros((2, 3)), 2)
    with pytest.raises(TypeError, match=r"f: dim must be an integer, got 1\.0"):
        checks.axis("f", np.zeros((2, 3)), 1.0)


def test_shape():
    checks.shape("f", "bias", None, (3,))
    checks.shape("f", "bias", np.zeros(3), (3,))
    with pytest.raises(
        ValueError, match=r"f: bias must have shape \(3,\), one each, got \(2,\)\. Try this\."
    ):
        checks.shape("f", "bias", np.zeros(2), (3,), "one each", "Try this.")


def test_divides():
    checks.divides("f", groups=2, channels=4, outputs=6)
    with pytest.raises(ValueError, match="f: groups must divide channels, got groups=3, channels=4"):
        checks.divides("f", groups=3, channels=4)
    with pytest.raises(ValueError, match="got groups=0"):
        checks.divides("f", groups=0, channels=4)
