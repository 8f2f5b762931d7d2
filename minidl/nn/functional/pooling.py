"""Pooling: one number for each window, in each channel by itself. Nothing here is learned."""

from ...tensor import Tensor, apply
from ...windows import pooling, window_geometry
from ...windows.geometry import show
from .checks import as_tuple, check_tensor


def max_pool1d(input, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    """The maximum of each window of a sequence (N, C, L) or (C, L); otherwise as `max_pool2d`."""
    return _max_pool(
        "max_pool1d", 1, input, kernel_size, stride, padding, dilation, ceil_mode, return_indices
    )


def max_pool2d(input, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    """The maximum of each window of (N, C, H, W) or (C, H, W): (N, C, H_out, W_out).

    `stride` is kernel_size if not given. Padding counts as −∞; of equal numbers the first wins, and
    its place gets the whole gradient. `ceil_mode` keeps a last window that hangs over the edge.
    With `return_indices` also the winners' places, row·W + column. Raises ValueError if padding
    is more than half of the kernel.
    """
    return _max_pool(
        "max_pool2d", 2, input, kernel_size, stride, padding, dilation, ceil_mode, return_indices
    )


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
    return _avg_pool(
        "avg_pool2d", 2, input, kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override
    )


def _max_pool(who, n, input, kernel_size, stride, padding, dilation, ceil_mode, return_indices):
    check_tensor(who, input, kinds="fiu")
    x, geometry = _prepare(who, n, input, kernel_size, stride, padding, dilation, ceil_mode)
    value = _restore(apply(pooling.max_pool2d, x, geometry=geometry), input, n)
    if not return_indices:
        return value
    return value, _restore(Tensor(pooling.max_indices(x.data, geometry)), input, n)


def _avg_pool(who, n, input, kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override):
    check_tensor(who, input)
    if divisor_override == 0:
        raise ValueError(f"{who}: divisor_override must not be 0.")
    x, geometry = _prepare(who, n, input, kernel_size, stride, padding, 1, ceil_mode)
    count = divisor_override
    if count is None:
        whole = all([pair == (0, 0) for pair in geometry.padding]) and not ceil_mode
        cells = geometry.kernel_size[0] * geometry.kernel_size[1]
        count = cells if whole else pooling.cells_under_window(geometry, count_include_pad)
    return _restore(apply(pooling.avg_pool2d, x, geometry=geometry, count=count), input, n)


def _prepare(who, n, input, kernel_size, stride, padding, dilation, ceil_mode):
    """Check the settings; the input as a batch of images."""
    if input.ndim not in (n + 1, n + 2):
        shape = "(N, C, L)" if n == 1 else "(N, C, H, W)"
        raise ValueError(f"{who}: expects input {shape}, got {input.shape}.")
    kernel_size = as_tuple(who, "kernel_size", kernel_size, n)
    unset = stride is None or stride in ((), [])  # as in PyTorch
    stride = kernel_size if unset else as_tuple(who, "stride", stride, n)
    padding = as_tuple(who, "padding", padding, n)
    if any([2 * p > k for p, k in zip(padding, kernel_size, strict=True)]):
        raise ValueError(
            f"{who}: padding may be at most half of the kernel, got padding {show(padding)} for "
            f"kernel_size {show(kernel_size)}."
        )
    dilation = as_tuple(who, "dilation", dilation, n)
    size = input.shape[-n:]
    geometry = window_geometry(who, size, kernel_size, stride, padding, dilation, ceil_mode)
    x = input.unsqueeze(0) if input.ndim == n + 1 else input
    return x.unsqueeze(2) if n == 1 else x, geometry


def _restore(value, input, n):
    if n == 1:
        value = value.squeeze(2)
    return value.squeeze(0) if input.ndim == n + 1 else value
