"""Schedules that rise and fall: one cycle for a whole training, and cosines that start again."""

import math

from ..checks import choice, number, switch
from .optimizers import Optimizer
from .schedule import LRScheduler, checked, for_each_group


class CosineAnnealingWarmRestarts(LRScheduler):
    """η = η_min + (η₀ − η_min) (1 + cos(π t / T)) / 2, where t starts at 0 again after T epochs.

    T is `T_0` at first and `T_mult` times as long after each restart; η_min is `eta_min`.
    """

    def __init__(self, optimizer: Optimizer, T_0: int, T_mult: int = 1, eta_min=0.0, last_epoch: int = -1):
        who = "CosineAnnealingWarmRestarts"
        self.T_0 = self.T_i = number(who, "T_0", T_0, 1, whole=True)
        self.T_cur = last_epoch
        self.T_mult = number(who, "T_mult", T_mult, 1, whole=True)
        self.eta_min = number(who, "eta_min", eta_min)
        super().__init__(optimizer, last_epoch)

    def step(self, epoch: float | None = None) -> None:
        """Go on by one epoch, or to `epoch`, which may be a fraction: epoch + batch / batches."""
        self.T_cur += 1
        if epoch is not None:
            self.T_cur = number("CosineAnnealingWarmRestarts", "epoch", epoch, 0)
            self.T_i, self.last_epoch = self.T_0, math.floor(epoch) - 1
        while epoch is not None and self.T_cur >= self.T_i:
            self.T_cur, self.T_i = self.T_cur - self.T_i, self.T_i * self.T_mult
        if self.T_cur >= self.T_i:
            self.T_cur, self.T_i = self.T_cur % self.T_i, self.T_i * self.T_mult
        super().step()

    def get_lr(self):
        share = (1 + math.cos(math.pi * self.T_cur / self.T_i)) / 2
        return [self.eta_min + (base - self.eta_min) * share for base in self.base_lrs]


class _Cycle(LRScheduler):
    """Base: momentum (of Adam's kin: β₁) goes down as the learning rate goes up, and back."""

    def _cycle(self, optimizer, cycle_momentum, base_momentum, max_momentum, **settings):
        """Take over what is to cycle; return {name: a number for each group} of the settings."""
        who, defaults = type(self).__name__, checked(self, optimizer).defaults
        self.cycle_momentum = switch(who, "cycle_momentum", cycle_momentum)
        if cycle_momentum:
            if not {"momentum", "betas"} & set(defaults):
                raise ValueError(
                    f"{who}: {type(optimizer).__name__} has neither momentum nor betas to cycle. "
                    f"Try cycle_momentum=False."
                )
            self.use_beta1 = "betas" in defaults
            settings |= {"base_momentum": base_momentum, "max_momentum": max_momentum}
        lists = {name: for_each_group(self, optimizer, name, value) for name, value in settings.items()}
        return {name: [number(who, name, value) for value in values] for name, values in lists.items()}

    def _set_momentum(self, group, momentum):
        if self.use_beta1:
            group["betas"] = (momentum, *group["betas"][1:])
        else:
            group["momentum"] = momentum


class OneCycleLR(_Cycle):
    """Up from max_lr / `div_factor` to max_lr in the share `pct_start` of `total_steps`, then down to
    1 / `final_div_factor` of the start (Smith and Topin, 2019).

    Each way runs along a cosine or, with `anneal_strategy='linear'`, a line; `three_phase` comes down
    to the start as fast as it rose, then to the end. Momentum (Adam: β₁) goes the other way, between
    `max_momentum` and `base_momentum`. Call `step()` after each batch; in place of total_steps, give
    `epochs` and `steps_per_epoch`.
    """

    def __init__(
        self, optimizer: Optimizer, max_lr: float | list[float], total_steps: int | None = None,
        epochs: int | None = None, steps_per_epoch: int | None = None, pct_start: float = 0.3,
        anneal_strategy: str = "cos", cycle_momentum: bool = True, base_momentum: float | list[float] = 0.85,
        max_momentum: float | list[float] = 0.95, div_factor: float = 25.0, final_div_factor: float = 1e4,
        three_phase: bool = False, last_epoch: int = -1,
    ):  # fmt: skip
        if total_steps is None:
            if epochs is None or steps_per_epoch is None:
                raise ValueError("OneCycleLR: give either total_steps, or epochs and steps_per_epoch.")
            total_steps = number("OneCycleLR", "epochs", epochs, 1, whole=True)
            total_steps *= number("OneCycleLR", "steps_per_epoch", steps_per_epoch, 1, whole=True)
        number("OneCycleLR", "total_steps", total_steps, 1, whole=True)
        number("OneCycleLR", "pct_start", pct_start, 0, 1)
        choice("OneCycleLR", "anneal_strategy", anneal_strategy, tuple(_ANNEAL))
        switch("OneCycleLR", "three_phase", three_phase)
        number("OneCycleLR", "div_factor", div_factor, above=0)
        number("OneCycleLR", "final_div_factor", final_div_factor, above=0)
        settings = self._cycle(optimizer, cycle_momentum, base_momentum, max_momentum, max_lr=max_lr)
        self.total_steps, self._anneal_func_type = total_steps, anneal_strategy
        peak = pct_start * total_steps - 1
        high, low = ("max_lr", "base_momentum"), ("initial_lr", "max_momentum")
        # (last step, where from, where to), each place the names of a learning rate and a momentum.
        self._phases = [(peak, low, high)]
        if three_phase:
            self._phases += [(2 * peak, high, low)]
        start = low if three_phase else high
        self._phases += [(total_steps - 1, start, ("min_lr", "max_momentum"))]
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
                self._set_momentum(group, anneal(group[start[1]], group[goal[1]], progress))
        return rates


