"""Settled: the base of modules that learn nothing, a function of `functional/` and its settings."""

from ..checks import number, refuse_data, switch
from ..functions.calls import defaults_of
from ..tensor import Tensor
from .module import Module


class Settled(Module):
    """A function of `functional/` together with its settings: subclasses name both.

    `settings` are the function's arguments by name, and the module's attributes. What the constructor
    annotates as a bool or a number, or gives a default of this kind, is checked to be one. Raises
    TypeError for others, and for data in their place: a layer is made first, and called then.
    """

    function = None

    def __init__(self, *data, **settings):
        super().__init__()
        who, constructor = type(self).__name__, type(self).__init__
        for value in data:
            refuse_data(who, "the first argument", value)
            raise TypeError(f"{who}: settings are given by name, got {value!r}.")
        self._settings = [name for name in settings if name != "inplace"]  # the result is the same
        # An int may stand for a tuple, too: it counts only where it is annotated.
        kinds = {name: type(default) for name, default in defaults_of(constructor).items()}
        kinds = {name: kind for name, kind in kinds.items() if kind is not int} | constructor.__annotations__
        for name, value in settings.items():
            if kinds.get(name) is bool:
                switch(who, name, value)
            elif kinds.get(name) in (int, float):
                value = number(who, name, value, whole=kinds[name] is int)
            else:
                refuse_data(who, name, value)
            setattr(self, name, value)

    def forward(self, *inputs: Tensor, **settings) -> Tensor:
        """The function of these inputs, with the settings."""
        attributes = vars(self)
        for name in self._settings:
            settings[name] = attributes[name]
        return self.function(*inputs, **settings)

    def extra_repr(self):
        return show_settings(self, *[n for n in self._settings if n != "return_indices"], inplace=False)


def show_settings(module: Module, *always: str, **usual) -> str:
    """'kernel_size=2, stride=2' for `extra_repr`: some settings always, others unless they are as usual."""
    names = [*always, *[n for n, value in usual.items() if getattr(module, n, value) != value]]
    return ", ".join([f"{name}={getattr(module, name)!r}" for name in names])
