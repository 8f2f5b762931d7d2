"""The promise to students: a notebook's model and training cells run in PyTorch, unchanged."""

from pathlib import Path

import nbformat
import numpy as np
import pytest

from minidl.data import digits

torch = pytest.importorskip("torch", reason="PyTorch is not installed; CI installs it", exc_type=ImportError)
NOTEBOOK = Path(__file__).parents[2] / "notebooks" / "16-a-trained-cnn.ipynb"


def test_the_first_model_trains_in_pytorch(capsys):
    cells = {cell.id: cell.source for cell in nbformat.read(NOTEBOOK, as_version=4).cells}
    images, labels = [torch.from_numpy(t.numpy()) for t in digits()[0].tensors]
    images = images.double()
    losses = []
    names = {
        "minidl": torch,
        "nn": torch.nn,
        "optim": torch.optim,
        "DataLoader": torch.utils.data.DataLoader,
        "np": np,
        "LiveCurve": lambda total, title: type("Curve", (), {"add": staticmethod(losses.append)}),
        "train": torch.utils.data.TensorDataset(images, labels),
        "train_images": images,
        "train_labels": labels,
        "reveal": lambda id: None,
    }
    for cell in ("model-build", "loss-choose", "loop-run"):
        exec(cells[cell].replace("epochs = 20", "epochs = 3"), names)
    assert capsys.readouterr().out.endswith("loss before training 2.3, log 10 = 2.3\n")
    assert len(losses) == 3 * 45
    assert np.mean(losses[-45:]) < 0.5


def test_softmax_on_iris_trains_in_pytorch(capsys):
    path = NOTEBOOK.with_name("06-softmax-gradients.ipynb")
    cells = {cell.id: cell.source for cell in nbformat.read(path, as_version=4).cells}
    names = {"minidl": torch, "nn": torch.nn, "F": torch.nn.functional, "optim": torch.optim, "np": np}
    for cell in ("softmax-code", "iris-data", "iris-model", "iris-by-hand"):
        exec(cells[cell], names)
    printed = capsys.readouterr().out
    assert "stable: tensor([0.7054, 0.2595, 0.0351])" in printed and "tensor([nan, nan, nan])" in printed
    assert "same weights to 1e-6: True; training loss 0.1\n" in printed
