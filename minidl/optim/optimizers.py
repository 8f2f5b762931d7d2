"""Optimisers: how a gradient changes a parameter. The base of all, and SGD.

Each reads `parameter.grad` and changes the parameter's numbers in place; gradients are left as they are.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from copy import deepcopy

import numpy as np

from ..checks import number, switch
from ..recording import enable_grad
from ..tensor import Tensor, wrap
from ..versions import CHANGES

_NOT_NEGATIVE = ("lr", "eps", "weight_decay", "momentum", "momentum_decay", "lr_decay")
_NOT_NEGATIVE += ("initial_accumulator_value", "tolerance_grad", "tolerance_change")
_SWITCHES = ("nesterov", "maximize", "centered", "amsgrad", "decoupled_weight_decay")
_OF_ALL = ("d", "prev_flat_grad")  # LBFGS keeps one row for all parameters
_PAIRS = {  # an example, the bounds of either number
    "betas": ((0.9, 0.999), {"low": 0, "below": 1}, {"low": 0, "below": 1}),
    "etas": ((0.5, 1.2), {"above": 0, "below": 1}, {"above": 1}),
    "step_sizes": ((1e-6, 50), {"low": 0}, {"low": 0}),
}


class Optimizer:
    """Base: parameters in groups, each group with its own settings.

    `params` is an iterable of parameters, or of dicts {'params': ..., 'lr': ...} for several groups;
    `defaults` are the settings of groups that name none. `param_groups` and `state` are PyTorch's.
    Subclasses define `update(parameter, gradient, state, group)`. Raises ValueError if there is
    nothing to train or a setting is out of range.
    """

    averages: tuple[str, ...] = ()  # what it keeps of each parameter, besides the steps

    def __init__(self, params, defaults: dict):
        who = type(self).__name__
        _check_settings(who, defaults)
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
        _check_settings(who, group)
        self.param_groups.append(group | {"param_names": names} if names else group)

    def _as_list(self, params):
        if isinstance(params, Tensor):
            return [params]
        if isinstance(params, set):
            raise TypeError(f"{type(self).__name__}: a set has no order. Pass a list of parameters.")
        if not isinstance(params, Iterable):
            hint = "model.parameters()" + (", with brackets" if callable(params) else "")
            raise TypeError(
                f"{type(self).__name__}: params must be a list of parameters, got "
                f"{type(params).__name__}. Try {hint}."
            )
        return list(params)

    def zero_grad(self, set_to_none: bool = True) -> None:
        """Forget all gradients (or set them to 0)."""
        for group in self.param_groups:
            for parameter in group["params"]:
                if set_to_none:
                    parameter.grad = None
                elif parameter.grad is not None:
                    parameter.grad._array[...] = 0

    def step(self, closure=None):
        """Change every parameter that has a gradient. `closure`, if given, computes the loss first."""
        loss = None
        if closure is not None:
            with enable_grad():
                loss = closure()
        for group in self.param_groups:
            for parameter in group["params"]:
                if parameter.grad is not None:
                    gradient = parameter.grad._array
                    gradient = -gradient if group.get("maximize") else gradient
                    self.update(parameter, gradient, self.state[parameter], group)
                    parameter._version[CHANGES] += 1
        return loss

    def update(self, parameter: Tensor, gradient: np.ndarray, state: dict, group: dict) -> None:
        raise NotImplementedError(
            f"{type(self).__name__} must define update(parameter, gradient, state, group)."
        )

    # --- state ----------------------------------------------------------------------------------------

    def state_dict(self) -> dict:
        """{'state': {index: {...}}, 'param_groups': [...]}: parameters are numbered in their order.

        It shares memory with the optimiser: to keep a snapshot, copy it (`copy.deepcopy`).
        """
        groups, state = [], {}
        for group in self.param_groups:
            start = sum(len(g["params"]) for g in groups)
            indices = list(range(start, start + len(group["params"])))
            settings = {name: value for name, value in group.items() if name != "params"}
            groups.append(settings | {"params": indices})
            for index, parameter in zip(indices, group["params"]):
                if self.state.get(parameter):
                    state[index] = self.state[parameter]
        return {"state": state, "param_groups": groups}

    def load_state_dict(self, state_dict: dict) -> None:
        """Copy in the settings and the state of another optimiser, for parameters in the same order.

        Everything is checked first: after an error the optimiser is as it was. Raises TypeError for
        what is no state_dict of an optimiser, ValueError for one of other parameters.
        """
        who = type(self).__name__
        if not isinstance(state_dict, Mapping) or not {"state", "param_groups"} <= set(state_dict):
            raise TypeError(
                f"{who}.load_state_dict: expects a dict with 'state' and 'param_groups', got "
                f"{list(state_dict) if isinstance(state_dict, Mapping) else type(state_dict).__name__}. "
                f"Try optimizer.state_dict()."
            )
        saved = state_dict["param_groups"]
        sizes, mine = ([len(group["params"]) for group in groups] for groups in (saved, self.param_groups))
        if sizes != mine:
            raise ValueError(
                f"{who}.load_state_dict: this state is for groups of {sizes} parameters, the optimiser "
                f"has {mine}; nothing was changed. Was it saved from an optimiser of the same model?"
            )
        numbered = {}
        for old, new in zip(saved, self.param_groups):
            numbered |= dict(zip(old["params"], new["params"]))
        state = defaultdict(dict)
        for index, entries in state_dict["state"].items():
            parameter, wrong = numbered.get(index), ""
            missing = [name for name in self.averages if name not in entries]
            if parameter is None:
                wrong = f"there is a state for parameter {index}, but no group has it"
            elif entries and missing:
                wrong = f"the state of parameter {index} has no {', '.join(missing)}"
            for name, value in entries.items() if not wrong else ():
                state[parameter][name] = value = _copied(name, value, parameter)
                shape = getattr(value, "shape", ())
                # Fewer dimensions are no mistake: an optimiser may keep one number for each row.
                if len(shape) == parameter.ndim and shape != parameter.shape and name not in _OF_ALL:
                    shapes = f"shape {shape}, the parameter {parameter.shape}"
                    wrong = wrong or f"{name} of parameter {index} has {shapes}"
            if wrong:
                hint = "Was it saved from another kind of optimiser, or for another model?"
                raise ValueError(f"{who}.load_state_dict: {wrong}; nothing was changed. {hint}")
        groups = [
            new | deepcopy({name: value for name, value in old.items() if name != "params"})
            for old, new in zip(saved, self.param_groups)
        ]
        for old, new in zip(self.param_groups, groups):
            old.update(new)
        self.state = state

    def __repr__(self):
        lines = [f"{type(self).__name__} ("]
        for place, group in enumerate(self.param_groups):
            lines.append(f"Parameter Group {place}")
            lines += [f"    {name}: {group[name]}" for name in sorted(group) if name != "params"]
        return "\n".join([*lines, ")"])


def _copied(name, value, parameter):
    """An entry of a saved state, for this parameter: tensors (of any library) in its dtype."""
    if isinstance(value, list):
        return [_copied(name, part, parameter) for part in value]
    if not hasattr(value, "__array__"):
        return deepcopy(value)
    array = np.asarray(value.detach() if hasattr(value, "detach") else value)
    if name == "step":  # PyTorch counts in a tensor
        return int(array)
    dtype = parameter.dtype if array.dtype.kind == "f" else array.dtype
    return wrap(np.array(array, dtype))


def settings(arguments):
    """An optimiser's settings: all arguments of its `__init__`, which are its `locals()`, but params."""
    return {n: value for n, value in arguments.items() if n not in ("self", "params", "__class__")}


