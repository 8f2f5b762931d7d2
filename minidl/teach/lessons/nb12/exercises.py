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


# --- what goes wrong ------------------------------------------------------------------------------------


def _jump_first(layers):
    size, jump = 1, 1
    for kernel, stride, dilation in layers:
        jump *= stride
        size += (kernel - 1) * dilation * jump
    return size


FIELD_RULES = {
    "no jump": (
        lambda layers: 1 + sum((k - 1) * d for k, s, d in layers),
        "You forgot the jump: after a stride, neighbours lie further apart in the input, so each cell of a "
        "kernel adds `jump` cells.",
    ),
    "jump too early": (
        _jump_first,
        "You updated the jump before you used it. A layer's own stride does not widen its own field: "
        "first the size, then the jump.",
    ),
    "multiplied": (
        lambda layers: prod(k for k, s, d in layers),
        "You multiplied the kernel sizes. Neighbouring windows overlap, so fields grow by sums.",
    ),
    "summed": (
        lambda layers: sum(k for k, s, d in layers),
        "You added the kernel sizes. Each layer adds only (k − 1)·d·jump cells; start from 1.",
    ),
    "no dilation": (
        lambda layers: field_size([(k, s, 1) for k, s, d in layers]),
        "You ignored the dilation: the kernel's cells lie d apart.",
    ),
    "span d·k": (
        lambda layers: field_size([(k * d, s, 1) for k, s, d in layers]),
        "You took d·k for the kernel's span. k cells have k − 1 gaps: it adds (k − 1)·d.",
    ),
    "k instead of k − 1": (
        lambda layers: field_size([(k + 1, s, d) for k, s, d in layers]),
        "You added k cells for each layer. The first cell is already seen: add k − 1.",
    ),
    "from 0": (
        lambda layers: field_size(layers) - 1,
        "You started from 0. Without any layer, a unit sees itself: start from size 1.",
    ),
    "stride instead of jump": (
        lambda layers: 1 + sum((k - 1) * d * s for k, s, d in layers),
        "You used the layer's own stride. The jump is the product of the strides of the layers before.",
    ),
    "last layer only": (
        lambda layers: field_size(layers[-1:]),
        "You return the last layer's field only: the sizes must add up over all layers.",
    ),
    "backwards": (
        lambda layers: field_size(layers[::-1]),
        "You went through the layers from the last to the first. The jump builds up from the input.",
    ),
}


def _start_rule(change):
    """A wrong rule that changes the start by change(kernel, padding, jump before, jump after)."""

    def rule(layers):
        jump, start = 1, 0
        for kernel, stride, padding in layers:
            start += change(kernel, padding, jump, jump * stride)
            jump *= stride
        return jump, start

    return rule


START_RULES = {
    "jump too early": (
        _start_rule(lambda k, p, before, after: -p * after),
        "You updated the jump before you used it: the padding lies around this layer's input, so it is "
        "measured in steps of the jump before.",
    ),
    "no jump": (
        _start_rule(lambda k, p, before, after: -p),
        "You forgot the jump in the start: one padded cell of this layer is `jump` cells of the input.",
    ),
    "padding added": (
        _start_rule(lambda k, p, before, after: p * before),
        "You added the padding. It lies before the input, so the start moves left: subtract it.",
    ),
    "no padding": (
        _start_rule(lambda k, p, before, after: 0),
        "You ignored the padding: with it, the first field begins outside the input, below 0.",
    ),
    "centre": (
        _start_rule(lambda k, p, before, after: ((k - 1) / 2 - p) * before),
        "You computed the centre of the first field. Asked is its first cell: leave out (k − 1)/2.",
    ),
    "padding twice": (
        _start_rule(lambda k, p, before, after: -2 * p * before),
        "You counted the padding twice. It lies on both sides, but only the one in front moves the start.",
    ),
    "strides added": (
        lambda layers: (1 + sum(s - 1 for k, s, p in layers), jump_and_start(layers)[1]),
        "Your jump adds the strides. Each layer's stride counts in steps of the layer before: multiply them.",
    ),
    "swapped": (
        lambda layers: jump_and_start(layers)[::-1],
        "Both numbers are right, in the other order: first the jump, then the start.",
    ),
}

WEIGHT_RULES = {
    "no input channels": (
        lambda C: (27 * C, 49 * C),
        "You counted C once. There are C filters, and each reaches through C channels: C² times k·k.",
    ),
    "one channel": (
        lambda C: (27, 49),
        "You counted one kernel on one channel. C filters reach through C channels: C² times k·k.",
    ),
    "one layer": (
        lambda C: (9 * C**2, 49 * C**2),
        "You counted one of the three 3×3 layers.",
    ),
    "with biases": (
        lambda C: (27 * C**2 + 3 * C, 49 * C**2 + C),
        "You counted the biases, too. Asked are the weights only.",
    ),
    "layers multiplied": (
        lambda C: (9**3 * C**2, 49 * C**2),
        "You multiplied the weights of the three layers. They stand beside each other: add them.",
    ),
    "one 9×9": (
        lambda C: (27 * C**2, 81 * C**2),
        "You compared with a 9×9 kernel. Three 3×3 see 7×7 cells, because their windows overlap.",
    ),
    "swapped": (
        lambda C: weights_of_stack_and_single(C)[::-1],
        "Both numbers are right, in the other order: first the three 3×3, then the 7×7.",
    ),
}


