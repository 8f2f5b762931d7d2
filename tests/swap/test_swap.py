"""`course.py` in both worlds, from the same weights: the same outputs, losses and trained weights."""

import types
from pathlib import Path

import numpy as np
import pytest

import minidl
from tests.parity import pytorch
from tests.swap import course

SOURCE = Path(course.__file__)
STEPS = 12


def swapped():
    """The file as a module of PyTorch."""
    pytorch()
    module = types.ModuleType("swapped_course")
    exec(
        compile(SOURCE.read_text().replace("minidl", "torch"), "course.py for PyTorch", "exec"), vars(module)
    )
    return module


def batches(kind, dtype):
    """Made-up data whose labels can be learned: [(x, y), ...] as arrays."""
    generator = np.random.default_rng(7)
    made = []
    for _ in range(STEPS):
        y = generator.integers(0, 4 if kind == "features" else 10, 16)
        if kind == "tokens":
            x = generator.integers(0, 12, (16, 7))
        elif kind == "features":
            x = generator.standard_normal((16, 20)) + np.eye(4, 20)[y] * 2
        else:
            x = generator.random((16, 1, 28, 28)) / 2
            x[np.arange(16), 0, 2 * y + 4] += 0.5
        made.append((x if kind == "tokens" else x.astype(dtype), y))
    return made


def same_dropout(monkeypatch, library):
    """Drop the same elements in both worlds; they draw different random numbers."""
    generator = np.random.default_rng(1)

    def dropout(input, p=0.5, training=True, inplace=False):
        if not training:
            return input
        kept = generator.random(tuple(input.shape)) >= p
        return input * library.tensor(kept / (1 - p)).to(input.dtype)

    monkeypatch.setattr(library.nn.functional, "dropout", dropout)
    forward = lambda layer, input: dropout(input, layer.p, layer.training)
    monkeypatch.setattr(library.nn.Dropout, "forward", forward)


def run(monkeypatch, file, library, name, dtype, state=None):
    """(weights at the start, outputs, losses, weights at the end) as arrays"""
    make, loss, make_optimizer, kind, max_norm = file.LESSONS[name]
    data = [[library.tensor(a) for a in batch] for batch in batches(kind, dtype)]
    model = make().to(getattr(library, dtype))
    if state is not None:
        model.load_state_dict({key: library.tensor(value) for key, value in state.items()})
    start = arrays(model.state_dict())
    same_dropout(monkeypatch, library)
    model.eval()
    with library.no_grad():
        outputs = model(data[0][0]).numpy()
    optimizer, scheduler = make_optimizer(model)
    losses = file.train(model, loss, optimizer, data, scheduler, max_norm)
    return start, outputs, losses, arrays(model.state_dict())


def arrays(state):
    return {name: value.detach().numpy().copy() for name, value in state.items()}


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("name", course.LESSONS)
def test_the_file_runs_in_both_worlds(name, dtype, monkeypatch):
    theirs = swapped()
    minidl.manual_seed(0)
    start, outputs, losses, end = run(monkeypatch, course, minidl, name, dtype)
    torch = pytorch()
    start_, outputs_, losses_, end_ = run(monkeypatch, theirs, torch, name, dtype, start)
    exact = dtype == "float64"
    assert list(start) == list(start_)
    np.testing.assert_allclose(outputs, outputs_, rtol=1e-9 if exact else 1e-4, atol=1e-10 if exact else 1e-5)
    np.testing.assert_allclose(losses, losses_, rtol=1e-8 if exact else 5e-3)
    if exact:  # in float32, Adam blows up the rounding of gradients that are truly 0, such as a bias before BatchNorm
        for key, value in end_.items():
            np.testing.assert_allclose(end[key], value, atol=1e-6, err_msg=key)


@pytest.mark.parametrize("name", course.LESSONS)
def test_the_loss_falls(name, monkeypatch):
    minidl.manual_seed(0)
    _, _, losses, _ = run(monkeypatch, course, minidl, name, "float32")
    assert np.mean(losses[-3:]) < np.mean(losses[:3])


def test_the_lectures_models_have_their_parameters():
    counts = [
        sum(p.numel() for p in make().parameters()) for make in (course.keras_8586, course.separable_1427)
    ]
    assert counts == [8_586, 1_427]
