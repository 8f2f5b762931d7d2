"""Cells with a number in each: one image and its texts, which move when the numbers change."""

import numpy as np

from ...kit.figures import Words


class Cells:
    """Cells on `axes`; positive numbers are blue, negative ones orange, up to ± `largest`."""

    def __init__(self, axes, largest: float, fontsize: float):
        limits = {"vmin": -largest, "vmax": largest}
        self.image = axes.imshow([[0.0]], cmap="signed", aspect="auto", **limits)
        self.words = Words(axes, fontsize)

    def show(self, numbers, left: float, bottom: float, width: float = 1, height: float = 1) -> None:
        """A table of numbers, its first row on top; each cell is `width` wide and `height` high."""
        numbers = np.atleast_2d(numbers)
        rows, columns = numbers.shape
        self.image.set_data(numbers)
        self.image.set_extent((left, left + columns * width, bottom, bottom + rows * height))
        middles = [
            (left + (column + 0.5) * width, bottom + (rows - row - 0.5) * height)
            for row, column in np.ndindex(rows, columns)
        ]
        self.words.write(middles, map(written, numbers.flat))


def written(number: float) -> str:
    """Whole, or with one decimal.

    >>> written(3.0), written(-2.26)
    ('3', '−2.3')
    """
    return f"{round(float(number), 1) + 0.0:.{0 if float(number).is_integer() else 1}f}".replace("-", "−")
