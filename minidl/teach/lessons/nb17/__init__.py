"""17 · What CNNs learn: what the lesson asks, checks and draws."""

OFFERS = {
    "pad": "SketchPad the_pad",
    "units": "UnitPicture",
}
