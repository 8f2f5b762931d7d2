"""More ways into the tape: gradients of chosen tensors and of gradients, one's own functions, hooks."""

import contextlib

from ..recording import enable_grad, inference_mode, no_grad, set_grad_enabled
from . import functional
from .function import Function
from .gradcheck import gradcheck, gradgradcheck
from .gradients import backward, grad
from .hooks import HookHandle


class detect_anomaly(contextlib.nullcontext):
    """PyTorch's search for NaN, as a context or a call: nothing happens here, see `inspect.find_nan`."""

    def __init__(self, mode: bool = True, check_nan: bool = True):
        super().__init__()


set_detect_anomaly = detect_anomaly
