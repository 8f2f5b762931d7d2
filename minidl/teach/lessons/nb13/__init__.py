"""13 · Convolution variants: what the lesson asks, checks and draws."""

OFFERS = {"kernels": "two_pass_kernels", "costs": "layer_costs", "networks": "network_times"}
