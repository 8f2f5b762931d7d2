"""Running a student's function without harm: printing, raising and endless loops are caught.

The deadline is a second thread that raises in the first, since Windows has no `signal.alarm`: it stops what
is written in Python, but not one call that never comes back from C.
"""

import contextlib
import copy
import ctypes
import io
import threading
import traceback
from typing import NamedTuple

import numpy as np


class TooLong(BaseException):
    """Raised inside the student's function when time is up; no `except Exception` catches it."""


class Trial(NamedTuple):
    """What one call did."""

    value: object = None
    printed: str = ""
    trouble: str = ""  # a kind sentence if it raised or took too long
    timed_out: bool = False


def run(function, arguments: tuple, seconds: float = 2.0, blamed=None) -> Trial:
    """Call `function` with copies of the arguments, for at most `seconds`.

    `blamed` is the student's function, if another one calls it: its lines are named when something is raised.
    """
    printed = io.StringIO()
    try:
        # An overflow gets its diagnosis; NumPy's warning beside it would only frighten.
        with contextlib.redirect_stdout(printed), np.errstate(all="ignore"):
            value = _within(seconds, function, copy.deepcopy(arguments))
    except TooLong:
        trouble = "It was still running after some seconds, so it was stopped. Does each loop come to an end?"
        return Trial(None, printed.getvalue(), trouble, timed_out=True)
    except RecursionError:
        return Trial(None, printed.getvalue(), "It calls itself again and again, without an end.")
    except (Exception, SystemExit) as error:
        return Trial(None, printed.getvalue(), _raised(blamed or function, error))
    return Trial(value, printed.getvalue())


def _within(seconds: float, function, arguments: tuple):
    """function(*arguments); TooLong if it takes longer."""
    caller, ended, stopped = threading.get_ident(), threading.Event(), False

    def watch():
        pause = seconds
        while not ended.wait(pause):
            _raise_in(caller, TooLong)
            pause = 0.02  # and again: a bare `except:` may have swallowed it

    watcher = threading.Thread(target=watch, daemon=True)
    try:
        watcher.start()
        return function(*arguments)
    finally:
        while not stopped:
            try:
                ended.set()
                watcher.join()
                _raise_in(caller, None)  # what was raised too late to strike
                stopped = True
            except TooLong:  # it struck just here
                pass


def _raise_in(thread: int, exception):
    """Raise an exception in another thread at its next step in Python; None takes it back."""
    raised = ctypes.py_object(exception) if exception else None
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), raised)


def _raised(function, error: BaseException) -> str:
    """What was raised, and in which line of the student's code."""
    said = f"It stopped with {type(error).__name__}: {error}".rstrip(": ")
    code = getattr(function, "__code__", None)
    mine = [
        place
        for place in traceback.extract_tb(error.__traceback__)
        if code and place.filename == code.co_filename
    ]
    if not mine:
        return said + "."
    line = f", `{mine[-1].line}`" if mine[-1].line else ""
    return f"{said} (line {mine[-1].lineno}{line})."
