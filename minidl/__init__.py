"""minidl: a deep-learning framework in NumPy, small enough to read, with PyTorch's names.

Start reading at `ops.py` (what is computed) and `tensor.py` (how it is differentiated).
The functions, such as `minidl.exp`, are the WORDS of `functions/`, `creation.py` and `random.py`.
"""

import importlib as _importlib
import math as _math
import sys as _sys

import numpy as _np

from . import autograd, linalg
from .device import (
    accelerator,
    backends,
    compile,
    cuda,
    device,
    mps,
    set_float32_matmul_precision,
    set_num_interop_threads,
    set_num_threads,
    use_deterministic_algorithms,
)  # fmt: skip
from .dtypes import bool_ as bool
from .dtypes import float16, float32, float64, int8, int16, int32, int64, uint8
from .functions import WORDS as _WORDS
from .printing import set_printoptions
from .random import Generator
from .recording import enable_grad, inference_mode, is_grad_enabled, no_grad, set_grad_enabled
from .reporting import advise as _advise
from .reporting import missing_name as _missing_name
from .saving import load, save
from .tensor import Tensor

globals().update(_WORDS)
numel, is_floating_point = Tensor.numel, Tensor.is_floating_point
finfo, iinfo, Size, inf, nan, pi, e = _np.finfo, _np.iinfo, tuple, _math.inf, _math.nan, _math.pi, _math.e
long, int, short, half, float, double, dtype = int64, int32, int16, float16, float32, float64, _np.dtype

__version__ = "0.1.0"

# The C library on Linux hands the memory of large arrays back to the system at once, and the system
# clears every page of the next one: a fifth of a training step's time. Once a block of nearly 32 MB
# has come and gone, it keeps what is smaller for reuse (man 3 mallopt, M_MMAP_THRESHOLD).
_np.empty((32 << 20) - (64 << 10), dtype=_np.uint8)


_LATE = ("data", "inspect", "nn", "optim", "utils")  # loaded when they are asked for


def __dir__():
    return [*globals(), *_LATE]


def __getattr__(name):
    if name in _LATE:
        return _importlib.import_module(f"minidl.{name}")
    raise _missing_name(_sys.modules[__name__], name, _sys._getframe(1))


_advise(autograd, linalg)
