"""A module's attributes as the dicts that PyTorch keeps of them: `module._modules["0"] = nn.ReLU()`."""

from collections.abc import Callable, Iterable, MutableMapping


class Register(MutableMapping):
    """A look at the attributes of one kind, by name; what is set here becomes an attribute."""

    def __init__(self, module, found: Callable[[], Iterable], register: Callable):
        self._module, self._found, self._register = module, found, register

    def __getitem__(self, name):
        return dict(self._found())[name]

    def __setitem__(self, name, value):
        self._register(name, value)

    def __delitem__(self, name):
        self[name]  # a KeyError, if it is of another kind
        delattr(self._module, name)

    def __iter__(self):
        return iter(dict(self._found()))

    def __len__(self):
        return len(dict(self._found()))

    def __repr__(self):
        return repr(dict(self))
