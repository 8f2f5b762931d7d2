"""What notebook 10 asks: why convolution."""

from ...kit.lesson import Prediction

WARM_UP = {
    "question": "A linear layer takes 6 numbers and has 4 units, with biases. How many parameters does it learn? "
    "(notebook 06)",
    "right": "28",
    "options": {
        "28": "4·6 weights and 4 biases. Each unit sees all 6 numbers.",
        "24": "These are the weights. Each of the 4 units has a bias, too.",
        "10": "6 + 4 counts numbers and units. Each unit has a weight for *each* number.",
        "30": "24 + 6 has a bias for each input. Biases belong to the units: 4.",
    },
}

PREDICTIONS = [
    Prediction(
        id="10.a",
        question="5 cells and 5 units. Each unit sees a window of 3 neighbouring cells, and all units use the same weights. How many weights are there, without biases?",
        answer="3",
        because="The window has 3 cells, so one unit has 3 weights. The other four units use these 3 again.",
        wrong={
            "25": "25 is 5·5, fully connected: each unit sees all cells, with weights of its own.",
            "15": "15 is the number of lines, 5·3. But lines of the same style are one weight.",
            "5": "One weight a unit is too little: a unit must weigh three cells differently.",
            "13": "13 lines end in a real cell, two in a zero at the border. But lines are not weights.",
        },
        reason="one window of weights serves all units",
        wrong_reasons={
            "each unit must learn its own window": "That would be a locally connected layer, with 15 weights.",
            "windows overlap, so some weights are saved": "Overlap saves nothing: without sharing it is 15, with sharing 3, however far the windows lie apart.",
        },
    ),
    Prediction(
        id="10.b",
        question="The kernel with the rows −1 0 1, −2 0 2, −1 0 1 filters a photograph. Then the kernel is turned by 180° and filters the same photograph. What happens to the result?",
        answer="all its signs change",
        because="Turned by 180°, this kernel has the rows 1 0 −1, 2 0 −2, 1 0 −1: minus itself. So each sum becomes minus itself.",
        wrong={
            "nothing at all": "That needs a kernel that looks the same when turned, such as the blur. Here 1 and −1 change places.",
            "it is mirrored": "The kernel is turned, not the photograph: each result stays at its place.",
            "its edges move by a pixel": "The middle of the kernel stays where it was. A picture moves only if its pixels are taken from one side, as by a single 1 at the right.",
        },
        reason="turned, the kernel is minus itself",
        wrong_reasons={
            "turning a kernel always changes the signs": "Turning moves weights, it never changes one. Sharpen and blur stay the same.",
            "the kernel then reads the picture backwards": "It reads the same nine pixels at each place. Only the weights on them are exchanged.",
        },
    ),
    Prediction(
        id="10.c",
        question="A photograph is moved 3 pixels to the right; black comes in at the left. A 3×3 kernel filters it, stride 1, zeros around. Compare: (A) move, then filter; (B) filter, then move. Where do A and B differ?",
        answer="in some border columns",
        because="Inside, both add up the same pixels. At the right, A reads zeros where B has read the photograph. At the left, A sees a step from black; B has zeros.",
        wrong={
            "nowhere": "Inside that is so. But at the border a zero of the padding takes the place of a pixel.",
            "everywhere, a little": "Inside there is no difference at all: the same nine pixels, the same weights.",
            "at the edges of the tower": "An edge moves with the picture, and so does the answer to it: the same sum, three columns further.",
        },
        reason="only there A reads other pixels than B",
        wrong_reasons={
            "moving and adding up can always change places": "They can where the whole window moves with the picture. At the border zeros do not move with it.",
            "each place has weights of its own": "Then A and B would differ everywhere. All places share one kernel.",
        },
    ),
]

TICKET = [
    {
        "question": "One 3×3 kernel gets images of 200×200, not 100×100. Its weights ...",
        "right": "stay nine",
        "options": {
            "stay nine": "The kernel is used at more places. Nothing new is learned for them.",
            "become four times as many": "The outputs do, and the multiplications. The weights are shared by all places.",
            "become twice as many": "The sides double, the kernel does not: it has 3·3 weights.",
            "do not fit any more": "A fully connected layer would not fit. A kernel slides over any size.",
        },
    },
    {
        "question": "Which kernel gives the same in correlation and convolution?",
        "right": "blur",
        "options": {
            "blur": "1 2 1 / 2 4 2 / 1 2 1: turned by 180° it is the same kernel.",
            "Sobel": "Turned, it is minus itself: all signs change.",
            "a single 1 at the right": "It takes the right neighbour; turned, the left one. Only a 1 in the middle stays.",
            "all that sum to 0": "Sobel's weights do, and all its signs change. What counts is whether the turned kernel looks the same.",
        },
    },
    {
        "question": "An “eye” kernel, stride 1. The eye moves 4 pixels left, far from the border. The map of answers ...",
        "right": "moves 4 to the left",
        "options": {
            "moves 4 to the left": "That is equivariance: the output moves as the input did.",
            "stays as it was": "That would be invariance. A convolution moves its answer; its *maximum* would stay.",
            "is weaker there": "The same nine pixels meet the same weights: the same number.",
            "must be learned there": "A fully connected layer would have to. Here one kernel serves all places.",
        },
    },
]
