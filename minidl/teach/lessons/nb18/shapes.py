"""Pictures of small shapes, and the encoder–decoder that says for each pixel what it belongs to."""

import functools

import numpy as np
from matplotlib.colors import ListedColormap

from .... import from_numpy, manual_seed, no_grad
from ....nn import Conv2d, ConvTranspose2d, ReLU, Sequential
from ...kit.computed import ComputedPicture, dropdown, slider
from ...kit.figures import narrow

KINDS = ("background", "discs", "crosses")
SIDE, NOISE = 24, 0.2
CLASSES = ListedColormap(["#FFFFFF", "#56B4E9", "#E69F00"])


def shape_pictures(count: int, seed: int = 0, noise: float = NOISE, side: int = SIDE, most: int = 2):
    """Noisy pictures N×1×side×side, the same without noise, and the class of each pixel, N×side×side.

    Each has 1 to `most` shapes; later ones cover earlier ones. Classes: 0 background, 1 disc, 2 cross.
    """
    random, (y, x) = np.random.default_rng(seed), np.mgrid[:side, :side]
    clean, classes = np.zeros((count, 1, side, side)), np.zeros((count, side, side), np.int64)
    for picture, labels in zip(clean[:, 0], classes):
        for _ in range(random.integers(1, most + 1)):
            size, kind = random.uniform(4, 6), random.integers(2)
            down, across = (np.abs(at - random.uniform(size, side - 1 - size)) for at in (y, x))
            disc = down**2 + across**2 <= size**2
            cross = (np.maximum(down, across) <= size) & (np.minimum(down, across) <= 1.5)
            inside = cross if kind else disc
            picture[inside], labels[inside] = random.uniform(0.5, 1), kind + 1
    noisy = clean + noise * random.standard_normal(clean.shape)
    return from_numpy(noisy), from_numpy(clean), from_numpy(classes)


def encoder_decoder(channels: int, seed: int = 0) -> Sequential:
    """An untrained network from N×1×H×W to N×channels×H×W: two convolutions down, two transposed ones up."""
    manual_seed(seed)
    return Sequential(
        Conv2d(1, 12, 3, stride=2, padding=1), ReLU(),
        Conv2d(12, 24, 3, stride=2, padding=1), ReLU(),
        ConvTranspose2d(24, 12, 4, stride=2, padding=1), ReLU(),
        ConvTranspose2d(12, channels, 4, stride=2, padding=1),
    ).double()  # fmt: skip


def found_classes(net, pictures) -> np.ndarray:
    """For each pixel the class with the largest logit: N×H×W."""
    with no_grad():
        return net(pictures).numpy().argmax(axis=1)


def SegmentationPicture(stages) -> ComputedPicture:
    """A picture, the classes that the network finds after so many epochs, and the true ones.

    `stages` holds the network before the training, after the first epoch, after the second ...
    """

    @functools.lru_cache(maxsize=64)
    def seen(side, shapes, noise, number, epochs):
        noisy, _, classes = shape_pictures(number + 1, 99, noise, int(side), shapes)
        found = found_classes(stages[epochs], noisy[-1:])[0]
        return noisy.numpy()[-1, 0], found, classes.numpy()[-1]

    def draw(figure, side, shapes, noise, number, epochs):
        all_axes = figure.subplots(3, 1) if narrow(figure) else figure.subplots(1, 3)
        images = seen(side, shapes, noise, number, epochs)
        titles = "input", "what the network finds", "the truth"
        for axes, image, title in zip(all_axes, images, titles):
            axes.set(xticks=[], yticks=[])
            axes.spines[:].set(visible=True, color="0.6")
            axes.set_title(title, fontsize=13)
            if image is images[0]:
                axes.imshow(image, "Greys", vmin=-0.4, vmax=1.2)
                continue
            axes.imshow(image, CLASSES, vmin=0, vmax=2)
            rows, columns = np.nonzero(image == 2)
            axes.plot(columns, rows, "k+", ms=4 if side == "24" else 2)

    def alt(side, shapes, noise, number, epochs):
        _, found, truth = seen(side, shapes, noise, number, epochs)
        right, empty = (round(100 * float((answer == truth).mean())) for answer in (found, 0 * truth))
        there = " and ".join(f"{(truth == kind).sum()} pixels in {KINDS[kind]}" for kind in (1, 2))
        return (
            f"A picture of {side}×{side}, noise {noise:g}, with {there}. After {epochs} epochs {right} % of "
            f"the pixels get their true class; with background everywhere it would be {empty} %. "
            "Blue: disc; orange with +: cross."
        )

    controls = {
        "side": dropdown(["24", "48"], label="pixels a side"),
        "shapes": slider(1, 8, start=2, label="shapes, at most"),
        "noise": slider(0.0, 0.8, 0.1, 0.2),
        "number": slider(0, 9, start=5, label="picture"),
        "epochs": slider(0, len(stages) - 1, start=len(stages) - 1, label="epochs trained"),
    }
    presets = {"48×48": {"side": "48", "shapes": 8}, "noise 0.6": {"noise": 0.6}}
    return ComputedPicture(draw, controls, presets, alt=alt, size=(9, 3.4), narrow=(4.2, 9.5))
