"""What notebook 14 asks: down- and up-sampling."""

from ...kit.lesson import Prediction

# fmt: off
PREDICTIONS = [
    Prediction(id="14.a", answer="about two of three",
        question="A long row of random numbers, max-pooling with K = 2, S = 2. The row moves right by one pixel. "
            "How many of the outputs change?",
        because="An old and a new window share one pixel of three. The output stays only if this pixel is the "
            "largest of the three: in one case of three.",
        wrong={
            "none: it is invariant": "Then the maximum of a window would not depend on which pixels are in it.",
            "about one of three": "One of three *stays*: where the shared pixel is the largest.",
            "about half of them": "Half would be right for K = 3. Here two windows share one pixel of three.",
            "all of them": "Where the shared pixel is the largest, the output stays: in one case of three."},
        reason="an output stays if the largest pixel is in both windows",
        wrong_reasons={
            "the maximum does not care where it is":
                "Within one window. But the window loses one pixel and gets another.",
            "half of each window is new, so half change":
                "The lost pixel counts, too. It may have been the largest."}),
    Prediction(id="14.b", answer="0, 2, 0, 1",
        question="The row 2, 7, 1, 3; max-pooling with K = 2, S = 1 gives 7, 7, 3. Each output sends back a "
            "gradient of 1. What arrives at the four inputs?",
        because="7 is the largest of two windows, 3 of one. A small change of 2 or 1 changes no output.",
        wrong={
            "½, 1, 1, ½": "That is mean pooling: each input has a share in each of its windows.",
            "0, 1, 0, 1": "7 made two of the outputs. Their gradients add.",
            "1, 2, 2, 1": "That counts the windows of each input. But only the largest one makes the output.",
            "0, 0, 0, 0": "Pooling has no parameters, but it passes gradients on to the layer below."},
        reason="the output moves with the largest input, and with no other",
        wrong_reasons={
            "all inputs of a window share the gradient":
                "In mean pooling. Here 2 can change a little, and 7 stays the maximum.",
            "a maximum has no slope":
                "It has one everywhere but at ties: 1 for the largest, 0 for the others."}),
    Prediction(id="14.c", answer="K = 4",
        question="A transposed convolution with stride 2 and equal weights. All inputs are equal, too. For which "
            "kernel size are all outputs inside (away from the border) equal?",
        because="Along each axis a copy begins every 2 pixels. A copy of 4 pixels covers each output exactly "
            "twice.",
        wrong={
            "K = 3": "3 is no multiple of 2: along an axis pixels get 2 copies, 1 copy, 2 copies, ...",
            "K = 5": "5 is no multiple of 2: along an axis pixels get 3 copies, 2 copies, 3 copies, ...",
            "each of them": "So it is for ordinary convolution. Here the copies begin 2 pixels apart."},
        reason="each output is covered by the same number of copies",
        wrong_reasons={
            "equal inputs and equal weights make equal outputs":
                "Only if each output adds up equally many of them.",
            "an odd kernel has a centre":
                "That matters for padding. Count the copies over neighbouring pixels."}),
]
TICKET = [
    {"question": "Max-pooling, K = 2, S = 2. Which shift moves all outputs by one cell and changes none of them?",
        "right": "2 pixels", "options": {
        "2 pixels": "The stride: then the same windows see the same pixels, one cell on.",
        "1 pixel": "Then the windows hold other pixels: of random ones, two of three outputs change.",
        "any shift": "Only multiples of the stride. Pooling is not equivariant for the others."}},
    {"question": "You put max-pooling between two convolutions. Which layer has fewer weights now?",
        "right": "a later Linear", "options": {
        "a later Linear": "Its number of inputs shrinks. Pooling and convolutions keep theirs.",
        "the second convolution": "Its weights do not depend on the size of the image.",
        "the pooling layer": "It has none at all, before and after."}},
    {"question": "y is a convolution of x (no pixel is left over), and z the transposed convolution of y with the same weights. z has ...",
        "right": "the size of x", "options": {
        "the size of x": "Only that. It is no inverse.",
        "the values of x": "Nine numbers became one: they cannot come back.",
        "the size of y": "It is larger: each number of y writes a whole copy."}},
]

WARM_UP = {
    "question": "Max-pooling with K = 2, S = 2 over a row of 7 cells. How many outputs? (notebook 11)",
    "right": "3", "options": {
        "3": "⌊(7 − 2)/2⌋ + 1 = 3. No window reads the last cell.",
        "3.5": "Half a window is no window: the size is rounded down.",
        "4": "The fourth window would need an eighth cell.",
        "6": "That would be right for stride 1."}}
# fmt: on
