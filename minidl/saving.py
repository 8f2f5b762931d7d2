"""To a file and back: safetensors, a format that holds numbers and names and runs nothing.

The numbers of all tensors are the file's entries, which PyTorch reads, too. What they belong to (a
`state_dict` in its order, an optimiser's, a checkpoint of dictionaries, lists, numbers and texts) is
written down as JSON in the file's metadata, with a tensor as {"tensor": name of its entry}.
"""

import os

import numpy as np

from .dtypes import as_array, is_cpu, is_supported
from .files import write_whole
from .tensor import Tensor, wrap


def save(obj, path: str | os.PathLike) -> None:
    """Write tensors, or dictionaries and lists of them, of numbers and texts, to a file, whole or not at all.

    PyTorch reads the tensors with `safetensors.torch.load_file(path)`. `path` may be a file opened for
    writing. Raises TypeError for what is none of these (a whole model would need a pickle, which can run
    code), and FileNotFoundError if the folder does not exist.
    """
    import json

    to_bytes, *_ = _format()

    arrays = {}
    try:
        structure = json.dumps(_described(obj, (), arrays))
    except RecursionError:
        raise ValueError("save: the object contains itself, or is too deep. Save its parts.") from None
    content = to_bytes(arrays, metadata={"minidl": structure})
    if hasattr(path, "write"):
        path.write(content)
        return
    path = _path("save", path)
    folder = os.path.dirname(path) or "."
    if not os.path.isdir(folder):
        raise FileNotFoundError(f"save: there is no folder {folder}. Create it first.")
    write_whole(path, content)


def _format():
    """How a file's bytes are written and read, and what is raised for damaged ones."""
    try:
        from safetensors import SafetensorError
        from safetensors.numpy import load, save
    except ImportError:
        from .plain_safetensors import SafetensorError, load, save
    return save, load, SafetensorError


def _path(who, path):
    if not isinstance(path, (str, os.PathLike)) or not os.fspath(path):
        swapped = isinstance(path, (dict, Tensor))
        hint = "The object comes first: save(obj, path)." if swapped else "Try 'my.pt'."
        got = repr(path) if path is None or isinstance(path, (str, int, float)) else type(path).__name__
        raise TypeError(f"{who}: path must be the name of a file, got {got}. {hint}")
    if os.path.isdir(path):
        raise IsADirectoryError(f"{who}: {path} is a folder. Give the name of a file in it.")
    return path


def _described(value, place, arrays):
    """What JSON can say about `value`; its tensors go into `arrays`, under the names on the way to them."""
    if isinstance(value, (Tensor, np.ndarray, np.generic)):
        name = ".".join(map(str, place)) or "tensor"
        while name in arrays:  # {"a": {"b": x}, "a.b": y}
            name += "'"
        arrays[name] = _numbers(place, value)
        return {"tensor": name}
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, dict):
        for key in value:
            if not isinstance(key, (str, int, float)):
                raise TypeError(f"save: {key!r} cannot be the name of an entry. Use texts or numbers.")
        return {"dict": [[key, _described(v, (*place, key), arrays)] for key, v in value.items()]}
    if isinstance(value, (list, tuple)):
        items = [_described(v, (*place, i), arrays) for i, v in enumerate(value)]
        return {"tuple" if isinstance(value, tuple) else "list": items}
    hint = "Save its .state_dict(); a whole object would need a pickle, which can run code."
    hint = hint if hasattr(value, "state_dict") else "Give dicts, lists, tensors, numbers and texts."
    raise TypeError(f"save: {_entry(place)} is a {type(value).__name__}. {hint}")


def _entry(place):
    return f"entry {'.'.join(map(str, place))!r}" if place else "the object"


def _numbers(place, value):
    """The numbers of a tensor as safetensors takes them: other memory orders it would write wrongly."""
    array = value._array if isinstance(value, Tensor) else value
    if not is_supported(array.dtype.newbyteorder("=")):
        raise TypeError(f"save: {_entry(place)} is an array of {array.dtype}. Give numbers, such as float32.")
    return np.array(array, array.dtype.newbyteorder("="), order="C")


def load(path: str | os.PathLike, map_location=None, weights_only: bool = True):
    """What `save` wrote, or the tensors of any .safetensors file as a dict, in the order of the file.

    For a model: `model.load_state_dict(load(path))`. `map_location` can only be the CPU, and nothing is
    ever run, whatever `weights_only`. Raises FileNotFoundError, or ValueError for a file that is damaged
    or in another format.
    """
    if not (is_cpu(map_location) or callable(map_location) or isinstance(map_location, dict)):
        raise ValueError(
            f"load: minidl computes on the CPU only, got map_location {map_location!r}. Try 'cpu'."
        )
    if not hasattr(path, "read"):
        if not os.path.isfile(_path("load", path)):
            raise FileNotFoundError(f"load: there is no file {path}. Was it saved in another folder?")
        with open(path, "rb") as file:
            return _read(file, path)
    return _read(path, getattr(path, "name", "the file"))


def _read(file, path):
    import json

    _, from_bytes, damaged = _format()
    try:
        start = file.read(8)
        start += file.read(int.from_bytes(start, "little"))
        header = json.loads(start[8:])  # of another file no more is read: it may have gigabytes
        metadata = header.pop("__metadata__", {})
        arrays = from_bytes(start + file.read()) if all(map(_is_held, header.values())) else None
        if arrays is not None:
            flat = {"dict": [[name, {"tensor": name}] for name in header]}
            return _rebuilt(json.loads(metadata["minidl"]) if "minidl" in metadata else flat, arrays)
    except (damaged, *NOT_A_FILE_OF_OURS) as error:
        raise ValueError(
            f"load: {path} is not a complete safetensors file ({error}). Files by torch.save are "
            f"pickles and can run code: convert them in PyTorch with safetensors.torch.save_file."
        ) from None
    name, dtype = next((name, entry["dtype"]) for name, entry in header.items() if not _is_held(entry))
    raise ValueError(
        f"load: entry {name!r} of {path} holds {dtype}, which minidl does not. "
        f"Convert it where it comes from, for example with .float()."
    )


NOT_A_FILE_OF_OURS = (AttributeError, KeyError, MemoryError, OverflowError, TypeError, ValueError)


def _is_held(entry):
    return entry["dtype"] in {"F16", "F32", "F64", "BOOL"} or entry["dtype"][0] in "IU"


def _rebuilt(described, arrays):
    if not isinstance(described, dict):
        return described
    ((kind, value),) = described.items()
    if kind == "tensor":
        return wrap(as_array(np.array(arrays[value])))
    if kind == "dict":
        return {key: _rebuilt(v, arrays) for key, v in value}
    items = [_rebuilt(v, arrays) for v in value]
    return tuple(items) if kind == "tuple" else items
