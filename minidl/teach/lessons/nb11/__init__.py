"""11 · Convolution arithmetic: what the lesson asks, checks and draws."""

OFFERS = {
    "convolution": "ConvolutionPicture",
    "photograph": "photograph",
    "windows": "unread",
}
