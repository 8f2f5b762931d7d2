"""Pictures to drag: each draws itself in the page and tells its state in a sentence."""

from .base import Picture
from .convolution import ConvolutionPicture
from .digit_canvas import DigitCanvas
from .inequalities import InequalityPicture
from .learning_rule import LearningRulePicture
from .longest_path import LongestPathPicture
from .perceptron import PerceptronPicture
from .receptive_field import ReceptiveFieldPicture, conv, pool
from .two_lines import TwoLinesPicture

__all__ = ["Picture", "ConvolutionPicture", "DigitCanvas", "ReceptiveFieldPicture", "conv", "pool"]
__all__ = [
    "Picture",
    "ConvolutionPicture",
    "ReceptiveFieldPicture",
    "conv",
    "pool",
    "PerceptronPicture",
    "InequalityPicture",
    "LearningRulePicture",
    "TwoLinesPicture",
    "LongestPathPicture",
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
from .softmax import SoftmaxPicture

__all__ = ["Picture", "ConvolutionPicture", "ReceptiveFieldPicture", "SoftmaxPicture", "conv", "pool"]
