"""Test accuracy of the lecture's LeNet on real MNIST after one and two epochs.

    MINIDL_DATA=... python -m benchmarks.mnist_lenet [--seeds 3] [--epochs 2] [--torch]

Adam 1e-3, batch 128, inputs / 255. `--torch` trains the same cell with PyTorch instead.
"""

import argparse
import statistics
import time

from minidl.data import mnist

from .workloads import lenet


def accuracies(library, DataLoader, train, test, seed, epochs):
    """Train once; yield (epoch, test accuracy, seconds so far)."""
    library.manual_seed(seed)
    model = lenet(library.nn)
    optimizer = library.optim.Adam(model.parameters(), lr=1e-3)
    loss_function = library.nn.CrossEntropyLoss()
    batches = DataLoader(train, batch_size=128, shuffle=True)
    start = time.perf_counter()
    for epoch in range(1, epochs + 1):
        for images, labels in batches:
            optimizer.zero_grad()
            loss = loss_function(model(images), labels)
            loss.backward()
            optimizer.step()
        correct = 0
        with library.no_grad():
            for images, labels in DataLoader(test, batch_size=500):
                correct += (model(images).argmax(1) == labels).sum().item()
        yield epoch, correct / len(test), time.perf_counter() - start


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--epochs", type=int, default=2)
    parser.add_argument("--torch", action="store_true", help="train with PyTorch instead")
    arguments = parser.parse_args()

    train, test = mnist()
    if arguments.torch:
        import torch as library
        from torch.utils.data import DataLoader, TensorDataset

        train, test = (
            TensorDataset(*[library.from_numpy(t.numpy()) for t in part.tensors]) for part in (train, test)
        )
    else:
        import minidl as library
        from minidl.data import DataLoader

    by_epoch = {}
    for seed in range(arguments.seeds):
        runs = accuracies(library, DataLoader, train, test, seed, arguments.epochs)
        for epoch, accuracy, seconds in runs:
            by_epoch.setdefault(epoch, []).append(accuracy)
            print(f"seed {seed}  epoch {epoch}  accuracy {accuracy:.4f}  {seconds:5.1f} s", flush=True)
    for epoch, values in by_epoch.items():
        median = statistics.median(values)
        print(
            f"{library.__name__}, MNIST, epoch {epoch}: median accuracy {median:.4f} of {len(values)} seeds"
        )


if __name__ == "__main__":
    main()
