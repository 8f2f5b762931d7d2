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

from ..tensor import Tensor, wrap
from .loader import check_generator

Number = int | float


class Transform:
    """Base: subclasses define `change(images, draw)` on arrays (N, C, H, W); `draw` is the generator."""

    def __init__(self, generator: np.random.Generator | None = None):
        self.generator = generator

    def __call__(self, images: Tensor) -> Tensor:
        who = type(self).__name__
        if not isinstance(images, Tensor) or not images.is_floating_point():
            got = images.dtype if isinstance(images, Tensor) else type(images).__name__
            raise TypeError(
                f"{who}: expects a Tensor of floats, got {got}. Try minidl.Tensor(array).float()."
            )
        if images.ndim not in (3, 4):
            raise ValueError(f"{who}: expects images (N, C, H, W) or one (C, H, W), got {images.shape}.")
        batch = images._array if images.ndim == 4 else images._array[None]
        changed = self.change(batch, check_generator(self.generator, who)).astype(batch.dtype, copy=False)
        return wrap(changed if images.ndim == 4 else changed[0])

    def change(self, images: np.ndarray, draw: np.random.Generator) -> np.ndarray:
        raise NotImplementedError(f"{type(self).__name__} must define change(images, draw).")


class Compose:
    """One transform after the other."""

    def __init__(self, transforms):
        self.transforms = list(transforms)

    def __call__(self, images: Tensor) -> Tensor:
        for transform in self.transforms:
            images = transform(images)
        return images


class Normalize(Transform):
    """(x − mean) / std, with one number for all channels or one for each."""

    def __init__(self, mean: Number | list[float], std: Number | list[float]):
        super().__init__()
        self.mean, self.std = np.array(mean, np.float64), np.array(std, np.float64)
        if not (self.std > 0).all():
            raise ValueError(f"Normalize: std must be above 0, got {std}.")

    def change(self, images, draw):
        for name, values in (("mean", self.mean), ("std", self.std)):
            if values.size not in (1, images.shape[1]):
                raise ValueError(
                    f"Normalize: {name} has {values.size} numbers, but the images have "
                    f"{images.shape[1]} channels."
                )
        return (images - self.mean.reshape(-1, 1, 1)) / self.std.reshape(-1, 1, 1)


class RandomCrop(Transform):
    """A window of `size` (a number or height and width) somewhere in the image, after zero padding."""

    def __init__(self, size: int | tuple[int, int], padding: int = 0, generator=None):
        super().__init__(generator)
        self.size = (size, size) if isinstance(size, int) else tuple(size)
        self.padding = padding
        if min(self.size) < 1 or padding < 0:
            raise ValueError(f"RandomCrop: impossible size {size} or padding {padding}.")

    def change(self, images, draw):
        padded = np.pad(images, [(0, 0), (0, 0), *[(self.padding,) * 2] * 2])
        room = [n - size for n, size in zip(padded.shape[2:], self.size, strict=True)]
        if min(room) < 0:
            raise ValueError(
                f"RandomCrop: size {self.size} does not fit into images of {images.shape[2:]} with "
                f"padding {self.padding}."
            )
        windows = np.lib.stride_tricks.sliding_window_view(padded, self.size, axis=(2, 3))
        row, column = (draw.integers(0, n + 1, len(images)) for n in room)
        return windows[np.arange(len(images)), :, row, column].copy()


class _RandomFlip(Transform):
    axis: int

    def __init__(self, p: float = 0.5, generator=None):
        super().__init__(generator)
        self.p = _check_p(type(self).__name__, p)

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
        self.low, self.high = (-degrees, degrees) if isinstance(degrees, Number) else degrees
        self.fill = fill
        if not self.low <= self.high:
            raise ValueError(f"RandomRotation: degrees are (low, high) or one number above 0, got {degrees}.")

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
        self.strengths = brightness, contrast, saturation
        if min(self.strengths) < 0:
            raise ValueError(f"ColorJitter: strengths must not be negative, got {self.strengths}.")

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
        self.mean, self.sigma, self.clip = mean, sigma, clip
        if not sigma >= 0:
            raise ValueError(f"GaussianNoise: sigma must not be negative, got {sigma}.")

    def change(self, images, draw):
        images = images + draw.normal(self.mean, self.sigma, images.shape)
        return np.clip(images, 0, 1) if self.clip else images


class RandomErasing(Transform):
    """With probability p, a rectangle somewhere in the image becomes `value` (Zhong et al., 2020).

    It covers a share of the area from `scale`; height / width is from `ratio`, even on a log scale.
    """

    def __init__(
        self,
        p: float = 0.5,
        scale: tuple[float, float] = (0.02, 0.33),
        ratio: tuple[float, float] = (0.3, 3.3),
        value: float = 0.0,
        generator=None,
    ):
        super().__init__(generator)
        self.p, self.scale, self.ratio, self.value = _check_p("RandomErasing", p), scale, ratio, value
        if not (0 <= scale[0] <= scale[1] <= 1 and 0 < ratio[0] <= ratio[1]):
            raise ValueError(f"RandomErasing: impossible scale {scale} or ratio {ratio}.")

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


def _check_p(who, p):
    if not 0 <= p <= 1:
        raise ValueError(f"{who}: p is a probability between 0 and 1, got {p}.")
    return p
