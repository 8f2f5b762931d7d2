"""How MNIST was made: a drawing is put into a box of 20×20, and the box into 28×28 by its centre of mass.

All in whole numbers, so that the picture in the page (`digit_canvas_arithmetic.js`) does exactly the same.
"""

import numpy as np

SIDE, BOX = 28, 20


def as_mnist(drawing) -> np.ndarray:
    """A drawing (H, W) in bytes, 0 for paper and 255 for ink, as MNIST would show it: (28, 28) in bytes.

    The drawn part is scaled, keeping its proportions, until its longer side has 20 pixels. Then it is
    placed so that its centre of mass lies in the middle. MNIST's own images stay as they are (9,997 of its
    10,000 test images); a drawing without ink stays empty.

    >>> line = np.zeros((28, 28), np.uint8)
    >>> line[2:12, 3] = 255  # ten pixels high, at the left
    >>> rows, columns = as_mnist(line).nonzero()
    >>> np.unique(rows).tolist() == list(range(4, 24)), np.unique(columns).tolist()
    (True, [13, 14])
    """
    drawing = np.asarray(drawing)
    if drawing.ndim != 2 or drawing.dtype != np.uint8:
        raise TypeError(
            f"as_mnist expects a drawing (H, W) of bytes, got shape {drawing.shape} of {drawing.dtype}. "
            f"Try (255 * image).astype(np.uint8)."
        )
    result = np.zeros((SIDE, SIDE), np.uint8)
    if not drawing.any():
        return result
    rows, columns = (np.flatnonzero(drawing.any(axis=axis)) for axis in (1, 0))
    drawn = drawing[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1].astype(np.int64)
    longer = max(drawn.shape)
    height, width = (max(1, (2 * BOX * side + longer) // (2 * longer)) for side in drawn.shape)  # rounded
    box = _resized(drawn, height, width)
    top, left = (_place(box.sum(axis=axis)) for axis in (1, 0))
    result[top : top + height, left : left + width] = box
    return result


def _resized(image, height, width):
    """Each new pixel is the mean of the old ones around it, weighted by a triangle; rounded to bytes."""
    down, across = _triangles(image.shape[0], height), _triangles(image.shape[1], width)
    total = down.sum(1)[:, None] * across.sum(1)
    return (2 * (down @ image @ across.T) + total) // (2 * total)


def _triangles(old: int, new: int):
    """Row i: how much each of the `old` pixels counts for the new pixel i, in whole numbers.

    The distance between the centres (i + ½)/new and (j + ½)/old, times 2·old·new, is a whole number.
    """
    i, j = np.arange(new)[:, None], np.arange(old)
    return np.maximum(0, 2 * max(old, new) - np.abs((2 * i + 1) * old - (2 * j + 1) * new))


def _place(masses) -> int:
    """Where the box must begin so that its centre of mass lies at 14, or less than a pixel beyond."""
    total = int(masses.sum())
    twice_centre = int((masses * (2 * np.arange(len(masses)) + 1)).sum())  # 2 · total · centre
    start = -((twice_centre - SIDE * total) // (2 * total))  # rounded up, as MNIST did
    return min(max(start, 0), SIDE - len(masses))
