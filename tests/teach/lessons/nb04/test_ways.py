"""What the lesson computes beside its picture: differences, costs, blocks, tapes."""

import numpy as np
import pytest

from minidl import plain_tape
from minidl.teach import blocks, costs, difference, tape_of_lenet, the_tape
from minidl.teach.lessons.nb04.blocks import chain
from minidl.teach.lessons.nb04.ways import SIZES, WAYS, _jacobians, measured, passes

SLOPE = 4.560791790680


def test_the_errors_that_the_lesson_tells():
    error = lambda *setting: abs(difference(*setting) - SLOPE)
    assert error(5) == pytest.approx(3e-9, rel=0.05) and error(13) == pytest.approx(6e-4, rel=0.1)
    assert min(range(1, 17), key=error) == 6
    assert min(range(1, 17), key=lambda n: error(n, "one-sided")) == 8


@pytest.mark.parametrize("grows", SIZES)
@pytest.mark.parametrize("size", [1, 5])
def test_the_three_ways_find_the_same(grows, size):
    numeric, forwards, backwards = (np.ravel(run()) for run in _jacobians(grows, size).values())
    np.testing.assert_allclose(forwards, backwards, rtol=1e-12)
    np.testing.assert_allclose(numeric, backwards, atol=1e-8)


def test_the_costs_are_counted_and_measured():
    assert passes("inputs", 64) == {WAYS[0]: 128, WAYS[1]: 64, WAYS[2]: 2}
    assert passes("outputs", 64) == {WAYS[0]: 2, WAYS[1]: 1, WAYS[2]: 65}
    times = measured("inputs")
    assert times[WAYS[2]][-1] < times[WAYS[1]][-1] / 10 and set(times) == set(WAYS)
    assert measured("inputs") is times  # once: the picture must be quick
    picture = costs()
    picture.preset("More outputs")
    assert (
        picture.describe().startswith("Passes for all derivatives with 1,024 outputs") and not picture.error
    )


def test_the_blocks_multiply_their_factors():
    n = chain(2.0, 1.0, 0.25)
    assert n["dp"] == pytest.approx(n["to p"]) and n["dh"] == pytest.approx(n["dp"] * n["to h"])
    assert n["dx"] == pytest.approx(n["dh"] * n["to x"]) and n["dw"] == pytest.approx(n["dh"] * n["to w"])
    J = lambda w: chain(2.0, w, 0.25)["J"]
    assert n["dw"] == pytest.approx((J(1 + 1e-6) - J(1 - 1e-6)) / 2e-6, abs=1e-8)
    picture = blocks()
    for preset in picture.presets:
        picture.preset(preset)
        assert picture.describe().startswith("Three blocks at x = ") and not picture.error


def test_the_tape_that_is_printed_is_the_file_that_runs(capsys):
    the_tape()
    printed = capsys.readouterr().out
    with open(plain_tape.__file__, encoding="utf-8") as file:
        lines = [line.strip() for line in file]
    assert all(line.strip() in lines for line in printed.splitlines())
    assert "parent.grad = parent.grad + sum_to" in printed and "def apply(" in printed


def test_lenet_has_the_lectures_parameters():
    assert tape_of_lenet() == (20, 1_256_080)
