"""01 · Perceptron and XOR: what the lesson asks, checks and draws."""

OFFERS = {
    "perceptron": "PerceptronPicture GATES",
    "two_lines": "TwoLinesPicture",
    "inequalities": "InequalityPicture sum_of",
    "learning_rule": "watch_the_rule",
    "xor_training": "watch_training train_networks",
    "graphs": "draw_graphs",
}
