"""What notebook 17 asks: what excites a unit, what a covered place costs, which layer is worth its parameters."""

from ...kit.lesson import Prediction

WARM_UP = {
    "question": "Three convolutions: 7×7 with stride 2, 5×5 with stride 2, 3×3 with stride 1. How many pixels of the image does one unit of the third see? (lesson 12)",
    "right": "23×23", "options": {
        "23×23": "7, then 7 + 4·2 = 15, then 15 + 2·4 = 23: each step counts the strides before it.",
        "3×3": "That is what it sees of the *layer below*. Each of those cells sees pixels of its own.",
        "13×13": "7 + 4 + 2 = 13 forgets the strides: neighbours below are 2 and then 4 pixels apart.",
        "the whole image": "Only if the kernels were large enough. Here it sees 23 of 28 pixels a side."}}  # fmt: skip

PREDICTIONS = [
    Prediction(id="17.a", answer="about twice the answer, and it looks like no digit",
        question="A unit of the third convolution, in a network that reads handwritten digits. We start from a grey picture and change its pixels, step by step, so that the unit answers *more*. The result, beside the best of 200 real digits:",
        because="Training only asked about digits. Other pictures excite the unit far more: 1.8 to 3 times as much as the best of these 200 digits (1.5 to 2.3 beside all 10,000), for each of the 26 units that answer at all.",
        wrong={
            "about the same answer, and it looks like a clear digit": "The unit was never told what a digit is. It adds up strokes at places, and the ascent piles up whatever raises the sum.",
            "a smaller answer: real digits are what it was trained on": "Trained on, yes. But the steps go uphill from any picture, and the hill is higher outside the digits.",
            "about the same answer, and it looks like grey noise": "The steps follow the gradient, which has clear strokes. Only where the unit does not care it stays grey."},
        reason="training never asked about other pictures", wrong_reasons={
            "each unit stands for one digit": "The nine best of these 200 digits are mostly of two to five kinds; of all 10,000, still of two or three for 16 of the 26 units.",
            "gradient ascent finds the average of the digits": "It never sees a digit. It follows the slope of one number."}),
    Prediction(id="17.b", answer="nothing: exactly 0",
        question="A 4, open at the top: the gap is what makes it no 9. A square of *paper* slides over the picture, and for each place a map shows what it costs the 4. What does the map show where the square lies in the middle of the gap?",
        because="Paper on paper changes no pixel, so the answer stays to the last bit. A square of *ink* in the same gap costs more than anywhere else, and the network reads a 9. The map shows what a change does, and you choose the change.",
        wrong={
            "the highest cost of all": "The gap matters, as ink shows. But paper on paper is the same picture, and the same picture gets the same answer.",
            "a gain, below 0": "A gain needs another picture. Here not one pixel changes.",
            "as much as on the strokes": "On the strokes ink disappears. In the gap there is none to disappear."},
        reason="not one pixel changes", wrong_reasons={
            "the network looks at ink only": "Put ink into the gap: the answer becomes 9. It looks at empty places, too.",
            "the network does not need the gap": "It does. This square only cannot show it: it puts there what was there."}),
    Prediction(id="17.c", answer="conv3 and conv4",
        question="AlexNet's layer fc7 has 16.8 million parameters, conv3 and conv4 together have 1.5 million. Each was taken out, and the rest trained again. Whose loss cost more points?",
        because="S0: 3.0 points for conv3 and conv4, 1.1 for fc7, which has eleven times as many parameters. The number of parameters says little about what a layer does. In the paper it is 4.0 and 0.3.",
        wrong={
            "fc7": "It has 28 % of all parameters, and 1.1 points go with it. What it did, the others learned to do.",
            "both the same": "3.0 points against 1.1, and eleven times as many parameters the other way.",
            "neither: fewer parameters read better": "On S0's slide both cost something. In a small network it may be so: see the picture."},
        reason="fewer parameters may be worth more", wrong_reasons={
            "convolutions have more parameters": "They have far fewer: the same small kernel serves all places.",
            "the last layers are always useless": "1.1 points are not nothing, and fc6 and fc7 together cost 5.7."}),
]  # fmt: skip

TICKET = [
    {"question": "The nine patches that excite a unit most are of 4s, 7s and 9s. What does that say?",
        "right": "it answers to what they share", "options": {
            "it answers to what they share": "And the next layer puts such shapes together.",
            "the network confuses 4, 7 and 9": "It reads 98 % of the digits. One unit does not decide alone.",
            "it is badly trained: it should know one digit": "Sharing is the point: 32 shapes can tell more than 32 things apart."}},
    {"question": "An occlusion map, made with paper, is 0 at a place. What follows?",
        "right": "paper there changes nothing", "options": {
            "paper there changes nothing": "Just that. Perhaps there was paper before.",
            "the network does not look at this place": "Ink there may change everything, as in the gap of the 4.",
            "the place could be cut off": "Another digit may need it."}},
    {"question": "Without a layer with half of all parameters, and trained again, no point is lost. What follows?",
        "right": "here the others can do its work", "options": {
            "here the others can do its work": "In this network, on this data, after training *again*.",
            "its weights were nearly all 0": "They need not be. Without training again the network would fail.",
            "taking out a second one costs nothing, too": "Two may replace each other: either can go, not both."}},
]  # fmt: skip
