"""The one question widget: radio buttons or a number box, used by predictions and exit tickets."""

import math
from html import escape
from pathlib import Path

import anywidget
import traitlets as t

from . import answers
from .bundle import script
from .callbacks import shown

HERE = Path(__file__).parent


class Question(anywidget.AnyWidget):
    """A question with `options` to choose from, or a box for a number if there are none.

    `value` is what is chosen at the moment and `click()` hands it in, as the button does; `answers`
    holds all that was handed in, the first one first. Without `feedback` (option → sentence) an answer
    is locked until "Think again"; with it, each answer is met with its sentence at once. The page
    does all this by itself, so it also works without a kernel.
    """

    _esm = script(__file__, "question.js")
    _css = HERE / "question.css"
    title = t.Unicode().tag(sync=True)
    question = t.Unicode().tag(sync=True)
    options = t.List(t.Unicode()).tag(sync=True)
    feedback = t.Dict().tag(sync=True)
    right = t.Unicode().tag(sync=True)
    value = t.Any(None).tag(sync=True)
    answers = t.List().tag(sync=True)
    error = t.Unicode().tag(sync=True)

    def click(self) -> None:
        """Hand in `value`, as the button does. Raises ValueError if it is no answer to this question."""
        if self.options and self.value not in self.options:
            raise ValueError(f"choose one of {self.options}, not {self.value!r}")
        if not self.options and not is_number(self.value):
            raise ValueError(f"the answer is a number, not {self.value!r}")
        self.answers = [*self.answers, self.value]

    def keep(self, id: str) -> "Question":
        """Take up what was answered before, and keep every answer from now on."""
        before = answers.recall(id).get("answers")
        self.answers = before if isinstance(before, list) else []

        def keep(change):
            self.error = answers.remember(id, answers=self.answers)

        self.observe(shown(self, keep), "answers")
        return self

    def text(self) -> str:
        """The question and its options, whatever was answered: for previews, paper and notebook tests."""
        options = [f"  ○ {option}" for option in self.options] or ["  (a number)"]
        return "\n".join([f"{self.title}: {self.question}", *options])

    def describe(self) -> str:
        """One sentence on what was answered, with the feedback if there is some."""
        if not self.answers:
            return f"{self.title}: not answered yet."
        if not self.feedback:
            return f"{self.title}: you answered {listed(self.answers)}."
        last = self.answers[-1]
        verdict = "right" if last == self.right else "not right"
        return (
            f"{self.title}: you answered {last}, which is {verdict}. {self.feedback.get(last, '')}".rstrip()
        )

    def _repr_mimebundle_(self, **kwargs):
        data, metadata = super()._repr_mimebundle_(**kwargs)
        return data | {"text/plain": self.text()}, metadata


def is_number(value) -> bool:
    """A finite int or float; True and False are none."""
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def listed(answers: list) -> str:
    """['3', 2] → '3, then 2'"""
    return ", then ".join(shown_as(answer) for answer in answers)


def shown_as(answer) -> str:
    """Numbers without a needless .0"""
    return f"{answer:.10g}" if isinstance(answer, float) else str(answer)


def marked_up(text: str) -> str:
    """Plain text as HTML, with `code` in backticks."""
    parts = escape(text).split("`")
    return "".join(f"<code>{part}</code>" if i % 2 else part for i, part in enumerate(parts))
