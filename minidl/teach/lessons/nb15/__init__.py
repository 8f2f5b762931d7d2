"""15 · Convolution as a matrix product: what the lesson asks, checks and draws."""

OFFERS = {
    "conv_matrix": "ConvMatrixPicture",
    "codes": "read_code s0_example three_codes",
}
