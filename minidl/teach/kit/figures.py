"""Figures of the lessons, such as pictures in a row.

Each is shown with a caption: one sentence that stands in for the picture where there is none (screen
readers, a preview without images), and that the notebook tests compare, since they cannot see.
"""

from functools import cache

import matplotlib.pyplot as plt
import numpy as np
from matplotlib import colormaps
from matplotlib.collections import PathCollection
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.path import Path
from matplotlib.textpath import TextPath

from .computed import NARROWEST, Still
from .values import plain

# The course's one sign convention: positive blue, negative orange, zero white.
if "signed" not in colormaps:
    colormaps.register(LinearSegmentedColormap.from_list("signed", ["#D55E00", "white", "#0072B2"]))


def narrow(figure) -> bool:
    """Whether a figure is drawn for a narrow room, such as a phone."""
    return bool(figure.get_figwidth() < 1.3 * NARROWEST)


def panels(figure, count: int, **options):
    """`count` axes: in a row, or one under the other where the room is narrow."""
    return figure.subplots(count, 1, **options) if narrow(figure) else figure.subplots(1, count, **options)


class Words(PathCollection):
    """Many short texts, each in the middle of its place, as one artist: drawn in a tenth of the time."""

    def __init__(self, axes, size: float):
        inches = axes.get_figure().dpi_scale_trans
        super().__init__([], offset_transform=axes.transData, transform=inches, linewidths=0, zorder=3)
        axes.add_collection(self, autolim=False)
        self.size = size

    def write(self, places, words, colours="0") -> None:
        """Each word at its place (x, y) in the data of the axes."""
        paths = [_drawn(str(word), self.size / 72) for word in words]
        self.set(offsets=places, paths=paths, facecolor=colours)


@cache
def _drawn(word: str, inches: float) -> Path:
    path = TextPath((0, 0), word, size=inches)
    return Path(path.vertices - path.get_extents().get_points().mean(axis=0), path.codes)


def show(figure, caption: str, digest=None, narrow: tuple | None = None) -> None:
    """Show a figure and its caption, then close the figure. ValueError without a caption.

    `digest` takes the numbers that are drawn: a second line sums them up, so that the notebook test
    notices when the picture changes under the same caption. `narrow` is the figure's size in inches in a
    narrow room: as high as it is, if none is given.
    """
    from IPython.display import display

    if not caption.strip():
        raise ValueError("show: a figure needs a caption, one sentence that says what is to be seen")
    data, metadata = Still(figure, caption, narrow)._repr_mimebundle_()
    display(data, metadata=metadata, raw=True)
    plt.close(figure)
    print(f"Figure: {caption}")
    if digest is not None:
        print(f"Data: {digest_of(digest)}")


def digest_of(numbers) -> str:
    """How many numbers, from where to where, their mean, and five of them on the way, rounded.

    >>> digest_of(np.arange(9) ** 2)
    '9 numbers from 0 to 64, mean 22.7; on the way 0, 4, 16, 36, 64'
    """
    numbers = np.asarray(plain(numbers), dtype=float).ravel()
    if not numbers.size:
        return "no numbers"
    largest = np.abs(numbers[np.isfinite(numbers)]).max(initial=0) or 1
    decimals = 2 - int(np.floor(np.log10(largest)))  # the same for all: near 0, rounding noise is no news
    rounded = lambda value: f"{round(float(value), decimals) + 0.0:.10g}"  # + 0.0: never -0
    some = numbers[np.linspace(0, numbers.size - 1, min(5, numbers.size)).round().astype(int)]
    return (
        f"{numbers.size:,} numbers from {rounded(numbers.min())} to {rounded(numbers.max())}, "
        f"mean {rounded(numbers.mean())}; on the way {', '.join(map(rounded, some))}"
    )


def image_grid(
    images, titles=None, columns: int = 10, caption: str = "", cmap: str | None = None, scale: str = "shared"
) -> None:
    """Pictures side by side: images (n, H, W) or (n, 1, H, W), each with a title under it.

    `scale` "shared": one range of colours for all; "each": every picture uses the full range;
    "signed": one range with 0 in the middle: positive blue, negative orange, zero white.
    """
    images = np.asarray(plain(images), dtype=float)
    if images.ndim == 4 and images.shape[1] == 1:
        images = images[:, 0]
    if images.ndim != 3 or not images.size:
        hint = {
            2: "For one image give image[None].",
            4: "For colour pictures show one channel: images[:, 0].",
        }
        raise ValueError(
            "image_grid: images must have the shape (n, H, W) or (n, 1, H, W) with at least one image, got "
            f"{images.shape}. {hint.get(images.ndim, '')}".rstrip()
        )
    columns = min(columns, len(images))
    rows = -(-len(images) // columns)
    lines = max((title.count("\n") + 1 for title in map(str, titles)), default=0) if titles is not None else 0
    height = 10 / columns * images.shape[1] / images.shape[2] + 0.28 * lines + 0.05
    figure, axes = plt.subplots(rows, columns, figsize=(10, rows * height), squeeze=False)
    largest = np.abs(images).max() or 1
    limits = {"shared": (images.min(), images.max()), "each": (None, None), "signed": (-largest, largest)}
    low, high = limits[scale]
    for number, axis in enumerate(axes.flat):
        axis.set(xticks=[], yticks=[])
        axis.set_visible(number < len(images))
        axis.spines[:].set_color("#CCCCCC")
        if number < len(images):
            axis.imshow(
                images[number], cmap or ("signed" if scale == "signed" else "Greys"), vmin=low, vmax=high
            )
            axis.set_xlabel("" if titles is None else str(titles[number]), fontsize=12)
    show(figure, caption)
