"""The pictures of units, gates, inequalities, the learning rule, training and graphs."""

import json
import random
from itertools import product

import pytest
from traitlets import TraitError

import minidl
from minidl import nn
from minidl.teach import (
    InequalityPicture,
    PerceptronPicture,
    TwoLinesPicture,
    train_networks,
    watch_the_rule,
    watch_training,
)
from minidl.teach.lessons.nb01.graphs import GRAPHS, edges_of
from minidl.teach.lessons.nb01.inequalities import NAMES, sum_of
from minidl.teach.lessons.nb01.learning_rule import STARTS, end_of
from minidl.teach.lessons.nb01.perceptron import CORNERS, GATES, learn, z_of
from minidl.teach.lessons.nb01.two_lines import UNITS, network
from tests.teach import javascript

QUARTERS = [n / 4 for n in range(-12, 13)]


def perceptron_states():
    draw = random.Random(0)
    for w1, w2, T in product(range(-2, 3), range(-2, 3), range(-4, 5)):
        yield {"w1": w1, "w2": w2, "T": T, "gate": draw.choice(list(GATES))}
    for _ in range(1000):
        w1, w2, T = draw.choices(QUARTERS, k=3)
        yield {"w1": w1, "w2": w2, "T": T, "gate": draw.choice(list(GATES))}


def inequality_states():
    for gate, *added in product(GATES, *[(False, True)] * 4):
        yield {"gate": gate} | dict(zip(NAMES, added))


def two_lines_states():
    draw = random.Random(1)
    for hidden, _ in product(("step", "no step"), range(1500)):
        state = {name: draw.choice(QUARTERS) for unit in UNITS for name in unit}
        yield state | {"gate": draw.choice(list(GATES)), "hidden": hidden}
    for hidden, *weights in product(("step", "no step"), *[(-1, 0, 1)] * 6):
        state = dict.fromkeys([name for unit in UNITS for name in unit], 1)
        yield (
            state
            | dict(zip(("w11", "w12", "T1", "w21", "w22", "T2"), weights))
            | {"gate": "XOR", "hidden": hidden}
        )


STATES = {
    PerceptronPicture: perceptron_states,
    InequalityPicture: inequality_states,
    TwoLinesPicture: two_lines_states,
}


@pytest.mark.parametrize("kind", STATES)
def test_javascript_and_python_agree(kind, tmp_path):
    picture, states, expected = kind(), [], []
    for state in STATES[kind]():
        picture._become(state)
        states.append(picture.state())
        expected.append(picture.describe())
    told = json.dumps(getattr(picture, "_told", None))
    answers = javascript.run(kind, f"(state) => describe(state, {told})", states, tmp_path)
    assert answers == expected
    assert len(set(answers)) > 150


@pytest.mark.parametrize("kind", STATES)
def test_every_preset_is_another_picture(kind):
    picture = kind()
    sentences = []
    for name in picture.presets:
        picture.preset(name)
        sentences.append(picture.describe())
    assert len(set(sentences)) == len(picture.presets)
    assert not [s for s in sentences if not s.endswith(".") or "-" in s]


# --- one unit -------------------------------------------------------------------------------------------


def test_a_unit_is_a_linear_layer_with_a_step():
    picture = PerceptronPicture(w1=1.5, w2=-2, T=0.25)
    layer = nn.Linear(2, 1)
    layer.weight.data.numpy()[:] = [[1.5, -2]]
    layer.bias.data.numpy()[:] = -0.25
    z = layer(minidl.tensor(CORNERS).float()).detach()
    assert "z = −0.25, −2.25, 1.25, −0.75 at" in picture.describe()
    assert z.numpy().ravel().tolist() == [-0.25, -2.25, 1.25, -0.75]
    assert (
        "sigmoid " + ", ".join(f"{p:.2f}" for p in minidl.sigmoid(z).flatten().tolist()) in picture.describe()
    )
    assert "this is x1 and not x2 now; wrong against the target AND: 2 of 4" in picture.describe()


def test_points_on_the_line_count_as_one():
    """Steps of 0.25 are exact; with steps of 0.1, many of these would fall on the wrong side."""
    picture = PerceptronPicture(w1=0.75, w2=-0.25, T=0.5)
    assert "on the line: (1,1), where z = 0 → 1" in picture.describe()
    for w1, w2 in product(QUARTERS, QUARTERS):
        for x1, x2 in CORNERS:
            assert z_of(w1, w2, w1 * x1 + w2 * x2, (x1, x2)) == 0


def test_fourteen_gates_have_a_unit_and_two_have_none():
    picture, found = PerceptronPicture(), set()
    for w1, w2, T in product((-1, 0, 1), (-1, 0, 1), (-1.5, -0.5, 0.5, 1.5)):
        picture.set(w1=w1, w2=w2, T=T)
        found |= {name for name in GATES if f"this is {name} now" in picture.describe()}
    assert set(GATES) - found == {"XOR", "XNOR"}
    assert len(set(GATES.values())) == 16


def test_degenerate_and_wrong_settings_are_said():
    picture = PerceptronPicture(w1=0, w2=0, T=1)
    assert "there is no line" in picture.describe() and "this is always 0 now" in picture.describe()
    with pytest.raises(TraitError, match=r"w1 must be a multiple of 0\.25 from −3 to 3"):
        picture.w1 = 0.1
    with pytest.raises(TraitError, match="XAND"):
        picture.gate = "XAND"


