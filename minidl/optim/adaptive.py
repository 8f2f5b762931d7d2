"""Optimisers that scale each step by the sizes of the gradients before it."""

import numpy as np

from ..tensor import wrap
from .optimizers import Optimizer, settings


class _Adaptive(Optimizer):
    """Base: keeps `averages` of each parameter's gradients; p ← p − η · change.

    Subclasses define `change(gradient, state, group)`, a new array. `weight_decay` λ adds λ p to g, or
    shrinks p by 1 − η λ if it is `decoupled_weight_decay`.
    """

    def update(self, parameter, gradient, state, group):
        self.prepare(parameter, state, group)
        state["step"] += 1
        lr, decay = float(group["lr"]), group["weight_decay"]
        if group.get("decoupled_weight_decay"):
            parameter._array *= 1 - lr * decay
        elif decay:
            gradient = gradient + decay * parameter._array
        change = self.change(gradient, state, group)
        change *= lr
        parameter._array -= change

    def prepare(self, parameter, state, group):
        """Start what is kept of a parameter, where it has not been: a setting may come on the way."""
        state.setdefault("step", 0)
        for name in self.kept(group):
            if name not in state:
                state[name] = wrap(self.start(name, parameter._array, group))

    def kept(self, group):
        """The names of the arrays that are kept with these settings."""
        return self.averages

    def start(self, name, array, group):
        """What an average is before the first step."""
        return np.zeros_like(array)


def _moments(gradient, state, group):
    """One step on: the averages of g and of g², and what divides each to undo its start from 0."""
    beta1, beta2 = group["betas"]
    mean, square = state["exp_avg"]._array, state["exp_avg_sq"]._array
    mean += (1 - beta1) * (gradient - mean)
    square *= beta2
    square += (1 - beta2) * gradient * gradient
    return mean, square, 1 - beta1 ** state["step"], 1 - beta2 ** state["step"]


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
        super().__init__(params, settings(locals()))

    def add_param_group(self, param_group: dict) -> None:
        """Train more parameters; their sums start at once, not with their first gradient."""
        super().add_param_group(param_group)
        for parameter in self.param_groups[-1]["params"]:
            self.prepare(parameter, self.state[parameter], self.param_groups[-1])

    def start(self, name, array, group):
        return np.full_like(array, self.defaults["initial_accumulator_value"])

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
        super().__init__(params, settings(locals()))

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
        super().__init__(params, settings(locals()))

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
        super().__init__(params, settings(locals()))

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
        more = {"maximize": maximize, "decoupled_weight_decay": True}
        super().__init__(params, lr, betas, eps, weight_decay, amsgrad, **more)

    def load_state_dict(self, state_dict: dict) -> None:
        """As Optimizer's; it stays AdamW if the state is Adam's."""
        super().load_state_dict(state_dict)
        for group in self.param_groups:
            group["decoupled_weight_decay"] = True


class Adamax(_Adaptive):
    """Adam that scales by the largest recent gradient (Kingma and Ba, 2015, section 7).

    m ← β₁ m + (1 − β₁) g; u ← max(β₂ u, |g| + ε); p ← p − η m / ((1 − β₁ᵗ) u). `weight_decay` λ adds
    λ p to g; `maximize` steps uphill.
    """

    averages = ("exp_avg", "exp_inf")

    def __init__(self, params, lr=2e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0, *, maximize=False):
        super().__init__(params, settings(locals()))

    def change(self, gradient, state, group):
        beta1, beta2 = group["betas"]
        mean, largest = state["exp_avg"]._array, state["exp_inf"]._array
        mean += (1 - beta1) * (gradient - mean)
        largest[...] = np.maximum(beta2 * largest, np.abs(gradient) + group["eps"])
        return mean / ((1 - beta1 ** state["step"]) * largest)


