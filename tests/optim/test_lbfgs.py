"""L-BFGS finds its way as PyTorch's does: 20 steps on a valley, a network and a regression; its state and errors."""

import copy
import math

import numpy as np
import pytest

import minidl
from minidl import nn, optim
from tests.optim.test_optimizers import both
from tests.parity import Library, fill_state, pytorch, wave

WOLFE = {"line_search_fn": "strong_wolfe"}
SETTINGS = [
    {"lr": 0.1},
    {"max_iter": 1, "lr": 0.01},
    {"max_iter": 4, "lr": 0.1, "tolerance_grad": 0.01},
    {"max_eval": 3, "lr": 0.1, "tolerance_change": 1e-4},
    WOLFE,
    WOLFE | {"max_iter": 3},
    WOLFE | {"max_iter": 1, "max_eval": 1},
    WOLFE | {"max_iter": 5, "max_eval": 4, "lr": 10.0},
    WOLFE | {"max_iter": 4, "lr": 1e-3},
]


def valley(library, dtype):
    """Rosenbrock's, from his start; in parameters of two shapes"""
    x, y = library.tensor(np.array(-1.2, dtype), True), library.tensor(np.array([1.0], dtype), True)
    return [y, x], lambda: ((1 - x) ** 2 + 100 * (y - x**2) ** 2).sum()


def classification(library, dtype, *hidden):
    model = library.nn.Sequential(*hidden, library.nn.Linear(5 if not hidden else 8, 3))
    model = fill_state(library, model.to(library.fill(np.dtype(dtype).type, dtype, 0)))
    x, y = library.tensor(wave((12, 5)).astype(dtype)), library.tensor(np.arange(12) * 7 % 3)
    parameters = list(model.parameters())

    def loss():
        return library.F.cross_entropy(model(x), y) + 0.01 * sum((p * p).sum() for p in parameters)

    return parameters, loss


def regression(library, dtype):
    return classification(library, dtype)


def network(library, dtype):
    return classification(library, dtype, library.nn.Linear(5, 8), library.nn.Tanh())


def closure_of(optimizer, loss_of):
    def closure():
        optimizer.zero_grad()
        loss = loss_of()
        loss.backward()
        return loss

    return closure


def train(library, task, settings, dtype="float64", steps=20):
    """The losses, the places after each step, and the optimiser"""
    parameters, loss_of = task(library, dtype)
    optimizer = library.optim.LBFGS(parameters, **settings)
    losses, places = [], []
    for _ in range(steps):
        losses.append(optimizer.step(closure_of(optimizer, loss_of)).item())
        places.append(np.concatenate([np.array(library.array(p)).ravel() for p in parameters]))
    return losses, np.array(places), optimizer, parameters, loss_of


def numbers_of(library, value):
    return [numbers_of(library, part) for part in value] if isinstance(value, list) else library.array(value)


@pytest.mark.parametrize("settings", SETTINGS, ids=str)
@pytest.mark.parametrize("task", [valley, network, regression])
def test_the_walk_is_pytorchs(task, settings):
    ours, theirs = (train(library, task, settings) for library in both())
    np.testing.assert_allclose(ours[0], theirs[0], rtol=1e-7, atol=1e-9)
    np.testing.assert_allclose(ours[1], theirs[1], rtol=1e-6, atol=1e-7)
    mine, (state,) = ours[2].state_dict()["state"][0], theirs[2].state_dict()["state"].values()
    assert set(mine) == set(state) - {"al"}  # what PyTorch computes anew before it reads it
    assert (mine["func_evals"], mine["n_iter"]) == (state["func_evals"], state["n_iter"])
    for name in ("old_dirs", "old_stps", "ro"):
        assert len(mine[name]) == len(state[name])
    optim.LBFGS(ours[3]).load_state_dict(ours[2].state_dict())  # its rows have no parameter's shape


CURVES = [  # along which a search meets hills, kinks, walls, plateaus and steps where nothing changes
    lambda p: (3 * p).sin().sum() + 0.1 * (p * p).sum(),
    lambda p: ((p * p + 1e-4).sqrt() + 0.3 * p).sum(),
    lambda p: (p.exp() - 2 * p).sum(),
    lambda p: (p**4 - 3 * p**3 + p).sum(),
    lambda p: (1 - 1 / (1 + p * p)).sum(),
    lambda p: (1e-7 * p).sum() + (p * p * (p > 0)).sum(),
]


