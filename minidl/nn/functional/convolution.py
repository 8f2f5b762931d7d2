"""Convolution (cross-correlation, as all libraries call it), and windows as columns."""

from ...tensor import Tensor, apply
from ...windows import convolution, unfolding, window_geometry
from .checks import as_tuple, check_same_dtype, check_tensor


def conv1d(input, weight, bias=None, stride=1, padding=0, dilation=1, groups=1) -> Tensor:
    """Slide kernels along a sequence: input (N, C, L), weight (O, C/groups, K) → (N, O, L_out).

    L_out = ⌊(L + 2P − D(K − 1) − 1)/S⌋ + 1. Otherwise as `conv2d`; (C, L) is taken, too.
    """
    return _conv("conv1d", 1, convolution.conv1d, input, weight, bias, stride, padding, dilation, groups)


def conv2d(
    input: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] | str = 0,
    dilation: int | tuple[int, int] = 1,
    groups: int = 1,
) -> Tensor:
    """Slide kernels over images: input (N, C, H, W), weight (O, C/groups, K_h, K_w) → (N, O, H_out, W_out).

    y[n, o, i, j] = b[o] + Σ_c Σ_u Σ_v  weight[o, c, u, v] · x[n, c, i·S + u·D − P, j·S + v·D − P]
    H_out = ⌊(H + 2P − D(K_h − 1) − 1)/S⌋ + 1, likewise W_out. One image (C, H, W) is taken, too.
    `padding` may be 'same' (stride 1) or 'valid'. Raises ValueError for what does not fit together.
    """
    return _conv("conv2d", 2, convolution.conv2d, input, weight, bias, stride, padding, dilation, groups)


def _conv(who, n, operation, input, weight, bias, stride, padding, dilation, groups):
    check_tensor(who, input, kinds="fi")
    check_tensor(who, weight, "weight", kinds="fi")
    check_same_dtype(who, input, weight=weight, bias=bias)
    _check_channels(who, n, input, weight, bias, groups)
    if not isinstance(padding, str):
        padding = as_tuple(who, "padding", padding, n)
    stride, dilation = as_tuple(who, "stride", stride, n), as_tuple(who, "dilation", dilation, n)
    geometry = window_geometry(who, input.shape[-n:], weight.shape[2:], stride, padding, dilation)
    tensors = (input, weight) if bias is None else (input, weight, bias)
    if input.ndim == n + 1:
        tensors = (input.unsqueeze(0), *tensors[1:])
        return apply(operation, *tensors, geometry=geometry, groups=groups).squeeze(0)
    return apply(operation, *tensors, geometry=geometry, groups=groups)


def _check_channels(who, n, input, weight, bias, groups):
    shape = weight.shape
    if len(shape) != n + 2:
        raise ValueError(f"{who}: weight must have {n + 2} axes (out, in/groups, kernel...), got {shape}.")
    if input.ndim not in (n + 1, n + 2):
        raise ValueError(
            f"{who}: expects input {'(N, C, L)' if n == 1 else '(N, C, H, W)'}, got {input.shape}. "
            f"For one channel, insert its axis: x.unsqueeze(1)."
        )
    channels, out_channels = input.shape[-n - 1], shape[0]
    if type(groups) is not int:
        as_tuple(who, "groups", groups, 1)
    if groups < 1 or channels % groups or out_channels % groups:
        raise ValueError(
            f"{who}: groups must divide the channels, got groups={groups} for {channels} in, "
            f"{out_channels} out."
        )
    if channels != shape[1] * groups:
        hint = f", groups={groups}" if groups > 1 else ""
        raise ValueError(
            f"{who}: weight {shape} expects {shape[1] * groups} input channels, got input "
            f"{input.shape}. Did you mean Conv{n}d({channels}, {out_channels}, ...{hint})?"
        )
    if bias is not None and bias.shape != (out_channels,):
        raise ValueError(
            f"{who}: bias must have shape ({out_channels},), one for each kernel, got {bias.shape}."
        )


def unfold(input: Tensor, kernel_size, dilation=1, padding=0, stride=1) -> Tensor:
    """Every window as a column (im2col): (N, C, H, W) → (N, C·K_h·K_w, L) for L windows."""
    check_tensor("unfold", input)
    if input.ndim == 3:
        return unfold(input.unsqueeze(0), kernel_size, dilation, padding, stride).squeeze(0)
    if input.ndim != 4:
        raise ValueError(f"unfold: expects input (N, C, H, W), got {input.shape}.")
    geometry = _geometry("unfold", input.shape[-2:], kernel_size, dilation, padding, stride)
    return apply(unfolding.unfold, input, geometry=geometry)


def fold(input: Tensor, output_size, kernel_size, dilation=1, padding=0, stride=1) -> Tensor:
    """Columns back to images, overlaps added: (N, C·K_h·K_w, L) → (N, C, *output_size).

    Raises ValueError if the number of rows or columns is not what these windows give.
    """
    check_tensor("fold", input)
    if input.ndim == 2:
        columns = input.unsqueeze(0)
        return fold(columns, output_size, kernel_size, dilation, padding, stride).squeeze(0)
    size = as_tuple("fold", "output_size", output_size, 2)
    geometry = _geometry("fold", size, kernel_size, dilation, padding, stride)
    cells = geometry.kernel_size[0] * geometry.kernel_size[1]
    windows = geometry.output[0] * geometry.output[1]
    if input.ndim != 3 or input.shape[1] % cells or input.shape[2] != windows:
        raise ValueError(
            f"fold: output_size {size} has {windows} windows of {cells} cells, so input must be "
            f"(N, C·{cells}, {windows}), got {input.shape}."
        )
    return apply(unfolding.fold, input, geometry=geometry)


def _geometry(who, size, kernel_size, dilation, padding, stride):
    settings = {"kernel_size": kernel_size, "stride": stride, "padding": padding}
    settings["dilation"] = dilation
    return window_geometry(who, size, *(as_tuple(who, k, v, 2) for k, v in settings.items()))
