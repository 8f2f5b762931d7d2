"""Convolution (cross-correlation, as all libraries call it), and windows as columns."""

from ...tensor import Tensor, apply
from ...windows import convolution, unfolding, window_geometry


def as_tuple(who: str, name: str, value, n: int) -> tuple[int, ...]:
    """One number for all axes, or one for each: 3 → (3, 3)."""
    if hasattr(value, "__index__") and not isinstance(value, bool):
        return (int(value),) * n
    if isinstance(value, (tuple, list)) and len(value) in (1, n) and all(hasattr(v, "__index__") for v in value):
        return tuple(int(v) for v in value) * (n if len(value) == 1 else 1)
    raise TypeError(f"{who}: {name} must be an integer" + (f" or {n} integers" if n > 1 else "") + f", got {value!r}.")


def check_floats(who: str, input: Tensor) -> None:
    if not isinstance(input, Tensor):
        raise TypeError(f"{who}: expects a Tensor, got {type(input).__name__}. Wrap it with minidl.tensor(...).")
    if not input.is_floating_point():
        raise TypeError(f"{who}: expects floats, got {input.dtype}. Try input.float().")


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
    check_floats(who, input)
    _check_channels(who, n, input, weight, bias, groups)
    if not isinstance(padding, str):
        padding = as_tuple(who, "padding", padding, n)
    axes = input.shape[-n:], weight.shape[2:], as_tuple(who, "stride", stride, n), padding
    geometry = geometry_of(who, *axes, as_tuple(who, "dilation", dilation, n))
    tensors = (input, weight) if bias is None else (input, weight, bias)
    if input.ndim == n + 1:
        return apply(operation, input.unsqueeze(0), *tensors[1:], geometry=geometry, groups=groups).squeeze(0)
    return apply(operation, *tensors, geometry=geometry, groups=groups)


def geometry_of(who, size, kernel_size, stride, padding, dilation, ceil_mode=False):
    """The window's geometry; a sequence counts as an image of height 1."""
    if len(size) == 1:
        size, kernel_size, stride, dilation = (1, *size), (1, *kernel_size), (1, *stride), (1, *dilation)
        padding = padding if isinstance(padding, str) else (0, *padding)
    return window_geometry(who, size, kernel_size, stride, padding, dilation, ceil_mode)


def _check_channels(who, n, input, weight, bias, groups):
    wanted = "(N, C, L)" if n == 1 else "(N, C, H, W)"
    shape, out_channels = tuple(weight.shape), weight.shape[0]
    if weight.ndim != n + 2:
        raise ValueError(f"{who}: weight must have {n + 2} axes (out, in/groups, kernel...), got {shape}.")
    if input.ndim not in (n + 1, n + 2):
        raise ValueError(
            f"{who}: expects input {wanted}, got {tuple(input.shape)}. "
            f"For one channel, insert its axis: x.unsqueeze(1)."
        )
    channels = input.shape[-n - 1]
    if groups < 1 or channels % groups or out_channels % groups:
        raise ValueError(
            f"{who}: groups must divide the channels, got groups={groups} for {channels} in, {out_channels} out."
        )
    if channels != shape[1] * groups:
        raise ValueError(
            f"{who}: weight {shape} expects {shape[1] * groups} input channels, got input {tuple(input.shape)}. "
            f"Did you mean Conv{n}d({channels}, {out_channels}, ...)?"
        )
    if bias is not None and tuple(bias.shape) != (out_channels,):
        raise ValueError(f"{who}: bias must have shape ({out_channels},), one for each kernel, got {tuple(bias.shape)}.")
    if input.dtype != weight.dtype:
        raise TypeError(
            f"{who}: input is {input.dtype} but weight is {weight.dtype}. Convert one: x.to(minidl.{weight.dtype})."
        )


def unfold(input: Tensor, kernel_size, dilation=1, padding=0, stride=1) -> Tensor:
    """Every window as a column (im2col): (N, C, H, W) → (N, C·K_h·K_w, L) for L windows."""
    check_floats("unfold", input)
    if input.ndim == 3:
        return unfold(input.unsqueeze(0), kernel_size, dilation, padding, stride).squeeze(0)
    if input.ndim != 4:
        raise ValueError(f"unfold: expects input (N, C, H, W), got {tuple(input.shape)}.")
    return apply(unfolding.unfold, input, geometry=_columns("unfold", input.shape[-2:], kernel_size, dilation, padding, stride))


def fold(input: Tensor, output_size, kernel_size, dilation=1, padding=0, stride=1) -> Tensor:
    """Columns back to images, overlaps added: (N, C·K_h·K_w, L) → (N, C, *output_size).

    Raises ValueError if the number of rows or columns is not what these windows give.
    """
    check_floats("fold", input)
    if input.ndim == 2:
        return fold(input.unsqueeze(0), output_size, kernel_size, dilation, padding, stride).squeeze(0)
    size = as_tuple("fold", "output_size", output_size, 2)
    geometry = _columns("fold", size, kernel_size, dilation, padding, stride)
    cells = geometry.kernel_size[0] * geometry.kernel_size[1]
    windows = geometry.output[0] * geometry.output[1]
    if input.ndim != 3 or input.shape[1] % cells or input.shape[2] != windows:
        raise ValueError(
            f"fold: output_size {size} has {windows} windows of {cells} cells, so input must be "
            f"(N, C·{cells}, {windows}), got {tuple(input.shape)}."
        )
    return apply(unfolding.fold, input, geometry=geometry)


def _columns(who, size, kernel_size, dilation, padding, stride):
    settings = {"kernel_size": kernel_size, "stride": stride, "padding": padding, "dilation": dilation}
    return window_geometry(who, size, *(as_tuple(who, name, value, 2) for name, value in settings.items()))
