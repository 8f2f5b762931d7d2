"""Optimisers that scale each step by the sizes of the gradients before it."""

import numpy as np

from ..tensor import wrap
from .optimizers import Optimizer


class _Adaptive(Optimizer):
    """Base: keeps `averages` of each parameter's gradients; p ← p − η · change.

    Subclasses define `change(gradient, state, group)`, a new array. `weight_decay` λ adds λ p to g, or
    shrinks p by 1 − η λ if it is `decoupled_weight_decay`.
    """

    def update(self, parameter, gradient, state, group):
        state.setdefault("step", 0)
        for name in self.kept(group):
            if name not in state:  # the setting may have come on the way
                state[name] = wrap(np.zeros_like(parameter._array))
        state["step"] += 1
        lr, decay = float(group["lr"]), group["weight_decay"]
        if group.get("decoupled_weight_decay"):
            parameter._array *= 1 - lr * decay
        elif decay:
            gradient = gradient + decay * parameter._array
        change = self.change(gradient, state, group)
        change *= lr
        parameter._array -= change

    def kept(self, group):
        """The names of the arrays that are kept with these settings."""
        return self.averages


class Adagrad(_Adaptive):
    """Steps scaled by the sum of all gradients so far (Duchi, Hazan and Singer, 2011).

    s ← s + g²; p ← p − η / (1 + (t − 1) d) · g / (√s + ε), where d is `lr_decay`. s starts from
    `initial_accumulator_value`. `weight_decay` λ adds λ p to g; `maximize` steps uphill.
    """

    averages = ("sum",)

    def __init__(
        self, params, lr: float = 1e-2, lr_decay: float = 0, weight_decay: float = 0,
        initial_accumulator_value: float = 0, eps: float = 1e-10, *, maximize: bool = False,
    ):  # fmt: skip
        settings = {"lr": lr, "lr_decay": lr_decay, "eps": eps, "weight_decay": weight_decay}
        settings |= {"initial_accumulator_value": initial_accumulator_value, "maximize": maximize}
        super().__init__(params, settings)

    def add_param_group(self, param_group: dict) -> None:
        """Train more parameters; their sums start at once, not with their first gradient."""
        super().add_param_group(param_group)
        for parameter in self.param_groups[-1]["params"]:
            self._start(parameter, self.state[parameter])

    def _start(self, parameter, state):
        start = self.defaults["initial_accumulator_value"]
        state |= {"step": 0, "sum": wrap(np.full_like(parameter._array, start))}

    def update(self, parameter, gradient, state, group):
        if not state:  # as after loading the state of an optimiser that keeps none
            self._start(parameter, state)
        super().update(parameter, gradient, state, group)

    def change(self, gradient, state, group):
        total = state["sum"]._array
        total += gradient * gradient
        return gradient / ((1 + (state["step"] - 1) * group["lr_decay"]) * (np.sqrt(total) + group["eps"]))


class RMSprop(_Adaptive):
    """Steps scaled by the gradient's recent size (Tieleman and Hinton, 2012).

    s ← α s + (1 − α) g²; p ← p − η g / (√s + ε). `centered` takes the recent mean from the size:
    m ← α m + (1 − α) g and √(s − m²) in place of √s. `momentum` μ makes g / (√s + ε) a velocity:
    v ← μ v + g / (√s + ε); p ← p − η v. `weight_decay` λ adds λ p to g; `maximize` steps uphill.
    """

    averages = ("square_avg",)

    def __init__(
        self, params, lr: float = 1e-2, alpha: float = 0.99, eps: float = 1e-8, weight_decay: float = 0,
        momentum: float = 0, centered: bool = False, maximize: bool = False,
    ):  # fmt: skip
        settings = {"lr": lr, "momentum": momentum, "alpha": alpha, "eps": eps, "centered": centered}
        super().__init__(params, settings | {"weight_decay": weight_decay, "maximize": maximize})

    def kept(self, group):
        more = ("momentum_buffer",) * (group["momentum"] > 0) + ("grad_avg",) * group["centered"]
        return self.averages + more

    def change(self, gradient, state, group):
        alpha, square = group["alpha"], state["square_avg"]._array
        square *= alpha
        square += (1 - alpha) * gradient * gradient
        if group["centered"]:
            mean = state["grad_avg"]._array
            mean += (1 - alpha) * (gradient - mean)
            square = square - mean * mean
        change = gradient / (np.sqrt(square) + group["eps"])
        if group["momentum"] > 0:
            velocity = state["momentum_buffer"]._array
            velocity *= group["momentum"]
            velocity += change
            change = velocity.copy()
        return change


