"""Schedules set PyTorch's learning rates: 50 steps, two groups, after resuming too, and their errors."""

import copy
import math
import re

import numpy as np
import pytest

from minidl import nn, optim
from minidl.optim import lr_scheduler
from tests.optim.test_optimizers import both
from tests.parity import Library

SCHEDULES = [
    ("StepLR", {"step_size": 7}),
    ("StepLR", {"step_size": 1, "gamma": 0.9}),
    ("MultiStepLR", {"milestones": [30, 10, 10]}),
    ("MultiStepLR", {"milestones": (0, 3, 49), "gamma": 0.5}),
    ("ExponentialLR", {"gamma": 0.9}),
    ("CosineAnnealingLR", {"T_max": 50}),
    ("CosineAnnealingLR", {"T_max": 7, "eta_min": 0.01}),
    ("CosineAnnealingLR", {"T_max": 1, "eta_min": 0.2}),
    ("ConstantLR", {}),
    ("ConstantLR", {"factor": 0.5, "total_iters": 30}),
    ("LinearLR", {}),
    ("LinearLR", {"start_factor": 1.0, "end_factor": 0.1, "total_iters": 40}),
    ("CosineAnnealingWarmRestarts", {"T_0": 7}),
    ("CosineAnnealingWarmRestarts", {"T_0": 3, "T_mult": 2, "eta_min": 0.01}),
    ("LambdaLR", {"lr_lambda": lambda epoch: 1 / (1 + epoch)}),
    ("LambdaLR", {"lr_lambda": [lambda epoch: epoch, lambda epoch: 0.9**epoch]}),
    ("StepLR", {"step_size": 3.0}),  # 30 / 10
    ("MultiStepLR", {"milestones": [10.0, 45.0]}),
    ("MultiplicativeLR", {"lr_lambda": lambda epoch: 1 - 0.02 * epoch}),
    ("MultiplicativeLR", {"lr_lambda": [lambda epoch: 0.9, lambda epoch: 1.1 if epoch % 2 else 0.8]}),
    ("PolynomialLR", {}),
    ("PolynomialLR", {"total_iters": 40, "power": 0.9}),
    ("PolynomialLR", {"total_iters": 30.5, "power": 2}),
    ("CyclicLR", {"base_lr": 0.1, "max_lr": 1.0, "step_size_up": 4}),
    ("CyclicLR", {"base_lr": [0.1, 0.2], "max_lr": [1.0, 0.4], "step_size_up": 3, "step_size_down": 7, "mode": "triangular2"}),
    ("CyclicLR", {"base_lr": 0.1, "max_lr": 1.0, "step_size_up": 5, "step_size_down": 0}),  # saw teeth
    ("CyclicLR", {"base_lr": 0.1, "max_lr": 1.0, "step_size_up": 4, "mode": "exp_range", "gamma": 0.97, "scale_mode": "cycle"}),
    ("CyclicLR", {"base_lr": 0.1, "max_lr": 1.0, "step_size_up": 4, "scale_fn": lambda cycle: 1 / cycle, "mode": "mine"}),
    ("CyclicLR", {"base_lr": 0.1, "max_lr": 1.0, "step_size_up": 4.5, "scale_fn": lambda step: 0.9**step, "scale_mode": "iterations"}),
    ("CyclicLR", {"base_lr": 0.1, "max_lr": 1.0, "step_size_up": 4, "base_momentum": 0.3, "max_momentum": [0.5, 0.8]}),
    ("CyclicLR", {"base_lr": 0.1, "max_lr": 1.0, "step_size_up": 4, "cycle_momentum": False, "gamma": 2.0}),
    ("OneCycleLR", {"max_lr": 0.3, "total_steps": 50}),
    ("OneCycleLR", {"max_lr": [0.3, 2.0], "epochs": 10, "steps_per_epoch": 6, "anneal_strategy": "linear"}),
    ("OneCycleLR", {"max_lr": 0.3, "total_steps": 50, "three_phase": True, "pct_start": 0.2}),
    ("OneCycleLR", {"max_lr": 0.3, "total_steps": 60, "pct_start": 0.0, "div_factor": 5, "final_div_factor": 10}),
    ("OneCycleLR", {"max_lr": 0.3, "total_steps": 55, "base_momentum": 0.1, "max_momentum": [0.5, 0.8]}),
    ("OneCycleLR", {"max_lr": 0.3, "total_steps": 50, "cycle_momentum": False}),
    ("ReduceLROnPlateau", {}),
    ("ReduceLROnPlateau", {"factor": 0.5, "patience": 0, "cooldown": 3}),
    ("ReduceLROnPlateau", {"mode": "max", "patience": 2, "min_lr": [0.01, 0.1], "threshold": 0.1}),
    ("ReduceLROnPlateau", {"patience": 1, "threshold_mode": "abs", "threshold": 0.3, "eps": 1e-3}),
    ("ReduceLROnPlateau", {"mode": "max", "patience": 1, "threshold_mode": "abs", "min_lr": 1e-4}),
]  # fmt: skip


