"""Layers that learn their number of inputs from the first input: `nn.LazyLinear(10)`."""

from ..checks import ShapeError
from ..tensor import Tensor
from .conv import Conv1d, Conv2d
from .functional.checks import check_tensor
from .layers import Linear
from .normalisation import BatchNorm1d, BatchNorm2d


class _Lazy:
    """A layer of no inputs, until the first input comes: then it becomes the layer `kind`.

    Its parameters stay the same tensors, only larger, so an optimiser may be made before.
    """

    axis = 1

    def __init__(self, *settings, **named):
        super().__init__(0, *settings, **named)
        self.pending = settings, named

    def reset_parameters(self) -> None:
        """Nothing to draw yet."""

    def forward(self, input: Tensor) -> Tensor:
        who = type(self).__name__
        check_tensor(who, input)
        if input.ndim < 2:
            raise ShapeError(f"{who}: expects a batch, got {input.shape}. Try x.unsqueeze(0).")
        settings, named = self.pending
        made = vars(self.kind(input.shape[self.axis], *settings, **named))
        del self.pending
        for name, value in made.items():
            if isinstance(value, Tensor):
                getattr(self, name)._array = value._array
            elif not name.startswith("_") and name != "training":
                setattr(self, name, value)
        self.__class__ = self.kind
        return self.forward(input)


class LazyLinear(_Lazy, Linear):
    """A `Linear` without its first argument."""

    kind, axis = Linear, -1

    def __init__(self, out_features, bias=True, device=None, dtype=None):
        super().__init__(out_features, bias, device, dtype)


class _LazyConv(_Lazy):
    def __init__(
        self, out_channels, kernel_size, stride=1, padding=0, dilation=1, groups=1, bias=True,
        padding_mode="zeros", device=None, dtype=None
    ):  # fmt: skip
        settings = (kernel_size, stride, padding, dilation, groups, bias, padding_mode, device, dtype)
        super().__init__(out_channels, *settings)


class LazyConv1d(_LazyConv, Conv1d):
    """A `Conv1d` without its first argument."""

    kind = Conv1d


class LazyConv2d(_LazyConv, Conv2d):
    """A `Conv2d` without its first argument."""

    kind = Conv2d


class _LazyBatchNorm(_Lazy):
    def __init__(
        self, eps=1e-5, momentum=0.1, affine=True, track_running_stats=True, device=None, dtype=None, *,
        bias=True
    ):  # fmt: skip
        super().__init__(eps, momentum, affine, track_running_stats, device, dtype, bias=bias)


class LazyBatchNorm1d(_LazyBatchNorm, BatchNorm1d):
    """A `BatchNorm1d` without its first argument."""

    kind = BatchNorm1d


class LazyBatchNorm2d(_LazyBatchNorm, BatchNorm2d):
    """A `BatchNorm2d` without its first argument."""

    kind = BatchNorm2d
