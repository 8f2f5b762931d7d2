"""10 · Why convolution: what the lesson asks, checks and draws."""

OFFERS = {
    "connections": "ConnectionsPicture",
    "kernel": "KERNELS KernelPicture",
    "shifts": "MovePicture",
    "temple": "temple",
}