class NAdam(_Adaptive):
    """Adam with Nesterov's momentum, which looks one step ahead (Dozat, 2016).

    With Adam's m and v̂: p ← p − η ((1 − μₜ) g / (1 − Π) + μₜ₊₁ m / (1 − Π μₜ₊₁)) / (√v̂ + ε), where
    μₜ = β₁ (1 − 0.96^(t ψ) / 2), Π = μ₁ ⋯ μₜ and ψ is `momentum_decay`. `weight_decay` λ adds λ p to
    g, or shrinks p by 1 − η λ if it is `decoupled_weight_decay`; `maximize` steps uphill.
    """

    averages = ("mu_product", "exp_avg", "exp_avg_sq")

    def __init__(
        self, params, lr=2e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0, momentum_decay=4e-3,
        decoupled_weight_decay: bool = False, *, maximize: bool = False,
    ):  # fmt: skip
        super().__init__(params, settings(locals()))

    def start(self, name, array, group):
        return np.ones(()) if name == "mu_product" else np.zeros_like(array)

    def change(self, gradient, state, group):
        mean, square, _, correction2 = _moments(gradient, state, group)
        decays = [0.96 ** (step * group["momentum_decay"]) for step in (state["step"], state["step"] + 1)]
        now, later = (group["betas"][0] * (1 - 0.5 * decay) for decay in decays)
        # PyTorch keeps the product in float32.
        product = np.array(np.float32(state["mu_product"]._array) * np.float32(now))
        state["mu_product"], product = wrap(product), product.item()
        change = (1 - now) / (1 - product) * gradient + later / (1 - product * later) * mean
        return change / (np.sqrt(square / correction2) + group["eps"])


class RAdam(_Adaptive):
    """Adam whose step is scaled only once v is known from enough gradients (Liu et al., 2020).

    With Adam's m̂ and v̂: p ← p − η m̂ at first; once ρ = ρ∞ − 2 t β₂ᵗ / (1 − β₂ᵗ) > 5, where
    ρ∞ = 2 / (1 − β₂) − 1, p ← p − η r m̂ / (√v̂ + ε / √(1 − β₂ᵗ)) with
    r² = (ρ − 4) (ρ − 2) ρ∞ / ((ρ∞ − 4) (ρ∞ − 2) ρ). `weight_decay` λ adds λ p to g, or shrinks p by
    1 − η λ if it is `decoupled_weight_decay`; `maximize` steps uphill.
    """

    averages = ("exp_avg", "exp_avg_sq")

    def __init__(
        self, params, lr: float = 1e-3, betas: tuple[float, float] = (0.9, 0.999), eps: float = 1e-8,
        weight_decay: float = 0, decoupled_weight_decay: bool = False, *, maximize: bool = False,
    ):  # fmt: skip
        super().__init__(params, settings(locals()))

    def change(self, gradient, state, group):
        mean, square, correction1, correction2 = _moments(gradient, state, group)
        most = 2 / (1 - group["betas"][1]) - 1
        known = most - 2 * state["step"] * (1 - correction2) / correction2
        if known <= 5:
            return mean / correction1
        rectified = (known - 4) * (known - 2) * most / ((most - 4) * (most - 2) * known) * correction2
        return rectified**0.5 / correction1 * mean / (np.sqrt(square) + group["eps"])


class Rprop(_Adaptive):
    """Steps by the gradient's sign alone, each number's of its own size s (Riedmiller and Braun, 1993).

    s is η at first; s ← η₊ s where g has kept its sign, s ← η₋ s and g ← 0 where it changed, within
    `step_sizes`; p ← p − s sign(g). `etas` are η₋ and η₊; `maximize` steps uphill. For whole data
    sets: the signs of small batches change by chance.
    """

    averages = ("prev", "step_size")

    def __init__(self, params, lr=1e-2, etas=(0.5, 1.2), step_sizes=(1e-6, 50), *, maximize=False):
        super().__init__(params, settings(locals()))

    def start(self, name, array, group):
        return np.full_like(array, float(group["lr"]) if name == "step_size" else 0)

    def update(self, parameter, gradient, state, group):
        self.prepare(parameter, state, group)
        state["step"] += 1
        before, size, (less, more) = state["prev"]._array, state["step_size"]._array, group["etas"]
        sign = gradient * before
        grown = np.where(sign > 0, size * more, np.where(sign < 0, size * less, size))
        size[...] = grown.clip(*group["step_sizes"])
        before[...] = np.where(sign < 0, 0, gradient)
        parameter._array += np.where(before > 0, -size, np.where(before < 0, size, 0))  # NaN has no sign
