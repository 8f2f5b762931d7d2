"""Figures of the lessons: pictures in a row, a table of scores.

Each is shown with a caption: one sentence that stands in for the picture where there is none (screen
readers, a preview without images), and that the notebook tests compare, since they cannot see.
"""

import base64
import io

import matplotlib.pyplot as plt
import numpy as np


def show(figure, caption: str, digest=None) -> None:
    """Show a figure and its caption, then close the figure. ValueError without a caption.

    `digest` takes the numbers that are drawn: a second line sums them up, so that the notebook test
    notices when the picture changes under the same caption.
    """
    from IPython.display import display

    if not caption.strip():
        raise ValueError("show: a figure needs a caption, one sentence that says what is to be seen")
    data, metadata = picture(figure, "Figure")
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
    numbers = np.asarray(numbers, dtype=float).ravel()
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


def picture(figure, text: str) -> tuple[dict, dict]:
    """A figure as what a notebook displays: ({type: content}, {type: size}); `text` where it cannot.

    Sharp on a projector (150 dots per inch), small in the file (64 colours are plenty for a drawing).
    """
    from PIL import Image

    drawn, packed = io.BytesIO(), io.BytesIO()
    figure.savefig(drawn, dpi=150, facecolor="white")
    with Image.open(drawn) as image:
        image.convert("RGB").quantize(64, method=Image.Quantize.MAXCOVERAGE).save(
            packed, "PNG", optimize=True
        )
    width = round(95 * figure.get_figwidth())  # in the page's pixels
    data = {"image/png": base64.b64encode(packed.getvalue()).decode(), "text/plain": text}
    return data, {"image/png": {"width": width}}


def image_grid(
    images, titles=None, columns: int = 10, caption: str = "", cmap: str = "Greys", scale: str = "shared"
) -> None:
    """Pictures side by side: images (n, H, W) or (n, 1, H, W), each with a title under it.

    `scale` "shared": one range of colours for all; "each": every picture uses the full range;
    "signed": one range with 0 in the middle (for weights, with a diverging `cmap` such as "PuOr").
    """
    images = np.asarray(images, dtype=float)
    images = images.reshape(len(images), *images.shape[-2:])
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
        axis.spines[:].set_visible(number < len(images))
        axis.spines[:].set_color("#CCCCCC")
        if number < len(images):
            axis.imshow(images[number], cmap=cmap, vmin=low, vmax=high)
            axis.set_xlabel("" if titles is None else str(titles[number]), fontsize=12)
    show(figure, caption)


def score_table(rows: dict, columns: list[str], caption: str = "") -> None:
    """A table as a picture: rows (name → numbers or texts).

    Trained numbers differ a little from machine to machine, since additions are done in another
    order. So they stand in a picture, which no test compares.
    """
    figure, axis = plt.subplots(figsize=(10, 0.55 * (len(rows) + 1)))
    axis.axis("off")
    cells = [
        [name, *[v if isinstance(v, str) else f"{v:.3f}" for v in values]] for name, values in rows.items()
    ]
    table = axis.table(cells, colLabels=["", *columns], bbox=(0, 0, 1, 1), cellLoc="center")
    table.auto_set_font_size(False)
    table.set_fontsize(15)
    for (row, column), cell in table.get_celld().items():
        cell.set_edgecolor("#CCCCCC")
        cell.visible_edges = "B"
        if row == 0 or column == 0:
            cell.set_text_props(weight="bold")
    show(figure, caption)
