"""What notebook 08 asks: optimisers and the training loop."""

from ...kit.lesson import Prediction

PREDICTIONS = [
    Prediction(
        id="08.a",
        question="A ravine: J = ½(x² + 20y²). SGD from (−4, 1) has J < 0.001 after 48 steps at η = 0.09. And at 0.11?",
        answer="x settles, y grows without end",
        because="A step multiplies x by 1 − 0.11 · 1 = 0.89, y by 1 − 0.11 · 20 = −1.2: at last y is beyond 1,000.",
        wrong={
            "it arrives a little sooner": "From 0.05 to 0.09 it is so. But y is multiplied by −1.2 now.",
            "both grow without end": "The factor of x is 0.89: x settles. It feels the curvature 1 only.",
            "it circles at one distance": "That needs the factor −1: η = 0.1, exactly the limit.",
        },
        reason="each jump across lands higher on the other side",
        wrong_reasons={
            "larger steps arrive in fewer steps": "Only while no jump goes too far. Here it lands 1.2 times as far.",
            "near the bottom the steps become small": "Not here: each jump ends farther away from the bottom.",
        },
    ),
    Prediction(
        id="08.b",
        question="The same ravine and start: the gradient is (−4, 20). What does Adam's first step, η = 0.3, add to x and y?",
        answer="0.3 and −0.3",
        because="In the first step m̂ = g and √ŝ = |g|, weight by weight: only the sign of g is left, times η.",
        wrong={
            "1.2 and −6": "That is −ηg, the step of SGD. Adam divides by the gradient's size.",
            "0.06 and −0.3": "That keeps the direction of −g. Adam divides each weight's g by its *own* size.",
            "0.03 and −0.03": "m is 0.1 · g after one step. But m̂ divides by 1 − 0.9 = 0.1: the start is corrected.",
        },
        reason="each weight has its own divisor",
        wrong_reasons={
            "the step must follow −g": "No: −g is only the steepest way down. Any small step with g · step < 0 goes down.",
            "steeper means a longer step": "For SGD it does. Adam divides by the size, so steepness cancels.",
        },
    ),
    Prediction(
        id="08.c",
        question="200 images of digits (8×8), a network of 6 layers, SGD with η = 0.05. After 60 epochs the training "
        "loss and the validation loss are still about 2.3 = log 10. What is the matter?",
        answer="the training does not get down",
        because="The training loss is high, too. Adam brings the same network below 0.2, from each of five starts.",
        wrong={
            "the network overfits": "Then the *training* loss would be low. Here both are as high as at the start.",
            "there are too few images": "Few images are easy to fit. Adam fits these 200 with the same network.",
            "the network is too small": "Adam fits the images with the same network: it is large enough.",
        },
        reason="a high training loss cannot come from overfitting",
        wrong_reasons={
            "a deep network always overfits": "It may, once it fits. This one has not learned its own training images.",
            "validation is bad, so it overfits": "Look at both curves: overfitting is the *gap* between them.",
        },
    ),
]

TICKET = [
    {
        "question": "J = ½λw², and η = 1.5/λ. Where is w after one step?",
        "right": "across, at half the distance",
        "options": {
            "across, at half the distance": "The factor is 1 − 1.5 = −0.5.",
            "farther away than before": "That needs η beyond 2/λ. Crossing alone is no divergence.",
            "at the lowest point, exactly": "That is η = 1/λ: the factor 0.",
        },
    },
    {
        "question": "You multiply the loss by 100. What do the steps do?",
        "right": "SGD's grow, Adam's stay",
        "options": {
            "SGD's grow, Adam's stay": "Adam divides by the gradient's size: the 100 cancels.",
            "both grow by 100": "In m̂/√ŝ the 100 is above and below.",
            "neither of them changes": "SGD's step is η times the gradient.",
        },
    },
    {
        "question": "Training loss 0.01, validation loss 1.1; at epoch 20 it was 0.9. What lowers the validation loss?",
        "right": "weights of epoch 20",
        "options": {
            "weights of epoch 20": "Early stopping: it fits, and then overfits.",
            "a better optimiser": "It has got down already: 0.01.",
            "more epochs": "The validation loss has been rising.",
        },
    },
]

WARM_UP = {
    "question": "The loss has the gradient +3 at some weight. What does a training step do to this weight? (notebook 06)",
    "right": "makes it smaller",
    "options": {
        "makes it smaller": "The gradient points uphill; the step goes the other way. Today: how far?",
        "makes it larger": "The loss would grow: the gradient points to where it grows.",
        "the weight's sign decides": "Only the sign of the *gradient* decides: the step is −η · 3.",
    },
}
