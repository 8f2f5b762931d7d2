"""The picture of lesson 00, and what its text says about it."""

import numpy as np
import pytest

from minidl.teach import POINTS, LinePicture
from minidl.teach.lessons.nb00.exercises import error
from minidl.teach.lessons.nb00.line import LOSSES, WS, loss


def test_the_loss_falls_to_1_at_2_and_rises():
    by_hand = [np.mean([error(w, x, y) ** 2 for x, y in POINTS]) for w in WS]
    assert by_hand == pytest.approx(LOSSES)
    assert [loss(w) for w in (0, 1, 2, 3)] == [31, 8.5, 1, 8.5]
    falls = np.diff(LOSSES) < 0
    assert falls[WS[1:] <= 2 + 1e-9].all() and not falls[WS[1:] > 2 + 1e-9].any()
    assert [w for w in WS if loss(w) == pytest.approx(8.5)] == pytest.approx([1, 3])
    assert {abs(error(2, x, y)) for x, y in POINTS} == {1}
    assert [error(3, x, y) for x, y in POINTS] == [0, 3, 4, 3]


def test_it_is_drawn_and_told_at_each_setting():
    picture = LinePicture()
    assert picture.describe() == (
        "The line 0·x and four points: the errors are −3, −3, −5 and −9, the loss is 31."
    )
    seen = set()
    for w in np.arange(0, 3.01, 0.25):
        picture.w = float(w)
        assert not picture.error
        seen.add(bytes(picture.png))
    assert len(seen) == 13
    picture.w = 3.0
    assert picture.describe().endswith("the errors are 0, 3, 4 and 3, the loss is 8.5.")


@pytest.mark.parametrize("start", [-5.0, 0.0, 3.0, 20.0])
def test_small_steps_end_near_the_best_w_and_at_the_same_place(start):
    w = start
    for t in range(40):
        x, y = POINTS[t % 4]
        w = w - 0.02 * 2 * error(w, x, y) * x
    assert round(w, 2) == 2.13
