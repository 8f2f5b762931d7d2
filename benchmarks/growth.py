"""How the time of a convolution grows: with the batch, the image's side, the channels, the depth."""

from pathlib import Path

import numpy as np

from . import workloads
from .timing import interleaved

PLOT = Path(__file__).parent / "growth.png"
ROUNDS = 20
BASE = {"batch": 32, "side": 32, "channels": 32, "depth": 1}
SIZES = {
    "batch": (8, 16, 32, 64, 128),
    "side": (16, 24, 32, 48, 64),
    "channels": (16, 32, 64, 128),
    "depth": (1, 2, 4, 8),
}
EXPECTED = {"batch": 1, "side": 2, "channels": 2, "depth": 1}


def stack(library, batch, side, channels, depth):
    """3×3 convolutions with ReLU, one after the other: forward and all gradients."""
    nn = library.nn
    layers = [
        layer for _ in range(depth) for layer in (nn.Conv2d(channels, channels, 3, padding=1), nn.ReLU())
    ]
    model = nn.Sequential(*layers)
    x, g = workloads.arrays((batch, channels, side, side), (batch, channels, side, side))
    x, g = library.as_left(x).requires_grad_(), library.as_left(g)

    def step():
        x.grad = None
        model.zero_grad()
        model(x).backward(g)

    return step


def measure() -> dict[str, dict[str, list[float]]]:
    """{what grows: {library: seconds for each size}}"""
    libraries = workloads.minidl_library(), workloads.torch_library()
    seconds = {}
    for name, sizes in SIZES.items():
        steps = {
            (library.name, size): stack(library, **BASE | {name: size})
            for size in sizes
            for library in libraries
        }
        times = interleaved(steps, ROUNDS)
        seconds[name] = {library.name: [times[library.name, n] for n in sizes] for library in libraries}
    return seconds


def exponent(sizes, seconds) -> float:
    """p of the power law seconds ∝ sizeᵖ that fits best: the slope between logarithms."""
    return float(np.polyfit(np.log(sizes), np.log(seconds), 1)[0])


def report() -> str:
    seconds = measure()
    _plot(seconds)
    lines = [
        "Cost of 3×3 convolutions with ReLU, padding 1, forward and all gradients, inputs as a layer leaves",
        "them; unless it grows: " + ", ".join(f"{name} {size}" for name, size in BASE.items()) + ".",
        "The exponent p of time ∝ sizeᵖ, fitted. (It stays below the count where small sizes give narrow",
        "matrices, on which BLAS is slower than on wide ones: more channels cost less than their number.)",
        "",
        "| grows | sizes | ms | p | p, PyTorch | p, by count of multiplications |",
        "|---|---|---|--:|--:|--:|",
    ]
    for name, sizes in SIZES.items():
        minidl, torch = seconds[name]["minidl"], seconds[name]["PyTorch"]
        times = ", ".join(f"{1000 * t:.3g}" for t in minidl)
        lines.append(
            f"| {name} | {', '.join(map(str, sizes))} | {times} | **{exponent(sizes, minidl):.2f}** "
            f"| {exponent(sizes, torch):.2f} | {EXPECTED[name]} |"
        )
    return "\n".join([*lines, "", f"![Time against each size, on logarithmic axes]({PLOT.name})", ""])


def _plot(seconds):
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots(1, len(SIZES), figsize=(13, 3.6), sharey=True, layout="constrained")
    for axis, (name, sizes) in zip(axes, SIZES.items(), strict=True):
        for library, marker, color in (("minidl", "o", "#0072B2"), ("PyTorch", "s", "#D55E00")):
            times = seconds[name][library]
            label = f"{library}: {name}^{exponent(sizes, times):.2f}"
            axis.loglog(sizes, [1000 * t for t in times], marker=marker, color=color, label=label)
        axis.set_xlabel(name)
        axis.set_xticks(sizes, [str(n) for n in sizes], minor=False)
        axis.minorticks_off()
        axis.grid(alpha=0.3)
        axis.legend()
    axes[0].set_ylabel("milliseconds")
    figure.savefig(PLOT, dpi=100)
    plt.close(figure)


if __name__ == "__main__":
    print(report())
