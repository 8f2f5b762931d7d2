"""Schedules of the learning rate: `scheduler.step()` once an epoch (OneCycleLR: once a batch).

Each sets `group["lr"]` of an optimiser's groups. Below, η is a group's learning rate, η₀ the one it
started with, t how often `step` was called.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping

from ..checks import choice, number, switch
from .optimizers import Optimizer


class LRScheduler:
    """Base: subclasses define `get_lr()`, the learning rates of all groups at `last_epoch`.

    Most compute them from those before, so that two schedulers of one optimiser multiply. `last_epoch`
    is −1 for a new training; to go on after epoch t, give t and an optimiser whose groups know their
    'initial_lr' (from `load_state_dict`).
    """

    def __init__(self, optimizer: Optimizer, last_epoch: int = -1):
        self.optimizer, self.last_epoch = _checked(self, optimizer), last_epoch
        for place, group in enumerate(optimizer.param_groups):
            if last_epoch == -1:
                group.setdefault("initial_lr", float(group["lr"]))
            elif "initial_lr" not in group:
                raise KeyError(
                    f"{type(self).__name__}: last_epoch={last_epoch} goes on with a training, but group "
                    f"{place} has no 'initial_lr'. Try optimizer.load_state_dict(...) first, or "
                    f"last_epoch=-1 for a new training."
                )
        self.base_lrs = [group["initial_lr"] for group in optimizer.param_groups]
        self._is_initial = True
        self.step()
        self._is_initial = False

    def get_lr(self) -> list[float]:
        """The learning rate of each group at `last_epoch`."""
        raise NotImplementedError(f"{type(self).__name__} must define get_lr().")

    def get_last_lr(self) -> list[float]:
        """The learning rate of each group that the last step set."""
        return self._last_lr

    def step(self) -> None:
        """Go on by one epoch and set the learning rates."""
        _check_groups(self, len(self.base_lrs))
        self.last_epoch += 1
        for group, lr in zip(self.optimizer.param_groups, self.get_lr(), strict=True):
            group["lr"] = float(lr)
        self._last_lr = self._rates()

    def state_dict(self) -> dict:
        """All settings and counters, without the optimiser, which has a state_dict of its own."""
        return {name: value for name, value in vars(self).items() if name != "optimizer"}

    def load_state_dict(self, state_dict: dict) -> None:
        """Take over the settings and counters of a scheduler of the same kind.

        The learning rates come from the optimiser's `load_state_dict`. After an error the scheduler is
        as it was.
        """
        self._check_state(state_dict)
        vars(self).update(state_dict)

    def _check_state(self, state_dict):
        who = f"{type(self).__name__}.load_state_dict"
        if not isinstance(state_dict, Mapping):
            raise TypeError(
                f"{who}: expects a dict, got {type(state_dict).__name__}. Try scheduler.state_dict()."
            )
        missing = [n for n in self.state_dict() if n not in state_dict and not n.startswith("_")]
        if missing:
            raise ValueError(
                f"{who}: this state has no {', '.join(missing)}; nothing was changed. Was it saved from "
                f"another kind of scheduler?"
            )
        groups, saved = len(self.optimizer.param_groups), len(state_dict["_last_lr"])
        if groups != saved:
            raise ValueError(
                f"{who}: this state is for {saved} groups, the optimiser has {groups}; nothing was changed."
            )

    def _rates(self):
        return [group["lr"] for group in self.optimizer.param_groups]


class LambdaLR(LRScheduler):
    """η = η₀ f(t), with a function f for all groups or a list of one for each."""

    def __init__(self, optimizer, lr_lambda, last_epoch=-1):
        self.lr_lambdas = _for_each_group(self, optimizer, "lr_lambda", lr_lambda)
        for function in self.lr_lambdas:
            if not callable(function):
                raise TypeError(f"LambdaLR: lr_lambda must be functions of the epoch, got {function!r}.")
        super().__init__(optimizer, last_epoch)

    def get_lr(self):
        return [base * f(self.last_epoch) for base, f in zip(self.base_lrs, self.lr_lambdas, strict=True)]

    def state_dict(self) -> dict:
        """As LRScheduler's; of functions that are objects, their attributes; None for other functions."""
        functions = [None if hasattr(f, "__code__") else vars(f).copy() for f in self.lr_lambdas]
        return super().state_dict() | {"lr_lambdas": functions}

    def load_state_dict(self, state_dict: dict) -> None:
        """As LRScheduler's; functions stay those given, with the attributes saved."""
        self._check_state(state_dict)
        for function, attributes in zip(self.lr_lambdas, state_dict["lr_lambdas"], strict=True):
            if attributes is not None:
                vars(function).update(attributes)
        vars(self).update({n: value for n, value in state_dict.items() if n != "lr_lambdas"})


