"""What notebook 03 asks: layers without activations, folds, and a plane that is bent."""

from ...kit.lesson import Prediction

PREDICTIONS = [
    Prediction(
        id="03.a",
        question="A network of three linear layers, 1 → 16 → 16 → 1, has no activations. It is trained on |x|, from x = −1 to 1. What does it draw?",
        answer="a straight line",
        because="Each layer computes Wh + b, and so do two of them together. Three linear layers are one: a line, here a level one.",
        wrong={
            "a V": "A V has two slopes. Without activations the output is one slope times x, plus one number.",
            "a round bowl": "For x² something must be multiplied by x once more. Weights are numbers, not x.",
            "a zigzag": "Each corner needs an activation that switches. Here nothing switches.",
        },
        reason="a line of a line is a line",
        wrong_reasons={
            "321 weights can follow any curve": "They can if something bends. Here all of them work out to one slope and one height.",
            "more layers make finer steps": "Each layer hands on a straight line, so there is never a step.",
        },
    ),
    Prediction(
        id="03.b",
        question="A layer of two ReLU units folds a strip of paper in the middle. Five such layers come one after the other: ten hidden units. Of how many straight pieces is the output made?",
        answer="32",
        because="Each fold doubles the number of sheets, and each sheet is one straight piece: 2 · 2 · 2 · 2 · 2 = 32.",
        wrong={
            "6": "One piece more a layer would be 6. But a fold bends all sheets of the pile at once.",
            "10": "One piece a unit: so it is, nearly, in a *single* layer. Here each layer folds what is folded already.",
            "11": "Ten units side by side make up to 11 pieces (lesson 02). These stand one behind the other.",
            "25": "That is 5². A fold doubles: 2 to the power 5.",
        },
        reason="each fold doubles all pieces there are",
        wrong_reasons={
            "each unit adds one piece": "Side by side, yes. A later unit acts on every sheet of the pile, so it adds many.",
            "each layer adds two pieces": "The first fold turns 1 piece into 2, the second 2 into 4: it does not add, it doubles.",
        },
    ),
    Prediction(
        id="03.c",
        question="Two spirals wind round each other. A network learns to tell them apart; its last unit computes w₁h₁ + w₂h₂ + b from the two numbers that the layers before it make of each point. It is right for all points. What separates the spirals in the plane of h₁ and h₂?",
        answer="a straight line",
        because="The last unit can draw nothing else. So the layers before it must move the points until one line is enough.",
        wrong={
            "a spiral": "In the plane of the *inputs* the border winds. In the last hidden plane it is where w₁h₁ + w₂h₂ + b = 0.",
            "a circle": "A circle needs squares of h₁ and h₂. The last unit has only sums.",
            "many small pieces": "One linear unit cuts a plane once.",
        },
        reason="the last unit is linear, so the layers before it bend the plane",
        wrong_reasons={
            "the last unit bends its line": "Its formula has no bend. All bending is done before.",
            "training finds the shape of the border": "It finds weights. The shape that a linear unit draws is always the same.",
        },
    ),
]

TICKET = [
    {"question": "Ten linear layers without activations, a million weights. Which functions can they compute?",
        "right": "those of one linear layer", "options": {
            "those of one linear layer": "Their product is one matrix. A narrow layer between can only make them fewer.",
            "any continuous function": "That theorem (lesson 02) needs an activation that bends.",
            "more than one linear layer can": "Multiply the matrices: what is left is one matrix and one vector.",
    }},
    {"question": "Ten layers of two units have 61 parameters. They can draw 512 equal teeth. Can they draw *any* 512 teeth, each of its own height?",
        "right": "no, only some", "options": {
            "no, only some": "61 numbers cannot set 512 heights. The teeth are copies of each other. Folding repeats, it does not choose.",
            "yes, there are 1,024 pieces": "They are, but each weight shapes very many of them at once.",
            "yes, after a long training": "Training chooses 61 numbers. 512 independent heights are more.",
    }},
    {"question": "A network tells two spirals apart, all points right. In which plane is its border a straight line?",
        "right": "in that of the last hidden layer", "options": {
            "in that of the last hidden layer": "Its last unit is linear there. All bending is done before.",
            "in that of the two inputs": "There the border winds between the spirals.",
            "in none: the border always winds": "In the inputs' plane it does. The layers unwind it.",
    }},
]  # fmt: skip

WARM_UP = {
    "question": "One hidden layer of D ReLU units, one input. At most how many straight pieces has its output? (lesson 02)",
    "right": "D + 1",
    "options": {
        "D + 1": "Each unit bends the line once at most: D joints.",
        "2D": "Each unit has one joint, where it switches on or off. D joints make D + 1 pieces.",
        "3D + 1": "That is the number of parameters.",
    },
}
