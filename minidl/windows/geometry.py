"""Sizes: how many windows fit, along one axis and along all of them."""

from functools import lru_cache
from typing import NamedTuple

from ..checks import ShapeError

Pair = tuple[int, int]


def output_size(
    size: int, kernel_size: int, stride: int = 1, padding: int | Pair = 0, dilation: int = 1,
    ceil_mode: bool = False,
) -> int:  # fmt: skip
    """How many windows fit along one axis of `size` cells.

    out = ⌊(N + P_before + P_after − D(K − 1) − 1) / S⌋ + 1, with P_before = P_after = P unless
    `padding` is a pair. `ceil_mode` rounds up, but every window still starts inside the input
    or its padding before.

    >>> output_size(7, 3, stride=3)  # 2.33: the remainder is dropped
    2
    >>> output_size(227, 11, stride=4)
    55
    """
    before, after = (padding, padding) if isinstance(padding, int) else padding
    room = size + before + after - dilation * (kernel_size - 1) - 1
    if not ceil_mode:
        return room // stride + 1
    windows = -(-room // stride) + 1
    return windows - ((windows - 1) * stride >= size + before)


class Geometry(NamedTuple):
    """A sliding window over H×W: everything that convolution and pooling must agree on."""

    size: Pair  # input height and width
    kernel_size: Pair
    stride: Pair
    padding: tuple[Pair, Pair]  # ((top, bottom), (left, right))
    dilation: Pair
    output: Pair  # output height and width

    def slices(self, axis: int, tap: int) -> slice:
        """Which cells of the *padded* axis lie under kernel cell `tap`, one for each window."""
        start = tap * self.dilation[axis]
        return slice(start, start + (self.output[axis] - 1) * self.stride[axis] + 1, self.stride[axis])

    def overhang(self, axis: int) -> Pair:
        """Padding before, and as many cells after as the last window needs (never negative)."""
        before = self.padding[axis][0]
        reach = (self.output[axis] - 1) * self.stride[axis]
        reach += self.dilation[axis] * (self.kernel_size[axis] - 1) + 1
        return before, max(0, reach - before - self.size[axis])


@lru_cache(maxsize=1000)  # a layer asks the same in each step
def window_geometry(
    who: str, size: tuple[int, ...], kernel_size: tuple[int, ...], stride: tuple[int, ...],
    padding: tuple[int, ...] | str, dilation: tuple[int, ...], ceil_mode: bool = False,
) -> Geometry:  # fmt: skip
    """Check the settings of a window operation and work out its output size.

    All settings have one number per axis: one for a sequence, two for images. A sequence counts
    as an image of height 1. `padding` may be 'valid' or 'same'. Raises ValueError, in the name of
    `who`, for settings that are out of range or do not fit.
    """
    check_settings(who, kernel_size, stride, padding, dilation)
    if min(size) < 1:
        raise ShapeError(f"{who}: the input has no cells, its size is {show(size)}.")
    pairs = padding_pairs(kernel_size, padding, dilation)
    output = tuple(
        output_size(n, k, s, p, d, ceil_mode)
        for n, k, s, p, d in zip(size, kernel_size, stride, pairs, dilation, strict=True)
    )
    if min(output) < 1:
        raise ShapeError(_does_not_fit(who, size, kernel_size, pairs, dilation, output))
    return _of_images(size, kernel_size, stride, pairs, dilation, output)


@lru_cache(maxsize=1000)
def transposed_geometry(
    who: str, size: tuple[int, ...], kernel_size: tuple[int, ...], stride: tuple[int, ...],
    padding: tuple[int, ...], output_padding: tuple[int, ...], dilation: tuple[int, ...],
) -> Geometry:  # fmt: skip
    """The geometry of the convolution that a transposed one turns round: its output has our `size`.

    Its input, our output, has (N − 1)S − 2P + D(K − 1) + 1 + output_padding cells along each axis.
    Raises ValueError as `window_geometry` does.
    """
    check_settings(who, kernel_size, stride, padding, dilation)
    if min(size) < 1:
        raise ShapeError(f"{who}: the input has no cells, its size is {show(size)}.")
    axes = list(zip(size, kernel_size, stride, padding, output_padding, dilation, strict=True))
    if any([not 0 <= extra < max(s, d) for _, _, s, _, extra, d in axes]):
        raise ShapeError(
            f"{who}: output_padding must be at least 0 and smaller than stride or dilation, got "
            f"{show(output_padding)} with stride {show(stride)} and dilation {show(dilation)}."
        )
    grown = tuple((n - 1) * s - 2 * p + d * (k - 1) + 1 + extra for n, k, s, p, extra, d in axes)
    if min(grown) < 1:
        raise ShapeError(
            f"{who}: the output would have no cells: (N - 1)S - 2P + D(K - 1) + 1 + output_padding = "
            f"{show(grown)} for input size {show(size)}. Try less padding or a larger kernel."
        )
    pairs = tuple((p, p - extra) for _, _, _, p, extra, _ in axes)
    return _of_images(grown, kernel_size, stride, pairs, dilation, size)


def _of_images(size, kernel_size, stride, pairs, dilation, output):
    """A Geometry; a sequence becomes an image of height 1."""
    if len(size) == 1:
        one, none = (1,), ((0, 0),)
        size, kernel_size, stride = one + size, one + kernel_size, one + stride
        pairs, dilation, output = none + pairs, one + dilation, one + output
    return Geometry(size, kernel_size, stride, pairs, dilation, output)


def check_settings(who, kernel_size, stride, padding, dilation) -> None:
    """Raise ValueError for settings that no input fits."""
    for name, values in (("kernel_size", kernel_size), ("stride", stride), ("dilation", dilation)):
        if min(values) < 1:
            raise ShapeError(f"{who}: {name} must be at least 1, got {show(values)}.")
    if isinstance(padding, str):
        if padding not in ("valid", "same"):
            raise ShapeError(f"{who}: padding is a number, a tuple, 'valid' or 'same', got {padding!r}.")
        if padding == "same" and max(stride) > 1:
            raise ShapeError(f"{who}: padding='same' needs stride 1, got {show(stride)}. Give a number.")
    elif min(padding) < 0:
        raise ShapeError(f"{who}: padding must not be negative, got {show(padding)}. To crop, use x[...].")


def show(values: tuple[int, ...]):
    """(3,) as 3 in messages."""
    return values[0] if len(values) == 1 else values


def padding_pairs(kernel_size, padding, dilation):
    """((before, after), ...), one pair for each axis."""
    if padding == "valid":
        return ((0, 0),) * len(kernel_size)
    if padding == "same":
        total = [d * (k - 1) for d, k in zip(dilation, kernel_size, strict=True)]
        return tuple((t // 2, t - t // 2) for t in total)  # an odd cell goes behind
    return tuple((p, p) for p in padding)


def _does_not_fit(who, size, kernel_size, pairs, dilation, output):
    """The message for a kernel that is larger than the padded input."""
    axis = next(a for a, n in enumerate(output) if n < 1)
    name = "length" if len(size) == 1 else ("height", "width")[axis]
    n, k, d, (before, after) = size[axis], kernel_size[axis], dilation[axis], pairs[axis]
    span = d * (k - 1) + 1
    return (
        f"{who}: the kernel does not fit: along the {name} it spans D(K - 1) + 1 = "
        f"{d}*({k} - 1) + 1 = {span} cells, but the padded input has {n} + {before} + {after} = "
        f"{n + before + after}. Try a smaller kernel or dilation, a larger input, or padding of at "
        f"least {-(-(span - n) // 2)}."
    )
