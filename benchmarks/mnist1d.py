"""MNIST-1D and its shuffled version, CNN against MLP, beside the published accuracies.

    python -m benchmarks.mnist1d [--seeds 5]

Models and settings are those of notebook 16: the publication's CNN and Adam at 1e-2 (Greydanus and
Kobak, 2024), but 2,500 steps (MLP: 1,200) instead of 6,000. The order of positions is the published one.
"""

import argparse
import statistics

import minidl
from minidl import nn, optim
from minidl.data import DataLoader, TensorDataset, mnist1d

PUBLISHED = {
    ("CNN", "original"): 94,
    ("CNN", "shuffled"): 56,
    ("MLP", "original"): 68,
    ("MLP", "shuffled"): 68,
}
SETTINGS = {"CNN": {"epochs": 50, "batch_size": 80}, "MLP": {"epochs": 30, "batch_size": 100}}
# The order in which the published shuffled version holds the 40 positions.
ORDER = [19, 22, 4, 32, 17, 18, 28, 31, 11, 24, 23, 7, 25, 35, 34, 6, 3, 13, 12, 26]
ORDER += [1, 27, 20, 10, 36, 9, 37, 29, 8, 30, 5, 38, 16, 15, 33, 39, 14, 21, 0, 2]


def make_model(name):
    """The publication's CNN (5,210 parameters), or an MLP with its two hidden layers of 256."""
    if name == "MLP":
        return nn.Sequential(
            nn.Flatten(), nn.Linear(40, 256), nn.ReLU(), nn.Linear(256, 256), nn.ReLU(), nn.Linear(256, 10)
        )
    return nn.Sequential(
        nn.Conv1d(1, 25, kernel_size=5, stride=2, padding=1),
        nn.ReLU(),
        nn.Conv1d(25, 25, kernel_size=3, stride=2, padding=1),
        nn.ReLU(),
        nn.Conv1d(25, 25, kernel_size=3, stride=2, padding=1),
        nn.ReLU(),
        nn.Flatten(),
        nn.Linear(125, 10),
    )


def accuracy(name, train, test, seed, epochs, batch_size):
    """Train one model; the accuracy on the test set, in percent."""
    minidl.manual_seed(seed)
    model = make_model(name)
    optimizer = optim.Adam(model.parameters(), lr=1e-2)
    loss_function = nn.CrossEntropyLoss()
    loader = DataLoader(train, batch_size=batch_size, shuffle=True)
    for epoch in range(epochs):
        for inputs, labels in loader:
            optimizer.zero_grad()
            loss_function(model(inputs), labels).backward()
            optimizer.step()
    inputs, labels = test.tensors
    with minidl.no_grad():
        return 100 * (model(inputs).argmax(1) == labels).float().mean().item()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=5)
    arguments = parser.parse_args()

    versions = {"original": mnist1d()}
    versions["shuffled"] = tuple(
        TensorDataset(part.tensors[0][:, :, ORDER], part.tensors[1]) for part in versions["original"]
    )
    for (name, version), published in PUBLISHED.items():
        train, test = versions[version]
        runs = [accuracy(name, train, test, seed, **SETTINGS[name]) for seed in range(arguments.seeds)]
        listed = ", ".join(f"{run:.1f}" for run in runs)
        median = f"median {statistics.median(runs):.1f} % ({listed})"
        print(f"{name}  MNIST-1D {version}  {median}  published {published} %", flush=True)


if __name__ == "__main__":
    main()
