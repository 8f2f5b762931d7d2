"""19 · Sequences: what the lesson asks, checks and draws."""

OFFERS = {
    "unrolled": "UnrolledPicture",
    "through_time": "ThroughTimePicture gradient_through_time",
    "gates": "GatesPicture",
    "copying": "copied",
    "writing": "WritingPanel rhyme",
    "captions": "draw_captioning trained_speller",
}
