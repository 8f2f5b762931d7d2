"""What notebook 06 asks: softmax and its gradients."""

from ...kit.lesson import Prediction

PREDICTIONS = [
    Prediction(
        id="06.a",
        question="Logits 2, 1 and −1 give the probabilities 0.705, 0.259 and 0.035. Now the logits are 1000, 999 "
        "and 997. What are the true probabilities?",
        answer="the same",
        because="Only differences count: e^998 stands above and below the fraction and cancels. Written as on "
        "the slide the code gives nan, so the maximum is subtracted first.",
        wrong={
            "almost 1, 0, 0": "The ratios count, not the sizes: e^1000 / e^999 is e, just as e^2 / e^1 is.",
            "nan, nan, nan": "That is what naive code answers. The formula itself has no trouble with 1000.",
            "one third each": "1000 and 997 look alike, but e^3 = 20 lies between them.",
        },
    ),
    Prediction(
        id="06.b",
        question="The network is sure, and wrong: logits −2, 4, 0, and the target is the first class, with p = "
        "0.002. How large is the gradient on the target's logit, at τ = 1 and without its sign?",
        answer="about 1",
        because="∂J/∂z = p − y = 0.002 − 1. The steep −1/p of the logarithm and the tiny p(1 − p) of softmax "
        "cancel: what is left is never beyond 1.",
        wrong={
            "about 400": "1/p = 412 is the gradient with respect to the *probability*. Softmax multiplies it by "
            "p(1 − p).",
            "about 6": "6.0 is the loss. The gradient is its slope.",
            "almost 0": "Softmax is flat there: p(1 − p) = 0.002. But the logarithm is as steep, and it cancels. "
            "With a quadratic loss you would be right.",
        },
    ),
    Prediction(
        id="06.c",
        question="A mini-batch holds one sample four times, and the loss is the mean over the batch. Compared with "
        "the sample alone, ∂J/∂W is ...",
        answer="the same",
        because="Four equal gradients, each with a factor 1/4, add up to one.",
        wrong={
            "4 times as large": "That is the sum. The mean divides by 4.",
            "a quarter": "Each sample's share is a quarter, and there are four shares.",
            "a sixteenth": "You divided by N twice: once is in the mean already.",
        },
    ),
]

TICKET = [
    {
        "question": "You add 5 to every logit of a sample. What changes?",
        "right": "nothing",
        "options": {
            "nothing": "e^5 cancels: only differences between logits count.",
            "the loss grows by 5": "−z of the target falls by 5, and log Σ e^z grows by 5: together 0.",
            "the largest probability grows": "That happens when you multiply the logits, as a low τ does.",
        },
    },
    {
        "question": "At τ = 1 the target has p = 0.9. The gradient on its logit is ...",
        "right": "−0.1",
        "options": {
            "−0.1": "p − y = 0.9 − 1.",
            "0.9": "You forgot y: the target's entry is p − 1.",
            "0.09": "p(1 − p) is the Jacobian's entry. The chain rule multiplies it by −1/p.",
            "−1.11": "−1/p is the gradient with respect to p, one step too early.",
        },
    },
    {
        "question": "F.cross_entropy takes the mean over 32 samples. Your own loop divides the gradients by 32 once "
        "more. What happens?",
        "right": "steps 32 times too small",
        "options": {
            "nothing": "Every gradient is divided by 32, so every step is.",
            "steps 32 times too small": "Divided by N twice. It still learns, slowly, and nobody complains.",
            "steps 32 times too large": "That happens when you forget the mean.",
        },
    },
]
