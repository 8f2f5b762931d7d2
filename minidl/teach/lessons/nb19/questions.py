"""What notebook 19 asks: parameters of a longer sentence, a gradient of fifty steps, a gate that keeps."""

from ...kit.lesson import Prediction

PREDICTIONS = [
    Prediction(id="19.a", question="`nn.RNN(4, 8)` reads a sentence token by token, 4 numbers a token. For the 3 tokens of *What time ?* it needs 112 parameters. A text has 300 tokens. How many parameters does the layer need for it?",
        answer="112",
        because="One cell is used at each step, always with the same weights. A longer text takes more time, not more parameters.",
        wrong={
            "336": "That would be three cells, one for each token of the short sentence.",
            "11,200": "That is a hundred times as many. A fully-connected layer over all tokens would grow so; a cell is used again.",
            "33,600": "That is 112 for each token. But the tokens share one cell.",
        },
        reason="every step uses the same weights",
        wrong_reasons={
            "each step has its own weights": "Then the layer could not read a text that is longer than those of its training. It can.",
            "a longer text needs more memory": "The state has 8 numbers at each step, however long the text is.",
        }),
    Prediction(id="19.b", question="An LSTM, as PyTorch starts it, 64 units, untrained, reads 50 steps. A loss is put on its *last* state. The last input gets a gradient of size 1. What size gets the first input, 49 steps before?",
        answer="less than a millionth",
        because="At the start a forget gate is about ½, and so each step halves: ½⁴⁹ is about 10⁻¹⁵. Other paths help: 10⁻¹⁰ was measured. An LSTM *can* keep a gradient. It does not by itself.",
        wrong={
            "about 1": "That needs a forget gate near 1. At the start it is about ½.",
            "about 1/50": "It is not shared out among the steps. Each step *multiplies*.",
            "more than a million": "A gradient can explode. With these small first weights it fades.",
        },
        reason="each step multiplies by about ½",
        wrong_reasons={
            "the gates protect it": "A gate protects what it is open for. Nobody has opened it yet.",
            "it is shared among 50 steps": "Sharing out would leave 1/50. Each step multiplies what comes from the next one.",
        }),
    Prediction(id="19.c", question="A trained LSTM reads a sentence and says its last digit so far. The 7 came ten letters ago, and the LSTM still says 7. It reads one more *letter*. What is its forget gate now?",
        answer="near 1",
        because="f multiplies the old cell: c′ = f · c + i · g. To keep, f must be near 1. At a *digit* it falls to about 0: the old one goes.",
        wrong={
            "near 0": "Then the cell would be 0 after one letter, and the 7 gone.",
            "near ½": "Ten times ½ leaves a thousandth of the cell. It still says 7.",
            "falls, letter by letter": "The gate is computed anew at each step. All letters look alike to it.",
        },
        reason="it multiplies what is kept",
        wrong_reasons={
            "a letter is nothing to remember": "Right, but that is the business of what is *added*, i · g. The forget gate acts on the old cell.",
            "an open forget gate forgets": "The name misleads. Open, 1, means: the cell goes through.",
        }),
]  # fmt: skip

TICKET = [
    {"question": "Through 100 steps the gradient has shrunk to 10⁻¹². You clip gradients to a length of 1. What changes for it?",
        "right": "nothing: it is short already", "options": {
            "nothing: it is short already": "Clipping only shortens what is too long. It helps against exploding.",
            "it is stretched to length 1": "Clipping never stretches. And stretched noise would be noise.",
            "it no longer vanishes": "It has vanished on the way, before clipping sees it.",
    }},
    {"question": "An RNN loses what it read 50 steps ago. You give it four times as many units, with PyTorch's start. And now?",
        "right": "it loses it as before", "options": {
            "it loses it as before": "The factor of each step counts, not how many units there are. You saw it: 64 or 256 units.",
            "it keeps it four times as long": "PyTorch's first weights are ±1/√units: the factor of a step stays what it was.",
            "it keeps everything": "The state has more numbers. The gradient still passes 50 factors below 1.",
    }},
    {"question": "An LSTM has 7 in its cell. At this step f = 0 and i · g = 3. What is in the cell now?",
        "right": "3", "options": {
            "3": "f · 7 + 3, with f = 0: the old goes, the new comes.",
            "7": "f = 0 keeps nothing. With f = 1 and i · g = 0 it would stay 7.",
            "10": "That is f = 1: the old is kept, and the new is added.",
    }},
]  # fmt: skip

WARM_UP = {
    "question": "A network guesses evenly among 27 characters. What is its cross-entropy, with natural logarithms? (lesson 05)",
    "right": "ln 27, about 3.3", "options": {
        "ln 27, about 3.3": "−ln(1/27). A model of characters must come below it.",
        "1/27, about 0.04": "That is the probability. The loss is −ln of it.",
        "27, one for each": "The loss is −ln p of the right one only.",
    }}  # fmt: skip
