"""Optimisers walk PyTorch's way: 50 steps from the same weights, with all settings, and their errors."""

import numpy as np
import pytest

import minidl
from minidl import nn, optim
from tests.parity import Library, pytorch, wave

SHAPES = [(3, 4), (4,), (), (2, 1, 3)]
TOLERANCE = {"float32": {"rtol": 2e-5, "atol": 2e-6}, "float64": {"rtol": 1e-10, "atol": 1e-12}}

SETTINGS = [
    ("SGD", {}),
    ("SGD", {"lr": 0.1}),
    ("SGD", {"lr": 0.1, "momentum": 0.9}),
    ("SGD", {"lr": 0.1, "momentum": 0.9, "nesterov": True}),
    ("SGD", {"lr": 0.1, "momentum": 0.9, "dampening": 0.5}),
    ("SGD", {"lr": 0.1, "weight_decay": 0.1}),
    ("SGD", {"lr": 0.1, "momentum": 0.5, "weight_decay": 0.1, "nesterov": True}),
    ("SGD", {"lr": 0.1, "momentum": 0.5, "dampening": 0.1, "weight_decay": 0.1, "maximize": True}),
    ("SGD", {"lr": 0.0, "momentum": 0.5}),
    ("Adam", {}),
    ("Adam", {"lr": 0.1}),
    ("Adam", {"lr": 0.1, "betas": (0.5, 0.7), "eps": 0.1}),
    ("Adam", {"lr": 0.1, "betas": (0.0, 0.0)}),
    ("Adam", {"lr": 0.1, "weight_decay": 0.1}),
    ("Adam", {"lr": 0.1, "weight_decay": 0.1, "decoupled_weight_decay": True}),
    ("Adam", {"lr": 0.1, "amsgrad": True}),
    ("Adam", {"lr": 0.1, "amsgrad": True, "weight_decay": 0.1, "maximize": True, "betas": (0.8, 0.5)}),
    ("AdamW", {}),
    ("AdamW", {"lr": 0.1, "weight_decay": 0.5}),
    ("AdamW", {"lr": 0.1, "weight_decay": 0}),
    ("AdamW", {"lr": 0.1, "betas": (0.8, 0.5), "eps": 0.1, "amsgrad": True, "maximize": True}),
    ("Adagrad", {}),
    ("Adagrad", {"lr": 0.3}),
    ("Adagrad", {"lr": 0.3, "lr_decay": 0.1}),
    ("Adagrad", {"lr": 0.3, "initial_accumulator_value": 2.0, "eps": 0.1}),
    ("Adagrad", {"lr": 0.3, "lr_decay": 0.01, "weight_decay": 0.1, "maximize": True}),
    ("RMSprop", {}),
    ("RMSprop", {"lr": 0.1, "alpha": 0.7, "eps": 0.1}),
    ("RMSprop", {"lr": 0.1, "alpha": 0.0}),
    ("RMSprop", {"lr": 0.1, "momentum": 0.8}),
    ("RMSprop", {"lr": 0.1, "centered": True}),
    ("RMSprop", {"lr": 0.1, "centered": True, "momentum": 0.5, "weight_decay": 0.1, "maximize": True}),
    ("Adadelta", {}),
    ("Adadelta", {"lr": 0.5, "rho": 0.6, "eps": 1e-3}),
    ("Adadelta", {"rho": 0.0, "eps": 0.1}),
    ("Adadelta", {"lr": 2.0, "eps": 1e-3, "weight_decay": 0.1, "maximize": True}),
    ("Adamax", {}),
    ("Adamax", {"lr": 0.1, "betas": (0.5, 0.7), "eps": 0.1}),
    ("Adamax", {"lr": 0.1, "betas": (0.0, 0.0)}),
    ("Adamax", {"lr": 0.1, "weight_decay": 0.1, "maximize": True}),
    ("NAdam", {}),
    ("NAdam", {"lr": 0.1, "betas": (0.5, 0.7), "eps": 0.1}),
    ("NAdam", {"lr": 0.1, "betas": (0.0, 0.0), "momentum_decay": 0.5}),
    ("NAdam", {"lr": 0.1, "momentum_decay": 0, "weight_decay": 0.1, "maximize": True}),
    ("NAdam", {"lr": 0.1, "weight_decay": 0.1, "decoupled_weight_decay": True}),
    ("RAdam", {}),
    ("RAdam", {"lr": 0.1, "betas": (0.5, 0.9), "eps": 0.1}),
    ("RAdam", {"lr": 0.1, "betas": (0.0, 0.3)}),  # never scaled
    ("RAdam", {"lr": 0.1, "weight_decay": 0.1, "maximize": True}),
    ("RAdam", {"lr": 0.1, "weight_decay": 0.1, "decoupled_weight_decay": True}),
    ("Rprop", {}),
    ("Rprop", {"lr": 0.1, "etas": (0.3, 2.0)}),
    ("Rprop", {"lr": 0.1, "step_sizes": (0.08, 0.2), "maximize": True}),
]


