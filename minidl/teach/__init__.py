"""The classroom layer: what notebooks need around the framework. README.md here shows how to use it."""

from .callbacks import shown
from .checks import check, hint, solution
from .computed import ComputedPicture, dropdown, slider
from .exercises import Exercise
from .facts import fact
from .figures import confusion_matrices, image_grid, score_table, show
from .live import LiveCurve
from .predictions import predict, reveal
from .pretrained import as_mnist, lecture_network, mnist_network, sample_digits
from .question import Question
from .tickets import exit_ticket
from .widgets import ConvolutionPicture, DigitCanvas, ReceptiveFieldPicture, conv, pool
from .widgets import (
    ConvolutionPicture,
    InequalityPicture,
    LearningRulePicture,
    LongestPathPicture,
    PerceptronPicture,
    ReceptiveFieldPicture,
    TwoLinesPicture,
from .widgets import (
    ConvolutionPicture,
    DrawnFunctionPicture,
    ReceptiveFieldPicture,
    ShallowNetworkPicture,
    conv,
    pool,
)
from .widgets import ConvolutionPicture, ReceptiveFieldPicture, SoftmaxPicture, conv, pool

__all__ = [
    "predict",
    "reveal",
    "fact",
    "check",
    "hint",
    "solution",
    "exit_ticket",
    "Exercise",
    "Question",
    "ConvolutionPicture",
    "ReceptiveFieldPicture",
    "DigitCanvas",
    "lecture_network",
    "mnist_network",
    "sample_digits",
    "as_mnist",
    "DrawnFunctionPicture",
    "ShallowNetworkPicture",
    "SoftmaxPicture",
    "conv",
    "pool",
    "PerceptronPicture",
    "InequalityPicture",
    "LearningRulePicture",
    "TwoLinesPicture",
    "LongestPathPicture",
    "ComputedPicture",
    "slider",
    "dropdown",
    "shown",
    "show",
    "image_grid",
    "confusion_matrices",
    "score_table",
    "LiveCurve",
]
