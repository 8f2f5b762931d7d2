"""Pictures to drag: each draws itself in the page and tells its state in a sentence."""

from .base import Picture
from .convolution import ConvolutionPicture
from .receptive_field import ReceptiveFieldPicture, conv, pool
from .softmax import SoftmaxPicture

__all__ = ["Picture", "ConvolutionPicture", "ReceptiveFieldPicture", "SoftmaxPicture", "conv", "pool"]
