"""Layers: a function from `functional/` together with its parameters and settings."""

import numpy as np

from ..checks import number, refuse_data, sizes, switch
from ..functions.calls import checked
from ..functions.shape import flatten
from ..tensor import Tensor
from . import functional as F
from . import init
from .functional.checks import factory_dtype
from .module import Module
from .parameter import Parameter
from .settled import Settled, show_settings


class Linear(Module):
    """y = x Wᵀ + b: (..., in_features) → (..., out_features); weight (out, in), bias (out).

    >>> from minidl import nn
    >>> nn.Linear(784, 10)
    Linear(in_features=784, out_features=10, bias=True)
    """

    def __init__(self, in_features: int, out_features: int, bias: bool = True, device=None, dtype=None):
        super().__init__()
        who = type(self).__name__
        shape = sizes(who, out_features=out_features, in_features=in_features)
        self.out_features, self.in_features = shape
        dtype = factory_dtype(who, device, dtype)
        self.weight = Parameter(np.empty(shape, dtype))
        self.bias = Parameter(np.empty(shape[0], dtype)) if switch(who, "bias", bias) else None
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Draw new weights and biases, uniform within ±1/√in_features."""
        init.default_(self.weight, self.bias)

    def forward(self, input: Tensor) -> Tensor:
        return F.linear(input, self.weight, self.bias)

    def extra_repr(self):
        return f"{show_settings(self, 'in_features', 'out_features')}, bias={self.bias is not None}"


class Identity(Module):
    """y = x. Takes and ignores any settings."""

    def __init__(self, *args, **kwargs):
        super().__init__()
        for value in (*args, *kwargs.values()):
            refuse_data("Identity", "what stands in the brackets", value)

    def forward(self, input: Tensor) -> Tensor:
        return input


class Flatten(Settled):
    """Merge all axes but the first: (N, C, H, W) → (N, C·H·W)."""

    function = staticmethod(checked(flatten))

    def __init__(self, start_dim: int = 1, end_dim: int = -1):
        super().__init__(start_dim=start_dim, end_dim=end_dim)


class Unflatten(Module):
    """Cut one axis into several: (N, C·H·W) → (N, C, H, W) with `dim=1, unflattened_size=(C, H, W)`."""

    def __init__(self, dim: int, unflattened_size: tuple[int, ...]):
        super().__init__()
        self.dim = number("Unflatten", "dim", dim, whole=True)
        refuse_data("Unflatten", "unflattened_size", unflattened_size)
        if not isinstance(unflattened_size, (tuple, list)) or not {int}.issuperset(
            map(type, unflattened_size)
        ):
            raise TypeError(f"Unflatten: unflattened_size is a tuple of integers, got {unflattened_size!r}.")
        self.unflattened_size = unflattened_size

    def forward(self, input: Tensor) -> Tensor:
        return input.unflatten(self.dim, self.unflattened_size)

    def extra_repr(self):
        return show_settings(self, "dim", "unflattened_size")


class _Dropout(Settled):
    def __init__(self, p: float = 0.5, inplace: bool = False):
        super().__init__(p=number(type(self).__name__, "p", p, 0, 1), inplace=inplace)

    def forward(self, input: Tensor) -> Tensor:
        return type(self).function(input, self.p, self.training)

    def extra_repr(self):
        return show_settings(self, "p", "inplace")


class Dropout(_Dropout):
    """In training, set each element to 0 with probability p and scale the rest by 1/(1 − p).

    `inplace` is accepted; the result is the same.
    """

    function = staticmethod(F.dropout)


class Dropout1d(_Dropout):
    """In training, drop whole channels of (N, C, L) or (C, L): see `F.dropout1d`."""

    function = staticmethod(F.dropout1d)


class Dropout2d(_Dropout):
    """In training, drop whole channels of (N, C, H, W): see `F.dropout2d`."""

    function = staticmethod(F.dropout2d)
