"""minidl: a deep-learning framework in NumPy, small enough to read, with PyTorch's names.

Start reading at `ops.py` (what is computed) and `tensor.py` (how it is differentiated).
"""

import numpy as _np

from . import autograd, nn, optim
from .creation import (
    arange,
    eye,
    from_numpy,
    full,
    full_like,
    linspace,
    ones,
    ones_like,
    tensor,
    zeros,
    zeros_like,
)
from .dtypes import bool_ as bool
from .dtypes import float32, float64, int32, int64, uint8
from .functions.arithmetic import (
    abs,
    add,
    allclose,
    clamp,
    cos,
    div,
    eq,
    exp,
    floor_divide,
    ge,
    gt,
    isnan,
    le,
    log,
    logical_not,
    lt,
    maximum,
    minimum,
    mul,
    ne,
    neg,
    pow,
    relu,
    remainder,
    sigmoid,
    sin,
    sqrt,
    sub,
    tanh,
    where,
)
from .functions.reductions import (
    all,
    amax,
    amin,
    any,
    argmax,
    argmin,
    max,
    mean,
    min,
    prod,
    std,
    sum,
    var,
)
from .functions.shape import (
    cat,
    chunk,
    flatten,
    flip,
    matmul,
    permute,
    reshape,
    split,
    squeeze,
    stack,
    t,
    transpose,
    unsqueeze,
)
from .printing import set_printoptions
from .random import generator, manual_seed, rand, randint, randn, randperm
from .recording import enable_grad, inference_mode, is_grad_enabled, no_grad, set_grad_enabled
from .saving import load, save
from .tensor import Tensor

long, float, double = int64, float32, float64

__version__ = "0.1.0"

# The C library on Linux hands the memory of large arrays back to the system at once, and the system
# clears every page of the next one: a fifth of a training step's time. Once a block of nearly 32 MB
# has come and gone, it keeps what is smaller for reuse (man 3 mallopt, M_MMAP_THRESHOLD).
_np.empty((32 << 20) - (64 << 10), dtype=_np.uint8)
