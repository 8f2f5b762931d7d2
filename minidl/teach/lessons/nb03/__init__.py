"""03 · Deep against wide: what the lesson asks, checks and draws."""

OFFERS = {
    "curves": "FitPicture",
    "folding": "FoldPicture folding pieces_of",
    "spirals": "SpiralPicture",
    "capacity": "mlp learned_by_heart n_parameters regions_of",
}
