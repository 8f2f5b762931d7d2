"""16 · A trained CNN: what the lesson asks, checks and draws."""

OFFERS = {
    "confusion": "ConfusionPicture",
    "digit_canvas": "DigitCanvas templates",
    "figures": "draw_curves score_bars shuffle_dial",
    "pretrained": "lecture_network mnist_network sample_digits as_mnist",
    "trainings": "digit_sets rival rival_1d curves small_cnn dead_relus fit probabilities scores coin",
}