def metric(step):
    """A loss that falls, then waves; sometimes NaN."""
    return math.nan if step == 20 else 2 + 3 / (1 + step) + math.sin(1.3 * step)


def make(library, name, settings, optimizer="SGD", **more):
    params = [library.tensor(np.ones(2), True), library.tensor(np.ones(3), True)]
    two = [{"params": params[:1], "lr": 0.1}, {"params": params[1:]}]
    optimizer = getattr(library.optim, optimizer)(two, lr=0.5, **more)
    return optimizer, getattr(library.optim.lr_scheduler, name)(optimizer, **settings)


def rates(optimizer):
    """Learning rate and momentum of each group."""
    return [[g["lr"], g.get("momentum", g.get("betas", [0])[0])] for g in optimizer.param_groups]


def follow(optimizer, scheduler, steps=range(50)):
    found = [rates(optimizer)]
    for step in steps:
        optimizer.step()
        scheduler.step(*[metric(step)] * (type(scheduler).__name__ == "ReduceLROnPlateau"))
        assert scheduler.get_last_lr() == [g["lr"] for g in optimizer.param_groups]
        assert scheduler.last_epoch == step + 1
        found.append(rates(optimizer))
    return np.array(found)


def name_of(value):
    """A test's name; without the addresses of functions, which differ between test processes."""
    return re.sub(r"<function <lambda> at 0x\w+>", "function", str(value))


@pytest.mark.parametrize("optimizer", ["SGD", "AdamW"])
@pytest.mark.parametrize(("name", "settings"), SCHEDULES, ids=name_of)
def test_the_rates_are_pytorchs(name, settings, optimizer):
    found = []
    for library in both():
        found.append(follow(*make(library, name, settings, optimizer)))
    np.testing.assert_allclose(*found, rtol=1e-10, atol=1e-14)


def warm_up(library, optimizer):
    """Linear, then a cosine, then steps"""
    room = library.optim.lr_scheduler
    parts = [room.LinearLR(optimizer, 0.1, total_iters=4), room.CosineAnnealingLR(optimizer, 10)]
    parts.append(room.StepLR(optimizer, 3, 0.5))
    return room.SequentialLR(optimizer, parts, milestones=[4, 15])


def test_one_after_the_other():
    found = []
    for library in both():
        optimizer, _ = make(library, "LambdaLR", {"lr_lambda": lambda epoch: 1})
        found.append(follow(optimizer, warm_up(library, optimizer), range(30)))
    np.testing.assert_allclose(*found, rtol=1e-10, atol=1e-14)


def test_one_after_the_other_resumes():
    optimizer, _ = make(Library(), "LambdaLR", {"lr_lambda": lambda epoch: 1})
    scheduler = warm_up(Library(), optimizer)
    follow(optimizer, scheduler, range(9))
    saved = copy.deepcopy((optimizer.state_dict(), scheduler.state_dict()))
    expected = follow(optimizer, scheduler, range(9, 30))
    optimizer, _ = make(Library(), "LambdaLR", {"lr_lambda": lambda epoch: 1})
    scheduler = warm_up(Library(), optimizer)
    optimizer.load_state_dict(saved[0])
    scheduler.load_state_dict(saved[1])
    np.testing.assert_array_equal(follow(optimizer, scheduler, range(9, 30)), expected)


