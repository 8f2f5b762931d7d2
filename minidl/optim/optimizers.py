"""Optimisers: how a gradient changes a parameter.

Each reads `parameter.grad` and changes `parameter.data` in place; gradients are left as they are.
"""

from collections import defaultdict

import numpy as np

from ..tensor import Tensor, enable_grad


class Optimizer:
    """Base: parameters in groups, each group with its own settings.

    `params` is an iterable of parameters, or of dicts {'params': ..., 'lr': ...} for several groups;
    `defaults` are the settings of groups that name none. `param_groups` and `state` are PyTorch's.
    Subclasses define `update(parameter, gradient, state, group)`. Raises ValueError if there is
    nothing to train or a setting is out of range.
    """

    def __init__(self, params, defaults: dict):
        who = type(self).__name__
        for name, value in defaults.items():
            if name in ("lr", "eps", "weight_decay", "momentum") and not value >= 0:
                raise ValueError(f"{who}: {name} must not be negative, got {value}.")
        self.defaults, self.param_groups, self.state = defaults, [], defaultdict(dict)
        if isinstance(params, Tensor):
            raise TypeError(f"{who}: params must be a list of parameters. Try [parameter].")
        params = self._as_list(params)
        if not params:
            raise ValueError(
                f"{who}: got no parameters. A generator such as model.parameters() can be used "
                f"only once; modules in a plain list are not found (nn.ModuleList)."
            )
        for group in params if isinstance(params[0], dict) else [{"params": params}]:
            self.add_param_group(group)

    def add_param_group(self, param_group: dict) -> None:
        """Train more parameters, with settings of their own where `param_group` names them."""
        who = type(self).__name__
        if not isinstance(param_group, dict) or "params" not in param_group:
            raise TypeError(f"{who}: a group is a dict {{'params': [...], ...}}, got {param_group!r}.")
        params = self._as_list(param_group["params"])
        names = [p[0] for p in params if isinstance(p, tuple)]  # from model.named_parameters()
        if names and len(names) < len(params):
            raise ValueError(f"{who}: give names for all parameters of a group, or for none.")
        params = [p[1] if isinstance(p, tuple) else p for p in params]
        known = {p for group in self.param_groups for p in group["params"]}
        for parameter in params:
            if not isinstance(parameter, Tensor):
                hint = " Try model.parameters()." if hasattr(parameter, "parameters") else ""
                raise TypeError(f"{who}: expects parameters, got {type(parameter).__name__}.{hint}")
            if not parameter.is_leaf:
                raise ValueError(f"{who}: can only train leaf tensors, this one was computed.")
            if parameter in known:
                raise ValueError(f"{who}: a parameter of shape {parameter.shape} appears twice.")
            known.add(parameter)
        group = self.defaults | param_group | {"params": params}
        self.param_groups.append(group | {"param_names": names} if names else group)

    def _as_list(self, params):
        if isinstance(params, Tensor):
            return [params]
        if isinstance(params, set):
            raise TypeError(f"{type(self).__name__}: a set has no order. Pass a list of parameters.")
        try:
            return list(params)
        except TypeError:
            hint = "model.parameters()" + (", with brackets" if callable(params) else "")
            raise TypeError(
                f"{type(self).__name__}: params must be a list of parameters, got "
                f"{type(params).__name__}. Try {hint}."
            ) from None

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
        loss = None
        if closure is not None:
            with enable_grad():
                loss = closure()
        for group in self.param_groups:
            for parameter in group["params"]:
                if parameter.grad is not None:
                    gradient = parameter.grad.data
                    gradient = -gradient if group.get("maximize") else gradient
                    self.update(parameter, gradient, self.state[parameter], group)
                    parameter._version[0] += 1
        return loss

    def update(self, parameter: Tensor, gradient: np.ndarray, state: dict, group: dict) -> None:
        raise NotImplementedError(
            f"{type(self).__name__} must define update(parameter, gradient, state, group)."
        )

    def __repr__(self):
        lines = [f"{type(self).__name__} ("]
        for number, group in enumerate(self.param_groups):
            lines.append(f"Parameter Group {number}")
            lines += [f"    {name}: {group[name]}" for name in sorted(group) if name != "params"]
        return "\n".join([*lines, ")"])


class SGD(Optimizer):
    """Stochastic gradient descent: v ← μ v + (1 − damping) g; p ← p − η v.

    η is `lr`, μ `momentum`; the first v is g. `weight_decay` λ adds λ p to g. `nesterov` steps along
    g + μ v instead (Sutskever et al., 2013); `maximize` steps uphill.
    """

    def __init__(
        self,
        params,
        lr: float = 1e-3,
        momentum: float = 0,
        dampening: float = 0,
        weight_decay: float = 0,
        nesterov: bool = False,
        *,
        maximize: bool = False,
    ):
        if nesterov and (momentum <= 0 or dampening != 0):
            raise ValueError("SGD: nesterov needs a momentum above 0 and no dampening.")
        settings = {"lr": lr, "momentum": momentum, "dampening": dampening}
        settings |= {"weight_decay": weight_decay, "nesterov": nesterov, "maximize": maximize}
        super().__init__(params, settings)

    def update(self, parameter, gradient, state, group):
        momentum = group["momentum"]
        if group["weight_decay"]:
            gradient = gradient + group["weight_decay"] * parameter.data
        if momentum:
            if "momentum_buffer" not in state:
                state["momentum_buffer"] = Tensor(np.array(gradient))
                velocity = state["momentum_buffer"].data
            else:
                velocity = state["momentum_buffer"].data
                velocity *= momentum
                velocity += (1 - group["dampening"]) * gradient
            gradient = gradient + momentum * velocity if group["nesterov"] else velocity
        data = parameter.data
        data -= float(group["lr"]) * gradient


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
            raise ValueError(f"Adam: betas must be at least 0 and below 1, got {betas}.")
        settings = {"lr": lr, "betas": betas, "eps": eps, "weight_decay": weight_decay}
        settings |= {"amsgrad": amsgrad, "maximize": maximize}
        super().__init__(params, settings | {"decoupled_weight_decay": decoupled_weight_decay})

    def update(self, parameter, gradient, state, group):
        lr, (beta1, beta2) = float(group["lr"]), group["betas"]
        if not state:
            state["step"] = 0
            for name in ("exp_avg", "exp_avg_sq", *["max_exp_avg_sq"] * group["amsgrad"]):
                state[name] = Tensor(np.zeros_like(parameter.data))
        state["step"] += 1
        if group["decoupled_weight_decay"]:
            parameter.data *= 1 - lr * group["weight_decay"]
        elif group["weight_decay"]:
            gradient = gradient + group["weight_decay"] * parameter.data

        mean, square = state["exp_avg"].data, state["exp_avg_sq"].data
        mean += (1 - beta1) * (gradient - mean)
        square *= beta2
        square += (1 - beta2) * gradient * gradient
        if group["amsgrad"]:
            largest = state["max_exp_avg_sq"].data
            square = np.maximum(largest, square, out=largest)

        correction1, correction2 = 1 - beta1 ** state["step"], 1 - beta2 ** state["step"]
        size = np.asarray(np.sqrt(square))
        size /= correction2**0.5
        size += group["eps"]
        np.divide(mean, size, out=size)
        size *= lr / correction1
        parameter.data -= size
