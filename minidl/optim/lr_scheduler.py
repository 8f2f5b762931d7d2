"""Schedules of the learning rate: `scheduler.step()` once an epoch (OneCycleLR: once a batch).

Each sets `group["lr"]` of an optimiser's groups. Below, η is a group's learning rate, η₀ the one it
started with, t how often `step` was called.
"""

import math
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable

from ..checks import choice, number
from .cycles import CosineAnnealingWarmRestarts, CyclicLR, OneCycleLR  # noqa: F401
from .optimizers import Optimizer
from .schedule import LRScheduler, check_groups, checked, for_each_group, whole


class LambdaLR(LRScheduler):
    """η = η₀ f(t), with a function f for all groups or a list of one for each."""

    def __init__(
        self, optimizer: Optimizer, lr_lambda: Callable[[int], float] | list[Callable[[int], float]],
        last_epoch: int = -1,
    ):  # fmt: skip
        self.lr_lambdas = for_each_group(self, optimizer, "lr_lambda", lr_lambda)
        for function in self.lr_lambdas:
            if not callable(function):
                who = type(self).__name__
                raise TypeError(f"{who}: lr_lambda must be functions of the epoch, got {function!r}.")
        super().__init__(optimizer, last_epoch)

    def get_lr(self):
        return [base * f(self.last_epoch) for base, f in zip(self.base_lrs, self.lr_lambdas, strict=True)]


class MultiplicativeLR(LambdaLR):
    """η ← f(t) η after every epoch, with one function f or a list of one for each group."""

    def get_lr(self):
        pairs = zip(self._rates(), self.lr_lambdas, strict=True)
        return [lr if self._is_initial else lr * f(self.last_epoch) for lr, f in pairs]


class StepLR(LRScheduler):
    """η ← γ η after every `step_size` epochs."""

    def __init__(self, optimizer: Optimizer, step_size: int, gamma: float = 0.1, last_epoch: int = -1):
        hint = "Try StepLR(optimizer, 30)."
        self.step_size = whole("StepLR", "step_size", step_size, 1, hint)
        self.gamma = number("StepLR", "gamma", gamma, 0)
        super().__init__(optimizer, last_epoch)

    def get_lr(self):
        due = self.last_epoch > 0 and self.last_epoch % self.step_size == 0
        return [lr * self.gamma if due else lr for lr in self._rates()]


class MultiStepLR(LRScheduler):
    """η ← γ η at each of the epochs `milestones`; twice at one that is named twice."""

    def __init__(
        self, optimizer: Optimizer, milestones: Iterable[int], gamma: float = 0.1, last_epoch: int = -1,
    ):  # fmt: skip
        if not isinstance(milestones, Iterable):
            raise TypeError(
                f"MultiStepLR: milestones must be a list of epochs, got {milestones!r}. Try [30, 80]."
            )
        epochs = [whole("MultiStepLR", "milestones", epoch) for epoch in milestones]
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


class ConstantLR(LRScheduler):
    """η = `factor` η₀ for the first `total_iters` epochs, then η₀."""

    def __init__(self, optimizer: Optimizer, factor=1 / 3, total_iters: int = 5, last_epoch: int = -1):
        self.factor = number("ConstantLR", "factor", factor, 0, 1)
        self.total_iters = number("ConstantLR", "total_iters", total_iters)
        super().__init__(optimizer, last_epoch)

    def get_lr(self):
        change = {0: self.factor, self.total_iters: 1 / (self.factor or math.inf)}
        return [lr * change.get(self.last_epoch, 1) for lr in self._rates()]


class LinearLR(LRScheduler):
    """η from `start_factor` η₀ to `end_factor` η₀ in `total_iters` equal steps: a warm-up, or the end."""

    def __init__(self, optimizer, start_factor=1 / 3, end_factor=1.0, total_iters=5, last_epoch=-1):
        self.start_factor = number("LinearLR", "start_factor", start_factor, high=1, above=0)
        self.end_factor = number("LinearLR", "end_factor", end_factor, 0, 1)
        self.total_iters = number("LinearLR", "total_iters", total_iters)
        super().__init__(optimizer, last_epoch)

    def get_lr(self):
        t, rise, change = self.last_epoch, self.end_factor - self.start_factor, 1
        if t == 0:
            change = self.start_factor
        elif t <= self.total_iters and not self._is_initial:
            change += rise / (self.total_iters * self.start_factor + (t - 1) * rise)
        return [lr * change for lr in self._rates()]


