"""Activation functions as modules: those of `functional/activations.py` with their settings.

`inplace` is accepted where PyTorch has it; the result is the same.
"""

import numpy as np

from ..checks import choice, number, switch
from ..tensor import Tensor
from . import functional as F
from . import init as initialisation
from .functional.checks import factory_dtype
from .module import Module
from .parameter import Parameter
from .settled import Settled


class ReLU(Settled):
    """max(0, x)"""

    function = staticmethod(F.relu)

    def __init__(self, inplace: bool = False):
        super().__init__(inplace=switch("ReLU", "inplace", inplace))


class Sigmoid(Settled):
    """1 / (1 + e⁻ˣ)"""

    function = staticmethod(F.sigmoid)


class Tanh(Settled):
    """tanh x"""

    function = staticmethod(F.tanh)


class _AlongDim(Settled):
    def __init__(self, dim: int | None = None):
        super().__init__(dim=dim)


class Softmax(_AlongDim):
    """e^{z_i} / Σ_k e^{z_k} along `dim`"""

    function = staticmethod(F.softmax)


class LogSoftmax(_AlongDim):
    """z_i − log Σ_k e^{z_k} along `dim`"""

    function = staticmethod(F.log_softmax)


class LeakyReLU(Settled):
    """x where x > 0, else negative_slope · x"""

    function = staticmethod(F.leaky_relu)

    def __init__(self, negative_slope: float = 0.01, inplace: bool = False):
        slope = number("LeakyReLU", "negative_slope", negative_slope)
        super().__init__(negative_slope=slope, inplace=switch("LeakyReLU", "inplace", inplace))


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


class ELU(Settled):
    """x where x > 0, else alpha (eˣ − 1)"""

    function = staticmethod(F.elu)

    def __init__(self, alpha: float = 1.0, inplace: bool = False):
        super().__init__(alpha=number("ELU", "alpha", alpha), inplace=switch("ELU", "inplace", inplace))


class SELU(Settled):
    """scale · elu(x, alpha) with fixed scale and alpha: see `F.selu`."""

    function = staticmethod(F.selu)

    def __init__(self, inplace: bool = False):
        super().__init__(inplace=switch("SELU", "inplace", inplace))


class GELU(Settled):
    """x Φ(x), where Φ is the normal distribution function: see `F.gelu`."""

    function = staticmethod(F.gelu)

    def __init__(self, approximate: str = "none"):
        super().__init__(approximate=choice("GELU", "approximate", approximate, ("none", "tanh")))


class SiLU(Settled):
    """x / (1 + e⁻ˣ)"""

    function = staticmethod(F.silu)

    def __init__(self, inplace: bool = False):
        super().__init__(inplace=switch("SiLU", "inplace", inplace))


class Softplus(Settled):
    """log(1 + e^(beta · x)) / beta; x itself where beta · x > threshold"""

    function = staticmethod(F.softplus)

    def __init__(self, beta: float = 1.0, threshold: float = 20.0):
        threshold = number("Softplus", "threshold", threshold)
        super().__init__(beta=number("Softplus", "beta", beta), threshold=threshold)


class Hardtanh(Settled):
    """x limited to [min_val, max_val]"""

    function = staticmethod(F.hardtanh)

    def __init__(self, min_val: float = -1.0, max_val: float = 1.0, inplace: bool = False):
        low = number("Hardtanh", "min_val", min_val)
        high = number("Hardtanh", "max_val", max_val, above=low)
        super().__init__(min_val=low, max_val=high, inplace=switch("Hardtanh", "inplace", inplace))


class Maxout(Settled):
    """The maximum of each k neighbouring channels: (N, C·k, ...) → (N, C, ...)."""

    function = staticmethod(F.maxout)

    def __init__(self, k: int):
        super().__init__(k=number("Maxout", "k", k, 1, whole=True))
