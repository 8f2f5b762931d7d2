"""Words that are short for others, such as addmm and quantile: their gradients are those of the others."""

import math

import numpy as np

from .. import checks, ops_more
from ..checks import ShapeError, number
from ..dtypes import Number
from ..tensor import Tensor, apply, wrap
from .arithmetic import _float, add, clamp, div, mul, sub, where
from .arranging import narrow, ravel
from .choosing import _check_range, _integers, _places, masked_fill, sort
from .matrices import bmm, mm, mv, norm
from .reductions import Dim, ValuesAndIndices, mean, std, var
from .shape import flip, movedim

# --- sums of products -------------------------------------------------------------------------------


def _with_product(name, product):
    def compute(
        input: Tensor, first: Tensor, second: Tensor, *, beta: Number = 1, alpha: Number = 1
    ) -> Tensor:
        beta, alpha = number(name, "beta", beta), number(name, "alpha", alpha)
        return input * beta + product(first, second) * alpha

    compute.__name__, compute.__doc__ = name, f"beta · input + alpha · {product.__name__}(first, second)"
    return compute


addmm, addmv, baddbmm = _with_product("addmm", mm), _with_product("addmv", mv), _with_product("baddbmm", bmm)


def addcmul(input: Tensor, tensor1: Tensor, tensor2: Tensor, *, value: Number = 1) -> Tensor:
    """input + value · tensor1 · tensor2"""
    return input + mul(tensor1, tensor2) * number("addcmul", "value", value)


def addcdiv(input: Tensor, tensor1: Tensor, tensor2: Tensor, *, value: Number = 1) -> Tensor:
    """input + value · tensor1 / tensor2"""
    return input + div(tensor1, tensor2) * number("addcdiv", "value", value)


def lerp(input: Tensor, end: Tensor, weight: Tensor | float) -> Tensor:
    """input + weight · (end − input): from one to the other as weight goes from 0 to 1"""
    return add(input, mul(sub(end, input), weight))


# --- number by number -------------------------------------------------------------------------------


def clamp_min(input: Tensor, min: Tensor | Number) -> Tensor:
    """input, but not below min"""
    return clamp(input, min=min)


def clamp_max(input: Tensor, max: Tensor | Number) -> Tensor:
    """input, but not above max"""
    return clamp(input, max=max)


def exp2(input: Tensor) -> Tensor:
    """2 to the power of input"""
    return (_float(input) * math.log(2)).exp()


def logit(input: Tensor, eps: float | None = None) -> Tensor:
    """log(p / (1 − p)), what sigmoid undoes; with eps, p is first limited to [eps, 1 − eps]"""
    p = _float(input) if eps is None else clamp(_float(input), eps, 1 - eps)
    return (p / (1 - p)).log()


def nan_to_num(
    input: Tensor, nan: float = 0.0, posinf: float | None = None, neginf: float | None = None
) -> Tensor:
    """NaN as `nan`, infinities as the largest numbers there are (or as given)"""
    if not input.is_floating_point():
        return input
    limits = np.finfo(input.dtype)
    input = where(input.isnan(), nan, input)
    input = where(input == math.inf, float(limits.max) if posinf is None else posinf, input)
    return where(input == -math.inf, float(limits.min) if neginf is None else neginf, input)


def hypot(input: Tensor, other: Tensor) -> Tensor:
    """√(input² + other²)"""
    return (input * input + other * other).sqrt()


# --- places -----------------------------------------------------------------------------------------


def take(input: Tensor, index: Tensor) -> Tensor:
    """The numbers at these places in reading order, in the index's shape"""
    _integers("take", index)
    return ravel(input)[index]


def scatter_add(input: Tensor, dim: int, index: Tensor, src: Tensor) -> Tensor:
    """A copy in which src[i, j] was added at [index[i, j], j] for dim 0, ...; twice: both"""
    places = _places("scatter_add", input, dim, index, tuple(map(min, zip(input.shape, src.shape))))
    row, values = (
        input.reshape(input.shape or 1),
        src.reshape(src.shape or 1)[tuple(map(slice, index.shape or (1,)))],
    )
    return apply(ops_more.add_at, row, values, index=places).reshape(input.shape)


def index_add(input: Tensor, dim: int, index: Tensor, source: Tensor, *, alpha: Number = 1) -> Tensor:
    """A copy in which the slices of source were added at these places along dim"""
    axis, places = checks.axis("index_add", input, dim), _integers("index_add", index)
    _check_range("index_add", places, input.shape[axis])
    wanted = (*input.shape[:axis], len(places), *input.shape[axis + 1 :])
    checks.shape("index_add", "source", source, wanted, f"for {len(places)} places along dim {dim}")
    return apply(ops_more.add_at, input, source * alpha, index=(*[slice(None)] * axis, places))


def index_fill(input: Tensor, dim: int, index: Tensor, value: Number) -> Tensor:
    """A copy in which the slices at these places along dim are filled with one number"""
    axis, places = checks.axis("index_fill", input, dim), _integers("index_fill", index)
    _check_range("index_fill", places, input.shape[axis])
    mask = np.zeros(input.shape[axis], bool)
    mask[places] = True
    return masked_fill(input, wrap(mask.reshape(-1, *[1] * (input.ndim - 1 - axis))), value)