class StepLR(LRScheduler):
    """η ← γ η after every `step_size` epochs."""

    def __init__(self, optimizer: Optimizer, step_size: int, gamma: float = 0.1, last_epoch: int = -1):
        self.step_size = number(
            "StepLR", "step_size", step_size, 1, whole=True, hint="Try StepLR(optimizer, 30)."
        )
        self.gamma = number("StepLR", "gamma", gamma, 0)
        super().__init__(optimizer, last_epoch)

    def get_lr(self):
        due = self.last_epoch > 0 and self.last_epoch % self.step_size == 0
        return [lr * self.gamma if due else lr for lr in self._rates()]


class MultiStepLR(LRScheduler):
    """η ← γ η at each of the epochs `milestones`; twice at one that is named twice."""

    def __init__(self, optimizer, milestones, gamma=0.1, last_epoch=-1):
        if not isinstance(milestones, Iterable):
            raise TypeError(
                f"MultiStepLR: milestones must be a list of epochs, got {milestones!r}. Try [30, 80]."
            )
        epochs = [number("MultiStepLR", "milestones", epoch, whole=True) for epoch in milestones]
        self.milestones, self.gamma = Counter(epochs), number("MultiStepLR", "gamma", gamma, 0)
        super().__init__(optimizer, last_epoch)

    def get_lr(self):
        return [lr * self.gamma ** self.milestones[self.last_epoch] for lr in self._rates()]


class ExponentialLR(LRScheduler):
    """η ← γ η after every epoch."""

    def __init__(self, optimizer: Optimizer, gamma: float, last_epoch: int = -1):
        self.gamma = number("ExponentialLR", "gamma", gamma, 0)
        super().__init__(optimizer, last_epoch)

    def get_lr(self):
        return [lr if self._is_initial else lr * self.gamma for lr in self._rates()]


class CosineAnnealingLR(LRScheduler):
    """η = η_min + (η₀ − η_min) (1 + cos(π t / T)) / 2: down in T epochs, then up (Loshchilov and
    Hutter, 2017).

    T is `T_max`, η_min `eta_min`.
    """

    def __init__(self, optimizer: Optimizer, T_max: int, eta_min: float = 0.0, last_epoch: int = -1):
        self.T_max = number("CosineAnnealingLR", "T_max", T_max, 1)
        self.eta_min = number("CosineAnnealingLR", "eta_min", eta_min)
        super().__init__(optimizer, last_epoch)

    def get_lr(self):
        if self._is_initial:
            return self._rates()
        now, before = (1 + math.cos(math.pi * t / self.T_max) for t in (self.last_epoch, self.last_epoch - 1))
        if (self.last_epoch - 1 - self.T_max) % (2 * self.T_max) == 0:  # from η_min, where `before` is 0
            rises = [(base - self.eta_min) * now / 2 for base in self.base_lrs]
            return [lr + rise for lr, rise in zip(self._rates(), rises, strict=True)]
        return [self.eta_min + (lr - self.eta_min) * now / before for lr in self._rates()]


