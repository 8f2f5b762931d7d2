"""What the functions ask of their arguments before they compute, in words that help."""

from operator import index

import numpy as np

from ...checks import DtypeError, ShapeError, refuse_data
from ...dtypes import as_dtype, float32, is_cpu
from ...tensor import Tensor


def as_tuple(who: str, name: str, value, n: int) -> tuple[int, ...]:
    """One number for all axes, or one for each: 3 → (3, 3)."""
    values = tuple(value) if isinstance(value, (tuple, list)) else (value,)
    try:
        if len(values) not in (1, n) or any([isinstance(v, bool) for v in values]):
            raise TypeError
        values = tuple([index(v) for v in values])
    except (TypeError, ValueError):
        refuse_data(who, name, value)
        expected = "an integer" if n == 1 else f"an integer or {n} integers"
        raise TypeError(f"{who}: {name} must be {expected}, got {value!r}.") from None
    return values * (n // len(values))


def check_tensor(who: str, tensor: Tensor, name: str = "input", kinds: str = "f") -> None:
    """Raise TypeError unless it is a Tensor of floats (or of these NumPy kinds of numbers)."""
    if isinstance(tensor, Tensor) and tensor._array.dtype.kind in kinds:
        return
    if not isinstance(tensor, Tensor):
        wrap = "minidl.from_numpy" if isinstance(tensor, np.ndarray) else "minidl.tensor"
        raise DtypeError(
            f"{who}: {name} must be a Tensor, got {type(tensor).__name__}. Wrap it with {wrap}(...)."
        )
    raise DtypeError(f"{who}: {name} must hold floats, got {tensor.dtype}. Try {name}.float().")


def check_same_dtype(who: str, input: Tensor, **others: Tensor | None) -> None:
    """Raise TypeError unless weight, bias, ... are Tensors of the input's dtype, or None."""
    dtype = input._array.dtype
    for name, other in others.items():
        if other is None or (isinstance(other, Tensor) and other._array.dtype == dtype):
            continue
        check_tensor(who, other, name, kinds="fiub")
        model = f", or the whole model: model.to(minidl.{dtype})" if dtype.kind == "f" else ""
        raise DtypeError(
            f"{who}: input is {dtype} but {name} is {other.dtype}. Convert one: "
            f"input.to(minidl.{other.dtype}){model}."
        )


def check_broadcast(who: str, name: str, tensor: Tensor, shape: tuple[int, ...]) -> None:
    """Raise ValueError unless the tensor can be broadcast to this shape."""
    pairs = zip(reversed(tensor.shape), reversed(shape))
    if tensor.ndim > len(shape) or any([n not in (1, m) for n, m in pairs]):
        raise ShapeError(f"{who}: {name} must be broadcast to shape {shape}, got {tensor.shape}.")


def factory_dtype(who: str, device, dtype) -> np.dtype:
    """The dtype of a layer's parameters: float32 if not given. Raises TypeError or ValueError."""
    if not is_cpu(device):
        raise ValueError(f"{who}: minidl computes on the CPU only, got device {device!r}.")
    try:
        found = float32 if dtype is None else as_dtype(dtype)
    except TypeError:
        found = None
    if found is None or found.kind != "f":
        raise TypeError(f"{who}: expects float32 or float64 on the CPU, got {dtype!r}.")
    return found
