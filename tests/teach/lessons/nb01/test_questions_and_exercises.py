"""What notebook 01 asks agrees with the framework and with its pictures."""

from itertools import product
from pathlib import Path

import nbformat
import pytest

import minidl
from minidl import nn
from minidl.teach import PerceptronPicture, TwoLinesPicture
from minidl.teach.lessons.nb01 import questions
from minidl.teach.lessons.nb01.exercises import GRAPH, depth, perceptron, threshold, update
from minidl.teach.lessons.nb01.graphs import edges_of
from minidl.teach.lessons.nb01.perceptron import CORNERS, GATES, learn
from minidl.teach.lessons.nb01.two_lines import NAND, OR, network

NOTEBOOK = Path(__file__).parents[4] / "notebooks" / "01-perceptron-and-xor.ipynb"


def test_the_solutions_agree_with_the_framework_and_the_pictures():
    layer = nn.Linear(2, 1)
    layer.weight.data.numpy()[:], layer.bias.data.numpy()[:] = [[0.75, -0.25]], -0.5
    z = layer(minidl.tensor(CORNERS).float()).detach().numpy().ravel()
    assert [perceptron(x, (0.75, -0.25), 0.5) for x in CORNERS] == (z >= 0).tolist()
    for gate in ("AND", "XOR", "x1 or not x2"):
        weights = (0, 0, 0)
        for at, output, error, after in learn(gate, 40):
            assert output == perceptron(CORNERS[at], weights[:2], weights[2])
            weights = update(*CORNERS[at], GATES[gate][at], *weights)
            assert weights == after and error == GATES[gate][at] - output
    assert sorted(GRAPH) == sorted(edges_of("01.4")) and depth(GRAPH) == 4


def test_the_threshold_counts_what_is_true():
    for signs in product((1, -1), repeat=3):
        for k, x in product(range(1, 4), product((0, 1), repeat=3)):
            true = sum(value if sign > 0 else 1 - value for sign, value in zip(signs, x))
            assert perceptron(x, signs, threshold(signs, k)) == (true >= k)
            assert not perceptron(x, signs, threshold(signs, k) + 0.25) or true > k


def test_the_largest_threshold_of_01_2():
    fires = lambda T: [x for x in CORNERS if perceptron(x, (2, -1), T)]
    assert fires(2) == fires(1.25) == [(1, 0)] and fires(2.25) == [] and fires(1) == [(1, 0), (1, 1)]


def test_the_ticket_and_the_predictions_are_right():
    assert "this is OR now" in PerceptronPicture(w1=1, w2=1, T=1).describe()
    for factor in (1, 2):
        assert "this is NAND now" in PerceptronPicture(w1=-factor, w2=-factor, T=-1.5 * factor).describe()
    picture = TwoLinesPicture(**network(OR, NAND, (1, 1, 2)))
    assert (
        "(0,1), (1,0) have become one point" in picture.describe() and "this is XOR now" in picture.describe()
    )


def test_right_options_are_not_the_longest():
    for probe in [*questions.TICKET, questions.WARM_UP]:
        others = [option for option in probe["options"] if option != probe["right"]]
        assert len(probe["right"]) < max(map(len, others)), probe["right"]
    for prediction in questions.PREDICTIONS:
        assert len(prediction.reason) <= max(map(len, prediction.wrong_reasons)), prediction.id
        assert len(prediction.wrong_reasons) == 2


def test_the_model_cell_runs_in_pytorch(capsys):
    torch = pytest.importorskip("torch", reason="PyTorch is not installed; CI installs it")
    cells = {cell.id: cell for cell in nbformat.read(NOTEBOOK, as_version=4).cells}
    exec(cells["formula-code"].source, {"minidl": torch})
    assert capsys.readouterr().out == cells["formula-code"].outputs[0].text
