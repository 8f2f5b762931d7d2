"""What notebook 15 asks: convolution as a matrix product."""

from ...kit.lesson import Prediction

WARM_UP = {
    "question": "Image [[1, 2, 3], [4, 5, 6], [7, 8, 9]], kernel [[1, 0], [0, 2]], stride 1, nothing "
    "flipped. What is the output in row 0, column 1? (notebook 11)",
    "right": "14",
    "options": {
        "14": "1·2 + 2·6. The window covers 2, 3, 5 and 6.",
        "10": "That is 2·2 + 1·6: the kernel was turned by 180°. Libraries do not turn it.",
        "16": "That is 2 + 3 + 5 + 6, without the weights.",
        "20": "That is 1·4 + 2·8, the output in row 1, column 0. The row comes first.",
    },
}

PREDICTIONS = [
    Prediction(
        id="15.a",
        question="Write a 4×4 image as a row of 16 numbers: first its top row, then the next. The kernel has "
        "the weights a b c / d e f / g h i. The top left output multiplies the 16 numbers by which row?",
        answer="a b c 0 d e f 0 g h i 0 0 0 0 0",
        because="The window covers pixels 0, 1, 2, then 4, 5, 6, then 8, 9, 10. The rest meets 0.",
        wrong={
            "a b c d e f g h i 0 0 0 0 0 0 0": "Then d would meet pixel 3, the end of the top row. But d is "
            "below a: it meets pixel 4.",
            "a b c 0 0 d e f 0 0 g h i 0 0 0": "Two zeros are right where a row has 5 pixels. Here it has 4, "
            "and the window covers 3 of them.",
            "a d g 0 b e h 0 c f i 0 0 0 0 0": "That reads the kernel column by column. The image is read "
            "row by row, and b meets pixel 1.",
            "i h g 0 f e d 0 c b a 0 0 0 0 0": "That is the flipped kernel. Libraries do not flip: a meets "
            "pixel 0.",
        },
        reason="the next row of the window is one image row further on: 4 numbers",
        wrong_reasons={
            "a zero keeps two rows of the kernel apart": "In a 5-pixel row there are two zeros, in a 3-pixel "
            "row none. A zero belongs to a pixel that the window does not cover.",
            "the zeros are padding around the image": "Nothing is padded. Each zero meets a real pixel, and "
            "keeps it out of the sum.",
        },
    ),
    Prediction(
        id="15.b",
        question="A 4×4 image has 16 numbers. A 2×2 window goes over it with stride 1. Copy each window into "
        "a column of its own. How many numbers does this table hold?",
        answer="36",
        because="There are 3·3 windows, and each has 4 numbers. The table is 2.25 times as large as the "
        "image.",
        wrong={
            "12": "12 = 3 · 4 counts the windows of one row. There are 3 places across and 3 down.",
            "16": "Windows overlap, and each one gets its own copy. A pixel in the middle is in the table "
            "four times.",
            "64": "64 = 16 · 4 needs a window at each pixel. Without padding only 9 windows fit.",
        },
        reason="a pixel is copied into each window that covers it",
        wrong_reasons={
            "a pixel is kept once, and the windows share it": "Shared pixels would be 16 numbers, seen "
            "through windows. A table of columns holds copies.",
            "each pixel is copied four times": "Only the four in the middle. A corner is in a single window. "
            "Four copies of all would be 64.",
        },
    ),
    Prediction(
        id="15.c",
        question="A 4×4 image x, a 3×3 kernel w, four outputs. ∂y = [[0, 1], [0, 0]]: only one of them changes J. "
        "What is ∂x, a picture of 4×4?",
        answer="under that window: w, as it is",
        because="y[0, 1] is a sum of weight · pixel. Its slope for a pixel is the weight that this pixel met.",
        wrong={
            "under that window: w, turned by 180°": "Where y[0, 1] multiplied a pixel by w[0, 0], the slope "
            "is w[0, 0]. One output hands its gradient back by the same weights.",
            "under that window: its nine pixels": "That is ∂J/∂w: how fast y[0, 1] changes with a *weight* "
            "is the pixel that it met.",
            "under that window: 1 everywhere": "Then all pixels would count alike. A pixel with a large "
            "weight changes y[0, 1] more.",
            "the same number at all 16 pixels": "Seven pixels are not in that window. Their gradient is 0.",
        },
        reason="the slope of weight · pixel, when the pixel changes, is the weight",
        wrong_reasons={
            "backwards, everything is turned round": "The order in which a *pixel* meets the weights is "
            "turned: the output to its right met it with the weight to the left. A single output's stamp is "
            "not turned.",
            "the slope of weight · pixel is the pixel": "It is, when the *weight* changes. Here the pixel "
            "does.",
        },
    ),
]

TICKET = [
    {
        "question": "6×6 image, 3×3 kernel, stride 1. How often is one weight written in M?",
        "right": "16 times",
        "options": {
            "once": "The kernel is *stored* once. In M each row has its own copy of it.",
            "16 times": "Once in each row: M has one for each of 4·4 outputs.",
            "36 times": "36 is how many columns M has. A weight is not in each column.",
        },
    },
    {
        "question": "X_col is larger than the image. Why is it built, or parts of it?",
        "right": "one large matrix product is fast",
        "options": {
            "it takes fewer multiplications": "It takes the same: one for each weight and output.",
            "one large matrix product is fast": "The multiplications are the same, but many times faster.",
            "it makes the result more exact": "The result is the same, up to rounding.",
        },
    },
    {
        "question": "y = M·x has 4 numbers, Mᵀ·y has 16. Are they the pixels x?",
        "right": "no: sums of weight · y",
        "options": {
            "yes: Mᵀ undoes M": "In S0's example x[0, 0] is 4, and Mᵀ·y has 122 there. Mᵀ is not the inverse.",
            "only for a symmetric kernel": "Four numbers cannot hold sixteen, whatever the kernel is.",
            "no: sums of weight · y": "The shape comes back, the pixels do not.",
        },
    },
]