class OneCycleLR(LRScheduler):
    """Up from max_lr / `div_factor` to max_lr in the share `pct_start` of `total_steps`, then down to
    1 / `final_div_factor` of the start (Smith and Topin, 2019).

    Each way runs along a cosine or, with `anneal_strategy='linear'`, a line; `three_phase` comes down
    to the start as fast as it rose, then to the end. Momentum (Adam: β₁) goes the other way, between
    `max_momentum` and `base_momentum`. Call `step()` after each batch; in place of total_steps, give
    `epochs` and `steps_per_epoch`.
    """

    def __init__(
        self,
        optimizer: Optimizer,
        max_lr: float | list[float],
        total_steps: int | None = None,
        epochs: int | None = None,
        steps_per_epoch: int | None = None,
        pct_start: float = 0.3,
        anneal_strategy: str = "cos",
        cycle_momentum: bool = True,
        base_momentum: float | list[float] = 0.85,
        max_momentum: float | list[float] = 0.95,
        div_factor: float = 25.0,
        final_div_factor: float = 1e4,
        three_phase: bool = False,
        last_epoch: int = -1,
    ):
        if total_steps is None:
            if epochs is None or steps_per_epoch is None:
                raise ValueError("OneCycleLR: give either total_steps, or epochs and steps_per_epoch.")
            total_steps = number("OneCycleLR", "epochs", epochs, 1, whole=True)
            total_steps *= number("OneCycleLR", "steps_per_epoch", steps_per_epoch, 1, whole=True)
        number("OneCycleLR", "total_steps", total_steps, 1, whole=True)
        number("OneCycleLR", "pct_start", pct_start, 0, 1)
        choice("OneCycleLR", "anneal_strategy", anneal_strategy, tuple(_ANNEAL))
        switch("OneCycleLR", "cycle_momentum", cycle_momentum)
        switch("OneCycleLR", "three_phase", three_phase)
        number("OneCycleLR", "div_factor", div_factor, above=0)
        number("OneCycleLR", "final_div_factor", final_div_factor, above=0)
        defaults = _checked(self, optimizer).defaults
        if cycle_momentum and not {"momentum", "betas"} & set(defaults):
            raise ValueError(
                f"OneCycleLR: {type(optimizer).__name__} has neither momentum nor betas to cycle. "
                f"Try cycle_momentum=False."
            )
        self.total_steps, self._anneal_func_type = total_steps, anneal_strategy
        self.cycle_momentum = cycle_momentum
        if cycle_momentum:
            self.use_beta1 = "betas" in defaults
        peak = pct_start * total_steps - 1
        high, low = ("max_lr", "base_momentum"), ("initial_lr", "max_momentum")
        # (last step, where from, where to), each place the names of a learning rate and a momentum.
        self._phases = [(peak, low, high)]
        if three_phase:
            self._phases += [(2 * peak, high, low)]
        start = low if three_phase else high
        self._phases += [(total_steps - 1, start, ("min_lr", "max_momentum"))]

        settings = {"max_lr": max_lr}
        if cycle_momentum:
            settings |= {"base_momentum": base_momentum, "max_momentum": max_momentum}
        settings = {name: _for_each_group(self, optimizer, name, v) for name, v in settings.items()}
        for name, values in settings.items():
            settings[name] = [number("OneCycleLR", name, value) for value in values]
        if last_epoch == -1:
            for place, group in enumerate(optimizer.param_groups):
                group |= {name: values[place] for name, values in settings.items()}
                group["initial_lr"] = group["max_lr"] / div_factor
                group["min_lr"] = group["initial_lr"] / final_div_factor
        super().__init__(optimizer, last_epoch)

    def get_lr(self):
        if self.last_epoch > self.total_steps:
            raise ValueError(
                f"OneCycleLR: step was called {self.last_epoch} times, but total_steps is "
                f"{self.total_steps}. Give the number of batches in the whole training."
            )
        begin = 0
        for end, start, goal in self._phases:
            if self.last_epoch <= end:
                break
            begin, previous = end, begin
        else:  # the step after the last batch goes on beyond the end
            begin = previous
        # A phase without steps is over at once.
        progress = (self.last_epoch - begin) / (end - begin) if end != begin else 1.0
        anneal = _ANNEAL[self._anneal_func_type]
        rates = []
        for group in self.optimizer.param_groups:
            rates.append(anneal(group[start[0]], group[goal[0]], progress))
            if self.cycle_momentum:
                momentum = anneal(group[start[1]], group[goal[1]], progress)
                if self.use_beta1:
                    group["betas"] = (momentum, *group["betas"][1:])
                else:
                    group["momentum"] = momentum
        return rates


