import gzip
import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import minidl
from minidl.data import datasets, digits, fashion_mnist, mnist, mnist1d
from minidl.tensor import Tensor

FOLDER = os.environ.get("MINIDL_DATA", "")


def needs(name):
    reason = f"set MINIDL_DATA to a folder with {name} to run this test"
    return pytest.mark.skipif(not FOLDER or not Path(FOLDER, name).exists(), reason=reason)


def arrays(dataset):
    assert all(isinstance(tensor, Tensor) for tensor in dataset.tensors)
    inputs, labels = (tensor.data.numpy() for tensor in dataset.tensors)
    assert (inputs.dtype, labels.dtype) == (np.float32, np.int64)
    assert inputs.flags.c_contiguous
    assert inputs.flags.writeable
    return inputs, labels


def snapshot(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


# --- digits ---------------------------------------------------------------------------------------


def test_digits_are_all_of_scikit_learns_each_once():
    from sklearn.datasets import load_digits

    (train_images, train_labels), (test_images, test_labels) = map(arrays, digits())
    assert (train_images.shape, test_images.shape) == ((1437, 1, 8, 8), (360, 1, 8, 8))
    images = np.concatenate([train_images, test_images])
    assert (images.min(), images.max()) == (0, 1)
    rows = np.column_stack([images.reshape(1797, 64) * 16, [*train_labels, *test_labels]])
    source = load_digits()
    expected = np.column_stack([source.data, source.target])
    assert sorted(map(tuple, rows)) == sorted(map(tuple, expected))


def test_digits_split_is_stratified_and_always_the_same():
    np.random.seed(3)
    before = np.random.get_state()[1].copy()
    (_, train_labels), (_, test_labels) = map(arrays, digits())
    assert np.array_equal(np.random.get_state()[1], before)
    assert (
        abs(
            np.bincount(train_labels.astype(np.intp)) / 1437 - np.bincount(test_labels.astype(np.intp)) / 360
        ).max()
        < 0.005
    )
    assert test_labels[:10].tolist() == [7, 6, 3, 7, 7, 3, 2, 8, 9, 3]


# --- MNIST-1D -------------------------------------------------------------------------------------

PROBE = """
import json, random, sys
import minidl.data
heavy = [name for name in ("sklearn", "scipy", "pooch", "matplotlib", "requests", "mnist1d")
         if name in sys.modules]
import matplotlib, numpy
matplotlib.use("svg")
settings = dict(matplotlib.rcParams)
random.seed(1), numpy.random.seed(2)
states = random.getstate(), repr(numpy.random.get_state())
content = minidl.data.datasets._generate_mnist1d()
open(sys.argv[1], "wb").write(content)
print(json.dumps({
    "heavy": heavy,
    "states": states == (random.getstate(), repr(numpy.random.get_state())),
    "matplotlib": settings == dict(matplotlib.rcParams) and matplotlib.get_backend() == "svg",
}))
"""


@pytest.fixture(scope="module")
def generated(tmp_path_factory):
    """MNIST-1D, generated once in a fresh Python: (the bytes, what this changed there)."""
    path = tmp_path_factory.mktemp("mnist1d") / "table"
    search = [str(Path(minidl.__file__).parents[1]), os.environ.get("PYTHONPATH", "")]
    run = subprocess.run(
        [sys.executable, "-c", PROBE, str(path)],
        capture_output=True,
        check=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(search)},
    )
    return path.read_bytes(), json.loads(run.stdout)


def test_importing_the_data_package_imports_nothing_else(generated):
    assert generated[1]["heavy"] == []


def test_generating_mnist1d_leaves_no_trace(generated):
    assert generated[1]["states"], "the global random generators were changed"
    assert generated[1]["matplotlib"], "matplotlib's settings were changed"


def test_mnist1d_is_the_published_set(generated):
    assert hashlib.sha256(generated[0]).hexdigest() == datasets.MNIST1D_SHA256


@needs("mnist1d.npz")
def test_mnist1d_equals_the_published_arrays(generated, cache, monkeypatch):
    monkeypatch.setattr(datasets, "_generate_mnist1d", lambda: generated[0])
    published = np.load(Path(FOLDER, "mnist1d.npz"), allow_pickle=False)
    for dataset, ending in zip(mnist1d(), ("", "_test"), strict=True):
        signals, labels = arrays(dataset)
        assert np.array_equal(signals[:, 0], published[f"x{ending}"].astype(np.float32))
        assert np.array_equal(labels, published[f"y{ending}"])


