"""What notebook 11 asks: convolution arithmetic."""

from ...kit.lesson import Prediction

PREDICTIONS = [
    Prediction(
        id="11.a",
        question="A row of 7 cells, a window of 3 cells, stride 3, no padding. How many numbers come out?",
        answer="2",
        because="The window stands at cells 0 and 3. At cell 6 it would hang over the edge, so it stops; one "
        "cell is left over.",
        wrong={
            "none: it does not fit": "One lecture says so. Frameworks use the windows that fit, and leave the "
            "rest unread.",
            "2.33": "That is the formula before its last step. A third of a window is no window: round down.",
            "3": "A third window would start at cell 6 and need cells 7 and 8, which are not there.",
            "5": "5 is right for stride 1. With stride 3 the window jumps three cells at a time.",
        },
    ),
    Prediction(
        id="11.b",
        question="Input 3×32×32, ten filters of 5×5, padding 2, with biases. How many numbers does the layer "
        "learn?",
        answer="760",
        because="Each filter has 3·5·5 = 75 weights and one bias: 76. Ten filters: 760. The image's size does "
        "not matter.",
        wrong={
            "250": "You left out the input channels: a filter is 3×5×5, not 5×5.",
            "750": "The weights are right. Each of the ten filters also has one bias.",
            "10,240": "That is how many numbers come out (10×32×32). They share the same weights.",
            "768,000": "That is how many multiplications it takes: 10,240 outputs, 75 products each.",
        },
    ),
    Prediction(
        id="11.c",
        question="With kernel 3 and stride 2, a convolution makes 3 cells of 7, and also 3 of 8. A transposed "
        "one starts from 3. How many cells does it give?",
        answer="7",
        because="Three stamps of 3 cells, two apart: the last one ends with cell 2·2 + 3 = 7. With "
        "`output_padding=1` there would be 8.",
        wrong={
            "5": "That is (3 − 1)·2 + 1: you counted one cell for the last stamp. It has three.",
            "6": "3·2 = 6 leaves out that the last stamp reaches further than its own two cells.",
            "8": "Only if you ask for it: `output_padding=1`. By itself it takes the smallest size that fits.",
            "7 or 8, whichever came in": "It cannot know: both came out as 3. You must say so, by "
            "`output_padding`.",
        },
    ),
]

TICKET = [
    {
        "question": "28 pixels, kernel 5, stride 2, no padding. How many outputs?",
        "right": "12",
        "options": {
            "11": "You forgot the + 1: eleven steps, and the window stands somewhere before the first.",
            "12": "⌊(28 − 5)/2⌋ + 1 = 11 + 1. One column is never read.",
            "13": "You rounded up: (28 − 5)/2 = 11.5 becomes 11.",
            "14": "28/2 holds only with the right padding. Here is none.",
        },
    },
    {
        "question": "The image becomes twice as high and twice as wide. What happens to the number of a "
        "convolution's parameters?",
        "right": "nothing",
        "options": {
            "nothing": "All places share the kernel. Only the multiplications grow, about four times.",
            "it doubles": "No weight belongs to a place, so the image's size does not count.",
            "it becomes four times as large": "That holds for the multiplications, and for a fully connected "
            "layer.",
        },
    },
    {
        "question": "What does `output_padding=1` do in a transposed convolution?",
        "right": "it makes the output one cell larger",
        "options": {
            "it surrounds the input with a zero": "That would be the padding of an ordinary convolution.",
            "it makes the output one cell larger": "It chooses among the sizes that the floor made equal, and "
            "adds at one end only.",
            "it spreads the stamps further apart": "That is the stride.",
        },
    },
]
