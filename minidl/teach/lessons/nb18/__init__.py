"""18 · Autoencoders: what the lesson asks, checks and draws."""

OFFERS = {
    "digit_map": "DigitMapPicture",
    "pretrained": "digit_autoencoder",
}
