"""Training and validation curves of shallow and deep networks on few digits: a computed picture."""

import functools

import numpy as np

from .... import manual_seed, no_grad, optim
from ....data import DataLoader, TensorDataset, digits
from ....nn import Linear, ReLU, Sequential
from ....nn.functional import cross_entropy
from ...kit.computed import ComputedPicture, dropdown, slider
from ...kit.figures import panels

EPOCHS = 60
LAYERS = {"2 layers": 2, "6 layers": 6}
OPTIMIZERS = {
    "SGD": lambda weights: optim.SGD(weights, lr=0.05),
    "momentum": lambda weights: optim.SGD(weights, lr=0.05, momentum=0.9),
    "Adam": lambda weights: optim.Adam(weights, lr=0.002),
}


def few_digits(train: int = 200, validation: int = 400) -> list[TensorDataset]:
    """8×8 digits as rows of 64 numbers: the first 200 to train on, 400 others for validation."""
    images, labels = digits()[0].tensors
    images = images.double().reshape(len(images), 64)
    parts = slice(train), slice(1000, 1000 + validation)
    return [TensorDataset(images[part], labels[part]) for part in parts]


def deep_network(layers: int, seed: int = 0) -> Sequential:
    """64 inputs, `layers` linear layers with ReLUs between them, 32 units each, 10 classes."""
    manual_seed(seed)
    sizes = [64] + (layers - 1) * [32]
    hidden = [part for inputs in sizes[:-1] for part in (Linear(inputs, 32), ReLU())]
    return Sequential(*hidden, Linear(sizes[-1], 10)).double()


def batches_of(data, seed: int = 0) -> DataLoader:
    """Mini-batches of 20, in a new order every epoch."""
    return DataLoader(data, batch_size=20, shuffle=True, generator=np.random.default_rng(seed))


@no_grad()
def loss_of(model, data) -> float:
    """The mean cross-entropy over a data set."""
    inputs, labels = data.tensors
    return cross_entropy(model(inputs), labels).item()


@no_grad()
def accuracy_of(model, data) -> float:
    inputs, labels = data.tensors
    return (model(inputs).argmax(dim=1) == labels).double().mean().item()


@functools.cache
def curves(layers: int, optimizer: str, seed: int = 0) -> np.ndarray:
    """(epoch, [loss, accuracy], [training, validation]), from before the first epoch to after the last."""
    parts, model = few_digits(), deep_network(layers, seed)
    stepper, batches = OPTIMIZERS[optimizer](model.parameters()), batches_of(parts[0], seed)
    found = []
    for epoch in range(EPOCHS + 1):
        found.append([[measure(model, part) for part in parts] for measure in (loss_of, accuracy_of)])
        for inputs, labels in batches if epoch < EPOCHS else []:
            stepper.zero_grad()
            cross_entropy(model(inputs), labels).backward()
            stepper.step()
    return np.array(found)


def _say(layers, optimizer, epoch):
    found = curves(LAYERS[layers], optimizer)
    (loss, valid), (right, valid_right) = found[epoch]
    best = int(found[: epoch + 1, 0, 1].argmin())
    return (
        f"{layers}, {optimizer}, digits 8×8, epoch {epoch}: training loss {loss:.1f}, validation loss "
        f"{valid:.1f}; accuracy {100 * right:.0f} % and {100 * valid_right:.0f} %; lowest validation loss so "
        f"far: {found[best, 0, 1]:.1f}, epoch {best}."
    )


def _draw(figure, layers, optimizer, epoch):
    found = curves(LAYERS[layers], optimizer)
    if not figure.axes:
        for axes, name, top in zip(panels(figure, 2), ("loss", "accuracy"), (4.2, 1.02)):
            axes.plot([], [], "C0-", label="training")
            axes.plot([], [], "C1--", label="validation")
            axes.plot([], [], "C0o", [], [], "C1s", ms=9)
            axes.axvline(0, color="0.4", ls=":", lw=1.5, label="lowest validation loss")
            axes.set(xlim=(-1, EPOCHS + 1), ylim=(0, top), xlabel="epoch", title=f"{name}, digits 8×8")
            # Few, since each is drawn anew at every change: 0, 2, 4 and 0, ½, 1.
            axes.set(xticks=(0, 20, 40, EPOCHS), yticks=np.arange(3) * round(top) / 2)
        figure.axes[0].legend(loc="upper right", fontsize=12)
    best = int(found[: epoch + 1, 0, 1].argmin())
    for axes, values in zip(figure.axes, np.moveaxis(found, 1, 0)):
        for part in (0, 1):
            axes.lines[part].set_data(range(epoch + 1), values[: epoch + 1, part])
            axes.lines[2 + part].set_data([epoch], [values[epoch, part]])
        axes.lines[4].set_xdata([best, best])


def training_curves(**start) -> ComputedPicture:
    """Losses and accuracies on 200 training and 400 validation images, epoch by epoch."""
    controls = {
        "layers": dropdown([*LAYERS]),
        "optimizer": dropdown([*OPTIMIZERS], label="optimiser"),
        "epoch": slider(0, EPOCHS, 1, EPOCHS),
    }
    for name, value in start.items():
        controls[name]["start"] = value
    presets = {
        f"{layers}, {name}": {"layers": layers, "optimizer": name, "epoch": EPOCHS}
        for layers in LAYERS
        for name in ("SGD", "Adam")
    }
    return ComputedPicture(_draw, controls, presets, alt=_say, size=(9, 3.6), clear=False, narrow=(4.2, 6.5))