def parameters(library, dtype="float64"):
    return [library.tensor(np.array(wave(s, i), dtype), True) for i, s in enumerate(SHAPES)]


def set_gradients(library, params, step, skip=()):
    """A gradient of numbers by formula, with a pull towards 0; None for parameters to skip."""
    for i, p in enumerate(params):
        array = library.array(p)
        g = np.array(wave(array.shape, i + 0.3 * step) * 2.0 ** (i - 1) + 0.3 * array, array.dtype)
        p.grad = None if i in skip else library.tensor(g)


def walk(library, optimizer, params, steps=50, between=lambda step: None, **settings):
    """Where the parameters are after each step."""
    places = []
    for step in range(steps):
        between(step)
        set_gradients(library, params, step, **settings)
        optimizer.step()
        places.append([np.array(library.array(p)) for p in params])
    return places


def assert_same_walk(ours, theirs, dtype="float64"):
    for step, (a, b) in enumerate(zip(ours, theirs, strict=True)):
        for x, y in zip(a, b, strict=True):
            assert x.dtype == y.dtype
            np.testing.assert_allclose(x, y, **TOLERANCE[dtype], err_msg=f"step {step}")


def both():
    return Library(), Library(pytorch())


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize(("name", "settings"), SETTINGS, ids=str)
def test_the_walk_is_pytorchs(name, settings, dtype):
    # Adadelta with rho=0 divides by the last gradient alone, which doubles a rounding error at each step:
    # in float32, a few steps tell as much as fifty do in float64.
    steps = 6 if dtype == "float32" and settings.get("rho") == 0.0 else 50
    walks, states = [], []
    for library in both():
        params = parameters(library, dtype)
        optimizer = getattr(library.optim, name)(params, **settings)
        walks.append(walk(library, optimizer, params, steps))
        states.append([optimizer.state[p] for p in params])
    assert_same_walk(*walks, dtype)
    for ours, theirs in zip(*states, strict=True):
        assert list(ours) == list(theirs)
        for key, value in theirs.items():
            found = ours[key] if key == "step" else ours[key].data.numpy()
            np.testing.assert_allclose(found, value.numpy(), **TOLERANCE[dtype], err_msg=key)


class Walk:
    """Where an optimiser ends: one number for all parameters, their product with `wave`; for frozen.json."""

    tolerance = TOLERANCE

    def __init__(self, name, settings):
        self.name, self.settings = name, settings

    def __repr__(self):
        return f"{self.name} {self.settings}"

    def run(self, library, dtype):
        params = parameters(library, dtype)
        walk(library, getattr(library.optim, self.name)(params, **self.settings), params)
        ends = [np.vdot(wave(tuple(p.shape), 1), library.array(p)) for p in params]
        return {"end": np.sum(ends)}


WALKS = [Walk(*one) for one in SETTINGS]


def test_the_first_steps_in_numbers():
    """By hand: v = g, then v = 0.9·v + g."""
    p = nn.Parameter(np.array([1.0]))
    sgd = optim.SGD([p], lr=0.1, momentum=0.9)
    for expected in (0.8, 0.42, -0.122):
        p.grad = minidl.tensor([2.0], dtype=minidl.float64)
        sgd.step()
        assert p.item() == pytest.approx(expected)
    # Adam's first step is lr · sign(g), whatever the size of g.
    p = nn.Parameter(np.array([1.0, 1.0]))
    p.grad = minidl.tensor([1e-3, -1e5], dtype=minidl.float64)
    optim.Adam([p], lr=0.1).step()
    np.testing.assert_allclose(p.data.numpy(), [0.9, 1.1], rtol=1e-5)


