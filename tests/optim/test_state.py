"""The state of an optimiser: PyTorch's structure, and training goes on as if it had not been interrupted."""

import copy

import numpy as np
import pytest

from minidl import nn, optim
from tests.optim.test_optimizers import OWN, assert_same_walk, both, parameters, set_gradients, walk
from tests.parity import Library, pytorch


def groups(library, name, own=True):
    """An optimiser of two groups, whose settings differ, and its parameters."""
    params = parameters(library)
    second = {"params": params[1:], **(OWN[name] if own else {})}
    return getattr(library.optim, name)([{"params": params[:1]}, second], lr=0.1), params


def go_on(library, optimizer, params, steps):
    for step in steps:
        set_gradients(library, params, step)
        optimizer.step()
    return [np.array(library.array(p)) for p in params]


@pytest.mark.parametrize("name", OWN)
def test_the_structure_is_pytorchs(name):
    states = []
    for library in both():
        optimizer, params = groups(library, name)
        before = optimizer.state_dict()
        walk(library, optimizer, params, steps=3, skip={2})
        states.append((before["state"], optimizer.state_dict()))
    (ours_before, ours), (theirs_before, theirs) = states
    assert list(ours_before) == list(theirs_before)
    assert list(ours) == list(theirs) == ["state", "param_groups"]
    assert [g["params"] for g in ours["param_groups"]] == [[0], [1, 2, 3]]
    for a, b in zip(ours["param_groups"], theirs["param_groups"], strict=True):
        assert a == {key: value for key, value in b.items() if key in a}
        assert set(b) - set(a) <= {"foreach", "fused", "capturable", "differentiable"}
    assert list(ours["state"]) == list(theirs["state"])
    for index, entries in theirs["state"].items():
        assert list(ours["state"][index]) == list(entries)
        for key, value in entries.items():
            np.testing.assert_allclose(ours["state"][index][key], value.numpy(), rtol=1e-10, err_msg=key)


@pytest.mark.parametrize("fresh", [True, False])
@pytest.mark.parametrize("name", OWN)
def test_training_goes_on_exactly(name, fresh):
    """Saved after 5 of 10 steps; the parameters go on as those of a training without interruption."""
    library = Library()
    optimizer, params = groups(library, name)
    go_on(library, optimizer, params, range(5))
    saved = copy.deepcopy((optimizer.state_dict(), [p.data.numpy() for p in params]))
    expected = go_on(library, optimizer, params, range(5, 10))
    if fresh:  # its own settings are those of a new optimiser and must give way
        optimizer, params = groups(library, name, own=False)
    for p, array in zip(params, saved[1], strict=True):
        p.data.numpy()[...] = array
    optimizer.load_state_dict(saved[0])
    untouched = copy.deepcopy(saved[0])
    for x, y in zip(go_on(library, optimizer, params, range(5, 10)), expected, strict=True):
        np.testing.assert_array_equal(x, y)
    for index, entries in untouched["state"].items():  # what was loaded shares no memory
        for key, value in entries.items():
            np.testing.assert_array_equal(saved[0]["state"][index][key], value)


@pytest.mark.parametrize("name", OWN)
def test_a_state_of_pytorch_can_be_loaded(name):
    library, torch = Library(), Library(pytorch())
    theirs, their_params = groups(torch, name)
    places = go_on(torch, theirs, their_params, range(5))
    optimizer, params = groups(library, name, own=False)
    for p, array in zip(params, places, strict=True):
        p.data.numpy()[...] = array
    optimizer.load_state_dict(theirs.state_dict())
    ends = go_on(library, optimizer, params, range(5, 10)), go_on(torch, theirs, their_params, range(5, 10))
    assert_same_walk([ends[0]], [ends[1]])


@pytest.mark.parametrize("name", ["Adam", "AdamW"])
def test_adamw_stays_what_it_is(name):
    for library in both():
        source, _ = groups(library, "Adam")
        optimizer, _ = groups(library, name)
        optimizer.load_state_dict(source.state_dict())
        assert optimizer.param_groups[0]["decoupled_weight_decay"] is (name == "AdamW")


def test_the_state_takes_the_dtype_of_the_parameters():
    library = Library()
    optimizer, params = groups(library, "Adam")
    go_on(library, optimizer, params, range(2))
    small = parameters(library, "float32")
    other = optim.Adam([{"params": small[:1]}, {"params": small[1:]}])
    other.load_state_dict(optimizer.state_dict())
    assert {other.state[p]["exp_avg"].dtype.name for p in small} == {"float32"}
    assert other.state[small[0]]["step"] == 2


def test_names_stay_and_adagrad_starts_without_a_state():
    model = nn.Linear(2, 3)
    optimizer = optim.Adagrad(model.named_parameters(), lr=0.1)
    optimizer.load_state_dict(optim.SGD(model.parameters()).state_dict())
    assert optimizer.param_groups[0]["param_names"] == ["weight", "bias"]
    assert optimizer.param_groups[0]["lr"] == 1e-3
    for p in model.parameters():
        p.grad = p.detach()
    optimizer.step()
    assert optimizer.state[model.bias]["step"] == 1


def state(**changes):
    optimizer, params = groups(Library(), "Adam")
    go_on(Library(), optimizer, params, range(2))
    return optimizer.state_dict() | changes


WRONG_SHAPE = {3: {"step": 1, "exp_avg": np.ones((2, 1, 4)), "exp_avg_sq": np.ones((2, 1, 4))}}
OF_SGD = {1: {"momentum_buffer": np.ones(3)}}


@pytest.mark.parametrize(
    ("saved", "error", "words"),
    [
        (3, TypeError, "Adam.load_state_dict: expects a dict with 'state' and 'param_groups', got int. Try"),
        ({"weight": 1}, TypeError, r"got \['weight'\]. Try optimizer.state_dict\(\)"),
        (state(param_groups=[{"params": [0, 1, 2, 3]}]), ValueError, r"groups of \[4\] parameters, the op.* has \[1, 3\]; nothing"),
        (state(param_groups=[{"params": [0]}, {"params": [1]}]), ValueError, r"of \[1, 1\] par.* same model\?"),
        (state(state={7: {"step": 1}}), ValueError, "a state for parameter 7, but no group has it; nothing"),
        (state(state=OF_SGD), ValueError, "the state of parameter 1 has no exp_avg, exp_avg_sq; nothing .* kind of optimiser"),
        (state(state=WRONG_SHAPE), ValueError, r"exp_avg of parameter 3 has shape \(2, 1, 4\), the parameter \(2, 1, 3\)"),
    ],
)  # fmt: skip
def test_after_an_error_the_optimiser_is_as_it_was(saved, error, words):
    optimizer, params = groups(Library(), "Adam")
    go_on(Library(), optimizer, params, range(2))
    before = copy.deepcopy(optimizer.state_dict())
    with pytest.raises(error, match=words):
        optimizer.load_state_dict(saved)
    after = optimizer.state_dict()
    assert after["param_groups"] == before["param_groups"]
    for index, entries in before["state"].items():
        for key, value in entries.items():
            np.testing.assert_array_equal(after["state"][index][key], value)
