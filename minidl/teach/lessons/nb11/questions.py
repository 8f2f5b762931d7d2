"""What notebook 11 asks: convolution arithmetic."""

from ...kit.lesson import Prediction

WARM_UP = {
    "question": "The kernel [1, 0, −1] slides over the row [2, 2, 2, 7, 7]. PyTorch does not flip it. What comes "
    "out?",
    "right": "0, −5, −5",
    "options": {
        "0, −5, −5": "2 − 2, 2 − 7, 2 − 7: each number compares a cell with the one two places on.",
        "0, 5, 5": "That is the flipped kernel, the convolution of mathematics and of `np.convolve`. PyTorch "
        "takes the first weight times the first cell.",
        "0, −5, 0": "The edge is in two windows: in cells 1 to 3 and in cells 2 to 4. Both answer.",
        "2, 2, 2, 7, 7": "That would be the kernel [0, 1, 0]. The weights 1 and −1 subtract.",
    },
}

PREDICTIONS = [
    Prediction(
        id="11.a",
        question="A row of 7 cells, a window of 3 cells, stride 3, no padding. How many numbers come out?",
        answer="2",
        because="The first window covers cells 0, 1, 2, the second cells 3, 4, 5. A third would need cells 6, 7, "
        "8, and only cell 6 is there. No window reads it.",
        wrong={
            "none: it does not fit": "One lecture says so. But both windows fit; a third does not, and nobody "
            "needs it. Frameworks compute the two and raise no error.",
            "2.33": "That is the formula before its last step, (7 − 3)/3 + 1. An output is one whole window, and "
            "a third of a step leads to none: round down.",
            "3": "A third window would cover cells 6, 7 and 8. The row ends with cell 6, and nothing pads it.",
            "5": "5 is right for stride 1: windows start at cells 0 to 4. With stride 3 they start at 0 and 3.",
        },
        reason="a window counts only if all its cells are in the row",
        wrong_reasons={
            "the quotient is rounded to the nearest whole number": "Here both roundings agree. But 12 cells, "
            "kernel 5, stride 4 give 2.75, and 2 windows fit, not 3.",
            "the last window hangs over and is filled with zeros": "Only padding adds zeros, and there is none. "
            "A hanging window would be a third output.",
        },
    ),
    Prediction(
        id="11.b",
        question="Input 3×32×32, ten filters of size 5×5, padding 2, with biases. How many numbers does the "
        "layer learn?",
        answer="760",
        because="Each filter has 3·5·5 = 75 weights and one bias: 76. Ten filters: 760. The size of the image "
        "is not in this count.",
        wrong={
            "260": "That is 10·(25 + 1): flat filters. But the window covers 25 cells in each of three channels, "
            "and all 75 have a weight of their own.",
            "780": "That is 10·(75 + 3), a bias for each sheet. The 75 products make one sum, and one sum needs "
            "one bias.",
            "10,240": "That is how many numbers come out (10×32×32). They share the ten filters: nothing is "
            "learned for a place.",
            "768,000": "That is how many multiplications it takes: 75 for each of 10,240 outputs. The same 750 "
            "weights come back at each place.",
        },
        reason="each filter has a weight for each cell of a 3×5×5 block",
        wrong_reasons={
            "each filter is one 5×5 sheet, used on all three channels": "Then a layer could not tell red from "
            "blue. `nn.Conv2d(3, 10, 5).weight` has the shape (10, 3, 5, 5): three sheets in each filter.",
            "each place of the image has weights of its own": "That is a locally connected layer. A convolution "
            "takes the same filter to all 32·32 places.",
        },
    ),
    Prediction(
        id="11.c",
        question="With kernel 3 and stride 2, an ordinary convolution makes 3 cells of 7, and also 3 of 8. A "
        "transposed one with the same settings starts from 3 cells. How many does it give?",
        answer="7",
        because="Each input cell writes a stamp of 3 cells, 2 further on than the last. The stamps start at "
        "cells 0, 2, 4, so the last one ends with cell 6.",
        wrong={
            "5": "That is (3 − 1)·2 + 1. It counts one cell for the last stamp, and a stamp has three.",
            "6": "3·2 = 6 gives two cells to each stamp. The last one has three: nothing overlaps its end.",
            "8": "Only with `output_padding=1`. Without it, no cell is added behind the last stamp.",
            "9": "3·3 = 9 sets the stamps side by side. They start 2 cells apart, so two cells get two stamps, "
            "added up.",
            "7 or 8, whichever came in": "It sees 3 numbers and has no memory: 7 and 8 cells both became 3. Who "
            "wants 8 says `output_padding=1`.",
        },
        reason="three stamps of 3 cells, each 2 cells further on",
        wrong_reasons={
            "it undoes the convolution, so the old size comes back": "Nothing comes back, the numbers least of "
            "all: the layer knows neither the old row nor its size. Loop ③ shows [1 … 7] → 3 → 7 other numbers.",
            "each cell becomes two, and one is added at the end": "3·2 + 1 is 7 by luck. With kernel 5 it would "
            "still be 7, and three stamps of 5 cells reach to cell 8: 9 cells.",
        },
    ),
]

TICKET = [
    {
        "question": "224 cells, K = 7, S = 2, P = 3: (224 + 6 − 7)/2 = 111.5. What comes out?",
        "right": "112; one padding zero is unread",
        "options": {
            "an error: the stride does not fit": "No framework refuses. It rounds 111.5 down and adds 1.",
            "111; the rest is cut off": "111 is how many whole steps fit. The place before the first step counts, "
            "too: 112.",
            "112; the last pixel is unread": "112 is right. But behind the last pixel there are three zeros, "
            "and the remainder 1 costs one of them, no pixel.",
            "112; one padding zero is unread": "⌊111.5⌋ + 1 = 112. The remainder costs the last zero; every "
            "pixel is read.",
            "113; the last window hangs over": "That is rounding up. Some poolings offer it (`ceil_mode`); a "
            "convolution with explicit padding rounds down.",
        },
    },
    {
        "question": "A layer makes 128×14×14 of 64×14×14 with kernel 3. How many weights has one filter?",
        "right": "576",
        "options": {
            "9": "A filter is not flat. It has a 3×3 sheet for each of the 64 input channels.",
            "576": "64·3·3: a sheet for each input channel.",
            "1,152": "That is 128·9. There are 128 filters; each is as deep as the input, 64.",
            "112,896": "That is 576 for each of 14·14 places. All places share one filter: the size of the "
            "image does not count.",
        },
    },
    {
        "question": "A convolution makes 3 numbers of 7. A transposed one with its weights makes 7 of the 3. Which?",
        "right": "sums of stamps, not the old numbers",
        "options": {
            "the 7 numbers from the start": "Only the size agrees. Three numbers cannot remember seven: "
            "transposed is not inverse.",
            "sums of stamps, not the old numbers": "Each of the 3 stamps the kernel, and overlaps add up.",
            "the 3 numbers, with zeros between": "That is how one way of computing it starts. Then the kernel "
            "is laid over the zeros, too.",
            "the old 7, with the right output_padding": "output_padding adds a cell at one end. It settles the "
            "size, never the numbers.",
        },
    },
]