# Settings that differ from a group's defaults and that keep much state.
OWN = {
    "SGD": {"lr": 0.3, "momentum": 0.8},
    "Adagrad": {"lr": 0.3, "lr_decay": 0.1},
    "RMSprop": {"lr": 0.3, "alpha": 0.5, "momentum": 0.8, "centered": True},
    "Adadelta": {"lr": 0.3, "rho": 0.5, "eps": 1e-3},
    "Adam": {"lr": 0.3, "betas": (0.3, 0.6), "amsgrad": True},
    "AdamW": {"lr": 0.3, "betas": (0.3, 0.6), "amsgrad": True},
    "Adamax": {"lr": 0.3, "betas": (0.3, 0.6)},
    "NAdam": {"lr": 0.3, "betas": (0.3, 0.6), "momentum_decay": 0.1, "decoupled_weight_decay": True},
    "RAdam": {"lr": 0.3, "betas": (0.3, 0.9), "decoupled_weight_decay": True},
    "Rprop": {"lr": 0.3, "etas": (0.3, 1.5), "step_sizes": (1e-3, 1)},
}


def decay(name, weight_decay):
    """The setting, for the optimisers that have it"""
    return {} if name == "Rprop" else {"weight_decay": weight_decay}


@pytest.mark.parametrize("name", OWN)
def test_groups_have_settings_of_their_own(name):
    own = OWN[name]
    walks = []
    for library in both():
        params = parameters(library)
        groups = [{"params": params[:2]}, {"params": iter(params[2:3]), **own}]
        optimizer = getattr(library.optim, name)(groups, lr=0.05, **decay(name, 0.01))
        optimizer.add_param_group({"params": params[3], **decay(name, 0.2)})
        assert [len(g["params"]) for g in optimizer.param_groups] == [2, 1, 1]
        assert [g["lr"] for g in optimizer.param_groups] == [0.05, 0.3, 0.05]
        walks.append(walk(library, optimizer, params))
    assert_same_walk(*walks)


MORE = [("AdamW", {}), ("Adagrad", {}), ("RMSprop", {"momentum": 0.9, "centered": True}), ("Adadelta", {})]
MORE += [("Adamax", {}), ("NAdam", {}), ("RAdam", {}), ("Rprop", {})]


@pytest.mark.parametrize(("name", "settings"), [("SGD", {"momentum": 0.9}), ("Adam", {}), *MORE])
def test_settings_may_change_on_the_way(name, settings):
    walks = []
    for library in both():
        params = parameters(library)
        optimizer = getattr(library.optim, name)(params, lr=0.1, **settings)

        def between(step, group=optimizer.param_groups[0]):
            group["lr"] = 0.1 / (1 + step)
            group["weight_decay"] = 0.1 * (step % 2)

        walks.append(walk(library, optimizer, params, between=between))
    assert_same_walk(*walks)


@pytest.mark.parametrize(
    ("name", "settings"), [("SGD", {"momentum": 0.9}), ("Adam", {"weight_decay": 0.1}), *MORE]
)
def test_parameters_without_a_gradient_stay_and_have_no_state(name, settings):
    walks = []
    for library in both():
        params = parameters(library)
        optimizer = getattr(library.optim, name)(params, lr=0.1, **settings)
        walks.append(walk(library, optimizer, params, steps=5, skip={1}))
        if name != "Adagrad":  # its sums start at once
            assert len(optimizer.state) == 3 and params[1] not in optimizer.state
        # It may come later, and starts from the beginning then.
        walks[-1] += walk(library, optimizer, params, steps=5)
    np.testing.assert_array_equal(walks[0][4][1], wave(SHAPES[1], 1))
    assert_same_walk(*walks)


