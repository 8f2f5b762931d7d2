"""The times of the lecture's two networks, on this machine: a computed picture."""

from .... import manual_seed, rand
from ....inspect import summary
from ....random import fork_rng
from ...kit.computed import ComputedPicture, dropdown
from .measure import Bars, Measured, fastest, row

IMAGES, SHAPE, LECTURE = 10_000, (1, 28, 28), (1.11, 1.43)
SECONDS = "{:.2f} s".format


def network_times(separable, plain) -> Measured:
    """Bars of one network beside another's, for 10,000 images; the button measures both."""
    tables, found, bars = [summary(network, SHAPE) for network in (separable, plain)], {}, []

    def rows(at_once):
        here = row("time here", *found[at_once], "less more", SECONDS) if at_once in found else None
        return [
            row("parameters", *(table.parameters for table in tables)),
            row("MACs per image", *(table.macs for table in tables)),
            row("time in S0", *LECTURE, "less more", SECONDS),
            here or (0, "time here: press Measure"),
        ]

    def say(at_once):
        told = "; ".join(text for _, text in rows(at_once))
        return f"The separable network, in brackets the plain one; 10,000 images, {at_once} at once: {told}."

    def draw(figure, at_once):
        if not figure.axes:
            bars[:] = [Bars(figure, 4, "the plain one")]
        bars[0].show(["separable network", f"images at once: {at_once}"], rows(at_once))

    def act():
        count = int(picture.at_once)
        with fork_rng():
            manual_seed(0)
            images = rand(count, *SHAPE)
        times = fastest([lambda network=network: network(images) for network in (separable, plain)])
        found[picture.at_once] = [seconds * IMAGES / count for seconds in times]
        return f"Measured with {count}, and multiplied to 10,000 images. Press again: it varies."

    control = {"at_once": dropdown(["1", "10", "100", "1000"], "100", "images at once")}
    how = {"size": (8, 4.2), "narrow": (4.2, 5.6), "clear": False, "alt": say}
    presets = {"one at a time": {"at_once": "1"}, "1,000 at once": {"at_once": "1000"}}
    picture = ComputedPicture(draw, control, presets, **how)
    return Measured(picture, act)
