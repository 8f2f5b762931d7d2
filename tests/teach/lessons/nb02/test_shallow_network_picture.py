"""The picture of three hidden units: joints, slopes, its sentence, and the same network in minidl."""

import json
import random
from itertools import pairwise

import numpy as np
import pytest
from traitlets import TraitError

import minidl
from minidl import nn
from minidl.teach import ShallowNetworkPicture
from minidl.teach.kit.picture import rounded
from tests.teach import javascript

EXPORTED = """(state) => [describe(state), outputOf(state, 0.3), slopesOf(state), bendsOf(state),
    unitsOf(state).map(jointOf)]"""


def cases(count):
    """States of all kinds: level lines, weights of 0, joints that meet, on the edge and outside."""
    draw = random.Random(0)
    names = list(ShallowNetworkPicture().state())
    for _ in range(count):
        coarse = draw.random() < 0.5  # whole numbers meet and cancel often
        yield {name: draw.randint(-3, 3) if coarse else draw.randint(-12, 12) / 4 for name in names}


def to_12_places(found):
    """From Python 3.12 on sum() makes up for what it rounds off."""
    return json.loads(json.dumps(found), parse_float=lambda text: round(float(text), 12))


def test_javascript_and_python_agree(tmp_path):
    picture = ShallowNetworkPicture()
    states, expected = [], []
    for case in [picture.state(), *picture.presets.values(), *cases(3000)]:
        picture.set(**case)
        states.append(picture.state())
        bends = [list(bend) for bend in picture.bends().items()]
        numbers = [picture.output(0.3), picture.slopes(), bends, picture.joints()]
        expected.append([picture.describe(), *numbers])
    answers = javascript.run(ShallowNetworkPicture, EXPORTED, states, tmp_path)
    for state, answer, wanted in zip(states, answers, expected):
        assert to_12_places(answer) == to_12_places(wanted), state
    said = " ".join(answer[0] for answer in answers)
    kinds = (
        "no joint",
        "weight 0",
        "outside",
        "on the edge",
        "meet and cancel",
        "one straight line",
        "reaches",
    )
    for words in kinds:
        assert words in said, f"the grid never comes to {words!r}"


def test_slopes_and_bends_are_those_of_the_curve():
    picture = ShallowNetworkPicture()
    for case in cases(300):
        picture.set(**case)
        ends = [-2, *(x for x, change in picture.bends().items() if change), 2]
        measured = []
        for left, right in pairwise(ends):
            a, b = left + (right - left) / 4, right - (right - left) / 4
            measured.append((picture.output(b) - picture.output(a)) / (b - a))
        np.testing.assert_allclose(measured, picture.slopes(), atol=1e-9, err_msg=str(case))


def test_it_is_the_network_of_minidl():
    picture = ShallowNetworkPicture()
    net = nn.Sequential(nn.Linear(1, 3), nn.ReLU(), nn.Linear(3, 1))
    theta_0, theta_1, phi = np.array(picture.units(), dtype="float32").T
    weights = {"0.weight": theta_1[:, None], "0.bias": theta_0, "2.weight": phi[None]}
    net.load_state_dict(weights | {"2.bias": np.float32([picture.phi_0])})
    x = np.linspace(-3, 3, 25, dtype="float32")
    made = net(minidl.tensor(x[:, None])).data.numpy()[:, 0]
    assert [picture.output(float(at)) for at in x] == made.tolist()


@pytest.mark.parametrize(
    "preset, words",
    [
        ("Signs flipped", "Unit 1 has its joint at −1;"),
        ("Slope 0", "no joint (θ₁₁ = 0) and adds 1.5 everywhere"),
        ("Two joints meet", "the joints of units 1 and 2 meet; between −2 and 2 the sum has 3"),
        ("They cancel", "meet and cancel; between −2 and 2 the sum has 2"),
    ],
)
def test_presets_show_what_they_are_called(preset, words):
    picture = ShallowNetworkPicture()
    picture.preset(preset)
    assert words in picture.describe()


def test_it_starts_with_four_pieces():
    assert "4 straight pieces with the slopes −1, 0.5, −1 and 0" in ShallowNetworkPicture().describe()


def test_numbers_in_words():
    assert [rounded(x) for x in (0.125, -0.125, 2.0, -0.004, 10, -1.5)] == [
        "0.13",
        "−0.13",
        "2",
        "0",
        "10",
        "−1.5",
    ]
    assert rounded(0.0625, 4) == "0.0625"


@pytest.mark.parametrize("value", [3.25, 0.1, "1", True])
def test_a_parameter_that_cannot_be_is_named(value):
    with pytest.raises(TraitError, match=r"theta_11 must be a multiple of 0.25 from −3 to 3"):
        ShallowNetworkPicture(theta_11=value)
