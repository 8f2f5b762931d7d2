"""Trains the networks whose sensitivity lesson 12 shows, about two minutes, and stores what is measured.

python -m tests.teach.lessons.nb12.train
"""

import json

import numpy as np
from sklearn.datasets import load_sample_image

import minidl.nn.functional as F
from minidl import manual_seed, optim, tensor
from minidl.teach.lessons.nb12.spread import STACKS, TRAINED, mean_of, network, size_of

NETWORKS, STEPS = 5, 400


def measured(stack: str) -> np.ndarray:
    """The mean over networks that learned to guess, from noisy pixels, the clean one in the middle."""
    photo = load_sample_image("china.jpg").mean(axis=2, dtype="float32")[::2, ::2] / 255
    images = tensor(pieces(photo, np.random.default_rng(99), size_of(stack)))
    return mean_of([trained(stack, seed, photo) for seed in range(NETWORKS)], images)


def trained(stack, seed, photo):
    manual_seed(seed)
    model, random, size = network(stack), np.random.default_rng(seed), size_of(stack)
    optimizer, centre = optim.Adam(model.parameters(), lr=3e-3), slice((size - 1) // 2, size // 2 + 1)
    for _ in range(STEPS):
        clean = pieces(photo, random, size)
        noisy = clean + 0.1 * random.standard_normal(clean.shape)
        wanted = clean[:, :, centre, centre].mean(axis=(2, 3), keepdims=True)
        loss = F.mse_loss(model(tensor(noisy, dtype=clean.dtype.name)), tensor(wanted))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return model


def pieces(photo, random, size, count=64):
    corners = random.integers(0, np.array(photo.shape) - size, (count, 2))
    return np.stack([photo[i : i + size, j : j + size] for i, j in corners])[:, None] - np.float32(0.5)


if __name__ == "__main__":
    found = {stack: measured(stack).round(6).tolist() for stack in STACKS}
    TRAINED.write_text(json.dumps(found), encoding="utf-8")
