"""What a Tensor says: how it prints, and what went wrong in words that help."""

import difflib

import numpy as np


def to_string(tensor) -> str:
    """`tensor([1.0000, 2.0000], requires_grad=True)`, as PyTorch prints it"""
    data = tensor.data
    numbers = np.array2string(
        data, precision=4, separator=", ", prefix="tensor(", floatmode="maxprec_equal", threshold=1000
    )
    notes = ""
    if data.dtype not in (np.float32, np.int64, np.bool_):
        notes += f", dtype={data.dtype}"
    if tensor.grad_fn is not None:
        notes += f", grad_fn=<{tensor.grad_fn.__name__}>"
    elif tensor.requires_grad:
        notes += ", requires_grad=True"
    return f"tensor({numbers}{notes})"


def suggest_attribute(owner, name: str) -> str:
    """The message for a misspelt attribute: names the nearest one that exists."""
    message = f"{type(owner).__name__} has no attribute {name!r}."
    if name.startswith("_"):  # asked by Python or a library, not misspelt (and dir() would ask again)
        return message
    public = [n for n in dir(owner) if not n.startswith("_")]
    near = difflib.get_close_matches(name, public, n=1)
    return message + (f" Did you mean {near[0]!r}?" if near else "")


def explain(error: Exception, operation, inputs, tensor_class) -> Exception:
    """The error to raise instead of NumPy's when `operation` failed on `inputs`."""
    name = operation.__name__
    for t in inputs:
        if not isinstance(t, tensor_class):
            hint = "minidl.Tensor(array)" if isinstance(t, np.ndarray) else "minidl.tensor(...)"
            return TypeError(f"{name}: expects a Tensor, got {type(t).__name__}. Wrap it with {hint}.")
    shapes = " and ".join(str(tuple(t.shape)) for t in inputs)
    text = str(error)
    if name in ("matmul", "linear") and isinstance(error, ValueError):
        return ValueError(
            f"{name}: shapes {shapes} do not multiply: the last axis of the first must equal the "
            f"second-to-last of the second. Did you forget a transpose (.T)?"
        )
    if name == "reshape" and isinstance(error, ValueError):
        return ValueError(
            f"reshape: {inputs[0].numel()} elements of shape {shapes} do not fill the new "
            f"shape. Its numbers must multiply to {inputs[0].numel()}; one of them may be -1."
        )
    if name == "setitem" and isinstance(error, ValueError):
        return ValueError(
            f"x[...] = value: {text}. x has shape {inputs[0].shape}, value {inputs[1].shape}, which "
            f"must broadcast to the place it is put in."
        )
    if "broadcast" in text or "match exactly except" in text or "could not be" in text:
        return ValueError(
            f"{name}: shapes {shapes} do not go together. Aligned from the right, each pair of sizes "
            f"must be equal or contain a 1; see .reshape() and .unsqueeze()."
        )
    if isinstance(error, IndexError):
        return IndexError(f"{name}: {text} (tensor of shape {shapes})")
    return error
