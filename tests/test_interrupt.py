"""The Interrupt button: wherever it strikes, the model stays usable and training can go on."""

import gc
import signal

import numpy as np
import pytest

import minidl
from minidl import nn, optim
from minidl.data import DataLoader, TensorDataset

pytestmark = pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="this system has no setitimer")


def interrupt(number, frame):
    raise KeyboardInterrupt


@pytest.fixture
def interrupt_after(monkeypatch):
    """Call it with seconds: a KeyboardInterrupt strikes after them, in the middle of anything."""
    before = signal.signal(signal.SIGALRM, interrupt)
    watchers, gc.callbacks[:] = (
        gc.callbacks[:],
        [],
    )  # hypothesis's would swallow an interrupt that strikes in it
    yield lambda seconds: signal.setitimer(signal.ITIMER_REAL, seconds)
    signal.setitimer(signal.ITIMER_REAL, 0)
    gc.callbacks[:] = watchers
    signal.signal(signal.SIGALRM, before)


@pytest.mark.parametrize("optimizer_class", [optim.SGD, optim.Adam])
def test_training_goes_on_after_interrupts_at_any_moment(interrupt_after, optimizer_class):
    minidl.manual_seed(0)
    model = nn.Sequential(
        nn.Conv2d(1, 4, 3, padding=1), nn.BatchNorm2d(4), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(64, 3)
    )  # fmt: skip
    optimizer = optimizer_class(model.parameters(), lr=0.01)
    loss_function = nn.CrossEntropyLoss()
    images, labels = minidl.rand(60, 1, 8, 8), minidl.randint(0, 3, (60,))
    loader = DataLoader(TensorDataset(images, labels), batch_size=10, shuffle=True)

    def training_cell():
        for _ in range(1000):
            for inputs, targets in loader:
                loss = loss_function(model(inputs), targets)
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()

    for seconds in np.linspace(0.001, 0.03, 25):
        interrupt_after(seconds)
        with pytest.raises(KeyboardInterrupt):
            training_cell()
        assert all(np.isfinite(p.data.numpy()).all() for p in model.parameters())
        assert loss_function(model(images), labels).item() < 5
