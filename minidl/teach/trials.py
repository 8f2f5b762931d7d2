"""Running a student's function without harm: printing, raising and endless loops are caught.

The deadline is a line trace, since Windows has no `signal.alarm`: it stops loops written in Python,
but not one call that never comes back from C, and not a loop that catches everything with a bare except.
"""

import contextlib
import copy
import io
import sys
import time
import traceback
from typing import NamedTuple


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
        with contextlib.redirect_stdout(printed), _deadline(seconds, blamed or function):
            value = function(*copy.deepcopy(arguments))
    except TooLong:
        trouble = "It was still running after some seconds, so it was stopped. Does each loop come to an end?"
        return Trial(None, printed.getvalue(), trouble, timed_out=True)
    except RecursionError:
        return Trial(None, printed.getvalue(), "It calls itself again and again, without an end.")
    except (Exception, SystemExit) as error:
        return Trial(None, printed.getvalue(), _raised(blamed or function, error))
    return Trial(value, printed.getvalue())


@contextlib.contextmanager
def _deadline(seconds: float, function):
    end = time.monotonic() + seconds
    code = getattr(function, "__code__", None)

    def trace(frame, event, argument):
        if time.monotonic() > end:
            raise TooLong
        if frame.f_code is code:
            frame.f_trace_opcodes = True  # `while True: pass` in one line has no second line to trace
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        yield
    finally:
        sys.settrace(before)


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
