"""The same numbers in another dtype, or in memory of their own."""

from .. import ops
from ..dtypes import as_dtype, bool_, float32, float64, int64
from ..tensor import Tensor, apply


def to(input: Tensor, dtype) -> Tensor:
    """As `dtype` (itself if it has that dtype already); integers and bools have no gradient"""
    if isinstance(dtype, str) and dtype == "cpu":  # x.to(device) has nothing to do: there is no other
        return input
    dtype = as_dtype(dtype)
    if dtype == input.dtype:
        return input
    return apply(ops.cast, input if dtype.kind == "f" else input.detach(), dtype=dtype)


def cpu(input: Tensor) -> Tensor:
    """Itself: minidl computes on the CPU only"""
    return input


def float(input: Tensor) -> Tensor:
    """As float32"""
    return to(input, float32)


def double(input: Tensor) -> Tensor:
    """As float64"""
    return to(input, float64)


def long(input: Tensor) -> Tensor:
    """As int64; towards 0"""
    return to(input, int64)


def bool(input: Tensor) -> Tensor:
    """False where input is 0, else True"""
    return to(input, bool_)


def clone(input: Tensor) -> Tensor:
    """A copy that is part of the graph"""
    return apply(ops.clone, input)


def contiguous(input: Tensor) -> Tensor:
    """In reading order in memory (a copy unless it is so already)"""
    return input if input._array.flags.c_contiguous else apply(ops.clone, input, order="C")


METHODS = [to, cpu, float, double, long, bool, clone, contiguous]
OPERATORS = {}
