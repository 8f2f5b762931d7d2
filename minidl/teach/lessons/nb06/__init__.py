"""06 · Softmax gradients: what the lesson asks, checks and draws."""

OFFERS = {
    "softmax": "SoftmaxPicture",
    "layer": "LayerPicture",
}
