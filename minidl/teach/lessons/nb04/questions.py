"""What notebook 04 asks: differentiation and backprop."""

from ...kit.lesson import Prediction

# fmt: off
PREDICTIONS = [
    Prediction(id="04.a",
        question="J = cos(sin(x²) + 3x²) at x = 1. The slope (J(x + h) − J(x − h)) / 2h is wrong by 0.000000003 if h = 10⁻⁵. Now h = 10⁻¹³, a hundred million times smaller. The error is ...",
        answer="larger",
        because="J(x + h) and J(x − h) now agree in almost all of their 16 digits. The difference keeps the three or four that are left, and dividing by 2h blows their rounding up: the error is 0.0006.",
        wrong={
            "smaller": "On paper yes: the error of the formula falls with h². But the computer rounds J to 16 digits, and you subtract two numbers that are almost equal.",
            "0": "The limit is exact, but h never is 0. For this J each h leaves an error.",
            "about the same": "It is 200,000 times as large. Between a too large and a too small h is a valley.",
        },
        reason="nearly equal numbers are subtracted, and few digits are left",
        wrong_reasons={
            "the derivative is the limit for h → 0": "Of exact numbers. Here every J has an error of 10⁻¹⁶, and it is divided by h.",
            "a difference of 10⁻¹³ is too small to be stored": "It is stored well: floating point holds 10⁻³⁰⁰, too. What gets lost are digits of J, which is near 1.",
        }),
    Prediction(id="04.b",
        question="J = cos(u), u = u1 + u2, u1 = sin(t), u2 = 3t, t = x² at x = 1. On the way back u2 brings 1.9324 to t, and u1 brings 0.348. What is ∂J/∂t?",
        answer="2.2804",
        because="t changes J along two paths, and the effects add up: 1.9324 + 0.348. That is the Σ of the chain rule, and the += of every tape.",
        wrong={
            "0.348": "That is = in place of +=: what comes last wins, and the path through u2 is lost.",
            "1.9324": "That is the path through u2 alone. t also changes u1.",
            "0.6725": "1.9324 · 0.348 would be the product. Factors are multiplied *along* a path; these are two paths side by side.",
        },
        reason="both paths change J, so their effects add up",
        wrong_reasons={
            "the chain rule multiplies": "Along one path, yes. Here two paths end in t.",
            "a box holds one number": "One number, but it may grow: each arrow adds its part to it.",
        }),
    Prediction(id="04.c",
        question="A LeNet has 1,256,080 parameters, and one forward pass takes the time T. How long does it take to get all 1,256,080 derivatives of its loss, by reverse mode?",
        answer="2 to 4 T",
        because="One walk back over the tape. Each box does about twice the work that it did forwards (one gradient for its input, one for its weights), however many parameters there are.",
        wrong={
            "1,256,080 T": "One pass for each input: that is *forward* mode, with dual numbers.",
            "2,512,160 T": "Two passes for each input: those are central differences. At 10 ms each: seven hours.",
        },
        reason="one walk back over the tape passes every box once",
        wrong_reasons={
            "each derivative needs a pass of its own": "In forward mode. Backwards they share the way: ∂J/∂u is computed once, and used for everything that u was computed from.",
            "the formula of each derivative is worked out first": "There is no formula, only numbers: each box multiplies the number that comes by its own factor.",
        }),
]

TICKET = [
    {"question": "After J.backward(): what does minidl (or PyTorch) hold for the input x?",
        "right": "a number: ∂J/∂x here", "options": {
            "a number: ∂J/∂x here": "Exact up to rounding, for these values. Another x needs another pass.",
            "the formula of ∂J/∂x": "That is symbolic differentiation. A tape never sees a formula, only numbers and the factor of each operation.",
            "a difference with a small h": "That is a finite difference. A tape multiplies exact factors.",
        }},
    {"question": "A backward pass has = in place of +=. Which inputs still get the right gradient?",
        "right": "those with one path to J", "options": {
            "those with one path to J": "Nothing is added up there. Where two paths meet, a term is lost.",
            "all of them, as before": "In u = bc, v = a + u it looks so: each box there is used once. Try b = a + a.",
            "none of them any more": "In a chain each box gets one gradient: there = and += do the same.",
        }},
    {"question": "Gradients begin with 0, ∂J/∂J with 1. The tape is walked *forwards*, from x to J. What comes out?",
        "right": "0, except at J and its inputs", "options": {
            "0, except at J and its inputs": "The first boxes hand on their 0. Only J, the last one, has something to hand on.",
            "all gradients, but later": "A box hands on what it has. At the start that is 0.",
            "the same with other signs": "Signs come from the factors, and those stay. They meet zeros.",
        }},
]

WARM_UP = {"question": "A network adds up 2·ReLU[x − 1] and 3·ReLU[x + 1]. What is the slope of the sum at x = 2? (notebook 02)",
        "right": "5", "options": {
        "5": "Both units are on: 2 · 1 + 3 · 1. Two ways from x to the sum, and their slopes add up.",
        "6": "2 · 3 multiplies. The units are side by side, and the network adds them up.",
        "3": "That is unit 2 alone. Unit 1 is on, too: 2 − 1 is above 0.",
    },
}
# fmt: on
