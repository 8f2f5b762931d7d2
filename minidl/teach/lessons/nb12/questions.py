"""What notebook 12 asks: receptive fields."""

from ...kit.lesson import Prediction

PREDICTIONS = [
    Prediction(
        id="12.a",
        question="Three layers of 3×3, stride 1, one on top of the other. How many pixels wide is what one unit "
        "of the third layer sees?",
        answer="7",
        because="1 + 2 + 2 + 2 = 7: each layer adds one pixel on either side, because neighbouring windows "
        "overlap.",
        wrong={
            "3": "3 is what a unit of the *first* layer sees. The third looks through two more layers.",
            "5": "5 is right for two layers.",
            "9": "3 · 3 = 9 would be right if neighbouring windows did not overlap. They do.",
            "27": "3³ would need windows without overlap in every layer, that is, stride 3.",
        },
    ),
    Prediction(
        id="12.b",
        question="The lecture's LeNet: convolution 5×5, pooling 2×2, convolution 5×5, pooling 2×2. How wide is "
        "the field of a unit at the end?",
        answer="16",
        because="5, then 6, then 14, then 16: behind the first pooling neighbours are 2 pixels apart, so the "
        "second 5×5 adds 4·2 = 8.",
        wrong={
            "10": "5 + 5: you ignored the pooling, and the overlap.",
            "11": "1 + 4 + 1 + 4 + 1: you let every layer count in pixels. Behind a stride of 2, a step is two "
            "pixels.",
            "14": "You forgot the last pooling. It adds one jump of 2.",
            "28": "That would be the whole image. It takes the fully connected layer to see that.",
        },
    ),
    Prediction(
        id="12.c",
        question="Eight trained 3×3 layers: by formula a unit sees 17×17 pixels. How is its sensitivity spread "
        "over them?",
        answer="like a spot, strongest in the middle",
        because="Many more ways lead from the middle to the unit than from the corners, and most of the "
        "influence lies in the middle 7×7.",
        wrong={
            "evenly": "By formula a pixel is in or out. But a corner pixel has a single way to the unit, those "
            "in the middle have thousands.",
            "strongest at the border": "The border has the fewest ways to the unit.",
            "on one pixel": "One pixel would be no denoising: the neighbours tell what is noise.",
        },
    ),
]

TICKET = [
    {
        "question": "A 3×3 layer with stride 1 follows a pooling layer of stride 2 (jump 2, field 6). What is its "
        "field?",
        "right": "10",
        "options": {
            "8": "You added 2 pixels. Neighbouring units are 2 pixels apart, so it is 2·2.",
            "9": "Perhaps 6 + 3? The window's first unit has its field already: add K − 1 jumps.",
            "10": "6 + (3 − 1)·2. The stride before it made every step worth two pixels.",
            "12": "6·2: a layer of stride 1 doubles nothing.",
        },
    },
    {
        "question": "Why are three 3×3 layers often preferred to one 7×7?",
        "right": "fewer weights for the same field",
        "options": {
            "a larger field": "The fields are equal: 7×7.",
            "fewer weights for the same field": "27C² against 49C², and room for two more non-linearities.",
            "fewer layers": "There are more layers, and that is part of the point.",
        },
    },
    {
        "question": "The measured field of a trained network is smaller than the formula's. What follows?",
        "right": "the formula is an upper limit",
        "options": {
            "the formula is wrong": "No pixel outside it ever counts: that much it promises, and keeps.",
            "the formula is an upper limit": "It says what can count, the gradient says what does.",
            "the network is broken": "It is the rule: the middle has more ways to the unit than the border.",
        },
    },
]
