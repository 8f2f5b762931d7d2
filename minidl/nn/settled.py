"""Settled: the base of modules that learn nothing, a function of `functional/` and its settings."""

from ..checks import refuse_data
from ..tensor import Tensor
from .module import Module


class Settled(Module):
    """A function of `functional/` together with its settings: subclasses name both.

    `settings` are the function's arguments by name, and the module's attributes. Raises TypeError for
    data in their place: a layer is made first, and called then.
    """

    function = None

    def __init__(self, *data, **settings):
        super().__init__()
        who = type(self).__name__
        for name, value in [*[("the first argument", value) for value in data], *settings.items()]:
            refuse_data(who, name, value)
        if data:
            raise TypeError(f"{who}: settings are given by name, got {data[0]!r}.")
        self._settings = tuple(settings)
        for name, value in settings.items():
            setattr(self, name, value)

    def forward(self, input: Tensor) -> Tensor:
        return self.compute(input)

    def compute(self, *inputs):
        """The function of these inputs, with the settings."""
        return type(self).function(*inputs, **{name: getattr(self, name) for name in self._settings})

    def extra_repr(self):
        shown = [n for n in self._settings if n not in ("inplace", "return_indices")]
        return show_settings(self, *shown, inplace=False)


def show_settings(module: Module, *always: str, **usual) -> str:
    """'kernel_size=2, stride=2' for `extra_repr`: some settings always, others unless they are as usual."""
    names = [*always, *[n for n, value in usual.items() if getattr(module, n, value) != value]]
    return ", ".join([f"{name}={getattr(module, name)!r}" for name in names])
