"""What a lesson asks, found in its room: `lessons/nb11/questions.py` and `lessons/nb11/exercises.py`.

Questions are there and not in the notebook, where a glance at the next cell would give the answer away.
"""

from dataclasses import dataclass, field
from importlib import import_module
from pkgutil import iter_modules
from zlib import crc32

from .exercise import Exercise

LESSONS = f"{__package__.rpartition('.')[0]}.lessons"


@dataclass(frozen=True)
class Prediction:
    """What `predict` asks and `reveal` answers.

    One of the options is chosen: the keys of `wrong`, each with the misconception behind it, and the
    `answer`. With `number=True` a number is typed, and `wrong` holds those that deserve a sentence.
    With the answer goes a "because ...": the `reason`, or one of the `wrong_reasons` ({mechanism: why not}).
    """

    id: str
    question: str
    answer: object
    because: str
    wrong: dict = field(default_factory=dict)
    number: bool = False
    reason: str = ""
    wrong_reasons: dict = field(default_factory=dict)

    @property
    def options(self) -> list[str] | None:
        return None if self.number else in_order([*self.wrong, self.answer])

    @property
    def mechanisms(self) -> list[str]:
        """The reasons to choose from, in an order that never changes and tells nothing."""
        reasons = [self.reason, *self.wrong_reasons] if self.reason else []
        return sorted(reasons, key=lambda reason: crc32(reason.encode()))


def in_order(options) -> list[str]:
    """Options in an order that gives nothing away: by the alphabet, numbers by size."""

    def place(option):
        digits = option.replace(",", "")
        return (float(digits), "") if digits.replace(".", "", 1).isdigit() else (float("inf"), option)

    return sorted(map(str, options), key=place)


def numbers() -> list[str]:
    """The numbers of all lessons that have a room: "01", "02" ..."""
    return [name.removeprefix("nb") for _, name, _ in iter_modules(import_module(LESSONS).__path__)]


def exercises(number: str) -> list[Exercise]:
    """The exercises of a lesson; none where its room has no such file."""
    return found_in(number, "exercises", "EXERCISES")


def predictions(number: str) -> list[Prediction]:
    """The predictions of a lesson; none where its room has no such file."""
    return found_in(number, "questions", "PREDICTIONS")


def find(exercise: str | Exercise) -> Exercise:
    """The exercise of that id; KeyError with the ids there are. An Exercise is handed back as it is."""
    return exercise if isinstance(exercise, Exercise) else _by_id(exercise, "exercise", exercises)


def find_prediction(id: str) -> Prediction:
    """The prediction of that id; KeyError with the ids there are."""
    return _by_id(id, "prediction", predictions)


def find_ticket(number: str) -> list[dict]:
    """The exit ticket of a lesson; KeyError if it has none."""
    return _needed(number, "TICKET", "exit ticket")


def warm_up(number: str) -> dict:
    """The question with which a lesson begins, on an earlier one; KeyError if it has none."""
    return _needed(number, "WARM_UP", "warm-up question")


def _needed(number, name, what):
    found = found_in(number, "questions", name)
    if not found:
        raise KeyError(f"lesson {number} has no {what}")
    return found


def _by_id(id, what, all_of):
    number = str(id).partition(".")[0]
    known = {item.id: item for item in all_of(number)}
    if id not in known:
        raise KeyError(f"no {what} {id!r}; lesson {number} has {sorted(known) or 'none'}")
    return known[id]


def found_in(number, file, name):
    """The list of that name in a file of the lesson's room; empty where there is no such file."""
    wanted = f"{LESSONS}.nb{number}"
    try:
        return getattr(import_module(f"{wanted}.{file}"), name, [])
    except ModuleNotFoundError as error:
        if error.name not in (wanted, f"{wanted}.{file}"):  # a wrong import inside is not a missing lesson
            raise
        return []
