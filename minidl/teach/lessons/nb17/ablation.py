"""AlexNet in small, with layers taken out: how many parameters, and how many points, that costs."""

from itertools import product

import numpy as np

from .... import manual_seed, nn, no_grad
from ...kit.computed import ComputedPicture, dropdown
from ...kit.figures import panels
from .architectures import alexnet, parameters_of
from .pretrained import measured

CHANNELS, WIDTH = (16, 24, 24, 24, 24), 192
RECIPE = {"epochs": 20, "batch_size": 100, "learning_rate": 3e-3}
CONVOLUTIONS = {"none": (), "conv4": (4,), "conv3, conv4": (3, 4)}
FULLY_CONNECTED = {"none": (), "fc7": (7,), "fc6, fc7": (6, 7)}
# Without conv3 or without conv4 is the same network: the next layer reads what came before. So with fc6, fc7.
ABLATIONS = [a + b for a, b in product(CONVOLUTIONS.values(), FULLY_CONNECTED.values())]
LECTURE = {(): 0.0, (7,): 1.1, (6, 7): 5.7, (3, 4): 3.0, (3, 4, 6, 7): 33.5}  # points lost, from 18.1 % error


def small_alexnet(without=(), seed: int | None = None) -> nn.Sequential:
    """Five convolutions and three fully-connected layers for MNIST-1D, less those of 3, 4, 6 and 7 taken out.

    After the convolutions the mean over all positions. With a seed the same weights come each time.

    >>> sum(p.numel() for p in small_alexnet().parameters())
    50282
    """
    alexnet(without)  # raises for a layer that must stay
    if seed is not None:
        manual_seed(seed)
    layers, size = [], 1
    for number, out in enumerate(CHANNELS, start=1):
        if number not in without:
            stride = 2 if number in (1, 2, 5) else 1
            layers += [nn.Conv1d(size, out, kernel_size=3, stride=stride, padding=1), nn.ReLU()]
            size = out
    layers += [nn.AdaptiveAvgPool1d(1), nn.Flatten()]
    for number in {6, 7} - set(without):
        layers += [nn.Linear(size, WIDTH), nn.ReLU()]
        size = WIDTH
    network = nn.Sequential(*layers, nn.Linear(size, 10))
    with no_grad():
        for name, parameter in network.named_parameters():
            nn.init.zeros_(parameter) if "bias" in name else nn.init.kaiming_normal_(parameter)
    return network


def accuracies(without) -> np.ndarray:
    """In percent, a row for each seed: of training and of test curves; `make weights` measured them."""
    return 100 * measured()["ablation"][ABLATIONS.index(without)]


def AblationPicture() -> ComputedPicture:
    """Left: the parameters that are left. Right: what the networks read, with all layers and without some."""
    parts, counts = {}, {}
    for gone in ABLATIONS:
        ours = sum(p.numel() for p in small_alexnet(gone, seed=0).parameters())
        counts[gone] = parameters_of(alexnet(gone)), ours

    def draw(figure, convolutions, fully_connected):
        if not figure.axes:
            left, right = panels(figure, 2)
            left.set(ylim=(1.6, -0.9), xlim=(0, 100), yticks=[], title="% of the parameters left")
            texts = [left.text(1, y - 0.34, "", fontsize=13, va="bottom") for y in (0, 1)]
            parts["bars"] = left.barh([0, 1], 0, 0.5, color=["C1", "C0"]), texts
            right.set(xlim=(-0.6, 1.6), ylim=(70, 96))
            right.set_xticks([0, 1], ["all layers", "what is left"])
            parts["title"] = right.set_title("")
            parts["dots"] = [right.plot([], [], "o", color=color, ms=8)[0] for color in ("0.6", "C0")]
            parts["means"] = [right.plot([], [], color=color, lw=4)[0] for color in ("0.4", "C0")]
        gone = CONVOLUTIONS[convolutions] + FULLY_CONNECTED[fully_connected]
        (alex, ours), (alex_all, ours_all) = counts[gone], counts[()]
        words = f"AlexNet: {alex / 1e6:.1f} of 61.0 million", f"ours: {ours:,} of {ours_all:,}"
        for bar, text, share, said in zip(*parts["bars"], (alex / alex_all, ours / ours_all), words):
            bar.set_width(100 * share)
            text.set_text(said)
        for place, which in enumerate(((), gone)):
            tests = accuracies(which)[:, 1]
            parts["dots"][place].set_data(place + np.linspace(-0.25, 0.25, len(tests)), tests)
            parts["means"][place].set_data([place - 0.35, place + 0.35], [tests.mean()] * 2)
        parts["title"].set_text(f"% read by ours: {points(gone)}")

    def alt(convolutions, fully_connected):
        gone = CONVOLUTIONS[convolutions] + FULLY_CONNECTED[fully_connected]
        names = ", ".join(name for name in (convolutions, fully_connected) if name != "none") or "no layer"
        (alex, ours), (train, test) = counts[gone], accuracies(gone).mean(axis=0)
        says = f"S0: {LECTURE[gone]} points lost" if gone in LECTURE else "S0 has no number"
        reads = f"{test:.1f} % of the test curves ({points(gone)}), {train:.1f} % of the training curves"
        lecture = f"AlexNet keeps {alex / 1e6:.1f} of 61.0 million; {says}"
        return f"Taken out: {names}. Ours keeps {ours:,} of 50,282 parameters and reads {reads}. {lecture}."

    labels = {"convolutions": CONVOLUTIONS, "fully_connected": FULLY_CONNECTED}
    controls = {name: dropdown([*c], label=f"without {name.replace('_', ' ')}") for name, c in labels.items()}
    fcs, convs = {"fully_connected": "fc6, fc7"}, {"convolutions": "conv3, conv4"}
    presets = {"− fc7": {"fully_connected": "fc7"}, "− fc6, fc7": fcs, "− conv3, conv4": convs}
    presets["− all four"] = convs | fcs
    how = {"alt": alt, "size": (8, 3.6), "clear": False, "narrow": (4.2, 6.4)}
    return ComputedPicture(draw, controls, presets, **how)


def points(gone) -> str:
    """How many points fewer, or more, than with all layers; means of all seeds."""
    lost = accuracies(())[:, 1].mean() - accuracies(gone)[:, 1].mean()
    return f"{lost:.1f} points lost" if abs(lost) >= 0.5 else "no point lost"
