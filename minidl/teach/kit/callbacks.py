"""Errors in a widget's callbacks: Jupyter loses them silently, so they are shown in the widget."""

import functools
import traceback


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
    """What was raised and where, in one line."""
    places = traceback.extract_tb(error.__traceback__)
    where = f" (in {places[-1].name}, line {places[-1].lineno})" if places else ""
    return f"{type(error).__name__}: {error}{where}"
