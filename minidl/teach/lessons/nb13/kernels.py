"""A kernel at once, and the nearest column × row in two passes, over a photograph: a computed picture."""

import functools

import numpy as np
from matplotlib.patches import Rectangle

from .... import float32, tensor
from ....nn.functional import conv2d
from ...kit.computed import ComputedPicture, dropdown, slider
from ...kit.figures import narrow

KERNELS = {
    "edge": [[-1, -1, -1], [-1, 8, -1], [-1, -1, -1]],
    "Sobel": [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]],
    "blur": [[1, 2, 1], [2, 4, 2], [1, 2, 1]],
    "box": [[1, 1, 1], [1, 1, 1], [1, 1, 1]],
    "sharpen": [[0, -1, 0], [-1, 5, -1], [0, -1, 0]],
    "diagonal": [[0, 1, 2], [-1, 0, 1], [-2, -1, 0]],
}
SIDE, SPAN = 64, 9  # of the pictures, and of the widest kernel


@functools.cache
def tower() -> np.ndarray:
    from sklearn.datasets import load_sample_image

    wide = SIDE + SPAN - 1
    image = load_sample_image("china.jpg").mean(axis=2, dtype="float32") / 255
    return image[: 5 * wide : 5, 80 : 80 + 5 * wide : 5]


@functools.cache
def factors(kernel: str) -> tuple[np.ndarray, np.ndarray, bool]:
    """A column and a row whose product is the kernel, or as near to it as there is one; and whether it is."""
    matrix = np.array(KERNELS[kernel], float)
    left, sizes, right = np.linalg.svd(matrix)
    column, row = left[:, 0], sizes[0] * right[0]
    scale = row[np.abs(row) > 1e-9][-1]
    smallest = np.abs(row[np.abs(row) > 1e-9]).min()
    scale = np.sign(scale) * smallest  # so that the row's smallest number is 1 or −1
    column, row = column * scale, row / scale
    return column, row, bool(np.abs(np.outer(column, row) - matrix).max() < 1e-9)


@functools.cache
def passes(kernel: str, dilation: int) -> tuple[np.ndarray, np.ndarray]:
    """What the kernel makes of the photograph at once, and what the two passes make of it."""
    column, row, _ = factors(kernel)
    cut = (SPAN - 1) // 2 - dilation  # all settings show the same pixels
    wide = tower()[cut : len(tower()) - cut, cut : len(tower()) - cut]
    image = tensor(np.ascontiguousarray(wide))[None, None]
    weights = [tensor(np.asarray(w, float), dtype=float32)[None, None] for w in
               (KERNELS[kernel], column[:, None], row[None, :])]  # fmt: skip
    once = conv2d(image, weights[0], dilation=dilation)
    twice = conv2d(conv2d(image, weights[1], dilation=dilation), weights[2], dilation=dilation)
    return once.numpy()[0, 0], twice.numpy()[0, 0]


def number(value: float) -> str:
    """
    >>> number(-2.0), number(0.123), number(-0.0)
    ('−2', '0.12', '0')
    """
    return f"{round(float(value), 2) + 0.0:g}".replace("-", "−")


def told(kernel: str) -> str:
    column, row, _ = factors(kernel)
    return " × ".join(f"({', '.join(map(number, side))})" for side in (column, row))


def gap(kernel: str, dilation: int) -> float:
    once, twice = passes(kernel, dilation)
    return float(np.abs(once - twice).max())


def two_pass_kernels() -> ComputedPicture:
    parts = {}

    def start(figure):
        rows, columns = (4, 1) if narrow(figure) else (2, 2)
        all_axes = figure.subplots(rows, columns, height_ratios=[1] * rows).ravel()
        parts["titles"] = [axes.set_title("", fontsize=12) for axes in all_axes]
        parts["cells"], parts["frames"], parts["images"] = [], [], []
        for axes in all_axes:
            axes.set(xticks=[], yticks=[])
            axes.grid(False)
            axes.spines[:].set_visible(False)
        for axes in (all_axes[0], all_axes[1]):
            axes.set(xlim=(-0.5, SPAN - 0.5), ylim=(SPAN - 0.5, -0.5), aspect="equal")
            frame = axes.add_patch(Rectangle((0, 0), 1, 1, fill=False, edgecolor="0.3", lw=1.5))
            boxes = [axes.add_patch(Rectangle((0, 0), 0.96, 0.96, lw=0)) for _ in range(9)]
            style = {"ha": "center", "va": "center", "fontsize": 12}
            parts["cells"].append([(box, axes.text(0, 0, "", **style)) for box in boxes])
            parts["frames"].append(frame)
        for axes in all_axes[2:]:
            image = axes.imshow(np.zeros((SIDE, SIDE)), cmap="signed", vmin=-1, vmax=1)
            parts["images"].append(image)

    def draw(figure, kernel, dilation):
        if not figure.axes:
            start(figure)
        column, row, exact = factors(kernel)
        matrices = np.array(KERNELS[kernel], float), np.outer(column, row)
        for matrix, cells, frame in zip(matrices, parts["cells"], parts["frames"]):
            corner = SPAN // 2 - dilation
            frame.set(xy=(corner - 0.5, corner - 0.5), width=2 * dilation + 1, height=2 * dilation + 1)
            for (i, j), (box, text) in zip(np.ndindex(3, 3), cells):
                at = corner + j * dilation, corner + i * dilation
                box.set(xy=(at[0] - 0.48, at[1] - 0.48), facecolor="C0" if matrix[i, j] > 0 else "C1")
                box.set_alpha(min(0.55, 0.12 * abs(matrix[i, j])))
                text.set(position=at, text=number(matrix[i, j]))
        pictures = passes(kernel, dilation)
        largest = np.abs(pictures[0]).max()
        for artist, picture in zip(parts["images"], pictures):
            artist.set_data(picture / largest)
        span = 2 * dilation + 1
        name = "column × row" if exact else "nearest column × row"
        difference = "no difference" if exact else f"differs by up to {gap(kernel, dilation):.2f}"
        titles = f"{kernel}: 9 weights, span {span}×{span}", f"{name}\n{told(kernel)}"
        titles += "at once: 9 multiplications", f"two passes: 3 + 3\n{difference}"
        for title, text in zip(parts["titles"], titles):
            title.set_text(text)

    def alt(kernel, dilation):
        _, _, exact = factors(kernel)
        span = 2 * dilation + 1
        if exact:
            end = f"It is {told(kernel)}: two passes with 3 + 3 multiplications give the same picture."
        else:
            end = (
                f"No column × row is equal to it. The nearest, {told(kernel)}, gives a picture "
                f"that differs by up to {gap(kernel, dilation):.2f}."
            )
        return f"The {kernel} kernel, dilation {dilation}: 9 weights over {span}×{span} pixels. {end}"

    controls = {"kernel": dropdown([*KERNELS], "edge"), "dilation": slider(1, 4)}
    presets = {"Sobel": {"kernel": "Sobel"}, "Sobel, dilation 3": {"kernel": "Sobel", "dilation": 3}}
    presets["sharpen"] = {"kernel": "sharpen"}
    return ComputedPicture(draw, controls, presets, alt=alt, size=(8, 5.6), clear=False, narrow=(4.2, 13))
