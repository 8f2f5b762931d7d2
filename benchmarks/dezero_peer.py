"""The same workloads for DeZero, the fastest of the NumPy teaching frameworks on PyPI.

DeZero 0.0.13 was written for NumPy 1: it needs `np.int`, which NumPy 2 no longer has. It knows no
dilation and no groups.
"""

import numpy as np

from .workloads import arrays, conv_shapes, digits

np.int = int
import dezero  # noqa: E402
import dezero.functions as F  # noqa: E402
import dezero.layers as L  # noqa: E402
from dezero import Variable, optimizers  # noqa: E402


def conv2d(shape, out_channels, kernel_size, stride, padding, dilation=1):
    if dilation > 1:
        return None
    shapes = conv_shapes(shape, out_channels, kernel_size, stride, padding)
    x, weight, bias, g = map(Variable, arrays(shape, *shapes))

    def step():
        for tensor in (x, weight, bias):
            tensor.cleargrad()
        y = F.conv2d(x, weight, bias, stride, padding)
        y.grad = g
        y.backward()

    return step


def max_pool2d(kernel_size):
    out = (32 - kernel_size) // 2 + 1
    x, g = map(Variable, arrays((64, 32, 32, 32), (64, 32, out, out)))

    def step():
        x.cleargrad()
        y = F.pooling(x, kernel_size, 2)
        y.grad = g
        y.backward()

    return step


class Chain(dezero.Model):
    """Layers and functions, one after the other."""

    def __init__(self, *layers):
        super().__init__()
        self.layers = layers
        for number, layer in enumerate(layers):
            if isinstance(layer, L.Layer):
                setattr(self, f"layer{number}", layer)

    def forward(self, x):
        for layer in self.layers:
            x = layer(x)
        return x


def lenet():
    pool = lambda x: F.pooling(x, 2, 2)
    flatten = lambda x: F.reshape(x, (x.shape[0], -1))
    return Chain(
        *(L.Conv2d(20, 5, pad=2), F.relu, pool, L.Conv2d(50, 5, pad=2), F.relu, pool, flatten),
        *(L.Linear(500), F.relu, L.Linear(10)),
    )


def train(model, x, y, loss_function, lr=0.01):
    optimizer = optimizers.SGD(lr).setup(model)

    def step():
        loss = loss_function(model(x), y)
        model.cleargrads()
        loss.backward()
        optimizer.update()

    return step


def lenet_step(batch_size=64):
    return train(lenet(), *digits(batch_size), F.softmax_cross_entropy)


def lenet_inference(batch_size=512):
    model, x = lenet(), digits(batch_size)[0]

    def step():
        with dezero.no_grad():
            model(x)

    return step


def xor_step():
    x = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], np.float32)
    y = np.array([[0], [1], [1], [0]], np.float32)
    return train(Chain(L.Linear(8), F.tanh, L.Linear(1)), x, y, F.mean_squared_error)


def mlp_step():
    x = np.linspace(-3, 3, 256, dtype=np.float32)[:, None]
    model = Chain(L.Linear(64), F.tanh, L.Linear(64), F.tanh, L.Linear(1))
    return train(model, x, np.sin(x), F.mean_squared_error)
