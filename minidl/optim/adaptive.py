"""Optimisers that scale each step by the sizes of the gradients before it."""

import numpy as np

from ..tensor import wrap
from .optimizers import Optimizer


class Adagrad(Optimizer):
    """Steps scaled by the sum of all gradients so far (Duchi, Hazan and Singer, 2011).

    s ← s + g²; p ← p − η / (1 + (t − 1) d) · g / (√s + ε), where d is `lr_decay`. s starts from
    `initial_accumulator_value`. `weight_decay` λ adds λ p to g; `maximize` steps uphill.
    """

    def __init__(
        self,
        params,
        lr: float = 1e-2,
        lr_decay: float = 0,
        weight_decay: float = 0,
        initial_accumulator_value: float = 0,
        eps: float = 1e-10,
        *,
        maximize: bool = False,
    ):
        settings = {"lr": lr, "lr_decay": lr_decay, "eps": eps, "weight_decay": weight_decay}
        settings |= {"initial_accumulator_value": initial_accumulator_value, "maximize": maximize}
        super().__init__(params, settings)

    def add_param_group(self, param_group: dict) -> None:
        """Train more parameters; their sums start at once, not with their first gradient."""
        super().add_param_group(param_group)
        for parameter in self.param_groups[-1]["params"]:
            self._start(parameter, self.state[parameter])

    def _start(self, parameter, state):
        state["step"] = 0
        start = self.defaults["initial_accumulator_value"]
        state["sum"] = wrap(np.full_like(parameter._array, start))

    def update(self, parameter, gradient, state, group):
        if not state:  # as after loading the state of an optimiser that keeps none
            self._start(parameter, state)
        state["step"] += 1
        gradient = _with_decay(gradient, parameter, group)
        total = state["sum"]._array
        total += gradient * gradient
        lr = float(group["lr"]) / (1 + (state["step"] - 1) * group["lr_decay"])
        parameter._array -= lr * gradient / (np.sqrt(total) + group["eps"])


class RMSprop(Optimizer):
    """Steps scaled by the gradient's recent size (Tieleman and Hinton, 2012).

    s ← α s + (1 − α) g²; p ← p − η g / (√s + ε). `centered` takes the recent mean from the size:
    m ← α m + (1 − α) g and √(s − m²) in place of √s. `momentum` μ makes g / (√s + ε) a velocity:
    v ← μ v + g / (√s + ε); p ← p − η v. `weight_decay` λ adds λ p to g; `maximize` steps uphill.
    """

    def __init__(
        self,
        params,
        lr: float = 1e-2,
        alpha: float = 0.99,
        eps: float = 1e-8,
        weight_decay: float = 0,
        momentum: float = 0,
        centered: bool = False,
        maximize: bool = False,
    ):
        if not 0 <= alpha <= 1:
            raise ValueError(f"RMSprop: alpha must be between 0 and 1, got {alpha}.")
        settings = {"lr": lr, "momentum": momentum, "alpha": alpha, "eps": eps, "centered": centered}
        super().__init__(params, settings | {"weight_decay": weight_decay, "maximize": maximize})

    def update(self, parameter, gradient, state, group):
        alpha, momentum = group["alpha"], group["momentum"]
        if not state:
            state["step"] = 0
            state["square_avg"] = wrap(np.zeros_like(parameter._array))
        for name, wanted in (("momentum_buffer", momentum > 0), ("grad_avg", group["centered"])):
            if wanted and name not in state:  # the setting may have come on the way
                state[name] = wrap(np.zeros_like(parameter._array))
        state["step"] += 1
        gradient = _with_decay(gradient, parameter, group)
        square = state["square_avg"]._array
        square *= alpha
        square += (1 - alpha) * gradient * gradient
        if group["centered"]:
            mean = state["grad_avg"]._array
            mean += (1 - alpha) * (gradient - mean)
            square = square - mean * mean
        change = gradient / (np.sqrt(square) + group["eps"])
        if momentum > 0:
            velocity = state["momentum_buffer"]._array
            velocity *= momentum
            velocity += change
            change = velocity
        parameter._array -= float(group["lr"]) * change


