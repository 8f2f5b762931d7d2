"""02 · Universal approximation: what the lesson asks, checks and draws."""

OFFERS = {
    "shallow_network": "ShallowNetworkPicture",
    "drawn_function": "DrawnFunctionPicture built_error my_curve",
    "trained": "activations compared construct fresh_units noise trained_error",
}
