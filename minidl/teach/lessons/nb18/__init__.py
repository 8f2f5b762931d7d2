"""18 · Autoencoders: what the lesson asks, checks and draws."""

OFFERS = {
    "bottleneck": "BottleneckPicture pixel_rows plane_angle",
    "digit_map": "DigitMapPicture",
    "pretrained": "digit_autoencoder",
    "shapes": "SegmentationPicture encoder_decoder shape_pictures",
}
