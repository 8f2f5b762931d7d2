"""What notebook 01 asks: perceptron and XOR."""

from ...kit.lesson import Prediction

PREDICTIONS = [
    Prediction(
        id="01.a",
        question="A unit with weights (1, 1) and threshold 2 is an AND gate. You lower the threshold to 1. Which gate is it now?",
        answer="OR",
        because="One input of 1 is enough now: 1 ≥ 1. The line moved towards (0,0), past the two points in the middle.",
        wrong={
            "always 1": "At (0,0) the sum is 0, still less than 1.",
            "NAND": "A smaller threshold moves the line. It does not turn it over: that takes negative weights.",
            "still AND": "(0,1) and (1,0) have the sum 1, and now 1 ≥ 1 fires.",
            "XOR": "(1,1) has the largest sum of all. Whoever lets (0,1) through lets (1,1) through.",
        },
    ),
    Prediction(
        id="01.b",
        question="With two inputs there are 16 gates, from always 0 to always 1. How many of them can a single unit be?",
        answer="14",
        because="All but XOR and XNOR. Their ones lie on a diagonal, and no straight line parts one diagonal from the other.",
        wrong={
            "8": "More: every gate that cuts off a corner, a side, or nothing. Turn the weights over for the other half.",
            "12": "Did you leave out always 0 and always 1? A large threshold, and a small one, do them.",
            "15": "XOR is not alone. Its opposite, XNOR, has the same two diagonals.",
            "16": "The lecture says so, and contradicts itself three lines later.",
        },
    ),
    Prediction(
        id="01.c",
        question="Two hidden units and one output unit can do XOR. 200 such networks start from random weights and are trained. How many of them learn it?",
        answer="about half",
        because="The rest end on a plateau where the loss falls no more: ten times as many steps change nothing. That a network can does not mean that it will.",
        wrong={
            "all of them": "The weights that do XOR exist. Downhill from a random start may end elsewhere.",
            "almost none": "The start decides, and about half of the starts are good.",
            "nine in ten": "That takes four hidden units. With just two, there is no unit to spare.",
        },
    ),
]

TICKET = [
    {
        "question": "A unit has the weights (−1, −1) and the threshold −1.5. Which gate is it?",
        "right": "NAND",
        "options": {
            "AND": "At (0,0): z = 0 + 1.5 ≥ 0, so it fires there. AND does not.",
            "NAND": "z = 1.5, 0.5, 0.5, −0.5: only (1,1) is left out.",
            "NOR": "At (0,1): z = −1 + 1.5 ≥ 0, so it fires there. NOR needs T between −1 and 0.",
            "OR": "Negative weights: more ones make z smaller.",
        },
    },
    {
        "question": "Why can no single unit be XOR?",
        "right": "its four inequalities add up to 0 > 0",
        "options": {
            "its four inequalities add up to 0 > 0": "So no weights and no threshold exist, however you search.",
            "the learning rule gets stuck": "That is what follows. A better rule would not help: there is nothing to find.",
            "two weights are too few": "The two inputs have one weight each. It is the single line that is too few.",
            "the step has no slope": "A sigmoid, cut at one half, has the same straight border.",
        },
    },
    {
        "question": "A chain leads from x over a and b to y, and a shortcut from x straight to y. How deep is the network?",
        "right": "3",
        "options": {
            "1": "That is the shortest path. Depth is the longest.",
            "2": "You counted the nodes between. Count the edges: x → a → b → y.",
            "3": "Three edges on the longest path. The shortcut changes nothing.",
            "4": "There are four nodes on the path, and three edges. Edges count.",
        },
    },
]
