"""minidl gives the numbers that PyTorch 2.13.0 gave when frozen.json was made. Needs no PyTorch."""

import pytest

from tests.frozen import CORE, LINES, load, results
from tests.parity import Library, assert_same, needs_torch, torch, warnings_are_errors

FROZEN = load()


def compare(case, library):
    assert_same(results(case, library), FROZEN[repr(case)], case.tolerance, repr(case))


def test_every_case_is_stored():
    assert sorted(FROZEN) == sorted(map(repr, CORE)), "renew frozen.json: python -m tests.frozen"


@pytest.mark.parametrize("case", CORE, ids=repr)
def test_minidl(case):
    if case in LINES:
        with warnings_are_errors():
            compare(case, Library())
    else:
        compare(case, Library())


@needs_torch
def test_pytorch_still_gives_these_numbers():
    for case in CORE:
        compare(case, Library(torch))
