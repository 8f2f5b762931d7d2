"""The same numbers in another dtype, or in memory of their own."""

from .. import ops
from ..device import DEVICES
from ..device import device as device_
from ..dtypes import as_dtype, bool_, float16, float32, float64, int16, int32, int64, uint8
from ..tensor import Tensor, apply


def to(
    input: Tensor, *target, dtype=None, device=None, non_blocking: bool = False, copy: bool = False,
) -> Tensor:  # fmt: skip
    """As a dtype, on a device, or as another tensor has them (itself if nothing changes)

    Integers and bools have no gradient. There is one device, the CPU.
    """
    for given in target:
        if isinstance(given, Tensor):
            dtype = given.dtype
        elif isinstance(given, device_) or isinstance(given, str) and given.split(":")[0] in DEVICES:
            device = given
        else:
            dtype = given
    dtype = as_dtype(input.dtype if dtype is None else dtype, device, "to")
    if dtype == input.dtype:
        return clone(input) if copy else input
    return apply(ops.cast, input if dtype.kind == "f" else input.detach(), dtype=dtype)


def type(input: Tensor, dtype=None):
    """As `dtype`; without one, the name that PyTorch has for this kind of tensor"""
    if dtype is None:
        kinds = {"e": "Half", "f": "Float", "d": "Double", "l": "Long", "q": "Long"}
        kinds |= {"i": "Int", "h": "Short", "B": "Byte"}
        return f"minidl.{kinds.get(input.dtype.char, input.dtype.name.capitalize())}Tensor"
    return to(input, dtype)


def type_as(input: Tensor, other: Tensor) -> Tensor:
    """In the dtype of other"""
    return to(input, other.dtype)


def cpu(input: Tensor) -> Tensor:
    """Itself: minidl computes on the CPU only"""
    return input


def _as(name, dtype, doc):
    """The method that converts to one dtype."""

    def convert(input: Tensor) -> Tensor:
        return to(input, dtype)

    convert.__name__, convert.__doc__ = name, doc
    return convert


half = _as("half", float16, "As float16, with three digits")
float, double = _as("float", float32, "As float32"), _as("double", float64, "As float64")
long, int = _as("long", int64, "As int64; towards 0"), _as("int", int32, "As int32; towards 0")
short, byte = _as("short", int16, "As int16; towards 0"), _as("byte", uint8, "As uint8; towards 0")
bool = _as("bool", bool_, "False where input is 0, else True")


def clone(input: Tensor) -> Tensor:
    """A copy that is part of the graph"""
    return apply(ops.clone, input)


def contiguous(input: Tensor) -> Tensor:
    """In reading order in memory (a copy unless it is so already)"""
    return input if input._array.flags.c_contiguous else apply(ops.clone, input, order="C")


METHODS = [to, type, type_as, cpu, half, float, double, long, int, short, byte, bool, contiguous]
WORDS = [clone]
OPERATORS = {
    "device": property(lambda self: device_("cpu"), doc="Where it is: on the CPU, the only device"),
    "is_cuda": property(lambda self: False, doc="Whether it is on a graphics card: never"),
    "H": property(lambda self: self.mT, doc="The transpose of a matrix"),
}
