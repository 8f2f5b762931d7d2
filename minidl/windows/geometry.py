"""Sizes: how many windows fit, along one axis and along all of them."""

from typing import NamedTuple

Pair = tuple[int, int]


def output_size(
    size: int,
    kernel_size: int,
    stride: int = 1,
    padding: int | Pair = 0,
    dilation: int = 1,
    ceil_mode: bool = False,
) -> int:
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


def window_geometry(
    who: str,
    size: Pair,
    kernel_size: Pair,
    stride: Pair = (1, 1),
    padding: Pair | tuple[Pair, Pair] | str = (0, 0),
    dilation: Pair = (1, 1),
    ceil_mode: bool = False,
) -> Geometry:
    """Check the settings of a window operation and work out its output size.

    `padding` holds one number or a (before, after) pair per axis, or 'valid' or 'same'.
    Raises ValueError, in the name of `who`, for settings that are out of range or do not fit.
    """
    for name, values, low in (("stride", stride, 1), ("dilation", dilation, 1)):
        if min(values) < low:
            raise ValueError(f"{who}: {name} must be at least {low}, got {values}.")
    if min(kernel_size) < 1:
        raise ValueError(f"{who}: kernel_size must be at least 1, got {kernel_size}.")
    if padding == "valid":
        padding = (0, 0)
    elif padding == "same":
        if max(stride) > 1:
            raise ValueError(f"{who}: padding='same' needs stride 1, got {stride}. Give padding as a number.")
        total = [d * (k - 1) for d, k in zip(dilation, kernel_size, strict=True)]
        padding = tuple((t // 2, t - t // 2) for t in total)  # an odd cell goes behind
    elif isinstance(padding, str):
        raise ValueError(f"{who}: padding is a number, a tuple, 'valid' or 'same', got {padding!r}.")
    pairs = tuple((p, p) if isinstance(p, int) else tuple(p) for p in padding)
    if min(min(pair) for pair in pairs) < 0:
        raise ValueError(f"{who}: padding must not be negative, got {padding}. To crop, index the input.")
    output = tuple(
        output_size(n, k, s, p, d, ceil_mode)
        for n, k, s, p, d in zip(size, kernel_size, stride, pairs, dilation, strict=True)
    )
    for axis, name in enumerate(("height", "width")):
        if output[axis] < 1:
            n, k, d, p = size[axis], kernel_size[axis], dilation[axis], pairs[axis]
            span = d * (k - 1) + 1
            raise ValueError(
                f"{who}: the kernel does not fit: along the {name} it spans D(K - 1) + 1 = "
                f"{d}*({k} - 1) + 1 = {span} cells, but the padded input has {n} + {p[0]} + {p[1]} = "
                f"{n + sum(p)}. Try a smaller kernel or dilation, or padding of at least "
                f"{-(-(span - n) // 2)}."
            )
    return Geometry(tuple(size), tuple(kernel_size), tuple(stride), pairs, tuple(dilation), output)
