"""Errors in a widget's callbacks: Jupyter loses them silently, so they are shown in the widget."""

import functools
import traceback
from pathlib import Path


def shown(widget, callback):
    """`callback`, to be given to observe or on_click: what it raises is put into `widget.error`.

    The widget shows its trait `error`; a callback that succeeds may empty it.
    """

    @functools.wraps(callback)
    def safe(*args, **options):
        try:
            return callback(*args, **options)
        except Exception as error:
            widget.error = sentence(error)

    return safe


def sentence(error: BaseException) -> str:
    """What was raised, in one line; and where, if it was in the user's own code."""
    ours = Path(__file__).parents[2]
    places = [p for p in traceback.extract_tb(error.__traceback__) if ours not in Path(p.filename).parents]
    places = [p for p in places if "site-packages" not in p.filename and p.line]
    where = f" (line {places[-1].lineno}, `{places[-1].line}`)" if places else ""
    return f"{type(error).__name__}: {error}{where}"
