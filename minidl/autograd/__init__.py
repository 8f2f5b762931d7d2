"""More ways into the tape: gradients of chosen tensors and of gradients, one's own functions, hooks."""

from ..recording import enable_grad, inference_mode, no_grad, set_grad_enabled
from . import functional
from .function import Function
from .gradcheck import gradcheck, gradgradcheck
from .gradients import backward, grad
from .hooks import HookHandle
