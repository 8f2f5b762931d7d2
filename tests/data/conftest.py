"""Small made-up IDX files, and a cache folder that is not the user's."""

import gzip

import numpy as np
import pooch
import pytest

from minidl.data import datasets
from minidl.machine import IN_A_BROWSER


def idx_bytes(array):
    """The content of an IDX file that holds `array`, written down once more by hand."""
    sizes = np.array(array.shape, ">u4").tobytes()
    return bytes([0, 0, 8, array.ndim]) + sizes + array.astype(np.uint8).tobytes()


@pytest.fixture
def cache(tmp_path, monkeypatch):
    """An empty cache folder; MINIDL_DATA is not set, and no mirror is known."""
    folder = tmp_path / "cache"
    if IN_A_BROWSER:
        monkeypatch.setattr(datasets, "_cache", lambda: folder)
    else:
        monkeypatch.setattr(pooch, "os_cache", lambda project: folder)
    monkeypatch.delenv("MINIDL_DATA", raising=False)
    monkeypatch.setattr(datasets, "MIRRORS", {"mnist": (), "fashion_mnist": ()})
    return folder


@pytest.fixture
def tiny(monkeypatch):
    """Sets of 20 and 10 images instead of 60,000 and 10,000: {file name: array}."""
    monkeypatch.setattr(datasets, "SPLITS", {"train": 20, "t10k": 10})
    random = np.random.default_rng(0)
    return {
        "train-images-idx3-ubyte": random.integers(0, 256, (20, 28, 28), np.uint8),
        "train-labels-idx1-ubyte": random.permutation(np.arange(20) % 10),
        "t10k-images-idx3-ubyte": random.integers(0, 256, (10, 28, 28), np.uint8),
        "t10k-labels-idx1-ubyte": random.permutation(10),
    }


@pytest.fixture
def write():
    """A function that writes arrays as IDX files, gzipped by default, into a folder."""

    def write_files(folder, arrays, is_gzip=True):
        folder.mkdir(parents=True, exist_ok=True)
        for name, array in arrays.items():
            content = idx_bytes(array)
            if is_gzip:
                (folder / f"{name}.gz").write_bytes(gzip.compress(content))
            else:
                (folder / name).write_bytes(content)

    return write_files