def test_warm_restarts_within_an_epoch():
    """step(epoch + batch / batches)"""
    found = []
    for library in both():
        optimizer, scheduler = make(library, "CosineAnnealingWarmRestarts", {"T_0": 2, "T_mult": 2})
        found.append([])
        for batch in range(40):
            scheduler.step(batch / 4)
            found[-1].append((rates(optimizer), scheduler.last_epoch))
        scheduler.step()
        found[-1].append((rates(optimizer), scheduler.last_epoch))
    ours, theirs = (np.array([np.ravel([*np.ravel(r), last]) for r, last in one]) for one in found)
    np.testing.assert_allclose(ours, theirs, rtol=1e-10)


def chain(library, optimizer):
    """A warm-up by half, times a power, times steps"""
    room = library.optim.lr_scheduler
    parts = [
        room.ConstantLR(optimizer, 0.5, 4),
        room.PolynomialLR(optimizer, 15),
        room.StepLR(optimizer, 3, 0.5),
    ]
    return room.ChainedScheduler(parts)


def chained_rates(library, scheduler, optimizer, steps):
    found = []
    for _ in range(steps):
        optimizer.step(), scheduler.step()
        assert scheduler.get_last_lr() == [g["lr"] for g in optimizer.param_groups]
        found.append(rates(optimizer))
    return np.array(found)


def test_several_at_once():
    found, states = [], []
    for library in both():
        optimizer, _ = make(library, "LambdaLR", {"lr_lambda": lambda epoch: 1})
        scheduler = chain(library, optimizer)
        found.append(chained_rates(library, scheduler, optimizer, 9))
        states.append(copy.deepcopy((optimizer.state_dict(), scheduler.state_dict())))
        found.append(chained_rates(library, scheduler, optimizer, 20))
    np.testing.assert_allclose(*found[::2], rtol=1e-10, atol=1e-14)
    np.testing.assert_allclose(*found[1::2], rtol=1e-10, atol=1e-14)
    assert set(states[0][1]) == set(states[1][1]) == {"_schedulers", "_last_lr"}
    for saved in states:  # PyTorch's can be loaded, too
        optimizer, _ = make(Library(), "LambdaLR", {"lr_lambda": lambda epoch: 1})
        scheduler = chain(Library(), optimizer)
        optimizer.load_state_dict(saved[0]), scheduler.load_state_dict(saved[1])
        np.testing.assert_allclose(
            chained_rates(library, scheduler, optimizer, 20), found[1], rtol=1e-10, atol=1e-14
        )
        with pytest.raises(ValueError, match="this state has no _schedulers; nothing was changed"):
            scheduler.load_state_dict({"_last_lr": [1, 1]})


def test_several_at_once_as_a_part_of_a_sequence():
    """They start where they would alone; PyTorch takes the first step twice, and has no second start of them."""
    optimizer, _ = make(Library(), "LambdaLR", {"lr_lambda": lambda epoch: 1})
    alone = chained_rates(Library(), chain(Library(), optimizer), optimizer, 5)
    optimizer, _ = make(Library(), "LambdaLR", {"lr_lambda": lambda epoch: 1})
    parts = [lr_scheduler.ConstantLR(optimizer, 1, 1), chain(Library(), optimizer)]
    parts += [lr_scheduler.ExponentialLR(optimizer, 0.9)]
    found = follow(optimizer, lr_scheduler.SequentialLR(optimizer, parts, milestones=[3, 9]), range(10))
    np.testing.assert_allclose(found[:5, 0, 0], [0.1, 0.1, 0.1, 0.05, alone[0, 0, 0]], rtol=1e-12)
    np.testing.assert_allclose(found[4:9], alone, rtol=1e-12)
    np.testing.assert_allclose(found[9:, 0, 0], [0.1, 0.09], rtol=1e-12)


class Rates:
    """One number for all rates of a schedule; for frozen.json."""

    tolerance = {"float64": {"rtol": 1e-9, "atol": 0}}

    def __init__(self, name, settings):
        self.name, self.settings = name, settings

    def __repr__(self):
        return name_of(self.name) + " " + name_of(self.settings)

    def run(self, library, dtype):
        rates = follow(*make(library, self.name, self.settings))
        return {"end": np.vdot(np.sin(1 + np.arange(rates.size)), rates.ravel())}


RATES = [Rates(*one) for one in SCHEDULES]


