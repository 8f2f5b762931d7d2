"""Exercises of notebook 12: receptive fields.

A layer is a tuple: (kernel, stride, dilation), or (kernel, stride, padding) where starts are asked.
"""

from math import prod

from ...kit.exercise import Exercise


def field_size(layers):
    size, jump = 1, 1
    for kernel, stride, dilation in layers:
        size += (kernel - 1) * dilation * jump
        jump *= stride
    return size


def jump_and_start(layers):
    jump, start = 1, 0
    for kernel, stride, padding in layers:
        start -= padding * jump
        jump *= stride
    return jump, start


def weights_of_stack_and_single(C):
    return 3 * (3 * 3 * C * C), 7 * 7 * C * C


def touched_pixels(layers, unit=0):
    touched = {unit}
    for kernel, stride, dilation in reversed(layers):
        touched = {place * stride + k * dilation for place in touched for k in range(kernel)}
    return touched


# --- what goes wrong: the solutions with switches, whose defaults are right ---------------------------------

NEXT = {  # the jump behind a layer
    "product": lambda jump, stride, dilation: jump * stride,
    "sum": lambda jump, stride, dilation: jump + stride,
    "last": lambda jump, stride, dilation: stride,
    "none": lambda jump, stride, dilation: jump,
    "dilated": lambda jump, stride, dilation: jump * stride * dilation,
}


def _jumps(layers, early, grow):
    """Of each layer: the jump before it, or behind it."""
    jump = 1
    for _, stride, dilation in layers:
        before, jump = jump, NEXT[grow](jump, stride, dilation)
        yield jump if early else before


def _size(
    layers, *, first=1, less=1, dilate=True, span=0, early=False, grow="product", part=slice(None), even=0
):
    size, layers = first, layers[part]
    for (kernel, _, dilation), jump in zip(layers, _jumps(layers, early, grow)):
        d = dilation if dilate else 1
        gaps = kernel // 2 * 2 if even else kernel - less
        size += (gaps * d + span * (d - 1)) * jump
    return size


def _start(
    layers, *, early=False, grow="product", start_jump=True, pad=-1, cell=0, first=0, part=slice(None)
):
    layers = layers[part]
    jump, start = 1, first
    for (kernel, _, padding), at in zip(layers, _jumps(layers, early, grow)):
        start += (pad * padding + cell * (kernel - 1)) * (at if start_jump else 1)
    for _, stride, _ in layers:
        jump = NEXT[grow](jump, stride, 1)
    return jump, start


def _weights(C, *, layers=3, channels=2, bias=0, small=9, large=49):
    return layers * small * C**channels + layers * bias * C, large * C**channels + bias * C


def _touched(layers, unit=0, *, dilate=True, stride=True, turn=-1, part=slice(None), cells=range, keep=False):
    touched = {unit}
    for kernel, s, d in layers[::turn][part]:
        s, d = s if stride else 1, d if dilate else 1
        found = {place * s + k * d for place in touched for k in cells(kernel)}
        touched = found | touched if keep else found
    return touched


EARLY = "You update the jump before you use it. A layer's own stride does not widen its own window."
SUM = "Your jump adds the strides. Each stride counts in steps of the layer before: multiply them."
LAST = "Your jump is the last stride only. It is the product of all strides so far: `jump *= s`."
SWAPPED = "Both numbers are right, in the other order: first the {}."
DILATION = "You ignore the dilation: the cells of the kernel are d units apart."

