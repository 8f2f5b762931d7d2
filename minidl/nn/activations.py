"""Activation functions as modules: those of `functional/activations.py` with their settings.

`inplace` is accepted where PyTorch has it; the result is the same.
"""

import numpy as np

from ..checks import axes, choice, number
from ..tensor import Tensor
from . import functional as F
from . import init as initialisation
from .functional.checks import check_tensor, factory_dtype
from .module import Module
from .parameter import Parameter
from .settled import Settled, show_settings


class _InPlace(Settled):
    """With PyTorch's `inplace`."""

    def __init__(self, inplace: bool = False):
        super().__init__(inplace=inplace)


class ReLU(_InPlace):
    """max(0, x)"""

    def forward(self, input: Tensor) -> Tensor:
        return F.relu(input)


class SELU(_InPlace):
    """scale · elu(x, alpha) with fixed scale and alpha: see `F.selu`."""

    function = staticmethod(F.selu)


class SiLU(_InPlace):
    """x / (1 + e⁻ˣ)"""

    function = staticmethod(F.silu)


class Mish(_InPlace):
    """x tanh(log(1 + eˣ))"""

    function = staticmethod(F.mish)


class Hardsigmoid(_InPlace):
    """x/6 + 1/2 limited to [0, 1]"""

    function = staticmethod(F.hardsigmoid)


class Hardswish(_InPlace):
    """x · hardsigmoid(x)"""

    function = staticmethod(F.hardswish)


class Softsign(Settled):
    """x / (1 + |x|)"""

    function = staticmethod(F.softsign)


class Tanhshrink(Settled):
    """x − tanh x"""

    function = staticmethod(F.tanhshrink)


class _Shrink(Settled):
    def __init__(self, lambd: float = 0.5):
        super().__init__(lambd=lambd)

    def extra_repr(self):
        return str(self.lambd)


class Softshrink(_Shrink):
    """x moved towards 0 by lambd; 0 where it would get beyond"""

    function = staticmethod(F.softshrink)


class Hardshrink(_Shrink):
    """x where |x| > lambd, else 0"""

    function = staticmethod(F.hardshrink)


class LogSigmoid(Settled):
    """log σ(x)"""

    function = staticmethod(F.logsigmoid)


class Sigmoid(Settled):
    """1 / (1 + e⁻ˣ)"""

    def forward(self, input: Tensor) -> Tensor:
        return F.sigmoid(input)


class Tanh(Settled):
    """tanh x"""

    def forward(self, input: Tensor) -> Tensor:
        return F.tanh(input)


class _AlongDim(Settled):
    def __init__(self, dim: int | None = None):
        super().__init__(dim=dim)


class Softmax(_AlongDim):
    """e^{z_i} / Σ_k e^{z_k} along `dim`"""

    function = staticmethod(F.softmax)


class Softmax2d(Settled):
    """The softmax over the channels of (N, C, H, W) or (C, H, W), at each pixel"""

    def forward(self, input: Tensor) -> Tensor:
        check_tensor("Softmax2d", input)
        axes("Softmax2d", input, (3, 4), "(N, C, H, W) or (C, H, W)")
        return F.softmax(input, -3)


class Softmin(_AlongDim):
    """The softmax of −x along `dim`"""

    function = staticmethod(F.softmin)


class LogSoftmax(_AlongDim):
    """z_i − log Σ_k e^{z_k} along `dim`"""

    function = staticmethod(F.log_softmax)


class LeakyReLU(Settled):
    """x where x > 0, else negative_slope · x"""

    function = staticmethod(F.leaky_relu)

    def __init__(self, negative_slope: float = 0.01, inplace: bool = False):
        super().__init__(negative_slope=negative_slope, inplace=inplace)


class PReLU(Module):
    """x where x > 0, else weight · x; one weight is learnt for all channels, or one for each."""

    def __init__(self, num_parameters: int = 1, init: float = 0.25, device=None, dtype=None):
        super().__init__()
        self.num_parameters = number("PReLU", "num_parameters", num_parameters, 0, whole=True)
        self.init = number("PReLU", "init", init)
        self.weight = Parameter(np.empty(self.num_parameters, factory_dtype("PReLU", device, dtype)))
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """All weights `init` again."""
        initialisation.constant_(self.weight, self.init)

    def forward(self, input: Tensor) -> Tensor:
        return F.prelu(input, self.weight)

    def extra_repr(self):
        return f"num_parameters={self.num_parameters}"


class _Alpha(Settled):
    def __init__(self, alpha: float = 1.0, inplace: bool = False):
        super().__init__(alpha=alpha, inplace=inplace)


class ELU(_Alpha):
    """x where x > 0, else alpha (eˣ − 1)"""

    function = staticmethod(F.elu)


class CELU(_Alpha):
    """x where x > 0, else alpha (e^(x/alpha) − 1)"""

    function = staticmethod(F.celu)


class GELU(Settled):
    """x Φ(x), where Φ is the normal distribution function: see `F.gelu`."""

    function = staticmethod(F.gelu)

    def __init__(self, approximate: str = "none"):
        super().__init__(approximate=choice("GELU", "approximate", approximate, ("none", "tanh")))


class Softplus(Settled):
    """log(1 + e^(beta · x)) / beta; x itself where beta · x > threshold"""

    function = staticmethod(F.softplus)

    def __init__(self, beta: float = 1.0, threshold: float = 20.0):
        super().__init__(beta=beta, threshold=threshold)


class Hardtanh(Settled):
    """x limited to [min_val, max_val]"""

    function = staticmethod(F.hardtanh)

    def __init__(self, min_val: float = -1.0, max_val: float = 1.0, inplace: bool = False):
        super().__init__(min_val=min_val, max_val=max_val, inplace=inplace)
        number("Hardtanh", "max_val", self.max_val, above=self.min_val)


class ReLU6(Hardtanh):
    """x limited to [0, 6]"""

    def __init__(self, inplace: bool = False):
        super().__init__(0.0, 6.0, inplace)

    def extra_repr(self):
        return show_settings(self, inplace=False)


class Threshold(Settled):
    """x where x > threshold, else value"""

    function = staticmethod(F.threshold)

    def __init__(self, threshold: float, value: float, inplace: bool = False):
        super().__init__(threshold=threshold, value=value, inplace=inplace)


class GLU(Settled):
    """a σ(b), where a and b are the halves of x along `dim`"""

    function = staticmethod(F.glu)

    def __init__(self, dim: int = -1):
        super().__init__(dim=dim)


class Maxout(Settled):
    """The maximum of each k neighbouring channels: (N, C·k, ...) → (N, C, ...)."""

    function = staticmethod(F.maxout)

    def __init__(self, k: int):
        super().__init__(k=number("Maxout", "k", k, 1, whole=True))
