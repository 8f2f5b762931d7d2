"""The exit ticket: a few questions at the end of a notebook, each with feedback for every option."""

import ipywidgets

from .lesson import find_ticket, in_order
from .question import Question, marked_up


class ExitTicket(ipywidgets.VBox):
    """The questions, one below the other; where no widget is shown, their text and a fold of answers."""

    def _repr_mimebundle_(self, **kwargs):
        text = "\n\n".join(question.text() for question in self.children)
        data = super()._repr_mimebundle_(**kwargs)
        return data | {"text/plain": text, "text/html": _on_paper(self.children)}


def exit_ticket(notebook: str, probes: list[dict] | None = None) -> ExitTicket:
    """Ask the `probes`, each {"question": text, "right": option, "options": {option: feedback}}.

    Those of the course are in the lessons' `questions.py`. It is the last line of its cell, which shows it.
    Raises ValueError if an option has no feedback or the right one is missing.
    """
    probes = find_ticket(notebook) if probes is None else probes
    return ExitTicket(
        [
            ask(f"{notebook}.ticket{i}", f"Exit ticket, question {i}", probe)
            for i, probe in enumerate(probes, 1)
        ]
    )


def ask(id: str, title: str, probe: dict) -> Question:
    """A question with feedback for each option, which keeps its answers."""
    options, right = probe["options"], probe["right"]
    if right not in options:
        raise ValueError(f"{title}: the right answer {right!r} is not among the options")
    silent = [option for option, feedback in options.items() if not feedback.strip()]
    if silent or len(options) < 2:
        raise ValueError(f"{title}: every option needs feedback, missing for {silent}")
    told = {"question": probe["question"], "options": in_order(options), "feedback": options, "right": right}
    return Question(question_id=id, title=title, **told).keep()


def _on_paper(questions) -> str:
    asked = answers = ""
    for question in questions:
        options = "".join(f"<li>{marked_up(option)}</li>" for option in question.options)
        asked += f"<li>{marked_up(question.question)}<ul>{options}</ul></li>"
        right = question.right
        answers += f"<li><b>{marked_up(right)}</b>: {marked_up(question.feedback[right])}</li>"
    fold = f"<details><summary>The answers, once you have tried</summary><ol>{answers}</ol></details>"
    return f"<p>Exit ticket</p><ol>{asked}</ol>{fold}"
