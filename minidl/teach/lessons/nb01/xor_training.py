"""Networks with two hidden sigmoids (or more) that learn XOR from random weights, side by side."""

import numpy as np

import minidl
import minidl.nn.functional as F

from ...kit.computed import ComputedPicture, slider
from ...kit.figures import narrow
from .perceptron import CORNERS, GATES


def train_networks(networks: int, hidden: int, steps: int = 2000, rate: float = 1.0, every: int = 2000):
    """The loss of each network and its weights, at the start and after every so many steps.

    All networks are in one tensor and train without touching each other: each step moves each weight
    downhill, by `rate` times the slope of the loss (lessons 04 and 08).
    """
    shapes = (2, hidden), (1, hidden), (hidden, 1), (1, 1)
    weights = [minidl.randn(networks, *shape, requires_grad=True) for shape in shapes]
    targets = minidl.tensor(GATES["XOR"]).float().reshape(4, 1).expand(networks, 4, 1)
    history = []
    for step in range(steps + 1):
        z = outputs(minidl.tensor(CORNERS).float(), weights)
        loss = F.binary_cross_entropy_with_logits(z, targets, reduction="none").mean(dim=(1, 2))
        if step % every == 0:
            history.append((loss.detach().numpy(), [w.detach().clone() for w in weights]))
        loss.sum().backward()
        with minidl.no_grad():
            for w in weights:
                w -= rate * w.grad
                w.grad = None
    return history


def outputs(x, weights):
    """z of the output units at the points x (points, 2): (networks, points, 1)."""
    W, b, V, c = weights
    return minidl.sigmoid(x @ W + b) @ V + c


def watch_training(networks: int = 8) -> ComputedPicture:
    """Some networks as they learn: what each gives over the plane, and its loss."""
    minidl.manual_seed(0)
    history = train_networks(networks, hidden=2, every=50)
    ticks = np.linspace(-0.5, 1.5, 25)
    plane = minidl.tensor(np.stack(np.meshgrid(ticks, ticks), -1).reshape(-1, 2)).float()

    def draw(figure, steps):
        losses, weights = history[steps // 50]
        maps = minidl.sigmoid(outputs(plane, weights)).numpy().reshape(networks, 25, 25) - 0.5
        if not figure.axes:
            columns = 2 if narrow(figure) else 4
            for axes in figure.subplots(-(-networks // columns), columns).flat[:networks]:
                axes.imshow(maps[0], "signed", vmin=-0.5, vmax=0.5, origin="lower", extent=2 * (-0.5, 1.5))
                for corner, target in zip(CORNERS, GATES["XOR"]):
                    axes.plot(*corner, "ks" if target else "ko", mfc="none", ms=8)
                axes.set(xticks=[], yticks=[])
        for axes, image, loss in zip(figure.axes, maps, losses):
            axes.images[0].set_data(image)
            axes.set_title(f"loss {loss:.2f}" + ("  XOR" if loss < 0.1 else ""), fontsize=13)

    def said(steps):
        learned = int((history[steps // 50][0] < 0.1).sum())
        return f"Eight networks after {steps} steps: {learned} have learned XOR (loss below 0.1)."

    presets = {f"{steps} steps": {"steps": steps} for steps in (200, 500, 2000)}
    controls = {"steps": slider(0, 2000, 50)}
    return ComputedPicture(draw, controls, presets, alt=said, size=(8, 4.5), clear=False, narrow=(4.2, 8.4))
