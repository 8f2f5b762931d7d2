"""The lecture's two networks: their times here; and what an activation is worth, on curves."""

import functools

import numpy as np

from .... import manual_seed, nn, no_grad, optim, rand
from ....data import DataLoader, TensorDataset, mnist1d
from ....inspect import summary
from ....nn import functional as F
from ....random import fork_rng
from ...kit.computed import ComputedPicture, dropdown
from .measure import Bars, Measured, Row, compared, fastest

IMAGES, SHAPE, LECTURE = 10_000, (1, 28, 28), (1.11, 1.43)


def network_times(separable, plain) -> Measured:
    """Bars of one network beside another's, for 10,000 images; the button measures both."""
    tables = [summary(network, SHAPE) for network in (separable, plain)]
    parameters, macs = ([getattr(table, name) for table in tables] for name in ("parameters", "macs"))
    found, bars = {}, []

    def rows(at_once):
        fixed = [
            Row(*parameters, f"parameters {parameters[0]:,} ({parameters[1]:,}): {compared(*parameters)}"),
            Row(*macs, f"MACs per image {macs[0]:,} ({macs[1]:,}): {compared(*macs)}"),
            Row(*LECTURE, f"time in S0 {LECTURE[0]} s ({LECTURE[1]} s): {compared(*LECTURE, 'less', 'more')}"),
        ]
        if at_once not in found:
            return [*fixed, Row(None, None, "time here: press Measure")]
        mine, rival = found[at_once]
        told = f"time here {mine:.2f} s ({rival:.2f} s): {compared(mine, rival, 'less', 'more')}"
        return [*fixed, Row(mine, rival, told)]

    def say(at_once):
        told = "; ".join(row.text for row in rows(at_once))
        return f"The separable network, in brackets the plain one; 10,000 images, {at_once} at once: {told}."

    def draw(figure, at_once):
        if not figure.axes:
            bars[:] = [Bars(figure, 4)]
        key = "outline, and in brackets: the plain one"
        bars[0].show("separable network", key, rows(at_once), measured=(2, 3))

    def act():
        count = int(picture.at_once)
        with fork_rng():
            manual_seed(0)
            images = rand(count, *SHAPE)
        times = fastest([lambda net=net: net(images) for net in (separable, plain)])
        found[picture.at_once] = [seconds * IMAGES / count for seconds in times]
        return f"Measured with {count}, and multiplied to 10,000 images. Press again: it varies."

    control = {"at_once": dropdown(["1", "10", "100", "1000"], "100", "images at once")}
    picture = ComputedPicture(draw, control, {}, alt=say, size=(8, 4), clear=False, narrow=(4.2, 4.2))
    return Measured(picture, act)


def curve_network(relu: bool) -> nn.Sequential:
    """S0's network in one dimension, for curves of 40 numbers; with a ReLU after each convolution or none."""
    convolutions = nn.Conv1d(1, 8, 7, stride=2), nn.Conv1d(8, 16, 5, stride=2), nn.Conv1d(16, 32, 3)
    layers = [part for one in convolutions for part in (one, nn.ReLU())[: 1 + relu]]
    return nn.Sequential(*layers, nn.AvgPool1d(5), nn.Flatten(), nn.Linear(32, 10))


@functools.cache
def _curves():
    return [TensorDataset(data.tensors[0].reshape(len(data), 1, 40), data.tensors[1]) for data in mnist1d()]


def curve_accuracy(relu: bool, seed: int = 0, epochs: int = 6) -> float:
    """Train it on the 4,000 curves of MNIST-1D; the share of the 1,000 test curves that it reads right."""
    train, test = _curves()
    with fork_rng():
        manual_seed(seed)
        network = curve_network(relu)
    optimizer = optim.Adam(network.parameters(), lr=0.01)
    for epoch in range(epochs):
        shuffled = np.random.default_rng([seed, epoch])
        for curves, labels in DataLoader(train, 80, shuffle=True, generator=shuffled):
            optimizer.zero_grad()
            F.cross_entropy(network(curves), labels).backward()
            optimizer.step()
    with no_grad():
        read = network(test.tensors[0]).argmax(1)
    return float((read == test.tensors[1]).float().mean())
