"""The parameters of known networks, counted layer by layer, and one chart of them."""

from collections import namedtuple
from math import log10

from ...kit.figures import show

# Year, layers with weights, and the error among five answers in the contest, in percent (He et al., 2016).
KNOWN = {
    "LeNet-5": (1998, 5, None), "AlexNet": (2012, 8, 16.4),
    "GoogLeNet": (2014, 22, 6.7), "ResNet-152": (2015, 152, 3.57),
}  # fmt: skip
# GoogLeNet's nine blocks: channels in; 1×1; 1×1 then 3×3; 1×1 then 5×5; after the pooling 1×1.
INCEPTION = [
    (192, 64, 96, 128, 16, 32, 32), (256, 128, 128, 192, 32, 96, 64), (480, 192, 96, 208, 16, 48, 64),
    (512, 160, 112, 224, 24, 64, 64), (512, 128, 128, 256, 24, 64, 64), (512, 112, 144, 288, 32, 64, 64),
    (528, 256, 160, 320, 32, 128, 128), (832, 256, 160, 320, 32, 128, 128),
    (832, 384, 192, 384, 48, 128, 128),
]  # fmt: skip


Layer = namedtuple("Layer", "name parameters neurons")  # how many parameters, how many numbers it puts out


def layer(channels_in: int, channels_out: int, kernel: int = 1, groups: int = 1, bias: int = 1) -> int:
    """Parameters of a convolution; with kernel 1, those of a fully-connected layer, too."""
    return channels_out * (channels_in // groups * kernel**2 + bias)


def alexnet(without=()) -> list[Layer]:
    """AlexNet layer by layer, or what is left of it: 3, 4, 6 and 7 may be taken out.

    The layer behind a gap reads what came before it, so its parameters may change.
    """
    if left := set(without) - {3, 4, 6, 7}:
        raise ValueError(f"alexnet: only the layers 3, 4, 6 and 7 can be taken out, got {sorted(left)}.")
    found, numbers = [], 3
    sizes = [(96, 11, 1, 55), (256, 5, 2, 27), (384, 3, 1, 13), (384, 3, 2, 13), (256, 3, 2, 13)]
    sizes += [(4096, 1, 1, 1), (4096, 1, 1, 1), (1000, 1, 1, 1)]
    for number, (out, kernel, groups, side) in enumerate(sizes, start=1):
        if number not in without:
            name = f"conv{number}" if number < 6 else f"fc{number}"
            found.append(Layer(name, layer(numbers, out, kernel, groups), out * side**2))
            numbers = out * 36 if number == 5 else out  # 6×6 after the last pooling
    return found


def parameters_of(layers: list[Layer]) -> int:
    """All of them together."""
    return sum(one.parameters for one in layers)


def _googlenet() -> int:
    total = layer(3, 64, 7) + layer(64, 64) + layer(64, 192, 3) + layer(1024, 1000)
    for i, one, before3, three, before5, five, pooled in INCEPTION:
        total += layer(i, one) + layer(i, before3) + layer(before3, three, 3)
        total += layer(i, before5) + layer(before5, five, 5) + layer(i, pooled)
    return total


def _resnet() -> int:
    normed = lambda i, o, kernel=1: layer(i, o, kernel, bias=2)  # batch norm: a scale and an offset
    total, channels = normed(3, 64, 7) + layer(2048, 1000), 64
    for width, count in ((64, 3), (128, 8), (256, 36), (512, 3)):
        total += normed(channels, 4 * width)  # the first shortcut changes the number of channels
        for _ in range(count):
            total += normed(channels, width) + normed(width, width, 3) + normed(width, 4 * width)
            channels = 4 * width
    return total


def network_sizes() -> dict[str, int]:
    """Parameters of four networks, counted from their layers."""
    lenet = layer(1, 6, 5) + layer(6, 16, 5) + layer(400, 120) + layer(120, 84) + layer(84, 10)
    return dict(zip(KNOWN, (lenet, parameters_of(alexnet()), _googlenet(), _resnet())))


def draw_architectures() -> None:
    """Layers against parameters, from LeNet to ResNet, with their errors."""
    import matplotlib.pyplot as plt

    sizes = network_sizes()
    with plt.style.context("minidl.teach.kit.course"):
        figure, axes = plt.subplots(figsize=(8, 4.2), layout="constrained")
        axes.set(xscale="log", yscale="log", xlim=(4, 600), ylim=(2e4, 6e8), xlabel="layers with weights")
        axes.set_ylabel("parameters")
        axes.set_xticks([5, 10, 20, 50, 150], ["5", "10", "20", "50", "150"])
        for name, (year, depth, error) in KNOWN.items():
            axes.plot(depth, sizes[name], "C0o", ms=11)
            words = f"{name}, {year}" + (f":\n{error} % wrong" if error else "")
            axes.annotate(words, (depth, sizes[name]), (12, -14), textcoords="offset points", fontsize=12)
    millions = ", ".join(f"{name} {count / 1e6:.2f}" for name, count in sizes.items())
    show(
        figure,
        f"layers against millions of parameters: {millions}.",
        digest=[log10(count) for count in sizes.values()],
    )