@pytest.mark.parametrize("curve", range(len(CURVES)))
def test_line_searches_of_all_kinds(curve):
    def task(library, dtype):
        p = library.tensor(np.array([1.7, -0.4, 0.9], dtype), True)
        return [p], lambda: CURVES[curve](p)

    for lr in (1e-4, 0.03, 0.5, 1.0, 3.0, 30.0):
        for max_eval in (2, 3, 4, 6, 12, 40):
            settings = WOLFE | {"lr": lr, "max_eval": max_eval, "max_iter": 2}
            ours, theirs = (train(library, task, settings, steps=2) for library in both())
            np.testing.assert_allclose(ours[1], theirs[1], rtol=1e-6, atol=1e-8, err_msg=str(settings))
            mine, (state,) = ours[2].state_dict()["state"][0], theirs[2].state_dict()["state"].values()
            assert mine["func_evals"] == state["func_evals"], settings


HILLS = [  # a sin(b p) + c sin(d p) + e p², lr and max_eval: found by breaking one line of the search each
    ((1.11, 4.01, 1.13, 11.85, 1.0), 30.0, 5),
    ((-2.15, 4.12, 1.29, 5.26, 0.01), 5.0, 11),
    ((0.41, 3.26, 0.68, 26.37, 0.1), 1.0, 14),
    ((0.46, 5.62, -2.73, 29.29, 0.1), 1.0, 7),
    ((-0.87, 5.19, -1.91, 26.18, 0.1), 0.1, 11),
    ((1.33, 1.34, -1.13, 15.29, 0.01), 1.0, 9),
]


@pytest.mark.parametrize(("hills", "lr", "max_eval"), HILLS)
def test_each_turn_of_a_line_search(hills, lr, max_eval):
    a, b, c, d, e = hills

    def task(library, dtype):
        p = library.tensor(np.array([0.3], dtype), True)
        return [p], lambda: (a * (b * p).sin() + c * (d * p).sin() + e * p * p).sum()

    settings = WOLFE | {"lr": lr, "max_eval": max_eval, "max_iter": 1}
    ours, theirs = (train(library, task, settings, steps=1) for library in both())
    np.testing.assert_allclose(ours[1], theirs[1], rtol=1e-7)
    assert ours[2].state[ours[3][0]]["func_evals"] == theirs[2].state[theirs[3][0]]["func_evals"]


@pytest.mark.parametrize("task", [valley, network, regression])
def test_a_short_history(task):
    """Without all the changes, rounding errors grow soon: fewer steps are compared."""
    for settings in (
        {"max_iter": 3, "history_size": 2, "lr": 0.3},
        WOLFE | {"max_iter": 4, "history_size": 3},
    ):
        ours, theirs = (train(library, task, settings, steps=4) for library in both())
        np.testing.assert_allclose(ours[1], theirs[1], rtol=1e-7, atol=1e-9)
        state = ours[2].state_dict()["state"][0]
        assert len(state["old_dirs"]) == len(state["ro"]) == settings["history_size"]


@pytest.mark.parametrize("settings", [{"lr": 0.1, "max_iter": 3}, WOLFE | {"max_iter": 3}], ids=str)
@pytest.mark.parametrize("task", [network, regression])
def test_in_single_precision(task, settings):
    ours, theirs = (train(library, task, settings, "float32", steps=3) for library in both())
    assert ours[1].dtype == np.float32
    np.testing.assert_allclose(ours[1], theirs[1], rtol=1e-3, atol=1e-4)
    state = ours[2].state_dict()["state"][0]
    assert state["d"].dtype == state["ro"][0].dtype == minidl.float32


@pytest.mark.parametrize("settings", [{"lr": 0.1, "max_iter": 4}, WOLFE | {"max_iter": 4}], ids=str)
def test_training_goes_on_from_either_state(settings):
    for library in both():
        _, places, saved, _, _ = train(library, network, settings, steps=5)
        saved = copy.deepcopy(saved.state_dict())
        expected = train(library, network, settings, steps=8)[1]
        parameters, loss_of = network(Library(), "float64")
        start = 0
        for p in parameters:
            p.data.numpy()[...] = places[-1][start : start + p.numel()].reshape(p.shape)
            start += p.numel()
        optimizer = optim.LBFGS(parameters)  # its settings must give way
        optimizer.load_state_dict(saved)
        for _ in range(3):
            optimizer.step(closure_of(optimizer, loss_of))
        found = np.concatenate([p.data.numpy().ravel() for p in parameters])
        if library.torch is None:
            np.testing.assert_array_equal(found, expected[-1])
        np.testing.assert_allclose(found, expected[-1], rtol=1e-9, atol=1e-11)


