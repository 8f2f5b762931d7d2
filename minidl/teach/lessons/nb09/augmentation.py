"""New pictures from one: rotations, crops, mirror images, colours, noise: a computed picture."""

import functools

import numpy as np
from sklearn.datasets import load_sample_image

from .... import manual_seed, tensor
from ....data import digits, transforms
from ...kit.computed import ComputedPicture, dropdown, slider
from ...kit.figures import narrow

SIZE, SHOWN = 64, 8
PICTURES = {"flower": None, "digit 6": 26, "digit 3": 0, "digit 1": 2}  # which of the 8×8 digits


@functools.cache
def picture(name: str = "flower") -> np.ndarray:
    """The sample photo of a flower, or a digit, 3 × 64 × 64, from 0 to 1."""
    if PICTURES[name] is not None:
        digit = digits()[0][PICTURES[name]][0].numpy().reshape(8, 8)
        return np.tile(np.kron(digit, np.ones((8, 8))).astype(np.float32), (3, 1, 1))
    photo = load_sample_image("flower.jpg")[:, 100:527].astype(np.float32) / 255
    rows = np.linspace(0, photo.shape[0] - 7, SIZE).astype(int)
    small = [[photo[r : r + 6, c : c + 6].mean((0, 1)) for c in rows] for r in rows]
    return np.array(small).transpose(2, 0, 1)


def augmented(
    name: str, rotation: int, crop: int, mirror: str, colour: float, noise: float, draw: int = 0
) -> np.ndarray:
    """Eight versions of a picture, (8, 3, 64, 64), each drawn by chance within these bounds."""
    manual_seed(draw)
    steps = [transforms.RandomRotation(rotation), transforms.RandomCrop(SIZE, padding=crop)]
    steps += [transforms.RandomHorizontalFlip()] if mirror == "yes" else []
    steps += [transforms.ColorJitter(colour, colour, colour), transforms.GaussianNoise(sigma=noise)]
    return transforms.Compose(steps)(tensor(np.tile(picture(name), (SHOWN, 1, 1, 1)))).numpy()


def AugmentationPicture() -> ComputedPicture:
    """A picture, eight times, as a training would see it in eight epochs."""
    parts = []

    def draw(figure, picture, rotation, crop, mirror, colour, noise, again):
        if not figure.axes:
            rows, columns = (4, 2) if narrow(figure) else (2, 4)
            for axes in figure.subplots(rows, columns).flat:
                axes.axis("off")
                parts.append(axes.imshow(np.zeros((SIZE, SIZE, 3)), vmin=0, vmax=1))
        images = augmented(picture, rotation, crop, mirror, colour, noise, again).transpose(0, 2, 3, 1)
        for part, image in zip(parts[-SHOWN:], images):
            part.set_data(image)

    def alt(picture, rotation, crop, mirror, colour, noise, again):
        did = {
            f"turned by up to {rotation} degrees": rotation,
            f"shifted by up to {crop} pixels": crop,
            "mirrored or not": mirror == "yes",
            f"colours changed by up to {100 * colour:.0f} %": colour,
            f"noise of {noise:g}": noise,
        }
        said = ", ".join(words for words, amount in did.items() if amount)
        what = "A photo of a flower" if picture == "flower" else f"The {picture}"
        return f"{what}, eight times: {said or 'always the same'}."

    controls = {
        "picture": dropdown([*PICTURES]),
        "rotation": slider(0, 180, 15),
        "crop": slider(0, 16, 4, label="shift (crop)"),
        "mirror": dropdown(["no", "yes"]),
        "colour": slider(0.0, 0.8, 0.2),
        "noise": slider(0.0, 0.4, 0.1),
        "again": slider(0, 9, label="draw"),
    }
    little = {"rotation": 15, "crop": 8, "mirror": "yes", "colour": 0.4, "noise": 0.1}
    presets = {"all a little": little, "a 6, turned": {"picture": "digit 6", "rotation": 180}}
    return ComputedPicture(draw, controls, presets, alt=alt, size=(8, 4.1), clear=False, narrow=(4.2, 8))