@pytest.mark.parametrize(("name", "settings"), SCHEDULES, ids=name_of)
def test_resuming_from_states(name, settings):
    """After 20 steps a new optimiser and a new scheduler take over."""
    optimizer, scheduler = make(Library(), name, settings)
    follow(optimizer, scheduler, range(20))
    saved = copy.deepcopy((optimizer.state_dict(), scheduler.state_dict()))
    expected = follow(optimizer, scheduler, range(20, 50))
    optimizer, scheduler = make(Library(), name, settings)
    optimizer.load_state_dict(saved[0])
    scheduler.load_state_dict(saved[1])
    assert scheduler.last_epoch == 20
    np.testing.assert_array_equal(follow(optimizer, scheduler, range(20, 50)), expected)


@pytest.mark.parametrize(
    ("name", "settings"), [s for s in SCHEDULES if s[0] != "ReduceLROnPlateau"], ids=name_of
)
def test_resuming_with_last_epoch(name, settings):
    found = []
    for library in both():
        optimizer, scheduler = make(library, name, settings)
        follow(optimizer, scheduler, range(20))
        scheduler = getattr(library.optim.lr_scheduler, name)(optimizer, **settings, last_epoch=20)
        found.append(follow(optimizer, scheduler, range(21, 45)))
    np.testing.assert_allclose(*found, rtol=1e-10, atol=1e-14)


@pytest.mark.parametrize(
    ("name", "settings"),
    [s for s in SCHEDULES if s[0] not in ("OneCycleLR", "ReduceLROnPlateau")],
    ids=name_of,
)
def test_two_schedulers_of_one_optimiser(name, settings):
    found = []
    for library in both():
        optimizer, first = make(library, name, settings)
        second = library.optim.lr_scheduler.ExponentialLR(optimizer, 0.95)
        found.append([])
        for _ in range(20):
            optimizer.step(), first.step(), second.step()
            found[-1].append(rates(optimizer))
    np.testing.assert_allclose(*found, rtol=1e-10, atol=1e-14)


def test_the_settings_in_the_state_are_pytorchs():
    for name, settings in SCHEDULES:
        ours, theirs = (make(library, name, settings)[1].state_dict() for library in both())
        private = {"default_min_lr", "mode_worse"}  # of PyTorch's own code
        public = {k: v for k, v in theirs.items() if not k.startswith("_") and k not in private}
        assert {k: v for k, v in ours.items() if not k.startswith("_")} == public


def test_functions_that_are_objects_are_part_of_the_state():
    class Warmup:
        def __init__(self, epochs):
            self.epochs = epochs

        def __call__(self, epoch):
            return min(1, (epoch + 1) / self.epochs)

    for library in both():
        _, scheduler = make(library, "LambdaLR", {"lr_lambda": Warmup(4)})
        state = copy.deepcopy(scheduler.state_dict())
        assert state["lr_lambdas"] == [{"epochs": 4}] * 2
        optimizer, other = make(library, "LambdaLR", {"lr_lambda": Warmup(8)})
        other.load_state_dict(state)
        optimizer.step(), other.step()
        assert optimizer.param_groups[0]["lr"] == pytest.approx(0.1 * 2 / 4)


def test_the_attributes_of_a_scale_that_is_an_object_are_part_of_the_state():
    class Falls:
        def __init__(self, factor):
            self.factor = factor

        def __call__(self, cycle):
            return self.factor**cycle

    found = []
    for library in both():
        settings = {"base_lr": 0.0, "max_lr": 1.0, "step_size_up": 2}
        _, scheduler = make(library, "CyclicLR", settings | {"scale_fn": Falls(0.5)})
        state = copy.deepcopy(scheduler.state_dict())
        assert state["_scale_fn_custom"] == {"factor": 0.5}
        optimizer, other = make(library, "CyclicLR", settings | {"scale_fn": Falls(0.9)})
        other.load_state_dict(state)
        found.append(follow(optimizer, other, range(9)))
    np.testing.assert_allclose(*found, rtol=1e-10)
    assert found[0][2, 0, 0] == 0.5 and found[0][6, 0, 0] == 0.25


def test_a_warmup_of_one_step_starts_at_the_top():
    """PyTorch divides by 0 here."""
    optimizer, _ = make(Library(), "OneCycleLR", {"max_lr": 0.3, "total_steps": 10, "pct_start": 0.1})
    assert optimizer.param_groups[0]["lr"] == pytest.approx(0.3)


