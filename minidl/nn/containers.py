"""Modules made of modules, and of parameters."""

from collections.abc import Iterable, Mapping
from itertools import groupby

from ..checks import number
from .module import Module
from .parameter import Parameter


class _Holder(Module):
    """Holds things of one kind as its attributes."""

    kind, _put = Module, Module.register_module

    def _held(self):
        return [(name, value) for name, value in vars(self).items() if isinstance(value, self.kind)]

    def __len__(self):
        return len(self._held())

    def _checked(self, module):
        who = type(self).__name__
        if isinstance(module, type) and issubclass(module, Module):
            raise TypeError(
                f"{who}: expects modules, got the class {module.__name__}. Try {module.__name__}(...)."
            )
        if not isinstance(module, Module):
            hint = " Write nn.ReLU(), not F.relu." if callable(module) else ""
            hint = f" Write {who}(*modules)." if isinstance(module, (list, tuple)) else hint
            raise TypeError(f"{who}: expects modules, got {type(module).__name__}.{hint}")
        return module


class _Container(_Holder):
    """Parts in order, named '0', '1', ... unless they were given names."""

    def __iter__(self):
        return iter([part for part in vars(self).values() if isinstance(part, self.kind)])

    def __getitem__(self, index):
        return self._part(index)[1]

    def __setitem__(self, index, module):
        self._put(self._part(index)[0], self._checked(module))

    def __delitem__(self, index):
        modules = list(self)
        del modules[index]
        self._renumber(modules)

    def __add__(self, other):
        return type(self)().extend(self).extend(other)

    def append(self, module: Module):
        """Add a module behind the others, under the next number."""
        self._put(str(len(self)), self._checked(module))
        return self

    def extend(self, modules: Iterable[Module]):
        """Add modules behind the others."""
        if not isinstance(modules, Iterable):
            raise TypeError(
                f"{type(self).__name__}: expects a list of modules, got {type(modules).__name__}. "
                f"Put it in brackets: [module]."
            )
        for module in modules:
            self.append(module)
        return self

    __iadd__ = extend

    def insert(self, index: int, module: Module):
        """Add a module in front of number `index`; all are numbered anew."""
        modules = list(self)
        if not -len(modules) <= number(type(self).__name__, "index", index, whole=True) <= len(modules):
            raise IndexError(
                f"{type(self).__name__}: there are {len(modules)} modules, none can be put in at {index}. "
                f"Try append(module)."
            )
        modules.insert(index, self._checked(module))
        self._renumber(modules)
        return self

    def pop(self, index: int = -1) -> Module:
        """Take a module out; the others are numbered anew."""
        module = self[index]
        del self[index]
        return module

    def _part(self, index):
        try:
            return self._held()[index]
        except IndexError:
            raise IndexError(
                f"{type(self).__name__}: there are {len(self)} modules, none has number {index}."
            ) from None

    def _renumber(self, modules):
        for name, _ in self._held():
            delattr(self, name)
        self.extend(modules)


class ModuleList(_Container):
    """A list whose modules are found: `self.blocks = nn.ModuleList([...])`."""

    def __init__(self, modules: Iterable[Module] | None = None):
        super().__init__()
        self.extend(() if modules is None else modules)

    def __getitem__(self, index):
        return ModuleList(list(self)[index]) if isinstance(index, slice) else super().__getitem__(index)

    def forward(self, *inputs):
        raise NotImplementedError(
            "ModuleList is a list and computes nothing. Loop over it, or use nn.Sequential."
        )

    def _parts_repr(self):
        """Neighbours that look alike in one line: (0-2): 3 x ReLU()"""
        lines, start = [], 0
        for text, run in groupby(map(repr, self)):
            end = start + len(list(run))
            many = f"({start}-{end - 1}): {end - start} x {text}"
            lines.append(many if end > start + 1 else f"({start}): {text}")
            start = end
        return lines


class Sequential(_Container):
    """One module after the other: y = f₃(f₂(f₁(x))). Takes modules, or a dict of named ones."""

    def __init__(self, *args: Module):
        super().__init__()
        if len(args) == 1 and isinstance(args[0], dict):
            for name, module in args[0].items():
                self.register_module(name, self._checked(module))
        else:
            self.extend(args)

    def __getitem__(self, index):
        if isinstance(index, slice):
            return Sequential(dict(self._parts()[index]))  # the parts keep their names
        return super().__getitem__(index)

    def forward(self, input):
        for module in self:
            input = module(input)
        return input


class _Dict(_Holder):
    def __getitem__(self, key):
        if key not in self:
            there = ", ".join(map(repr, self)) or "nothing"
            raise KeyError(f"{type(self).__name__}: there is no {key!r}, only {there}.")
        return vars(self)[key]

    def __setitem__(self, key, module):
        self._put(key, self._checked(module))

    def __delitem__(self, key):
        self.pop(key)

    def __iter__(self):
        return iter(self.keys())

    def __contains__(self, key):
        return isinstance(vars(self).get(key), self.kind)

    def keys(self):
        """The names, in the order of insertion."""
        return dict(self._held()).keys()

    def values(self):
        """What it holds."""
        return dict(self._held()).values()

    def items(self):
        """Pairs of a name and what has it."""
        return dict(self._held()).items()

    def update(self, modules: Mapping[str, Module]) -> None:
        """Take over those of a dict, one such as this or a list of pairs; names that exist are replaced."""
        if not isinstance(modules, Iterable):
            raise TypeError(f"{type(self).__name__}: expects a dict, got {type(modules).__name__}.")
        pairs = modules.items() if isinstance(modules, (Mapping, _Dict)) else modules
        for pair in pairs:
            if not isinstance(pair, (tuple, list)) or len(pair) != 2:
                raise TypeError(f"{type(self).__name__}: expects pairs of a name and a value, got {pair!r}.")
            self[pair[0]] = pair[1]

    def pop(self, key: str) -> Module:
        """Take one out."""
        module = self[key]
        delattr(self, key)
        return module

    def clear(self) -> None:
        """Take all out."""
        for key in list(self):
            del self[key]


class ModuleDict(_Dict):
    """A dict whose modules are found: `self.heads = nn.ModuleDict({"digit": nn.Linear(64, 10)})`."""

    def __init__(self, modules: Mapping[str, Module] | None = None):
        super().__init__()
        self.update({} if modules is None else modules)


class _Parameters(Module):
    """Tensors that it is given become parameters."""

    kind, _put = Parameter, Module.register_parameter

    def _checked(self, value):
        return value if isinstance(value, Parameter) else Parameter(value)

    def extra_repr(self):
        size = "Parameter containing: [{0.dtype} of size {1}]".format
        return "\n".join([f"  ({n}): {size(p, 'x'.join(map(str, p.shape)))}" for n, p in self._held()])


class ParameterList(_Parameters, _Container):
    """A list whose parameters are found: `self.scales = nn.ParameterList([minidl.ones(3)])`."""

    def __init__(self, values: Iterable | None = None):
        super().__init__()
        self.extend(() if values is None else values)

    def __getitem__(self, index):
        return ParameterList(list(self)[index]) if isinstance(index, slice) else super().__getitem__(index)


class ParameterDict(_Parameters, _Dict):
    """A dict whose parameters are found; as in PyTorch, a dict's names are sorted."""

    def __init__(self, parameters: Mapping | None = None):
        super().__init__()
        self.update({} if parameters is None else parameters)

    def update(self, parameters: Mapping) -> None:
        """As `ModuleDict.update`."""
        super().update(sorted(parameters.items()) if type(parameters) is dict else parameters)
