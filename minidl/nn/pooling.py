"""Pooling layers: one number for each window."""

from ..tensor import Tensor
from . import functional as F
from .functional.checks import as_tuple
from .module import Module


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
        return show_settings(self, "kernel_size", "stride", "padding", "dilation", "ceil_mode")


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
        return show_settings(self, "kernel_size", "stride", "padding")

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


class _LPPool(Module):
    function = None

    def __init__(self, norm_type: float, kernel_size, stride=None, ceil_mode: bool = False):
        super().__init__()
        self.norm_type, self.kernel_size, self.stride = norm_type, kernel_size, stride
        self.ceil_mode = ceil_mode

    def forward(self, input: Tensor) -> Tensor:
        settings = (self.kernel_size, self.stride, self.ceil_mode)
        return type(self).function(input, float(self.norm_type), *settings)

    def extra_repr(self):
        return show_settings(self, "norm_type", "kernel_size", "stride", "ceil_mode")


class LPPool1d(_LPPool):
    """(Σ xᵖ)^(1/p) over each window of (N, C, L): see `F.lp_pool1d`."""

    function = staticmethod(F.lp_pool1d)


class LPPool2d(_LPPool):
    """(Σ xᵖ)^(1/p) over each window of (N, C, H, W): see `F.lp_pool2d`."""

    function = staticmethod(F.lp_pool2d)


class _AdaptiveAvgPool(Module):
    function = None

    def __init__(self, output_size):
        super().__init__()
        self.output_size = output_size

    def forward(self, input: Tensor) -> Tensor:
        return type(self).function(input, self.output_size)

    def extra_repr(self):
        return show_settings(self, "output_size")


class AdaptiveAvgPool1d(_AdaptiveAvgPool):
    """The mean of `output_size` windows that cover (N, C, L): see `F.adaptive_avg_pool1d`."""

    function = staticmethod(F.adaptive_avg_pool1d)


class AdaptiveAvgPool2d(_AdaptiveAvgPool):
    """The mean of windows that cover (N, C, H, W): see `F.adaptive_avg_pool2d`."""

    function = staticmethod(F.adaptive_avg_pool2d)


class _AdaptiveMaxPool(Module):
    function = None

    def __init__(self, output_size, return_indices: bool = False):
        super().__init__()
        self.output_size, self.return_indices = output_size, return_indices

    def forward(self, input: Tensor):
        return type(self).function(input, self.output_size, self.return_indices)

    def extra_repr(self):
        return show_settings(self, "output_size")


class AdaptiveMaxPool1d(_AdaptiveMaxPool):
    """The maximum of `output_size` windows that cover (N, C, L): see `F.adaptive_max_pool1d`."""

    function = staticmethod(F.adaptive_max_pool1d)


class AdaptiveMaxPool2d(_AdaptiveMaxPool):
    """The maximum of windows that cover (N, C, H, W): see `F.adaptive_max_pool2d`."""

    function = staticmethod(F.adaptive_max_pool2d)


class _MaxUnpool(Module):
    n_axes: int
    function = None

    def __init__(self, kernel_size, stride=None, padding=0):
        super().__init__()
        who, n = type(self).__name__, self.n_axes
        self.kernel_size = as_tuple(who, "kernel_size", kernel_size, n)
        self.stride = as_tuple(who, "stride", kernel_size if stride is None else stride, n)
        self.padding = as_tuple(who, "padding", padding, n)

    def forward(self, input: Tensor, indices: Tensor, output_size: list[int] | None = None) -> Tensor:
        settings = (self.kernel_size, self.stride, self.padding, output_size)
        return type(self).function(input, indices, *settings)

    def extra_repr(self):
        return show_settings(self, "kernel_size", "stride", "padding")


class MaxUnpool1d(_MaxUnpool):
    """Each maximum back to its place in a sequence of zeros: see `F.max_unpool1d`."""

    n_axes, function = 1, staticmethod(F.max_unpool1d)


class MaxUnpool2d(_MaxUnpool):
    """Each maximum back to its place among zeros: see `F.max_unpool2d`."""

    n_axes, function = 2, staticmethod(F.max_unpool2d)


def show_settings(module, *names):
    """'kernel_size=2, stride=2': for `extra_repr`."""
    return ", ".join(f"{name}={getattr(module, name)}" for name in names)
