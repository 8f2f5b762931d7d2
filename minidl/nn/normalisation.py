"""Normalisation layers: batch, instance, layer, group. See `functional/normalisation.py`."""

import numpy as np

from ..checks import axes, divides, number, sizes, switch
from ..tensor import Tensor, wrap
from . import functional as F
from . import init
from .functional.checks import check_tensor, factory_dtype
from .module import Module
from .parameter import Parameter
from .settled import Settled, show_settings


class _Norm(Module):
    """γ (weight) and β (bias), each if it is wanted."""

    def _set_affine(self, size, affine, bias, dtype):
        has_bias = switch(type(self).__name__, "bias", bias) and affine
        self.weight = Parameter(np.ones(size, dtype)) if affine else None
        self.bias = Parameter(np.zeros(size, dtype)) if has_bias else None

    def reset_parameters(self) -> None:
        """Scale 1 and shift 0 again."""
        if self.weight is not None:
            init.ones_(self.weight)
        if self.bias is not None:
            init.zeros_(self.bias)


class _BatchNorm(_Norm):
    """Normalise each channel over the batch, then scale and shift: see `F.batch_norm`.

    Training uses the batch's mean and variance and keeps a running average of them; evaluation
    uses the running ones. `momentum=None` averages over all batches alike.
    """

    input_ndims: tuple[int, ...] = ()

    def __init__(
        self, num_features: int, eps: float = 1e-5, momentum: float | None = 0.1, affine: bool = True,
        track_running_stats: bool = True, device=None, dtype=None, *, bias: bool = True,
    ):  # fmt: skip
        super().__init__()
        who = type(self).__name__
        self.num_features = num_features = number(who, "num_features", num_features, 0, whole=True)
        self.eps = number(who, "eps", eps)
        self.momentum = None if momentum is None else number(who, "momentum", momentum)
        self.affine = switch(who, "affine", affine)
        self.track_running_stats = switch(who, "track_running_stats", track_running_stats)
        dtype = factory_dtype(who, device, dtype)
        self._set_affine(num_features, affine, bias, dtype)
        buffers = {"running_mean": np.zeros(num_features, dtype)}
        buffers |= {"running_var": np.ones(num_features, dtype), "num_batches_tracked": np.array(0, np.int64)}
        for name, start in buffers.items():
            self.register_buffer(name, wrap(start) if track_running_stats else None)

    def reset_running_stats(self) -> None:
        """Forget the batches seen so far."""
        if self.track_running_stats:
            init.zeros_(self.running_mean)
            init.ones_(self.running_var)
            init.zeros_(self.num_batches_tracked)

    def reset_parameters(self) -> None:
        """Scale 1 and shift 0 again, and no batches seen."""
        self.reset_running_stats()
        super().reset_parameters()

    def forward(self, input: Tensor) -> Tensor:
        check_tensor(type(self).__name__, input)
        words = f"with {' or '.join(map(str, self.input_ndims))} axes"
        axes(type(self).__name__, input, self.input_ndims, words)
        tracks = self.training and self.track_running_stats
        momentum = self.momentum
        if momentum is None:
            momentum = 1 / (self.num_batches_tracked.item() + 1) if tracks else 0.0
        statistics, training = (self.running_mean, self.running_var), tracks or not self.track_running_stats
        settings = (self.weight, self.bias, training, momentum, self.eps)
        output = F.batch_norm(input, *statistics, *settings)
        if tracks:
            self.num_batches_tracked._array += 1
        return output

    def extra_repr(self):
        settings = show_settings(self, "eps", "momentum", "affine")
        statistics = show_settings(self, "track_running_stats")
        return f"{self.num_features}, {settings}, bias={self.bias is not None}, {statistics}"


class BatchNorm1d(_BatchNorm):
    """Batch normalisation of (N, C) or (N, C, L): see `F.batch_norm`."""

    input_ndims = (2, 3)


class BatchNorm2d(_BatchNorm):
    """Batch normalisation of (N, C, H, W): see `F.batch_norm`."""

    input_ndims = (4,)


