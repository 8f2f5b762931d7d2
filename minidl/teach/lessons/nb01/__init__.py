"""01 · Perceptron and XOR: what the lesson asks, checks and draws."""

OFFERS = {
    "perceptron": "PerceptronPicture",
    "two_lines": "TwoLinesPicture",
    "learning_rule": "LearningRulePicture",
    "inequalities": "InequalityPicture",
    "longest_path": "LongestPathPicture",
}
