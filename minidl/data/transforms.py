"""Changes to images that leave their meaning as it is: more variety to train on, from the same data.

A transform is made once and called on a batch (N, C, H, W) or on one image (C, H, W), a Tensor of
floats in [0, 1]; every image of a batch gets its own draw. The names are torchvision's. Random ones
draw from `generator`, by default the one that `minidl.manual_seed` seeds.

>>> from minidl import rand
>>> augment = Compose([RandomHorizontalFlip(), RandomCrop(28, padding=4), Normalize(0.5, 0.5)])
>>> augment(rand(8, 3, 28, 28)).shape
(8, 3, 28, 28)
"""

import numpy as np

from ..checks import number, switch
from ..random import chosen
from ..tensor import Tensor, wrap

Number = int | float


class Transform:
    """Base: subclasses define `change(images, draw)` on arrays (N, C, H, W); `draw` is the generator."""

    def __init__(self, generator: np.random.Generator | None = None):
        self.generator = generator

    def __call__(self, images: Tensor) -> Tensor:
        who = type(self).__name__
        if not isinstance(images, Tensor) or not images.is_floating_point():
            got = images.dtype if isinstance(images, Tensor) else type(images).__name__
            raise TypeError(f"{who}: expects a Tensor of floats, got {got}. Try from_numpy(array).float().")
        if images.ndim not in (3, 4):
            raise ValueError(f"{who}: expects images (N, C, H, W) or one (C, H, W), got {images.shape}.")
        batch = images._array if images.ndim == 4 else images._array[None]
        changed = self.change(batch, chosen(who, self.generator)).astype(batch.dtype, copy=False)
        return wrap(changed if images.ndim == 4 else changed[0])

    def change(self, images: np.ndarray, draw: np.random.Generator) -> np.ndarray:
        raise NotImplementedError(f"{type(self).__name__} must define change(images, draw).")


class Compose:
    """One transform after the other."""

    def __init__(self, transforms):
        self.transforms = list(transforms) if hasattr(transforms, "__iter__") else [transforms]
        for transform in self.transforms:
            if not callable(transform):
                raise TypeError(f"Compose: expects a list of transforms, got {transform!r} in it.")

    def __call__(self, images: Tensor) -> Tensor:
        for transform in self.transforms:
            images = transform(images)
        return images


class Normalize(Transform):
    """(x − mean) / std, with one number for all channels or one for each."""

    def __init__(self, mean: Number | list[float], std: Number | list[float]):
        super().__init__()
        for value in np.ravel(np.asarray(mean, object)):
            number("Normalize", "mean", value)
        for value in np.ravel(np.asarray(std, object)):
            number("Normalize", "std", value, above=0)
        self.mean, self.std = np.array(mean, np.float64), np.array(std, np.float64)

    def change(self, images, draw):
        for name, values in (("mean", self.mean), ("std", self.std)):
            if values.size not in (1, images.shape[1]):
                raise ValueError(
                    f"Normalize: {name} has {values.size} numbers, but the images have "
                    f"{images.shape[1]} channels. Give one number for each, or one for all."
                )
        return (images - self.mean.reshape(-1, 1, 1)) / self.std.reshape(-1, 1, 1)


class RandomCrop(Transform):
    """A window of `size` (a number or height and width) somewhere in the image, after zero padding."""

    def __init__(self, size: int | tuple[int, int], padding: int = 0, generator=None):
        super().__init__(generator)
        self.size = tuple(size) if isinstance(size, (tuple, list)) and len(size) == 2 else (size, size)
        for n in self.size:
            number("RandomCrop", "size", n, 1, whole=True, hint="Give one number, or (height, width).")
        self.padding = number("RandomCrop", "padding", padding, 0, whole=True)

    def change(self, images, draw):
        padded = np.pad(images, [(0, 0), (0, 0), *[(self.padding,) * 2] * 2])
        room = [n - size for n, size in zip(padded.shape[2:], self.size, strict=True)]
        if min(room) < 0:
            raise ValueError(
                f"RandomCrop: size {self.size} does not fit into images of {images.shape[2:]} with "
                f"padding {self.padding}. Give a smaller size, or more padding."
            )
        windows = np.lib.stride_tricks.sliding_window_view(padded, self.size, axis=(2, 3))
        row, column = (draw.integers(0, n + 1, len(images)) for n in room)
        return windows[np.arange(len(images)), :, row, column].copy()


class _RandomFlip(Transform):
    axis: int

    def __init__(self, p: float = 0.5, generator=None):
        super().__init__(generator)
        self.p = number(type(self).__name__, "p", p, 0, 1)

    def change(self, images, draw):
        chosen = draw.random(len(images)) < self.p
        return np.where(chosen[:, None, None, None], np.flip(images, self.axis), images)


class RandomHorizontalFlip(_RandomFlip):
    """Mirrored left to right with probability p. (Not for digits: a mirrored 3 is no 3.)"""

    axis = 3


class RandomVerticalFlip(_RandomFlip):
    """Mirrored top to bottom with probability p."""

    axis = 2


