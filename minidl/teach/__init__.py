"""The classroom layer: what notebooks need around the framework. README.md here shows how to use it."""

from .callbacks import shown
from .checks import check, hint, solution
from .computed import ComputedPicture, dropdown, slider
from .exercises import Exercise
from .facts import fact
from .figures import image_grid, score_table, show
from .live import LiveCurve
from .predictions import predict, reveal
from .pretrained import as_mnist, lecture_network, mnist_network, sample_digits
from .question import Question
from .tickets import exit_ticket
from .training import TrainingPanel
from .widgets import (
    ConfusionPicture,
    ConvolutionPicture,
    DigitCanvas,
    DrawnFunctionPicture,
    InequalityPicture,
    LearningRulePicture,
    LongestPathPicture,
    PerceptronPicture,
    ReceptiveFieldPicture,
    ShallowNetworkPicture,
    SoftmaxPicture,
    TwoLinesPicture,
    conv,
    pool,
)

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
    "ConfusionPicture",
    "lecture_network",
    "mnist_network",
    "sample_digits",
    "as_mnist",
    "ComputedPicture",
    "slider",
    "dropdown",
    "shown",
    "show",
    "image_grid",
    "score_table",
    "LiveCurve",
    "TrainingPanel",
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
