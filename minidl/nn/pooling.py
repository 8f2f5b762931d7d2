"""Pooling layers: one number for each window."""

from ..tensor import Tensor
from . import functional as F
from .functional.checks import as_tuple
from .settled import Settled, show_settings


class _Pool(Settled):
    def __init__(self, kernel_size, stride=None, **settings):
        stride = kernel_size if stride is None else stride
        super().__init__(kernel_size=kernel_size, stride=stride, **settings)


class _MaxPool(_Pool):
    def __init__(
        self, kernel_size, stride=None, padding=0, dilation=1, return_indices=False, ceil_mode=False
    ):
        settings = {"padding": padding, "dilation": dilation}
        super().__init__(kernel_size, stride, **settings, return_indices=return_indices, ceil_mode=ceil_mode)


class MaxPool1d(_MaxPool):
    """The maximum of each window of (N, C, L): see `F.max_pool1d`."""

    function = staticmethod(F.max_pool1d)


class MaxPool2d(_MaxPool):
    """The maximum of each window of (N, C, H, W): see `F.max_pool2d`."""

    function = staticmethod(F.max_pool2d)


class _AvgPool(_Pool):
    def extra_repr(self):
        return show_settings(self, "kernel_size", "stride", "padding")


class AvgPool1d(_AvgPool):
    """The mean of each window of (N, C, L): see `F.avg_pool1d`."""

    function = staticmethod(F.avg_pool1d)

    def __init__(self, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True):
        settings = {"padding": padding, "ceil_mode": ceil_mode, "count_include_pad": count_include_pad}
        super().__init__(kernel_size, stride, **settings)
        for name in ("kernel_size", "stride", "padding"):
            setattr(self, name, as_tuple("AvgPool1d", name, getattr(self, name), 1))


class AvgPool2d(_AvgPool):
    """The mean of each window of (N, C, H, W): see `F.avg_pool2d`."""

    function = staticmethod(F.avg_pool2d)

    def __init__(
        self, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True,
        divisor_override=None
    ):  # fmt: skip
        settings = {"padding": padding, "ceil_mode": ceil_mode, "count_include_pad": count_include_pad}
        super().__init__(kernel_size, stride, **settings, divisor_override=divisor_override)


class _LPPool(Settled):
    def __init__(self, norm_type: float, kernel_size, stride=None, ceil_mode: bool = False):
        settings = {"norm_type": norm_type, "kernel_size": kernel_size, "stride": stride}
        super().__init__(**settings, ceil_mode=ceil_mode)


class LPPool1d(_LPPool):
    """(Σ xᵖ)^(1/p) over each window of (N, C, L): see `F.lp_pool1d`."""

    function = staticmethod(F.lp_pool1d)


class LPPool2d(_LPPool):
    """(Σ xᵖ)^(1/p) over each window of (N, C, H, W): see `F.lp_pool2d`."""

    function = staticmethod(F.lp_pool2d)


class _AdaptiveAvgPool(Settled):
    def __init__(self, output_size):
        super().__init__(output_size=output_size)


class AdaptiveAvgPool1d(_AdaptiveAvgPool):
    """The mean of `output_size` windows that cover (N, C, L): see `F.adaptive_avg_pool1d`."""

    function = staticmethod(F.adaptive_avg_pool1d)


class AdaptiveAvgPool2d(_AdaptiveAvgPool):
    """The mean of windows that cover (N, C, H, W): see `F.adaptive_avg_pool2d`."""

    function = staticmethod(F.adaptive_avg_pool2d)


class _AdaptiveMaxPool(Settled):
    def __init__(self, output_size, return_indices: bool = False):
        super().__init__(output_size=output_size, return_indices=return_indices)


class AdaptiveMaxPool1d(_AdaptiveMaxPool):
    """The maximum of `output_size` windows that cover (N, C, L): see `F.adaptive_max_pool1d`."""

    function = staticmethod(F.adaptive_max_pool1d)


class AdaptiveMaxPool2d(_AdaptiveMaxPool):
    """The maximum of windows that cover (N, C, H, W): see `F.adaptive_max_pool2d`."""

    function = staticmethod(F.adaptive_max_pool2d)


class _MaxUnpool(Settled):
    def __init__(self, kernel_size, stride=None, padding=0):
        stride = kernel_size if stride is None else stride
        settings = {"kernel_size": kernel_size, "stride": stride, "padding": padding}
        who, n = type(self).__name__, self.n_axes
        super().__init__(**{name: as_tuple(who, name, value, n) for name, value in settings.items()})

    def forward(self, input: Tensor, indices: Tensor, output_size: list[int] | None = None) -> Tensor:
        settings = (self.kernel_size, self.stride, self.padding, output_size)
        return type(self).function(input, indices, *settings)


class MaxUnpool1d(_MaxUnpool):
    """Each maximum back to its place in a sequence of zeros: see `F.max_unpool1d`."""

    n_axes, function = 1, staticmethod(F.max_unpool1d)


class MaxUnpool2d(_MaxUnpool):
    """Each maximum back to its place among zeros: see `F.max_unpool2d`."""

    n_axes, function = 2, staticmethod(F.max_unpool2d)
