"""A kernel, the nearest column × row, and what is missing: a computed picture."""

import functools

import numpy as np

from ...kit.computed import ComputedPicture, dropdown, slider
from ...kit.figures import Words, panels

KERNELS = {
    "edge": [[-1, -1, -1], [-1, 8, -1], [-1, -1, -1]],
    "Sobel": [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]],
    "blur": [[1, 2, 1], [2, 4, 2], [1, 2, 1]],
    "sharpen": [[0, -1, 0], [-1, 5, -1], [0, -1, 0]],
    "diagonal": [[0, 1, 2], [-1, 0, 1], [-2, -1, 0]],
}


@functools.cache
def factors(kernel: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """A column and a row whose product is as near to the kernel as it can be; and what is missing."""
    matrix = np.array(KERNELS[kernel], float)
    left, sizes, right = np.linalg.svd(matrix)
    column, row = left[:, 0], sizes[0] * right[0]
    some = row[np.abs(row) > 1e-9]
    scale = np.sign(some[-1]) * np.abs(some).min()  # so that the row's smallest number is 1 or −1
    column, row = (column * scale).round(9), (row / scale).round(9)
    return column, row, (matrix - np.outer(column, row)).round(6)


def number(value: float) -> str:
    """
    >>> number(-2.0), number(0.123), number(-0.0)
    ('−2', '0.1', '0')
    """
    return f"{round(float(value), 1) + 0.0:g}".replace("-", "−")


def told(kernel: str) -> str:
    return " × ".join(f"({', '.join(map(number, side))})" for side in factors(kernel)[:2])


def two_pass_kernels() -> ComputedPicture:
    parts = {}

    def start(figure):
        all_axes = panels(figure, 3)
        for axes in all_axes:
            axes.set(xticks=[], yticks=[])
            axes.grid(False)
            axes.spines[:].set(visible=True, color="0.6")
        parts["titles"] = [axes.set_title("", fontsize=12) for axes in all_axes]
        settings = {"cmap": "signed", "vmin": -10, "vmax": 10, "extent": (0, 1, 1, 0)}
        parts["images"] = [axes.imshow(np.zeros((3, 3)), **settings) for axes in all_axes]
        parts["numbers"] = [Words(axes, 12) for axes in all_axes]

    def draw(figure, kernel, dilation):
        if not figure.axes:
            start(figure)
        column, row, rest = factors(kernel)
        span = 2 * dilation + 1
        scale = 2.5 / np.unique(np.abs(KERNELS[kernel]))[-2]  # an outlier leaves the others their colours
        matrices = np.array(KERNELS[kernel], float), np.outer(column, row), rest
        name = "nearest column × row" if rest.any() else "column × row"
        titles = f"{kernel}: 9 weights,\nspan {span}×{span}", f"{name}\n{told(kernel)}"
        titles += ("what is missing" if rest.any() else "nothing is missing:\n3 + 3 multiplications",)
        for place, matrix in enumerate(matrices):
            parts["titles"][place].set_text(titles[place])
            cells = np.zeros((span, span))
            cells[::dilation, ::dilation] = np.clip(matrix * scale, -5, 5)
            parts["images"][place].set_data(cells)
            middles = (np.argwhere(np.ones((3, 3)))[:, ::-1] * dilation + 0.5) / span  # (x, y)
            parts["numbers"][place].write(middles, map(number, matrix.flat))

    def alt(kernel, dilation):
        span, rest = 2 * dilation + 1, factors(kernel)[2]
        end = f"It is {told(kernel)}: 3 + 3 multiplications in two passes."
        if rest.any():
            off = number(abs(rest).max())
            end = f"No column × row is equal to it: the nearest, {told(kernel)}, is up to {off} off."
        return f"The {kernel} kernel, dilation {dilation}: 9 weights over {span}×{span} pixels. {end}"

    presets = {"edge": {"kernel": "edge"}, "Sobel, dilation 3": {"kernel": "Sobel", "dilation": 3}}
    controls = {"kernel": dropdown([*KERNELS], "Sobel"), "dilation": slider(1, 3)}
    how = {"size": (9, 3.8), "narrow": (4.2, 12), "clear": False, "alt": alt}
    return ComputedPicture(draw, controls, presets | {"blur": {"kernel": "blur"}}, **how)
