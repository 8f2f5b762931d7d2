"""Pictures to drag: each draws itself in the page and tells its state in a sentence."""

from .base import Picture
from .confusion import ConfusionPicture
from .convolution import ConvolutionPicture
from .digit_canvas import DigitCanvas
from .receptive_field import ReceptiveFieldPicture, conv, pool

__all__ = [
    "Picture",
    "ConfusionPicture",
    "ConvolutionPicture",
    "DigitCanvas",
    "ReceptiveFieldPicture",
    "conv",
    "pool",
]