def _filled(layers, unit=0):
    touched = touched_pixels(layers, unit)
    return set(range(min(touched), max(touched) + 1))


TOUCHED_RULES = {
    "holes filled": (
        _filled,
        "You filled the holes: dilation skips cells. Not every cell between the first and last is touched.",
    ),
    "no dilation": (
        lambda layers, unit=0: touched_pixels([(k, s, 1) for k, s, d in layers], unit),
        "You ignored the dilation: cell k of the kernel lies at k·d.",
    ),
    "no stride": (
        lambda layers, unit=0: touched_pixels([(k, 1, d) for k, s, d in layers], unit),
        "You ignored the stride: unit i of a layer starts at cell i·s of the layer before.",
    ),
    "backwards": (
        lambda layers, unit=0: touched_pixels(layers[::-1], unit),
        "You began with the first layer. Start at the output unit and walk down: the last layer comes first.",
    ),
    "unit ignored": (
        lambda layers, unit=0: touched_pixels(layers, 0),
        "You always answer for unit 0.",
    ),
    "last layer only": (
        lambda layers, unit=0: touched_pixels(layers[-1:], unit),
        "You stopped after one layer. Walk down through all of them, to the input.",
    ),
}

EXERCISES = [
    Exercise(
        id="12.1",
        solution=7,
        why="1 + 2 + 2 + 2 = 7: each 3×3 layer adds one cell on either side.",
        hints=(
            "A unit of the first layer sees 3 cells. How many of those does the second layer see?",
            "Neighbouring windows overlap: each further layer adds one cell on either side.",
            "1 + (3 − 1) for each of the three layers.",
        ),
        wrong_rules={
            "three times three": (9, "9 = 3 · 3 would be right if the windows did not overlap. They do: 7."),
            "two layers": (5, "5 is what two layers see. The third adds one more cell on either side."),
            "one layer": (3, "3 is what one layer sees. The second layer looks at three of those windows."),
            "multiplied": (
                27,
                "27 = 3·3·3 multiplies. Neighbouring windows overlap, so fields grow by sums.",
            ),
            "from 0": (6, "6 is what the layers add. Start from 1: without any layer, a unit sees itself."),
        },
    ),
    Exercise(
        id="12.2",
        solution=field_size,
        cases=[
            ([(3, 1, 1), (3, 1, 1), (3, 1, 1)],),
            ([(5, 1, 1), (2, 2, 1), (5, 1, 1), (2, 2, 1)],),  # LeNet: 16
            ([(7, 2, 1), (5, 2, 1), (3, 1, 1)],),
            ([(3, 1, 1), (3, 1, 2), (3, 1, 4)],),
            ([(3, 2, 2), (4, 3, 1), (1, 1, 1), (3, 1, 3)],),
            ([],),
        ],
        wrong_rules=FIELD_RULES,
        hints=(
            "Keep two numbers: how much a unit sees (size), and how far apart neighbours are (jump).",
            "Both begin at 1. Its cells lie d units apart, and each unit is `jump` cells of the input.",
            "For each layer: first size += (k − 1)·d·jump, then jump *= s.",
        ),
    ),
    Exercise(
        id="12.3",
        solution=jump_and_start,
        cases=[
            ([(3, 1, 1), (3, 1, 1)],),
            ([(5, 1, 2), (2, 2, 0), (5, 1, 2), (2, 2, 0)],),  # LeNet: 4, −6
            ([(7, 2, 3), (3, 2, 1), (3, 1, 1)],),
            ([(3, 3, 0), (3, 2, 2)],),
            ([(4, 2, 1)],),
            ([],),
        ],
        wrong_rules=START_RULES,
        hints=(
            "The jump is how far apart the fields of neighbours begin. What does a stride do to it?",
            "P padded cells lie before the first one, and each is `jump` cells of the input wide.",
            "For each layer: first start −= P·jump, then jump *= s. Begin with jump 1, start 0.",
        ),
    ),
    Exercise(
        id="12.4",
        solution=weights_of_stack_and_single,
        cases=[(1,), (2,), (3,), (64,), (512,)],
        wrong_rules=WEIGHT_RULES,
        hints=(
            "One layer first: C filters, each k × k × C weights.",
            "A 3×3 layer has 9C² weights. How many layers are there? And a 7×7 one?",
            "27C² and 49C².",
        ),
    ),
    Exercise(
        id="12.5",
        solution=touched_pixels,
        cases=[
            ([(3, 1, 2)],),
            ([(3, 1, 2), (3, 1, 2)],),
            ([(3, 1, 1), (3, 1, 2), (3, 1, 4)],),
            ([(2, 2, 3), (3, 1, 4)], 1),
            ([(3, 3, 2), (2, 2, 1)], 2),
        ],
        wrong_rules=TOUCHED_RULES,
        hints=(
            "Work backwards: which cells of the last layer's input does the output unit touch?",
            "Unit i touches the cells i·s, i·s + d, ..., i·s + (k − 1)·d of the layer before.",
            "touched = {i·s + k·d for i in touched for k in range(kernel)}, from the last layer down.",
        ),
    ),
]