class Adadelta(_Adaptive):
    """Steps as large as the recent steps, scaled by the gradient's recent size (Zeiler, 2012).

    s ← ρ s + (1 − ρ) g²; Δ = √(u + ε) / √(s + ε) · g; u ← ρ u + (1 − ρ) Δ²; p ← p − η Δ.
    `weight_decay` λ adds λ p to g; `maximize` steps uphill.
    """

    averages = ("square_avg", "acc_delta")

    def __init__(
        self, params, lr: float = 1.0, rho: float = 0.9, eps: float = 1e-6, weight_decay: float = 0, *,
        maximize: bool = False,
    ):  # fmt: skip
        settings = {"lr": lr, "rho": rho, "eps": eps, "weight_decay": weight_decay}
        super().__init__(params, settings | {"maximize": maximize})

    def change(self, gradient, state, group):
        rho, eps = group["rho"], group["eps"]
        square, steps = state["square_avg"]._array, state["acc_delta"]._array
        square *= rho
        square += (1 - rho) * gradient * gradient
        change = np.sqrt(steps + eps) / np.sqrt(square + eps) * gradient
        steps *= rho
        steps += (1 - rho) * change * change
        return change


class Adam(_Adaptive):
    """Steps scaled by the gradient's recent size (Kingma and Ba, 2015).

    m ← β₁ m + (1 − β₁) g; v ← β₂ v + (1 − β₂) g²; p ← p − η m̂ / (√v̂ + ε), where m̂ = m / (1 − β₁ᵗ)
    and v̂ = v / (1 − β₂ᵗ) undo the start from 0. `weight_decay` λ adds λ p to g, or shrinks p by
    1 − η λ if it is `decoupled_weight_decay`; `amsgrad` uses the largest v so far; `maximize` steps
    uphill.
    """

    averages = ("exp_avg", "exp_avg_sq")

    def __init__(
        self, params, lr: float = 1e-3, betas: tuple[float, float] = (0.9, 0.999), eps: float = 1e-8,
        weight_decay: float = 0, amsgrad: bool = False, *, maximize: bool = False,
        decoupled_weight_decay: bool = False,
    ):  # fmt: skip
        settings = {"lr": lr, "betas": betas, "eps": eps, "weight_decay": weight_decay, "amsgrad": amsgrad}
        more = {"maximize": maximize, "decoupled_weight_decay": decoupled_weight_decay}
        super().__init__(params, settings | more)

    def kept(self, group):
        return self.averages + ("max_exp_avg_sq",) * group["amsgrad"]

    def change(self, gradient, state, group):
        beta1, beta2 = group["betas"]
        mean, square = state["exp_avg"]._array, state["exp_avg_sq"]._array
        mean += (1 - beta1) * (gradient - mean)
        square *= beta2
        square += (1 - beta2) * gradient * gradient
        if group["amsgrad"]:
            largest = state["max_exp_avg_sq"]._array
            square = np.maximum(largest, square, out=largest)
        correction1, correction2 = 1 - beta1 ** state["step"], 1 - beta2 ** state["step"]
        size = np.asarray(np.sqrt(square))
        size *= correction1 / correction2**0.5
        size += correction1 * group["eps"]
        return np.divide(mean, size, out=size)


class AdamW(Adam):
    """Adam that shrinks the weights apart from the step (Loshchilov and Hutter, 2019).

    p ← (1 − η λ) p, then Adam's step without λ, where λ is `weight_decay`.
    """

    def __init__(
        self, params, lr: float = 1e-3, betas: tuple[float, float] = (0.9, 0.999), eps: float = 1e-8,
        weight_decay: float = 1e-2, amsgrad: bool = False, *, maximize: bool = False,
    ):  # fmt: skip
        settings = {"maximize": maximize, "decoupled_weight_decay": True}
        super().__init__(params, lr, betas, eps, weight_decay, amsgrad, **settings)

    def load_state_dict(self, state_dict: dict) -> None:
        """As Optimizer's; it stays AdamW if the state is Adam's."""
        super().load_state_dict(state_dict)
        for group in self.param_groups:
            group["decoupled_weight_decay"] = True
