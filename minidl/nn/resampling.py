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
        if isinstance(scale_factor, (tuple, list)):
            scale_factor = tuple([float(number("Upsample", "scale_factor", s)) for s in scale_factor])
        elif scale_factor is not None:
            scale_factor = float(number("Upsample", "scale_factor", scale_factor))
        settings = {"align_corners": align_corners, "recompute_scale_factor": recompute_scale_factor}
        super().__init__(size=size, scale_factor=scale_factor, mode=mode, **settings)

    def extra_repr(self):
        return show_settings(self, "size" if self.scale_factor is None else "scale_factor", "mode")


class _Pad(Settled):
    """`padding` is one number, or (left, right) and for images also (top, bottom): see `F.pad`."""

    n_axes, mode = 2, "constant"

    def __init__(self, padding):
        super().__init__(padding=as_tuple(type(self).__name__, "padding", padding, 2 * self.n_axes))

    def forward(self, input: Tensor) -> Tensor:
        return F.pad(input, self.padding, self.mode)

    def extra_repr(self):
        return str(self.padding)


class ZeroPad1d(_Pad):
    """Zeros around sequences."""

    n_axes = 1


class ZeroPad2d(_Pad):
    """Zeros around images."""


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
