"""Train the autoencoder of this folder on real MNIST, measure what notebook 18 quotes, and write its card.

    MINIDL_DATA=... make weights

Adam with one cycle of the learning rate, batches of 250; no labels: they only choose which digits are
drawn on the map. Some minutes on one CPU thread.
"""

import argparse
import datetime
import platform
import sys
from pathlib import Path

import numpy as np

import minidl
from minidl import nn, optim
from minidl.data import mnist
from minidl.nn import functional as F

from . import FOLDER, PER_CLASS, SIZES, UNIT, filled, untrained

EPOCHS, BATCH, RATE, SEED = 30, 250, 0.004, 0


def train(pixels: np.ndarray, epochs: int) -> dict[str, nn.Sequential]:
    """Encoder and decoder, trained to give back what comes in; the codes get mean 0 and deviation 1."""
    minidl.manual_seed(SEED)
    halves = {half: untrained(half) for half in SIZES}
    norm = nn.BatchNorm1d(2, affine=False)
    encoder, decoder = nn.Sequential(*halves["encoder"], norm), halves["decoder"]
    optimizer = optim.Adam([*encoder.parameters(), *decoder.parameters()], lr=RATE)
    steps = len(pixels) // BATCH
    schedule = optim.lr_scheduler.OneCycleLR(optimizer, RATE, epochs * steps)
    shuffle = np.random.default_rng(SEED)
    for epoch in range(epochs):
        total = 0.0
        for chosen in np.split(shuffle.permutation(len(pixels))[: steps * BATCH], steps):
            batch = minidl.from_numpy(pixels[chosen])
            optimizer.zero_grad()
            loss = F.mse_loss(decoder(encoder(batch)).sigmoid(), batch)
            loss.backward()
            optimizer.step()
            schedule.step()
            total += loss.item()
        print(f"epoch {epoch + 1:2}  loss {total / steps:.4f}", flush=True)
    last, spread = halves["encoder"][-1], (norm.running_var + norm.eps).sqrt()
    with minidl.no_grad():  # the norm becomes a part of the last layer
        last.bias.copy_((last.bias - norm.running_mean) / spread)
        last.weight.copy_(last.weight / spread[:, None])
    return halves


def in_bytes(model: nn.Sequential) -> dict[str, np.ndarray]:
    """Each row of weights as whole numbers from −127 to 127 and one scale."""
    stored = {}
    for i, layer in enumerate(layer for layer in model if isinstance(layer, nn.Linear)):
        weight = layer.weight.detach().numpy()
        scale = np.maximum(np.abs(weight).max(axis=1), 1e-12) / 127
        whole = np.rint(weight / scale[:, None]).astype(np.int8)
        bias = layer.bias.detach().numpy()
        stored |= {f"{i}.weight": whole, f"{i}.scale": scale.astype(np.float32), f"{i}.bias": bias}
    return stored


@minidl.no_grad()
def codes_of(encoder, pixels) -> np.ndarray:
    """(N, 2)"""
    return np.concatenate([encoder(minidl.from_numpy(part)).numpy() for part in np.array_split(pixels, 50)])


@minidl.no_grad()
def errors(halves: dict, train_pixels, pixels) -> dict[str, float]:
    """The mean squared error of a pixel of the test images: by the network, by PCA, by the mean picture."""
    off, mean = lambda back: float(((back - pixels) ** 2).mean()), train_pixels.mean(axis=0)
    centred = (train_pixels - mean).astype(float)
    directions = np.linalg.eigh(centred.T @ centred)[1][:, -2:]
    back = halves["decoder"](minidl.from_numpy(codes_of(halves["encoder"], pixels))).sigmoid().numpy()
    flat = (pixels - mean) @ directions @ directions.T + mean
    return {"autoencoder": off(back), "PCA": off(flat), "mean picture": off(mean)}


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="make weights", description=__doc__.splitlines()[0])
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where to write, else where they lie")
    parser.add_argument("--epochs", type=int, default=EPOCHS)
    options = parser.parse_args(arguments)
    try:
        (images, labels), (test_images, _) = (part.tensors for part in mnist())
    except (OSError, ValueError) as problem:
        sys.exit(f"make weights trains on real MNIST, which is not there. {problem}")
    pixels, test_pixels = (part.flatten(1).numpy() for part in (images, test_images))
    halves = train(pixels, options.epochs)
    before = errors(halves, pixels, test_pixels)["autoencoder"]
    for half, model in halves.items():
        minidl.save(in_bytes(model), options.folder / f"mnist-{half}.safetensors")
    halves = {half: filled(half, options.folder) for half in SIZES}
    found = errors(halves, pixels, test_pixels)
    firsts = np.concatenate([np.flatnonzero(labels.numpy() == digit)[:PER_CLASS] for digit in range(10)])
    points = np.rint(UNIT * codes_of(halves["encoder"], pixels[firsts])).astype(np.int16)
    minidl.save({"points": points}, options.folder / "mnist-map.safetensors")
    rows = "\n".join(f"| {name} | {error:.4f} |" for name, error in found.items())
    text = (FOLDER / "card.txt").read_text(encoding="utf-8").format(
        rows=rows, before=before, trains=len(pixels), tests=len(test_pixels), epochs=options.epochs,
        rate=RATE, batch=BATCH, seed=SEED, date=datetime.date.today(), per_class=PER_CLASS,
        versions=f"minidl on NumPy {np.__version__}, Python {platform.python_version()}",
    )  # fmt: skip
    (options.folder / "README.md").write_text(text, encoding="utf-8")
    print(f"Test error {found['autoencoder']:.4f}. Stored in {options.folder.name}/, with its card.")


if __name__ == "__main__":
    main()
