"""What deep and wide networks can hold: parameters, regions, depth, and labels learned by heart."""

from itertools import pairwise

import numpy as np

from .... import int64, nn, no_grad, optim, tensor
from ....data import digits
from ....nn import functional as F


def mlp(*sizes: int) -> nn.Sequential:
    """A network of linear layers of these sizes, inputs first, with ReLU between them."""
    layers = []
    for n_in, n_out in pairwise(sizes):
        layers += [nn.Linear(n_in, n_out), nn.ReLU()]
    return nn.Sequential(*layers[:-1])


def n_parameters(net: nn.Module) -> int:
    return sum(parameter.numel() for parameter in net.parameters())


def regions_of(net: nn.Sequential, across: int = 400) -> int:
    """How many flat regions a ReLU network of two inputs has in the square from −1 to 1.

    Counted on a grid of `across`² points: those with the same ReLU units switched on belong together.
    """
    side = np.linspace(-1, 1, across)
    h = np.stack(np.meshgrid(side, side), axis=-1).reshape(-1, 2)
    keys = np.zeros(len(h), dtype=np.uint64)
    with no_grad():
        h = tensor(h.astype(np.float32))
        for layer in net:
            if isinstance(layer, nn.ReLU):
                for unit in (h.numpy() > 0).T:
                    keys = (
                        keys * np.uint64(2654435761)
                        + unit.astype(np.uint64) * np.uint64(40503)
                        + np.uint64(97)
                    )
            h = layer(h)
    return len(np.unique(keys))


def learned_by_heart(net: nn.Module, steps: int = 250, seed: int = 0) -> tuple[float, float]:
    """Train on 500 digits with labels drawn at random; the shares that are right: on these, on 500 others."""
    draw = np.random.default_rng(seed)
    images = digits()[0][:1000][0]
    x = images.reshape(1000, -1)
    y = tensor(draw.integers(0, 10, 1000), dtype=int64)
    optimizer = optim.Adam(net.parameters(), lr=0.003)
    for _ in range(steps):
        optimizer.zero_grad()
        F.cross_entropy(net(x[:500]), y[:500]).backward()
        optimizer.step()
    with no_grad():
        right = (net(x).argmax(1) == y).numpy()
    return float(right[:500].mean()), float(right[500:].mean())
