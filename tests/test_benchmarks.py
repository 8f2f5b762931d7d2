"""The benchmark scripts run: on a handful of made-up images here, on real data by hand."""

import numpy as np

import minidl
from benchmarks.mnist_lenet import accuracies, lenet
from minidl.data import DataLoader, TensorDataset


def test_lenet_is_the_lectures():
    assert sum(p.numel() for p in lenet(minidl.nn).parameters()) == 1_256_080


def test_training_run_reports_each_epoch_and_learns():
    labels = np.arange(20) % 2
    images = np.zeros((20, 1, 28, 28), np.float32)
    images[labels == 1, :, 10:18, 10:18] = 1
    dataset = TensorDataset(minidl.Tensor(images), minidl.Tensor(labels))
    runs = list(accuracies(minidl, DataLoader, dataset, dataset, seed=0, epochs=6))
    assert [epoch for epoch, _, _ in runs] == [1, 2, 3, 4, 5, 6]
    assert runs[-1][1] == 1.0
    assert all(seconds > 0 for _, _, seconds in runs)
