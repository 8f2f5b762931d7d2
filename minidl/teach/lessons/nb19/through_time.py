"""The gradient through time, measured: what of it arrives at each input of an RNN and of an LSTM."""

import functools

import numpy as np

from .... import manual_seed, nn, no_grad, tensor
from ...kit.computed import ComputedPicture, dropdown, slider
from ...kit.figures import panels

INPUTS, SEEDS = 4, 3


@functools.lru_cache(maxsize=512)
def gradient_through_time(kind: str, length: int, weights=1.0, forget_bias=0.0, units=64, seed=0):
    """(sizes, factors): the size of ∂L/∂x_t for each step t, and a mean over the units at that step.

    L is a random weighting of the last state, the layer is untrained; `weights` multiplies W_hh,
    `forget_bias` is added to an LSTM's forget gate. The factors are 1 − h² in an "RNN", the forget gates in
    an "LSTM".
    """
    manual_seed(seed)
    layer, draw = getattr(nn, kind)(INPUTS, units).double(), np.random.default_rng(seed)
    with no_grad():
        layer.weight_hh_l0 *= weights
        if kind == "LSTM":
            layer.bias_ih_l0[units : 2 * units] += forget_bias
    x = tensor(draw.standard_normal((length, INPUTS)), requires_grad=True)
    states, _ = layer(x)
    (states[-1] * tensor(draw.standard_normal(units))).sum().backward()
    factors = 1 - states.detach().numpy() ** 2
    if kind == "LSTM":  # f = σ(W_f x + U_f h + b), h of the step before
        w_ih, w_hh, b_ih, b_hh = (p.detach().numpy()[units : 2 * units] for p in layer.parameters())
        before = np.concatenate([np.zeros((1, units)), states.detach().numpy()[:-1]])
        factors = 1 / (1 + np.exp(-(x.detach().numpy() @ w_ih.T + before @ w_hh.T + b_ih + b_hh)))
    return np.linalg.norm(x.grad.numpy(), axis=1), factors.mean(axis=1)


def arrived(kind: str, length: int, weights=1.0, forget_bias=0.0, units=64):
    """(shares, factors) of three starts: what arrives at each step, as a share of what the last gets."""
    runs = [gradient_through_time(kind, length, weights, forget_bias, units, seed) for seed in range(SEEDS)]
    return np.array([sizes / sizes[-1] for sizes, _ in runs]), np.array([factors for _, factors in runs])


def ThroughTimePicture() -> ComputedPicture:
    """Left what arrives of the gradient, on a log scale; right 1 − h² and the forget gate."""
    looks = {"RNN": ("C1", "--"), "LSTM": ("C0", "-")}

    def start(figure):
        left, right = panels(figure, 2)
        right.sharex(left)
        for kind, (color, dashes) in looks.items():
            for _ in range(SEEDS):
                left.plot([], [], color, ls=dashes, lw=1, alpha=0.45)
            left.plot([], [], color, ls=dashes, lw=3.5)
            right.plot([], [], color, ls=dashes, lw=3)
        left.axhline(0, color="k", lw=1)
        left.set(ylim=(-26, 10), xlabel="step t")
        left.set_yticks([-20, -10, 0, 10], ["10⁻²⁰", "10⁻¹⁰", "1", "10¹⁰"])
        left.set_title("gradient   – – RNN   — LSTM", fontsize=13)
        right.set(ylim=(0, 1.05), xlabel="step t")
        right.set_title("– – 1 − h²   — forget gate f", fontsize=13)

    def draw(figure, length, weights, forget_bias, units):
        if not figure.axes:
            start(figure)
        left, right = figure.axes
        for place, kind in enumerate(looks):
            shares, factors = arrived(kind, length, weights, forget_bias, int(units))
            logs = np.log10(shares)
            for line, values in zip(left.lines[4 * place :], [*logs, logs.mean(axis=0)]):
                line.set_data(range(1, length + 1), values)
            right.lines[place].set_data(range(1, length + 1), factors.mean(axis=0))
        if left.get_xlim()[1] != length + 1:  # setting it has all axes drawn anew
            left.set_xlim(0, length + 1)

    def alt(length, weights, forget_bias, units):
        said = []
        for kind, name in (("RNN", "1 − h²"), ("LSTM", "the forget gate")):
            shares, factors = arrived(kind, length, weights, forget_bias, int(units))
            first = _tens(np.log10(shares[:, 0]).mean())
            said.append(f"In the {kind} {first} arrives at the first step; {name} is {factors.mean():.2f}.")
        return (
            f"{length} steps, {units} units, W_h × {weights:g}, forget bias {forget_bias:g}; a gradient "
            f"of 1 at the last step. {said[0]} {said[1]}"
        )

    controls = {
        "length": slider(10, 100, 10, 50),
        "weights": slider(1.0, 4.0, 0.5, 1.0, "W_h ×"),
        "forget_bias": slider(0.0, 5.0, 0.5, 0.0, "forget bias"),
        "units": dropdown(["16", "64", "256"], "64"),
    }
    presets = {"forget bias 3": {"forget_bias": 3.0}, "large weights": {"weights": 4.0}}
    presets |= {"256 units": {"units": "256"}}
    return ComputedPicture(draw, controls, presets, alt=alt, size=(8, 3.8), clear=False, narrow=(4.2, 7))


def _tens(power: float) -> str:
    """-9.8 → about 10⁻¹⁰; near 0 in words."""
    if abs(power) < 0.5:
        return "about 1"
    return f"about 10{str(round(power)).translate(str.maketrans('-0123456789', '⁻⁰¹²³⁴⁵⁶⁷⁸⁹'))}"
