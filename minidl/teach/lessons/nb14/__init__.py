"""14 · Down- and up-sampling: what the lesson asks, checks and draws."""

OFFERS = {"shift": "ShiftPicture", "checkerboard": "UpPicture", "photograph": "DownAndUpPicture"}
