"""What notebook 05 asks: losses and maximum likelihood."""

from ...kit.lesson import Prediction

# fmt: off
PREDICTIONS = [
    Prediction(id="05.a",
        question="Ten tosses gave 4 heads. The probability of just these tosses is p⁴(1 − p)⁶, if p is that of heads. It is highest at p = 0.4. Take the logarithm, and divide by 10. Where is the new curve highest?",
        answer="at p = 0.4",
        because="The larger of two numbers has the larger logarithm, and a tenth of it is still the larger one. So the best p stays the best.",
        wrong={
            "nearer to p = 0.5": "The logarithm changes how high each point of the curve is. It moves no point to the side.",
            "at p = log 0.4": "log 0.4 = −0.92 is no probability. The logarithm is taken of the height, not of p.",
            "nowhere: it is negative": "All its values are negative, and one of them is still the largest: −0.67.",
        },
        reason="the larger number has the larger logarithm",
        wrong_reasons={
            "the logarithm stretches all heights alike": "It does not: it stretches small heights more than large ones. Only their order stays.",
            "0.4 is the share of heads": "It is, and here the answer is the same. But the logarithm keeps the best place of *any* likelihood, also where there is no share to read off.",
        }),
    Prediction(id="05.b",
        question="Eight points, and the three lines with the smallest L2 loss (squared errors), L1 loss (absolute errors) and Huber loss (squared up to δ = 0.5, then straight). Point 7 is above all three. You pull it up from 8 to 12. Which lines move?",
        answer="only L2",
        because="Out there, the point pulls the L1 line with 1 and Huber's with δ, however high it is: these lines stay. It pulls the L2 line with its error.",
        wrong={
            "all three": "Each loss grows with the error. What moves a line is the *slope* of the loss, and for L1 and Huber it stays the same out there.",
            "L2 and Huber": "Huber's loss is squared only for errors up to δ. Point 7 is beyond, on the straight part.",
            "none": "The pull on the L2 line is the error itself. It grows with each unit.",
        },
        reason="only in L2 does the pull grow with the error",
        wrong_reasons={
            "L1 and Huber leave outliers out": "They do not: point 7 pulls with 1 and with δ. It would move these lines if it went *below* them.",
            "only L2 uses all points": "All three use all points. They differ in how hard a far one pulls.",
        }),
    Prediction(id="05.c",
        question="A network is sure, and mostly wrong. Two balls start at its weights: one rolls down the quadratic loss, one the cross-entropy, with the same step size. Which has left the high ground after 400 steps?",
        answer="only the cross-entropy ball",
        because="The sure sigmoid is flat: its slope p(1 − p) is almost 0, and so is the quadratic loss's. In cross-entropy the logarithm divides this factor out: its ball is in a valley, at 0.41, and creeps on there.",
        wrong={
            "both": "At this start the quadratic loss is high, and flat: its slope is 0.0003. 400 steps move the ball by 0.02.",
            "only the quadratic ball": "The square punishes a large error less than you think: an error p − y is never beyond 1. Its slope in the weights is almost 0 here.",
            "neither": "Cross-entropy has a slope of 0.75 here, 2,900 times as much.",
        },
        reason="the logarithm makes up for the flat sigmoid",
        wrong_reasons={
            "cross-entropy has larger values": "Multiply the quadratic loss by 16, and it has such values, too. The slope would be 0.004: still flat.",
            "the quadratic loss has no valley": "It has two, with a loss of about 0.06 there. The ball starts where the ground is flat.",
        }),
]

TICKET = [
    {"question": "10,000 tosses: the computer says that the likelihood is 0.0 for every p. Why?",
        "right": "the product is too small", "options": {
            "no p fits these tosses": "Some p fits best, as always. The logarithm shows which.",
            "the product is too small": "10,000 numbers of about ½ make 10 to the power −3,010.",
            "the coin is not fair": "A fair coin's likelihood is such a product, too.",
        }},
    {"question": "A wrong target, 900, is far above its prediction, 9. It becomes 90. The L1 gradient ...",
        "right": "stays as it was", "options": {
            "stays as it was": "It is sign/N: on which side the target is, not how far.",
            "becomes ten times smaller": "So it would be with L2, where a target pulls with its error.",
            "becomes 0 for this sample": "L1 ignores nobody. Its part is 0 only where the prediction equals the target.",
        }},
    {"question": "Sigmoid output, quadratic loss: the loss is high, and training does not move. A good guess?",
        "right": "it is sure, and wrong", "options": {
            "it is in a minimum": "A minimum has slope 0, too, but here the loss is high. Look at p: is it near 0 and 1?",
            "the learning rate is too large": "Then the loss would jump about. Here nothing moves.",
            "it is sure, and wrong": "There the sigmoid's slope p(1 − p) is almost 0. Cross-entropy divides it out.",
        }},
]

WARM_UP = {"question": "Lesson 02: 16 trained units followed the wave 13 to 28 times worse than 16 placed by hand. Why?",
        "right": "training starts elsewhere", "options": {
        "16 units are too few": "They were enough by hand: the good network exists.",
        "training starts elsewhere": "It starts at random and walks downhill. How it gets on depends on the ground. Today you choose the ground: the loss.",
        "the wave has no formula": "It has one. Training sees only points, but 65 of them.",
    },
}
# fmt: on
