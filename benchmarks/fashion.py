"""Fashion-MNIST as in lecture S0: a CNN and an MLP, their four scores and diagonals beside the lecture's.

    MINIDL_DATA=... python -m benchmarks.fashion [--epochs 10] [--seed 0]

The lecture prints the scores, not the networks. Here the CNN is its LeNet (S2, 1,256,080 parameters), the MLP
has one hidden layer of 128 units; Adam 1e-3, batches of 128, inputs / 255. Needs scikit-learn, and the four
IDX files of Fashion-MNIST in $MINIDL_DATA/fashion_mnist, in the cache, or a network to fetch them.
"""

import argparse
import sys
import time

import numpy as np
from sklearn.metrics import (
    accuracy_score,
    cohen_kappa_score,
    confusion_matrix,
    log_loss,
    matthews_corrcoef,
)

import minidl
from minidl import nn, optim
from minidl.data import DataLoader, fashion_mnist

from .workloads import lenet

CLASSES = (
    "T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot",
)  # fmt: skip
SCORES = ("accuracy", "Cohen's kappa", "MCC", "cross-entropy")
LECTURE = {"CNN": (0.915, 0.906, 0.906, 0.227), "MLP": (0.880, 0.868, 0.869, 0.324)}
LECTURE_DIAGONALS = {
    "CNN": (0.83, 0.99, 0.85, 0.93, 0.86, 0.98, 0.78, 0.97, 0.99, 0.96),
    "MLP": (0.84, 0.98, 0.80, 0.91, 0.80, 0.97, 0.68, 0.94, 0.98, 0.92),
}


def mlp(nn):
    return nn.Sequential(nn.Flatten(), nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 10))


NETWORKS = {"CNN": lenet, "MLP": mlp}


def train(model, dataset, epochs: int, name: str) -> None:
    optimizer = optim.Adam(model.parameters(), lr=1e-3)
    loss_function = nn.CrossEntropyLoss()
    started = time.perf_counter()
    for epoch in range(1, epochs + 1):
        losses = []
        for images, labels in DataLoader(dataset, batch_size=128, shuffle=True):
            optimizer.zero_grad()
            loss = loss_function(model(images), labels)
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
        seconds = time.perf_counter() - started
        print(f"{name}  epoch {epoch:2}  loss {np.mean(losses):.3f}  {seconds:5.0f} s", flush=True)


@minidl.no_grad()
def probabilities(model, dataset) -> np.ndarray:
    batches = DataLoader(dataset, batch_size=500)
    return np.concatenate([nn.functional.softmax(model(images), dim=1).numpy() for images, _ in batches])


def scores(labels, p) -> tuple[float, ...]:
    """Accuracy, Cohen's kappa, Matthews' correlation, cross-entropy."""
    answers, p = p.argmax(1), p.astype(float)
    return (
        accuracy_score(labels, answers),
        cohen_kappa_score(labels, answers),
        matthews_corrcoef(labels, answers),
        log_loss(labels, p / p.sum(1, keepdims=True), labels=range(10)),
    )


def report(labels, said: dict[str, np.ndarray]) -> str:
    """The lecture's table, and the diagonals of the confusion matrices, each beside ours."""
    found = {name: scores(labels, p) for name, p in said.items()}
    diagonals = {
        name: confusion_matrix(labels, p.argmax(1), labels=range(10), normalize="true").diagonal()
        for name, p in said.items()
    }
    head = "".join(f"{name:>8}{'lecture':>9}" for name in said)
    lines = [f"Fashion-MNIST, {len(labels):,} test images", "", f"{'score':15}{head}"]
    for number, score in enumerate(SCORES):
        cells = "".join(f"{found[name][number]:8.3f}{LECTURE[name][number]:9.3f}" for name in said)
        lines.append(f"{score:15}{cells}")
    lines += ["", f"{'found of class':15}{head}"]
    for number, kind in enumerate(CLASSES):
        cells = "".join(f"{diagonals[n][number]:8.2f}{LECTURE_DIAGONALS[n][number]:9.2f}" for n in said)
        lines.append(f"{kind:15}{cells}")
    return "\n".join(lines)


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="benchmarks.fashion", description=__doc__.splitlines()[0])
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args(arguments)
    try:
        train_set, test_set = fashion_mnist()
    except (OSError, ValueError) as problem:
        sys.exit(f"benchmarks.fashion needs Fashion-MNIST, which is not there. {problem}")
    said = {}
    for name, make in NETWORKS.items():
        minidl.manual_seed(options.seed)
        model = make(nn)
        train(model, train_set, options.epochs, name)
        said[name] = probabilities(model, test_set)
    print(f"\n{report(test_set.tensors[1].numpy(), said)}")


if __name__ == "__main__":
    main()
