"""04 · Differentiation and backprop: what the lesson asks, checks and draws."""

OFFERS = {
    "backprop": "BackpropPicture",
    "ways": "costs difference",
    "blocks": "blocks",
    "tape": "tape_of_lenet the_tape",
}
