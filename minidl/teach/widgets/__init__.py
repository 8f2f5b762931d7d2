"""Pictures to drag: each draws itself in the page and tells its state in a sentence."""

from .base import Picture
from .convolution import ConvolutionPicture
from .drawn_function import DrawnFunctionPicture
from .receptive_field import ReceptiveFieldPicture, conv, pool
from .shallow_network import ShallowNetworkPicture

__all__ = [
    "Picture",
    "ConvolutionPicture",
    "DrawnFunctionPicture",
    "ReceptiveFieldPicture",
    "ShallowNetworkPicture",
    "conv",
    "pool",
]
