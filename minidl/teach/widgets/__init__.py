"""Pictures to drag: each draws itself in the page and tells its state in a sentence."""

from .convolution import ConvolutionPicture

__all__ = ["ConvolutionPicture"]
