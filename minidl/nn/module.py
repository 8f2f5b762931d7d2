"""Module: a part of a network that knows its parameters, its parts and its buffers.

There is no register to keep in step: a module's parameters and parts *are* its attributes, found by
looking (`vars(self)`) in the order in which they were set. Only buffers are noted, by name.
"""

from collections import deque
from collections.abc import Callable, Iterator, Mapping

import numpy as np

from ..autograd import HookHandle
from ..dtypes import is_cpu
from ..reporting import suggest_attribute
from ..tensor import Tensor
from .functional.checks import factory_dtype
from .hooks import with_backward_hooks
from .parameter import Parameter
from .registers import Register
from .state import LoadResult, read_entry

_REGISTERS = ("_buffer_names", "_forward_hooks", "_forward_pre_hooks", "_backward_hooks")


class Module:
    """Base of all layers and models: set parts in `__init__`, compute in `forward`."""

    training = True

    def __init__(self):
        vars(self).update({name: {} for name in _REGISTERS})  # buffers: whether they belong into state_dict

    def forward(self, *inputs):
        raise NotImplementedError(
            f"{type(self).__name__} has no forward(self, x). Write one: what it computes."
        )

    def __call__(self, *inputs, **settings):
        if not (self._forward_hooks or self._forward_pre_hooks or self._backward_hooks):
            return self.forward(*inputs, **settings)
        for hook in list(self._forward_pre_hooks.values()):
            changed = hook(self, inputs)
            if changed is not None:
                inputs = changed if isinstance(changed, tuple) else (changed,)
        output = with_backward_hooks(self, inputs, settings)
        for hook in list(self._forward_hooks.values()):
            changed = hook(self, inputs, output)
            output = output if changed is None else changed
        return output

    def register_forward_hook(self, hook: Callable) -> HookHandle:
        """Call hook(module, inputs, output) after each forward; what it returns replaces the output."""
        return HookHandle(self._forward_hooks, hook)

    def register_forward_pre_hook(self, hook: Callable) -> HookHandle:
        """Call hook(module, inputs) before each forward; what it returns replaces the inputs."""
        return HookHandle(self._forward_pre_hooks, hook)

    def register_full_backward_hook(self, hook: Callable) -> HookHandle:
        """Call hook(module, grad_input, grad_output) in backward: one gradient for each input and output.

        What it returns, a tuple as grad_input, replaces the gradient of the first input that requires one.
        """
        return HookHandle(self._backward_hooks, hook)

    # --- attributes are the register ----------------------------------------------------------------

    def __setattr__(self, name, value):
        if isinstance(value, (Parameter, Module)):
            if "_buffer_names" not in vars(self):
                raise AttributeError(
                    f"{type(self).__name__}.{name} was set before super().__init__(). Call that first."
                )
            _check_name(self, name)
            if isinstance(value, Module) and any([part is self for part in value.modules()]):
                raise ValueError(
                    f"{type(self).__name__}.{name}: a module cannot be a part of itself. Leave it out."
                )
        elif isinstance(value, _COLLECTIONS):
            _refuse_plain_collection(self, name, value)
        kind = self._kind_of(name) if name in vars(self) else None
        if kind is not None and value is not None and not isinstance(value, kind):
            raise TypeError(
                f"{type(self).__name__}.{name} is a {kind.__name__} and cannot become "
                f"{type(value).__name__}: assign a {kind.__name__} or None."
            )
        object.__setattr__(self, name, value)

    def _kind_of(self, name):
        """What is registered under the name: Parameter, Module, Tensor (a buffer) or None."""
        old = vars(self).get(name)
        if isinstance(old, (Parameter, Module)):
            return Parameter if isinstance(old, Parameter) else Module
        return Tensor if name in vars(self).get("_buffer_names", ()) else None

    def __delattr__(self, name):
        object.__delattr__(self, name)
        self._buffer_names.pop(name, None)

    def __getattr__(self, name):
        if name in _REGISTERS:
            raise AttributeError(
                f"{type(self).__name__}: __init__ must call super().__init__() before anything else."
            )
        raise AttributeError(suggest_attribute(self, name))

    def register_buffer(self, name: str, tensor: Tensor | None, persistent: bool = True) -> None:
        """A tensor that belongs to the state but is not trained; in `state_dict` if persistent."""
        if isinstance(tensor, Parameter):
            raise TypeError(f"{type(self).__name__}: buffer {name!r} must be a Tensor, got Parameter.")
        self._check_new(name, tensor, Tensor, "buffer")
        self._buffer_names[name] = persistent
        object.__setattr__(self, name, tensor)

    def register_parameter(self, name: str, param: Parameter | None) -> None:
        """As `self.name = param`. Raises KeyError for a name that is in use, TypeError for other things."""
        self._check_new(name, param, Parameter, "parameter")
        setattr(self, name, param)

    def register_module(self, name: str, module: "Module | None") -> None:
        """As `self.name = module`. Raises KeyError for a name that is in use, TypeError for other things."""
        self._check_new(name, module, Module, "module")
        setattr(self, name, module)

    def _check_new(self, name, value, kind, word):
        if value is not None and not isinstance(value, kind):
            raise TypeError(
                f"{type(self).__name__}: {word} {name!r} must be a {kind.__name__}, got "
                f"{type(value).__name__}."
            )
        _check_name(self, name)
        if self._kind_of(name) is not kind and vars(self).get(name) is not None or hasattr(type(self), name):
            raise KeyError(f"{type(self).__name__} has an attribute {name!r} already. Choose another name.")

    add_module = register_module
    _modules = property(lambda self: Register(self, self._parts, self.register_module))
    _parameters = property(lambda self: Register(self, self._own_parameters, self.register_parameter))
    _buffers = property(lambda self: Register(self, self._own_buffers, self.register_buffer))

    # --- what it is made of -------------------------------------------------------------------------

    def _parts(self) -> list[tuple[str, "Module"]]:
        """The modules among the attributes, with their names."""
        return [(name, v) for name, v in vars(self).items() if isinstance(v, Module)]

    def named_children(self) -> Iterator[tuple[str, "Module"]]:
        """The parts with their names; each once."""
        seen = set()
        for name, child in self._parts():
            if child not in seen:
                seen.add(child)
                yield name, child

    def children(self) -> Iterator["Module"]:
        return (child for _, child in self.named_children())

    def named_modules(self, memo=None, prefix: str = "", remove_duplicate: bool = True):
        """This module and all parts of its parts, with dotted names; each once."""
        memo = set() if memo is None else memo
        if self in memo:
            return
        if remove_duplicate:
            memo.add(self)
        yield prefix, self
        for name, child in self._parts():
            yield from child.named_modules(memo, _join(prefix, name), remove_duplicate)

    def modules(self) -> Iterator["Module"]:
        return (module for _, module in self.named_modules())

    def named_parameters(self, prefix: str = "", recurse: bool = True, remove_duplicate: bool = True):
        """All parameters with dotted names, such as ('0.weight', ...); a shared one only once."""
        return self._named(Module._own_parameters, prefix, recurse, remove_duplicate)

    def parameters(self, recurse: bool = True) -> Iterator[Parameter]:
        return (parameter for _, parameter in self.named_parameters(recurse=recurse))

    def named_buffers(self, prefix: str = "", recurse: bool = True, remove_duplicate: bool = True):
        """All buffers with dotted names, such as ('1.running_mean', ...); a shared one only once."""
        return self._named(Module._own_buffers, prefix, recurse, remove_duplicate)

    def buffers(self, recurse: bool = True) -> Iterator[Tensor]:
        return (buffer for _, buffer in self.named_buffers(recurse=recurse))

    def _own_parameters(self):
        for name, value in vars(self).items():
            if isinstance(value, Parameter):
                yield name, value
            elif isinstance(value, _COLLECTIONS):  # a list may have been filled after it was assigned
                _refuse_plain_collection(self, name, value)

    def _own_buffers(self, persistent_only=False):
        for name, persistent in self._buffer_names.items():
            buffer = getattr(self, name)
            if buffer is not None and (persistent or not persistent_only):
                yield name, buffer

    def _named(self, tensors_of, prefix, recurse, remove_duplicate):
        modules = [(prefix, self)]
        if recurse:
            modules = self.named_modules(prefix=prefix, remove_duplicate=remove_duplicate)
        seen = set()
        for path, module in modules:
            for name, tensor in list(tensors_of(module)):
                if tensor not in seen:
                    yield _join(path, name), tensor
                if remove_duplicate:
                    seen.add(tensor)

    def get_submodule(self, target: str) -> "Module":
        """The part with this dotted name, such as 'features.0'."""
        return self._find("part", target, self.named_modules(remove_duplicate=False))

    def get_parameter(self, target: str) -> Parameter:
        """The parameter with this dotted name, such as 'features.0.weight'."""
        return self._find("parameter", target, self.named_parameters(remove_duplicate=False))

    def get_buffer(self, target: str) -> Tensor:
        """The buffer with this dotted name, such as 'features.1.running_mean'."""
        return self._find("buffer", target, self.named_buffers(remove_duplicate=False))

    def _find(self, kind, target, named):
        named = dict(named)
        if target not in named:
            names = ", ".join(name for name in named if name)
            raise AttributeError(
                f"{type(self).__name__} has no {kind} {target!r}. There are: {names or 'none'}."
            )
        return named[target]

    # --- state ----------------------------------------------------------------------------------------

    def _state(self, prefix="") -> dict[str, Tensor]:
        """The live tensors of the state under their dotted names (a shared one under each of its names)."""
        state = {prefix + name: p for name, p in self._own_parameters()}
        state |= {prefix + name: b for name, b in self._own_buffers(persistent_only=True)}
        for name, child in self._parts():
            state |= child._state(f"{prefix}{name}.")
        return state

    def state_dict(self) -> dict[str, Tensor]:
        """Parameters and persistent buffers by name. They share memory with the model: to keep a
        snapshot, copy them (`copy.deepcopy`) or save them (`minidl.save`)."""
        return {name: tensor.detach() for name, tensor in self._state().items()}

    def load_state_dict(self, state_dict: dict, strict: bool = True) -> LoadResult:
        """Copy numbers in by name, from Tensors, ndarrays or anything with `__array__`.

        Everything is checked first: after an error the model is as it was. Raises RuntimeError for
        missing or unexpected names (if `strict`) and for wrong shapes, TypeError for what is no dict.
        """
        if not isinstance(state_dict, Mapping):
            raise TypeError(
                f"load_state_dict: expects a dict of names and tensors, got {type(state_dict).__name__}. "
                f"Try model.state_dict(), or minidl.load(path) for a file."
            )
        mine = self._state()
        missing = [name for name in mine if name not in state_dict]
        unexpected = [name for name in state_dict if name not in mine]
        arrays, problems = {}, []
        if strict and missing:
            problems.append(f"missing: {', '.join(missing)}")
        if strict and unexpected:
            problems.append(f"unexpected: {', '.join(map(str, unexpected))}")
        for name, tensor in mine.items():
            if name in state_dict:
                arrays[name], problem = read_entry(state_dict[name], tensor.shape)
                problems += [f"{name}: {problem}"] if problem else []
        if problems:
            raise RuntimeError(
                f"load_state_dict: this state does not fit {type(self).__name__}; nothing was changed. "
                + "; ".join(problems)
                + ". Was it saved from a model built with the same layers?"
            )
        for name, array in arrays.items():
            mine[name].overwrite(array)
        return LoadResult(missing, unexpected)

    # --- settings of all parts ------------------------------------------------------------------------

    def train(self, mode: bool = True):
        """Training behaviour on (dropout drops, batch norm uses the batch) or off."""
        if not isinstance(mode, bool):
            raise ValueError(f"train: mode is True or False, got {type(mode).__name__}.")
        self.training = mode
        for child in self.children():
            child.train(mode)
        return self

    def eval(self):
        """As `train(False)`."""
        return self.train(False)

    def requires_grad_(self, requires_grad: bool = True):
        for parameter in self.parameters():
            parameter.requires_grad_(requires_grad)
        return self

    def zero_grad(self, set_to_none: bool = True) -> None:
        """Forget all gradients (or set them to 0)."""
        for parameter in self.parameters():
            if set_to_none:
                parameter.grad = None
            elif parameter.grad is not None:
                parameter.grad._array[...] = 0

    def apply(self, fn: Callable[["Module"], None]):
        """Call fn(module) on all parts, innermost first, then on this module."""
        for child in self.children():
            child.apply(fn)
        fn(self)
        return self

    def to(self, device=None, dtype=None):
        """Convert all float parameters and buffers, in place: `to(minidl.float64)`.

        A device is accepted if it is the only one there is: `to("cpu")`.
        """
        if dtype is None and not is_cpu(device):
            device, dtype = None, device
        if dtype is None:
            return self
        dtype = factory_dtype(f"{type(self).__name__}.to", device, dtype)
        for tensor in (*self.parameters(), *self.buffers()):
            if tensor.is_floating_point():
                tensor._array = tensor._array.astype(dtype, copy=False)
                if tensor.grad is not None:
                    tensor.grad = tensor.grad.to(dtype)
        return self

    def cpu(self):
        """Itself: all of minidl lives on the CPU."""
        return self

    def double(self):
        return self.to(dtype=np.float64)

    def float(self):
        return self.to(dtype=np.float32)

    def extra_repr(self) -> str:
        """The settings that `print(model)` shows in brackets."""
        return ""

    def __repr__(self):
        lines = self.extra_repr().splitlines()
        parts = self._parts_repr()
        if len(lines) <= 1 and not parts:
            return f"{type(self).__name__}({''.join(lines)})"
        body = "\n".join(lines + parts).replace("\n", "\n  ")
        return f"{type(self).__name__}(\n  {body}\n)"

    def _parts_repr(self):
        return [f"({name}): {child!r}" for name, child in self._parts()]