def _along_cosine(start, goal, progress):
    return goal + (start - goal) / 2 * (1 + math.cos(math.pi * progress))


def _along_line(start, goal, progress):
    return start + (goal - start) * progress


_ANNEAL = {"cos": _along_cosine, "linear": _along_line}


class CyclicLR(_Cycle):
    """η = base_lr + (max_lr − base_lr) h s: h goes up from 0 to 1 in `step_size_up` steps and down again
    in `step_size_down`, and so on (Smith, 2017).

    s is 1 in the `mode` 'triangular', 1/2 of the last cycle's in 'triangular2', `gamma` to the number of
    steps in 'exp_range'; or `scale_fn`, of the number of cycles, the first of which is 1, or with
    `scale_mode='iterations'` of steps. Momentum (Adam: β₁) = max_momentum − (max − base) h s.
    """

    def __init__(
        self, optimizer, base_lr, max_lr, step_size_up=2000, step_size_down=None, mode="triangular",
        gamma=1.0, scale_fn=None, scale_mode="cycle", cycle_momentum=True, base_momentum=0.8,
        max_momentum=0.9, last_epoch=-1,
    ):  # fmt: skip
        up = number("CyclicLR", "step_size_up", step_size_up, above=0)
        down = up if step_size_down is None else number("CyclicLR", "step_size_down", step_size_down, 0)
        self.total_size, self.step_ratio = float(up + down), up / (up + down)
        self.mode, self.gamma, self._scale_fn_custom = mode, number("CyclicLR", "gamma", gamma), scale_fn
        self.scale_mode = choice("CyclicLR", "scale_mode", scale_mode, ("cycle", "iterations"))
        if scale_fn is None:
            choice("CyclicLR", "mode", mode, ("triangular", "triangular2", "exp_range"))
            self.scale_mode = "iterations" if mode == "exp_range" else "cycle"
        elif not callable(scale_fn):
            raise TypeError(f"CyclicLR: scale_fn must be a function of the cycle, got {scale_fn!r}.")
        momentums = (cycle_momentum, base_momentum, max_momentum)
        settings = self._cycle(optimizer, *momentums, base_lr=base_lr, max_lr=max_lr)
        vars(self).update({f"{name}s": values for name, values in settings.items()})
        for group, base in zip(optimizer.param_groups, self.base_lrs, strict=True):
            group["lr"] = base if last_epoch == -1 else group["lr"]
        super().__init__(optimizer, last_epoch)
        self.base_lrs = settings["base_lr"]

    def scale_fn(self, x: int) -> float:
        """The height of cycle x, or of step x, as a share of the first's."""
        if self._scale_fn_custom is not None:
            return self._scale_fn_custom(x)
        return self.gamma**x if self.mode == "exp_range" else 0.5 ** (x - 1) if self.mode[-1] == "2" else 1.0

    def get_lr(self):
        cycle, place = divmod(self.last_epoch / self.total_size, 1)
        height = place / self.step_ratio if place <= self.step_ratio else (1 - place) / (1 - self.step_ratio)
        height *= self.scale_fn(int(cycle) + 1 if self.scale_mode == "cycle" else self.last_epoch)
        if self.cycle_momentum:
            for group, low, high in zip(self.optimizer.param_groups, self.base_momentums, self.max_momentums):
                self._set_momentum(group, high - (high - low) * height)
        return [low + (high - low) * height for low, high in zip(self.base_lrs, self.max_lrs, strict=True)]
