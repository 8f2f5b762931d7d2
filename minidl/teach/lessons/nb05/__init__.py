"""05 · Losses and maximum likelihood: what the lesson asks, checks and draws."""

OFFERS = {
    "coin": "kerrich",
    "outlier": "OutlierPicture",
    "two_losses": "TwoLossesPicture",
    "surfaces": "surfaces",
    "patients": "patients",
    "slopes": "with_slope",
}
