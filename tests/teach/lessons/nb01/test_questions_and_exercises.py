"""What notebook 01 asks agrees with the framework and with its pictures."""

from itertools import product
from pathlib import Path

import nbformat
import pytest

import minidl
from minidl import nn
from minidl.teach import (
    LearningRulePicture,
    LongestPathPicture,
    PerceptronPicture,
    exit_ticket,
    predict,
    reveal,
)
from minidl.teach.lessons.nb01 import questions as nb01
from minidl.teach.lessons.nb01.exercises import GRAPH, depth, perceptron, threshold, update
from minidl.teach.lessons.nb01.perceptron import CORNERS, GATES


@pytest.mark.parametrize("prediction", nb01.PREDICTIONS, ids=lambda prediction: prediction.id)
def test_every_prediction_can_be_asked_and_answered(prediction, capsys):
    assert predict(prediction.id).question == prediction.question
    reveal(prediction.id)
    for sentence in [prediction.because, *prediction.wrong.values()]:
        assert len(sentence) > 20 and sentence.endswith(".")


def test_the_exit_ticket_is_complete():
    assert len(exit_ticket("01").children) == 3


def test_the_solutions_agree_with_the_framework_and_the_pictures():
    layer = nn.Linear(2, 1)
    layer.weight.data[:], layer.bias.data[:] = [[0.75, -0.25]], -0.5
    z = layer(minidl.tensor(CORNERS).float()).detach().numpy().ravel()
    assert [perceptron(x, (0.75, -0.25), 0.5) for x in CORNERS] == (z >= 0).tolist()
    for gate in ("AND", "XOR", "x1 or not x2"):
        picture, weights = LearningRulePicture(gate=gate), (0, 0, 0)
        for picture.step in range(1, 40):
            at = (picture.step - 1) % 4
            weights = update(*CORNERS[at], GATES[gate][at], *weights)
            assert weights == picture.weights()
    picture = LongestPathPicture(graph="exercise 01.3")
    assert sorted(GRAPH) == sorted(picture.edges()) and depth(GRAPH) == picture.longest() == 4


def test_the_threshold_counts_what_is_true():
    for signs in product((1, -1), repeat=3):
        for k, x in product(range(1, 4), product((0, 1), repeat=3)):
            true = sum(value if sign > 0 else 1 - value for sign, value in zip(signs, x))
            assert perceptron(x, signs, threshold(signs, k)) == (true >= k)
            assert not perceptron(x, signs, threshold(signs, k) + 0.25) or true > k


def test_the_ticket_and_the_predictions_are_right():
    picture = PerceptronPicture(w1=-1, w2=-1, T=-1.5, gate="NAND")
    assert picture.errors() == 0
    picture.set(w1=1, w2=1, T=1, gate="OR")
    assert picture.errors() == 0


def test_the_model_cells_run_in_pytorch(capsys):
    torch = pytest.importorskip("torch", reason="PyTorch is not installed; CI installs it")
    path = Path(__file__).parents[4] / "notebooks" / "01-perceptron-and-xor.ipynb"
    cells = {cell.id: cell.source for cell in nbformat.read(path, as_version=4).cells}
    names = {"minidl": torch, "nn": torch.nn, "F": torch.nn.functional, "optim": torch.optim}
    exec(cells["formula-code"], names)
    stored = {cell.id: cell for cell in nbformat.read(path, as_version=4).cells}["formula-code"].outputs
    assert capsys.readouterr().out == stored[0].text
    torch.manual_seed(0)
    exec(cells["train-code"], names)
    solved = (names["train"](100, 4, steps=1000) < 0.1).mean()
    assert 0.8 < solved < 1
