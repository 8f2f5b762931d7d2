"""Modules made of modules."""

from collections.abc import Iterable

from .module import Module


class ModuleList(Module):
    """A list whose modules are found: `self.blocks = nn.ModuleList([...])`."""

    def __init__(self, modules: Iterable[Module] = ()):
        super().__init__()
        for module in modules:
            self.append(module)

    def append(self, module: Module):
        """Add a module behind the others, under the next number."""
        if not isinstance(module, Module):
            raise TypeError(
                f"{type(self).__name__}: expects modules, got {type(module).__name__}. Write nn.ReLU(), not F.relu."
                if not isinstance(module, type)
                else f"{type(self).__name__}: got the class {module.__name__}. Call it: {module.__name__}()."
            )
        setattr(self, str(len(self)), module)
        return self

    def __len__(self):
        return len(list(self.children()))

    def __iter__(self):
        return iter(list(self.children()))

    def __getitem__(self, index):
        modules = list(self.children())
        return type(self)(modules[index]) if isinstance(index, slice) else modules[index]


class Sequential(ModuleList):
    """One module after the other: y = f₃(f₂(f₁(x))). Takes modules, or a dict of named ones."""

    def __init__(self, *modules: Module):
        if len(modules) == 1 and isinstance(modules[0], dict):
            super().__init__()
            for name, module in modules[0].items():
                setattr(self, name, module)
        else:
            super().__init__(modules)

    def __getitem__(self, index):
        modules = list(self.children())
        return Sequential(*modules[index]) if isinstance(index, slice) else modules[index]

    def forward(self, input):
        for module in self.children():
            input = module(input)
        return input
