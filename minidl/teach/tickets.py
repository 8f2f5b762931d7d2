"""The exit ticket: a few questions at the end of a notebook, each with feedback for every option."""

from .question import Question, marked_up


def exit_ticket(notebook: str, probes: list[dict]) -> list[Question]:
    """Ask the `probes`, each {"question": text, "right": option, "options": {option: feedback}}.

    On static pages and on paper the answers stand behind the questions, in a closed fold. Raises
    ValueError if an option has no feedback or the right one is missing.
    """
    from IPython.display import display

    asked = [_ask(f"{notebook}.ticket{i}", i, probe) for i, probe in enumerate(probes, start=1)]
    for question in asked:
        display(question)
    display(_answers(asked), raw=True)
    return asked


def _ask(id: str, number: int, probe: dict) -> Question:
    options, right = probe["options"], probe["right"]
    if right not in options:
        raise ValueError(
            f"exit ticket, question {number}: the right answer {right!r} is not among the options"
        )
    silent = [option for option, feedback in options.items() if not feedback.strip()]
    if silent or len(options) < 2:
        raise ValueError(f"exit ticket, question {number}: every option needs feedback, missing for {silent}")
    question = Question(
        title=f"Exit ticket, question {number}",
        question=probe["question"],
        options=list(options),
        feedback=options,
        right=right,
    )
    return question.keep(id)


def _answers(asked: list[Question]) -> dict:
    items = "".join(
        f"<li>{marked_up(q.question)} <b>{marked_up(q.right)}</b>: {marked_up(q.feedback[q.right])}</li>"
        for q in asked
    )
    html = f"<details><summary>The answers, once you have tried</summary><ol>{items}</ol></details>"
    return {"text/html": html, "text/plain": "Answers: in the closed fold."}
