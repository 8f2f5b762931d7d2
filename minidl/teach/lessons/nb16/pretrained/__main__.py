"""Train the networks of this folder on real MNIST, measure what notebook 16 quotes, and write their card.

    MINIDL_DATA=... make weights

Adam with learning rate 0.002, batches of 128, 8 epochs, inputs / 255; then MNIST-1D with more and more
positions shuffled, three seeds each: some minutes on one CPU thread.
"""

import argparse
import datetime
import platform
import sys
import time
from pathlib import Path

import numpy as np

import minidl
from minidl import nn, optim
from minidl.data import DataLoader, mnist

from ..exercises import accuracy, train_step
from ..trainings import RECIPES_1D, curves, fit, rival_1d
from . import FOLDER, NETWORKS, lecture_network

EPOCHS, BATCH, RATE, SEED = 8, 128, 0.002, 0
SHIFTS = range(-8, 9)
SHUFFLED, SEEDS = range(0, 41, 4), range(3)


def train(model, images: DataLoader, epochs: int) -> None:
    """The loop of notebook 16."""
    optimizer, loss_function = optim.Adam(model.parameters(), lr=RATE), nn.CrossEntropyLoss()
    for _ in range(epochs):
        for batch in images:
            train_step(model, loss_function, optimizer, *batch)


def shifted(dataset, columns: int) -> minidl.data.TensorDataset:
    """All images moved to the right; what leaves the frame is lost."""
    images, labels = dataset.tensors
    pixels = np.roll(images.numpy(), columns, axis=3)
    pixels[..., slice(columns) if columns > 0 else slice(columns, None) if columns else slice(0)] = 0
    return minidl.data.TensorDataset(minidl.from_numpy(pixels), labels)


def shuffled_shares(count: int) -> np.ndarray:
    """How well (CNN, MLP) read MNIST-1D with shuffled positions: (training, test), mean of all seeds."""
    sets = curves(count)
    return np.mean(
        [
            [
                [accuracy(model, *data.tensors) for data in sets]
                for name, recipe in RECIPES_1D.items()
                for model in [fit(rival_1d(name, seed), sets[0], recipe, seed=seed)]
            ]
            for seed in SEEDS
        ],
        axis=0,
    )


@minidl.no_grad()
def probabilities(model, dataset) -> np.ndarray:
    """What the model says to each image: (N, 10)."""
    batches = DataLoader(dataset, batch_size=500)
    return np.concatenate([nn.functional.softmax(model(inputs), dim=1).numpy() for inputs, _ in batches])


def choose_samples(said: dict[str, np.ndarray], labels: np.ndarray) -> list[int]:
    """The first test images that show what `sample_digits` promises; as sure answers as there are."""
    right = {name: p.argmax(1) == labels for name, p in said.items()}
    sure = {name: p.max(1) for name, p in said.items()}
    both = right["ReLU"] & right["linear"]
    certain = np.minimum(sure["ReLU"], sure["linear"])
    wishes = [(both & (labels == digit), certain, 0.9) for digit in range(10)]
    wishes.append((right["ReLU"] & ~right["linear"], certain, 0.8))
    wishes.append((~right["ReLU"] & ~right["linear"], certain, 0.6))
    return [_first(*wish) for wish in wishes]


def _first(fits, certain, enough):
    """The first that fits and is certain enough, else the most certain that fits, else the first of all."""
    good = np.flatnonzero(fits & (certain > enough))
    return int(good[0] if len(good) else np.where(fits, certain, 0).argmax())


def card(accuracies: dict, chosen: list[int], numbers: dict, sizes: tuple[int, int], epochs: int) -> str:
    """README.md: what lies in this folder, and where it comes from; card.txt with its gaps filled."""
    line = lambda first, shares: f"| {first} | " + " | ".join(f"{100 * share:.1f}" for share in shares) + " |"
    rows = [f"| `{NETWORKS.get(name, '–')}` | {name} | {value:.4f} |" for name, value in accuracies.items()]
    shifts = [line(f"{n:+}", shares) for n, shares in zip(numbers["shifts"], numbers["shifted"].T)]
    shuffles = [line(n, shares.ravel()) for n, shares in zip(numbers["counts"], numbers["shuffled"])]
    tables = {"rows": rows, "shifts": shifts, "shuffles": shuffles}
    return (FOLDER / "card.txt").read_text(encoding="utf-8").format(
        **{name: "\n".join(table) for name, table in tables.items()},
        names=" | ".join(accuracies), dashes="---|" * len(accuracies), chosen=", ".join(map(str, chosen)),
        trains=sizes[0], tests=sizes[1], epochs=epochs, rate=RATE, batch=BATCH, seed=SEED, seeds=len(SEEDS),
        date=datetime.date.today(),
        versions=f"minidl on NumPy {np.__version__}, Python {platform.python_version()}",
    )  # fmt: skip


def measured(models: dict, test_set) -> dict[str, np.ndarray]:
    """Shares read right: of MNIST's shifted test images, and of MNIST-1D with shuffled positions."""
    labels = test_set.tensors[1].numpy()
    reads = lambda model, images: (probabilities(model, images).argmax(1) == labels).mean()
    moved = {shift: shifted(test_set, shift) for shift in SHIFTS}
    return {
        "shifts": np.array(SHIFTS),
        "shifted": np.array([[reads(model, moved[shift]) for shift in SHIFTS] for model in models.values()]),
        "counts": np.array(SHUFFLED),
        "shuffled": np.array([shuffled_shares(count) for count in SHUFFLED]),
    }


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="make weights", description=__doc__.splitlines()[0])
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where to write, else where they lie")
    parser.add_argument("--epochs", type=int, default=EPOCHS)
    options = parser.parse_args(arguments)
    try:
        train_set, test_set = mnist()
    except (OSError, ValueError) as problem:
        sys.exit(f"make weights trains on real MNIST, which is not there. {problem}")
    labels = test_set.tensors[1].numpy()
    models, said, accuracies = {}, {}, {}
    for name in [*NETWORKS, "plain"]:
        started = time.perf_counter()
        minidl.manual_seed(SEED)
        plain = nn.Sequential(nn.Flatten(), nn.Linear(784, 10))
        minidl.manual_seed(SEED)
        model = models[name] = plain if name == "plain" else lecture_network(relu=name == "ReLU")
        train(model, DataLoader(train_set, batch_size=BATCH, shuffle=True), options.epochs)
        said[name] = probabilities(model, test_set)
        accuracies[name] = (said[name].argmax(1) == labels).mean()
        if name in NETWORKS:
            minidl.save(model.state_dict(), options.folder / NETWORKS[name])
        seconds = time.perf_counter() - started
        print(f"{name:6}  accuracy on MNIST {accuracies[name]:.4f}  {seconds:4.0f} s", flush=True)
    chosen = choose_samples(said, labels)
    images = np.rint(255 * test_set.tensors[0].numpy()[chosen, 0]).astype(np.uint8)
    samples = {"images": images, "labels": labels[chosen]}
    minidl.save(samples, options.folder / "mnist-samples.safetensors")
    numbers = measured(models, test_set)
    minidl.save(numbers, options.folder / "measured.safetensors")
    text = card(accuracies, chosen, numbers, (len(train_set), len(test_set)), options.epochs)
    (options.folder / "README.md").write_text(text, encoding="utf-8")
    print(f"Stored in {options.folder.name}/, with their card, README.md.")


if __name__ == "__main__":
    main()
