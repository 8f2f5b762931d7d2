"""The networks that notebook 16 trains, their data, and the loop around a training step."""

import math

import numpy as np

from .... import manual_seed, no_grad, optim
from ....data import DataLoader, TensorDataset, digits, mnist1d
from ....nn import Conv1d, Conv2d, CrossEntropyLoss, Flatten, Linear, MaxPool2d, ReLU, Sequential
from ...kit.live import LiveCurve
from .exercises import train_step

RECIPES = {"CNN": (15, 5e-3, 32), "MLP": (20, 2e-3, 32), "linear": (20, 2e-3, 32)}  # epochs, rate, batch
RECIPES_1D = {"CNN": (30, 0.01, 80), "MLP": (20, 0.003, 100)}
# The order of the published experiment: shuffled place i shows the old place ORDER[i].
ORDER = [19, 22, 4, 32, 17, 18, 28, 31, 11, 24, 23, 7, 25, 35, 34, 6, 3, 13, 12, 26]
ORDER += [1, 27, 20, 10, 36, 9, 37, 29, 8, 30, 5, 38, 16, 15, 33, 39, 14, 21, 0, 2]


def digit_sets():
    """8×8 digits in float64: 1,200 to train on, 237 for validation, 360 for the test."""
    known, test = digits()
    (images, labels), (test_images, test_labels) = known.tensors, test.tensors
    cut = [(images[:1200], labels[:1200]), (images[1200:], labels[1200:]), (test_images, test_labels)]
    return [TensorDataset(pictures.double(), classes) for pictures, classes in cut]


def rival(name, seed=0):
    """An untrained network for 8×8 digits: "CNN", "MLP" or "linear"."""
    manual_seed(seed)
    layers = {
        "CNN": lambda: [
            *(Conv2d(1, 16, kernel_size=3, padding=1), ReLU(), MaxPool2d(2)),
            *(Conv2d(16, 32, kernel_size=3, padding=1), ReLU(), MaxPool2d(2)),
            *(Flatten(), Linear(128, 64), ReLU(), Linear(64, 10)),
        ],
        "MLP": lambda: [Flatten(), Linear(64, 128), ReLU(), Linear(128, 10)],
        "linear": lambda: [Flatten(), Linear(64, 10)],
    }
    return Sequential(*layers[name]()).double()


def rival_1d(name, seed=0):
    """An untrained network for MNIST-1D's curves: "CNN" (5,210 parameters) or "MLP" (78,858)."""
    manual_seed(seed)
    if name == "MLP":
        return Sequential(Flatten(), Linear(40, 256), ReLU(), Linear(256, 256), ReLU(), Linear(256, 10))
    return Sequential(
        Conv1d(1, 25, kernel_size=5, stride=2, padding=1), ReLU(),
        Conv1d(25, 25, kernel_size=3, stride=2, padding=1), ReLU(),
        Conv1d(25, 25, kernel_size=3, stride=2, padding=1), ReLU(),
        Flatten(), Linear(125, 10),
    )  # fmt: skip


def fit(model, data, recipe, step=train_step, seed=0, title=""):
    """Train with a step of yours, and return the model. `recipe`: epochs, learning rate, batch size.

    With a title the loss is drawn. An Interrupt ends the whole cell: a network that is half trained must
    not be compared with others.
    """
    epochs, rate, size = recipe
    loader = DataLoader(data, batch_size=size, shuffle=True, generator=np.random.default_rng(seed))
    optimizer, loss_function = optim.Adam(model.parameters(), lr=rate), CrossEntropyLoss()
    live = LiveCurve(epochs * len(loader), title, show=bool(title))
    for _ in range(epochs):
        for inputs, labels in loader:
            live.add(step(model, loss_function, optimizer, inputs, labels))
    return model


@no_grad()
def probabilities(model, inputs) -> np.ndarray:
    """What a model says to each input, in evaluation mode: (N, classes)."""
    logits = model.eval()(inputs).numpy()
    model.train()
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def order_of(count: int) -> list[int]:
    """Of the 40 positions, `count` change places among themselves; with all 40 it is the published order.

    >>> order_of(0) == list(range(40)), order_of(40) == ORDER
    (True, True)
    """
    chosen = np.sort(np.random.default_rng(0).permutation(40)[:count])
    order = np.arange(40)
    order[chosen] = chosen[np.argsort(np.argsort(np.array(ORDER)[chosen]))]
    return order.tolist()


def curves(count: int = 0):
    """MNIST-1D, 4,000 curves to train on and 1,000 to test, with `count` positions shuffled."""
    order = order_of(count)
    return [TensorDataset(data.tensors[0][:, :, order], data.tensors[1]) for data in mnist1d()]


def small_cnn(seed=0):
    """An untrained network with one convolution, for the learning rate."""
    manual_seed(seed)
    layers = Conv2d(1, 16, 3, padding=1), ReLU(), MaxPool2d(2), Flatten(), Linear(256, 10)
    return Sequential(*layers).double()


def dead_relus(model, images) -> float:
    """The share of channels after the first ReLU that are 0 everywhere, on all images."""
    with no_grad():
        maps = model[1](model[0](images)).numpy()
    return float((maps.max(axis=(0, 2, 3)) == 0).mean())


def scores(classes, p) -> str:
    """Accuracy, κ, MCC and cross-entropy of probabilities, in one line."""
    from sklearn import metrics

    answers = p.argmax(axis=1)
    three = metrics.accuracy_score, metrics.cohen_kappa_score, metrics.matthews_corrcoef
    numbers = [*(score(classes, answers) for score in three), metrics.log_loss(classes, p)]
    names = "accuracy", "κ", "MCC", "cross-entropy"
    return "   ".join(f"{name} {number:.3f}" for name, number in zip(names, numbers))


def coin(one: int, other: int) -> float:
    """How often a fair coin falls at least as unevenly as `one` to `other`."""
    throws, least = one + other, max(one, other)
    tail = sum(math.comb(throws, heads) for heads in range(least, throws + 1)) / 2**throws
    return min(1.0, 2 * tail)
