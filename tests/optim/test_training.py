"""Whole models from the same weights: the losses of 20 steps, the weights and the outputs are PyTorch's.

The models are written once, for either library: what a notebook's model cell must allow.
"""

import numpy as np
import pytest

from tests.parity import Library, fill_state, pytorch, wave


def lenet(nn):
    class LeNet(nn.Module):
        def __init__(self):
            super().__init__()
            self.features = nn.Sequential(
                nn.Conv2d(1, 6, 5, padding=2),
                nn.ReLU(inplace=True),
                nn.MaxPool2d(2),
                nn.Conv2d(6, 8, kernel_size=5),
                nn.ReLU(),
                nn.MaxPool2d(kernel_size=2, stride=2),
            )
            self.classifier = nn.Sequential(nn.Flatten(), nn.Linear(72, 24), nn.Tanh(), nn.Linear(24, 4))

        def forward(self, x):
            return self.classifier(self.features(x))

    return LeNet()


def mlp(nn):
    return nn.Sequential(
        nn.Linear(20, 16),
        nn.BatchNorm1d(16),
        nn.ReLU(),
        nn.Dropout(p=0),
        nn.Linear(16, 12, bias=False),
        nn.BatchNorm1d(12, momentum=None),
        nn.Sigmoid(),
        nn.Linear(12, 4),
    )


def train(library, build, shape, make_optimizer, dtype, steps=20):
    """The loss at each step, the weights at the end, and the outputs in evaluation."""
    model = fill_state(library, build(library.nn))
    for name, p in model.named_parameters():
        if p.ndim > 1:
            library.array(p)[...] /= np.sqrt(p.numel() / len(p))  # else small errors would grow
    model = model.to(library.fill(np.dtype(dtype).type, dtype, 0))
    loss_function = library.nn.CrossEntropyLoss(label_smoothing=0.05)
    optimizer = make_optimizer(library.optim, model)
    losses = []
    for step in range(steps):
        batch = step % 3
        x = library.tensor(np.array(wave(shape, 0.7 * batch), dtype))
        y = library.tensor((np.arange(shape[0]) * 7 + batch) % 4)
        optimizer.zero_grad()
        loss = loss_function(model(x), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    model.eval()
    outputs = library.array(model(x))
    return losses, [library.array(t) for t in model.state_dict().values()], outputs


RUNS = {
    "lenet-SGD": (lenet, (8, 1, 20, 20), lambda optim, model: optim.SGD(model.parameters(), 0.02, 0.9)),
    "lenet-Adam": (lenet, (8, 1, 20, 20), lambda optim, model: optim.Adam(model.parameters(), 1e-3)),
    "mlp-SGD": (mlp, (9, 20), lambda optim, model: optim.SGD(model.parameters(), 0.05, 0.9, nesterov=True)),
    "mlp-Adam": (mlp, (9, 20), lambda optim, model: optim.Adam(model.parameters(), 0.01, weight_decay=1e-3)),
}


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("run", RUNS)
def test_a_training_run_is_pytorchs(run, dtype):
    ours, theirs = (train(library, *RUNS[run], dtype) for library in (Library(), Library(pytorch())))
    digits = 1e-4 if dtype == "float32" else 1e-9
    np.testing.assert_allclose(ours[0], theirs[0], rtol=digits)
    assert ours[0][-1] < 0.9 * ours[0][0]
    for a, b in zip(ours[1], theirs[1], strict=True):
        np.testing.assert_allclose(a, b, rtol=digits, atol=5 * digits)
    np.testing.assert_allclose(ours[2], theirs[2], rtol=10 * digits, atol=10 * digits)


@pytest.mark.parametrize(
    ("run", "first", "last"),
    [
        ("lenet-SGD", 3.21499876, 1.4074159396),
        ("lenet-Adam", 3.21499876, 1.3482795956),
        ("mlp-SGD", 1.9544094525, 1.1718300651),
        ("mlp-Adam", 1.9544094525, 1.3576394349),
    ],
)
def test_the_losses_are_those_that_pytorch_once_had(run, first, last):
    """Computed with torch 2.13.0."""
    losses, _, _ = train(Library(), *RUNS[run], "float64")
    np.testing.assert_allclose((losses[0], losses[-1]), (first, last), rtol=1e-8)