class RandomRotation(Transform):
    """Turned about the centre, counter-clockwise by an angle from `degrees`: (low, high), or ±degrees.

    Each pixel of the result is interpolated between the four around the place it came from; what
    came from outside is `fill`.
    """

    def __init__(self, degrees: Number | tuple[Number, Number], fill: float = 0.0, generator=None):
        super().__init__(generator)
        hint = "Give (low, high), or one number for ± as much."
        if isinstance(degrees, (tuple, list)) and len(degrees) == 2:
            self.low = number("RandomRotation", "degrees", degrees[0], hint=hint)
            self.high = number("RandomRotation", "degrees", degrees[1], self.low, hint=hint)
        else:
            self.high = number("RandomRotation", "degrees", degrees, 0, hint=hint)
            self.low = -self.high
        self.fill = number("RandomRotation", "fill", fill)

    def change(self, images, draw):
        angle = np.deg2rad(draw.uniform(self.low, self.high, (len(images), 1, 1)))
        H, W = images.shape[2:]
        y, x = np.arange(H)[:, None] - (H - 1) / 2, np.arange(W) - (W - 1) / 2
        # Where each pixel came from: turned back. (y points down, so this sense is counter-clockwise.)
        row = np.cos(angle) * y + np.sin(angle) * x + (H - 1) / 2
        column = np.cos(angle) * x - np.sin(angle) * y + (W - 1) / 2
        return _interpolate(images, row, column, self.fill)


def _interpolate(images, row, column, fill):
    """images at fractional places (N, H, W), bilinear: the mean of four pixels, near ones count more."""
    top, left = np.floor(row).astype(int), np.floor(column).astype(int)
    down, right = row - top, column - left
    padded = np.pad(images, ((0, 0), (0, 0), (1, 1), (1, 1)), constant_values=fill)
    H, W = images.shape[2:]
    n = np.arange(len(images))[:, None, None]
    result = 0
    for i, by_row in ((0, 1 - down), (1, down)):
        for j, by_column in ((0, 1 - right), (1, right)):
            # Outside by more than one pixel is the border of the padding: `fill`.
            r, c = np.clip(top + i + 1, 0, H + 1), np.clip(left + j + 1, 0, W + 1)
            pixels = padded[n, :, r, c]  # (N, H, W, C)
            result = result + pixels * (by_row * by_column)[..., None]
    return np.moveaxis(result, -1, 1)


class ColorJitter(Transform):
    """Brightness, contrast and saturation each scaled by a factor from [max(0, 1 − s), 1 + s].

    Brightness mixes the image with black, contrast with its mean grey, saturation (three channels
    only) with its grey picture. The result is limited to [0, 1].
    """

    GREY = np.array([0.299, 0.587, 0.114]).reshape(3, 1, 1)  # how bright red, green, blue look (ITU-R BT.601)

    def __init__(self, brightness: float = 0, contrast: float = 0, saturation: float = 0, generator=None):
        super().__init__(generator)
        given = {"brightness": brightness, "contrast": contrast, "saturation": saturation}
        self.strengths = tuple(number("ColorJitter", name, value, 0) for name, value in given.items())

    def change(self, images, draw):
        brightness, contrast, saturation = (
            draw.uniform(max(0, 1 - s), 1 + s, (len(images), 1, 1, 1)) for s in self.strengths
        )
        images = np.clip(images * brightness, 0, 1)
        mean = self._grey(images).mean(axis=(1, 2, 3), keepdims=True)
        images = np.clip(mean + contrast * (images - mean), 0, 1)
        if images.shape[1] == 3:
            grey = self._grey(images)
            images = np.clip(grey + saturation * (images - grey), 0, 1)
        return images

    def _grey(self, images):
        if images.shape[1] == 3:
            return (images * self.GREY).sum(axis=1, keepdims=True)
        return images.mean(axis=1, keepdims=True)


class GaussianNoise(Transform):
    """Normal noise added to every pixel; with `clip` the result is limited to [0, 1]."""

    def __init__(self, mean: float = 0.0, sigma: float = 0.1, clip: bool = True, generator=None):
        super().__init__(generator)
        switch("GaussianNoise", "clip", clip)
        self.mean, self.clip = number("GaussianNoise", "mean", mean), clip
        self.sigma = number("GaussianNoise", "sigma", sigma, 0)

    def change(self, images, draw):
        images = images + draw.normal(self.mean, self.sigma, images.shape)
        return np.clip(images, 0, 1) if self.clip else images


class RandomErasing(Transform):
    """With probability p, a rectangle somewhere in the image becomes `value` (Zhong et al., 2020).

    It covers a share of the area from `scale`; height / width is from `ratio`, even on a log scale.
    """

    def __init__(
        self, p: float = 0.5, scale: tuple[float, float] = (0.02, 0.33),
        ratio: tuple[float, float] = (0.3, 3.3), value: float = 0.0, generator=None,
    ):  # fmt: skip
        super().__init__(generator)
        who, hint = "RandomErasing", "Give (low, high)."
        for name, pair in {"scale": scale, "ratio": ratio}.items():
            if not isinstance(pair, (tuple, list)) or len(pair) != 2:
                raise TypeError(f"{who}: {name} must be two numbers, got {pair!r}. {hint}")
            number(who, name, pair[0], 0, hint=hint)
            number(who, name, pair[1], pair[0], 1 if name == "scale" else None, hint=hint)
        number(who, "ratio", ratio[0], above=0)
        self.p, self.value = number(who, "p", p, 0, 1), number(who, "value", value)
        self.scale, self.ratio = scale, ratio

    def change(self, images, draw):
        count, _, H, W = images.shape
        area = draw.uniform(*self.scale, count) * H * W
        ratio = np.exp(draw.uniform(*np.log(self.ratio), count))
        height = np.clip(np.round(np.sqrt(area * ratio)), 1, H)
        width = np.clip(np.round(np.sqrt(area / ratio)), 1, W)
        top, left = draw.integers(0, H - height + 1), draw.integers(0, W - width + 1)
        chosen = draw.random(count) < self.p
        row, column = np.arange(H)[:, None], np.arange(W)
        column_from, column_to, row_from, row_to, chosen = (
            v[:, None, None] for v in (left, left + width, top, top + height, chosen)
        )
        inside = (row >= row_from) & (row < row_to) & (column >= column_from) & (column < column_to)
        return np.where((inside & chosen)[:, None], self.value, images)
