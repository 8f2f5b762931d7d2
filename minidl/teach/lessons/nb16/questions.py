"""What notebook 16 asks: a trained CNN."""

from ...kit.lesson import Prediction

WARM_UP = {
    "question": "An image of 28×28, a convolution with 20 kernels of 5×5 and padding 2, then max-pooling 2×2. Which "
    "shape comes out?",
    "right": "20×14×14",
    "options": {
        "20×14×14": "The convolution keeps 28 (28 + 2·2 − 5 + 1), the pooling halves it. Each kernel makes one map.",
        "20×12×12": "That is without padding: 28 − 5 + 1 = 24, halved. Two cells on each side make up for the kernel.",
        "1×14×14": "Each of the 20 kernels makes a map of its own; they are not added up.",
        "20×28×28": "That is before the pooling: it keeps one number of each 2×2 block.",
    },
}

PREDICTIONS = [
    Prediction(
        id="16.a",
        question="Ten classes, a network that has not been trained yet, cross-entropy loss. How large is the "
        "first loss, about?",
        answer="2.3",
        because="Each class gets a probability of about 1/10, and −log(1/10) = 2.30. If your first loss is far "
        "from log(number of classes), look for a mistake.",
        wrong={
            "0": "0 would be a network that is sure and always right. This one knows nothing yet.",
            "0.1": "0.1 is the probability of each class. The loss is minus its logarithm.",
            "0.9": "−log p is 0.9 for p = 0.41. Among ten classes, without an idea, p is about 0.1.",
            "10": "10 would be p = 0.00005: sure, and wrong. An untrained network is not sure.",
        },
        reason="the true class gets about a tenth",
        wrong_reasons={
            "one mistake costs one": "That counts mistakes. Cross-entropy asks how probable the truth was.",
            "all weights are 0 at the start": "They are small random numbers. If all were 0, all kernels would stay equal.",
        },
    ),
    Prediction(
        id="16.b",
        question="Adam trains a small CNN with learning rates 0.0001, 0.005 and 0.2. What does the run with 0.2 do?",
        answer="its loss shoots up, and most runs end at guessing",
        because="The first steps throw the weights far off. Nearly all kernels become negative, so that ReLU gives 0 "
        "for *every* image: these ReLUs have died. No gradient comes through a dead one, so it stays dead. What is "
        "left is guessing, log 10 = 2.30. In some runs one ReLU survives (above: one of four), and then most are read.",
        wrong={
            "it learns fastest, because its steps are the largest": "A larger step is faster only while it stays "
            "inside the valley. These leave it in the first batches.",
            "it learns slowest, but it goes on learning all the time": "Slow is what *small* steps are: 0.0001 is "
            "still above 2.1 after six epochs, and falling.",
            "the same as the others: Adam chooses its own step": "Adam divides by the size of the gradients, so a "
            "step is about as large as the learning rate, whatever the gradient.",
        },
        reason="large steps kill ReLUs, and dead ones get no gradient",
        wrong_reasons={
            "the gradients become infinite": "They become 0: behind a dead ReLU nothing is left to learn from.",
            "the network learns the images by heart": "Then the *training* loss would be near 0. It is at guessing.",
        },
    ),
    Prediction(
        id="16.c",
        question="Suppose a CNN reads 355 of 360 test digits right, and an MLP 351. What does that say about new "
        "digits?",
        answer="little: it may be chance",
        because="Suppose they differ on eight images: six go to the CNN, two to the MLP. A fair coin does that or "
        "worse in 29 of 100 cases. More images, or a harder task, must decide.",
        wrong={
            "the CNN is better": "On these 360 it is. A few images decide that, and a coin could do the same.",
            "the MLP has learned by heart": "That would show between training and test images, not between two networks.",
            "the CNN must be tested again until it wins clearly": "Whoever chooses by the test images trains on them: "
            "choose on the validation set, and test once.",
        },
        reason="only the images count on which the two differ, and they are few",
        wrong_reasons={
            "99 % against 98 % is within the error of rounding": "Nothing is rounded: four images are four images.",
            "a test is only fair on the training images": "Those were seen. New images are what counts.",
        },
    ),
    Prediction(
        id="16.d",
        question="MNIST-1D, 4,000 curves to learn from: a CNN with 5,210 parameters against an MLP with 78,858. "
        "Which one reads new curves better?",
        answer="the CNN, by more than 20 points",
        because="The CNN uses the same kernels at every place, so one curve teaches it something about all places. The "
        "MLP must learn each pattern anew for each place, from the same 4,000 curves.",
        wrong={
            "the CNN, by a few points": "The direction is right. But each pattern may be anywhere, and that is just "
            "what the CNN need not learn.",
            "the MLP: it has more parameters": "More parameters can express more, and more curves are needed to choose "
            "among all that.",
            "both about the same": "They could express about the same. What they learn from 4,000 curves differs.",
        },
        reason="its kernels are shared by all places",
        wrong_reasons={
            "fewer parameters always generalise better": "An MLP of 5,210 parameters does not win either. It matters "
            "*which* functions are left.",
            "the MLP does not fit the training curves": "It does: it reads nearly all of them. New ones are the trouble.",
        },
    ),
    Prediction(
        id="16.e",
        question="Now the 40 positions are shuffled, in one order for all curves. What becomes of the two?",
        answer="the CNN falls below the MLP, which stays",
        because="To the MLP the order of its inputs means nothing. The CNN assumes that neighbours belong together, "
        "and now that is false.",
        wrong={
            "both stay: no information is lost": "None is lost. But the CNN looks at five neighbours at a time, and "
            "what belongs together is scattered now.",
            "both fall to guessing": "The curves can still be told apart: the MLP does it as well as before.",
            "the MLP falls, the CNN stays": "The other way round: which of the two *uses* the order?",
        },
        reason="only the CNN builds on neighbours",
        wrong_reasons={
            "shuffling destroys information": "The old order brings every curve back exactly. Nothing is lost.",
            "the CNN has too few parameters for it": "They were enough before. What they can express does not fit now.",
        },
    ),
    Prediction(
        id="16.linear",
        question="Lecture S0's Keras network: three convolutions and a dense layer, 8,586 parameters. It reads 91 % of "
        "MNIST's test digits; a single dense layer from 784 pixels to 10 classes reads 93 %. What is missing?",
        answer="a ReLU after each convolution",
        because="0.914 becomes 0.983, with not one parameter more. No layer of the printed network has an activation. "
        "Linear after linear is one linear map, Wx + b, and three convolutions can make fewer of them than one "
        "plain layer.",
        wrong={
            "more layers of the same kind": "Linear after linear is linear: ten more leave it one Wx + b.",
            "more channels in each convolution": "More numbers to add up, but it stays one linear map.",
            "many more epochs of training": "After 20 epochs it is where it was after 8: all that *this* linear map "
            "can. The plain layer can 0.927.",
        },
        reason="without a bend between them, all layers are one",
        wrong_reasons={
            "ReLU adds parameters": "It has none: 8,586 before and after.",
            "convolutions lose too many pixels": "The ReLU network loses the same pixels, and reads 98 %.",
        },
    ),
    Prediction(
        id="16.shift",
        question="A CNN slides the same kernels over all places. MNIST's 10,000 test digits move 4 pixels to the right "
        "(hardly any ink is lost). It read 98 % of them before. And now?",
        answer="73 %",
        because="Its maps move with the digit: a convolution is *equivariant*. But stride 2 samples them elsewhere, the "
        "border cuts them, and it never saw a digit off the centre. The class is not *invariant*. The network "
        "without ReLU falls from 91 to 27 %.",
        wrong={
            "98 %": "That would be an invariant network. Same kernels everywhere give moved maps, not equal answers.",
            "95 %": "So it is after 2 pixels. After 4 it is far less: no training digit was ever there.",
            "10 %": "That is guessing: after 8 pixels, when ink leaves the frame, it is nearly there.",
        },
        reason="the maps move with the digit, and what reads them does not",
        wrong_reasons={
            "a CNN knows a pattern at every place, so nothing changes": "Its *kernels* do. The layers behind them "
            "learned only centred digits.",
            "a CNN knows nothing about places, so it can only guess": "It keeps more than the linear network does.",
        },
    ),
]

