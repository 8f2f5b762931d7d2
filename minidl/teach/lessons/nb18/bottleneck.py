"""How few numbers are enough: the 8×8 digits through a bottleneck, by PCA and by two autoencoders."""

import functools

import numpy as np

from .... import from_numpy, manual_seed, nn, no_grad, optim
from ....data import digits
from ....nn import functional as F
from ...kit.computed import ComputedPicture, slider
from ...kit.figures import narrow

WIDEST, SHOWN = 16, 6
EPOCHS, BATCH, HIDDEN, RATES = 20, 64, 64, {"linear": 0.02, "with ReLU": 0.005}
WAYS = {"PCA": "C1s--", "linear": "kx", "with ReLU": "C0o-"}


def pixel_rows() -> tuple[np.ndarray, np.ndarray]:
    """The 8×8 digits as rows of 64 pixels, without their classes: 1,437 to train on, 360 to test."""
    return tuple(part.tensors[0].numpy().reshape(-1, 64).astype(float) for part in digits())


def plane_angle(one, other) -> float:
    """The largest angle in degrees between two planes, or spaces of k dimensions; k columns span each."""
    (a, _), (b, _) = np.linalg.qr(np.asarray(one)), np.linalg.qr(np.asarray(other))
    away = a - b @ (b.T @ a)  # what of one is not in the other; its size is the sine
    return float(np.degrees(np.arcsin(min(1.0, np.linalg.norm(away, 2)))))


@functools.cache
def _parts():
    """(training rows minus their mean, test rows minus it, the mean, all 64 directions of PCA)."""
    train, test = pixel_rows()
    mean = train.mean(axis=0)
    return train - mean, test - mean, mean, np.linalg.svd(train - mean, full_matrices=False)[2]


@functools.cache
def _network(kind: str, width: int):
    """A trained autoencoder 64 → width → 64: "linear", or "with ReLU" in one hidden layer on each side."""
    rows = _parts()[0]
    manual_seed(0)
    if kind == "linear":
        layers = nn.Linear(64, width, bias=False), nn.Linear(width, 64, bias=False)
        # 64 rows with the same sum of squares in each direction: the same loss, and quick
        batches = [np.linalg.qr(rows)[1] / len(rows) ** 0.5 * 8] * 400
    else:
        layers = nn.Linear(64, HIDDEN), nn.ReLU(), nn.Linear(HIDDEN, width)
        layers += nn.Linear(width, HIDDEN), nn.ReLU(), nn.Linear(HIDDEN, 64)
        random = np.random.default_rng(0)
        orders = np.concatenate([random.permutation(len(rows)) for _ in range(EPOCHS)])
        batches = [rows[order] for order in np.array_split(orders, len(orders) // BATCH)]
    net = nn.Sequential(*layers).double()
    optimizer = optim.Adam(net.parameters(), lr=RATES[kind])
    for batch in map(from_numpy, batches):
        optimizer.zero_grad()
        F.mse_loss(net(batch), batch).backward()
        optimizer.step()
    return net


@functools.lru_cache(maxsize=64)
def _noisy(noise: float) -> np.ndarray:
    return _parts()[1] + noise * np.random.default_rng(1).standard_normal((360, 64))


@functools.lru_cache(maxsize=1024)
def rebuilt(kind: str, width: int, noise: float = 0.0) -> np.ndarray:
    """The test rows, minus the mean, after the bottleneck: by "PCA", "linear" or "with ReLU"."""
    rows, directions = _noisy(noise), _parts()[3][:width]
    if kind == "PCA":
        return rows @ directions.T @ directions
    net = _network(kind, width)
    with no_grad():
        return net(from_numpy(rows)).numpy()


def error(kind: str, width: int, noise: float = 0.0) -> float:
    """The mean squared distance of a rebuilt pixel from the clean one."""
    return float(((rebuilt(kind, width, noise) - _parts()[1]) ** 2).mean())


def BottleneckPicture() -> ComputedPicture:
    """Six test digits before and after the bottleneck, and the error against its width."""
    for kind in list(WAYS)[1:]:
        for width in range(1, WIDEST + 1):  # all at once, so that the slider answers at once
            _network(kind, width)
    parts = {}

    def start(figure):
        small = narrow(figure)
        grid = figure.add_gridspec(9 if small else 4, SHOWN if small else SHOWN + 6)
        for row, name in enumerate(["input", *WAYS]):
            for column in range(SHOWN):
                axes = figure.add_subplot(grid[row, column])
                axes.set(xticks=[], yticks=[])
                if not column:
                    axes.set_ylabel(name, rotation=0, ha="right", va="center", fontsize=12)
                parts[row, column] = axes.imshow(np.zeros((8, 8)), "Greys", vmin=0, vmax=1)
        axes = figure.add_subplot(grid[4:, :] if small else grid[:, SHOWN:])
        for name, look in WAYS.items():
            parts[name] = axes.plot([1], [1], look, label=name, ms=6)[0]
        parts["now"] = axes.axvline(1, color="0.5", lw=2)
        axes.set(xscale="log", xlim=(0.9, 70), ylim=(0, 0.12), xlabel="numbers in the bottleneck")
        axes.set_xticks([1, 2, 4, 8, 16, 32, 64], [1, 2, 4, 8, 16, 32, 64])
        axes.minorticks_off()
        axes.set_title("error of a pixel, against the clean digit", fontsize=13)
        axes.legend(fontsize=12)

    def draw(figure, bottleneck, noise):
        if not figure.axes:
            start(figure)
        rows = [_noisy(noise), *(rebuilt(kind, bottleneck, noise) for kind in WAYS)]
        for row, column in np.ndindex(len(rows), SHOWN):
            parts[row, column].set_data((rows[row][column] + _parts()[2]).reshape(8, 8))
        for kind in WAYS:
            widths = range(1, 65 if kind == "PCA" else WIDEST + 1)
            parts[kind].set_data(list(widths), [error(kind, width, noise) for width in widths])
        parts["now"].set_xdata([bottleneck, bottleneck])

    def alt(bottleneck, noise):
        errors = ", ".join(f"{kind} {error(kind, bottleneck, noise):.3f}" for kind in WAYS)
        before = f" with noise {noise:g}" if noise else ""
        plane, directions = _network("linear", bottleneck)[1].weight.detach(), _parts()[3][:bottleneck]
        return (
            f"Test digits{before} through {bottleneck} of 64 numbers: the error is {errors}. Angle between "
            f"what PCA and the linear autoencoder can draw: {plane_angle(plane, directions.T):.0f}°."
        )

    controls = {"bottleneck": slider(1, WIDEST, start=2), "noise": slider(0.0, 0.5, 0.1)}
    presets = {"8 numbers": {"bottleneck": 8}, "16, noise": {"bottleneck": 16, "noise": 0.5}}
    return ComputedPicture(draw, controls, presets, alt=alt, size=(10, 4), clear=False, narrow=(4.2, 7.5))
