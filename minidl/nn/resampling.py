"""Layers that change the size of images: interpolation, channels as pixels. Nothing here is learned."""

from ..checks import number
from ..tensor import Tensor
from . import functional as F
from .functional.checks import as_tuple
from .settled import Settled, show_settings


class Upsample(Settled):
    """Resize (N, C, ...) to `size`, or by `scale_factor`: see `F.interpolate`."""

    function = staticmethod(F.interpolate)

    def __init__(
        self, size: int | tuple[int, ...] | None = None,
        scale_factor: float | tuple[float, ...] | None = None, mode: str = "nearest",
        align_corners: bool | None = None, recompute_scale_factor: bool | None = None,
    ):  # fmt: skip
        who = type(self).__name__
        if isinstance(scale_factor, (tuple, list)):
            scale_factor = tuple([float(number(who, "scale_factor", s)) for s in scale_factor])
        elif scale_factor is not None:
            scale_factor = float(number(who, "scale_factor", scale_factor))
        settings = {"align_corners": align_corners, "recompute_scale_factor": recompute_scale_factor}
        super().__init__(size=size, scale_factor=scale_factor, mode=mode, **settings)

    def extra_repr(self):
        return show_settings(self, "size" if self.scale_factor is None else "scale_factor", "mode")


class UpsamplingNearest2d(Upsample):
    """`Upsample` with copies of the pixels."""

    def __init__(self, size=None, scale_factor=None):
        super().__init__(size, scale_factor)


class UpsamplingBilinear2d(Upsample):
    """`Upsample` with weighted neighbours; the corners stay in place."""

    def __init__(self, size=None, scale_factor=None):
        super().__init__(size, scale_factor, "bilinear", align_corners=True)


class _Pad(Settled):
    """`padding` is one number, or (left, right) and for images also (top, bottom): see `F.pad`."""

    n_axes, mode, value = 2, "constant", None

    def __init__(self, padding):
        super().__init__(padding=as_tuple(type(self).__name__, "padding", padding, 2 * self.n_axes))

    def forward(self, input: Tensor) -> Tensor:
        return F.pad(input, self.padding, self.mode, self.value)

    def extra_repr(self):
        return str(self.padding)


class _ConstantPad(_Pad):
    def __init__(self, padding, value: float):
        super().__init__(padding)
        self.value = number(type(self).__name__, "value", value)

    def extra_repr(self):
        return show_settings(self, "padding", "value")


class ConstantPad1d(_ConstantPad):
    """One number around sequences."""

    n_axes = 1


class ConstantPad2d(_ConstantPad):
    """One number around images."""


class _ZeroPad(_ConstantPad):
    def __init__(self, padding):
        super().__init__(padding, 0.0)

    extra_repr = _Pad.extra_repr


class ZeroPad1d(_ZeroPad, ConstantPad1d):
    """Zeros around sequences."""


class ZeroPad2d(_ZeroPad, ConstantPad2d):
    """Zeros around images."""


class CircularPad1d(_Pad):
    """Sequences that go on at their other end."""

    n_axes, mode = 1, "circular"


class CircularPad2d(_Pad):
    """Images that go on at their other edges."""

    mode = "circular"


class ReflectionPad1d(_Pad):
    """Sequences mirrored at their ends."""

    n_axes, mode = 1, "reflect"


class ReflectionPad2d(_Pad):
    """Images mirrored at their edges."""

    mode = "reflect"


class ReplicationPad1d(_Pad):
    """The ends of sequences repeated."""

    n_axes, mode = 1, "replicate"


class ReplicationPad2d(_Pad):
    """The edges of images repeated."""

    mode = "replicate"


class PixelShuffle(Settled):
    """Channels become pixels, (..., C·r², H, W) → (..., C, H·r, W·r): see `F.pixel_shuffle`."""

    function = staticmethod(F.pixel_shuffle)

    def __init__(self, upscale_factor: int):
        factor = number("PixelShuffle", "upscale_factor", upscale_factor, 1, whole=True)
        super().__init__(upscale_factor=factor)


class PixelUnshuffle(Settled):
    """Pixels become channels, (..., C, H·r, W·r) → (..., C·r², H, W): see `F.pixel_unshuffle`."""

    function = staticmethod(F.pixel_unshuffle)

    def __init__(self, downscale_factor: int):
        factor = number("PixelUnshuffle", "downscale_factor", downscale_factor, 1, whole=True)
        super().__init__(downscale_factor=factor)