TICKET = [
    {
        "question": "The loss stays *exactly* the same in every epoch. Which line is missing, most likely?",
        "right": "optimizer.step()",
        "options": {
            "optimizer.zero_grad()": "Then each step uses all batches so far: wild, but the loss changes.",
            "optimizer.step()": "Yes. Gradients are computed, and no weight moves.",
            "model.eval()": "That changes dropout and batch normalisation, not whether weights move.",
            "none: the learning rate is too large": "Then the loss jumps, at least at first.",
        },
    },
    {
        "question": "You have trained with five learning rates. Which images choose among the five?",
        "right": "validation images",
        "options": {
            "the training images: the smallest loss": "A loss of 0 there proves only a good memory.",
            "the test images: they are new": "After the choice they are not: the best of five is partly luck on them.",
            "validation images": "Yes. They were neither learned from nor needed for the final judgement.",
        },
    },
    {
        "question": "Why does a CNN read new curves of MNIST-1D better than a larger MLP?",
        "right": "it assumes what is true of curves",
        "options": {
            "it has fewer parameters, so it cannot overfit": "A small MLP has few, too, and does not win. It matters "
            "*which* functions are left.",
            "it assumes what is true of curves": "Neighbours belong together, and the same kernels serve every place.",
            "convolutions are more powerful than matrices": "Every convolution *is* a matrix, a restricted one. The "
            "restriction is the point.",
            "it gives the same answer wherever a pattern is": "That would be invariance. Its maps move with the pattern.",
        },
    },
]