def _check_settings(who, values):
    """Raise TypeError or ValueError for a setting of the wrong type or out of range."""
    for name, value in values.items():
        if name in _NOT_NEGATIVE:
            number(who, name, value, 0, hint="Try 0.01." * (name == "lr"))
        elif name in ("alpha", "rho"):
            number(who, name, value, 0, 1)
        elif name == "dampening":
            number(who, name, value)
        elif name in _SWITCHES:
            switch(who, name, value)
        elif name in _PAIRS:
            example, *bounds = _PAIRS[name]
            if not isinstance(value, (tuple, list)) or len(value) != 2:
                raise TypeError(f"{who}: {name} must be two numbers, got {value!r}. Try {example}.")
            for part, within in zip(value, bounds):
                number(who, name, part, **within)


class SGD(Optimizer):
    """Stochastic gradient descent: p ← p − η g; with momentum v ← μ v + (1 − dampening) g; p ← p − η v.

    η is `lr`, μ `momentum`; the first v is g. `weight_decay` λ adds λ p to g. `nesterov` steps along
    g + μ v instead (Sutskever et al., 2013); `maximize` steps uphill.
    """

    def __init__(
        self, params, lr: float = 1e-3, momentum: float = 0, dampening: float = 0, weight_decay: float = 0,
        nesterov: bool = False, *, maximize: bool = False,
    ):  # fmt: skip
        settings = {"lr": lr, "momentum": momentum, "dampening": dampening, "weight_decay": weight_decay}
        super().__init__(params, settings | {"nesterov": nesterov, "maximize": maximize})
        if nesterov and (momentum <= 0 or dampening != 0):
            raise ValueError(
                f"SGD: nesterov needs a momentum above 0 and no dampening, got {momentum}, {dampening}."
            )

    def update(self, parameter, gradient, state, group):
        momentum = group["momentum"]
        if group["weight_decay"]:
            gradient = gradient + group["weight_decay"] * parameter._array
        if momentum:
            if "momentum_buffer" not in state:
                state["momentum_buffer"] = wrap(np.array(gradient))
                velocity = state["momentum_buffer"]._array
            else:
                velocity = state["momentum_buffer"]._array
                velocity *= momentum
                velocity += (1 - group["dampening"]) * gradient
            gradient = gradient + momentum * velocity if group["nesterov"] else velocity
        data = parameter._array
        data -= float(group["lr"]) * gradient
