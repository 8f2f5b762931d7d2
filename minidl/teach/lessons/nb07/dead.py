"""Units that die, and a leak that is learned: computed pictures of two small trainings."""

import functools

import numpy as np

from .... import linspace, manual_seed, nn, no_grad, optim, tensor
from ....nn import functional as F
from ...kit.computed import ComputedPicture, dropdown, slider
from ...kit.figures import panels

UNITS, STEPS, EVERY = 20, 300, 10
KINDS = {"ReLU": nn.ReLU, "leaky ReLU": lambda: nn.LeakyReLU(0.1), "PReLU": nn.PReLU, "ELU": nn.ELU}
X = np.linspace(-1, 1, 33)
Y = 2 - np.cos(3 * X)


@functools.lru_cache(maxsize=64)
def training(activation: str, first_rate: float, seed: int = 0) -> list[dict]:
    """One step of plain gradient descent at `first_rate` (0: none), then 300 steps that shrink.

    They are Adam's without momentum: a weight without a gradient stays exactly as it is. Every ten steps
    it notes the curve, the loss, z of the hidden layer (33 samples × 20 units), α of PReLU.
    """
    manual_seed(seed)
    hidden, bend = nn.Linear(1, UNITS), KINDS[activation]()
    net = nn.Sequential(hidden, bend, nn.Linear(UNITS, 1)).double()
    x, y, found = tensor(X[:, None]), tensor(Y[:, None]), []
    first, later = optim.SGD(net.parameters(), lr=first_rate), optim.Adam(net.parameters(), betas=(0.0, 0.99))
    for step in range(STEPS + 1):
        curve = net(x)
        loss = F.mse_loss(curve, y)
        if step % EVERY == 0:
            alpha = bend.weight.item() if activation == "PReLU" else None
            with no_grad():
                z = hidden(x).numpy()
            found.append({"curve": curve.detach().numpy()[:, 0], "loss": loss.item(), "z": z, "alpha": alpha})
        first.zero_grad()
        loss.backward()
        later.param_groups[0]["lr"] = 0.1 * (1 - step / (STEPS + 1))
        (first if step == 0 and first_rate else later).step()
    return found