class Adadelta(Optimizer):
    """Steps as large as the recent steps, scaled by the gradient's recent size (Zeiler, 2012).

    s ← ρ s + (1 − ρ) g²; Δ = √(u + ε) / √(s + ε) · g; u ← ρ u + (1 − ρ) Δ²; p ← p − η Δ.
    `weight_decay` λ adds λ p to g; `maximize` steps uphill.
    """

    def __init__(
        self,
        params,
        lr: float = 1.0,
        rho: float = 0.9,
        eps: float = 1e-6,
        weight_decay: float = 0,
        *,
        maximize: bool = False,
    ):
        if not 0 <= rho <= 1:
            raise ValueError(f"Adadelta: rho must be between 0 and 1, got {rho}.")
        settings = {"lr": lr, "rho": rho, "eps": eps, "weight_decay": weight_decay}
        super().__init__(params, settings | {"maximize": maximize})

    def update(self, parameter, gradient, state, group):
        rho, eps = group["rho"], group["eps"]
        if not state:
            state["step"] = 0
            for name in ("square_avg", "acc_delta"):
                state[name] = wrap(np.zeros_like(parameter._array))
        state["step"] += 1
        gradient = _with_decay(gradient, parameter, group)
        square, steps = state["square_avg"]._array, state["acc_delta"]._array
        square *= rho
        square += (1 - rho) * gradient * gradient
        change = np.sqrt(steps + eps) / np.sqrt(square + eps) * gradient
        steps *= rho
        steps += (1 - rho) * change * change
        parameter._array -= float(group["lr"]) * change


class Adam(Optimizer):
    """Steps scaled by the gradient's recent size (Kingma and Ba, 2015).

    m ← β₁ m + (1 − β₁) g; v ← β₂ v + (1 − β₂) g²; p ← p − η m̂ / (√v̂ + ε), where m̂ = m / (1 − β₁ᵗ)
    and v̂ = v / (1 − β₂ᵗ) undo the start from 0. `weight_decay` λ adds λ p to g, or shrinks p by
    1 − η λ if it is `decoupled_weight_decay`; `amsgrad` uses the largest v so far; `maximize` steps
    uphill.
    """

    def __init__(
        self,
        params,
        lr: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0,
        amsgrad: bool = False,
        *,
        maximize: bool = False,
        decoupled_weight_decay: bool = False,
    ):
        if not all(0 <= beta < 1 for beta in betas):
            raise ValueError(f"{type(self).__name__}: betas must be at least 0 and below 1, got {betas}.")
        settings = {"lr": lr, "betas": betas, "eps": eps, "weight_decay": weight_decay}
        settings |= {"amsgrad": amsgrad, "maximize": maximize}
        super().__init__(params, settings | {"decoupled_weight_decay": decoupled_weight_decay})

    def update(self, parameter, gradient, state, group):
        lr, (beta1, beta2) = float(group["lr"]), group["betas"]
        if not state:
            state["step"] = 0
            for name in ("exp_avg", "exp_avg_sq", *["max_exp_avg_sq"] * group["amsgrad"]):
                state[name] = wrap(np.zeros_like(parameter._array))
        state["step"] += 1
        if group["decoupled_weight_decay"]:
            parameter._array *= 1 - lr * group["weight_decay"]
        else:
            gradient = _with_decay(gradient, parameter, group)

        mean, square = state["exp_avg"]._array, state["exp_avg_sq"]._array
        mean += (1 - beta1) * (gradient - mean)
        square *= beta2
        square += (1 - beta2) * gradient * gradient
        if group["amsgrad"]:
            largest = state["max_exp_avg_sq"]._array
            square = np.maximum(largest, square, out=largest)

        correction1, correction2 = 1 - beta1 ** state["step"], 1 - beta2 ** state["step"]
        size = np.asarray(np.sqrt(square))
        size /= correction2**0.5
        size += group["eps"]
        np.divide(mean, size, out=size)
        size *= lr / correction1
        parameter._array -= size


class AdamW(Adam):
    """Adam that shrinks the weights apart from the step (Loshchilov and Hutter, 2019).

    p ← (1 − η λ) p, then Adam's step without λ, where λ is `weight_decay`.
    """

    def __init__(
        self,
        params,
        lr: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 1e-2,
        amsgrad: bool = False,
        *,
        maximize: bool = False,
    ):
        settings = {"maximize": maximize, "decoupled_weight_decay": True}
        super().__init__(params, lr, betas, eps, weight_decay, amsgrad, **settings)

    def load_state_dict(self, state_dict: dict) -> None:
        """As Optimizer's; it stays AdamW if the state is Adam's."""
        super().load_state_dict(state_dict)
        for group in self.param_groups:
            group["decoupled_weight_decay"] = True


def _with_decay(gradient, parameter, group):
    """The gradient of the loss with λ/2 · p² added; a new array, as gradients are left as they are."""
    decay = group["weight_decay"]
    return gradient + decay * parameter._array if decay else gradient
