"""How few numbers are enough: the 8×8 digits through a bottleneck, by PCA and by two autoencoders."""

import functools

import numpy as np

from .... import from_numpy, manual_seed, nn, no_grad, optim
from ....data import digits
from ....nn import functional as F
from ...kit.computed import ComputedPicture, slider
from ...kit.figures import panels

WIDEST, SHOWN = 12, 6
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


@functools.lru_cache(maxsize=1024)
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
        left, right = panels(figure, 2)
        parts["digits"] = left.imshow(mosaic(2, 0.0), "Greys", vmin=0, vmax=1)
        left.set_xticks([])
        left.set_yticks(9 * np.arange(4) + 3.5, ["input", *WAYS], fontsize=12)
        left.tick_params(length=0)
        left.spines[:].set_visible(False)
        for name, look in WAYS.items():
            parts[name] = right.plot([1], [1], look, label=name, ms=6)[0]
        parts["now"] = right.axvline(1, color="0.5", lw=2)
        right.set(xscale="log", xlim=(0.9, 70), ylim=(0, 0.12), xlabel="numbers in the bottleneck")
        right.set_xticks([1, 2, 4, 8, 16, 32, 64], [1, 2, 4, 8, 16, 32, 64])
        right.minorticks_off()
        right.set_title("error of a pixel, against the clean digit", fontsize=13)
        right.legend(fontsize=12)

    def mosaic(bottleneck, noise):
        rows = [_noisy(noise), *(rebuilt(kind, bottleneck, noise) for kind in WAYS)]
        cells = np.array([row[:SHOWN] + _parts()[2] for row in rows]).reshape(4, SHOWN, 8, 8)
        framed = np.pad(cells, ((0, 0), (0, 0), (0, 1), (0, 1)), constant_values=np.nan)
        return framed.transpose(0, 2, 1, 3).reshape(36, 9 * SHOWN)[:-1, :-1]

    def draw(figure, bottleneck, noise):
        if not figure.axes:
            start(figure)
        parts["digits"].set_data(mosaic(bottleneck, noise))
        for kind in WAYS:
            widths = range(1, 65 if kind == "PCA" else WIDEST + 1)
            parts[kind].set_data(list(widths), [error(kind, width, noise) for width in widths])
        parts["now"].set_xdata([bottleneck, bottleneck])
        if (top := max(0.12, 1.1 * error("PCA", 64, noise))) != figure.axes[1].get_ylim()[1]:
            figure.axes[1].set_ylim(0, top)  # it has all axes drawn anew

    def alt(bottleneck, noise):
        errors = ", ".join(f"{kind} {error(kind, bottleneck, noise):.3f}" for kind in WAYS)
        before = f" with noise {noise:g}" if noise else ""
        plane, directions = _network("linear", bottleneck)[1].weight.detach(), _parts()[3][:bottleneck]
        return (
            f"Test digits{before} through {bottleneck} of 64 numbers: the error is {errors}. Angle between "
            f"what PCA and the linear autoencoder can draw: {plane_angle(plane, directions.T):.0f}°."
        )

    controls = {"bottleneck": slider(1, WIDEST, start=2), "noise": slider(0.0, 0.5, 0.1)}
    presets = {"8 numbers": {"bottleneck": 8}, "12, noise": {"bottleneck": 12, "noise": 0.5}}
    return ComputedPicture(draw, controls, presets, alt=alt, size=(10, 4), clear=False, narrow=(4.2, 7.5))
