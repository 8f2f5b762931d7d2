"""07 · Activations: what the lesson asks, checks and draws."""

OFFERS = {
    "shapes": "ACTIVATIONS SlopePicture MaxoutPicture",
    "depth": "SignalPicture",
    "dead": "FirstStepPicture AlphaPicture first_layer",
    "digits": "deep_accuracy",
}
