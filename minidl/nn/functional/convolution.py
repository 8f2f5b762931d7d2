"""Convolution (cross-correlation, as all libraries call it), its relatives, and windows as columns."""

from ... import checks
from ...checks import ShapeError
from ...tensor import Tensor, apply
from ...windows import convolution, transposed_geometry, unfolding, window_geometry
from ...windows.geometry import show
from .checks import as_tuple, check_same_dtype, check_tensor


def conv1d(input, weight, bias=None, stride=1, padding=0, dilation=1, groups=1) -> Tensor:
    """Slide kernels along a sequence: input (N, C, L), weight (O, C/groups, K) → (N, O, L_out).

    L_out = ⌊(L + 2P − D(K − 1) − 1)/S⌋ + 1. Otherwise as `conv2d`; (C, L) is taken, too.
    """
    return _conv("conv1d", 1, convolution.conv1d, input, weight, bias, stride, padding, dilation, groups)


def conv2d(
    input: Tensor, weight: Tensor, bias: Tensor | None = None, stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] | str = 0, dilation: int | tuple[int, int] = 1, groups: int = 1,
) -> Tensor:  # fmt: skip
    """Slide kernels over images: input (N, C, H, W), weight (O, C/groups, K_h, K_w) → (N, O, H_out, W_out).

    y[n, o, i, j] = b[o] + Σ_c Σ_u Σ_v  weight[o, c, u, v] · x[n, c, i·S + u·D − P, j·S + v·D − P]
    H_out = ⌊(H + 2P − D(K_h − 1) − 1)/S⌋ + 1, likewise W_out. One image (C, H, W) is taken, too.
    `padding` may be 'same' (stride 1) or 'valid'. Raises ValueError for what does not fit together.
    """
    return _conv("conv2d", 2, convolution.conv2d, input, weight, bias, stride, padding, dilation, groups)


def conv_transpose1d(
    input, weight, bias=None, stride=1, padding=0, output_padding=0, groups=1, dilation=1
) -> Tensor:
    """The transpose of `conv1d`: input (N, C, L), weight (C, O/groups, K) → (N, O, L_out).

    L_out = (L − 1)S − 2P + D(K − 1) + 1 + output_padding. Otherwise as `conv_transpose2d`.
    """
    operation, settings = convolution.conv_transpose1d, (stride, padding, output_padding, dilation)
    return _conv_transpose("conv_transpose1d", 1, operation, input, weight, bias, groups, *settings)


def conv_transpose2d(
    input: Tensor, weight: Tensor, bias: Tensor | None = None, stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] = 0, output_padding: int | tuple[int, int] = 0, groups: int = 1,
    dilation: int | tuple[int, int] = 1,
) -> Tensor:  # fmt: skip
    """The transpose of `conv2d`: input (N, C, H, W), weight (C, O/groups, K_h, K_w) → (N, O, H_out, W_out).

    Each pixel stamps a kernel, scaled by its number, and the stamps are `stride` apart:
    y[n, o, i·S + u·D − P, j·S + v·D − P] += weight[c, o, u, v] · x[n, c, i, j], and bias[o] everywhere.
    H_out = (H − 1)S − 2P + D(K_h − 1) + 1 + output_padding, so `padding` crops. Several input sizes of a
    strided convolution give the same output size: `output_padding` says which of them is meant.
    Raises ValueError for what does not fit together.
    """
    operation, settings = convolution.conv_transpose2d, (stride, padding, output_padding, dilation)
    return _conv_transpose("conv_transpose2d", 2, operation, input, weight, bias, groups, *settings)


def _conv(who, n, operation, input, weight, bias, stride, padding, dilation, groups):
    _check(who, n, input, weight, bias, groups)
    if not isinstance(padding, str):
        padding = as_tuple(who, "padding", padding, n)
    stride, dilation = as_tuple(who, "stride", stride, n), as_tuple(who, "dilation", dilation, n)
    geometry = window_geometry(who, input.shape[-n:], weight.shape[2:], stride, padding, dilation)
    return _apply(n, operation, input, weight, bias, geometry, groups)


def _conv_transpose(
    who, n, operation, input, weight, bias, groups, stride, padding, output_padding, dilation
):
    _check(who, n, input, weight, bias, groups, transposed=True)
    settings = {"stride": stride, "padding": padding, "output_padding": output_padding, "dilation": dilation}
    settings = [as_tuple(who, name, value, n) for name, value in settings.items()]
    geometry = transposed_geometry(who, input.shape[-n:], weight.shape[2:], *settings)
    return _apply(n, operation, input, weight, bias, geometry, groups)


