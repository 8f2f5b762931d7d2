"""What notebook 01 asks: perceptron and XOR."""

from ...kit.lesson import Prediction

PREDICTIONS = [
    Prediction(
        id="01.a",
        question="A unit with weights (1, 1) and threshold 2 is an AND gate. You lower the threshold to 1. Which gate is it now?",
        answer="OR",
        because="At (0,1) and (1,0) the sum is 1, and 1 ≥ 1 fires. The line has moved to these two corners.",
        wrong={
            "always 1": "At (0,0) the sum is 0, and 0 is less than 1. So the unit stays silent there. It would take a threshold of 0.",
            "NAND": "At (0,0) the sum is 0, less than 1, and NAND is 1 there. A smaller threshold moves the line. Only negative weights turn its sides around.",
            "still AND": "Test (0,1): the sum is 1, and 1 ≥ 1 fires. AND is 0 there.",
            "XOR": "XOR is 0 at (1,1). But there the sum is 2, the largest of all. Where 1 is enough, 2 is enough, too.",
        },
        reason="a sum of 1 is enough now",
        wrong_reasons={
            "the line has turned": "The line kept its direction. The weights alone decide how it is turned, and they did not change.",
            "each input counts more now": "Each input counts as much as its weight, which is still 1. The threshold says how large the sum must be.",
        },
    ),
    Prediction(
        id="01.b",
        question="With two inputs there are 16 gates, from always 0 to always 1. How many of them can a single unit be?",
        answer="14",
        because="All but XOR and XNOR: their ones are on one diagonal, their zeros on the other.",
        wrong={
            "8": "More. Count the cuts: no corner (2 gates), one corner (4 corners, with the one there or everywhere else: 8 gates), one side of two corners (4 gates).",
            "12": "Did you leave out always 0 and always 1? T = 3 with weights 1 is always 0, and T = 0 is always 1.",
            "15": "XOR is not alone. XNOR has its ones where XOR has its zeros: the same two diagonals.",
            "16": "Then XOR would be one of them. Below you add up what XOR asks of the weights: 0 > 0 comes out. No numbers do that.",
        },
        reason="a line cannot separate the two diagonals",
        wrong_reasons={
            "a unit has only three numbers to set": "Three numbers are enough for 14 gates, and they can take infinitely many values. The border is straight: that is the limit.",
            "always 0 and always 1 are no gates for a unit": "They are: a very large threshold gives always 0, a very small one always 1. Two other gates are missing.",
        },
    ),
    Prediction(
        id="01.c",
        question="Now two hidden units look at x1 and x2, but without a step: each hands on its sum z. An output unit with a step looks at the two sums. Can this network be XOR?",
        answer="no",
        because="The four points stay the corners of a parallelogram (or of a line). Its diagonals cross, and one line cannot separate them.",
        wrong={
            "yes": "With a step in each hidden unit it can. Without, the output computes a weighted sum of weighted sums: v1·(w11·x1 + w12·x2) + v2·(…). That is one weighted sum of x1 and x2, so one unit.",
            "yes, if weights are negative": "Negative weights turn lines around. They do not bend them: a weighted sum of weighted sums is one weighted sum, whatever the signs.",
        },
        reason="sums of weighted sums are one weighted sum",
        wrong_reasons={
            "two units draw two lines, so they cut twice": "A unit cuts only where it has a step. Without it, h1 and h2 cut nothing, and the output unit draws the only line.",
            "two hidden units are too few": "A hundred without a step do not help: their weighted sums make one weighted sum, too. What is missing is the step.",
        },
    ),
    Prediction(
        id="01.d",
        question="Two hidden sigmoids and an output can be XOR. 200 such networks start from random weights and are trained. How many of them learn it?",
        answer="three in four",
        because="The others end on a plateau, where no small step lowers the loss. That weights for XOR exist does not mean that training finds them.",
        wrong={
            "practically all": "The weights exist. But each network walks downhill from its own random start, and one in four arrives somewhere else.",
            "one in four": "More: most starts are good. With the step size that is used here, about three in four arrive.",
            "almost none": "A plateau is the exception here. Most starts find their way.",
        },
        reason="some starts lead elsewhere",
        wrong_reasons={
            "they were trained too briefly": "Ten times as many steps rescue only a few of them. Their loss hardly falls any more.",
            "two hidden units cannot hold XOR": "They can: you built it by hand. And those that learned it have two hidden units, too.",
        },
    ),
]

TICKET = [
    {
        "question": "A unit with w = (−1, −1), T = −1.5 is NAND. You double all three numbers. What changes?",
        "right": "the sigmoid gets steeper",
        "options": {
            "it is no longer NAND": "z doubles everywhere, so its sign stays. The step asks for the sign only.",
            "the line moves": "The line is where z = 0, and two times 0 is 0. It stays. Doubled weights alone would move it.",
            "the sigmoid gets steeper": "z doubles. Line and gate stay: a gate has many weights.",
            "nothing, neither step nor sigmoid": "The step stays. But at (0,0) z goes from 1.5 to 3, and the sigmoid from 0.82 to 0.95.",
        },
    },
    {
        "question": "Why can no single unit be XOR?",
        "right": "it asks for 0 > 0",
        "options": {
            "it asks for 0 > 0": "So no weights exist.",
            "nobody has found its weights": "A search proves nothing. But here there is a proof: what XOR asks for adds up to 0 > 0.",
            "three numbers are too few": "They are enough for 14 gates. The border is straight, whatever the numbers are.",
            "a sigmoid would be needed": "A sigmoid, cut at one half, has the same straight border.",
        },
    },
    {
        "question": "h1 is OR and h2 is NAND. What makes XOR easy for the output unit?",
        "right": "two points become one",
        "options": {
            "two points become one": "(0,1) and (1,0) both arrive at (1,1), and one line cuts it off.",
            "the four points move apart": "They come closer: four points become three.",
            "the output unit draws two lines": "It draws one, as each unit does. In the hidden space one is enough.",
            "there are more weights": "Without steps there are as many, and the network cannot be XOR.",
        },
    },
]

WARM_UP = {
    "question": "The line x1 + x2 = 1.5 cuts the plane in two. Which of the points (0,0), (0,1), (1,0), (1,1) are on the side where x1 + x2 is larger than 1.5?",
    "right": "only (1,1)",
    "options": {
        "only (1,1)": "Its sum is 2. The others have 0, 1 and 1.",
        "(0,1), (1,0) and (1,1)": "0 + 1 = 1, and 1 is less than 1.5. Only (1,1) is on that side.",
        "all but (1,1)": "These are on the other side: their sums 0, 1 and 1 are less than 1.5.",
        "none of the four": "1 + 1 = 2, and 2 is larger than 1.5: (1,1) is on that side.",
    },
}
