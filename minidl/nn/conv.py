"""Convolution and pooling layers."""

import numpy as np

from ..tensor import Tensor
from ..windows.geometry import check_settings
from . import functional as F
from . import init
from .functional.checks import as_tuple, check_sizes, factory_dtype
from .module import Module, Parameter


class _Conv(Module):
    n_axes: int
    function = None

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: int | tuple[int, ...],
        stride: int | tuple[int, ...] = 1,
        padding: int | tuple[int, ...] | str = 0,
        dilation: int | tuple[int, ...] = 1,
        groups: int = 1,
        bias: bool = True,
        padding_mode: str = "zeros",
        device=None,
        dtype=None,
    ):
        super().__init__()
        who, n = type(self).__name__, self.n_axes
        check_sizes(who, in_channels=in_channels, out_channels=out_channels, groups=groups)
        dtype = factory_dtype(who, device, dtype)
        if padding_mode != "zeros":
            raise NotImplementedError(
                f"{who}: padding_mode {padding_mode!r} is not there (yet), only 'zeros'."
            )
        if groups < 1 or in_channels % groups or out_channels % groups:
            raise ValueError(
                f"{who}: groups must divide the channels, got groups={groups} for {in_channels} in "
                f"and {out_channels} out."
            )
        self.in_channels, self.out_channels, self.groups = in_channels, out_channels, groups
        self.kernel_size = as_tuple(who, "kernel_size", kernel_size, n)
        self.stride = as_tuple(who, "stride", stride, n)
        self.padding = padding if isinstance(padding, str) else as_tuple(who, "padding", padding, n)
        self.dilation = as_tuple(who, "dilation", dilation, n)
        check_settings(who, self.kernel_size, self.stride, self.padding, self.dilation)
        self.padding_mode = padding_mode
        shape = (out_channels, in_channels // groups, *self.kernel_size)
        self.weight = Parameter(np.empty(shape, dtype))
        self.bias = Parameter(np.empty(out_channels, dtype)) if bias else None
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Draw new weights and biases, uniform within ±1/√fan_in, fan_in = in/groups · kernel cells."""
        init.default_(self.weight, self.bias)

    def forward(self, input: Tensor) -> Tensor:
        settings = (self.stride, self.padding, self.dilation, self.groups)
        return type(self).function(input, self.weight, self.bias, *settings)

    def extra_repr(self):
        text = f"{self.in_channels}, {self.out_channels}"
        text += f", kernel_size={self.kernel_size}, stride={self.stride}"
        defaults = {"padding": (0,) * self.n_axes, "dilation": (1,) * self.n_axes, "groups": 1}
        for name, default in defaults.items():
            if getattr(self, name) != default:
                text += f", {name}={getattr(self, name)}"
        return text if self.bias is not None else text + ", bias=False"


class Conv1d(_Conv):
    """Convolution over sequences, (N, C, L) → (N, O, L_out): see `F.conv1d`."""

    n_axes, function = 1, staticmethod(F.conv1d)


class Conv2d(_Conv):
    """Convolution over images, (N, C, H, W) → (N, O, H_out, W_out): see `F.conv2d`.

    >>> from minidl import nn
    >>> nn.Conv2d(1, 20, kernel_size=5, padding=2)
    Conv2d(1, 20, kernel_size=(5, 5), stride=(1, 1), padding=(2, 2))
    """

    n_axes, function = 2, staticmethod(F.conv2d)


class _MaxPool(Module):
    function = None

    def __init__(
        self, kernel_size, stride=None, padding=0, dilation=1, return_indices=False, ceil_mode=False
    ):
        super().__init__()
        self.kernel_size, self.stride = kernel_size, kernel_size if stride is None else stride
        self.padding, self.dilation = padding, dilation
        self.return_indices, self.ceil_mode = return_indices, ceil_mode

    def forward(self, input: Tensor):
        settings = (self.kernel_size, self.stride, self.padding, self.dilation)
        return type(self).function(input, *settings, self.ceil_mode, self.return_indices)

    def extra_repr(self):
        return _show(self, "kernel_size", "stride", "padding", "dilation", "ceil_mode")


class MaxPool1d(_MaxPool):
    """The maximum of each window of (N, C, L): see `F.max_pool1d`."""

    function = staticmethod(F.max_pool1d)


class MaxPool2d(_MaxPool):
    """The maximum of each window of (N, C, H, W): see `F.max_pool2d`."""

    function = staticmethod(F.max_pool2d)


class _AvgPool(Module):
    def __init__(self, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True):
        super().__init__()
        self.kernel_size, self.stride = kernel_size, kernel_size if stride is None else stride
        self.padding, self.ceil_mode, self.count_include_pad = padding, ceil_mode, count_include_pad

    def extra_repr(self):
        return _show(self, "kernel_size", "stride", "padding")

    def _settings(self):
        return self.kernel_size, self.stride, self.padding, self.ceil_mode, self.count_include_pad


class AvgPool1d(_AvgPool):
    """The mean of each window of (N, C, L): see `F.avg_pool1d`."""

    def __init__(self, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True):
        super().__init__(kernel_size, stride, padding, ceil_mode, count_include_pad)
        for name in ("kernel_size", "stride", "padding"):
            setattr(self, name, as_tuple("AvgPool1d", name, getattr(self, name), 1))

    def forward(self, input: Tensor) -> Tensor:
        return F.avg_pool1d(input, *self._settings())


class AvgPool2d(_AvgPool):
    """The mean of each window of (N, C, H, W): see `F.avg_pool2d`."""

    def __init__(
        self,
        kernel_size,
        stride=None,
        padding=0,
        ceil_mode=False,
        count_include_pad=True,
        divisor_override=None,
    ):
        super().__init__(kernel_size, stride, padding, ceil_mode, count_include_pad)
        self.divisor_override = divisor_override

    def forward(self, input: Tensor) -> Tensor:
        return F.avg_pool2d(input, *self._settings(), self.divisor_override)


class Unfold(Module):
    """Every window as a column, (N, C, H, W) → (N, C·K_h·K_w, L): see `F.unfold`."""

    def __init__(self, kernel_size, dilation=1, padding=0, stride=1):
        super().__init__()
        self.kernel_size, self.dilation, self.padding, self.stride = kernel_size, dilation, padding, stride

    def forward(self, input: Tensor) -> Tensor:
        return F.unfold(input, self.kernel_size, self.dilation, self.padding, self.stride)

    def extra_repr(self):
        return _show(self, "kernel_size", "dilation", "padding", "stride")


class Fold(Module):
    """Columns back to images, overlaps added: see `F.fold`."""

    def __init__(self, output_size, kernel_size, dilation=1, padding=0, stride=1):
        super().__init__()
        self.output_size, self.kernel_size = output_size, kernel_size
        self.dilation, self.padding, self.stride = dilation, padding, stride

    def forward(self, input: Tensor) -> Tensor:
        settings = (self.kernel_size, self.dilation, self.padding, self.stride)
        return F.fold(input, self.output_size, *settings)

    def extra_repr(self):
        return _show(self, "output_size", "kernel_size", "dilation", "padding", "stride")


def _show(module, *names):
    return ", ".join(f"{name}={getattr(module, name)}" for name in names)
