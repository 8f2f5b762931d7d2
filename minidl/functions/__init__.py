"""Functions on tensors: `minidl.exp(x)`, and the same ones as methods, `x.exp()`."""

from ..tensor import Tensor
from . import arithmetic, conversion, in_place, reductions, shape, values


def _attach(module) -> None:
    """Make a module's functions methods of Tensor, and its operators what Python calls for + and []."""
    for function in module.METHODS:
        setattr(Tensor, function.__name__, function)
    for name, operator in module.OPERATORS.items():
        setattr(Tensor, name, operator)


for _module in (arithmetic, reductions, shape, conversion, values, in_place):
    _attach(_module)

for _into, _names in in_place.UNDERSCORE.items():  # `add_`, `squeeze_`, ... from `add`, `squeeze`, ...
    for _name in _names.split():
        if hasattr(Tensor, _name):
            setattr(Tensor, f"{_name}_", _into(getattr(Tensor, _name)))
