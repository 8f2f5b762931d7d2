"""minidl gives the numbers that PyTorch gave when frozen.json was made. Needs no PyTorch."""

import json

import numpy as np
import pytest

import minidl
from tests.frozen import LINES, STORED, as_array
from tests.parity import TOLERANCE, needs_torch, run, torch, warnings_are_errors

RESULTS = json.loads(STORED.read_text(encoding="utf-8"))["results"]


def compare(module, line):
    stored = RESULTS[line]
    outputs, gradients, _ = run(module, line, LINES[line])
    expected = [as_array(y) for y in stored["outputs"]]
    named = {name: None if g is None else as_array(g) for name, g in stored["gradients"].items()}
    assert gradients.keys() == named.keys()
    for got, wanted in zip([*outputs, *gradients.values()], [*expected, *named.values()], strict=True):
        if wanted is None:
            assert got is None
            continue
        got = np.asarray(got)
        assert (got.dtype, got.shape) == (wanted.dtype, wanted.shape)
        np.testing.assert_allclose(got, wanted, **TOLERANCE.get(str(got.dtype), {"rtol": 0}))


def test_every_line_is_stored():
    assert RESULTS.keys() == LINES.keys(), "renew frozen.json: python -m tests.frozen"


@pytest.mark.parametrize("line", LINES)
def test_minidl(line):
    with warnings_are_errors():
        compare(minidl, line)


@needs_torch
def test_pytorch_still_gives_these_numbers():
    for line in LINES:
        compare(torch, line)
