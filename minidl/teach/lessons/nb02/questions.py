"""What notebook 02 asks: networks with one hidden layer, and what they can and cannot do."""

from ...kit.lesson import Prediction

PREDICTIONS = [
    Prediction(
        id="02.a",
        question="Unit 1 has the line 1 + x; its joint is at −1, and it is on to the right of it. You flip the sign of "
        "both its numbers: −1 − x. What happens to the unit?",
        answer="the joint stays, the other side is on",
        because="−θ₀/θ₁ is the same number when both signs flip. But the line now falls, so it is above 0 to the left "
        "of −1: the flat side and the sloping side change places.",
        wrong={
            "the joint moves to +1": "The joint is where the line crosses 0: −1 − x = 0 gives x = −1 again. One sign "
            "alone would move it to +1.",
            "the unit turns upside down": "That is what the sign of its weight φ₁ does. A ReLU is never below 0, "
            "whatever its line does.",
            "nothing: the two signs cancel": "In the joint they cancel. But the line now falls where it rose before.",
        },
    ),
    Prediction(
        id="02.b",
        question="A smooth curve, and D units whose joints stand at equal distances on it. You double D, from 8 to 16. "
        "The largest error becomes ...",
        answer="about a quarter",
        because="Each piece is half as long, and a smooth curve leaves a straight line with the square of the length: "
        "½ · ½. On log axes that is a line of slope −2.",
        wrong={
            "about half": "That would be right for a staircase. A straight piece follows the slope, too; what remains "
            "is the bend, and it falls with the square.",
            "about a sixteenth": "1/16 would take pieces of third degree. Straight ones win a factor of 4.",
            "zero": "A curve that bends everywhere is never made of straight pieces. It comes as near as you like.",
            "larger": "More joints on a smooth curve help. On a jagged one it can happen: try it.",
        },
    ),
    Prediction(
        id="02.c",
        question="Now 16 units are trained on the same curve: random start, 400 steps of Adam. Their largest error, "
        "beside that of the 16 units placed by hand?",
        answer="more than five times larger",
        because="The good network exists, you built it. Training starts elsewhere: about a quarter of its joints lie "
        "in the interval at all, and the others have to be pulled in.",
        wrong={
            "smaller: training optimises": "Training goes downhill from where it starts, and slowly. It may choose "
            "better joints than equally spaced ones, but nothing promises that it gets there.",
            "the same: the theorem says so": "The theorem says that good parameters exist. It says nothing about how "
            "to find them.",
            "a little larger": "Look at the start: most joints are outside the interval, where they bend nothing.",
        },
    ),
]

TICKET = [
    {
        "question": "A network has D = 3 units, and two of its joints meet. You add a fourth unit. How many linear "
        "pieces can it have at most?",
        "right": "4",
        "options": {
            "3": "3 is what the first three units make while two joints meet. The fourth adds a joint of its own.",
            "4": "Two different joints make 3 pieces, and the new one makes a fourth.",
            "5": "5 = D + 1 would need four different joints. Two of them share a place.",
            "8": "One layer adds pieces; doubling them takes depth (notebook 03).",
        },
    },
    {
        "question": "All hidden units use a(z) = z². The width grows from 4 to 4,000. What can the network become?",
        "right": "still only a parabola",
        "options": {
            "any continuous function": "The theorem asks for an activation that is *not* a polynomial. The sum of "
            "parabolas is a parabola.",
            "still only a parabola": "Every sum of (θ₀ + θ₁x)² is c₀ + c₁x + c₂x²: three numbers, whatever the width.",
            "a polynomial of degree 4,000": "Width adds terms of degree 2. Degree would grow with depth.",
        },
    },
    {
        "question": "The theorem holds, your network is wide, and its training error is 0. What does that say about "
        "new points?",
        "right": "nothing yet",
        "options": {
            "the error is small in the interval": "Not if the data were noisy: the network went through the noise.",
            "the error is small everywhere": "Outside the interval the last straight piece goes on for ever.",
            "nothing yet": "The theorem speaks of a known function on a closed interval, not of finite, noisy data.",
        },
    },
]
