"""What notebook 09 asks: a batch of one, units that are dropped, thirty layers."""

from ...kit.lesson import Prediction

PREDICTIONS = [
    Prediction(
        id="09.a",
        question="Batch norm subtracts the batch's mean from each feature and divides by the batch's standard deviation. γ = 1, β = 0. The batch is *one* sample. What comes out?",
        answer="0 for each feature",
        because="The mean of one number is that number: x − x = 0. All samples become the same, so PyTorch and minidl refuse a batch of one in training.",
        wrong={
            "the sample, unchanged": "That needs a mean of 0. But the mean is the sample itself.",
            "1 for each feature": "x / x would be 1. First the mean is *subtracted*, which leaves 0.",
            "numbers between −1 and 1": "There is nothing to compare with: the only sample is the mean.",
        },
        reason="one sample is its own mean",
        wrong_reasons={
            "one sample has no deviation, so nothing is done": "The deviation is 0, and ε keeps the division alive. But x − mean is 0 already.",
            "the running mean is used": "In test mode it is. In training the statistics are those of the batch.",
        },
    ),
    Prediction(
        id="09.b",
        question="In training a layer drops each unit with probability ½ and doubles what it keeps. In test mode it drops none. The next layer adds all units up. What is this sum in test mode, compared with training?",
        answer="the same on average",
        because="Half of the units, each doubled, add up to as much on average. So test mode needs no change: that is what the factor 1/(1 − p) is for.",
        wrong={
            "half as large": "It would be if the doubling stayed and nothing were dropped in training.",
            "twice as large": "So it would be without the doubling: half of the units are missing in training.",
            "exactly the same, always": "Chance decides which units are dropped, so in training the sum varies. Only its mean is the same.",
        },
        reason="half of the units, each doubled",
        wrong_reasons={
            "in test mode all units count": "They do, and none is doubled. Both together leave the mean as it was.",
            "dropping halves the sum": "Doubling makes up for it.",
        },
    ),
    Prediction(
        id="09.c",
        question="Two plain networks of 32 units a layer learn the same 200 digits with the same optimiser: one has 3 layers, one has 30. Whose loss on the *training* images is lower after 100 steps?",
        answer="that of the one with 3",
        because="The deep one can compute the same (27 of its layers need only hand on what they get). But its gradients vanish on the way back: it is not trained.",
        wrong={
            "that of the one with 30": "It has more parameters and could fit more. Could: its first layers get hardly any gradient.",
            "both the same": "Both could fit 200 images. One of them is not even on the way.",
            "first 30, on new images 3": "That would be overfitting: good in training, bad later. This one is bad in training already.",
        },
        reason="its gradients fade on the way back",
        wrong_reasons={
            "it overfits": "Overfitting is a *low* training loss. S1 says it so: 'It's not overfitting - it's optimization'.",
            "more layers hold more": "They do. What a network can hold is not what training finds (lesson 03).",
        },
    ),
]

TICKET = [
    {"question": "You forgot net.eval(). The network is fully-connected, with BatchNorm1d, and you test on one image at a time. What happens?",
        "right": "an error, or all images alike", "options": {
            "an error, or all images alike": "The batch is one image, which is its own mean: nothing is left of it.",
            "nothing: eval() is for speed": "It switches batch norm and dropout to test mode. Results change.",
            "slightly worse results": "With large batches perhaps. A batch of one loses everything.",
    }},
    {"question": "A million images, a network that hardly fits them: training and test loss are both high. Does more dropout help?",
        "right": "no, it fits even less", "options": {
            "no, it fits even less": "Dropout fights overfitting. Here is none.",
            "yes, dropout always helps": "It raises the training loss. That pays only where a network fits too well.",
            "yes, the test loss falls": "The test loss is high because the training loss is.",
    }},
    {"question": "y = h + f(h), and the gradient of f is nearly 0. Which gradient reaches h?",
        "right": "that of y, nearly unchanged", "options": {
            "that of y, nearly unchanged": "An addition copies the gradient to both sides.",
            "nearly none": "That would be y = f(h), the plain layer.",
            "half of the gradient of y": "An addition does not share out. Each side gets all of it.",
    }},
]  # fmt: skip

WARM_UP = {
    "question": "After a training the training loss is 0.1, the test loss 3. What is that? (lesson 08)",
    "right": "overfitting",
    "options": {
        "overfitting": "Good on what it has seen, bad on what is new: it has learned the examples by heart.",
        "underfitting": "Then the training loss would be high, too.",
        "a learning rate that is too small": "Then the training loss would still be high.",
    },
}
