"""The exercise of notebook 00: the error of a line at one point. `w`, `x` and `y` are numbers."""

from ...kit.exercise import Exercise


def error(w, x, y):
    return w * x - y


# --- what goes wrong --------------------------------------------------------------------------------------


def _error(w, x, y, *, height=lambda w, x: w * x, less=lambda height, y: height - y, after=lambda e: e):
    return after(less(height(w, x), y))


FAULTS = {
    "added": ({"height": lambda w, x: w + x}, "You add w and x. The height of the line is w times x: w * x"),
    "subtracted": ({"height": lambda w, x: w - x}, "The height of the line is w times x: w * x, not w - x"),
    "divided": ({"height": lambda w, x: w / x}, "You divide w by x. The height of the line is w times x."),
    "power": (
        {"height": lambda w, x: w**x},
        "That is w to the power x. The height of the line is w times x: w * x",
    ),
    "w alone": ({"height": lambda w, x: w}, "x is missing: the line is at the height w * x, not w."),
    "x alone": ({"height": lambda w, x: x}, "w is missing: the line is at the height w * x, not x."),
    "turned": (
        {"less": lambda height, y: y - height},
        "The sign is turned. A line above the point has a positive error: w * x first, then minus y.",
    ),
    "sum": ({"less": lambda height, y: height + y}, "You add y. How far it is from one to the other: minus."),
    "height alone": ({"less": lambda height, y: height}, "That is the height of the line. Now subtract y."),
    "ratio": ({"less": lambda height, y: height / y}, "You divide by y. How far apart: height minus y."),
    "size": ({"after": abs}, "The sign is lost: where the line is below the point, the error is negative."),
    "squared": ({"after": lambda e: e**2}, "You square the error. The loss does that later: leave it here."),
    "half of the square": ({"after": lambda e: e**2 / 2}, "That is half of the square. Return the error."),
    "doubled": ({"after": lambda e: 2 * e}, "That is twice the error."),
    "never negative": (
        {"after": lambda e: max(e, 0)},
        "You make negative errors 0. A line below its point has a negative error.",
    ),
    "sign": ({"after": lambda e: (e > 0) - (e < 0)}, "That says on which side the line is. How far is it?"),
    "above or not": ({"after": lambda e: e > 0}, "That is True or False: above or not. How far is it?"),
    "nothing": ({"after": lambda e: 0 * e}, "That is 0 always. The first case has another error."),
}
RULES = {
    "caret": (lambda w, x, y: w ^ x - y, "`^` is not a power in Python, and no power is wanted: `w * x`."),
    "caret first": (
        lambda w, x, y: (w ^ x) - y,
        "`^` is neither times nor a power in Python. The height of the line is `w * x`.",
    ),
    "brackets": (lambda w, x, y: w * (x - y), "You subtract first. No brackets: w times x, then minus y."),
    "y times": (lambda w, x, y: w * y - x, "x and y have changed places: w times x, minus y."),
    "both times": (lambda w, x, y: x * y - w, "w and y have changed places: w times x, minus y."),
    "all times": (lambda w, x, y: w * x * y, "You multiply all three. y is subtracted."),
    "y alone": (lambda w, x, y: y, "That is y, the height of the point. How far above it is the line?"),
    "relative": (lambda w, x, y: (w * x - y) / y, "You divide by y at last. The difference alone is wanted."),
    "per x": (lambda w, x, y: (w * x - y) / x, "You divide by x. Compare heights at x: w * x and y."),
    "times x": (
        lambda w, x, y: (w * x - y) * x,
        "You multiply by x once more, as a gradient does. The difference alone is wanted.",
    ),
    "gradient": (
        lambda w, x, y: 2 * (w * x - y) * x,
        "That is a gradient. The error is the difference alone.",
    ),
    "sum in brackets": (
        lambda w, x, y: w * (x + y),
        "w times x comes first, without brackets. Then minus y.",
    ),
    "equal": (lambda w, x, y: w * x == y, "You ask whether the heights are equal. How far apart are they?"),
    "both heights": (lambda w, x, y: (w * x, y), "You return two heights. Subtract them: minus, no comma."),
    "list": (lambda w, x, y: [w * x - y], "You return a list. Leave out the square brackets around it."),
    "text": (lambda w, x, y: str(w * x - y), "You return text. Leave out str(...) and quotes."),
}

EXERCISES = [
    Exercise(
        id="00.1", solution=error, twin=_error, faults=FAULTS, wrong_rules=RULES,
        cases=[
            (2, 4, 5), (0.5, 4, 9), (3, 2, 6), (-2, 3, -1), (1.25, 6, 3.5), (4, -3, 2.5), (-0.5, -8, 1),
            (7, 0.3, 4), (0, 5, -2.25),
        ],
        hints=("How high is the line at x? In Python, times is a star: *",
            "The line has the height w * x. Subtract y, the height of the point.", "return w * x - y"),
    ),
]  # fmt: skip
