"""Predict, then see: the answer is locked before the picture moves, and shown beside what happened."""

import uuid
from itertools import zip_longest

from . import answers
from .callbacks import shown
from .lesson import Prediction, find_prediction
from .question import Question, marked_up
from .values import is_number, same_number, shown_as

_asked: dict[str, Question] = {}  # id → the question on the page
_reveals: dict[str, tuple] = {}  # id → the reveal on the page: (what it shows, where)
WRONG = "not what happened. Which step of the explanation differs from yours?"


def predict(
    id: str, question: str | None = None, options: list[str] | None = None, number: bool = False
) -> Question:
    """Ask for a prediction: one of `options`, or a `number`. It is the last line of its cell, which shows it.

    The first answer is locked and kept, then its reason; `reveal(id)` answers both, and then "Think again"
    adds another. What the course asks is in the lesson's `questions.py` under its id; give a question to
    ask one of your own, which has no reasons.
    """
    because = []
    if question is None:
        kept = find_prediction(id)
        question, options, number, because = kept.question, kept.options, kept.number, kept.mechanisms
    if number == bool(options):
        raise ValueError(f"predict({id!r}): give either options=[...] or number=True")
    texts = [str(option) for option in options or []]
    if len(set(texts)) != len(texts):
        raise ValueError(f"predict({id!r}): two options are the same")
    what = {"question": question, "options": texts, "because": because}
    asked = Question(question_id=id, title=f"Predict {id}", **what).keep()
    asked.observe(shown(asked, lambda change: _redraw_reveal(id)), ["answers", "reasons"])
    _asked[id] = asked
    return asked


def reveal(id: str, answer=None, because: str | None = None, wrong: dict | None = None) -> None:
    """Show what happened (`answer`, with a `because`) beside the student's prediction and reason.

    `wrong` names the misconception behind each wrong option, or behind some wrong numbers. It follows
    when the student thinks again; before any prediction the answer is in a closed fold.
    Raises ValueError if `wrong` leaves out an option of the question.
    """
    from IPython.display import display

    kept = find_prediction(id) if because is None else Prediction(id, "", answer, because, wrong or {})
    asked = _asked.get(id)
    if asked is not None and asked.options and kept.wrong:
        missing = set(asked.options) ^ {str(option) for option in [kept.answer, *kept.wrong]}
        if missing:
            raise ValueError(f"reveal({id!r}): these options are not on both sides: {sorted(missing)}")
    where = f"minidl-reveal-{uuid.uuid4()}"
    _reveals[id] = (kept, where)
    display(_revealed(kept), raw=True, display_id=where)


def _redraw_reveal(id: str) -> None:
    from IPython.display import update_display

    if id in _reveals:
        kept, where = _reveals[id]
        update_display(_revealed(kept), raw=True, display_id=where)


def _revealed(kept: Prediction) -> dict:
    """What a notebook displays: {type: content}."""
    asked = _asked.get(kept.id)
    record = asked.get_state(["answers", "reasons"]) if asked else answers.recall(kept.id)
    given = list(zip_longest(record.get("answers", []), record.get("reasons", []), fillvalue=""))
    if asked and asked.because:
        given = given[: len(asked.reasons)]  # what happened must not tell the reason
    happened = ("What happened", f"{shown_as(kept.answer)}. {kept.because}")
    if not given:
        said = "none yet. Answer the question above to see here what happened."
        if record.get("answers"):
            said = "your answer is locked. Now choose your reason above, to see here what happened."
        lines = [(f"Prediction {kept.id}", said)]
        whys = ((f"Because {reason}", why) for reason, why in kept.wrong_reasons.items())
        return _bundle(lines, [happened, *kept.wrong.items(), *whys])
    if asked:
        asked.revealed = True
    predicted = (shown_as(guess) + (f", because “{reason}”" if reason else "") for guess, reason in given)
    lines = dict([("You predicted", f"{', then '.join(predicted)}."), happened])
    for guess, reason in given:
        right = _same(guess, kept.answer)
        told = [said for option, said in kept.wrong.items() if _same(guess, option)]
        lines[shown_as(guess)] = "right, that is what happened." if right else [*told, WRONG][0]
        if reason == kept.reason and reason:
            lines[f"Because {reason}"] = "yes." if right else f"yes, and it leads to {shown_as(kept.answer)}."
        elif reason:
            but = "Your answer is right, but this is not why. " if right else ""
            lines[f"Because {reason}"] = but + kept.wrong_reasons.get(reason, "this is not why.")
    return _bundle(list(lines.items()), [])


def _same(guess, option) -> bool:
    """Options are texts."""
    numbers = is_number(guess) and is_number(option)
    return same_number(guess, option) if numbers else str(guess) == str(option)


def _bundle(lines: list[tuple[str, str]], folded: list[tuple[str, str]]) -> dict:
    html = "".join(f"<p>{_with_lead(*line)}</p>" for line in lines)
    if folded:
        items = "".join(f"<li>{_with_lead(*line)}</li>" for line in folded)
        html += f"<details><summary>Show what happened</summary><ul>{items}</ul></details>"
    return {"text/html": html, "text/plain": "\n".join(f"{lead}: {text}" for lead, text in lines)}


def _with_lead(lead: str, text: str) -> str:
    return f"<b>{marked_up(shown_as(lead))}:</b> {marked_up(text)}"
