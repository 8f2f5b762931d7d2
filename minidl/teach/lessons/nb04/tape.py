"""The tape that the lesson reads, and the tape of a LeNet."""

import inspect
import textwrap

from .... import inspect as looking
from .... import manual_seed, nn, plain_tape, rand, tensor
from ....nn import functional as F


def the_tape() -> None:
    """Print the heart of `minidl/plain_tape.py`: two functions, from the file that runs."""
    print(inspect.getsource(plain_tape.apply))
    print(textwrap.dedent(inspect.getsource(plain_tape.Tensor.backward)).rstrip())


def tape_of_lenet() -> tuple[int, int]:
    """(boxes on the tape, derivatives that one walk back finds) of S2's LeNet, its loss, and one image."""
    manual_seed(0)
    pooled = [nn.ReLU(), nn.MaxPool2d(2)]
    net = nn.Sequential(
        nn.Conv2d(1, 20, 5, padding=2), *pooled, nn.Conv2d(20, 50, 5, padding=2), *pooled,
        nn.Flatten(), nn.Linear(2450, 500), nn.ReLU(), nn.Linear(500, 10),
    )  # fmt: skip
    loss = F.cross_entropy(net(rand(1, 1, 28, 28)), tensor([7]))
    boxes = looking.graph(loss, net=net).boxes
    loss.backward()
    return len(boxes), sum(p.grad.numel() for p in net.parameters())
