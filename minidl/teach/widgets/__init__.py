"""Pictures to drag: each draws itself in the page and tells its state in a sentence."""

from .base import Picture
from .confusion import ConfusionPicture
from .convolution import ConvolutionPicture
from .digit_canvas import DigitCanvas
from .drawn_function import DrawnFunctionPicture
from .inequalities import InequalityPicture
from .learning_rule import LearningRulePicture
from .longest_path import LongestPathPicture
from .perceptron import PerceptronPicture
from .receptive_field import ReceptiveFieldPicture, conv, pool
from .shallow_network import ShallowNetworkPicture
from .softmax import SoftmaxPicture
from .two_lines import TwoLinesPicture

__all__ = [
    "Picture",
    "ConfusionPicture",
    "ConvolutionPicture",
    "DigitCanvas",
    "DrawnFunctionPicture",
    "InequalityPicture",
    "LearningRulePicture",
    "LongestPathPicture",
    "PerceptronPicture",
    "ReceptiveFieldPicture",
    "conv",
    "pool",
    "ShallowNetworkPicture",
    "SoftmaxPicture",
    "TwoLinesPicture",
]
