"""The values of a tensor, out of the graph: as a plain number, list or array."""

import numpy as np

from ..tensor import Tensor


def item(self: Tensor) -> float | int | bool:
    """The number in a tensor of one element"""
    if self.numel() != 1:
        raise ValueError(f"item: needs exactly one element, got shape {self.shape}. Try .tolist().")
    return self._array.item()


def tolist(self: Tensor) -> list:
    """Nested lists of numbers"""
    return self._array.tolist()


def numpy(self: Tensor) -> np.ndarray:
    """The ndarray beneath (no copy). Raises RuntimeError if a gradient is required."""
    if self.requires_grad:
        raise RuntimeError("numpy: this tensor requires a gradient. Use tensor.detach().numpy().")
    return self._array


def _array(self, dtype=None, copy=None):
    return np.array(self.numpy(), dtype=dtype, copy=copy)


def _index(self):
    if self.dtype.kind not in "iu" or self.numel() != 1:
        raise TypeError("Only an integer tensor of one element can be an index.")
    return self.item()


def _bool(self):
    if self.numel() != 1:
        raise ValueError(f"The truth of a tensor of shape {self.shape} is ambiguous. Try .any() or .all().")
    return bool(self.item())


def _format(self, spec):
    if spec and self.ndim:
        raise TypeError(
            f"Format {spec!r} is for a single number, this tensor has shape {self.shape}. Try .item()."
        )
    return repr(self) if self.ndim else format(self.item(), spec)


METHODS = [item, tolist, numpy]
OPERATORS = {
    "__array__": _array,
    "__bool__": _bool,
    "__float__": lambda self: float(self.item()),
    "__format__": _format,
    "__index__": _index,
    "__int__": lambda self: int(self.item()),
}
