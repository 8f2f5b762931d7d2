"""09 · Making it work: what the lesson asks, checks and draws."""

OFFERS = {
    "batch_norm": "BatchNormPicture",
    "dropout": "DropoutPicture trained_with_dropout",
    "shortcuts": "ShortcutPicture trained_at_depth",
    "augmentation": "AugmentationPicture",
}
