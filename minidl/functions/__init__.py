"""Functions on tensors: `minidl.exp(x)`, and the same ones as methods, `x.exp()`.

Each module lists its WORDS (function and method), FUNCTIONS, METHODS, and OPERATORS: what Python calls
for + and [], and properties. WORDS here is what `minidl/__init__.py` gives to the world.
"""

from .. import creation, random
from ..tensor import Tensor
from . import arithmetic, conversion, in_place, reductions, shape, values

from . import arranging, choosing, composed, elementary, matrices  # isort: skip
from .calls import checked, into

WORDS = {}


def _attach(module, door) -> None:
    """Make a module's words functions of minidl and methods of Tensor, each behind the `door`."""
    for kind in ("WORDS", "FUNCTIONS", "METHODS"):
        for function in getattr(module, kind, []):
            name, opened = function.__name__, door(function)
            if kind != "METHODS":
                WORDS[name] = opened
            if kind != "FUNCTIONS":
                setattr(Tensor, name, opened)
    for name, operator in getattr(module, "OPERATORS", {}).items():
        setattr(Tensor, name, operator)


_attach(arithmetic, into)  # on every step's path, as the next ones, and checked by themselves
for _module in (conversion, values, in_place):
    _attach(_module, lambda function: function)
for _module in (creation, random, reductions, shape, arranging, choosing, elementary, matrices, composed):
    _attach(_module, checked)

# PyTorch's second names for the same, most of them NumPy's
_ALIASES = "absolute=abs subtract=sub multiply=mul divide=div true_divide=div negative=neg clip=clamp "
_ALIASES += "not_equal=ne less=lt less_equal=le greater=gt greater_equal=ge concat=cat concatenate=cat "
_ALIASES += "arcsin=asin arccos=acos arctan=atan arctan2=atan2 swapaxes=transpose swapdims=transpose "
_ALIASES += "moveaxis=movedim vdot=dot sgn=sign ger=outer"
for _pair in _ALIASES.split():
    _alias, _name = _pair.split("=")
    WORDS[_alias] = WORDS[_name]
    if hasattr(Tensor, _name):
        setattr(Tensor, _alias, WORDS[_name])

for _into, _names in in_place.UNDERSCORE.items():  # `add_`, `squeeze_`, ... from `add`, `squeeze`, ...
    for _name in _names.split():
        if hasattr(Tensor, _name):
            setattr(Tensor, f"{_name}_", _into(getattr(Tensor, _name)))
