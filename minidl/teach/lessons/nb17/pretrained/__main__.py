"""Measure what notebook 17 quotes, choose its 200 digits, and write their card.

    MINIDL_DATA=... make weights

AlexNet in small with layers taken out, nine networks with twelve seeds each, trained on MNIST-1D: some
minutes on one CPU thread. The network of notebook 16 on real MNIST, with Gabor filters in its first layer.
"""

import argparse
import datetime
import platform
import sys
from pathlib import Path

import numpy as np

import minidl
from minidl.data import mnist

from ...nb16.exercises import accuracy
from ...nb16.trainings import curves, fit
from ..ablation import ABLATIONS, RECIPE, small_alexnet
from ..gabor import by_formula, learned_filters, share_read
from . import FOLDER

SEEDS, EACH = 12, 20


def ablation(epochs: int) -> np.ndarray:
    """Accuracy of each network: (networks, seeds, training and test)."""
    sets, found, recipe = curves(), [], (epochs, RECIPE["learning_rate"], RECIPE["batch_size"])
    for without in ABLATIONS:
        networks = [fit(small_alexnet(without, seed), sets[0], recipe, seed=seed) for seed in range(SEEDS)]
        found.append([[accuracy(network, *data.tensors) for data in sets] for network in networks])
        percent = 100 * np.mean(found[-1], axis=0)[1]
        print(f"without {without or 'nothing'}: {percent:.1f} % of MNIST-1D's test curves", flush=True)
    return np.array(found)


def card(numbers: dict, last: int, tests: int, epochs: int) -> str:
    """README.md: what lies in this folder, and where it comes from; card.txt with its gaps filled."""
    shares = zip(ABLATIONS, 100 * numbers["ablation"].mean(axis=1))
    rows = [f"| {list(without) or 'none'} | {train:.1f} | {test:.1f} |" for without, (train, test) in shares]
    gaps = {"rows": "\n".join(rows), "last": last, "tests": tests, "epochs": epochs, "seeds": SEEDS}
    gaps |= {"gabor": numbers["gabor"], "date": datetime.date.today()}
    gaps["versions"] = f"minidl on NumPy {np.__version__}, Python {platform.python_version()}"
    return (FOLDER / "card.txt").read_text(encoding="utf-8").format(**RECIPE | gaps)


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="make weights", description=__doc__.splitlines()[0])
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where to write, else where they lie")
    parser.add_argument("--epochs", type=int, default=RECIPE["epochs"])
    options = parser.parse_args(arguments)
    try:
        images, labels = (tensor.numpy() for tensor in mnist()[1].tensors)
    except (OSError, ValueError) as problem:
        sys.exit(f"make weights measures on real MNIST, which is not there. {problem}")
    images = images[:, 0]
    which = np.sort(np.concatenate([np.flatnonzero(labels == digit)[:EACH] for digit in range(10)]))
    digits = {"images": np.rint(255 * images[which]).astype(np.uint8), "labels": labels[which]}
    gabor = [share_read(filters, images, labels) for filters in (learned_filters(), by_formula())]
    numbers = {"ablation": ablation(options.epochs), "gabor": np.array(gabor)}
    minidl.save(digits, options.folder / "digits.safetensors")
    minidl.save(numbers, options.folder / "measured.safetensors")
    text = card(numbers, which[-1], len(images), options.epochs)
    (options.folder / "README.md").write_text(text, encoding="utf-8")
    print(f"Stored in {options.folder.name}/, with their card, README.md.")


if __name__ == "__main__":
    main()