def test_a_schedule_of_ones_own():
    for library in both():

        class Halves(library.optim.lr_scheduler.LRScheduler):
            def get_lr(self):
                return [lr / 2**self.last_epoch for lr in self.base_lrs]

        optimizer, _ = make(library, "StepLR", {"step_size": 99})
        scheduler = Halves(optimizer)
        follow(optimizer, scheduler, range(3))
        assert scheduler.get_last_lr() == [0.1 / 8, 0.5 / 8]


def too_many_steps():
    _, scheduler = make(Library(), "OneCycleLR", {"max_lr": 0.3, "total_steps": 3})
    for _ in range(4):
        scheduler.step()


def build(name, **settings):
    return lambda: make(Library(), name, settings)


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: lr_scheduler.StepLR(3, 3), TypeError, r"StepLR: expects an optimiser, got int. Try StepLR\(optimizer"),
        (lambda: lr_scheduler.LRScheduler(optim.SGD([nn.Parameter(np.ones(1))])), NotImplementedError, r"LRScheduler must define get_lr\(\)"),
        (lambda: lr_scheduler.StepLR(3, optim.SGD([nn.Parameter(np.ones(1))])), TypeError, r"StepLR: step_size must be a whole number, got SGD. Try StepLR\(optimizer"),
        (build("MultiStepLR", milestones=3), TypeError, r"MultiStepLR: milestones must be a list of epochs, got 3. Try \[30, 80\]"),
        (build("MultiStepLR", milestones="ab"), TypeError, "MultiStepLR: milestones must be a whole number, got 'a'"),
        (build("ExponentialLR", gamma="a"), TypeError, "ExponentialLR: gamma must be a number, got 'a'"),
        (build("OneCycleLR", max_lr="a", total_steps=9), TypeError, "OneCycleLR: max_lr must be a number, got 'a'"),
        (build("OneCycleLR", max_lr=1, total_steps=9, three_phase="no"), TypeError, "three_phase must be True or False, got 'no'"),
        (build("ReduceLROnPlateau", patience="a"), TypeError, "ReduceLROnPlateau: patience must be a number, got 'a'"),
        (build("StepLR", step_size=0), ValueError, "StepLR: step_size must be at least 1, got 0"),
        (build("StepLR", step_size=2, gamma=-1), ValueError, "StepLR: gamma must not be negative, got -1"),
        (build("StepLR", step_size=2, last_epoch=3), KeyError, "last_epoch=3 goes on with a training, but group 0 has no 'initial_lr'"),
        (build("MultiStepLR", milestones=[2], gamma=-1), ValueError, "MultiStepLR: gamma must not be negative"),
        (build("ExponentialLR", gamma=-1), ValueError, "ExponentialLR: gamma must not be negative"),
        (build("CosineAnnealingLR", T_max=0), ValueError, "CosineAnnealingLR: T_max must be at least 1, got 0"),
        (build("StepLR", step_size=2.5), TypeError, "StepLR: step_size must be a whole number, got 2.5. Try StepLR"),
        (build("MultiStepLR", milestones=[7.5]), TypeError, "MultiStepLR: milestones must be a whole number, got 7.5"),
        (build("MultiplicativeLR", lr_lambda=0.5), TypeError, "MultiplicativeLR: lr_lambda must be functions of the epoch, got 0.5"),
        (build("PolynomialLR", total_iters=0), ValueError, "PolynomialLR: total_iters must be at least 1, got 0"),
        (build("CyclicLR", base_lr=1, max_lr=2, mode="up"), ValueError, "CyclicLR: mode must be 'triangular', 'triangular2' or 'exp_range', got 'up'"),
        (build("CyclicLR", base_lr=1, max_lr=2, scale_fn=2), TypeError, "CyclicLR: scale_fn must be a function of the cycle, got 2"),
        (build("CyclicLR", base_lr=[1], max_lr=2), ValueError, "base_lr needs one value for each group"),
        (lambda: make(Library(), "CyclicLR", {"base_lr": 1, "max_lr": 2}, "Adagrad"), ValueError, "CyclicLR: Adagrad has neither momentum nor betas to cycle"),
        (lambda: lr_scheduler.ChainedScheduler([]), TypeError, r"ChainedScheduler: expects a list of schedulers, got none. Try \[LinearLR"),
        (build("LambdaLR", lr_lambda=[abs]), ValueError, "LambdaLR: lr_lambda needs one value for each group of the optimiser, 2 in all, got 1"),
        (build("LambdaLR", lr_lambda=0.5), TypeError, "LambdaLR: lr_lambda must be functions of the epoch, got 0.5"),
        (build("OneCycleLR", max_lr=1, epochs=3), ValueError, "OneCycleLR: give either total_steps, or epochs and steps_per_epoch"),
        (build("OneCycleLR", max_lr=1, total_steps=0), ValueError, "OneCycleLR: total_steps must be at least 1, got 0"),
        (build("OneCycleLR", max_lr=1, epochs=2, steps_per_epoch=1.5), TypeError, "steps_per_epoch must be a whole number, got 1.5"),
        (build("OneCycleLR", max_lr=1, total_steps=9, pct_start=2), ValueError, "pct_start must be between 0 and 1, got 2"),
        (build("OneCycleLR", max_lr=1, total_steps=9, anneal_strategy="sin"), ValueError, "anneal_strategy must be 'cos' or 'linear', got 'sin'"),
        (build("OneCycleLR", max_lr=1, total_steps=9, div_factor=0), ValueError, "OneCycleLR: div_factor must be above 0, got 0"),
        (build("OneCycleLR", max_lr=[1], total_steps=9), ValueError, "max_lr needs one value for each group"),
        (lambda: make(Library(), "OneCycleLR", {"max_lr": 1, "total_steps": 9}, "Adagrad"), ValueError, "Adagrad has neither momentum nor betas to cycle. Try cycle_momentum=False"),
        (too_many_steps, ValueError, "step was called 4 times, but total_steps is 3. Give the number of batches"),
        (build("ReduceLROnPlateau", mode="low"), ValueError, "ReduceLROnPlateau: mode must be 'min' or 'max', got 'low'"),
        (build("ReduceLROnPlateau", threshold_mode="x"), ValueError, "threshold_mode must be 'rel' or 'abs', got 'x'"),
        (build("ReduceLROnPlateau", factor=1), ValueError, "factor must be at least 0 and below 1, got 1"),
        (build("ReduceLROnPlateau", min_lr=[0]), ValueError, "min_lr needs one value for each group"),
    ],
)  # fmt: skip
def test_errors(call, error, words):
    with pytest.raises(error, match=words):
        call()


