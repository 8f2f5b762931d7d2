"""The warm-up: one question on an earlier lesson, first of all one that the student once got wrong."""

from . import answers, lesson
from .question import Question
from .tickets import ask


def review(number: str) -> Question:
    """Ask a ticket question of an earlier lesson that was once answered wrong, else the lesson's own warm-up.

    Of several it is the one that other lessons have asked least. It is the last line of its cell.
    """
    id = f"{number}.review"
    before = [earlier for earlier in lesson.numbers() if earlier < number]
    probes = {n: lesson.found_in(n, "questions", "TICKET") for n in before}
    tickets = {f"{n}.ticket{i}": probe for n in before for i, probe in enumerate(probes[n], start=1)}
    record = answers.recall(id)
    asked = record.get("asked")
    if asked not in tickets:
        missed = [t for t, p in tickets.items() if set(answers.recall(t).get("answers", [])) - {p["right"]}]
        if not missed or "answers" in record:
            return ask(id, "Warm-up", lesson.warm_up(number))
        elsewhere = [answers.recall(f"{n}.review").get("asked") for n in before]
        asked = min(missed, key=elsewhere.count)
        answers.remember(id, asked=asked)
    return ask(id, f"Once more, from lesson {asked.partition('.')[0]}", tickets[asked])
