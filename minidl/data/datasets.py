"""The course's datasets. Each function returns `(train, test)`, two TensorDatasets.

A sample is an input in float32 and its class as an int64 label. `digits` and `mnist1d` need no
network. `mnist` and `fashion_mnist` look for each of their four IDX files, gzipped or not,

1. in the folder of the dataset's name inside the folder that the environment variable MINIDL_DATA
   names, for instance `$MINIDL_DATA/mnist`, or in that folder itself if it has the name: nothing is
   ever changed there. torchvision's `MNIST/raw`, Kaggle's folders and a browser's `(1).gz` will do;
2. in the folder of the dataset's name inside the user's cache, `pooch.os_cache("minidl")`, or in a
   browser beside the notebook, in `data/`;
3. on the mirrors below: what comes is verified in memory and only then put into the cache.

What is found is used or reported as damaged, never skipped, so nobody trains on other data than
the ones they put there. A cache that cannot be written is no error, only slower the next time.
"""

import contextlib
import hashlib
import io
import math
import os
import random
import re
import warnings
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np

from ..files import write_whole
from ..machine import IN_A_BROWSER
from ..tensor import wrap
from .idx import read_idx
from .loader import TensorDataset

MIRRORS = {
    "mnist": (
        "https://ossci-datasets.s3.amazonaws.com/mnist/",
        "https://storage.googleapis.com/cvdf-datasets/mnist/",
    ),
    "fashion_mnist": (
        "https://fashion-mnist.s3.eu-central-1.amazonaws.com/",
        "https://storage.googleapis.com/tensorflow/tf-keras-datasets/",
        "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
    ),
}
FOLDER_NAMES = {
    "mnist": ("mnist", "MNIST"),
    "fashion_mnist": ("fashion_mnist", "FashionMNIST", "fashion-mnist"),
}
SPLITS = {"train": 60_000, "t10k": 10_000}  # the prefix of a file and its number of images
MNIST_MD5 = {  # of the decompressed files: a copy that was compressed anew is as good
    "train-images-idx3-ubyte": "6bbc9ace898e44ae57da46a324031adb",
    "train-labels-idx1-ubyte": "a25bea736e30d166cdddb491f175f624",
    "t10k-images-idx3-ubyte": "2646ac647ad5339dbf082846283269ea",
    "t10k-labels-idx1-ubyte": "27ae3e4e09519cfbb04c329615203637",
}
MNIST1D_SHA256 = "6a4b00801c7afeadda83d575b5a3f1c0114b0db52abe2c9cc7dc76414709e328"


def digits():
    """Return scikit-learn's handwritten digits: images N×1×8×8 in [0, 1], classes 0 to 9.

    1,437 samples to train on, 360 to test, each class in the same proportion in both.
    Source: Alpaydin & Kaynak, Optical Recognition of Handwritten Digits, UCI repository, 1998.
    """
    from sklearn.datasets import load_digits
    from sklearn.model_selection import train_test_split

    images, labels = load_digits(return_X_y=True)
    images = (images / 16).reshape(-1, 1, 8, 8)
    train_images, test_images, train_labels, test_labels = train_test_split(
        images, labels, test_size=360, stratify=labels, random_state=0
    )
    return _dataset(train_images, train_labels), _dataset(test_images, test_labels)


def mnist1d():
    """Return MNIST-1D: signals N×1×40 without unit (mean 0, variance 1), classes 0 to 9.

    4,000 signals to train on, 1,000 to test: ten drawn digits as curves, stretched, shifted, made
    noisy. The package `mnist1d` generates them in some seconds; then they lie in the cache.
    Source: Greydanus & Kobak, Scaling Down Deep Learning with MNIST-1D, ICML 2024.
    """
    path = _cache() / "mnist1d-5000x41-float32"
    content = path.read_bytes() if path.is_file() else b""
    if hashlib.sha256(content).hexdigest() != MNIST1D_SHA256:
        content = _generate_mnist1d()
        if hashlib.sha256(content).hexdigest() == MNIST1D_SHA256:
            _keep(path, content)
        else:
            warnings.warn(
                "mnist1d() expected the package mnist1d to generate the published signals, got "
                "others; results may differ a little. Try `pip install mnist1d==0.0.2.post1`.",
                stacklevel=2,
            )
    table = np.frombuffer(content, "<f4").reshape(5000, 41)
    signals, labels = table[:, None, :40], table[:, 40]
    return _dataset(signals[:4000], labels[:4000]), _dataset(signals[4000:], labels[4000:])