def test_the_presets_of_the_first_loop_do_not_tell_its_answer():
    for name in PerceptronPicture().presets:
        picture = PerceptronPicture()
        picture.preset(name)
        assert "this is OR" not in picture.describe()


def test_doubled_weights_leave_the_gate():
    picture = PerceptronPicture()
    outputs = []
    for name in ("AND", "AND, doubled"):
        picture.preset(name)
        outputs.append(picture.describe().split("the step gives ")[1].partition(", and")[0])
    assert outputs[0] == outputs[1] == "0, 0, 0, 1"


# --- the proof ------------------------------------------------------------------------------------------


def test_only_xor_and_xnor_add_up_to_a_contradiction():
    assert [gate for gate in GATES if sum_of(gate) == "0 > 0"] == ["XOR", "XNOR"]
    everything = dict.fromkeys(NAMES, True)
    for gate in GATES:
        said = InequalityPicture(gate=gate, **everything).describe()
        assert said.endswith(
            f"no single unit is {gate}." if "X" in gate else f"fulfils all four, and this unit is {gate}."
        )
    picture = InequalityPicture()
    assert "0 < T, w2 ≥ T, w1 ≥ T, w1 + w2 < T" in picture.describe()


def test_what_is_left_when_one_is_left_out_is_said():
    """Three of XOR's four: the numbers that fulfil them, and the gate that they make."""
    for left_out, gate in zip(NAMES, ("NAND", "x1 and not x2", "x2 and not x1", "OR")):
        said = InequalityPicture(**dict.fromkeys(NAMES, True) | {left_out: False}).describe()
        assert said.endswith(f"fulfils these three, and this unit is {gate}.")


# --- the learning rule ----------------------------------------------------------------------------------


def test_the_rule_learns_what_can_be_learned_and_goes_round_on_the_rest():
    for gate, start in product(GATES, STARTS.values()):
        history = learn(gate, 60, start)
        outputs = tuple(int(z_of(*history[-1][3], corner) >= 0) for corner in CORNERS)
        assert (outputs == GATES[gate]) == (gate not in ("XOR", "XNOR"))
        assert ("circle" if "X" in gate else "nothing changes") in end_of(history)


def test_the_first_steps_by_hand():
    weights = [after for *_, after in learn("AND", 4)]
    assert weights == [(0, 0, 1), (0, 0, 1), (0, 0, 1), (1, 1, 0)]
    assert "step 8" in end_of(learn("XOR", 12))
    assert learn("AND", 22)[-1][3] == (2, 1, 3) != learn("AND", 22, STARTS["w = (0, 0), T = 5"])[-1][3]


def test_the_rule_is_drawn_and_told_at_every_step():
    picture = watch_the_rule()
    for preset in ("AND, 4 steps", "AND, learned", "AND, another start", "XOR, 12 steps"):
        picture.preset(preset)
        assert picture.describe().startswith(f"Step {picture.step} of learning {picture.gate}"), picture.error
    picture.set(step=0)
    assert picture.describe().startswith("Before the first step")


# --- two lines ------------------------------------------------------------------------------------------


def test_two_lines_are_xor_and_its_relatives():
    picture = TwoLinesPicture()
    for name in ("OR and NAND", "With room"):
        picture.preset(name)
        assert "this is XOR now; wrong against the target XOR: 0 of 4" in picture.describe()
    assert "(0,1), (1,0) have become one point;" in picture.describe()
    picture.preset("Twice the same")
    assert (
        "(0,1), (1,0), (1,1) have become one point, which no output unit can separate" in picture.describe()
    )
    picture.set(**network((1, 1, 1), (1, 1, 2), (1, -1, 1)))  # OR and not AND
    assert "this is XOR now" in picture.describe()


def test_without_a_step_the_network_is_one_unit():
    """Whatever the weights: its gate is one that a single unit can be."""
    picture = TwoLinesPicture(hidden="no step")
    draw, seen = random.Random(3), set()
    for _ in range(1500):
        picture.set(**{name: draw.choice(QUARTERS) for unit in UNITS for name in unit})
        seen |= {gate for gate in GATES if f": this is {gate} now" in picture.describe()}
    assert set(GATES) - seen == {"XOR", "XNOR"}


# --- training and graphs --------------------------------------------------------------------------------


def test_three_in_four_starts_learn_xor_and_more_units_help():
    minidl.manual_seed(3)
    share = {hidden: (train_networks(100, hidden)[-1][0] < 0.1).mean() for hidden in (2, 4)}
    assert 0.6 < share[2] < 0.87 and share[4] > 0.93


def test_the_training_is_pytorchs(monkeypatch):
    torch = pytest.importorskip("torch", reason="PyTorch is not installed; CI installs it")
    from minidl.teach.lessons.nb01 import xor_training

    monkeypatch.setattr(xor_training, "minidl", torch)
    monkeypatch.setattr(xor_training, "F", torch.nn.functional)
    torch.manual_seed(0)
    assert 0.8 < (xor_training.train_networks(100, 4, steps=1000, every=1000)[-1][0] < 0.1).mean() <= 1


def test_eight_networks_are_watched():
    picture = watch_training()
    picture.preset("2000 steps")
    assert picture.describe().startswith("Eight networks after 2000 steps") and not picture.error


def test_the_graphs_have_the_depths_that_the_lesson_tells():
    def deepest(edges):
        into = {b: [a for a, c in edges if c == b] for _, b in edges}
        far = lambda node: 1 + max(map(far, into[node])) if node in into else 0
        return max(map(far, into))

    assert [deepest(edges_of(name)) for name in GRAPHS] == [2, 3, 2, 4]
