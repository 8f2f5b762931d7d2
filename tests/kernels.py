"""Kernels for tests: they talk through files. Where two processes look for free ports at once, both may take the
same; then a kernel dies, or answers to the wrong test."""

import os
import tempfile
from itertools import count
from pathlib import Path

from jupyter_client.manager import KernelManager

SOCKETS = tempfile.TemporaryDirectory(prefix="minidl-")
NUMBERS = count()


def kernel_manager(**options) -> KernelManager:
    """Of a kernel that is not started yet."""
    if os.name == "posix":
        options |= {"transport": "ipc", "ip": str(Path(SOCKETS.name) / str(next(NUMBERS)))}
    return KernelManager(**options)
