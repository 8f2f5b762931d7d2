"""Parameter: a tensor that belongs to a model and is trained."""

import numpy as np

from ..dtypes import as_array
from ..tensor import Tensor


class Parameter(Tensor):
    """A tensor that an optimiser trains: `requires_grad` is on, and a Module finds it."""

    def __init__(self, data: Tensor | np.ndarray, requires_grad: bool = True):
        super().__init__()
        if not isinstance(data, (Tensor, np.ndarray, np.generic)):
            raise TypeError(
                f"Parameter: expects a Tensor or ndarray, got {type(data).__name__}. Try minidl.tensor(...)."
            )
        self._array = data._array if isinstance(data, Tensor) else as_array(data)
        if requires_grad and self._array.dtype.kind != "f":
            raise TypeError(f"Parameter: only floats have gradients, got {self.dtype}. Try data.float().")
        self.requires_grad_(requires_grad)

    def __repr__(self):
        return "Parameter containing:\n" + super().__repr__()
