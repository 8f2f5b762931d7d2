"""Predict, then see: the answer is locked before the picture moves, and shown beside what happened."""

import math
import uuid

from . import answers
from .callbacks import shown
from .lesson import find_prediction
from .question import Question, is_number, listed, marked_up, shown_as

_asked: dict[str, Question] = {}  # id → the question on the page
_reveals: dict[str, tuple] = {}  # id → the reveal on the page: (how to draw it, where)


def predict(
    id: str, question: str | None = None, options: list[str] | None = None, number: bool = False
) -> Question:
    """Ask for a prediction: one of `options`, or a `number`. Stands last in its cell, which shows it.

    The first answer is locked and kept; "Think again" adds another. `reveal(id)` answers it. What the
    course asks stands in `questions/` under its id; give a question to ask one of your own.
    """
    if question is None:
        kept = find_prediction(id)
        question, options, number = kept.question, kept.options, kept.number
    if number == bool(options):
        raise ValueError(f"predict({id!r}): give either options=[...] or number=True")
    if len(set(options or [])) != len(options or []):
        raise ValueError(f"predict({id!r}): two options are the same")
    texts = [str(option) for option in options or []]
    asked = Question(title=f"Predict {id}", question=question, options=texts).keep(id)
    asked.observe(shown(asked, lambda change: _redraw_reveal(id)), "answers")
    _asked[id] = asked
    return asked


def reveal(id: str, answer=None, because: str | None = None, wrong: dict | None = None) -> None:
    """Show what happened (`answer`, with a `because`) beside the student's prediction.

    `wrong` names the misconception behind each wrong option, or behind some wrong numbers. It follows
    when the student thinks again; before any prediction the answer stands in a closed fold.
    Raises ValueError if an option of the question has no sentence.
    """
    from IPython.display import display

    if because is None:
        kept = find_prediction(id)
        answer, because, wrong = kept.answer, kept.because, kept.wrong
    asked = _asked.get(id)
    if asked is not None and asked.options:
        missing = set(asked.options) ^ {str(option) for option in [answer, *wrong]}
        if missing:
            raise ValueError(f"reveal({id!r}): these options are not on both sides: {sorted(missing)}")
    where = f"minidl-reveal-{uuid.uuid4()}"
    _reveals[id] = (lambda: _revealed(id, answer, because, wrong), where)
    display(_revealed(id, answer, because, wrong), raw=True, display_id=where)


def _redraw_reveal(id: str) -> None:
    from IPython.display import update_display

    if id in _reveals:
        draw, where = _reveals[id]
        update_display(draw(), raw=True, display_id=where)


def _revealed(id: str, answer, because: str, wrong: dict) -> dict:
    """What a notebook displays: {type: content}."""
    asked = _asked.get(id)
    predicted = asked.answers if asked is not None else answers.recall(id).get("answers", [])
    happened = f"{shown_as(answer)}. {because}"
    if not predicted:
        lines = [(f"Prediction {id}", "none yet. Answer the question above; what happened then stands here.")]
        folded = [("What happened", happened), *((shown_as(option), said) for option, said in wrong.items())]
        return _bundle(lines, folded)
    lines = [("You predicted", f"{listed(predicted)}."), ("What happened", happened)]
    lines += [(shown_as(guess), _verdict(guess, answer, wrong)) for guess in dict.fromkeys(predicted)]
    return _bundle(lines, [])


def _verdict(guess, answer, wrong: dict) -> str:
    if _same(guess, answer):
        return "right, that is what happened."
    for option, misconception in wrong.items():
        if _same(guess, option):
            return misconception
    return "not what happened. Which step of the explanation differs from yours?"


def _same(guess, option) -> bool:
    """Options are texts. Numbers: whole ones exactly, others to 1 %, so that 2.3 may stand for 2.33."""
    if isinstance(option, float) and not option.is_integer() and is_number(guess):
        return math.isclose(guess, option, rel_tol=0.015)
    return guess == option if is_number(option) and is_number(guess) else str(guess) == str(option)


def _bundle(lines: list[tuple[str, str]], folded: list[tuple[str, str]]) -> dict:
    html = "".join(f"<p>{_with_lead(*line)}</p>" for line in lines)
    if folded:
        items = "".join(f"<li>{_with_lead(*line)}</li>" for line in folded)
        html += f"<details><summary>Show what happened</summary><ul>{items}</ul></details>"
    return {"text/html": html, "text/plain": "\n".join(f"{lead}: {text}" for lead, text in lines)}


def _with_lead(lead: str, text: str) -> str:
    return f"<b>{marked_up(lead)}:</b> {marked_up(text)}"
