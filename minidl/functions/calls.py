"""How words may be called: a Tensor first, NumPy's axis= and keepdims=, out=, flags that are flags."""

import functools

from ..checks import switch
from ..recording import is_grad_enabled
from ..tensor import Tensor

NUMPYS = {"axis": "dim", "keepdims": "keepdim"}


def defaults_of(function) -> dict:
    """The defaults of a function's arguments by name."""
    code, values = function.__code__, function.__defaults__ or ()
    names = code.co_varnames[code.co_argcount - len(values) : code.co_argcount]
    return dict(zip(names, values)) | (function.__kwdefaults__ or {})


def into(function):
    """`function`, which may also be called with out=x: x gets the result and its shape, not its history."""

    @functools.wraps(function)
    def call(*arguments, out=None, **named):
        result = function(*arguments, **named)
        return result if out is None else _put(function.__name__, result, out)

    return call


def _put(who, result, out):
    if not isinstance(out, Tensor) or not isinstance(result, Tensor):
        got = f"{type(out).__name__} for {type(result).__name__}"
        raise TypeError(f"{who}: out must be a Tensor for one result, got {got}. Write x = {who}(...).")
    if is_grad_enabled() and (out.requires_grad or result.requires_grad):
        raise RuntimeError(f"{who}: with out= there is no gradient. Write x = {who}(...), or use no_grad().")
    if out.shape != result.shape:
        out._array = result._array.astype(out.dtype)
        return out
    return out.copy_(result)


def checked(function):
    """`function`, after its call was checked; the same under `help` and `??`."""
    code, who, defaults = function.__code__, function.__name__, defaults_of(function)
    names = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
    flags = [(i, name) for i, name in enumerate(names) if isinstance(defaults.get(name), bool)]
    takes_tensor = [function.__annotations__.get(name) for name in names[:1]] == [Tensor]

    @functools.wraps(function)
    def call(*arguments, **named):
        out = None
        if named:
            out = named.pop("out", None)
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
        result = function(*arguments, **named)
        return result if out is None else _put(who, result, out)

    return call