def kthvalue(input: Tensor, k: int, dim: int = -1, keepdim: bool = False) -> ValuesAndIndices:
    """(values, indices) of the k-th smallest number along dim, counted from 1"""
    axis = checks.axis("kthvalue", input, dim)
    k = number("kthvalue", "k", k, 1, input.shape[axis], whole=True)
    pair = [narrow(t, axis, k - 1, 1) for t in sort(input, axis)]
    return ValuesAndIndices(*[t if keepdim else t.squeeze(axis) for t in pair])


def rot90(input: Tensor, k: int = 1, dims: tuple[int, int] = (0, 1)) -> Tensor:
    """Turned by k · 90° in the plane of two axes, from the first to the second"""
    for _ in range(number("rot90", "k", k, whole=True) % 4):
        input = flip(input.transpose(*dims), dims[0])
    return input


def unfold(input: Tensor, dimension: int, size: int, step: int) -> Tensor:
    """Windows of so many numbers along an axis, each `step` further; inside a window: a new last axis"""
    axis = checks.axis("unfold", input, dimension)
    size = number("unfold", "size", size, 0, input.shape[axis], whole=True)
    step = number("unfold", "step", step, 1, whole=True)
    places = np.arange(0, input.shape[axis] - size + 1, step)[:, None] + np.arange(size)
    return movedim(input[(*[slice(None)] * axis, wrap(places))], axis + 1, -1)


def diff(input: Tensor, n: int = 1, dim: int = -1) -> Tensor:
    """Each number minus the one before it along dim; n times"""
    before = (slice(None),) * checks.axis("diff", input, dim)
    for _ in range(number("diff", "n", n, 0, whole=True)):
        input = input[(*before, slice(1, None))] - input[(*before, slice(None, -1))]
    return input


def fliplr(input: Tensor) -> Tensor:
    """The columns in reversed order"""
    return flip(input, 1)


def flipud(input: Tensor) -> Tensor:
    """The rows in reversed order"""
    return flip(input, 0)


# --- about many numbers -----------------------------------------------------------------------------


def quantile(
    input: Tensor, q: float | Tensor, dim: int | None = None, keepdim: bool = False, *,
    interpolation: str = "linear",
) -> Tensor:  # fmt: skip
    """The number below which the share q lies, of all or along dim; between two, a mixture of both"""
    checks.choice(
        "quantile", "interpolation", interpolation, ("linear", "lower", "higher", "nearest", "midpoint")
    )
    shares = np.asarray(getattr(q, "_array", q), np.float64)
    if not input.is_floating_point() or input.numel() == 0 or not ((shares >= 0) & (shares <= 1)).all():
        got = f"{input.dtype} {input.shape}, q = {shares.tolist()}"
        raise ShapeError(f"quantile: expects floats, and q from 0 to 1, got {got}. Try x.float().")
    axis = 0 if dim is None else checks.axis("quantile", input, dim)
    ordered = movedim(sort(ravel(input) if dim is None else input, axis).values, axis, 0)
    place = shares.reshape(-1, *[1] * (ordered.ndim - 1)) * (len(ordered) - 1)
    place = {"lower": np.floor, "higher": np.ceil, "nearest": np.round}.get(interpolation, np.asarray)(place)
    low = np.floor(place).astype(int)
    weight = (place - low) if interpolation != "midpoint" else (place > low) / 2
    below, above = (ordered[wrap(i.reshape(-1))] for i in (low, np.minimum(low + 1, len(ordered) - 1)))
    result = lerp(below, above, wrap(weight.astype(input.dtype)))
    result = where(ordered[-1:].isnan(), math.nan, result)  # NaN comes last
    if keepdim:
        shape = [1] * input.ndim if dim is None else [*input.shape[:axis], 1, *input.shape[axis + 1 :]]
        return result.reshape((*shares.shape, *shape))
    return result.reshape((*shares.shape, *result.shape[1:]))


def histc(input: Tensor, bins: int = 100, min: Number = 0, max: Number = 0) -> Tensor:
    """How many numbers fall into each of so many equal pieces of [min, max] (0 and 0: of all there are)"""
    bins, x = number("histc", "bins", bins, 1, whole=True), input._array
    low, high = (min, max) if (min, max) != (0, 0) else (x.min(), x.max())
    if not input.is_floating_point() or low > high:
        raise ValueError(
            f"histc: expects floats, and min below max, got {input.dtype}, {min}, {max}. Try .float()."
        )
    return wrap(np.histogram(x, bins, (low, high))[0].astype(input.dtype))


def std_mean(
    input: Tensor, dim: Dim = None, unbiased: bool | None = None, keepdim: bool = False, *, correction=None,
) -> tuple[Tensor, Tensor]:  # fmt: skip
    """(std, mean)"""
    return std(input, dim, unbiased, keepdim, correction=correction), mean(input, dim, keepdim)


def var_mean(
    input: Tensor, dim: Dim = None, unbiased: bool | None = None, keepdim: bool = False, *, correction=None,
) -> tuple[Tensor, Tensor]:  # fmt: skip
    """(var, mean)"""
    return var(input, dim, unbiased, keepdim, correction=correction), mean(input, dim, keepdim)


def dist(input: Tensor, other: Tensor, p: float = 2) -> Tensor:
    """The norm of input − other"""
    return norm(input - other, p)


WORDS = [addmm, addmv, baddbmm, addcmul, addcdiv, lerp, clamp_min, clamp_max, exp2, logit, nan_to_num, hypot]
WORDS += [index_fill, kthvalue, rot90, take, scatter_add, index_add, diff, fliplr, flipud, quantile]
WORDS += [histc, dist]
METHODS = [unfold]
FUNCTIONS = [std_mean, var_mean]