def mnist():
    """Return MNIST: images of handwritten digits N×1×28×28 in [0, 1], classes 0 to 9.

    60,000 samples to train on, 10,000 to test. Raises ValueError for a damaged file and
    ConnectionError if one is missing and cannot be downloaded; both say what to do.
    Source: LeCun, Bottou, Bengio & Haffner, Gradient-Based Learning Applied to Document
    Recognition, Proc. IEEE, 1998.
    """
    return _idx_dataset("mnist", MNIST_MD5)


def fashion_mnist():
    """Return Fashion-MNIST: photos of clothes N×1×28×28 in [0, 1], 6,000 + 1,000 per class.

    Classes: T-shirt/top, Trouser, Pullover, Dress, Coat, Sandal, Shirt, Sneaker, Bag, Ankle boot.
    Sizes and errors are those of `mnist`.
    Source: Xiao, Rasul & Vollgraf, Fashion-MNIST, arXiv:1708.07747, 2017.
    """
    return _idx_dataset("fashion_mnist", {})


def _dataset(inputs, labels):
    """Wrap arrays that the dataset may call its own: contiguous, writable, copied only if not."""
    return TensorDataset(wrap(np.require(inputs, np.float32, "CW")), wrap(np.require(labels, np.int64, "CW")))


def _generate_mnist1d():
    """Return the bytes of a 5000×41 table of float32: in each row 40 positions and the label."""
    states = random.getstate(), np.random.get_state()
    try:  # the package seeds both global generators
        from mnist1d.data import get_dataset_args, make_dataset

        made = make_dataset(get_dataset_args())
    finally:
        random.setstate(states[0])
        np.random.set_state(states[1])
    signals = np.concatenate([made["x"], made["x_test"]])
    labels = np.concatenate([made["y"], made["y_test"]])
    return np.column_stack([signals, labels]).astype("<f4").tobytes()


def _idx_dataset(dataset, checksums):
    parts = []
    for prefix, count in SPLITS.items():
        images = _find(dataset, f"{prefix}-images-idx3-ubyte", (count, 28, 28), checksums)
        labels = _find(dataset, f"{prefix}-labels-idx1-ubyte", (count,), checksums)
        parts.append(_dataset(images[:, None] / np.float32(255), labels))
    return tuple(parts)


def _find(dataset, file, shape, checksums):
    """Return the array in one IDX file, from the first place that has it."""
    folders = _folders(dataset)
    try:
        found = next((path for folder in folders for path in _named(folder, file)), None)
        if found is None:
            return _download(dataset, file, shape, checksums, folders)
        with open(found, "rb") as stream:
            return _verified(stream, file, shape, checksums, found)
    except PermissionError as error:
        raise PermissionError(
            f"{dataset}(): {error.filename} may not be read. Change its permissions, or put a copy elsewhere."
        ) from None
    except ValueError as error:
        raise ValueError(
            f"{dataset}(): {error} Put an intact copy in its place, or remove it to have it downloaded."
        ) from None


def _named(folder, file):
    """The files in `folder` that go by one of the names of an IDX file, the publisher's first.

    train-images-idx3-ubyte, train-images.idx3-ubyte (also as a folder with the file in it), with .gz or
    without, and the copies that a browser numbers: train-images-idx3-ubyte (1).gz.
    """
    pattern = file.replace("-idx", "[-.]idx") + r"( ?\(\d+\))?(\.gz)?( ?\(\d+\))?"
    paths = folder.iterdir() if folder.is_dir() else ()
    paths = [path for path in paths if re.fullmatch(pattern, path.name, re.IGNORECASE)]
    for path in sorted(paths, key=lambda path: (path.name != f"{file}.gz", path.name != file, path.name)):
        yield from _named(path, file) if path.is_dir() else (path,)