@pytest.mark.parametrize("name", ["SGD", "Adam"])
def test_named_parameters_are_taken(name):
    for library in both():
        model = library.nn.Linear(2, 3)
        optimizer = getattr(library.optim, name)(model.named_parameters(), lr=0.1)
        assert optimizer.param_groups[0]["param_names"] == ["weight", "bias"]
        assert optimizer.param_groups[0]["params"] == list(model.parameters())


@pytest.mark.parametrize("learning_rate", [0.1, np.float64(0.1), np.float32(0.1), minidl.tensor(0.1)])
@pytest.mark.parametrize("name", OWN)
def test_any_number_is_a_learning_rate_and_the_dtype_stays(name, learning_rate):
    p = nn.Parameter(np.ones(3, np.float32))
    p.grad = minidl.ones(3)
    getattr(optim, name)([p], lr=learning_rate, **decay(name, np.float64(0.1))).step()
    assert p.dtype == minidl.float32
    assert p.data.numpy().max() < 1


@pytest.mark.parametrize("weight_decay", [0, 0.5])
@pytest.mark.parametrize(
    ("name", "settings"), [("SGD", {}), ("SGD", {"momentum": 0.9}), ("Adam", {"amsgrad": True}), *MORE]
)
def test_a_step_changes_the_array_in_place_and_leaves_gradients_alone(name, settings, weight_decay):
    array = np.asfortranarray(np.ones((3, 4)))
    p = nn.Parameter(array)
    p.grad = minidl.from_numpy(wave((3, 4)))
    optimizer = getattr(optim, name)([p], lr=0.1, **decay(name, weight_decay), **settings)
    for _ in range(3):
        optimizer.step()
    assert p.data.numpy() is array and array.flags.f_contiguous
    np.testing.assert_array_equal(p.grad.numpy(), wave((3, 4)))


def test_a_step_is_a_change_in_place_that_backward_notices():
    linear = nn.Linear(2, 2)
    x = minidl.ones(1, 2, requires_grad=True)
    loss = linear(x).sum()
    loss.backward(retain_graph=True)
    optim.SGD(linear.parameters(), lr=0.1).step()
    with pytest.raises(RuntimeError, match=r"changed in place"):
        loss.backward()


def test_a_closure_computes_the_loss_with_a_history():
    p = nn.Parameter(np.array([3.0]))
    sgd, calls = optim.SGD([p], lr=0.1), []

    def closure():
        sgd.zero_grad()
        loss = (p * p).sum()
        loss.backward()
        calls.append(loss.item())
        return loss

    with minidl.no_grad():
        losses = [sgd.step(closure).item() for _ in range(3)]
    assert losses == calls
    np.testing.assert_allclose(p.data.numpy(), 3 * 0.8**3)
    assert sgd.step() is None


@pytest.mark.parametrize("set_to_none", [True, False])
def test_zero_grad(set_to_none):
    p, q = nn.Parameter(np.ones(2)), nn.Parameter(np.ones(2))
    p.grad = minidl.ones(2, dtype=minidl.float64)
    optim.SGD([p, q]).zero_grad(set_to_none)
    assert q.grad is None
    assert (p.grad is None) if set_to_none else (p.grad.tolist() == [0, 0])


def test_infinite_gradients_give_what_pytorch_gives_without_a_warning():
    for name, settings in (("SGD", {"momentum": 0.9}), ("Adam", {"amsgrad": True}), *MORE):
        places = []
        for library in both():
            p = library.tensor(np.zeros(3), True)
            optimizer = getattr(library.optim, name)([p], lr=0.1, **settings)
            for _ in range(2):
                p.grad = library.tensor(np.array([np.inf, np.nan, 1.0]))
                optimizer.step()
            places.append(library.array(p))
        np.testing.assert_allclose(*places)


def test_an_optimiser_of_ones_own_as_one_writes_it_for_pytorch():
    def make(library):
        class Signs(library.optim.Optimizer):
            def __init__(self, params, lr=0.1):
                super().__init__(params, {"lr": lr})

            def step(self):
                for group in self.param_groups:
                    for p in group["params"]:
                        self.state[p]["steps"] = self.state[p].get("steps", 0) + 1
                        p.data -= group["lr"] * p.grad / abs(p.grad)

        return Signs

    walks = []
    for library in both():
        params = parameters(library)
        walks.append(walk(library, make(library)(params, lr=0.5), params, steps=3))
    assert_same_walk(*walks)


