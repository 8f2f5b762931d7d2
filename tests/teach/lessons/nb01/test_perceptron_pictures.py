"""The pictures of units, gates, inequalities, the learning rule and longest paths."""

import random
from itertools import product

import pytest
from traitlets import TraitError

import minidl
from minidl import nn
from minidl.teach import (
    InequalityPicture,
    LearningRulePicture,
    LongestPathPicture,
    PerceptronPicture,
    TwoLinesPicture,
)
from minidl.teach.lessons.nb01.longest_path import GRAPHS
from minidl.teach.lessons.nb01.perceptron import CORNERS, GATES
from minidl.teach.lessons.nb01.two_lines import UNITS, network
from tests.teach import javascript

QUARTERS = [n / 4 for n in range(-12, 13)]


def perceptron_states():
    draw = random.Random(0)
    for w1, w2, T in product(range(-2, 3), range(-2, 3), range(-4, 5)):
        yield {"w1": w1, "w2": w2, "T": T, "gate": draw.choice(list(GATES)), "view": "threshold"}
    for _ in range(1000):
        w1, w2, T = draw.choices(QUARTERS, k=3)
        yield {"w1": w1, "w2": w2, "T": T, "gate": draw.choice(list(GATES)), "view": "bias"}


def inequality_states():
    for gate, *added in product(GATES, *[(False, True)] * 4):
        yield {"gate": gate} | dict(zip(("add_00", "add_01", "add_10", "add_11"), added))


def learning_states():
    for gate, step in product(GATES, range(61)):
        yield {"gate": gate, "step": step}


def two_lines_states():
    draw = random.Random(1)
    for _ in range(2000):
        state = {name: draw.choice(QUARTERS) for unit in UNITS for name in unit}
        yield state | {"gate": draw.choice(list(GATES))}


def path_states():
    draw = random.Random(2)
    for graph in GRAPHS:
        nodes = LongestPathPicture(graph=graph).nodes()
        for _ in range(300):
            yield {"graph": graph, "marked": draw.sample(nodes, draw.randint(0, len(nodes)))}


STATES = {
    PerceptronPicture: perceptron_states,
    InequalityPicture: inequality_states,
    LearningRulePicture: learning_states,
    TwoLinesPicture: two_lines_states,
    LongestPathPicture: path_states,
}


@pytest.mark.parametrize("kind", STATES)
def test_javascript_and_python_agree(kind, tmp_path):
    picture, states, expected = kind(), [], []
    for state in STATES[kind]():
        picture._become(state)
        states.append(picture.state())
        expected.append(picture.describe())
    answers = javascript.run(kind, "(state) => describe(state)", states, tmp_path)
    assert answers == expected
    assert len(set(answers)) > 150


@pytest.mark.parametrize("kind", STATES)
def test_every_preset_is_another_picture(kind):
    picture = kind()
    sentences = [picture.describe()]
    for name in picture.presets:
        picture.preset(name)
        sentences.append(picture.describe())
    assert len(set(sentences)) >= len(picture.presets)  # one may be the start
    assert not [s for s in sentences if not s.endswith(".") or "-" in s.replace("with a direct", "")]


# --- one unit -------------------------------------------------------------------------------------------


def test_a_unit_is_a_linear_layer_with_a_step():
    picture = PerceptronPicture(w1=1.5, w2=-2, T=0.25)
    layer = nn.Linear(2, 1)
    layer.weight.data[:] = [[1.5, -2]]
    layer.bias.data[:] = -0.25
    z = layer(minidl.tensor(CORNERS).float()).detach()
    assert z.numpy().ravel().tolist() == picture.z()
    assert [int(value >= 0) for value in z.numpy().ravel()] == picture.outputs()


def test_points_on_the_line_count_as_one():
    """Steps of 0.25 are exact; with steps of 0.1, many of these would fall on the wrong side."""
    picture = PerceptronPicture()
    for w1, w2 in product(QUARTERS, QUARTERS):
        for x1, x2 in CORNERS:
            picture.set(w1=w1, w2=w2, T=max(-4, min(4, w1 * x1 + w2 * x2)))
            for z, y in zip(picture.z(), picture.outputs()):
                assert y == (z >= 0)
    picture.set(w1=0.75, w2=-0.25, T=0.5)
    assert picture.z()[3] == 0 and picture.outputs()[3] == 1 and "on the line: (1,1)" in picture.describe()


