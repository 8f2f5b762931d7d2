"""Weights to a file and back: safetensors, a format that holds numbers and names and runs nothing."""

import os

import numpy as np

from .dtypes import as_array, is_supported
from .tensor import Tensor, wrap


def save(state_dict: dict, path: str | os.PathLike) -> None:
    """Write a `state_dict` to a .safetensors file, atomically: an interrupted save leaves the old file.

    PyTorch reads it with `safetensors.torch.load_file(path)`. Raises TypeError for entries that are no
    tensors or arrays of numbers, and FileNotFoundError if the folder does not exist.
    """
    from pathlib import Path

    from safetensors.numpy import save as to_bytes

    if not isinstance(state_dict, dict):
        raise TypeError(
            f"save: expects a state_dict, got {type(state_dict).__name__}. "
            f"Try save(model.state_dict(), path)."
        )
    content = to_bytes({name: _array(name, value) for name, value in state_dict.items()})
    path = Path(path)
    if not path.parent.is_dir():
        raise FileNotFoundError(f"save: there is no folder {path.parent}. Create it first.")
    temporary = path.with_name(f"{path.name}.{os.urandom(4).hex()}.part")
    try:
        with open(temporary, "xb") as file:
            file.write(content)
        os.replace(temporary, path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _array(name, value):
    """The numbers of an entry as safetensors takes them: other memory orders it would write wrongly."""
    array = value._array if isinstance(value, Tensor) else value
    known = isinstance(name, str) and isinstance(array, (np.ndarray, np.generic))
    if not known or not is_supported(array.dtype.newbyteorder("=")):
        kind = f"an array of {array.dtype}" if known else type(value).__name__
        raise TypeError(f"save: entry {name!r} is {kind}; expects names with Tensors or ndarrays of numbers.")
    return np.array(array, array.dtype.newbyteorder("="), order="C")


def load(path: str | os.PathLike) -> dict[str, Tensor]:
    """Read a .safetensors file as a dict of Tensors, for `model.load_state_dict(load(path))`.

    Raises FileNotFoundError, or ValueError for a file that is damaged or in another format.
    """
    from pathlib import Path

    from safetensors import SafetensorError
    from safetensors.numpy import load as from_bytes

    path = Path(path)
    if not path.is_file():
        raise FileNotFoundError(f"load: there is no file {path}. Was it saved in another folder?")
    try:
        arrays = from_bytes(path.read_bytes())
    except (SafetensorError, ValueError, KeyError, TypeError) as error:
        raise ValueError(
            f"load: {path} is not a complete safetensors file ({error}). Files by torch.save are "
            f"pickles and can run code: convert them in PyTorch with safetensors.torch.save_file."
        ) from None
    for name, array in arrays.items():
        if not is_supported(array.dtype):
            raise ValueError(
                f"load: entry {name!r} of {path} holds {array.dtype}, which minidl does not. "
                f"Convert it where it comes from, for example with .float()."
            )
    return {name: wrap(as_array(np.array(array))) for name, array in arrays.items()}
