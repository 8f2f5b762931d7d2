"""The Fashion-MNIST benchmark, on made-up files: what it prints, and what it says when there are none."""

import re

import numpy as np
import pooch
import pytest

from benchmarks import fashion
from minidl.data import datasets


@pytest.fixture
def nowhere(tmp_path, monkeypatch):
    """No files, no network."""
    monkeypatch.setattr(pooch, "os_cache", lambda project: tmp_path / "cache")
    monkeypatch.setattr(datasets, "MIRRORS", {"fashion_mnist": ()})
    monkeypatch.delenv("MINIDL_DATA", raising=False)
    return tmp_path


def write_idx(path, array):
    header = bytes([0, 0, 8, array.ndim]) + b"".join(n.to_bytes(4, "big") for n in array.shape)
    path.write_bytes(header + array.astype(np.uint8).tobytes())


@pytest.fixture
def made_up(nowhere, monkeypatch):
    """60 and 20 pictures: of class c, row 2c + 4 is bright."""
    monkeypatch.setattr(datasets, "SPLITS", {"train": 60, "t10k": 20})
    monkeypatch.setenv("MINIDL_DATA", str(nowhere))
    folder = nowhere / "fashion_mnist"
    folder.mkdir()
    for prefix, count in datasets.SPLITS.items():
        labels = np.arange(count) % 10
        images = np.zeros((count, 28, 28), np.uint8)
        images[np.arange(count), 2 * labels + 4] = 250
        write_idx(folder / f"{prefix}-images-idx3-ubyte", images)
        write_idx(folder / f"{prefix}-labels-idx1-ubyte", labels)


def test_both_networks_train_and_stand_beside_the_lecture(made_up, capsys):
    fashion.main(["--epochs", "12"])
    printed = capsys.readouterr().out
    rows = {line[:15].strip(): line[15:].split() for line in printed.splitlines()}
    assert rows["score"] == rows["found of class"] == ["CNN", "lecture", "MLP", "lecture"]
    for score, lectures in zip(fashion.SCORES, zip(*fashion.LECTURE.values())):
        assert [float(cell) for cell in rows[score][1::2]] == list(lectures)
    for kind, lectures in zip(fashion.CLASSES, zip(*fashion.LECTURE_DIAGONALS.values())):
        assert [float(cell) for cell in rows[kind][1::2]] == list(lectures)
    assert float(rows["accuracy"][0]) > 0.4 and float(rows["accuracy"][2]) > 0.4  # guessing: 0.1
    assert len(re.findall("^CNN  epoch", printed, re.MULTILINE)) == 12 and "20 test images" in printed


def test_the_scores_are_what_their_names_say():
    labels = np.repeat(np.arange(10), 100)
    p = np.full((1000, 10), 0.02)
    p[np.arange(1000), labels] = 0.82
    p[::10] = np.roll(p[::10], 1, axis=1)  # every tenth is wrong
    accuracy, kappa, mcc, cross_entropy = fashion.scores(labels, p)
    assert accuracy == pytest.approx(0.9)
    assert kappa == pytest.approx((0.9 - 0.1) / 0.9)  # as many of each class
    assert mcc == pytest.approx(kappa, abs=0.01)
    assert cross_entropy == pytest.approx(-0.9 * np.log(0.82) - 0.1 * np.log(0.02))
    table = fashion.report(labels, {"CNN": p, "MLP": p})
    assert re.search(r"^Shirt +0\.90 +0\.78 +0\.90 +0\.68$", table, re.MULTILINE)


def test_the_lectures_table_is_the_lectures():
    for name, mean in (("CNN", 0.914), ("MLP", 0.882)):
        assert np.mean(fashion.LECTURE_DIAGONALS[name]) == pytest.approx(mean, abs=0.0005)


def test_without_the_data_it_says_what_to_do(nowhere):
    with pytest.raises(SystemExit, match=r"needs Fashion-MNIST, which is not there.*put the four files"):
        fashion.main([])
