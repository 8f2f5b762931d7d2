"""00 · Start here: what the lesson asks, checks and draws, a check-up, the map of the course."""

OFFERS = {
    "line": "LinePicture POINTS",
    "course": "course_map",
}
