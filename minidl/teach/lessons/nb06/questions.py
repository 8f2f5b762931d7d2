"""What notebook 06 asks: softmax and its gradients."""

from ...kit.lesson import Prediction

PREDICTIONS = [
    Prediction(
        id="06.a",
        question="Logits 2, 1 and −1 give the probabilities 0.705, 0.259 and 0.035. Now the logits are 1000, 999 "
        "and 997. What are the true probabilities?",
        answer="the same",
        because="Only differences count: e^998 is in the numerator and in the denominator, and cancels. Code that "
        "computes e^1000 gives nan; so subtract the maximum first.",
        wrong={
            "almost 1, 0, 0": "The distance counts, not the size: e^1000 / e^999 is e^1, just as e^2 / e^1 is. "
            "*Multiplying* the logits by 500 would do that.",
            "nan, nan, nan": "That is what naive code answers. The formula itself has no trouble with 1000.",
            "one third each": "1000 and 997 look alike, but e^3 = 20 is between them.",
        },
        reason="only the differences of the logits count",
        wrong_reasons={
            "large logits make the network surer": "All three are large. Sure is who is far ahead of the others, "
            "and the distances are still 1 and 3.",
            "the logits are divided by their sum": "Shares of 1000, 999 and 997 would be a third each, and shares of "
            "2, 1 and −1 would be 1, 0.5 and −0.5. Exponentials come first.",
        },
    ),
    Prediction(
        id="06.b",
        question="The network is sure, and wrong: logits −2, 4, 0, and the target is the first class, with p = "
        "0.002. How steep is the loss in the target's logit, at τ = 1 (the size of ∂J/∂z, without its sign)?",
        answer="about 1",
        because="∂J/∂z = p − y = 0.002 − 1. The steep 1/p of the logarithm and the tiny p(1 − p) of softmax "
        "cancel. What is left is what is missing: 0.998.",
        wrong={
            "about 400": "1/p = 412 is the slope in the *probability*. Softmax multiplies it by p(1 − p) = 0.002.",
            "about 6": "6.0 is the loss itself. The gradient is its slope.",
            "almost 0": "Softmax is flat there: p(1 − p) = 0.002. But the logarithm is steep by just as much. With "
            "the squared error you would be right: it hardly learns from a sure mistake.",
        },
        reason="the steep logarithm and the flat softmax cancel",
        wrong_reasons={
            "the logarithm of a tiny p is very steep": "In p it is: 412. But p itself hardly moves with z.",
            "softmax is flat where it is sure": "It is, and p hardly moves. But the loss magnifies that 412 times.",
        },
    ),
    Prediction(
        id="06.c",
        question="A mini-batch holds one sample four times, and the loss is the mean over the batch. Compared with "
        "the sample alone, ∂J/∂W is ...",
        answer="the same",
        because="Four equal gradients, each with a factor 1/4, add up to one. So a batch does not make steps longer.",
        wrong={
            "4 times as large": "That is the gradient of the *sum*. The mean divides by 4.",
            "a quarter": "Each sample's share is a quarter, and there are four shares.",
            "a sixteenth": "You divided by N twice: once is in the mean already.",
        },
        reason="four shares of a quarter make one",
        wrong_reasons={
            "more samples push harder": "They would, if the loss were the sum. A mean does not grow with N.",
            "the mean makes every gradient smaller": "It makes each *share* smaller. W collects all of them.",
        },
    ),
]

TICKET = [
    {
        "question": "You use 3z in place of the logits z. What happens to the probabilities?",
        "right": "the largest one grows",
        "options": {
            "the largest one grows": "The distances grow threefold: as at temperature 1/3. The winner stays.",
            "nothing, only ratios count": "*Differences* count: z + 3 changes nothing, 3z does. The sum is 1 either way.",
            "they come nearer to 1/C": "A *high* temperature does that. It divides the logits, and 3z multiplies.",
        },
    },
    {
        "question": "τ = 1, p = 0.9, 0.06, 0.04, and the first is the target. What does a training step at rate 1 "
        "add to the logits?",
        "right": "0.1, −0.06, −0.04",
        "options": {
            "0.1, −0.06, −0.04": "y − p: the target goes up by what it lacks, the others down by what they have.",
            "−0.1, 0.06, 0.04": "That is the gradient p − y. The step goes the other way.",
            "0.1, 0, 0": "The others get a step, too: their probability is in the wrong place.",
            "1.11, 0, 0": "1/p is the slope in p. Softmax comes before it: p(1 − p)/p is 1 − p, and the others move, too.",
        },
    },
    {
        "question": "F.cross_entropy takes the mean over 32 samples. Your loop divides the gradients by 32, too.",
        "right": "the steps are too short",
        "options": {
            "nothing changes": "The 1/32 is in G already. Every gradient is divided once more.",
            "the steps are too short": "Divided by N twice. It still learns, slowly, and nothing complains.",
            "the steps are too long": "That happens when you forget the mean.",
        },
    },
]

WARM_UP = {
    "question": "A perceptron gives 1 where w1·x1 + w2·x2 ≥ T. You double w1, w2 and T. What changes? (notebook 01)",
    "right": "nothing",
    "options": {
        "nothing": "Both sides double, so the same points are on either side. Watch today: softmax is not so "
        "indifferent to doubling.",
        "the line moves away from 0": "T doubles, and so does w: the line is where it was.",
        "more points give 1": "A point that was on the side of 0 is still there: 2·z is negative when z is.",
    },
}
