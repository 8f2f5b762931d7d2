"""What a notebook asks without grading it: predictions and the exit ticket, one file each (`nb11.py`).

They stand here and not in the notebook, where a glance at the next cell would give the answer away.
"""

from dataclasses import dataclass
from importlib import import_module


@dataclass(frozen=True)
class Prediction:
    """What `predict` asks and `reveal` answers.

    One of the options is chosen: the keys of `wrong`, each with the misconception behind it, and the
    `answer`. With `number=True` a number is typed, and `wrong` holds those that deserve a sentence.
    """

    id: str
    question: str
    answer: object
    because: str
    wrong: dict
    number: bool = False

    @property
    def options(self) -> list[str] | None:
        """In an order that gives nothing away: by the alphabet, numbers by size."""
        if self.number:
            return None
        return sorted([str(option) for option in [*self.wrong, self.answer]], key=_by_size)


def _by_size(option):
    digits = option.replace(",", "")
    return (float(digits), "") if digits.replace(".", "", 1).isdigit() else (float("inf"), option)


def find_prediction(id: str) -> Prediction:
    """The prediction of that id; KeyError with the ids there are."""
    notebook = str(id).partition(".")[0]
    known = {prediction.id: prediction for prediction in _of(notebook, "PREDICTIONS")}
    if id not in known:
        raise KeyError(f"no prediction {id!r}; notebook {notebook} has {sorted(known) or 'none'}")
    return known[id]


def find_ticket(notebook: str) -> list[dict]:
    """The exit ticket of a notebook; KeyError if it has none."""
    if not _of(notebook, "TICKET"):
        raise KeyError(f"notebook {notebook} has no exit ticket; give the questions")
    return _of(notebook, "TICKET")


def _of(notebook, name):
    try:
        return getattr(import_module(f"{__name__}.nb{notebook}"), name)
    except ModuleNotFoundError:
        return []
