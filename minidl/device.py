"""PyTorch's words about devices. There is one, the CPU; who asks for others hears that there is none."""

import sys
from types import ModuleType, SimpleNamespace

DEVICES = ("cpu", "cuda", "mps", "xpu", "meta")  # PyTorch's; here is the first


class device:
    """`device("cpu")`. Raises ValueError for any other: minidl computes with NumPy."""

    def __init__(self, type="cpu", index: int | None = None):
        type, _, number = str(type).partition(":")
        if type != "cpu":
            raise ValueError(
                f"device: minidl computes on the CPU only, got {type!r}. Try minidl.device('cpu'), or "
                f"'cuda' if minidl.cuda.is_available() else 'cpu'."
            )
        self.type, self.index = type, int(number) if number else index

    def __str__(self):
        return self.type if self.index is None else f"{self.type}:{self.index}"

    def __repr__(self):
        number = "" if self.index is None else f", index={self.index}"
        return f"device(type={self.type!r}{number})"

    def __eq__(self, other):
        return isinstance(other, device) and str(self) == str(other)

    def __hash__(self):
        return hash(str(self))


def _room(path, **contents):
    """A module that `import minidl.backends.cudnn` finds, too"""
    module = ModuleType(f"minidl.{path}")
    vars(module).update(contents)
    return sys.modules.setdefault(module.__name__, module)


def _nothing(*arguments):
    """Nothing to do: there is no such device"""


def compile(model=None, **settings):
    """The model as it is: minidl runs each line as it is written"""
    return compile if model is None else model


set_num_threads = set_num_interop_threads = set_float32_matmul_precision = _nothing
use_deterministic_algorithms = lambda mode, *, warn_only=False: None  # it is deterministic already


_absent = {"is_available": lambda: False, "is_built": lambda: False, "device_count": lambda: 0}
_absent |= {"manual_seed": _nothing, "synchronize": _nothing, "empty_cache": _nothing}
cuda = _room("cuda", **_absent, manual_seed_all=_nothing, current_device=_nothing)
mps = _room("mps", **_absent)
accelerator = _room("accelerator", **_absent, current_accelerator=_nothing)
_cudnn = _room("backends.cudnn", **_absent, enabled=False, deterministic=True, benchmark=False)
_cuda = SimpleNamespace(**_absent, matmul=SimpleNamespace(allow_tf32=False))
backends = _room("backends", cudnn=_cudnn, cuda=_cuda, mps=SimpleNamespace(**_absent))
