"""Pictures to drag: each draws itself in the page and tells its state in a sentence."""

from .base import Picture
from .convolution import ConvolutionPicture
from .digit_canvas import DigitCanvas
from .receptive_field import ReceptiveFieldPicture, conv, pool

__all__ = ["Picture", "ConvolutionPicture", "DigitCanvas", "ReceptiveFieldPicture", "conv", "pool"]