def test_fourteen_gates_have_a_unit_and_two_have_none():
    picture, found = PerceptronPicture(), set()
    for w1, w2, T in product((-1, 0, 1), (-1, 0, 1), (-1.5, -0.5, 0.5, 1.5)):
        picture.set(w1=w1, w2=w2, T=T)
        found.add(tuple(picture.outputs()))
    assert {name for name, outputs in GATES.items() if outputs not in found} == {"XOR", "XNOR"}
    assert len(set(GATES.values())) == 16


def test_degenerate_and_wrong_settings_are_said():
    picture = PerceptronPicture(w1=0, w2=0, T=1)
    assert "there is no line" in picture.describe() and picture.outputs() == [0, 0, 0, 0]
    picture.view = "bias"
    assert "b = −1 has" in picture.describe()
    with pytest.raises(TraitError, match=r"multiple of 0\.25 from −3 to 3"):
        picture.w1 = 0.1
    with pytest.raises(TraitError, match="XAND"):
        picture.gate = "XAND"


# --- the proof ------------------------------------------------------------------------------------------


def test_only_xor_and_xnor_add_up_to_a_contradiction():
    everything = dict.fromkeys(("add_00", "add_01", "add_10", "add_11"), True)
    for gate in GATES:
        picture = InequalityPicture(gate=gate, **everything)
        assert picture.impossible() == (gate in ("XOR", "XNOR")), gate
        assert ("do all four" in picture.describe()) == (not picture.impossible())
    picture = InequalityPicture()
    assert picture.inequalities() == ["0 < T", "w2 ≥ T", "w1 ≥ T", "w1 + w2 < T"]
    picture.set(**everything)
    assert picture.sum() == "0 > 0"
    for leave_out in everything:
        picture.set(**everything | {leave_out: False})
        assert not picture.impossible(), "all four are needed"


# --- the learning rule ----------------------------------------------------------------------------------


def test_the_rule_learns_what_can_be_learned_and_goes_round_on_the_rest():
    for gate in GATES:
        picture = LearningRulePicture(gate=gate, step=60)
        w1, w2, T = picture.weights()
        unit = PerceptronPicture(w1=w1, w2=w2, T=T, gate=gate)
        assert picture.learned() == (unit.errors() == 0) == (gate not in ("XOR", "XNOR")), gate
        assert (picture.repeats() is None) == picture.learned(), gate


def test_the_first_steps_by_hand():
    picture = LearningRulePicture(gate="AND")
    weights = [picture.weights()]
    for picture.step in range(1, 5):
        weights.append(picture.weights())
    assert weights == [(0, 0, 0), (0, 0, 1), (0, 0, 1), (0, 0, 1), (1, 1, 0)]
    assert "error 1" in picture.describe()
    picture.preset("XOR, 12 steps")
    assert picture.repeats() == 8


# --- two lines ------------------------------------------------------------------------------------------


def test_two_lines_do_every_gate():
    picture = TwoLinesPicture()
    for name in ("OR and NAND, then AND", "The same with room", "XNOR"):
        picture.preset(name)
        assert picture.errors() == 0
    picture.preset("Twice the same line")
    assert picture.mixed() and picture.errors() == 1
    picture.set(**network((1, 1, 1), (1, 1, 2), (1, -1, 1)))  # OR and not AND
    assert picture.errors() == 0 and not picture.mixed()


# --- depth ----------------------------------------------------------------------------------------------


def test_depth_is_the_longest_path():
    depths = {graph: LongestPathPicture(graph=graph).longest() for graph in GRAPHS}
    assert list(depths.values()) == [2, 3, 3, 2, 4]
    picture = LongestPathPicture(graph="depth 3 (right)", marked=["y", "x1", "c", "a"])
    assert picture.path() == ["x1", "a", "c", "y"]
    assert picture.describe().endswith("none is longer, so the depth is 3.")


@pytest.mark.parametrize(
    "marked, words",
    [
        ([], "nothing is marked"),
        (["x", "y"], "a path of length 1 (2 nodes), from source to sink; a longer one exists"),
        (["a", "y"], "no edge leads from a to y"),
        (["a", "b"], "does not begin at a source: an edge leads from x to a"),
        (["x", "a"], "does not end at a sink: an edge leads from a to b"),
        (["x", "a", "b", "y"], "none is longer, so the depth is 3"),
    ],
)
def test_what_is_marked_is_judged(marked, words):
    assert words in LongestPathPicture(graph="with a shortcut", marked=marked).describe()


def test_the_exercise_is_not_given_away_and_strange_nodes_are_refused():
    picture = LongestPathPicture(graph="exercise 01.3", marked=["p", "q", "r", "t", "u"])
    assert picture.describe().endswith("is there a longer one?")
    with pytest.raises(TraitError, match="there is no node 'k'"):
        picture.marked = ["k"]
