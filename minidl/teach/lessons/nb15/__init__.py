"""15 · Convolution as a matrix product: what the lesson asks, checks and draws."""

OFFERS = {
    "conv_matrix": "ConvMatrixPicture",
    "codes": "compared read s0_example",
}
