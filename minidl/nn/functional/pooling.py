"""Pooling: one number for each window, in each channel by itself. Nothing here is learned."""

import math

from ... import checks
from ...checks import DtypeError, ShapeError
from ...functions.arithmetic import where
from ...tensor import Tensor, apply, wrap
from ...windows import adaptive, pooling, window_geometry
from ...windows.geometry import check_settings, show
from .checks import as_tuple, check_tensor


def max_pool1d(input, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    """The maximum of each window of a sequence (N, C, L) or (C, L); otherwise as `max_pool2d`."""
    settings = (kernel_size, stride, padding, dilation, ceil_mode, return_indices)
    return _max_pool("max_pool1d", 1, input, *settings)


def max_pool2d(input, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    """The maximum of each window of (N, C, H, W) or (C, H, W): (N, C, H_out, W_out).

    `stride` is kernel_size if not given. Padding counts as −∞; of equal numbers the first wins, and
    its place gets the whole gradient. `ceil_mode` keeps a last window that hangs over the edge.
    With `return_indices` also the winners' places, row·W + column. Raises ValueError if padding
    is more than half of the kernel.
    """
    settings = (kernel_size, stride, padding, dilation, ceil_mode, return_indices)
    return _max_pool("max_pool2d", 2, input, *settings)


def avg_pool1d(input, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True) -> Tensor:
    """The mean of each window of a sequence (N, C, L) or (C, L); otherwise as `avg_pool2d`."""
    return _avg_pool("avg_pool1d", 1, input, kernel_size, stride, padding, ceil_mode, count_include_pad, None)


def avg_pool2d(
    input, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True, divisor_override=None
) -> Tensor:
    """The mean of each window of (N, C, H, W) or (C, H, W): (N, C, H_out, W_out).

    Padding counts as zeros if `count_include_pad`, else only real pixels are averaged;
    `divisor_override` divides the sum by a number of your choice instead.
    """
    settings = (kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override)
    return _avg_pool("avg_pool2d", 2, input, *settings)


def lp_pool1d(input, norm_type, kernel_size, stride=None, ceil_mode=False) -> Tensor:
    """(Σ xᵖ)^(1/p) over each window of a sequence (N, C, L) or (C, L); otherwise as `lp_pool2d`."""
    return _lp_pool("lp_pool1d", 1, max_pool1d, input, norm_type, kernel_size, stride, ceil_mode)


def lp_pool2d(input, norm_type, kernel_size, stride=None, ceil_mode=False) -> Tensor:
    """(Σ xᵖ)^(1/p) over each window of (N, C, H, W) or (C, H, W), with p = `norm_type`.

    p = 1 is the sum, p = inf the largest absolute value. The gradient is 0 where the sum is.
    """
    return _lp_pool("lp_pool2d", 2, max_pool2d, input, norm_type, kernel_size, stride, ceil_mode)


def adaptive_avg_pool1d(input, output_size) -> Tensor:
    """The mean of `output_size` windows that cover a sequence (N, C, L) or (C, L)."""
    (length,) = _adaptive_size("adaptive_avg_pool1d", 1, input, output_size)
    return apply(adaptive.adaptive_mean, input, axis=input.ndim - 1, size=length)


def adaptive_avg_pool2d(input, output_size) -> Tensor:
    """The mean of windows that cover (N, C, H, W) or (C, H, W), as many as `output_size` says.

    Window i of m over n cells covers those from ⌊i·n/m⌋ to ⌈(i + 1)·n/m⌉. An entry None keeps the
    input's size.
    """
    height, width = _adaptive_size("adaptive_avg_pool2d", 2, input, output_size)
    rows = apply(adaptive.adaptive_mean, input, axis=input.ndim - 2, size=height)
    return apply(adaptive.adaptive_mean, rows, axis=input.ndim - 1, size=width)


def adaptive_max_pool1d(input, output_size, return_indices=False):
    """The maximum of `output_size` windows that cover a sequence; otherwise as `adaptive_max_pool2d`."""
    return _adaptive_max_pool("adaptive_max_pool1d", 1, input, output_size, return_indices)


def adaptive_max_pool2d(input, output_size, return_indices=False):
    """The maximum of windows that cover (N, C, H, W) or (C, H, W), as those of `adaptive_avg_pool2d`.

    Of equal numbers the first wins. With `return_indices` also the places, row·W + column.
    """
    return _adaptive_max_pool("adaptive_max_pool2d", 2, input, output_size, return_indices)


def max_unpool1d(input, indices, kernel_size, stride=None, padding=0, output_size=None) -> Tensor:
    """Each maximum back to its place in a sequence of zeros; otherwise as `max_unpool2d`."""
    return _max_unpool("max_unpool1d", 1, input, indices, kernel_size, stride, padding, output_size)


def max_unpool2d(input, indices, kernel_size, stride=None, padding=0, output_size=None) -> Tensor:
    """Each maximum back to its place among zeros: input and indices (N, C, H, W) from `max_pool2d`.

    The size is (H − 1)S − 2P + K, or an `output_size` less than S away from that. Raises
    ValueError for indices outside.
    """
    return _max_unpool("max_unpool2d", 2, input, indices, kernel_size, stride, padding, output_size)


def _max_pool(who, n, input, kernel_size, stride, padding, dilation, ceil_mode, return_indices):
    check_tensor(who, input, kinds="fiu")
    checks.switch(who, "return_indices", return_indices)
    x, geometry = _prepare(who, n, input, kernel_size, stride, padding, dilation, ceil_mode)
    value = _restore(apply(pooling.max_pool2d, x, geometry=geometry), input, n)
    if not return_indices:
        return value
    return value, _restore(wrap(pooling.max_indices(x._array, geometry)), input, n)


def _avg_pool(who, n, input, kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override):
    check_tensor(who, input)
    checks.switch(who, "count_include_pad", count_include_pad)
    if divisor_override is not None and not checks.number(who, "divisor_override", divisor_override):
        raise ValueError(f"{who}: divisor_override must not be 0, got 0. Try None: the cells of the window.")
    x, geometry = _prepare(who, n, input, kernel_size, stride, padding, 1, ceil_mode)
    count = divisor_override
    if count is None:
        whole = all([pair == (0, 0) for pair in geometry.padding]) and not ceil_mode
        cells = geometry.kernel_size[0] * geometry.kernel_size[1]
        count = cells if whole else pooling.cells_under_window(geometry, count_include_pad)
    return _restore(apply(pooling.avg_pool2d, x, geometry=geometry, count=count), input, n)


def _prepare(who, n, input, kernel_size, stride, padding, dilation, ceil_mode):
    """Check the settings; the input as a batch of images."""
    checks.switch(who, "ceil_mode", ceil_mode)
    _check_axes(who, n, input)
    kernel_size, stride = _kernel_and_stride(who, n, kernel_size, stride)
    padding = as_tuple(who, "padding", padding, n)
    if any([2 * p > k for p, k in zip(padding, kernel_size, strict=True)]):
        raise ShapeError(
            f"{who}: padding may be at most half of the kernel, got padding {show(padding)} for "
            f"kernel_size {show(kernel_size)}."
        )
    dilation = as_tuple(who, "dilation", dilation, n)
    size = input.shape[-n:]
    geometry = window_geometry(who, size, kernel_size, stride, padding, dilation, ceil_mode)
    return _as_images(input, n), geometry


def _check_axes(who, n, input):
    layout = "(N, C, L)" if n == 1 else "(N, C, H, W)"
    checks.axes(who, input, (n + 1, n + 2), layout, hint="For one channel, insert its axis: x.unsqueeze(1).")
    if input.shape[-n - 1] < 1:
        raise ValueError(f"{who}: expects input {layout} with at least one channel, got {input.shape}.")


def _kernel_and_stride(who, n, kernel_size, stride):
    kernel_size = as_tuple(who, "kernel_size", kernel_size, n)
    unset = stride is None or stride in ((), [])  # as in PyTorch
    return kernel_size, kernel_size if unset else as_tuple(who, "stride", stride, n)


def _as_images(input, n):
    x = input.unsqueeze(0) if input.ndim == n + 1 else input
    return x.unsqueeze(2) if n == 1 else x


def _restore(value, input, n):
    if n == 1:
        value = value.squeeze(2)
    return value.squeeze(0) if input.ndim == n + 1 else value


def _lp_pool(who, n, max_pool, input, norm_type, kernel_size, stride, ceil_mode):
    check_tensor(who, input)
    if math.isinf(checks.number(who, "norm_type", norm_type)):
        sign = 1 if norm_type > 0 else -1
        return sign * max_pool(sign * input.abs(), kernel_size, stride, ceil_mode=ceil_mode)
    if norm_type == 0:
        raise ValueError(f"{who}: norm_type must not be 0, got 0. Try 2.")
    mean = _avg_pool(who, n, input**norm_type, kernel_size, stride, 0, ceil_mode, True, None)
    cells = math.prod(as_tuple(who, "kernel_size", kernel_size, n))
    mean = where(mean != 0, mean, 0.0)  # the same, but the root's infinite gradient at 0 ends here
    return (mean * cells) ** (1 / norm_type)


def _adaptive_size(who, n, input, output_size):
    """Check; the output size as one number for each axis."""
    check_tensor(who, input)
    _check_axes(who, n, input)
    size = input.shape[-n:]
    if isinstance(output_size, (tuple, list)) and len(output_size) == n:
        output_size = [own if given is None else given for own, given in zip(size, output_size)]
    output_size = as_tuple(who, "output_size", output_size, n)
    if min(input.shape[-n:]) < 1 or min(output_size) < 0:
        raise ShapeError(
            f"{who}: expects input with at least one cell and output_size of at least 0, got input "
            f"{input.shape} and output_size {show(output_size)}."
        )
    return output_size


def _adaptive_max_pool(who, n, input, output_size, return_indices):
    output = _adaptive_size(who, n, input, output_size)
    if all([m and size % m == 0 for size, m in zip(input.shape[-n:], output)]):  # windows of one size
        kernel = tuple([size // m for size, m in zip(input.shape[-n:], output)])
        return _max_pool(who, n, input, kernel, kernel, 0, 1, False, return_indices)
    x = _as_images(input, n)
    indices = adaptive.adaptive_max_indices(x._array, (1, *output)[-2:])
    value = _restore(apply(adaptive.pick, x, indices=indices), input, n)
    return (value, _restore(wrap(indices.copy()), input, n)) if return_indices else value


def _max_unpool(who, n, input, indices, kernel_size, stride, padding, output_size):
    check_tensor(who, input, kinds="fi")
    check_tensor(who, indices, "indices", kinds="fiub")
    if indices.dtype.kind != "i":
        raise DtypeError(f"{who}: indices must hold integers, as max_pool{n}d gives, got {indices.dtype}.")
    _check_axes(who, n, input)
    hint = f"Both come from max_pool{n}d(..., return_indices=True)."
    checks.shape(who, "indices", indices, input.shape, "that of the input", hint)
    kernel_size, stride = _kernel_and_stride(who, n, kernel_size, stride)
    padding = as_tuple(who, "padding", padding, n)
    check_settings(who, kernel_size, stride, padding, (1,))
    settings = zip(input.shape[-n:], stride, padding, kernel_size)
    usual = [(size - 1) * s - 2 * p + k for size, s, p, k in settings]
    size = tuple(usual) if output_size is None else output_size
    if not isinstance(size, (tuple, list)):
        raise DtypeError(f"{who}: output_size must be a tuple of {n} or {n + 2} integers, got {size!r}.")
    size = tuple(size[2:] if len(size) == n + 2 else size)
    for entry in size:
        checks.number(who, "output_size", entry, 0, whole=True)
    if len(size) != n or any([abs(a - b) >= s for a, b, s in zip(size, usual, stride)]):
        raise ValueError(
            f"{who}: output_size must be less than the stride {show(stride)} away from {show(tuple(usual))}, "
            f"got {show(size)}."
        )
    cells = math.prod(size)
    if indices.numel() and not 0 <= indices._array.min() <= indices._array.max() < cells:
        raise ValueError(
            f"{who}: indices must be from 0 to {cells - 1} for output size {show(size)}, got "
            f"{indices._array.min()} to {indices._array.max()}."
        )
    settings = {"indices": _as_images(indices, n)._array.copy(), "size": (1, *size)[-2:]}
    return _restore(apply(adaptive.place, _as_images(input, n), **settings), input, n)
