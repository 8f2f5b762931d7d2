"""Pictures to drag: each draws itself in the page and tells its state in a sentence."""

from .base import Picture
from .confusion import ConfusionPicture
from .convolution import ConvolutionPicture
from .receptive_field import ReceptiveFieldPicture, conv, pool

__all__ = ["Picture", "ConfusionPicture", "ConvolutionPicture", "ReceptiveFieldPicture", "conv", "pool"]
