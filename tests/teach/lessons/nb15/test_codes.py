"""The three codes that are read and timed: the same numbers, and the one that really runs."""

import numpy as np
import pytest

from minidl.teach import read_code, s0_example, three_codes
from minidl.teach.lessons.nb15 import codes
from minidl.windows import convolution, lowering, plain, window_geometry


@pytest.mark.parametrize("side", codes.SIDES)
def test_the_three_codes_agree(side):
    loops, matmul, runs = (np.asarray(call()) for call in codes.layers(int(side)).values())
    np.testing.assert_allclose(matmul, loops, atol=1e-4)
    np.testing.assert_allclose(runs, loops, atol=1e-4)


def test_what_runs_is_what_is_read():
    for side in codes.SIDES:
        geometry = window_geometry("conv2d", (int(side),) * 2, (3, 3), (1, 1), (0, 0), (1, 1))
        assert convolution.faster_way((8, 3, 3, 3), geometry, 1) is lowering


def test_the_picture_says_what_it_draws(monkeypatch):
    monkeypatch.setattr(codes, "measured", lambda side: dict(zip(codes.CODES, (40.0, 0.3, 0.03))))
    picture = three_codes()
    assert picture.describe().endswith("8 filters of 3×3×3 on 3×16×16: 42,336 MACs each, the same output.")
    picture.side = "24"
    assert "104,544 MACs" in picture.describe()


def test_reading(capsys):
    read_code(plain.conv2d_matmul)
    printed = capsys.readouterr().out
    assert printed.startswith("def conv2d_matmul(") and '"""' not in printed and printed.count("\n") == 9
    read_code(lowering, "row h of x", 3)
    assert capsys.readouterr().out.splitlines()[2].split()[:3] == ["r", "s", "t"]
    assert s0_example()[0].tolist()[3] == [6, 5, 7, 8]
