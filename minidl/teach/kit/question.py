"""The one question widget: radio buttons or a number box, used by predictions, warm-ups and exit tickets."""

import re
from html import escape
from pathlib import Path

import anywidget
import traitlets as t

from . import answers
from .bundle import script
from .callbacks import shown

MARKS = re.compile(
    r"`([^`]+)`|(?<!\w)\*\*(\S|\S.*?\S)\*\*(?!\w)|(?<!\w)\*([^\s*]|[^\s*][^*]*[^\s*])\*(?!\w)", re.A
)


class Question(anywidget.AnyWidget):
    """A question with `options` to choose from, or a box for a number if there are none.

    `answers` holds all that was handed in, the first one first, and `reasons` what was chosen with each
    from the mechanisms of `because`, if there are any. Without `feedback` (option → sentence) an answer
    is locked, until it was `revealed` and the student thinks again; with it, each answer is met with
    its sentence at once. The page does all this by itself, so it also works without a kernel; it tells
    the student when fewer clicks are `kept` than were made.
    """

    _esm = script(__file__, "question.js")
    _css = Path(__file__).with_name("question.css")
    question_id = t.Unicode().tag(sync=True)
    title = t.Unicode().tag(sync=True)
    question = t.Unicode().tag(sync=True)
    options = t.List(t.Unicode()).tag(sync=True)
    because = t.List(t.Unicode()).tag(sync=True)
    feedback = t.Dict().tag(sync=True)
    right = t.Unicode().tag(sync=True)
    value = t.Any(None).tag(sync=True)
    answers = t.List().tag(sync=True)
    reasons = t.List().tag(sync=True)
    revealed = t.Bool().tag(sync=True)
    kept = t.Int().tag(sync=True)
    error = t.Unicode().tag(sync=True)

    def keep(self) -> "Question":
        """Take up what was answered before, and keep every answer from now on."""
        before = answers.recall(self.question_id)
        self.answers = before.get("answers", [])
        reasons = before.get("reasons", [])
        # An older answer may have no reason: only the last one can still get its own.
        self.reasons = reasons + [""] * (len(self.answers) - 1 - len(reasons)) if self.because else reasons
        self.kept = len(self.answers) + len(self.reasons)

        def keep(change):
            self.error = answers.remember(self.question_id, **{change["name"]: change["new"]})
            self.kept = self.kept if self.error else len(self.answers) + len(self.reasons)

        self.observe(shown(self, keep), ["answers", "reasons"])
        return self

    def text(self) -> str:
        """The question and its options, whatever was answered: for previews, paper and notebook tests."""
        options = [f"  ○ {option}" for option in self.options] or ["  (a number)"]
        return "\n".join([f"{self.title}: {self.question}", *options])

    def _repr_mimebundle_(self, **kwargs):
        data, metadata = super()._repr_mimebundle_(**kwargs)
        return data | {"text/plain": self.text()}, metadata


def marked_up(text: str) -> str:
    """Plain text as HTML, with `code` in backticks, *emphasis* and **bold**; nothing in it can run."""

    def tag(found):
        code, bold, slanted = found.groups()
        kind, inner = ("code", code) if code else ("b", marks(bold)) if bold else ("i", marks(slanted))
        return f"<{kind}>{inner}</{kind}>"

    def marks(text):
        return MARKS.sub(tag, text)

    return marks(escape(text))
