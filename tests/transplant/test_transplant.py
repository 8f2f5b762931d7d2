"""Teaching code as it is written for PyTorch runs here, and prints the same.

Each unit of `units/` is a short script that imports torch. It runs once as it is, once with minidl in
torch's place. Both print; texts must be equal, numbers equal up to rounding. As the random streams differ,
a unit draws from NumPy, or prints only what does not depend on the numbers drawn.
"""

import contextlib
import io
import os
import re
import warnings
from pathlib import Path

import pytest

from tests.parity import torch

UNITS = {}
for _path in sorted(Path(__file__).with_name("units").glob("*.txt")):
    for _block in re.split(r"^# --- ", _path.read_text(encoding="utf-8"), flags=re.M)[1:]:
        _title, _, _code = _block.partition("\n")
        UNITS[f"{_path.stem}: {_title.strip()}"] = _code

NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*(?:e[-+]?\d+)?|inf|nan)\b")


def for_minidl(code):
    """The same code with the import lines swapped."""
    return re.sub(r"^(\s*(?:from|import)\s+)torch\b", r"\1minidl", code, flags=re.M)


def printed(code, folder):
    output, before = io.StringIO(), Path.cwd()
    os.chdir(folder)
    try:
        with contextlib.redirect_stdout(output), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            exec(compile(code, "unit", "exec"), {"__name__": "__main__"})
    finally:
        os.chdir(before)
    return output.getvalue()


def test_there_are_many_units():
    assert len(UNITS) >= 60


@pytest.mark.parametrize("name", UNITS)
def test_the_unit_runs_and_prints_the_same(name, tmp_path):
    code = UNITS[name]
    ours = printed(
        re.sub(r"^import minidl$", "import minidl\ntorch = minidl", for_minidl(code), flags=re.M), tmp_path
    )
    assert ours.strip(), "a unit prints something"
    if torch is None:
        return
    theirs = printed(code, tmp_path)
    assert NUMBER.sub("#", ours) == NUMBER.sub("#", theirs)
    for mine, other in zip(NUMBER.findall(ours), NUMBER.findall(theirs), strict=True):
        assert float(mine) == pytest.approx(float(other), rel=2e-3, abs=2e-4, nan_ok=True), f"{mine} {other}"