def first_layer(activation: str, first_rate: float, step: int = STEPS) -> np.ndarray:
    """z of the hidden layer of loop ③ after `step` steps: 33 samples × 20 units."""
    return training(activation, first_rate)[step // EVERY]["z"].copy()


def FirstStepPicture() -> ComputedPicture:
    """20 units are trained on a curve after one step that may be too long; who is on for which share?"""
    parts = {}

    def start(figure):
        left, right = panels(figure, 2)
        left.plot(X, Y, "C0", lw=7, alpha=0.6)
        parts["curve"] = left.plot(X, X, "C1")[0]
        left.set(xlim=(-1, 1), ylim=(-1, 5), xlabel="x")
        parts["key"] = left.text(-0.95, 4.4, "", fontsize=13)
        parts["bars"] = right.vlines(np.arange(1, UNITS + 1), 0, 0, "C2", lw=7)
        parts["dead"] = right.plot([], [], "kv", ms=8)[0]
        right.set(xlim=(0, UNITS + 1), ylim=(-0.06, 1.05), xlabel="unit", ylabel="share of samples")
        right.set_yticks([0, 0.5, 1], ["0", "half", "all"])
        parts["loss"], parts["count"] = left.set_title("", fontsize=13), right.set_title("", fontsize=13)

    def draw(figure, activation, steps, first_rate):
        if not figure.axes:
            start(figure)
        now = training(activation, first_rate)[steps // EVERY]
        on = (now["z"] > 0).mean(axis=0)
        parts["curve"].set_ydata(now["curve"])
        parts["bars"].set_segments([[(unit, 0), (unit, share)] for unit, share in enumerate(on, 1)])
        never = np.flatnonzero(on == 0)
        dead = never if activation == "ReLU" else never[:0]  # the others have a slope there, and learn
        parts["dead"].set_data(dead + 1, 0 * dead)
        parts["loss"].set_text(f"step {steps}: loss {now['loss']:.3g}")
        parts["count"].set_text(f"on (z > 0); {'▼ dead' if activation == 'ReLU' else 'never'}: {len(never)}")
        seen = now["curve"].max() > -1 and now["curve"].min() < 5
        parts["key"].set_text(f"thick: target   thin: network{'' if seen else ' (far)'}")

    def alt(activation, steps, first_rate):
        now = training(activation, first_rate)[steps // EVERY]
        never = int((now["z"] <= 0).all(axis=0).sum())
        learned = "" if now["alpha"] is None else f", α is {now['alpha']:.2f}".replace("-", "−")
        return (
            f"{activation}, first step at rate {first_rate:g}, after {steps} steps: "
            f"{never} of {UNITS} units have z ≤ 0 for every sample, the loss is {now['loss']:.2g}{learned}."
        )

    controls = {"activation": dropdown([*KINDS]), "steps": slider(0, STEPS, EVERY, 0)}
    controls["first_rate"] = slider(0.0, 1.5, 0.25, 1.5, "first rate")
    presets = {"ReLU, step 300": {"steps": 300}, "no long step": {"first_rate": 0.0, "steps": 300}}
    presets["leaky ReLU, step 300"] = {"activation": "leaky ReLU", "steps": 300}
    return ComputedPicture(draw, controls, presets, alt=alt, clear=False, narrow=(4.2, 6.5))


# --- α is learned ---------------------------------------------------------------------------------------

LEAKS = {"|x|": np.abs, "ReLU": lambda x: np.maximum(0, x), "x": np.positive}


@functools.cache
def learned_alpha(data: str) -> list[float]:
    """α of a PReLU, step by step, trained on the data by plain gradient descent; it starts at 0.25."""
    x = linspace(-1, 1, 21)
    y, bend = tensor(LEAKS[data](x.numpy())), nn.PReLU()
    optimizer, found = optim.SGD(bend.parameters(), lr=0.5), []
    for _ in range(41):
        found.append(bend.weight.item())
        optimizer.zero_grad()
        F.mse_loss(bend(x), y).backward()
        optimizer.step()
    return found


def AlphaPicture() -> ComputedPicture:
    """A PReLU alone: its only parameter α finds the leak of the data."""
    x, parts = np.linspace(-1, 1, 41), {}

    def draw(figure, data, steps):
        if not figure.axes:
            left, right = panels(figure, 2)
            parts["data"] = left.plot(x, x, "C0", lw=7, alpha=0.6)[0]
            parts["bend"] = left.plot(x, x, "C1")[0]
            left.set(xlim=(-1, 1), ylim=(-1.1, 1.1), xlabel="x")
            left.set_title("thick: data   thin: PReLU", fontsize=13)
            parts["alpha"] = right.plot([], [], "C1o-", ms=4)[0]
            right.set(xlim=(-1, 41), ylim=(-1.2, 1.2), xlabel="step", title="α")
        alphas = learned_alpha(data)
        parts["data"].set_ydata(LEAKS[data](x))
        parts["bend"].set_ydata(F.prelu(tensor(x), tensor(np.array([alphas[steps]]))).numpy())
        parts["alpha"].set_data(range(steps + 1), alphas[: steps + 1])

    def alt(data, steps):
        alpha = f"{learned_alpha(data)[steps]:.2f}".replace("-", "−")
        return f"PReLU on the data {data}: after {steps} steps α is {alpha}."

    controls = {"data": dropdown([*LEAKS]), "steps": slider(0, 40)}
    presets = {f"{data}, step 40": {"data": data, "steps": 40} for data in LEAKS}
    return ComputedPicture(draw, controls, presets, alt=alt, clear=False, size=(8, 3.4), narrow=(4.2, 6))