def test_an_optimiser_of_ones_own_in_three_lines():
    class Signs(optim.Optimizer):
        def update(self, parameter, gradient, state, group):
            parameter.data -= group["lr"] * np.sign(gradient)

    p = nn.Parameter(np.zeros(2))
    p.grad = minidl.tensor([5.0, -3.0], dtype=minidl.float64)
    Signs([p], {"lr": 0.5}).step()
    assert p.tolist() == [-0.5, 0.5]
    with pytest.raises(
        NotImplementedError, match=r"Optimizer must define update\(parameter, gradient, state, group\)"
    ):
        optim.Optimizer([p], {}).step()


def test_repr_lists_the_groups():
    text = repr(optim.SGD([nn.Parameter(np.zeros(1))], lr=0.5, momentum=0.9))
    assert text.startswith("SGD (\nParameter Group 0\n    dampening: 0\n    lr: 0.5\n")
    assert "params" not in text


MODEL = nn.Linear(2, 1)


def hidden():
    """The parameters of a network whose layers are in a plain list too: refused while they are listed."""

    class Hidden(nn.Module):
        def __init__(self):
            super().__init__()
            self.first, self.layers = nn.Linear(2, 1), []
            self.layers.append(nn.Linear(2, 1))

    return Hidden().parameters()