def _cache():
    """The user's cache; in a browser a folder beside the notebook, which is what it keeps."""
    if IN_A_BROWSER:
        return Path("data")
    import pooch

    return Path(pooch.os_cache("minidl"))


def _folders(dataset):
    """Return the folders in which a dataset's files may lie, the user's own before the cache."""
    folders = [_cache() / dataset]
    chosen = os.environ.get("MINIDL_DATA")
    if chosen:
        own = Path(chosen).expanduser()
        if not own.is_dir():
            raise FileNotFoundError(
                f"{dataset}() expects a folder in the environment variable MINIDL_DATA, got "
                f"{chosen!r}, which does not exist. Correct it, or unset it to use the cache."
            )
        names = FOLDER_NAMES[dataset]
        inside = [own / name / raw for name in names for raw in ("", "raw")]
        is_it = (own.parent if own.name == "raw" else own).name in names
        folders = [*inside, *([own, own / "raw"] if is_it else []), *folders]
    return folders


def _download(dataset, file, shape, checksums, folders):
    """Return the array in one IDX file from the first mirror that has it intact, and cache it."""
    failures = ["a page does not let Python fetch files"] * IN_A_BROWSER
    for mirror in () if IN_A_BROWSER else MIRRORS[dataset]:
        import pooch

        fetch = pooch.HTTPDownloader(progressbar=True, chunk_size=2**16, timeout=20)
        content = _LimitedBytes(2 * math.prod(shape) + 1000)
        try:
            fetch(f"{mirror}{file}.gz", content, None)
            content.seek(0)
            array = _verified(content, file, shape, checksums, "the file")
        except (OSError, ValueError) as error:  # OSError: everything that the network can do
            reason = str(error) if type(error) is ValueError else type(error).__name__
            failures.append(f"{urlsplit(mirror).netloc}: {reason.rstrip('.')}")
            continue
        _keep(folders[-1] / f"{file}.gz", content.getvalue())
        return array
    names = [f"{prefix}-{kind}-ubyte.gz" for prefix in SPLITS for kind in ("images-idx3", "labels-idx1")]
    there = sorted({path.name for folder in folders if folder.is_dir() for path in folder.iterdir()})
    raise ConnectionError(
        f"{dataset}() needs {file}.gz and could not download it ({'; '.join(failures)}). Without a network "
        f"put the four files {', '.join(names)}, packed or unpacked, into the folder {folders[0]}. "
        f"There is now: {', '.join(there[:20]) or 'nothing'}."
    )


class _LimitedBytes(io.BytesIO):
    """A file in memory that refuses to grow beyond its limit, whatever a server sends."""

    def __init__(self, limit):
        super().__init__()
        self.limit = limit

    def write(self, chunk):
        if self.tell() + len(chunk) > self.limit:
            raise ValueError(f"the file is larger than {self.limit:,} bytes")
        return super().write(chunk)


def _verified(stream, file, shape, checksums, name):
    """Return the array in an IDX file after all checks; ValueError tells which one failed."""
    array = read_idx(stream, shape, name, checksums.get(file))
    if array.ndim == 1:
        counts = np.bincount(array, minlength=10)
        if len(counts) > 10:
            raise ValueError(f"{name} holds labels up to {array.max()} instead of 0 to 9.")
        if file not in checksums and np.ptp(counts) > 0:
            raise ValueError(
                f"{name} holds {counts.tolist()} labels of the classes 0 to 9 instead of "
                f"{len(array) // 10:,} of each."
            )
    return array


def _keep(path, content):
    """Write a file at once or not at all; do without it where writing is not possible."""
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, content)
