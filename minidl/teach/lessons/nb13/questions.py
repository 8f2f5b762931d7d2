"""What notebook 13 asks: cheaper convolutions, and what they really save."""

from ...kit.lesson import Prediction

PREDICTIONS = [
    Prediction(
        id="13.a",
        question="The Sobel kernel is a column times a row, so 3 + 3 multiplications do the work of 9. And the edge "
        "kernel: −1 everywhere, 8 in the middle?",
        answer="no column and row give this kernel",
        because="In column × row each row is a multiple of one row. (−1, 8, −1) is no multiple of (−1, −1, −1).",
        wrong={
            "it works too, like any 3×3 kernel": "Six numbers do not make any nine: most kernels do not work.",
            "it works too, as it is symmetric": "Symmetry is not enough: the rows must be multiples of one row.",
            "it works with a dilation of 2": "Dilation moves the nine weights apart. It changes none of them.",
        },
        reason="its rows are not multiples of one row",
        wrong_reasons={
            "any square of numbers is column × row": "Only those are whose rows are all multiples of one row.",
            "left half and right half are mirrored": "A mirror copies columns. The middle row must fit, too.",
        },
    ),
    Prediction(
        id="13.b",
        question="256 filters of 5×5 over three channels, output 8×8: 1,228,800 multiplications. Now in two steps: "
        "one 5×5 kernel for each of the three channels, then 256 filters of 1×1. How many multiplications?",
        answer="53,952",
        because="Step 1: 64 · 3 · 25 = 4,800. Step 2: 64 · 256 · 3 = 49,152. Together about 1/23.",
        wrong={
            "409,600": "That is a third: each filter would see one channel. But step 1 has three kernels, not 256.",
            "4,800": "That is step 1 only. Step 2 makes 256 channels of three.",
            "1,233,600": "You add step 1 to the old layer. Step 2 is 1×1: one weight for a channel, not 25.",
        },
        reason="only three kernels are 5×5; the 256 have 1×1",
        wrong_reasons={
            "each filter sees one channel, not three": "The 256 filters still see all three channels, in one pixel.",
            "the kernels of step 1 make all channels": "Step 1 makes three channels. Step 2 must make the 256.",
        },
    ),
    Prediction(
        id="13.c",
        question="S0 makes its network separable: 1,427 parameters in place of 8,586, and 15,089 MACs in place of "
        "117,384. The plain one took 1.43 s for 10,000 images. The separable one took ...",
        answer="1.11 s",
        because="So S0 prints. If only the time for MACs shrank, to 1/7.8, then MACs took 0.37 s of the 1.43 s.",
        wrong={
            "0.18 s": "That is 1/7.8, like the MACs. Numbers must also be moved, and each step must be started.",
            "0.24 s": "That is 1/6, like the parameters. But parameters say how much to store, not how long it takes.",
            "1.75 s": "More steps do cost time. Here the saved MACs are worth more than that.",
        },
        reason="most of the time is not spent on MACs",
        wrong_reasons={
            "time is proportional to MACs": "Only if MACs are all that takes time. Measure it in the picture.",
            "time is proportional to parameters": "A parameter is used once for each output pixel, not once.",
        },
    ),
]

# fmt: off
TICKET = [
    {"question": "A 3×3 layer gets dilation 4. What grows?", "right": "the area that it sees", "options": {
        "the area that it sees": "It spans 9×9 pixels.",
        "the number of weights": "They move apart: still nine.",
        "the MACs of an output": "Still nine weights: nine MACs.",
    }},
    {"question": "Depthwise separable: what does the depthwise step alone never do?", "right": "mix the channels", "options": {
        "mix the channels": "The 1×1 step does that.",
        "look at neighbours": "It sees K×K pixels.",
        "save parameters": "C·K² in place of C·C·K²: it does.",
    }},
    {"question": "A layer has a tenth of the MACs. How long does it take?", "right": "only measuring tells", "options": {
        "only measuring tells": "MACs are one part of the time.",
        "a tenth of the time": "Only where MACs are all of the time.",
        "the same time": "So it can be, for small layers only.",
    }},
]
WARM_UP = {"right": "75", "options": {
    "75": "3 · 25: a filter sees all channels. Today: what if it did not?",
    "25": "That is one channel of it. A filter has 5×5 weights for each of the three channels.",
    "250": "That is ten filters with one channel each. One filter was asked, over three channels.",
}, "question": "A layer: 3 channels in, 10 filters of 5×5. How many weights has one filter? (notebook 11)"}
