"""Without the package safetensors, files are written and read as with it."""

import sys

import numpy as np
import pytest
from safetensors.numpy import load, save

import minidl
from minidl import plain_safetensors
from tests.test_saving import ENTRIES, assert_same_bits

ARRAYS = {
    name: np.array(entry, np.asarray(entry).dtype.newbyteorder("="), order="C")
    for name, entry in ENTRIES.items()
    if name != "tensor"
}
WRITTEN = plain_safetensors.save(ARRAYS, {"minidl": "null"})


def test_the_package_reads_what_is_written_here():
    assert load(WRITTEN).keys() == ARRAYS.keys()
    for name, array in load(WRITTEN).items():
        assert_same_bits(array, ARRAYS[name])


@pytest.mark.parametrize("written", [save(ARRAYS, {"a": "b"}), save(ARRAYS), WRITTEN, save({})], ids=range(4))
def test_what_the_package_writes_is_read_here(written):
    found = plain_safetensors.load(written)
    assert found.keys() == load(written).keys()
    for name, array in found.items():
        assert_same_bits(array, ARRAYS[name])


def test_minidl_saves_and_loads_without_the_package(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "safetensors", None)
    minidl.save({"step": 3, "all": ENTRIES}, tmp_path / "x.safetensors")
    found = minidl.load(tmp_path / "x.safetensors")
    assert found["step"] == 3
    for name, entry in ENTRIES.items():
        assert_same_bits(found["all"][name].numpy(), entry)


DAMAGED = {
    "empty": lambda b: b"",
    "cut": lambda b: b[:-1],
    "cut in the header": lambda b: b[:40],
    "longer": lambda b: b + b"x",
    "another shape": lambda b: b.replace(b'"shape":[3,4]', b'"shape":[4,4]', 1),
    "another type": lambda b: b.replace(b'"F64"', b'"F32"', 1),
    "an unknown type": lambda b: b.replace(b'"F64"', b'"F16"', 1),
    "a header of another kind": lambda b: (2).to_bytes(8, "little") + b"[]" + b[8:],
}


@pytest.mark.parametrize("how", DAMAGED)
def test_a_damaged_file_is_refused(how, tmp_path, monkeypatch):
    whole = save({"a": ARRAYS["plain"], "b": ARRAYS["number"]})
    damaged = DAMAGED[how](whole)
    assert damaged != whole
    (tmp_path / "x.safetensors").write_bytes(damaged)
    monkeypatch.setitem(sys.modules, "safetensors", None)
    with pytest.raises(ValueError, match="load: "):
        minidl.load(tmp_path / "x.safetensors")