class _InstanceNorm(_BatchNorm):
    def __init__(
        self, num_features: int, eps: float = 1e-5, momentum: float = 0.1, affine: bool = False,
        track_running_stats: bool = False, device=None, dtype=None, *, bias: bool = True,
    ):  # fmt: skip
        super().__init__(num_features, eps, momentum, affine, track_running_stats, device, dtype, bias=bias)

    def forward(self, input: Tensor) -> Tensor:
        check_tensor(type(self).__name__, input)
        axes(type(self).__name__, input, self.input_ndims, "(N, C, ...) or (C, ...)")
        if input.ndim == self.input_ndims[0]:
            return self.forward(input.unsqueeze(0)).squeeze(0)
        vectors = (self.running_mean, self.running_var, self.weight, self.bias)
        own = self.training or not self.track_running_stats
        return F.instance_norm(input, *vectors, own, self.momentum or 0.0, self.eps)


class InstanceNorm1d(_InstanceNorm):
    """Normalise each channel of each sample, (N, C, L) or (C, L), by itself: see `F.instance_norm`."""

    input_ndims = (2, 3)


class InstanceNorm2d(_InstanceNorm):
    """Normalise each channel of each image, (N, C, H, W) or (C, H, W), by itself: see `F.instance_norm`."""

    input_ndims = (3, 4)


class LocalResponseNorm(Settled):
    """Scale each number down where the channels around are large: see `F.local_response_norm`."""

    function = staticmethod(F.local_response_norm)

    def __init__(self, size: int, alpha: float = 1e-4, beta: float = 0.75, k: float = 1.0):
        super().__init__(size=size, alpha=alpha, beta=beta, k=k)

    def extra_repr(self):
        return f"{self.size}, {show_settings(self, 'alpha', 'beta', 'k')}"


class _LastAxes(_Norm):
    def __init__(self, normalized_shape, eps, elementwise_affine, bias, device, dtype):
        super().__init__()
        who, shape = type(self).__name__, normalized_shape
        shape = shape if isinstance(shape, (tuple, list)) else (shape,)
        self.normalized_shape = tuple([sizes(who, normalized_shape=size)[0] for size in shape])
        self.eps = eps if eps is None else number(who, "eps", eps)
        self.elementwise_affine = switch(who, "elementwise_affine", elementwise_affine)
        dtype = factory_dtype(who, device, dtype)
        self._set_affine(self.normalized_shape, elementwise_affine, bias, dtype)


class LayerNorm(_LastAxes):
    """Normalise each sample over its last axes, then scale and shift: see `F.layer_norm`."""

    def __init__(
        self, normalized_shape: int | tuple[int, ...], eps: float = 1e-5, elementwise_affine: bool = True,
        bias: bool = True, device=None, dtype=None,
    ):  # fmt: skip
        super().__init__(normalized_shape, eps, elementwise_affine, bias, device, dtype)

    def forward(self, input: Tensor) -> Tensor:
        return F.layer_norm(input, self.normalized_shape, self.weight, self.bias, self.eps)

    def extra_repr(self):
        settings = show_settings(self, "eps", "elementwise_affine")
        return f"{self.normalized_shape}, {settings}, bias={self.bias is not None}"


class RMSNorm(_LastAxes):
    """Scale each sample to a mean square of 1 over its last axes, then by γ: see `F.rms_norm`."""

    def __init__(self, normalized_shape, eps=None, elementwise_affine=True, device=None, dtype=None):
        super().__init__(normalized_shape, eps, elementwise_affine, False, device, dtype)

    def forward(self, input: Tensor) -> Tensor:
        return F.rms_norm(input, self.normalized_shape, self.weight, self.eps)

    def extra_repr(self):
        return f"{self.normalized_shape}, {show_settings(self, 'eps', 'elementwise_affine')}"


class GroupNorm(_Norm):
    """Normalise groups of channels in each sample, then scale and shift: see `F.group_norm`."""

    def __init__(
        self, num_groups: int, num_channels: int, eps: float = 1e-5, affine: bool = True, device=None,
        dtype=None, *, bias: bool = True,
    ):  # fmt: skip
        super().__init__()
        given = {"num_groups": num_groups, "num_channels": num_channels}
        self.num_groups, self.num_channels = sizes("GroupNorm", **given)
        divides("GroupNorm", **given)
        self.eps, self.affine = number("GroupNorm", "eps", eps), switch("GroupNorm", "affine", affine)
        self._set_affine(self.num_channels, affine, bias, factory_dtype("GroupNorm", device, dtype))

    def forward(self, input: Tensor) -> Tensor:
        return F.group_norm(input, self.num_groups, self.weight, self.bias, self.eps)

    def extra_repr(self):
        settings = show_settings(self, "eps", "affine")
        return f"{self.num_groups}, {self.num_channels}, {settings}, bias={self.bias is not None}"
