"""What notebook 18 asks: autoencoders."""

from ...kit.lesson import Prediction

WARM_UP = {
    "question": "A transposed convolution with K = 4, stride 2 and padding 1 gets maps of 6×6. How large are its outputs? (notebook 14)",
    "right": "12×12", "options": {
        "3×3": "That is the way down. A transposed convolution goes up.",
        "14×14": "That is without padding: (6 − 1)·2 + 4. Padding takes a cell off on each side.",
        "12×12": "(6 − 1)·2 − 2·1 + 4 = 12: it doubles the sides.",
        "6×6": "Stride 2 puts its windows two cells apart *in the output*.",
    },
}  # fmt: skip

PREDICTIONS = [
    Prediction(id="18.a", question="64 pixels → 2 numbers → 64 pixels. A *linear* autoencoder (no activation) is trained to the end. PCA is computed. Which comes nearer to new digits?",
        answer="both are equally near",
        because="Without activations all that a decoder can draw from 2 numbers lies in a plane. PCA computes the best plane (the least squared error), and training finds the same one.",
        wrong={
            "the autoencoder: it was trained for this": "PCA's plane has the least error of all planes. Training can reach it, not pass it.",
            "PCA: training never quite arrives": "It does arrive: the error agrees to four decimals, with other seeds, too. The loss of a linear autoencoder has no worse valleys to be caught in.",
            "PCA: the autoencoder has no labels": "Neither has labels. The target of an autoencoder is its own input.",
        },
        reason="both search the plane with the least error",
        wrong_reasons={
            "both keep the two most important pixels": "A number is a weighted sum of *all* pixels, in both.",
            "two numbers are too few to make a difference": "For 4, 8 and 12 numbers they agree as well. And *with* ReLU, 2 numbers do make a difference.",
        }),
    Prediction(id="18.b", question="A point moves straight from the place of a 0 to the place of a 1. What does the decoder draw half way?",
        answer="the shape of another digit",
        because="The line leads through the places of 3, 5 and 8. The decoder draws what lies *there*.",
        wrong={
            "a 0 and a 1 on top of each other": "That is what mixed *pixels* give (lower row of the strip). Mixed numbers are another place on the map.",
            "a thinner 0": "Thin zeros exist, but the straight line does not pass them: it passes 3, 5 and 8.",
            "nothing: there it has learned nothing": "A decoder draws something for *every* two numbers.",
        },
        reason="the way passes the places of other digits",
        wrong_reasons={
            "between two digits there is always a digit": "Not always: between the 6s and the 4s there is a grey blur.",
            "the average of 0 and 1 is a half": "The two numbers are places. They have nothing to do with the digits' names, which the network never saw.",
        }),
    Prediction(id="18.c", question="All training pictures have 24×24 pixels and one or two shapes. Now the network gets 48×48 with up to eight. What happens?",
        answer="it colours nearly all right",
        because="It has only convolutions. Their kernels slide over any size, and see a neighbourhood. On average 98 % of the pixels are right at both sizes; *in shapes* nearly 90 %.",
        wrong={
            "an error: the size does not fit": "A fully connected layer would raise one. Convolutions take any size; the output grows with the picture.",
            "it colours two shapes only": "It does not count shapes. It decides for each pixel, by what is around.",
            "it colours the middle 24×24 pixels": "No place is special: the same kernels are used everywhere.",
        },
        reason="each pixel is decided by its neighbourhood",
        wrong_reasons={
            "the picture is shrunk to 24×24 first": "Then the output would have 24×24 pixels, and small shapes. It has 48×48.",
            "it has learned by heart how shapes lie": "It never saw eight together, nor most of these places.",
        }),
]  # fmt: skip

TICKET = [
    {"question": "An autoencoder is trained on 1,000 digits. Which labels does it need?", "right": "none", "options": {
        "one a digit, 1,000": "A classifier needs them. Here the output is compared with the input.",
        "none": "The target is the input itself.",
        "a few, one for each class": "It knows of no classes.",
    }},
    {"question": "64 pixels. With 64 numbers the error is 0, with 8 it is small. Which autoencoder has learned more?",
        "right": "the one with 8", "options": {
            "the one with 8": "It must use what digits have in common. The other copies anything, noise, too.",
            "the one with 64": "Error 0 needs no knowledge: copying 64 pixels is enough.",
            "both the same": "Give both pure noise: one copies it, the other cannot.",
    }},
    {"question": "The point is in a corner of the map, far from all training digits. What does the decoder draw?",
        "right": "a picture", "options": {
            "nothing": "It has no way to say so. It computes 784 numbers of any two.",
            "an error message": "A decoder takes any two numbers, as a function does.",
            "a picture": "It never says that it does not know. Go to (3, 3): a clear digit, and no neighbour.",
    }},
]  # fmt: skip
