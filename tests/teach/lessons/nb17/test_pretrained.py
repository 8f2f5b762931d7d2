"""What was measured before the lesson: its card, its files, and the script that makes them."""

import os
import re
from pathlib import Path

import numpy as np
import pooch
import pytest

import minidl
from minidl.data import TensorDataset, datasets, mnist
from minidl.teach.lessons.nb17 import gabor, pretrained, units
from minidl.teach.lessons.nb17.ablation import ABLATIONS
from minidl.teach.lessons.nb17.pretrained import __main__ as script
from minidl.teach.lessons.nb17.pretrained import measured, two_hundred_digits

FOLDER = os.environ.get("MINIDL_DATA", "")
needs_mnist = pytest.mark.skipif(
    not FOLDER or not Path(FOLDER, "mnist").exists(),
    reason="set MINIDL_DATA to a folder with mnist to run this test",
)
CARD = (pretrained.FOLDER / "README.md").read_text(encoding="utf-8")


def test_the_card_says_what_the_file_holds():
    rows = re.findall(r"^\| (none|\[[\d, ]+\]) \| ([\d.]+) \| ([\d.]+) \|$", CARD, re.M)
    assert [name for name, *_ in rows] == [str(list(gone) or "none") for gone in ABLATIONS]
    np.testing.assert_allclose(
        [list(map(float, shares)) for _, *shares in rows],
        100 * measured()["ablation"].mean(axis=1),
        atol=0.051,
    )
    assert all(f"{share:.4f}" in CARD for share in measured()["gabor"])
    assert measured()["ablation"].shape == (9, 12, 2)


def test_twenty_digits_of_each_kind_and_small_files():
    images, digits = two_hundred_digits()
    assert images.shape == (200, 28, 28) and images.min() == 0 and images.max() == 1
    assert np.bincount(digits.astype(np.intp)).tolist() == [20] * 10
    assert all(path.stat().st_size < 200_000 for path in pretrained.FOLDER.iterdir() if path.is_file())


@needs_mnist
def test_the_digits_are_mnists_and_gabor_filters_cost_what_the_card_says():
    images, labels = (tensor.numpy() for tensor in mnist()[1].tensors)
    which = np.sort(np.concatenate([np.flatnonzero(labels == digit)[:20] for digit in range(10)]))
    np.testing.assert_array_equal(two_hundred_digits()[0], images[which, 0])
    np.testing.assert_array_equal(two_hundred_digits()[1], labels[which])
    for filters, share in zip((gabor.learned_filters(), gabor.by_formula()), measured()["gabor"]):
        assert gabor.share_read(filters, images[:, 0], labels) == pytest.approx(share, abs=3e-4)


@needs_mnist
def test_how_many_units_are_silent_on_all_test_images():
    parts = np.array_split(mnist()[1].tensors[0].numpy()[:, 0], 20)
    for layer, silent in enumerate((0, 2, 6)):
        most = np.max([units.maps_of(layer, part).max((0, 2, 3)) for part in parts], axis=0)
        assert (most <= 0).sum() == silent == sum(unit.best <= 0 for unit in units.units_of(layer))


@needs_mnist
def test_what_the_lesson_says_of_all_test_images():
    """The made pictures beside the best of 10,000 digits; noise as large as what Gabor filters change."""
    images, labels = (tensor.numpy() for tensor in mnist()[1].tensors)
    most = np.concatenate([units.maps_of(2, part).max((2, 3)) for part in np.array_split(images[:, 0], 20)])
    live = [(unit, z) for unit, z in zip(units.units_of(2), most.T) if unit.best > 0]
    ratios = [unit.reached / z.max() for unit, z in live]
    assert min(ratios) > 1.45 and max(ratios) < 2.3
    kinds = [len(set(labels[np.argsort(-z, kind="stable")[:9]])) for _, z in live]
    assert np.bincount(kinds)[1:].tolist() == [10, 10, 6]
    learned, shares = gabor.learned_filters(), []
    changed = np.linalg.norm(gabor.by_formula() - learned, axis=(1, 2), keepdims=True)
    for seed in range(8):
        noise = np.random.default_rng(seed).normal(size=learned.shape)
        noise *= changed / np.linalg.norm(noise, axis=(1, 2), keepdims=True)
        shares.append(gabor.share_read(learned + noise, images[:, 0], labels))
    assert min(shares) > 0.95 and max(shares) < 0.985 and abs(np.mean(shares) - measured()["gabor"][1]) < 5e-3


@pytest.fixture
def made_up(monkeypatch):
    """400 images, 40 of each class, and small sets to train on."""
    random = np.random.default_rng(0)
    images = minidl.from_numpy(random.random((400, 1, 28, 28), np.float32))
    data = TensorDataset(images, minidl.from_numpy(np.arange(400) % 10))
    small = [
        TensorDataset(
            minidl.from_numpy(random.random((40, 1, 40), np.float32)), minidl.from_numpy(np.arange(40) % 10)
        )
    ] * 2
    monkeypatch.setattr(script, "mnist", lambda: (data, data))
    monkeypatch.setattr(script, "curves", lambda: small)
    monkeypatch.setattr(script, "SEEDS", 2)


def test_make_weights_writes_the_same_files_each_time(made_up, tmp_path, capsys):
    contents = []
    for name in ("first", "second"):
        (tmp_path / name).mkdir()
        script.main(["--folder", str(tmp_path / name), "--epochs", "1"])
        contents.append({path.name: path.read_bytes() for path in sorted((tmp_path / name).iterdir())})
    assert contents[0] == contents[1]
    assert list(contents[0]) == ["README.md", "digits.safetensors", "measured.safetensors"]
    card = contents[0]["README.md"].decode()
    for word in ("make weights", "1 epochs", "2 seeds", "400 test images", "**Date:** 20"):
        assert word in card, word
    assert capsys.readouterr().out.count("of MNIST-1D's test curves") == 2 * len(ABLATIONS)
    assert minidl.load(tmp_path / "first" / "measured.safetensors")["ablation"].shape == (9, 2, 2)


def test_without_mnist_it_says_what_to_do(tmp_path, monkeypatch):
    monkeypatch.setattr(pooch, "os_cache", lambda project: tmp_path / "cache")
    monkeypatch.setattr(datasets, "MIRRORS", {"mnist": ()})
    monkeypatch.delenv("MINIDL_DATA", raising=False)
    with pytest.raises(SystemExit, match=r"measures on real MNIST, which is not there.*put the four files"):
        script.main(["--folder", str(tmp_path)])
    assert list(tmp_path.iterdir()) == []
