"""What a Tensor says: what its operations are called, and what went wrong in words that help."""

import sys
from types import ModuleType

import numpy as np

from . import ops
from .checks import ShapeError

# Where PyTorch's name is another than the operation's
_NAMES = "linear=Addmm matmul=Mm reshape=View cast=ToCopy getitem=Slice power=Pow mse=MseLoss nll=NllLoss"
_NAMES += " cross_entropy=NllLoss take_along_axis=Gather conv1d=Convolution conv2d=Convolution"
_NAMES += " max_pool2d=MaxPool2DWithIndices"
_NAMES = dict([pair.split("=") for pair in _NAMES.split()])


def backward_name(node) -> str:
    """PyTorch's name of a recorded operation, such as AddBackward0; of most, not of all."""
    name, number = node.operation.__name__.removesuffix("_array"), 0
    if hasattr(node.operation, "of"):  # a Function of one's own
        return f"{name}Backward"
    if node.result is not None:  # not freed: PyTorch tells some apart by their shapes
        before, after = [t.ndim for t in node.inputs], node.result[0].ndim
        if name in ("sum", "mean", "prod"):
            number = int(after > 0)
        elif name == "pow":
            number = 1
        elif name == "matmul":
            name = {(2, 2): "Mm", (2, 1): "Mv", (1, 1): "Dot"}.get(tuple(before), "UnsafeView")
        elif name == "linear" and (after != 2 or len(before) == 2):
            name = "View" if len(before) == 3 else "Mm" if after == 2 else "UnsafeView"
        elif name == "getitem" and after != before[0]:
            name = "Select" if after < before[0] else "Unsqueeze"
    name = _NAMES.get(name) or "".join([part[:1].upper() + part[1:] for part in name.split("_")])
    return f"{name}Backward{number}"


def suggest_attribute(owner, name: str) -> str:
    """The message for a name that is not there: what to write instead, or the nearest one that exists."""
    who = owner if type(owner) is ModuleType else type(owner)
    message = f"{who.__name__} has no attribute {name!r}."
    if name.startswith("_"):  # asked by Python or a library, not misspelt (and dir() would ask again)
        return message
    import difflib

    from .missing import instead

    there = [n for n in dir(owner) if not n.startswith("_")]
    near = difflib.get_close_matches(name, there, n=1, cutoff=0.75)
    if name.endswith("_") and name[:-1] in there:
        return f"{message} Write x = x.{name[:-1]}(...), which makes a new tensor."
    told = instead(name) or instead(name.rstrip("_"))
    return f"{message} {told or (f'Did you mean {near[0]!r}?' if near else '')}".rstrip()


def missing_name(module, name: str, asker) -> Exception:
    """The error for a name that a module has not; `asker` is the frame that looks it up.

    `from module import name` would replace an AttributeError by one of its own that says less.
    """
    from opcode import opmap

    imports = asker.f_code.co_code[asker.f_lasti] == opmap["IMPORT_FROM"]
    return (ImportError if imports else AttributeError)(suggest_attribute(module, name))


def advise(*modules: ModuleType) -> None:
    """Let modules say what to write instead of a name that they have not."""
    for module in modules:
        module.__getattr__ = lambda name, module=module: _raise_missing(module, name)


def _raise_missing(module, name):
    raise missing_name(module, name, sys._getframe(2))


def explain(error: Exception, operation, inputs, tensor_class) -> Exception:
    """The error to raise instead of NumPy's when `operation` failed on `inputs`."""
    name = operation.__name__.removesuffix("_array").replace("div_rounded", "floor_divide")
    for t in inputs:
        if not isinstance(t, tensor_class):
            hint = "minidl.from_numpy(array)" if isinstance(t, np.ndarray) else "minidl.tensor(...)"
            return TypeError(f"{name}: expects a Tensor, got {type(t).__name__}. Wrap it with {hint}.")
    shapes = " and ".join(str(t.shape) for t in inputs)
    text = str(error)
    if isinstance(error, np.exceptions.AxisError):
        return IndexError(
            f"{name}: dim {error.axis} does not exist in shape {shapes}. "
            f"Allowed are {-error.ndim} to {error.ndim - 1}."
        )
    if isinstance(error, IndexError):
        return IndexError(f"{name}: {text} (tensor of shape {shapes}). Places count from 0 to size − 1.")
    if operation in (ops.matmul, ops.linear) and isinstance(error, ValueError):
        return ShapeError(
            f"{name}: shapes {shapes} do not multiply: the last axis of the first must equal the "
            f"second-to-last of the second. Did you forget a transpose (.T)?"
        )
    if operation is ops.reshape and isinstance(error, ValueError):
        return ShapeError(
            f"reshape: {inputs[0].numel()} elements of shape {shapes} do not fill the new "
            f"shape. Its numbers must multiply to {inputs[0].numel()}; one of them may be -1."
        )
    if operation is ops.cat and isinstance(error, ValueError):
        return ShapeError(
            f"cat: shapes {shapes} cannot be joined: they must be equal on all axes but dim. For a new "
            f"axis use stack."
        )
    if operation is ops.setitem and isinstance(error, ValueError):
        return ShapeError(
            f"x[...] = value: {text}. x has shape {inputs[0].shape}, value {inputs[1].shape}, which "
            f"must broadcast to the place it is put in."
        )
    if "broadcast" in text:
        return ShapeError(
            f"{name}: shapes {shapes} do not go together. Aligned from the right, each pair of sizes "
            f"must be equal or contain a 1; see .reshape() and .unsqueeze()."
        )
    return error