class PolynomialLR(LRScheduler):
    """η = η₀ (1 − t / `total_iters`)^`power`, and 0 from there on."""

    def __init__(self, optimizer: Optimizer, total_iters: int = 5, power: float = 1.0, last_epoch: int = -1):
        self.total_iters = number("PolynomialLR", "total_iters", total_iters, 1)
        self.power = number("PolynomialLR", "power", power, 0)
        super().__init__(optimizer, last_epoch)

    def get_lr(self):
        left = self.total_iters - self.last_epoch
        if self._is_initial or left < 0:
            return self._rates()
        return [lr * (left / (left + 1)) ** self.power for lr in self._rates()]


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


class _OfSchedulers(LRScheduler):
    """Base: a scheduler of schedulers, which are all for one optimiser."""

    def _take(self, schedulers, optimizer):
        who = type(self).__name__
        if not isinstance(schedulers, (list, tuple)) or not schedulers:
            got = "none" if schedulers in ([], ()) else type(schedulers).__name__
            raise TypeError(f"{who}: expects a list of schedulers, got {got}. Try [LinearLR(optimizer)].")
        for scheduler in schedulers:
            if not isinstance(scheduler, LRScheduler) or isinstance(scheduler, ReduceLROnPlateau):
                got = type(scheduler).__name__
                raise TypeError(f"{who}: expects schedulers by epochs, got {got}. Try LinearLR.")
            if scheduler.optimizer is not (optimizer or schedulers[0].optimizer):
                raise ValueError(f"{who}: all schedulers must be made for the optimiser that it gets.")
        self._schedulers = list(schedulers)


class ChainedScheduler(_OfSchedulers):
    """A step of each of the `schedulers`, one after the other, so that their factors multiply."""

    def __init__(self, schedulers, optimizer: Optimizer | None = None):
        self._take(schedulers, optimizer)
        self.optimizer = checked(self, optimizer or schedulers[0].optimizer)
        self._last_lr = self._rates()

    def _first_step(self):  # as a part of SequentialLR
        for scheduler in self._schedulers:
            scheduler.last_epoch = -1
            scheduler._first_step()
        self._last_lr = self._rates()

    def step(self) -> None:
        """A step of each."""
        for scheduler in self._schedulers:
            scheduler.step()
        self._last_lr = self._rates()


class SequentialLR(_OfSchedulers):
    """The first of the `schedulers` until the first of the epochs `milestones`, then the next, from η₀ on."""

    def __init__(self, optimizer: Optimizer, schedulers, milestones, last_epoch: int = -1):
        self._take(schedulers, checked(self, optimizer))
        if len(schedulers) != len(milestones) + 1:
            got = f"{len(milestones)} milestones for {len(schedulers)} schedulers"
            raise ValueError(f"SequentialLR: expects one milestone between two schedulers, got {got}.")
        self._milestones = list(milestones)
        super().__init__(optimizer, last_epoch)

    def step(self) -> None:
        """Go on by one epoch."""
        self.last_epoch += 1
        place = bisect_right(self._milestones, self.last_epoch)
        scheduler = self._schedulers[place]
        if self.last_epoch in (0, *self._milestones):
            for group in self.optimizer.param_groups:
                group["lr"] = group["initial_lr"]
            scheduler.last_epoch = -1
            scheduler._first_step()
        else:
            scheduler.step()
        self._last_lr = scheduler.get_last_lr()


class ReduceLROnPlateau(LRScheduler):
    """η ← max(`factor` η, `min_lr`) once a metric has not improved for more than `patience` epochs.

    Improved: below best · (1 − threshold) with `mode='min'`, above best · (1 + threshold) with 'max';
    `threshold_mode='abs'` takes best ∓ threshold. After a change it waits `cooldown` epochs before it
    counts again; changes of at most `eps` are left out.
    """

    def __init__(
        self, optimizer: Optimizer, mode: str = "min", factor: float = 0.1, patience: int = 10,
        threshold: float = 1e-4, threshold_mode: str = "rel", cooldown: int = 0,
        min_lr: float | list[float] = 0, eps: float = 1e-8,
    ):  # fmt: skip
        who, self.optimizer = "ReduceLROnPlateau", checked(self, optimizer)
        self.mode = choice(who, "mode", mode, ("min", "max"))
        self.threshold_mode = choice(who, "threshold_mode", threshold_mode, ("rel", "abs"))
        self.factor = number(who, "factor", factor, 0, below=1)
        self.patience, self.cooldown = number(who, "patience", patience), number(who, "cooldown", cooldown)
        self.threshold, self.eps = number(who, "threshold", threshold), number(who, "eps", eps)
        self.min_lrs = for_each_group(self, optimizer, "min_lr", min_lr)
        self.best = math.inf if mode == "min" else -math.inf
        self.num_bad_epochs = self.cooldown_counter = self.last_epoch = 0
        self._last_lr = self._rates()

    def step(self, metrics: float) -> None:
        """Go on by one epoch, in which the metric was `metrics`."""
        check_groups(self, len(self.min_lrs))
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
