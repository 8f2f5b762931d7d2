"""The perceptron learning rule, step by step: it comes to rest, or goes round in a circle."""

from ...kit.bundle import script, style
from ...kit.picture import Choice, Picture, Whole
from .perceptron import CORNERS, GATES, learn, plain, point

MOST_STEPS = 60


class LearningRulePicture(Picture):
    """The rule w += (target − output)·x, T −= (target − output), through the four points again and again.

        picture = LearningRulePicture(gate="AND", step=10)
        picture.weights(), picture.learned(), picture.repeats(), picture.describe()

    It begins with w = (0, 0) and T = 0. `step` is how many points have been looked at.
    """

    _esm = script(__file__, "learning_rule.js")
    _css = style(__file__, "perceptron.css")

    gate = Choice(list(GATES))
    step = Whole(0, 0, MOST_STEPS)

    @classmethod
    def default_presets(cls):
        return {
            "AND, 4 steps": {"gate": "AND", "step": 4},
            "AND, learned": {"gate": "AND", "step": 22},
            "XOR, 12 steps": {"gate": "XOR", "step": 12},
            "XOR, 60 steps": {"gate": "XOR", "step": 60},
        }

    def history(self) -> list[dict]:
        """Each step so far: the point, the output, the error, and the weights after it."""
        return learn(self.gate, self.step)

    def weights(self) -> tuple:
        """(w1, w2, T) after this step."""
        return _weights(self.history())[-1]

    def learned(self) -> bool:
        """Whether the last four steps were all right, so that nothing will change any more."""
        last = self.history()[-4:]
        return len(last) == 4 and not any(one["error"] for one in last)

    def repeats(self) -> int | None:
        """The latest earlier step with the same weights before the same point; None if there is none."""
        history = self.history()
        weights = _weights(history)
        for earlier in range(self.step - 4, -1, -4):
            changed = any(one["error"] for one in history[earlier:])
            if weights[earlier] == weights[-1] and changed:
                return earlier
        return None

    def describe(self):
        w1, w2, T = map(plain, self.weights())
        now = f"w = ({w1}, {w2}), T = {T}"
        if self.step == 0:
            return f"Before the first step of learning {self.gate}, {now}; the first point is (0,0)."
        history = self.history()
        last, mistakes = history[-1], sum(one["error"] != 0 for one in history)
        target = GATES[self.gate][last["corner"]]
        said = (
            f"Step {self.step} of learning {self.gate} looked at {point(CORNERS[last['corner']])}, "
            f"target {target}, output {last['output']}, error {plain(last['error'])}; now {now}, "
            f"after {mistakes} corrections"
        )
        if self.learned():
            return f"{said}; four right in a row: learned, nothing changes any more."
        if (earlier := self.repeats()) is not None:
            return f"{said}; the same as after step {earlier}: from there on it goes round and round."
        return f"{said}."


def _weights(history):
    return [(0, 0, 0)] + [(one["w1"], one["w2"], one["T"]) for one in history]
