"""Module: a part of a network that knows its parameters, its parts and its buffers.

There is no register to keep in step: a module's parameters and parts *are* its attributes, found by
looking (`vars(self)`) in the order in which they were set. Only buffers are noted, by name.
"""

from collections.abc import Callable, Iterator

import numpy as np

from ..dtypes import as_dtype
from ..reporting import suggest_attribute
from ..tensor import Tensor


class Parameter(Tensor):
    """A tensor that an optimiser trains: `requires_grad` is on, and a Module finds it."""

    def __init__(self, data: Tensor | np.ndarray, requires_grad: bool = True):
        super().__init__(data.data if isinstance(data, Tensor) else data, requires_grad)

    def __repr__(self):
        return "Parameter containing:\n" + super().__repr__()


class Module:
    """Base of all layers and models: set parts in `__init__`, compute in `forward`."""

    training = True

    def __init__(self):
        self._buffer_names = {}  # name -> whether it belongs into state_dict
        self._forward_hooks = {}
        self._forward_pre_hooks = {}

    def forward(self, *inputs):
        raise NotImplementedError(f"{type(self).__name__} has no forward(self, x). Define what it computes.")

    def __call__(self, *inputs, **settings):
        if not (self._forward_hooks or self._forward_pre_hooks):
            return self.forward(*inputs, **settings)
        for hook in list(self._forward_pre_hooks.values()):
            changed = hook(self, inputs)
            if changed is not None:
                inputs = changed if isinstance(changed, tuple) else (changed,)
        output = self.forward(*inputs, **settings)
        for hook in list(self._forward_hooks.values()):
            changed = hook(self, inputs, output)
            output = output if changed is None else changed
        return output

    def register_forward_hook(self, hook: Callable) -> "HookHandle":
        """Call hook(module, inputs, output) after each forward; what it returns replaces the output."""
        return HookHandle(self._forward_hooks, hook)

    def register_forward_pre_hook(self, hook: Callable) -> "HookHandle":
        """Call hook(module, inputs) before each forward; what it returns replaces the inputs."""
        return HookHandle(self._forward_pre_hooks, hook)

    # --- attributes are the register ----------------------------------------------------------------

    def __setattr__(self, name, value):
        if isinstance(value, (Parameter, Module)) and "_buffer_names" not in vars(self):
            raise AttributeError(
                f"{type(self).__name__}.{name} was set before super().__init__(). Call that first in __init__."
            )
        if isinstance(value, (list, tuple, dict)):
            items = value.values() if isinstance(value, dict) else value
            if any(isinstance(item, (Parameter, Module)) for item in items):
                raise TypeError(
                    f"{type(self).__name__}.{name}: modules inside a plain {type(value).__name__} are not found "
                    f"and would not be trained. Use nn.ModuleList([...]) or nn.Sequential(...)."
                )
        object.__setattr__(self, name, value)

    def __getattr__(self, name):
        raise AttributeError(suggest_attribute(self, name))

    def register_buffer(self, name: str, tensor: Tensor | None, persistent: bool = True) -> None:
        """A tensor that belongs to the state but is not trained; in `state_dict` if persistent."""
        setattr(self, name, tensor)
        self._buffer_names[name] = persistent

    def register_parameter(self, name: str, parameter: Parameter | None) -> None:
        setattr(self, name, parameter)

    def register_module(self, name: str, module: "Module | None") -> None:
        setattr(self, name, module)

    add_module = register_module

    def named_children(self) -> Iterator[tuple[str, "Module"]]:
        return ((name, v) for name, v in list(vars(self).items()) if isinstance(v, Module))

    def children(self) -> Iterator["Module"]:
        return (child for _, child in self.named_children())

    def named_modules(self, prefix: str = "") -> Iterator[tuple[str, "Module"]]:
        """This module and all parts of its parts, with dotted names; each once."""
        seen = set()

        def walk(module, name):
            if module in seen:
                return
            seen.add(module)
            yield name, module
            for child_name, child in module.named_children():
                yield from walk(child, f"{name}.{child_name}" if name else child_name)

        return walk(self, prefix)

    def modules(self) -> Iterator["Module"]:
        return (module for _, module in self.named_modules())

    def named_parameters(self) -> Iterator[tuple[str, Parameter]]:
        """All parameters with dotted names, such as ('0.weight', ...); a shared one only once."""
        return self._named(lambda module: ((k, v) for k, v in vars(module).items() if isinstance(v, Parameter)))

    def parameters(self) -> Iterator[Parameter]:
        return (parameter for _, parameter in self.named_parameters())

    def named_buffers(self) -> Iterator[tuple[str, Tensor]]:
        return self._named(
            lambda module: ((k, getattr(module, k)) for k in module._buffer_names if getattr(module, k) is not None)
        )

    def buffers(self) -> Iterator[Tensor]:
        return (buffer for _, buffer in self.named_buffers())

    def _named(self, tensors_of):
        seen = set()
        for prefix, module in self.named_modules():
            for name, tensor in tensors_of(module):
                if tensor not in seen:
                    seen.add(tensor)
                    yield (f"{prefix}.{name}" if prefix else name), tensor

    # --- state ----------------------------------------------------------------------------------------

    def _state(self, prefix="") -> dict[str, Tensor]:
        """The live tensors of the state under their dotted names (a shared one under each of its names)."""
        state = {prefix + k: v for k, v in vars(self).items() if isinstance(v, Parameter)}
        for name, persistent in self._buffer_names.items():
            if persistent and getattr(self, name) is not None:
                state[prefix + name] = getattr(self, name)
        for name, child in self.named_children():
            state |= child._state(f"{prefix}{name}.")
        return state

    def state_dict(self) -> dict[str, Tensor]:
        """Parameters and persistent buffers by name. They share memory with the model: to keep a
        snapshot, copy them (`copy.deepcopy`) or save them (`minidl.save`)."""
        return {name: tensor.detach() for name, tensor in self._state().items()}

    def load_state_dict(self, state_dict: dict, strict: bool = True) -> "LoadResult":
        """Copy numbers in by name, from Tensors, ndarrays or anything with `__array__`.

        Everything is checked first: after an error the model is as it was. Raises RuntimeError for
        missing or unexpected names (if `strict`) and for wrong shapes.
        """
        mine = self._state()
        problems, arrays = [], {}
        missing = [name for name in mine if name not in state_dict]
        unexpected = [name for name in state_dict if name not in mine]
        if strict and missing:
            problems.append(f"missing: {', '.join(missing)}")
        if strict and unexpected:
            problems.append(f"unexpected: {', '.join(map(str, unexpected))}")
        for name in mine.keys() & state_dict.keys():
            value = state_dict[name]
            array = value.data if isinstance(value, Tensor) else np.asarray(value)
            if array.shape != mine[name].shape:
                problems.append(f"{name}: expected shape {tuple(mine[name].shape)}, got {array.shape}")
            elif array.dtype.kind not in "biuf":
                problems.append(f"{name}: expected numbers, got {array.dtype}")
            arrays[name] = array
        if problems:
            raise RuntimeError(
                f"load_state_dict: this state does not fit {type(self).__name__}; nothing was changed. "
                + "; ".join(sorted(problems))
                + ". Was it saved from a model built with the same layers?"
            )
        for name, array in arrays.items():
            mine[name].data[...] = array
            mine[name]._version[0] += 1
        return LoadResult(missing, unexpected)

    def train(self, mode: bool = True):
        """Training behaviour on (dropout drops, batch norm uses the batch) or off."""
        for module in self.modules():
            module.training = mode
        return self

    def eval(self):
        """As `train(False)`."""
        return self.train(False)

    def requires_grad_(self, requires_grad: bool = True):
        for parameter in self.parameters():
            parameter.requires_grad_(requires_grad)
        return self

    def zero_grad(self) -> None:
        for parameter in self.parameters():
            parameter.grad = None

    def apply(self, function: Callable[["Module"], None]):
        """Call function(module) on all parts, innermost first, then on this module."""
        for child in self.children():
            child.apply(function)
        function(self)
        return self

    def to(self, dtype):
        """Convert all float parameters and buffers, in place."""
        dtype = as_dtype(dtype)
        for tensor in self._state().values():
            if tensor.is_floating_point():
                tensor.data = tensor.data.astype(dtype)
                if tensor.grad is not None:
                    tensor.grad = tensor.grad.to(dtype)
        return self

    def double(self):
        return self.to(np.float64)

    def float(self):
        return self.to(np.float32)

    def extra_repr(self) -> str:
        """The settings that `print(model)` shows in brackets."""
        return ""

    def __repr__(self):
        parts = [f"({name}): {child!r}" for name, child in self.named_children()]
        if not parts:
            return f"{type(self).__name__}({self.extra_repr()})"
        body = "\n".join(parts).replace("\n", "\n  ")
        return f"{type(self).__name__}(\n  {body}\n)"


class HookHandle:
    """Remembers where a hook sits, to `remove()` it."""

    def __init__(self, hooks: dict, hook: Callable):
        self._hooks = hooks
        hooks[self] = hook

    def remove(self) -> None:
        self._hooks.pop(self, None)


class LoadResult:
    """Which names `load_state_dict(strict=False)` left alone."""

    def __init__(self, missing_keys: list[str], unexpected_keys: list[str]):
        self.missing_keys, self.unexpected_keys = missing_keys, unexpected_keys

    def __repr__(self):
        if not (self.missing_keys or self.unexpected_keys):
            return "<All keys matched successfully>"
        return f"LoadResult(missing_keys={self.missing_keys}, unexpected_keys={self.unexpected_keys})"
