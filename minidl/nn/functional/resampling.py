"""More or fewer pixels: padding, interpolation, channels as pixels. The arrays' side (`*_array`) comes last.

All but constant padding works along one axis at a time, as *taps*: each output cell is a weighted sum
of a few input cells, y[i] = Σ_t weight_t[i] · x[index_t[i]]. Mirroring and nearest neighbours are one tap
of weight 1, linear interpolation two, cubic four. Backward, each cell returns its gradient to its taps.
"""

import functools
import math

import numpy as np

from ... import checks
from ...checks import ShapeError
from ...tensor import Tensor, apply
from ...windows import adaptive
from ...windows.unfolding import zeros
from .checks import as_tuple, check_tensor

PADDING_MODES = ("constant", "reflect", "replicate", "circular")


def pad(input: Tensor, pad: list[int], mode: str = "constant", value: float | None = None) -> Tensor:
    """Add cells around `input`: pad = (before, after) of the last axis, then of the one before, and so on.

    'constant' adds `value` (0 if not given) and takes any number of axes; 'reflect' mirrors at the last
    cell (c b | a b c | b a), 'replicate' repeats it (a a | a b c | c c), 'circular' goes on at the
    other end (b c | a b c | a b): these pad all axes of (N, C, ...) or (C, ...) but N and C. A negative
    number crops.
    Raises ValueError for other modes and for more padding than the mode can fill.
    """
    check_tensor("pad", input, kinds="fiub")
    checks.choice("pad", "mode", mode, PADDING_MODES)
    if not isinstance(pad, (tuple, list)) or len(pad) % 2 or len(pad) > 2 * input.ndim:
        raise ShapeError(
            f"pad: expects (before, after) for each of the last axes of {input.shape}, got {pad}."
        )
    pad = as_tuple("pad", "pad", pad, len(pad)) if len(pad) else ()
    pairs = [(0, 0)] * (input.ndim - len(pad) // 2) + list(zip(pad[-2::-2], pad[::-2]))
    if mode == "constant":
        return _pad_constant(input, pairs, value)
    if value:
        raise ShapeError(f"pad: value={value} is for mode 'constant', not for {mode!r}.")
    axes = len(pad) // 2
    if not 1 <= axes <= 3 or input.ndim - axes not in (1, 2) or not input.shape[-axes - 1]:
        raise ShapeError(
            f"pad: mode {mode!r} pads all axes of (N, C, ...) or (C, ...) but N and C, got pad {pad} for "
            f"input {input.shape}. Try two numbers for each of these axes."
        )
    for axis in range(input.ndim - axes, input.ndim):
        index = _border(input.shape[axis], *pairs[axis], mode)
        input = apply(resample_array, input, axis=axis, taps=[(index, None)])
    return input


def _pad_constant(input, pairs, value):
    crops = [(max(0, -before), max(0, -after)) for before, after in pairs]
    if any([sum(crop) > n for n, crop in zip(input.shape, crops)]):
        raise ValueError(f"pad: cannot crop more than there is, got {pairs} for input {input.shape}.")
    value = 0 if value is None else checks.number("pad", "value", value)
    return apply(pad_array, input, pairs=pairs, crops=crops, value=value)


def _border(n, before, after, mode):
    """Which cell each cell of the padded axis copies."""
    kept = n + min(0, before) + min(0, after)
    most = {"reflect": n - 1, "circular": kept, "replicate": math.inf}[mode]
    if n < 1 or n + before + after < 1 or max(0, before, after) > most:
        raise ShapeError(
            f"pad: mode {mode!r} takes at most {most} cells on either side of an axis of {n} and must leave "
            f"at least one, got {before} and {after}."
        )
    place = np.arange(-before, n + after)
    if mode == "circular":  # goes on at the other end of what a negative number leaves
        return max(0, -before) + (place + min(0, before)) % kept
    return np.clip(place, 0, n - 1) if mode == "replicate" else n - 1 - np.abs(n - 1 - np.abs(place))


# How many axes the input must have, for each mode that weights neighbours
LINEAR_MODES = {"linear": 3, "bilinear": 4, "bicubic": 4, "trilinear": 5}


def interpolate(
    input: Tensor, size: int | None = None, scale_factor: list[float] | None = None, mode: str = "nearest",
    align_corners: bool | None = None, recompute_scale_factor: bool | None = None, antialias: bool = False,
) -> Tensor:  # fmt: skip
    """Resize (N, C, ...) to `size`, or by `scale_factor` (one number for all axes, or one for each).

    Output cell i, of size 1/scale input cells, has its centre at s = (i + ½)/scale − ½. 'nearest' takes
    cell ⌊i/scale⌋, 'nearest-exact' the one that s lies in. 'linear' (N, C, L), 'bilinear' (N, C, H, W) and
    'trilinear' (five axes) weight the two neighbours of s along each axis, 'bicubic' (N, C, H, W) four;
    with `align_corners` the first and last cells' centres stay in place. 'area' is adaptive average
    pooling. `recompute_scale_factor` computes with the ratio of the sizes, not the given scale.
    Raises ValueError for what does not fit, NotImplementedError for 'lanczos' and `antialias`.
    """
    check_tensor("interpolate", input)
    n = input.ndim - 2
    if antialias or mode == "lanczos":
        raise NotImplementedError("interpolate: antialias and 'lanczos' are not there (yet). Try 'area'.")
    plain = mode in ("nearest", "nearest-exact", "area")
    if not 1 <= n <= 3 or not (plain or LINEAR_MODES.get(mode) == input.ndim):
        raise ValueError(
            f"interpolate: mode {mode!r} does not fit input {input.shape}. There are 'linear' for (N, C, L), "
            f"'bilinear' and 'bicubic' for (N, C, H, W), 'trilinear' for (N, C, D, H, W), and for all of "
            f"them 'nearest', 'nearest-exact' and 'area'."
        )
    if plain and align_corners is not None:
        raise ValueError(f"interpolate: align_corners is for modes that weight neighbours, not for {mode!r}.")
    output, scales = _output_size(input, n, size, scale_factor)
    if recompute_scale_factor:
        if size is not None:
            raise ValueError("interpolate: recompute_scale_factor needs scale_factor, not size.")
        scales = [None] * n
    for axis, (new, scale) in enumerate(zip(output, scales), 2):
        if mode == "area":
            input = apply(adaptive.adaptive_mean, input, axis=axis, size=new)
            continue
        taps = _taps(input.shape[axis], new, scale, mode, align_corners, input.dtype.type)
        input = apply(resample_array, input, axis=axis, taps=taps)
    return input


def _output_size(input, n, size, scale_factor):
    """The output size, and for each axis the scale (None: the ratio of the sizes)."""
    if (size is None) == (scale_factor is None):
        raise ShapeError("interpolate: give size or scale_factor, one of them.")
    given = size if scale_factor is None else scale_factor
    checks.refuse_data("interpolate", "size" if scale_factor is None else "scale_factor", given)
    given = list(given) if isinstance(given, (tuple, list)) else [given] * n
    if len(given) != n:
        raise ShapeError(
            f"interpolate: input {input.shape} has {n} axes after N and C, got {len(given)} numbers for them."
        )
    if scale_factor is None:
        given, scales = as_tuple("interpolate", "size", given, n), [None] * n
    else:
        scales = [checks.number("interpolate", "scale_factor", s, above=0, below=math.inf) for s in given]
        given = [math.floor(size * scale) for size, scale in zip(input.shape[2:], scales)]
    if min(given) < 1 or min(input.shape[1:]) < 1:
        raise ShapeError(f"interpolate: both sizes must be at least 1, got input {input.shape} to {given}.")
    if math.prod([*input.shape[:2], *given]) > 2**31:
        raise ShapeError(
            f"interpolate: {given} are too many pixels for the memory, from input {input.shape}. Is the "
            f"scale_factor a ratio?"
        )
    return given, scales


def _taps(old, new, scale, mode, align_corners, float_type):
    """[(index, weight), ...] for an axis of `old` cells that is to get `new`; see the top of this file."""
    cell = np.arange(new, dtype=float_type)
    if mode.startswith("nearest"):
        step = np.float32(old / new if scale is None else 1 / scale)
        centre = np.float32(0.5 if mode == "nearest-exact" else 0)
        return [(np.minimum(np.floor((cell + centre).astype(np.float32) * step).astype(int), old - 1), None)]
    if old == new:
        return [(np.arange(new), None)]
    if align_corners:
        source = cell * float_type((old - 1) / max(new - 1, 1))
    else:
        step = float_type(old / new if scale is None else 1 / scale)
        # Rounded once, at the end, as processors do it that multiply and add in one instruction.
        source = (np.float64(step) * (cell + 0.5) - 0.5).astype(float_type)
    if mode == "bicubic":
        low = np.floor(source)
        places = [low + i for i in (-1, 0, 1, 2)]
        return [(np.clip(p, 0, old - 1).astype(int), _cubic(np.abs(source - p))) for p in places]
    source = np.maximum(source, 0)
    low = np.minimum(source.astype(int), old - 1)
    share = np.clip(source - low, 0, 1).astype(float_type)
    return [(low, 1 - share), (np.minimum(low + 1, old - 1), share)]


def _cubic(t, a=-0.75):
    """The weight of a neighbour at distance t, 0 to 2 (Keys, 1981)"""
    near, far = ((a + 2) * t - (a + 3)) * t * t + 1, ((t - 5) * t + 8) * t - 4
    return np.where(t <= 1, near, a * far).astype(t.dtype)


def pixel_shuffle(input, upscale_factor) -> Tensor:
    """Channels become pixels: (..., C·r², H, W) → (..., C, H·r, W·r) (Shi et al., 2016)."""
    r = _factor("pixel_shuffle", input, "upscale_factor", upscale_factor)
    *batch, channels, H, W = input.shape
    checks.divides("pixel_shuffle", **{"upscale_factor²": r**2, "channels": channels})
    n, channels = len(batch), channels // r**2
    x = input.reshape(*batch, channels, r, r, H, W)
    x = x.permute(*range(n), *[n + i for i in (0, 3, 1, 4, 2)])
    return x.reshape(*batch, channels, H * r, W * r)


def pixel_unshuffle(input, downscale_factor) -> Tensor:
    """Pixels become channels: (..., C, H·r, W·r) → (..., C·r², H, W), the way back from `pixel_shuffle`."""
    r = _factor("pixel_unshuffle", input, "downscale_factor", downscale_factor)
    *batch, channels, H, W = input.shape
    checks.divides("pixel_unshuffle", downscale_factor=r, height=H, width=W)
    n = len(batch)
    x = input.reshape(*batch, channels, H // r, r, W // r, r)
    x = x.permute(*range(n), *[n + i for i in (0, 2, 4, 1, 3)])
    return x.reshape(*batch, channels * r**2, H // r, W // r)


def _factor(who, input, name, factor):
    check_tensor(who, input, kinds="fiub")
    if input.ndim < 3:
        raise ShapeError(f"{who}: expects input (..., C, H, W), got {input.shape}. Try x.unsqueeze(0).")
    return checks.number(who, name, factor, 1, whole=True)


# --- the arrays' side -----------------------------------------------------------------------


def pad_array(x, *, pairs, crops, value):
    """x among cells of `value`; `pairs` are (before, after) for each axis, `crops` their negative parts."""
    shape = x.shape
    old = tuple([slice(first, n - last) for n, (first, last) in zip(shape, crops)])
    padded = np.empty_like(x, shape=[n + sum(pair) for n, pair in zip(shape, pairs)])  # same order in memory
    new = tuple([slice(max(0, b), n - max(0, a)) for n, (b, a) in zip(padded.shape, pairs)])
    padded[...] = value
    padded[new] = x[old]

    def backward(g, need):
        gx = np.empty_like(g, shape=shape)
        gx[...] = 0
        gx[old] = g[new]
        return (gx,)

    return padded, backward


def resample_array(x, *, axis, taps):
    """y[i] = Σ weight[i] · x[index[i]] along an axis (not the first), over all taps (index, weight).

    A weight None stands for 1.
    """
    shape, last = x.shape, np.moveaxis(x, 0, -1)  # the batch last, as it lies in memory
    column = (-1,) + (1,) * (x.ndim - axis)
    parts = [last.take(index, axis - 1) for index, _ in taps]
    if taps[0][1] is not None:
        parts = [part * weight.reshape(column) for part, (_, weight) in zip(parts, taps)]
    value = functools.reduce(np.add, parts)

    def backward(g, need):
        gx = zeros(shape, g.dtype)
        to, g = np.moveaxis(gx, axis, 0), np.moveaxis(g, axis, 0)
        for index, weight in taps:
            for i, source in enumerate(index):
                to[source] += g[i] if weight is None else g[i] * weight[i]
        return (gx,)

    return np.moveaxis(value, -1, 0), backward
