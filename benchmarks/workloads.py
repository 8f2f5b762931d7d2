"""What is measured: each workload written once, for minidl and for PyTorch.

A workload takes a `Library` and returns a function that runs one step. Both get the same numbers.
"""

from collections.abc import Callable
from types import ModuleType
from typing import NamedTuple

import numpy as np

C_ORDER = "C order"  # as numpy.random, an image file or `torch.tensor` leave an array
LAYER = "layer"  # as a preceding layer leaves it. minidl: C, H, W, N; PyTorch and DeZero: N, C, H, W

CONVOLUTIONS = {  # x (N, C, H, W), out_channels, kernel_size, stride, padding, dilation
    "LeNet's first": ((64, 1, 28, 28), 20, 5, 1, 2, 1),
    "LeNet's second": ((64, 20, 14, 14), 50, 5, 1, 2, 1),
    "3×3, 3 → 32": ((64, 3, 32, 32), 32, 3, 1, 1, 1),
    "3×3, 32 → 32": ((64, 32, 32, 32), 32, 3, 1, 1, 1),
    "3×3, stride 2": ((64, 32, 16, 16), 64, 3, 2, 1, 1),
    "3×3, dilation 2": ((16, 16, 32, 32), 16, 3, 1, 2, 2),
    "7×7, stride 2, N = 1": ((1, 3, 224, 224), 64, 7, 2, 3, 1),
}
DEPTHWISE = ((64, 32, 16, 16), 32, 3, 1, 1, 1, 32)  # and groups


class Library(NamedTuple):
    """What a workload needs to know of a library."""

    name: str
    nn: ModuleType
    F: ModuleType
    optim: ModuleType
    no_grad: Callable
    wrap: Callable  # ndarray → tensor on the same memory, in C order or whatever it has
    as_left: Callable  # ndarray → the tensor that a layer of this library would have left


def minidl_library() -> Library:
    import minidl
    from minidl import nn, optim
    from minidl.nn import functional
    from minidl.windows.convolution import batch_first, batch_last

    def as_left(array):
        return minidl.from_numpy(batch_first(batch_last(array)))

    return Library("minidl", nn, functional, optim, minidl.no_grad, minidl.from_numpy, as_left)


def torch_library() -> Library:
    import torch
    from torch import nn, optim
    from torch.nn import functional

    return Library("PyTorch", nn, functional, optim, torch.no_grad, torch.from_numpy, torch.from_numpy)


def arrays(*shapes, seed: int = 0) -> list[np.ndarray]:
    """Random float32 arrays, the same at each call."""
    generator = np.random.default_rng(seed)
    return [generator.standard_normal(shape, dtype=np.float32) for shape in shapes]


def conv_shapes(shape, out_channels, kernel_size, stride, padding, dilation=1, groups=1):
    """The shapes of weight, bias and output."""
    N, C, H, W = shape
    out = [(n + 2 * padding - dilation * (kernel_size - 1) - 1) // stride + 1 for n in (H, W)]
    weight = (out_channels, C // groups, kernel_size, kernel_size)
    return weight, (out_channels,), (N, out_channels, *out)


def conv2d(library, shape, out_channels, kernel_size, stride, padding, dilation=1, groups=1, layer=False):
    """Forward, and the gradients of x, weight and bias."""
    settings = out_channels, kernel_size, stride, padding, dilation, groups
    x, weight, bias, g = arrays(shape, *conv_shapes(shape, *settings))
    place = library.as_left if layer else library.wrap
    x, g = place(x).requires_grad_(), place(g)
    weight, bias = library.wrap(weight).requires_grad_(), library.wrap(bias).requires_grad_()

    def step():
        x.grad = weight.grad = bias.grad = None
        library.F.conv2d(x, weight, bias, stride, padding, dilation, groups).backward(g)

    return step


def max_pool2d(library, kernel_size):
    """Stride 2 on (64, 32, 32, 32): forward and gradient."""
    out = (32 - kernel_size) // 2 + 1
    x, g = arrays((64, 32, 32, 32), (64, 32, out, out))
    x, g = library.as_left(x).requires_grad_(), library.as_left(g)

    def step():
        x.grad = None
        library.F.max_pool2d(x, kernel_size, 2).backward(g)

    return step


def train(library, model, x, y, loss_function, lr=0.01):
    """One step of SGD."""
    optimizer = library.optim.SGD(model.parameters(), lr=lr)
    x, y = library.wrap(x), library.wrap(y)

    def step():
        optimizer.zero_grad()
        loss_function(model(x), y).backward()
        optimizer.step()

    return step


def lenet(nn):
    """The lecture's LeNet (S2): 1,256,080 parameters. `nn` is minidl's or PyTorch's."""
    return nn.Sequential(
        nn.Conv2d(1, 20, kernel_size=5, padding=2),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(20, 50, kernel_size=5, padding=2),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(2450, 500),
        nn.ReLU(),
        nn.Linear(500, 10),
    )


def digits(batch_size):
    """Made-up images and labels of MNIST's shape: for speed, their content does not matter."""
    return arrays((batch_size, 1, 28, 28))[0], np.arange(batch_size) % 10


def lenet_step(library, batch_size=64):
    return train(library, lenet(library.nn), *digits(batch_size), library.F.cross_entropy)


def lenet_inference(library, batch_size=512):
    model, x = lenet(library.nn), library.wrap(digits(batch_size)[0])
    return library.no_grad()(lambda: model(x))


def xor_step(library):
    """2-8-1 with tanh on the four corners"""
    nn = library.nn
    x = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], np.float32)
    y = np.array([[0], [1], [1], [0]], np.float32)
    model = nn.Sequential(nn.Linear(2, 8), nn.Tanh(), nn.Linear(8, 1))
    return train(library, model, x, y, library.F.mse_loss)


def mlp_step(library):
    """1-64-64-1 with tanh fits 256 samples"""
    nn = library.nn
    x = np.linspace(-3, 3, 256, dtype=np.float32)[:, None]
    layers = [nn.Linear(1, 64), nn.Tanh(), nn.Linear(64, 64), nn.Tanh(), nn.Linear(64, 1)]
    return train(library, nn.Sequential(*layers), x, np.sin(x), library.F.mse_loss)


def lecture_network(library, images):
    """The lecture's network of 8,586 parameters (S0) classifies all `images`, 500 at a time."""
    nn = library.nn
    model = nn.Sequential(
        nn.Conv2d(1, 8, 7, stride=2),
        nn.Conv2d(8, 16, 5, stride=2),
        nn.Conv2d(16, 32, 3),
        nn.AvgPool2d(2),
        nn.Flatten(),
        nn.Linear(32, 10),
        nn.Softmax(dim=1),
    )
    batches = [library.wrap(images[i : i + 500]) for i in range(0, len(images), 500)]
    return library.no_grad()(lambda: [model(batch).argmax(1) for batch in batches])
