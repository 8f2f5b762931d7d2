"""Sigmoid against tanh in a deep network, on the 8×8 digits."""

from itertools import pairwise

from .... import manual_seed, nn, no_grad, optim
from ....data import digits
from ....nn import functional as F


def deep_accuracy(activation, seed: int, optimizer=None, hidden: int = 6, steps: int = 100) -> float:
    """The share of 360 test digits that are read right after `steps` steps on 400 training digits.

    `activation` is a module such as nn.Tanh(). Xavier's weights; all 400 digits in each step; SGD with
    rate 0.1 and momentum 0.9, unless `optimizer(parameters)` makes another.
    """
    train, test = digits()
    images, labels = train.tensors[0][:400].reshape(400, 64), train.tensors[1][:400]
    manual_seed(seed)
    sizes = [64, *[50] * hidden, 10]
    linear = [nn.Linear(*size) for size in pairwise(sizes)]
    for layer in linear:
        nn.init.xavier_normal_(layer.weight)
    net = nn.Sequential(*[part for layer in linear for part in (layer, activation)][:-1])
    steps_of = (optimizer or (lambda all_of: optim.SGD(all_of, lr=0.1, momentum=0.9)))(net.parameters())
    for _ in range(steps):
        steps_of.zero_grad()
        F.cross_entropy(net(images), labels).backward()
        steps_of.step()
    with no_grad():
        read = net(test.tensors[0].reshape(len(test), 64)).argmax(1)
    return float((read == test.tensors[1]).float().mean())
