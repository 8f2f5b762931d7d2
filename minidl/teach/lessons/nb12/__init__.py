"""12 · Receptive fields: what the lesson asks, checks and draws."""

OFFERS = {
    "receptive_field": "ReceptiveFieldPicture conv pool",
    "spread": "spread_picture",
}
