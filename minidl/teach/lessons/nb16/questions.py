"""What notebook 16 asks: a trained CNN."""

from ...kit.lesson import Prediction

PREDICTIONS = [
    Prediction(
        id="16.a",
        question="Ten classes, a network that has not been trained yet, cross-entropy loss. How large is the "
        "first loss, about?",
        answer="2.3",
        because="Each of the ten classes gets a probability of about 1/10, and −log(1/10) = log 10 = 2.30. If your "
        "first loss is far from log(number of classes), look for a mistake.",
        wrong={
            "0": "0 would be a network that is sure and always right.",
            "0.1": "0.1 is the probability of each class. The loss is minus its logarithm.",
            "1": "−log p is 1 for p = 0.37. With ten classes and no idea, p is about 0.1.",
            "10": "10 would be p = 0.00005: sure, and wrong. An untrained network is not sure.",
        },
    ),
    Prediction(
        id="16.b",
        question="Adam trains a small CNN with learning rates 0.0001, 0.005 and 0.2. What does the run with 0.2 do?",
        answer="its loss shoots up, then stays near 2.3",
        because="Each step is so large that it lands beyond the valley. The units saturate, nothing gets through, and "
        "what is left is guessing: log 10 = 2.30. 0.0001 learns, but slowly; look for the range between in steps "
        "of ten.",
        wrong={
            "it learns fastest": "A larger step is faster only while it stays inside the valley.",
            "it learns slowest, but it learns": "Slow is what *small* steps are. These are too large.",
            "nothing changes at all": "The weights move a lot, and far off: that is the trouble.",
        },
    ),
    Prediction(
        id="16.c",
        question="The CNN reads 355 of 360 test digits right, the MLP 351. What does that say about new digits?",
        answer="little: it may be chance",
        because="They differ on eight images only: six go to the CNN, two to the MLP. A fair coin does that or worse "
        "in 29 of 100 cases. More test images, or a harder task, must decide.",
        wrong={
            "the CNN is better": "It is, on these 360. Six of eight images decide that, and a coin could do the same.",
            "the MLP has learned by heart": "That would show as a gap between training and test images, not between "
            "two networks.",
        },
    ),
    Prediction(
        id="16.d",
        question="MNIST-1D, 4,000 curves to learn from: a CNN with 5,210 parameters against an MLP with 78,858. "
        "Which one reads new curves better?",
        answer="the CNN, by more than 20 points",
        because="A pattern that the CNN has learned at one place is known at every place. The MLP must learn each "
        "pattern anew for each place, from the same 4,000 curves.",
        wrong={
            "the CNN, by a few points": "The direction is right. But the templates stand at random places, and that "
            "is just what the CNN need not learn.",
            "the MLP: it has more parameters": "More parameters can express more, and need more data to be told apart.",
            "both about the same": "They could express about the same. What they learn from 4,000 curves differs.",
        },
    ),
    Prediction(
        id="16.e",
        question="Now the 40 positions are shuffled, with one order for all curves. What becomes of the two?",
        answer="the CNN falls below the MLP, which stays",
        because="To the MLP the order of its inputs means nothing. The CNN assumes that neighbours belong together, "
        "which is now false.",
        wrong={
            "both stay: no information is lost": "None is lost. But the CNN looks at five neighbours at a time, and "
            "what belongs together lies scattered now.",
            "both fall to guessing": "The curves can still be told apart: the MLP does it as well as before.",
            "the MLP falls, the CNN stays": "The other way round: which of the two *uses* the order?",
        },
    ),
    Prediction(
        id="16.linear",
        question="The lecture's Keras network (S0): three convolutions and a dense layer, 8,586 parameters. No layer has an "
        "activation. It reads 91 % of MNIST's test digits. What must be added to read 98 %?",
        answer="a ReLU after each convolution",
        because="0.914 becomes 0.983, with not one parameter more. Without activations, layer upon layer is one linear "
        "map: Wx + b.",
        wrong={
            "more layers": "Linear after linear is linear: ten more convolutions without activations are still one Wx + b.",
            "more channels": "More channels give more numbers to add up, but it stays one linear map.",
            "more epochs": "After 20 epochs it is where it was after 8: 0.91. It has learned all that a linear map can.",
        },
    ),
    Prediction(
        id="16.no-digit",
        question="You paint the whole canvas with ink. What does the network answer?",
        answer="one of the ten digits, fairly sure",
        because="Softmax shares 100 % among ten digits whatever comes in: it says 8 with 81 %. It has never learned "
        "“no digit”.",
        wrong={
            "ten times 10 %": "That would be a network that knows that it does not know. Nobody taught it that.",
            "an error": "784 numbers are 784 numbers. The network weighs them as always.",
            "all probabilities near 0": "Probabilities of a softmax always add up to 1.",
        },
    ),
]

TICKET = [
    {
        "question": "The loss stays exactly the same in every epoch. Which line is missing, most likely?",
        "right": "optimizer.step()",
        "options": {
            "optimizer.step()": "Yes. Gradients are computed, and no weight moves.",
            "optimizer.zero_grad()": "Then the steps would be too large and turn late, but the loss would change.",
            "model.eval()": "That changes dropout and batch normalisation, not whether weights move.",
        },
    },
    {
        "question": "On balanced classes a CNN has accuracy 0.915 and the paper prints κ = 0.88. With ten classes, what "
        "do you say?",
        "right": "that cannot be: κ must be about 0.906",
        "options": {
            "that cannot be: κ must be about 0.906": "(0.915 − 0.1) / 0.9 = 0.906: with equal classes κ follows from "
            "the accuracy.",
            "plausible: κ is always a bit lower": "Lower, yes, but by a known amount: (accuracy − 0.1) / 0.9.",
            "one needs the confusion matrix to say": "For unequal classes one does. For equal ones p_e is 1/10, whatever "
            "the network answers.",
        },
    },
    {
        "question": "Why does a CNN read shifted curves better than a larger MLP?",
        "right": "it assumes what is true of curves",
        "options": {
            "it has fewer parameters, so it cannot overfit": "A small MLP has few parameters as well, and does not win. "
            "It matters *which* functions are left.",
            "it assumes what is true of curves": "Neighbours belong together, and a pattern means the same everywhere: "
            "its inductive bias.",
            "convolutions are more powerful than matrices": "Every convolution *is* a matrix, a very restricted one. The "
            "restriction is the point.",
        },
    },
]
