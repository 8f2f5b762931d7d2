"""A photograph of 48×48 grey pixels, from 0 (black) to 255 (white).

The tower of "china.jpg" in scikit-learn: a photograph by danielbuechele on Flickr, 2011, Creative Commons
BY 2.0; cut out, made smaller, grey. `temple.txt` holds it, a row a line, in hexadecimal bytes.
"""

from pathlib import Path

import numpy as np

SIDE = 48


def temple() -> np.ndarray:
    """The photograph, 48×48 bytes."""
    rows = Path(__file__).with_suffix(".txt").read_text(encoding="ascii").split()
    return np.array([list(bytes.fromhex(row)) for row in rows], np.uint8)
