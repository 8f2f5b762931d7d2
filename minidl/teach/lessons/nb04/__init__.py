"""04 · Differentiation and backprop: what the lesson asks, checks and draws."""

OFFERS = {
    "backprop": "BackpropPicture",
}