# fmt: off
NUMBER_RULES = {
    "kernels added": (11, "11 = 5 + 3 + 3 adds whole kernels. Start from 1, and add only K − 1 for each."),
    "kernels added to 1": (12, "12 = 1 + 5 + 3 + 3: one pixel of each kernel is seen already. Add K − 1."),
    "multiplied": (45, "45 = 5·3·3 multiplies. Neighbouring windows overlap, so fields grow by sums."),
    "two layers": (7, "7 is right after two layers (and for three 3×3). Here are 5×5, 3×3, 3×3."),
    "one layer": (5, "5 is what a unit of the first layer sees. Two more layers follow."),
    "last layer": (3, "3 is what one 3×3 layer sees. It looks through the two layers before it."),
    "from 0": (8, "8 is what the layers add. Start from 1: without any layer, a unit sees itself."),
    "all pixels": (81, "81 = 9·9 counts all pixels of the square. The question is how wide it is."),
    "less than one layer": (lambda n: n < 5, "A unit of the first layer alone sees 5 pixels side by side."),
    "more than all": (lambda n: n > 12, "Even the three kernels side by side would be 5 + 3 + 3 wide."),
}
PARTS = {
    "backwards": ({"part": slice(None, None, -1)}, "You go through the layers from the last to the first. "
    "The jump builds up from the input."),
    "last layer only": ({"part": slice(-1, None)}, "You answer for the last layer alone. Go on from what the "
    "layers before it gave."),
    "first layer only": ({"part": slice(1)}, "You answer for the first layer alone. If `return` is inside "
    "the loop, the loop ends there: move it behind the loop."),
    "last left out": ({"part": slice(-1)}, "You leave out the last layer: your loop ends one too early."),
    "first left out": ({"part": slice(1, None)}, "You leave out the first layer: your loop starts too late."),
}
SIZE_FAULTS = {
    "no jump": ({"grow": "none"}, "You leave out the jump. Behind a stride neighbours are further apart in "
    "the input: each cell of a kernel adds `jump` pixels."),
    "jump too early": ({"early": True}, EARLY),
    "jump added": ({"grow": "sum"}, SUM),
    "last stride": ({"grow": "last"}, LAST),
    "dilation in the jump": ({"grow": "dilated"}, "Your jump counts dilations. It is the strides' product."),
    "no dilation": ({"dilate": False}, DILATION),
    "k instead of k - 1": ({"less": 0}, "You add k for each layer. The first cell is seen already: k - 1."),
    "span d·k": ({"span": 1}, "You take d·k for what the kernel spans. k cells have k - 1 gaps: (k - 1)·d."),
    "halves": ({"even": 1}, "k // 2 on either side is right for odd kernels only. All add k - 1."),
    "from 0": ({"first": 0}, "You start from 0. Without any layer, a unit sees itself: start from 1."),
    **PARTS,
}
SIZE_RULES = {
    "multiplied": (lambda layers: prod(k for k, s, d in layers), "You multiply the kernel sizes. "
    "Neighbouring windows overlap, so fields grow by sums."),
    "summed": (lambda layers: sum(k for k, s, d in layers), "You add the kernel sizes. Start from 1, and let "
    "each layer add (k - 1)·d·jump."),
    "own stride": (lambda layers: 1 + sum((k - 1) * d * s for k, s, d in layers), "You use the layer's own "
    "stride. The jump is the product of the strides of the layers *before* it."),
    "the jump": (lambda layers: prod(s for k, s, d in layers), "You return the jump. The size is asked."),
}
START_FAULTS = {
    "jump too early": ({"early": True}, "You update the jump before you use it. The zeros are around the "
    "layer's *input*: count them in the jump before this layer."),
    "no jump in the start": ({"start_jump": False}, "Your start leaves out the jump: subtract p·jump."),
    "jump added": ({"grow": "sum"}, SUM),
    "last stride": ({"grow": "last"}, LAST),
    "no strides": ({"grow": "none"}, "Your jump stays 1. Multiply it by each layer's stride."),
    "padding added": ({"pad": 1}, "You add the padding. It is before the first pixel: subtract it."),
    "no padding": ({"pad": 0}, "Your start stays 0. Padding moves it to the left: it is below 0."),
    "padding twice": ({"pad": -2}, "You count the padding twice. Only the zeros in front move the start."),
    "from 1": ({"first": 1}, "Your start begins at 1. Pixels count from 0: without any layer it is 0."),
    "centre": ({"cell": 0.5}, "You compute the centre of the first field. Here the start is its first pixel: "
    "leave out (k - 1)/2."),
    **PARTS,
}
START_RULES = {
    "swapped": (lambda layers: jump_and_start(layers)[::-1], SWAPPED.format("jump, then the start")),
    "with the size": (lambda layers: (field_size([(k, s, 1) for k, s, p in layers]), *jump_and_start(layers)),
    "You return the size, too. Two numbers are asked: (jump, start)."),
}
WEIGHTS_FAULTS = {
    "no input channels": ({"channels": 1}, "You count C once. There are C filters, and each has weights for "
    "C channels: C·C."),
    "one channel": ({"channels": 0}, "You count a single kernel. C filters on C channels have C·C."),
    "one layer": ({"layers": 1}, "You count one of the three 3×3 layers."),
    "with biases": ({"bias": 1}, "You count the biases, too. Only the weights are asked."),
    "layers multiplied": ({"small": 243}, "You multiply the weights of the three layers. Each layer has "
    "weights of its own: add them."),
    "C cubed": ({"channels": 3}, "You count C three times. A layer has C filters on C channels: C·C."),
    "sides": ({"small": 3, "large": 7}, "You count k weights for a kernel. It has k·k."),
}
WEIGHTS_RULES = {
    "swapped": (lambda C: weights_of_stack_and_single(C)[::-1], SWAPPED.format("three 3×3, then the 7×7")),
    "hat": (lambda C: ((27 * C) ^ 2, (49 * C) ^ 2), "In Python ^ is no power: write C**2, or C * C."),
}
TOUCHED_FAULTS = {
    "no dilation": ({"dilate": False}, "You ignore the dilation: cell k of the kernel is at k·d."),
    "no stride": ({"stride": False}, "You ignore the stride: unit i starts at cell i·s of the layer before."),
    "forwards": ({"turn": 1}, "You begin with the first layer. Walk down: the last one comes first."),
    "unit ignored": ({"unit": 0}, "You always answer for unit 0."),
    "last layer only": ({"part": slice(1)}, "You stop after one layer. Walk down through all, to the input."),
    "last step left out": ({"part": slice(-1)}, "You leave out the first layer: walk down to the input."),
    "from 1": ({"cells": lambda k: range(1, k + 1)}, "You count a kernel's cells from 1. The first: 0·d."),
    "one less": ({"cells": lambda k: range(k - 1)}, "You take one cell of a kernel too few: there are k."),
    "one more": ({"cells": lambda k: range(k + 1)}, "You take one cell of a kernel too many: there are k."),
    "centred": ({"cells": lambda k: range(-(k // 2), k - k // 2)}, "You put the kernel's middle at i·s. "
    "Without padding its first cell is there."),
    "kept": ({"keep": True}, "You keep the units' own numbers. Each layer needs a new set."),
}
TOUCHED_RULES = {
    "holes filled": (lambda layers, unit=0: set(range(min(t := touched_pixels(layers, unit)), max(t) + 1)),
    "You fill the holes: dilation skips pixels. Not every pixel between the first and the last is touched."),
    "how many": (lambda layers, unit=0: len(touched_pixels(layers, unit)), "Not how many: return the set."),
}

EXERCISES = [
    Exercise(
        id="12.1", solution=9, wrong_rules=NUMBER_RULES, why="1 + 4 + 2 + 2 = 9: each layer adds K − 1.",
        hints=("A unit of the first layer sees 5 pixels. How many such units does the second layer read?",
            "Neighbouring windows overlap: a layer adds K - 1, not K.",
            "`1 + (5 - 1) + (3 - 1) + (3 - 1)`"),
    ),
    Exercise(
        id="12.2", solution=field_size, twin=_size, faults=SIZE_FAULTS, wrong_rules=SIZE_RULES,
        cases=[([(3, 1, 1), (3, 1, 1), (3, 1, 1)],), ([(5, 1, 1), (2, 2, 1), (5, 1, 1), (2, 2, 1)],),
            ([(7, 2, 1), (5, 2, 1), (3, 1, 1)],), ([(3, 1, 1), (3, 1, 2), (3, 1, 4)],),
            ([(3, 2, 2), (4, 3, 1), (1, 5, 1), (3, 1, 3), (6, 4, 2)],),
            ([(4, 3, 3), (2, 4, 2), (3, 2, 1)],), ([(5, 3, 2)],), ([],)],
        hints=("Keep two numbers: how much a unit sees (size), and how far apart neighbours are (jump).",
            "Both begin at 1. A kernel's cells are d units apart, and each unit is `jump` pixels.",
            "For each layer: first `size += (k - 1) * d * jump`, then `jump *= s`."),
    ),
    Exercise(
        id="12.3", solution=jump_and_start, twin=_start, faults=START_FAULTS, wrong_rules=START_RULES,
        cases=[([(3, 1, 1), (3, 1, 1)],), ([(5, 1, 2), (2, 2, 0), (5, 1, 2), (2, 2, 0)],),
            ([(7, 2, 3), (3, 2, 1), (3, 1, 1)],), ([(3, 3, 0), (3, 2, 2), (2, 5, 1)],), ([(4, 2, 1)],),
            ([(3, 4, 2), (6, 3, 3), (1, 1, 0), (2, 2, 1)],), ([],)],
        hints=("The jump is how far apart the fields of neighbours begin. What does a stride do to it?",
            "P zeros are before the first cell, and each is as wide as the jump before this layer.",
            "For each layer: first `start -= p * jump`, then `jump *= s`. Begin with jump 1, start 0."),
    ),
    Exercise(
        id="12.4", solution=weights_of_stack_and_single, cases=[(2,), (1,), (3,), (64,), (512,)],
        twin=_weights, faults=WEIGHTS_FAULTS, wrong_rules=WEIGHTS_RULES,
        hints=("One layer first: C filters, each has k·k·C weights.",
            "A 3×3 layer has 9·C·C weights. How many layers are there? And a 7×7 one?",
            "`27 * C**2, 49 * C**2`"),
    ),
    Exercise(
        id="12.5", solution=touched_pixels, twin=_touched, faults=TOUCHED_FAULTS, wrong_rules=TOUCHED_RULES,
        cases=[([(3, 1, 2), (3, 1, 2)],), ([(3, 1, 2)],), ([(3, 1, 1), (3, 1, 2), (3, 1, 4)],),
            ([(2, 2, 3), (3, 1, 4)], 1), ([(3, 3, 2), (2, 2, 1)], 2),
            ([(2, 3, 1), (1, 2, 3), (3, 1, 2)], 3), ([], 4)],
        hints=("Work backwards: which cells of the last layer's input does the unit touch?",
            "Unit i touches the cells i·s, i·s + d, ..., i·s + (k - 1)·d of the layer before.",
            "`touched = {i * s + n * d for i in touched for n in range(k)}`, layer by layer."),
    ),
]  # fmt: skip
