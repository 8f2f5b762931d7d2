"""Deep networks, plain and with shortcuts, trained on the same 200 digits: a computed picture."""

import functools

import numpy as np

from .... import manual_seed, nn, no_grad, optim
from ....data import digits
from ....nn import functional as F
from ...kit.computed import ComputedPicture, dropdown
from ...kit.figures import panels

WIDTH, STEPS, SAMPLES = 32, 100, 200
DEPTHS = (3, 10, 20, 30)
PLAIN = {"as it is": "plain", "He's start": "He", "batch norm": "batch norm"}


class Block(nn.Module):
    """h → ReLU(Wh + b), with batch norm h → ReLU(norm(Wh + b)), with a shortcut h → h + ReLU(Wh + b)."""

    def __init__(self, kind: str):
        super().__init__()
        self.layer, self.shortcut = nn.Linear(WIDTH, WIDTH), kind == "shortcuts"
        self.norm = nn.BatchNorm1d(WIDTH) if kind == "batch norm" else nn.Identity()

    def forward(self, h):
        new = F.relu(self.norm(self.layer(h)))
        return h + new if self.shortcut else new


@functools.cache
def trained_at_depth(depth: int, kind: str = "plain", seed: int = 0):
    """(losses, sizes, says): the training loss at each of 100 steps, the size of each block's first gradient,
    and the probabilities that the trained network gives the ten digits, for each of the 200 images.

    `kind` is "plain", "He" (plain, with He's start), "batch norm" or "shortcuts".
    """
    manual_seed(seed)
    blocks = [Block(kind) for _ in range(depth)]
    net = nn.Sequential(nn.Linear(64, WIDTH), nn.ReLU(), *blocks, nn.Linear(WIDTH, 10))
    for block in blocks:
        if kind == "He":
            nn.init.kaiming_normal_(block.layer.weight)
        if kind == "shortcuts":  # what L layers add must not pile up
            with no_grad():
                block.layer.weight /= depth**0.5
    x, y = digits()[0][:SAMPLES]
    x = x.reshape(SAMPLES, -1)
    x = (x - x.mean()) / x.std()
    optimizer, losses = optim.Adam(net.parameters(), lr=0.001), []
    for step in range(STEPS + 1):
        out = net(x)
        loss = F.cross_entropy(out, y)
        losses.append(loss.item())
        optimizer.zero_grad()
        loss.backward()
        if not step:
            sizes = [float((block.layer.weight.grad**2).mean().sqrt().item()) for block in blocks]
        optimizer.step()
    return np.array(losses), np.array(sizes), F.softmax(out.detach(), 1).numpy()


def ShortcutPicture() -> ComputedPicture:
    """Left the training loss of both, right the gradient that each layer gets in the first step."""
    parts = {}
    for depth in DEPTHS:  # all at once, so that the controls answer at once
        for kind in (*PLAIN.values(), "shortcuts"):
            trained_at_depth(depth, kind)

    def start(figure):
        left, right = panels(figure, 2)
        steps = np.arange(STEPS + 1)
        for name, color in (("plain", "C1"), ("shortcut", "C0")):
            parts[name] = left.plot(steps, steps, color, lw=3, ls="--" if name == "plain" else "-")[0]
            parts["sizes", name] = right.plot([], [], color + ("s" if name == "plain" else "o"), ms=7)[0]
        left.set(xlim=(0, STEPS), ylim=(-0.1, 3.4), xlabel="step", ylabel="training loss")
        left.set_title("– – plain   — with shortcuts", fontsize=13)
        right.set(xlim=(0, max(DEPTHS) + 1), ylim=(-17, 2), xlabel="layer")
        right.set_yticks([-15, -10, -5, 0], ["10⁻¹⁵", "10⁻¹⁰", "10⁻⁵", "1"])
        right.set_title("gradient   ■ plain   ● shortcuts", fontsize=13)

    def draw(figure, depth, plain):
        if not figure.axes:
            start(figure)
        for name, kind in (("plain", PLAIN[plain]), ("shortcut", "shortcuts")):
            losses, sizes, _ = trained_at_depth(int(depth), kind)
            parts[name].set_ydata(np.minimum(losses, 3.3))
            parts["sizes", name].set_data(np.arange(1, len(sizes) + 1), np.log10(np.maximum(sizes, 1e-17)))

    def alt(depth, plain):
        (dashed, small, _), (short, large, _) = (
            trained_at_depth(int(depth), kind) for kind in (PLAIN[plain], "shortcuts")
        )
        how = "" if plain == "as it is" else f" with {plain}"
        return (
            f"Depth {depth}, 200 digits. After {STEPS} steps the training loss is {dashed[-1]:.2f} "
            f"plain{how}, {short[-1]:.2f} with shortcuts. The first layer's first gradient is "
            f"{_tens(small[0])} plain{how}, {_tens(large[0])} with shortcuts."
        )

    controls = {
        "depth": dropdown([str(d) for d in DEPTHS], "3"),
        "plain": dropdown([*PLAIN], label="plain network"),
    }
    presets = {"30 layers": {"depth": "30"}, "30, He's": {"depth": "30", "plain": "He's start"}}
    return ComputedPicture(draw, controls, presets, alt=alt, size=(8, 3.8), clear=False, narrow=(4.2, 7))


def _tens(value: float) -> str:
    return f"about 10{str(round(np.log10(value))).translate(str.maketrans('-0123456789', '⁻⁰¹²³⁴⁵⁶⁷⁸⁹'))}"
