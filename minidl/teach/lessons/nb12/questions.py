"""What notebook 12 asks: receptive fields."""

from ...kit.lesson import Prediction

WARM_UP = {
    "question": "A row of 28 pixels, kernel 7, stride 2, no padding. How many outputs, and which pixels does no "
    "window read?",
    "right": "11 outputs; pixel 27 is unread",
    "options": {
        "11 outputs; pixel 27 is unread": "⌊(28 − 7)/2⌋ + 1 = ⌊10.5⌋ + 1 = 11. The last window covers pixels 20 to "
        "26.",
        "11 outputs; all pixels are read": "The last window begins at pixel 20 and ends at 26. Nothing reads 27.",
        "12 outputs; the last window hangs over": "A window counts only if all its pixels are there: round down.",
        "14 outputs; all pixels are read": "28/2 forgets the kernel: the window needs room for 7 pixels.",
    },
}

PREDICTIONS = [
    Prediction(
        id="12.a",
        question="Three layers of 3×3, stride 1, one after the other. How many pixels wide is what one unit of the "
        "third layer sees?",
        answer="7",
        because="1 + 2 + 2 + 2 = 7. The windows of neighbours overlap: each layer adds one pixel on either side.",
        wrong={
            "3": "3 is what a unit of the *first* layer sees. The third looks through two more layers.",
            "5": "5 is right for two layers. The third adds one more pixel on either side.",
            "9": "9 = 3 + 3 + 3: each layer adds its whole kernel. But the middle one of its three units looks at "
            "pixels that are counted already. Only K − 1 = 2 are new.",
            "27": "27 = 3·3·3 would be right without overlap, that is, with stride 3 in each layer. With stride 1 "
            "neighbours share two of their three pixels.",
        },
        reason="neighbouring windows overlap, so only K − 1 pixels are new",
        wrong_reasons={
            "each layer adds its whole kernel to what was seen": "The first pixel of the kernel is seen already, "
            "through the layer below: K − 1 are new. Else one layer alone would see 1 + 3 = 4.",
            "each layer multiplies what was seen by its kernel": "Multiply only where windows do not overlap: "
            "stride 3 for kernel 3. Here they share two of three pixels.",
        },
    ),
    Prediction(
        id="12.b",
        question="The lecture's LeNet: convolution 5×5, pooling 2×2 with stride 2, convolution 5×5, pooling 2×2 with "
        "stride 2. How wide is the field of a unit at the end?",
        answer="16",
        because="5, then 6, 14 and 16. Behind the first pooling neighbours are 2 pixels apart: the second 5×5 adds "
        "4·2 = 8.",
        wrong={
            "10": "5 + 5 leaves out the pooling. And a layer adds K − 1 steps, not K.",
            "11": "1 + 4 + 1 + 4 + 1: each layer counts in pixels. Behind a stride of 2 a step is two pixels.",
            "14": "You left out the last pooling. It adds one step, and a step is 2 pixels there.",
            "19": "You let each pooling layer widen *its own* field by its stride. Its window reads units of the "
            "layer below, and they are as near as before. Only the layers *after* a stride profit.",
        },
        reason="behind a stride of 2, each step is worth two pixels",
        wrong_reasons={
            "pooling shrinks the image, so later units see less of it": "The *map* of units shrinks. Each of its "
            "units looks at more of the input, not at less.",
            "the padding of a layer adds to the field": "Padding decides where the first field begins. A window "
            "spans as many cells as before: K and D give its size.",
        },
    ),
    Prediction(
        id="12.c",
        question="Eight 3×3 layers, trained to remove noise: by formula a unit sees 17×17 pixels. Which of them move it "
        "most?",
        answer="a spot in the middle",
        because="Count the ways from a pixel up to the unit: in one row, 1,107 lead from the middle, a single one "
        "from the end.",
        wrong={
            "all pixels alike": "By formula a pixel is in or out. But one single way leads from a corner "
            "of the field to the unit, and from its middle 1,107·1,107: more than a million.",
            "those along the border": "The border has the fewest ways to the unit: from each corner only one.",
            "a single pixel alone": "Then the network could remove no noise: it takes neighbours to tell what is "
            "noise. Several pixels share the influence.",
        },
        reason="many ways lead from the middle to the unit, few from the border",
        wrong_reasons={
            "whatever the formula counts as seen matters equally": "The formula says which pixels *can* reach the "
            "unit. How many ways lead from each is another question.",
            "training shrinks the field; before, it was even": "The mean of many *random* networks is a spot "
            "already. It comes from the layers, not from the data.",
        },
    ),
]

TICKET = [
    {
        "question": "Behind a pooling layer the field is 6 and the jump 2. Then comes a 3×3 layer, stride 1. How large "
        "is its field?",
        "right": "10",
        "options": {
            "8": "You added 2 pixels. Neighbouring units are 2 pixels apart here, so it is 2·2.",
            "9": "6 + 3 adds the whole kernel. Its first unit has the 6 already: add K − 1 jumps.",
            "10": "6 + (3 − 1)·2. The stride before it makes each step worth two pixels.",
            "12": "6·2: a layer multiplies no field. It adds (K − 1)·2.",
        },
    },
    {
        "question": "Which change makes the field of a unit at the top larger?",
        "right": "a stride of 2 in the first layer",
        "options": {
            "one more row of zeros around each layer": "Padding moves the start of the first field. The size has no P "
            "in it.",
            "a ReLU and a batch norm behind each layer": "Both work on each unit alone. They read no neighbour.",
            "a 1×1 convolution behind each layer": "K − 1 = 0: it mixes channels, and adds no pixel.",
            "a stride of 2 in the first layer": "Yes: the jump doubles, and each later kernel adds twice as much.",
        },
    },
    {
        "question": "A trained unit is sensitive in the middle of its field only. What follows?",
        "right": "the formula is an upper limit",
        "options": {
            "the formula counts too many pixels": "All pixels that it counts can reach the unit. Some of them have few "
            "ways.",
            "the formula is an upper limit": "It says what can count. The gradient says how much it does.",
            "more training would spread it evenly": "The middle keeps more ways to the unit, however long you train.",
        },
    },
]
