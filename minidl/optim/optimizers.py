"""Optimisers: how a gradient changes a parameter.

Each reads `parameter.grad` and changes `parameter.data` in place; gradients are left as they are.
"""

import numpy as np

from ..tensor import Tensor


class Optimizer:
    """Base: parameters in groups, each group with its own settings.

    `params` is an iterable of parameters, or of dicts {'params': ..., 'lr': ...} for several groups.
    `param_groups` and `state` are PyTorch's. Subclasses define `update(parameter, gradient, state,
    group)`. Raises ValueError if there is nothing to train or a setting is out of range.
    """

    def __init__(self, params, **defaults):
        for name, value in defaults.items():
            if name in ("lr", "eps", "weight_decay", "momentum") and not value >= 0:
                raise ValueError(f"{type(self).__name__}: {name} must not be negative, got {value}.")
        self.defaults, self.param_groups, self.state = defaults, [], {}
        if isinstance(params, Tensor):
            raise TypeError(f"{type(self).__name__}: params must be a list of parameters. Try [parameter].")
        params = list(params)
        if not params:
            raise ValueError(
                f"{type(self).__name__}: got no parameters. A generator such as model.parameters() can be used "
                f"only once; modules in a plain list are not found (nn.ModuleList)."
            )
        for group in params if isinstance(params[0], dict) else [{"params": params}]:
            self.add_param_group(group)

    def add_param_group(self, group: dict) -> None:
        """Train more parameters, with settings of their own where `group` names them."""
        params = group["params"]
        params = [params] if isinstance(params, Tensor) else list(params)
        known = {p for g in self.param_groups for p in g["params"]}
        for parameter in params:
            if not isinstance(parameter, Tensor):
                raise TypeError(f"{type(self).__name__}: expects parameters, got {type(parameter).__name__}.")
            if not parameter.is_leaf:
                raise ValueError(f"{type(self).__name__}: can only train leaf tensors, this one was computed.")
            if parameter in known:
                raise ValueError(f"{type(self).__name__}: a parameter appears in more than one group.")
        self.param_groups.append(self.defaults | group | {"params": params})

    def zero_grad(self, set_to_none: bool = True) -> None:
        """Forget all gradients (or set them to 0)."""
        for group in self.param_groups:
            for parameter in group["params"]:
                if set_to_none:
                    parameter.grad = None
                elif parameter.grad is not None:
                    parameter.grad.data[...] = 0

    def step(self, closure=None):
        """Change every parameter that has a gradient. `closure`, if given, computes the loss first."""
        loss = None if closure is None else closure()
        for group in self.param_groups:
            for parameter in group["params"]:
                if parameter.grad is not None:
                    state = self.state.setdefault(parameter, {})
                    self.update(parameter, parameter.grad.data, state, group)
                    parameter._version[0] += 1
        return loss

    def update(self, parameter: Tensor, gradient: np.ndarray, state: dict, group: dict) -> None:
        raise NotImplementedError(f"{type(self).__name__} must define update(parameter, gradient, state, group).")


class SGD(Optimizer):
    """Stochastic gradient descent: v ← μ v + (1 − damping) g; p ← p − η v.

    η is `lr`, μ `momentum`; the first v is g. `weight_decay` λ adds λ p to g. `nesterov` steps along
    g + μ v instead (Sutskever et al., 2013).
    """

    def __init__(self, params, lr: float = 1e-3, momentum: float = 0, dampening: float = 0,
                 weight_decay: float = 0, nesterov: bool = False):  # fmt: skip
        if nesterov and (momentum <= 0 or dampening != 0):
            raise ValueError("SGD: nesterov needs a momentum above 0 and no dampening.")
        settings = {"lr": lr, "momentum": momentum, "dampening": dampening}
        super().__init__(params, **settings, weight_decay=weight_decay, nesterov=nesterov)

    def update(self, parameter, gradient, state, group):
        momentum, velocity = group["momentum"], state.get("momentum_buffer")
        if group["weight_decay"]:
            gradient = gradient + group["weight_decay"] * parameter.data
        if momentum:
            if velocity is None:
                velocity = state["momentum_buffer"] = gradient.copy()
            else:
                velocity *= momentum
                velocity += (1 - group["dampening"]) * gradient
            gradient = gradient + momentum * velocity if group["nesterov"] else velocity
        parameter.data -= group["lr"] * gradient


class Adam(Optimizer):
    """Steps scaled by the gradient's recent size (Kingma and Ba, 2015).

    m ← β₁ m + (1 − β₁) g; v ← β₂ v + (1 − β₂) g²; p ← p − η m̂ / (√v̂ + ε), where m̂ = m / (1 − β₁ᵗ)
    and v̂ = v / (1 − β₂ᵗ) undo the start from 0. `weight_decay` λ adds λ p to g; `amsgrad` uses the
    largest v̂ so far.
    """

    def __init__(self, params, lr: float = 1e-3, betas: tuple[float, float] = (0.9, 0.999),
                 eps: float = 1e-8, weight_decay: float = 0, amsgrad: bool = False):  # fmt: skip
        if not all(0 <= beta < 1 for beta in betas):
            raise ValueError(f"Adam: betas must be at least 0 and below 1, got {betas}.")
        super().__init__(params, lr=lr, betas=betas, eps=eps, weight_decay=weight_decay, amsgrad=amsgrad)

    def update(self, parameter, gradient, state, group):
        beta1, beta2 = group["betas"]
        if not state:
            state["step"] = 0
            for name in ("exp_avg", "exp_avg_sq", *["max_exp_avg_sq"] * group["amsgrad"]):
                state[name] = np.zeros_like(parameter.data)
        state["step"] += 1
        mean, square = state["exp_avg"], state["exp_avg_sq"]
        if group["weight_decay"]:
            gradient = gradient + group["weight_decay"] * parameter.data

        mean += (1 - beta1) * (gradient - mean)
        square *= beta2
        square += (1 - beta2) * gradient * gradient
        if group["amsgrad"]:
            square = np.maximum(state["max_exp_avg_sq"], square, out=state["max_exp_avg_sq"])

        correction1, correction2 = 1 - beta1 ** state["step"], 1 - beta2 ** state["step"]
        size = np.sqrt(square)
        size /= correction2**0.5
        size += group["eps"]
        np.divide(mean, size, out=size)
        size *= group["lr"] / correction1
        parameter.data -= size