def test_pytorch_goes_on_from_our_state():
    torch, settings = Library(pytorch()), WOLFE | {"max_iter": 4}
    _, _, optimizer, parameters, _ = train(Library(), network, settings, steps=5)
    expected = train(Library(), network, settings, steps=8)[1]
    theirs, loss_of = network(torch, "float64")
    for p, mine in zip(theirs, parameters, strict=True):
        p.data[...] = torch.tensor(mine.data.numpy())
    tensors = torch.optim.LBFGS(theirs)

    def converted(value):
        if isinstance(value, list):
            return [converted(part) for part in value]
        return torch.tensor(value.numpy()) if isinstance(value, minidl.Tensor) else value

    state = optimizer.state_dict()
    state["state"] = {0: {name: converted(value) for name, value in state["state"][0].items()}}
    tensors.load_state_dict(state)
    for _ in range(3):
        tensors.step(closure_of(tensors, loss_of))
    found = np.concatenate([torch.array(p).ravel() for p in theirs])
    np.testing.assert_allclose(found, expected[-1], rtol=1e-9, atol=1e-11)


def test_a_quadratic_is_solved_at_once():
    """By hand: the line search along −g, with exact cubic steps, ends at the bottom of a round bowl."""
    p = nn.Parameter(np.array([3.0, -4.0]))
    optimizer = optim.LBFGS([p], line_search_fn="strong_wolfe")
    first = optimizer.step(closure_of(optimizer, lambda: (p * p).sum()))
    assert first.item() == 25
    np.testing.assert_allclose(p.tolist(), [0, 0], atol=1e-12)


def test_what_ends_a_step():
    for library in both():
        p = library.tensor(np.zeros(2), True)
        unused = library.tensor(np.ones(3), True)
        optimizer = library.optim.LBFGS([p, unused])
        assert optimizer.step(closure_of(optimizer, lambda p=p: (p * p).sum())).item() == 0  # at the bottom
        assert optimizer.state_dict()["state"][0]["func_evals"] == 1
        library.array(p)[...] = math.nan
        optimizer.step(closure_of(optimizer, lambda p=p: (p * p).sum()))
        assert np.isnan(library.array(p)).all()
        # A NaN in d is everywhere after a dot product with it.
        assert optimizer.state_dict()["state"][0]["func_evals"] == 21


def parameters():
    return [nn.Parameter(np.ones(2)), nn.Parameter(np.ones(3))]


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: optim.LBFGS([{"params": parameters()}, {"params": parameters()}]), ValueError, "LBFGS: takes one group, got another. Put all parameters in one list"),
        (lambda: optim.LBFGS(parameters()).add_param_group({"params": parameters()}), ValueError, "takes one group"),
        (lambda: optim.LBFGS(parameters()).step(), TypeError, r"LBFGS: step\(closure\) needs a function that calls zero_grad\(\) .*, got NoneType"),
        (lambda: optim.LBFGS(parameters()).step(lambda: None), TypeError, "returns the loss, but it returned None"),
        (lambda: optim.LBFGS(parameters(), line_search_fn="wolfe"), ValueError, "LBFGS: line_search_fn must be None or 'strong_wolfe', got 'wolfe'"),
        (lambda: optim.LBFGS(parameters(), max_iter=0), ValueError, "LBFGS: max_iter must be at least 1, got 0"),
        (lambda: optim.LBFGS(parameters(), max_eval=2.5), TypeError, "LBFGS: max_eval must be a whole number, got 2.5"),
        (lambda: optim.LBFGS(parameters(), history_size=0), ValueError, "LBFGS: history_size must be at least 1, got 0"),
        (lambda: optim.LBFGS(parameters(), tolerance_grad=-1), ValueError, "LBFGS: tolerance_grad must not be negative, got -1"),
        (lambda: optim.LBFGS(parameters(), lr="1"), TypeError, "LBFGS: lr must be a number, got '1'"),
    ],
)  # fmt: skip
def test_errors(call, error, words):
    with pytest.raises(error, match=words):
        call()
