"""What notebook 00 asks: one prediction."""

from ...kit.lesson import Prediction

PREDICTIONS = [
    Prediction(
        id="00.a",
        question="Four points (x, y): (1, 3), (2, 3), (3, 5), (4, 9). A line has the height w·x at x. Its *error* at a point is how far it misses the point. The **loss** is the mean of the four squared errors. Now w grows from 0 to 3. What does the loss do?",
        answer="it falls to above 0, then rises",
        because="At w = 0 the loss is 31. At w = 2 it is 1, and no w does better. At w = 3 it is 8.5.",
        wrong={
            "it falls to 0, then rises": "A loss of 0 needs a line through all four points. Such a line does not exist.",
            "it falls all the way": "At w = 3 the line is on the first point and above the other three. A smaller w is better.",
            "it rises all the way": "At w = 0 the line is flat, far below all four points. A larger w is better at first.",
        },
        reason="no such line meets all four points",
        wrong_reasons={
            "the best line meets all four points": "The points are not on one line through (0, 0). At the best w each error is 1 or −1.",
            "steeper lines are nearer to the points": "Only up to w = 2. Then the line is too steep.",
        },
    ),
]
