"""A photograph under the lectures' kernels, with stride and dilation."""

import numpy as np

from .... import float32, tensor
from ....nn.functional import conv2d
from ...kit.computed import ComputedPicture, dropdown, slider
from ...kit.figures import panels

KERNELS = {
    "blur": np.array([[1, 2, 1], [2, 4, 2], [1, 2, 1]]) / 16,
    "edge": np.array([[-1, -1, -1], [-1, 8, -1], [-1, -1, -1]]),
    "sharpen": np.array([[0, -1, 0], [-1, 5, -1], [0, -1, 0]]),
    "Sobel, left to right": np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]),
}


def photograph() -> ComputedPicture:
    """A tower of 130×130 pixels, and what one kernel leaves of it."""
    from sklearn.datasets import load_sample_image

    tower = load_sample_image("china.jpg")[20:280:2, 80:340:2].mean(axis=2, dtype="float32") / 255

    def filtered(kernel, stride, dilation):
        weight = tensor(KERNELS[kernel], dtype=float32)[None, None]
        return conv2d(tensor(tower)[None, None], weight, stride=stride, dilation=dilation).numpy()[0, 0]

    def draw(figure, kernel, stride, dilation):
        darkest = 0 if KERNELS[kernel].sum() == 1 else -1  # of kernels that sum to 0, 0 is grey
        pictures = [(tower, 0), (filtered(kernel, stride, dilation), darkest)]
        for axes, (image, low) in zip(panels(figure, 2), pictures):
            axes.imshow(image, cmap="gray", vmin=low, vmax=1, interpolation="nearest")
            axes.set_title("×".join(map(str, image.shape)))
            axes.axis("off")

    def alt(kernel, stride, dilation):
        size = "×".join(map(str, filtered(kernel, stride, dilation).shape))
        how = f"{kernel}, stride {stride}, dilation {dilation}"
        return f"A photograph of 130×130 pixels, and what is left of it after {how}: {size}."

    controls = {"kernel": dropdown(list(KERNELS)), "stride": slider(1, 8), "dilation": slider(1, 8)}
    presets = {"edges": {"kernel": "edge"}, "wide blur": {"dilation": 4}, "coarse": {"stride": 8}}
    return ComputedPicture(draw, controls, presets, alt=alt, size=(8, 4.6), narrow=(4.2, 9.4))