def test_mnist1d_is_generated_once_and_then_read_from_the_cache(generated, cache, monkeypatch):
    calls = []
    monkeypatch.setattr(datasets, "_generate_mnist1d", lambda: calls.append(1) or generated[0])
    for _ in range(2):
        train, test = map(arrays, mnist1d())
        assert (train[0].shape, test[0].shape) == ((4000, 1, 40), (1000, 1, 40))
        assert train[1][:5].tolist() == [2, 6, 4, 5, 6]
        assert len(calls) == 1
    (stored,) = snapshot(cache)
    stored.write_bytes(generated[0][:-1] + b"?")  # damaged: as good as absent
    mnist1d()
    assert len(calls) == 2
    assert stored.read_bytes() == generated[0]


def test_mnist1d_does_without_a_cache(generated, cache, monkeypatch):
    cache.write_text("a file where the cache folder should be")
    monkeypatch.setattr(datasets, "_generate_mnist1d", lambda: generated[0])
    assert arrays(mnist1d()[1])[0].shape == (1000, 1, 40)


def test_mnist1d_warns_of_signals_other_than_the_published_and_does_not_keep_them(
    generated, cache, monkeypatch
):
    other = bytes(4) + generated[0][4:]
    monkeypatch.setattr(datasets, "_generate_mnist1d", lambda: other)
    with pytest.warns(UserWarning, match="published signals"):
        train, _ = mnist1d()
    assert arrays(train)[0][0, 0, 0] == 0
    assert not snapshot(cache)


# --- MNIST and Fashion-MNIST ----------------------------------------------------------------------


def assert_same(pair, tiny):
    for dataset, prefix in zip(pair, ("train", "t10k"), strict=True):
        images, labels = arrays(dataset)
        pixels = tiny[f"{prefix}-images-idx3-ubyte"]
        assert np.array_equal(images, (pixels[:, None] / 255).astype(np.float32))
        assert np.array_equal(labels, tiny[f"{prefix}-labels-idx1-ubyte"])


@pytest.mark.parametrize("is_gzip", [True, False])
def test_reads_the_folder_named_by_the_environment(is_gzip, cache, tiny, write, monkeypatch):
    own = cache.parent / "own"
    write(own / "fashion_mnist", tiny, is_gzip)
    write(cache / "fashion_mnist", {name: np.zeros(1) for name in tiny})  # must not be looked at
    monkeypatch.setenv("MINIDL_DATA", str(own))
    assert_same(fashion_mnist(), tiny)


def test_reads_the_cache_file_by_file(cache, tiny, write, monkeypatch):
    first, *others = tiny
    write(cache.parent / "own" / "fashion_mnist", {first: tiny[first]})
    write(cache / "fashion_mnist", {name: tiny[name] for name in others})
    monkeypatch.setenv("MINIDL_DATA", str(cache.parent / "own"))
    assert_same(fashion_mnist(), tiny)


OTHER_NAMES = {
    "torchvision's folder": "FashionMNIST/raw/{0}",
    "Kaggle's name": "fashion_mnist/{1}",
    "Kaggle's folder": "fashion_mnist/{1}/{1}",
    "Kaggle's folder with the publisher's name": "fashion_mnist/{1}/{0}",
    "a browser's second copy": "fashion-mnist/{0} (1).gz",
    "a browser's second copy, packed names last": "fashion_mnist/{0}.gz (2)",
}


@pytest.mark.parametrize("pattern", OTHER_NAMES.values(), ids=OTHER_NAMES)
def test_finds_the_files_by_their_other_names(pattern, cache, tiny, monkeypatch):
    for name, array in tiny.items():
        path = cache.parent / "own" / pattern.format(name, name.replace("-idx", ".idx"))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(gzip.compress(content(array)) if ".gz" in pattern else content(array))
    monkeypatch.setenv("MINIDL_DATA", str(cache.parent / "own"))
    assert_same(fashion_mnist(), tiny)


@pytest.mark.parametrize("own", ["fashion_mnist", "FashionMNIST/raw", "FashionMNIST"])
def test_the_environment_may_name_the_datasets_own_folder(own, cache, tiny, write, monkeypatch):
    write(cache.parent / own / ("raw" if own == "FashionMNIST" else ""), tiny)
    monkeypatch.setenv("MINIDL_DATA", str(cache.parent / own))
    assert_same(fashion_mnist(), tiny)


def test_the_publishers_name_comes_first(cache, tiny, write):
    for name in tiny:
        (cache / "fashion_mnist").mkdir(parents=True, exist_ok=True)
        (cache / "fashion_mnist" / f"{name} (1).gz").write_bytes(b"half a download")
    write(cache / "fashion_mnist", tiny)
    assert_same(fashion_mnist(), tiny)


def test_what_lies_in_the_folder_is_listed(cache, tiny, write, monkeypatch):
    write(cache.parent / "own" / "mnist", {"training-images": np.zeros(1), "notes": np.zeros(1)})
    monkeypatch.setenv("MINIDL_DATA", str(cache.parent / "own"))
    with pytest.raises(ConnectionError, match=r"packed or unpacked.*: notes\.gz, training-images\.gz\.$"):
        mnist()


