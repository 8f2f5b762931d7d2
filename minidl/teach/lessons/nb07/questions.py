"""What notebook 07 asks: slopes, signals through many layers, and units that die."""

from ...kit.lesson import Prediction

PREDICTIONS = [
    Prediction(
        id="07.a",
        question="A gradient of 1 goes back through ten sigmoids in a row. All weights are 1, and each sigmoid is at z = 0. What comes out?",
        answer="about a millionth",
        because="A sigmoid's slope is at most 0.25, and ten slopes multiply: 0.25 to the power 10 is 0.00000095.",
        wrong={
            "about a thousandth": "That is 0.5 to the power 10. 0.5 is the *value* at z = 0; the slope there is 0.25.",
            "about a tenth": "Slopes in a row multiply. A tenth would take a slope of 0.8 in each.",
            "all of it": "That needs a slope of 1. The sigmoid takes about 6 units of z to rise by 0.9: it is never that steep.",
        },
        reason="each slope is 0.25, and they multiply",
        wrong_reasons={
            "each passes on half, its value": "The value goes forward. Backwards the *slope* counts, and at z = 0 it is 0.25.",
            "the middle of a sigmoid loses nothing": "It loses least there, and least is still three quarters.",
        },
    ),
    Prediction(
        id="07.b",
        question="30 layers of 100 ReLU units. The random weights are such that z = Wh has the same size (root mean square) as h. How large are the activations after layer 30, compared with the input?",
        answer="about 1/30,000",
        because="ReLU sets half of z to 0: the mean square halves, the size falls by √2. Thirty times, that is 1/32,768.",
        wrong={
            "about 1/1,000,000,000": "That is (1/2)^30. The mean *square* halves in each layer; the size is its root, and falls by √2.",
            "about the same": "Up to z it is the same. Then ReLU cuts one half of z away, in each layer again.",
            "about 30,000 times": "ReLU never makes a size (mean square) larger. Here W keeps the size, and ReLU cuts.",
        },
        reason="half of the squares are cut, in each layer",
        wrong_reasons={
            "the layers average the signal away": "W does not shrink it: z is as large as h. ReLU takes half of the squares away.",
            "positive values pass a ReLU unchanged": "They do. The negative half does not, and it is half of the signal.",
        },
    ),
    Prediction(
        id="07.c",
        question="After a step that was too long, a ReLU unit of the first layer has z < 0 for *every* sample. Training goes on with small steps, each along the gradient of that moment. What becomes of the unit?",
        answer="it stays off",
        because="Its slope is 0 for every sample, so its weights get a gradient of exactly 0. Its inputs are data, so z stays. Momentum, a part of earlier steps, could still move it.",
        wrong={
            "it comes back, slowly": "Slowly would need a small gradient. This one is exactly 0 for every sample.",
            "it comes back if needed": "The loss might be lower with it. But the unit hears of the loss only through its slope, 0.",
            "it turns negative": "z is negative already. ReLU makes 0 of it, whatever the weights after it are.",
        },
        reason="its gradient is 0 for every sample",
        wrong_reasons={
            "its gradient is small": "Small would be enough to come back some day. It is exactly 0.",
            "a smaller loss wakes it up": "A gradient must reach its weights, and each way there has the factor 0.",
        },
    ),
]

TICKET = [
    {"question": "20 sigmoid layers do not learn. Their activations look healthy, between 0.3 and 0.7. What do you check?",
        "right": "the first layers' gradients", "options": {
            "the first layers' gradients": "Values say nothing of slopes: 20 of at most 0.25 multiply.",
            "nothing: train longer": "A gradient of 0.25 to the power 20 is 10⁻¹². Patience does not help.",
            "the number of dead units": "A sigmoid's slope is never exactly 0. But a product of small slopes is tiny.",
    }},
    {"question": "In a deep network with Xavier's scale 1 you replace tanh by ReLU. What else do you change?",
        "right": "larger weights: scale √2", "options": {
            "larger weights: scale √2": "ReLU halves the mean square. √2 makes up for it.",
            "nothing: ReLU's slope is 1": "Only where it is on. Half of the units are off, and the size falls by √2 per layer.",
            "smaller weights: scale 1/√2": "Then both losses multiply: the size halves in each layer.",
    }},
    {"question": "A ReLU unit is 0 for 9 of 10 samples. Is it dead?",
        "right": "no, it learns from the tenth", "options": {
            "no, it learns from the tenth": "Dead means off for *every* sample.",
            "yes, its gradient is almost 0": "Where it is on its slope is 1, no less. One such sample is enough to move it.",
            "yes, after a few steps more": "Nothing forces it to. Samples where it is on move it either way.",
    }},
]  # fmt: skip

WARM_UP = {
    "question": "A layer z = Wx + b receives the gradient g = ∂J/∂z from above. What does it send down to x? (notebook 06)",
    "right": "Wᵀg",
    "options": {
        "Wᵀg": "Each input collects g over all the units that it feeds. Today an activation sits between two such layers.",
        "g xᵀ": "That is the gradient of the weights, ∂J/∂W. It stays in the layer.",
        "Wx": "That goes forward. Back goes g, by the same weights: Wᵀg.",
    },
}