@pytest.mark.parametrize(
    ("saved", "error", "words"),
    [
        (3, TypeError, r"StepLR.load_state_dict: expects a dict, got int. Try scheduler.state_dict\(\)"),
        ({"gamma": 1, "last_epoch": 3, "base_lrs": [1, 1]}, ValueError, "has no step_size; nothing was changed. Was it"),
        ({"step_size": 1, "gamma": 1, "last_epoch": 3, "base_lrs": [1], "_last_lr": [1]}, ValueError, "for 1 groups, the optimiser has 2; nothing"),
    ],
)  # fmt: skip
def test_after_an_error_the_scheduler_is_as_it_was(saved, error, words):
    _, scheduler = make(Library(), "StepLR", {"step_size": 5})
    before = copy.deepcopy(scheduler.state_dict())
    with pytest.raises(error, match=words):
        scheduler.load_state_dict(saved)
    assert scheduler.state_dict() == before


@pytest.mark.parametrize(
    "make",
    [lambda o: optim.lr_scheduler.StepLR(o, 3), optim.lr_scheduler.ReduceLROnPlateau],
    ids=["StepLR", "ReduceLROnPlateau"],
)
def test_a_group_added_later_is_refused_in_words(make):
    layers = nn.Linear(2, 3), nn.Linear(3, 1)
    optimizer = optim.SGD(layers[0].parameters(), lr=0.1)
    scheduler = make(optimizer)
    optimizer.add_param_group({"params": list(layers[1].parameters())})
    with pytest.raises(
        RuntimeError, match=r"made for 1 groups, the optimiser now has 2\. Make a new scheduler"
    ):
        for _ in range(20):
            scheduler.step(*[1.0] * isinstance(scheduler, optim.lr_scheduler.ReduceLROnPlateau))
