"""08 · Optimisers and the training loop: what the lesson asks, checks and draws."""

OFFERS = {
    "race": "descent race",
    "trainings": "training_curves few_digits deep_network batches_of loss_of accuracy_of",
}
