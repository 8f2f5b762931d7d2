"""The benchmark scripts run, and the contestants do the same work: a time is never asserted."""

import numpy as np
import pytest

import minidl
from benchmarks import growth, processes, timing, workloads
from benchmarks.mnist_lenet import accuracies
from minidl.data import DataLoader, TensorDataset


def test_lenet_is_the_lectures():
    assert sum(p.numel() for p in workloads.lenet(minidl.nn).parameters()) == 1_256_080


def test_training_run_reports_each_epoch_and_learns():
    labels = np.arange(20) % 2
    images = np.zeros((20, 1, 28, 28), np.float32)
    images[labels == 1, :, 10:18, 10:18] = 1
    dataset = TensorDataset(minidl.from_numpy(images), minidl.from_numpy(labels))
    runs = list(accuracies(minidl, DataLoader, dataset, dataset, seed=0, epochs=6))
    assert [epoch for epoch, _, _ in runs] == [1, 2, 3, 4, 5, 6]
    assert runs[-1][1] == 1.0
    assert all(seconds > 0 for _, _, seconds in runs)


def lecture_model(library):
    """The model inside the workload's step."""
    step = workloads.lecture_network(library, np.zeros((1, 1, 28, 28), np.float32))
    return next(
        c.cell_contents for c in step.__wrapped__.__closure__ if hasattr(c.cell_contents, "parameters")
    )


def test_the_lectures_network_has_its_parameters():
    model = lecture_model(workloads.minidl_library())
    assert sum(p.numel() for p in model.parameters()) == 8586


def test_everyone_runs_once_in_each_round_and_short_steps_are_repeated(monkeypatch):
    clock = iter(range(10_000))
    calls = []
    monkeypatch.setattr(timing.time, "process_time", lambda: next(clock))
    steps = {name: lambda name=name: calls.append(name) for name in "abc"}
    seconds = timing.interleaved(steps, rounds=4)
    assert calls == ["a", "a", "b", "b", "c", "c"] + 4 * ["a", "b", "c"]
    assert seconds == {"a": 1.0, "b": 1.0, "c": 1.0}


@pytest.mark.parametrize("power", [1, 2, 0.5])
def test_the_exponent_of_a_power_law(power):
    sizes = (8, 16, 32, 128)
    assert growth.exponent(sizes, [3 * n**power for n in sizes]) == pytest.approx(power)


def test_the_stack_whose_growth_is_measured_runs_at_every_size():
    library = workloads.minidl_library()
    for name, sizes in growth.SIZES.items():
        growth.stack(
            library, **{"batch": 2, "side": 4, "channels": 2, "depth": 1} | {name: min(sizes) // 2 or 1}
        )()


@pytest.mark.parametrize("name", list(workloads.CONVOLUTIONS))
def test_all_libraries_compute_the_same_convolution(name):
    """Otherwise their times could not be compared. Gradients of x, smaller batches."""
    pytest.importorskip("torch")
    (batch, *shape), *setting = workloads.CONVOLUTIONS[name]
    arguments = (min(batch, 2), *shape), *setting
    gradients = []
    for library in (workloads.minidl_library(), workloads.torch_library()):
        step = workloads.conv2d(library, *arguments)
        step()
        cells = dict(zip(step.__code__.co_freevars, (c.cell_contents for c in step.__closure__)))
        gradients.append([np.asarray(cells[n].grad.numpy()) for n in ("x", "weight", "bias")])
    for ours, theirs in zip(*gradients):
        scale = np.abs(theirs).max()
        np.testing.assert_allclose(ours / scale, theirs / scale, atol=1e-5)


@pytest.mark.parametrize("make", [workloads.lenet_step, workloads.xor_step, workloads.mlp_step])
def test_steps_train(make):
    library = workloads.minidl_library()
    minidl.manual_seed(0)
    step = make(library)
    cells = dict(zip(step.__code__.co_freevars, (c.cell_contents for c in step.__closure__)))

    def loss():
        with minidl.no_grad():
            return cells["loss_function"](cells["model"](cells["x"]), cells["y"]).item()

    before = loss()
    for _ in range(10):
        step()
    assert loss() < before


def test_import_and_memory_are_measured_in_fresh_processes(monkeypatch):
    monkeypatch.setattr(processes, "ROUNDS", 1)
    numpy, more = processes.import_seconds("numpy", "minidl")
    assert numpy > 0 and numpy + more > 0
    peak = processes.peak_of_lenet_step("minidl")
    assert peak is None or 5 < peak < 200