@pytest.mark.parametrize(
    ("build", "error", "words"),
    [
        (lambda: optim.SGD([]), ValueError, "SGD: got no parameters. A generator .* can be used only once"),
        (
            lambda: optim.SGD(MODEL.weight),
            TypeError,
            r"SGD: params must be a list of parameters. Try \[parameter\]",
        ),
        (lambda: optim.Adam(MODEL), TypeError, r"Adam: .* got Linear. Try model.parameters\(\)"),
        (
            lambda: optim.SGD(nn.Sequential(MODEL)),
            TypeError,
            r"expects parameters, got Linear. Try model.parameters\(\)",
        ),
        (
            lambda: optim.SGD(MODEL.parameters),
            TypeError,
            r"got method. Try model.parameters\(\), with brackets",
        ),
        (
            lambda: optim.SGD([("w", MODEL.weight), MODEL.bias]),
            ValueError,
            "names for all parameters of a group",
        ),
        (lambda: optim.SGD([MODEL.weight.data.numpy()]), TypeError, "SGD: expects parameters, got ndarray"),
        (lambda: optim.SGD({MODEL.weight}), TypeError, "SGD: a set has no order. Pass a list"),
        (
            lambda: optim.SGD([MODEL.weight * 2]),
            ValueError,
            "can only train leaf tensors, this one was computed",
        ),
        (
            lambda: optim.SGD([MODEL.bias, MODEL.bias]),
            ValueError,
            r"a parameter of shape \(1,\) appears twice",
        ),
        (
            lambda: optim.SGD([{"params": MODEL.bias}, {"params": [MODEL.bias]}]),
            ValueError,
            r"a parameter of shape \(1,\) appears twice",
        ),
        (
            lambda: optim.SGD([{"lr": 0.1}]),
            TypeError,
            r"a group is a dict \{'params': \[...\], ...\}, got \{'lr': 0.1\}",
        ),
        (lambda: optim.SGD([{"params": [MODEL.bias]}, MODEL.weight]), TypeError, "a group is a dict"),
        (lambda: optim.SGD(MODEL.parameters(), lr=-1), ValueError, "SGD: lr must not be negative, got -1"),
        (
            lambda: optim.SGD(MODEL.parameters(), lr=float("nan")),
            ValueError,
            "SGD: lr must not be negative, got nan",
        ),
        (
            lambda: optim.SGD(MODEL.parameters(), lr="0.1"),
            TypeError,
            "SGD: lr must be a number, got '0.1'. Try 0.01",
        ),
        (lambda: optim.SGD(MODEL.parameters(), lr=None), TypeError, "SGD: lr must be a number, got None"),
        (
            lambda: optim.SGD(MODEL.parameters(), lr=[0.1]),
            TypeError,
            r"SGD: lr must be a number, got \[0.1\]",
        ),
        (
            lambda: optim.SGD([{"params": [MODEL.bias], "lr": "a"}]),
            TypeError,
            "SGD: lr must be a number, got 'a'",
        ),
        (
            lambda: optim.SGD(MODEL.parameters(), maximize="no"),
            TypeError,
            "SGD: maximize must be True or False, got",
        ),
        (
            lambda: optim.Adam(MODEL.parameters(), betas=0.9),
            TypeError,
            r"Adam: betas must be two numbers, got 0.9. Try \(0.9, 0.999\)",
        ),
        (
            lambda: optim.Adam(MODEL.parameters(), betas=(0.9,)),
            TypeError,
            r"Adam: betas must be two numbers, got \(0.9,\)",
        ),
        (lambda: optim.Adam(hidden()), TypeError, "Hidden.layers: modules inside a plain list are not found"),
        (lambda: optim.SGD(MODEL.parameters(), momentum=-0.1), ValueError, "momentum must not be negative"),
        (
            lambda: optim.Adam(MODEL.parameters(), weight_decay=-1),
            ValueError,
            "Adam: weight_decay must not be negative",
        ),
        (lambda: optim.Adam(MODEL.parameters(), eps=-1), ValueError, "Adam: eps must not be negative"),
        (
            lambda: optim.Adam(MODEL.parameters(), betas=(0.9, 1.0)),
            ValueError,
            "Adam: betas must be at least 0 and below 1, got 1.0",
        ),
        (
            lambda: optim.SGD(MODEL.parameters(), nesterov=True),
            ValueError,
            "nesterov needs a momentum above 0",
        ),
        (
            lambda: optim.SGD(MODEL.parameters(), momentum=0.9, dampening=0.1, nesterov=True),
            ValueError,
            "no dampening",
        ),
        (
            lambda: optim.SGD(MODEL.parameters(), learning_rate=0.1),
            TypeError,
            "unexpected keyword argument 'learning_rate'",
        ),
        (
            lambda: optim.AdamW(MODEL.parameters(), betas=(0.9, 1.0)),
            ValueError,
            "AdamW: betas must be at least 0 and below 1, got 1.0",
        ),
        (lambda: optim.Adagrad(MODEL.parameters(), lr_decay=-1), ValueError, "Adagrad: lr_decay must not be"),
        (
            lambda: optim.Adagrad(MODEL.parameters(), initial_accumulator_value=-1),
            ValueError,
            "Adagrad: initial_accumulator_value must not be negative, got -1",
        ),
        (
            lambda: optim.RMSprop(MODEL.parameters(), alpha=-0.1),
            ValueError,
            "RMSprop: alpha must be between 0 and 1, got -0.1",
        ),
        (lambda: optim.RMSprop(MODEL.parameters(), alpha=1.1), ValueError, "alpha must .* got 1.1"),
        (
            lambda: optim.Adadelta(MODEL.parameters(), rho=1.1),
            ValueError,
            "Adadelta: rho must be between 0 and 1, got 1.1",
        ),
        (
            lambda: optim.NAdam(MODEL.parameters(), momentum_decay=-1),
            ValueError,
            "momentum_decay must not be",
        ),
        (
            lambda: optim.Rprop(MODEL.parameters(), etas=(0.5, 0.9)),
            ValueError,
            "Rprop: etas must be above 1, got 0.9",
        ),
        (
            lambda: optim.Rprop(MODEL.parameters(), step_sizes=1),
            TypeError,
            r"Rprop: step_sizes must be two numbers, got 1. Try \(1e-06, 50\)",
        ),
        (
            lambda: optim.Adam(MODEL.parameters(), foreach=True),
            TypeError,
            "unexpected keyword argument 'foreach'",
        ),
    ],
)
def test_errors(build, error, words):
    with pytest.raises(error, match=words):
        build()
    assert all(isinstance(p, nn.Parameter) for p in MODEL.parameters())
