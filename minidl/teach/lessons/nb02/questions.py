"""What notebook 02 asks: networks with one hidden layer, and what they can and cannot do."""

from ...kit.lesson import Prediction

PREDICTIONS = [
    Prediction(
        id="02.a",
        question="Unit 1 has the line 1 + x: it is 0 at x = −1, and the unit is on to the right of it. You flip the sign of both numbers: −1 − x. What happens to the unit?",
        answer="the other side is on",
        because="−1 − x = 0 gives x = −1 again, so the joint stays. But the line falls now: it is above 0 to the left of −1. The flat side and the sloping side change places.",
        wrong={
            "the joint moves to +1": "The joint is where the line is 0: −1 − x = 0 gives x = −1. One sign alone would move it to +1.",
            "it turns upside down": "That is what the sign of its weight φ₁ does. A ReLU is never below 0, whatever its line does.",
            "nothing: two signs cancel": "In −θ₀/θ₁ they cancel, so the joint stays. But the line rose before, and now it falls.",
        },
        reason="the line crosses 0 at the same x, and falls",
        wrong_reasons={
            "θ₀ alone says where the joint is": "θ₀ is the height of the line at x = 0. The joint is −θ₀/θ₁: both numbers count.",
            "a ReLU is on where x is large": "A ReLU is on where its *line* is above 0. If the line falls, that is on the left.",
        },
    ),
    Prediction(
        id="02.b",
        question="A smooth curve, and D units with joints at equal distances on it. You double D, from 8 to 16. The largest error becomes ...",
        answer="about a quarter",
        because="A piece is half as long, and a smooth curve leaves a straight line with the *square* of the length: ½ · ½. On log axes that is a line of slope −2.",
        wrong={
            "about half": "That is right for a staircase. A straight piece follows the slope, too. What remains is the bend, and it falls with the square.",
            "about a sixteenth": "1/16 would take pieces that are curves of third degree. Straight ones win a factor of 4.",
            "zero": "A curve that bends everywhere is never made of straight pieces. The error gets as small as you like, never 0.",
            "larger": "On a smooth curve more joints help. On a jagged one or at a jump it can happen: try it.",
        },
        reason="half the length, squared",
        wrong_reasons={
            "twice the units, half the error": "That holds for flat pieces (a staircase). These pieces have the slope of the curve.",
            "with enough units it is exact": "Exact only if the curve itself is made of straight pieces. Look at D = 64 on the wave: 0.001, not 0.",
        },
    ),
    Prediction(
        id="02.c",
        question="Now 16 units are trained on the same wave: random start, 400 steps of Adam. Their largest error, beside that of the 16 units placed by hand?",
        answer="over five times larger",
        because="Five starts: 13 to 28 times. The good network exists, you built it. Training starts elsewhere: only a quarter of its joints are in the interval.",
        wrong={
            "smaller": "Training goes downhill from where it starts, and slowly. It can choose better joints, but nothing promises that it gets there. Fifty times as many steps: still 4 to 9 times larger.",
            "the same": "The theorem says that good parameters *exist*. It says nothing about how to find them.",
            "larger, but under twice": "Look at the start: three joints of four are outside the interval, where they bend nothing. Training must pull them in.",
        },
        reason="it starts at random and walks slowly",
        wrong_reasons={
            "16 units are too few for a wave": "16 units are enough for an error of 0.016: you built that network. The units are there, their places are wrong.",
            "the theorem holds for built networks only": "The theorem does not care how a network was made. It says that good parameters exist, no more.",
        },
    ),
]

TICKET = [
    {
        "question": "A network has 3 units, and two of its joints meet. You add a fourth unit. How many straight pieces can it have at most?",
        "right": "4",
        "options": {
            "3": "So many without the fourth unit.",
            "4": "Two different joints make 3 pieces, and the new one makes a fourth.",
            "5": "That needs four different joints. Two share a place.",
            "16": "That is doubling. Each joint *adds* one piece.",
        },
    },
    {
        "question": "All hidden units use a(z) = z². The width grows from 4 to 4,000. What can the network become?",
        "right": "a parabola, no more",
        "options": {
            "any continuous function": "z² bends, but it is a polynomial: a sum of parabolas is a parabola.",
            "a parabola, no more": "Every sum of (θ₀ + θ₁x)² is c₀ + c₁x + c₂x²: three numbers, whatever the width.",
            "a polynomial of degree 4,000": "Width adds terms of degree 2. Depth raises the degree.",
        },
    },
    {
        "question": "Your network is wide, its training error is 0. What does the theorem say about new points?",
        "right": "nothing yet",
        "options": {
            "a small error in the interval": "Not if the data were noisy: the network went through the noise.",
            "a small error everywhere": "Outside the last straight piece goes on for ever.",
            "nothing yet": "The theorem speaks of a known function on a closed interval, not of finite, noisy data.",
        },
    },
]

WARM_UP = {
    "question": "From lesson 01: h1 is on where x1 + x2 ≥ 1, h2 where x1 + x2 ≥ 2. The output is 1 where h1 is on and h2 is off. Which gate is that?",
    "right": "XOR",
    "options": {
        "AND": "AND is h2 alone: both inputs are needed for a sum of 2.",
        "OR": "OR is h1 alone. At (1,1) h2 is on as well, and the output is 0 there.",
        "XOR": "At (0,1) and (1,0) only h1 is on. One hidden layer makes what no single unit can do.",
        "NAND": "NAND is 1 at (0,0). There h1 is off, so this output is 0.",
    },
}
