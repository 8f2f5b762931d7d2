"""16 · A trained CNN: what the lesson asks, checks and draws."""

OFFERS = {
    "confusion": "ConfusionPicture",
    "digit_canvas": "DigitCanvas",
    "pretrained": "lecture_network mnist_network sample_digits as_mnist",
}