def test_a_file_that_may_not_be_read_is_named(cache, tiny, write, monkeypatch):
    write(cache / "fashion_mnist", tiny)

    def refuse(path, mode):
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(datasets, "open", refuse, raising=False)
    with pytest.raises(PermissionError, match=r"^fashion_mnist\(\): .*ubyte\.gz may not be read\. Change"):
        fashion_mnist()


def test_each_dataset_has_a_folder_of_its_own(cache, tiny, write, monkeypatch):
    write(cache.parent, tiny)
    write(cache.parent / "mnist", tiny)
    monkeypatch.setenv("MINIDL_DATA", str(cache.parent))
    with pytest.raises(ConnectionError, match="fashion_mnist"):
        fashion_mnist()


def test_a_damaged_file_is_named_and_left_alone(cache, tiny, write, monkeypatch):
    own = cache.parent / "own"
    write(own / "fashion_mnist", tiny)
    write(cache / "fashion_mnist", tiny)
    bad = own / "fashion_mnist" / "t10k-images-idx3-ubyte.gz"
    bad.write_bytes(bad.read_bytes()[:-20])
    before = snapshot(cache.parent)
    monkeypatch.setenv("MINIDL_DATA", str(own))
    with pytest.raises(ValueError, match=rf"^fashion_mnist\(\): {bad} is truncated.* Put an intact"):
        fashion_mnist()
    assert snapshot(cache.parent) == before


@pytest.mark.parametrize(
    "labels, words",
    [
        (np.arange(10) * 2, "labels up to 18 instead of 0 to 9"),
        ([0, 0, 2, 3, 4, 5, 6, 7, 8, 9], r"\[2, 0, 1, .* instead of 1 of each"),
        ([0, 1, 2, 3, 4, 5, 6, 7, 8, 8], r", 1, 2, 0\] labels"),
    ],
)
def test_labels_are_checked(labels, words, cache, tiny, write):
    write(cache / "fashion_mnist", tiny | {"t10k-labels-idx1-ubyte": np.array(labels)})
    with pytest.raises(ValueError, match=f"t10k-labels-idx1-ubyte.gz holds .*{words}"):
        fashion_mnist()


@pytest.mark.parametrize("bad", range(4))
def test_mnist_takes_nothing_but_the_published_files(bad, cache, tiny, write, monkeypatch):
    checksums = {name: hashlib.md5(content(array)).hexdigest() for name, array in tiny.items()}
    monkeypatch.setattr(datasets, "MNIST_MD5", checksums)
    write(cache / "mnist", tiny)
    assert_same(mnist(), tiny)
    name = list(tiny)[bad]
    write(cache / "mnist", {name: np.flip(tiny[name], 0)})
    with pytest.raises(ValueError, match=f"{name}.gz differs from the published file"):
        mnist()


def content(array):
    header = bytes([0, 0, 8, array.ndim])
    header += b"".join(size.to_bytes(4, "big") for size in array.shape)
    return header + array.astype(np.uint8).tobytes()


def test_a_folder_that_does_not_exist_is_reported(cache, monkeypatch):
    monkeypatch.setenv("MINIDL_DATA", str(cache.parent / "mistyped"))
    with pytest.raises(FileNotFoundError, match=r"mnist\(\) expects .* MINIDL_DATA, got .*mistyped"):
        mnist()


@needs("mnist")
def test_the_real_mnist():
    (train_images, train_labels), (test_images, test_labels) = map(arrays, mnist())
    assert (train_images.shape, test_images.shape) == ((60000, 1, 28, 28), (10000, 1, 28, 28))
    assert train_labels[:10].tolist() == [5, 0, 4, 1, 9, 2, 1, 3, 1, 4]
    assert test_labels[:5].tolist() == [7, 2, 1, 0, 4]
    assert train_images.mean(dtype=np.float64) == pytest.approx(0.1306604, abs=1e-6)
    assert train_images.std(dtype=np.float64) == pytest.approx(0.3081078, abs=1e-6)


@needs("mnist")
def test_mnist_compressed_anew_is_mnist_and_mnist_changed_is_not(cache, monkeypatch):
    copy = cache / "mnist"
    copy.mkdir(parents=True)
    for path in Path(FOLDER, "mnist").iterdir():
        (copy / path.name).symlink_to(path)
    labels = copy / "t10k-labels-idx1-ubyte.gz"
    raw = gzip.decompress(labels.read_bytes())
    labels.unlink()
    labels.write_bytes(gzip.compress(raw, 1))
    mnist()
    labels.write_bytes(gzip.compress(raw[:8] + raw[:7:-1]))  # the labels in reverse order
    with pytest.raises(ValueError, match=r"t10k-labels-idx1-ubyte\.gz differs from the published"):
        mnist()
