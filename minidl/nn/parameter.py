"""Parameter: a tensor that belongs to a model and is trained."""

import numpy as np

from ..checks import DtypeError
from ..dtypes import as_array
from ..tensor import Tensor, wrap


class Parameter(Tensor):
    """A tensor that an optimiser trains: `requires_grad` is on, and a Module finds it."""

    def __init__(self, data: Tensor | np.ndarray, requires_grad: bool = True):
        if not isinstance(data, (Tensor, np.ndarray, np.generic)):
            raise DtypeError(
                f"Parameter: expects a Tensor or ndarray, got {type(data).__name__}. Try minidl.tensor(...)."
            )
        self._become(wrap(data._array if isinstance(data, Tensor) else as_array(data)))
        if requires_grad and not self.is_floating_point():
            raise DtypeError(f"Parameter: only floats have gradients, got {self.dtype}. Try data.float().")
        self.requires_grad_(requires_grad)

    def __repr__(self):
        return "Parameter containing:\n" + super().__repr__()
