"""The format of .safetensors files in NumPy alone, for where the package `safetensors` is not (a browser).

Eight bytes say how long the header is; the header is JSON, {name: {"dtype": "F32", "shape": [2, 3],
"data_offsets": [0, 24]}}; then come the numbers of all entries, one behind the other, little-endian.
"""

import json
import math

import numpy as np

SafetensorError = ValueError
KINDS = {f"{kind.upper()}{8 * n}": np.dtype(f"<{kind}{n}") for kind in "iu" for n in (1, 2, 4, 8)}
KINDS |= {"BOOL": np.dtype("?"), "F16": np.dtype("<f2"), "F32": np.dtype("<f4"), "F64": np.dtype("<f8")}


def save(arrays: dict[str, np.ndarray], metadata: dict[str, str]) -> bytes:
    """The bytes of a file with these arrays and texts."""
    names, header, end = {kind: name for name, kind in KINDS.items()}, {"__metadata__": metadata}, 0
    for name, array in arrays.items():
        place = [end, end := end + array.nbytes]
        header[name] = {"dtype": names[array.dtype], "shape": array.shape, "data_offsets": place}
    about = json.dumps(header).encode()
    about += b" " * (-len(about) % 8)  # the numbers begin at a multiple of 8
    return b"".join([len(about).to_bytes(8, "little"), about, *(a.tobytes() for a in arrays.values())])


def load(content: bytes) -> dict[str, np.ndarray]:
    """The arrays of a file. Raises ValueError, KeyError or TypeError if it is damaged."""
    end = start = 8 + int.from_bytes(content[:8], "little")
    header, arrays = json.loads(content[8:start]), {}
    header.pop("__metadata__", None)
    for name, about in sorted(header.items(), key=lambda entry: entry[1]["data_offsets"]):
        kind, shape = KINDS[about["dtype"]], about["shape"]
        place = [end - start, (end := end + math.prod(shape) * kind.itemsize) - start]
        if place != about["data_offsets"]:
            raise ValueError(f"entry {name!r} is not where the header says")
        arrays[name] = np.frombuffer(content[start + place[0] : end], kind).reshape(shape)
    if end != len(content):
        raise ValueError("the header and the length of the file differ")
    return arrays
