"""How words may be called: a Tensor first, NumPy's axis= and keepdims=, and flags that are True or False."""

import functools

from ..checks import switch
from ..tensor import Tensor

NUMPYS = {"axis": "dim", "keepdims": "keepdim"}


def defaults_of(function) -> dict:
    """The defaults of a function's arguments by name."""
    code, values = function.__code__, function.__defaults__ or ()
    names = code.co_varnames[code.co_argcount - len(values) : code.co_argcount]
    return dict(zip(names, values)) | (function.__kwdefaults__ or {})


def checked(function):
    """`function`, after its call was checked; the same under `help` and `??`."""
    code, who, defaults = function.__code__, function.__name__, defaults_of(function)
    names = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
    flags = [(i, name) for i, name in enumerate(names) if isinstance(defaults.get(name), bool)]
    takes_tensor = [function.__annotations__.get(name) for name in names[:1]] == [Tensor]

    @functools.wraps(function)
    def call(*arguments, **named):
        if named:
            for numpys, ours in NUMPYS.items():
                if numpys in named and ours in names and ours not in named:
                    named[ours] = named.pop(numpys)
        if takes_tensor and arguments and not isinstance(arguments[0], Tensor):
            kind = type(arguments[0]).__name__
            wrap = "from_numpy" if kind == "ndarray" else "tensor"
            raise TypeError(f"{who}: expects a Tensor, got {kind}. Wrap it with minidl.{wrap}(...).")
        for i, name in flags:
            if i < len(arguments) and i < code.co_argcount:
                switch(who, name, arguments[i])
            elif name in named:
                switch(who, name, named[name])
        return function(*arguments, **named)

    return call