def _join(prefix, name):
    return f"{prefix}.{name}" if prefix else name


def _check_name(module, name):
    """Raise TypeError or KeyError for what cannot name a part: state_dict could not tell it apart."""
    who = type(module).__name__
    if not isinstance(name, str):
        raise TypeError(f"{who}: names are strings, got {type(name).__name__}.")
    if not name or "." in name or name in _REGISTERS or name in vars(Module):
        raise KeyError(f"{who}: {name!r} cannot be a name: it is empty, has a dot, or every module has it.")


_COLLECTIONS = (list, tuple, dict, set, frozenset, deque, np.ndarray)


def _refuse_plain_collection(module, name, value):
    """Raise TypeError if `value` is a list, dict ... of modules or parameters that are no attributes, too."""
    hidden = None if name in _REGISTERS else _hidden_in(value, list(vars(module).values()))
    if hidden is not None:
        kind, advice = "modules", "Use nn.ModuleList([...]) or nn.Sequential(...)."
        if isinstance(hidden, Parameter):
            kind, advice = "parameters", "Use nn.ParameterList, or make each an attribute of its own."
        raise TypeError(
            f"{type(module).__name__}.{name}: {kind} inside a plain {type(value).__name__} are not "
            f"found and would not be trained. {advice}"
        )


def _hidden_in(collection, known):
    """A module or parameter inside a collection, however deep, that is not `known`; or None."""
    todo, seen = [collection], set()
    for held in todo:  # grows while we walk
        if isinstance(held, (Parameter, Module)):
            if not any([held is other for other in known]):
                return held
        elif id(held) not in seen:
            seen.add(id(held))
            if isinstance(held, np.ndarray):
                held = held.flat if held.dtype == object else ()
            items = held.values() if isinstance(held, dict) else held
            todo += [v for v in items if isinstance(v, (Parameter, Module, *_COLLECTIONS))]
    return None
