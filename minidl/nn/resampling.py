"""Layers that change the size of images: interpolation, channels as pixels. Nothing here is learned."""

from ..checks import number
from . import functional as F
from .settled import Settled, show_settings


class Upsample(Settled):
    """Resize (N, C, ...) to `size`, or by `scale_factor`: see `F.interpolate`."""

    function = staticmethod(F.interpolate)

    def __init__(
        self, size=None, scale_factor=None, mode="nearest", align_corners=None, recompute_scale_factor=None
    ):
        if isinstance(scale_factor, (tuple, list)):
            scale_factor = tuple([float(number("Upsample", "scale_factor", s)) for s in scale_factor])
        elif scale_factor is not None:
            scale_factor = float(number("Upsample", "scale_factor", scale_factor))
        settings = {"align_corners": align_corners, "recompute_scale_factor": recompute_scale_factor}
        super().__init__(size=size, scale_factor=scale_factor, mode=mode, **settings)

    def extra_repr(self):
        return show_settings(self, "size" if self.scale_factor is None else "scale_factor", "mode")


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