def _apply(n, operation, input, weight, bias, geometry, groups):
    tensors = (input, weight) if bias is None else (input, weight, bias)
    if input.ndim == n + 1:
        tensors = (input.unsqueeze(0), *tensors[1:])
        return apply(operation, *tensors, geometry=geometry, groups=groups).squeeze(0)
    return apply(operation, *tensors, geometry=geometry, groups=groups)


def _check(who, n, input, weight, bias, groups, transposed=False):
    check_tensor(who, input, kinds="fi")
    check_tensor(who, weight, "weight", kinds="fi")
    check_same_dtype(who, input, weight=weight, bias=bias)
    shape = weight.shape
    if len(shape) != n + 2:
        order = "(in, out/groups, kernel...)" if transposed else "(out, in/groups, kernel...)"
        raise ShapeError(f"{who}: weight must have {n + 2} axes {order}, got {shape}.")
    layout = "(N, C, L)" if n == 1 else "(N, C, H, W)"
    checks.axes(who, input, (n + 1, n + 2), layout, "For one channel, insert its axis: x.unsqueeze(1).")
    groups = checks.number(who, "groups", groups, whole=True)
    channels, expected, out_channels = input.shape[-n - 1], shape[1] * groups, shape[0]
    if transposed:
        expected, out_channels = out_channels, expected
    checks.divides(who, groups=groups, in_channels=channels, out_channels=out_channels)
    if channels != expected:
        layer, hint = "ConvTranspose" if transposed else "Conv", f", groups={groups}" if groups > 1 else ""
        raise ShapeError(
            f"{who}: weight {shape} expects {expected} input channels, got input {input.shape}. "
            f"Did you mean {layer}{n}d({channels}, {out_channels}, ...{hint})?"
        )
    checks.shape(who, "bias", bias, (out_channels,), "one number for each kernel")


def locally_connected2d(input, weight, bias=None, stride=1, padding=0, dilation=1) -> Tensor:
    """A convolution with a kernel of its own for each place, (N, C, H, W) → (N, O, H_out, W_out).

    weight[i, j], (O, C, K_h, K_w), is what `conv2d` would use everywhere, and bias[i, j], (O,), too;
    so weight is (H_out, W_out, O, C, K_h, K_w), bias (H_out, W_out, O). PyTorch has none.
    Raises ValueError for what does not fit together.
    """
    who = "locally_connected2d"
    check_tensor(who, input)
    check_tensor(who, weight, "weight")
    check_same_dtype(who, input, weight=weight, bias=bias)
    if input.ndim == 3:
        return locally_connected2d(input.unsqueeze(0), weight, bias, stride, padding, dilation).squeeze(0)
    if input.ndim != 4 or weight.ndim != 6 or weight.shape[3] != input.shape[1]:
        raise ValueError(
            f"{who}: expects input (N, C, H, W) and weight (H_out, W_out, O, C, K_h, K_w), got "
            f"{input.shape} and {weight.shape}."
        )
    geometry = _geometry(who, input.shape[-2:], weight.shape[4:], dilation, padding, stride)
    H, W, O = weight.shape[:3]
    if geometry.output != (H, W) or bias is not None and bias.shape != (H, W, O):
        raise ValueError(
            f"{who}: there are {show(geometry.output)} places, so weight must begin with them and bias be "
            f"{(*geometry.output, O)}, got {weight.shape} and {None if bias is None else bias.shape}."
        )
    columns = apply(unfolding.unfold, input, geometry=geometry).permute(2, 1, 0)  # (L, C·K_h·K_w, N)
    y = weight.reshape(H * W, O, columns.shape[1]) @ columns
    if bias is not None:
        y = y + bias.reshape(H * W, O, 1)
    return y.permute(2, 1, 0).reshape(len(input), O, H, W)


def unfold(input: Tensor, kernel_size, dilation=1, padding=0, stride=1) -> Tensor:
    """Every window as a column (im2col): (N, C, H, W) → (N, C·K_h·K_w, L) for L windows."""
    check_tensor("unfold", input, kinds="fb")
    if input.ndim == 3:
        return unfold(input.unsqueeze(0), kernel_size, dilation, padding, stride).squeeze(0)
    if input.ndim != 4 or input.shape[1] < 1:
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
        raise ShapeError(
            f"fold: output_size {size} has {windows} windows of {cells} cells, so input must be "
            f"(N, C·{cells}, {windows}), got {input.shape}."
        )
    return apply(unfolding.fold, input, geometry=geometry)


def _geometry(who, size, kernel_size, dilation, padding, stride):
    settings = {"kernel_size": kernel_size, "stride": stride, "padding": padding}
    settings["dilation"] = dilation
    return window_geometry(who, size, *(as_tuple(who, k, v, 2) for k, v in settings.items()))