class ReduceLROnPlateau(LRScheduler):
    """η ← max(`factor` η, `min_lr`) once a metric has not improved for more than `patience` epochs.

    Improved: below best · (1 − threshold) with `mode='min'`, above best · (1 + threshold) with 'max';
    `threshold_mode='abs'` takes best ∓ threshold. After a change it waits `cooldown` epochs before it
    counts again; changes of at most `eps` are left out.
    """

    def __init__(
        self,
        optimizer: Optimizer,
        mode: str = "min",
        factor: float = 0.1,
        patience: int = 10,
        threshold: float = 1e-4,
        threshold_mode: str = "rel",
        cooldown: int = 0,
        min_lr: float | list[float] = 0,
        eps: float = 1e-8,
    ):
        who, self.optimizer = "ReduceLROnPlateau", _checked(self, optimizer)
        self.mode = choice(who, "mode", mode, ("min", "max"))
        self.threshold_mode = choice(who, "threshold_mode", threshold_mode, ("rel", "abs"))
        self.factor = number(who, "factor", factor, 0, below=1)
        self.patience, self.cooldown = number(who, "patience", patience), number(who, "cooldown", cooldown)
        self.threshold, self.eps = number(who, "threshold", threshold), number(who, "eps", eps)
        self.min_lrs = _for_each_group(self, optimizer, "min_lr", min_lr)
        self.best = math.inf if mode == "min" else -math.inf
        self.num_bad_epochs = self.cooldown_counter = self.last_epoch = 0
        self._last_lr = self._rates()

    def step(self, metrics: float) -> None:
        """Go on by one epoch, in which the metric was `metrics`."""
        _check_groups(self, len(self.min_lrs))
        metric = float(metrics)
        self.last_epoch += 1
        self.num_bad_epochs += 1
        if self._improves(metric):
            self.best, self.num_bad_epochs = metric, 0
        if self.cooldown_counter > 0:
            self.cooldown_counter -= 1
            self.num_bad_epochs = 0
        if self.num_bad_epochs > self.patience:
            for group, min_lr in zip(self.optimizer.param_groups, self.min_lrs, strict=True):
                lr = max(group["lr"] * self.factor, min_lr)
                if group["lr"] - lr > self.eps:
                    group["lr"] = float(lr)
            self.num_bad_epochs, self.cooldown_counter = 0, self.cooldown
        self._last_lr = self._rates()

    def _improves(self, metric):
        sign = -1 if self.mode == "min" else 1
        if self.threshold_mode == "rel":
            bound = self.best * (1 + sign * self.threshold)
        else:
            bound = self.best + sign * self.threshold
        return sign * metric > sign * bound


def _along_cosine(start, goal, progress):
    return goal + (start - goal) / 2 * (1 + math.cos(math.pi * progress))


def _along_line(start, goal, progress):
    return start + (goal - start) * progress


_ANNEAL = {"cos": _along_cosine, "linear": _along_line}


def _checked(scheduler, optimizer):
    if not isinstance(optimizer, Optimizer):
        raise TypeError(
            f"{type(scheduler).__name__}: expects an optimiser, got {type(optimizer).__name__}. "
            f"Try {type(scheduler).__name__}(optimizer, ...)."
        )
    return optimizer


def _for_each_group(scheduler, optimizer, name, value):
    """A list with one value for each group of the optimiser."""
    groups = len(_checked(scheduler, optimizer).param_groups)
    values = list(value) if isinstance(value, (list, tuple)) else [value] * groups
    if len(values) != groups:
        raise ValueError(
            f"{type(scheduler).__name__}: {name} needs one value for each group of the optimiser, "
            f"{groups} in all, got {len(values)}."
        )
    return values


def _check_groups(scheduler, made_for):
    groups = len(scheduler.optimizer.param_groups)
    if groups != made_for:
        raise RuntimeError(
            f"{type(scheduler).__name__}: it was made for {made_for} groups, the optimiser now has {groups}. "
            f"Make a new scheduler after add_param_group."
        )
