"""The map's autoencoder: its error on real MNIST where it is, its card, and the script that trains it."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pooch
import pytest

import minidl
from minidl.data import TensorDataset, datasets, mnist
from minidl.teach.lessons.nb18 import pretrained
from minidl.teach.lessons.nb18.pretrained import __main__ as training
from minidl.teach.lessons.nb18.pretrained import digit_autoencoder, map_points, stored_layers

ROOT = Path(__file__).parents[4]
DATA = os.environ.get("MINIDL_DATA", "")
needs_mnist = pytest.mark.skipif(
    not DATA or not Path(DATA, "mnist").exists(),
    reason="set MINIDL_DATA to a folder with mnist to run this test",
)
CARD = (pretrained.FOLDER / "README.md").read_text(encoding="utf-8")


def promised(name):
    """The error on the card."""
    return float(re.search(rf"\| {name} \| ([\d.]+) \|", CARD).group(1))


def test_the_card_says_what_the_lesson_says():
    text = (ROOT / "notebooks" / "18-autoencoders.ipynb").read_text(encoding="utf-8")
    assert "On MNIST's test images 0.037; PCA 0.056." in text
    assert round(promised("autoencoder"), 3) == 0.037 and round(promised("PCA"), 3) == 0.056
    assert promised("autoencoder") < promised("PCA") < promised("mean picture")


@needs_mnist
def test_the_errors_are_those_of_the_card():
    (train, _), (test, _) = (part.tensors for part in mnist())
    pixels = [part.flatten(1).numpy() for part in (train, test)]
    halves = {half: pretrained.filled(half) for half in pretrained.SIZES}
    for name, error in training.errors(halves, *pixels).items():
        assert error == pytest.approx(promised(name), abs=6e-5), name


@needs_mnist
def test_the_points_are_the_first_training_digits():
    images, labels = mnist()[0].tensors
    encoder, _ = digit_autoencoder()
    for digit in range(10):
        first = np.flatnonzero(labels.numpy() == digit)[:100]
        with minidl.no_grad():
            codes = encoder(images[minidl.tensor(first)]).numpy()
        assert np.abs(100 * codes - map_points()[digit]).max() < 0.51


def test_shapes_and_sizes():
    encoder, decoder = digit_autoencoder()
    with minidl.no_grad():
        codes = encoder(minidl.zeros(3, 1, 28, 28))
        drawn = decoder(codes)
    assert codes.shape == (3, 2) and drawn.shape == (3, 1, 28, 28)
    assert 0 <= drawn.min().item() <= drawn.max().item() <= 1
    for file in pretrained.FOLDER.glob("*.safetensors"):
        assert file.stat().st_size < 200_000 and f"`{file.name}`" in CARD
    for half in pretrained.SIZES:
        for weight, scale, bias in stored_layers(half):
            assert weight.dtype == np.int8 and scale.shape == bias.shape == weight.shape[:1]


@pytest.fixture
def made_up(monkeypatch):
    """1,500 and 60 images that can be told apart: of class c, row 2c + 3 is bright."""

    def dataset(count):
        labels = np.arange(count) % 10
        images = np.random.default_rng(0).random((count, 1, 28, 28), np.float32) / 10
        images[np.arange(count), 0, 2 * labels + 3] = 1
        return TensorDataset(minidl.from_numpy(images), minidl.from_numpy(labels))

    monkeypatch.setattr(training, "mnist", lambda: (dataset(1500), dataset(60)))


def test_make_weights_writes_the_same_files_each_time(made_up, tmp_path, capsys):
    contents = []
    for name in ("first", "second"):
        (tmp_path / name).mkdir()
        training.main(["--folder", str(tmp_path / name), "--epochs", "1"])
        contents.append({path.name: path.read_bytes() for path in sorted((tmp_path / name).iterdir())})
    assert contents[0] == contents[1]
    assert list(contents[0]) == [
        "README.md", "mnist-decoder.safetensors", "mnist-encoder.safetensors", "mnist-map.safetensors",
    ]  # fmt: skip
    card = contents[0]["README.md"].decode()
    for word in (
        "make weights",
        "seed(0)",
        "1 epochs",
        "1,500 training images",
        "60 test images",
        "**Date:** 20",
    ):
        assert word in card, word
    assert capsys.readouterr().out.count("Test error") == 2


def test_the_batch_norm_becomes_a_part_of_the_last_layer(made_up, capsys):
    pixels = training.mnist()[0].tensors[0].flatten(1).numpy()
    codes = training.codes_of(training.train(pixels, 3)["encoder"], pixels)
    assert np.abs(codes.mean(axis=0)).max() < 0.5 and (np.abs(codes.std(axis=0) - 1) < 0.5).all()


def test_without_mnist_it_says_what_to_do(tmp_path, monkeypatch):
    monkeypatch.setattr(pooch, "os_cache", lambda project: tmp_path / "cache")
    monkeypatch.setattr(datasets, "MIRRORS", {"mnist": ()})
    monkeypatch.delenv("MINIDL_DATA", raising=False)
    with pytest.raises(SystemExit, match=r"trains on real MNIST, which is not there.*put the four files"):
        training.main(["--folder", str(tmp_path)])
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(shutil.which("make") is None, reason="needs make")
def test_make_weights_trains_every_lesson_that_has_weights(tmp_path):
    shutil.copy(ROOT / "Makefile", tmp_path)
    for number in ("16", "18"):
        (tmp_path / "minidl" / "teach" / "lessons" / f"nb{number}" / "pretrained").mkdir(parents=True)
    names = ("MAKEFLAGS", "MFLAGS", "MAKELEVEL", "MAKEOVERRIDES", "PYTHON", "ARGS")
    env = {name: value for name, value in os.environ.items() if name not in names}
    command = ["make", "-o", "for-course", "weights", "ARGS=--epochs 1"]
    run = lambda python: subprocess.run(
        [*command, f"PY={python}"], cwd=tmp_path, env=env, capture_output=True, text=True
    )
    lines = run("echo").stdout.splitlines()
    assert lines == [f"-m minidl.teach.lessons.nb{n}.pretrained --epochs 1" for n in ("16", "18")]
    assert run("false").returncode != 0  # one that fails is not passed over
