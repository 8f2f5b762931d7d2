"""Convolution layers, and windows as columns."""

import numpy as np

from ..checks import choice, divides, sizes, switch
from ..tensor import Tensor
from ..windows import window_geometry
from ..windows.geometry import check_settings, padding_pairs
from . import functional as F
from . import init
from .functional.checks import as_tuple, factory_dtype
from .module import Module
from .parameter import Parameter
from .settled import Settled, show_settings


class _Conv(Module):
    n_axes: int
    function = None
    transposed = False

    def __init__(
        self, in_channels: int, out_channels: int, kernel_size: int | tuple[int, ...],
        stride: int | tuple[int, ...] = 1, padding: int | tuple[int, ...] | str = 0,
        dilation: int | tuple[int, ...] = 1, groups: int = 1, bias: bool = True, padding_mode: str = "zeros",
        device=None, dtype=None,
    ):  # fmt: skip
        super().__init__()
        who, n = type(self).__name__, self.n_axes
        given = {"groups": groups, "in_channels": in_channels, "out_channels": out_channels}
        self.groups, self.in_channels, self.out_channels = sizes(who, **given)
        divides(who, **given)
        dtype = factory_dtype(who, device, dtype)
        modes = ("zeros",) if self.transposed else ("zeros", "reflect", "replicate", "circular")
        choice(who, "padding_mode", padding_mode, modes)
        self.kernel_size = as_tuple(who, "kernel_size", kernel_size, n)
        self.stride = as_tuple(who, "stride", stride, n)
        self.padding = padding if isinstance(padding, str) else as_tuple(who, "padding", padding, n)
        self.dilation = as_tuple(who, "dilation", dilation, n)
        check_settings(who, self.kernel_size, self.stride, self.padding, self.dilation)
        self.padding_mode = padding_mode
        if padding_mode != "zeros":  # for F.pad: the last axis first
            pairs = padding_pairs(self.kernel_size, self.padding, self.dilation)
            self._border = [cells for pair in reversed(pairs) for cells in pair]
        channels = (in_channels, out_channels) if self.transposed else (out_channels, in_channels)
        shape = (channels[0], channels[1] // groups, *self.kernel_size)
        self.weight = Parameter(np.empty(shape, dtype))
        self.bias = Parameter(np.empty(out_channels, dtype)) if switch(who, "bias", bias) else None
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Draw new weights and biases, uniform within ±1/√fan_in, fan_in = weight.shape[1] · kernel cells."""
        init.default_(self.weight, self.bias)

    def forward(self, input: Tensor) -> Tensor:
        padding = self.padding
        if self.padding_mode != "zeros":
            input, padding = F.pad(input, self._border, self.padding_mode), 0
        settings = (self.stride, padding, self.dilation, self.groups)
        return type(self).function(input, self.weight, self.bias, *settings)

    def extra_repr(self):
        none, one = (0,) * self.n_axes, (1,) * self.n_axes
        usual = {"padding": none, "dilation": one, "output_padding": none, "groups": 1}
        text = f"{self.in_channels}, {self.out_channels}, "
        text += show_settings(self, "kernel_size", "stride", **usual).replace("'", "")  # padding=same
        text += "" if self.bias is not None else ", bias=False"
        return text if self.padding_mode == "zeros" else f"{text}, padding_mode={self.padding_mode}"


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


class _ConvTranspose(_Conv):
    transposed = True

    def __init__(
        self, in_channels: int, out_channels: int, kernel_size: int | tuple[int, ...],
        stride: int | tuple[int, ...] = 1, padding: int | tuple[int, ...] = 0,
        output_padding: int | tuple[int, ...] = 0, groups: int = 1, bias: bool = True,
        dilation: int | tuple[int, ...] = 1, padding_mode: str = "zeros", device=None, dtype=None,
    ):  # fmt: skip
        settings = (dilation, groups, bias, padding_mode, device, dtype)
        super().__init__(in_channels, out_channels, kernel_size, stride, padding, *settings)
        self.output_padding = as_tuple(type(self).__name__, "output_padding", output_padding, self.n_axes)

    def forward(self, input: Tensor, output_size: list[int] | None = None) -> Tensor:
        """With `output_size`, (H_out, W_out) or the output's whole shape, that is chosen as the size."""
        extra = self.output_padding if output_size is None else self._extra(input, output_size)
        settings = (self.stride, self.padding, extra, self.groups, self.dilation)
        return type(self).function(input, self.weight, self.bias, *settings)

    def _extra(self, input, output_size):
        """The output padding that leads to `output_size`."""
        n = self.n_axes
        if not isinstance(output_size, (tuple, list)):
            raise TypeError(
                f"{type(self).__name__}: output_size must be a tuple of {n} or {n + 2} integers, got "
                f"{output_size!r}."
            )
        axes = zip(input.shape[-n:], self.stride, self.padding, self.dilation, self.kernel_size)
        least = [(size - 1) * s - 2 * p + d * (k - 1) + 1 for size, s, p, d, k in axes]
        extra = [size - m for size, m in zip(output_size[-n:], least)]
        if len(output_size) not in (n, input.ndim) or any(
            [not 0 <= e < s for e, s in zip(extra, self.stride)]
        ):
            most = [m + s - 1 for m, s in zip(least, self.stride)]
            raise ValueError(
                f"{type(self).__name__}: for input {input.shape}, output_size may be {least} to {most}, got "
                f"{output_size}."
            )
        return tuple(extra)


class ConvTranspose1d(_ConvTranspose):
    """Transposed convolution over sequences, (N, C, L) → (N, O, L_out): see `F.conv_transpose1d`."""

    n_axes, function = 1, staticmethod(F.conv_transpose1d)


class ConvTranspose2d(_ConvTranspose):
    """Transposed convolution over images, (N, C, H, W) → (N, O, H_out, W_out): see `F.conv_transpose2d`.

    >>> from minidl import nn
    >>> nn.ConvTranspose2d(20, 1, kernel_size=4, stride=2, padding=1)
    ConvTranspose2d(20, 1, kernel_size=(4, 4), stride=(2, 2), padding=(1, 1))
    """

    n_axes, function = 2, staticmethod(F.conv_transpose2d)


class LocallyConnected2d(Module):
    """A convolution with a kernel of its own for each place of the output: see `F.locally_connected2d`.

    So it must know the size of its inputs, `input_size` (H, W). PyTorch has none.

    >>> from minidl import nn
    >>> nn.LocallyConnected2d(1, 4, (28, 28), kernel_size=5, stride=5).weight.shape
    (5, 5, 4, 1, 5, 5)
    """

    def __init__(
        self, in_channels: int, out_channels: int, input_size: int | tuple[int, int],
        kernel_size: int | tuple[int, int], stride: int | tuple[int, int] = 1,
        padding: int | tuple[int, int] = 0, dilation: int | tuple[int, int] = 1, bias: bool = True,
        device=None, dtype=None,
    ):  # fmt: skip
        super().__init__()
        who = type(self).__name__
        given = sizes(who, in_channels=in_channels, out_channels=out_channels)
        self.in_channels, self.out_channels = given
        dtype = factory_dtype(who, device, dtype)
        self.input_size = as_tuple(who, "input_size", input_size, 2)
        self.kernel_size = as_tuple(who, "kernel_size", kernel_size, 2)
        self.stride, self.padding = as_tuple(who, "stride", stride, 2), as_tuple(who, "padding", padding, 2)
        self.dilation = as_tuple(who, "dilation", dilation, 2)
        settings = (self.kernel_size, self.stride, self.padding, self.dilation)
        places = window_geometry(who, self.input_size, *settings).output
        self.weight = Parameter(np.empty((*places, out_channels, in_channels, *self.kernel_size), dtype))
        has_bias = switch(who, "bias", bias)
        self.bias = Parameter(np.empty((*places, out_channels), dtype)) if has_bias else None
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Draw new weights and biases as `Conv2d` does, uniform within ±1/√(in · kernel cells)."""
        bound = 1 / np.sqrt(max(1, np.prod(self.weight.shape[3:])))
        for parameter in self.parameters():
            init.uniform_(parameter, -bound, bound)

    def forward(self, input: Tensor) -> Tensor:
        settings = (self.stride, self.padding, self.dilation)
        return F.locally_connected2d(input, self.weight, self.bias, *settings)

    def extra_repr(self):
        text = f"{self.in_channels}, {self.out_channels}, "
        text += show_settings(self, "input_size", "kernel_size", "stride", "padding", "dilation")
        return text if self.bias is not None else text + ", bias=False"


class Unfold(Settled):
    """Every window as a column, (N, C, H, W) → (N, C·K_h·K_w, L): see `F.unfold`."""

    function = staticmethod(F.unfold)

    def __init__(self, kernel_size, dilation=1, padding=0, stride=1):
        super().__init__(kernel_size=kernel_size, dilation=dilation, padding=padding, stride=stride)


class Fold(Settled):
    """Columns back to images, overlaps added: see `F.fold`."""

    function = staticmethod(F.fold)

    def __init__(self, output_size, kernel_size, dilation=1, padding=0, stride=1):
        settings = {"kernel_size": kernel_size, "dilation": dilation, "padding": padding, "stride": stride}
        super().__init__(output_size=output_size, **settings)
