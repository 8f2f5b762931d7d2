"""Facts fail loudly, with both numbers."""

import numpy as np
import pytest

import minidl
from minidl.teach import fact


@pytest.mark.parametrize(
    ("got", "expected", "text"),
    [
        (760, 760, "760"),
        (np.int64(768000), 768_000, "768,000"),
        (np.prod([5, 5, 3]), 75, "75"),
        (0.5424851, 0.542485, "0.542485"),
        (np.float32(0.1), 0.1, "0.1"),
        (9_099_149_000.1, 9_099_149_000.0, "9.099149e+09"),
        ((28, 28, 6), (28, 28, 6), "(28, 28, 6)"),
        ([28, 28], (28, 28), "(28, 28)"),
        (np.array([[6, 8], [3, 4]]), [[6, 8], [3, 4]], "[[6, 8], [3, 4]]"),
        (minidl.tensor([[6.0, 8], [3, 4]]), [[6, 8], [3, 4]], "[[6, 8], [3, 4]]"),
        ("valid", "valid", "valid"),
        (True, True, "True"),
        ({1, 2}, {1, 2}, "{1, 2}"),
    ],
)
def test_what_holds_prints_one_line(capsys, got, expected, text):
    fact("a number", got, expected, source="S2")
    assert capsys.readouterr().out == f"✓ a number: {text} (S2)\n"


@pytest.mark.parametrize(
    ("got", "expected"),
    [
        (761, 760),
        (10**9 + 1, 10**9),  # whole numbers exactly, however large
        (2.33, 2),
        (0.54249, 0.542485),
        (float("nan"), 1.0),
        (float("nan"), 1),
        (None, 1),
        ("1", 1),
        ((28, 28), (28, 28, 6)),
        ([[1, 2], [3]], [[1, 2], [3, 4]]),
        ([6, 8], [[6, 8], [6, 8]]),  # no broadcasting
        (7, [7, 7]),
        ({1, 2}, {1, 3}),
    ],
)
def test_what_does_not_hold_fails_loudly(capsys, got, expected):
    with pytest.raises(AssertionError, match=r"^a number: computed .*, expected .* \(derived\)$"):
        fact("a number", got, expected, source="derived")
    assert capsys.readouterr().out == ""


def test_both_numbers_are_named():
    with pytest.raises(AssertionError, match="computed 1,255,500, expected 1,256,080"):
        fact("LeNet", 1_255_500, 1_256_080, source="derived")


def test_the_tolerance_can_be_wider(capsys):
    fact("accuracy", 0.9133, 0.914, source="S0", tolerance=1e-3)
    with pytest.raises(AssertionError):
        fact("accuracy", 0.9113, 0.914, source="S0", tolerance=1e-3)


@pytest.mark.parametrize("source", ["", "s2", "S5", "lecture", "S2,S3"])
def test_the_source_is_a_lecture_or_derived(source):
    with pytest.raises(ValueError, match="source"):
        fact("a number", 1, 1, source=source)
