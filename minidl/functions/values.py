"""The values of a tensor as a plain number, list or array; and what NumPy's functions make of a tensor."""

from operator import attrgetter

import numpy as np

from ..checks import ShapeError, axis
from ..dtypes import as_array
from ..tensor import Tensor, wrap
from ..versions import IN_ORDER


def item(self: Tensor) -> float | int | bool:
    """The number in a tensor of one element"""
    if self.numel() != 1:
        raise ShapeError(f"item: needs exactly one element, got shape {self.shape}. Try .tolist().")
    return self._array.item()


def tolist(self: Tensor) -> list:
    """Nested lists of numbers"""
    return self._array.tolist()


def numpy(self: Tensor) -> np.ndarray:
    """The ndarray beneath (no copy). Raises RuntimeError if a gradient is required."""
    if self.requires_grad:
        raise RuntimeError("numpy: this tensor requires a gradient. Use tensor.detach().numpy().")
    return self._array


def is_contiguous(self: Tensor) -> bool:
    """Whether it lies in reading order: what was computed does, as in PyTorch, wherever minidl has it"""
    return self._array.flags.c_contiguous or self._version[IN_ORDER:] != [True]


def stride(self: Tensor, dim: int | None = None) -> tuple[int, ...] | int:
    """How many numbers further in memory the next one along each axis (or along dim) lies"""
    array = np.empty(self.shape, self.dtype) if is_contiguous(self) else self._array
    steps = tuple([step // array.itemsize for step in array.strides])
    return steps if dim is None else steps[axis("stride", self, dim)]


def data_ptr(self: Tensor) -> int:
    """The address of the first number in memory"""
    return self._array.ctypes.data


def storage_offset(self: Tensor) -> int:
    """How many numbers lie in memory before the first one of this view"""
    whole = self._array
    while isinstance(whole.base, np.ndarray):
        whole = whole.base
    return (self._array.ctypes.data - whole.ctypes.data) // whole.itemsize


def element_size(self: Tensor) -> int:
    """The bytes of one number"""
    return self._array.itemsize


def _array(self, dtype=None, copy=None):
    return np.array(self.numpy(), dtype=dtype, copy=copy)


# NumPy's names of what is called otherwise here (of the others, PyTorch has NumPy's as second names)
_UFUNCS = {"power": "pow", "equal": "eq", "rint": "round", "invert": "__invert__"}
_UFUNCS |= {"bitwise_and": "__and__", "bitwise_or": "__or__", "bitwise_xor": "__xor__"}


def _array_ufunc(self, ufunc, method, *inputs, out=None, **settings):
    """ndarray ∘ Tensor and np.exp(Tensor) are minidl's operation; ndarray += Tensor changes the ndarray."""
    if out is not None:
        arrays = [i.numpy() if isinstance(i, Tensor) else i for i in inputs]
        return getattr(ufunc, method)(*arrays, out=out, **settings)
    word = getattr(Tensor, _UFUNCS.get(ufunc.__name__, ufunc.__name__), None)
    if word is None or method != "__call__" or settings:
        name = ufunc.__name__ if method == "__call__" else f"{ufunc.__name__}.{method}"
        raise TypeError(
            f"np.{name}: minidl has no such operation on tensors. Try np.{name}(x.detach().numpy()), without "
            f"a gradient."
        )
    wrapped = (np.ndarray, bool, int, float) if ufunc in (np.maximum, np.minimum) else np.ndarray
    return word(*[wrap(as_array(np.asarray(i))) if isinstance(i, wrapped) else i for i in inputs])


def _index(self):
    if self.dtype.kind not in "iu" or self.numel() != 1:
        raise TypeError("Only an integer tensor of one element can be an index.")
    return self.item()


def _bool(self):
    if self.numel() != 1:
        raise ShapeError(f"The truth of a tensor of shape {self.shape} is ambiguous. Try .any() or .all().")
    return bool(self.item())


def _format(self, spec):
    if spec and self.ndim:
        raise TypeError(
            f"Format {spec!r} is for a single number, this tensor has shape {self.shape}. Try .item()."
        )
    return repr(self) if self.ndim else format(self.item(), spec)


METHODS = [item, tolist, numpy, is_contiguous, stride, data_ptr, storage_offset, element_size]
OPERATORS = {"__array__": _array, "__array_ufunc__": _array_ufunc, "__format__": _format}
OPERATORS |= {"itemsize": property(attrgetter("_array.itemsize"), doc="The bytes of one number")}
OPERATORS |= {"nbytes": property(attrgetter("_array.nbytes"), doc="The bytes of all numbers")}
OPERATORS |= {"__bool__": _bool, "__float__": lambda self: float(self.item())}
OPERATORS |= {"__index__": _index, "__int__": lambda self: int(self.item())}
