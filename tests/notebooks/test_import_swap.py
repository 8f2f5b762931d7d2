"""The promise to students: a notebook's model and training cells run in PyTorch, unchanged."""

import inspect
from pathlib import Path

import nbformat
import numpy as np
import pytest

from minidl.data import digits
from minidl.teach.kit.lesson import find

torch = pytest.importorskip("torch", reason="PyTorch is not installed; CI installs it", exc_type=ImportError)
NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
IMPORTS = {"minidl": torch, "nn": torch.nn, "F": torch.nn.functional, "optim": torch.optim, "np": np}


def cells_of(name):
    return {cell.id: cell.source for cell in nbformat.read(NOTEBOOKS / name, as_version=4).cells}


def test_the_first_model_trains_in_pytorch(capsys):
    cells = cells_of("16-a-trained-cnn.ipynb")
    images, labels = [torch.from_numpy(t.numpy()) for t in digits()[0].tensors]
    data = torch.utils.data.TensorDataset(images.double(), labels)
    losses, shares = [], []

    class LiveCurve:
        def __init__(self, total, title):
            self.add, self.share = losses.append, lambda **share: shares.append(share)

        def __enter__(self):
            return self

        def __exit__(self, *error):
            pass

    names = IMPORTS | {"DataLoader": torch.utils.data.DataLoader, "LiveCurve": LiveCurve}
    names |= {"train": data, "validation": data, "reveal": lambda id: None}
    exec(cells["model-build"], names)
    assert capsys.readouterr().out.endswith("first loss 2.3\n")

    def use(exercise):
        """What the exercise asks for, as its solution prints it."""
        function = find(exercise).solution
        exec(inspect.getsource(function), names)
        return names[function.__name__]

    names["use"] = use
    exec(cells["loop-run"].replace("range(15)", "range(3)"), names)
    assert len(losses) == 3 * 45 and np.mean(losses[-45:]) < 0.5
    assert [set(share) for share in shares] == [{"training", "validation"}] * 3
    assert shares[0]["training"] < shares[-1]["training"] <= 1 and shares[-1]["training"] > 0.85


def test_softmax_overflows_in_pytorch_as_here(capsys):
    exec(cells_of("06-softmax-gradients.ipynb")["softmax-code"], IMPORTS.copy())
    printed = capsys.readouterr().out
    assert "nan, nan, nan" in printed
    assert "stable: tensor([[0.7054, 0.2595, 0.0351]]) loss: tensor(0.3490)" in printed
