"""Results that PyTorch computed once, for machines without it. `python -m tests.nn.frozen` stores them."""

import json
from pathlib import Path

import numpy as np

from tests.nn.cases import LAYERS
from tests.nn.functional.cases import ALL
from tests.nn.parity import Library, pytorch

PATH = Path(__file__).with_suffix(".json")
CORE = [*ALL[::4], *LAYERS[::4]]


def results(case, library):
    """{what: array}, without the arguments that a call leaves as they were."""
    found = case.run(library, "float64").items()
    return {name: array for name, array in found if array is not None and not name.startswith("argument")}


def store():
    library = Library(pytorch())
    frozen = {"made by": f"torch {library.torch.__version__}"}
    for case in CORE:
        frozen[repr(case)] = {
            name: [array.dtype.name, array.shape, [float(f"{n:.11g}") for n in array.ravel()]]
            for name, array in results(case, library).items()
        }
    lines = [f"{json.dumps(name)}: {json.dumps(value)}" for name, value in frozen.items()]
    PATH.write_text("{\n" + ",\n".join(lines) + "\n}\n")


def load():
    """{case: {what: array}}"""
    frozen = json.loads(PATH.read_text())
    return {
        case: {name: np.array(n, dtype).reshape(shape) for name, (dtype, shape, n) in entries.items()}
        for case, entries in frozen.items()
        if case != "made by"
    }


if __name__ == "__main__":
    store()
