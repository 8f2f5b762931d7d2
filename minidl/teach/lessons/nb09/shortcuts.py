"""Deep networks with shortcuts and without, trained on the same 200 digits: a computed picture."""

import functools

import numpy as np

from .... import manual_seed, nn, no_grad, optim
from ....data import digits
from ....nn import functional as F
from ...kit.computed import ComputedPicture, dropdown
from ...kit.figures import panels

WIDTH, STEPS, SAMPLES = 32, 120, 200
DEPTHS = (1, 3, 5, 10, 20, 30)


class Block(nn.Module):
    """h → ReLU(Wh + b), or with a shortcut h → h + ReLU(Wh + b), whose W begins small."""

    def __init__(self, shortcut: bool):
        super().__init__()
        self.layer, self.shortcut = nn.Linear(WIDTH, WIDTH), shortcut

    def forward(self, h):
        new = F.relu(self.layer(h))
        return h + new if self.shortcut else new


@functools.cache
def trained_at_depth(depth: int, shortcut: bool, he: bool = False, seed: int = 0):
    """(losses, sizes): the training loss at each of 120 steps, the size of each block's first gradient."""
    manual_seed(seed)
    blocks = [Block(shortcut) for _ in range(depth)]
    net = nn.Sequential(nn.Linear(64, WIDTH), nn.ReLU(), *blocks, nn.Linear(WIDTH, 10))
    for block in blocks:
        if he:
            nn.init.kaiming_normal_(block.layer.weight)
        if shortcut:  # what L layers add must not pile up
            with no_grad():
                block.layer.weight /= depth**0.5
    x, y = digits()[0][:SAMPLES]
    x = x.reshape(SAMPLES, -1)
    x = (x - x.mean()) / x.std()
    optimizer, losses = optim.Adam(net.parameters(), lr=0.001), []
    for step in range(STEPS + 1):
        loss = F.cross_entropy(net(x), y)
        losses.append(loss.item())
        optimizer.zero_grad()
        loss.backward()
        if not step:
            sizes = [float((block.layer.weight.grad**2).mean().sqrt().item()) for block in blocks]
        optimizer.step()
    return np.array(losses), np.array(sizes)


def ShortcutPicture() -> ComputedPicture:
    """Left the training loss of both, right the gradient that each layer gets in the first step."""
    parts = {}
    for depth in DEPTHS:  # all at once, so that the controls answer at once
        for shortcut in (False, True):
            for he in (False, True):
                trained_at_depth(depth, shortcut, he)

    def start(figure):
        left, right = panels(figure, 2)
        steps = np.arange(STEPS + 1)
        for name, color in (("plain", "C1"), ("shortcut", "C0")):
            parts[name] = left.plot(steps, steps, color, lw=3, ls="--" if name == "plain" else "-")[0]
            parts["sizes", name] = right.plot([], [], color + ("s" if name == "plain" else "o"), ms=7)[0]
        left.set(xlim=(0, STEPS), ylim=(-0.1, 3.4), xlabel="step", ylabel="training loss")
        left.set_title("– – plain   — with shortcuts", fontsize=13)
        right.set(xlim=(0, max(DEPTHS) + 1), ylim=(-17, 1), xlabel="layer")
        right.set_yticks([-15, -10, -5, 0], ["10⁻¹⁵", "10⁻¹⁰", "10⁻⁵", "1"])
        right.set_title("first gradient   ■ plain   ● shortcuts", fontsize=13)

    def draw(figure, depth, scale):
        if not figure.axes:
            start(figure)
        for name, shortcut in (("plain", False), ("shortcut", True)):
            losses, sizes = trained_at_depth(int(depth), shortcut, scale == "He's")
            parts[name].set_ydata(np.minimum(losses, 3.3))
            parts["sizes", name].set_data(np.arange(1, len(sizes) + 1), np.log10(np.maximum(sizes, 1e-17)))

    def alt(depth, scale):
        (plain, small), (short, large) = (
            trained_at_depth(int(depth), s, scale == "He's") for s in (False, True)
        )
        return (
            f"{depth} layers, {scale} weight scale, 200 digits: after {STEPS} steps the training loss is "
            f"{plain[-1]:.2f} plain and {short[-1]:.2f} with shortcuts. The first layer's first gradient is "
            f"{_tens(small[0])} plain and {_tens(large[0])} with shortcuts."
        )

    controls = {
        "depth": dropdown([str(d) for d in DEPTHS], "3"),
        "scale": dropdown(["Linear's own", "He's"]),
    }
    presets = {"30 layers": {"depth": "30"}, "30, He's": {"depth": "30", "scale": "He's"}}
    return ComputedPicture(draw, controls, presets, alt=alt, size=(8, 3.8), clear=False, narrow=(4.2, 7))


def _tens(value: float) -> str:
    return f"about 10{str(round(np.log10(value))).translate(str.maketrans('-0123456789', '⁻⁰¹²³⁴⁵⁶⁷⁸⁹'))}"
