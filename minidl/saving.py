"""Weights to a file and back: safetensors, a format that holds numbers and names and runs nothing."""

import os
import tempfile
from pathlib import Path

import numpy as np

from .tensor import Tensor


def save(state_dict: dict, path: str | os.PathLike) -> None:
    """Write a `state_dict` to a .safetensors file, atomically: an interrupted save leaves the old file.

    PyTorch reads it with `safetensors.torch.load_file(path)`. Raises TypeError for entries that are no
    tensors or arrays.
    """
    from safetensors.numpy import save as to_bytes

    if not isinstance(state_dict, dict):
        raise TypeError(f"save: expects a state_dict, got {type(state_dict).__name__}. Try save(model.state_dict(), path).")
    arrays = {}
    for name, value in state_dict.items():
        array = value.data if isinstance(value, Tensor) else value
        if not isinstance(name, str) or not isinstance(array, (np.ndarray, np.generic)):
            raise TypeError(f"save: entry {name!r} is {type(value).__name__}; expects names with Tensors or ndarrays.")
        arrays[name] = np.array(array, order="C")  # safetensors writes other memory orders wrongly
    path = Path(path)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=path.name, suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(to_bytes(arrays))
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise


def load(path: str | os.PathLike) -> dict[str, Tensor]:
    """Read a .safetensors file as a dict of Tensors, for `model.load_state_dict(load(path))`.

    Raises FileNotFoundError, or ValueError for a file that is damaged or in another format.
    """
    from safetensors import SafetensorError
    from safetensors.numpy import load as from_bytes

    path = Path(path)
    if not path.exists():
        raise FileNotFoundError(f"load: there is no file {path}. Was it saved in another folder?")
    try:
        arrays = from_bytes(path.read_bytes())
    except (SafetensorError, ValueError, KeyError) as error:
        raise ValueError(
            f"load: {path} is not a complete safetensors file ({error}). Files by torch.save are pickles and can "
            f"run code: convert them in PyTorch with safetensors.torch.save_file."
        ) from None
    return {name: Tensor(np.array(array)) for name, array in arrays.items()}
