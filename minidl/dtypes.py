"""Which numbers a Tensor may hold, and which type comes out when two meet.

PyTorch's rules, not NumPy's. Floats beat integers, integers beat bools, whatever their width:
int64 + float32 is float32 (NumPy: float64). Within one kind, Python numbers and 0-d tensors never
widen an array: float32 array + 0-d float64 stays float32.
"""

import numpy as np

from .checks import DtypeError, ShapeError

float16, float32, float64 = np.dtype(np.float16), np.dtype(np.float32), np.dtype(np.float64)
int8, int16 = np.dtype(np.int8), np.dtype(np.int16)
int32, int64, uint8 = np.dtype(np.int32), np.dtype(np.int64), np.dtype(np.uint8)
bool_ = np.dtype(np.bool_)
_SUPPORTED = {np.dtype(t) for t in "?bhilqBHILQefd"}
Number = bool | int | float
_RANK = {"b": 0, "u": 1, "i": 1, "f": 2}  # bool < integer < float


def is_cpu(device) -> bool:
    """Whether it means the CPU, the only device there is; None does."""
    return device is None or str(device).split(":")[0] == "cpu"


def as_dtype(dtype, device=None, who: str = "dtype") -> np.dtype:
    """A NumPy dtype from `minidl.float32`, `np.float32`, `float`, ...; `float` and None are float32.

    A `device` that comes with it must be the CPU.
    """
    if not is_cpu(device):
        raise ValueError(f"{who}: minidl computes on the CPU only, got device {device!r}. Try device='cpu'.")
    if dtype is float or dtype is None:
        return float32
    try:
        dtype = np.dtype(dtype)
    except TypeError:
        raise TypeError(f"{who}: expected a dtype such as minidl.float32, got {dtype!r}.") from None
    if dtype not in _SUPPORTED:
        raise TypeError(
            f"{who}: minidl holds float16 to float64, integers and bools, not {dtype}. Try float32."
        )
    return dtype


def is_supported(dtype: np.dtype) -> bool:
    """Whether a Tensor may hold it: float16 to float64, integers and bools"""
    return dtype in _SUPPORTED


def as_array(data, dtype=None, who: str = "Tensor") -> np.ndarray:
    """An array (as `dtype`) on its own memory, if a Tensor may hold it; np.matrix as a plain ndarray."""
    if not hasattr(data, "dtype"):
        raise TypeError(f"Tensor wraps an ndarray, got {type(data).__name__}. For lists: minidl.tensor(...).")
    if hasattr(data, "mask") and np.any(data.mask):
        raise TypeError("Tensor has no mask, got a masked array. Try array.filled(0).")
    data = np.asarray(data, dtype)
    if data.dtype not in _SUPPORTED:
        raise TypeError(
            f"{who} holds float16 to float64, integers and bools, got an array of {data.dtype}. "
            f"Try array.astype('float32')."
        )
    return data


def sizes_or_numbers(data: tuple, device=None) -> np.ndarray:
    """The float32 array that `Tensor(*data)` stands for: zeros of these sizes, or these numbers."""
    as_dtype(float32, device)
    if not data:
        return np.zeros(0, float32)
    if all(hasattr(size, "__index__") and not isinstance(size, (bool, np.ndarray)) for size in data):
        if min(data) < 0:
            raise ValueError(f"Tensor: sizes must not be negative, got {tuple(map(int, data))}. Try [...].")
        return np.zeros(data, float32)
    if len(data) == 1 and (isinstance(data[0], (list, tuple, range)) or getattr(data[0], "ndim", 0)):
        try:
            return as_array(data[0] if hasattr(data[0], "dtype") else np.array(data[0]), float32)
        except ValueError:
            raise ValueError("Tensor: the nested lists have different lengths; all must have one.") from None
    got = ", ".join(type(item).__name__ for item in data)
    raise TypeError(f"Tensor: expects sizes or one sequence of numbers, got {got}. Try minidl.tensor(...).")


def number_dtype(number) -> np.dtype:
    """The dtype that a Python number has on its own: bool, int64 or float32."""
    return bool_ if isinstance(number, bool) else int64 if isinstance(number, int) else float32


def common_dtype(*operands) -> np.dtype:
    """The dtype in which tensors and Python numbers meet."""
    arrays, zero_d, numbers = [], [], []
    for operand in operands:
        if isinstance(operand, Number):
            numbers.append(number_dtype(operand))
        else:
            (arrays if operand.ndim else zero_d).append(operand.dtype)
    result = None
    for dtypes in (arrays, zero_d, numbers):  # who comes first decides, unless a later one ranks higher
        if dtypes:
            dtype = promote(dtypes)
            if result is None or _RANK[dtype.kind] > _RANK[result.kind]:
                result = dtype
    return result


def promote(dtypes) -> np.dtype:
    """The widest of the dtypes that rank highest: float beats integer beats bool."""
    dtypes = list(dtypes)
    rank = max(_RANK[dtype.kind] for dtype in dtypes)
    return np.result_type(*[dtype for dtype in dtypes if _RANK[dtype.kind] == rank])


def check_fits(name: str, value: np.ndarray, target: np.ndarray) -> None:
    """Check that an in-place result has the target's shape and does not lose its kind of number."""
    if value.shape != target.shape:
        raise ShapeError(
            f"In-place {name}: the result has shape {value.shape} and cannot stay in a tensor of shape "
            f"{target.shape}. Write x = x ... instead."
        )
    if _RANK[value.dtype.kind] > _RANK[target.dtype.kind]:
        raise DtypeError(
            f"In-place {name}: the result is {value.dtype} and cannot stay in a tensor of {target.dtype}. "
            f"Convert the tensor first, for example with .float()."
        )
